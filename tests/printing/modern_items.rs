//! Items of rows, columns and grids that are no plain boxes: what `::before` and
//! `::after` bring, drawings, text beside elements. Positions are those of Chromium.

use crate::support;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{assert_at as assert_near, below, left, print};

#[test]
fn what_comes_before_and_behind_is_an_item() {
    let service = Service::start();
    let style = ".q{counter-increment:q;display:flex;gap:15px}\
        .q::before{content:counter(q) \".\";flex:0 0 26px}\
        li{display:flex;gap:8px}li::before{content:\"✓\"}\
        .g{display:grid;grid-template-columns:auto 1fr auto;width:400px}\
        .g::before{content:\"note\"}.g::after{content:\"(\" attr(data-x) \")\"}";
    let body = "<div class=q><b>alpha</b></div><div class=q><b>beta</b></div>\
        <ul style='margin:0;padding:0'><li>gamma</ul><div class=g data-x=end><p>mid</p></div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "1."), 0.0);
    assert_near(left(&pdf, "2."), 0.0);
    assert_near(left(&pdf, "alpha"), 41.0);
    assert_near(left(&pdf, "✓"), 0.0);
    assert_near(left(&pdf, "gamma"), 21.4);
    assert_near(left(&pdf, "note"), 0.0);
    assert_near(left(&pdf, "mid"), 31.1);
    assert_near(left(&pdf, "(end)"), 362.7);
}

#[test]
fn what_comes_before_may_be_a_container() {
    let service = Service::start();
    let style = "ol{list-style:none;counter-reset:k;margin:0;padding:0}li{position:relative;padding-left:40px}\
        li:before{position:absolute;left:0;top:0;display:flex;align-items:center;\
        justify-content:center;content:counter(k) \"/\" counter(k, upper-roman);\
        counter-increment:k;width:40px;height:40px}ol>li:first-child b{margin-left:20px}";
    let body = "<ol><li><b>alpha</b><br>beta<li><b>gamma</b><br>delta</ol>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "1/I"), 11.1);
    assert_near(below(&pdf, "1/I", "alpha"), 10.0);
    assert_near(below(&pdf, "2/II", "gamma"), 10.0);
    assert_near(left(&pdf, "alpha"), 60.0);
    assert_near(left(&pdf, "gamma"), 40.0);
}

#[test]
fn drawings_are_items_of_columns() {
    let service = Service::start();
    let style = ".c{display:flex;flex-direction:column;justify-content:space-between;\
        align-items:center;height:300px;width:200px}";
    let body = "<div class=c><b>top</b><svg width=60 height=40><text y=20>svg</text></svg>\
        bare<i>bottom</i></div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "top"), 87.6);
    assert_near(below(&pdf, "bottom", "top"), 280.0);
    assert_near(below(&pdf, "bare", "top"), 193.3);
    assert_near(left(&pdf, "bottom"), 75.5);
    assert_near(left(&pdf, "svg"), 70.0);
}

#[test]
fn layers_of_pictures_are_kept_where_places_among_siblings_decide() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:90px 90px}.g b{height:60px}\
        .g b:nth-child(2n+1){background:linear-gradient(#f00,#f00) 0 0/10px 10px no-repeat,\
        linear-gradient(#00f,#00f) 100% 100%/10px 10px no-repeat,#ff0}";
    let pdf = print(&service, style, "<div class=g><b></b><b></b></div>");
    let picture = pdf.picture(96);
    for colour in [[255, 0, 0], [0, 0, 255], [255, 255, 0]] {
        assert!(picture.has(colour), "{colour:?}");
    }
}

#[test]
fn grids_are_as_wide_as_their_columns_by_their_contents() {
    let service = Service::start();
    let style = ".r{display:flex;justify-content:space-between;width:600px}\
        dl{display:grid;grid-template-columns:auto auto;gap:0 15px;margin:0}dd{margin:0}\
        .g{display:grid;grid-template-columns:1fr auto;width:600px}\
        .e{display:grid;grid-template-columns:1fr 1fr;gap:0 10px}";
    let list = "<dl><dt>Number</dt><dd>2024-1</dd><dt>Date</dt><dd>1 January</dd></dl>";
    let body = format!(
        "<div class=r><b>one</b>{list}</div><div class=g><b>two</b>{}</div>\
         <div class=r dir=rtl><b>three</b>{}</div>\
         <div class=r><b>four</b><div class=e><i>x</i><i>y</i><i>longest</i><i>z</i></div></div>",
        list.replace("Number", "Figure"),
        list.replace("Number", "Amount"),
    );
    let pdf = print(&service, style, &body);
    assert_near(left(&pdf, "Number"), 457.8);
    assert_near(left(&pdf, "Figure"), 469.4);
    assert_near(left(&pdf, "Amount"), 85.3);
    assert_near(left(&pdf, "longest"), 486.8);
    assert_near(left(&pdf, "z"), 548.4);
}

#[test]
fn boxes_of_a_ratio_are_as_high_as_it_says() {
    let service = Service::start();
    let picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlE\
        QVR42mP4zwAEQAQADf8B/5EKYWEAAAAASUVORK5CYII=";
    let style = ".r{display:grid;grid-template-columns:1fr 1fr;gap:10px;width:610px}.r b{\
        aspect-ratio:3;box-sizing:border-box;padding:20px;border:2px solid}\
        .c{display:flex;flex-direction:column;width:200px}figure{margin:0;aspect-ratio:1}\
        img{width:100%;height:100%;object-fit:contain;padding:15px;box-sizing:border-box}\
        .w figure{aspect-ratio:4/1;overflow:hidden}";
    let figure = format!("<figure><img src='{picture}'></figure>");
    let body = format!(
        "<div class=r><b>one</b><b>two</b></div><div>three</div>\
         <div class=c>{figure}<i>four</i></div><div class='c w'>{figure}<i>five</i></div>"
    );
    let pdf = print(&service, style, &body);
    assert_near(below(&pdf, "three", "one"), 78.0);
    assert_near(below(&pdf, "four", "three"), 220.0);
    assert_near(below(&pdf, "five", "four"), 70.0);
}

#[test]
fn the_ends_of_lines_belong_to_the_text_around_them() {
    let service = Service::start();
    let style = ".q{display:inline-grid;place-items:center;width:100px;height:100px;\
        text-align:center}.f{display:flex;gap:10px}\
        .p{display:inline-flex;flex-direction:column;padding:4px}";
    let body = "<p><span class=q>one<br>two</span> three</p><div class=f>four<br>five<b>six</b>\
        </div><p>seven <span class=p><b>eight</b><i>nine</i></span>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "two", "one"), 20.0);
    // Containers stand on their first line.
    assert_near(below(&pdf, "three", "one"), 0.0);
    assert_near(below(&pdf, "five", "four"), 20.0);
    assert_near(below(&pdf, "six", "four"), 0.0);
    assert_near(left(&pdf, "six"), 37.6);
    assert_near(below(&pdf, "eight", "seven"), 0.0);
    assert_near(below(&pdf, "nine", "eight"), 20.0);
}

/// The engine gives what reaches over several columns less than it asks for.
#[test]
fn rows_in_areas_of_several_columns_are_as_wide_as_what_is_in_them() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:repeat(12,1fr);gap:12px}.a{grid-column:span 8}\
        .b{grid-column:span 4}.c{grid-column:span 6}.d{display:flex;gap:18px}.d u{width:60px;flex:none}\
        ul{display:flex;flex-direction:column;list-style:none;padding:0;margin:0}";
    let body = "<div class=g><div class=a>wide</div><div class=b><div class=d><u></u><ul>\
        <li>Deploys one two</li><li>Up</li></ul></div></div><div class=c>some six</div></div>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "two", "Deploys"), 0.0);
    assert_near(below(&pdf, "Up", "Deploys"), 20.0);
}

/// Rows in a line of text stand on their first item: on its text, or on its lower edge.
#[test]
fn rows_in_a_line_stand_on_a_picture_that_begins_them() {
    let service = Service::start();
    let style = ".l{display:inline-flex;align-items:center}i{width:40px;height:40px}p{margin:0}\
        .dot::before{content:'';width:40px;height:40px}.text i{order:1}";
    let body = "<p>one <span class=l><i></i>two</span></p><p>three <span class='l dot'>four</span></p>\
        <p>five <span class='l text'><i></i>six</span></p>\
        <p>seven <span class=l style='align-items:baseline'><i></i>eight</span></p>";
    let pdf = print(&service, style, body);
    // The text of the row is in the middle of its 40 pixels, the other's on their end.
    assert_near(below(&pdf, "one", "two"), 14.5);
    assert_near(below(&pdf, "three", "four"), 14.5);
    assert_near(below(&pdf, "five", "six"), 0.0);
    assert_near(below(&pdf, "seven", "eight"), 0.0);
}

/// Whatever has no line of its own is as wide as it would be in any other box.
#[test]
fn lines_of_what_is_placed_in_an_item_break() {
    let service = Service::start();
    let style = ".f{display:flex}.p{position:relative;flex:0 0 120px;height:200px}\
        .p b{position:absolute;left:10px;bottom:10px}";
    let body = "<div class=f><div class=p><b>some words that are long and go on</b></div></div>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "that", "some"), 20.0);
    assert_near(below(&pdf, "on", "some"), 40.0);
}

#[test]
fn space_that_is_given_to_an_item_is_space_of_those_in_it() {
    let service = Service::start();
    let style = ".pg{display:flex;flex-direction:column;height:600px;width:500px}\
        .mn{flex:1;display:flex;gap:10px}.a,.b{display:flex;flex-direction:column}\
        .a{width:120px;justify-content:space-between}.b{flex:1}\
        .f{flex:1;display:grid;align-content:center}";
    let body = "<div class=pg><b>head</b><div class=mn><div class=a><b>nav</b><i>low</i></div>\
        <div class=b><b>one</b><div class=f><u>middle</u></div><b>two</b></div></div>\
        <div>foot</div></div>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "foot", "head"), 580.0);
    assert_near(below(&pdf, "nav", "head"), 20.0);
    assert_near(below(&pdf, "low", "head"), 560.0);
    assert_near(below(&pdf, "one", "head"), 20.0);
    assert_near(below(&pdf, "middle", "head"), 290.0);
    assert_near(below(&pdf, "two", "head"), 560.0);
}

#[test]
fn items_shrink_in_proportion_to_their_contents_and_no_further_than_their_limits() {
    let service = Service::start();
    let text = "This is a text that is much wider than its greatest width says, so that it is \
        the first to be cut, and what stands beside it shrinks for the rest alone.";
    let html = format!(
        "<!DOCTYPE html><style>@page{{size:A4;margin:0}}body{{margin:0;font:16px/20px Arial}}\
         .f{{display:flex;width:640px}}.n{{max-width:500px}}.s{{width:250px}}</style>\
         <div class=f><div class=n><p>{text}</p></div><div class=s>side</div></div>"
    );
    let pdf = Pdf::new(
        &service
            .post_json(&serde_json::json!({ "html": html }))
            .pdf(),
    );
    let left = pdf.word("side").0 / 0.75;
    assert!((left - 500.0).abs() < 0.3, "{left}");
}

#[test]
fn all_children_of_a_grid_are_found() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:100px 100px}.g>*{padding-left:30px}.g>*+*{padding-left:20px}";
    let pdf = print(&service, style, "<div class=g><b>one</b><i>two</i></div>");
    assert_near(left(&pdf, "one"), 30.0);
    assert_near(left(&pdf, "two"), 120.0);
}

#[test]
fn tables_in_a_line_stand_on_their_first_row() {
    let service = Service::start();
    let style = "i{font-style:normal}.t{display:inline-table}.r{display:table-row}.c{display:table-cell}.b{vertical-align:bottom}";
    // The second has no cell with a baseline in its first row, which then ends on the line.
    let body = "<p>one<i class=t><i class=r><i class=c>first</i></i><i class=r><i class=c>second</i></i></i>\
        <p>two<i class=t><i class=r><i class='c b' style='height:40px'></i></i><i class=r><i class=c>under</i></i></i>\
        <p>three <i class=t><i class=r><i class=c><i class=t><i class=r><i class=c>inner</i></i><i class=r><i class=c>\
        lower</i></i></i></i></i><i class=r><i class=c>last</i></i></i>";
    let pdf = print(&service, style, body);
    let off = |word: &str, line: &str| below(&pdf, word, line);
    // Words run together where nothing is between them.
    assert_near(off("second", "onefirst"), 20.0);
    // As far as a line reaches above its baseline.
    assert_near(off("under", "two"), 15.5);
    assert_near(off("inner", "three"), 0.0);
    assert_near(off("lower", "three"), 20.0);
    assert_near(off("last", "three"), 40.0);
}

/// A closed dialogue, and a message that waits outside of the window.
#[test]
fn what_is_fixed_makes_no_page() {
    let style = "@page{size:300px 400px}.t{position:fixed;right:10px;bottom:10px;padding:10px;\
        transform:translateY(40px)}.o{position:fixed;inset:0;opacity:0;display:flex}\
        .b{position:fixed;left:0;bottom:0;width:100%}";
    let body = "<div style='height:700px'>tall</div><div class=o><p>dialogue</div>\
        <div class=t>toast</div><div class=b>foot</div>";
    let pdf = print(&Service::start(), style, body);
    assert_eq!(pdf.pages(), 2);
    assert_eq!(pdf.text().matches("foot").count(), 2);
}

#[test]
fn what_is_higher_than_its_container_reaches_over_both_ends() {
    let service = Service::start();
    let style = ".h{display:flex;height:60px;margin:60px 0;align-items:center}.h i{height:100px;width:50px}\
        .c{margin-top:60px;display:flex;flex-direction:column;justify-content:center;height:20px}";
    let at = |own: &str| {
        let body = format!("<p>top<div class=h style='{own}'><i></i><b>in</b></div>");
        below(&print(&service, style, &body), "in", "top")
    };
    // In the middle of 60 px, as if nothing were higher.
    assert_near(at("") - at("align-items:flex-start"), 20.0);
    assert_near(at("align-items:flex-end") - at(""), 20.0);
    let body =
        "<p>top<div class=c><b>one</b><b>two</b></div><div style='margin-top:70px'>three</div>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "two", "one"), 20.0);
    assert_near(below(&pdf, "three", "one"), 100.0);
}

#[test]
fn drawings_stand_in_the_middle_by_their_boxes() {
    let service = Service::start();
    let style = ".h{display:flex;align-items:center;height:200px}svg{width:100px;height:100px}";
    let at = |y: u32| {
        let body = format!(
            "<p>top<div class=h><svg viewBox='0 0 100 100'><text y={y}>in</text></svg></div>"
        );
        below(&print(&service, style, &body), "in", "top")
    };
    assert_near(at(90) - at(50), 40.0);
}

/// As in Chromium: an item that needs more makes its row higher, and that makes all wider.
#[test]
fn items_of_a_ratio_are_as_wide_as_the_height_of_their_row_makes_them() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:repeat(3,1fr);width:300px}.g>*{aspect-ratio:3/2}\
        i{display:block;width:180px}.f{grid-template-columns:repeat(3,minmax(0,1fr))}";
    let cells = "<div>one</div><div><i></i></div><div>three</div>";
    let body = format!("<div class=g>{cells}</div>below");
    let pdf = print(&service, style, &body);
    assert_near(left(&pdf, "three") - left(&pdf, "one"), 360.0);
    assert_near(below(&pdf, "below", "one"), 120.0);
    let pdf = print(&service, style, &format!("<div class='g f'>{cells}</div>"));
    assert_near(left(&pdf, "three") - left(&pdf, "one"), 200.0);
}

#[test]
fn lines_of_items_are_broken_by_what_these_are_at_least() {
    let service = Service::start();
    let style = ".r{display:flex;flex-wrap:wrap;width:300px}.r>*{flex:1 0 0%}";
    let long = "w".repeat(20);
    let body = format!("<div class=r><b>one</b><b>{long}</b><b>three</b></div>");
    let pdf = print(&service, style, &body);
    assert_near(below(&pdf, &long, "one"), 0.0);
    assert_near(below(&pdf, "three", "one"), 20.0);
}

/// A shape without area is the thinnest line that a printer has.
#[test]
fn a_border_without_width_is_no_line() {
    let style = "*{border:0 solid}p{border-bottom:2px solid #f00;width:200px;height:50px}";
    let picture = print(&Service::start(), style, "<p><p>").picture(192);
    let dots = picture.dots();
    let others = dots.iter().filter(|dot| dot[0] < 250);
    assert_eq!(others.count(), 0);
    assert!(dots.iter().any(|dot| dot[1] < 10));
}

#[test]
fn a_table_is_at_least_as_wide_as_it_says() {
    let service = Service::start();
    let table = |own: &str| format!("<table style='{own}'><tr><td>one<td>two</table>");
    let style = "table{border-collapse:collapse}td{padding:0;width:50%}\
        .p{width:200px}.p table{width:100%;min-width:600px}";
    let at = |body: &str| left(&print(&service, style, body), "two");
    assert_near(at(&format!("<div class=p>{}</div>", table(""))), 300.0);
    assert_near(at(&table("width:100px;min-width:400px")), 200.0);
    assert_near(at(&table("width:400px;min-width:100px")), 200.0);
}

/// Columns that are as wide as their contents are so by those of grids that share them.
#[test]
fn columns_are_as_wide_as_what_subgrids_have_in_them() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:auto 1fr auto;column-gap:10px;width:500px}\
        .r{grid-column:1/-1;display:grid;grid-template-columns:subgrid}i,b,u{font:16px/20px Arial}i{width:60px}";
    let row =
        |a: &str, b: &str, c: &str| format!("<div class=r><i>{a}</i><b>{b}</b><u>{c}</u></div>");
    let body = format!(
        "<div class=g>{}{}</div>",
        row("a1", "b1", "c1"),
        row("a2", "b2", "cccccc")
    );
    let pdf = print(&service, style, &body);
    assert_near(left(&pdf, "b1"), 70.0);
    assert_near(left(&pdf, "b2"), 70.0);
    assert_near(left(&pdf, "c1"), left(&pdf, "cccccc"));
    assert!(left(&pdf, "cccccc") < 460.0 && left(&pdf, "cccccc") > 420.0);
}

#[test]
fn items_that_inherit_how_boxes_are_sized_are_as_wide_as_in_a_browser() {
    let service = Service::start();
    let style = "html{box-sizing:border-box}*{box-sizing:inherit}.c{display:flex}.p{flex:1;padding:10px}\
        .t{display:flex;flex-wrap:wrap;gap:8px}.t span{display:inline-flex;padding:0 20px;width:100px}";
    let body = "<div class=c><div class=p><div class=t><span>one</span><span>two</span></div></div>\
        <div class=p>other</div></div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "one"), 30.0);
    assert_near(left(&pdf, "two"), 138.0);
}

/// A line of two fonts may be a dot longer than the engine measures it, and so would not stand in its own width.
#[test]
fn blocks_of_text_that_have_their_largest_width_keep_their_lines() {
    let service = Service::start();
    let style = ".r{display:flex;justify-content:space-between}h1{font-size:19pt;margin:0;line-height:40px}\
        i{width:200px}.k{word-break:keep-all}";
    let title = "<div><h1>제42차 정기 이사회 의사록</h1><div>(주)가온테크</div></div><i>x</i>";
    let body = format!("<div class=r>{title}</div>below<div class='r k'>{title}</div>end");
    let pdf = print(&service, style, &body);
    assert_near(below(&pdf, "end", "below"), 80.0);
    assert_near(pdf.word("의사록").1, pdf.word("정기").1);
}

/// Text that is an item has no element that a rule for all of them could be for.
#[test]
fn what_is_said_of_all_elements_is_not_said_of_text() {
    let service = Service::start();
    let style =
        "*{font-size:10px;letter-spacing:0}.f{display:flex;font-size:30px;letter-spacing:10px}";
    let wide = |body: &str| {
        let pdf = print(&service, style, body);
        left(&pdf, "end")
    };
    let plain =
        wide("<div style='float:left;font-size:30px;letter-spacing:10px'>text</div><i>end</i>");
    assert_near(wide("<div class=f>text<i>end</i></div>"), plain);
}
