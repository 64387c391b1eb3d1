//! Documents as they were written before style sheets: what they ask for by tags and
//! attributes alone. Positions are those of Chromium.

use crate::support;

use serde_json::json;
use support::service::Service;

use super::page_ends::{assert_at, print};
use super::styled::{PX, print_html, print_request};

#[test]
fn a_row_whose_cells_are_in_the_middle_goes_on_behind_the_end_of_a_page() {
    let above: String = (0..18).map(|at| format!("<p>a{at}</p>")).collect();
    let style = "td{padding:0 9px}table{border-spacing:0;margin-top:-7px}";
    let row = "<tr><td>n<td valign=bottom>m<td>b0<br>b1<br>b2<br>b3";
    let pdf = print(style, &format!("{above}<table>{row}</table>"));
    for (word, page, top) in [
        ("n", 0, 354.0),
        ("m", 0, 354.0),
        ("b1", 0, 374.0),
        ("b2", 1, 1.0),
    ] {
        assert_at(&pdf, word, page, top);
    }
}

#[test]
fn rows_of_a_document_without_styles_are_divided() {
    let lines = |at: usize| {
        let lines = ["a", "b", "c", "d", "e", "f"];
        lines.map(|line| format!("L{at}{line}<BR>")).concat()
    };
    let rows: String = (0..12)
        .map(|at| format!("<TR><TD>r{at}<TD>{}", lines(at)))
        .collect();
    let html = format!("<!DOCTYPE html><p>one<br>two</p><TABLE>{rows}</TABLE>");
    let pdf = print_html(&Service::start(), &html);
    assert_eq!(pdf.pages(), 2);
    let pages = pdf.words();
    let has = |page: usize, text: &str| pages[page].iter().any(|word| word.text == text);
    assert!(has(0, "r8") && has(0, "L8b") && has(1, "L8f"));
}

#[test]
fn what_is_too_wide_is_shrunk_without_any_style() {
    let service = Service::start();
    let line = format!("<!DOCTYPE html><pre>{} last</pre>", "x".repeat(100));
    let cells = "<TD NOWRAP>a cell of some width</TD>".repeat(6);
    let cells = format!("<!DOCTYPE html><TABLE><TR>{cells}<TD>last</TABLE>");
    for html in [line, cells] {
        let pdf = print_html(&service, &html);
        let word = pdf.word_on(1, "last");
        assert!(word.right / PX < 794.0 - 30.0, "{word:?}");
    }
}

#[test]
fn edges_of_tables_are_as_light_and_as_dark_as_in_a_browser() {
    let service = Service::start();
    let has = |attributes: &str, grey: u8| {
        let html = format!("<!DOCTYPE html><body><table {attributes}><tr><td>x</table>");
        let picture = print_html(&service, &html).picture_of(1, 96);
        picture.widest_run([grey; 3]) > 0.2
    };
    for grey in [168, 84] {
        assert!(has("border=8", grey));
        assert!(has("border=8 style='border-collapse:separate'", grey));
    }
    assert!(!has("border=8 style='border-collapse:collapse'", 168));
    let solid = "style='border:solid;border-width:8px'";
    assert!(has(solid, 0) && !has(solid, 128));
}

#[test]
fn a_document_in_an_attribute_is_in_no_quirks_mode() {
    let html = "<!DOCTYPE html><body style='margin:0'><iframe srcdoc='<p>inner' style='border:0'></iframe>";
    let pdf = print_html(&Service::start(), html);
    let word = pdf.word_on(1, "inner");
    assert!((word.top / PX - 37.0 - 16.0).abs() < 1.5, "{word:?}");
}

#[test]
fn boxes_of_films_and_sounds_are_as_large_as_in_a_browser() {
    let html = "<!DOCTYPE html><body style='margin:0'><video controls width=200 height=60></video><p>below</p>";
    let pdf = print_html(&Service::start(), html);
    let word = pdf.word_on(1, "below");
    assert!((word.top / PX - 37.0 - 60.0 - 16.0).abs() < 6.0, "{word:?}");
}

#[test]
fn style_sheets_decide_over_the_sides_of_films() {
    let html = "<!DOCTYPE html><style>body{margin:0;width:400px}.a{width:100%;height:auto}</style>\
        <video class=a width=640 height=360></video><p>one</p>\
        <video width=640 height=360 style='quotes:none;height:30px'></video><p>two</p>";
    let service = Service::start();
    for lower in [true, false] {
        let request = json!({"html": html, "lower": lower, "margin": "10mm"});
        let pdf = print_request(&service, request);
        let [one, two] = ["one", "two"].map(|word| pdf.word_on(1, word).top / PX);
        assert!((one - 37.8 - 225.0 - 16.0).abs() < 6.0, "{one}");
        assert!((two - one - 30.0 - 50.0).abs() < 6.0, "{one} {two}");
    }
}

#[test]
fn what_clips_its_text_stands_on_the_line_with_its_lower_edge() {
    let html = "<!DOCTYPE html><style>body{margin:0;font:16px/20px Arial;color:rgb(0 0 0)}\
        b{display:inline-block;overflow:hidden;height:40px}</style><p>line <b>clipped</b>";
    let pdf = print_html(&Service::start(), html);
    let tops = ["line", "clipped"].map(|word| pdf.word_on(1, word).top / PX);
    assert!((tops[0] - tops[1] - 24.0).abs() < 2.0, "{tops:?}");
}

#[test]
fn pictures_that_are_repeated_begin_where_their_box_does() {
    // Eight lines of blue above eight of red.
    let strip = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAQCAIAAABY/YLgAAAAEklEQVR42mNgYPjPgA/jl2UAAP5PD/FEJ0zbAAAAAElFTkSuQmCC";
    let html = format!(
        "<!DOCTYPE html><body style='margin:0'><p style='margin:0;height:21px'>first\
         <div style='height:40px;background:url(data:image/png;base64,{strip}) repeat-x'></div>\
         <div style='page-break-before:always;height:13px'>second</div>\
         <div style='height:16px;background:url(data:image/png;base64,{strip})'></div>\
         <div style='padding-top:9px;transform:skewX(0.00001deg)'>\
         <div style='height:16px;background:url(data:image/png;base64,{strip})'></div></div>"
    );
    let pdf = print_html(&Service::start(), &html);
    assert_eq!(pdf.pages(), 2);
    // The last one is turned by so little that its numbers would have exponents.
    for (page, top) in [(1, 37 + 21), (2, 37 + 13), (2, 37 + 38)] {
        let picture = pdf.picture_of(page, 96);
        let line = |y: usize| picture.dots()[y * 794 + 400];
        assert!(line(top + 3)[2] > 250 && line(top + 3)[0] < 5, "{page}");
        assert!(line(top + 12)[0] > 250 && line(top + 12)[2] < 5, "{page}");
        assert_eq!(line(top + 20), [255; 3], "{page}");
    }
}

#[test]
fn lists_and_files_to_choose_are_seen_as_in_a_browser() {
    let html = "<!DOCTYPE html><body style='margin:0;font:16px/20px Arial;color:rgb(0 0 0)'>x<select multiple \
        size=3><option>A<option selected>Bee<option>C<option>Dee</select>y<br><input type=file>z<br>\
        <input type=file multiple>";
    let pdf = print_html(&Service::start(), html);
    let at = |word: &str| {
        let word = pdf.word_on(1, word);
        (word.left / PX, word.top / PX)
    };
    let near = |found: f64, pixels: f64| (found - pixels).abs() < 1.2;
    assert!(near(at("Bee").1 - at("A").1, 17.0) && near(at("C").1 - at("Bee").1, 17.0));
    assert!(near(at("y").0 - at("x").0, 38.0), "{:?}", at("y"));
    assert!(near(at("z").0 - at("Choose").0, 245.0), "{:?}", at("z"));
    let text = pdf.text();
    assert!(text.contains("Choose File No file chosen") && text.contains("Choose Files"));
    assert!(!text.contains("Dee"), "{text}");
}

#[test]
fn lists_to_choose_from_keep_their_width_and_place() {
    let html = "<!DOCTYPE html><style>body{margin:0;font:16px/20px Arial}.r{display:flex}.r select{flex:1}</style>\
        <select multiple style='width:300px;display:block'><option>A</select>b<br>\
        <select multiple style='float:right;width:25%'><option>C</select>\
        <div class=r style='clear:both'><select multiple><option>D</select><select multiple><option>E</select></div>\
        <div style='position:relative'><input type=file style='position:absolute;right:0'></div>";
    let pdf = print_html(&Service::start(), html);
    let left = |word: &str| pdf.word_on(1, word).left / PX - 37.0;
    assert!(left("b").abs() < 1.0, "{}", left("b"));
    assert!((left("C") - 0.75 * 720.0).abs() < 5.0, "{}", left("C"));
    assert!((left("E") - left("D") - 360.0).abs() < 3.0, "{}", left("E"));
    assert!(left("Choose") > 450.0, "{}", left("Choose"));
    let picture = pdf.picture_of(1, 96);
    let line = &picture.dots()[794 * 80..794 * 81];
    let grey: Vec<_> = (0..794).filter(|x| line[*x] == [118; 3]).collect();
    assert_eq!(grey.len(), 2, "{grey:?}");
    assert!((grey[1] - grey[0]).abs_diff(299) < 2, "{grey:?}");
}

#[test]
fn boxes_to_tick_are_square_whatever_their_place() {
    let html = "<!DOCTYPE html><style>input{height:36px;border:1px solid #888}</style>\
        <body style='margin:0'><input type=checkbox checked>";
    let picture = print_html(&Service::start(), html).picture_of(1, 96);
    let lines = picture.dots().chunks_exact(794);
    let blue = lines.filter(|line| line.contains(&[0, 117, 255])).count();
    assert!((10..=15).contains(&blue), "{blue}");
}

#[test]
fn last_lines_of_texts_are_aligned_by_themselves() {
    let html = "<!DOCTYPE html><style>body{margin:0;font:16px/20px Arial;color:rgb(0 0 0)}p{margin:0;width:300px}\
        .j{text-align-last:justify}.c{text-align:justify;text-align-last:center}</style>\
        <p class=j>one two three</p><p class=c>several words that go on to a second line of it end\
        <p class=j>several words that go on to a second line of it fin<p style='text-align-last:right'>at right\
        <table><tr><td class=j style='width:200px'>left edge</table><p>after";
    let pdf = print_html(&Service::start(), html);
    let right = |word: &str| pdf.word_on(1, word).right / PX - 37.0;
    let top = |word: &str| pdf.word_on(1, word).top / PX - 37.0;
    for (word, edge) in [
        ("two", 157.5),
        ("three", 300.0),
        ("end", 178.4),
        ("fin", 300.0),
        ("right", 300.0),
        ("edge", 203.0),
    ] {
        assert!((right(word) - edge).abs() < 1.5, "{word}: {}", right(word));
    }
    assert!((top("end") - 40.5).abs() < 1.5 && (top("fin") - 80.5).abs() < 1.5);
}

#[test]
fn last_lines_begin_at_the_left_of_texts_in_the_middle() {
    let service = Service::start();
    let left = |body: &str, word: &str| {
        let html = format!(
            "<!DOCTYPE html><style>body{{margin:0;font:16px/20px Arial}}p{{margin:0;width:300px}}</style>{body}"
        );
        print_html(&service, &html).word_on(1, word).left / PX - 37.0
    };
    let text = "several words that go on to a second line of it";
    for side in ["left", "start"] {
        let body = format!("<p style='text-align:center;text-align-last:{side}'>{text} end");
        assert!(
            left(&body, "of").abs() < 1.0,
            "{side}: {}",
            left(&body, "of")
        );
    }
    let body = "<div style='text-align-last:right'><p style='text-align-last:initial'>alpha<p>beta";
    assert!(left(body, "alpha").abs() < 1.0, "{}", left(body, "alpha"));
    assert!(left(body, "beta") > 200.0, "{}", left(body, "beta"));
}

#[test]
fn summaries_have_marks_where_lists_would_and_dialogues_are_as_wide_as_their_contents() {
    let html = "<!DOCTYPE html><style>body{margin:0;font:16px/20px Arial;color:rgb(0 0 0)}.b{list-style:none}\
        .c{display:flex}.d::marker{content:''}dialog{position:static}figcaption,.e{display:block}.f{display:block}\
        .f{display:list-item}</style><details open><summary>one</summary>\
        x</details><details><summary class=b>two</summary></details><details><summary class=c>three</summary>\
        </details><details><summary class=d>four</summary></details><details><summary class=e>six</summary></details>\
        <details><summary class=f>seven</summary></details><dialog open>five</dialog>";
    let pdf = print_html(&Service::start(), html);
    let left = |word: &str| pdf.word_on(1, word).left / PX - 37.0;
    for word in ["one", "seven"] {
        assert!(left(word) > 12.0, "{word}: {}", left(word));
    }
    for word in ["two", "three", "four", "six"] {
        assert!(left(word).abs() < 1.0, "{word}: {}", left(word));
    }
    assert!((left("five") - 347.0).abs() < 3.0, "{}", left("five"));
}

#[test]
fn annotations_of_a_first_line_stand_in_the_space_above_it() {
    let html = "<!DOCTYPE html><style>body{margin:8px;font:16px Arial;color:rgb(0 0 0)}</style>\
        <p>one <ruby>base<rt>top</rt></ruby><p>two <ruby>base<rt>top</rt></ruby><p>three\
        <div>four <ruby>base<rt>top</rt></ruby></div><div>five <ruby>base<rt>top</rt></ruby></div>";
    let pdf = print_html(&Service::start(), html);
    let top = |word: &str| pdf.word_on(1, word).top / PX;
    for (upper, lower, apart) in [
        ("one", "two", 34.0),
        ("two", "three", 34.0),
        ("three", "four", 34.0),
        // There is no space above it.
        ("four", "five", 25.5),
    ] {
        let found = top(lower) - top(upper);
        assert!((found - apart).abs() < 2.5, "{lower}: {found}");
    }
}
