//! Drawings in SVG, in boxes of another ratio than theirs.

use crate::support;

use support::service::Service;

use super::styled::{PX, print};

const RED: [u8; 3] = [255, 0, 0];

fn red_width(body: &str) -> f64 {
    let service = Service::start();
    let pdf = print(&service, "svg,img{display:block}", body);
    pdf.picture(144).widest_run(RED) * 72.0 / PX
}

#[test]
fn a_drawing_fits_a_box_of_which_the_width_is_a_share() {
    let drawing = |own: &str| {
        format!(
            "<div style='width:300px;display:flex'><svg viewBox='0 0 100 20' {own} \
             style='width:100%;height:40px'><rect width=100 height=20 fill=red /></svg></div>"
        )
    };
    let kept = red_width(&drawing(""));
    assert!((kept - 200.0).abs() < 3.0, "{kept}");
    let stretched = red_width(&drawing("preserveAspectRatio=none"));
    assert!((stretched - 300.0).abs() < 3.0, "{stretched}");
}

#[test]
fn a_picture_in_svg_keeps_its_ratio_in_any_box() {
    let picture = |own: &str| {
        format!(
            "<div style='display:flex'><img style='width:100px;height:40px' src=\"data:image/svg+xml,%3Csvg \
             xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'{own}%3E%3Crect width='20' height='20' \
             fill='red'/%3E%3C/svg%3E\"></div>"
        )
    };
    let kept = red_width(&picture(""));
    assert!((kept - 40.0).abs() < 3.0, "{kept}");
    let stretched = red_width(&picture(" preserveAspectRatio='none'"));
    assert!((stretched - 100.0).abs() < 3.0, "{stretched}");
}

/// Places in it are told in its own pixels.
#[test]
fn what_is_zoomed_out_does_not_make_the_page_wider() {
    let body = "<div style='display:flex'><div style='width:300px;height:20px;background:red'></div></div>\
                <div style='zoom:.5'>small</div>";
    let width = red_width(body);
    assert!((width - 300.0).abs() < 3.0, "{width}");
}
