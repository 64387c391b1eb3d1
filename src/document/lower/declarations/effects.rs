//! Filters, blending, clipping and masks, and what moves.

use super::outcome::{Family, Outcome, ValueContext};
use super::words::{call, split, words};
use super::{background, calc, clip, colour, length, sizing};
use crate::document::lower::features;

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
                Some(x) => Outcome::both("opacity", length::number(x)),
                None => Outcome::nothing(),
            },
            false => Outcome::both("opacity", value),
        },
        "filter" => filter(family),
        // How text is kept for screen readers only.
        "clip-path" if matches!(lower, "inset(50%)" | "inset(100%)") => {
            Outcome::native("clip", "rect(0, 0, 0, 0)")
        }
        "clip-path" => {
            let shape = || Outcome::page(name.to_owned(), lower);
            let corners = |radii: String| {
                Outcome::native("border-radius", radii).and(Outcome::native("overflow", "hidden"))
            };
            match clip::is_circle(lower) {
                // The page looks whether the box is a square.
                true => corners("50%".to_owned()).and(shape()),
                false => clip::corners(lower).map_or_else(shape, corners),
            }
        }
        // What is painted of it ends at its edges.
        "contain"
            if words(lower)
                .iter()
                .any(|word| matches!(*word, "paint" | "content" | "strict")) =>
        {
            let both = ["overflow-x", "overflow-y"].map(|axis| (axis, "hidden".to_owned()));
            sizing::overflow("hidden", both.into())
        }
        // Shapes of drawings have them as attributes.
        "cx" | "cy" | "r" | "rx" | "ry" | "x" | "y" | "d" => Outcome::page(name.to_owned(), value),
        "mask" => mask(family),
        "mask-size" => Outcome::native("-webkit-mask-size", both_sizes(value)),
        _ if name.starts_with("mask-") => Outcome::native(format!("-webkit-{name}"), value),
        "outline" | "outline-style" | "outline-color" => outline(family),
        "appearance" if lower == "auto" => Outcome::nothing(),
        "appearance" => Outcome::native("-webkit-appearance", value),
        "border-image" | "border-image-source" if lower.contains("gradient(") => {
            let shown = Outcome::page("border-image", value);
            let lost = features::lost_value("border-image with a round gradient");
            let is_round = lower.contains("radial-") || lower.contains("conic-");
            match (first_colour(value, context), is_round) {
                (Some(colour), true) => Outcome::native("border-color", colour).but_lost(lost),
                (None, true) => Outcome::lost(lost),
                // Until the page has painted it.
                (Some(colour), false) => Outcome::native("border-color", colour).and(shown),
                (None, false) => shown,
            }
        }
        // Unlike today's, the engine's fills the box. A gradient of another rule is undone.
        "border-image" => {
            let undone = Outcome::page("border-image", "none");
            let outcome = Outcome::native("-webkit-border-image", value).and(undone);
            match lower == "none" || words(lower).contains(&"fill") {
                true => outcome,
                false => outcome.but_lost(features::lost_value("border-image without fill")),
            }
        }
        _ => return None,
    })
}

/// A mask is written as a background is, and the engine knows it without a size as well.
fn mask(family: &Family<'_>) -> Outcome {
    let as_background = Family {
        name: "background",
        ..*family
    };
    let mut outcome = background::lower(&as_background).unwrap_or_default();
    for (name, value) in &mut outcome.native {
        let plain = name.strip_prefix("-webkit-").unwrap_or(name);
        *name = plain.replace("background", "-webkit-mask").into();
        if *name == "-webkit-mask-size" {
            *value = both_sizes(value);
        }
    }
    outcome
}

/// One size is the width alone; to the engine it is both of a mask.
fn both_sizes(value: &str) -> String {
    let layers = split(value, b',').into_iter().map(|layer| {
        match matches!(layer, "auto" | "cover" | "contain") || words(layer).len() > 1 {
            true => layer.to_owned(),
            false => format!("{layer} auto"),
        }
    });
    layers.collect::<Vec<_>>().join(",")
}

/// The engine does not know that the colour of text is the colour of an outline, which it takes where none
/// is said; and draws dashes for the one that is left to it.
fn outline(family: &Family<'_>) -> Outcome {
    let Family { name, value, .. } = *family;
    let is = |word: &str, other: &str| word.eq_ignore_ascii_case(other);
    let mut parts: Vec<&str> = words(value);
    let before = parts.len();
    parts.retain(|word| !is(word, "currentcolor"));
    let has_auto = parts.iter().any(|word| is(word, "auto"));
    if has_auto && name == "outline" {
        // The browser's own line, which has a width that is its own affair.
        let mut words = parts.iter();
        let colour = words.find(|word| colour::parse(word, family.context).is_some());
        let solid = colour.map_or("1px solid".to_owned(), |colour| {
            format!("1px solid {colour}")
        });
        return Outcome::native("outline", solid);
    }
    match (has_auto && name == "outline-style", parts.len() < before) {
        (true, _) => Outcome::native("outline-style", "solid"),
        (false, true) if parts.is_empty() => Outcome::native(name.to_owned(), "initial"),
        (false, true) => Outcome::native(name.to_owned(), parts.join(" ")),
        _ => Outcome::native(name.to_owned(), value),
    }
}

/// The first colour of a gradient.
fn first_colour(value: &str, context: &ValueContext) -> Option<String> {
    let of_word = |word: &str| colour::parse(word, context).is_some();
    let gradients = words(value).into_iter().filter_map(call);
    let stops = gradients.flat_map(|(_, inner)| split(inner, b','));
    let mut first = stops.filter_map(|stop| words(stop).into_iter().find(|word| of_word(word)));
    first.next().map(str::to_owned)
}

/// Opacity is the engine's; what else is done to colours, pictures and shadows, the page does.
fn filter(family: &Family<'_>) -> Outcome {
    let mut opacity = None;
    for word in words(family.lower) {
        if let Some(("opacity", inner)) = call(word)
            && let Some(x) = calc::plain_number(inner, 1.0, family.context)
        {
            opacity = Some(opacity.unwrap_or(1.0) * x.clamp(0.0, 1.0));
        }
    }
    let of_page = Outcome::page("filter", family.lower);
    match opacity {
        Some(x) => Outcome::both("opacity", length::number(x)).and(of_page),
        None => of_page,
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{lost, native};

    #[test]
    fn filters_are_told() {
        assert_eq!(native("filter", "opacity(50%)"), "opacity:0.5");
        assert_eq!(
            lost("filter", "blur(2px)").as_deref(),
            Some("filter: blur()")
        );
        assert_eq!(lost("filter", "grayscale(0) brightness(100%)"), None);
        assert_eq!(
            lost("clip-path", "path(\"M0 0\")").as_deref(),
            Some("clip-path: path()")
        );
        assert_eq!(native("clip-path", "inset(50%)"), "clip:rect(0, 0, 0, 0)");
        assert_eq!(native("opacity", "40%"), "opacity:0.4");
    }
}
