//! What must hold of documents, of the argument list, of what the engine says and
//! of what it makes, whatever their bytes are.

use std::os::unix::ffi::OsStrExt;
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use bytes::Bytes;
use url::Url;

use crate::api::native::fuzzing::job;
use crate::document::{Prepared, Resolution};
use crate::job::deadline::Deadline;
use crate::job::limits::Limits;
use crate::job::options::Options;
use crate::job::{Asset, FailedResource, Job, Network, Warning};
use crate::pdf::inspect;
use crate::pipeline::folder::JobFolder;

use super::output::{links as taken_links, pdf, stderr};
use super::render::args;
use super::render::helper::Helper;
use super::render::layout;
use super::render::measures::Measures;
use super::render::run::{NetworkAccess, Run};
use super::workspace::Workspace;

#[path = "../../tests/support/argv.rs"]
mod argv;

/// What the engine says. The first half of it is the document's to forge.
pub fn messages(output: &[u8]) {
    messages_of(output, true);
    messages_of(output, false);
}

fn messages_of(output: &[u8], offline: bool) {
    // As much as is kept of it.
    let output = &output[..output.len().min(128 << 10)];
    let document = Url::parse("file:///proc/self/cwd/document/index.html").expect("an address");
    let messages = stderr::read(output, &document, offline);
    let lines = output.iter().filter(|byte| b"\n\r".contains(byte)).count() + 1;
    let told = messages.failed.len() + messages.scripts.len() + messages.refused_files;
    assert!(told <= lines);
    messages.failed.iter().for_each(check_resource);
    assert!(messages.failed.len() <= 300);
    assert!(messages.scripts.len() <= 100);
    for warning in &messages.scripts {
        let Warning::ScriptError {
            source,
            line,
            message,
        } = warning
        else {
            panic!("{warning:?}");
        };
        assert!(
            !source.is_empty() && source.chars().count() <= 120,
            "{source:?}"
        );
        assert!(message.chars().count() <= 200);
        assert_ne!(*line, Some(0));
    }
    let mut both = stderr::read(output, &document, offline);
    both.add(&messages);
    assert_eq!(both, messages, "said twice is said once");
}

fn check_resource(failed: &FailedResource) {
    assert!(failed.url.chars().count() <= 201, "{failed:?}");
    assert!(!failed.url.chars().any(char::is_control), "{failed:?}");
    // The document may call a page of the network by any name, but a file is told
    // by its own name, or not at all.
    let file = failed.url.strip_prefix("file:");
    assert!(file.is_none_or(str::is_empty), "{failed:?}");
}

/// A PDF, as the engine might leave it.
pub fn printed_pdf(data: &[u8]) {
    let mut bytes = data.to_vec();
    if let Some(layout) = pdf::read(&bytes) {
        assert!(layout.pages > 0);
        layout.fix_creation_date(&mut bytes);
        assert_eq!(bytes.len(), data.len());
        let differ = bytes.iter().zip(data).filter(|(new, old)| new != old);
        assert!(differ.count() <= "20000101000000Z00'00'".len());
        let again = pdf::read(&bytes).map(|layout| layout.pages);
        assert_eq!(again, Some(layout.pages));
    }
    assert!(pdf::characters(data).len() <= 0x11_0000);
    check_links(data);
    let _ = inspect::links(data);
    let _ = inspect::page_sizes(data);
    let _ = inspect::outline(data);
}

/// What stands between the brackets of a link.
pub fn links(address: &[u8]) {
    let link = |scheme: &[u8]| {
        let before: &[u8] = b"<<\n/Type /Annot\n/A <<\n/Type /Action\n/S /URI\n/URI (";
        pdf::of_objects(&[&[before, scheme, address, b")\n>>\n>>"].concat()])
    };
    check_links(&link(b""));
    let mut plain = link(b"javascript:");
    let is_plain = !address.iter().any(|byte| b"\\()".contains(byte));
    let taken = taken_links::mend(&mut plain).0;
    assert!(!is_plain || taken.len() == 1);
}

fn check_links(data: &[u8]) {
    let mut bytes = data.to_vec();
    let (told, places) = taken_links::mend(&mut bytes);
    assert!(told.len() <= 100);
    assert_eq!(bytes.len(), data.len());
    assert_eq!(places.is_empty(), bytes == data);
    let mut changed = (0..data.len()).filter(|at| bytes[*at] != data[*at]);
    assert!(changed.all(|at| places.iter().any(|place| place.contains(&at))));
    let address = |text: &str| Warning::blocked_link(text).to_string().chars().count() < 400;
    assert!(told.iter().all(|text| address(text)));
    assert!(taken_links::mend(&mut bytes).0.is_empty(), "none is left");
}

/// Parts between lines `%%%`: the document, a style sheet beside it, a header, a
/// user style sheet, and the style sheet of the contents.
pub fn document(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.split("\n%%%\n");
    let mut next = || parts.next().unwrap_or_default();
    let html = next().to_owned();
    let css = Bytes::from(next().to_owned());
    let given = [
        ("header_html", next()),
        ("user_style", next()),
        ("toc_css", next()),
    ];
    let Ok(options) = Options::read(given.into_iter().chain([("toc", "on")])) else {
        return;
    };
    let assets = vec![Asset::new("a.css", css).expect("a name")];
    let job = Job::of(html.clone(), assets, options);
    for network in [Network::Off, Network::Public] {
        let Some(prepared) = prepared(&job, &network) else {
            continue;
        };
        check_prepared(&prepared);
        // Nothing is changed without one of these words, or a script.
        const CHANGED: [&str; 5] = ["@font-face", "quotes", "href", "srcdoc", "svg"];
        let lower = text.to_ascii_lowercase();
        let escaped = lower.contains('\\') || lower.contains('&');
        let changed = CHANGED.iter().any(|word| lower.contains(word));
        if !changed && !escaped && !prepared.documents[0].scripted {
            if prepared.documents[0].layout.is_none() {
                let printed = prepared.documents[0].html.replace("<style></style>", "");
                assert_eq!(printed, html.replace("<style></style>", ""));
            }
            assert_eq!(prepared.assets[0].bytes, job.assets[0].bytes);
        }
        let grown = prepared.documents[0].html.len().saturating_sub(html.len());
        assert!(grown <= 8 * html.len() + (1 << 20), "it grew by {grown}");
    }
}

fn prepared(job: &Job, network: &Network) -> Option<Prepared> {
    let deadline = Deadline::after(Duration::from_secs(60));
    Prepared::new(
        job,
        network,
        &Limits::default(),
        deadline,
        &Default::default(),
    )
    .ok()
}

fn check_prepared(prepared: &Prepared) {
    for failed in prepared.lost_fonts.iter().chain(&prepared.missing_files) {
        check_resource(failed);
    }
    for warning in &prepared.warnings {
        assert!(warning.to_string().len() < 4000, "{warning}");
        if let Warning::UnsupportedCss { line, .. } = warning {
            assert_ne!(*line, 0);
        }
    }
}

/// A form, and what the engine would be told to do for it.
pub fn arguments(form: &[u8]) {
    static FOLDER: LazyLock<(tempfile::TempDir, JobFolder)> = LazyLock::new(|| {
        let temp = tempfile::tempdir().expect("a folder");
        let folder = JobFolder::create(temp.path(), u64::MAX).expect("a folder");
        (temp, folder)
    });
    static WORKSPACE: LazyLock<Mutex<Workspace<'static>>> =
        LazyLock::new(|| Mutex::new(Workspace::create(&FOLDER.1).expect("its folders")));
    let Some(job) = job(form) else { return };
    let workspace = WORKSPACE.lock().expect("no other failed");
    for access in [
        NetworkAccess::None,
        NetworkAccess::Proxy,
        NetworkAccess::Direct,
    ] {
        let network = if access == NetworkAccess::None {
            Network::Off
        } else {
            Network::Unguarded
        };
        let Some(prepared) = prepared(&job, &network) else {
            return;
        };
        let measures = Measures::default();
        let helper = Helper {
            word: "word",
            dpi: Resolution::Fine.dpi(),
            sized: true,
            asks_for_written: true,
        };
        let Ok(parts) = layout::lay_out(&job, &prepared, &measures, &workspace, &helper) else {
            return;
        };
        let run = Run {
            parts: &parts,
            page: parts[0].page,
            options: &job.options,
            fineness: Resolution::Fine.into(),
            access,
        };
        let title = job.options.finishing.metadata.title.as_deref();
        let list = args::arguments(&run, title, &workspace, false);
        let list: Vec<&[u8]> = list.iter().map(|argument| argument.as_bytes()).collect();
        let network = match access {
            NetworkAccess::None => argv::Network::None,
            NetworkAccess::Proxy => argv::Network::Proxy,
            NetworkAccess::Direct => argv::Network::Open,
        };
        if let Err(why) = argv::check(&list, workspace.path(), network) {
            panic!("{why}");
        }
    }
}
