//! What is said of a declaration: whether the engine is told it as it stands, and
//! whether the page must decide it.

use super::declarations;

/// Whether a selector is one of tables, whose largest width the engine ignores.
pub fn is_of_table(selector: &str) -> bool {
    let last = selector
        .rsplit([' ', '>', '+', '~'])
        .next()
        .unwrap_or_default();
    last.to_ascii_lowercase().contains("table")
}

/// A border whose dashes are not translucent: each of them would be a picture.
pub fn solid(value: &str) -> Option<String> {
    let (before, rest) = value.split_once("rgba(")?;
    if !value.contains("dashed") && !value.contains("dotted") {
        return None;
    }
    let (inner, after) = rest.split_once(')')?;
    let colours: Vec<_> = inner.split(',').take(3).collect();
    Some(format!("{before}rgb({}){after}", colours.join(",")))
}

/// Whether the engine is told a declaration as it stands, or nothing that it knows.
pub fn is_as_written(outcome: &declarations::Outcome, name: &str, value: &str) -> bool {
    let same = |said: &str| said.eq_ignore_ascii_case(value);
    match outcome.native.as_slice() {
        [] => outcome.page.is_empty() && name != "quotes",
        [(native, said)] => native == name && same(said),
        // Longhands of what the engine knows as well.
        parts => {
            matches!(name, "margin" | "overflow" | "padding")
                && parts.iter().all(|(_, said)| value.contains(said.as_str()))
                && !value.contains('(')
        }
    }
}

/// Properties that the page alone decides by.
pub fn is_for_page(name: &str) -> bool {
    matches!(
        name,
        "flex-direction"
            | "flex-wrap"
            | "flex-grow"
            | "flex-shrink"
            | "flex-basis"
            | "order"
            | "row-gap"
            | "column-gap"
            | "align-items"
            | "align-content"
            | "align-self"
            | "justify-content"
            | "justify-items"
            | "justify-self"
            | "aspect-ratio"
            | "object-fit"
            | "object-position"
            | "column-count"
            | "column-width"
            | "column-fill"
            | "column-span"
            | "container-type"
            | "container-name"
    ) || name.starts_with("grid-")
}

/// Whether a value is one that the engine cannot print by itself.
pub fn needs_page(name: &str, value: &str) -> bool {
    let arithmetic = ["calc(", "min(", "max(", "var("]
        .iter()
        .any(|f| value.contains(f));
    match name {
        "display" => value.ends_with("flex") || value.ends_with("grid") || value == "contents",
        "position" => value == "fixed",
        "tab-size" => true,
        "inset-inline-start" | "inset-inline-end" => true,
        "column-count" | "column-width" => value != "auto" && value != "1",
        "object-fit" => value != "fill",
        "aspect-ratio" | "line-clamp" => value != "auto" && value != "none",
        "word-break" => value == "keep-all",
        "font-variant" => value == "small-caps",
        "list-style-type" => value.contains(['"', '\'']),
        _ => arithmetic || name.starts_with("--"),
    }
}

/// Whether a selector is the root, or the body, whose heights in percent are those of
/// the page.
pub fn is_of_root(selector: &str) -> bool {
    let plain = selector.trim_end_matches(":not(.h2p)");
    matches!(plain, "html" | ":root" | "body" | "html body")
}

/// Whether a background is seen on white paper.
pub fn paints(background: &str) -> bool {
    let plain = ["none", "transparent", "initial", "white", "#fff", "#ffffff"];
    !plain.contains(&background.to_ascii_lowercase().as_str())
        && background.contains(|c: char| c == '#' || c == '(' || c.is_ascii_alphabetic())
}
