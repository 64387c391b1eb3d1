//! Which font of a list a letter is taken from.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

use super::fonts::bars_of;

/// Of a language it has a single letter, as one that was cut down to what its page needs may have: another font was
/// taken for Greek, Cyrillic, Hebrew, Arabic, Thai, and for Korean with space between its letters.
#[test]
fn a_font_is_of_each_language_that_it_has_a_letter_of() {
    let service = Service::start();
    let css = "@font-face{font-family:B;src:url(letters.woff2)}";
    let letters = ['가', 'Б', 'Ω', 'א', 'م', 'ก'];
    for style in ["", "letter-spacing:1px"] {
        let lines = letters.map(|letter| (style, letter));
        let bars = bars_of(&service, css, &lines, &json!({}));
        assert_eq!(bars, [4; 6], "{style}");
    }
}

/// As in style sheets: the next family of the list has them, and not the font that stands in for one of East Asia.
#[test]
fn latin_letters_are_not_those_of_a_stand_in_wherever_a_font_is_named() {
    let service = Service::start();
    let drawing = |said: &str| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='30'><text y='20' {said}>Latin</text></svg>"
        )
    };
    let named = "font-family='Noto Sans JP, sans-serif'";
    let address = |said: &str| {
        let file = STANDARD.encode(drawing(said));
        format!("<img src='data:image/svg+xml;base64,{file}'>")
    };
    for body in [
        "<font face='맑은 고딕, sans-serif'>Latin</font>".to_owned(),
        drawing(named),
        address(named),
        address("style=\"font-family:'Malgun Gothic',sans-serif\""),
    ] {
        let html = format!("<!DOCTYPE html><meta charset=utf-8>{body}");
        let pdf = Pdf::new(&service.print("", &html).pdf());
        let fonts: Vec<_> = pdf.fonts().into_iter().map(|(name, _)| name).collect();
        assert_eq!(fonts, ["LiberationSans"], "{body}");
    }
}
