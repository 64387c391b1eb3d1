//! What fades, and how borders are drawn: as a browser prints them.

use crate::support;

use support::pdf::Picture;
use support::service::Service;

use super::styled::{assert_at, below, left, print};

/// Whether a picture has a colour, or one that is rounded to another.
fn has(picture: &Picture, colour: [u8; 3]) -> bool {
    let near = |dot: &[u8; 3]| dot.iter().zip(colour).all(|(a, b)| a.abs_diff(b) <= 2);
    picture.dots().iter().any(near)
}

#[test]
fn text_that_fades_is_text_and_its_colours_are_mixed_with_what_is_behind() {
    let service = Service::start();
    let style = ".d{background:#000;color:#fff;font:bold 40px/60px Arial}.f{opacity:.5}\
        .r{background:#f00;border:4px solid #00f;height:20px}";
    let body = "<div class=d><p class=f>dark</p></div><div class='r f'></div>\
        <ul class=f><li>item <i class=f>nested</i></ul>";
    let pdf = print(&service, style, body);
    assert_eq!(pdf.images(), 0);
    for word in ["dark", "item", "nested"] {
        pdf.word(word);
    }
    let picture = pdf.picture(96);
    // Of the letters on black, and of the box on white.
    assert!(has(&picture, [128, 128, 128]));
    assert!(has(&picture, [255, 128, 128]));
    assert!(!has(&picture, [255, 0, 0]));
}

#[test]
fn borders_are_as_wide_as_whole_pixels() {
    let service = Service::start();
    let body = "<p style='border:.4pt solid'>a</p><p style='border:1.5px solid'>b</p>\
        <p style='border-left:2.7px solid'>c</p><p style='border:medium solid'>d</p><p style='border:solid red'>e</p>\
        <p style='border:solid 1px;border-width:thin thick'>f</p>";
    let pdf = print(&service, "p{margin:0;color:rgb(0 0 0/1)}", body);
    for (word, width) in [
        ("a", 1.0),
        ("b", 1.0),
        ("c", 2.0),
        ("d", 3.0),
        ("e", 3.0),
        ("f", 5.0),
    ] {
        let found = pdf.word(word).0 / 0.75;
        assert!((found - width).abs() < 0.1, "{word} at {found} px");
    }
}

#[test]
fn a_thicker_side_of_a_rounded_box_stays_at_its_side() {
    let service = Service::start();
    let style = ".n{border:1px solid #0c0;border-left:5px solid #00f;border-radius:4px;padding:4px;\
        width:600px;height:16px;margin:20px}.b{border-left:6px solid #f00;border-radius:6px;\
        box-shadow:inset 0 -2px 0 #0ff;width:300px;height:30px;padding-left:1.5px}";
    // The colour may be one that only the page knows, and the corners another rule's.
    let by_page = style.replace("solid #f00;border-radius:6px", "solid var(--c)")
        + "div{--c:#f00;border-radius:6px}";
    for style in [style, &by_page] {
        let body = "<div class=n>one</div><div class=b>two</div>";
        let pdf = print(&service, style, body);
        assert_eq!(pdf.images(), 0);
        // As far right as with a border.
        for (word, left) in [("one", 29.0), ("two", 7.5)] {
            let found = pdf.word(word).0 / 0.75;
            assert!((found - left).abs() < 0.2, "{word} at {found} px");
        }
        let picture = pdf.picture(192);
        for (colour, width) in [([0, 0, 255], 5.0), ([255, 0, 0], 6.0)] {
            let found = picture.widest_run(colour) * 96.0;
            assert!((found - width).abs() < 1.0, "{found} px of {colour:?}");
        }
        assert!(has(&picture, [0, 204, 0]) && has(&picture, [0, 255, 255]));
    }
}

#[test]
fn a_drawing_in_an_object_is_as_large_as_the_object() {
    let service = Service::start();
    let drawing = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20' width='400' \
        height='200'%3E%3Cdefs%3E%3Crect id='r' width='40' height='20'/%3E%3C/defs%3E%3Cuse href='%23r' \
        fill='var(--x,%230a0)'/%3E%3C/svg%3E";
    let body =
        format!("<object data=\"{drawing}\" type=image/svg+xml width=100 height=50>no</object>");
    let pdf = print(&service, "", &body);
    let found = pdf.picture(192).widest_run([0, 170, 0]) * 96.0;
    assert!((found - 100.0).abs() < 1.5, "{found} px");
    assert_eq!(pdf.text().trim(), "");
}

#[test]
fn pictures_that_cannot_be_had_are_called_by_their_names() {
    let service = Service::start();
    let lost = "src='http://192.0.2.1/a.png'";
    let body = format!(
        "<p>one <img {lost} alt='Wide logo' width=200 height=60> two</p><p><img {lost} alt=''>three</p>\
         <p><img {lost}> four</p><svg><rect width=9 height=9 /></svg>five"
    );
    let pdf = print(&service, "p{margin:0}", &body);
    let left = |word: &str| pdf.word(word).0 / 0.75;
    // As wide as its name and an icon of 16 px.
    let name = left("two") - left("Wide");
    assert!((60.0..90.0).contains(&name), "{name} px");
    for (word, at) in [("three", 0.0), ("four", 20.4), ("five", 300.0)] {
        let found = left(word);
        assert!((found - at).abs() < 1.0, "{word} at {found} px");
    }
}

#[test]
fn pictures_that_cannot_be_had_are_as_large_as_their_style_says() {
    let service = Service::start();
    let lost = "<img src='http://192.0.2.1/a.png'";
    let style = ".f img{float:left;width:40px;height:40px;margin-right:10px}.r{display:flex;gap:12px}\
        .r img{width:80px;height:60px}.g img{width:100%;height:90px}\
        .h{display:block;width:100%;height:120px}.o img{width:auto;height:auto}p{margin:0}";
    let body = format!(
        "<div class=f>{lost} alt=a>alpha</div><div class=r style='clear:left'>{lost} alt='logo of ours'>beta</div>\
         <p class=g>{lost} alt=''><p>gamma</p>{lost} class=h alt=hero><p>delta {lost} width=50 height=50 alt=in> \
         zeta</p><div class='r o'>{lost} width=300 height=9 alt=eta>theta</div>"
    );
    let pdf = print(&service, style, &body);
    assert_at(left(&pdf, "alpha"), 50.0);
    assert_at(left(&pdf, "beta"), 92.0);
    assert_at(below(&pdf, "beta", "alpha"), 40.0);
    // One without a name stays a box.
    assert_at(below(&pdf, "gamma", "beta"), 155.0);
    assert_at(below(&pdf, "delta", "gamma"), 140.0);
    // In a line it is no larger than its name, whatever it says.
    assert!(left(&pdf, "zeta") < 90.0);
    assert!(left(&pdf, "theta") < 70.0);
}

#[test]
fn pictures_that_cannot_be_had_stand_in_the_middle_where_their_margins_say_so() {
    let style = "div{width:400px}.a{display:block;width:100px;height:50px;margin:0 auto}";
    let lost = "<img src='http://192.0.2.1/a.png'";
    let body = format!(
        "<div>{lost} class=a alt=one></div><div>{lost} class=a style='margin-right:0' alt=two></div>"
    );
    let pdf = print(&Service::start(), style, &body);
    // Behind an icon of 16 px.
    assert_at(left(&pdf, "one"), 166.0);
    assert_at(left(&pdf, "two"), 316.0);
    // A name stands in a line as a whole.
    let body = format!("<div style='width:130px'>{lost} alt='Picture of it'><b>behind</b></div>");
    let pdf = print(&Service::start(), "div{font:16px/20px Arial}", &body);
    assert_at(below(&pdf, "it", "Picture"), 0.0);
    assert_at(below(&pdf, "behind", "it"), 20.0);
    // What a style says of its sides is for the picture.
    let body = format!("{lost} class=a alt=name> <b>behind</b>");
    let pdf = print(&Service::start(), ".a{width:300px;min-height:90px}", &body);
    assert!(left(&pdf, "behind") < 100.0);
}

#[test]
fn a_list_to_choose_from_has_its_arrow() {
    let service = Service::start();
    let is_drawn = |style: &str| {
        let style = format!("select{{background:#eef;border:0;color:#eef;width:90px;{style}}}");
        let pdf = print(&service, &style, "<select><option>one</select>");
        has(&pdf.picture(192), [0, 0, 0])
    };
    assert!(is_drawn(""));
    assert!(!is_drawn("appearance:none"));
}

/// A gradient is drawn as a small picture, and not dot by dot as large as its box.
#[test]
fn gradients_have_their_colours_at_their_places() {
    let service = Service::start();
    let style = "@page{size:400px 300px}div,p::before{display:block;width:400px;height:100px;content:''}p{margin:0}\
        .a{background:linear-gradient(to bottom right,rgb(255 0 0),rgb(0 0 255))}\
        .b{background:linear-gradient(90deg,#0a0 50%,#fff 50%) 0 0/100px 100px}\
        p::before{background:radial-gradient(#fff 30%,#000 30%)}";
    let body = "<div class=a></div><div class=b></div><p></p>";
    let pdf = print(&service, style, body);
    let picture = pdf.picture(72);
    let width = 300;
    let at = |x: f64, y: f64| picture.dots()[(y * 0.75) as usize * width + (x * 0.75) as usize];
    let near = |a: [u8; 3], b: [u8; 3]| (0..3).all(|i| a[i].abs_diff(b[i]) < 24);
    // The colour of the middle leads through the other two corners.
    for (x, y, colour) in [
        (4.0, 4.0, [255, 0, 0]),
        (396.0, 96.0, [0, 0, 255]),
        (200.0, 50.0, [128, 0, 128]),
        (8.0, 96.0, [128, 0, 128]),
        // Tiles of two colours.
        (20.0, 150.0, [0, 170, 0]),
        (75.0, 150.0, [255, 255, 255]),
        (320.0, 150.0, [0, 170, 0]),
        // An ellipse, as wide as its box: 0.3 of 283 px and of 71 px.
        (200.0, 250.0, [255, 255, 255]),
        (130.0, 250.0, [255, 255, 255]),
        (100.0, 250.0, [0, 0, 0]),
        (200.0, 280.0, [0, 0, 0]),
    ] {
        let found = at(x, y);
        assert!(near(found, colour), "{x}, {y}: {found:?}");
    }
    assert!(pdf.len() < 60_000, "{} bytes", pdf.len());
}

#[test]
fn gradients_turn_about_their_middle() {
    let service = Service::start();
    let style = "@page{size:200px 100px}div{float:left;width:100px;height:100px;--part:25}\
        .a{background:conic-gradient(#f00 25%,#00f 0)}\
        .b{background:conic-gradient(from 90deg,#f00 calc(var(--part)*1%),#00f 0)}";
    let picture = print(&service, style, "<div class=a></div><div class=b></div>").picture(96);
    let at = |x: usize, y: usize| picture.dots()[y * 200 + x];
    let (red, blue) = ([255, 0, 0], [0, 0, 255]);
    for (x, y, colour) in [
        (75, 25, red),
        (75, 75, blue),
        (25, 25, blue),
        (25, 75, blue),
        (175, 25, blue),
        (175, 75, red),
        (125, 25, blue),
    ] {
        let found = at(x, y);
        let near = (0..3).all(|i| found[i].abs_diff(colour[i]) < 3);
        assert!(near, "{x}, {y}: {found:?}");
    }
}

#[test]
fn columns_have_rules_and_grids_are_warned_of_theirs() {
    let service = Service::start();
    let rule = "column-gap:40px;column-rule:8px solid #f00";
    let body = "<div class=c><p>one<p>two<p>three<p>four</div>";
    let columns = format!(".c{{columns:2;{rule}}}");
    assert!(has(
        &print(&service, &columns, body).picture(96),
        [255, 0, 0]
    ));
    for display in ["grid", "flex"] {
        let html = format!("<!DOCTYPE html><style>.c{{display:{display};{rule}}}</style>{body}");
        let answer = service.post_json(&serde_json::json!({ "html": html }));
        let warnings = answer.header("x-pdf-warnings");
        assert!(warnings.contains("column-rule"), "{display}: {warnings}");
    }
}

/// The engine begins every dash at the beginning of its path.
#[test]
fn dashes_begin_where_they_are_told_to() {
    let service = Service::start();
    let style = "line{stroke:#f00;stroke-width:10}.c{stroke-dasharray:100;stroke-dashoffset:calc(100 - 100 * .3)}";
    let widths = |attributes: &str| {
        let body =
            format!("<svg width=200 height=10><line x1=0 y1=5 x2=100 y2=5 {attributes} /></svg>");
        let picture = print(&service, style, &body).picture(96);
        let red = picture
            .dots()
            .iter()
            .filter(|dot| **dot == [255, 0, 0])
            .count();
        red as f64 / 10.0
    };
    for (attributes, width) in [
        ("stroke-dasharray=100 stroke-dashoffset=70", 30.0),
        ("stroke-dasharray='40 80' stroke-dashoffset=25", 20.0),
        ("stroke-dasharray='40 80' stroke-dashoffset=-80", 20.0),
        ("pathLength=10 stroke-dasharray='6 4'", 60.0),
        ("class=c", 30.0),
    ] {
        let found = widths(attributes);
        assert!((found - width).abs() < 1.5, "{attributes}: {found} px");
    }
}

#[test]
fn a_shadow_leaves_no_hair_beside_its_box_on_any_page() {
    let service = Service::start();
    let style = ".s{width:300px;height:60px;margin:30px;background:#fff;border:1px solid #ddd;\
        box-shadow:0 20px 50px rgba(31,28,23,.08)}.g{display:grid;grid-template-columns:1fr 1fr;gap:12px}";
    let boxes = "<div class=s></div><div class=s></div>";
    let body = format!("{boxes}<div style='break-before:page' class=g>{boxes}{boxes}</div>");
    let pdf = print(&service, style, &body);
    // What the engine paints it with is black, and beside what is seen.
    let drawn = pdf.drawn();
    assert!(drawn.contains("alpha=\".00"), "there is a shadow");
    assert!(!drawn.contains("color=\"0 0 0\""));
}

/// The colour of one dot, so many pixels right of the page's left side and below its top.
fn dot(picture: &Picture, x: usize, y: usize) -> [u8; 3] {
    picture.dots()[y * picture.width + x]
}

#[test]
fn pictures_fade_on_each_page_on_which_they_are() {
    let service = Service::start();
    let svg = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='10' height='10'%3E%3Crect \
        width='10' height='10' fill='black'/%3E%3C/svg%3E";
    let style = format!(
        ".a,.b{{background:url(\"{svg}\");opacity:.5;width:100px;position:absolute;left:0}}\
         .a{{top:0;height:400px}}.b{{top:1000px;height:600px}}.c{{height:2000px}}\
         .w{{position:fixed;left:200px;top:0;width:100px;height:100%;opacity:.5;background:url(\"{svg}\")}}"
    );
    let body = "<div class=a></div><div class=b></div><div class=w></div><div class=c></div>";
    let pdf = print(&service, &style, body);
    for (page, x, y) in [
        (1, 50, 200),
        (1, 50, 1080),
        (2, 50, 200),
        (1, 250, 600),
        (2, 250, 600),
    ] {
        let [grey, ..] = dot(&pdf.picture_of(page, 96), x, y);
        assert!(grey.abs_diff(128) < 12, "{grey} on page {page} at {x}, {y}");
    }
}

#[test]
fn what_is_fixed_and_as_high_as_the_window_is_as_high_as_its_page() {
    let service = Service::start();
    let style = ".w{position:fixed;top:0;left:0;width:100%;height:100%;background:#fdd}";
    let pdf = print(&service, style, "<div class=w></div><p>short");
    assert_eq!(pdf.pages(), 1);
    let picture = pdf.picture(96);
    for y in [10, 560, 1110] {
        assert_eq!(dot(&picture, 400, y), [255, 221, 221], "{y}");
    }
}

#[test]
fn an_item_is_above_what_is_placed_where_its_z_index_says_so() {
    let service = Service::start();
    let style = ".t{position:relative}.t::before{content:\"\";position:absolute;left:20px;top:0;bottom:0;width:4px;\
        background:#f00}.i{display:flex}.d{width:44px;height:44px;background:#00f;z-index:1}";
    let pdf = print(
        &service,
        style,
        "<div class=t><div class=i><div class=d></div><p>one</p></div></div>",
    );
    assert_eq!(dot(&pdf.picture(96), 22, 22), [0, 0, 255]);
}

#[test]
fn what_an_author_says_of_what_is_above_holds_in_grids_on_one_page() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:100px 100px 100px;grid-template-rows:50px}\
        .t{grid-column:2/4;grid-row:1;z-index:2;background:#00f}.p{grid-column:1/3;grid-row:1;z-index:1;background:#f00}";
    let body = "<div class=g><div class=t>text</div><div class=p>pic</div></div>";
    let pdf = print(&service, style, body);
    assert_eq!(dot(&pdf.picture(96), 150, 40), [0, 0, 255]);
}
