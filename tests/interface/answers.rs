//! Answers in every shape: documents, pictures, reports, descriptions. And what
//! an operator's defaults change in them.

use crate::support;

use std::io::Cursor;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use html2pdf_lambda::job::options::OPTIONS;
use serde_json::{Value, json};
use support::child::{self, Start as _};
use support::events::{FrontDoor, Transport, page};
use support::pdf::Pdf;
use support::runtime_api::{Function, RuntimeApi, in_seconds};
use support::service::{Answer, Service, told};

const HTML: &str = "<!DOCTYPE html><title>견적</title><style>p{height:20mm;background:#00f}</style><p>견적서<img src=logo.png>\
                    <div style='page-break-before:always'>second</div>";
const TYPE: &str = "text/html; charset=utf-8";

fn report(answer: &Answer) -> Value {
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    assert_eq!(answer.header("content-type"), "application/json");
    serde_json::from_slice(&answer.body).unwrap()
}

fn document(report: &Value) -> Vec<u8> {
    STANDARD
        .decode(report["document"].as_str().unwrap())
        .unwrap()
}

/// What the first bytes say of a file.
fn kind(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => "application/pdf",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'P', b'K', 3, 4, ..] => "application/zip",
        _ => "nothing known",
    }
}

#[test]
fn a_report_holds_the_same_document_and_what_the_headers_say() {
    let service = Service::start();
    for (path, name) in [
        ("/pdf", "quote.pdf"),
        ("/png?dpi=72", "quote.png"),
        ("/jpg?page=all&dpi=72", "quote.zip"),
    ] {
        let query = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{query}filename=quote");
        let plain = service.post(&path, TYPE, HTML);
        let answer = service.post(&format!("{path}&report=json"), TYPE, HTML);
        let report = report(&answer);
        assert!(document(&report) == plain.body, "{path}");
        assert_eq!(report["content_type"], plain.header("content-type"));
        assert_eq!(report["content_type"], kind(&plain.body));
        assert_eq!(report["filename"], name);
        assert_eq!(report["pages"], 2, "{path}");
        assert_eq!(plain.header("x-pdf-pages"), "2");
        assert_eq!(report["warnings"][0]["url"], "logo.png");
        assert!(plain.header("x-pdf-warnings").contains("logo.png"));
        let timings = report["timings_ms"].as_object().unwrap();
        for phase in ["decode", "queue", "render", "total"] {
            assert!(timings[phase].as_f64().unwrap() >= 0.0, "{timings:?}");
            let header = plain.header("server-timing");
            assert!(header.contains(&format!("{phase};dur=")), "{header}");
        }
        assert!(timings["render"].as_f64().unwrap() <= timings["total"].as_f64().unwrap());
    }
}

#[test]
fn a_report_has_file_names_of_any_language() {
    let service = Service::start();
    let answer = service.post(
        "/pdf",
        "application/json",
        json!({"html": "<!DOCTYPE html>x", "filename": "청구서 \"1\"", "report": "json"})
            .to_string(),
    );
    let report = report(&answer);
    assert_eq!(report["filename"], "청구서 \"1\".pdf");
    assert_eq!(report["warnings"], json!([]));
    assert_eq!(answer.header("x-pdf-pages"), "");
}

#[test]
fn errors_are_problems_even_when_a_report_is_asked_for() {
    let service = Service::start();
    let answer = service.print("report=json&zoom=x", HTML);
    assert_eq!(answer.status, 400);
    assert_eq!(answer.problem()["errors"][0]["field"], "zoom");
}

#[test]
fn reports_and_pictures_come_through_the_front_doors_of_lambda() {
    let api = RuntimeApi::start();
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    let temp = tempfile::tempdir().unwrap();
    let mut command = api.command(Path::new(env!("CARGO_BIN_EXE_html2pdf")), checkout);
    command
        .env("HTML2PDF_ENGINE", checkout.join("vendor/linux-x86_64"))
        .env("TMPDIR", temp.path());
    let mut function = Function::start(api, command, temp.path());
    let mut ask = |front_door: FrontDoor, path: &str, query: &str| {
        let mut request = page(HTML).query(query);
        request.path = path.to_owned();
        let event = front_door.event(&request, Transport::Base64);
        front_door.read(&function.invoke(&event, in_seconds(29.0)).response())
    };
    for front_door in FrontDoor::ALL {
        let picture = ask(front_door, "/png", "dpi=72");
        assert_eq!(
            picture.header("content-type"),
            "image/png",
            "{front_door:?}"
        );
        assert_eq!(kind(&picture.body), "image/png", "{front_door:?}");
        let report = report(&ask(front_door, "/png", "dpi=72&report=json"));
        assert!(document(&report) == picture.body, "{front_door:?}");
    }
}

#[test]
fn the_last_word_of_the_path_is_the_format() {
    let service = Service::start();
    for (path, format) in [
        ("/", "application/pdf"),
        ("/pdf", "application/pdf"),
        ("/pdf/", "application/pdf"),
        ("/prod/api/pdf", "application/pdf"),
        ("/v1/png", "image/png"),
        ("/png", "image/png"),
        ("/jpg", "image/jpeg"),
        ("/jpeg", "image/jpeg"),
        ("/stage/jpeg/", "image/jpeg"),
        ("/?format=png", "image/png"),
        ("/?format=JPEG", "image/jpeg"),
        ("/jpg?format=jpeg", "image/jpeg"),
        ("/pdf?format=", "application/pdf"),
    ] {
        let answer = service.post(path, TYPE, "<!DOCTYPE html>x");
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), format, "{path}");
        assert_eq!(kind(&answer.body), format, "{path}");
    }
    assert_eq!(service.post("/gif", TYPE, "x").status, 404);
}

#[test]
fn a_path_and_an_option_that_disagree_are_refused() {
    let service = Service::start();
    let in_json = |path, format| {
        let body = json!({"html": "<!DOCTYPE html>x", "format": format}).to_string();
        service.post(path, "application/json", body)
    };
    for (answer, words) in [
        (
            service.post("/png?format=pdf", TYPE, "x"),
            ["`pdf`", "/pdf"],
        ),
        (
            service.post("/pdf?format=jpeg", TYPE, "x"),
            ["`jpg`", "/jpg"],
        ),
        (in_json("/jpg", "png"), ["`png`", "/png"]),
        (in_json("/pdf", "gif"), ["`gif`", "pdf or png"]),
    ] {
        assert_eq!(answer.status, 400);
        let problem = answer.problem();
        let errors = problem["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{problem}");
        assert_eq!(errors[0]["field"], "format");
        let detail = told(&errors[0]);
        assert!(words.iter().all(|word| detail.contains(word)), "{detail}");
    }
    assert_eq!(in_json("/jpg", "jpeg").status, 200);
}

#[test]
fn file_names_get_the_ending_of_what_they_hold() {
    let service = Service::start();
    for (path, name) in [
        ("/pdf", "document.pdf"),
        ("/pdf?filename=bill", "bill.pdf"),
        ("/pdf?filename=bill.pdf", "bill.pdf"),
        ("/pdf?filename=BILL.PDF", "BILL.PDF"),
        ("/pdf?filename=v1.2", "v1.2.pdf"),
        ("/png?dpi=72&filename=bill", "bill.png"),
        ("/png?dpi=72&filename=bill.png", "bill.png"),
        ("/png?dpi=72&page=all&filename=bill", "bill.zip"),
        ("/jpg?dpi=72&filename=bill", "bill.jpg"),
        ("/jpeg?dpi=72&page=all&filename=bill.zip", "bill.zip"),
    ] {
        let answer = service.post(path, TYPE, HTML);
        let disposition = answer.header("content-disposition").to_owned();
        assert_eq!(
            disposition,
            format!("inline; filename=\"{name}\""),
            "{path}"
        );
    }
}

#[test]
fn a_jpeg_is_as_large_as_its_quality_makes_it() {
    let service = Service::start();
    let size = |query: &str| {
        let answer = service.post(&format!("/jpg?dpi=72{query}"), TYPE, HTML);
        assert_eq!(kind(&answer.body), "image/jpeg");
        answer.body.len()
    };
    let (best, default, poor) = (size("&quality=100"), size(""), size("&quality=5"));
    assert!(best > default && default > poor, "{best} {default} {poor}");
}

#[test]
fn all_pages_come_as_pictures_in_an_archive() {
    let service = Service::start();
    let answer = service.post("/png?dpi=72&page=all", TYPE, HTML);
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.body)).unwrap();
    assert_eq!(archive.len(), 2);
    for at in 0..2 {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut archive.by_index(at).unwrap(), &mut bytes).unwrap();
        assert_eq!(kind(&bytes), "image/png");
    }
}

#[test]
fn the_description_for_programs_has_every_option_and_leads_nowhere_wrong() {
    let service = Service::start();
    let answer = service.send("GET", "/v1/openapi.json", &[], "");
    assert_eq!(answer.header("content-type"), "application/json");
    let description: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(description["openapi"], "3.1.0");
    let schemas = description["components"]["schemas"]["Options"]["properties"]
        .as_object()
        .unwrap();
    for option in OPTIONS.iter() {
        let schema = &schemas[option.name];
        assert_eq!(schema["examples"][0], option.example, "{}", option.name);
        assert!(
            schema["description"]
                .as_str()
                .unwrap()
                .contains(option.default.as_str()),
            "{}",
            option.name
        );
    }
    assert_eq!(schemas.len(), OPTIONS.len());
    for path in ["/", "/pdf", "/png", "/jpg", "/health", "/openapi.json"] {
        assert!(description["paths"][path].is_object(), "{path}");
    }
    let mut references = Vec::new();
    collect(&description, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(description.pointer(pointer).is_some(), "{reference}");
    }
    assert_eq!(service.post("/openapi.json", TYPE, "x").status, 405);
}

#[test]
fn the_description_for_programs_has_every_member_that_a_request_can_have() {
    let service = Service::start();
    let answer = service.send("GET", "/openapi.json", &[], "");
    let description: Value = serde_json::from_slice(&answer.body).unwrap();
    let schemas = &description["components"]["schemas"];
    let known = |schema: &str, name: &str| schemas[schema]["properties"][name].is_object();

    let everything: Value =
        serde_json::from_str(include_str!("../documents/everything.json")).unwrap();
    for (name, value) in everything.as_object().unwrap() {
        assert!(known("Request", name) || known("Options", name), "{name}");
        if value.is_array() && known("Options", name) {
            let kinds = schemas["Options"]["properties"][name]["oneOf"].as_array();
            let is_list = |kind: &Value| kind["type"] == "array";
            assert!(
                kinds.is_some_and(|kinds| kinds.iter().any(is_list)),
                "{name}"
            );
        }
    }
    for document in everything["documents"].as_array().unwrap() {
        for name in document.as_object().unwrap().keys() {
            assert!(known("Document", name), "{name}");
        }
    }
    assert!(known("Document", "options"));
    let formats = &schemas["Options"]["properties"]["format"]["enum"];
    assert_eq!(*formats, json!(["pdf", "png", "jpg", "jpeg"]));
    assert!(schemas["Problem"]["properties"]["errors"]["items"]["oneOf"].is_array());
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            references.extend(
                members
                    .get("$ref")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            members
                .values()
                .for_each(|value| collect(value, references));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}

#[test]
fn what_the_operator_set_holds_until_a_request_says_otherwise() {
    let service = Service::start_with(&[
        ("HTML2PDF_DEFAULT_FOOTER_CENTER", "OPERATOR [page]"),
        ("HTML2PDF_DEFAULT_PAGE_SIZE", "A5"),
        ("HTML2PDF_DEFAULT_FILENAME", "ours"),
        ("HTML2PDF_DEFAULT_DISPOSITION", "attachment"),
    ]);
    let print = |request: Value| {
        let answer = service.post("/pdf", "application/json", request.to_string());
        let disposition = answer.header("content-disposition").to_owned();
        (Pdf::new(&answer.pdf()), disposition)
    };
    let html = "<!DOCTYPE html><p>x";
    let (default, name) = print(json!({ "html": html }));
    assert!(default.text().contains("OPERATOR 1"), "{}", default.text());
    assert_eq!(default.size(), (420.0, 595.0));
    assert_eq!(name, "attachment; filename=\"ours.pdf\"");

    // Whoever says it anew, in whatever way, takes back what was said before.
    for (option, value) in [
        ("footer_center", "REQUEST"),
        ("footer_left", "REQUEST"),
        ("footer_html", "<b>REQUEST</b>"),
    ] {
        let (pdf, _) = print(json!({"html": html, option: value}));
        let text = pdf.text();
        assert!(
            text.contains("REQUEST") && !text.contains("OPERATOR"),
            "{option}: {text}"
        );
    }
    let (sized, name) = print(json!({
        "html": html, "page_width": "100mm", "page_height": "100mm", "filename": "mine", "disposition": "inline",
    }));
    assert_eq!(sized.size(), (283.0, 283.0));
    assert_eq!(name, "inline; filename=\"mine.pdf\"");
}

#[test]
fn a_first_header_takes_the_place_of_none() {
    let service = Service::start_with(&[("HTML2PDF_DEFAULT_HEADER_FIRST", "off")]);
    let print = |request: Value| {
        let answer = service.post("/pdf", "application/json", request.to_string());
        Pdf::new(&answer.pdf()).text()
    };
    let html = "<!DOCTYPE html><p>x";
    let default = print(json!({"html": html, "header_left": "USUAL"}));
    assert!(!default.contains("USUAL"), "{default}");
    let own = json!({"html": html, "header_left": "USUAL", "header_first_html": "<b>FIRST</b>"});
    let own = print(own);
    assert!(own.contains("FIRST"), "{own}");
    // And the document's word is later than that of the request.
    let documents = json!({
        "documents": [html, {"html": html, "header_first_html": "<b>SECOND</b>"}],
        "header_first": "off", "footer_first_html": "<b>FOOT</b>",
    });
    let documents = print(documents);
    assert!(documents.contains("SECOND"), "{documents}");
    assert_eq!(documents.matches("FOOT").count(), 2, "{documents}");
}

#[test]
fn a_default_that_cannot_be_used_stops_the_start_and_is_named() {
    for (name, value) in [
        ("HTML2PDF_DEFAULT_PAGE_SIZE", "A44"),
        ("HTML2PDF_DEFAULT_ZOOM", "big"),
        ("HTML2PDF_DEFAULT_PAGE_WIDTH", "100mm"),
        ("HTML2PDF_DEFAULT_PAPER", "A4"),
        ("HTML2PDF_DEFAULT_", "A4"),
        ("HTML2PDF_DEFAULT_PAGESIZE", "A5"),
        ("HTML2PDF_DEFAULT_APPEND", "terms.pdf"),
        ("HTML2PDF_DEFAULT_PASSWORD", "secret"),
    ] {
        let output = child::command(env!("CARGO_BIN_EXE_html2pdf"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env(name, value)
            .run();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        // A width lacks its height, which is the one that is named.
        let named = name.replace("PAGE_WIDTH", "PAGE_HEIGHT");
        assert!(said.contains(&named), "{name}: {said}");
    }
}
