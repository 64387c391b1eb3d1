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
        ("@page{size:A4;margin:12mm}", 749.0),
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

/// What is around a text in its line belongs to it where a page ends, also if the line's
/// height is a number.
#[test]
fn lines_of_a_height_in_numbers_end_a_page_with_what_is_around_them() {
    let service = Service::start();
    let long = "<br>".repeat(90);
    // The page is 400 pixels high. The line is 40, its letters 18: so much of it would fit.
    for (height, page) in [(359, 0), (365, 1), (370, 1)] {
        let html = format!(
            "<!DOCTYPE html><style>@page{{size:400px 400px;margin:0}}body{{margin:0;\
             font:16px Arial;line-height:2.5;color:rgb(0 0 0)}}p{{margin:0}}.f{{display:flex}}\
             </style><div style=\"height:{height}px\"></div><div class=f><p>one <i>word</i></p></div>\
             <p>next</p>{long}"
        );
        let pdf = print(&service, &html);
        let found = pdf
            .words()
            .iter()
            .position(|words| words.iter().any(|w| w.text == "word"));
        assert_eq!(found, Some(page), "{height}");
        let top = pdf.words()[1]
            .iter()
            .find(|w| w.text == "next")
            .unwrap()
            .top
            / PX;
        // It follows directly.
        let wanted = if page == 0 { 11.0 } else { 51.0 };
        assert!((top - wanted).abs() < 2.5, "{height}: {top:.1} px");
    }
}

/// The engine paints the box of a shadow once more beside it, behind a clip, on every page.
#[test]
fn a_shadow_has_no_lines_beside_it_on_other_pages() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>@page{size:100mm 60mm;margin:0}body{margin:0}\
        div{margin:40px 60px;width:200px;height:80px;background:#fff;border-radius:8px;\
        box-shadow:0 12px 34px rgba(0,0,0,.08)}p{margin:0;break-after:page;color:#fff}</style><p>1</p><div></div>";
    let picture = print(&service, html).picture_of(2, 72);
    let darkest = picture.dots().iter().map(|dot| dot[0]).min().unwrap();
    assert!((232..247).contains(&darkest), "{darkest}");
}

/// Browsers set the lines of a text on whole pixels, wherever they come to lie.
#[test]
fn letters_stand_on_whole_pixels() {
    let service = Service::start();
    let lines = "line<br>".repeat(30);
    let html = format!(
        "<!DOCTYPE html><style>@page{{size:400px 400px;margin:10px}}body{{margin:0;\
         font:13.4px/1.57 Arial}}p{{margin:0 0 7.3px}}</style><p>{lines}</p><p>{lines}</p>"
    );
    let pdf = print(&service, &html);
    assert!(pdf.pages() > 2);
    for glyph in pdf.glyphs() {
        let y = glyph.y * 400.0;
        assert!(
            (y - y.round()).abs() < 0.1,
            "{y:.2} px on page {}",
            glyph.page
        );
    }
}

/// A line of 1.6 times 12.48 pixels has 5.97 more than its letters, and two whole ones of the half are above them. The
/// engine rounds the size of the font to dots, and the line to twenty pixels.
#[test]
fn letters_stand_where_the_exact_height_of_their_line_says() {
    let service = Service::start();
    for body in [
        "<p>n",
        "<p><b>n</b>",
        "<p><a style='border-left:1px solid'>n</a>",
    ] {
        let html = format!(
            "<!DOCTYPE html><style>@page{{size:400px 400px;margin:0}}body{{margin:0;\
             font:12.48px/1.6 Arial}}p{{margin:0;padding-top:20px}}</style>{body}"
        );
        let y = print(&service, &html).glyphs()[0].y * 400.0;
        assert!((y - 33.0).abs() < 0.3, "{y:.2} px of {body}");
    }
}

/// What is put before a document's scripts does not make its layout coarse.
#[test]
fn a_script_does_not_change_how_fine_the_layout_is() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>body{margin:0;font:13.4px Arial;display:flex}</style>\
        <p>MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM</p><script>document.title='x'</script>";
    let (left, _, right, _) = print(&service, html).word(&"M".repeat(40));
    let (left, right) = (left / PX, right / PX);
    // At four dots to a pixel they are 450 pixels wide.
    assert!((right - left - 446.5).abs() < 1.0, "{:.2} px", right - left);
}

/// Frameworks have masks that nobody uses, and classes that are called so.
#[test]
fn masks_that_nobody_uses_do_not_make_the_layout_coarse() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>body{margin:0;font:13.4px Arial}.fa-mask{color:red}\
        .wave{-webkit-mask-image:linear-gradient(#000,#fff)}.faint{opacity:.5}</style>\
        <img src=x.png><p>MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM</p>";
    let (left, _, right, _) = print(&service, html).word(&"M".repeat(40));
    let width = (right - left) / PX;
    assert!((width - 446.5).abs() < 1.0, "{width:.2} px");
}

/// Items of a column stand directly below each other.
#[test]
fn columns_are_as_high_as_what_is_in_them() {
    let service = Service::start();
    let items: String = (0..30)
        .map(|at| format!("<div><p>item{at}</p></div>"))
        .collect();
    let html = format!(
        "<!DOCTYPE html><style>body{{margin:0;font:16px/20px Arial}}p{{margin:0 0 2px}}\
         .c{{display:flex;flex-direction:column}}</style><div class=c>{items}</div><p>after</p>"
    );
    let pdf = print(&service, &html);
    let top = |name: &str| pdf.word(name).1 / PX;
    for (name, pixels) in [("item1", 22.0), ("item29", 638.0), ("after", 660.0)] {
        let found = top(name) - top("item0");
        assert!((found - pixels).abs() < 0.3, "{name}: {found:.2} px");
    }
}

/// The edges of a container do not begin a page alone where a row could begin it.
#[test]
fn rows_are_moved_with_the_edges_of_what_is_in_them() {
    let service = Service::start();
    let card = |name: &str| {
        format!("<div class=c><i>x</i><div><p>{name}1<p>{name}2<p>{name}3</div></div>")
    };
    let (long, a, b) = ("<br>".repeat(50), card("a"), card("b"));
    for (height, page, top) in [(300, 0, 301.0), (325, 1, 1.0)] {
        let html = format!(
            "<!DOCTYPE html><style>@page{{size:400px 400px;margin:0}}body{{margin:0;font:16px/20px Arial}}\
             p{{margin:0}}.r{{display:grid;grid-template-columns:1fr 1fr}}\
             .c{{display:flex;padding:0 0 30px;border:1px solid}}</style>\
             <div style=\"height:{height}px\">top</div><div class=r>{a}{b}</div><p>after</p>{long}"
        );
        let pdf = print(&service, &html);
        for name in ["a2", "b2"] {
            let word = &pdf.words()[page];
            let word = word.iter().find(|word| word.text == name);
            let found = word
                .unwrap_or_else(|| panic!("{name} is not on page {page}"))
                .top
                / PX;
            assert!((found - top - 20.0).abs() < 1.5, "{name}: {found:.2} px");
        }
    }
}

/// Headings of the first level are as large in sections as outside of them.
#[test]
fn headings_in_sections_are_as_large_as_others() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>body{margin:0;font:16px/20px Arial}.o{margin:0;font-size:20px}</style>\
        <section><h1>one</h1><p>two</p><article><h1>three</h1>four</article><h1 class=o>five</h1></section>";
    let pdf = print(&service, html);
    for (name, left, top) in [
        ("two", 37.0, 36.0),
        ("three", 37.0, 83.0),
        ("four", 37.0, 119.0),
    ] {
        let (x, y, right, _) = pdf.word(name);
        assert!((x / PX - left).abs() < 0.3, "{name}: {:.2} px", x / PX);
        let below = (y - pdf.word("one").1) / PX;
        // Large letters begin higher above where they stand.
        let higher = if name == "three" { 0.0 } else { 14.5 };
        assert!((below - top - higher).abs() < 1.5, "{name}: {below:.2} px");
        if name == "three" {
            assert!((right - x) / PX > 75.0);
        }
    }
    let (left, _, right, _) = pdf.word("five");
    assert!((right - left) / PX < 40.0);
}

/// Sizes in tenths of a pixel are no whole dots; letters are as wide as they say.
#[test]
fn letters_of_a_size_in_tenths_are_as_wide_as_in_a_browser() {
    let service = Service::start();
    for (size, letter, count, wanted) in [
        (14.4, "M", 40, 479.5),
        (13.6, "n", 60, 453.6),
        (11.2, "o", 83, 516.4),
    ] {
        let word = letter.repeat(count);
        let html = format!(
            "<!DOCTYPE html><style>body{{margin:0}}p{{margin:0;font:{size}px Arial}}</style><p>{word}</p>"
        );
        let (left, _, right, _) = print(&service, &html).word(&word);
        let width = (right - left) / PX;
        let near = if size > 14.0 { 0.4 } else { 0.6 };
        assert!((width - wanted).abs() < near, "{size}: {width:.2} px");
    }
}
