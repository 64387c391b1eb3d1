//! Filters, blending, clipping and masks, and what moves.

use super::outcome::{Family, Outcome};
use super::words::{call, words};
use super::{calc, length};
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
        "mask" | "mask-image" => Outcome::native(format!("-webkit-{name}"), value),
        _ if name.starts_with("mask-") => Outcome::native(format!("-webkit-{name}"), value),
        "appearance" if lower == "auto" => Outcome::nothing(),
        "appearance" => Outcome::native("-webkit-appearance", value),
        // Unlike today's, the engine's fills the box.
        "border-image" if lower.contains("gradient(") => {
            Outcome::lost(features::lost_value("border-image with a gradient"))
        }
        "border-image" => Outcome::native("-webkit-border-image", value),
        _ => return None,
    })
}

/// Only opacity can be had.
fn filter(family: &Family<'_>) -> Outcome {
    let mut opacity = None;
    for word in words(family.lower) {
        if let Some(("opacity", inner)) = call(word)
            && let Some(x) = calc::plain_number(inner, 1.0, family.context)
        {
            opacity = Some(opacity.unwrap_or(1.0) * x.clamp(0.0, 1.0));
        }
    }
    match opacity {
        Some(x) => Outcome::native("opacity", length::number(x)),
        None => Outcome::nothing(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{lost, native};

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
    }
}
