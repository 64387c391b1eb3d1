//! Details of CSS of today that only the page can settle: heights of lines as units, places of
//! backgrounds, symbols of drawings, and what boxes hide.

use crate::support;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{PX, assert_near, left, print};

const RED: [u8; 3] = [255, 0, 0];

/// Where red begins from the left and the top, and how wide and high it is, in pixels.
fn red(pdf: &Pdf) -> [f64; 4] {
    let picture = pdf.picture(144);
    let (mut left, mut right, mut top, mut bottom) = (usize::MAX, 0, usize::MAX, 0);
    for (at, _) in (picture.dots().iter().enumerate()).filter(|(_, dot)| **dot == RED) {
        let (x, y) = (at % picture.width, at / picture.width);
        (left, right) = (left.min(x), right.max(x + 1));
        (top, bottom) = (top.min(y), bottom.max(y + 1));
    }
    assert!(right > 0, "nothing is red");
    [left, top, right - left, bottom - top].map(|dots| dots as f64 / 2.0 / PX)
}

#[track_caller]
fn assert_red(style: &str, body: &str, expected: [f64; 4]) {
    let found = red(&print(&Service::start(), style, body));
    for (found, expected) in found.iter().zip(expected) {
        assert_near(*found, expected, 1.5);
    }
}

#[test]
fn symbols_are_as_large_as_the_drawing_that_shows_them() {
    let sprite = "<svg style='display:none'><symbol id=s viewBox='0 0 10 10'><rect width=10 height=10 \
        fill=red /></symbol></svg>";
    for style in [
        "svg{display:block;width:40px;height:40px}",
        "div{display:flex}svg{width:2.5em;height:40px}",
    ] {
        let body = format!("{sprite}<div><svg><use href='#s'/></svg></div>");
        assert_red(style, &body, [0.0, 0.0, 40.0, 40.0]);
    }
}

#[test]
fn what_boxes_hide_is_not_in_the_text_of_plain_documents() {
    let service = Service::start();
    let text = "<p>seen seen seen seen seen seen seen seen hidden</p><b>end</b>";
    for style in [
        "p{width:100px;height:40px;overflow:hidden}",
        "p{width:100px;height:40px;contain:paint}",
        "p{width:100px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}",
    ] {
        let pdf = print(&service, style, text);
        let text = pdf.text();
        assert!(
            text.contains("seen") && !text.contains("hidden"),
            "{style}: {text}"
        );
        assert_near(left(&pdf, "end"), 0.0, 1.0);
    }
    // What dots stand for is not there twice.
    let cut = "p{width:100px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}";
    let text = print(&service, cut, "<p>abcdefghijklmnopqrstuvwxyz</p>").text();
    assert!(
        text.contains("abcdefghijk") && !text.contains('l'),
        "{text}"
    );
}
