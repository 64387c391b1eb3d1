//! What begins a page: where it stands there, and what it leaves on the page before. Positions are
//! those of Chromium.

use crate::support;

use super::page_ends::{assert_at, lines, print, text};

#[test]
fn what_begins_with_the_margin_of_what_is_in_it_begins_the_next_page() {
    let style = "h2{margin:30px 0 10px;font:16px/20px Arial}";
    let section = format!("<section><h2>H0</h2>{}</section>", lines("b", 5));
    let pdf = print(style, &format!("{}{section}", lines("a", 18)));
    assert_at(&pdf, "H0", 1, 1.0);
    assert_at(&pdf, "b0", 1, 31.0);
    // So it does behind something that has no text, and with more lines.
    let section = format!(
        "<section><h2>H0<br>H1<br>H2</h2>{}</section>",
        lines("b", 5)
    );
    let pdf = print(
        "h2{margin:15px 0 10px;font:16px/20px Arial}div{height:15px}",
        &format!("{}<div></div>{section}", lines("a", 18)),
    );
    assert_at(&pdf, "H0", 1, 1.0);
    assert_at(&pdf, "H1", 1, 21.0);
    // Its box begins there as well.
    let pdf = print(
        "h2{margin:30px 0 10px;padding:8px 0;font:16px/20px Arial}",
        &format!(
            "{}<section><h2>H0</h2>{}</section>",
            lines("a", 18),
            lines("b", 5)
        ),
    );
    assert_at(&pdf, "H0", 1, 9.0);
    assert_at(&pdf, "b0", 1, 47.0);
    // And so does one in several boxes, whether the page ends within its line or its margin.
    for above in [10, 34] {
        let body = format!(
            "{}<div style='height:{above}px'></div><div><div><p style='margin-top:12px'>head</p></div></div>",
            lines("a", 18)
        );
        let pdf = print("p{margin:0}", &body);
        assert_at(&pdf, "a17", 0, 341.0);
        assert_at(&pdf, "head", 1, 1.0);
    }
}

#[test]
fn columns_end_with_their_page_where_breaks_before_them_move_them() {
    let style = ".c{columns:2;column-gap:0}h2{margin:0;font:16px/20px Arial;break-before:page}";
    let body = format!(
        "{}<h2>H0</h2><div class=c>{}</div>",
        lines("a", 5),
        lines("b", 60)
    );
    let pdf = print(style, &body);
    assert_at(&pdf, "b18", 1, 381.0);
    assert_at(&pdf, "b19", 1, 21.0);
    assert_at(&pdf, "b37", 1, 381.0);
    assert_at(&pdf, "b38", 2, 1.0);
}

#[test]
fn cells_end_on_a_page_without_the_margin_of_what_they_end_with() {
    let style = ".t{display:table}.c{display:table-cell;padding:0 9px}h4{margin:5px 0 20px;font:16px/20px Arial}";
    let body = format!(
        "{}<div class=t><div class=c>I0</div><div class=c><h4>H0</h4><div>{}</div></div></div>",
        lines("a", 18),
        text("b", 2)
    );
    let pdf = print(style, &body);
    assert_at(&pdf, "H0", 0, 366.0);
    assert_at(&pdf, "b0", 1, 1.0);
    assert_at(&pdf, "b1", 1, 21.0);
}

#[test]
fn boxes_that_clip_keep_the_margins_in_them_behind_a_forced_break() {
    let style = ".o{overflow:hidden;break-before:page}.s{height:400px;overflow:hidden;position:relative}\
        .s+.s{break-before:page}h2{margin:20px 0;font:16px/20px Arial}";
    let pdf = print(
        style,
        "<p>a<div class=o><h2>H0</h2></div><div class=o><div><h2>H1</h2></div></div>",
    );
    assert_at(&pdf, "H0", 1, 21.0);
    assert_at(&pdf, "H1", 2, 21.0);
    // As high as the page, they fill it and no more.
    let pdf = print(
        style,
        "<div class=s><h2>H0</h2></div><div class=s><h2>H1</h2></div><div class=s><h2>H2</h2></div>",
    );
    assert_at(&pdf, "H1", 1, 21.0);
    assert_at(&pdf, "H2", 2, 21.0);
    assert_eq!(pdf.pages(), 3);
}

#[test]
fn a_picture_higher_than_a_page_begins_one() {
    let picture = "<img style='display:block;width:40px;height:900px' src='data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'>";
    let pdf = print("", &format!("{}{picture}<p>below", lines("a", 3)));
    assert_at(&pdf, "a2", 0, 41.0);
    assert_at(&pdf, "below", 3, 101.0);
}

#[test]
fn a_few_high_boxes_end_their_pages_as_many_low_ones_do() {
    let page = |style: &str, body: &str| {
        super::styled::print_html(
            &support::service::Service::start(),
            &format!(
                "<!DOCTYPE html><meta charset=utf-8><style>@page{{size:400px 400px;margin:0}}\
                 body{{margin:0;font:16px/20px Arial}}p{{margin:0}}{style}</style>{body}"
            ),
        )
    };
    let text = "<p>head</p><h3 style='margin:0;page-break-after:avoid'>sub</h3>";
    let pdf = page(
        "",
        &format!("<div style='height:350px'></div>{text}<p>b0<br>b1<br>b2"),
    );
    assert_at(&pdf, "head", 0, 351.0);
    assert_at(&pdf, "sub", 1, 1.0);
}

#[test]
fn the_first_item_of_a_column_keeps_the_margin_in_it_at_the_top_of_a_page() {
    let style = ".c{display:flex;flex-direction:column}h2{margin:30px 0 10px;font:16px/20px Arial}";
    let page = |name: &str| {
        format!("<div class=c><header><h2>{name}</h2></header><main>{name}text</main></div>")
    };
    let body = format!(
        "{}<div style='break-before:page'>{}</div>",
        page("H0"),
        page("H1")
    );
    let pdf = print(style, &body);
    assert_at(&pdf, "H0", 0, 31.0);
    assert_at(&pdf, "H0text", 0, 61.0);
    assert_at(&pdf, "H1", 1, 31.0);
    assert_at(&pdf, "H1text", 1, 61.0);
    // So does an item behind a break; what is between items is dropped there.
    let item = |name: &str| format!("<div class=p><h2>{name}</h2><p>{name}text</p></div>");
    let items: String = ["H2", "H3", "H4"].iter().map(|name| item(name)).collect();
    for gap in ["", "gap:12px"] {
        let style = format!("{style}.c{{{gap}}}.p{{break-after:page}}");
        let pdf = print(&style, &format!("<div class=c>{items}</div>"));
        assert_at(&pdf, "H2", 0, 31.0);
        assert_at(&pdf, "H3", 1, 31.0);
        assert_at(&pdf, "H4text", 2, 61.0);
    }
}

#[test]
fn columns_as_high_as_the_page_leave_no_page_empty() {
    for height in ["height:277mm", "min-height:277mm"] {
        let style = format!(
            "@page{{size:A4;margin:10mm}}h2{{margin:0;font:16px/20px Arial}}\
             .c{{{height};display:flex;flex-direction:column;break-after:page}}"
        );
        let body: String = (0..3)
            .map(|n| format!("<section class=c><h2>S{n}</h2><p>text</p></section>"))
            .collect();
        assert_eq!(print(&style, &body).pages(), 3, "{height}");
    }
}
