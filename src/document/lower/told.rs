//! What is said of a declaration: whether the engine is told it as it stands, and
//! whether the page must decide it.

use super::declarations::{self, ValueContext, calc, words};

/// Whether a selector is one of tables, whose largest width the engine ignores.
pub fn is_of_table(selector: &str) -> bool {
    let last = selector
        .rsplit([' ', '>', '+', '~'])
        .next()
        .unwrap_or_default();
    last.to_ascii_lowercase().contains("table")
}

/// Whether a page is to begin.
pub fn is_forced_break(name: &str, value: &str) -> bool {
    const FORCED: [&str; 7] = ["always", "page", "left", "right", "recto", "verso", "all"];
    matches!(name, "break-before" | "break-after") && FORCED.contains(&value)
}

/// Whether a selector is one of cells, whose heights are those of contents to the engine.
pub fn is_of_cell(selector: &str) -> bool {
    let last = selector
        .rsplit([' ', '>', '+', '~'])
        .next()
        .unwrap_or_default();
    let name = last.split(['.', '#', ':', '[']).next().unwrap_or_default();
    name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th")
}

/// Whether a selector is one of what may be in the head of a table, which is repeated on
/// each page.
pub fn is_of_head(selector: &str) -> bool {
    let last = selector
        .rsplit([' ', '>', '+', '~'])
        .next()
        .unwrap_or_default();
    let name = last.split(['.', '#', ':', '[']).next().unwrap_or_default();
    ["th", "td", "tr", "thead", "tfoot"]
        .iter()
        .any(|one| name.eq_ignore_ascii_case(one))
}

/// Whether a block has a border on one side of a box, and whether corners are round: told to the engine, or to the page,
/// which knows the variables in them.
pub fn border_sides(
    native: &[(String, String)],
    page: &[(String, String)],
) -> Option<&'static str> {
    let draws = |value: &str| !matches!(value, "none" | "0" | "0px" | "inherit" | "initial");
    let all = || native.iter().chain(page);
    let one_side = all().any(|(name, value)| {
        let side = name.strip_prefix("border-").unwrap_or_default();
        let side = side.split('-').next().unwrap_or_default();
        matches!(side, "top" | "right" | "bottom" | "left")
            && !name.ends_with("-radius")
            && draws(value)
    });
    let round = all().any(|(name, value)| name.ends_with("-radius") && draws(value));
    let has_dashes = |value: &str| {
        let mut words = value.split_ascii_whitespace();
        words.any(|word| matches!(word, "dashed" | "dotted"))
    };
    let is_dashed = || all().any(|(name, value)| name.starts_with("border") && has_dashes(value));
    match (one_side, round) {
        (true, true) => Some("rounded"),
        (true, false) => Some("square"),
        // Around a round box that is filled the engine draws no dashes.
        _ => is_dashed().then_some("dashed"),
    }
}

/// A border as wide as browsers draw it: whole pixels, and never less than one. The
/// engine draws `thin`, `medium`, `thick` and a missing width in dots of the layout. What
/// is between the borders of cells is whole pixels too, and may be none.
pub fn in_whole_pixels(name: &str, value: &str, context: &ValueContext) -> Option<String> {
    const STYLES: [&str; 8] = [
        "solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset",
    ];
    let has_style = matches!(
        name,
        "border" | "border-top" | "border-right" | "border-bottom" | "border-left" | "outline"
    );
    let is_between = name == "border-spacing";
    if !has_style && !is_between && !name.ends_with("-width") {
        return None;
    }
    let least = if is_between { 0.0 } else { 1.0 };
    let (mut changed, mut is_drawn, mut has_width) = (false, false, false);
    let mut all = Vec::new();
    for word in words(value) {
        let lower = word.to_ascii_lowercase();
        let width = match lower.as_str() {
            "thin" => Some(1.0),
            "medium" => Some(3.0),
            "thick" => Some(5.0),
            _ => calc::pixels(word, None, context),
        };
        is_drawn |= STYLES.contains(&lower.as_str());
        has_width |= width.is_some() || lower.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        match width {
            Some(width) if width > 0.0 && (width.fract() != 0.0 || !lower.ends_with("px")) => {
                changed = true;
                all.push(format!("{}px", width.floor().max(least)));
            }
            _ => all.push(word.to_owned()),
        }
    }
    if has_style && is_drawn && !has_width && !value.contains('(') {
        changed = true;
        all.insert(0, "3px".to_owned());
    }
    changed.then(|| all.join(" "))
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

/// Properties that the page alone decides by: those that only it knows, and columns, which
/// the engine makes on the screen only.
pub fn is_for_page(name: &str) -> bool {
    declarations::is_for_page_alone(name)
        || matches!(
            name,
            "column-count" | "column-width" | "column-fill" | "column-span"
        )
}

/// Whether a value is one that the engine cannot print by itself.
pub fn needs_page(name: &str, value: &str) -> bool {
    let arithmetic = ["calc(", "min(", "max(", "var(", "attr("]
        .iter()
        .any(|f| value.contains(f));
    match name {
        "display" => {
            value.ends_with("flex")
                || value.ends_with("grid")
                || matches!(value, "contents" | "flow-root")
        }
        "position" => matches!(value, "fixed" | "sticky" | "-webkit-sticky"),
        "cx" | "cy" | "r" | "rx" | "ry" | "x" | "y" | "d" => true,
        "accent-color" => value != "auto",
        "initial-letter" => value != "normal",
        "text-emphasis" | "text-emphasis-style" => value != "none",
        "tab-size" => true,
        "inset-inline-start"
        | "inset-inline-end"
        | "border-start-start-radius"
        | "border-start-end-radius"
        | "border-end-start-radius"
        | "border-end-end-radius" => true,
        "column-count" | "column-width" => value != "auto" && value != "1",
        "object-fit" => value != "fill",
        "visibility" => value == "collapse",
        // What is placed by both its sides.
        "align-self" | "justify-self" => value.ends_with("center") || value.ends_with("end"),
        "border-sides" => value == "rounded",
        "filter" | "translate" | "rotate" | "scale" | "border-image" => value != "none",
        "opacity" => value.parse::<f64>().is_ok_and(|opacity| opacity < 1.0),
        // What is out of the flow, and the least width, only the page finds.
        "width" | "height" if value.ends_with("-content") => true,
        "min-width" | "max-width" if value.ends_with("-content") => true,
        "aspect-ratio" | "line-clamp" => value != "auto" && value != "none",
        "text-wrap-style" => value == "balance",
        "text-align-last" => value != "auto",
        "clip-path" => value != "none",
        "writing-mode" => !value.starts_with("horizontal") && !value.starts_with("lr"),
        "text-decoration-color"
        | "text-decoration-style"
        | "text-decoration-thickness"
        | "text-underline-offset" => value != "auto",
        "word-break" => value == "keep-all",
        "font-variant" => value == "small-caps",
        "list-style-type" => value.contains(['"', '\'']),
        "page" => value != "auto",
        "counter-set" => value != "none",
        "counter-increment" => value.contains('-'),
        _ => arithmetic || name.starts_with("--") || declarations::has_digits(value),
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
