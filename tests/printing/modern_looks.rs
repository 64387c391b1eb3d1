//! How markers, lines under text, clips and what shines through look. Places are those of
//! Chromium.

use crate::support;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{assert_near as within, left, print, top};

#[track_caller]
fn assert_at(pdf: &Pdf, word: &str, x: f64, y: f64) {
    within(left(pdf, word), x, 1.0);
    within(top(pdf, word), y, 1.5);
}

#[test]
fn markers_have_looks_and_contents_of_their_own() {
    let service = Service::start();
    let style = "li::marker{content:counter(list-item,upper-roman) \") \";color:#f00}\
        .p li::marker{color:#0f0;content:normal}";
    let body = "<ol start=3 style='margin:0'><li>three<li>four</ol><ul class=p><li>item</ul>";
    let pdf = print(&service, style, body);
    assert_at(&pdf, "III)", 16.9, 0.5);
    assert_at(&pdf, "IV)", 15.1, 20.5);
    assert_at(&pdf, "three", 40.0, 0.5);
    assert_at(&pdf, "item", 40.0, 56.5);
    let picture = pdf.picture(192);
    assert!(picture.has([255, 0, 0]) && picture.has([0, 255, 0]));
}

#[test]
fn counters_that_nothing_resets_go_on_in_rows_and_columns() {
    let service = Service::start();
    let style = ".f{display:flex;gap:10px}.s{counter-increment:s;width:90px}\
        .s::before{content:\"s\" counter(s) \" \"}.c{columns:2;column-fill:auto;height:44px;width:400px;column-gap:0}\
        .q{counter-increment:q;break-inside:avoid;height:20px}.q::before{content:\"q\" counter(q) \" \"}";
    let body = "<div class=f><div class=s>one</div><div class=s>two</div></div>\
        <div class=c><div class=q>a</div><div class=q>b</div><div class=q>c</div></div>";
    let pdf = print(&service, style, body);
    assert_at(&pdf, "s2", 100.0, 0.5);
    assert_at(&pdf, "q3", 200.0, 20.5);
}

#[test]
fn parts_of_lengths_before_and_behind_are_of_their_box() {
    let service = Service::start();
    let style = ".k{position:relative;width:200px;height:30px}.k::after{content:\"mark\";\
        position:absolute;left:calc(50% - 20px);top:calc(100% - 25px)}";
    let pdf = print(&service, style, "<div class=k></div>");
    assert_at(&pdf, "mark", 80.0, 5.5);
}

#[test]
fn a_column_in_the_middle_moves_nothing_around_it() {
    let service = Service::start();
    let style = ".h{display:flex;height:100px;width:300px}.t{flex:1;display:flex;\
        flex-direction:column;justify-content:center;background:#00f}.t p{margin:0;color:#fff}\
        i{opacity:.5}";
    let body = "<div class=h><div class=t><p>mid</p></div></div><i>faint</i>";
    let pdf = print(&service, style, body);
    assert_at(&pdf, "mid", 0.0, 40.5);
    assert_at(&pdf, "faint", 0.0, 100.5);
    assert_eq!(pdf.picture(96).dots()[0], [0, 0, 255]);
}

#[test]
fn lines_under_text_have_a_colour_and_a_place() {
    let service = Service::start();
    let style = "a{text-decoration:underline 2px #f00;text-underline-offset:4px;color:#000}\
        u{text-decoration-color:#00f}";
    let pdf = print(&service, style, "<a href=x>under</a> <u>plain</u> rest");
    assert_at(&pdf, "rest", 84.4, 0.5);
    let picture = pdf.picture(96);
    assert!(picture.has([255, 0, 0]) && picture.has([0, 0, 255]));
    // Two pixels, four below the letters.
    let lines: Vec<_> = picture.dots().chunks(picture.width).collect();
    let red: Vec<_> = (0..30).filter(|y| lines[*y][10] == [255, 0, 0]).collect();
    assert!(matches!(red[..], [18..=20, 19..=21]), "{red:?}");
}

#[test]
fn backgrounds_are_clipped_to_basic_shapes() {
    let service = Service::start();
    let style = "div{width:100px;height:100px;background:#f00;margin:0}\
        .p{clip-path:polygon(0 0,100% 0,0 100%)}.c{clip-path:circle(40% at 50% 50%)}\
        .g{background:linear-gradient(#00f,#00f);clip-path:inset(0 50px 0 0)}\
        .a{background:none;position:relative}.a::after{content:\"\";position:absolute;\
        width:100px;height:100px;background:#0f0;clip-path:polygon(0 0,100% 0,calc(100% - 90px) 100%)}";
    let body = "<div class=p>word</div><div class=c></div><div class=g></div><div class=a></div>";
    let pdf = print(&service, style, body);
    assert_at(&pdf, "word", 0.0, 0.5);
    let picture = pdf.picture(96);
    let at = |x: usize, y: usize| {
        // Where pictures are drawn, colours are a little off.
        picture.dots()[y * picture.width + x].map(|part| match part {
            0..4 => 0,
            252.. => 255,
            _ => part,
        })
    };
    assert_eq!(at(10, 60), [255, 0, 0]);
    assert_eq!(at(80, 80), [255, 255, 255]);
    assert_eq!(at(50, 150), [255, 0, 0]);
    assert_eq!(at(4, 104), [255, 255, 255]);
    assert_eq!(at(20, 250), [0, 0, 255]);
    assert_eq!(at(80, 250), [255, 255, 255]);
    assert_eq!(at(80, 303), [0, 255, 0]);
    assert_eq!(at(80, 390), [255, 255, 255]);
}

#[test]
fn pictures_are_not_faded_after_a_border_that_shines_through() {
    let service = Service::start();
    let style = ".b{border:4px solid rgba(0,0,0,.3);height:20px}\
        .c{height:50px;background:conic-gradient(#f00,#f00)}";
    let pdf = print(&service, style, "<div class=b></div><div class=c></div>");
    let picture = pdf.picture(96);
    let [red, green, _] = picture.dots()[60 * picture.width + 50];
    assert!(red > 250 && green < 5, "{red} {green}");
    let [grey, ..] = picture.dots()[picture.width + 50];
    assert!((175..185).contains(&grey), "{grey}");
}

#[test]
fn pictures_are_not_faded_after_a_round_box_that_shines_through() {
    let service = Service::start();
    let style = "body{background:#eee}.b{background:rgba(0,0,0,.3);height:20px;border-radius:6px}\
        .c{height:50px;background:conic-gradient(#f00,#f00)}";
    let pdf = print(&service, style, "<div class=b></div><div class=c></div>");
    let picture = pdf.picture(96);
    let [red, green, _] = picture.dots()[60 * picture.width + 50];
    assert!(red > 250 && green < 5, "{red} {green}");
    let [grey, ..] = picture.dots()[10 * picture.width + 50];
    assert!((163..171).contains(&grey), "{grey}");
}

#[test]
fn bars_have_the_colours_of_browsers() {
    let service = Service::start();
    let body =
        "<progress value=0.5></progress><meter value=1 max=10 low=3 high=7 optimum=9></meter>";
    let picture = print(&service, "progress,meter{width:200px}", body).picture(96);
    for colour in [[0, 0x75, 0xff], [0xd8, 0x3b, 0x01], [0xef, 0xef, 0xef]] {
        let is_near = |dot: &[u8; 3]| dot.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 3);
        assert!(picture.dots().iter().any(is_near), "{colour:?}");
    }
}

#[test]
fn text_from_top_to_bottom_takes_the_room_that_it_needs() {
    let service = Service::start();
    let style = ".f{display:flex}.v{writing-mode:vertical-rl;padding:4px;border:1px solid}\
        .n{writing-mode:vertical-rl;height:60px}";
    let body = "<div class=f><div class=v>label of a box</div><b>beside</b></div>\
        <div class=n>first then more</div><p style='margin:0'>below</p>";
    let pdf = print(&service, style, body);
    assert_at(&pdf, "beside", 30.0, 0.5);
    assert_at(&pdf, "below", 0.0, 165.5);
}

/// Each letter is turned by itself, and keeps its distance.
#[test]
fn letters_of_vertical_text_keep_their_distance() {
    let service = Service::start();
    let style = ".v{writing-mode:vertical-rl;letter-spacing:10px;font:16px NanumGothic}";
    let pdf = print(&service, style, "<div class=v>가나</div>");
    let glyphs = pdf.glyphs();
    let (_, height) = pdf.size();
    within((glyphs[1].y - glyphs[0].y) * height / 0.75, 29.0, 1.0);
}

/// How many runs of a colour there are in a row of dots.
fn runs(pdf: &Pdf, down: f64, colour: [u8; 3]) -> usize {
    runs_on(pdf, 1, down, colour)
}

fn runs_on(pdf: &Pdf, page: usize, down: f64, colour: [u8; 3]) -> usize {
    let picture = pdf.picture_of(page, 384);
    let row = (down * 4.0) as usize * picture.width;
    let dots = &picture.dots()[row..row + picture.width];
    let is_near = |dot: &[u8; 3]| dot.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 60);
    let before = std::iter::once(false).chain(dots.iter().map(is_near));
    let begins = before.zip(dots).filter(|(was, dot)| !was && is_near(dot));
    begins.count()
}

#[test]
fn dashes_and_dots_are_as_many_as_in_browsers() {
    let service = Service::start();
    let style = "@page{size:230px 180px}div{height:20px;width:200px;margin-bottom:10px}";
    let body = "<div style='border-bottom:3px dashed #f00'></div><div style='border-top:1px dashed #00f'></div>\
        <div style='border-top:6px dotted #080'></div><div style='border:2px dashed #000;border-radius:8px'></div>\
        <div style='border:2px dotted #f0f;border-radius:8px'></div>";
    let pdf = print(&service, style, body);
    assert_eq!(runs(&pdf, 21.5, [255, 0, 0]), 23);
    assert_eq!(runs(&pdf, 33.5, [0, 0, 255]), 40);
    assert_eq!(runs(&pdf, 67.0, [0, 128, 0]), 17);
    // Along the round corners they are measured.
    assert!(runs(&pdf, 101.0, [0, 0, 0]).abs_diff(20) <= 1);
    assert!(runs(&pdf, 135.0, [255, 0, 255]).abs_diff(49) <= 1);
    // A dot of more than three pixels is round: at the edge of its side it is narrow.
    let picture = pdf.picture(384);
    let widest = |down: f64| {
        let row = (down * 4.0) as usize * picture.width;
        let dots = &picture.dots()[row..row + 40];
        dots.iter()
            .filter(|dot| dot[0] < 60 && dot[1] > 100)
            .count()
    };
    assert!(widest(64.3) + 4 < widest(67.0));
}

/// The engine draws dashes and dots that shine through as if they did not.
#[test]
fn dashes_that_shine_through_are_as_pale_as_in_browsers() {
    let service = Service::start();
    let style = "@page{size:230px 80px}div{height:20px;width:200px}";
    let body = "<div style='border-bottom:4px dashed rgba(0,0,0,.5)'></div>\
        <div style='border-bottom:4px dashed hsla(240,100%,50%,.5)'></div>";
    let pdf = print(&service, style, body);
    assert!(runs(&pdf, 22.0, [128, 128, 128]) > 10);
    assert!(runs(&pdf, 46.0, [128, 128, 255]) > 10);
}

#[test]
fn dashes_on_later_pages_are_as_many_as_in_browsers() {
    let service = Service::start();
    let style = "@page{size:230px 180px}div{height:20px;width:200px}div+div{break-before:page}";
    let body = "<div></div><div style='border-bottom:3px dashed #f00'></div>\
        <div style='border-top:6px dotted #080;border-left:1px solid #00f'></div>";
    let pdf = print(&service, style, body);
    assert_eq!(runs_on(&pdf, 2, 21.5, [255, 0, 0]), 23);
    assert_eq!(runs_on(&pdf, 3, 3.0, [0, 128, 0]), 17);
}

#[test]
fn a_side_of_a_border_and_the_widths_of_all_sides_are_told_in_their_order() {
    let service = Service::start();
    let style = "[data-t=a]{--w:1px;--c:#ddd}.s{border-left:var(--w) solid var(--c)!important}\
        .w{border-width:6px!important}.c{border-color:#00f!important}div{margin-bottom:4px}";
    let body = "<div class='s w c'>wide</div><div class='s'>thin</div>";
    let html = super::styled::page(style, body)
        .replace("<!DOCTYPE html>", "<!DOCTYPE html><html data-t=a>");
    let pdf = super::styled::print_html(&service, &html);
    assert_at(&pdf, "wide", 6.0, 0.5);
    assert_at(&pdf, "thin", 1.0, 24.5);
    assert_eq!(pdf.picture(96).dots()[4], [0, 0, 255]);
}

#[test]
fn stops_of_gradients_may_be_a_part_and_a_length() {
    let service = Service::start();
    let style = "div{width:100px;height:40px;background:linear-gradient(to right,#fff calc(50% - 2px),\
        #f00 calc(50% - 2px),#f00 calc(50% + 2px),#fff calc(50% + 2px))}\
        p{margin:0;width:100px;height:60px;font-size:20px;background:repeating-linear-gradient(#fff,\
        #fff calc(1em - 4px),#00f calc(1em - 4px),#00f 1em)}";
    let pdf = print(&service, style, "<div></div><p></p>");
    let picture = pdf.picture(96);
    let is_white = |x: usize, y: usize| picture.dots()[y * picture.width + x][1] > 200;
    assert_eq!([45, 50, 55].map(|x| is_white(x, 20)), [true, false, true]);
    for y in [58, 78, 98] {
        assert!(!is_white(9, y) && is_white(9, y - 8), "{y}");
    }
}

#[test]
fn colours_of_custom_properties_may_have_fractions() {
    let service = Service::start();
    let style = "[data-t]{--c:rgb(0,128.5,254.6)}div{height:40px;background:var(--c)}";
    let pdf = print(&service, style, "<section data-t><div></div></section>");
    let dot = pdf.picture(96).dots()[10];
    assert!(
        dot[0] < 3 && (127..=130).contains(&dot[1]) && dot[2] > 252,
        "{dot:?}"
    );
}

/// A seal: lines of a text, or one element, in a flexible box that is written downwards.
#[test]
fn lines_of_vertical_items_stand_side_by_side() {
    let service = Service::start();
    let style = "div{writing-mode:vertical-rl;display:flex;align-items:center;justify-content:center;\
        width:60px;height:60px;font:16px 'VL PGothic'}";
    let stamps = [
        "<div>山霧<br>之印</div>",
        "<div><span>山霧<br>之印</span></div>",
    ];
    for stamp in stamps {
        let glyphs = print(&service, style, stamp).glyphs();
        let at = |text: char| {
            let glyph = glyphs.iter().find(|glyph| glyph.text == text).unwrap();
            (glyph.x * 793.7, glyph.y * 1122.5)
        };
        let (first, below, beside) = (at('山'), at('霧'), at('之'));
        within(below.0, first.0, 1.0);
        within(below.1 - first.1, 16.0, 1.0);
        within(beside.1, first.1, 1.0);
        assert!(first.0 - beside.0 > 12.0, "{first:?} {beside:?}");
    }
}

/// A line of vertical text does not begin with what closes, and all lines of it are on one page.
#[test]
fn lines_of_vertical_text_end_as_lines_do() {
    let service = Service::start();
    let style = "div{writing-mode:vertical-rl;height:120px;font:16px/2 'VL PGothic'}";
    let text = "拝啓　師走の候、（貴社）ますます";
    let body = format!("<p style='height:1020px'>first</p><div>{text}</div>");
    let glyphs = print(&service, style, &body).glyphs();
    let at = |text: char| glyphs.iter().find(|glyph| glyph.text == text).unwrap();
    assert!(
        glyphs
            .iter()
            .all(|glyph| glyph.text.is_ascii() == (glyph.page == 1))
    );
    // Seven letters have room, and the comma would be the eighth.
    within(at('候').y * 1122.5, at('拝').y * 1122.5, 1.0);
    assert!(at('、').y > at('候').y);
    // It stands in the upper right of its place.
    assert!(at('、').x > at('候').x);
}
