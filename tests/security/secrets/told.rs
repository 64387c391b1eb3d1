//! No answer and no line of the log tells them.

use crate::support;

use std::fs;

use serde_json::{Value, json};
use support::bundle;
use support::service::{Service, multipart};

use super::{ENDLESS, KEY, OTHERS, TOKEN, with};

/// What a caller says in confidence.
const SECRET: &str = "Zw4callersSecret";

/// What stands in a document: the caller may read it again, the operator may not.
const WORD: &str = "Zw4wordOfADocument";

/// Requests that fail, or are printed with warnings, each in a way of its own.
fn zoo() -> Vec<(&'static str, Value)> {
    let crash = "<script>new RegExp(Array(2e5).join('(')+Array(2e5).join(')'))</script>";
    let cut = base64_of(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog");
    vec![
        ("unknown option", json!({ "html": "x", "papersize": "A4" })),
        ("wrong value", json!({ "html": "x", "page_size": "A44" })),
        ("no document", json!({ "page_size": "A4" })),
        ("wrong margin", json!({ "html": "x", "margin_top": "wide" })),
        (
            "wrong cookie",
            json!({ "html": "x", "cookies": { "a b;": format!("{SECRET}\n") } }),
        ),
        ("wrong cookies", json!({ "html": "x", "cookies": [SECRET] })),
        (
            "wrong header",
            json!({ "html": "x", "request_headers": { "X A:": SECRET } }),
        ),
        (
            "wrong header value",
            json!({ "html": "x", "request_headers": { "X-A": format!("{SECRET}\r\nb") } }),
        ),
        (
            "long password",
            json!({ "html": "x", "user_password": SECRET.repeat(50) }),
        ),
        (
            "wrong password",
            json!({ "html": "x", "user_password": format!("{SECRET}\u{7}") }),
        ),
        ("password alone", json!({ "html": "x", "password": SECRET })),
        ("timeout", json!({ "html": ENDLESS, "timeout": "300ms" })),
        ("crash", json!({ "html": crash })),
        ("deep", json!({ "html": "<table><tr><td>".repeat(20_000) })),
        (
            "strict",
            json!({ "html": "<img src=a.png><link rel=stylesheet href=b.css>", "strict": true }),
        ),
        (
            "missing",
            json!({ "html": "<img src=a.png><iframe src=b.html></iframe>" }),
        ),
        (
            "files",
            json!({ "html": "<img src='file:///proc/self/environ'><iframe src='/etc/passwd'></iframe><script src='../../x.js'></script>", "strict": true }),
        ),
        (
            "away",
            json!({ "html": "<script>location='file:///etc/passwd'</script>" }),
        ),
        (
            "alert",
            json!({ "html": format!("<script>alert('{WORD}');console.log('{WORD}');{WORD}()</script>") }),
        ),
        (
            "no pdf",
            json!({ "html": "x", "append": [base64_of(b"no PDF")] }),
        ),
        ("cut pdf", json!({ "html": "x", "append": [cut] })),
        ("missing pdf", json!({ "html": "x", "append": "lost.pdf" })),
        ("no such page", json!({ "html": "x", "page_ranges": "7-9" })),
        (
            "no such picture",
            json!({ "html": "x", "format": "png", "page": 7 }),
        ),
        (
            "large picture",
            json!({ "html": "x", "format": "png", "width": 100_000 }),
        ),
        (
            "header that crashes",
            json!({ "html": "x", "header_html": crash }),
        ),
        (
            "header that never ends",
            json!({ "html": "x", "header_html": ENDLESS, "timeout": "500ms" }),
        ),
        ("encoding", json!({ "html": "x", "encoding": "klingon" })),
        ("base64", json!({ "html_base64": "*" })),
        ("asset", json!({ "html": "x", "assets": { "x.png": "*" } })),
        (
            "status that never comes",
            json!({ "html": "<script>1</script>", "window_status": "never", "timeout": "500ms" }),
        ),
    ]
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn no_answer_and_no_line_of_the_log_tells_a_path_a_flag_or_a_secret() {
    let service = Service::start_with(&with(&[("HTML2PDF_NETWORK", "unguarded")]));
    service.warm_engine();
    let (temp, bundle) = (service.temp().to_owned(), bundle::path());
    let ours = [
        temp.to_str().unwrap(),
        bundle.to_str().unwrap(),
        env!("CARGO_MANIFEST_DIR"),
        "html2pdf-",
        "/proc/self/cwd",
        "/proc/self/exe",
        "wkhtmltopdf",
        KEY,
        TOKEN,
        OTHERS,
        SECRET,
    ];
    let mut answers = Vec::new();
    let mut ask = |name: String, answer: support::service::Answer| {
        let headers = format!("{:?}", answer.headers);
        let body = match answer.status {
            200 => String::new(),
            _ => String::from_utf8_lossy(&answer.body).into_owned(),
        };
        let warned = !answer.header("x-pdf-warnings").is_empty();
        answers.push((name, answer.status, warned, headers + &body));
    };
    let confident = json!({
        "cookies": { "c": SECRET },
        "request_headers": { "X-A": SECRET, "Authorization": SECRET },
        "owner_password": SECRET,
        "username": "u", "password": SECRET,
    });
    for (name, request) in zoo() {
        let mut all = confident.clone();
        for (option, value) in request.as_object().unwrap() {
            all[option] = value.clone();
        }
        ask(name.to_owned(), service.post_json(&request));
        ask(format!("{name}, in confidence"), service.post_json(&all));
    }
    let (content_type, body) = multipart(&[("name=\"password\"", SECRET.as_bytes())]);
    ask("form".into(), service.post("/pdf", &content_type, &body));
    ask(
        "half a form".into(),
        service.post("/pdf", &content_type, &body[..90]),
    );
    let half = format!("{{\"password\": \"{SECRET}\", \"html\": ");
    ask(
        "half JSON".into(),
        service.post("/pdf", "application/json", &half),
    );
    ask(
        "no JSON".into(),
        service.post("/pdf", "application/json", SECRET),
    );
    ask("kind".into(), service.post("/pdf", "image/png", SECRET));
    let secret = [("authorization", SECRET), ("cookie", SECRET)];
    ask("path".into(), service.send("GET", "/nowhere", &secret, ""));
    ask("method".into(), service.send("DELETE", "/pdf", &secret, ""));
    // A failure of ours, of which the log tells the cause.
    let aside = temp.with_extension("aside");
    fs::rename(&temp, &aside).unwrap();
    ask("500".into(), service.post_json(&json!({ "html": "x" })));
    fs::rename(&aside, &temp).unwrap();

    for (name, status, _, text) in &answers {
        for word in ours {
            assert!(!text.contains(word), "{name}: {status}: {word} in {text}");
        }
        assert!(!has_flag(text), "{name}: {status}: {text}");
    }
    let log = service.log();
    // Paths of ours may stand there, for the operator.
    for word in [KEY, TOKEN, OTHERS, SECRET, WORD] {
        assert!(!log.contains(word), "{word} in {log}");
    }
    // But for the line that says what to try, which is for people.
    let lines = log.lines().filter(|line| !line.contains("try: curl"));
    for line in lines {
        assert!(!has_flag(line), "{line}");
    }

    // They did fail, or warn, each at its own place.
    let mut seen: Vec<u16> = answers.iter().map(|(_, status, ..)| *status).collect();
    seen.sort();
    seen.dedup();
    for status in [200, 400, 404, 405, 415, 422, 500, 504] {
        assert!(seen.contains(&status), "no {status}: {seen:?}");
    }
    for (name, status, warned, _) in &answers {
        let silent = ["alert", "away"].iter().any(|mild| name.starts_with(mild));
        assert!(*status != 200 || *warned || silent, "{name} did not fail");
    }
    assert!(has_flag("x --enable-local-file-access") && !has_flag("a -- b, a--1"));
    service.assert_nothing_left();
}

/// An argument as the engine is given it.
fn has_flag(text: &str) -> bool {
    let mut rest = text.split("--").skip(1);
    rest.any(|after| after.starts_with(|letter: char| letter.is_ascii_lowercase()))
}
