//! Text that runs from right to left, as readers of PDFs find it.

use crate::support;

use support::service::Service;

use super::styled::print;

/// Letters of a word follow each other from left to right, as browsers write them. Programs
/// that read PDFs took each for a word of its own.
#[test]
fn words_are_words_to_those_who_read_them() {
    let service = Service::start();
    let body = "<div dir=rtl><p>שלום עולם 2031</p><p>مرحبا بالعالم</p></div>";
    let pdf = print(&service, "", body);
    let text = pdf.text();
    for word in ["שלום", "עולם", "2031"] {
        assert!(text.contains(word), "{word} in {text}");
    }
    // Arabic letters are told in the forms that they have in words.
    assert!(text.contains("ﻣﺮﺣﺒﺎ") || text.contains("مرحبا"), "{text}");
}
