//! No value of a caller's becomes a flag, a second argument, a second line of an
//! order to the warm engine, a path or an address of its own. Every option of the
//! table is tried, so new ones are covered by themselves.

use crate::support;

use std::fs;
use std::path::Path;

use html2pdf_lambda::job::options::{Kind, OPTIONS, OptionSpec, Options};
use serde_json::{Map, Value, json};

use support::argv;
use support::child::{self, Start as _};
use support::pdf::Pdf;
use support::service::{Answer, Service};

use recorder::{Recorder, assert_runs_are_ours, bare_engine, slices};

mod recorder;

const CANARY: &str = "CANARYWORD";

/// What callers might try. `place` is a file that is there, and that no document may read.
fn hostile(place: &Path) -> Vec<String> {
    let file = place.display();
    let mut values: Vec<_> = [
        "\" --enable-local-file-access \"",
        "' --enable-local-file-access '",
        r#"\" --allow / \"#,
        r"\",
        "a\n--enable-local-file-access",
        "a\r\n--allow\r\n/",
        "a\0--enable-local-file-access",
        "a\t--enable-local-file-access",
        "--enable-local-file-access",
        "--disable-javascript",
        "--allow=/",
        "-",
        "--",
        "-q",
        "file:///etc/passwd",
        "/etc/passwd",
        "../../x",
        "page",
        "[webpage]",
        "[WebPage] [page] [nothing]",
        "%s%n%s%n%1",
        "$(id) `id` ${HOME} ; | &",
        "\u{202e}fdp.x\u{200f}",
        "\u{2028}--allow\u{2029}/",
        "\u{fffd}\u{feff}",
    ]
    .map(str::to_owned)
    .into();
    values.extend([
        file.to_string(),
        format!("file://{file}"),
        "x".repeat(100 << 10),
    ]);
    values
}

/// Options whose values are the caller's to make up.
fn takes_text(spec: &OptionSpec) -> bool {
    let kind = &spec.kind;
    let is_number = kind.range().is_some() && !matches!(kind, Kind::Length { .. });
    !kind.is_switch() && !is_number && !matches!(kind, Kind::Choice(_))
}

/// A value as it would be written for this option.
fn written(spec: &OptionSpec, value: &str) -> String {
    match spec.kind.is_pairs() {
        true => format!("x-name={value}"),
        false => value.to_owned(),
    }
}

fn reads(given: &[(&'static str, String)]) -> bool {
    Options::read(given.iter().map(|(name, value)| (*name, &value[..]))).is_ok()
}

/// Requests in which every option has the value that takes it, in as few of them
/// as those allow that exclude each other. None has a password for the PDF, or a
/// file that would have to be sent: those never reach the engine.
fn requests(value: &str) -> Vec<Vec<(&'static str, String)>> {
    const ELSEWHERE: [&str; 10] = [
        "user_password",
        "owner_password",
        "prepend",
        "append",
        "attachments",
        "watermark_image",
        "wait_for_selector",
        "wait_for_expression",
        // Those of jobs that wait, which call somebody else.
        "webhook_method",
        "webhook_headers",
    ];
    let taken = |spec: &&OptionSpec| {
        takes_text(spec)
            && !ELSEWHERE.contains(&spec.name)
            // A choice of ours may have that very name.
            && !matches!(spec.name, "timeout" | "encoding" | "format")
            && reads(&[(spec.name, written(spec, value))])
    };
    let mut open: Vec<&OptionSpec> = OPTIONS.iter().copied().filter(taken).collect();
    let mut requests = Vec::new();
    while !open.is_empty() {
        let mut given: Vec<(&str, String)> = vec![("toc", "on".into())];
        let before = open.len();
        open.retain(|spec| {
            given.push((spec.name, written(spec, value)));
            let fits = reads(&given);
            if !fits {
                given.pop();
            }
            !fits
        });
        assert!(open.len() < before, "{:?} are never taken", open[0].name);
        requests.push(given);
    }
    requests
}

/// The document sets the status that the request waits for.
fn request(given: &[(&'static str, String)]) -> Value {
    let status = given.iter().find(|(name, _)| *name == "wait_for_status");
    let status = status.map_or("", |(_, value)| value.trim());
    // Nothing in it ends the string, the line or the script.
    let units = status.encode_utf16();
    let status: String = units.map(|unit| format!("\\u{unit:04x}")).collect();
    let mut request = Map::new();
    for (name, value) in given {
        request.insert((*name).to_owned(), value.as_str().into());
    }
    request.insert(
        "html".into(),
        format!(
            "<!DOCTYPE html><title>t</title><h1>h</h1><script>window.status=\"{status}\"</script>"
        )
        .into(),
    );
    request.into()
}

#[track_caller]
fn assert_sane(answer: &Answer, sent: &Value) {
    let said = String::from_utf8_lossy(&answer.body[..answer.body.len().min(500)]);
    match answer.status {
        200 => {
            let pdf = Pdf::new(&answer.body);
            assert!(!pdf.text().contains(CANARY), "{sent:.300}");
            assert!(!pdf.text().contains("root:x:0:0"), "{sent:.300}");
        }
        400 => assert!(!answer.problem()["errors"].as_array().unwrap().is_empty()),
        // A text for which nothing was ever set, or a style that nothing holds.
        422 => assert_eq!(
            answer.problem()["type"],
            "urn:html2pdf:unprintable",
            "{said}"
        ),
        other => panic!("{other} for {sent:.300}: {said}"),
    }
}

fn canary() -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".html").tempfile().unwrap();
    fs::write(file.path(), format!("<!DOCTYPE html><p>{CANARY}")).unwrap();
    file
}

#[test]
fn a_caller_s_value_is_only_ever_the_value_of_a_flag() {
    let (canary, recorder) = (canary(), Recorder::new());
    let service = Service::start_with(&[
        ("HTML2PDF_ENGINE", recorder.program.to_str().unwrap()),
        ("HTML2PDF_ENGINE_MODE", "spawn"),
        ("HTML2PDF_NETWORK", "unguarded"),
    ]);
    let mut tried = std::collections::BTreeSet::new();
    for value in hostile(canary.path()) {
        for given in requests(&value) {
            let sent = request(&given);
            let answer = service.post_json(&sent);
            assert_sane(&answer, &sent);
            assert_eq!(
                answer.status,
                200,
                "{sent:.300} {:?}",
                String::from_utf8_lossy(&answer.body)
            );
            let with_title = given.iter().any(|(name, _)| *name == "title");
            assert_runs_are_ours(&recorder, &value, with_title);
            tried.extend(given.iter().map(|(name, _)| *name));
        }
    }
    for name in [
        "title",
        "header_left",
        "footer_right",
        "header_font",
        "header_html",
        "footer_first_html",
        "cover_html",
        "user_style",
        "css",
        "js",
        "toc_title",
        "toc_css",
        "wait_for_status",
        "cookies",
        "request_headers",
        "username",
        "password",
        "filename",
        "author",
        "watermark_text",
    ] {
        assert!(tried.contains(name), "{name} never came to the engine");
    }
}

#[test]
fn a_warm_engine_is_told_the_same() {
    let canary = canary();
    let network = ("HTML2PDF_NETWORK", "unguarded");
    let warm = Service::start_with(&[network]);
    let started = Service::start_with(&[network, ("HTML2PDF_ENGINE_MODE", "spawn")]);
    warm.warm_engine();
    for value in hostile(canary.path()) {
        for given in requests(&value) {
            let sent = request(&given);
            let answers = [&warm, &started].map(|service| service.post_json(&sent));
            answers.iter().for_each(|answer| assert_sane(answer, &sent));
            let [warm, started] = answers.map(|answer| (answer.status, answer.body));
            assert!(warm == started, "{sent:.300} is printed in two ways");
        }
    }
    assert!(warm.is_warm());
}

#[test]
fn what_is_refused_is_refused_by_name() {
    let canary = canary();
    for value in hostile(canary.path()) {
        for spec in OPTIONS.iter() {
            let given = written(spec, &value);
            let Err(faults) = Options::read([(spec.name, &given[..])]) else {
                continue;
            };
            // An option may be refused for the lack of another.
            let family = |field: &str| field.split('_').next().map(str::to_owned);
            let named = |field: &str| family(field) == family(spec.name);
            assert!(
                faults.iter().any(|fault| named(&fault.field)),
                "{}: {faults:?}",
                spec.name
            );
            for fault in faults {
                let many = fault.detail.chars().count() > 600;
                assert!(!many && !fault.detail.contains('\0'), "{}", spec.name);
            }
        }
    }
}

#[test]
fn what_goes_to_no_engine_is_an_answer_too() {
    let (canary, service) = (canary(), Service::start());
    service.warm_engine();
    let names = [
        "prepend",
        "append",
        "attachments",
        "watermark_image",
        "user_password",
        "owner_password",
    ];
    for value in hostile(canary.path()) {
        for name in names {
            let answer = service.post_json(&json!({"html": "<p>x", name: value}));
            assert!(
                matches!(answer.status, 200 | 400 | 422),
                "{name}: {}",
                answer.status
            );
            let body = String::from_utf8_lossy(&answer.body);
            assert!(!body.contains(CANARY), "{name}");
            // No file of the machine is a file that was sent.
            assert!(
                answer.status != 200 || name.ends_with("password"),
                "{name}: {value:.80?}"
            );
        }
    }
    for selector in [
        "--allow",
        "\" + alert(1) + \"",
        "');window.status='",
        "</script><p>",
        "a\\",
        "a\u{2028}\u{2029}!",
    ] {
        let sent = json!({"html": "<p>x<script>1</script>", "wait_for_selector": selector, "timeout": "10s"});
        let answer = service.post_json(&sent);
        let warnings = answer.header("x-pdf-warnings");
        assert!(
            warnings.contains("not a selector"),
            "{selector}: {} {warnings}",
            answer.status
        );
    }
    // A line ends where only the engine sees one.
    let text = |header: &str| {
        let sent = json!({"html": "<p>x", "header_html": "<p>usual", "header_first_html": header});
        Pdf::new(&service.post_json(&sent).pdf()).text()
    };
    assert!(text("<p>first\u{2028}one").contains("first"));
    // Half of a pair of surrogates is no text.
    for spec in OPTIONS.iter() {
        let body = format!("{{\"html\":\"<p>x\",\"{}\":\"\\ud800\"}}", spec.name);
        let answer = service.post("/pdf", "application/json", body);
        assert_eq!(answer.status, 400, "{}", spec.name);
    }
}

/// The twin of the above: the reader of argument lists sees what is not ours.
#[test]
fn an_injected_argument_would_be_seen() {
    let recorder = Recorder::new();
    let service = Service::start_with(&[
        ("HTML2PDF_ENGINE", recorder.program.to_str().unwrap()),
        ("HTML2PDF_ENGINE_MODE", "spawn"),
    ]);
    service
        .post_json(&json!({"html": "<p>x", "title": "TITLE", "header_left": "LEFT"}))
        .pdf();
    let runs = recorder.runs();
    let (folder, words) = &runs[0];
    let words = slices(words);
    let texts = argv::check(&words, folder, argv::Network::None).unwrap();
    assert!(texts.contains(&&b"TITLE"[..]) && texts.contains(&&b"LEFT"[..]));

    let injections: [&[&[u8]]; 10] = [
        &[b"--enable-local-file-access"],
        &[b"--allow", b"/"],
        &[b"--allow", b"/tmp"],
        &[b"--user-style-sheet", b"file:///etc/passwd"],
        &[b"--header-html", b"/proc/self/cwd/document/../../x"],
        &[b"--run-script", b"x"],
        &[b"--cookie", b"a", b"b"],
        &[b"-"],
        &[b"page", b"file:///etc/passwd"],
        &[b"TITLE"],
    ];
    for injected in injections {
        for at in 0..=words.len() {
            let list = [&words[..at], injected, &words[at..]].concat();
            let seen = argv::check(&list, folder, argv::Network::None).is_err();
            assert!(seen, "{injected:?} at {at}");
        }
    }
    for lost in ["--disable-local-file-access", "--proxy-hostname-lookup"] {
        let list: Vec<_> = words
            .iter()
            .copied()
            .filter(|word| *word != lost.as_bytes())
            .collect();
        assert!(
            argv::check(&list, folder, argv::Network::None).is_err(),
            "without {lost}"
        );
    }
}

/// The twin of the canary: an engine that is told so prints that file.
#[test]
fn the_canary_would_be_seen() {
    let (canary, folder) = (canary(), tempfile::tempdir().unwrap());
    let (page, out) = (folder.path().join("x.html"), folder.path().join("x.pdf"));
    fs::write(&page, "<p>x").unwrap();
    let line = bare_engine(
        "--quiet --margin-top 40mm --enable-local-file-access --header-html \"$1\" \"$2\" \"$3\"",
    );
    let mut command = child::command("sh");
    command
        .args(["-c", &line, "sh"])
        .args([canary.path(), &page, &out]);
    assert!(command.run().status.success());
    assert!(Pdf::new(&fs::read(out).unwrap()).text().contains(CANARY));
}
