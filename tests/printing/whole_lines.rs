//! How high lines are: to the fraction of a pixel, and on a page with all of their height.

use crate::support;

use support::pdf::line;
use support::service::Service;

use super::page_ends::{assert_at, print};
use super::styled::{self, assert_at as assert_near, below};

#[test]
fn a_text_is_as_high_as_its_lines_are_together() {
    let service = Service::start();
    let style = "@page{size:400px 2000px;margin:0}p{margin:0;font-size:11px;line-height:1.62}";
    let lines = "line<br>".repeat(99);
    let body = format!("<p>first<br>{lines}</p><p>second</p>");
    let pdf = styled::print(&service, style, &body);
    // The engine has 213 of 213.84 dots for each.
    assert_near(below(&pdf, "second", "first"), 1782.0);
}

#[test]
fn a_row_is_as_high_as_its_line_to_the_nearest_dot() {
    let service = Service::start();
    let style = "@page{size:400px 2000px;margin:0}table{border-spacing:0;font-size:11px;line-height:1.62}\
        td{padding:0}";
    let rows = "<tr><td>row".repeat(99);
    let body = format!("<table><tr><td>first{rows}<tr><td>last</table>");
    let pdf = styled::print(&service, style, &body);
    styled::assert_near(below(&pdf, "last", "first"), 1782.0, 2.0);
}

/// Texts of lines with much room between them, of which 13 fit on a page of 400 pixels.
fn spaced(above: u32) -> String {
    let lines: Vec<String> = (0..30).map(|at| format!("b{at}")).collect();
    format!(
        "<div style='height:{above}px'></div><p style='font-size:10px;line-height:30px'>{}</p>",
        lines.join("<br>")
    )
}

#[test]
fn a_page_begins_with_the_room_above_its_first_line() {
    let pdf = print("", &spaced(0));
    assert_at(&pdf, "b12", 0, 369.0);
    assert_at(&pdf, "b13", 1, 9.0);
    assert_at(&pdf, "b26", 2, 9.0);
}

#[test]
fn a_line_of_which_only_the_room_below_is_too_much_begins_a_page() {
    // Its letters end before the page does, at 395 pixels.
    let pdf = print("", &spaced(15));
    assert_at(&pdf, "b11", 0, 354.0);
    assert_at(&pdf, "b12", 1, 9.0);
}

#[test]
fn the_last_line_of_a_page_is_as_wide_as_the_others_of_its_text() {
    // Of four lines for which three have room, two stand on either side.
    let above = "<p>above</p>".repeat(17);
    let wide = "m".repeat(13);
    let lines: String = (0..4)
        .map(|at| format!("c{at} {wide} {wide} d{at} "))
        .collect();
    let text = format!("<p style='text-align:justify'>{lines}</p>");
    let pdf = print("", &format!("{above}{text}"));
    assert_at(&pdf, "c2", 1, 1.0);
    let left = |name: &str| pdf.word(name).0 / styled::PX;
    styled::assert_near(left("d1") - left("d0"), 0.0, 0.5);
}

#[test]
fn what_is_left_over_of_lines_is_not_lost_to_boxes_between_them() {
    let service = Service::start();
    let style = "@page{size:400px 2000px;margin:0}p{margin:0;font-size:11px;line-height:1.62}\
        b{float:right;font-size:6px;line-height:1.3}";
    // Each box has a place in memory that another one has had before.
    let lines = "line <b>one<br>two</b><br>".repeat(99);
    let body = format!("<p>first<br>{lines}</p><p>second</p>");
    let pdf = styled::print(&service, style, &body);
    assert_near(below(&pdf, "second", "first"), 1782.0);
}

#[test]
fn letters_that_are_higher_than_their_line_begin_a_page_where_the_line_does() {
    let style = "h1{margin:0;font-size:40px;line-height:1}.s{height:400px}";
    let body: String = (0..3)
        .map(|n| format!("<div class=s style='break-after:page'><h1>H{n}</h1><p>a{n}</p></div>"))
        .collect();
    let pdf = print(style, &body);
    // Boxes as high as the page stay on it, and nothing is on two pages.
    let texts: Vec<String> = pdf.words().iter().map(|words| line(words)).collect();
    assert_eq!(texts, ["H0 a0", "H1 a1", "H2 a2"]);
    assert_at(&pdf, "H1", 1, -3.0);
    assert_at(&pdf, "a1", 1, 41.0);
    assert_at(&pdf, "H2", 2, -3.0);
    // Nor do they fit less than it does.
    let text: Vec<String> = (0..30).map(|at| format!("b{at}")).collect();
    let text = format!(
        "<p style='font-size:20px;line-height:16px'>{}</p>",
        text.join("<br>")
    );
    let pdf = print("", &text);
    let texts: Vec<usize> = pdf.words().iter().map(Vec::len).collect();
    assert_eq!(texts, [25, 5]);
}

#[test]
fn a_line_beside_rows_is_whole_on_small_pages() {
    // A few rows fill such a page, and each line stands on one side of its end.
    let style = "@page{size:105mm 148mm;margin:8mm}table{width:100%;border-collapse:collapse}\
        td{border:1px solid #000;padding:5px;vertical-align:middle}";
    let rows: String = (1..=6)
        .map(|n| format!("<tr><td rowspan=3>G{n}<td>one{n}<tr><td>two{n}<tr><td>three{n}"))
        .collect();
    let html = format!("<!DOCTYPE html><style>{style}</style><table>{rows}</table>");
    let pdf = styled::print_html(&Service::start(), &html);
    let texts: Vec<String> = pdf.words().iter().map(|words| line(words)).collect();
    assert!(texts[0].ends_with("G6 one6"), "{texts:?}");
    assert_eq!(texts[1], "two6 three6");
}
