//! What the table of CSS features says of a document holds: what is lost is told, what is
//! fine is not, and what is said in other words is printed.

use crate::support;

use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{PX, assert_near as within, print as print_styled};

fn print(service: &Service, style: &str, body: &str) -> Pdf {
    print_styled(service, &format!("p{{margin:0}}{style}"), body)
}

/// What is told of a document, with the number of its line.
fn told(service: &Service, html: &str) -> Vec<(u64, String)> {
    let request = json!({"html": html, "report": "json"});
    let report: Value = serde_json::from_slice(&service.post_json(&request).body).unwrap();
    let all = report["warnings"].as_array().unwrap().iter();
    all.filter(|warning| warning["kind"] == "unsupported-css")
        .map(|warning| {
            let feature = warning["feature"].as_str().unwrap().to_owned();
            (warning["line"].as_u64().unwrap(), feature)
        })
        .collect()
}

#[track_caller]
fn assert_near(found: f64, pixels: f64) {
    let found = found / PX;
    within(found, pixels, 1.5);
}

#[test]
fn what_is_lost_is_told_and_what_is_fine_is_not() {
    let service = Service::start();
    // Each in a line of its own, with what is told of it.
    let declarations = [
        ("mix-blend-mode:multiply", "mix-blend-mode: multiply"),
        ("mix-blend-mode:normal", ""),
        ("backdrop-filter:blur(2px)", ""),
        ("filter:grayscale(1) opacity(.5)", ""),
        ("filter:blur(2px) opacity(.5)", "filter: blur()"),
        ("filter:brightness(100%)", ""),
        ("clip-path:polygon(0 0,1px 0,0 1px)", ""),
        ("clip-path:inset(0 round 4px)", ""),
        ("clip-path:circle(50%);width:9px;height:9px", ""),
        ("mask:linear-gradient(#000,transparent) 0 0/10px", ""),
        ("mask:url(#m)", "mask: url()"),
        ("hyphens:auto", "hyphens: auto"),
        ("hyphens:auto;hyphens:none", ""),
        ("text-wrap:balance", ""),
        ("text-underline-offset:3px", ""),
        (
            "text-decoration:underline wavy red",
            "text-decoration: wavy",
        ),
        ("text-decoration:underline solid", ""),
        ("text-emphasis:dot", ""),
        ("font-variant-numeric:tabular-nums", ""),
        (
            "font-feature-settings:\"ss01\" 1",
            "font-feature-settings: \"ss01\"",
        ),
        (
            "font-variation-settings:\"wght\" 300",
            "font-variation-settings: \"wght\" 300",
        ),
        ("initial-letter:2", ""),
        ("shape-outside:circle()", "shape-outside: circle()"),
        ("writing-mode:vertical-rl", ""),
        ("transition:all 1s;will-change:transform;cursor:help", ""),
        ("animation:spin 1s infinite", ""),
        ("animation:fade 1s forwards", "animation: forwards"),
        ("color-scheme:light dark", ""),
        ("print-color-adjust:exact;-webkit-user-select:none", ""),
        ("-moz-osx-font-smoothing:grayscale;-ms-filter:x;*zoom:1", ""),
        ("scroll-margin-top:2rem;scrollbar-width:thin", ""),
        ("contain:content;content-visibility:auto", ""),
        ("float:inline-start;margin-inline:auto;inset-block:0", ""),
        ("all:unset;color:revert;border:revert-layer", ""),
        ("view-transition-name:x;anchor-name:--a", ""),
        ("position-area:top", "position-area: top"),
        ("offset-path:path(\"M0 0\")", "offset-path: path()"),
        ("row-rule:1px solid", "row-rule: solid"),
        ("zoom:1;caret-color:red;touch-action:none", ""),
        ("colour:red", "colour"),
    ];
    let lines: String = declarations
        .iter()
        .map(|(said, _)| format!(".a{{{said}}}\n"))
        .collect();
    let expected: Vec<(u64, String)> = declarations
        .iter()
        .zip(2..)
        .filter(|((_, told), _)| !told.is_empty())
        .map(|((_, told), line)| (line, (*told).to_owned()))
        .collect();
    let html = format!("<!DOCTYPE html><style>\n{lines}</style><p class=a>x");
    assert_eq!(told(&service, &html), expected);
}

#[test]
fn rules_and_selectors_are_told_where_they_are_lost() {
    let service = Service::start();
    let rules = [
        ("@scope (p){b{color:red}}", ""),
        ("@property --x{syntax:'*';inherits:true}", ""),
        ("@starting-style{p{opacity:0}}", ""),
        ("@view-transition{navigation:auto}", ""),
        ("@keyframes k{to{color:red}}", ""),
        ("@counter-style c{system:cyclic;symbols:x}", ""),
        ("@counter-style d{symbols:url(a.png)}", "@counter-style"),
        ("@container (width>1px){p{color:red}}", ""),
        ("p:focus-visible,p:hover{mix-blend-mode:multiply}", ""),
        ("p::-webkit-scrollbar,input::placeholder{color:red}", ""),
        ("p:nth-child(2 of b){color:red}", ""),
        ("p:frobnicate,p{hyphens:auto}", ""),
        ("p:is(:frobnicate,p){hyphens:auto}", "hyphens: auto"),
        (
            "@font-face{font-family:x;src:local(y);font-display:swap}",
            "",
        ),
    ];
    let lines: String = rules.iter().map(|(said, _)| format!("{said}\n")).collect();
    let expected: Vec<(u64, String)> = rules
        .iter()
        .zip(2..)
        .filter(|((_, told), _)| !told.is_empty())
        .map(|((_, told), line)| (line, (*told).to_owned()))
        .collect();
    let html = format!("<!DOCTYPE html><style>\n{lines}</style><p><b>x</b><input>");
    assert_eq!(told(&service, &html), expected);
}

#[test]
fn a_rule_with_a_selector_that_browsers_do_not_know_is_dropped() {
    let service = Service::start();
    let pdf = print(
        &service,
        "p:frobnicate,.a{padding-left:50px}.b:is(:frobnicate,p){padding-left:70px}",
        "<p class=a>one<p class=b>two",
    );
    assert_near(pdf.word("one").0, 0.0);
    assert_near(pdf.word("two").0, 70.0);
}

#[test]
fn a_scope_ends_where_it_says() {
    let service = Service::start();
    let pdf = print(
        &service,
        "@property --p{syntax:'<length>';inherits:true;initial-value:40px}\
         @scope (.card) to (.in){:scope{padding-left:10px}p{padding-left:var(--p)}}",
        "<div class=card><p>one</p><div class=in><p>two</p></div></div><p>three",
    );
    assert_near(pdf.word("one").0, 50.0);
    assert_near(pdf.word("two").0, 10.0);
    assert_near(pdf.word("three").0, 0.0);
}

#[test]
fn lines_behind_a_clamp_take_no_room() {
    let service = Service::start();
    let style = "div{width:90px;display:-webkit-box;-webkit-line-clamp:2;\
                 -webkit-box-orient:vertical;overflow:hidden;padding-bottom:5px}";
    let pdf = print(
        &service,
        style,
        "<div>one two three four five six seven eight nine ten eleven</div><p>after",
    );
    let first = pdf.word("one").1;
    assert_near(pdf.word("after").1 - first, 45.0);
    // What is not longer than it may be stays as it is.
    let pdf = print(&service, style, "<div>one</div><p>after");
    assert_near(pdf.word("after").1 - pdf.word("one").1, 25.0);
}

#[test]
fn small_capitals_are_capitals() {
    let service = Service::start();
    let pdf = print(
        &service,
        "b{font-weight:400;font-variant:small-caps}i{font:small-caps 16px/20px Arial}",
        "<p>Head head <b>Head head</b> <i>Other</i> end",
    );
    let text = pdf.text();
    assert!(text.contains("HEAD") && text.contains("OTHER"), "{text}");
}

#[test]
fn strings_are_markers_of_lists() {
    let service = Service::start();
    let pdf = print(
        &service,
        "ul{margin:0;padding-left:40px}.a{list-style-type:'== '}.b{list-style:'++ ' inside}",
        "<ul class=a><li>one<li><p>two</p></ul><ul class=b><li>three</ul>",
    );
    assert_near(pdf.word("one").0, 40.0);
    assert_near(pdf.word("two").0, 40.0);
    assert!(pdf.word("==").0 < 40.0 * PX);
    assert_near(pdf.word("==").1 - pdf.word("one").1, 0.0);
    assert_near(pdf.word("++").0, 40.0);
    assert!(pdf.word("three").0 > 50.0 * PX);
}
