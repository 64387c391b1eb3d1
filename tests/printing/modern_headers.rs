//! Modern CSS in what comes along with a document: headers, footers, covers, and style
//! sheets of the request.

use crate::support;

use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::{Answer, Service};

const ROW: &str = "<!DOCTYPE html><style>:root{--gap:12px}body{margin:0}.h{display:flex;\
    justify-content:space-between;gap:var(--gap);font:10px/12px Arial}.h b{padding:4px}</style>\
    <div class=h><b>LEFT</b><b>MIDDLE</b><b>PAGE<i class=page></i></b></div>";

fn answer(service: &Service, request: Value) -> Answer {
    service.post_json(&request)
}

fn print(service: &Service, request: Value) -> Pdf {
    Pdf::new(&answer(service, request).pdf())
}

/// Asserts that the words of `ROW` are apart, on the margins and in the middle.
#[track_caller]
fn assert_spread(pdf: &Pdf) {
    let (width, _) = pdf.size();
    let (left, top, ..) = pdf.word("LEFT");
    let (.., right, _) = pdf.word("PAGE1");
    let (middle_left, middle_top, middle_right, _) = pdf.word("MIDDLE");
    assert!((left - 31.0).abs() < 1.0, "{left}");
    // Paper of A4 has room for 721 pixels between its usual margins.
    assert!((width - right - 29.5).abs() < 1.0, "{right} of {width}");
    let middle = (middle_left + middle_right) / 2.0;
    assert!((middle - width / 2.0).abs() < 6.0, "{middle} of {width}");
    assert!((top - middle_top).abs() < 0.1, "{top} {middle_top}");
}

#[test]
fn a_header_is_a_row_of_flexible_items() {
    let service = Service::start();
    for html in [
        "<!DOCTYPE html><p>BODY",
        "<!DOCTYPE html><style>p{display:flex}</style><p>BODY",
    ] {
        for side in ["header_html", "footer_html"] {
            let pdf = print(&service, json!({ "html": html, (side): ROW }));
            assert_spread(&pdf);
        }
        // Room is made for its height, paddings of items and all.
        let high = ROW.replace("padding:4px", "padding:40px 4px");
        let pdf = print(&service, json!({ "html": html, "header_html": high }));
        let (header, body) = (pdf.word("LEFT").1, pdf.word("BODY").1);
        assert!(body - header > 30.0, "{header} {body}");
    }
}

#[test]
fn the_first_page_and_javascript_off_have_such_headers_too() {
    let service = Service::start();
    let pdf = print(
        &service,
        json!({
            "html": "<!DOCTYPE html><p>BODY",
            "header_html": "<p>OTHER",
            "header_first_html": ROW,
            "javascript": false,
        }),
    );
    assert_spread(&pdf);
}

#[test]
fn headers_are_left_alone_where_nothing_is_lowered() {
    let service = Service::start();
    let request = json!({ "html": "<!DOCTYPE html><p>BODY", "header_html": ROW, "lower": false });
    let answer = answer(&service, request);
    assert!(answer.header("x-pdf-warnings").contains("display: flex"));
    let pdf = Pdf::new(&answer.pdf());
    let header = pdf.words().remove(0);
    let end = header.iter().map(|word| word.right).fold(0.0, f64::max);
    assert!(end < 200.0, "{end}");
}

#[test]
fn a_cover_is_laid_out_as_documents_are() {
    let service = Service::start();
    let cover = ROW.replace("<i class=page></i>", "1");
    let answer = answer(
        &service,
        json!({ "html": "<!DOCTYPE html><p>BODY", "cover_html": cover }),
    );
    assert_eq!(answer.header("x-pdf-pages"), "2");
    let pdf = Pdf::new(&answer.pdf());
    let (width, _) = pdf.size();
    assert!((pdf.word("LEFT").0 - 31.0).abs() < 1.0);
    assert!((width - pdf.word("PAGE1").2 - 29.5).abs() < 1.0);
}

#[test]
fn the_request_s_style_sheets_are_lowered_before_the_document_s() {
    let service = Service::start();
    let style = ":root{--x:flex-end} .r{display:flex;justify-content:var(--x)} :is(.r) b{width:50px}\
        .s{padding-left:200px}";
    let html = "<!DOCTYPE html><style>body{margin:0} .s{padding-left:100px}</style>\
        <div class=r><b>ONE</b></div><div class=s>TWO</div>";
    let pdf = print(&service, json!({ "html": html, "user_style": style }));
    let (width, _) = pdf.size();
    let (left, ..) = pdf.word("ONE");
    assert!((width - left - 26.5 - 37.5).abs() < 1.5, "{left}");
    // The document has the last word.
    assert!((pdf.word("TWO").0 - 28.0 - 75.0).abs() < 1.5);
}

#[test]
fn the_style_of_the_contents_is_lowered_or_warned_of() {
    let service = Service::start();
    let request = |css: &str| json!({ "html": "<!DOCTYPE html><h1>HEAD</h1>", "toc": true, "toc_title": "TITLE", "toc_css": css });
    let style = ":root{--left:100px} .toc-title{margin-left:var(--left)}";
    let plain = Pdf::new(&answer(&service, request("h1{}")).pdf())
        .word("TITLE")
        .0;
    let moved = answer(&service, request(style));
    assert_eq!(moved.header("x-pdf-warnings"), "");
    let moved = Pdf::new(&moved.pdf()).word("TITLE").0;
    assert!((moved - plain - 75.0).abs() < 2.0, "{plain} {moved}");
    let warned = answer(&service, request("h1{display:flex}"));
    assert!(warned.header("x-pdf-warnings").contains("toc_css"));
}
