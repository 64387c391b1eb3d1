//! Pages that a document tells apart by `@page` rules, and what is in their margins. The
//! places are those of Chromium's print, in pixels of CSS.

use crate::support;

use serde_json::{Value, json};

use support::pdf::{Pdf, line};
use support::service::Service;

use super::styled::PX;

fn document(style: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><style>body{{margin:0;font:16px/20px Arial}}p{{margin:0}}{style}</style>{body}"
    )
}

fn lines(count: usize) -> String {
    let lines = (1..=count).map(|n| format!("<p>line{n} of the text</p>"));
    lines.collect()
}

/// The print, and the warnings with it.
fn print_with(service: &Service, request: Value) -> (Pdf, String) {
    let answer = service.post_json(&request);
    let warnings = answer.header("x-pdf-warnings").to_owned();
    let pdf = Pdf::new(&answer.pdf());
    pdf.assert_sound();
    (pdf, warnings)
}

#[track_caller]
fn print(service: &Service, html: &str) -> Pdf {
    let (pdf, warnings) = print_with(service, json!({ "html": html }));
    assert_eq!(warnings, "");
    pdf
}

/// The places of words: page, word, left and top.
#[track_caller]
fn assert_places(pdf: &Pdf, places: &[(usize, &str, f64, f64)]) {
    for (page, word, left, top) in places {
        let found = pdf.word_on(*page, word);
        let (x, y) = (found.left / PX, found.top / PX);
        let good = (x - left).abs() < 1.6 && (y - top).abs() < 1.6;
        assert!(
            good,
            "{word} on page {page}: {x:.1} {y:.1} instead of {left} {top}"
        );
    }
}

fn texts(pdf: &Pdf) -> Vec<String> {
    pdf.words().iter().map(|words| line(words)).collect()
}

#[test]
fn the_first_page_may_have_margins_of_its_own_on_all_sides() {
    let service = Service::start();
    let cover = |css: &str| {
        let style = format!(
            "@page{{size:A4;margin:20mm}}@page:first{{margin:0}}.c{{height:297mm;padding:30mm;\
             box-sizing:border-box;background:#246;{css}}}"
        );
        document(&style, &format!("<div class=c>COVER</div>{}", lines(60)))
    };
    // Behind a break that is forced, and behind what fills the page.
    for css in ["page-break-after:always", ""] {
        let pdf = print(&service, &cover(css));
        assert_eq!(pdf.pages(), 3, "{css}");
        assert_places(
            &pdf,
            &[
                (1, "COVER", 113.4, 113.5),
                (2, "line1", 76.0, 76.5),
                (2, "line47", 76.0, 996.5),
                (3, "line60", 76.0, 296.5),
            ],
        );
        let picture = pdf.picture_of(1, 36);
        let blue = picture
            .dots()
            .iter()
            .filter(|dot| **dot == [0x22, 0x44, 0x66]);
        assert!(blue.count() * 100 > picture.dots().len() * 97, "{css}");
    }
}

#[test]
fn text_flows_from_a_first_page_with_more_or_less_room() {
    let service = Service::start();
    let pages = |style: &str| print(&service, &document(style, &lines(60)));
    let less = pages("@page{size:A5;margin:20mm}@page:first{margin:50mm 20mm 40mm}");
    assert_places(
        &less,
        &[
            (1, "line1", 76.0, 189.5),
            (1, "line22", 76.0, 609.5),
            (2, "line23", 76.0, 76.5),
            (2, "line54", 76.0, 696.5),
            (3, "line55", 76.0, 76.5),
        ],
    );
    let more = pages("@page{size:A5;margin:40mm 20mm 30mm}@page:first{margin:10mm 20mm 20mm}");
    assert_eq!(more.pages(), 2);
    assert_places(
        &more,
        &[
            (1, "line1", 76.0, 38.5),
            (1, "line34", 76.0, 698.5),
            (2, "line35", 76.0, 151.5),
        ],
    );
}

#[test]
fn a_first_page_of_another_width_ends_between_two_texts() {
    let style = "@page{size:A5;margin:20mm}@page:first{margin:30mm 5mm 5mm}";
    let pdf = print(&Service::start(), &document(style, &lines(60)));
    assert_places(
        &pdf,
        &[
            (1, "line1", 19.0, 113.5),
            (1, "line33", 19.0, 753.5),
            (2, "line34", 76.0, 76.5),
        ],
    );
}

#[test]
fn a_text_that_flows_on_from_a_first_page_of_another_width_is_warned_of() {
    let style = "@page{size:A5;margin:20mm}@page:first{margin:30mm 5mm 5mm}";
    let body = lines(60).replace("<p>", "").replace("</p>", "<br>");
    let request = json!({ "html": document(style, &format!("<div>{body}</div>")) });
    let (pdf, warnings) = print_with(&Service::start(), request);
    assert!(
        warnings.contains("@page :first of another width"),
        "{warnings}"
    );
    // Its upper margin is what can be had.
    assert_places(
        &pdf,
        &[(1, "line1", 76.0, 114.3), (2, "line31", 76.0, 76.5)],
    );
    assert_eq!(texts(&pdf).join(" ").matches("text").count(), 60);
}

#[test]
fn margin_boxes_say_what_they_say_where_browsers_put_it() {
    let style = "@page{size:A5;margin:20mm;@top-left{content:\"LEFT\";color:#c00}\
        @top-right{content:\"RIGHT\";font-size:8px}\
        @bottom-center{content:counter(page) \"/\" counter(pages)}\
        @bottom-right-corner{content:counter(page,upper-roman)}\
        @left-middle{content:\"SIDE\"}}@page:first{@top-left{content:none}}";
    let pdf = print(&Service::start(), &document(style, &lines(60)));
    assert_eq!(pdf.pages(), 2);
    assert_places(
        &pdf,
        &[
            (1, "RIGHT", 460.5, 32.9),
            (1, "SIDE", 20.0, 387.7),
            (1, "1/2", 270.1, 746.7),
            (1, "I", 485.0, 746.7),
            (1, "line1", 76.0, 76.5),
            (2, "LEFT", 75.6, 28.7),
            (2, "2/2", 270.1, 746.7),
            (2, "II", 485.0, 746.7),
            (2, "line33", 76.0, 76.5),
        ],
    );
    assert!(!texts(&pdf)[0].contains("LEFT"));
    assert!(pdf.picture_of(2, 200).has([0xcc, 0, 0]));
}

#[test]
fn left_and_right_pages_have_their_own_margins() {
    let style = "@page:left{margin:20mm 10mm 20mm 30mm;@bottom-left{content:counter(page)}}\
        @page:right{margin:20mm 30mm 20mm 10mm;@bottom-right{content:counter(page)}}@page{size:A5}";
    let pdf = print(&Service::start(), &document(style, &lines(60)));
    assert_eq!(pdf.pages(), 2);
    assert_places(
        &pdf,
        &[
            (1, "line1", 38.0, 76.5),
            (1, "line32", 38.0, 696.5),
            (1, "1", 439.0, 746.7),
            (2, "line33", 113.0, 76.5),
            (2, "2", 113.0, 746.7),
        ],
    );
}

#[test]
fn pages_of_a_name_have_their_own_size_and_links_lead_through_all() {
    let style = "@page{size:A5;margin:20mm}\
        @page wide{size:A5 landscape;margin:15mm 25mm;@top-center{content:\"WIDE\"}}\
        .w{page:wide}h2{font:bold 20px/24px Arial;margin:16px 0}";
    let body = "<h2>FIRST</h2><p><a href=#z>text</a></p><div class=w><h2>TABLE</h2>\
        <p style=text-align:right>END</p></div><h2>LAST</h2><p id=z>after</p>";
    let request = json!({ "html": document(style, body), "outline": true });
    let (pdf, _) = print_with(&Service::start(), request);
    assert_eq!(pdf.pages(), 3);
    assert_places(
        &pdf,
        &[
            (1, "FIRST", 76.0, 92.9),
            (2, "WIDE", 375.7, 18.7),
            (2, "TABLE", 94.0, 73.9),
            (2, "END", 665.2, 113.5),
            (3, "LAST", 76.0, 92.9),
            (3, "after", 76.0, 132.5),
        ],
    );
    let (width, height) = pdf.sizes()[1];
    assert!(width > 590.0 && height < 425.0, "{width} {height}");
    let titles = pdf.outline().into_iter().map(|one| (one.title, one.page));
    let expected = [("FIRST", 1), ("TABLE", 2), ("LAST", 3)];
    let expected = expected.map(|(title, page)| (title.to_owned(), Some(page)));
    assert_eq!(titles.collect::<Vec<_>>(), expected);
    let leads: Vec<_> = pdf.links().iter().map(|link| link.to_page).collect();
    assert_eq!(leads, [Some(3)]);
}

#[test]
fn the_page_has_its_own_border_padding_and_background() {
    let style = "@page{size:A5;margin:20mm;border:2px solid #00f;padding:5mm;background:#ffc}";
    let pdf = print(&Service::start(), &document(style, &lines(3)));
    assert_places(&pdf, &[(1, "line1", 96.9, 97.4)]);
    let picture = pdf.picture_of(1, 96);
    assert_eq!(picture.dots()[0], [0xff, 0xff, 0xcc]);
    assert!(picture.has([0, 0, 0xff]));
}

#[test]
fn the_request_s_own_header_and_margins_come_first() {
    let style = "@page{size:A5;margin:20mm;@top-left{content:\"ABOVE\"}@bottom-left{content:\"BELOW\"}}\
        @page:first{margin-left:40mm}";
    let request = json!({
        "html": document(style, &lines(60)), "header_left": "MINE", "margin_left": "30mm",
    });
    let (pdf, _) = print_with(&Service::start(), request);
    for text in texts(&pdf) {
        assert!(text.contains("MINE") && text.contains("BELOW"), "{text}");
        assert!(!text.contains("ABOVE"), "{text}");
    }
    assert_places(&pdf, &[(1, "line1", 113.4, 76.5)]);
}

#[test]
fn pages_of_a_book_are_numbered_through() {
    let style =
        "@page{size:A5;margin:20mm;@bottom-left{content:counter(page) \"of\" counter(pages)}}";
    let request = json!({
        "documents": [{"html": document(style, "one")}, {"html": document(style, "two")}],
        "cover_html": "<!DOCTYPE html>COVER",
    });
    let (pdf, _) = print_with(&Service::start(), request);
    let texts = texts(&pdf);
    assert_eq!(texts.len(), 3);
    assert_eq!(texts[0], "COVER");
    assert!(
        texts[1].contains("one") && texts[1].contains("1of2"),
        "{texts:?}"
    );
    assert!(
        texts[2].contains("two") && texts[2].contains("2of2"),
        "{texts:?}"
    );
}

#[test]
fn text_before_the_first_element_keeps_the_break_behind_it() {
    let service = Service::start();
    let broken = "FIRST<div style='page-break-before:always'>SECOND</div>";
    let first = "<div style='page-break-before:always'>SECOND</div>";
    for (style, body, pages) in [
        ("", broken, 2),
        ("b{display:flex}", broken, 2),
        ("b{display:flex}", first, 1),
        ("@page:first{margin-top:50mm}", broken, 2),
        ("@page:first{margin-top:50mm}", first, 1),
    ] {
        let pdf = print(&service, &document(style, body));
        assert_eq!(pdf.pages(), pages, "{style} {body}");
    }
}

#[test]
fn what_is_placed_on_the_paper_is_on_the_first_page() {
    let service = Service::start();
    let style = "@page{size:A5;margin:10mm}.f{display:flex}.a{position:absolute}";
    let placed = "<div class=a style='bottom:0;right:0'>END</div><div class=a style='top:50%'>HALF</div>\
        <div class=a style='top:0;bottom:0;left:50%'><p style='position:absolute;bottom:0'>FOOT</div>\
        <div class=a style='bottom:10%;left:100px;padding:5px;margin:3px'>TEN</div><div class=f>x</div>";
    for (count, pages) in [(0, 1), (59, 2)] {
        let pdf = print(
            &service,
            &document(style, &format!("{placed}{}", lines(count))),
        );
        assert_eq!(pdf.pages(), pages);
        assert_places(
            &pdf,
            &[
                (1, "END", 487.2, 736.5),
                (1, "HALF", 38.0, 397.5),
                (1, "FOOT", 279.5, 736.5),
                (1, "TEN", 146.0, 656.5),
            ],
        );
    }
}

#[test]
fn what_the_first_page_has_more_room_for_is_on_it_and_not_lost() {
    let service = Service::start();
    let pages = "@page{size:400px 300px;margin:20px}@page :first{margin:0 20px}";
    let html = document(
        &format!("{pages}p:nth-child(3n){{break-after:avoid}}"),
        &lines(30),
    );
    let pdf = print(&service, &html);
    let words: usize = texts(&pdf)
        .iter()
        .map(|text| text.matches("line").count())
        .sum();
    assert_eq!(words, 30);
    assert_places(
        &pdf,
        &[
            (1, "line14", 20.0, 260.0),
            (2, "line15", 20.0, 20.0),
            (2, "line26", 20.0, 240.0),
            (3, "line27", 20.0, 20.0),
        ],
    );

    let rows: String = (1..=20).map(|n| format!("<tr><td>row{n}")).collect();
    let style = "table{border-collapse:collapse}td{border:1px solid;padding:3px}\
                 tr:nth-child(3n){break-after:avoid}";
    for (above, last, top) in [(8, 5, 272.0), (10, 2, 231.0)] {
        let body = format!("{}<table>{rows}</table>", lines(above));
        let pdf = print(&service, &document(&format!("{pages}{style}"), &body));
        let words: usize = texts(&pdf)
            .iter()
            .map(|text| text.matches("row").count())
            .sum();
        assert_eq!(words, 20);
        assert_places(
            &pdf,
            &[
                (1, &format!("row{last}"), 24.0, top),
                (2, &format!("row{}", last + 1), 24.0, 24.0),
            ],
        );
    }
}

/// The rest of the pages is chosen from a printing that begins above the first one: both must
/// end it at the same row.
#[test]
fn rows_behind_a_first_page_with_more_room_are_all_there_once() {
    let service = Service::start();
    for kept in [7, 9, 11] {
        let row = |at: usize| {
            let style = ["", " style='break-after:avoid'"][usize::from(at == kept)];
            format!("<tr{style}><td>row{at}</td></tr>")
        };
        let rows: String = (0..30).map(row).collect();
        let html = format!(
            "<!DOCTYPE html><style>@page{{size:400px 400px;margin:50px 0}}@page :first{{margin-top:0}}\
             body{{margin:0;font:16px/20px Arial}}table{{border-collapse:collapse;width:100%}}\
             td{{padding:4px;border:2px solid}}</style><table>{rows}</table>"
        );
        let pdf = print(&service, &html);
        let words: Vec<_> = pdf.words().concat();
        let found: Vec<_> = words.iter().map(|word| word.text.clone()).collect();
        let all: Vec<_> = (0..30).map(|at| format!("row{at}")).collect();
        assert_eq!(found, all, "break after row {kept} avoided");
    }
}

#[test]
fn a_page_of_another_name_has_no_empty_one_before_it() {
    let style = "@page{size:400px 400px;margin:20px}@page title{margin:40px}h1{margin:21px 0}\
                 .title{page:title;break-after:page}section{break-before:right}";
    let body = "<div class=title><h1>Title</h1></div><section><h1>One</h1></section>\
                <section><h1>Two</h1></section>";
    let pdf = print(&Service::start(), &document(style, body));
    let texts: Vec<String> = texts(&pdf)
        .iter()
        .map(|text| text.trim().to_owned())
        .collect();
    assert_eq!(texts, ["Title", "One", "Two"]);
}
