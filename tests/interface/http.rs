//! The HTTP interface of the real program: every form a request may have, every
//! error it may get.

use crate::support;

use std::fs::Permissions;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::pdf::Pdf;
use support::service::{Answer, Service, escape, multipart};
use support::wait;

const HTML: &str = "<!DOCTYPE html><title>견적</title><p>견적서 Estimate ₩12,000</p>";
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Asserts that it is the document above, on A5.
fn assert_estimate(answer: Answer, how: &str) {
    let pdf = Pdf::new(&answer.pdf());
    assert!(
        pdf.text().contains("견적서 Estimate ₩12,000"),
        "{how}: {}",
        pdf.text()
    );
    assert_eq!(pdf.size(), (420.0, 595.0), "{how}");
}

#[test]
fn a_document_may_come_in_every_form() {
    let service = Service::start();
    let base64 = STANDARD.encode(HTML);
    let url_safe = base64.replace('+', "-").replace('/', "_").replace('=', "");

    assert_estimate(service.print("page_size=A5", HTML), "html");
    let form = format!("html={}&page_size=A5", escape(HTML));
    assert_estimate(service.post("/pdf", FORM, &form), "form");
    assert_estimate(service.post("/", FORM, &form), "form at /");
    let form = format!("html_base64={base64}&pageSize=A5");
    assert_estimate(
        service.post("/pdf", FORM, form),
        "form with unescaped base64",
    );
    let form = format!("htmlBase64={}&page-size=a5", escape(&url_safe));
    assert_estimate(
        service.post("/pdf", FORM, form),
        "form with URL-safe base64",
    );
    for body in [
        json!({"html": HTML, "page_size": "A5"}),
        json!({"html": HTML, "options": {"pageSize": "A5", "zoom": 1, "background": true}}),
        json!({"html_base64": base64, "options": {"page-size": "A5"}}),
    ] {
        assert_estimate(service.post("/pdf", JSON, body.to_string()), "json");
    }
    for head in [
        "name=\"html\"",
        "name=\"html\"; filename=\"x.html\"",
        "name=\"f\"; filename=\"index.html\"",
    ] {
        let (content_type, body) =
            multipart(&[(head, HTML.as_bytes()), ("name=\"page_size\"", b"A5")]);
        assert_estimate(service.post("/pdf", &content_type, body), head);
    }
    service.assert_nothing_left();
}

#[test]
fn any_form_may_be_wrapped_in_base64() {
    let service = Service::start();
    let (multipart_type, multipart_body) = multipart(&[
        ("name=\"html\"", HTML.as_bytes()),
        ("name=\"page_size\"", b"A5"),
    ]);
    for (content_type, body) in [
        ("text/html", HTML.as_bytes().to_vec()),
        (FORM, format!("html={}", escape(HTML)).into_bytes()),
        (JSON, json!({"html": HTML}).to_string().into_bytes()),
        (&multipart_type, multipart_body),
    ] {
        let headers = [
            ("content-type", content_type),
            ("content-transfer-encoding", "base64"),
        ];
        // The query string counts for every form; what the body says wins.
        let answer = service.send("POST", "/pdf?page_size=A5", &headers, STANDARD.encode(body));
        assert_estimate(answer, content_type);
    }
}

#[test]
fn documents_of_every_charset_are_read() {
    let service = Service::start();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents");
    for (file, expected) in [
        ("contract-euckr.html", "계약"),
        ("estimate-sjis.html", "御見積書"),
        ("letter-latin1.html", "é"),
    ] {
        let bytes = std::fs::read(format!("{folder}/{file}")).unwrap();
        let text = Pdf::new(&service.post("/pdf", "text/html", bytes).pdf()).text();
        assert!(text.replace(' ', "").contains(expected), "{file}: {text}");
    }
    let (korean, _, _) = encoding_rs::EUC_KR.encode("<p>한국어 문서</p>");
    let declared = service
        .post("/pdf", "text/html; charset=EUC-KR", &korean)
        .pdf();
    assert!(Pdf::new(&declared).text().contains("한국어 문서"));
    // What a string says of its charset does not matter once it is text.
    let body = json!({"html": "<meta charset=euc-kr><p>한국어 문서"}).to_string();
    assert!(
        Pdf::new(&service.post("/pdf", JSON, body).pdf())
            .text()
            .contains("한국어 문서")
    );
}

#[test]
fn assets_are_found_by_their_bare_names() {
    let service = Service::start();
    let folder = format!(
        "{}/tests/documents/invoice-assets",
        env!("CARGO_MANIFEST_DIR")
    );
    let mut parts = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        parts.push((
            format!("name=\"file\"; filename=\"assets/{name}\""),
            std::fs::read(entry.path()).unwrap(),
        ));
    }
    let strict = ("name=\"strict\"".to_owned(), b"true".to_vec());
    let with = |parts: &[(String, Vec<u8>)]| {
        let parts: Vec<_> = parts
            .iter()
            .map(|(head, body)| (head.as_str(), &body[..]))
            .collect();
        let (content_type, body) = multipart(&parts);
        service.post("/pdf", &content_type, body)
    };
    let all: Vec<_> = parts.iter().cloned().chain([strict]).collect();
    let whole = with(&all);
    assert_eq!(whole.header("x-pdf-warnings"), "");
    let whole = Pdf::new(&whole.pdf());
    assert_eq!(whole.pages(), 1);

    // Its twin: without the logo the page is another one, and says so.
    let without: Vec<_> = parts
        .into_iter()
        .filter(|(head, _)| !head.contains("logo.png"))
        .collect();
    let lacking = with(&without);
    assert_eq!(
        lacking.header("x-pdf-warnings"),
        "failed-resource;url=\"logo.png\";reason=not-found"
    );
    let lacking = Pdf::new(&lacking.pdf());
    assert!(whole.picture(40).dots() != lacking.picture(40).dots());
    service.assert_nothing_left();
}

#[test]
fn headers_tell_what_it_is_and_how_long_it_took() {
    let service = Service::start();
    let answer = service.print(
        "filename=%EC%B2%AD%EA%B5%AC%EC%84%9C&disposition=attachment",
        HTML,
    );
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"___.pdf\"; filename*=UTF-8''%EC%B2%AD%EA%B5%AC%EC%84%9C.pdf"
    );
    assert_eq!(
        answer.header("content-length"),
        answer.body.len().to_string()
    );
    assert_eq!(answer.header("x-pdf-pages"), "1");
    assert!(!answer.header("x-request-id").is_empty());
    let timing = answer.header("server-timing");
    for phase in ["decode;dur=", "queue;dur=", "render;dur=", "total;dur="] {
        assert!(timing.contains(phase), "{timing}");
    }
}

#[test]
fn a_request_id_of_the_caller_is_kept_if_it_is_one() {
    let service = Service::start();
    let with_id = |id| service.send("GET", "/health", &[("x-request-id", id)], "");
    assert_eq!(with_id("order-17").header("x-request-id"), "order-17");
    let long = "x".repeat(500);
    assert_ne!(with_id(&long).header("x-request-id"), long);
}

#[test]
fn a_missing_picture_costs_a_warning_and_not_the_pdf() {
    let service = Service::start();
    let html = "<!DOCTYPE html><p>text<img src=logo.png><img src='https://cdn.example/a b.png'><link rel=stylesheet href=/etc/x.css>";
    let answer = service.print("", html);
    assert_eq!(
        answer.header("x-pdf-warnings"),
        "failed-resource;url=\"https://cdn.example/a b.png\";reason=blocked, \
         failed-resource;url=\"logo.png\";reason=not-found, \
         failed-resource;url=\"/etc/x.css\";reason=blocked"
    );
    assert!(Pdf::new(&answer.pdf()).text().contains("text"));

    let answer = service.print("strict=true", html);
    assert_eq!(answer.status, 422);
    let problem = answer.problem();
    assert_eq!(problem["type"], "urn:html2pdf:strict");
    assert_eq!(
        problem["errors"][1],
        json!({"kind": "failed-resource", "url": "logo.png", "reason": "not-found", "detail": "logo.png could not be loaded: not-found"})
    );
    assert_eq!(problem["errors"].as_array().unwrap().len(), 3);
}

#[test]
fn warnings_stay_within_a_header() {
    let html: String = (0..300)
        .map(|n| format!("<img src=https://cdn.example/{n}/{}.png>", "x".repeat(150)))
        .collect();
    let answer = Service::start().print("", &html);
    let warnings = answer.header("x-pdf-warnings");
    assert!(
        warnings.len() <= 4096 && warnings.contains("more;count="),
        "{warnings}"
    );
}

#[test]
fn bad_options_are_all_named_at_once() {
    let service = Service::start();
    let query = "page_sise=A4&margin_top=12parsecs&zoom=nan&javascript_delay=-5";
    let answer = service.print(query, HTML);
    assert_eq!(answer.status, 400);
    let problem = answer.problem();
    let errors: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            (
                error["field"].as_str().unwrap(),
                error["remedy"].as_str().unwrap(),
            )
        })
        .collect();
    let fields: Vec<_> = errors.iter().map(|(field, _)| *field).collect();
    assert_eq!(
        fields,
        ["page_sise", "margin_top", "zoom", "javascript_delay"]
    );
    assert!(errors[0].1.contains("`page_size`"), "{errors:?}");
    assert!(errors[1].1.contains("mm, cm, in, pt or px"), "{errors:?}");
}

#[test]
fn a_flood_of_faults_gets_a_short_answer() {
    let service = Service::start();
    let form = "a=1&".repeat(200_000);
    let json: String = (0..100_000).map(|n| format!(",\"o{n}\":1")).collect();
    let json = format!("{{\"html\":\"x\"{json}}}");
    for (content_type, body) in [(FORM, form), (JSON, json)] {
        let answer = service.post("/pdf", content_type, body);
        assert_eq!(answer.status, 400);
        let errors = answer.problem()["errors"].as_array().unwrap().len();
        assert!(errors <= 100, "{errors} errors in {content_type}");
        assert!(answer.body.len() < 100_000, "{} bytes", answer.body.len());
    }
    service.print("", HTML).pdf();
}

#[test]
fn requests_that_cannot_be_used_are_told_why() {
    let service = Service::start_with(&[("HTML2PDF_MAX_REQUEST_BYTES", "100000")]);
    let large = "x".repeat(200_000);
    for (content_type, body, status, word) in [
        (FORM, "zoom=1", 400, "html"),
        (FORM, HTML, 400, "text/html"),
        ("text/html", "   ", 400, "empty"),
        ("text/html; charset=klingon", HTML, 400, "klingon"),
        (JSON, "{\"html\":", 400, "not JSON"),
        (JSON, "[]", 400, "object"),
        ("multipart/form-data", "x", 400, "boundary"),
        ("multipart/form-data; boundary=x", "--y", 400, "multipart"),
        ("text/plain", HTML, 415, "text/html"),
        ("image/png", HTML, 415, "text/html"),
        ("text/html", &large, 413, "100000"),
        (FORM, &large, 413, "100000"),
    ] {
        let answer = service.post("/pdf", content_type, body);
        assert_eq!(
            answer.status,
            status,
            "{content_type}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        let detail = answer.told();
        assert!(detail.contains(word), "{content_type}: {detail}");
    }
    let encodings = [("content-type", "text/html"), ("content-encoding", "gzip")];
    assert_eq!(service.send("POST", "/pdf", &encodings, HTML).status, 415);
    let not_base64 = [
        ("content-type", "text/html"),
        ("content-transfer-encoding", "base64"),
    ];
    let answer = service.send("POST", "/pdf", &not_base64, HTML);
    assert_eq!(
        (
            answer.status,
            answer.problem()["errors"][0]["field"].as_str()
        ),
        (400, Some("body"))
    );
    assert_eq!(service.send("POST", "/pdf", &[], HTML).status, 415);
    // And the next one is printed as if nothing had happened.
    service.print("", HTML).pdf();
    service.assert_nothing_left();
}

#[test]
fn a_browser_gets_a_page_that_says_what_to_post() {
    let service = Service::start();
    let browser = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    let answer = service.send("GET", "/", &browser, "");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let page = String::from_utf8(answer.body.clone()).unwrap();
    let curl = format!("-o page.pdf {}", service.url("/pdf"));
    for word in [&curl, "href=\"openapi.json\"", "href=\"health\""] {
        assert!(page.contains(word), "{word} in {page}");
    }
    // It loads nothing, and its policy would not let it, but for its own style sheet.
    for word in ["src=", "<script", "<link", "url("] {
        assert!(!page.contains(word), "{word} in {page}");
    }
    let mut style = page.split(['<', '>']).skip_while(|part| *part != "style");
    let hash = STANDARD.encode(Sha256::digest(style.nth(1).unwrap()));
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(
        policy.contains(&format!("style-src 'sha256-{hash}'")),
        "{policy}"
    );

    let head = service.send("HEAD", "/", &browser, "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    // What its form sends.
    let (form, body) = multipart(&[
        ("name=\"html\"", b"<p>tried"),
        ("name=\"page_size\"", b"A5"),
    ]);
    let pdf = Pdf::new(&service.post("/", &form, body).pdf());
    assert!(pdf.text().contains("tried"));
    // Programs are told what they should have done.
    for headers in [&[][..], &[("accept", "*/*")]] {
        let answer = service.send("GET", "/", headers, "");
        assert_eq!(answer.status, 405);
        let remedy = answer.problem()["remedy"].to_string();
        assert!(remedy.contains("POST a document"), "{remedy}");
    }
    assert_eq!(service.send("GET", "/pdf", &browser, "").status, 405);
}

#[test]
fn paths_and_methods_are_answered_properly() {
    let service = Service::start();
    assert_eq!(service.send("GET", "/nothing", &[], "").status, 404);
    assert_eq!(
        service.send("GET", "/nothing", &[], "").problem()["type"],
        "urn:html2pdf:not-found"
    );
    for (method, path, allow) in [
        ("GET", "/pdf", "POST, OPTIONS"),
        ("PUT", "/", "POST, OPTIONS"),
        ("POST", "/health", "GET, HEAD, OPTIONS"),
    ] {
        let answer = service.send(method, path, &[], "");
        assert_eq!(answer.status, 405, "{method} {path}");
        assert_eq!(answer.header("allow"), allow);
        answer.problem();
    }
    let options = service.send("OPTIONS", "/pdf", &[("origin", "https://app.example")], "");
    assert_eq!(
        (options.status, options.header("allow")),
        (204, "POST, OPTIONS")
    );
    assert_eq!(options.header("access-control-allow-origin"), "");
    let head = service.send("HEAD", "/health", &[], "");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(service.send("HEAD", "/pdf", &[], "").status, 405);
}

#[test]
fn an_origin_that_is_configured_may_call() {
    let service = Service::start_with(&[("HTML2PDF_CORS_ORIGIN", "https://app.example")]);
    let preflight = service.send("OPTIONS", "/pdf", &[("origin", "https://app.example")], "");
    assert_eq!(
        preflight.header("access-control-allow-origin"),
        "https://app.example"
    );
    assert!(
        preflight
            .header("access-control-allow-methods")
            .contains("POST")
    );
    assert!(
        preflight
            .header("access-control-allow-headers")
            .contains("content-type")
    );
    let answer = service.print("", HTML);
    assert_eq!(
        answer.header("access-control-allow-origin"),
        "https://app.example"
    );
    assert!(
        answer
            .header("access-control-expose-headers")
            .contains("x-pdf-warnings")
    );
    let error = service.print("zoom=x", HTML);
    assert_eq!(
        error.header("access-control-allow-origin"),
        "https://app.example"
    );
}

#[test]
fn health_says_who_is_there_and_deep_health_prints() {
    let service = Service::start();
    let shallow = service.send("GET", "/health", &[], "");
    let body: Value = serde_json::from_slice(&shallow.body).unwrap();
    assert_eq!((shallow.status, body["status"].as_str()), (200, Some("ok")));
    assert_eq!(body["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(body["engine"], "0.12.6.1 (with patched qt)");
    assert!(body["uptime_seconds"].is_u64());

    let deep = service.send("GET", "/health?deep=1", &[], "");
    assert_eq!(deep.status, 200, "{}", String::from_utf8_lossy(&deep.body));
}

#[test]
fn deep_health_fails_when_a_font_is_missing() {
    let bundle = support::bundle::without_fonts(|name| {
        name.contains("Nanum") || name.contains("Droid") || name.contains("VL-")
    });
    let service = Service::start_with(&[("HTML2PDF_ENGINE", bundle.path().to_str().unwrap())]);
    assert_eq!(service.send("GET", "/health", &[], "").status, 200);
    let deep = service.send("GET", "/health?deep=1", &[], "");
    assert_eq!(deep.status, 503);
    let body: Value = serde_json::from_slice(&deep.body).unwrap();
    assert!(
        body["missing_glyphs"]["korean"]
            .as_str()
            .unwrap()
            .contains('견'),
        "{body}"
    );
    assert_eq!(body["missing_glyphs"]["latin"], "");
}

#[test]
fn a_client_that_waits_for_leave_is_answered_before_it_sends_too_much() {
    let service = Service::start_with(&[("HTML2PDF_MAX_REQUEST_BYTES", "1024")]);
    let mut stream = TcpStream::connect(service.address()).unwrap();
    let head = "POST /pdf HTTP/1.1\r\nHost: x\r\nContent-Type: text/html\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

/// An engine of this machine that says who it is, and for a document does what
/// the script says; `$result` is the PDF that it is to write.
fn engine_script(folder: &Path, script: &str) -> PathBuf {
    let program = folder.join("engine.sh");
    let text = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 'wkhtmltopdf 0.12.6 (with patched qt)' && exit\n\
         for result; do :; done\n{script}\n"
    );
    std::fs::write(&program, text).unwrap();
    std::fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    program
}

/// A line of the log that has this word, once there is one.
fn logged(service: &Service, word: &str) -> String {
    let line = wait::within(Duration::from_secs(10), || {
        let log = service.log();
        let mut lines = log.lines();
        let line = lines.find(|line| line.contains(word));
        line.map(str::to_owned)
    });
    line.unwrap_or_else(|| panic!("no `{word}` in {}", service.log()))
}

#[test]
fn a_fault_of_ours_while_finishing_is_a_500_and_the_log_has_its_cause() {
    // Whole for whoever looks at its end, and yet its catalog cannot be read.
    const PDF: &str = "%%PDF-1.4\\n1 0 obj\\n<<\\n/Pages 1 0 R\\n/Count 2\\n((\\nendobj\\nxref\\n0 2\\n\
        0000000000 65535 f \\n0000000009 00000 n \\ntrailer\\n<<\\n/Root 1 0 R\\n>>\\nstartxref\\n52\\n%%%%EOF\\n";
    let folder = tempfile::tempdir().unwrap();
    let engine = engine_script(folder.path(), &format!("printf '{PDF}' > \"$result\""));
    let service = Service::start_with(&[("HTML2PDF_ENGINE", engine.to_str().unwrap())]);
    let id = [
        ("x-request-id", "order-17"),
        ("content-type", "text/html; charset=utf-8"),
    ];
    let answer = service.send("POST", "/pdf?author=x", &id, HTML);
    let problem = answer.problem();
    assert_eq!(answer.status, 500, "{problem}");
    assert_eq!(problem["type"], "urn:html2pdf:internal");
    assert!(!problem.to_string().contains("no pages"), "{problem}");
    let line = logged(&service, "no pages");
    assert!(
        line.contains("ERROR") && line.contains("order-17"),
        "{line}"
    );
    assert_eq!(service.log().matches("no pages").count(), 1);

    // And what the caller can mend is theirs.
    let (form, body) = multipart(&[
        ("name=html", b"<p>x"),
        ("name=append", b"terms.pdf"),
        ("name=f; filename=terms.pdf", b"no PDF at all"),
    ]);
    let answer = Service::start().post("/pdf", &form, body);
    assert_eq!(answer.status, 422);
    let problem = answer.problem();
    assert_eq!(problem["detail"], "terms.pdf is not a PDF that can be read");
    assert!(problem["remedy"].as_str().unwrap().contains("print it"));
}

#[test]
fn the_last_words_of_an_engine_that_crashed_are_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine_script(
        folder.path(),
        "printf 'first\\nmy last\\twords' >&2; kill -SEGV $$",
    );
    let service = Service::start_with(&[("HTML2PDF_ENGINE", engine.to_str().unwrap())]);
    let headers = [("x-request-id", "order-18"), ("content-type", "text/html")];
    let answer = service.send("POST", "/pdf", &headers, "<p>x");
    assert_eq!(answer.status, 422);
    assert!(!answer.problem().to_string().contains("last"));
    let line = logged(&service, "first\\nmy last\\twords");
    assert!(line.contains("WARN") && line.contains("order-18"), "{line}");
}

#[test]
fn every_line_of_a_request_has_the_id_of_its_caller_and_one_of_ours() {
    let service = Service::start_with(&[("HTML2PDF_LOG", "debug")]);
    let headers = [("x-request-id", "order-19"), ("content-type", "text/html")];
    service
        .send("POST", "/pdf?author=x", &headers, "<p>x")
        .pdf();
    logged(&service, "answered");
    let log = service.log();
    let (_, ours) = log.split_once("platform_id=").unwrap();
    let ours = ours.split_whitespace().next().unwrap();
    for word in ["starting the engine", "the engine ended", "answered"] {
        let line = logged(&service, word);
        assert!(line.contains("request_id=order-19"), "{line}");
        assert!(line.contains(&format!("platform_id={ours}")), "{line}");
    }
}
