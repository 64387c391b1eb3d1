//! What the tests of modern CSS share: a plain page with a style and a body, and places in
//! its print, in pixels of CSS.

use crate::support;

use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::Service;

/// Points in a pixel of CSS.
pub const PX: f64 = 0.75;

/// A document without margins of its own, whose boxes are as plain as can be.
pub fn page(style: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><meta charset=utf-8><style>@page{{size:A4;margin:0}}\
         body{{margin:0;font:16px/20px Arial}}{style}</style>{body}"
    )
}

pub fn print(service: &Service, style: &str, body: &str) -> Pdf {
    print_html(service, &page(style, body))
}

pub fn print_html(service: &Service, html: &str) -> Pdf {
    print_request(service, json!({ "html": html }))
}

pub fn print_request(service: &Service, request: Value) -> Pdf {
    Pdf::new(&service.post_json(&request).pdf())
}

pub fn left(pdf: &Pdf, word: &str) -> f64 {
    pdf.word(word).0 / PX
}

pub fn top(pdf: &Pdf, word: &str) -> f64 {
    pdf.word(word).1 / PX
}

/// How far one word stands below another.
pub fn below(pdf: &Pdf, word: &str, upper: &str) -> f64 {
    (pdf.word(word).1 - pdf.word(upper).1) / PX
}

/// To less than a pixel.
#[track_caller]
pub fn assert_at(found: f64, pixels: f64) {
    assert_near(found, pixels, 1.0);
}

#[track_caller]
pub fn assert_near(found: f64, pixels: f64, within: f64) {
    assert!(
        (found - pixels).abs() < within,
        "{found:.1} px instead of {pixels} px"
    );
}
