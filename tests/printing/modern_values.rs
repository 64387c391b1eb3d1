//! Values that depend on variables of their elements, on the direction of text, and on
//! what is supported.

use crate::support;

use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{assert_near as within, left, print};

#[track_caller]
fn assert_near(found: f64, pixels: f64) {
    within(found, pixels, 1.0);
}

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
