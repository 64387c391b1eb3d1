//! Small things that browsers print in one way and the engine in another.

use crate::support;

use support::service::Service;

use super::styled::{PX, assert_near as within, print_html as print};

#[track_caller]
fn assert_near(found: f64, pixels: f64) {
    within(found, pixels, 0.3);
}

#[test]
fn lines_without_a_height_are_as_high_as_in_a_browser() {
    let service = Service::start();
    // As Chromium has them: ascent, descent and gap are whole pixels, each for itself.
    for (font, height) in [
        ("16px Arial", 18.0),
        ("16px Times New Roman", 18.0),
        ("12px Arial", 14.0),
        ("14px Caladea", 17.0),
        ("13px Carlito", 16.0),
    ] {
        let html =
            format!("<!DOCTYPE html><style>p{{font:{font};color:rgb(0 0 0)}}</style><p>one<br>two");
        let pdf = print(&service, &html);
        assert_near((pdf.word("two").1 - pdf.word("one").1) / PX, height);
    }
}

#[test]
fn lines_are_as_high_as_the_fonts_that_stand_in_ask_for() {
    let service = Service::start();
    for (lang, text, height) in [
        ("ko", "이 문서", 19.0),
        ("th", "ราคานี้", 30.0),
        ("hi", "यह का", 22.0),
        ("ar", "الفاتورة", 19.0),
        ("zh", "公司的", 21.0),
        ("en", "plain", 18.0),
    ] {
        let html = format!(
            "<!DOCTYPE html><html lang={lang}><meta charset=utf-8><style>p{{margin:0}}\
             body{{font:16px Arial;display:flex;flex-direction:column}}</style>\
             <p>{text}<span> one</span><p>{text} two<p>{text}<b style='font-size:40px'>big</b>"
        );
        let pdf = print(&service, &html);
        assert_near((pdf.word("two").1 - pdf.word("one").1) / PX, height);
    }
}

#[test]
fn no_page_is_made_of_margins_and_of_what_is_hidden() {
    let service = Service::start();
    // 1123 px of a page without its margins of 37 px.
    let high = "<!DOCTYPE html><style>body{margin:8px}p{margin:16px 0}</style>\
        <div style='height:1025px'>one</div><p style='height:0'>";
    let broken = "<!DOCTYPE html><div style='page-break-after:always'>one</div>\
        <div style='display:none'>two</div><script></script>";
    for html in [high, broken] {
        assert_eq!(print(&service, html).pages(), 1, "{html}");
    }
    let two = "<!DOCTYPE html><div style='height:1025px'>one</div><div style='height:50px'>";
    assert_eq!(print(&service, two).pages(), 2);
}

#[test]
fn quotations_have_the_marks_of_their_language_or_of_their_style() {
    let service = Service::start();
    let own = "<style>em{quotes:'<' '>' '{' '}'} b:before{content:open-quote} b{quotes:'+' '-'}\
        i q{quotes:none}</style>";
    let html = format!(
        "<!DOCTYPE html><meta charset=utf-8>{own}<p><q>en<q>gl</q></q><p lang=de><q>deu</q>\
         <p><em><q>own<q>in</q></q></em><p><b>bold</b><p><i><q>bare</q></i>"
    );
    let text = print(&service, &html).text();
    for marked in ["“en‘gl’”", "„deu“", "<own{in}>", "+bold"] {
        assert!(text.contains(marked), "{text}");
    }
    assert!(text.lines().any(|line| line.trim() == "bare"), "{text}");
}

#[test]
fn plain_documents_have_the_pages_and_lines_of_a_browser() {
    let service = Service::start();
    let paragraphs: String = (0..60).map(|at| format!("<p>p{at}</p>")).collect();
    let pdf = print(&service, &format!("<!DOCTYPE html>{paragraphs}"));
    // 16 px of margin and 37 px of the page.
    assert_near((pdf.word("p1").1 - pdf.word("p0").1) / PX, 34.0);
    assert_eq!(pdf.pages(), 2);
    let html = "<!DOCTYPE html><style>h1{page-break-before:always}</style><h1>one</h1><h1>two</h1>";
    assert_eq!(print(&service, html).pages(), 2);
}

#[test]
fn a_document_in_quirks_mode_has_the_pages_of_its_contents() {
    let service = Service::start();
    for doctype in [
        "",
        "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">",
        "<!DOCTYPE html>",
    ] {
        assert_eq!(print(&service, &format!("{doctype}<p>one")).pages(), 1);
    }
}

/// The engine drops the width of a cell there where one below it would like to be wider.
#[test]
fn columns_share_their_width_in_quirks_mode_as_well() {
    let service = Service::start();
    let long = "words that go on here ".repeat(8);
    for doctype in ["", "<!DOCTYPE html>"] {
        let pdf = print(
            &service,
            &format!(
                "{doctype}<html><style>@page{{size:400px 400px;margin:0}}</style><body>\
                 <table border=1 cellspacing=0 cellpadding=4 width=100%><tr><td>A<td>B<td>C<td>D\
                 <tr><td>1<td>{long}<td>two words<td>six seven eight</table>"
            ),
        );
        within(pdf.word("C").0 / PX, 285.0, 1.5);
        within(pdf.word("D").0 / PX, 339.0, 1.5);
    }
}

/// Sheets of the engine are whole points high, and its lengths whole dots.
#[test]
fn what_is_as_high_as_the_page_fits_on_it() {
    let service = Service::start();
    let painted = "background:linear-gradient(red,blue)";
    for page in [
        "A4",
        "A5;margin:7mm",
        "A4 landscape;margin:0",
        "100mm 100mm;margin:5mm",
    ] {
        for style in [
            "html,body{height:100%}",
            &format!("html,body{{height:100%}}body{{display:grid;{painted}}}"),
            "body{min-height:100vh;display:flex;flex-direction:column}",
            &format!("div{{height:100vh;{painted}}}"),
            &format!("body{{{painted}}}"),
        ] {
            let html = format!(
                "<!DOCTYPE html><style>@page{{size:{page}}}body{{margin:0}}{style}</style><div>one</div>"
            );
            assert_eq!(print(&service, &html).pages(), 1, "{html}");
        }
    }
}

/// The engine paints the box of a shadow once more beside it, behind a clip. Where a viewer
/// smooths edges, that was a line.
#[test]
fn a_shadow_is_soft_and_has_no_lines_beside_it() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>@page{size:100mm 60mm;margin:0}body{margin:0}\
        div{margin:40px 60px;width:200px;height:80px;background:#fff;\
        box-shadow:0 12px 34px rgba(0,0,0,.08)}</style><div></div>";
    for radius in ["", "div{border-radius:8px}"] {
        let pdf = print(
            &service,
            &html.replace("</style>", &format!("{radius}</style>")),
        );
        let picture = pdf.picture(72);
        let darkest = picture.dots().iter().map(|dot| dot[0]).min().unwrap();
        // Below the middle of the box Chromium paints 239 and less grey farther out.
        assert!((232..247).contains(&darkest), "{darkest}");
    }
}

#[test]
fn boxes_that_shrink_to_fit_hold_their_text_on_one_line() {
    let service = Service::start();
    // Letters stand as close to each other as in Chromium: `Te`, `To`, `VA`, `AT`.
    let html = "<!DOCTYPE html><style>@page{size:A4;margin:0}body{margin:0;font:16px/20px Arial}\
        i{color:rgb(0 0 0)}b{font:13px/20px Carlito}s{font-family:Caladea}\
        b,s{display:inline-block;text-decoration:none}</style>\
        <div><s>Tel. To Wien 030 123 VAT AT</s></div>\
        <div><b>Ten words Yes that fit AV only</b></div>\
        <table><tr><td>Prepared by: Anna Toth, AV 7 To Maybe</table><p>Tot. TAX AWAY office";
    let pdf = print(&service, html);
    for (last, first, right) in [
        ("AT", "Tel.", 162.4),
        ("only", "Ten", 132.6),
        ("Maybe", "Prepared", 236.7),
        ("AWAY", "Tot.", 63.4),
    ] {
        let (left, top, ..) = pdf.word(last);
        assert!(
            (left / PX - right).abs() < 2.5,
            "{last} at {:.1} px",
            left / PX
        );
        assert_near((top - pdf.word(first).1) / PX, 0.0);
    }
    assert!((pdf.word("AT").0 / PX - 162.4).abs() < 0.3);
    assert!(pdf.text().contains("office"), "{}", pdf.text());
}

#[test]
fn sums_need_no_blanks_around_factors() {
    let service = Service::start();
    // What a variable is, and a part of the width, is known on the page only.
    let html = "<!DOCTYPE html><style>@page{size:A4;margin:0}body{margin:0;font:16px/20px Arial}\
        p{margin:0 0 0 calc(50%/var(--n) + 3*(10px*2 - 5px))}div{--n:2}</style><div><p>one</p>";
    assert_near(print(&service, html).word("one").0 / PX, 794.0 / 4.0 + 45.0);
}

#[test]
fn a_margin_at_the_top_is_kept_however_large_the_dots_are() {
    let service = Service::start();
    // A mask is painted dot by dot, and so the dots are large.
    let html = "<!DOCTYPE html><style>@page{size:A4;margin:0}body{margin:0;font:16px/20px Arial}\
        h1{margin:40px 0 0;font:16px/20px Arial}b{-webkit-mask:linear-gradient(#000,#fff)}</style><h1>one</h1>";
    let pdf = print(&service, html);
    let plain = html.replace("-webkit-mask", "mask-border");
    let other = print(&service, &plain);
    assert_near((pdf.word("one").1 - other.word("one").1) / PX, 0.0);
}

#[test]
fn a_margin_at_the_top_is_kept_where_contents_are_shrunk() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>@page{size:A4;margin:0}body{margin:0;font:16px/20px Arial}\
        p{margin:60px 0 0}div{width:1588px;color:rgb(0 0 0/1)}</style><p>one</p><div>two</div>";
    let pdf = print(&service, html);
    // By no more than a third; and letters stand on whole pixels of what is shrunk.
    let top = pdf.word("one").1 / PX;
    assert!((top - 60.0 / 1.5 - 0.5).abs() < 0.5, "{top:.1} px");
}

#[test]
fn rows_are_as_wide_as_their_paddings_leave_room() {
    let service = Service::start();
    // Parts of pixels count: 13.6 px, and 5.7 px in each item.
    let html = "<!DOCTYPE html><style>@page{size:A4;margin:0}body{margin:0;font:16px/20px Arial}\
        div{display:flex;padding:.85rem;width:500px}b{flex:1;padding:0 5.7px}</style>\
        <div><b>one</b><b>two</b><b>three</b></div>";
    let pdf = print(&service, html);
    assert_near(pdf.word("two").0 / PX, 13.6 + 500.0 / 3.0 + 5.7);
    assert_near(pdf.word("three").0 / PX, 13.6 + 1000.0 / 3.0 + 5.7);
}

#[test]
fn digits_are_as_wide_as_in_the_font_of_their_element() {
    let service = Service::start();
    let html = "<!DOCTYPE html><style>@page{size:A4;margin:0}body{margin:0;font:20px Courier New}\
        p{margin:0 0 0 10ch}.b{font:bold 20px Times New Roman}.f{display:flex;gap:5ch}\
        b{flex:0 0 10ch}</style><p>one</p><p class=b>two</p><div class=f><b>x</b><b>three</b></div>";
    let pdf = print(&service, html);
    for (word, left) in [("one", 120.02), ("two", 100.0), ("three", 180.03)] {
        assert_near(pdf.word(word).0 / PX, left);
    }
}

#[test]
fn the_height_of_a_cell_holds_its_paddings_where_its_box_does() {
    let service = Service::start();
    let table = |box_sizing: &str| {
        let html = format!(
            "<!DOCTYPE html><style>@page{{size:A4;margin:0}}body{{margin:0;font:16px/20px Arial}}\
             td{{height:9mm;padding:4.5px;border:1px solid;box-sizing:{box_sizing}}}\
             table{{border-collapse:collapse}}</style><table><tr><td>one<tr><td>two</table>"
        );
        let pdf = print(&service, &html);
        (pdf.word("two").1 - pdf.word("one").1) / PX
    };
    assert_near(table("border-box"), 34.02);
    assert_near(table("content-box"), 34.02 + 10.0);
}

#[test]
fn a_page_is_shrunk_for_what_is_not_clipped() {
    let service = Service::start();
    let shrunk = |style: &str| {
        let html = format!(
            "<!DOCTYPE html><style>@page{{size:A4;margin:0}}body{{margin:0;font:16px/20px Arial}}\
             i{{display:flex}}b{{position:absolute;left:600px;width:400px}}{style}</style>\
             <p>one</p><div><b>two</b></div><i></i>"
        );
        let word = print(&service, &html).word("one");
        (word.2 - word.0) / PX < 24.0
    };
    // A box that stands out of the flow is clipped by what it stands in only.
    assert!(shrunk("div{overflow:hidden}"));
    assert!(!shrunk("div{overflow:hidden;position:relative}"));
    // The body clips by itself only where the root does as well.
    assert!(shrunk("body{overflow:hidden;position:relative}"));
    assert!(!shrunk(
        "html,body{overflow-x:hidden}body{position:relative}"
    ));
}

#[test]
fn pages_begin_within_boxes_that_float_or_clip() {
    let service = Service::start();
    let boxes = [
        ("float:left", "float:left;width:0", 2),
        ("overflow:auto", "", 2),
        (
            "margin-left:30%;float:left;width:60%",
            "float:left;width:25%",
            2,
        ),
        // Here browsers make none, and nothing is lost.
        ("overflow:hidden;height:500px", "", 1),
    ];
    for (style, before, pages) in boxes {
        let html = format!(
            "<!DOCTYPE html><style>.a{{{before}}}.b{{{style}}}h2{{break-before:page}}</style>\
             <div class=a></div><div class=b><p>one</p><h2>two</h2></div>"
        );
        let pdf = print(&service, &html);
        assert_eq!(pdf.pages(), pages, "{style}");
        assert_eq!(pdf.word_on(pages as usize, "two").text, "two");
    }
}
