//! What is done to a PDF once it is printed, asked for as a caller does.

use crate::support;

use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use tempfile::NamedTempFile;

use support::service::{Answer, Service};

mod bytes;
mod files;
mod protection;
mod said;
mod watermark;

const PAGE: &str = "<!DOCTYPE html><meta charset=utf-8><title>문서</title>";

/// A document of so many pages, each with a text of its own.
fn pages(count: usize) -> String {
    let pages: String = (1..=count)
        .map(|page| format!("<div style='page-break-after:always'>PAGE{page}</div>"))
        .collect();
    format!("{PAGE}<style>div:last-child{{page-break-after:auto!important}}</style><body>{pages}")
}

fn post(service: &Service, request: Value) -> Answer {
    service.post_json(&request)
}

fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

/// What a program of other people says of a PDF.
fn say(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let file = NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let output = Command::new(program)
        .args(arguments)
        .arg(file.path())
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[track_caller]
fn assert_refused(answer: &Answer, field: &str, remedy: &str) {
    assert_eq!(answer.status, 400, "{:?}", answer.problem());
    let errors = answer.problem()["errors"].to_string();
    assert!(
        errors.contains(field) && errors.contains(remedy),
        "{errors}"
    );
}
