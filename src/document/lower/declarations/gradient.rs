//! Gradients of today as the engine's `-webkit-linear-gradient` and
//! `-webkit-radial-gradient`: angles count the other way there, and a direction tells
//! where it begins.

use super::colour::{self, Colour, Hue};
use super::colour_space::Space;
use super::outcome::ValueContext;
use super::words::{self, split, words};
use super::{calc, conic, length};
use crate::document::lower::features;

pub struct Gradient {
    pub text: String,
    pub lost: Option<String>,
}

/// In how many parts the way between two stops is cut, where it is.
const BETWEEN: u32 = 8;

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

struct Stops<'c> {
    context: &'c ValueContext,
}

/// A stop, or a hint between two.
enum Stop {
    Colour(Colour, String, Option<String>),
    Hint(String),
}

impl Stops<'_> {
    fn read(&self, parts: &[&str]) -> Option<Vec<String>> {
        let mut stops = Vec::new();
        for part in parts {
            let all = words(part);
            let place = |word: &str| self.place(word);
            match all[..] {
                [one] if self.is_place(one) => stops.push(Stop::Hint(place(one)?)),
                [colour] => stops.push(self.stop(colour, None)?),
                [colour, at] => stops.push(self.stop(colour, Some(place(at)?))?),
                [colour, from, to] => {
                    stops.push(self.stop(colour, Some(place(from)?))?);
                    stops.push(self.stop(colour, Some(place(to)?))?);
                }
                _ => return None,
            }
        }
        if stops
            .iter()
            .filter(|stop| matches!(stop, Stop::Colour(..)))
            .count()
            < 2
        {
            // One colour is allowed today.
            let [Stop::Colour(_, text, _)] = &stops[..] else {
                return None;
            };
            return Some(vec![text.clone(), text.clone()]);
        }
        Some(self.written(&stops))
    }

    fn is_place(&self, word: &str) -> bool {
        length::dimension(word).is_some()
            || words::call(word)
                .is_some_and(|(name, _)| length::is_math(&name.to_ascii_lowercase()))
    }

    fn place(&self, word: &str) -> Option<String> {
        match length::dimension(word) {
            Some(_) => Some(length::modern(word, self.context).unwrap_or_else(|| word.to_owned())),
            None => match calc::reduce(word, self.context) {
                length::Reduced::Plain(text) => Some(text),
                // The engine takes one unit: the percentage is kept, the length beside it dropped.
                length::Reduced::Mixed(text) => text
                    .trim_start_matches("calc(")
                    .split([' ', ')', ','])
                    .find(|part| part.ends_with('%'))
                    .map(str::to_owned),
                length::Reduced::Invalid => None,
            },
        }
    }

    fn stop(&self, word: &str, place: Option<String>) -> Option<Stop> {
        let colour = colour::parse(word, self.context)?;
        let text = match colour::lower(word, self.context) {
            colour::Lowered::AsWritten if word.eq_ignore_ascii_case("transparent") => {
                "rgba(0, 0, 0, 0)".to_owned()
            }
            colour::Lowered::AsWritten => word.to_owned(),
            colour::Lowered::Written(text) | colour::Lowered::Guessed(text) => text,
        };
        Some(Stop::Colour(colour, text, place))
    }

    fn written(&self, stops: &[Stop]) -> Vec<String> {
        let places = self.places(stops);
        let colours: Vec<(usize, Colour)> = stops
            .iter()
            .enumerate()
            .filter_map(|(i, stop)| match stop {
                Stop::Colour(colour, ..) => Some((i, *colour)),
                Stop::Hint(_) => None,
            })
            .collect();
        let is_clear = colours.iter().any(|(_, colour)| colour.alpha < 1.0);
        // Grey pictures with opacity are stored as JPEG and come out too dark: a trace of
        // colour keeps most of them from it.
        let tints = is_clear && colours.iter().all(|(_, colour)| colour.is_grey());
        let shown = |colour: Colour| if tints { colour.tinted() } else { colour };
        let mut out = Vec::new();
        for (n, &(i, colour)) in colours.iter().enumerate() {
            let Stop::Colour(_, text, place) = &stops[i] else {
                continue;
            };
            let before = n.checked_sub(1).map(|n| colours[n]);
            let after = colours.get(n + 1).copied();
            if let Some((at, before)) = before {
                let hint = (i - at == 2).then(|| places[at + 1]).flatten();
                let between = between((before, places[at]), (colour, places[i]), hint);
                out.extend(
                    between
                        .into_iter()
                        .map(|(colour, at)| format!("{} {}%", shown(colour), length::number(at))),
                );
            }
            let place = match (place, places[i]) {
                (Some(place), _) => format!(" {place}"),
                (None, Some(x)) if stops.len() > 2 => format!(" {}%", length::number(x)),
                (None, _) => String::new(),
            };
            // The engine mixes without regard to opacity: what fades to nothing keeps its
            // colour to the end.
            let mut faded: Vec<Colour> = [before, after]
                .into_iter()
                .flatten()
                .filter(|(_, other)| colour.alpha == 0.0 && other.alpha > 0.0)
                .map(|(_, other)| other.with_alpha(0.0))
                .collect();
            faded.dedup();
            match faded.is_empty() {
                true if tints => out.push(format!("{}{place}", shown(colour))),
                true => out.push(format!("{text}{place}")),
                false => out.extend(
                    faded
                        .into_iter()
                        .map(|colour| format!("{}{place}", shown(colour))),
                ),
            }
        }
        out
    }

    /// Where each stop lies, in percent, as far as that is known.
    fn places(&self, stops: &[Stop]) -> Vec<Option<f64>> {
        let given: Vec<Option<&String>> = stops
            .iter()
            .map(|stop| match stop {
                Stop::Colour(_, _, place) => place.as_ref(),
                Stop::Hint(place) => Some(place),
            })
            .collect();
        let mut places: Vec<Option<f64>> = given
            .iter()
            .map(|place| place.and_then(|place| place.strip_suffix('%')?.parse().ok()))
            .collect();
        // Lengths among them: the places of the others are left to the engine.
        if given
            .iter()
            .zip(&places)
            .any(|(given, place)| given.is_some_and(|text| text != "0") && place.is_none())
        {
            return places;
        }
        let end = places.len() - 1;
        places[0].get_or_insert(0.0);
        places[end].get_or_insert(100.0);
        let mut greatest = f64::NEG_INFINITY;
        for place in places.iter_mut().flatten() {
            greatest = greatest.max(*place);
            *place = greatest;
        }
        let mut from = 0;
        for to in 1..places.len() {
            let (Some(a), Some(b)) = (places[from], places[to]) else {
                continue;
            };
            for (i, place) in places.iter_mut().enumerate().take(to).skip(from + 1) {
                #[expect(clippy::cast_precision_loss)]
                let part = (i - from) as f64 / (to - from) as f64;
                *place = Some(a + (b - a) * part);
            }
            from = to;
        }
        places
    }
}

/// Stops between two, where the engine's own mixing would look different: beside a hint,
/// and where both colour and opacity change.
fn between(
    (a, from): (Colour, Option<f64>),
    (b, to): (Colour, Option<f64>),
    hint: Option<f64>,
) -> Vec<(Colour, f64)> {
    let fades = (a.alpha - b.alpha).abs() > 0.02
        && a.alpha > 0.0
        && b.alpha > 0.0
        && a.channels() != b.channels();
    let (Some(from), Some(to)) = (from, to) else {
        return Vec::new();
    };
    if to <= from || !(fades || hint.is_some()) {
        return Vec::new();
    }
    let middle = hint.map_or(0.5, |hint| {
        ((hint - from) / (to - from)).clamp(0.001, 0.999)
    });
    (1..BETWEEN)
        .map(|i| {
            let part = f64::from(i) / f64::from(BETWEEN);
            let weight = part.powf(0.5_f64.ln() / middle.ln());
            (
                a.between(b, weight, (Space::Srgb, Hue::Shorter)),
                from + (to - from) * part,
            )
        })
        .collect()
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
        assert!(lost("mask-image", "linear-gradient(to top right, red, blue)").is_some());
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
