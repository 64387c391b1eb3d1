//! Where pictures, fields and what is placed on the paper stand, as in Chromium.

use crate::support;

use support::pdf::Pdf;
use support::service::Service;

use super::modern_effects::RED;
use super::styled::{assert_near, below, left, print, top};

/// A picture that fits into any width asks for none.
#[test]
fn pictures_that_have_a_share_of_their_column_do_not_widen_it() {
    let service = Service::start();
    let body = format!("<div><img src='{RED}'><img src='{RED}'><b>third</b></div><p>below");
    for own in ["width:100%", "max-width:100%", "width:100%;height:auto"] {
        let style = format!(
            "div{{display:grid;grid-template-columns:repeat(3,1fr);width:600px}}img{{{own}}}"
        );
        let pdf = print(&service, &style, &body);
        assert_near(left(&pdf, "third"), 400.0, 1.0);
        assert_near(top(&pdf, "below"), 166.5, 2.0);
    }
}

/// The engine takes them for pictures, which are never stretched.
#[test]
fn fields_and_buttons_fill_their_place() {
    let service = Service::start();
    let body = "<div><button>go</button><input type=submit value=send></div>";
    let at = |style: &str| {
        let pdf = print(&service, style, body);
        (left(&pdf, "go"), left(&pdf, "send"))
    };
    for style in [
        "div{display:grid;width:400px}",
        "div{display:flex;flex-direction:column;width:400px}",
    ] {
        let (button, submit) = at(style);
        assert_near(button, 192.6, 2.0);
        assert_near(submit, 184.6, 2.0);
    }
    let (button, _) = at("div{display:grid;justify-items:start;width:400px}");
    assert!(button < 20.0, "{button}");
}

/// Browsers cut off what is fixed to a page.
#[test]
fn what_is_fixed_and_too_wide_makes_no_page_smaller() {
    let service = Service::start();
    let style =
        ".w{position:fixed;top:40%;left:10%;font-size:150px;line-height:1;white-space:nowrap}";
    let body = "<div class=w>CONFIDENTIAL</div><p style='margin:0'>first</p><p style='margin:180px 0 0'>second</p>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "second", "first"), 200.0, 1.0);
}

/// The engine takes the paper for as high as what is on it.
#[test]
fn shares_of_the_paper_s_height_are_of_a_page() {
    let service = Service::start();
    for style in [
        ".s{position:absolute;top:50%;margin:0}",
        ".s{position:absolute;bottom:541px;margin:0}",
    ] {
        let pdf = print(&service, style, "<p>text</p><p class=s>stamp</p>");
        assert_near(top(&pdf, "stamp"), 561.5, 2.0);
    }
}

/// The engine gives the last row all that a cell needs which reaches over several.
#[test]
fn rows_share_what_a_cell_over_all_of_them_needs() {
    let service = Service::start();
    let style = "table{border-spacing:0}td{padding:0}i{display:block;width:50px;height:120px}";
    let body = "<table><tr><td rowspan=3><i></i><td>one<tr><td>two<tr><td>three</table>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "two", "one"), 40.0, 1.0);
    assert_near(below(&pdf, "three", "two"), 40.0, 1.0);
}

#[test]
fn columns_that_all_have_a_width_share_by_it() {
    let service = Service::start();
    let style = "table{width:600px;border-spacing:0}td,th{padding:0;text-align:left}th{width:90px}p{display:grid}";
    let body = "<p>x</p><table><tr><th>a<th>two<th>three<tr><td>this is longer than that<td>b<td>c</table>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "two"), 200.0, 1.0);
    assert_near(left(&pdf, "three"), 400.0, 1.0);
    // What is in them is never cut.
    let style = "*{box-sizing:border-box}table{width:600px;border-spacing:0}\
        td,th{padding:0 20px;text-align:left}p{display:grid}";
    let body = "<p>x</p><table><tr><th style='width:50px'>a<th style='width:200px'>two\
        <th style='width:100px'>three<tr><td rowspan=2>some words here<td>b<td>c<tr><td>d<td>e</table>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "two"), 149.6, 1.5);
}

#[test]
fn formulas_are_built_of_boxes() {
    let service = Service::start();
    let body = "<p>before <math display=block><mfrac><mi>upper</mi><mi>lower</mi></mfrac><mo>=</mo>\
        <msup><mi>base</mi><mn>77</mn></msup><mo>+</mo><msqrt><mn>99</mn></msqrt></math>";
    let pdf = print(&service, "", body);
    assert!(below(&pdf, "lower", "upper") > 14.0);
    let line = top(&pdf, "=");
    assert!(top(&pdf, "upper") < line && top(&pdf, "lower") > line);
    assert!(top(&pdf, "77") < top(&pdf, "base") + 4.0);
}

/// Whoever copies or hears the text has it in the order of the document.
#[test]
fn items_of_a_grid_are_read_as_the_document_has_them() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template:\"side main\" auto \"foot foot\" auto/100px 300px}\
        main{grid-area:main}aside{grid-area:side}footer{grid-area:foot}";
    let body = "<p>before</p><div class=g><main>alpha <b>beta</b></main><footer>gamma</footer>\
        <aside>delta</aside></div><p>after</p>";
    let pdf = print(&service, style, body);
    let read = |pdf: &Pdf| -> String { pdf.glyphs().iter().map(|glyph| glyph.text).collect() };
    assert_eq!(read(&pdf), "beforealphabetagammadeltaafter");
    // A box that is a layer is painted behind what stands in none.
    let layer = body.replace("<div", "<section style='position:relative'><div");
    let layer = layer.replace("</div>", "</div></section>");
    let found = print(&service, style, &layer);
    assert_eq!(read(&found), "beforeafteralphabetagammadelta");
    assert_near(left(&pdf, "alpha"), 100.0, 1.0);
}

/// All lines that nobody tells have the names that no other line has.
#[test]
fn items_in_areas_of_no_grid_stand_behind_its_tracks() {
    let service = Service::start();
    let style = "body{margin:0}.g{display:grid;grid-template-columns:100px 100px;justify-content:start}.a{grid-column:nowhere}\
        .b{grid-template:\"x y\" auto/repeat(2,1fr)}.y{grid-column:y}";
    let body = "<div class=g><i class=a>alpha</i><i>beta</i></div>\
        <div class='g b'><i class=y>gamma</i></div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "alpha"), 200.0, 1.0);
    assert_near(left(&pdf, "beta"), 0.0, 1.0);
    // Beside a picture of areas no track may be repeated.
    assert_near(left(&pdf, "gamma"), 200.0, 1.0);
}

/// Of such a style the engine drops all that the declaration says.
#[test]
fn counters_in_styles_that_nobody_defines_count_in_figures() {
    let service = Service::start();
    let style = "p{counter-increment:n}p::before{content:\"(\" counter(n,no-such-style) \")\"}";
    let pdf = print(&service, style, "<p>alpha<p>beta");
    assert!(pdf.text().contains("(2)beta"), "{}", pdf.text());
}

/// A window that has not been moved is what a browser prints.
#[test]
fn what_sticks_to_the_window_stands_where_it_flows() {
    let service = Service::start();
    let style = "b{position:sticky;top:24px;display:block}body{margin:0}";
    for (own, body, expected) in [
        ("", "<p>a</p><b>stuck</b><p>after</p><p>after</p>", 24.0),
        (
            "aside{padding:30px 0}",
            "<aside><b>stuck</b><p>after</p></aside>",
            30.0,
        ),
        (
            "div{display:flex}b{align-self:start}",
            "<div><b>stuck</b><i>it<br>all<br>of</i></div>",
            24.0,
        ),
    ] {
        let style = format!("{style}p{{margin:0;height:20px}}{own}");
        let pdf = print(&service, &style, body);
        assert_near(top(&pdf, "stuck"), expected, 3.0);
    }
}

/// The engine knows no such boxes but those that clip.
#[test]
fn a_root_of_its_own_flow_holds_what_floats_in_it() {
    let service = Service::start();
    let style = ".r{display:flow-root}.l{float:left;width:80px;height:60px}p{margin:10px 0}b{position:absolute;top:-30px}";
    let body = "<div class=r><div class=l></div>beside</div><div>below</div>\
        <div class=r><p>kept</p></div><div>last</div>\
        <div class=l></div><div class=r>second</div><div class=r style='clear:left;position:relative;margin-top:40px'>\
        <div class=l></div><b>mark</b>open</div><div>end</div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "beside"), 80.0, 1.0);
    assert_near(below(&pdf, "below", "beside"), 60.0, 1.0);
    // Margins stay in it, and what floats beside it is not under it.
    assert_near(below(&pdf, "kept", "below"), 30.0, 1.5);
    assert_near(below(&pdf, "last", "kept"), 30.0, 1.5);
    assert_near(left(&pdf, "second"), 80.0, 1.0);
    assert_near(below(&pdf, "open", "mark"), 30.0, 1.5);
    assert_near(below(&pdf, "end", "open"), 60.0, 1.5);
}

#[test]
fn what_stands_out_of_a_root_of_its_own_flow_is_not_cut_off() {
    let service = Service::start();
    // A bar that is wider than its box, alone and beside what floats.
    let style = ".r{display:flow-root;width:100px;margin-bottom:30px}\
        .r div{width:300px;height:20px;background:rgb(255 0 0)}.l{float:left;width:80px;height:20px}";
    for body in [
        "<div class=r><div></div></div>",
        "<div class=l></div><div class=r><div></div></div>",
        "<div class=r style='text-indent:-50px;padding-left:60px'><div></div></div>",
    ] {
        let picture = print(&service, style, body).picture(96);
        let found = picture.widest_run([255, 0, 0]) * 96.0;
        assert!((found - 300.0).abs() < 2.0, "{found} px: {body}");
    }
}

/// The engine takes the width for the least one, and breaks lines all the same.
#[test]
fn a_cell_without_breaks_has_none_where_it_has_a_width() {
    let service = Service::start();
    let cells = "<td nowrap width=60>not in sixty dots</td><td NOWRAP style='width:50px'>nor in fifty</td><td width=40>but here</td>";
    let pdf = print(&service, "", &format!("<table><tr>{cells}</table>"));
    assert_near(below(&pdf, "dots", "not"), 0.0, 0.5);
    assert_near(below(&pdf, "fifty", "nor"), 0.0, 0.5);
    assert!(below(&pdf, "here", "but") > 15.0);
}

#[test]
fn items_of_a_column_of_known_height_go_on_beside_themselves() {
    let service = Service::start();
    let style = ".f{display:flex;flex-flow:column wrap;height:160px;width:600px;gap:6px;position:relative}\
        .f>b{height:40px}.c{align-content:flex-start}.w{flex-wrap:wrap-reverse;height:auto;max-height:100px}";
    let items =
        |names: &[&str]| -> String { names.iter().map(|name| format!("<b>{name}</b>")).collect() };
    let body = format!(
        "<div class=f>{}</div><div class='f c'><b style='width:70px'>e</b>{}</div>\
         <div class='f w'>{}</div><p>behind",
        items(&["a", "b", "c", "d"]),
        items(&["f", "g", "h"]),
        items(&["i", "j", "k"])
    );
    let pdf = print(&service, style, &body);
    // Two columns share the width, or are as wide as they need to be.
    assert_near(left(&pdf, "d"), 303.0, 1.0);
    assert_near(below(&pdf, "d", "a"), 0.0, 1.0);
    assert_near(left(&pdf, "h"), 76.0, 1.0);
    assert_near(below(&pdf, "h", "e"), 0.0, 1.0);
    assert_near(left(&pdf, "i"), 305.2, 1.0);
    assert_near(left(&pdf, "k"), 0.0, 1.0);
    // One with a greatest height is as high as its longest column.
    assert_near(below(&pdf, "behind", "i"), 86.0 + 16.0, 2.0);
    // Upwards, the first column has the first items all the same.
    let body = format!(
        "<div class='f r'>{}</div>",
        items(&["one", "two", "three", "four"])
    );
    let pdf = print(
        &service,
        &format!("{style}.r{{flex-direction:column-reverse;height:100px}}"),
        &body,
    );
    assert_near(left(&pdf, "one"), left(&pdf, "two"), 0.5);
    assert_near(below(&pdf, "one", "two"), 46.0, 1.0);
    assert_near(left(&pdf, "three"), 297.8, 1.0);
}

#[test]
fn roots_of_a_flow_keep_the_margin_at_their_end() {
    let service = Service::start();
    let style = "p{margin:30px 0}.r{display:flow-root;margin-bottom:20px}";
    let pdf = print(&service, style, "<div class=r><p>one</div><b>two</b>");
    assert_near(below(&pdf, "two", "one"), 20.0 + 30.0 + 20.0, 1.0);
}

#[test]
fn flexible_boxes_and_grids_stand_beside_what_floats() {
    let service = Service::start();
    let style = ".s{float:right;width:200px;height:100px}i{width:50px}.g{display:grid;grid-template-columns:auto 1fr auto}\
        .f{display:flex;justify-content:space-between}";
    for class in ["g", "f"] {
        let body = format!(
            "<div style=width:500px><div class=s>stamp</div><div class={class}><b>doctor</b><i></i><b>smith</b></div></div>"
        );
        let pdf = print(&service, style, &body);
        assert_near(pdf.word("doctor").1, pdf.word("stamp").1, 1.0);
        assert_near(pdf.word("smith").1, pdf.word("stamp").1, 1.0);
        assert_near(pdf.word("smith").2 / 0.75, 300.0, 1.5);
    }
    // Items that fill their row do not stick out of it, whatever side the float is on.
    let style = ".s{float:left;width:100px;height:60px}.f{display:flex}.f b{flex:1}";
    let body = "<div style=width:500px><div class=s>stamp</div><div class=f><b>m1</b><b>m2</b><b>m3</b></div></div>";
    let pdf = print(&service, style, body);
    for (word, at) in [("m1", 100.0), ("m2", 233.3), ("m3", 366.7)] {
        assert_near(pdf.word(word).1, pdf.word("stamp").1, 1.0);
        assert_near(left(&pdf, word), at, 1.5);
    }
}
