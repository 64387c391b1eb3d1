//! Filters, borders of gradients, what fades, and what is moved and turned, as browsers paint
//! them.

use crate::support;

use support::pdf::Picture;
use support::service::Service;

use super::styled::{assert_near, left, print, top};

/// Red, and 400 pixels wide.
pub const RED: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAZAAAAEsAQMAAADXeXeBAAAABlBMVEX/AAAAAABBoxIDAAAAJklEQVR42u3BMQEAAADCoPVPbQlPoAAAAAAAAAAAAAAAAAAAgKcBO8QAAfyeO9sAAAAASUVORK5CYII=";

/// The colour of a dot, but for what painting loses.
fn at(picture: &Picture, x: usize, y: usize) -> [u8; 3] {
    picture.dots()[y * picture.width + x]
}

#[track_caller]
fn assert_colour(found: [u8; 3], expected: [u8; 3]) {
    let is_near = found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 5);
    assert!(is_near, "{found:?} instead of {expected:?}");
}

/// The engine would let the box itself shine through its text.
#[test]
fn what_fades_does_so_as_one() {
    let service = Service::start();
    let style = "div{opacity:.5;background:#f00;width:200px;height:60px}b{display:block;width:100px;height:30px;background:#00f}";
    let picture = print(&service, style, "<div><b></b></div>").picture(96);
    assert_colour(at(&picture, 150, 45), [255, 128, 128]);
    assert_colour(at(&picture, 50, 15), [128, 128, 255]);
}
