//! Reads colours of every way of writing, also made of others.

use super::calc;
use super::colour_space::Space;
use super::colour_value::{Colour, Hue, interpolation, system};
use super::outcome::ValueContext;
use super::words::{self, call};

/// Colours in colours deeper than this are not read.
const DEEPEST: usize = 12;

/// Reads any colour.
pub fn parse(word: &str, context: &ValueContext) -> Option<Colour> {
    Reader { context }.colour(word.trim(), DEEPEST)
}

struct Reader<'a> {
    context: &'a ValueContext,
}

impl Reader<'_> {
    fn colour(&self, word: &str, depth: usize) -> Option<Colour> {
        let depth = depth.checked_sub(1)?;
        if let Some(digits) = word.strip_prefix('#') {
            return hash(digits);
        }
        let Some((name, inner)) = call(word) else {
            if word.eq_ignore_ascii_case("transparent") {
                return Some(Colour::new([0.0; 3], 0.0));
            }
            if word.eq_ignore_ascii_case("currentcolor") {
                return Some(Colour {
                    current: true,
                    ..Colour::bytes(0, 0, 0)
                });
            }
            let named = cssparser::color::parse_named_color(word);
            return match named {
                Ok((r, g, b)) => Some(Colour::bytes(r, g, b)),
                Err(()) => system(word),
            };
        };
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "light-dark" => self.colour(words::split(inner, b',')[0], depth),
            "color-mix" => self.mix(inner, depth),
            "contrast-color" => {
                let [_, y, _] = Space::Srgb.to_xyz(self.colour(inner, depth)?.rgb);
                Some(if y > 0.179 {
                    Colour::bytes(0, 0, 0)
                } else {
                    Colour::white()
                })
            }
            "device-cmyk" => self.cmyk(inner),
            _ => self.function(&name, inner, depth),
        }
    }

    fn cmyk(&self, inner: &str) -> Option<Colour> {
        let parts = components(inner);
        let values: Vec<f64> = parts
            .iter()
            .filter(|part| **part != "/")
            .map(|part| calc::plain_number(part, 1.0, self.context))
            .collect::<Option<_>>()?;
        let (&[c, m, y, k], rest) = values.split_first_chunk::<4>()?;
        let ink = |x: f64| 1.0 - (x * (1.0 - k) + k).min(1.0);
        Some(Colour::new(
            [ink(c), ink(m), ink(y)],
            rest.first().copied().unwrap_or(1.0),
        ))
    }

    /// `rgb()`, `hsl()` ... `color()`, also of another colour.
    fn function(&self, name: &str, inner: &str, depth: usize) -> Option<Colour> {
        let mut parts = components(inner);
        let mut origin = None;
        if parts
            .first()
            .is_some_and(|first| first.eq_ignore_ascii_case("from"))
        {
            origin = Some(self.colour(parts.get(1)?, depth)?);
            parts.drain(..2);
        }
        let space = match name {
            "rgb" | "rgba" => Space::Srgb,
            "hsl" | "hsla" => Space::Hsl,
            "color" => Space::named(&parts.first()?.to_ascii_lowercase())?,
            _ => Space::named(name)?,
        };
        if name == "color" {
            parts.remove(0);
            if matches!(
                space,
                Space::Hsl | Space::Hwb | Space::Lab | Space::Lch | Space::Oklab | Space::Oklch
            ) {
                return None;
            }
        }
        let (values, alpha) = match parts[..] {
            [a, b, c] => ([a, b, c], None),
            [a, b, c, "/", alpha] => ([a, b, c], Some(alpha)),
            [a, b, c, alpha] if inner.contains(',') => ([a, b, c], Some(alpha)),
            _ => return None,
        };
        let scale = Scale::of(name, space);
        let names = origin.map(|origin| {
            let values = origin.to(space);
            let values: [f64; 3] = std::array::from_fn(|i| values[i] * scale.unit[i]);
            (scale.names, values, origin.alpha)
        });
        let mut read = [0.0; 3];
        for (i, part) in values.into_iter().enumerate() {
            let x = self.component(part, scale.whole[i], names.as_ref())?;
            read[i] = x / scale.unit[i];
        }
        match space {
            Space::Hsl => read[1] = read[1].clamp(0.0, 1.0),
            Space::Hwb => {
                read[1] = read[1].max(0.0);
                read[2] = read[2].max(0.0);
            }
            Space::Lab => read[0] = read[0].clamp(0.0, 100.0),
            Space::Oklab => read[0] = read[0].clamp(0.0, 1.0),
            Space::Lch | Space::Oklch => {
                read[0] = read[0].clamp(0.0, if space == Space::Lch { 100.0 } else { 1.0 });
                read[1] = read[1].max(0.0);
            }
            _ => {}
        }
        let alpha = match alpha {
            Some(alpha) => self.component(alpha, 1.0, names.as_ref())?,
            None => origin.map_or(1.0, |origin| origin.alpha),
        };
        Some(Colour {
            current: origin.is_some_and(|origin| origin.current),
            ..Colour::of(space, read, alpha)
        })
    }

    fn component(&self, part: &str, whole: f64, names: Option<&Names>) -> Option<f64> {
        if part.eq_ignore_ascii_case("none") {
            return Some(0.0);
        }
        let Some((names, values, alpha)) = names else {
            return calc::plain_number(part, whole, self.context);
        };
        let value_of = |word: &str| {
            if word.eq_ignore_ascii_case("alpha") {
                return Some(*alpha);
            }
            let at = names
                .iter()
                .position(|name| name.eq_ignore_ascii_case(word))?;
            Some(values[at])
        };
        if let Some(x) = value_of(part) {
            return Some(x);
        }
        if !part.contains('(') {
            return calc::plain_number(part, whole, self.context);
        }
        calc::plain_number(&with_names(part, value_of), whole, self.context)
    }

    fn mix(&self, inner: &str, depth: usize) -> Option<Colour> {
        let mut parts = words::split(inner, b',');
        let mut how = (Space::Oklab, Hue::Shorter);
        let first = parts.first()?;
        if first
            .get(..3)
            .is_some_and(|word| word.eq_ignore_ascii_case("in "))
        {
            how = interpolation(&first[3..])?;
            parts.remove(0);
        }
        let [one, two] = parts[..] else {
            return None;
        };
        let ((one, p), (two, q)) = (self.portion(one, depth)?, self.portion(two, depth)?);
        let (p, q) = match (p, q) {
            (None, None) => (0.5, 0.5),
            (Some(p), None) => (p, 1.0 - p),
            (None, Some(q)) => (1.0 - q, q),
            (Some(p), Some(q)) => (p, q),
        };
        let sum = p + q;
        if sum <= 0.0 || p < 0.0 || q < 0.0 {
            return None;
        }
        let mixed = one.between(two, q / sum, how);
        Some(mixed.with_alpha(mixed.alpha * sum.min(1.0)))
    }

    fn portion(&self, text: &str, depth: usize) -> Option<(Colour, Option<f64>)> {
        let parts = words::words(text);
        let percent = |word: &str| {
            let is_percent = word.ends_with('%') || word.to_ascii_lowercase().starts_with("calc(");
            is_percent.then(|| calc::plain_number(word, 1.0, self.context))?
        };
        match parts[..] {
            [colour] => Some((self.colour(colour, depth)?, None)),
            [a, b] => match percent(b) {
                Some(p) => Some((self.colour(a, depth)?, Some(p))),
                None => Some((self.colour(b, depth)?, Some(percent(a)?))),
            },
            _ => None,
        }
    }
}

/// The names of an origin's components, their values, and its opacity.
type Names = ([&'static str; 3], [f64; 3], f64);

/// An expression with numbers in place of names.
fn with_names(text: &str, value_of: impl Fn(&str) -> Option<f64>) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let end = rest
            .bytes()
            .position(|b| !(words::is_name(b) || matches!(b, b'.' | b'%')))
            .unwrap_or(rest.len());
        if end == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let (word, after) = rest.split_at(end);
        match value_of(word) {
            Some(x) if !after.starts_with('(') => out.push_str(&format!("{x:.9}")),
            _ => out.push_str(word),
        }
        rest = after;
    }
    out
}

/// The arguments of a colour, whether by blanks or by commas; a slash is one of them.
fn components(inner: &str) -> Vec<&str> {
    words::split(inner, b',')
        .into_iter()
        .flat_map(words::words)
        .collect()
}

/// How the numbers of a function are written.
struct Scale {
    names: [&'static str; 3],
    /// What 100 % is, as a number of the function.
    whole: [f64; 3],
    /// By how much a number of the function is greater than one of the space.
    unit: [f64; 3],
}

impl Scale {
    fn of(name: &str, space: Space) -> Self {
        let (names, whole, unit) = match space {
            _ if name == "color" => {
                let xyz = matches!(space, Space::XyzD50 | Space::XyzD65);
                (
                    if xyz {
                        ["x", "y", "z"]
                    } else {
                        ["r", "g", "b"]
                    },
                    [1.0; 3],
                    [1.0; 3],
                )
            }
            Space::Hsl => (["h", "s", "l"], [360.0, 100.0, 100.0], [1.0, 100.0, 100.0]),
            Space::Hwb => (["h", "w", "b"], [360.0, 100.0, 100.0], [1.0, 100.0, 100.0]),
            Space::Lab => (["l", "a", "b"], [100.0, 125.0, 125.0], [1.0; 3]),
            Space::Lch => (["l", "c", "h"], [100.0, 150.0, 360.0], [1.0; 3]),
            Space::Oklab => (["l", "a", "b"], [1.0, 0.4, 0.4], [1.0; 3]),
            Space::Oklch => (["l", "c", "h"], [1.0, 0.4, 360.0], [1.0; 3]),
            _ => (["r", "g", "b"], [255.0; 3], [255.0; 3]),
        };
        Self { names, whole, unit }
    }
}

fn hash(digits: &str) -> Option<Colour> {
    let digits = digits.as_bytes();
    let digit = |i: usize| char::from(digits[i]).to_digit(16);
    let pair = |i: usize| -> Option<f64> {
        let value = match digits.len() {
            3 | 4 => digit(i)? * 17,
            _ => digit(2 * i)? * 16 + digit(2 * i + 1)?,
        };
        Some(f64::from(value) / 255.0)
    };
    match digits.len() {
        3 | 6 => Some(Colour::new([pair(0)?, pair(1)?, pair(2)?], 1.0)),
        4 | 8 => Some(Colour::new([pair(0)?, pair(1)?, pair(2)?], pair(3)?)),
        _ => None,
    }
}
