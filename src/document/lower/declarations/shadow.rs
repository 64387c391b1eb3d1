//! Shadows. A blurred one costs seconds at the resolution of print, because it is a
//! picture: a few sharp ones, each a little larger, look much the same and cost nothing.

use super::colour::{self, Colour};
use super::outcome::{Family, Outcome, ValueContext};
use super::words::{split, words};
use super::{calc, length};
use crate::document::lower::features;

/// At most so many sharp shadows stand for a blurred one: one for each pixel.
const RINGS: f64 = 20.0;
/// Beyond this many shadows, blurs are left out.
const MOST: usize = 8;
/// The size of the font, where a shadow is told in `em`.
const EM: f64 = 16.0;

pub fn lower(family: &Family<'_>) -> Option<Outcome> {
    let Family {
        name,
        value,
        lower,
        context,
    } = *family;
    let is_text = name == "text-shadow";
    if !is_text && name != "box-shadow" {
        return None;
    }
    if lower == "none" {
        return Some(Outcome::native(name.to_owned(), value));
    }
    let layers: Option<Vec<Shadow<'_>>> = split(value, b',')
        .into_iter()
        .map(|layer| Shadow::read(layer, context))
        .collect();
    let Some(layers) = layers else {
        return Some(Outcome::nothing());
    };
    if !is_text && layers.iter().any(|shadow| shadow.colour.current) {
        let told: Vec<String> = layers.iter().map(Shadow::told).collect();
        return Some(Outcome::page("box-shadow", told.join(", ")));
    }
    let is_sharp = |shadow: &Shadow<'_>| shadow.blur == 0.0;
    if layers.iter().all(is_sharp) {
        return Some(Outcome::native(name.to_owned(), value));
    }
    if is_text {
        let kept: Vec<String> = layers.iter().filter_map(Shadow::sharpened).collect();
        let value = if kept.is_empty() {
            "none".to_owned()
        } else {
            kept.join(", ")
        };
        return Some(
            Outcome::native("text-shadow", value)
                .but_lost(features::lost_value("text-shadow with blur")),
        );
    }
    let blurred = layers.len() <= MOST;
    let all: Vec<String> = layers
        .iter()
        .flat_map(|shadow| match (shadow.blur == 0.0, blurred) {
            (true, _) => vec![shadow.written.to_owned()],
            (false, true) => shadow.rings(),
            (false, false) => Vec::new(),
        })
        .collect();
    let value = if all.is_empty() {
        "none".to_owned()
    } else {
        all.join(", ")
    };
    Some(Outcome::native("box-shadow", value))
}

struct Shadow<'a> {
    written: &'a str,
    inset: bool,
    x: &'a str,
    y: &'a str,
    blur: f64,
    spread: f64,
    /// The greater of both offsets.
    away: f64,
    colour: Colour,
}

impl<'a> Shadow<'a> {
    fn read(written: &'a str, context: &ValueContext) -> Option<Self> {
        let mut lengths = Vec::new();
        let mut inset = false;
        let mut colour = None;
        for word in words(written) {
            if word.eq_ignore_ascii_case("inset") {
                inset = true;
            } else if length::dimension(word).is_some() {
                lengths.push(word);
            } else if colour.is_none() {
                colour = Some(colour::parse(word, context)?);
            } else {
                return None;
            }
        }
        let px = |i: usize| match lengths.get(i) {
            None => Some(0.0),
            Some(word) => calc::pixels(word, Some(EM), context),
        };
        if !(2..=4).contains(&lengths.len()) {
            return None;
        }
        Some(Self {
            written,
            inset,
            x: lengths[0],
            y: lengths[1],
            blur: px(2).filter(|x| *x >= 0.0)?,
            spread: px(3)?,
            away: px(0)?.abs().max(px(1)?.abs()),
            // Without a colour, that of the text.
            colour: colour.or_else(|| colour::parse("currentColor", context))?,
        })
    }

    /// For the page, which puts in the colour of the text: without one, the engine paints no
    /// shadow of a box.
    fn told(&self) -> String {
        // Nothing sets this variable: a value with one is what the page takes up.
        let colour = "var(--h2p-text,currentcolor)";
        match self.colour.current {
            false => self.written.to_owned(),
            true => words(self.written)
                .into_iter()
                .filter(|word| length::dimension(word).is_some() || *word == "inset")
                .chain([colour])
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    /// Of text: fainter in place of blurred, and nothing where it lies under its text.
    fn sharpened(&self) -> Option<String> {
        if self.blur == 0.0 {
            return Some(self.written.to_owned());
        }
        let colour = self
            .colour
            .with_alpha(self.colour.alpha / (1.0 + self.blur / 4.0));
        (self.away > 0.0).then(|| format!("{} {} 0 {colour}", self.x, self.y))
    }

    /// From the smallest to the greatest: where they lie on each other, they add up to
    /// the opacity that a Gaussian blur has there.
    fn rings(&self) -> Vec<String> {
        let steps = (self.blur * 1.5).round().clamp(4.0, RINGS);
        let total = self.colour.alpha;
        let mut covered = 0.0;
        let mut rings: Vec<String> = Vec::new();
        // From outside: all that lie further out shine through.
        let mut i = steps;
        while i > 0.0 {
            i -= 1.0;
            let part = (i + 0.5) / steps * 2.0 - 1.0;
            let edge = i / steps * 2.0 - 1.0;
            let wanted = total * gauss(-edge);
            let own = 1.0 - (1.0 - wanted) / (1.0 - covered);
            // The engine knows 256 opacities. What is less than one of them is left to the next.
            let own = (own * 255.0).round() / 255.0;
            if own <= 0.0 {
                continue;
            }
            covered = 1.0 - (1.0 - covered) * (1.0 - own);
            let reach = part * self.blur;
            // What lies within its own box, or inset outside of it, is never seen.
            if self.spread + reach + self.away < 0.0 {
                break;
            }
            let spread = self.spread + reach;
            let inset = if self.inset { "inset " } else { "" };
            let colour = self.colour.with_alpha((own * 255.0 + 0.5) / 256.0);
            rings.push(format!(
                "{inset}{} {} 0 {}px {colour}",
                self.x,
                self.y,
                length::number(spread)
            ));
        }
        rings
    }
}

/// The part of a Gaussian below `x`, where 1 is as far as a blur reaches: two deviations,
/// and nothing beyond.
fn gauss(x: f64) -> f64 {
    let below = |x: f64| 1.0 / (1.0 + (-1.702 * x * 2.0).exp());
    (below(x) - below(-1.0)) / (below(1.0) - below(-1.0))
}

/// The declarations of a block with borders that the engine paints fast.
pub fn opaque_borders(body: &str, context: &ValueContext) -> String {
    if !body.contains("border") || !body.contains("rgba(") {
        return body.to_owned();
    }
    let one = |declaration: &str| match declaration.split_once(':') {
        Some((name, value)) if name.starts_with("border") && value.contains("rgba(") => {
            let (value, important) = match value.strip_suffix("!important") {
                Some(value) => (value, "!important"),
                None => (value, ""),
            };
            format!("{name}:{}{important}", opaque_border(value, context))
        }
        _ => declaration.to_owned(),
    };
    body.split(';').map(one).collect::<Vec<_>>().join(";")
}

/// A translucent border beside rounded corners takes the engine half a second. A dark one
/// becomes what it looks like on white; a light one is meant for something dark, and stays.
fn opaque_border(value: &str, context: &ValueContext) -> String {
    let all: Vec<String> = words(value)
        .into_iter()
        .map(|word| match colour::parse(word, context) {
            Some(colour) if colour.alpha > 0.0 && colour.alpha < 1.0 => {
                if colour.is_dark() {
                    colour.over(Colour::white()).to_string()
                } else {
                    word.to_owned()
                }
            }
            _ => word.to_owned(),
        })
        .collect();
    all.join(" ")
}

/// A border or outline whose dashes are not translucent: each of them would be a picture.
pub fn opaque_dashes(value: &str, context: &ValueContext) -> Option<String> {
    let has = |word| value.contains(word);
    if !(has("rgba(") || has("hsla(")) || !(has("dashed") || has("dotted")) {
        return None;
    }
    let one = |word: &str| match colour::parse(word, context) {
        Some(colour) if colour.alpha > 0.0 && colour.alpha < 1.0 => match colour.is_dark() {
            true => colour.over(Colour::white()).to_string(),
            false => colour.with_alpha(1.0).to_string(),
        },
        _ => word.to_owned(),
    };
    Some(
        words(value)
            .into_iter()
            .map(one)
            .collect::<Vec<_>>()
            .join(" "),
    )
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{CONTEXT, lost, native};
    use super::{opaque_borders, opaque_dashes};

    #[test]
    fn sharp_shadows_stay() {
        assert_eq!(
            native("box-shadow", "0 1px red, inset 0 0 0 1px #abc"),
            "box-shadow:0 1px red, inset 0 0 0 1px #abc"
        );
        assert_eq!(
            native("box-shadow", "#000 1px 2px"),
            "box-shadow:#000 1px 2px"
        );
        assert_eq!(native("box-shadow", "none"), "box-shadow:none");
        assert_eq!(native("box-shadow", "1px"), "");
        assert_eq!(
            native("text-shadow", "1px 1px 0 red"),
            "text-shadow:1px 1px 0 red"
        );
    }

    #[test]
    fn blurred_shadows_become_rings_without_blur() {
        let rings = native("box-shadow", "0 4px 6px -1px rgb(0 0 0 / 0.1), 0 0 #0000");
        assert!(rings.starts_with("box-shadow:0 4px 0 "), "{rings}");
        assert!(rings.matches("0 4px 0 ").count() >= 6, "{rings}");
        assert!(rings.ends_with("0 0 rgba(0, 0, 0, 0)"), "{rings}");
        assert_eq!(native("text-shadow", "0 0 5px red"), "text-shadow:none");
        assert_eq!(
            native("text-shadow", "1px 1px 4px red"),
            "text-shadow:1px 1px 0 rgba(255, 0, 0, 0.5)"
        );
        assert!(lost("text-shadow", "0 0 5px red").is_some());
    }

    #[test]
    fn dark_translucent_dashes_become_what_they_look_like() {
        let opaque = |value: &str| opaque_dashes(value, &CONTEXT);
        assert_eq!(
            opaque("1px dashed rgba(0, 0, 0, 0.2)").as_deref(),
            Some("1px dashed #cccccc")
        );
        assert_eq!(
            opaque("2px dotted rgba(255, 255, 255, 0.2)").as_deref(),
            Some("2px dotted #ffffff")
        );
        assert_eq!(
            opaque("hsla(0, 0%, 0%, .2) dashed 1px").as_deref(),
            Some("#cccccc dashed 1px")
        );
        assert_eq!(opaque("1px solid rgba(0, 0, 0, 0.2)"), None);
        assert_eq!(opaque("1px dashed #000"), None);
    }

    #[test]
    fn dark_translucent_borders_become_opaque() {
        let opaque = |body: &str| opaque_borders(body, &CONTEXT);
        assert_eq!(
            opaque("color:red;border:1px solid rgba(0,0,0,.1);"),
            "color:red;border:1px solid #e6e6e6;"
        );
        assert_eq!(
            opaque("border-top:1px solid rgba(0,0,0,.1)!important;"),
            "border-top:1px solid #e6e6e6!important;"
        );
        for other in [
            "border-color:rgba(255,255,255,.2);",
            "background:rgba(0,0,0,.1);border:0;",
        ] {
            assert_eq!(opaque(other), other);
        }
    }
}
