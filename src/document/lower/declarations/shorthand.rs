//! Shorthands that the engine does not know, and logical properties.

use super::grid;
use super::length;
use super::outcome::Parts;
use super::words::{split, words};

pub const MARGIN: [&str; 4] = ["margin-top", "margin-right", "margin-bottom", "margin-left"];
pub const PADDING: [&str; 4] = [
    "padding-top",
    "padding-right",
    "padding-bottom",
    "padding-left",
];
pub const INSET: [&str; 4] = ["top", "right", "bottom", "left"];

/// The longhands of a shorthand of layout, with values for the page; `None` where it is
/// no such shorthand, and nothing in it where browsers reject the value.
pub fn expand(name: &str, value: &str) -> Option<Parts> {
    let parts = match name {
        "margin" => sides(MARGIN, value),
        "padding" => sides(PADDING, value),
        "inset" => sides(INSET, value),
        "flex" => flex(value),
        "flex-flow" => flex_flow(value),
        "gap" | "grid-gap" => pair("row-gap", "column-gap", value),
        "place-content" => alignments("align-content", "justify-content", value),
        "place-items" => alignments("align-items", "justify-items", value),
        "place-self" => alignments("align-self", "justify-self", value),
        "overflow" => pair("overflow-x", "overflow-y", value),
        "columns" => columns(value),
        "grid-row" => grid::lines("grid-row-start", "grid-row-end", value),
        "grid-column" => grid::lines("grid-column-start", "grid-column-end", value),
        "grid-area" => grid::area(value),
        "grid-template" => grid::template(value),
        "grid" => grid::grid(value),
        "container" => container(value),
        _ => return None,
    };
    Some(parts.unwrap_or_default())
}

/// Whether the page takes a shorthand apart whose variables only it knows (`page/shorthands.js`).
pub fn is_parted_in_page(name: &str) -> bool {
    matches!(
        name,
        "flex"
            | "flex-flow"
            | "gap"
            | "grid-gap"
            | "place-content"
            | "place-items"
            | "place-self"
            | "grid-row"
            | "grid-column"
            | "grid-area"
    )
}

/// The longhands that a keyword such as `inherit` goes to.
pub fn longhands(name: &str) -> &'static [&'static str] {
    match name {
        "margin" => &MARGIN,
        "padding" => &PADDING,
        "inset" => &INSET,
        "flex" => &["flex-grow", "flex-shrink", "flex-basis"],
        "flex-flow" => &["flex-direction", "flex-wrap"],
        "gap" | "grid-gap" => &["row-gap", "column-gap"],
        "place-content" => &["align-content", "justify-content"],
        "place-items" => &["align-items", "justify-items"],
        "place-self" => &["align-self", "justify-self"],
        "overflow" => &["overflow-x", "overflow-y"],
        "columns" => &["column-width", "column-count"],
        "grid-row" => &["grid-row-start", "grid-row-end"],
        "grid-column" => &["grid-column-start", "grid-column-end"],
        "grid-area" => &[
            "grid-row-start",
            "grid-column-start",
            "grid-row-end",
            "grid-column-end",
        ],
        "grid-template" => &[
            "grid-template-rows",
            "grid-template-columns",
            "grid-template-areas",
        ],
        "grid" => &[
            "grid-template-rows",
            "grid-template-columns",
            "grid-template-areas",
            "grid-auto-rows",
            "grid-auto-columns",
            "grid-auto-flow",
        ],
        "container" => &["container-name", "container-type"],
        _ => &[],
    }
}

/// One to four values for the four sides.
pub fn sides(names: [&'static str; 4], value: &str) -> Option<Parts> {
    let values = words(value);
    let [top, right, bottom, left] = match values[..] {
        [a] => [a; 4],
        [a, b] => [a, b, a, b],
        [a, b, c] => [a, b, c, b],
        [a, b, c, d] => [a, b, c, d],
        _ => return None,
    };
    let [t, r, b, l] = names;
    Some(vec![
        (t, top.to_owned()),
        (r, right.to_owned()),
        (b, bottom.to_owned()),
        (l, left.to_owned()),
    ])
}

fn pair(first: &'static str, second: &'static str, value: &str) -> Option<Parts> {
    match words(value)[..] {
        [a] => Some(vec![(first, a.to_owned()), (second, a.to_owned())]),
        [a, b] => Some(vec![(first, a.to_owned()), (second, b.to_owned())]),
        _ => None,
    }
}

/// `place-*`, whose values may be two words: `first baseline`, `safe center`.
fn alignments(first: &'static str, second: &'static str, value: &str) -> Option<Parts> {
    let lower = value.to_ascii_lowercase();
    let mut values: Vec<String> = Vec::new();
    let mut prefix = None;
    for word in words(&lower) {
        match (prefix.take(), word) {
            (None, "first" | "last" | "safe" | "unsafe" | "legacy") => prefix = Some(word),
            (None, _) => values.push(word.to_owned()),
            (Some(prefix), _) => values.push(format!("{prefix} {word}")),
        }
    }
    let b = match &values[..] {
        [a] | [_, a] => a.clone(),
        _ => return None,
    };
    Some(vec![(first, values[0].clone()), (second, b)])
}

fn flex(value: &str) -> Option<Parts> {
    let lower = value.to_ascii_lowercase();
    let (mut grow, mut shrink, mut basis) = (None, None, None);
    match lower.as_str() {
        "none" => (grow, shrink, basis) = (Some(0.0), Some(0.0), Some("auto")),
        "auto" => (grow, shrink, basis) = (Some(1.0), Some(1.0), Some("auto")),
        _ => {
            for word in words(&lower) {
                match length::dimension(word) {
                    Some((x, "")) if grow.is_none() => grow = Some(x),
                    Some((x, "")) if shrink.is_none() => shrink = Some(x),
                    _ if basis.is_none() => basis = Some(word),
                    _ => return None,
                }
            }
        }
    }
    let x = |x: Option<f64>| length::number(x.unwrap_or(1.0));
    // Where only the basis is told, the item grows too.
    Some(vec![
        ("flex-grow", x(grow)),
        ("flex-shrink", x(shrink)),
        ("flex-basis", basis.unwrap_or("0%").to_owned()),
    ])
}

fn flex_flow(value: &str) -> Option<Parts> {
    let lower = value.to_ascii_lowercase();
    let mut direction = "row";
    let mut wrap = "nowrap";
    for word in words(&lower) {
        match word {
            "row" | "row-reverse" | "column" | "column-reverse" => direction = word,
            "wrap" | "nowrap" | "wrap-reverse" => wrap = word,
            _ => return None,
        }
    }
    Some(vec![
        ("flex-direction", direction.to_owned()),
        ("flex-wrap", wrap.to_owned()),
    ])
}

fn columns(value: &str) -> Option<Parts> {
    let lower = value.to_ascii_lowercase();
    let (mut width, mut count) = ("auto", "auto");
    for word in words(&lower) {
        match length::dimension(word) {
            Some((_, "")) => count = word,
            Some(_) => width = word,
            None if word == "auto" => {}
            None if word == "/" => break,
            None if word.contains('(') => width = word,
            None => return None,
        }
    }
    Some(vec![
        ("column-width", width.to_owned()),
        ("column-count", count.to_owned()),
    ])
}

fn container(value: &str) -> Option<Parts> {
    let parts = split(value, b'/');
    let kind = parts.get(1).copied().unwrap_or("normal");
    Some(vec![
        ("container-name", parts[0].to_owned()),
        ("container-type", kind.to_owned()),
    ])
}

/// What a logical property of one side or size is called in the engine (which minds the
/// direction of writing where it can) and for the page (which is told as for left to right).
pub fn logical(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "margin-inline-start" => ("-webkit-margin-start", "margin-left"),
        "margin-inline-end" => ("-webkit-margin-end", "margin-right"),
        "margin-block-start" => ("margin-top", "margin-top"),
        "margin-block-end" => ("margin-bottom", "margin-bottom"),
        "padding-inline-start" => ("-webkit-padding-start", "padding-left"),
        "padding-inline-end" => ("-webkit-padding-end", "padding-right"),
        "padding-block-start" => ("padding-top", "padding-top"),
        "padding-block-end" => ("padding-bottom", "padding-bottom"),
        "inset-inline-start" => ("left", "left"),
        "inset-inline-end" => ("right", "right"),
        "inset-block-start" => ("top", "top"),
        "inset-block-end" => ("bottom", "bottom"),
        "inline-size" => ("width", "width"),
        "block-size" => ("height", "height"),
        "min-inline-size" => ("min-width", "min-width"),
        "min-block-size" => ("min-height", "min-height"),
        "max-inline-size" => ("max-width", "max-width"),
        "max-block-size" => ("max-height", "max-height"),
        "border-inline-start" => ("-webkit-border-start", "border-left"),
        "border-inline-end" => ("-webkit-border-end", "border-right"),
        "border-block-start" => ("border-top", "border-top"),
        "border-block-end" => ("border-bottom", "border-bottom"),
        "border-inline-start-width" => ("-webkit-border-start-width", "border-left-width"),
        "border-inline-end-width" => ("-webkit-border-end-width", "border-right-width"),
        "border-inline-start-style" => ("-webkit-border-start-style", "border-left-style"),
        "border-inline-end-style" => ("-webkit-border-end-style", "border-right-style"),
        "border-inline-start-color" => ("-webkit-border-start-color", "border-left-color"),
        "border-inline-end-color" => ("-webkit-border-end-color", "border-right-color"),
        "border-block-start-width" => ("border-top-width", "border-top-width"),
        "border-block-end-width" => ("border-bottom-width", "border-bottom-width"),
        "border-block-start-style" => ("border-top-style", "border-top-style"),
        "border-block-end-style" => ("border-bottom-style", "border-bottom-style"),
        "border-block-start-color" => ("border-top-color", "border-top-color"),
        "border-block-end-color" => ("border-bottom-color", "border-bottom-color"),
        "border-start-start-radius" => ("border-top-left-radius", "border-top-left-radius"),
        "border-start-end-radius" => ("border-top-right-radius", "border-top-right-radius"),
        "border-end-start-radius" => ("border-bottom-left-radius", "border-bottom-left-radius"),
        "border-end-end-radius" => ("border-bottom-right-radius", "border-bottom-right-radius"),
        "overflow-inline" => ("overflow-x", "overflow-x"),
        "overflow-block" => ("overflow-y", "overflow-y"),
        _ => return None,
    })
}

/// The two sides of a logical shorthand: names that `logical` knows, and whether each
/// takes the whole value.
pub fn logical_pair(name: &str) -> Option<([&'static str; 2], bool)> {
    Some(match name {
        "margin-inline" => (["margin-inline-start", "margin-inline-end"], false),
        "margin-block" => (["margin-block-start", "margin-block-end"], false),
        "padding-inline" => (["padding-inline-start", "padding-inline-end"], false),
        "padding-block" => (["padding-block-start", "padding-block-end"], false),
        "inset-inline" => (["inset-inline-start", "inset-inline-end"], false),
        "inset-block" => (["inset-block-start", "inset-block-end"], false),
        "border-inline" => (["border-inline-start", "border-inline-end"], true),
        "border-block" => (["border-block-start", "border-block-end"], true),
        "border-inline-width" => (
            ["border-inline-start-width", "border-inline-end-width"],
            false,
        ),
        "border-inline-style" => (
            ["border-inline-start-style", "border-inline-end-style"],
            false,
        ),
        "border-inline-color" => (
            ["border-inline-start-color", "border-inline-end-color"],
            false,
        ),
        "border-block-width" => (
            ["border-block-start-width", "border-block-end-width"],
            false,
        ),
        "border-block-style" => (
            ["border-block-start-style", "border-block-end-style"],
            false,
        ),
        "border-block-color" => (
            ["border-block-start-color", "border-block-end-color"],
            false,
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str, value: &str) -> String {
        let parts = expand(name, value).expect(name);
        let parts: Vec<_> = parts
            .iter()
            .map(|(name, value)| format!("{name}:{value}"))
            .collect();
        parts.join(";")
    }

    #[test]
    fn shorthands_become_longhands() {
        for (name, value, expected) in [
            (
                "margin",
                "1px 2px 3px",
                "margin-top:1px;margin-right:2px;margin-bottom:3px;margin-left:2px",
            ),
            ("inset", "0", "top:0;right:0;bottom:0;left:0"),
            ("flex", "1", "flex-grow:1;flex-shrink:1;flex-basis:0%"),
            (
                "flex",
                "0 0 200px",
                "flex-grow:0;flex-shrink:0;flex-basis:200px",
            ),
            ("flex", "2 50%", "flex-grow:2;flex-shrink:1;flex-basis:50%"),
            (
                "flex",
                "100px",
                "flex-grow:1;flex-shrink:1;flex-basis:100px",
            ),
            ("flex", "1 1 0", "flex-grow:1;flex-shrink:1;flex-basis:0"),
            ("flex", "none", "flex-grow:0;flex-shrink:0;flex-basis:auto"),
            ("flex", "auto", "flex-grow:1;flex-shrink:1;flex-basis:auto"),
            (
                "flex-flow",
                "wrap column",
                "flex-direction:column;flex-wrap:wrap",
            ),
            ("gap", "1rem", "row-gap:1rem;column-gap:1rem"),
            (
                "place-items",
                "center",
                "align-items:center;justify-items:center",
            ),
            (
                "place-content",
                "safe center end",
                "align-content:safe center;justify-content:end",
            ),
            (
                "overflow",
                "hidden auto",
                "overflow-x:hidden;overflow-y:auto",
            ),
            ("columns", "3 12em", "column-width:12em;column-count:3"),
        ] {
            assert_eq!(parts(name, value), expected, "{name}: {value}");
        }
        assert_eq!(expand("color", "red"), None);
        assert_eq!(expand("gap", "1px 2px 3px"), Some(vec![]));
    }
}
