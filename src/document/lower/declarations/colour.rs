//! Colours of CSS Color 4 and 5, in the words of 2011: `#rrggbb` and `rgba()`.
//!
//! What lies outside of sRGB is cut off at each channel, as Chromium does when it prints.

pub use super::colour_read::parse;
use super::colour_space::Space;
use super::length;
use super::value::ValueContext;
use super::words::{self, call};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    /// sRGB from 0 to 1, also beyond; and opacity.
    pub rgb: [f64; 3],
    pub alpha: f64,
    /// It is the text's colour, which is not known here: taken as black.
    pub current: bool,
}

/// What became of a colour.
#[derive(Debug, PartialEq)]
pub enum Lowered {
    /// The engine knows it as it is, or it is no colour.
    AsWritten,
    Written(String),
    /// Written, but made of the text's colour, which was taken as black.
    Guessed(String),
}

impl Colour {
    pub fn new(rgb: [f64; 3], alpha: f64) -> Self {
        Self {
            rgb,
            alpha: alpha.clamp(0.0, 1.0),
            current: false,
        }
    }

    pub fn bytes(r: u8, g: u8, b: u8) -> Self {
        Self::new([r, g, b].map(|x| f64::from(x) / 255.0), 1.0)
    }

    pub fn of(space: Space, values: [f64; 3], alpha: f64) -> Self {
        let rgb = match space {
            Space::Srgb => values,
            _ => Space::Srgb.of_xyz(space.to_xyz(values)),
        };
        Self::new(rgb, alpha)
    }

    pub fn to(self, space: Space) -> [f64; 3] {
        match space {
            Space::Srgb => self.rgb,
            _ => space.of_xyz(Space::Srgb.to_xyz(self.rgb)),
        }
    }

    pub fn channels(self) -> [u8; 3] {
        // Rounded half up, and never out of range.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        self.rgb
            .map(|x| (x.clamp(0.0, 1.0) * 255.0 + 1e-7).round() as u8)
    }

    pub fn with_alpha(self, alpha: f64) -> Self {
        Self {
            alpha: alpha.clamp(0.0, 1.0),
            ..self
        }
    }

    /// As it looks on this opaque colour.
    pub fn over(self, behind: Self) -> Self {
        let rgb =
            std::array::from_fn(|i| self.rgb[i] * self.alpha + behind.rgb[i] * (1.0 - self.alpha));
        Self::new(rgb, 1.0)
    }

    pub fn is_grey(self) -> bool {
        let [r, g, b] = self.channels();
        r == g && g == b
    }

    /// With a trace of yellow or blue that nobody sees.
    pub fn tinted(self) -> Self {
        let [r, g, b] = self.rgb;
        let step = 1.0 / 255.0;
        let b = if b > 0.5 {
            b.min(1.0) - step
        } else {
            b.max(0.0) + step
        };
        Self {
            rgb: [r, g, b],
            ..self
        }
    }

    pub fn white() -> Self {
        Self::bytes(255, 255, 255)
    }

    /// Between this and another, in a space; `at` from 0 to 1, colours weighted by opacity.
    pub fn between(self, other: Self, at: f64, (space, hue): (Space, Hue)) -> Self {
        let (mut a, mut b) = (self.to(space), other.to(space));
        if let Some(i) = space.hue() {
            match (space.is_grey(a), space.is_grey(b)) {
                (true, false) => a[i] = b[i],
                (false, true) => b[i] = a[i],
                _ => {}
            }
            if self.alpha == 0.0 {
                a[i] = b[i];
            } else if other.alpha == 0.0 {
                b[i] = a[i];
            }
            b[i] = a[i] + hue.turn(b[i] - a[i]);
        }
        let alpha = self.alpha * (1.0 - at) + other.alpha * at;
        let mixed = std::array::from_fn(|i| {
            if space.hue() == Some(i) || alpha == 0.0 {
                a[i] * (1.0 - at) + b[i] * at
            } else {
                (a[i] * self.alpha * (1.0 - at) + b[i] * other.alpha * at) / alpha
            }
        });
        Self {
            current: self.current || other.current,
            ..Self::of(space, mixed, alpha)
        }
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [r, g, b] = self.channels();
        if self.alpha >= 0.9999 {
            write!(f, "#{r:02x}{g:02x}{b:02x}")
        } else {
            write!(f, "rgba({r}, {g}, {b}, {})", length::number(self.alpha))
        }
    }
}

/// Which way round the circle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hue {
    Shorter,
    Longer,
    Increasing,
    Decreasing,
}

impl Hue {
    fn turn(self, by: f64) -> f64 {
        let up = by.rem_euclid(360.0);
        match self {
            Self::Shorter if up > 180.0 => up - 360.0,
            Self::Longer if up > 0.0 && up < 180.0 => up - 360.0,
            Self::Decreasing if up > 0.0 => up - 360.0,
            _ => up,
        }
    }
}

/// `in oklch longer hue` and its like, without the `in`.
pub fn interpolation(text: &str) -> Option<(Space, Hue)> {
    let lower = text.to_ascii_lowercase();
    let mut words = lower.split_ascii_whitespace();
    let space = Space::named(words.next()?)?;
    let hue = match words.next() {
        None | Some("shorter") => Hue::Shorter,
        Some("longer") => Hue::Longer,
        Some("increasing") => Hue::Increasing,
        Some("decreasing") => Hue::Decreasing,
        Some(_) => return None,
    };
    Some((space, hue))
}

/// Whether a function of this name (in lower case) is a colour.
pub fn is_function(name: &str) -> bool {
    matches!(
        name,
        "rgb"
            | "rgba"
            | "hsl"
            | "hsla"
            | "hwb"
            | "lab"
            | "lch"
            | "oklab"
            | "oklch"
            | "color"
            | "color-mix"
            | "light-dark"
            | "device-cmyk"
            | "contrast-color"
    )
}

/// Lowers one word of a value, where it is a colour that the engine does not know.
pub fn lower(word: &str, context: &ValueContext) -> Lowered {
    let known = match word.as_bytes() {
        [b'#', rest @ ..] => matches!(rest.len(), 3 | 6),
        _ => match call(word) {
            Some((name, inner)) => {
                let name = name.to_ascii_lowercase();
                if !is_function(&name) {
                    return Lowered::AsWritten;
                }
                if inner.contains("var(") {
                    return with_variables(&name, inner, context);
                }
                is_of_2011(&name, inner)
            }
            None => system(word).is_none() && !word.eq_ignore_ascii_case("rebeccapurple"),
        },
    };
    if known {
        return Lowered::AsWritten;
    }
    // The engine may be told of the text's colour where nothing is mixed into it.
    if let Some(inner) = words::call_of(word, "light-dark")
        && words::split(inner, b',')[0].eq_ignore_ascii_case("currentcolor")
    {
        return Lowered::Written("currentColor".to_owned());
    }
    match parse(word, context) {
        None => Lowered::AsWritten,
        Some(colour) if colour.current => Lowered::Guessed(colour.to_string()),
        Some(colour) => Lowered::Written(colour.to_string()),
    }
}

/// `rgb(1 2 3 / var(--x))` in the way of writing that the engine knows once the page
/// has put the variable in.
fn with_variables(name: &str, inner: &str, context: &ValueContext) -> Lowered {
    let name = match name {
        "rgb" | "rgba" => "rgba",
        "hsl" | "hsla" => "hsla",
        _ => return Lowered::AsWritten,
    };
    let parts: Vec<_> = words::words(inner);
    match parts[..] {
        [a, b, c, "/", alpha] if words::split(inner, b',').len() == 1 => {
            let parts =
                [a, b, c, alpha].map(|part| match length::plain_number(part, 1.0, context) {
                    Some(x) if part == alpha => length::number(x),
                    _ => part.trim_end_matches("deg").to_owned(),
                });
            Lowered::Written(format!("{name}({})", parts.join(", ")))
        }
        [_, _, _] if words::split(inner, b',').len() == 1 => {
            Lowered::Written(format!("{}({})", &name[..3], parts.join(", ")))
        }
        _ => Lowered::AsWritten,
    }
}

/// The way of writing that the engine knows: whole numbers or percentages and commas.
fn is_of_2011(name: &str, inner: &str) -> bool {
    let parts = words::split(inner, b',');
    let count = if name.ends_with('a') { 4 } else { 3 };
    if parts.len() != count {
        return false;
    }
    let digits = |part: &str| {
        let part = part.strip_prefix('-').unwrap_or(part);
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
    };
    let decimal = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_digit() || b == b'.' || b == b'-')
    };
    let percent = |part: &str| part.strip_suffix('%').is_some_and(decimal);
    let alpha = parts.get(3).is_none_or(|alpha| decimal(alpha));
    let (first, rest) = (parts[0], &parts[1..3]);
    alpha
        && match name {
            "rgb" | "rgba" => {
                parts[..3].iter().all(|p| digits(p)) || parts[..3].iter().all(|p| percent(p))
            }
            "hsl" | "hsla" => decimal(first) && rest.iter().all(|p| percent(p)),
            _ => false,
        }
}

/// Chromium's colours of the light system.
pub fn system(name: &str) -> Option<Colour> {
    // All of these are long, and begin with few letters: most words end here.
    if !(4..=20).contains(&name.len()) {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let [r, g, b] = match name.as_str() {
        "canvas" | "window" | "field" | "infobackground" | "menu" | "scrollbar" | "background"
        | "activecaption" | "accentcolortext" => [255, 255, 255],
        "canvastext" | "windowtext" | "fieldtext" | "buttontext" | "captiontext" | "menutext"
        | "infotext" | "marktext" | "selecteditemtext" | "buttonborder" | "threedshadow"
        | "windowframe" => [0, 0, 0],
        "linktext" => [0, 0, 238],
        "visitedtext" => [85, 26, 139],
        "activetext" => [255, 0, 0],
        "buttonface" | "buttonhighlight" | "buttonshadow" | "threedface" => [239, 239, 239],
        "highlight" => return Some(Colour::bytes(0, 65, 198).with_alpha(0.8)),
        "selecteditem" => [25, 103, 210],
        "graytext" | "inactivecaptiontext" => [128, 128, 128],
        "mark" => [255, 255, 0],
        "accentcolor" => [0, 117, 255],
        _ => return None,
    };
    Some(Colour::bytes(r, g, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: ValueContext = ValueContext {
        width_px: 700.0,
        height_px: 1000.0,
        root_px: 16.0,
    };

    fn lowered(word: &str) -> String {
        match lower(word, &CONTEXT) {
            Lowered::AsWritten => format!("={word}"),
            Lowered::Written(text) => text,
            Lowered::Guessed(text) => format!("?{text}"),
        }
    }

    #[test]
    fn what_the_engine_knows_stays() {
        for word in [
            "red",
            "RED",
            "#abc",
            "#AABBCC",
            "rgb(1,2,3)",
            "rgb( 1%, 2.5% ,3%)",
            "rgba(1, 2, 3, .5)",
            "hsl(120, 50%, 50%)",
            "hsla(120,50%,50%,.5)",
            "transparent",
            "currentColor",
            "inherit",
            "solid",
            "url(#aabbccdd)",
            "#ab",
            "nonsense(1)",
        ] {
            assert_eq!(lowered(word), format!("={word}"));
        }
    }

    #[test]
    fn colours_of_today_become_those_of_2011() {
        // The specifications' conversions; eleven were compared with Chromium, which differs by
        // one in a channel where a half is rounded.
        for (word, expected) in [
            ("#f008", "rgba(255, 0, 0, 0.5333)"),
            ("#11223380", "rgba(17, 34, 51, 0.502)"),
            ("#112233ff", "#112233"),
            ("rgb(255 0 0)", "#ff0000"),
            ("rgb(59 130 246 / 0.5)", "rgba(59, 130, 246, 0.5)"),
            ("rgb(59 130 246/50%)", "rgba(59, 130, 246, 0.5)"),
            ("rgb(1,2,3,.5)", "rgba(1, 2, 3, 0.5)"),
            ("rgba(1,2,3)", "#010203"),
            ("rgba(1,2,3,50%)", "rgba(1, 2, 3, 0.5)"),
            ("rgb(1.4 2.6 300)", "#0103ff"),
            ("hsl(120deg 100% 25%)", "#008000"),
            ("hsl(.5turn 100% 50% / 1)", "#00ffff"),
            ("hsl(240 100 50)", "#0000ff"),
            ("hwb(180 0% 0%)", "#00ffff"),
            ("hwb(200 20% 0% / .5)", "rgba(51, 187, 255, 0.5)"),
            ("hwb(0 60% 60%)", "#808080"),
            ("lab(100% 0 0)", "#ffffff"),
            ("lab(29.2345% 39.3825 20.0664)", "#7d2329"),
            ("lch(52.2345% 72.2 56.2)", "#c65d06"),
            ("oklab(40.101% 0.1147 0.0453)", "#7d2329"),
            ("oklch(40.101% 0.12332 21.555)", "#7d2329"),
            ("oklch(0.637 0.237 25.331)", "#fb2c36"),
            ("oklch(0 0 0)", "#000000"),
            ("oklch(1 0 none)", "#ffffff"),
            ("color(srgb 1 0 0)", "#ff0000"),
            ("color(display-p3 1 1 1)", "#ffffff"),
            ("color(display-p3 0 1 0)", "#00ff00"),
            (
                "color(srgb-linear 0.5 0.5 0.5 / 50%)",
                "rgba(188, 188, 188, 0.5)",
            ),
            ("color(xyz 0.9505 1 1.089)", "#ffffff"),
            ("color(rec2020 0.42053 0.979780 0.00579)", "#00ff00"),
            ("color-mix(in srgb, red, blue)", "#800080"),
            ("color-mix(in srgb, red 25%, blue)", "#4000bf"),
            (
                "color-mix(in srgb, white 30%, black 30%)",
                "rgba(128, 128, 128, 0.6)",
            ),
            (
                "color-mix(in srgb, #3b82f6 20%, transparent)",
                "rgba(59, 130, 246, 0.2)",
            ),
            ("color-mix(in oklab, white, black)", "#636363"),
            ("color-mix(in hsl, red, yellow)", "#ff8000"),
            ("color-mix(in hsl longer hue, red, blue)", "#00ff00"),
            ("color-mix(in oklch, white 50%, blue)", "#74a3ff"),
            ("rgb(from red r g b / 50%)", "rgba(255, 0, 0, 0.5)"),
            ("rgb(from #123456 calc(r + 10) g 0)", "#1c3400"),
            ("hsl(from red calc(h + 120) s l)", "#00ff00"),
            ("hsl(from #3366cc h s calc(l * 1.2))", "#5c85d6"),
            ("oklch(from red l c h / alpha)", "#ff0000"),
            ("light-dark(#fff, #000)", "#ffffff"),
            ("light-dark(currentColor, #000)", "currentColor"),
            ("rebeccapurple", "#663399"),
            ("Canvas", "#ffffff"),
            ("LinkText", "#0000ee"),
            (
                "color-mix(in srgb, currentColor 20%, transparent)",
                "?rgba(0, 0, 0, 0.2)",
            ),
            ("rgb(59 130 246 / var(--o))", "rgba(59, 130, 246, var(--o))"),
            (
                "hsl(210deg 50% 50% / var(--o, 1))",
                "hsla(210, 50%, 50%, var(--o, 1))",
            ),
        ] {
            assert_eq!(lowered(word), expected, "{word}");
        }
    }

    #[test]
    fn what_is_no_colour_is_left() {
        for word in [
            "rgb()",
            "rgb(1)",
            "rgb(a b c)",
            "color(foo 1 2 3)",
            "color(lab 1 2 3)",
            "#12345",
            "color-mix(in srgb, red)",
            "color-mix(red, blue, green)",
            "rgb(from red)",
            "hsl(from)",
            "light-dark()",
        ] {
            assert_eq!(lowered(word), format!("={word}"));
        }
        let deep = "light-dark(".repeat(3000) + "red" + &")".repeat(3000);
        assert_eq!(lower(&deep, &CONTEXT), Lowered::AsWritten);
    }
}
