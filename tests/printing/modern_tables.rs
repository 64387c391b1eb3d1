//! Columns of tables, as browsers size them.

use crate::support;

use support::child::{self, Start as _};
use support::service::Service;

use super::styled::{PX, assert_at, assert_near, below, left, print, top};

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

#[test]
fn widths_of_cells_in_fixed_tables_of_other_elements_are_those_of_their_contents() {
    let service = Service::start();
    let style = ".t{display:table;table-layout:fixed;width:600px}\
        .t i{display:table-cell;width:64px;padding:0 10px;border:1px solid}.t b{display:table-cell}";
    for (open, close) in [("", ""), ("<u style='display:table-row'>", "</u>")] {
        let body = format!(
            "<div class=t>{open}<i>one</i><b>two</b>{close}</div><div style='display:flex'>x</div>"
        );
        assert_near(left(&print(&service, style, &body), "two"), 86.0, 1.0);
    }
}

/// The engine cannot tell which rows of a table those are that scripts put into no section.
#[test]
fn rows_that_stand_in_no_section_are_laid_out() {
    let service = Service::start();
    let script = "var t=document.getElementsByTagName('table')[0];['one','two'].forEach(function(text){\
        var r=t.appendChild(document.createElement('tr'));r.innerHTML='<td>'+text+'<td>with many words that go on and on \
        until they are wider than all of the page, at which they go on in a line of their own';})";
    let body = format!(
        "<table></table><div style='display:flex'><i>item</i></div><script>{script}</script>"
    );
    let pdf = print(&service, "", &body);
    assert!(below(&pdf, "item", "two") > 20.0);
    assert_near(left(&pdf, "two"), left(&pdf, "one"), 0.5);
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

/// Whether the layout helper was at work in a document, which is told to those who look for faults.
fn is_laid_out(style: &str, table: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let html = format!("<!DOCTYPE html><meta charset=utf-8><style>{style}</style>{table}");
    std::fs::write(&page, html).unwrap();
    let output = child::command(env!("CARGO_BIN_EXE_html2pdf"))
        .env("HTML2PDF_LOG", "debug")
        .args(["render", page.to_str().unwrap(), "-o"])
        .arg(folder.path().join("page.pdf"))
        .run();
    let log = String::from_utf8_lossy(&output.stderr);
    let told = log.lines().find(|line| line.contains("the engine ended"));
    let told = told.unwrap_or_else(|| panic!("{log}"));
    assert!(told.contains(" 0 {"), "{told}");
    !told.contains(" 0 {}")
}

/// Reading it takes a quarter of what an invoice takes.
#[test]
fn tables_without_broken_lines_need_no_helper() {
    let style =
        "table{width:600px}.small{display:block}.badge{display:inline-block}svg{width:40px}";
    let long = "a cell that is longer than thirty-six letters are";
    let table = |cell: &str| format!("<table><tr><td>{cell}<td>1<td>2</table>");
    for cell in [
        &format!("{long}<span class=small>and a line of its own</span>"),
        &format!("<p>{long}<p>and another one<div>x</div> y"),
        &format!("{long}<br>and <b>one</b> behind <i>it<br>and</i> one more"),
        &format!("<svg viewBox='0 0 9 9' width=40 height=40></svg> {long}"),
        &format!("<span class=badge>a<br>b c</span> {long}"),
        &format!("<table><tr><td>{long}<tr><td>below it</table>"),
    ] {
        assert!(!is_laid_out(style, &table(cell)), "{cell}");
    }
    let words = "word ".repeat(60);
    for cell in [
        &words,
        &format!("<b>{words}</b>"),
        &format!("<span class=small>{long} x</span> {words}"),
        &format!("<b>{}</b> {}", "one ".repeat(24), "two ".repeat(24)),
        &"<span class=badge>one badge</span> ".repeat(20),
    ] {
        assert!(is_laid_out(style, &table(cell)), "{cell}");
    }
    let rtl = format!("<table dir=rtl><tr><td>{words}<td>1</table>");
    assert!(is_laid_out(style, &rtl));
}

#[test]
fn fixed_tables_need_the_helper_where_cells_say_how_wide_they_are() {
    let style = "table{table-layout:fixed;width:600px}td{padding:4px}";
    let narrow = format!("{style}.n{{width:50px}}");
    assert!(!is_laid_out(style, "<table><tr><td class=n>1<td>2</table>"));
    assert!(is_laid_out(
        &narrow,
        "<table><tr><td class=n>1<td>2</table>"
    ));
    assert!(is_laid_out(style, "<table><tr><td width=50>1<td>2</table>"));
    assert!(is_laid_out(
        style,
        "<table><tr><td style='width:9%'>1<td>2</table>"
    ));
    let bare = format!("{narrow}td{{padding:0}}");
    assert!(!is_laid_out(&bare, "<table><tr><td class=n>1<td>2</table>"));
}

#[test]
fn a_table_that_grows_in_a_column_shares_its_height_among_its_rows() {
    let service = Service::start();
    let style = "table{border-collapse:collapse;width:100%}td,th{padding:0}p{margin:0}\
        .c{display:flex;flex-direction:column;height:400px}.t{flex:1}.f{height:100%}";
    let body = "<div class=c><p>alpha</p><table class=t><thead><tr><th>beta</thead>\
        <tbody><tr><td>one<tr><td>two</tbody><tfoot><tr><td>sum</tfoot></table><p>gamma</p></div>\
        <div class=c><p>delta</p><div class=t><table class=f><tr><td>zeta</table></div></div>";
    let pdf = print(&service, style, body);
    assert_at(below(&pdf, "beta", "alpha"), 20.0);
    assert_at(below(&pdf, "two", "one"), 160.0);
    assert_at(below(&pdf, "sum", "alpha"), 360.0);
    assert_at(below(&pdf, "gamma", "alpha"), 380.0);
    // In the middle of its cell.
    assert_at(below(&pdf, "zeta", "delta"), 200.0);
}

#[test]
fn columns_stay_as_they_are_where_a_cell_reaches_into_the_rows_below() {
    let service = Service::start();
    let style = "table{border-collapse:collapse;width:600px}td,th{padding:0;text-align:left}\
        .v{width:30px}.s{display:inline-grid;width:20px}";
    let body = "<table><tr><th rowspan=3 class=v>v<th>alpha<td colspan=3>wide\
        <tr><th>beta<td>gamma<th>delta<td>name <span class=s>s</span>\
        <tr><th>zeta<td>eta<th>theta<td>iota</table>";
    let pdf = print(&service, style, body);
    assert_at(left(&pdf, "alpha"), 30.0);
    assert_at(left(&pdf, "beta"), 30.0);
}

#[test]
fn vertical_text_of_a_cell_stands_in_its_middle() {
    let service = Service::start();
    let style = "table{border-collapse:collapse;width:600px}td,th{padding:0;height:100px}\
        .v{writing-mode:vertical-rl;width:80px}.t{vertical-align:top}";
    let body = "<table><tr><th class=v>공<td class=v>급<td class='v t'>자<td>end</table>";
    let pdf = print(&service, style, body);
    assert_at(left(&pdf, "공"), 32.0);
    assert_at(below(&pdf, "공", "급"), 40.5);
    assert_at(left(&pdf, "자"), 223.0);
}

#[test]
fn tables_in_tables_are_no_wider_than_their_greatest_widths() {
    let service = Service::start();
    // As letters to be sent by mail have it: nothing else in them is of today.
    let table = "<table width='100%' cellspacing=0 cellpadding=0 style='max-width:500px'>";
    let body = format!(
        "{table}<tr><td style='padding:0 40px'>{table}<tr><td>inner<td width='50%'>second</table>\
         <tr><td align=right>outer</table>"
    );
    let pdf = print(&service, "td{padding:0}", &body);
    assert_at(left(&pdf, "inner"), 40.0);
    assert_at(left(&pdf, "second"), 250.0);
    assert_at(left(&pdf, "outer"), 464.4);
}

/// The engine left room for another head between them.
#[test]
fn the_title_of_a_table_that_is_moved_stands_on_its_head() {
    let service = Service::start();
    let style = "table{border-collapse:collapse}td,th{padding:8px}caption,td{line-height:20px}";
    let rows = "<tr><td>cell".repeat(6);
    for room in [30, 60, 90] {
        let body = format!(
            "<div style='height:calc(100vh - {room}px)'>above</div><table><caption>title\
             <thead><tr><th>head<tbody>{rows}<tfoot><tr><td>foot</table>"
        );
        let pdf = print(&service, style, &body);
        let between = top(&pdf, "head") - top(&pdf, "title");
        assert!((15.0..40.0).contains(&between), "{room} {between}");
    }
}

/// Small parts of a pixel are not lost in each of many rows.
#[test]
fn rows_are_as_high_as_their_paddings_in_millimetres() {
    let service = Service::start();
    let style = "table{border-collapse:collapse}td{padding:1.3mm 0;line-height:15px}";
    let rows = "<tr><td>row</td></tr>".repeat(28);
    let body = format!("<table><tr><td>first</td></tr>{rows}<tr><td>last</td></tr></table>");
    let pdf = print(&service, style, &body);
    let high = 15.0 + 2.0 * 1.3 / 25.4 * 96.0;
    assert_near(below(&pdf, "last", "first"), 29.0 * high, 1.1);
}

/// The engine lays rows out before it knows of margins that reach out of the boxes around them, and gave a table that it
/// moved to the next page its own margin there.
#[test]
fn tables_that_begin_the_next_page_stand_as_in_a_browser() {
    let service = Service::start();
    let rows: String = (0..8).map(|n| format!("<tr><td>row{n}</tr>")).collect();
    let table = format!("<table><thead><tr><th>Title</tr></thead><tbody>{rows}</tbody></table>");
    let style = "@page{size:500px 400px;margin:20px}table{border-collapse:collapse;width:100%;margin:8px 0}\
                 h2{margin:34px 0 14px;font:inherit}th,td{padding:9px;border-bottom:1px solid}";
    // Where the table begins, and how high its head is.
    for (body, above) in [
        (format!("<div style='height:325px'></div>{table}"), 0.0),
        (
            format!(
                "<div style='height:226px'></div><section><h2>x</h2><div style='overflow:auto'>{table}</div></section>"
            ),
            8.0,
        ),
    ] {
        let pdf = print(&service, style, &body);
        let top = |word: &str| pdf.word_on(2, word).top / PX;
        assert_near(top("row0") - top("Title"), 39.0, 0.6);
        assert_near(top("row1") - top("row0"), 39.0, 0.6);
        assert_near(top("Title") - (20.0 + above + 9.0), 0.0, 2.5);
    }
}
