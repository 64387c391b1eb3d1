//! Border and padding of a page area, and the lengths that `@page` rules have.

use crate::job::length::Length;
use crate::job::page::Sides;

/// Border and padding of a page area.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Edges {
    border: Sides<Option<Length>>,
    padding: Sides<Option<Length>>,
}

impl Edges {
    /// Takes a declaration of `border...` or `padding...`.
    pub fn take(&mut self, name: &str, value: &str) {
        let (sides, rest) = match name.strip_prefix("padding") {
            Some(rest) => (&mut self.padding, rest),
            None => (&mut self.border, &name["border".len()..]),
        };
        let words: Vec<Option<Length>> = value.split_whitespace().map(width).collect();
        let one = words.iter().flatten().next().copied();
        let all = match rest {
            "" if name == "padding" => of_all(&words),
            "-width" => of_all(&words),
            // A border without a width is a thin one, if it has a style.
            "" => Some(Sides::all(one.or(styled(value)))),
            _ => None,
        };
        if let Some(all) = all {
            *sides = all;
            return;
        }
        let side = rest.trim_end_matches("-width");
        let one = match name.starts_with("border") && side == rest {
            true => one.or(styled(value)),
            false => one,
        };
        match side {
            "-top" => sides.top = one,
            "-right" => sides.right = one,
            "-bottom" => sides.bottom = one,
            "-left" => sides.left = one,
            _ => {}
        }
    }

    /// Margins with what these take beside them.
    pub fn beside(&self, margins: Sides<Option<Length>>) -> Sides<Option<Length>> {
        let all = self.all();
        let more = |margin: Option<Length>, more: Length| match more.as_mm() > 0.0 {
            // What is not said is what the page has without it.
            true => Some(Length::mm(
                margin.map_or(10.0, Length::as_mm) + more.as_mm(),
            )),
            false => margin,
        };
        Sides {
            top: more(margins.top, all.top),
            right: more(margins.right, all.right),
            bottom: more(margins.bottom, all.bottom),
            left: more(margins.left, all.left),
        }
    }

    /// What they take on each side.
    pub fn all(&self) -> Sides<Length> {
        let sum = |a: Option<Length>, b: Option<Length>| {
            Length::mm(a.map_or(0.0, Length::as_mm) + b.map_or(0.0, Length::as_mm))
        };
        Sides {
            top: sum(self.border.top, self.padding.top),
            right: sum(self.border.right, self.padding.right),
            bottom: sum(self.border.bottom, self.padding.bottom),
            left: sum(self.border.left, self.padding.left),
        }
    }
}

fn of_all(words: &[Option<Length>]) -> Option<Sides<Option<Length>>> {
    Sides::as_in_css(words)
}

/// The width of a border that has a style and no width.
fn styled(value: &str) -> Option<Length> {
    let value = value.to_ascii_lowercase();
    let none = value
        .split_whitespace()
        .any(|word| matches!(word, "none" | "hidden"));
    let style = [
        "solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset",
    ]
    .iter()
    .any(|style| value.contains(style));
    (style && !none).then(|| Length::mm(3.0 * 25.4 / 96.0))
}

fn width(word: &str) -> Option<Length> {
    let pixels = match word.to_ascii_lowercase().as_str() {
        "thin" => 1.0,
        "medium" => 3.0,
        "thick" => 5.0,
        _ => return length(word),
    };
    Some(Length::mm(pixels * 25.4 / 96.0))
}

/// A length of CSS, which has a unit unless it is zero.
pub fn length(value: &str) -> Option<Length> {
    // A page has the font size that browsers begin with.
    let lower = value.to_ascii_lowercase();
    if let Some(number) = lower.strip_suffix("rem").or(lower.strip_suffix("em")) {
        let ems: f64 = number.parse().ok()?;
        return (0.0..1000.0)
            .contains(&ems)
            .then(|| Length::points(ems * 12.0));
    }
    let unitless = value.ends_with(|c: char| c.is_ascii_digit());
    Length::parse(value)
        .ok()
        .filter(|length| !unitless || length.as_mm() == 0.0)
}
