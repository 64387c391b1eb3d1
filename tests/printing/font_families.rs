//! Which font of a list a letter is taken from.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

use super::fonts::{bars_of, file};

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

/// Browsers make letters bolder whose family comes without a bold; and not those of a family with one.
#[test]
fn a_web_font_without_a_bold_is_made_bolder() {
    let service = Service::start();
    let regular = "@font-face{font-family:B;src:url(static-400.woff2)}";
    let bold = "@font-face{font-family:B;src:url(static-700.woff2);font-weight:700}";
    let ink = |css: &str, style: &str| {
        let request = json!({
            "html": format!("<!DOCTYPE html><style>{css} p{{font:40px B,serif;{style}}}</style><p>AAAA</p>"),
            "assets": { "static-400.woff2": file("static-400.woff2"), "static-700.woff2": file("static-700.woff2") },
        });
        let picture = Pdf::new(&service.post_json(&request).pdf()).picture(192);
        picture.dots().iter().filter(|dot| dot[0] < 128).count()
    };
    let plain = ink(regular, "");
    assert!(ink(regular, "font-weight:bold") * 100 > plain * 104);
    let both = format!("{regular}{bold}");
    let known = ink(&both, "");
    assert!(known * 100 < plain * 101 && known * 100 > plain * 99);
    // Its bars are 7 to 4 times as wide.
    let wide = ink(&both, "font-weight:bold");
    assert!(
        wide * 400 > plain * 690 && wide * 400 < plain * 710,
        "{wide} {plain}"
    );
}

/// The engine asks no font of the page but the first of a list.
#[test]
fn what_a_web_font_lacks_is_taken_from_the_one_named_behind_it() {
    let service = Service::start();
    let css = "@font-face{font-family:B;src:url(static-400.woff2)}@font-face{font-family:'C d';src:url(letters.woff2)}\
               i{font-family:B , Arial, \"C d\", serif}";
    for letter in ['A', '가', 'Б'] {
        assert_eq!(
            bars_of(&service, css, &[("", letter)], &json!({})),
            [4],
            "{letter}"
        );
    }
    // Where no list has both, nothing is taken.
    let css = css.replace("\"C d\"", "serif, \"C d\"");
    assert_ne!(bars_of(&service, &css, &[("", '가')], &json!({})), [4]);
}
