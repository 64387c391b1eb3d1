//! `all: initial` and its like.

use super::known::browser_sets;
use super::outcome::Outcome;

/// `all`: the properties that matter.
pub fn all(word: &str) -> Outcome {
    const RESET: [&str; 22] = [
        "background",
        "border",
        "border-radius",
        "box-shadow",
        "box-sizing",
        "clear",
        "content",
        "float",
        "height",
        "margin",
        "max-height",
        "max-width",
        "min-height",
        "min-width",
        "opacity",
        "outline",
        "overflow",
        "padding",
        "position",
        "text-decoration",
        "vertical-align",
        "width",
    ];
    const INHERITED: [&str; 16] = [
        "color",
        "font-family",
        "font-size",
        "font-style",
        "font-variant",
        "font-weight",
        "letter-spacing",
        "line-height",
        "list-style",
        "text-align",
        "text-indent",
        "text-shadow",
        "text-transform",
        "visibility",
        "white-space",
        "word-spacing",
    ];
    let mut all = Outcome::nothing();
    for name in RESET
        .iter()
        .copied()
        .filter(|name| word != "revert" || !browser_sets(name))
    {
        let word = if word == "inherit" {
            "inherit"
        } else {
            "initial"
        };
        all = all.and(Outcome::native(name, word));
    }
    // The longhands that the page knows.
    for name in [
        "width",
        "height",
        "position",
        "float",
        "margin-top",
        "margin-right",
        "margin-bottom",
        "margin-left",
    ] {
        if word != "revert" || !browser_sets(name) {
            let word = if word == "inherit" {
                "inherit"
            } else {
                "initial"
            };
            all = all.and(Outcome::page(name, word));
        }
    }
    for name in INHERITED
        .iter()
        .copied()
        .filter(|name| word != "revert" || !browser_sets(name))
    {
        let word = if word == "initial" {
            "initial"
        } else {
            "inherit"
        };
        all = all.and(Outcome::native(name, word));
    }
    // Of `unset` and `initial`, browsers make `display: inline`.
    if matches!(word, "initial" | "unset" | "revert") {
        let display = if word == "revert" {
            Outcome::page("display", "revert")
        } else {
            Outcome::both("display", "inline")
        };
        all = all.and(display);
    }
    all
}
