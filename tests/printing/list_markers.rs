//! Markers of lists stand where Chromium has them. Positions are Chromium's.

use crate::support;

use support::pdf::{Pdf, find};
use support::service::Service;

use super::styled::{PX, print as print_styled};

fn print(service: &Service, style: &str, body: &str) -> Pdf {
    print_styled(service, &format!("p{{margin:0}}{style}"), body)
}

/// Where words begin and end, in pixels.
#[track_caller]
fn assert_spans(pdf: &Pdf, page: usize, spans: &[(&str, f64, f64)]) {
    let words = &pdf.words()[page - 1];
    for &(text, from, to) in spans {
        let word = find(words, text);
        let (left, right) = (word.left / PX, word.right / PX);
        assert!(
            (left - from).abs() < 0.5 && (right - to).abs() < 0.5,
            "{text} from {left:.1} to {right:.1} instead of {from} to {to}"
        );
    }
}

#[test]
fn numbers_end_with_a_space_before_the_text() {
    let service = Service::start();
    let body = "<ol start=8><li>ant<li>bee<li>cat</ol><ol type=a><li value=3>dog</ol>\
        <ol reversed start=5 style='font-size:30px;line-height:40px'><li>elk</ol>\
        <ol style='font-family:Times New Roman;padding-left:60px'><li>fox</ol>\
        <ol style='list-style-position:inside;list-style-type:upper-roman'><li>gnu</ol>\
        <ol dir=rtl style='list-style-type:decimal-leading-zero;width:300px'><li>hen</ol>\
        <table><tr><td><ol start=21><li>ibex</ol></table>\
        <ol start=41><li><p>lark</p><p>more</p><li style='page-break-before:always'>mole</ol>\
        <ol style='display:flex;gap:50px' start=51><li>newt<li>owl</ol>";
    let pdf = print(&service, "", body);
    let first = [
        ("8.", 22.2, 35.5),
        ("ant", 40.0, 62.2),
        ("10.", 13.3, 35.6),
        ("c.", 23.1, 35.6),
        ("5.", 6.6, 31.7),
        ("elk", 40.0, 78.3),
        ("1.", 44.0, 56.0),
        ("fox", 60.0, 81.3),
        ("I.", 40.0, 48.9),
        ("gnu", 53.3, 80.0),
        ("hen", 273.3, 300.0),
        (".01", 304.4, 326.7),
        ("21.", 16.3, 38.6),
        ("ibex", 43.0, 72.4),
        ("41.", 13.3, 35.6),
        ("lark", 40.0, 65.8),
    ];
    assert_spans(&pdf, 1, &first);
    let second = [
        ("42.", 13.3, 35.6),
        ("mole", 40.0, 74.7),
        ("52.", 97.1, 119.4),
    ];
    assert_spans(&pdf, 2, &second);
    // It is read as it is seen.
    assert!(pdf.text().contains("8. ant"), "{}", pdf.text());
}

/// Dots per inch: four in a pixel.
const DPI: u32 = 384;

/// Where there is ink in a part of the page, from its left edge to its right one.
#[track_caller]
fn assert_ink(pdf: &Pdf, top: f64, from: f64, to: f64) {
    let picture = pdf.picture(DPI);
    let rows = picture.dots().chunks(picture.width);
    let rows: Vec<_> = rows.skip(top as usize * 4).take(160).collect();
    let is_dark = |x: usize| rows.iter().any(|row| row[x][0] < 128);
    let columns: Vec<_> = (0..1400).filter(|&x| is_dark(x)).collect();
    let end = columns.windows(2).find(|pair| pair[1] > pair[0] + 8);
    let (left, right) = (columns[0] as f64 / 4.0, (end.unwrap()[0] + 1) as f64 / 4.0);
    assert!(
        (left - from).abs() < 0.6 && (right - to).abs() < 0.6,
        "from {left} to {right} instead of {from} to {to}"
    );
}

#[test]
fn bullets_stand_off_the_text() {
    let service = Service::start();
    let style = "ul{margin:0;font-size:20px;line-height:40px;width:300px}";
    let body = "<ul><li>one<ul><li>two<ul><li>three</ul></ul>\
        <li style='list-style-position:inside'>four<li dir=rtl>five</ul>";
    // What has gradients is laid out by coarser dots.
    for style in [
        style.to_owned(),
        format!("{style}p{{height:9px;background:linear-gradient(red,blue)}}"),
    ] {
        let pdf = print(&service, &style, &format!("{body}<p></p>"));
        assert_ink(&pdf, 0.0, 21.0, 27.0);
        assert_ink(&pdf, 40.0, 60.5, 67.5);
        assert_ink(&pdf, 80.0, 101.0, 107.0);
        assert_ink(&pdf, 120.0, 40.0, 46.0);
        assert_spans(&pdf, 1, &[("four", 67.0, 101.5), ("five", 308.9, 340.0)]);
    }
}

#[test]
fn pictures_stand_seven_pixels_off_the_text() {
    let service = Service::start();
    let red = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
    let style = format!("ul{{list-style-image:url(data:image/png;base64,{red})}}");
    let body = "<ul><li>one<li style='list-style-position:inside'>two</ul>";
    let pdf = print(&service, &style, body);
    assert_spans(&pdf, 1, &[("one", 40.0, 66.7), ("two", 48.0, 72.9)]);
}

#[test]
fn items_go_with_their_markers_from_column_to_column() {
    let service = Service::start();
    let style = ".c{columns:2;column-gap:20px;width:200px}.d p{margin:10px 0}";
    let body = "<ol class=c style='margin-top:0' start=31><li>jay<li>kite</ol>\
        <div class=c><ol><li>m m m m m m m m m m m m m m m<li>lynx<li value=9>mule</ol></div>\
        <div class='c d'><p>newt<p>owl<p>pig<p>rat</div><div class=c>\
        <ol reversed><li>seal<li>toad</ol></div>last";
    let pdf = print(&service, style, body);
    let spans = [
        ("31.", 13.3, 35.6),
        ("kite", 150.0, 174.9),
        ("32.", 123.3, 145.6),
        ("lynx", 150.0, 178.5),
        ("9.", 132.2, 145.5),
        ("seal", 40.0, 69.4),
    ];
    assert_spans(&pdf, 1, &spans);
    assert!(pdf.text().contains("2. seal"), "{}", pdf.text());
    let words = &pdf.words()[0];
    let top = |text: &str| (find(words, text).top - find(words, "jay").top) / PX;
    let tops = [
        ("kite", 0.0),
        ("lynx", 76.0),
        ("mule", 96.0),
        ("owl", 162.0),
        ("pig", 122.0),
        ("toad", 187.0),
        ("last", 223.0),
    ];
    let found: Vec<_> = tops
        .iter()
        .map(|&(text, _)| (text, top(text).round()))
        .collect();
    assert_eq!(found, tops);
}

#[test]
fn columns_end_without_the_margin_of_what_is_last() {
    let service = Service::start();
    let style = ".c{columns:2;column-gap:20px;width:200px}ul{margin:0 0 10px;padding:0;list-style:none}\
        .a{break-inside:avoid;padding-top:20px}";
    let body = "<div class=c><div class=a>ant bee cat dog elk<ul><li>fox<li>gnu</ul></div>\
        <div class=a>hen<ul><li>ibex<li>jay</ul></div></div>end";
    let pdf = print(&service, style, body);
    let words = &pdf.words()[0];
    let top = |text: &str| ((find(words, text).top - find(words, "ant").top) / PX).round();
    let found = ["fox", "gnu", "hen", "jay", "end"].map(top);
    assert_eq!(found, [40.0, 60.0, 0.0, 40.0, 80.0]);
}

/// Five lines.
const SHORT: &str = "antelope bee<br>fox<br>gnu<br>cat dog<br>hen";

#[test]
fn columns_are_balanced_by_their_lines() {
    let service = Service::start();
    let style = ".c{columns:3;column-gap:30px;width:400px;margin-bottom:20px}p{margin:0}";
    let text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen \
        fifteen sixteen seventeen";
    let pdf = print(
        &service,
        style,
        &format!("<div class=c>{text}</div><div class=c>{SHORT}</div><p>end"),
    );
    let words = &pdf.words()[0];
    let top = |text: &str| ((find(words, text).top - find(words, "one").top) / PX).round();
    let found = [
        "seven",
        "nine",
        "fourteen",
        "sixteen",
        "seventeen",
        "fox",
        "gnu",
        "hen",
        "end",
    ]
    .map(top);
    assert_eq!(
        found,
        [40.0, 0.0, 40.0, 0.0, 20.0, 100.0, 80.0, 80.0, 140.0]
    );
}

#[test]
fn lines_stand_between_columns() {
    let service = Service::start();
    let style = ".c{columns:3;column-gap:30px;width:400px}\
        .c{column-rule:4px solid #f00}.c{column-rule-color:#00f}";
    let text = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen \
        fifteen sixteen seventeen";
    let pdf = print(&service, style, &format!("<div class=c>{text}</div>"));
    // A line in the middle of the gap, as high as the columns.
    let picture = pdf.picture(DPI);
    let is_blue = |x: usize, y: usize| picture.dots()[y * picture.width + x] == [0, 0, 255];
    assert!(is_blue(4 * 128, 4) && is_blue(4 * 128, 4 * 59) && !is_blue(4 * 128, 4 * 62));
    assert!(!is_blue(4 * 124, 40) && !is_blue(4 * 132, 40) && is_blue(4 * 271, 40));
}

#[test]
fn markers_may_be_made_up() {
    let service = Service::start();
    let style = "@counter-style c{system:cyclic;symbols:\"<a>\" \"<b>\";suffix:\" \"}\
        @counter-style p{system:extends lower-roman;prefix:\"(\";suffix:\") \"}\
        @counter-style k{system:alphabetic;symbols:\"가\" \"나\"}\
        .c{list-style:c}.p{list-style-type:p}.k{list-style-type:k}.z{list-style:cjk-ideographic}";
    let three = |class: &str| format!("<ol class={class} start=10><li>x<li>x<li>x</ol>");
    let body = ["c", "p", "k", "z"].map(three).concat();
    let text = print(&service, style, &body).text();
    for marker in [
        "<b>",
        "<a>",
        "(x)",
        "(xi)",
        "(xii)",
        "가나나.",
        "十、",
        "十一、",
    ] {
        assert!(text.contains(marker), "{marker} in {text}");
    }
}

/// The engine gives them a line of their own above, or clips them off.
#[test]
fn items_that_begin_with_a_table_or_a_box_that_clips_have_their_markers_beside_it() {
    let service = Service::start();
    let style =
        "ol{margin:0;list-style-type:upper-alpha}table{border-spacing:0}td{padding:6px 0 0}";
    let body =
        "<ol><li><table><tr><td>ant</table><li><div style='overflow:hidden'>bee</div><li>cat</ol>";
    let pdf = print(&service, style, body);
    let words = &pdf.words()[0];
    let top = |text: &str| find(words, text).top / PX;
    // A row whose cells are in the middle stands on the end of what is in them.
    assert!((top("A.") - top("ant") - 5.0).abs() < 1.5);
    for (marker, text) in [("B.", "bee"), ("C.", "cat")] {
        assert!((top(marker) - top(text)).abs() < 1.0, "{marker}");
        assert!(find(words, marker).right < find(words, text).left);
    }
    assert!(top("ant") < 10.0 && top("bee") < 30.0);
}
