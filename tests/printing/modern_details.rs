//! Details of CSS of today that only the page can settle: heights of lines as units, places of
//! backgrounds, symbols of drawings, and what boxes hide.

use crate::support;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{PX, assert_near, below, left, print, top};

const RED: [u8; 3] = [255, 0, 0];
/// A red square of 20 pixels.
const SQUARE: &str = "url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='20' \
    height='20'%3E%3Crect width='20' height='20' fill='red'/%3E%3C/svg%3E\")";

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
fn lines_are_a_unit() {
    let service = Service::start();
    for (style, distance) in [
        ("i{display:block;height:3lh}", 60.0),
        ("i{display:block;line-height:1.5;height:3lh}", 72.0),
        ("i{display:block;height:calc(2lh + 5px)}", 45.0),
        (
            "html{line-height:30px}i{display:block;margin-top:2rlh}",
            60.0,
        ),
        ("i{display:block;line-height:normal;height:2lh}", 36.0),
    ] {
        let pdf = print(&service, style, "<b>one</b><i></i><b>two</b>");
        assert_near(below(&pdf, "two", "one"), distance + 20.0, 1.5);
    }
}

#[test]
fn backgrounds_stand_so_far_from_the_right_and_the_bottom() {
    let at = |said: &str| format!("p{{margin:0;width:300px;height:100px;background:{said}}}");
    for (said, x, y, side) in [
        (
            format!("{SQUARE} no-repeat right 10px bottom 5px"),
            270.0,
            75.0,
            20.0,
        ),
        (
            format!("#eef {SQUARE} no-repeat calc(100% - 30px) 50%/10px 10px"),
            260.0,
            45.0,
            10.0,
        ),
        (
            "linear-gradient(red,red) no-repeat right 10px top 20px/40px 40px".to_owned(),
            250.0,
            20.0,
            40.0,
        ),
    ] {
        assert_red(&at(&said), "<p>", [x, y, side, side]);
    }
    let apart = format!(
        "p{{margin:0;width:300px;height:100px;border:4px solid;background:{SQUARE} no-repeat;\
         background-position:right 1em bottom 10%}}"
    );
    assert_red(&apart, "<p>", [268.0, 76.0, 20.0, 20.0]);
}

#[test]
fn shadows_may_be_sums_of_letters() {
    let style = "p{margin:0;width:100px;height:20px;background:#fff;font-size:20px;\
        box-shadow:calc(1em + 5px) calc(1em + 10px) red}";
    assert_red(style, "<p>", [25.0, 30.0, 100.0, 20.0]);
}

/// Sprites of icons: what is shown is as large as the style says, and not as the drawing would be.
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

#[test]
fn lines_are_as_high_as_marks_above_letters_ask_for() {
    let service = Service::start();
    for (style, high) in [
        ("i{text-emphasis:dot}", 28.0),
        ("i{text-emphasis:dot;text-emphasis-position:under}", 28.0),
        ("p{line-height:40px}i{text-emphasis:dot}", 40.0),
    ] {
        let pdf = print(&service, style, "<p>one <i>marked</i></p><b>two</b>");
        let plain = print(&service, "", "<b>two</b>");
        assert_near(top(&pdf, "two") - top(&plain, "two"), 32.0 + high, 1.5);
    }
}

#[test]
fn drawings_show_what_lies_beside_them() {
    let line = "<line x1=90 y1=10 x2=150 y2=10 stroke=red stroke-width=4 /></svg>";
    let place = [120.0, 28.0, 60.0, 4.0];
    let style = "svg{display:block;margin:20px 30px}";
    for svg in [
        "<svg width=100 height=20 style='overflow:visible'>",
        "<svg width=100 height=20 overflow='visible' viewBox='0 0 100 20'>",
    ] {
        assert_red(style, &format!("{svg}{line}"), place);
    }
    let mut cut = place;
    cut[2] = 10.0;
    assert_red(style, &format!("<svg width=100 height=20>{line}"), cut);
    // What follows stands where it stood.
    let body = format!("<svg width=100 height=20 style='overflow:visible'>{line}<b>end</b>");
    let pdf = print(&Service::start(), "svg{display:block;margin:0}", &body);
    assert_near(pdf.word("end").1 / PX, 21.0, 2.0);
}

#[test]
fn arrows_are_turned_round_and_have_the_colour_of_their_line() {
    let arrow = |end: &str| {
        format!(
            "<svg width=200 height=40><marker id=a viewBox='0 0 10 10' refX=0 refY=5 markerWidth=10 \
             markerHeight=10 orient='auto-start-reverse' markerUnits='userSpaceOnUse'><path \
             d='M0 0h10v10h-10z' fill='context-stroke'/></marker><path d='M50 20h60' stroke=red \
             stroke-width=1 marker-{end}='url(#a)'/></svg>"
        )
    };
    let style = "svg{display:block}path{shape-rendering:crispEdges}";
    assert_red(style, &arrow("end"), [50.0, 15.0, 70.0, 10.0]);
    assert_red(style, &arrow("start"), [40.0, 15.0, 70.0, 10.0]);
}

#[test]
fn styles_say_where_shapes_are_and_how_large() {
    let style = "svg{display:block}.c{cx:60px;cy:30px;r:20px}.r{x:40px;y:10px;width:40px;height:40px}\
        .d{d:path('M40 10h40v40h-40z')}";
    for shape in ["circle class=c r=3", "rect class=r", "path class=d"] {
        let body = format!("<svg width=200 height=100><{shape} fill=red /></svg>");
        assert_red(style, &body, [40.0, 10.0, 40.0, 40.0]);
    }
}

/// Forms have such heads beside several rows: the rows are as high as all letters together.
#[test]
fn korean_letters_below_each_other_take_as_much_as_their_font_is_high() {
    let service = Service::start();
    for (size, step) in [(16.0, 19.0), (12.0, 14.0)] {
        let style = format!(
            "table{{border-collapse:collapse;font-size:{size}px}}td,th{{border:1px solid;padding:3px}}\
             th{{writing-mode:vertical-rl}}p{{margin:0}}"
        );
        let pdf = print(
            &service,
            &style,
            "<table><tr><th rowspan=2>공급받는자와그들<td>a<tr><td>b</table><p>end",
        );
        let plain = print(&service, &style, "<p>end");
        assert_near(top(&pdf, "end") - top(&plain, "end"), 8.0 * step + 8.0, 1.5);
    }
}
