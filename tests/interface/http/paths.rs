//! What is at each path, and for whom.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use support::pdf::Pdf;
use support::service::{Service, multipart};

use super::HTML;

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
