//! The bytes: how many, in which order, always the same, and in time.

use crate::support;

use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

use super::{base64, pages, post, say};

#[test]
fn compression_keeps_the_looks_and_saves_bytes() {
    let service = Service::start();
    let html = pages(30);
    let plain = post(&service, json!({"html": html})).pdf();
    let small = post(&service, json!({"html": html, "compress": true})).pdf();
    assert!(
        small.len() < plain.len() * 8 / 10,
        "{} of {}",
        small.len(),
        plain.len()
    );
    let (plain, small) = (Pdf::new(&plain), Pdf::new(&small));
    small.assert_sound();
    assert_eq!(plain.texts(), small.texts());
    assert_eq!(plain.picture(50).dots(), small.picture(50).dots());
}

#[test]
fn a_browser_can_show_the_first_page_early() {
    let service = Service::start();
    let linearized = post(&service, json!({"html": pages(5), "linearize": "on"})).pdf();
    let pdf = Pdf::new(&linearized);
    assert_eq!(pdf.info("Optimized"), "yes");
    let checked = say("qpdf", &["--check-linearization"], &linearized);
    assert!(checked.contains("no linearization errors"), "{checked}");
    assert_eq!(
        Pdf::new(&post(&service, json!({"html": pages(5)})).pdf()).info("Optimized"),
        "no"
    );
}

#[test]
fn the_same_job_is_finished_to_the_same_bytes() {
    let service = Service::start();
    let request = json!({"html": pages(3), "author": "x", "watermark_text": "COPY", "attachments": "a.txt",
                         "assets": {"a.txt": base64(b"x")}, "linearize": true, "page_ranges": "2-"});
    let first = post(&service, request.clone()).pdf();
    assert!(first == post(&service, request).pdf());
}
