//! What a PDF says of itself.

use crate::support;

use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

use super::{PAGE, post};

#[test]
fn the_pdf_says_what_the_request_says_of_it() {
    let service = Service::start();
    let answer = post(
        &service,
        json!({"html": PAGE.to_owned() + "x", "title": "청구서 (11)", "author": "한빛 & 달빛", "subject": "November",
               "keywords": "a, 나", "creator": "Billing 4.2"}),
    );
    let pdf = Pdf::new(&answer.pdf());
    for (name, value) in [
        ("Title", "청구서 (11)"),
        ("Author", "한빛 & 달빛"),
        ("Subject", "November"),
        ("Keywords", "a, 나"),
        ("Creator", "Billing 4.2"),
        ("Producer", "Qt 4.8.7"),
    ] {
        assert_eq!(pdf.info(name), value, "{name}");
    }
}

#[test]
fn the_document_says_it_where_the_request_is_silent() {
    let html = format!(
        "{PAGE}<meta name=author content='김 &amp; 이'><meta name=Description content=Report>\
         <meta name=keywords content='x, y'><meta name=generator content=Word><p>x"
    );
    let service = Service::start();
    let pdf = Pdf::new(&post(&service, json!({"html": html, "subject": "Mine"})).pdf());
    for (name, value) in [
        ("Title", "문서"),
        ("Author", "김 & 이"),
        ("Subject", "Mine"),
        ("Keywords", "x, y"),
        ("Creator", "Word"),
    ] {
        assert_eq!(pdf.info(name), value, "{name}");
    }
}

#[test]
fn the_date_is_fixed_unless_asked_for() {
    let service = Service::start();
    let date = |query: &str| Pdf::new(&service.print(query, "<p>x").pdf()).info("CreationDate");
    for query in ["", "time_zone=-05:00", "author=x&time_zone=UTC"] {
        assert!(date(query).contains("2000"), "{query}: {}", date(query));
    }
    assert!(!date("creation_date=now").contains("2000"));
}
