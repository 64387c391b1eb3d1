//! Values that depend on variables of their elements, on the direction of text, and on
//! what is supported.

use crate::support;

use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{PX, assert_at as assert_near, left, print, top};

#[test]
fn colours_and_gradients_are_made_of_variables_of_their_elements() {
    let service = Service::start();
    let style = "p{height:40px;margin:4px}.m[data-k=a]{--x:#c00}\
        .m{--x:#123456;background:color-mix(in srgb,var(--x) 100%,white)}\
        .r{background:rgb(from var(--c) g r b)}.h{background:var(--h)}\
        .g{background:linear-gradient(to right,#00f 0 var(--w),#ff0 var(--w))}\
        .l{background:linear-gradient(var(--g),var(--g)) 0 0/var(--w) 10px no-repeat,#0ff}\
        .s{box-shadow:0 0 #0000,0 0 0 4px var(--p)}";
    let body = "<section style='--c:rgb(204 0 1);--h:#0f0f;--w:30%;--g:rgb(255 0 255);\
        --p:rgb(128 64 0 / 100%)'><p class=m data-k=a><p class=m><p class=r><p class=h><p class=g>\
        <p class=l><p class=s></section>";
    let picture = print(&service, style, body).picture(96);
    for colour in [
        [204, 0, 0],
        [0x12, 0x34, 0x56],
        [0, 204, 1],
        [0, 255, 0],
        [0, 0, 255],
        [255, 255, 0],
        [255, 0, 255],
        [0, 255, 255],
        [128, 64, 0],
    ] {
        assert!(picture.has(colour), "{colour:?}");
    }
}

#[test]
fn sides_are_those_of_the_direction_of_text() {
    let service = Service::start();
    let style = "div{position:relative;width:300px;height:60px}div *{position:absolute}\
        b{inset-inline-end:10px}i{inset-inline-start:20px}u{inset-inline:auto 30px}\
        p::before{content:\"mark\";position:absolute;inset-inline-start:40px}p{margin:0;width:100%}";
    let body = "<div dir=rtl><b>one</b><i>two</i><u>three</u><p></p></div>\
        <div><b>four</b><i>five</i></div>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "one"), 10.0);
    assert_near(left(&pdf, "two"), 255.1);
    assert_near(left(&pdf, "three"), 30.0);
    assert_near(left(&pdf, "mark"), 224.4);
    assert_near(left(&pdf, "four"), 258.9);
    assert_near(left(&pdf, "five"), 20.0);
}

#[test]
fn corners_are_those_of_the_direction_of_text() {
    let style = "p{margin:0;width:100px;height:100px;background:red;\
        border-start-start-radius:50px;border-end-end-radius:50px}";
    let picture = print(&Service::start(), style, "<p dir=rtl><p>").picture(96);
    let red = |x: usize, y: usize| picture.dots()[y * 794 + x] == [255, 0, 0];
    let corners = |top: usize| [(2, 2), (97, 2), (2, 97), (97, 97)].map(|(x, y)| red(x, top + y));
    assert_eq!(corners(0), [true, false, false, true]);
    assert_eq!(corners(100), [false, true, true, false]);
}

#[test]
fn values_that_nobody_knows_are_not_supported() {
    let service = Service::start();
    let style = "@supports (display: nonsense){p::after{content:\" wrong\"}}\
        @supports not (display:nonsense){p::before{content:\"right \"}}\
        @supports (display:grid) and (position: sticky){p{margin-left:50px}}";
    let pdf = print(&service, style, "<p>text</p>");
    assert!(!pdf.text().contains("wrong"), "{}", pdf.text());
    assert_near(left(&pdf, "right"), 50.0);
}

#[test]
fn tabs_reach_to_their_stops() {
    let service = Service::start();
    let pre = "<pre style='margin:0'>a\tone\ttwo\n\tthree\nabcdefgh\t<b>four</b>\tfive</pre>";
    let pdf = Pdf::new(
        &service
            .post_json(&json!({ "html": format!("<!DOCTYPE html>{pre}") }))
            .pdf(),
    );
    let start = left(&pdf, "a");
    for (word, stop) in [
        ("one", 1.0),
        ("two", 2.0),
        ("three", 1.0),
        ("four", 2.0),
        ("five", 3.0),
    ] {
        assert_near(left(&pdf, word) - start, stop * 62.4);
    }
    let style = "pre{margin:0;font:16px Arial}.a{tab-size:4}.b{tab-size:80px}.c{tab-size:10ch}";
    let body = "<pre class=a>a\tone\ttwo</pre><pre class=b>a\tthree\tfour</pre>\
        <pre class=c>a\tfive\tsix</pre>";
    let pdf = print(&service, style, body);
    for (word, pixels) in [
        ("one", 17.8),
        ("two", 53.3),
        ("three", 80.0),
        ("four", 160.0),
        ("five", 89.0),
        ("six", 178.0),
    ] {
        assert_near(left(&pdf, word), pixels);
    }
}

#[test]
fn first_lines_may_be_in_capitals() {
    let service = Service::start();
    let style = "p{width:200px}p::first-line{letter-spacing:1px;text-transform:uppercase}";
    let body = "<p>alpha beta <b>gamma delta</b> epsilon zeta eta</p><p>short</p>";
    let pdf = print(&service, style, body);
    let text = pdf.text();
    for word in ["ALPHA", "GAMMA", "delta", "zeta", "SHORT"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert_near(left(&pdf, "delta"), 0.0);
    assert_near(left(&pdf, "epsilon"), 41.8);
}

#[test]
fn a_property_that_is_made_initial_leaves_the_fallback() {
    let service = Service::start();
    // Of the root, of an element, and of one that inherits it.
    let style = ":root{--r:1px;--r:initial}.a{--e:initial;--k:60px}.b{--k:unset}.c{--k:inherit}\
        p{margin:0}.r{margin-left:var(--r,20px)}.e{margin-left:var(--e,40px)}.k{margin-left:var(--k,80px)}";
    let body = "<div class=a><p class=r>root<p class=e>own<div class=b><p class=k>unset</div>\
        <div class=c><p class=k>inherit</div></div><p class=k>none";
    let pdf = print(&service, style, body);
    for (word, x) in [
        ("root", 20.0),
        ("own", 40.0),
        ("unset", 60.0),
        ("inherit", 60.0),
        ("none", 80.0),
    ] {
        assert_near(left(&pdf, word), x);
    }
}

#[test]
fn what_counts_more_than_a_variable_is_printed() {
    let service = Service::start();
    // Each rule with a variable is followed by one that counts more, and says it in a
    // shorter or a longer word.
    let style = "div{--z:40px;--c:#f00}p{margin:0 0 10px}\
        .a{font-size:var(--z)}.a.x{font:12px/20px Arial}.b{font:var(--z)/20px Arial}.b.x{font-size:12px}\
        .c{background-color:var(--c)}.c.x{background:#0f0}.d{background:var(--c)}.d.x{background-color:#0f0}\
        .e{border:4px solid var(--c)}.e.x{border-color:#0f0}.f{border-top-color:var(--c)}.f.x{border:4px solid #0f0}\
        .g::before{content:'';display:block;height:9px;background-color:var(--c)}.g.x::before{background:#0f0}\
        .last{color:var(--c)}";
    let body = "<div><p class='a x'>mmmmm<p class='b x'>mmmmm<p class='c x'>c<p class='d x'>d<p class='e x'>e\
        <p class='f x'>f<p class='g x'>g</div>";
    let pdf = print(&service, style, body);
    let words = pdf.words().remove(0);
    let wide: Vec<_> = words.iter().filter(|word| word.text == "mmmmm").collect();
    assert_eq!(wide.len(), 2);
    for word in wide {
        // Five letters of 0.833 em.
        assert_near((word.right - word.left) / PX, 5.0 * 0.833 * 12.0);
    }
    let picture = pdf.picture(96);
    assert!(picture.has([0, 255, 0]) && !picture.has([255, 0, 0]));
}

#[test]
fn headings_of_tables_inherit_their_alignment() {
    let service = Service::start();
    let style = "table{width:400px;border-spacing:0}td,th{padding:0;font:16px Arial}th{text-align:inherit;\
        text-align:-webkit-match-parent}.r{text-align:right}";
    let body = "<table><tr><th>start<th>x</table><table class=r><tr><th>end</table>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "start"), 0.0);
    assert_near(pdf.word_on(1, "end").right / PX, 400.0);
}

/// Shares of colours that are worked out: the engine knows numbers only.
#[test]
fn alpha_in_percent_of_a_variable_is_known() {
    let service = Service::start();
    let style = "p{height:40px;margin:4px;background:rgb(255 0 0/calc(var(--n)*10%))}";
    let picture = print(
        &service,
        style,
        "<p style='--n:5'></p><p style='--n:10'></p>",
    )
    .picture(72);
    assert!(picture.has([255, 0, 0]));
    assert!(
        picture
            .dots()
            .iter()
            .any(|dot| dot[0] == 255 && dot[1].abs_diff(127) < 3 && dot[2].abs_diff(127) < 3)
    );
}

/// As Tailwind 4 writes its utilities, with what `@property` has them be at first.
#[test]
fn utilities_of_tailwind_4_are_put_together() {
    let service = Service::start();
    let properties = [
        ("from-at", "0%"),
        ("to-at", "100%"),
        ("none", "0 0 #0000"),
        ("off", "0px"),
    ];
    let properties = properties.map(|(name, value)| {
        format!("@property --{name}{{syntax:\"*\";inherits:false;initial-value:{value}}}")
    });
    let style = ":root{--text--line-height:calc(1.25/.5)}p,div,li{margin:0;font-size:20px}\
        .text{line-height:var(--leading,var(--text--line-height))}.leading{--leading:1;line-height:1}\
        .full{border-radius:3.40282e38px;background:#f0f;width:80px;height:80px}\
        .to-r{--position:to right in oklab;background-image:linear-gradient(var(--stops))}\
        .from{--from:#00f;--stops:var(--via,var(--position),var(--from) var(--from-at),var(--to) var(--to-at))}\
        .to{--to:#00f;--stops:var(--via,var(--position),var(--from) var(--from-at),var(--to) var(--to-at))}\
        .ring{--ring:var(--inset,)0 0 0 calc(4px + var(--off))var(--ring-color,currentcolor);\
        box-shadow:var(--none),var(--ring)}.ring-red{--ring-color:#f00}.green{color:#0f0}\
        .plain{box-shadow:0 0 0 4px;color:#ff0}.marker ::marker{color:#0ff}";
    let style = format!("{style}{}", properties.concat());
    let body = "<p class=text>one</p><p class='text leading'>two</p><p class='ring ring-red'>x</p>\
        <p class='ring green'>x</p><p class=plain>x</p><div class='to-r from to'>x</div>\
        <div class=full></div><ul class=marker><li>x</ul>";
    let pdf = print(&service, &style, body);
    // Lines of 50 and of 20 pixels.
    assert_near(top(&pdf, "two") - top(&pdf, "one"), 35.0);
    let picture = pdf.picture(192);
    for colour in [
        [255, 0, 0],
        [0, 255, 0],
        [255, 255, 0],
        [0, 0, 255],
        [0, 255, 255],
    ] {
        assert!(picture.has(colour), "{colour:?}");
    }
    // A disc has some 5027 pixels, its square 6400.
    let is_of_disc = |dot: &&[u8; 3]| **dot == [255, 0, 255];
    let disc = picture.dots().iter().filter(is_of_disc).count() / 4;
    assert!((4800..5200).contains(&disc), "{disc}");
}

#[test]
fn shadows_beside_contents_have_the_colour_of_their_own_text() {
    let style = "p{color:#00f;--own:#0a0}p::before{content:'';display:inline-block;width:10px;height:10px;\
        margin:9px;color:#f0f;box-shadow:0 0 0 4px}.own::before{color:var(--own)}.as::before{color:inherit}";
    let body = "<p>magenta<p class=own>green<p class=as>blue";
    let picture = print(&Service::start(), style, body).picture(192);
    for colour in [[255, 0, 255], [0, 170, 0]] {
        assert!(picture.has(colour), "{colour:?}");
    }
    // A ring of 4 pixels around 10 has 224 pixels.
    let blue = picture.dots().iter().filter(|dot| **dot == [0, 0, 255]);
    assert!(blue.count() / 4 > 200);
}

/// The page knows no units of the page, and the root has more than one name.
#[test]
fn custom_properties_may_be_shares_of_the_page() {
    let service = Service::start();
    let style = ":where(html){--root:max(1px,min(5vw,90px))}.a{--own:clamp(1px,5vw,90px)}\
        .a,.b,.c{margin:0}.a{padding-left:var(--own)}.b{padding-left:var(--root)}\
        .c{padding-left:5vw}";
    let pdf = print(
        &service,
        style,
        "<p class=a>own<p class=b>root<p class=c>plain",
    );
    let plain = left(&pdf, "plain");
    assert!(plain > 20.0, "{plain}");
    assert_near(left(&pdf, "own"), plain);
    assert_near(left(&pdf, "root"), plain);
}

#[test]
fn what_stands_beside_an_element_has_custom_properties_of_its_own() {
    let service = Service::start();
    let style = "p{--c:#00c}p::before,p::after{content:'';display:block;height:20px;background:var(--c)}\
        p.on::after{--c:#c00}*::before{--unused:1px}";
    let picture = print(&service, style, "<p class=on>text").picture(96);
    assert!(picture.has([0, 0, 204]) && picture.has([204, 0, 0]));
    let picture = print(&service, style, "<p>text").picture(96);
    assert!(picture.has([0, 0, 204]) && !picture.has([204, 0, 0]));
}
