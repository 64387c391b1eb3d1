//! What the headers of an answer tell.

use crate::support;

use serde_json::json;
use support::pdf::Pdf;
use support::service::Service;

use super::HTML;

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
