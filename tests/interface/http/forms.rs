//! Every form in which a document and its files may come.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use support::pdf::Pdf;
use support::service::{Service, escape, multipart};

use super::{FORM, HTML, JSON, assert_estimate};

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
