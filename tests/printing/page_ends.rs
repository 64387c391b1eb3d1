//! Where pages end: between which boxes, lines and rows. Positions are those of Chromium.

use crate::support;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{PX, print_html};

/// Pages of twenty lines.
pub fn print(style: &str, body: &str) -> Pdf {
    // What may have more than a page is laid out in the page.
    let long = format!("<!--{}-->", "<br>".repeat(45));
    let html = format!(
        "<!DOCTYPE html><meta charset=utf-8><style>@page{{size:400px 400px;margin:0}}\
         body{{margin:0;font:16px/20px Arial;color:rgb(0 0 0)}}p{{margin:0}}{style}</style>{body}{long}"
    );
    print_html(&Service::start(), &html)
}

/// Paragraphs of one line each.
pub fn lines(name: &str, count: usize) -> String {
    (0..count).map(|at| format!("<p>{name}{at}</p>")).collect()
}

/// One text of so many lines.
pub fn text(name: &str, count: usize) -> String {
    let lines: Vec<String> = (0..count).map(|at| format!("{name}{at}")).collect();
    format!("<p>{}</p>", lines.join("<br>"))
}

/// Cells of a table of so many lines.
pub fn cells(all: &[(&str, usize)]) -> String {
    let cell = |(name, count): &(&str, usize)| {
        let lines: String = (0..*count).map(|at| format!("{name}{at}<br>")).collect();
        format!("<td>{lines}</td>")
    };
    all.iter().map(cell).collect()
}

/// The page of a word, counted from 0, and how far below its top it stands.
#[track_caller]
fn place(pdf: &Pdf, name: &str) -> (usize, f64) {
    for (page, words) in pdf.words().iter().enumerate() {
        if let Some(word) = words.iter().find(|word| word.text == name) {
            return (page, word.top / PX);
        }
    }
    panic!("no {name} in {}", pdf.text());
}

#[track_caller]
pub fn assert_at(pdf: &Pdf, name: &str, page: usize, top: f64) {
    let found = place(pdf, name);
    assert!(
        found.0 == page && (found.1 - top).abs() < 3.0,
        "{name} on page {} at {:.1} px instead of page {page} at {top} px",
        found.0,
        found.1
    );
}

#[test]
fn two_lines_of_a_text_at_least_stand_on_either_side() {
    let pdf = print("", &format!("{}{}", lines("a", 19), text("b", 5)));
    assert_at(&pdf, "b0", 1, 1.0);
    let pdf = print("", &format!("{}{}", lines("a", 16), text("b", 5)));
    assert_at(&pdf, "b2", 0, 361.0);
    assert_at(&pdf, "b3", 1, 1.0);
    // Of three lines the first two stay.
    let pdf = print("", &format!("{}{}", lines("a", 18), text("b", 3)));
    assert_at(&pdf, "b1", 0, 381.0);
    assert_at(&pdf, "b2", 1, 1.0);
}

#[test]
fn the_last_of_a_box_stays_with_its_lower_edge() {
    let pdf = print("body{padding-bottom:30px}", &lines("a", 19));
    assert_at(&pdf, "a17", 0, 341.0);
    assert_at(&pdf, "a18", 1, 1.0);
    let card = format!("{}<div>{}</div><p>after", lines("a", 5), lines("b", 13));
    let pdf = print("div{border:1px solid;padding:20px}", &card);
    assert_at(&pdf, "b12", 1, 1.0);
    assert_at(&pdf, "after", 1, 42.0);
    // Where it cannot be broken, it goes as a whole.
    let row = format!(
        "<p>a</p><div><p>b</p><section>{}</section></div>",
        lines("c", 18)
    );
    let pdf = print("div{display:flex}body{padding-bottom:30px}", &row);
    assert_at(&pdf, "c1", 1, 21.0);
}

#[test]
fn headings_stay_with_what_they_head() {
    let style = "h2{font:16px/20px Arial;margin:0;break-after:avoid}";
    let section = format!(
        "{}<section><h2>head</h2>{}</section><p>after",
        lines("a", 18),
        text("b", 6)
    );
    let pdf = print(style, &section);
    assert_at(&pdf, "a17", 0, 341.0);
    assert_at(&pdf, "head", 1, 1.0);
    let rows: String = (0..5)
        .map(|_| format!("<tr>{}</tr>", cells(&[("b", 2), ("c", 1)])))
        .collect();
    let table = format!(
        "{}<h2>head</h2><table><thead><tr><th>names<th>x</thead><tbody>{rows}</table>",
        lines("a", 17)
    );
    let pdf = print(
        &format!("{style}table{{border-spacing:0}}td,th{{padding:0}}"),
        &table,
    );
    assert_at(&pdf, "head", 1, 1.0);
    assert_at(&pdf, "names", 1, 21.0);
}

const TABLE: &str = "table{width:100%;border-collapse:collapse}\
    td,th{border:1px solid;padding:3px;text-align:left}";

#[test]
fn rows_of_tables_are_broken_between_lines() {
    let first = cells(&[("a", 8), ("b", 5)]);
    let long = cells(&[("c", 14), ("d", 16)]);
    let last = cells(&[("e", 8), ("f", 5)]);
    let pdf = print(
        TABLE,
        &format!("<table><tr>{first}<tr>{long}<tr>{last}</table><p>after"),
    );
    assert_at(&pdf, "c0", 0, 172.0);
    assert_at(&pdf, "d10", 0, 372.0);
    assert_at(&pdf, "c11", 1, 1.0);
    assert_at(&pdf, "d15", 1, 81.0);
    assert_at(&pdf, "e0", 1, 108.0);
    assert_at(&pdf, "after", 1, 272.0);
    // Unless their author keeps them whole.
    let whole = format!("{TABLE}tr{{break-inside:avoid}}");
    let pdf = print(&whole, &format!("<table><tr>{first}<tr>{long}</table>"));
    assert_at(&pdf, "d0", 1, 5.0);
}

#[test]
fn what_goes_on_of_a_row_stands_below_the_head() {
    let rows = [("a", 8), ("c", 14), ("e", 18)];
    let rows: String = rows
        .map(|row| format!("<tr>{}</tr>", cells(&[row, ("x", 2)])))
        .concat();
    let pdf = print(
        TABLE,
        &format!("<table><thead><tr><th>head<th>y</thead><tbody>{rows}</table><p>after"),
    );
    assert_at(&pdf, "c9", 0, 379.0);
    assert_at(&pdf, "c10", 1, 29.0);
    assert_at(&pdf, "e0", 1, 116.0);
    assert_at(&pdf, "e14", 2, 29.0);
    assert_at(&pdf, "after", 2, 112.0);
    assert_eq!(pdf.text().matches("head").count(), 3);
    // A head that is higher than a quarter of the page stands there once.
    let rows: String = (0..20).map(|at| format!("<tr><td>r{at}")).collect();
    let head = cells(&[("head", 6)]);
    let pdf = print(
        TABLE,
        &format!("<table><thead><tr>{head}</thead><tbody>{rows}</table>"),
    );
    assert_eq!(pdf.text().matches("head0").count(), 1);
    assert_at(&pdf, "r10", 1, 5.0);
}

#[test]
fn items_are_broken_each_for_itself() {
    let style = ".f{display:flex;gap:10px}.f>div{border:1px solid;padding:20px;flex:1}";
    let row = format!(
        "{}<div class=f><div>{}</div><div>{}</div></div><p>after",
        lines("a", 13),
        lines("b", 5),
        lines("c", 2)
    );
    let pdf = print(style, &row);
    assert_at(&pdf, "b3", 0, 341.0);
    assert_at(&pdf, "c1", 0, 301.0);
    assert_at(&pdf, "b4", 1, 1.0);
    assert_at(&pdf, "after", 1, 42.0);
}

#[test]
fn a_box_that_would_scroll_is_broken_as_others_are() {
    let rows: String = (0..15).map(|at| format!("<p>b{at}</p>")).collect();
    for overflow in ["overflow-x:auto", "overflow:auto", "overflow-y:scroll"] {
        let pdf = print(
            &format!("div{{{overflow}}}"),
            &format!("{}<div>{rows}</div>", lines("a", 14)),
        );
        assert_at(&pdf, "b5", 0, 381.0);
        assert_at(&pdf, "b6", 1, 1.0);
    }
}

#[test]
fn tables_of_a_single_column_are_broken_anywhere() {
    let inner = |title: &str, rest: String| {
        format!("<tr><td><table><tr><td><b>{title}</b><tr><td>{rest}</table>")
    };
    let pdf = print(
        "table{border-spacing:0;width:100%}td{padding:5px}",
        &format!(
            "{}<table>{}{}</table><p>after",
            lines("a", 5),
            inner("first", lines("b", 12)),
            inner("second", text("c", 14))
        ),
    );
    assert_at(&pdf, "b11", 0, 361.0);
    assert_at(&pdf, "second", 1, 11.0);
    assert_at(&pdf, "c0", 1, 41.0);
    assert_at(&pdf, "after", 1, 331.0);
}

#[test]
fn rows_that_are_moved_are_as_high_as_they_were() {
    let rows: String = (0..20)
        .map(|at| {
            let lines = 2 + at % 2;
            format!("<tr><td>{}<td>b{at}", text(&format!("a{at}-"), lines))
        })
        .collect();
    let pdf = print(
        "table{width:100%}td{vertical-align:top}",
        &format!("<p>above<table>{rows}</table><p>after"),
    );
    assert_at(&pdf, "a14-0", 2, 1.0);
    assert_at(&pdf, "after", 2, 324.0);
}

#[test]
fn edges_that_do_not_fit_below_a_grid_begin_the_next_page() {
    let section = |rows: usize| {
        format!(
            "{}<section><div>{}</div></section><p>after",
            lines("a", 5),
            lines("b", rows)
        )
    };
    let edges = "section{border:1px solid;padding:20px}";
    let pdf = print(&format!("{edges}div{{display:grid}}"), &section(32));
    assert_at(&pdf, "b31", 1, 361.0);
    assert_at(&pdf, "after", 2, 22.0);
    // One that has not been broken goes on to the next page, a column is broken.
    let pdf = print(&format!("{edges}div{{display:grid}}"), &section(13));
    assert_at(&pdf, "b0", 1, 22.0);
    let column = format!("{edges}div{{display:flex;flex-direction:column}}");
    let pdf = print(&column, &section(13));
    assert_at(&pdf, "b12", 1, 1.0);
    assert_at(&pdf, "after", 1, 42.0);
}

#[test]
fn breaks_are_forced_between_rows_and_items() {
    let rows = "<table><tr><td>r0<tr><td>r1<tr class=k><td>next<tr><td>r3</table>";
    let style = ".k{break-before:page}table{border-spacing:0}td{padding:0}div{display:grid}";
    let pdf = print(style, &format!("{}{rows}", lines("a", 7)));
    assert_at(&pdf, "r1", 0, 161.0);
    assert_at(&pdf, "next", 1, 1.0);
    assert_at(&pdf, "r3", 1, 21.0);
    let grid = format!("<div>{}<p class=k>next</p>last</div>", lines("b", 2));
    let pdf = print(style, &format!("{}{grid}", lines("a", 7)));
    assert_at(&pdf, "b1", 0, 161.0);
    assert_at(&pdf, "next", 1, 1.0);
    assert_at(&pdf, "last", 1, 21.0);
}

#[test]
fn boxes_that_are_cells_without_a_row_are_broken_as_rows_are() {
    let style = ".t{display:table;width:100%;padding-top:20px}.t>div{display:table-cell}.k{break-inside:avoid}";
    let body = format!(
        "<div style='height:180px'>top</div><div class=t><div>{}</div><div>{}<div class=k>{}</div></div></div>",
        lines("left", 3),
        lines("right", 7),
        lines("kept", 6)
    );
    let pdf = print(style, &body);
    assert_at(&pdf, "left0", 0, 200.0);
    assert_at(&pdf, "right6", 0, 320.0);
    assert_at(&pdf, "kept0", 1, 0.0);
}

#[test]
fn a_row_stands_at_the_top_of_a_page_whatever_shadows_it_throws() {
    let style = "div{display:grid;grid-template-columns:1fr 1fr}div>p{padding:16px;box-shadow:0 0 50px #00000014}";
    for margin in [0, 10, 25, 30] {
        let body = format!(
            "{}<div style='margin-top:{margin}px'><p>left</p><p>right</p><p>below</p></div>",
            lines("a", 19)
        );
        let pdf = print(style, &body);
        assert_at(&pdf, "left", 1, 17.0);
        assert_at(&pdf, "right", 1, 17.0);
        assert_at(&pdf, "below", 1, 69.0);
    }
}

#[test]
fn columns_of_text_end_with_their_page() {
    // The engine does not tell how high lines are whose height is a number.
    let style = ".c{columns:2;column-gap:0;line-height:1.25}";
    let body = format!("<p>t0</p><div class=c>{}</div>", lines("a", 57));
    let pdf = print(style, &body);
    assert_at(&pdf, "a18", 0, 381.0);
    assert_at(&pdf, "a19", 0, 21.0);
    assert_at(&pdf, "a37", 0, 381.0);
    assert_at(&pdf, "a38", 1, 1.0);
    assert_at(&pdf, "a48", 1, 1.0);
    // A picture that does not fit is in the next column, or on the next page.
    let figure = "<figure style='margin:0;height:100px;break-inside:avoid'>f0</figure>";
    let body = format!(
        "<p>t0</p><div class=c>{}{figure}{}{figure}{}</div>",
        lines("a", 16),
        lines("b", 12),
        lines("c", 10)
    )
    .replacen("f0", "g0", 1);
    let pdf = print(style, &body);
    assert_at(&pdf, "g0", 0, 21.0);
    assert_at(&pdf, "b11", 0, 341.0);
    assert_at(&pdf, "f0", 1, 1.0);
    assert_at(&pdf, "c0", 1, 101.0);
}

#[test]
fn what_the_height_of_columns_does_not_hold_stands_beside_them() {
    let style = ".c{columns:2;column-gap:0;column-fill:auto;width:200px;height:100px}";
    let body = format!("<div class=c>{}</div><p>t0</p>", lines("a", 13));
    let pdf = print(style, &body);
    assert_at(&pdf, "a9", 0, 81.0);
    assert_at(&pdf, "a10", 0, 1.0);
    assert_at(&pdf, "a12", 0, 41.0);
    assert_at(&pdf, "t0", 0, 101.0);
}

#[test]
fn all_of_a_box_that_stays_whole_must_fit() {
    let style = "h2{font-size:16px;margin:0;break-after:avoid}.w{break-inside:avoid;height:100px}\
        .g{display:grid;grid-template-columns:1fr 1fr}";
    let first = lines("a", 15);
    let body = format!("{first}<h2>b0</h2><div class=w>c0</div>");
    let pdf = print(style, &body);
    assert_at(&pdf, "b0", 1, 1.0);
    assert_at(&pdf, "c0", 1, 21.0);
    let body = format!(
        "{first}<section><h2>b0</h2><div class=g><div class=w>c0</div><div class=w>d0</div></div></section>"
    );
    let pdf = print(style, &body);
    assert_at(&pdf, "b0", 1, 1.0);
    assert_at(&pdf, "d0", 1, 21.0);
}

#[test]
fn a_text_that_keeps_its_lines_goes_on_without_an_empty_one() {
    let code: Vec<String> = (0..21).map(|at| format!("b{at}")).collect();
    let style = "pre{margin:0;font:16px/20px Arial;white-space:pre-wrap}";
    let pdf = print(style, &format!("<pre>{}</pre>", code.join("\n")));
    assert_at(&pdf, "b18", 0, 361.0);
    assert_at(&pdf, "b19", 1, 1.0);
    assert_at(&pdf, "b20", 1, 21.0);
}

#[test]
fn what_is_empty_in_a_box_that_stays_whole_is_not_cut() {
    let style = "h2{font-size:16px;margin:0;break-after:avoid}.w{break-inside:avoid}.e{height:60px}\
        .g{display:grid;grid-template-columns:1fr 1fr}";
    let card = |name: &str| format!("<div class=w><div class=e></div>{name}</div>");
    let body = format!(
        "{}<section><h2>b0</h2><div class=g>{}{}</div></section>",
        lines("a", 17),
        card("c0"),
        card("d0")
    );
    let pdf = print(style, &body);
    assert_at(&pdf, "b0", 1, 1.0);
    assert_at(&pdf, "d0", 1, 81.0);
}

#[test]
fn what_is_empty_does_not_begin_a_page() {
    // The margin of the heading is what ends with the page, and not what is before it.
    let body = format!(
        "{}<ol style='margin:0'></ol><h2 style='margin:30px 0 0;font-size:16px;break-after:avoid'>head</h2>\
         <p>beside</p><p>under</p>",
        lines("a", 17)
    );
    let pdf = print("", &body);
    assert_at(&pdf, "a16", 0, 321.0);
    assert_at(&pdf, "head", 1, 1.0);
    assert_at(&pdf, "beside", 1, 21.0);
    // But a break before it holds.
    let body = format!(
        "{}<div style='break-before:page'></div><p>next</p>",
        lines("a", 5)
    );
    assert_at(&print("", &body), "next", 1, 1.0);
}

#[test]
fn columns_of_justified_text_fill_the_page_on_which_they_begin() {
    let words: Vec<String> = (0..400).map(|at| format!("a{at}")).collect();
    let body = format!("{}<div class=c><p>{}</div>", lines("h", 5), words.join(" "));
    let pdf = print(".c{columns:2;column-gap:20px;text-align:justify}", &body);
    assert_eq!(place(&pdf, "a0").0, 0);
    // The last line of the second column is full.
    let first = &pdf.words()[0];
    let last = first.iter().map(|word| word.top).fold(0.0, f64::max);
    let ends = first.iter().filter(|word| last - word.top < 1.0);
    let end = ends.map(|word| word.right).fold(0.0, f64::max);
    assert!((end / PX - 400.0).abs() < 1.0, "{}", end / PX);
}

#[test]
fn columns_that_float_and_are_higher_than_a_page_begin_where_they_stand() {
    let section = |name: &str| {
        format!(
            "<div class=s><h4>{name}</h4><div class=r><div class=f>{}</div></div></div>",
            lines(name, 5)
        )
    };
    let left: String = ["a", "b", "c", "d"].map(section).concat();
    let body = format!(
        "<p>title</p><p>of two</p><div class=c>{left}</div><div class=c>{}</div>",
        lines("e", 22)
    );
    // Each section reaches into the one below.
    let style = "h4{margin:0;break-after:avoid}.c{float:left;width:200px}\
        .s{padding-bottom:10px;margin-bottom:-10px}.f{float:left;width:90%}\
        .r:after{content:'';display:table;clear:both}";
    let pdf = print(style, &body);
    assert_eq!(place(&pdf, "a0").0, 0);
    assert_eq!(place(&pdf, "e0"), (0, place(&pdf, "a").1));
}
