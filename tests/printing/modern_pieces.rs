//! What goes on in the next column or reaches from one end of the paper to the other, and rows
//! that several grids share, as in Chromium.

use crate::support;

use support::service::Service;

use super::styled::{assert_near, below, print};

/// What is in such a box is placed by its height, which is not that of the document.
#[test]
fn boxes_between_both_ends_of_the_paper_are_as_high_as_it() {
    let service = Service::start();
    let style = ".f{position:absolute;top:40px;bottom:42.5px;left:0;display:flex;\
        flex-direction:column;justify-content:space-between}p{margin:0}";
    let body = "<p>text</p><div class=f><p>first</p><p>middle</p><p>last</p></div>";
    let pdf = print(&service, style, body);
    assert_near(below(&pdf, "last", "first"), 1020.0, 2.0);
    assert_near(below(&pdf, "middle", "first"), 510.0, 2.0);
    let share = style.replace("bottom:42.5px", "height:50%");
    let pdf = print(&service, &share, body);
    assert_near(below(&pdf, "last", "first"), 541.0, 2.0);
    // One that says how high it is stays so.
    let own = format!("{style}.f{{height:120px}}");
    assert_near(
        below(&print(&service, &own, body), "last", "first"),
        100.0,
        1.0,
    );
}
