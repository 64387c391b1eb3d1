//! The stops of a gradient, written so that the engine mixes them as browsers do.
//!
//! A place such as `calc(50% - 1px)` is more than the engine knows. It is told the percentage, and
//! behind the last stop, where it is not seen, the page finds what is to be added:
//!
//! ```text
//! 2000% + 1000% k + 500% + x    x pixels more for stop k; from 52000% on, x hundredths of an em
//! ```

use super::colour::{self, Colour, Hue};
use super::colour_space::Space;
use super::outcome::ValueContext;
use super::words::{self, words};
use super::{calc, length};

/// In how many parts the way between two stops is cut, where it is.
const BETWEEN: u32 = 8;

/// Stops of which the page is told more, at most, and the largest length.
const MOST_TOLD: usize = 40;
const FURTHEST: f64 = 499.0;

/// Reads the stops of a gradient.
pub struct Stops<'c> {
    pub context: &'c ValueContext,
}

/// A stop, or a hint between two.
enum Stop {
    Colour(Colour, String, Option<Place>),
    Hint(Place),
}

/// Where a stop lies: what the engine is told, and the pixels and ems that are to be added.
struct Place {
    text: String,
    beside: [f64; 2],
}

impl Stops<'_> {
    pub fn read(&self, parts: &[&str]) -> Option<Vec<String>> {
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

    fn place(&self, word: &str) -> Option<Place> {
        let plain = |text| Place {
            text,
            beside: [0.0; 2],
        };
        match length::dimension(word) {
            Some(_) => Some(plain(
                length::modern(word, self.context).unwrap_or_else(|| word.to_owned()),
            )),
            None => match calc::reduce(word, self.context) {
                length::Reduced::Plain(text) => Some(plain(text)),
                length::Reduced::Mixed(text) => self.mixed(&text).or_else(|| {
                    // The engine takes one unit: the percentage is kept.
                    text.trim_start_matches("calc(")
                        .split([' ', ')', ','])
                        .find(|part| part.ends_with('%'))
                        .map(|part| plain(part.to_owned()))
                }),
                length::Reduced::Invalid => None,
            },
        }
    }

    /// A sum of a percentage and lengths.
    fn mixed(&self, text: &str) -> Option<Place> {
        let inner = text.strip_prefix("calc(")?.strip_suffix(')')?;
        let (mut percent, mut beside) = (0.0, [0.0; 2]);
        for part in inner.split(" + ") {
            let (x, unit) = length::dimension(part)?;
            match unit {
                "%" => percent += x,
                "em" => beside[1] += x * 100.0,
                "rem" => beside[0] += x * self.context.root_px,
                "px" => beside[0] += x,
                _ => return None,
            }
        }
        beside.iter().all(|x| x.abs() < FURTHEST).then(|| Place {
            text: format!("{}%", length::number(percent)),
            beside,
        })
    }

    fn stop(&self, word: &str, place: Option<Place>) -> Option<Stop> {
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
        let mut told: [Vec<f64>; 2] = Default::default();
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
            let from = out.len();
            let beside = place.as_ref().map_or([0.0; 2], |place| place.beside);
            let place = match (place, places[i]) {
                // Of two stops at the very end the engine takes one.
                (Some(_), Some(x))
                    if i + 1 == stops.len()
                        && x >= 100.0
                        && before.is_some_and(|(at, _)| places[at] == Some(x)) =>
                {
                    format!(" {}%", length::number(x + 0.01))
                }
                (Some(place), _) => format!(" {}", place.text),
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
            for (told, beside) in told.iter_mut().zip(beside) {
                let all = (from..out.len().min(MOST_TOLD)).filter(|_| beside != 0.0);
                told.extend(all.map(|at| 2500.0 + 1000.0 * at as f64 + beside));
            }
        }
        let last = colours.last().map(|(_, colour)| shown(*colour).to_string());
        for (told, more) in told.iter().zip([0.0, 50_000.0]) {
            out.extend(last.iter().flat_map(|last| {
                let all = told.iter();
                all.map(move |at| format!("{last} {}%", length::number(at + more)))
            }));
        }
        out
    }

    /// Where each stop lies, in percent, as far as that is known.
    fn places(&self, stops: &[Stop]) -> Vec<Option<f64>> {
        let given: Vec<Option<&str>> = stops
            .iter()
            .map(|stop| match stop {
                Stop::Colour(_, _, place) => place.as_ref().map(|place| place.text.as_str()),
                Stop::Hint(place) => Some(place.text.as_str()),
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
