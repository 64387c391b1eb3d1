//! Heights that containers share among what is in them, as browsers share them.

use crate::support;

use support::service::Service;

use super::styled::{assert_at, assert_near, below, left, page, print, print_html, top};

#[test]
fn rows_that_an_item_spans_share_the_height_of_their_grid() {
    let service = Service::start();
    let style = "*{box-sizing:border-box}.g{display:grid;grid-template:auto 1fr/200px 1fr;min-height:600px}\
        aside{grid-row:1/-1;display:flex;flex-direction:column;justify-content:flex-end}\
        main{display:flex;align-items:flex-end}";
    let body = "<div class=g><aside>side</aside><header>head</header><main>main</main></div>below";
    let pdf = print(&service, style, body);
    let from_head = |word: &str| top(&pdf, word) - top(&pdf, "head");
    assert_near(from_head("below"), 600.0, 1.5);
    assert_near(from_head("side"), 580.0, 2.0);
    assert_near(from_head("main"), 580.0, 2.0);
}

#[test]
fn items_of_a_column_become_lower_as_far_as_their_contents_let_them() {
    let service = Service::start();
    let style = ".c{display:flex;align-items:flex-end;height:100px;margin-top:50px}\
        .b{display:flex;flex-direction:column;justify-content:flex-end;height:100%;width:80px}.b i{height:90%}";
    let body = "<p>top<div class=c><div class=b><b>high</b><i></i><b>low</b></div></div>below";
    let pdf = print(&service, style, body);
    // Two lines of 20 px leave 60 of the 90 that the bar asks for.
    assert_near(top(&pdf, "low") - top(&pdf, "high"), 80.0, 1.5);
    assert_near(top(&pdf, "below") - top(&pdf, "low"), 20.0, 1.5);
}

#[test]
fn what_moves_a_box_by_its_transform_does_not_move_its_place() {
    let service = Service::start();
    let style = ".r{display:flex;align-items:center;height:100px}";
    let at = |own: &str| {
        let row = format!("<div class=r><b>one</b><b style='margin-left:20px;{own}'>two</b></div>");
        let pdf = print_html(&service, &page(style, &row));
        top(&pdf, "two") - top(&pdf, "one")
    };
    assert_near(at(""), 0.0, 0.5);
    assert_near(at("transform:translateY(-10px)"), -10.0, 0.5);
}

/// Words may break anywhere, and items are as narrow as that lets them be.
#[test]
fn items_are_as_narrow_as_words_that_break_anywhere() {
    let service = Service::start();
    let style = "*{box-sizing:border-box}.r{display:flex;width:200px}.r i{width:70px;flex:none;padding-left:20px}p{margin:0}";
    let long = "a".repeat(40);
    let row = |own: &str| {
        let body = format!("<div class=r style='{own}'><p>{long}</p><i>end</i></div>");
        left(&print(&service, style, &body), "end")
    };
    assert_near(row("overflow-wrap:anywhere"), 150.0, 1.5);
    assert!(row("overflow-wrap:break-word") > 300.0);
}

/// Lines are as short as they can be while there are no more of them.
#[test]
fn lines_of_headings_are_balanced() {
    let service = Service::start();
    let body = "<h1>aaaaa bbbbb ccccc ddddd <i>eeeee</i> fffff ggggg</h1><p>end";
    let style = "h1{font:16px/20px Arial;margin:0;width:300px;text-align:center}";
    let at = |own: &str| {
        let pdf = print(&service, &format!("{style}h1{{{own}}}"), body);
        (left(&pdf, "aaaaa"), top(&pdf, "eeeee") - top(&pdf, "aaaaa"))
    };
    let (plain, below) = at("");
    assert_near(below, 0.0, 1.0);
    let (balanced, below) = at("text-wrap:balance");
    assert_near(below, 20.0, 1.0);
    assert!(balanced > plain + 20.0, "{plain} {balanced}");
    assert_near(at("text-wrap:pretty").0, plain, 0.5);
    // Lines that are no higher than their letters are lines as well.
    let (tight, _) = at("line-height:1");
    assert!(at("line-height:1;text-wrap:balance").0 > tight + 20.0);
}

/// Bars of charts are shares of a height that only the layout knows.
#[test]
fn heights_are_shares_of_what_items_fill() {
    let service = Service::start();
    let bar = |style: &str, body: &str| {
        let style = format!(
            "p{{margin:0}}.c{{height:200px}}.b{{height:40%;font-size:10px;line-height:12px}}{style}"
        );
        let pdf = print(&service, &style, &format!("<p>first{body}<p>below"));
        (
            top(&pdf, "bar") - top(&pdf, "first"),
            top(&pdf, "below") - top(&pdf, "bar"),
        )
    };
    let row = ".c{display:flex}.g{flex:1}";
    let at_end = ".g{display:flex;align-items:flex-end}";
    let one = "<div class=c><div class=g><i class=b>bar</i></div></div>";
    // An item that fills its row, and one that says that it does.
    for own in [
        "",
        ".g{height:100%}",
        ".c{align-items:flex-end}.g{height:100%}",
    ] {
        let (_, below) = bar(&format!("{row}{at_end}{own}"), one);
        assert_near(below, 80.0, 5.0);
    }
    // One that is a column, and one that is a block.
    let column = ".g{display:flex;flex-direction:column;justify-content:flex-end}";
    assert_near(bar(&format!("{row}{column}"), one).1, 80.0, 5.0);
    let two = "<div class=c><div class=g><div class=b></div><i>bar</i></div></div>";
    assert_near(bar(row, two).0, 100.0, 5.0);
    // An area of a grid, and an item in one.
    let grid = ".c{display:grid;align-items:end}";
    let alone = "<div class=c><i class=b>bar</i></div>";
    assert_near(bar(grid, alone).1, 80.0, 5.0);
    let rows = ".c{display:grid;height:auto;grid-template-rows:200px}";
    assert_near(bar(&format!("{rows}{at_end}"), one).1, 80.0, 5.0);
    // What grows in a column.
    let grows = ".c{display:flex;flex-direction:column}.g{flex:1}";
    let named = "<div class=c><div class=g><i class=b>bar</i></div><p>name</div>";
    assert_near(
        bar(&format!("{grows}{at_end}"), named).1,
        20.0 + 0.4 * 180.0,
        5.0,
    );
}

/// Rows of a grid are shares of its height where that is known.
#[test]
fn rows_in_percent_are_shares_of_the_height_of_their_grid() {
    let service = Service::start();
    let style =
        "p{margin:0}.g{display:grid;grid-template-rows:60% 1fr}.h{height:500px}.w>.g{height:100%}";
    let grid = |class: &str| format!("<div class='g {class}'><p>one</p><p>two</p></div>");
    for (body, share) in [
        (grid("h"), 300.0),
        (format!("<div class='h w'>{}</div>", grid("")), 300.0),
        // Of nothing they are no shares.
        (grid(""), 20.0),
    ] {
        let pdf = print(&service, style, &body);
        assert_near(top(&pdf, "two") - top(&pdf, "one"), share, 1.0);
    }
}

/// Cards are as high as the highest of their row.
#[test]
fn all_of_a_height_is_that_of_the_item_around() {
    let service = Service::start();
    let style = "p{margin:0}.r{display:flex}.r>div{width:100px}.card{height:100%;display:flex;flex-direction:column}\
        .card p{flex:1}";
    let long = "word ".repeat(40);
    let card = |text: &str| format!("<div><div class=card><p>{text}</p><i>end</i></div></div>");
    let body = format!("<div class=r>{}{}</div>", card("short"), card(&long));
    let pdf = print(&service, style, &body);
    // The end of the short card stands where the other's does.
    assert_near(top(&pdf, "short"), top(&pdf, "word"), 0.5);
    assert!(top(&pdf, "end") - top(&pdf, "short") > 100.0);
}

/// The engine gives all of it to the last of them.
#[test]
fn rows_that_an_item_spans_share_what_it_asks_for() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:1fr 1fr}.g>:first-child{grid-row:span 2;height:100px}";
    let body = "<div class=g><div>tall</div><div>one</div><div>two</div></div>below";
    let pdf = print(&service, style, body);
    assert_near(top(&pdf, "two") - top(&pdf, "one"), 50.0, 1.0);
    assert_near(top(&pdf, "below") - top(&pdf, "one"), 100.0, 1.0);
    // Two rows of which one is as high as it says.
    let fixed = "grid-template-rows:30px auto";
    let pdf = print(&service, &format!("{style}.g{{{fixed}}}"), body);
    assert_near(top(&pdf, "two") - top(&pdf, "one"), 30.0, 1.0);
}

/// What is fixed between two edges of the page is as high as that before what is in it is placed.
#[test]
fn what_is_fixed_to_a_whole_page_has_its_contents_in_the_middle() {
    let service = Service::start();
    let style = ".w{position:fixed;inset:0;display:flex;align-items:center;justify-content:center}";
    let body = "<div class=w>mark</div><p>text";
    let pdf = print(&service, style, body);
    assert_near(top(&pdf, "mark"), 1122.5 / 2.0 - 10.0, 3.0);
}

/// A box in a line is no higher than it is because of what it was while it was measured.
#[test]
fn a_badge_in_an_item_makes_it_as_high_as_its_line() {
    let service = Service::start();
    let style = ".g{display:grid}.b{display:inline-flex;padding:7px 10px}";
    let body = "<div class=g><div><span class=b>badge</span></div><div>below</div></div>";
    let pdf = print(&service, style, body);
    assert_near(top(&pdf, "below") - top(&pdf, "badge"), 27.0, 1.0);
}

/// Its items have the room that the table gives the column.
#[test]
fn a_cell_that_is_a_container_leaves_the_columns_as_they_are() {
    let service = Service::start();
    let style = "table{width:400px;border-spacing:0}td,th{padding:0;text-align:left}.f{display:flex;justify-content:flex-end}";
    let body = "<table><tr><th>description<th>sum<tr><td>long words<td class=f><i>R</i>10</table>";
    let pdf = print(&service, style, body);
    let narrow = left(&pdf, "sum");
    assert!(narrow > 270.0, "{narrow}");
    assert!(left(&pdf, "R10") > 365.0, "{}", left(&pdf, "R10"));
}

#[test]
fn rows_of_fractions_are_alike_where_items_span_some_of_them() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-rows:auto repeat(4,1fr);height:420px;width:300px;\
        grid-template-columns:100px 100px}.g>*{grid-column:1}.g>.s{grid-column:2;grid-row:2/span 2}";
    let body = "<div class=g><b>head</b><b>one</b><b>two</b><b>three</b><b>four</b><b class=s>side</b></div>";
    let pdf = print(&service, style, body);
    for (word, at) in [
        ("one", 20.0),
        ("two", 120.0),
        ("three", 220.0),
        ("four", 320.0),
    ] {
        assert_at(below(&pdf, word, "head"), at);
    }
}

#[test]
fn items_without_contents_have_no_height() {
    let service = Service::start();
    let body =
        "<p>above</p><div class=f><b></b></div><div class=f><i></i><div></div></div><p>below</p>";
    let pdf = print(&service, "p{margin:0}.f{display:flex;gap:9px}", body);
    assert_near(top(&pdf, "below") - top(&pdf, "above"), 20.0, 0.4);
}

/// Space above the rows of a grid is within it: its background and the pages behind it begin where it does.
#[test]
fn space_above_rows_in_the_middle_is_in_their_grid() {
    let service = Service::start();
    let style = ".t{display:grid;align-content:center;height:800px;background:#def;break-after:page}\
        .f{display:flex;flex-wrap:wrap;align-content:flex-end;height:100px;background:#fed}";
    let body = "<div class=t><b>title</b></div><div class=f><b>low</b></div><b>below</b>";
    let pdf = print(&service, style, body);
    assert_eq!(pdf.pages(), 2);
    assert_at(top(&pdf, "title"), 390.7);
    let picture = pdf.picture_of(1, 96);
    assert_eq!(picture.dots()[20 * 794 + 300], [0xdd, 0xee, 0xff]);
    let second = pdf.picture_of(2, 96);
    assert_eq!(second.dots()[20 * 794 + 300], [0xff, 0xee, 0xdd]);
    assert_at(below(&pdf, "below", "low"), 20.0);
}

#[test]
fn space_is_shared_beside_columns_that_are_as_low_as_they_will_be() {
    let service = Service::start();
    let style = ".m{display:flex;flex-direction:column;min-height:600px;line-height:20px}\
        .c{columns:2}p{margin:0;break-inside:avoid}.s{margin-top:auto}";
    let lines = "<p>one line</p>".repeat(12);
    let body = format!(
        "<div class=m><b>first</b><div class=c>{lines}</div><div class=s>last</div></div><b>behind</b>"
    );
    let pdf = print(&service, style, &body);
    assert_at(below(&pdf, "last", "first"), 580.0);
    assert_at(below(&pdf, "behind", "last"), 20.0);
}
