//! What comes out of the real engine: every option is looked for in the PDF.

use crate::support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use support::pdf::{Pdf, near};
use support::service::Service;
use support::wait;

/// Points to a millimetre.
const MM: f64 = 72.0 / 25.4;

fn document(name: &str) -> String {
    let path = format!("{}/tests/documents/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn print(query: &str, html: &str) -> Pdf {
    Pdf::new(&Service::start().print(query, html).pdf())
}

#[test]
fn an_invoice_prints_with_its_text_and_fonts() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/invoice.html");
    let pdf = print("", &std::fs::read_to_string(path).unwrap());
    assert_eq!(pdf.pages(), 1);
    let text = pdf.text();
    assert!(text.contains("청구서") && text.contains("₩"), "{text}");
    let fonts = pdf.fonts();
    assert!(
        fonts.iter().any(|(name, _)| name.contains("Nanum")),
        "{fonts:?}"
    );
    assert!(fonts.iter().all(|(_, whole)| *whole), "{fonts:?}");
}

#[test]
fn page_sizes_are_those_of_the_standard() {
    let service = Service::start();
    for (query, width, height) in [
        ("", 210.0, 297.0),
        ("page_size=A0", 841.0, 1189.0),
        ("page_size=a5", 148.0, 210.0),
        ("page_size=A10", 26.0, 37.0),
        ("page_size=B5", 176.0, 250.0),
        ("page_size=B10", 31.0, 44.0),
        ("page_size=JIS-B5", 182.0, 257.0),
        ("page_size=Letter", 215.9, 279.4),
        ("page_size=Legal", 215.9, 355.6),
        ("page_size=Tabloid", 279.4, 431.8),
        ("orientation=landscape", 297.0, 210.0),
        ("page_size=Letter&orientation=landscape", 279.4, 215.9),
        ("page_width=100mm&page_height=15cm", 100.0, 150.0),
        ("pageWidth=4in&pageHeight=432pt", 101.6, 152.4),
        (
            "page-width=80&page-height=200&orientation=landscape",
            200.0,
            80.0,
        ),
    ] {
        let (got_width, got_height) = Pdf::new(&service.print(query, "<p>x").pdf()).size();
        // The engine writes whole points.
        let good = near(got_width, width * MM, 1.0) && near(got_height, height * MM, 1.0);
        assert!(good, "{query}: {got_width} x {got_height} pt");
    }
}

#[test]
fn margins_are_where_they_should_be() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>body{margin:0;font:10pt Arial}p{margin:0;text-align:right}</style>LEFT<p>RIGHT";
    for (query, top, right, left) in [
        ("", 10.0, 10.0, 10.0),
        ("margin=0", 0.0, 0.0, 0.0),
        ("margin=20mm", 20.0, 20.0, 20.0),
        ("margin=1in+2cm", 25.4, 20.0, 20.0),
        (
            "margin_top=30&margin_left=15mm&margin_right=96px",
            30.0,
            25.4,
            15.0,
        ),
    ] {
        let pdf = Pdf::new(&service.print(query, html).pdf());
        let (left_edge, top_edge, ..) = pdf.word("LEFT");
        let (.., right_edge, _) = pdf.word("RIGHT");
        assert!(near(left_edge, left * MM, 1.5), "{query}: left {left_edge}");
        assert!(
            near(right_edge, (210.0 - right) * MM, 1.7),
            "{query}: right {right_edge}"
        );
        assert!(near(top_edge, top * MM, 4.0), "{query}: top {top_edge}");
    }
}

#[test]
fn the_bottom_margin_pushes_text_to_the_next_page() {
    let html = "<!DOCTYPE html><style>body{margin:0}</style><div style='height:180mm'>x</div>";
    assert_eq!(print("", html).pages(), 1);
    assert_eq!(print("margin_bottom=120mm", html).pages(), 2);
}

#[test]
fn lengths_are_true() {
    let pdf = print("", &document("ruler.html"));
    let picture = pdf.picture(254);
    for (inches, colour) in [
        (4.0, [0xff, 0, 0]),
        (100.0 / 25.4, [0, 0xa0, 0]),
        (100.0 / 25.4, [0, 0, 0xff]),
        (4.0, [0xff, 0, 0xff]),
        (4.0, [0xff, 0x80, 0]),
    ] {
        let width = picture.widest_run(colour);
        assert!(near(width, inches, 0.015), "{colour:?}: {width}");
    }
}

#[test]
fn smart_shrinking_shrinks() {
    let html = "<!DOCTYPE html><style>body{margin:0}</style><div style='width:4in;height:1in;background:#00f'></div>";
    let width = |query| print(query, html).picture(254).widest_run([0, 0, 255]);
    assert!(near(width(""), 4.0, 0.015));
    assert!(near(width("smart_shrinking=on"), 3.2, 0.1));
}

#[test]
fn zoom_enlarges() {
    let html = "<!DOCTYPE html><style>body{margin:0}</style><div style='width:2in;height:1in;background:#00f'></div>";
    let width = |query| print(query, html).picture(254).widest_run([0, 0, 255]);
    assert!(near(width("zoom=1.5"), 3.0, 0.02));
    assert!(near(width("zoom=0.5"), 1.0, 0.02));
}

#[test]
fn dpi_changes_the_layout_but_not_the_size() {
    let html = "<!DOCTYPE html><style>body{margin:0}</style><div style='width:2in;height:1in;background:#00f'></div>";
    for dpi in ["72", "300", "2400"] {
        let width = print(&format!("dpi={dpi}"), html)
            .picture(254)
            .widest_run([0, 0, 255]);
        assert!(near(width, 2.0, 0.03), "{dpi}: {width}");
    }
}

#[test]
fn media_background_and_gray_are_seen_on_the_page() {
    let html = "<!DOCTYPE html><style>div{width:3in;height:1in;background:#f00}\
                @media print{div{background:#00f}}</style><div></div>";
    let (red, blue) = ([255, 0, 0], [0, 0, 255]);
    let picture = |query| print(query, html).picture(50);
    assert!(picture("").has(blue) && !picture("").has(red));
    let screen = picture("print_media=off");
    assert!(screen.has(red) && !screen.has(blue));
    assert!(!picture("background=off").has(blue));
    let gray = picture("grayscale=on");
    assert!(gray.dots().iter().all(|[r, g, b]| r == g && g == b));
    assert!(gray.dots().iter().any(|dot| dot[0] < 200));
}

#[test]
fn scripts_run_unless_they_are_off() {
    let html = "<p id=a>before</p><script>document.getElementById('a').innerHTML='after'</script>";
    assert!(print("", html).text().contains("after"));
    assert!(print("javascript=off", html).text().contains("before"));
}

#[test]
fn scripts_get_the_time_they_are_given() {
    let html = "<p id=a>before</p><script>setTimeout(function(){document.getElementById('a').innerHTML='after'},100)</script>";
    assert!(print("", html).text().contains("after"));
    assert!(print("javascript_delay=0", html).text().contains("before"));
    let slow = html.replace("100", "700");
    assert!(print("", &slow).text().contains("after"));
    assert!(
        print("javascript_delay=200", &slow)
            .text()
            .contains("before")
    );
    assert!(
        print("javascript_delay=1200", &slow)
            .text()
            .contains("after")
    );
}

#[test]
fn a_chart_that_draws_itself_is_drawn() {
    let pdf = print("", &document("chart.html"));
    assert_eq!(pdf.pages(), 1);
    assert!(
        pdf.picture(50)
            .dots()
            .iter()
            .any(|[r, g, b]| r.abs_diff(*g) > 60 || g.abs_diff(*b) > 60)
    );
}

#[test]
fn contents_for_readers_without_scripts_stay_hidden() {
    let html = "<p>always</p><noscript>never</noscript>";
    assert!(!print("", html).text().contains("never"));
    assert!(print("javascript=off", html).text().contains("never"));
}

#[test]
fn titles_and_outlines_are_in_the_pdf() {
    let html = "<!DOCTYPE html><title>문서 제목</title><h1>One</h1><h2>Two</h2>";
    assert_eq!(print("", html).info("Title"), "문서 제목");
    assert_eq!(
        print("title=--%ED%95%9C%20%22x%22", html).info("Title"),
        "--한 \"x\""
    );
    let service = Service::start();
    let has_outline = |query| {
        let bytes = service.print(query, html).pdf();
        bytes.windows(9).any(|word| word == b"/Outlines")
    };
    assert!(!has_outline(""));
    assert!(has_outline("outline=on"));
}

#[test]
fn the_creation_date_is_fixed_unless_asked_for() {
    assert!(
        print("", "<p>x")
            .info("CreationDate")
            .contains("Jan  1 00:00:00 2000")
    );
    assert!(
        !print("creation_date=now", "<p>x")
            .info("CreationDate")
            .contains("2000")
    );
}

#[test]
fn picture_quality_decides_the_size() {
    let html = format!("<img width=400 src=\"data:image/png;base64,{}\">", noise());
    let service = Service::start();
    let size = |query| service.print(query, &html).pdf().len();
    let (best, default, poor) = (size("image_quality=100"), size(""), size("image_quality=5"));
    assert!(best > default && default > poor, "{best} {default} {poor}");
    assert!(size("low_quality=on") <= default);
}

/// A picture that cannot be compressed well: a PNG of noise, in base64.
fn noise() -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(support::png::noise(200, 200))
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let html = document("report.html");
    let first = Service::start().print("", &html).pdf();
    // Another process, another temporary folder, another second.
    let second = || {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.unwrap().as_secs()
    };
    let then = second();
    wait::until("another second", Duration::from_secs(30), || {
        second() != then
    });
    let second = Service::start().print("", &html).pdf();
    assert!(first == second);
}

#[test]
fn a_report_has_its_pages_in_order() {
    let pdf = print("outline=on", &document("report.html"));
    assert!((8..=14).contains(&pdf.pages()), "{}", pdf.pages());
}

#[test]
fn nothing_is_lost_in_a_document_of_thousands_of_pages() {
    // So high that at full resolution the last pages would come out empty.
    let html: String = (1..=2600)
        .map(|n| format!("<p style='page-break-after:always'>page{n}</p>"))
        .collect();
    let pdf = print("page_size=A4", &html);
    assert!(pdf.pages() >= 2600);
    let text = pdf.text();
    for n in [1, 1300, 2390, 2600] {
        assert!(text.contains(&format!("page{n}\n")), "page{n}");
    }
}

#[test]
fn spaced_letters_keep_their_distance() {
    // The engine multiplies the space by its resolution; 20 letters and 19
    // spaces of 2 px must not become a line of half a metre.
    let html = "<!DOCTYPE html><style>body{margin:0;font:16px Arial}</style>\
                <p style='letter-spacing:2px'>WWWWWWWWWWWWWWWWWWWW</p>";
    let pdf = print("", html);
    let text = pdf.text();
    assert!(
        text.replace(' ', "").contains("WWWWWWWWWWWWWWWWWWWW"),
        "{text}"
    );
    let picture = pdf.picture(96);
    let last_dark = (0..picture.width)
        .rev()
        .find(|x| (0..picture.height).any(|y| picture.dots()[y * picture.width + x][0] < 100))
        .unwrap();
    // 20 letters of 15.1 px, 20 spaces of 2 px, and the margin of 10 mm.
    let expected = 20.0 * 15.1 + 20.0 * 2.0 + 37.8;
    assert!(near(last_dark as f64, expected, 12.0), "{last_dark}");
}

#[test]
fn text_in_a_web_font_that_is_missing_is_printed_all_the_same() {
    let html = "<style>@font-face{font-family:x;src:url(http://f.example/f.woff)}p{font-family:x,serif}</style><p>visible";
    assert!(print("", html).text().contains("visible"));
}

#[test]
fn lines_break_where_a_browser_breaks_them() {
    let expected = document("line-breaks.expected.txt");
    let printed = print("", &document("line-breaks.html")).text();
    let lines = |text: &str| -> Vec<String> {
        text.lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|line| !line.is_empty())
            .collect()
    };
    let (expected, printed) = (lines(&expected), lines(&printed));
    let alike = expected
        .iter()
        .filter(|line| printed.contains(line))
        .count();
    let share = alike as f64 / expected.len() as f64;
    assert!(share > 0.9, "{alike} of {} lines", expected.len());
}
