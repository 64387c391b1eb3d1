//! The HTTP interface of the real program: every form a request may have, every
//! error it may get.

use crate::support;

use support::pdf::Pdf;
use support::service::Answer;

mod forms;
mod headers;
mod log;
mod paths;
mod refused;

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
