//! Boxes that are to stay whole, and cannot. Positions are those of Chromium.

use super::page_ends::{assert_at, cells, lines, print, text};

/// A box that is to stay whole, begins a page and is higher than one is broken where any other would be.
#[test]
fn a_box_that_cannot_stay_whole_is_broken_well() {
    let style = "h3{margin:0;font:inherit;break-after:avoid}.w{break-inside:avoid}";
    let inner = format!("<div class=w>{}</div>{}", lines("b", 3), lines("c", 10));
    let pdf = print(
        style,
        &format!("<div class=w>{}<h3>h</h3>{inner}</div>", lines("a", 18)),
    );
    assert_at(&pdf, "a17", 0, 341.0);
    assert_at(&pdf, "h", 1, 1.0);
    assert_at(&pdf, "b0", 1, 21.0);
    // One that begins further down has a page of its own first.
    let pdf = print(
        style,
        &format!(
            "{}<div class=w>{}<h3>h</h3>{inner}</div>",
            lines("x", 5),
            lines("a", 18)
        ),
    );
    assert_at(&pdf, "a0", 1, 1.0);
    assert_at(&pdf, "h", 2, 1.0);
    // Texts in it keep two lines on either side.
    let pdf = print(
        style,
        &format!("<div class=w>{}{}</div>", lines("a", 19), text("b", 5)),
    );
    assert_at(&pdf, "b0", 1, 1.0);
    // Rows of a table and of a flex container go on whole.
    let row = |name: &str| format!("<tr class=w>{}</tr>", cells(&[(name, 3)]));
    let rows: String = ["a", "b", "c", "d", "e", "f", "g", "h"].map(row).concat();
    let style = ".w{break-inside:avoid}td{padding:0}table{border-spacing:0}";
    let pdf = print(style, &format!("<div class=w><table>{rows}</table></div>"));
    assert_at(&pdf, "f2", 0, 341.0);
    assert_at(&pdf, "g0", 1, 1.0);
    let row = |name: &str| format!("<div class='f w'><div>{}</div></div>", lines(name, 3));
    let rows: String = ["a", "b", "c", "d", "e", "f", "g", "h"].map(row).concat();
    let pdf = print(
        ".w{break-inside:avoid}.f{display:flex}",
        &format!("<div class=w>{rows}</div>"),
    );
    assert_at(&pdf, "f2", 0, 341.0);
    assert_at(&pdf, "g0", 1, 1.0);
}
