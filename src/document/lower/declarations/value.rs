//! One declaration of today: what the engine is told instead, what only the page can
//! decide, and what is lost.
//!
//! A value that the engine knows comes out as it was written.

use super::outcome::{Family, Outcome, ValueContext};
use super::rewrite::rewrite;
use super::shorthand;
use super::words::{self, words};
use crate::document::lower::features::{self, Done};

use super::{
    background, breaks, columns, effects, font, known, list, quotes, shadow, sizing, text,
    transform,
};

/// Lowers one declaration whose `var()`s are already gone, without its `!important`.
pub fn declaration(name: &str, value: &str, context: &ValueContext) -> Outcome {
    let value = words::without_comments(value);
    let value = value.trim();
    if value.is_empty() || name.starts_with("--") {
        return Outcome::nothing();
    }
    if name.starts_with("-webkit-transition") || name.starts_with("-webkit-animation") {
        return Outcome::native(name.to_owned(), value);
    }
    let name = match name {
        // Its name as the engine must never see it.
        "-h2p-quotes" => "quotes",
        name => known::unprefixed(name),
    };
    if features::is_idle(name) {
        return Outcome::nothing();
    }
    if let Some(outcome) = keyword(name, value).filter(|_| name != "quotes") {
        return outcome;
    }
    // Words that the author chose, or that are nothing to calculate with.
    if matches!(
        name,
        "quotes"
            | "content"
            | "font-family"
            | "counter-reset"
            | "counter-increment"
            | "string-set"
            | "page"
    ) {
        let mut outcome = by_name(name, value, context);
        outcome.lost = features::lost(name, value).or(outcome.lost);
        return outcome;
    }
    let rewritten = rewrite(value, known::has_colour(name), context);
    if rewritten.invalid {
        return Outcome::nothing();
    }
    let is_of_box = known::is_for_page_too(name)
        || matches!(name, "margin" | "padding" | "text-indent")
        || name.starts_with("padding-");
    if has_digits(value) && is_of_box && !name.contains("inline") && !name.contains("block") {
        // Near enough until the page knows the font.
        let mut outcome = Outcome::native(name.to_owned(), rewritten.text.as_ref());
        if rewritten.page {
            outcome.native.clear();
        }
        outcome
            .page
            .push((name.to_owned().into(), value.to_owned()));
        return outcome;
    }
    let of_items = ["flex", "grid-", "gap"];
    let as_it_is = has_digits(value) && of_items.iter().any(|start| name.starts_with(start));
    let value = if as_it_is {
        value
    } else {
        rewritten.text.as_ref()
    };
    let mut outcome = if rewritten.page && !known::is_for_page_alone(name) {
        for_page(name, value, context)
    } else {
        by_name(name, value, context)
    };
    // What backgrounds have is painted in the page.
    let is_painted = |lost: &String| {
        name.starts_with("background") && lost.ends_with(features::BESIDE_BACKGROUNDS)
    };
    outcome.lost = features::lost(name, value)
        .or(rewritten.lost.filter(|lost| !is_painted(lost)))
        .or(outcome.lost);
    outcome
}

/// Whether something is as wide as so many digits, which depends on the font. With units
/// that the page does not know it is guessed.
pub fn has_digits(value: &str) -> bool {
    const OTHERS: [&str; 7] = ["v", "cq", "lh", "rch", "cap", "ic", "dv"];
    let is_unit = |value: &str, unit: &str, whole: bool| {
        value.match_indices(unit).any(|(at, _)| {
            let after = value[at + unit.len()..].chars().next();
            value[..at].ends_with(|c: char| c.is_ascii_digit())
                && !(whole && after.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_'))
        })
    };
    is_unit(value, "ch", true) && !OTHERS.iter().any(|unit| is_unit(value, unit, false))
}

/// A value that only the page can finish.
fn for_page(name: &str, value: &str, context: &ValueContext) -> Outcome {
    if let Some(([start, end], whole)) = shorthand::logical_pair(name)
        && !value.contains("var(")
    {
        return logical_shorthand([start, end], whole, value, context);
    }
    if let Some((_, page)) = shorthand::logical(name) {
        return Outcome::page(page, value);
    }
    let parts = if value.contains("var(") {
        None
    } else {
        shorthand::expand(name, value)
    };
    match parts {
        Some(parts) => {
            let is_open = |value: &str| words(value).iter().any(|word| word.contains('('));
            let mut all = Outcome::nothing();
            for (name, value) in parts {
                all = all.and(match is_open(&value) {
                    true => Outcome::page(name, value),
                    false => Outcome::both(name, value),
                });
            }
            all
        }
        None => Outcome::page(name.to_owned(), value),
    }
}

/// `inherit`, `initial`, `unset`, `revert`.
fn keyword(name: &str, value: &str) -> Option<Outcome> {
    let word = match value.len() {
        5..=12 => value.to_ascii_lowercase(),
        _ => return None,
    };
    let word = match word.as_str() {
        "inherit" | "initial" => word.as_str(),
        "unset" if known::is_inherited(name) => "inherit",
        "unset" => "initial",
        // What the browser's own sheet says is not known here; for these it says nothing.
        "revert" | "revert-layer" if name == "display" => {
            return Some(Outcome::page("display", word));
        }
        "revert" | "revert-layer" if known::browser_sets(name) => return Some(Outcome::nothing()),
        "revert" | "revert-layer" if known::is_inherited(name) => "inherit",
        "revert" | "revert-layer" if name != "all" => "initial",
        "revert" | "revert-layer" => "revert",
        _ => return None,
    };
    if name == "all" {
        return Some(known::all(word));
    }
    let logical = match shorthand::logical_pair(name) {
        Some((pair, _)) => pair
            .iter()
            .filter_map(|name| shorthand::logical(name))
            .collect(),
        None => shorthand::logical(name).into_iter().collect::<Vec<_>>(),
    };
    if !logical.is_empty() {
        let mut all = Outcome::nothing();
        for (native, page) in logical {
            all = all.and(Outcome::native(native, word));
            if known::is_for_page_too(page) {
                all = all.and(Outcome::page(page, word));
            }
        }
        return Some(all);
    }
    let longhands = shorthand::longhands(name);
    if longhands.is_empty() {
        return Some(if known::is_for_page_alone(name) {
            Outcome::page(name.to_owned(), word)
        } else if known::is_unknown(name) {
            Outcome::nothing()
        } else if known::is_for_page_too(name) {
            Outcome::both(name.to_owned(), word)
        } else {
            Outcome::native(known::engine_name(name), word)
        });
    }
    let mut all = Outcome::nothing();
    for longhand in longhands {
        all = all.and(if known::is_for_page_alone(longhand) {
            Outcome::page(*longhand, word)
        } else if matches!(name, "padding" | "columns") {
            Outcome::native(known::engine_name(longhand), word)
        } else {
            Outcome::both(*longhand, word)
        });
    }
    Some(all)
}

fn by_name(name: &str, value: &str, context: &ValueContext) -> Outcome {
    if let Some(outcome) = layout(name, value, context) {
        return outcome;
    }
    let lower = value.to_ascii_lowercase();
    let families = [
        text::lower,
        font::lower,
        breaks::lower,
        background::lower,
        shadow::lower,
        transform::lower,
        effects::lower,
        list::lower,
        columns::lower,
        quotes::lower,
    ];
    let family = Family {
        name,
        value,
        lower: &lower,
        context,
    };
    for lower in families {
        if let Some(outcome) = lower(&family) {
            return outcome;
        }
    }
    let is_engines = features::property(name).is_some_and(|row| row.done == Done::Engine);
    match is_engines {
        true if name.starts_with("border") => {
            Outcome::native(name.to_owned(), shadow::opaque_border(value, context))
        }
        true => Outcome::native(name.to_owned(), value),
        false => Outcome::nothing(),
    }
}

/// Boxes: what the page lays out by.
fn layout(name: &str, value: &str, context: &ValueContext) -> Option<Outcome> {
    if let Some(outcome) = sizing::lower(name, value) {
        return Some(outcome);
    }
    if let Some((pair, whole)) = shorthand::logical_pair(name) {
        return Some(logical_shorthand(pair, whole, value, context));
    }
    if let Some((native, page)) = shorthand::logical(name) {
        if known::is_size(page) || matches!(page, "overflow-x" | "overflow-y") {
            return sizing::lower(page, value);
        }
        let outcome = Outcome::native(native, value);
        let outcome = match known::is_for_page_too(page) {
            true => outcome.and(Outcome::page(page, value)),
            false => outcome,
        };
        // The engine has no such name for these: the page turns them round.
        return Some(match name.starts_with("inset-inline") {
            true => outcome.and(Outcome::page(name.to_owned(), value)),
            false => outcome,
        });
    }
    if let Some(parts) = shorthand::expand(name, value) {
        return Some(match name {
            // The engine knows these as they are.
            "margin" if !parts.is_empty() => {
                Outcome::native("margin", value).and(Outcome::all_page(parts))
            }
            "padding" => Outcome::native("padding", value),
            "inset" => {
                let mut all = Outcome::nothing();
                for (name, value) in parts {
                    all = all.and(Outcome::both(name, value));
                }
                all
            }
            "overflow" => sizing::overflow(value, parts),
            "columns" => columns::shorthand(parts),
            _ => Outcome::all_page(parts),
        });
    }
    if known::is_for_page_alone(name) {
        let name = match name {
            "grid-row-gap" => "row-gap",
            "grid-column-gap" => "column-gap",
            name => name,
        };
        return Some(Outcome::page(name.to_owned(), canonical(name, value)));
    }
    None
}

/// Words in one case and with single blanks between them, but for names and strings.
fn canonical(name: &str, value: &str) -> String {
    let text = words(value).join(" ");
    match name.starts_with("grid") || name.starts_with("container") {
        true => text,
        false => text.to_ascii_lowercase(),
    }
}

fn logical_shorthand(
    names: [&'static str; 2],
    whole: bool,
    value: &str,
    context: &ValueContext,
) -> Outcome {
    let values = words(value);
    let [first, second] = match values[..] {
        _ if whole => [value, value],
        [a] => [a, a],
        [a, b] => [a, b],
        _ => return Outcome::nothing(),
    };
    declaration(names[0], first, context).and(declaration(names[1], second, context))
}

#[cfg(test)]
pub mod tests {
    use std::borrow::Cow;

    use super::*;

    pub const CONTEXT: ValueContext = ValueContext {
        width_px: 700.0,
        height_px: 1000.0,
        root_px: 16.0,
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
            ("margin-inline-start", "auto", "margin-left:auto"),
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
        for name in known::NAMES_FOR_TESTS {
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
        for name in known::NAMES_FOR_TESTS {
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
}
