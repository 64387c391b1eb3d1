//! A colour as numbers, and what stands between two of them.

use super::colour_space::Space;
use super::length;

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

    /// Whether it is meant for a light ground, as far as one can tell.
    pub fn is_dark(self) -> bool {
        let light: u32 = self.channels().map(u32::from).iter().sum();
        light < 384
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
