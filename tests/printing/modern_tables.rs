//! Columns of tables, as browsers size them.

use crate::support;

use support::service::Service;

use super::styled::{assert_near, left, print};

/// To the engine it is the column that is so wide.
#[test]
fn widths_of_cells_in_fixed_tables_are_those_of_their_contents() {
    let service = Service::start();
    let style = "table{table-layout:fixed;width:600px;border-spacing:0}td{padding:0 10px;border:0}";
    let at = |own: &str, cells: &str| {
        let body = format!("<table><tr>{cells}</table>");
        let pdf = print(&service, &format!("{style}{own}"), &body);
        (left(&pdf, "two"), left(&pdf, "three"))
    };
    let shares = "<td style='width:20%'>one<td style='width:100px'>two<td>three";
    let (two, three) = at("", shares);
    assert_near(two, 150.0, 1.0);
    assert_near(three, 270.0, 1.0);
    let (two, three) = at("*{box-sizing:border-box}", shares);
    assert_near(two, 130.0, 1.0);
    assert_near(three, 230.0, 1.0);
    // All of them give way where there is no room for what is around them.
    let whole = "<td width='20%'>one<td width='30%'>two<td width='50%'>three";
    let (two, three) = at("", whole);
    assert_near(two, 140.0 * 600.0 / 660.0 + 10.0, 1.0);
    assert_near(three, 340.0 * 600.0 / 660.0 + 10.0, 1.0);
}

/// The engine shares by what columns would like, and gives short ones next to nothing.
#[test]
fn columns_have_what_they_need_and_a_part_of_what_they_would_like() {
    let service = Service::start();
    let style = "table{width:600px;border-spacing:0}td{padding:0}";
    let long = "word ".repeat(60);
    let body = format!("<table><tr><td>one two<td>three four five<td>rest {long}</table>");
    let pdf = print(&service, style, &body);
    // As Chromium has them.
    assert_near(left(&pdf, "three"), 32.8, 1.5);
    assert_near(left(&pdf, "rest"), 82.0, 2.0);
}
