//! Gradients of today as the engine's `-webkit-linear-gradient` and
//! `-webkit-radial-gradient`: angles count the other way there, and a direction tells
//! where it begins.

use super::colour::{self, Colour, Hue};
use super::colour_space::Space;
use super::gradient_stops::Stops;
use super::outcome::ValueContext;
use super::words::{self, split, words};
use super::{calc, conic, length};
use crate::document::lower::features;

pub struct Gradient {
    pub text: String,
    pub lost: Option<String>,
}

pub fn is_gradient(name: &str) -> bool {
    name.ends_with("-gradient")
}

/// `None` where the gradient stays as it is.
pub fn lower(name: &str, inner: &str, context: &ValueContext) -> Option<Gradient> {
    let parts = split(inner, b',');
    let plain = name.trim_start_matches("-webkit-");
    if name.starts_with("-webkit-") {
        return old(name, inner, context);
    }
    let (repeats, kind) = match plain.strip_prefix("repeating-") {
        Some(kind) => ("repeating-", kind),
        None => ("", plain),
    };
    let head = Head::of(parts[0]);
    let stops_at = usize::from(head.is_some());
    let head = head.unwrap_or_default();
    let stops = Stops { context }.read(&parts[stops_at..])?;
    let has = |word: &str| {
        head.words
            .iter()
            .any(|found| found.eq_ignore_ascii_case(word))
    };
    let mut lost = None;
    let text = match kind {
        "linear-gradient" => {
            if has("to") && head.words.len() > 2 {
                // The engine draws from corner to corner, which is another angle unless the box is a square.
                lost = Some(features::lost_value(
                    "linear-gradient() to a corner, beside backgrounds",
                ));
            }
            let direction = linear_direction(&head.words, context)?;
            format!(
                "-webkit-{repeats}linear-gradient({direction}, {})",
                stops.join(", ")
            )
        }
        "radial-gradient" => {
            // The engine draws circles only.
            let sizes = head
                .words
                .iter()
                .take_while(|word| !word.eq_ignore_ascii_case("at"));
            if !has("circle")
                && sizes
                    .filter(|word| length::dimension(word).is_some())
                    .count()
                    != 1
            {
                lost = Some(features::lost_value(
                    "radial-gradient() as an ellipse, beside backgrounds",
                ));
            }
            let shape = radial_shape(&head.words)?;
            format!(
                "-webkit-{repeats}radial-gradient({shape}, {})",
                stops.join(", ")
            )
        }
        "conic-gradient" => {
            let is_head =
                |word: &&&str| matches!(word.to_ascii_lowercase().as_str(), "from" | "at");
            let head = words(parts[0]).iter().filter(is_head).count().min(1);
            let flat = flat(&parts[head..], context)?;
            let (text, is_told) = conic::lower(&parts, !repeats.is_empty(), flat, context);
            let row = match is_told {
                true => "conic-gradient(), beside backgrounds",
                false => "conic-gradient() with lengths",
            };
            return Some(Gradient {
                text,
                lost: Some(features::lost_value(row)),
            });
        }
        _ => return None,
    };
    Some(Gradient { text, lost })
}

/// A gradient in the old way of writing: only its colours and units may be new.
fn old(name: &str, inner: &str, context: &ValueContext) -> Option<Gradient> {
    let mut changed = false;
    let parts: Vec<String> = split(inner, b',')
        .into_iter()
        .map(|part| {
            let all: Vec<String> = words(part)
                .into_iter()
                .map(|word| match colour::lower(word, context) {
                    colour::Lowered::AsWritten => word.to_owned(),
                    colour::Lowered::Written(text) | colour::Lowered::Guessed(text) => {
                        changed = true;
                        text
                    }
                })
                .collect();
            all.join(" ")
        })
        .collect();
    changed.then(|| Gradient {
        text: format!("{name}({})", parts.join(", ")),
        lost: None,
    })
}

/// What stands before the stops.
#[derive(Default)]
struct Head<'a> {
    words: Vec<&'a str>,
}

impl<'a> Head<'a> {
    fn of(part: &'a str) -> Option<Self> {
        let mut words = words(part);
        let first = words.first()?.to_ascii_lowercase();
        let is_angle = length::dimension(&first).is_some_and(|(x, unit)| {
            matches!(unit, "deg" | "rad" | "grad" | "turn") || (x == 0.0 && unit.is_empty())
        });
        let is_word = matches!(
            first.as_str(),
            "to" | "in"
                | "from"
                | "at"
                | "circle"
                | "ellipse"
                | "closest-side"
                | "closest-corner"
                | "farthest-side"
                | "farthest-corner"
        );
        // Sizes of a radial gradient, and angles that are added up.
        let is_length = length::dimension(&first).is_some()
            || (first.contains('(')
                && words::call(&first).is_some_and(|(name, _)| length::is_math(name)));
        if !(is_angle || is_word || is_length) {
            return None;
        }
        // Chromium prints gradients in sRGB, whatever space is asked for.
        if let Some(at) = words
            .iter()
            .position(|word| word.eq_ignore_ascii_case("in"))
        {
            let end = words[at..]
                .iter()
                .position(|word| {
                    matches!(
                        word.to_ascii_lowercase().as_str(),
                        "to" | "at" | "from" | "circle" | "ellipse"
                    )
                })
                .map_or(words.len(), |end| at + end);
            words.drain(at..end);
        }
        Some(Self { words })
    }
}

fn linear_direction(words: &[&str], context: &ValueContext) -> Option<String> {
    let lower: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    match lower[..] {
        [] => Some("top".to_owned()),
        ["to", ref sides @ ..] => {
            let opposite: Option<Vec<_>> = sides
                .iter()
                .map(|side| match *side {
                    "top" => Some("bottom"),
                    "bottom" => Some("top"),
                    "left" => Some("right"),
                    "right" => Some("left"),
                    _ => None,
                })
                .collect();
            opposite
                .filter(|sides| !sides.is_empty())
                .map(|sides| sides.join(" "))
        }
        [angle] => {
            let degrees = calc::plain_number(angle, 1.0, context)?;
            Some(format!(
                "{}deg",
                length::number((90.0 - degrees).rem_euclid(360.0))
            ))
        }
        _ => None,
    }
}

fn radial_shape(words: &[&str]) -> Option<String> {
    let lower: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
    let at = lower.iter().position(|word| word == "at");
    let (shape, position) = match at {
        Some(at) => (&lower[..at], lower[at + 1..].join(" ")),
        None => (&lower[..], "center".to_owned()),
    };
    let mut outline = None;
    let mut extent = None;
    let mut sizes = Vec::new();
    for word in shape {
        match word.as_str() {
            "circle" | "ellipse" => outline = Some(word.as_str()),
            "closest-side" | "closest-corner" | "farthest-side" | "farthest-corner" => {
                extent = Some(word.as_str())
            }
            _ => sizes.push(word.as_str()),
        }
    }
    Some(match sizes[..] {
        [] => {
            let outline = outline.unwrap_or("ellipse");
            format!(
                "{position}, {outline} {}",
                extent.unwrap_or("farthest-corner")
            )
        }
        // The engine wants two radii.
        [radius] => format!("{position}, {radius} {radius}"),
        [x, y] => format!("{position}, {x} {y}"),
        _ => return None,
    })
}

/// A gradient for the engine with what shines through it painted in: pictures with
/// opacity that the engine stores as JPEG come out too dark.
pub fn over(image: &str, behind: Colour, context: &ValueContext) -> Option<String> {
    let (name, inner) = words::call(image)?;
    if !name.contains("gradient") || !(inner.contains("rgba(") || inner.contains("hsla(")) {
        return None;
    }
    let parts: Vec<String> = split(inner, b',')
        .into_iter()
        .map(|part| {
            let all = words(part)
                .into_iter()
                .map(|word| match colour::parse(word, context) {
                    Some(colour) if colour.alpha < 1.0 => colour.over(behind).to_string(),
                    _ => word.to_owned(),
                });
            all.collect::<Vec<_>>().join(" ")
        })
        .collect();
    Some(format!("{name}({})", parts.join(", ")))
}

/// One colour for the whole picture: the middle of its stops.
fn flat(parts: &[&str], context: &ValueContext) -> Option<Colour> {
    let colours: Vec<Colour> = parts
        .iter()
        .filter_map(|part| colour::parse(words(part).first()?, context))
        .collect();
    let mut all = colours.into_iter();
    let mut mixed = all.next()?;
    for (i, next) in (2_u32..).zip(all) {
        mixed = mixed.between(next, 1.0 / f64::from(i), (Space::Srgb, Hue::Shorter));
    }
    Some(mixed)
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{lost, native};

    fn image(value: &str) -> String {
        native("background-image", value)
            .replace("background-image:", "")
            .replace("-webkit-", "")
    }

    #[test]
    fn directions_count_the_other_way() {
        for (value, expected) in [
            (
                "linear-gradient(red, blue)",
                "linear-gradient(top, red, blue)",
            ),
            (
                "linear-gradient(to right, red, blue)",
                "linear-gradient(left, red, blue)",
            ),
            (
                "linear-gradient(45deg, red, blue)",
                "linear-gradient(45deg, red, blue)",
            ),
            (
                "linear-gradient(135deg, red, blue)",
                "linear-gradient(315deg, red, blue)",
            ),
            (
                "linear-gradient(.25turn, red, blue)",
                "linear-gradient(0deg, red, blue)",
            ),
            (
                "linear-gradient(in oklch to right, red, blue)",
                "linear-gradient(left, red, blue)",
            ),
            (
                "radial-gradient(circle at 20% 30%, red, blue)",
                "radial-gradient(20% 30%, circle farthest-corner, red, blue)",
            ),
            (
                "radial-gradient(closest-side, red, blue)",
                "radial-gradient(center, ellipse closest-side, red, blue)",
            ),
            (
                "radial-gradient(circle 20px, red, blue)",
                "radial-gradient(center, 20px 20px, red, blue)",
            ),
        ] {
            assert_eq!(image(value), expected);
        }
        // Written for old engines.
        assert_eq!(
            image("-webkit-linear-gradient(top, #f00, #00f)"),
            "linear-gradient(top, #f00, #00f)"
        );
        assert_eq!(
            image("-webkit-linear-gradient(top, #f008, red)"),
            "linear-gradient(top, rgba(255, 0, 0, 0.5333), red)"
        );
    }

    #[test]
    fn stops_of_today_become_plain_ones() {
        for (value, expected) in [
            ("red 0 20px, blue 20px", "red 0, red 20px, blue 20px"),
            (
                "red 30%, blue 30% 60%, lime 60%",
                "red 30%, blue 30%, blue 60%, lime 60%",
            ),
            ("red 0 0", "red 0, red 0"),
            ("red 50%, blue 50%", "red 50%, blue 50%"),
            // Of two stops at the very end the engine takes one.
            ("red 100%, blue 100%", "red 100%, blue 100.01%"),
            (
                "red, blue 80% 100%, lime 100%",
                "red 0%, blue 80%, blue 100%, lime 100.01%",
            ),
            ("red 0, blue 0", "red 0, blue 0"),
            ("red, transparent", "red, rgba(255, 0, 0, 0)"),
            (
                "transparent, red 50%, transparent",
                "rgba(255, 0, 0, 0) 0%, red 50%, rgba(255, 0, 0, 0) 100%",
            ),
            (
                "red, transparent, blue",
                "red 0%, rgba(255, 0, 0, 0) 50%, rgba(0, 0, 255, 0) 50%, blue 100%",
            ),
            ("white, transparent", "#fffffe, rgba(255, 255, 254, 0)"),
            ("oklch(0.637 0.237 25.331), #000f", "#fb2c36, #000000"),
        ] {
            assert_eq!(
                image(&format!("linear-gradient({value})")),
                format!("linear-gradient(top, {expected})")
            );
        }
        let hinted = image("linear-gradient(red, 25%, blue)");
        assert!(hinted.contains("#800080 25%"), "{hinted}");
    }

    #[test]
    fn what_lies_below_is_painted_in() {
        assert_eq!(
            native(
                "background",
                "linear-gradient(to right, rgb(255 255 255 / .5), transparent), #000"
            ),
            "background:-webkit-linear-gradient(left, #80807f, #000000), #000"
        );
        // Not what lies below another picture.
        let two = native(
            "background",
            "linear-gradient(#f008, #f000), url(a.png), #000",
        );
        assert!(two.contains("rgba(255, 0, 0, 0.5333)"), "{two}");
    }

    #[test]
    fn what_the_engine_cannot_draw_is_said() {
        assert!(lost("mask-image", "linear-gradient(to top right, red, blue)").is_none());
        assert_eq!(
            lost("background", "linear-gradient(to top right, red, blue)"),
            None
        );
        assert_eq!(lost("background", "radial-gradient(red, blue)"), None);
        assert_eq!(
            lost("background", "radial-gradient(circle, red, blue)"),
            None
        );
        // Browsers reject these.
        assert_eq!(
            image("linear-gradient(nonsense)"),
            "linear-gradient(nonsense)"
        );
    }
}
