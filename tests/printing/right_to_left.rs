//! Text that runs from right to left, as readers of PDFs find it.

use crate::support;

use support::service::Service;

use super::styled::{assert_near, left, print};

/// Letters of a word follow each other from left to right, as browsers write them. Programs
/// that read PDFs took each for a word of its own.
#[test]
fn words_are_words_to_those_who_read_them() {
    let service = Service::start();
    let body = "<div dir=rtl><p>שלום עולם 2031</p><p>مرحبا بالعالم</p></div>";
    let pdf = print(&service, "", body);
    let text = pdf.text();
    for word in ["שלום", "עולם", "2031"] {
        assert!(text.contains(word), "{word} in {text}");
    }
    // Arabic letters are told in the forms that they have in words.
    assert!(text.contains("ﻣﺮﺣﺒﺎ") || text.contains("مرحبا"), "{text}");
}

/// A row tells where it begins, and not where the text of its items does.
#[test]
fn items_of_the_other_direction_begin_at_their_own_side() {
    let service = Service::start();
    let style = ".g{display:grid;grid-template-columns:300px 300px;width:600px;direction:rtl}\
        .g p{direction:ltr;margin:0}.f{display:flex;width:600px;direction:rtl}.f p{flex:1;margin:0;direction:ltr}";
    let body = "<div class=g><p>one</p><p>two</p></div><div class=f><p>three</p><p>four</p></div>\
        <div class=f style='text-align:left'><p>five</p><p style='direction:rtl'>six</p></div>";
    let pdf = print(&service, style, body);
    for (word, at) in [
        ("one", 300.0),
        ("two", 0.0),
        ("three", 300.0),
        ("four", 0.0),
        ("five", 300.0),
        ("six", 0.0),
    ] {
        assert_near(left(&pdf, word), at, 1.5);
    }
}

/// The side that a margin is on hangs on the direction, and was told to rows as for left to right.
#[test]
fn margins_that_take_what_is_left_are_on_their_side() {
    let service = Service::start();
    let style = ".f{display:flex;width:600px}.a{margin-inline-start:auto}.g{display:grid;grid-template-columns:600px}\
        .b{margin-inline:auto 0;width:100px}";
    let body = "<div dir=rtl><div class=f><p style='margin:0'>one</p><p class=a style='margin-block:0'>two</p></div>\
        <div class=g><p class=b>three</p></div></div>";
    let pdf = print(&service, style, body);
    // The page is 794 px wide.
    assert_near(left(&pdf, "two"), 193.7, 1.5);
    assert_near(left(&pdf, "three"), 255.0, 5.0);
}

/// A mark that keeps a text of another direction apart was an item of its own.
#[test]
fn items_of_another_direction_stand_where_the_others_do() {
    let service = Service::start();
    let style =
        "div{display:flex;width:400px;justify-content:space-between}div.g{gap:10px}.g b{flex:1}";
    for (body, word, from) in [
        (
            "<div dir=rtl><b>שלום</b><span dir=ltr>number</span></div>",
            "number",
            0.0,
        ),
        (
            "<div dir=rtl class=g><b>שלום</b><span dir=ltr>number</span></div>",
            "number",
            0.0,
        ),
        (
            "<div><b>one</b><span dir=rtl>last</span><bdi>end</bdi></div>",
            "end",
            400.0 - 26.7,
        ),
    ] {
        assert_near(left(&print(&service, style, body), word), from, 1.5);
    }
}
