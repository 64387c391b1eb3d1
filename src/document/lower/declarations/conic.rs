//! `conic-gradient()`: the engine has none. It is told one colour, and behind that, where
//! it is not seen, what the page is to paint: stops at more than 100 %.
//!
//! ```text
//! 0% 100%      one colour
//! 1000% + x    where it begins, in degrees
//! 2000% + x    its middle, in parts of the width; 3000% + x of the height
//! 4000% + x    colours, in parts of the circle
//! ```

use std::fmt::Write;

use super::colour::{self, Colour};
use super::length;
use super::outcome::ValueContext;
use super::words::words;

/// A pattern has no more colours than this.
const MOST: usize = 400;

/// What the engine is told, and whether the page can paint it.
pub fn lower(
    parts: &[&str],
    repeats: bool,
    flat: Colour,
    context: &ValueContext,
) -> (String, bool) {
    let mut text = format!("-webkit-linear-gradient(left, {flat} 0%, {flat} 100%");
    let told = read(parts, repeats, context);
    let is_told = told.is_some();
    if let Some((from, [x, y], stops)) = told {
        for (at, value) in [(1000.0, from), (2000.0, x), (3000.0, y)] {
            let _ = write!(text, ", {flat} {}%", length::number(at + value));
        }
        for (colour, at) in stops {
            let _ = write!(text, ", {colour} {}%", length::number(4000.0 + at));
        }
    }
    text.push(')');
    (text, is_told)
}

type Told = (f64, [f64; 2], Vec<(String, f64)>);

fn read(parts: &[&str], repeats: bool, context: &ValueContext) -> Option<Told> {
    let head = words(parts[0]);
    let is_head = head
        .first()
        .is_some_and(|word| matches!(word.to_ascii_lowercase().as_str(), "from" | "at"));
    let (mut from, mut middle) = (0.0, [50.0, 50.0]);
    if is_head {
        let lower: Vec<String> = head.iter().map(|word| word.to_ascii_lowercase()).collect();
        let at = lower.iter().position(|word| word == "at");
        if lower[0] == "from" {
            from = part(&lower[1])? * 3.6;
        }
        if let Some(at) = at {
            middle = place(&lower[at + 1..])?;
        }
    }
    let mut stops: Vec<(String, Option<f64>)> = Vec::new();
    for stop in &parts[usize::from(is_head)..] {
        let all = words(stop);
        let (word, places) = all.split_first()?;
        let colour = colour::parse(word, context)?.to_string();
        match places {
            [] => stops.push((colour, None)),
            [at] => stops.push((colour, Some(part(at)?))),
            [at, to] => {
                stops.push((colour.clone(), Some(part(at)?)));
                stops.push((colour, Some(part(to)?)));
            }
            _ => return None,
        }
    }
    let stops = placed(stops)?;
    let stops = if repeats { repeated(stops)? } else { stops };
    Some((from.rem_euclid(360.0), middle, stops))
}

/// A part of the circle in hundredths.
fn part(word: &str) -> Option<f64> {
    let (x, unit) = length::dimension(word)?;
    Some(match unit.to_ascii_lowercase().as_str() {
        "%" => x,
        "deg" => x / 3.6,
        "turn" => x * 100.0,
        "grad" => x / 4.0,
        "rad" => x.to_degrees() / 3.6,
        "" if x == 0.0 => 0.0,
        _ => return None,
    })
}

fn place(words: &[String]) -> Option<[f64; 2]> {
    let mut middle = [None, None];
    for word in words {
        let (axis, at) = match word.as_str() {
            "left" => (Some(0), 0.0),
            "right" => (Some(0), 100.0),
            "top" => (Some(1), 0.0),
            "bottom" => (Some(1), 100.0),
            "center" => (None, 50.0),
            _ => (None, word.strip_suffix('%')?.parse().ok()?),
        };
        let axis = axis.unwrap_or(usize::from(middle[0].is_some()));
        middle[axis] = Some(at);
    }
    Some(middle.map(|at| at.unwrap_or(50.0)))
}

/// Stops without a place of their own lie evenly between those that have one, and none
/// lies before another.
fn placed(stops: Vec<(String, Option<f64>)>) -> Option<Vec<(String, f64)>> {
    let last = stops.len().checked_sub(1).filter(|last| *last > 0)?;
    let mut places: Vec<Option<f64>> = stops.iter().map(|(_, at)| *at).collect();
    places[0] = places[0].or(Some(0.0));
    places[last] = places[last].or(Some(100.0));
    let mut least = f64::MIN;
    for at in places.iter_mut().flatten() {
        least = least.max(*at);
        *at = least;
    }
    let mut known = 0;
    for at in 1..=last {
        let Some(end) = places[at] else { continue };
        let start = places[known]?;
        let steps = (at - known) as f64;
        for (step, between) in (1_u32..).zip(&mut places[known + 1..at]) {
            *between = Some(start + (end - start) * f64::from(step) / steps);
        }
        known = at;
    }
    let colours = stops.into_iter().map(|(colour, _)| colour);
    Some(colours.zip(places.into_iter().flatten()).collect())
}

fn repeated(stops: Vec<(String, f64)>) -> Option<Vec<(String, f64)>> {
    let (first, last) = (stops.first()?.1, stops.last()?.1);
    let span = last - first;
    if span <= 0.01 || stops.len() as f64 * 100.0 / span > MOST as f64 {
        return None;
    }
    let mut all = Vec::new();
    let mut shift = -(first / span).ceil() * span;
    while first + shift < 100.0 {
        all.extend(
            stops
                .iter()
                .map(|(colour, at)| (colour.clone(), at + shift)),
        );
        shift += span;
    }
    all.retain(|(_, at)| (-span..=100.0 + span).contains(at));
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{lost, native};

    #[test]
    fn what_the_page_paints_stands_behind_one_colour() {
        assert_eq!(
            native(
                "background",
                "conic-gradient(from 90deg at 25% top, red 0 40%, blue 0)"
            ),
            "background:-webkit-linear-gradient(left, #800080 0%, #800080 100%, #800080 1090%, \
             #800080 2025%, #800080 3000%, #ff0000 4000%, #ff0000 4040%, #0000ff 4040%)"
        );
        assert_eq!(lost("background", "conic-gradient(red, blue)"), None);
        assert!(lost("border-image", "conic-gradient(red, blue) 1").is_some());
        assert!(lost("background", "conic-gradient(at 5px 5px, red, blue)").is_some());
    }
}
