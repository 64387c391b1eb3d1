//! Clips that are those of a box and its corners.

use super::words::{call, words};

/// The corners of a clip that cuts off what hangs over a box: `inset(0 round 8px)`, and
/// an ellipse that touches its sides. `None` for any other.
pub fn corners(value: &str) -> Option<String> {
    let (name, inner) = call(value)?;
    let parts = words(inner);
    let shape = parts.split(|word| *word == "at").next().unwrap_or_default();
    let centred = parts[shape.len()..]
        .iter()
        .skip(1)
        .all(|word| matches!(*word, "center" | "50%"));
    match (name, shape) {
        ("inset", ["0" | "0px" | "0%"]) => Some("0".to_owned()),
        ("inset", ["0" | "0px" | "0%", "round", radii @ ..]) if !radii.is_empty() => {
            Some(radii.join(" "))
        }
        ("ellipse", [] | ["50%" | "closest-side", "50%" | "closest-side"]) if centred => {
            Some("50%".to_owned())
        }
        _ => None,
    }
}

/// Whether a clip is a circle that touches the sides of a box if it is a square.
pub fn is_circle(value: &str) -> bool {
    let Some(("circle", inner)) = call(value) else {
        return false;
    };
    let parts = words(inner);
    let shape = parts.split(|word| *word == "at").next().unwrap_or_default();
    let mut place = parts[shape.len()..].iter().skip(1);
    matches!(shape, [] | ["50%" | "closest-side"])
        && place.all(|word| matches!(*word, "center" | "50%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clips_of_a_box_are_told_from_others() {
        for (value, expected) in [
            ("inset(0)", Some("0")),
            ("inset(0 round 8px 2px)", Some("8px 2px")),
            ("ellipse()", Some("50%")),
            ("ellipse(50% 50% at center)", Some("50%")),
            ("ellipse(40% 50%)", None),
            ("ellipse(50% 50% at 0 0)", None),
            ("inset(5px)", None),
            ("circle(50%)", None),
            ("none", None),
        ] {
            assert_eq!(corners(value).as_deref(), expected, "{value}");
        }
        assert!(is_circle("circle(50% at 50% 50%)") && is_circle("circle()"));
        assert!(!is_circle("circle(40px)") && !is_circle("circle(50% at 0 0)"));
    }
}
