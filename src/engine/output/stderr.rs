//! What the engine's messages mean.
//!
//! The text is the document's to forge: a script can write any line into it.
//! So it only ever tells a caller about that caller's own document, and no path
//! in it is repeated.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use url::Url;

use crate::document::{Prepared, Written};
use crate::job::{Asset, FailedResource, FailureReason, Warning};
use crate::net::budget::{self, Failure};
use crate::text::log_tail;

/// What the layout helper says of a document when it is done.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[serde(default)]
pub struct LayoutReport {
    /// How far the contents reach beyond the page's side, in CSS pixels.
    pub overflow: f64,
    /// The width that it laid out for.
    pub width: f64,
    /// Whether it must know how many pages there are: for what is fixed to each of them,
    /// and for a canvas that is painted to the end of the last.
    pub paged: bool,
    pub error: Option<String>,
    /// Where another kind of page begins: its name, and the part of the document that
    /// begins there.
    pub kinds: Vec<(String, String)>,
    /// What begins behind the first page, where a break is forced there or it is full:
    /// which element, and the part of the document.
    pub second: Option<(usize, String)>,
    /// How far contents reach beyond the side, from each part on that begins another kind of
    /// page, in their order; empty where there is one kind.
    pub wide: Vec<(String, f64)>,
    /// Styles that scripts of the document wrote, and that are not lowered yet: nothing was laid
    /// out.
    pub written: Option<Written>,
    /// What they wrote is not what they wrote before.
    pub rewritten: bool,
}

/// What the engine said about resources that it did not get.
#[derive(Debug, Default, PartialEq)]
pub struct EngineMessages {
    pub failed: Vec<FailedResource>,
    /// Files it was refused. It names those that exist by the path of this
    /// machine, and the others not at all.
    pub refused_files: usize,
    /// Scripts that it could not read, or that failed.
    pub scripts: Vec<Warning>,
    /// Links that were taken out of what it made.
    pub links: Vec<Warning>,
    /// What the layout helper found in each document.
    pub layouts: BTreeMap<usize, LayoutReport>,
}

impl EngineMessages {
    /// Takes in what another run of the same job had to say.
    pub fn add(&mut self, other: &Self) {
        add(&mut self.failed, &other.failed, MOST_FAILED);
        add(&mut self.scripts, &other.scripts, MOST_SCRIPT_ERRORS);
        add(&mut self.links, &other.links, MOST_LINKS);
        self.layouts.extend(
            other
                .layouts
                .iter()
                .map(|(at, report)| (*at, report.clone())),
        );
        self.refused_files = self.refused_files.max(other.refused_files);
    }

    /// Whether scripts wrote styles that are yet to be lowered.
    pub fn wrote_styles(&self) -> bool {
        let mut reports = self.layouts.values();
        reports.any(|report| report.written.is_some())
    }

    /// What the job did not get, and why, with what the proxy and we refused.
    pub fn resources(&self, prepared: &Prepared, refused: &[Failure]) -> Vec<FailedResource> {
        let mut failed = self.failed.clone();
        budget::explain(&mut failed, refused);
        failed.extend(prepared.lost_fonts.iter().cloned());
        match self.refused_files {
            0 => {}
            // It was a script that asked, or an address that we did not see.
            _ if prepared.missing_files.is_empty() => {
                failed.push(FailedResource::new("file:", FailureReason::Blocked));
            }
            _ => failed.extend(prepared.missing_files.iter().cloned()),
        }
        failed
    }
}

/// At most this many of each are kept for warnings. Each is compared with those
/// before it, which takes time by their square.
const MOST_FAILED: usize = 300;
const MOST_SCRIPT_ERRORS: usize = 100;
const MOST_LINKS: usize = 100;

fn add<T: Clone + PartialEq>(told: &mut Vec<T>, more: &[T], most: usize) {
    for one in more {
        if told.len() < most && !told.contains(one) {
            told.push(one.clone());
        }
    }
}

const FAILED: &str = "Failed to load ";
const REFUSED: &str = "Blocked access to file";

/// Reads the engine's output. `document` is where the engine was told to find
/// the document; addresses below its folder are told without it.
/// `offline` says whether it had no network at all.
pub fn read(output: &[u8], document: &Url, offline: bool) -> EngineMessages {
    let text = String::from_utf8_lossy(output);
    let folder = document.join(".").map(String::from).unwrap_or_default();
    let mut messages = EngineMessages::default();
    // A progress bar may precede a message on the same line.
    for line in text.split(['\n', '\r']) {
        if line.contains(REFUSED) {
            messages.refused_files += 1;
        } else if let Some(failed) = failed_resource(line, &folder, offline) {
            add(&mut messages.failed, &[failed], MOST_FAILED);
        } else if let Some(warning) = script_error(line, &folder) {
            add(&mut messages.scripts, &[warning], MOST_SCRIPT_ERRORS);
        }
    }
    messages
}

/// What the helper reported of each document.
pub fn layouts(output: &[u8], word: &str) -> BTreeMap<usize, LayoutReport> {
    let text = String::from_utf8_lossy(output);
    let lines = text.split(['\n', '\r']).filter_map(|line| {
        let (_, rest) = line.split_once(word)?;
        let (at, report) = rest.trim_start().split_once(' ')?;
        Some((at.parse().ok()?, serde_json::from_str(report.trim()).ok()?))
    });
    lines.collect()
}

/// What the engine says last, without the messages that a document causes: those name
/// addresses, which may have a password, and what its scripts print.
pub fn last_words(output: &[u8]) -> String {
    let text = String::from_utf8_lossy(output);
    let of_document = |line: &str| {
        ["Warning: ", FAILED, REFUSED]
            .iter()
            .any(|it| line.contains(it))
    };
    let own: Vec<_> = text
        .split(['\n', '\r'])
        .filter(|line| !line.trim().is_empty() && !of_document(line))
        .collect();
    log_tail(own.join("\n").as_bytes())
}

/// How the engine's messages of failed scripts begin, after where it was.
const ERRORS: [&str; 7] = [
    "SyntaxError: ",
    "ReferenceError: ",
    "TypeError: ",
    "RangeError: ",
    "URIError: ",
    "EvalError: ",
    "Error: ",
];

/// `Warning: file:///.../index.html:5 SyntaxError: Parse error`
fn script_error(line: &str, folder: &str) -> Option<Warning> {
    let (_, rest) = line.split_once("Warning: ")?;
    let (place, message) = rest.split_once(' ')?;
    let (url, number) = place.rsplit_once(':')?;
    if !ERRORS.iter().any(|error| message.starts_with(error)) {
        return None;
    }
    let name = match url.strip_prefix(folder) {
        Some(name) => name,
        None => without_secrets(url),
    };
    let name = name.split('?').next().unwrap_or_default();
    let name = percent_decode_str(name).decode_utf8_lossy();
    let source = match name
        .strip_prefix(Asset::OURS)
        .map(|name| name.trim_end_matches(".html"))
    {
        Some(ours) => of_ours(ours),
        None if name.is_empty() => UNKNOWN.to_owned(),
        None => shown(&name, 100),
    };
    Some(Warning::ScriptError {
        source,
        line: number.parse().ok().filter(|line| *line > 0),
        message: shown(message, 200),
    })
}

/// The address of another host, unless it may have a password.
fn without_secrets(url: &str) -> &str {
    let of_host = url.starts_with("http://") || url.starts_with("https://");
    match of_host && !url.contains('@') {
        true => url,
        false => "",
    }
}

/// What a document says, on one line, and no longer than this.
fn shown(text: &str, most: usize) -> String {
    let shown = text.chars().filter(|c| !c.is_control());
    shown.take(most).collect()
}

/// What the engine does not tell the place of.
const UNKNOWN: &str = "a script";

/// What a caller calls the text that we put into this file.
fn of_ours(name: &str) -> String {
    let (kind, number) = name.split_once('-').unwrap_or((name, ""));
    match kind {
        // A document may say that it is another one, but not what that is called.
        "document" => match number.parse::<u16>() {
            Ok(number) => format!("documents[{number}]"),
            Err(_) => UNKNOWN.to_owned(),
        },
        "header_html" | "footer_html" => kind.to_owned(),
        "cover" => "cover_html".to_owned(),
        _ => UNKNOWN.to_owned(),
    }
}

fn failed_resource(line: &str, folder: &str, offline: bool) -> Option<FailedResource> {
    let (level, rest) = line.split_once(FAILED)?;
    if !level.ends_with("Warning: ") && !level.ends_with("Error: ") {
        return None;
    }
    let (url, network_status) = match rest.split_once(", with network status code ") {
        Some((url, status)) => (url, status.split(' ').next()),
        None => (rest.strip_suffix(" (ignore)").unwrap_or(rest), None),
    };
    // They are not told, and must not hide what it is either.
    let url: String = url.chars().filter(|c| !c.is_control()).collect();
    let url = url.as_str();
    // What a refused file is turned into; it is counted where it was refused.
    if url.starts_with("about:") {
        return None;
    }
    if let Some(name) = url.strip_prefix(folder) {
        return Some(FailedResource::new(name, FailureReason::NotFound));
    }
    if url.starts_with("file:") {
        return Some(FailedResource::new("file:", FailureReason::Blocked));
    }
    // Qt's numbers: 203 is a content that was not found. While there is no network,
    // everything else that speaks a network protocol was blocked by us; while there
    // is, the proxy knows what it refused.
    let reason = match network_status {
        Some("203") => FailureReason::NotFound,
        _ if offline
            && ["http:", "https:", "ftp:"]
                .iter()
                .any(|scheme| url.starts_with(scheme)) =>
        {
            FailureReason::Blocked
        }
        _ => FailureReason::Failed,
    };
    Some(FailedResource::new(url, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> EngineMessages {
        let document = Url::parse("file:///tmp/html2pdf-x/document/index.html").unwrap();
        read(text.as_bytes(), &document, true)
    }

    #[test]
    fn the_last_words_are_the_engines_own() {
        let output = b"Loading pages (1/6)\n[====>     ] 50%\rWarning: Failed to load http://me:secret@b/, with network status \
            code 203 and http status code 0 - \nWarning: file:///d/index.html:5 secret\nQFatal: out of handles\n";
        let words = last_words(output);
        assert!(words.ends_with("QFatal: out of handles"), "{words}");
        assert!(!words.contains("secret"), "{words}");
    }

    #[test]
    fn reads_what_the_engine_says() {
        let said = "Warning: Blocked access to file \n\
            Warning: Blocked access to file /etc/passwd\n\
            Error: Failed to load about:blank, with network status code 301 and http status code 0 - Protocol \"about\" is unknown\n\
            Warning: Failed to load http://cdn.example/logo.png (ignore)\n\
            Warning: Failed to load http://cdn.example/logo.png (ignore)\n\
            Error: Failed to load https://f.example/f.woff, with network status code 1 and http status code 0 - Connection refused\n\
            Warning: Javascript alert: 1\n\
            Warning: Failed to load file:///tmp/html2pdf-x/document/a%20b.png (ignore)\n\
            Error: Failed to load file:///tmp/html2pdf-x/home, with network status code 202 and http status code 0 - x\n\
            Exit with code 1 due to network error: ConnectionRefusedError\n";
        let messages = messages(said);
        assert_eq!(messages.refused_files, 2);
        assert_eq!(
            messages.failed,
            [
                FailedResource::new("http://cdn.example/logo.png", FailureReason::Blocked),
                FailedResource::new("https://f.example/f.woff", FailureReason::Blocked),
                FailedResource::new("a%20b.png", FailureReason::NotFound),
                FailedResource::new("file:", FailureReason::Blocked),
            ]
        );
    }

    #[test]
    fn takes_messages_behind_a_progress_bar_and_ignores_the_rest() {
        let messages = messages(
            "[====>   ] 10%\rWarning: Failed to load http://a.example/ (ignore)\rFailed to load x",
        );
        assert_eq!(messages.failed.len(), 1);
    }

    #[test]
    fn the_name_of_a_document_is_ours_whatever_a_message_says() {
        let said = |name: &str| {
            format!("Warning: file:///tmp/html2pdf-x/document/{name}:3 TypeError: x\u{1b}[2J\n")
        };
        let told = |name| messages(&said(name)).scripts[0].to_string();
        assert_eq!(
            told("html2pdf-document-2.html"),
            "documents[2], line 3: TypeError: x[2J"
        );
        let forged = format!("html2pdf-document-1{}.html", "x".repeat(5000));
        assert_eq!(told(&forged), "a script, line 3: TypeError: x[2J");
        assert_eq!(told("a\u{7}.js"), "a.js, line 3: TypeError: x[2J");
    }

    #[test]
    fn a_path_is_not_told_whatever_is_put_into_its_scheme() {
        let messages = messages("Error: Failed to load fil\0e:///etc/shadow (ignore)\n");
        let blocked = FailedResource::new("file:", FailureReason::Blocked);
        assert_eq!(messages.failed, [blocked]);
    }

    #[test]
    fn forged_messages_are_kept_up_to_a_number() {
        let line = |number| format!("Warning: Failed to load http://b/{number} (ignore)\n");
        let failed =
            |number| FailedResource::new(&format!("http://b/{number}"), FailureReason::Blocked);
        let said: String = (0..20_000).map(line).collect();
        let mut told = messages(&said);
        assert_eq!(told.failed, (0..300).map(failed).collect::<Vec<_>>());
        told.add(&messages(&line(20_000)));
        assert_eq!(told.failed.len(), 300);
        let mut few = messages(&line(1));
        few.add(&messages(&line(2)));
        assert_eq!(few.failed, [failed(1), failed(2)]);
    }

    #[test]
    fn survives_any_bytes() {
        let document = Url::parse("file:///x/index.html").unwrap();
        for bytes in [
            &b"\xff\xfe\0"[..],
            b"Failed to load ",
            b"Error: Failed to load , with network status code ",
        ] {
            read(bytes, &document, false);
        }
    }
}
