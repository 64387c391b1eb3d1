//! One declaration: what the engine is told, what only the page can decide, and what
//! is lost.

use super::font;
use super::length::{self, Units};
use super::parse::split;
use super::paint;
use super::shorthand;
use super::colour;

#[derive(Debug, Default, PartialEq)]
pub struct Outcome {
    /// What the engine is told.
    pub native: Vec<(String, String)>,
    /// What the page helper is told.
    pub page: Vec<(String, String)>,
    /// What will not be seen, in words for a warning.
    pub lost: Option<String>,
}

impl Outcome {
    pub fn native(name: &str, value: impl Into<String>) -> Self {
        Self { native: vec![(name.to_owned(), value.into())], ..Self::default() }
    }

    pub fn page(name: &str, value: impl Into<String>) -> Self {
        Self { page: vec![(name.to_owned(), value.into())], ..Self::default() }
    }

    pub fn both(name: &str, value: &str) -> Self {
        Self {
            native: vec![(name.to_owned(), value.to_owned())],
            page: vec![(name.to_owned(), value.to_owned())],
            lost: None,
        }
    }

    pub fn lost(what: impl Into<String>) -> Self {
        Self { lost: Some(what.into()), ..Self::default() }
    }

    fn and(mut self, other: Self) -> Self {
        self.native.extend(other.native);
        self.page.extend(other.page);
        self.lost = self.lost.or(other.lost);
        self
    }
}

/// Properties whose values the page lays out by.
pub const LAYOUT: [&str; 58] = [
    "align-content", "align-items", "align-self", "aspect-ratio", "bottom", "break-after", "break-before",
    "break-inside", "column-count", "column-fill", "column-gap", "column-span", "column-width", "display",
    "flex-basis", "flex-direction", "flex-grow", "flex-shrink", "flex-wrap", "grid-auto-columns",
    "grid-auto-flow", "grid-auto-rows", "grid-column-end", "grid-column-start", "grid-row-end",
    "grid-row-start", "grid-template-areas", "grid-template-columns", "grid-template-rows", "height",
    "justify-content", "justify-items", "justify-self", "left", "line-clamp", "margin-bottom",
    "margin-left", "margin-right", "margin-top", "max-height", "max-width", "min-height", "min-width",
    "object-fit", "object-position", "order", "overflow-x", "overflow-y", "position", "right",
    "row-gap", "text-align-last", "top", "width", "word-break", "writing-mode", "float", "hyphens",
];

/// Nothing of these is to be seen on paper, or the engine's own way is as good.
fn is_harmless(name: &str) -> bool {
    const STARTS: [&str; 18] = [
        "-moz-", "-ms-", "-o-", "-khtml-", "transition", "-webkit-transition", "animation", "-webkit-animation",
        "scroll", "overscroll", "-webkit-font-smoothing", "-webkit-tap", "-webkit-text-size-adjust",
        "-webkit-overflow", "-webkit-touch", "view-transition", "inset-area", "mso-",
    ];
    const NAMES: [&str; 48] = [
        "accent-color", "appearance", "-webkit-appearance", "caret-color", "color-adjust", "color-scheme", "contain",
        "contain-intrinsic-size", "container", "content-visibility", "cursor", "fill-rule", "font-display",
        "font-kerning", "font-optical-sizing", "font-palette", "font-smooth", "font-synthesis", "forced-color-adjust",
        "hanging-punctuation", "image-rendering", "initial-letter", "interpolate-size", "isolation", "line-break",
        "math-style", "outline-offset", "overflow-anchor", "pointer-events", "print-color-adjust",
        "-webkit-print-color-adjust", "resize", "ruby-position", "scrollbar-color", "scrollbar-gutter",
        "scrollbar-width", "speak", "text-rendering", "text-size-adjust", "text-wrap", "text-wrap-mode",
        "text-wrap-style", "touch-action", "user-select", "-webkit-user-select", "will-change", "zoom",
        "text-underline-offset",
    ];
    STARTS.iter().any(|start| name.starts_with(start)) && name != "-o-object-fit" || NAMES.contains(&name)
}

const INHERITED: [&str; 27] = [
    "border-collapse", "border-spacing", "caption-side", "color", "direction", "empty-cells", "font",
    "font-family", "font-size", "font-style", "font-variant", "font-weight", "letter-spacing", "line-height",
    "list-style", "list-style-image", "list-style-position", "list-style-type", "orphans", "quotes",
    "text-align", "text-indent", "text-transform", "visibility", "white-space", "widows", "word-spacing",
];

pub fn declaration(name: &str, value: &str, units: &Units) -> Outcome {
    if name.starts_with("--") || is_harmless(name) || name.starts_with(['*', '_']) {
        return Outcome::default();
    }
    let lower = value.trim().to_ascii_lowercase();
    match lower.as_str() {
        "unset" => {
            let word = if INHERITED.contains(&name) { "inherit" } else { "initial" };
            return keyword(name, word);
        }
        "revert" | "revert-layer" => return Outcome::default(),
        "initial" | "inherit" => return keyword(name, &lower),
        "" => return Outcome::default(),
        _ => {}
    }
    if name == "quotes" {
        // The engine crashes on it.
        return match lower.as_str() {
            "none" | "auto" => Outcome::default(),
            _ => Outcome::lost("quotes"),
        };
    }
    let reduced = length::reduce(value, units);
    let mixed = reduced.as_ref().is_some_and(|reduced| reduced.mixed);
    let value = reduced.as_ref().map_or(value.trim(), |reduced| &reduced.value);
    let coloured = colour::rewrite(value);
    let value = coloured.as_deref().unwrap_or(value);
    let painted = paint::gradients(value);
    let value = painted.as_deref().unwrap_or(value);
    // What only the page can add up.
    if mixed && !shorthand::is_for_page(name) {
        return match shorthand::expand(name, value) {
            Some(parts) => {
                let mut all = Outcome::default();
                for (name, value) in parts {
                    let is_mixed = ["calc(", "min(", "max(", "clamp("].iter().any(|f| value.contains(f));
                    let one = match is_mixed {
                        true => Outcome::page(&name, value),
                        false => declaration(&name, &value, units),
                    };
                    all = all.and(one);
                }
                all
            }
            None => Outcome::page(name, value),
        };
    }
    known(name, value, units)
}

fn keyword(name: &str, word: &str) -> Outcome {
    if name == "all" {
        return Outcome::lost(format!("all: {word}"));
    }
    match shorthand::expand(name, word) {
        Some(parts) => {
            let mut all = Outcome::default();
            for (name, _) in parts {
                all = all.and(keyword(&name, word));
            }
            all
        }
        None if shorthand::is_for_page(name) => Outcome::page(name, word),
        None if LAYOUT.contains(&name) => Outcome::both(name, word),
        None => Outcome::native(name, word),
    }
}

fn known(name: &str, value: &str, units: &Units) -> Outcome {
    if let Some(parts) = shorthand::expand(name, value) {
        let mut all = Outcome::default();
        for (name, value) in parts {
            all = all.and(known(&name, &value, units));
        }
        return all;
    }
    if shorthand::is_for_page(name) {
        return Outcome::page(name, value);
    }
    let lower = value.to_ascii_lowercase();
    match name {
        "display" => display(&lower),
        "position" => match lower.as_str() {
            "sticky" | "-webkit-sticky" => Outcome {
                native: vec![("position".into(), "relative".into())],
                page: vec![("position".into(), "sticky".into())],
                lost: None,
            },
            _ => Outcome::both(name, &lower),
        },
        "width" | "height" | "min-width" | "min-height" | "max-width" | "max-height" => size(name, &lower),
        "margin-top" | "margin-right" | "margin-bottom" | "margin-left" | "float" => match lower.as_str() {
            "inline-start" => Outcome::both(name, "left"),
            "inline-end" => Outcome::both(name, "right"),
            _ => Outcome::both(name, &lower),
        },
        "top" | "right" | "bottom" | "left" => Outcome::both(name, &lower),
        "overflow-x" | "overflow-y" => {
            let value = if lower == "clip" { "hidden" } else { &lower };
            Outcome::both(name, value)
        }
        "break-before" | "break-after" => {
            let old = match lower.as_str() {
                "page" | "always" | "all" | "left" | "right" | "recto" | "verso" => "always",
                "avoid" | "avoid-page" => "avoid",
                _ => "auto",
            };
            Outcome {
                native: vec![(format!("page-{name}"), old.to_owned())],
                page: vec![(name.to_owned(), old.to_owned())],
                lost: None,
            }
        }
        "break-inside" => {
            let old = if matches!(lower.as_str(), "avoid" | "avoid-page" | "avoid-column") { "avoid" } else { "auto" };
            Outcome {
                native: vec![("page-break-inside".into(), old.into())],
                page: vec![("break-inside".into(), old.into())],
                lost: None,
            }
        }
        "page-break-before" | "page-break-after" | "page-break-inside" => Outcome {
            native: vec![(name.to_owned(), if matches!(lower.as_str(), "left" | "right") { "always".into() } else { lower.clone() })],
            page: vec![(name["page-".len()..].to_owned(), lower)],
            lost: None,
        },
        "overflow-wrap" => {
            let value = if lower == "anywhere" { "break-word" } else { &lower };
            Outcome::native("word-wrap", value)
        }
        "word-break" => match lower.as_str() {
            "keep-all" => Outcome { native: vec![(name.into(), "normal".into())], page: vec![(name.into(), lower)], lost: None },
            "auto-phrase" => Outcome::both(name, "normal"),
            _ => Outcome::both(name, &lower),
        },
        "hyphens" | "-webkit-hyphens" => match lower.as_str() {
            "auto" => Outcome::lost("hyphens: auto"),
            _ => Outcome::default(),
        },
        "white-space" => {
            let value = match lower.as_str() {
                "break-spaces" | "preserve" | "preserve wrap" => "pre-wrap",
                "collapse" | "wrap" => "normal",
                "preserve nowrap" => "pre",
                "preserve-breaks" => "pre-line",
                other => other,
            };
            Outcome::native(name, value)
        }
        "text-align" => match lower.as_str() {
            "match-parent" => Outcome::default(),
            _ => Outcome::native(name, lower),
        },
        "text-align-last" => match lower.as_str() {
            "auto" | "start" | "left" => Outcome::page(name, lower),
            _ => Outcome { page: vec![(name.into(), lower)], lost: Some(name.to_owned()), ..Outcome::default() },
        },
        "tab-size" | "-moz-tab-size" => Outcome::default(),
        "text-decoration" | "text-decoration-line" | "-webkit-text-decoration" => {
            const LINES: [&str; 5] = ["underline", "overline", "line-through", "none", "blink"];
            let lines: Vec<_> = split(&lower, ' ').into_iter().filter(|w| LINES.contains(w)).collect();
            let line = if lines.is_empty() { "none".to_owned() } else { lines.join(" ") };
            let styled = split(&lower, ' ').into_iter().find(|w| matches!(*w, "dotted" | "dashed" | "wavy" | "double"));
            Outcome {
                lost: styled.filter(|_| line != "none").map(|style| format!("text-decoration: {style}")),
                ..Outcome::native("text-decoration", line)
            }
        }
        "text-decoration-color" | "text-decoration-thickness" | "text-decoration-style" | "text-decoration-skip-ink"
        | "text-decoration-skip" | "text-underline-position" => Outcome::default(),
        "box-shadow" | "-webkit-box-shadow" => paint::box_shadow(value),
        "text-shadow" => paint::text_shadow(value),
        "background" => paint::background(value),
        "background-image" | "list-style-image" | "border-image" | "border-image-source" => paint::image(name, value),
        "background-position" => {
            let layers: Vec<_> = split(&lower, ',').into_iter().map(paint::position).collect();
            Outcome::native(name, layers.join(", "))
        }
        "background-clip" | "-webkit-background-clip" => match lower.as_str() {
            "text" => Outcome::native("-webkit-background-clip", "text"),
            _ => Outcome::native("background-clip", lower),
        },
        "filter" | "-webkit-filter" => paint::filter(&lower),
        "backdrop-filter" | "-webkit-backdrop-filter" | "mix-blend-mode" | "background-blend-mode" | "clip-path"
        | "-webkit-clip-path" | "shape-outside" | "mask-composite" | "-webkit-mask-composite" => match lower.as_str() {
            "none" | "normal" | "auto" => Outcome::default(),
            _ => Outcome::lost(name.trim_start_matches("-webkit-")),
        },
        "mask" | "mask-image" | "mask-size" | "mask-position" | "mask-repeat" | "mask-clip" | "mask-origin" => {
            Outcome::native(&format!("-webkit-{name}"), value)
        }
        "transform" | "-webkit-transform" => paint::transform(&lower),
        "rotate" => match lower.as_str() {
            "none" => Outcome::default(),
            _ => Outcome::native("-webkit-transform", format!("rotate({lower})")),
        },
        "scale" => match split(&lower, ' ')[..] {
            [x, y, ..] => Outcome::native("-webkit-transform", format!("scale({x}, {y})")),
            _ if lower == "none" => Outcome::default(),
            _ => Outcome::native("-webkit-transform", format!("scale({lower})")),
        },
        "translate" => match split(&lower, ' ')[..] {
            [x, y, ..] => Outcome::native("-webkit-transform", format!("translate({x}, {y})")),
            _ if lower == "none" => Outcome::default(),
            _ => Outcome::native("-webkit-transform", format!("translate({lower}, 0)")),
        },
        "transform-origin" | "transform-style" | "perspective" | "perspective-origin" | "backface-visibility"
        | "writing-mode" | "text-orientation" | "text-emphasis" | "text-emphasis-color" | "text-emphasis-style"
        | "text-emphasis-position" | "box-decoration-break" | "text-fill-color" | "text-stroke" | "column-rule"
        | "column-rule-color" | "column-rule-style" | "column-rule-width" => {
            let is_vertical = name == "writing-mode" && lower.starts_with("vertical");
            Outcome {
                lost: is_vertical.then(|| format!("writing-mode: {lower}")),
                ..Outcome::native(&format!("-webkit-{name}"), value)
            }
        }
        "font" => font::shorthand(value),
        "font-family" => Outcome::native(name, font::family(value)),
        "font-weight" => Outcome::native(name, font::weight(&lower)),
        "font-style" => {
            let value = if lower.starts_with("oblique") { "oblique" } else { &lower };
            Outcome::native(name, value)
        }
        "font-size" => match lower.as_str() {
            "math" | "xxx-large" => Outcome::native(name, if lower == "math" { "1em" } else { "3em" }),
            _ => Outcome::native(name, lower),
        },
        "font-stretch" | "font-width" => Outcome::default(),
        "font-variant" | "font-variant-caps" => match lower.as_str() {
            "small-caps" | "normal" => Outcome::native("font-variant", lower),
            "all-small-caps" => Outcome::native("font-variant", "small-caps"),
            _ if font::is_harmless_feature(&lower) => Outcome::default(),
            _ => Outcome::lost(format!("{name}: {lower}")),
        },
        "font-variant-numeric" | "font-variant-ligatures" | "font-variant-east-asian" | "font-variant-alternates"
        | "font-variant-position" | "font-feature-settings" | "font-variation-settings" | "font-language-override"
        | "font-size-adjust" | "font-variant-emoji" => match font::is_harmless_feature(&lower) {
            true => Outcome::default(),
            false => Outcome::lost(format!("{name}: {lower}")),
        },
        "list-style-type" | "list-style" if value.contains(['"', '\'']) => Outcome {
            lost: Some(format!("{name}: {value}")),
            ..Outcome::native(name, "disc")
        },
        "vertical-align" if lower == "baseline-middle" => Outcome::default(),
        "line-clamp" | "-webkit-line-clamp" => Outcome::page("line-clamp", lower),
        "-webkit-box-orient" | "-webkit-box-flex" | "-webkit-box-pack" | "-webkit-box-align" | "-webkit-box-direction"
        | "-webkit-box-ordinal-group" | "-webkit-box-lines" | "-webkit-flex-flow" => Outcome::default(),
        "counter-set" => Outcome::lost("counter-set"),
        "image-orientation" => Outcome::default(),
        "page" => Outcome::page(name, value),
        "string-set" => Outcome::page(name, value),
        "opacity" => match lower.strip_suffix('%').and_then(|n| n.trim().parse::<f64>().ok()) {
            Some(x) => Outcome::native(name, length::number(x / 100.0)),
            None => Outcome::native(name, lower),
        },
        "letter-spacing" => Outcome::both(name, &lower),
        "line-height" | "word-spacing" | "text-indent" => {
            let value = lower.replace(" hanging", "").replace(" each-line", "");
            Outcome::native(name, value)
        }
        _ if name.starts_with("border") && value.contains("rgba(") => Outcome::native(name, paint::opaque(value)),
        _ if is_native(name) => Outcome::native(name, value),
        _ => Outcome::lost(name),
    }
}

fn display(value: &str) -> Outcome {
    let native = match value {
        "flex" | "grid" | "flow-root" | "block flex" | "block grid" | "-webkit-flex" | "-webkit-box" | "flow" => "block",
        "inline-flex" | "inline-grid" | "inline flex" | "inline grid" | "-webkit-inline-flex" | "-webkit-inline-box"
        | "inline flow-root" => "inline-block",
        "contents" => "inline",
        "ruby" | "ruby-text" | "ruby-base" | "math" => return Outcome::lost(format!("display: {value}")),
        other => other,
    };
    let page = match value {
        "-webkit-flex" | "block flex" => "flex",
        "-webkit-inline-flex" | "inline flex" => "inline-flex",
        "block grid" => "grid",
        "inline grid" => "inline-grid",
        other => other,
    };
    // The box of 2009 stands for line-clamp, or beside a newer value.
    if matches!(value, "-webkit-box" | "-webkit-inline-box" | "-ms-flexbox" | "-ms-grid" | "-moz-box" | "-ms-inline-flexbox") {
        return match value {
            "-webkit-box" => Outcome { native: vec![("display".into(), "block".into())], page: vec![("display".into(), "block".into())], lost: None },
            _ => Outcome::default(),
        };
    }
    Outcome {
        native: vec![("display".into(), native.into())],
        page: vec![("display".into(), page.into())],
        lost: None,
    }
}

fn size(name: &str, value: &str) -> Outcome {
    let content = value.trim_start_matches("-webkit-").trim_start_matches("-moz-");
    match content {
        "auto" if name.starts_with("min-") => Outcome { native: vec![(name.into(), "0".into())], page: vec![(name.into(), value.into())], lost: None },
        "fit-content" | "max-content" | "min-content" | "fill-available" | "stretch" | "available" => {
            let value = if matches!(content, "fill-available" | "available" | "stretch") { "auto" } else { content };
            let native = match (name, value) {
                ("width", "auto") | ("height", _) => "auto",
                ("width", "max-content" | "fit-content") => "intrinsic",
                ("width", _) => "min-intrinsic",
                ("max-width" | "max-height", _) => "none",
                _ => "0",
            };
            Outcome { native: vec![(name.into(), native.into())], page: vec![(name.into(), value.into())], lost: None }
        }
        _ if content.starts_with("fit-content(") => Outcome { native: vec![], page: vec![(name.into(), "fit-content".into())], lost: None },
        _ => Outcome::both(name, value),
    }
}

/// Properties that the engine knows as they are written.
fn is_native(name: &str) -> bool {
    NATIVE.binary_search(&name).is_ok() || name.starts_with("-webkit-")
}

const NATIVE: [&str; 111] = [
    "background-attachment", "background-color", "background-origin", "background-position-x",
    "background-position-y", "background-repeat", "background-repeat-x", "background-repeat-y", "background-size",
    "baseline-shift", "border", "border-bottom", "border-bottom-color", "border-bottom-left-radius",
    "border-bottom-right-radius", "border-bottom-style", "border-bottom-width", "border-collapse", "border-color",
    "border-image-outset", "border-image-repeat", "border-image-slice", "border-image-width", "border-left",
    "border-left-color", "border-left-style", "border-left-width", "border-radius", "border-right",
    "border-right-color", "border-right-style", "border-right-width", "border-spacing", "border-style", "border-top",
    "border-top-color", "border-top-left-radius", "border-top-right-radius", "border-top-style", "border-top-width",
    "border-width", "box-sizing", "caption-side", "clear", "clip", "clip-rule", "color", "color-interpolation",
    "content", "counter-increment", "counter-reset", "direction", "dominant-baseline", "empty-cells", "fill",
    "fill-opacity", "flood-color", "flood-opacity", "kerning", "letter-spacing", "lighting-color", "line-height",
    "list-style", "list-style-position", "list-style-type", "marker", "marker-end", "marker-mid", "marker-start",
    "orphans", "outline", "outline-color", "outline-style", "outline-width", "padding", "padding-bottom", "padding-left",
    "padding-right", "padding-top", "shape-rendering", "size", "src", "stop-color", "stop-opacity", "stroke",
    "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
    "stroke-opacity", "stroke-width", "table-layout", "text-align", "text-anchor", "text-indent", "text-line-through",
    "text-overflow", "text-overline", "text-transform", "text-underline", "unicode-bidi", "unicode-range",
    "vector-effect", "vertical-align", "visibility", "widows", "word-spacing", "word-wrap", "x", "z-index",
];

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: Units = Units { width: 700.0, height: 1000.0, root: 16.0, em: None };

    fn native(name: &str, value: &str) -> String {
        let outcome = declaration(name, value, &UNITS);
        let parts: Vec<_> = outcome.native.iter().map(|(n, v)| format!("{n}:{v}")).collect();
        parts.join(";")
    }

    fn page(name: &str, value: &str) -> String {
        let outcome = declaration(name, value, &UNITS);
        let parts: Vec<_> = outcome.page.iter().map(|(n, v)| format!("{n}:{v}")).collect();
        parts.join(";")
    }

    #[test]
    fn tables_are_sorted() {
        assert!(NATIVE.is_sorted(), "NATIVE");
    }

    #[test]
    fn what_the_engine_knows_is_told_as_it_is() {
        for (name, value) in [("color", "red"), ("padding", "1px 2em"), ("border-left", "1px solid #fff"), ("z-index", "3")] {
            assert_eq!(native(name, value), format!("{name}:{value}"));
        }
    }

    #[test]
    fn newer_names_become_old_ones() {
        assert_eq!(native("break-inside", "avoid-page"), "page-break-inside:avoid");
        assert_eq!(native("overflow-wrap", "anywhere"), "word-wrap:break-word");
        assert_eq!(native("inset", "0 1px"), "top:0;right:1px;bottom:0;left:1px");
        assert_eq!(native("margin-inline", "auto"), "margin-left:auto;margin-right:auto");
        assert_eq!(native("font-weight", "550"), "font-weight:700");
        assert_eq!(native("text-decoration", "underline dotted red"), "text-decoration:underline");
        assert_eq!(native("display", "flex"), "display:block");
        assert_eq!(page("display", "flex"), "display:flex");
        assert_eq!(native("color", "unset"), "color:inherit");
    }

    #[test]
    fn the_page_is_told_what_it_decides() {
        assert_eq!(page("flex", "1"), "flex-grow:1;flex-shrink:1;flex-basis:0px");
        assert_eq!(page("gap", "1rem 2px"), "row-gap:1rem;column-gap:2px");
        assert_eq!(page("width", "calc(100% - 20px)"), "width:calc(-20px + 100%)");
        assert_eq!(native("width", "calc(100% - 20px)"), "");
        assert_eq!(page("grid-area", "1 / 2 / 3 / 4"), "grid-row-start:1;grid-column-start:2;grid-row-end:3;grid-column-end:4");
        assert_eq!(page("padding", "calc(1em + 2px) 3px"), "padding-top:calc(2px + 1em);padding-bottom:calc(2px + 1em)");
    }

    #[test]
    fn what_is_lost_is_said() {
        assert_eq!(declaration("mix-blend-mode", "multiply", &UNITS).lost.as_deref(), Some("mix-blend-mode"));
        assert_eq!(declaration("frobnicate", "1", &UNITS).lost.as_deref(), Some("frobnicate"));
        assert_eq!(declaration("transition", "all 1s", &UNITS), Outcome::default());
    }
}
