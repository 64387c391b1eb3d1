//! How much room a page has, and what stands at its edges, as in Chromium.

use crate::support;

use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

/// Points in a pixel of CSS.
const PX: f64 = 0.75;

fn print(service: &Service, html: &str) -> Pdf {
    Pdf::new(&service.post_json(&json!({ "html": html })).pdf())
}

/// Contents are laid out on whole pixels, those at their end included.
#[test]
fn contents_are_as_wide_as_in_a_browser() {
    let service = Service::start();
    for (page, right) in [
        ("", 758.0),
        ("@page{size:A4}", 757.0),
        ("@page{size:A4;margin:10mm}", 757.0),
        ("@page{margin:20mm 15mm}", 739.0),
        ("@page{size:A4;margin:1in}", 698.0),
        ("@page{size:Letter;margin:10mm}", 779.0),
    ] {
        let html = format!(
            "<!DOCTYPE html><style>{page}body{{margin:0;font:16px Arial;color:rgb(0 0 0)}}\
             p{{margin:0;text-align:right}}</style><p>right</p>"
        );
        let found = print(&service, &html).word("right").2 / PX;
        assert!((found - right).abs() < 0.2, "{page}: {found:.2} px");
    }
}

/// Media queries are asked of those that are whole.
#[test]
fn a_page_of_a4_is_at_most_720_pixels_wide() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>b,i{display:none}@media (max-width:720px){b{display:inline}}\
        @media (min-width:720px){i{display:inline}}</style><b>narrow</b> <i>wide</i>";
    let text = print(&service, html).text();
    assert!(text.contains("narrow") && text.contains("wide"), "{text}");
}
