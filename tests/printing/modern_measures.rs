//! Rows, columns and grids that stand in one another, in tables, and beside edges that are
//! parts of a width. Positions are those of Chromium.

use crate::support;

use support::service::Service;

use super::styled::{assert_at as assert_near, assert_near as within, below, left, print, top};

#[test]
fn what_spans_a_flexible_track_makes_no_other_wider() {
    let service = Service::start();
    let style = ".o{display:grid;grid-template-columns:100px 600px}p{margin:0;grid-column:1/-1}\
        .g{display:grid;grid-template-columns:1fr auto}.g i{width:50px}\
        .w{grid-column:span 2;min-width:640px}";
    let long = "A line that is long enough to fill most of the row that it stands in.";
    let body = format!(
        "<div class=o><b>side</b><div><div class=g><b>alpha</b><i>beta</i><p>{long}</div></div></div>\
         <div class=g style='width:600px'><b>gamma</b><i>delta</i><b class=w>wide</b></div>"
    );
    let pdf = print(&service, style, &body);
    assert_near(left(&pdf, "beta"), 650.0);
    // A least width of its own is room that the flexible one is given.
    assert_near(left(&pdf, "delta"), 590.0);
}

#[test]
fn edges_that_are_parts_of_a_width_are_those_of_the_container() {
    let service = Service::start();
    let style = ".r{display:flex;width:400px}.m{margin-left:25%;width:100px}.p{padding:5% 10%}\
        .g{display:grid;grid-template-columns:200px 300px}.e{margin-left:10%;padding-inline:10%}";
    let body = "<div class=r><b class=m>alpha</b><b class=p>beta</b></div>\
        <div class=g><b>gamma</b><b class=e>delta</b></div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "alpha"), 100.0);
    assert_near(left(&pdf, "beta"), 240.0);
    assert_near(below(&pdf, "beta", "alpha"), 20.0);
    assert_near(left(&pdf, "delta"), 260.0);
}

#[test]
fn a_column_in_a_column_is_as_wide_as_its_contents() {
    let service = Service::start();
    let style = ".o{display:flex;flex-direction:column;width:700px}.m{margin:0 auto}\
        .c{display:flex;flex-direction:column;align-items:flex-start}.w{width:500px}";
    let body = "<div class=o><div class=m><div class=c><b class=w>alpha</b></div></div></div>";
    assert_near(left(&print(&service, style, body), "alpha"), 100.0);
}

#[test]
fn cells_that_are_squares_stay_so_beside_each_other() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:repeat(10,1fr);gap:4px;width:436px}\
        .g b{aspect-ratio:1;display:flex;align-items:center}p{margin:0}";
    let cells: String = (0..10).map(|at| format!("<b>c{at}</b>")).collect();
    let pdf = print(
        &service,
        style,
        &format!("<div class=g>{cells}</div><p>under"),
    );
    assert_near(below(&pdf, "under", "c0"), 30.0);
    assert_near(below(&pdf, "under", "c9"), 30.0);
}

#[test]
fn columns_of_a_table_do_not_ask_how_rows_in_it_are_aligned() {
    let service = Service::start();
    let style = "table{width:600px;border-collapse:collapse}td{padding:0}\
        .f{display:flex;justify-content:flex-end}.p{text-align:right}";
    let table = |class| {
        format!("<table><tr><td>alpha<td>beta<td><div class={class}><b>gamma</b></div></table>")
    };
    let plain = print(&service, style, &table("p"));
    let rows = print(&service, style, &table("f"));
    for word in ["beta", "gamma"] {
        assert_near(left(&rows, word), left(&plain, word));
    }
    assert!(left(&plain, "beta") > 150.0);
}

#[test]
fn a_table_with_a_caption_is_as_high_in_a_row_as_elsewhere() {
    let service = Service::start();
    let style = ".r{display:flex}table{flex:1;border-collapse:collapse}td,caption{padding:0}\
        p{margin:0}";
    let body = "<div class=r><table><caption>title</caption><tr><td>alpha<tr><td>beta</table>\
        <b>x</b></div><p>under";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "beta", "title"), 40.0);
    assert_near(below(&pdf, "under", "title"), 60.0);
}

#[test]
fn letters_of_one_width_are_as_large_as_their_size_in_rem() {
    let service = Service::start();
    let style = "p{margin:0}b{display:inline-block;margin-left:28px}.r{font-size:.75rem}\
        .s{font:1.5rem/2 Arial}";
    let body = "<p class=r><code>aaaaaaaaaa</code><b>x</b></p>\
        <p class=s><code>bbbbbbbbbb</code><b>y</b></p><p style='font-size:medium'><code>cccccccccc</code><b>z</b></p>";
    let pdf = print(&service, style, body);
    // Ten letters of six tenths of their size.
    assert_near(left(&pdf, "x"), 100.0);
    assert_near(left(&pdf, "y"), 172.0);
    // Of a medium size, browsers make them 13 px.
    assert_near(left(&pdf, "z"), 106.0);
}

/// Words of Korean that are kept together are elements of their own, and so may others be.
#[test]
fn words_stay_apart_where_a_paragraph_goes_on_in_the_next_column() {
    let service = Service::start();
    let style = ".c{columns:2;width:320px;column-gap:20px;orphans:1;widows:1}p{margin:0}\
        .k{word-break:keep-all}";
    let words: Vec<String> = (0..40).map(|n| format!("<b>w{n}</b>")).collect();
    let body = format!("<div class=c><p>{}</p></div>", words.join(" "));
    let pdf = print(&service, style, &body);
    assert!(left(&pdf, "w39") > 160.0 && left(&pdf, "w38") > 160.0);
    let korean = "이 소식지는 재생종이에 콩기름 잉크로 찍었습니다. ".repeat(6);
    let body = format!("<div class='c k'><p>{korean}끝</p></div>");
    let pdf = print(&service, style, &body);
    assert!(left(&pdf, "찍었습니다.") < 160.0 && left(&pdf, "끝") > 160.0);
    assert!(!pdf.text().contains("잉크로찍었습니다"), "{}", pdf.text());
}

#[test]
fn rows_in_areas_over_several_columns_break_their_lines() {
    let service = Service::start();
    let style = ".g{display:grid;width:640px;grid-template-columns:repeat(32,1fr)}\
        .g>*{display:flex;padding:3px 4px;min-width:0}.v{grid-row:span 2}\
        .a{grid-column:span 15}.b{grid-column:span 16}";
    let body = "<div class=g><b class=v>Words</b><i class=a>alpha</i><i class=b>beta</i>\
        <i class=a>gamma</i><i class=b>several words that take more room than their area has got \
        in the grid <b>end</b></i></div>";
    let pdf = print(&service, style, body);
    // What is told to need no room makes no column wider.
    assert_near(left(&pdf, "alpha"), 24.0);
    assert_near(left(&pdf, "beta"), 324.0);
    assert_near(left(&pdf, "several"), 324.0);
    assert_near(below(&pdf, "grid", "several"), 20.0);
}

#[test]
fn what_is_inherited_of_a_layout_is_that_of_the_element_around() {
    let service = Service::start();
    let style = ".g{display:grid;gap:20px;grid-template-columns:50px 100px 200px;width:600px}\
        .m{display:inherit;gap:inherit;grid-template-columns:inherit;grid-column:1/-1}\
        .m>b{grid-column:2}.m>i{grid-column:3}\
        .f{display:flex;gap:2em;font-size:10px}.f>p{display:inherit;gap:inherit;margin:0;font-size:20px}";
    let body = "<div class=g><div class=m><i>gamma</i><b>beta</b></div></div>\
        <div class=f><p><b style='width:40px'>one</b><b>two</b></p><b>three</b></div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "beta"), 70.0);
    assert_near(left(&pdf, "gamma"), 190.0);
    assert_near(left(&pdf, "two"), 60.0);
}

#[test]
fn rows_as_wide_as_their_contents_stay_so_where_a_page_is_shrunk() {
    let service = Service::start();
    // What dots are cut off of borders and padding is more where they are not whole.
    let style = ".w{width:803px;height:1px}.s{display:inline-flex;border:1.5px solid}\
        .s span{padding:2mm 6mm}.s b{padding:2mm 8mm;font-size:20px}";
    let body = "<div class=w></div><div class=s><span>several words</span><b>583,000</b></div>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "words", "several"), 0.0);
}

#[test]
fn boxes_in_a_column_keep_their_proportions_where_a_page_is_shrunk() {
    let service = Service::start();
    let style = ".w{width:813px;display:flex}.w b{width:600px}\
        p{margin:0;padding:3px 0;border-bottom:1px solid;line-height:15px}";
    let rows = "<p>row</p>".repeat(28);
    let body = format!("<div class=w><b>alpha</b><i>beta</i></div><p>first</p>{rows}<p>last</p>");
    let pdf = print(&service, style, &body);
    let shrink = (left(&pdf, "beta") - left(&pdf, "alpha")) / 600.0;
    assert!(shrink < 0.99, "{shrink}");
    // Each row is 22 px high, and a pixel is as many dots as ever.
    within(below(&pdf, "last", "first"), 29.0 * 22.0 * shrink, 0.5);
}

#[test]
fn rows_in_a_column_that_are_as_wide_as_their_contents_keep_the_widths_of_their_items() {
    let service = Service::start();
    let style = ".c{display:flex;flex-direction:column;align-items:center;width:400px}\
        .r{display:flex;gap:10px;align-items:center}.l::before,.l::after{content:\"\";width:40px}";
    let body = "<div class=c><div class='r l'><span>one row</span></div><div class=r>\
        <i style='width:60px'></i>other row</div></div>";
    let pdf = print(&service, style, body);
    // In the middle, with a line of 40 px and a gap on both sides.
    assert_near(left(&pdf, "one"), 171.5);
    assert_near(below(&pdf, "row", "one"), 0.0);
    assert_near(left(&pdf, "other"), 201.7);
}

#[test]
fn tracks_that_need_no_room_share_a_row_among_its_items() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:repeat(auto-fit,minmax(0%,1fr));\
        column-gap:20px;width:620px}";
    let body = "<div class=g><b>alpha</b><b>beta</b><b>gamma</b></div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "beta"), 213.3);
    assert_near(left(&pdf, "gamma"), 426.7);
    assert_near(below(&pdf, "gamma", "alpha"), 0.0);
}

#[test]
fn what_is_turned_by_a_property_of_its_own_takes_the_room_of_what_is_not() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:1fr auto;align-items:end}\
        .s{--r:-20deg;width:64px;height:64px}.t{rotate:-20deg}.u{transform:rotate(var(--r))}";
    let body = "<div class=g><b>alpha</b><i class='s t'></i></div>\
        <div class=g><b>beta</b><i class='s u'></i></div><b>gamma</b>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "beta", "alpha"), 64.0);
    assert_near(below(&pdf, "gamma", "beta"), 20.0);
}

#[test]
fn what_an_attribute_or_padding_makes_wider_than_the_page_shrinks_it() {
    let service = Service::start();
    let right = |style: &str, body: &str| {
        let pdf = print(&service, style, body);
        pdf.word("two").2 / super::styled::PX
    };
    let paper = 210.0 / 25.4 * 96.0;
    let float = "one<b style='float:right'>two</b>";
    for style in ["width:1000px", "min-width:1000px"] {
        let x = right("", &format!("<div style='{style}'>{float}</div>"));
        within(x, paper, 2.0);
    }
    let x = right(
        "div{width:210mm;padding:15mm}",
        &format!("<div>{float}</div>"),
    );
    within(x, paper * 225.0 / 240.0, 2.0);
}

/// Chromium fills the row with an item of a ratio only where its alignment is said.
#[test]
fn items_of_a_ratio_do_not_fill_the_row_of_a_grid_by_themselves() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:200px 100px;width:300px}p{margin:0}i{display:block;height:300px}\
        .f{aspect-ratio:2;overflow:hidden;background:#00f}";
    let high = |own: &str| {
        let body = format!("<div class=g style={own}><div class=f></div><i></i></div>");
        let picture = print(&service, style, &body).picture(96);
        (0..400)
            .filter(|y| picture.dots()[y * 794 + 50] == [0, 0, 255])
            .count() as f64
    };
    within(high(""), 100.0, 1.5);
    within(high("align-items:stretch"), 300.0, 1.5);
}

/// Positions are those of Chromium.
#[test]
fn widths_that_are_sums_of_shares_do_not_say_how_wide_a_row_would_be() {
    let service = Service::start();
    let style = "nav{display:flex;flex-wrap:wrap;justify-content:space-between;width:600px}\
        ul{margin:0;padding:0;list-style:none}li{width:calc(100% - 1em)}";
    let body = "<nav><b>name</b><ul><li>first</li><li>second</li></ul></nav>";
    let pdf = print(&service, style, body);
    within(top(&pdf, "first"), top(&pdf, "name"), 1.0);
    assert!(left(&pdf, "first") > 500.0);
    assert!(top(&pdf, "second") > top(&pdf, "first") + 10.0);
}
