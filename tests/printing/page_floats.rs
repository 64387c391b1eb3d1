//! Where pages end beside floats, and in boxes that are higher than their contents. Positions are those of Chromium.

use crate::support;

use support::service::Service;

use super::page_ends::{assert_at, lines, print};
use super::styled::{PX, print_html};

/// Two columns, each a float, in a row that ends below both.
const ROW: &str = ".f{float:left;width:170px}.row:after{content:'';display:table;clear:both}";

fn row(left: &str, right: &str) -> String {
    format!("<div class=row><div class=f>{left}</div><div class=f>{right}</div></div>")
}

/// Lines of one text.
fn broken(name: &str, count: usize) -> String {
    let lines: Vec<String> = (0..count).map(|at| format!("{name}{at}")).collect();
    lines.join("<br>")
}

#[test]
fn floats_beside_each_other_are_broken_each_for_itself() {
    let body = format!(
        "<div style='height:300px'></div>{}<p>after</p>",
        row(&broken("left", 6), &broken("right", 3))
    );
    let pdf = print(ROW, &body);
    // Two lines stand on either side.
    assert_at(&pdf, "left3", 0, 362.0);
    assert_at(&pdf, "left4", 1, 2.0);
    assert_at(&pdf, "right2", 0, 342.0);
    assert_at(&pdf, "after", 1, 42.0);
}

#[test]
fn floats_of_which_no_line_fits_begin_the_next_page() {
    let label = "<div class=label>Name<br>Street</div>";
    let style = ".label{float:left;width:150px;height:128px;margin:0 2px 2px 0;padding:15px;\
                 -webkit-box-sizing:border-box;box-sizing:border-box}";
    let body: String = (0..8)
        .map(|at| label.replace("Name", &format!("name{at}")))
        .collect();
    let pdf = print(style, &body);
    assert_at(&pdf, "name5", 0, 277.0);
    // Their padding is whole at the top.
    assert_at(&pdf, "name6", 1, 17.0);
    assert_at(&pdf, "name7", 1, 17.0);
}

#[test]
fn what_is_empty_in_floats_is_cut() {
    let tile =
        |at: usize| format!("<div class=f><div style='height:80px'></div><p>tile{at}</p></div>");
    let body = format!(
        "<div style='height:350px'></div><div class=row>{}{}</div>",
        tile(0),
        tile(1)
    );
    let pdf = print(ROW, &body);
    assert_at(&pdf, "tile0", 1, 32.0);
    assert_at(&pdf, "tile1", 1, 32.0);
}

#[test]
fn a_text_beside_a_float_stands_beside_it_on_the_next_page() {
    let body = format!(
        "{}<h2 style='font:16px/20px Arial;margin:0;page-break-after:avoid'>head</h2>\
         <div style='float:left;width:80px;height:50px'></div>{}",
        lines("line", 19),
        "<p>first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth</p>"
    );
    let pdf = print("", &body);
    assert_at(&pdf, "head", 1, 2.0);
    assert_at(&pdf, "first", 1, 22.0);
    let words = pdf.words();
    let first = words[1].iter().find(|word| word.text == "first").unwrap();
    assert!(first.left > 70.0 * PX, "{}", first.left);
}

#[test]
fn the_lower_edges_of_a_box_that_is_higher_than_its_contents_stay_whole() {
    for size in ["min-height", "height"] {
        let style = format!(
            ".box{{{size}:160px;padding-bottom:40px;-webkit-box-sizing:border-box;box-sizing:border-box}}"
        );
        let body =
            "<div style='height:260px'></div><div class=box><p>in</p></div><p>after</p>".to_owned();
        let pdf = print(&style, &body);
        assert_at(&pdf, "in", 0, 262.0);
        assert_at(&pdf, "after", 1, 42.0);
    }
}

#[test]
fn a_box_stays_with_the_edges_around_it_that_do_not_fit() {
    let style = ".around{padding-bottom:32px}.high{height:200px}";
    let body = "<p>head</p><div style='height:150px'></div>\
                <div class=around><div class=high>in</div></div><p>after</p>";
    let pdf = print(style, body);
    assert_at(&pdf, "in", 1, 2.0);
    assert_at(&pdf, "after", 1, 234.0);
}

#[test]
fn as_many_lines_stand_on_either_side_as_are_asked_for() {
    let body = format!("{}<p>{}</p>", lines("line", 17), broken("text", 4));
    // Of four lines three stand before the end, and so one behind it.
    let pdf = print("p{orphans:3;widows:3}", &body);
    assert_at(&pdf, "text2", 0, 382.0);
    assert_at(&pdf, "text3", 1, 2.0);
    let body = format!("{}<p>{}</p>", lines("line", 18), broken("text", 7));
    let pdf = print("p{orphans:3;widows:3}", &body);
    assert_at(&pdf, "text0", 1, 2.0);
}

#[test]
fn a_table_whose_first_row_is_moved_takes_its_upper_edge_along() {
    let style = "table{border-collapse:collapse;width:100%}\
                 td{border:12px solid;padding:0;page-break-inside:avoid}tr{page-break-inside:avoid}";
    let body = format!(
        "<div style='height:330px'></div><table><tr><td>{}</td></tr><tr><td>next</td></tr></table>",
        broken("cell", 5)
    );
    let pdf = print(style, &body);
    assert_at(&pdf, "cell0", 1, 14.0);
    assert_at(&pdf, "next", 1, 126.0);
}

#[test]
fn rows_of_one_cell_stand_as_far_apart_in_quirks_mode() {
    let rows: String = (0..10)
        .map(|at| format!("<tr><td>row{at}</td></tr>"))
        .collect();
    let html = format!(
        "<style>@page{{size:400px 400px;margin:0}}body{{margin:0}}td{{font:16px/20px Arial}}</style>\
         <table cellspacing=8 cellpadding=0>{rows}</table><div style='height:300px'></div><!--{}-->",
        "<br>".repeat(45)
    );
    let pdf = print_html(&Service::start(), &html);
    assert_at(&pdf, "row0", 0, 10.0);
    assert_at(&pdf, "row9", 0, 262.0);
}

#[test]
fn tables_in_cells_go_on_over_the_end_of_a_page() {
    let body = format!(
        "<table><tr><td>side</td><td><p>intro</p><table><tr><td>left</td><td>{}</td></tr><tr><td>right</td>\
         <td>{}</td></tr></table></td></tr><tr><td>foot</td></tr></table>",
        broken("in", 12),
        broken("on", 9)
    );
    let style =
        "table{width:100%;border-spacing:0}td{padding:0;vertical-align:top}p{margin:14px 0}";
    let pdf = print(style, &body);
    // The margin above what begins a cell is there.
    assert_at(&pdf, "intro", 0, 16.0);
    assert_at(&pdf, "on4", 0, 370.0);
    assert_at(&pdf, "on5", 1, 2.0);
    assert_at(&pdf, "foot", 1, 82.0);
    let words = pdf.words();
    let left = |page: usize, text: &str| words[page].iter().find(|w| w.text == text).unwrap().left;
    assert!((left(0, "on4") - left(1, "on5")).abs() < 1.0);
}

#[test]
fn paragraphs_in_a_part_of_a_line_are_blocks_where_pages_end() {
    let body = format!(
        "<table><tr><td><font face=Arial><p>first</p><p>{}</p></font></td><td>side</td></tr></table>",
        broken("line", 24)
    );
    let style =
        "table{width:100%;border-spacing:0}td{padding:0}p{margin:0}p+p{page-break-before:avoid}";
    let pdf = print(
        &format!("{style}.k{{height:360px}}"),
        &format!("<div class=k></div>{body}"),
    );
    // Neither a single line stays, nor what would stay with it.
    assert_at(&pdf, "first", 1, 2.0);
    assert_at(&pdf, "line0", 1, 22.0);
}
