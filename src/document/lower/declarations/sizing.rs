//! Sizes, kinds of boxes, positions and overflow.

use super::known;
use super::outcome::Outcome;
use super::outcome::Parts;

pub fn lower(name: &str, value: &str) -> Option<Outcome> {
    Some(match name {
        "display" => display(value),
        "position" => match value.to_ascii_lowercase().as_str() {
            "sticky" | "-webkit-sticky" => Outcome::native(name.to_owned(), "relative")
                .and(Outcome::page("position", "sticky")),
            _ => both(name, value),
        },
        "float" => match value.to_ascii_lowercase().as_str() {
            "inline-start" => Outcome::both("float", "left"),
            "inline-end" => Outcome::both("float", "right"),
            _ => both(name, value),
        },
        "clear" => Outcome::native(
            "clear",
            match value.to_ascii_lowercase().as_str() {
                "inline-start" => "left",
                "inline-end" => "right",
                _ => value,
            },
        ),
        "caption-side" => Outcome::native(
            "caption-side",
            match value.to_ascii_lowercase().as_str() {
                "block-start" => "top",
                "block-end" => "bottom",
                _ => value,
            },
        ),
        // Columns of tables that are not there.
        "visibility" => match value.eq_ignore_ascii_case("collapse") {
            true => Outcome::both("visibility", "collapse"),
            false => Outcome::native("visibility", value),
        },
        _ if known::is_size(name) => size(name, value),
        "overflow-x" | "overflow-y" => {
            let old = overflow_on_paper(value);
            let other = match name {
                "overflow-x" => "overflow-y",
                _ => "overflow-x",
            };
            match old {
                // Where only one axis is hidden, the engine makes the other one scroll.
                "hidden" => both(name, old).and(both(other, old)),
                _ => both(name, old),
            }
        }
        _ if known::is_for_page_too(name) => both(name, value),
        _ => return None,
    })
}

/// Written to the engine, in lower case to the page.
fn both(name: &str, value: &str) -> Outcome {
    Outcome::native(name.to_owned(), value)
        .and(Outcome::page(name.to_owned(), value.to_ascii_lowercase()))
}

/// Nothing scrolls on paper. The engine would keep such a box whole at the end of a page.
fn overflow_on_paper(value: &str) -> &str {
    let scrolls = [
        "auto",
        "scroll",
        "overlay",
        "-webkit-paged-x",
        "-webkit-paged-y",
        "clip",
    ];
    match scrolls.iter().any(|word| value.eq_ignore_ascii_case(word)) {
        true => "hidden",
        false => value,
    }
}

pub fn overflow(value: &str, parts: Parts) -> Outcome {
    let mut outcome = match &parts[..] {
        [(_, x), (_, y)] if x == y => Outcome::native("overflow", overflow_on_paper(value)),
        // What is cut one way is cut the other.
        [(_, x), (_, y)] => {
            let old = [x, y].map(|value| overflow_on_paper(value));
            let old = if old.contains(&"hidden") {
                "hidden"
            } else {
                old[0]
            };
            Outcome::native("overflow", old)
        }
        _ => return Outcome::nothing(),
    };
    for (name, value) in parts {
        let old = overflow_on_paper(&value).to_ascii_lowercase();
        outcome = outcome.and(Outcome::page(name, old));
    }
    outcome
}

fn display(value: &str) -> Outcome {
    let lower = value.to_ascii_lowercase();
    let (native, page) = match lower.as_str() {
        "flex" | "block flex" | "-webkit-flex" => ("block", "flex"),
        "inline-flex" | "inline flex" | "-webkit-inline-flex" => ("inline-block", "inline-flex"),
        "grid" | "block grid" => ("block", "grid"),
        "inline-grid" | "inline grid" => ("inline-block", "inline-grid"),
        "flow-root" | "block flow-root" => ("block", "flow-root"),
        "inline flow-root" => ("inline-block", "inline-block"),
        "flow" | "block flow" => ("block", "block"),
        "inline flow" => ("inline", "inline"),
        "block table" => ("table", "table"),
        "contents" => ("inline", "contents"),
        "inline" | "block" | "inline-block" | "none" | "list-item" | "table" | "inline-table"
        | "table-row" | "table-cell" | "table-row-group" | "table-header-group"
        | "table-footer-group" | "table-column" | "table-column-group" | "table-caption"
        | "-webkit-box" | "-webkit-inline-box" | "run-in" => {
            return Outcome::native("display", value).and(Outcome::page("display", lower));
        }
        "block list-item" | "list-item block" => ("list-item", "list-item"),
        "ruby" | "ruby-base" => {
            return Outcome::both("display", "inline");
        }
        // Browsers do not know these either: an earlier value holds.
        _ => return Outcome::nothing(),
    };
    Outcome::native("display", native).and(Outcome::page("display", page))
}

fn size(name: &str, value: &str) -> Outcome {
    let lower = value.to_ascii_lowercase();
    let word = lower.strip_prefix("-webkit-").unwrap_or(&lower);
    if word.starts_with("-moz-") {
        return Outcome::nothing();
    }
    let word = match word {
        "max-content" | "min-content" | "fit-content" | "stretch" => word,
        "fill-available" | "available" if word.len() < lower.len() => "stretch",
        // Browsers know that of tracks alone: an earlier value holds.
        _ if word.starts_with("fit-content(") => return Outcome::nothing(),
        // The engine does not know that the least size may be found by itself.
        "auto" if name.starts_with("min-") => {
            return Outcome::native(name.to_owned(), "0")
                .and(Outcome::page(name.to_owned(), "auto"));
        }
        _ => return both(name, value),
    };
    // Something near for the engine, until the page has measured.
    let native = match (name, word) {
        ("width", "max-content") => "intrinsic",
        ("width", "min-content") => "min-intrinsic",
        ("width", "stretch") | ("height", _) => "auto",
        ("width", _) => "intrinsic",
        ("max-width", "max-content" | "fit-content") => "intrinsic",
        ("max-width" | "max-height", _) => "none",
        _ => "0",
    };
    Outcome::native(name.to_owned(), native).and(Outcome::page(name.to_owned(), word))
}
