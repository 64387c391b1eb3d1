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
    all, background, breaks, columns, effects, font, known, list, property_names, quotes, shadow,
    sizing, text, transform,
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
        name => property_names::unprefixed(name),
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
    let on_dots = match name {
        "padding" => super::length::paddings_on_dots(value),
        "padding-top" | "padding-bottom" | "height" => super::length::on_dots(value),
        _ => None,
    };
    let value = on_dots.as_deref().unwrap_or(value);
    // What a shorthand sets hangs on the variables in it.
    let is_open = value.contains("var(") && shorthand::is_parted_in_page(name);
    // One move after the other, the engine makes what it cannot add up. Of a background the page
    // is told the sums alone.
    let is_move = matches!(
        name,
        "transform" | "translate" | "background" | "background-position"
    ) && !["var(", "attr("].iter().any(|call| value.contains(call));
    let is_for_page = rewritten.page && !is_move;
    let mut outcome = if is_for_page && (is_open || !known::is_for_page_alone(name)) {
        for_page(name, value, context)
    } else {
        by_name(name, value, context)
    };
    // What backgrounds have is painted in the page.
    let is_painted = |lost: &String| {
        let is_told = name.starts_with("background") || is_mask(name);
        is_told && lost.ends_with(features::BESIDE_BACKGROUNDS)
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
        let outcome = Outcome::page(page, value);
        // Which side that is hangs on the direction of text, which the page knows.
        let hangs =
            ["-start", "-end"].iter().any(|edge| name.contains(edge)) && !name.contains("block");
        return match hangs {
            true => outcome.and(Outcome::page(name.to_owned(), value)),
            false => outcome,
        };
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
        "revert" | "revert-layer" if known::browser_sets(name) => {
            let lost = features::lost_value("revert to what a browser says");
            // Of these it says next to nothing.
            let is_free = matches!(name, "color" | "unicode-bidi");
            return Some(match word.as_str() {
                "revert" if !is_free => Outcome::lost(lost),
                _ => Outcome::nothing(),
            });
        }
        "revert" | "revert-layer" if known::is_inherited(name) => "inherit",
        "revert" | "revert-layer" if name != "all" => "initial",
        "revert" | "revert-layer" => "revert",
        _ => return None,
    };
    if name == "all" {
        let all = all::all(word);
        return Some(match word {
            "revert" => all.but_lost(features::lost_value("revert to what a browser says")),
            _ => all,
        });
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
            Outcome::native(property_names::engine_name(name), word)
        });
    }
    let mut all = Outcome::nothing();
    for longhand in longhands {
        all = all.and(if known::is_for_page_alone(longhand) {
            Outcome::page(*longhand, word)
        } else if matches!(name, "padding" | "columns") {
            Outcome::native(property_names::engine_name(longhand), word)
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
        let is_part = page.starts_with("padding") && value.contains('%');
        let outcome = match known::is_for_page_too(page) || is_part {
            true => outcome.and(Outcome::page(page, value)),
            false => outcome,
        };
        // The engine has no such name for these: the page turns them round.
        return Some(
            match name.starts_with("inset-inline")
                || name.ends_with("-radius")
                || name.contains("-inline-") && (value == "auto" || value.contains('%'))
            {
                true => outcome.and(Outcome::page(name.to_owned(), value)),
                false => outcome,
            },
        );
    }
    if let Some(parts) = shorthand::expand(name, value) {
        return Some(match name {
            // The engine knows these as they are.
            "margin" if !parts.is_empty() => {
                Outcome::native("margin", value).and(Outcome::all_page(parts))
            }
            // Those of items are parts of a width that only the page knows.
            "padding" if value.contains('%') => {
                Outcome::native("padding", value).and(Outcome::all_page(parts))
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
    if name.starts_with("padding-") && value.contains('%') {
        return Some(Outcome::both(name.to_owned(), value));
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

/// What the page paints as it does backgrounds.
fn is_mask(name: &str) -> bool {
    matches!(name.trim_start_matches("-webkit-"), "mask" | "mask-image")
}

#[cfg(test)]
pub mod tests;
