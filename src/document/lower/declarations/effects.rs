//! Filters, blending, clipping and masks, and what moves.

use super::outcome::{Family, Outcome};
use super::words::{call, words};
use super::{calc, length};

pub fn lower(family: &Family<'_>) -> Option<Outcome> {
    let Family {
        name,
        value,
        lower,
        context,
    } = *family;
    Some(match name {
        "opacity" => match lower.ends_with('%') {
            true => match calc::plain_number(lower, 1.0, context) {
                Some(x) => Outcome::native("opacity", length::number(x)),
                None => Outcome::nothing(),
            },
            false => Outcome::native("opacity", value),
        },
        "filter" => filter(family),
        // How text is kept for screen readers only.
        "clip-path" if matches!(lower, "inset(50%)" | "inset(100%)") => {
            Outcome::native("clip", "rect(0, 0, 0, 0)")
        }
        "backdrop-filter"
        | "mix-blend-mode"
        | "background-blend-mode"
        | "clip-path"
        | "shape-outside"
        | "mask-composite"
        | "mask-mode"
        | "mask-type" => match lower {
            "none" | "normal" | "auto" | "add" | "match-source" => Outcome::nothing(),
            // What is clipped to its own box looks as it does without.
            "border-box" | "inset(0)" | "inset(0px)" => Outcome::nothing(),
            _ => Outcome::lost(match call(lower) {
                Some((function, _)) => format!("{name}: {function}()"),
                None => format!("{name}: {lower}"),
            }),
        },
        "shape-margin" | "shape-image-threshold" => Outcome::nothing(),
        "mask" | "mask-image" => {
            let outcome = Outcome::native(format!("-webkit-{name}"), value);
            match lower {
                "none" => outcome,
                // A stranger's mask that fails would show all or nothing.
                _ => outcome.but_lost(name.to_owned()),
            }
        }
        _ if name.starts_with("mask-") => Outcome::native(format!("-webkit-{name}"), value),
        "appearance" => Outcome::native("-webkit-appearance", value),
        // Unlike today's, the engine's fills the box.
        "border-image" if lower.contains("gradient(") => {
            Outcome::lost("border-image with a gradient")
        }
        "border-image" => Outcome::native("-webkit-border-image", value),
        _ if name.starts_with("border-image-") => Outcome::lost(name),
        "box-decoration-break" if lower == "slice" => Outcome::nothing(),
        "box-decoration-break" => Outcome::lost(format!("{name}: {lower}")),
        "page-orientation" | "bleed" | "marks" => Outcome::lost(name),
        _ => return None,
    })
}

/// A property of `known::is_harmless`: nothing is told, unless its end can be seen.
pub fn dropped(name: &str, value: &str) -> Outcome {
    let words = words(value);
    let ends_shown = (name == "animation" || name == "animation-fill-mode")
        && words
            .iter()
            .any(|word| word.eq_ignore_ascii_case("forwards") || word.eq_ignore_ascii_case("both"));
    match ends_shown {
        true => Outcome::page("animation", value),
        false => Outcome::nothing(),
    }
}

/// Only opacity can be had: the rest is told.
fn filter(family: &Family<'_>) -> Outcome {
    let mut opacity = None;
    let mut lost = None;
    for word in words(family.lower) {
        let Some((name, inner)) = call(word) else {
            continue;
        };
        let x = calc::plain_number(inner, 1.0, family.context);
        match (name, x) {
            ("opacity", Some(x)) => opacity = Some(opacity.unwrap_or(1.0) * x.clamp(0.0, 1.0)),
            ("blur" | "grayscale" | "sepia" | "invert" | "hue-rotate", Some(0.0)) => {}
            ("brightness" | "contrast" | "saturate", Some(1.0)) => {}
            _ => lost = Some(format!("filter: {name}()")),
        }
    }
    let mut outcome = match opacity {
        Some(x) => Outcome::native("opacity", length::number(x)),
        None => Outcome::nothing(),
    };
    outcome.lost = lost;
    outcome
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{lost, native, page};

    #[test]
    fn filters_are_told() {
        assert_eq!(native("filter", "opacity(50%)"), "opacity:0.5");
        assert_eq!(
            lost("filter", "grayscale(1)").as_deref(),
            Some("filter: grayscale()")
        );
        assert_eq!(lost("filter", "grayscale(0) brightness(100%)"), None);
        assert_eq!(
            lost("clip-path", "circle(50%)").as_deref(),
            Some("clip-path: circle()")
        );
        assert_eq!(native("clip-path", "inset(50%)"), "clip:rect(0, 0, 0, 0)");
        assert_eq!(native("opacity", "40%"), "opacity:0.4");
        assert_eq!(
            page("animation", "fade 1s forwards"),
            "animation:fade 1s forwards"
        );
    }
}
