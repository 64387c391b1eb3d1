//! The page: what the request says of it, what the document's `@page` rules say,
//! and what comes of both. Pages that fit their contents, pages that are left
//! out, and tables that go over several.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use support::pdf::Pdf;
use support::service::{Answer, Service, told};

/// Points to a millimetre.
const MM: f64 = 72.0 / 25.4;

/// A document whose words stand at the edges of the room for contents.
fn edges(css: &str) -> String {
    format!(
        "<!DOCTYPE html><style>{css} body{{margin:0;font:10pt Arial}}p{{margin:0;text-align:right}}</style>LEFT<p>RIGHT"
    )
}

fn post(service: &Service, request: Value) -> Answer {
    service.post_json(&request)
}

fn print(service: &Service, query: &str, html: &str) -> Pdf {
    Pdf::new(&service.print(query, html).pdf())
}

fn pages_of(pdf: &Pdf) -> Vec<String> {
    let text = pdf.text();
    let pages = text.strip_suffix('\u{c}').unwrap_or(&text);
    pages.split('\u{c}').map(str::to_owned).collect()
}

fn assert_near(found: f64, millimetres: f64, tolerance: f64, what: &str) {
    let found = found / MM;
    assert!(
        (found - millimetres).abs() <= tolerance,
        "{what}: {found:.1} mm instead of {millimetres:.1} mm"
    );
}

/// Asserts the size in millimetres, and the margins top, right and left.
fn assert_page(pdf: &Pdf, size: (f64, f64), margins: (f64, f64, f64), what: &str) {
    let (width, height) = pdf.size();
    assert_near(width, size.0, 0.5, &format!("{what}: width"));
    assert_near(height, size.1, 0.5, &format!("{what}: height"));
    let (left, top, ..) = pdf.word("LEFT");
    let (.., right, _) = pdf.word("RIGHT");
    // Letters begin a little below the upper edge of their line.
    assert_near(top, margins.0 + 0.4, 0.8, &format!("{what}: top"));
    assert_near(width - right, margins.1, 0.7, &format!("{what}: right"));
    assert_near(left, margins.2, 0.6, &format!("{what}: left"));
}

const A4: (f64, f64) = (210.0, 297.0);
const A5: (f64, f64) = (148.0, 210.0);
const USUAL: (f64, f64, f64) = (10.0, 10.0, 10.0);

#[test]
fn the_document_decides_where_the_request_is_silent() {
    let service = Service::start();
    for (css, size, margins) in [
        ("@page{size:A5}", A5, USUAL),
        ("@page{size:landscape}", (297.0, 210.0), USUAL),
        (
            "@page{size:A5 landscape;margin:20mm}",
            (210.0, 148.0),
            (20.0, 20.0, 20.0),
        ),
        (
            "@page{size:100mm 15cm;margin:.5in 1cm}",
            (100.0, 150.0),
            (12.7, 10.0, 10.0),
        ),
        ("@page{margin:5mm 15mm 10mm 25mm}", A4, (5.0, 15.0, 25.0)),
        (
            "@page{margin-left:30mm;margin-top:72pt}",
            A4,
            (25.4, 10.0, 30.0),
        ),
        (
            "@page{margin:1cm}@page{margin-right:0}",
            A4,
            (10.0, 0.0, 10.0),
        ),
        (
            "@media print{@page{size:A5;margin:7mm}}",
            A5,
            (7.0, 7.0, 7.0),
        ),
    ] {
        assert_page(&print(&service, "", &edges(css)), size, margins, css);
    }
}

#[test]
fn the_bottom_margin_of_the_document_pushes_text_to_the_next_page() {
    let service = Service::start();
    let html = |css| {
        format!(
            "<!DOCTYPE html><style>{css} body{{margin:0}}</style><div style='height:180mm'>x</div>"
        )
    };
    assert_eq!(print(&service, "", &html("")).pages(), 1);
    assert_eq!(
        print(&service, "", &html("@page{margin-bottom:120mm}")).pages(),
        2
    );
}

#[test]
fn a_linked_style_sheet_decides_too_and_the_document_s_own_comes_after_it() {
    let service = Service::start();
    let linked = |own: &str| {
        let html = format!(
            "<!DOCTYPE html><link rel=stylesheet href=page.css>{}",
            &edges(own)[15..]
        );
        let css = STANDARD.encode("@page{size:A5;margin:15mm}");
        Pdf::new(&post(&service, json!({"html": html, "assets": {"page.css": css}})).pdf())
    };
    assert_page(&linked(""), A5, (15.0, 15.0, 15.0), "linked");
    assert_page(
        &linked("@page{margin-left:30mm}"),
        A5,
        (15.0, 15.0, 30.0),
        "own",
    );
}

#[test]
fn a_style_sheet_that_nothing_links_decides_nothing() {
    let service = Service::start();
    let css = STANDARD.encode("@page{size:A5;margin:15mm}");
    let request = json!({"html": edges(""), "assets": {"page.css": css}});
    assert_page(
        &Pdf::new(&post(&service, request).pdf()),
        A4,
        USUAL,
        "not linked",
    );
}

#[test]
fn the_first_page_may_begin_lower_than_the_others() {
    let html = "<!DOCTYPE html><style>@page{margin:10mm}@page :first{margin-top:80mm}\
                body{margin:0;font:10pt Arial}</style>FIRST<div style='page-break-before:always'>SECOND</div>";
    let pdf = print(&Service::start(), "", html);
    assert_eq!(pdf.pages(), 2);
    assert_near(pdf.word("FIRST").1, 80.4, 0.8, "first");
    assert_near(pdf.word("SECOND").1, 10.4, 0.8, "second");
}

#[test]
fn the_request_comes_before_the_document() {
    let service = Service::start();
    let html = edges("@page{size:A5;margin:20mm}@page :first{margin-top:80mm}");
    let size = print(&service, "page_size=A6&margin_top=5mm", &html);
    assert_page(
        &size,
        (105.0, 148.0),
        (5.0, 20.0, 20.0),
        "size and one margin",
    );
    let margin = print(&service, "margin=5mm", &html);
    assert_page(&margin, A5, (5.0, 5.0, 5.0), "margins");
    let turned = print(&service, "orientation=landscape&margin_top=5mm", &html);
    assert_page(&turned, (210.0, 148.0), (5.0, 20.0, 20.0), "orientation");
}

#[test]
fn the_document_comes_before_the_operator_and_the_request_before_both() {
    let service = Service::start_with(&[
        ("HTML2PDF_DEFAULT_PAGE_SIZE", "A3"),
        ("HTML2PDF_DEFAULT_MARGIN", "30mm"),
    ]);
    let silent = print(&service, "", &edges(""));
    assert_page(&silent, (297.0, 420.0), (30.0, 30.0, 30.0), "operator");
    let sized = edges("@page{size:A5;margin-left:15mm}");
    let document = print(&service, "", &sized);
    assert_page(&document, A5, (30.0, 30.0, 15.0), "document");
    let request = print(&service, "page_size=A4&margin=10mm", &sized);
    assert_page(&request, A4, USUAL, "request");
    let off = print(&service, "css_page=off", &sized);
    assert_page(&off, (297.0, 420.0), (30.0, 30.0, 30.0), "off");
}

#[test]
fn page_rules_can_be_turned_off() {
    let html = edges("@page{size:A5;margin:20mm}@page :first{margin-top:80mm}");
    assert_page(
        &print(&Service::start(), "css_page=off", &html),
        A4,
        USUAL,
        "off",
    );
}

#[test]
fn a_page_rule_that_leaves_no_room_is_ignored() {
    let service = Service::start();
    for css in [
        "@page{size:A5;margin:200mm}",
        "@page{size:1mm 1mm}",
        "@page{size:none;margin:x}",
    ] {
        assert_page(&print(&service, "", &edges(css)), A4, USUAL, css);
    }
}

/// Asserts that there is one page, so high, in millimetres.
fn assert_high(pdf: &Pdf, height: f64, what: &str) {
    assert_eq!(pdf.pages(), 1, "{what}");
    let (_, found) = pdf.size();
    let found = found / MM;
    // Never less: the last line would stand on a second page.
    let good = found >= height - 0.4 && found <= height + 2.0;
    assert!(good, "{what}: {found:.1} mm for {height:.1} mm");
}

#[test]
fn a_single_page_is_as_high_as_its_contents() {
    let service = Service::start();
    let receipt = |css: &str, body: &str| {
        format!(
            "<!DOCTYPE html><style>body{{margin:0;font:9pt/5mm NanumGothic}}{css}</style>{body}"
        )
    };
    let lines: String = (1..=30).map(|n| format!("<div>item {n}</div>")).collect();
    let block = "<div style='height:100mm;background:#eee'>x</div>";
    let float = "<div style='float:left;width:40%;height:120mm;background:#eee'>x</div>short";
    for (query, css, body, height) in [
        ("margin=0", "", block, 100.0),
        ("margin=5mm", "", block, 110.0),
        ("margin=5mm+2mm+10mm", "", block, 115.0),
        ("margin=0", "body{margin:6mm 3mm}", block, 112.0),
        ("margin=0", "div{margin-bottom:10mm}", block, 110.0),
        ("margin=0", "", &lines, 150.0),
        ("margin=0", "", float, 120.0),
        ("margin=0", "html,body{height:100%}", &lines, 150.0),
        (
            "margin=0",
            "html{min-height:100%}body{height:100%}",
            block,
            100.0,
        ),
        ("margin=0", "body{height:120mm}", block, 120.0),
        (
            "margin=0&user_style=div{padding-top:20mm}",
            "",
            block,
            120.0,
        ),
        (
            "margin_bottom=0",
            "@page{margin-top:10mm}@page :first{margin-top:30mm}",
            block,
            130.0,
        ),
        ("margin=0&zoom=1.5", "", block, 150.0),
        ("margin=0&page_height=40mm", "", block, 100.0),
        // Header and footer are one line of 9 pt each, 3 mm away, and 5 mm
        // from the edge.
        (
            "margin=0&header_center=HEAD&footer_center=FOOT",
            "",
            block,
            123.9,
        ),
    ] {
        let query = format!("single_page=on&page_width=80mm&{query}");
        let pdf = print(&service, &query, &receipt(css, body));
        assert_high(&pdf, height, &format!("{query} {css}"));
        assert_near(pdf.size().0, 80.0, 0.5, "width");
    }
}

#[test]
fn what_is_on_a_single_page_is_all_there_between_header_and_footer() {
    let service = Service::start();
    let lines: String = (1..=100).map(|n| format!("<p>line{n}</p>")).collect();
    let request = json!({
        "html": format!("<!DOCTYPE html>{lines}"),
        "single_page": true,
        "page_width": "80mm",
        "margin": "5mm",
        "header_html": "<div style='height:20mm'>HEAD</div>",
        "footer_html": "<div style='height:10mm'>FOOT</div>",
    });
    let pdf = Pdf::new(&post(&service, request).pdf());
    assert_eq!(pdf.pages(), 1);
    let text = pdf.text();
    assert!(
        (1..=100).all(|n| text.contains(&format!("line{n}"))),
        "{text}"
    );
    let (head, first) = (pdf.word("HEAD"), pdf.word("line1"));
    let (last, foot) = (pdf.word("line100"), pdf.word("FOOT"));
    assert!(
        head.1 > 0.0 && first.1 - head.1 > 20.0 * MM,
        "{head:?} {first:?}"
    );
    assert!(
        last.3 < foot.1 && foot.3 < pdf.size().1,
        "{last:?} {foot:?}"
    );
}

#[test]
fn a_single_page_has_no_breaks_of_its_own() {
    let html = "<!DOCTYPE html><style>body{margin:0}div{height:30mm;page-break-before:always}</style>\
                <div>one</div><div>two</div><div style='page-break-after:always !important'>three</div>";
    let pdf = print(
        &Service::start(),
        "single_page=on&page_width=80mm&margin=0",
        html,
    );
    assert_high(&pdf, 90.0, "without breaks");
    assert!(pdf.text().contains("three"));
}

#[test]
fn the_texts_of_a_footer_have_the_font_and_the_size_that_are_asked_for() {
    let service = Service::start();
    let height = |query: &str| {
        let pdf = print(
            &service,
            &format!("footer_center=FOOT&{query}"),
            "<!DOCTYPE html><p>x",
        );
        let (_, top, _, bottom) = pdf.word("FOOT");
        (bottom - top, format!("{:?}", pdf.fonts()))
    };
    let (default, font) = height("");
    assert!(!font.contains("Nanum"), "{font}");
    let (large, font) = height("footer_font_size=18&footer_font=NanumGothic");
    assert!(font.contains("NanumGothic"), "{font}");
    assert!(large > 1.7 * default, "{default} {large}");
}

#[test]
fn the_document_may_ask_for_the_width_of_its_single_page() {
    let html = "<!DOCTYPE html><style>@page{size:80mm 200mm;margin:5mm}body{margin:0}</style>\
                <div style='height:90mm'>x</div>";
    let pdf = print(&Service::start(), "single_page=on", html);
    assert_high(&pdf, 100.0, "@page");
    assert_near(pdf.size().0, 80.0, 0.5, "width");
}

#[test]
fn what_is_higher_than_a_page_can_be_is_refused() {
    let service = Service::start();
    let html = |height| {
        format!(
            "<!DOCTYPE html><style>body{{margin:0}}</style><div style='height:{height}mm'>x</div>"
        )
    };
    let answer = service.print("single_page=on&page_width=80mm", &html(5200));
    assert_eq!(answer.status, 422);
    let problem = answer.problem();
    assert_eq!(problem["type"], "urn:html2pdf:unprintable");
    let detail = told(&problem);
    assert!(
        detail.contains("5080 mm") && detail.contains("single_page"),
        "{detail}"
    );
    // Its twin is just low enough.
    let high = print(
        &service,
        "single_page=on&page_width=80mm&margin=0",
        &html(5000),
    );
    assert_high(&high, 5000.0, "the highest");
}

#[test]
fn a_width_alone_is_enough_for_a_single_page_and_for_no_other() {
    let service = Service::start();
    // In quirks mode too, where a body is as tall as its page.
    for html in ["<p>x", "<!DOCTYPE html><p>x"] {
        let pdf = print(&service, "page_width=80mm&single_page=on", html);
        assert!(pdf.size().1 < 130.0, "{html}: {:?}", pdf.size());
    }
    let answer = service.print("page_width=80mm", "<p>x");
    assert_eq!(answer.status, 400);
    assert_eq!(answer.problem()["errors"][0]["field"], "page_height");
}

fn ten_pages() -> String {
    let pages = (1..=10).map(|n| format!("<div style='page-break-after:always'>page{n}.</div>"));
    let pages: String = pages.collect();
    format!(
        "<!DOCTYPE html>{}",
        pages.replace("<div style='page-break-after:always'>page10", "<div>page10")
    )
}

#[test]
fn only_the_pages_that_are_asked_for_are_left() {
    let service = Service::start();
    for (ranges, kept) in [
        (json!("1-3, 5, 8-"), &[1, 2, 3, 5, 8, 9, 10][..]),
        (json!("odd"), &[1, 3, 5, 7, 9]),
        (json!("even"), &[2, 4, 6, 8, 10]),
        (json!([1, 3]), &[1, 3]),
        (json!(["2-3", 9]), &[2, 3, 9]),
        (json!(4), &[4]),
        (json!("9-20"), &[9, 10]),
    ] {
        let answer = post(
            &service,
            json!({"html": ten_pages(), "page_ranges": ranges}),
        );
        assert_eq!(
            answer.header("x-pdf-pages"),
            kept.len().to_string(),
            "{ranges}"
        );
        let bytes = answer.pdf();
        let found: Vec<_> = pages_of(&Pdf::new(&bytes))
            .iter()
            .map(|page| page.trim().to_owned())
            .collect();
        let wanted: Vec<_> = kept.iter().map(|n| format!("page{n}.")).collect();
        assert_eq!(found, wanted, "{ranges}");
    }
}

#[test]
fn pages_keep_their_numbers_when_others_are_left_out() {
    let service = Service::start();
    let query = "page_ranges=9-&footer_center=number+[page]+of+[topage]";
    let pages = pages_of(&print(&service, query, &ten_pages()));
    assert!(pages[0].contains("number 9 of 10"), "{pages:?}");
}

#[test]
fn behind_a_password_the_pages_are_counted_too() {
    let service = Service::start();
    let answer = service.print("page_ranges=1-2&user_password=secret", &ten_pages());
    assert_eq!(answer.header("x-pdf-pages"), "2");
}

#[test]
fn pages_that_are_not_there_are_refused() {
    let service = Service::start();
    let answer = service.print("page_ranges=11-", &ten_pages());
    assert_eq!(answer.status, 422);
    let detail = answer.problem()["detail"].to_string();
    assert!(
        detail.contains("page_ranges") && detail.contains("10 pages"),
        "{detail}"
    );
    for ranges in ["0", "3-1", "a", "1-2-3", ","] {
        let answer = service.print(&format!("page_ranges={ranges}"), "<p>x");
        assert_eq!(answer.status, 400, "{ranges}");
        assert_eq!(answer.problem()["errors"][0]["field"], "page_ranges");
    }
}

/// Rows of six lines, which do not fill a page evenly.
fn table(css: &str) -> String {
    let rows: String = (1..=30)
        .map(|n| {
            let lines: String = (1..=6)
                .map(|line| format!("row{n}line{line}.<br>"))
                .collect();
            format!("<tr><td>{lines}</td></tr>")
        })
        .collect();
    format!(
        "<!DOCTYPE html><style>body{{margin:0;font:10pt/4.3mm Arial}}{css}</style>\
         <table><thead><tr><th>HEAD</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

/// How many pages have the head, and how many rows are cut in two.
fn heads_and_cuts(pages: &[String]) -> (usize, usize) {
    let heads = pages.iter().filter(|page| page.contains("HEAD")).count();
    let place = |n: usize, line: usize| {
        let word = format!("row{n}line{line}.");
        pages.iter().position(|page| page.contains(&word)).unwrap()
    };
    let cuts = (1..=30).filter(|n| place(*n, 1) != place(*n, 6)).count();
    (heads, cuts)
}

#[test]
fn tables_repeat_their_head_and_cut_rows_as_their_author_says() {
    let service = Service::start();
    let pages = |query: &str, css: &str| pages_of(&print(&service, query, &table(css)));

    let default = pages("page_size=A5", "");
    assert!(default.len() > 3, "{default:?}");
    let (heads, cuts) = heads_and_cuts(&default);
    assert_eq!(heads, default.len());
    assert!(cuts > 0, "{default:?}");

    let author = "thead{display:table-row-group}tr{page-break-inside:avoid}";
    assert_eq!(heads_and_cuts(&pages("page_size=A5", author)), (1, 0));
}

#[test]
fn the_foot_of_a_table_stands_on_each_page_unless_its_author_says_otherwise() {
    let service = Service::start();
    let foot = "<tfoot><tr><td>FOOT</td></tr></tfoot>";
    let feet = |query: &str, css: &str| {
        let html = table(css).replace("</table>", &format!("{foot}</table>"));
        let pages = pages_of(&print(&service, query, &html));
        let last = pages.last().unwrap().contains("FOOT");
        let feet = pages.iter().filter(|page| page.contains("FOOT")).count();
        (feet, pages.len(), last)
    };
    for query in ["page_size=A5", "page_size=A5&table_breaks=off"] {
        let (repeated, pages, _) = feet(query, "");
        assert_eq!(repeated, pages);
    }
    let once = "tfoot{display:table-row-group}";
    assert!(matches!(feet("page_size=A5", once), (1, _, true)));
    assert!(matches!(feet("page_size=A5&lower=off", ""), (1, _, true)));
}

#[test]
fn a_foot_that_stands_before_the_body_is_still_a_foot() {
    let foot = "</thead><tfoot><tr><td>FOOT</td></tr></tfoot>";
    let html = table("").replace("</thead>", foot);
    let pages = pages_of(&print(&Service::start(), "page_size=A5", &html));
    let last = pages.last().unwrap();
    assert!(last.find("FOOT") > last.find("row30line6."), "{pages:?}");
    assert!(
        pages[0].find("FOOT") > pages[0].find("row1line1."),
        "{pages:?}"
    );
}

#[test]
fn a_page_break_goes_through_no_line_of_a_row_higher_than_a_page() {
    let lines: String = (1..=300).map(|n| format!("line{n}.<br>")).collect();
    let html = format!(
        "<!DOCTYPE html><style>body{{font:10pt/4.3mm Arial}}</style><table><tr><td>{lines}</td></tr></table>"
    );
    let text = print(&Service::start(), "page_size=A5", &html).text();
    for n in 1..=300 {
        // A line that is cut is on both pages, half of it on each.
        assert_eq!(text.matches(&format!("line{n}.")).count(), 1, "line {n}");
    }
}

#[test]
fn what_is_as_high_as_the_page_needs_one_page() {
    let service = Service::start();
    // None of these is a number of whole points.
    for (size, height) in [
        ("A4 landscape", "210mm"),
        ("A5", "210mm"),
        ("A4", "297mm"),
        ("90mm 70mm", "70mm"),
        ("A4 landscape", "100vh"),
    ] {
        let html = format!(
            "<!DOCTYPE html><style>@page{{size:{size};margin:0}}body{{margin:0}}\
             div{{height:{height};background:#246;page-break-after:always}}</style>\
             <div>one</div><div>two</div>"
        );
        let pdf = print(&service, "", &html);
        assert_eq!(pdf.pages(), 2, "{size}");
        let picture = pdf.picture_of(2, 72);
        let blue = picture
            .dots()
            .iter()
            .filter(|dot| **dot == [0x22, 0x44, 0x66]);
        assert!(
            blue.count() * 100 > picture.dots().len() * 98,
            "{size}: not painted to its edges"
        );
    }
}
