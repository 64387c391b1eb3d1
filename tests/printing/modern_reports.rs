//! What reports, decks and papers of today are made of: sheets as high as their pages, cards that
//! share a height, texts in columns over several pages. Positions are those of Chromium.

use crate::support;

use support::service::Service;

use super::styled::{assert_near, left, page, print, print_html, top};

#[test]
fn a_sheet_as_high_as_its_page_with_its_contents_in_the_middle_fills_no_other() {
    let service = Service::start();
    for own in ["", "padding:60px;", "overflow:hidden;"] {
        let html = format!(
            "<!DOCTYPE html><meta charset=utf-8><style>@page{{size:1280px 720px;margin:0}}*{{margin:0;box-sizing:border-box}}\
             div{{width:1280px;height:720px;{own}display:flex;flex-direction:column;justify-content:center;break-after:page}}\
             div:last-child{{break-after:avoid}}</style><div><h1>First</h1></div><div><h1>Second</h1></div>"
        );
        let pdf = print_html(&service, &html);
        assert_eq!(pdf.pages(), 2, "{own}");
    }
}

#[test]
fn what_stands_at_the_bottom_of_cards_does_so_in_all_of_them() {
    let service = Service::start();
    let style = ".s{height:600px;display:flex;flex-direction:column}\
        .g{display:grid;grid-template-columns:repeat(2,200px);flex:1}\
        .c{display:flex;flex-direction:column}.c a{margin-top:auto}";
    let body = "<div class=s><div>head</div><div class=g><div class=c><p>few</p><a>one</a></div>\
        <div class=c><p>many words that stand on several lines of the card</p><a>two</a></div></div></div>";
    let pdf = print(&service, style, body);
    assert_near(top(&pdf, "one"), 580.5, 2.0);
    assert_near(top(&pdf, "two"), 580.5, 2.0);
}

#[test]
fn justified_columns_that_go_on_begin_on_the_page_of_their_heading() {
    let service = Service::start();
    let style = "@page{margin:20mm}body{font:11pt/1.3 Arial}.c{columns:2;column-gap:8mm;text-align:justify}";
    let sentence = "Some words of a text that goes on for a while and fills lines of a column. ";
    let text = format!("<p>{}</p>", sentence.repeat(6)).repeat(24);
    let html = page(style, &format!("<h1>Heading</h1><div class=c>{text}</div>"));
    let pages = print_html(&service, &html).texts();
    assert_eq!(pages.len(), 3);
    let share = |page: &str| page.matches("column.").count();
    assert!(share(&pages[0]) > 40 && share(&pages[1]) > 40);
}

#[test]
fn shorthands_are_taken_apart_once_their_variables_are_known() {
    let service = Service::start();
    let style = ".f{display:flex;width:600px}.f b{flex:var(--w)}\
        .g{display:grid;grid-template-columns:repeat(4,100px);gap:var(--gap)}.g b{grid-column:var(--at)}\
        .p{display:flex;width:600px;height:100px;place-content:var(--place)}";
    let body = "<div class=f><b style='--w:3'>one</b><b style='--w:0 0 120px'>two</b><b style='--w:1'>three</b></div>\
        <div class=g style='--gap:10px 20px'><b style='--at:2 / span 2'>four</b><b style='--at:4'>five</b><b>six</b></div>\
        <div class=p style='--place:start end'><b>seven</b></div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "two"), 360.0, 1.0);
    assert_near(left(&pdf, "three"), 480.0, 1.0);
    assert_near(left(&pdf, "four"), 120.0, 1.0);
    assert_near(left(&pdf, "five"), 360.0, 1.0);
    assert_near(top(&pdf, "six") - top(&pdf, "four"), 30.0, 1.0);
    assert!(left(&pdf, "seven") > 540.0);
}

#[test]
fn fields_as_wide_as_their_row_leave_room_for_what_stands_beside_them() {
    let service = Service::start();
    let style = "label{display:flex;gap:10px;width:130px}input{width:100%;box-sizing:border-box}";
    let body = "<label>Name<input value=field></label><p>end of it</p>";
    let pdf = print(&service, style, body);
    // Nothing reaches over the page, which would be shrunk.
    assert!(left(&pdf, "field") < 70.0);
    let row = "<div style='width:794px;display:flex'><div style='flex:1'>x</div><label>Name<input value=field></label></div>";
    let pdf = print(&service, style, row);
    assert_near(left(&pdf, "Name"), 664.0, 1.5);
}

#[test]
fn gaps_in_letters_of_the_root_are_not_rounded() {
    let service = Service::start();
    let style = "html{font-size:10pt}.g{display:grid;gap:3rem;font:16px/20px Arial}";
    let pdf = print(
        &service,
        style,
        "<div class=g><b>a</b><b>b</b><b>c</b><b>d</b></div>",
    );
    // 3 * (20 + 3 * 13.33)
    assert_near(top(&pdf, "d") - top(&pdf, "a"), 180.0, 0.5);
    // What the body is drawn by makes them smaller once.
    let scaled = format!("{style}body{{-webkit-transform:scale(.5);-webkit-transform-origin:0 0}}");
    let pdf = print(
        &service,
        &scaled,
        "<div class=g><b>a</b><b>b</b><b>c</b><b>d</b></div>",
    );
    assert_near(top(&pdf, "d") - top(&pdf, "a"), 90.0, 0.5);
}

#[test]
fn a_drawing_as_high_as_a_share_of_its_row_is_drawn() {
    let service = Service::start();
    let style = ".f{display:grid;place-items:center;aspect-ratio:4/3;width:400px}.f svg{width:60%;height:60%}";
    let body =
        "<div class=f><svg viewBox='0 0 80 60' fill='#f00'><rect width=80 height=60 /></svg></div>";
    let picture = print(&service, style, body).picture(96);
    let dot = |x: usize, y: usize| picture.dots()[y * picture.width + x];
    assert_eq!(dot(85, 65), [255, 0, 0]);
    assert_eq!(dot(315, 235), [255, 0, 0]);
    assert_eq!(dot(75, 55), [255, 255, 255]);
    assert_eq!(dot(325, 245), [255, 255, 255]);
}

#[test]
fn gauges_take_nothing_from_the_letters_around_them() {
    let service = Service::start();
    let row =
        |gauge: &str| format!("<p>several words beside {gauge}</p><p>and behind some gauge</p>");
    let plain = print(&service, "", &row(""));
    let gauged = print(
        &service,
        "",
        &row("<progress value=.5></progress><meter value=.5></meter>"),
    );
    // Where dots are as coarse as pixels, letters stand on whole ones.
    assert_near(left(&gauged, "gauge"), left(&plain, "gauge"), 0.1);
}

#[test]
fn gauges_are_filled_as_far_as_they_say() {
    let service = Service::start();
    let style = "progress{display:block;width:200px;height:40px;appearance:auto}\
        .bare{-webkit-appearance:none;appearance:none}\
        progress::-webkit-progress-bar{background:#ff0}progress::-webkit-progress-value{background:#f00}";
    let body = "<progress value=.5></progress><progress class=bare value=.5></progress>";
    let picture = print(&service, style, body).picture(96);
    let dot = |x: usize, y: usize| picture.dots()[y * picture.width + x];
    let near =
        |dot: [u8; 3], colour: [u8; 3]| dot.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 12);
    // Half as high as its box, whatever is said of its parts, and straight where it ends.
    assert!(near(dot(97, 12), [0, 117, 255]) && near(dot(97, 28), [0, 117, 255]));
    assert!(near(dot(103, 20), [239, 239, 239]) && near(dot(50, 5), [255, 255, 255]));
    assert_eq!([dot(97, 42), dot(103, 42)], [[255, 0, 0], [255, 255, 0]]);
}

#[test]
fn text_behind_an_element_that_shines_through_is_text() {
    let service = Service::start();
    let style = "div{background:#000;color:#fff;font-size:60px;line-height:80px}div::after{content:attr(data-n) \"HHHH\";opacity:.5}";
    let pdf = print(&service, style, "<div data-n=7></div>");
    assert!(pdf.text().contains("7HHHH"));
    let picture = pdf.picture(96);
    assert!([127, 128].iter().any(|&grey| picture.has([grey; 3])));
    // A bar that is painted as a picture behind such a text is no paler for it.
    let style = "p::before{content:'';display:block;height:30px;background:#f00;opacity:.5}b::after{content:'HH';opacity:.3;color:#f00}";
    let picture = print(&service, style, "<p>d</p><b>b</b>").picture(96);
    let pale = [[255, 128, 128], [254, 128, 128]];
    assert!(pale.iter().any(|&colour| picture.has(colour)));
}
