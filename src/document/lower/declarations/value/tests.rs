use std::borrow::Cow;

use super::*;

/// Properties of each family.
const NAMES: [&str; 74] = [
    "all",
    "animation",
    "aspect-ratio",
    "backdrop-filter",
    "background",
    "background-clip",
    "background-image",
    "background-position",
    "background-repeat",
    "border",
    "border-image",
    "border-inline",
    "box-shadow",
    "break-after",
    "break-inside",
    "clip-path",
    "color",
    "column-span",
    "columns",
    "container",
    "content",
    "counter-reset",
    "counter-set",
    "display",
    "filter",
    "flex",
    "flex-flow",
    "float",
    "font",
    "font-family",
    "font-feature-settings",
    "font-style",
    "font-variant",
    "font-variant-numeric",
    "font-weight",
    "gap",
    "grid",
    "grid-area",
    "grid-template",
    "hyphens",
    "inset",
    "letter-spacing",
    "line-clamp",
    "line-height",
    "list-style",
    "list-style-type",
    "margin",
    "margin-inline",
    "mask",
    "mask-image",
    "object-fit",
    "opacity",
    "overflow",
    "padding",
    "perspective",
    "place-items",
    "position",
    "quotes",
    "rotate",
    "scale",
    "tab-size",
    "text-align",
    "text-decoration",
    "text-indent",
    "text-shadow",
    "text-wrap",
    "transform",
    "transform-origin",
    "translate",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "writing-mode",
];

pub const CONTEXT: ValueContext = ValueContext {
    width_px: 700.0,
    height_px: 1000.0,
    root_px: 16.0,
    letters_in_px: false,
};

fn joined(parts: &[(Cow<'static, str>, String)]) -> String {
    let parts: Vec<_> = parts
        .iter()
        .map(|(name, value)| format!("{name}:{value}"))
        .collect();
    parts.join(";")
}

pub fn native(name: &str, value: &str) -> String {
    joined(&declaration(name, value, &CONTEXT).native)
}

pub fn page(name: &str, value: &str) -> String {
    joined(&declaration(name, value, &CONTEXT).page)
}

pub fn lost(name: &str, value: &str) -> Option<String> {
    declaration(name, value, &CONTEXT).lost
}

#[test]
fn what_the_engine_knows_comes_out_as_it_is_written() {
    for (name, value) in [
        ("color", "RED"),
        ("padding", "1px  2em"),
        ("border-left", "1px solid #fff"),
        ("z-index", "3"),
        ("margin", "0 auto"),
        ("width", "50%"),
        ("background", "#fff url(a.png) no-repeat 0 0"),
        ("font", "italic bold 12px/1.5 Arial, sans-serif"),
        ("text-decoration", "underline"),
        ("-webkit-column-count", "2"),
        ("display", "inline-block"),
        ("position", "absolute"),
        ("overflow", "hidden"),
        ("content", "\"50vw\" counter(a)"),
        ("letter-spacing", "1.5px"),
        ("page-break-inside", "avoid"),
        ("list-style", "square inside"),
        ("top", "-3px"),
        ("box-shadow", "0 1px 0 #ccc"),
        ("vertical-align", "middle"),
        ("font-weight", "bold"),
    ] {
        let outcome = declaration(name, value, &CONTEXT);
        assert_eq!(joined(&outcome.native), format!("{name}:{value}"));
        assert_eq!(outcome.lost, None, "{name}");
    }
}

#[test]
fn newer_values_become_old_ones() {
    for (name, value, expected) in [
        ("color", "rgb(1 2 3 / 50%)", "color:rgba(1, 2, 3, 0.5)"),
        ("width", "calc(10px * 2)", "width:20px"),
        ("margin", "2vw auto", "margin:14px auto"),
        (
            "margin-inline",
            "auto",
            "-webkit-margin-start:auto;-webkit-margin-end:auto",
        ),
        (
            "padding-block",
            "1px 2px",
            "padding-top:1px;padding-bottom:2px",
        ),
        (
            "border-inline-start",
            "2px solid red",
            "-webkit-border-start:2px solid red",
        ),
        ("inset", "0 1px", "top:0;right:1px;bottom:0;left:1px"),
        ("inline-size", "50%", "width:50%"),
        (
            "border-start-start-radius",
            "3px",
            "border-top-left-radius:3px",
        ),
        ("overflow", "clip", "overflow:hidden"),
        ("overflow-x", "auto", "overflow-x:hidden;overflow-y:hidden"),
        ("overflow", "visible scroll", "overflow:hidden"),
        ("color", "unset", "color:inherit"),
        ("border", "unset", "border:initial"),
        ("display", "flex", "display:block"),
        ("display", "inline-grid", "display:inline-block"),
        ("position", "sticky", "position:relative"),
        ("width", "max-content", "width:intrinsic"),
        ("-webkit-flex", "1", ""),
        ("-moz-border-radius", "1px", ""),
        ("width", "calc(1px + red)", ""),
    ] {
        assert_eq!(native(name, value), expected, "{name}: {value}");
    }
}

#[test]
fn the_page_is_told_what_it_decides() {
    for (name, value, expected) in [
        ("flex", "1", "flex-grow:1;flex-shrink:1;flex-basis:0%"),
        (
            "-webkit-flex",
            "1",
            "flex-grow:1;flex-shrink:1;flex-basis:0%",
        ),
        ("gap", "1vw 2px", "row-gap:7px;column-gap:2px"),
        ("width", "calc(100% - 20px)", "width:calc(100% + -20px)"),
        (
            "margin",
            "0 auto",
            "margin-top:0;margin-right:auto;margin-bottom:0;margin-left:auto",
        ),
        (
            "margin-inline-start",
            "auto",
            "margin-left:auto;margin-inline-start:auto",
        ),
        ("display", "FLEX", "display:flex"),
        ("position", "sticky", "position:sticky"),
        (
            "grid-template-columns",
            "repeat(2,  minmax(calc(1px + 1px), 1fr))",
            "grid-template-columns:repeat(2,  minmax(2px, 1fr))",
        ),
        ("font-size", "calc(1em + 2px)", "font-size:calc(1em + 2px)"),
        (
            "padding",
            "calc(1em + 2px) 3px",
            "padding-top:calc(1em + 2px);padding-right:3px;padding-bottom:calc(1em + 2px);padding-left:3px",
        ),
        (
            "justify-content",
            "Space-Between",
            "justify-content:space-between",
        ),
        ("gap", "inherit", "row-gap:inherit;column-gap:inherit"),
    ] {
        assert_eq!(page(name, value), expected, "{name}: {value}");
    }
    // What the page sets alone is not told to the engine.
    assert_eq!(native("width", "calc(100% - 20px)"), "");
}

#[test]
fn what_is_lost_is_said_and_what_is_harmless_is_not() {
    assert_eq!(lost("frobnicate", "1").as_deref(), Some("frobnicate"));
    assert_eq!(
        lost("mix-blend-mode", "multiply").as_deref(),
        Some("mix-blend-mode: multiply")
    );
    assert_eq!(lost("mix-blend-mode", "normal"), None);
    for name in [
        "transition",
        "cursor",
        "-webkit-font-smoothing",
        "will-change",
        "print-color-adjust",
    ] {
        assert_eq!(
            declaration(name, "x", &CONTEXT),
            Outcome::nothing(),
            "{name}"
        );
    }
}

#[test]
fn never_panics_on_broken_values() {
    let values = [
        "(",
        ")",
        "\"",
        "\\",
        "calc(",
        "rgb(",
        "/",
        ",",
        "1px /",
        "url(",
        "é",
        "linear-gradient()",
        "#",
        "-",
        "+",
        "linear-gradient(,)",
        "a / b / c",
        "var(--x",
        "repeat(",
        "steps(",
        "0 0 0 0 0 0 0",
        "\u{0}",
        "1e999px",
    ];
    for name in NAMES {
        for word in ["inherit", "initial", "unset", "revert"] {
            declaration(name, word, &CONTEXT);
        }
        for value in values {
            declaration(name, value, &CONTEXT);
        }
    }
}

#[test]
fn hostile_values_grow_no_more_than_in_proportion() {
    let openings = [
        "(",
        "a(",
        "calc(",
        "min(1em,",
        "rgb(from ",
        "color-mix(in srgb,",
        "linear-gradient(",
        "light-dark(",
        "image-set(",
        "\"",
        "\\",
        "/*",
        "[ ",
        "1px,",
        "#fff8,",
        "1vw ",
        "0 0 9px red,",
        "r + ",
        "é",
    ];
    for name in NAMES {
        for opening in openings {
            let value = opening.repeat(500);
            let outcome = declaration(name, &value, &CONTEXT);
            let parts = outcome.native.iter().chain(&outcome.page);
            let written: usize = parts.map(|(_, value)| value.len()).sum();
            assert!(
                written <= 1000 + 40 * value.len(),
                "{name}: {opening} {written}"
            );
        }
    }
}

#[test]
fn small_upright_paddings_are_whole_dots() {
    // 58.96 dots, and 117.92 of both together.
    assert_eq!(
        native("padding", "1.3mm 2mm"),
        "padding:4.9168px 2mm 4.9168px"
    );
    // 31.75 dots, and 63.5.
    assert_eq!(native("padding", ".7mm"), "padding:2.6668px .7mm 2.5834px");
    assert_eq!(native("padding-top", ".7mm"), "padding-top:2.6668px");
    assert_eq!(native("height", "5mm"), "height:18.9168px");
    // Whole pages are made of larger ones.
    assert_eq!(native("padding", "15.1mm"), "padding:15.1mm");
}

#[test]
fn what_hangs_on_attributes_is_left_to_the_page() {
    assert_eq!(native("width", "attr(data-w px, 50px)"), "");
    assert_eq!(
        page("width", "attr(data-w px, 50px)"),
        "width:attr(data-w px, 50px)"
    );
}

#[test]
fn outlines_have_the_colour_of_text() {
    for (name, value, expected) in [
        ("outline", "3px solid currentColor", "outline:3px solid"),
        ("outline", "auto", "outline:1px solid"),
        ("outline", "2px auto red", "outline:1px solid red"),
        ("outline", "2px dashed red", "outline:2px dashed red"),
        ("mask-size", "50px", "-webkit-mask-size:50px auto"),
        ("mask-size", "cover", "-webkit-mask-size:cover"),
    ] {
        assert_eq!(native(name, value), expected);
    }
}

#[test]
fn what_is_painted_otherwise_is_told() {
    for (name, value, told) in [
        (
            "background-repeat",
            "space round",
            Some("background-repeat: space round"),
        ),
        ("background-repeat", "repeat-x", None),
        ("perspective", "300px", Some("perspective: 300px")),
        ("perspective", "none", None),
    ] {
        assert_eq!(lost(name, value).as_deref(), told, "{name}: {value}");
    }
    assert_eq!(page("clip-path", "circle(50%)"), "clip-path:circle(50%)");
}
