//! Backgrounds, gradients, shadows, filters and transforms.

use super::colour;
use super::length::{dimension, number};
use super::parse::{function, split};
use super::value::Outcome;

/// Rewrites the gradients of a value in the engine's own, older terms.
pub fn gradients(value: &str) -> Option<String> {
    if !value.contains("gradient(") && !value.contains("image-set(") {
        return None;
    }
    let mut changed = false;
    let layers: Vec<String> = split(value, ',')
        .into_iter()
        .map(|layer| {
            let words: Vec<String> = split(layer, ' ').into_iter().map(|word| gradient(word, &mut changed)).collect();
            words.join(" ")
        })
        .collect();
    changed.then(|| layers.join(", "))
}

fn gradient(word: &str, changed: &mut bool) -> String {
    let Some((name, inner)) = function(word) else {
        return word.to_owned();
    };
    let made = match name.as_str() {
        "linear-gradient" | "repeating-linear-gradient" => linear(&name, inner),
        "radial-gradient" | "repeating-radial-gradient" => radial(&name, inner),
        "conic-gradient" | "repeating-conic-gradient" => flat(inner),
        "image-set" | "-webkit-image-set" => split(inner, ',').first().and_then(|first| split(first, ' ').first().copied()).map(|first| {
            if first.starts_with(['"', '\'']) { format!("url({first})") } else { first.to_owned() }
        }),
        _ => None,
    };
    match made {
        Some(made) => {
            *changed = true;
            made
        }
        None => word.to_owned(),
    }
}

fn linear(name: &str, inner: &str) -> Option<String> {
    let mut parts = split(inner, ',');
    let first = *parts.first()?;
    let first = first.split(" in ").next().unwrap_or(first).trim();
    let angle = if let Some(to) = first.strip_prefix("to ") {
        parts.remove(0);
        let opposite = |word: &&str| match *word {
            "top" => "bottom",
            "bottom" => "top",
            "left" => "right",
            _ => "left",
        };
        let words = split(to, ' ');
        words.iter().map(opposite).collect::<Vec<_>>().join(" ")
    } else if let Some(degrees) = degrees(first) {
        parts.remove(0);
        format!("{}deg", number((90.0 - degrees).rem_euclid(360.0)))
    } else {
        if first.starts_with("in ") {
            parts.remove(0);
        }
        "top".to_owned()
    };
    Some(format!("-webkit-{name}({angle}, {})", stops(&parts)?))
}

fn degrees(word: &str) -> Option<f64> {
    let (x, unit) = dimension(word)?;
    Some(match unit.as_str() {
        "deg" => x,
        "turn" => x * 360.0,
        "rad" => x.to_degrees(),
        "grad" => x * 0.9,
        "" if x == 0.0 => 0.0,
        _ => return None,
    })
}

/// Colour stops with at most one position each, and no hints.
fn stops(parts: &[&str]) -> Option<String> {
    let mut out = Vec::new();
    for part in parts {
        let words = split(part, ' ');
        match words[..] {
            [only] if dimension(only).is_some() => {}
            [colour] => out.push(solid(colour)),
            [colour, at] => out.push(format!("{} {at}", solid(colour))),
            [colour, from, to] => {
                let colour = solid(colour);
                out.push(format!("{colour} {from}"));
                out.push(format!("{colour} {to}"));
            }
            _ => return None,
        }
    }
    (!out.is_empty()).then(|| {
        if out.len() == 1 {
            out.push(out[0].clone());
        }
        out.join(", ")
    })
}

fn solid(colour: &str) -> String {
    match colour {
        "transparent" => "rgba(0,0,0,0)".to_owned(),
        other => other.to_owned(),
    }
}

fn radial(name: &str, inner: &str) -> Option<String> {
    let mut parts = split(inner, ',');
    let first = *parts.first()?;
    let is_shape = ["circle", "ellipse", "closest", "farthest"].iter().any(|word| first.contains(word))
        || first.starts_with("at ")
        || split(first, ' ').iter().all(|word| dimension(word).is_some());
    let (mut place, mut shape) = ("center".to_owned(), "ellipse cover".to_owned());
    if is_shape {
        parts.remove(0);
        let (before, at) = match first.split_once("at ") {
            Some((before, at)) => (before.trim(), Some(at.trim())),
            None => (first.trim(), None),
        };
        if let Some(at) = at {
            place = at.to_owned();
        }
        let sizes: Vec<_> = split(before, ' ').into_iter().filter(|word| dimension(word).is_some()).collect();
        shape = match sizes[..] {
            [one] => format!("{one} {one}"),
            [x, y] => format!("{x} {y}"),
            _ => {
                let kind = if before.contains("circle") { "circle" } else { "ellipse" };
                let extent = ["closest-side", "closest-corner", "farthest-side"].into_iter().find(|e| before.contains(e));
                format!("{kind} {}", extent.unwrap_or("farthest-corner"))
            }
        };
    }
    Some(format!("-webkit-{name}({place}, {shape}, {})", stops(&parts)?))
}

/// The first colour of a gradient that the engine cannot draw, as a gradient of it.
fn flat(inner: &str) -> Option<String> {
    let colour = split(inner, ',').into_iter().find_map(|part| {
        let word = split(part, ' ').first().copied()?;
        colour::parse(word, 4).map(|_| word.to_owned())
    })?;
    Some(format!("-webkit-linear-gradient(top, {colour}, {colour})"))
}

pub fn image(name: &str, value: &str) -> Outcome {
    let name = if name.starts_with("border-image") { format!("-webkit-{name}") } else { name.to_owned() };
    Outcome {
        lost: value.contains("cross-fade(").then(|| "cross-fade()".to_owned()),
        ..Outcome::native(&name, value)
    }
}

/// A position of four values has two that the engine knows.
pub fn position(value: &str) -> String {
    match split(value, ' ')[..] {
        [a, x, b, y] => {
            let one = |side: &str, offset: &str| match side {
                "right" | "bottom" => {
                    if dimension(offset).is_some_and(|(x, unit)| unit == "%" || x == 0.0) {
                        let (x, _) = dimension(offset).unwrap_or_default();
                        format!("{}%", number(100.0 - x))
                    } else {
                        "100%".to_owned()
                    }
                }
                _ => offset.to_owned(),
            };
            let (a, x, b, y) = if matches!(a, "top" | "bottom") { (b, y, a, x) } else { (a, x, b, y) };
            format!("{} {}", one(a, x), one(b, y))
        }
        [a, x, b] => {
            if dimension(x).is_some() { position(&format!("{a} {x} {b} 0%")) } else { position(&format!("{a} 0% {x} {b}")) }
        }
        _ => value.to_owned(),
    }
}

pub fn background(value: &str) -> Outcome {
    if !value.contains('/') || !split(value, ',').iter().any(|layer| split(layer, ' ').contains(&"/") || split(layer, '/').len() > 1) {
        let clipped = split(value, ' ').contains(&"text");
        if !clipped {
            return Outcome::native("background", value);
        }
        let rest: Vec<_> = split(value, ' ').into_iter().filter(|w| *w != "text").collect();
        let mut outcome = Outcome::native("background", rest.join(" "));
        outcome.native.push(("-webkit-background-clip".into(), "text".into()));
        return outcome;
    }
    let (mut layers, mut sizes) = (Vec::new(), Vec::new());
    for layer in split(value, ',') {
        let parts = split(layer, '/');
        let mut words: Vec<String> = split(parts[0], ' ').into_iter().map(str::to_owned).collect();
        let mut size = Vec::new();
        if let Some(after) = parts.get(1) {
            for (i, word) in split(after, ' ').into_iter().enumerate() {
                let is_size = matches!(word, "cover" | "contain" | "auto") || dimension(word).is_some();
                if is_size && i == size.len() && size.len() < 2 && !(i == 1 && matches!(size[0], "cover" | "contain")) {
                    size.push(word);
                } else {
                    words.push(word.to_owned());
                }
            }
        }
        layers.push(words.join(" "));
        sizes.push(if size.is_empty() { "auto".to_owned() } else { size.join(" ") });
    }
    Outcome {
        native: vec![("background".into(), layers.join(", ")), ("background-size".into(), sizes.join(", "))],
        ..Outcome::default()
    }
}

struct Shadow<'a> {
    inset: bool,
    lengths: Vec<&'a str>,
    colour: Option<&'a str>,
}

fn shadows(value: &str) -> Vec<Shadow<'_>> {
    split(value, ',')
        .into_iter()
        .map(|layer| {
            let mut shadow = Shadow { inset: false, lengths: Vec::new(), colour: None };
            for word in split(layer, ' ') {
                if word == "inset" {
                    shadow.inset = true;
                } else if dimension(word).is_some() {
                    shadow.lengths.push(word);
                } else {
                    shadow.colour = Some(word);
                }
            }
            shadow
        })
        .collect()
}

fn px(word: &str) -> f64 {
    let units = super::length::Units { width: 0.0, height: 0.0, root: 16.0, em: Some(16.0) };
    super::length::absolute(word, &units).unwrap_or(0.0)
}

/// A blurred shadow is a raster with a dot for each dot of the layout: rings without
/// blur stand for it.
pub fn box_shadow(value: &str) -> Outcome {
    const RINGS: u32 = 6;
    if matches!(value, "none" | "inherit" | "initial") {
        return Outcome::native("box-shadow", value);
    }
    let mut out = Vec::new();
    for shadow in shadows(value) {
        let inset = if shadow.inset { "inset " } else { "" };
        let get = |at: usize| shadow.lengths.get(at).copied().unwrap_or("0");
        let (blur, spread) = (px(get(2)), px(get(3)));
        let colour = shadow.colour.and_then(|colour| colour::parse(colour, 4));
        let Some(colour) = colour.filter(|_| blur > 0.0) else {
            let colour = shadow.colour.unwrap_or("#000");
            out.push(format!("{inset}{} {} 0 {}px {colour}", get(0), get(1), number(spread)));
            continue;
        };
        let alpha = 1.0 - (1.0 - colour.alpha).powf(1.0 / f64::from(RINGS));
        for ring in 0..RINGS {
            let grown = spread + blur * 0.5 * ((f64::from(ring) + 0.5) / f64::from(RINGS) * 2.0 - 1.0);
            let colour = colour::Colour { alpha, ..colour };
            out.push(format!("{inset}{} {} 0 {}px {}", get(0), get(1), number(grown), colour.css()));
        }
    }
    Outcome::native("box-shadow", out.join(", "))
}

pub fn text_shadow(value: &str) -> Outcome {
    if matches!(value, "none" | "inherit" | "initial") {
        return Outcome::native("text-shadow", value);
    }
    let layers: Vec<_> = shadows(value)
        .into_iter()
        .filter(|shadow| shadow.lengths.iter().take(2).any(|word| px(word) != 0.0))
        .map(|shadow| {
            let get = |at: usize| shadow.lengths.get(at).copied().unwrap_or("0");
            format!("{} {} 0 {}", get(0), get(1), shadow.colour.unwrap_or("#000"))
        })
        .collect();
    match layers.is_empty() {
        true => Outcome::native("text-shadow", "none"),
        false => Outcome::native("text-shadow", layers.join(", ")),
    }
}

pub fn filter(value: &str) -> Outcome {
    let mut outcome = Outcome::default();
    for word in split(value, ' ') {
        match function(word) {
            Some((name, inner)) if name == "opacity" => {
                let (x, unit) = dimension(inner).unwrap_or((1.0, String::new()));
                let x = if unit == "%" { x / 100.0 } else { x };
                outcome.native.push(("opacity".into(), number(x)));
            }
            Some((name, _)) => outcome.lost = Some(format!("filter: {name}()")),
            None if word == "none" => {}
            None => outcome.lost = Some("filter".into()),
        }
    }
    outcome
}

pub fn transform(value: &str) -> Outcome {
    let words: Vec<String> = split(value, ' ')
        .into_iter()
        .map(|word| match function(word) {
            Some((name, inner)) if name == "translate" && split(inner, ',').len() == 1 => format!("translate({inner}, 0)"),
            _ => word.to_owned(),
        })
        .collect();
    Outcome::native("-webkit-transform", words.join(" "))
}

/// Translucent borders take the engine long: they are seen on white.
pub fn opaque(value: &str) -> String {
    let words: Vec<String> = split(value, ' ')
        .into_iter()
        .map(|word| match colour::parse(word, 4) {
            Some(c) if c.alpha == 0.0 => "transparent".to_owned(),
            Some(c) if c.alpha < 1.0 => c.on_white().css(),
            _ => word.to_owned(),
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradients_are_written_as_the_engine_knows_them() {
        for (value, expected) in [
            ("linear-gradient(red, blue)", "-webkit-linear-gradient(top, red, blue)"),
            ("linear-gradient(90deg, red 0 50%, blue)", "-webkit-linear-gradient(0deg, red 0, red 50%, blue)"),
            ("linear-gradient(to right, red, transparent)", "-webkit-linear-gradient(left, red, rgba(0,0,0,0))"),
            ("radial-gradient(circle at top left, red, blue 28%)", "-webkit-radial-gradient(top left, circle farthest-corner, red, blue 28%)"),
            ("url(a.png), linear-gradient(0.25turn, red, blue)", "url(a.png), -webkit-linear-gradient(0deg, red, blue)"),
        ] {
            assert_eq!(gradients(value).as_deref(), Some(expected), "{value}");
        }
        assert_eq!(gradients("red"), None);
    }

    #[test]
    fn a_size_in_a_background_stands_by_itself() {
        let outcome = background("url(a.png) center / cover no-repeat");
        assert_eq!(
            outcome.native,
            [
                ("background".to_owned(), "url(a.png) center no-repeat".to_owned()),
                ("background-size".to_owned(), "cover".to_owned())
            ]
        );
    }
}
