//! Headers and footers, as they stand on the pages.

mod documents;
mod first_page;
mod places;
mod refused;
mod sources;
mod texts;
mod variables;

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use support::pdf::{Pdf, find, line, near};
use support::png;
use support::service::{Service, escape, multipart, told};

/// Points to a millimetre.
const MM: f64 = 72.0 / 25.4;

const RED: [u8; 3] = [255, 0, 0];
const GREEN: [u8; 3] = [0, 128, 0];
const BLUE: [u8; 3] = [0, 0, 255];

/// A document of so many pages, each with a word of its own at its very top.
fn pages(count: usize) -> String {
    let pages = (1..=count).map(|number| format!("<p>page{number}</p>"));
    format!(
        "<!DOCTYPE html><title>The book</title><style>body{{margin:0;font:10pt Arial}}\
         p{{margin:0}}p+p{{page-break-before:always}}</style>{}",
        pages.collect::<String>()
    )
}

/// A document that fills pages with lines, each a word of its own.
fn lines() -> String {
    let lines = (1..=150).map(|number| format!("<p>line{number}</p>"));
    format!(
        "<!DOCTYPE html><style>body{{margin:0;font:10pt Arial}}p{{margin:0}}</style>{}",
        lines.collect::<String>()
    )
}

/// A box with a word in its upper left and one in its lower right corner.
fn tall(name: &str, height: f64) -> String {
    format!(
        "<!DOCTYPE html><style>body{{margin:0;font:10pt Arial}}</style>\
         <div style='position:relative;height:{height}mm;background:#eee'>{name}-top\
         <span style='position:absolute;right:0;bottom:0'>{name}-bottom</span></div>"
    )
}

fn print(service: &Service, request: Value) -> Pdf {
    Pdf::new(&bytes(service, request))
}

fn bytes(service: &Service, request: Value) -> Vec<u8> {
    service.post_json(&request).pdf()
}

/// Field and detail of each fault.
fn faults(service: &Service, request: Value) -> Vec<(String, String)> {
    let answer = service.post_json(&request);
    assert_eq!(answer.status, 400, "{request}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    answer.problem()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (text(&fault["field"]), told(fault)))
        .collect()
}
