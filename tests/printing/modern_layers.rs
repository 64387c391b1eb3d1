//! What stands over others in a grid, what is painted behind texts that fade, and boxes that hold the
//! margins of what is in them. Places are those of Chromium.

use crate::support;

use support::pdf::Picture;
use support::service::Service;

use super::styled::{assert_near, below, left, print, top};

fn at(picture: &Picture, x: usize, y: usize) -> [u8; 3] {
    picture.dots()[y * picture.width + x]
}

/// Cells of the engine's tables stand over none, so one of two items was lost.
#[test]
fn items_of_a_grid_may_stand_over_others() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:100px repeat(4,100px);grid-template-rows:repeat(3,40px)}\
        .row{grid-column:1/-1;background:#ddf}.line{grid-column:3;grid-row:1/4;border-left:4px solid #f00}\
        .bar{background:#fc0}";
    let body = "<div class=g><div class=row style='grid-row:1'></div><div style='grid-area:1/1'>one</div>\
        <div class=bar style='grid-row:1;grid-column:2/4'>wide</div>\
        <div class=row style='grid-row:2'></div><div style='grid-area:2/1'>two</div>\
        <div class=bar style='grid-row:2;grid-column:3/5'>under</div>\
        <div style='grid-area:3/1'>three</div><div class=line></div></div><p style='margin:0'>after";
    let pdf = print(&service, style, body);
    for (word, x, y) in [
        ("one", 0.0, 0.0),
        ("wide", 100.0, 0.0),
        ("two", 0.0, 40.0),
        ("under", 200.0, 40.0),
        ("three", 0.0, 80.0),
        ("after", 0.0, 120.0),
    ] {
        assert_near(left(&pdf, word), x, 1.0);
        assert_near(top(&pdf, word), y, 1.5);
    }
    let picture = pdf.picture(96);
    assert_eq!(at(&picture, 450, 20), [221, 221, 255]);
    assert_eq!(at(&picture, 450, 60), [221, 221, 255]);
    assert_eq!(at(&picture, 150, 30), [255, 204, 0]);
    assert_eq!(at(&picture, 350, 70), [255, 204, 0]);
    // The line is painted last.
    assert_eq!(at(&picture, 202, 20), [255, 0, 0]);
    assert_eq!(at(&picture, 202, 100), [255, 0, 0]);
}

/// The one behind had no place where widths are measured, and kept it from those over it.
#[test]
fn an_item_over_another_is_as_wide_as_it_is_alone() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template:repeat(2,auto)/200px 200px;width:400px}.b{grid-area:1/1/-1/-1;background:#ccf}\
        .t{grid-area:1/2;justify-self:end}.h{grid-area:2/1/3/3;margin:10px}";
    let body =
        "<div class=g><div class=b></div><div class=t>new</div><div class=h>Headline</div></div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "new"), 371.5, 1.5);
    assert_near(top(&pdf, "Headline"), 30.5, 1.5);
    assert_eq!(at(&pdf.picture(96), 300, 45), [204, 204, 255]);
}

/// Rows of a grid that are the rows of one around it stand apart by the gaps of that one.
#[test]
fn rows_of_a_grid_around_have_its_gaps() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:200px 200px;row-gap:40px}\
        .c{display:grid;grid-template-rows:subgrid;grid-row:span 3;row-gap:4px}p{margin:0}";
    let card = |n: &str| format!("<div class=c><p>head{n}<p>text{n}<p>foot{n}</div>");
    let body = format!("<div class=g>{}{}</div>after", card("1"), card("2"));
    let pdf = print(&service, style, &body);
    assert_near(below(&pdf, "text1", "head1"), 24.0, 1.5);
    assert_near(below(&pdf, "foot1", "text1"), 40.0, 1.5);
    assert_near(top(&pdf, "after"), 84.5, 1.5);
}

/// Where gradients are painted, dots are large, and none may be put above a margin.
#[test]
fn items_hold_margins_beside_gradients() {
    let service = Service::start();
    let style = ".c{display:flex;flex-direction:column;justify-content:space-between;height:200px}\
        h2{margin:20px 0;font:inherit}i{display:block;height:20px;background:linear-gradient(120deg,red,blue 60%,#0f0)}";
    let body = "<i></i><div class=c><div><h2>head</h2></div><div>foot</div></div>";
    let pdf = print(&service, style, body);
    assert_near(top(&pdf, "head"), 40.5, 1.5);
    assert_near(top(&pdf, "foot"), 200.5, 1.5);
}

/// What is painted as a picture was as faint as the last text before it.
#[test]
fn a_mask_does_not_fade_with_the_text_before_it() {
    let service = Service::start();
    let style = "p{margin:0;opacity:.3}div{width:100px;height:40px;background:#00f;-webkit-mask:linear-gradient(#000,#000)}";
    let picture = print(&service, style, "<p>faint</p><div></div>").picture(96);
    let [red, green, blue] = at(&picture, 50, 40);
    assert!(red < 10 && green < 10 && blue > 245, "{red} {green} {blue}");
}

/// A page that was laid out to ask containers took what reads colours along.
#[test]
fn colours_of_elements_are_read_beside_containers() {
    let service = Service::start();
    let style = ".c{container-type:inline-size}@container (width>300px){p{margin:0}}\
        .d{height:40px;background:oklch(70% .2 calc(var(--i)*30))}";
    let body = "<div class=c><p>x</div><div class=d style='--i:1'></div>";
    let picture = print(&service, style, body).picture(96);
    let [red, _, blue] = at(&picture, 300, 40);
    assert!(red > 220 && blue < 140, "{red} {blue}");
}

#[test]
fn containers_hold_the_margins_in_them() {
    let service = Service::start();
    let style = ".c{container-type:inline-size;margin:20px 0}p{margin:30px 0}\
        @container (width>300px){p{color:#f00}}";
    let pdf = print(&service, style, "above<div class=c><p>in</div>after");
    assert_near(top(&pdf, "in"), 70.5, 1.5);
    assert_near(top(&pdf, "after"), 140.5, 1.5);
}

/// What is turned by its writing mode in a line may be turned once more.
#[test]
fn vertical_text_in_a_line_is_moved_as_boxes_are() {
    let service = Service::start();
    let style = "td{height:200px;vertical-align:bottom;padding:0}span{writing-mode:vertical-rl}\
        .t span{transform:rotate(180deg)}";
    let body = "<table style='border-spacing:0'><tr><td><span>down</span><td class=t><span>up to</span></table>";
    let pdf = print(&service, style, body);
    let [down, up] = ["down", "up"].map(|word| top(&pdf, word));
    assert!(up > down, "{up} {down}");
}

/// The engine keeps room for buttons that nobody sees on paper.
#[test]
fn fields_of_numbers_are_as_wide_as_others() {
    let service = Service::start();
    let style = "input{width:300px;-webkit-box-sizing:border-box;box-sizing:border-box;border:0;padding:0;background:#00f;height:20px;display:block}";
    let picture = print(&service, style, "<input type=number>").picture(96);
    assert_eq!(at(&picture, 295, 10), [0, 0, 255]);
}

/// A text that runs down stands in the middle of its box, be it told so as a line or as a flexible box.
#[test]
fn vertical_text_stands_in_the_middle_of_a_larger_box() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:40px 40px 200px}.g>*{writing-mode:vertical-rl}\
        .s{text-align:center}.f{display:flex;align-items:center;justify-content:center}i{writing-mode:horizontal-tb!important;height:200px}";
    let body = "<div class=g><div class=s>side</div><div class=f>flex</div><i></i></div>";
    let pdf = print(&service, style, body);
    assert_near(top(&pdf, "side"), 86.0, 3.0);
    assert_near(top(&pdf, "flex"), 88.0, 3.0);
    assert_near(left(&pdf, "flex"), 51.0, 2.0);
}

/// Browsers leave whole pixels between cells.
#[test]
fn room_between_cells_is_whole_pixels() {
    let service = Service::start();
    let style = "table{border-spacing:0 .9mm}td{padding:0}";
    let body = "<table><tr><td>one<tr><td>two<tr><td>three<tr><td>four</table>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "four", "one"), 69.0, 0.7);
}

/// The engine paints what is behind a row anew in each of its cells.
#[test]
fn what_stands_behind_a_row_is_as_large_as_the_row() {
    let service = Service::start();
    let style = "table{width:400px;border-spacing:0;table-layout:fixed}td,th{padding:0;height:20px}\
        thead{background:linear-gradient(90deg,#000 50%,#fff 0)}.r{background:linear-gradient(90deg,#fff 75%,#00f 0)}\
        .o{background:linear-gradient(#0f0,#0f0)}";
    let body = "<table><thead><tr><th>a<th><th><th></thead><tbody><tr class=r><td><td class=o><td><td></table>";
    let picture = print(&service, style, body).picture(96);
    let (black, white, green, blue) = ([0; 3], [255; 3], [0, 255, 0], [0, 0, 255]);
    for (y, colours) in [
        (15, [black, black, white, white]),
        (35, [white, green, white, blue]),
    ] {
        for (cell, colour) in colours.into_iter().enumerate() {
            for x in [30, 70] {
                let found = at(&picture, cell * 100 + x, y);
                let is_near = (0..3).all(|i| found[i].abs_diff(colour[i]) < 9);
                assert!(is_near, "{found:?} in cell {cell} at {x}, {y}");
            }
        }
    }
}
