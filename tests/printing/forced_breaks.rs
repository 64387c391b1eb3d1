//! What begins a page behind a forced break, where Chromium has it.

use crate::support;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{PX, print_html};

fn print(service: &Service, style: &str, body: &str) -> Pdf {
    let html = format!(
        "<!DOCTYPE html><style>@page{{size:A5;margin:10mm}}body{{margin:0;font:16px/20px Arial}}\
         .f{{display:flex}}h2{{font:bold 20px/24px Arial;margin:30px 0 12px}}{style}</style>\
         <div class=f>x</div>{body}"
    );
    print_html(service, &html)
}

#[track_caller]
fn assert_top(pdf: &Pdf, page: usize, word: &str, pixels: f64) {
    let top = pdf.word_on(page, word).top / PX;
    assert!(
        (top - pixels).abs() < 0.8,
        "{word} on page {page}: {top:.1} px instead of {pixels} px"
    );
}

#[test]
fn margins_behind_a_break_are_kept() {
    let service = Service::start();
    let text = "<h2>one</h2><p>text</p>";
    let pdf = print(&service, "h2{page-break-before:always}", &text.repeat(2));
    assert_eq!(pdf.pages(), 3);
    for page in [2, 3] {
        assert_top(&pdf, page, "one", 68.9);
        assert_top(&pdf, page, "text", 108.5);
    }
    let body =
        format!("<div class=p>{text}</div><div class=p>{text}</div><section><p>three</section>");
    let pdf = print(&service, ".p{page-break-after:always}", &body);
    assert_eq!(pdf.pages(), 3);
    assert_top(&pdf, 2, "one", 68.9);
    assert_top(&pdf, 3, "three", 54.5);
}

#[test]
fn margins_of_boxes_behind_a_break_are_outside_of_them() {
    let style = "*{box-sizing:border-box}.p{break-before:page;margin-top:25px;background:#def}";
    let body = "<div class=p style=height:300px><h2>one</h2></div><div class=p><h2>two</h2></div>\
        <div class=p style='border:1px solid red'><h2>three</h2></div>";
    let pdf = print(&Service::start(), style, body);
    assert_eq!(pdf.pages(), 4);
    assert_top(&pdf, 2, "one", 68.9);
    assert_top(&pdf, 3, "two", 68.9);
    assert_top(&pdf, 4, "three", 94.9);
    // The box of the second begins where its heading does.
    let picture = pdf.picture_of(3, 96);
    let blue = |y: usize| picture.dots()[y * 559 + 300] == [0xdd, 0xee, 0xff];
    assert!(!blue(60) && blue(72));
}

#[test]
fn margins_of_rows_tables_and_lists_behind_a_break_are_kept() {
    let style = ".p{break-before:page;display:flex;margin-top:25px}\
        table{break-before:page;margin-top:40px}ul{break-before:page}";
    let body = "<div class=p><h2>one</h2></div><table><tr><td>cell</table><ul><li>item</ul>";
    let pdf = print(&Service::start(), style, body);
    assert_eq!(pdf.pages(), 4);
    assert_top(&pdf, 2, "one", 93.9);
    assert_top(&pdf, 3, "cell", 81.5);
    assert_top(&pdf, 4, "item", 54.5);
}

/// Nothing but a break stands before it.
#[test]
fn a_heading_behind_an_empty_box_that_begins_a_page_keeps_its_margin() {
    let service = Service::start();
    let body = "<p>first<div class=b></div><h2>second</h2><p>text<p class=b></p><h2>third</h2>";
    let pdf = print(&service, ".b{break-before:page}", body);
    assert_eq!(pdf.pages(), 3);
    assert_top(&pdf, 2, "second", 68.9);
    assert_top(&pdf, 3, "third", 68.9);
}

/// Pages of 400 pixels, with nothing else in them that is to be laid out.
fn print_plain(body: &str) -> Pdf {
    let html = format!(
        "<!DOCTYPE html><style>@page{{size:400px 400px;margin:0}}body{{margin:0;font:16px/20px Arial}}\
         p{{margin:0}}td{{padding:0}}h2{{font:16px/20px Arial;margin:30px 0 0}}</style><p>first</p>{body}"
    );
    print_html(&Service::start(), &html)
}

#[test]
fn pages_end_where_they_do_below_a_margin_that_is_kept() {
    let lines: String = (0..19).map(|at| format!("<p>b{at}</p>")).collect();
    let pdf = print_plain(&format!(
        "<div style='page-break-before:always'><h2>two</h2>{lines}</div>"
    ));
    assert_eq!(pdf.pages(), 3);
    assert_top(&pdf, 2, "two", 30.5);
    assert_top(&pdf, 3, "b17", 0.5);
}

#[test]
fn a_row_begins_a_page_behind_what_has_begun_one() {
    let pdf = print_plain(
        "<h2 style='page-break-before:always'>two</h2>\
         <table><tr><td>one<tr style='page-break-before:always'><td>three</table>",
    );
    assert_eq!(pdf.pages(), 3);
    assert_top(&pdf, 2, "one", 52.5);
    assert_top(&pdf, 3, "three", 0.5);
}
