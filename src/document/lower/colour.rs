//! Colours that the engine does not know, as `rgb()` and `rgba()`.

use super::length::{dimension, number};
use super::parse::{function, split};

/// Red, green and blue from 0 to 1, and alpha.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Colour {
    pub rgb: [f64; 3],
    pub alpha: f64,
}

impl Colour {
    pub fn css(&self) -> String {
        let [r, g, b] = self.rgb.map(|x| (x.clamp(0.0, 1.0) * 255.0).round());
        match self.alpha {
            a if a >= 0.9995 => format!("rgb({r},{g},{b})"),
            a => format!("rgba({r},{g},{b},{})", number(a.clamp(0.0, 1.0))),
        }
    }
}

const FUNCTIONS: [&str; 13] = [
    "rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "color-mix", "light-dark", "device-cmyk",
];

/// Rewrites all colours of a value that the engine does not know.
pub fn rewrite(value: &str) -> Option<String> {
    let lower = value.to_ascii_lowercase();
    let may = lower.contains('#')
        || lower.contains('(') && FUNCTIONS.iter().any(|name| lower.contains(name))
        || lower.contains("rebeccapurple")
        || SYSTEM.iter().any(|(name, _)| lower.contains(name));
    if !may || lower.contains("url(#") {
        return None;
    }
    let mut changed = false;
    let out = words(value, &mut changed, 12);
    changed.then_some(out)
}

fn words(value: &str, changed: &mut bool, depth: usize) -> String {
    let mut out = Vec::new();
    for part in split(value, ',') {
        let part: Vec<_> = split(part, ' ').into_iter().map(|word| one(word, changed, depth)).collect();
        out.push(part.join(" "));
    }
    out.join(", ")
}

fn one(word: &str, changed: &mut bool, depth: usize) -> String {
    if word.starts_with(['"', '\'']) || depth == 0 {
        return word.to_owned();
    }
    let known = match function(word) {
        Some((name, inner)) if matches!(name.as_str(), "rgb" | "rgba" | "hsl" | "hsla") => is_old(&name, inner),
        Some((name, inner)) if !FUNCTIONS.contains(&name.as_str()) => {
            if name == "url" {
                return word.to_owned();
            }
            let name = &word[..word.find('(').unwrap_or(0)];
            return format!("{name}({})", words(inner, changed, depth - 1));
        }
        Some(_) => false,
        None => match word.strip_prefix('#') {
            Some(hex) => !matches!(hex.len(), 4 | 8),
            None => !word.eq_ignore_ascii_case("rebeccapurple") && system(word).is_none(),
        },
    };
    if known {
        return word.to_owned();
    }
    match parse(word, depth) {
        Some(colour) => {
            *changed = true;
            colour.css()
        }
        None => word.to_owned(),
    }
}

/// Whether the engine reads it: commas, whole numbers, an alpha only where it belongs.
fn is_old(name: &str, inner: &str) -> bool {
    let parts = split(inner, ',');
    let long = name.ends_with('a');
    parts.len() == 3 + usize::from(long)
        && parts.iter().enumerate().all(|(i, part)| match dimension(part) {
            Some((x, unit)) => match (i, name.as_bytes()[0]) {
                (3, _) => unit.is_empty(),
                (0, b'h') => unit.is_empty(),
                (_, b'h') => unit == "%",
                _ => unit == "%" || x.fract() == 0.0 && unit.is_empty(),
            },
            None => false,
        })
}

const SYSTEM: [(&str, u32); 10] = [
    ("canvastext", 0), ("canvas", 0x00ff_ffff), ("linktext", 0x0000_00ee), ("visitedtext", 0x0055_1a8b),
    ("buttonface", 0x00ef_efef), ("fieldtext", 0), ("field", 0x00ff_ffff), ("accentcolor", 0x0000_75ff),
    ("marktext", 0), ("mark", 0x00ff_ff00),
];

fn system(word: &str) -> Option<Colour> {
    let lower = word.to_ascii_lowercase();
    SYSTEM.iter().find(|(name, _)| *name == lower).map(|(_, rgb)| hex(*rgb))
}

fn hex(rgb: u32) -> Colour {
    let byte = |shift: u32| f64::from((rgb >> shift) & 0xff) / 255.0;
    Colour { rgb: [byte(16), byte(8), byte(0)], alpha: 1.0 }
}

pub fn parse(word: &str, depth: usize) -> Option<Colour> {
    let depth = depth.checked_sub(1)?;
    let word = word.trim();
    if let Some(digits) = word.strip_prefix('#') {
        return from_hex(digits);
    }
    let Some((name, inner)) = function(word) else {
        return named(word);
    };
    match name.as_str() {
        "color-mix" => return mix(inner, depth),
        "light-dark" => return parse(split(inner, ',').first()?, depth),
        _ => {}
    }
    let (body, alpha) = match split(inner, '/')[..] {
        [body, alpha] => (body, Some(alpha)),
        _ => (inner, None),
    };
    let mut parts: Vec<&str> = match body.contains(',') {
        true => split(body, ','),
        false => split(body, ' '),
    };
    let mut names: Vec<(String, f64)> = Vec::new();
    let mut space = None;
    let mut base_alpha = 1.0;
    if parts.first().is_some_and(|p| p.eq_ignore_ascii_case("from")) {
        let base = parse(parts.get(1)?, depth)?;
        parts.drain(..2);
        if name == "color" {
            space = Some(parts.remove(0));
        }
        base_alpha = base.alpha;
        names = channels(&name, base);
        names.push(("alpha".to_owned(), base.alpha));
    } else if name == "color" {
        space = Some(*parts.first()?);
        parts.remove(0);
    }
    let comma_alpha = (parts.len() == 4 && name != "device-cmyk").then(|| parts.remove(3));
    let alpha = match alpha.or(comma_alpha) {
        Some(text) => channel(text, 1.0, &names)?.clamp(0.0, 1.0),
        None => base_alpha,
    };
    let [a, b, c] = [*parts.first()?, *parts.get(1)?, *parts.get(2)?];
    let get = |text: &str, whole: f64| channel(text, whole, &names);
    let rgb = match name.as_str() {
        "rgb" | "rgba" => [get(a, 255.0)? / 255.0, get(b, 255.0)? / 255.0, get(c, 255.0)? / 255.0],
        "hsl" | "hsla" => from_hsl(get(a, 360.0)?, get(b, 100.0)? / 100.0, get(c, 100.0)? / 100.0),
        "hwb" => from_hwb(get(a, 360.0)?, get(b, 100.0)? / 100.0, get(c, 100.0)? / 100.0),
        "lab" => from_lab([get(a, 100.0)?, get(b, 125.0)?, get(c, 125.0)?]),
        "lch" => {
            let (l, ch, h) = (get(a, 100.0)?, get(b, 150.0)?, get(c, 360.0)?.to_radians());
            from_lab([l, ch * h.cos(), ch * h.sin()])
        }
        "oklab" => from_oklab([get(a, 1.0)?, get(b, 0.4)?, get(c, 0.4)?]),
        "oklch" => {
            let (l, ch, h) = (get(a, 1.0)?, get(b, 0.4)?, get(c, 360.0)?.to_radians());
            mapped(l, ch, h)
        }
        "color" => from_space(space?, [get(a, 1.0)?, get(b, 1.0)?, get(c, 1.0)?])?,
        "device-cmyk" => {
            let k = get(parts.get(3)?, 1.0)?;
            [get(a, 1.0)?, get(b, 1.0)?, get(c, 1.0)?].map(|x| (1.0 - x) * (1.0 - k))
        }
        _ => return None,
    };
    Some(Colour { rgb: rgb.map(|x| x.clamp(0.0, 1.0)), alpha })
}

/// A number, a percentage of `whole`, an angle, or a channel of another colour.
fn channel(text: &str, whole: f64, names: &[(String, f64)]) -> Option<f64> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("none") {
        return Some(0.0);
    }
    if let Some((_, value)) = names.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        return Some(*value);
    }
    if let Some((x, unit)) = dimension(text) {
        return Some(match unit.as_str() {
            "%" => x / 100.0 * whole,
            "turn" => x * 360.0,
            "rad" => x.to_degrees(),
            "grad" => x * 0.9,
            _ => x,
        });
    }
    let (name, inner) = function(text)?;
    if name != "calc" {
        return None;
    }
    // Numbers only: the names are put in, and the sum is made.
    let mut text = inner.to_owned();
    for (name, value) in names {
        text = replace_word(&text, name, &number(*value));
    }
    let units = super::length::Units { width: 0.0, height: 0.0, root: 1.0, em: Some(1.0) };
    super::length::absolute(&format!("calc({text})"), &units)
}

fn replace_word(text: &str, word: &str, with: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut out = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices(word) {
        let before = text[..at].chars().next_back().is_some_and(is_word);
        let after = text[at + word.len()..].chars().next().is_some_and(is_word);
        if !before && !after && at >= from {
            out += &text[from..at];
            out += with;
            from = at + word.len();
        }
    }
    out + &text[from..]
}

fn channels(name: &str, c: Colour) -> Vec<(String, f64)> {
    let zip = |names: [&str; 3], values: [f64; 3]| {
        names.into_iter().map(str::to_owned).zip(values).collect()
    };
    match name {
        "rgb" | "rgba" => zip(["r", "g", "b"], c.rgb.map(|x| x * 255.0)),
        "hsl" | "hsla" => {
            let [h, s, l] = to_hsl(c.rgb);
            zip(["h", "s", "l"], [h, s * 100.0, l * 100.0])
        }
        "hwb" => {
            let [h, ..] = to_hsl(c.rgb);
            let (low, high) = range(c.rgb);
            zip(["h", "w", "b"], [h, low * 100.0, (1.0 - high) * 100.0])
        }
        "oklab" => zip(["l", "a", "b"], to_oklab(c.rgb)),
        "oklch" => {
            let [l, a, b] = to_oklab(c.rgb);
            zip(["l", "c", "h"], [l, a.hypot(b), b.atan2(a).to_degrees().rem_euclid(360.0)])
        }
        _ => zip(["r", "g", "b"], c.rgb),
    }
}

fn from_hex(digits: &str) -> Option<Colour> {
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let long: String = match digits.len() {
        3 | 4 => digits.chars().flat_map(|c| [c, c]).collect(),
        6 | 8 => digits.to_owned(),
        _ => return None,
    };
    let byte = |i: usize| u8::from_str_radix(&long[i..i + 2], 16).ok().map(|x| f64::from(x) / 255.0);
    let alpha = if long.len() == 8 { byte(6)? } else { 1.0 };
    Some(Colour { rgb: [byte(0)?, byte(2)?, byte(4)?], alpha })
}

fn named(word: &str) -> Option<Colour> {
    let lower = word.to_ascii_lowercase();
    if lower == "transparent" {
        return Some(Colour { rgb: [0.0; 3], alpha: 0.0 });
    }
    if let Some(colour) = system(&lower) {
        return Some(colour);
    }
    NAMES
        .binary_search_by(|(name, _)| (*name).cmp(lower.as_str()))
        .ok()
        .map(|at| hex(NAMES[at].1))
}

fn range(rgb: [f64; 3]) -> (f64, f64) {
    (rgb[0].min(rgb[1]).min(rgb[2]), rgb[0].max(rgb[1]).max(rgb[2]))
}

fn from_hsl(h: f64, s: f64, l: f64) -> [f64; 3] {
    let (s, l) = (s.clamp(0.0, 1.0), l.clamp(0.0, 1.0));
    let f = |n: f64| {
        let k = (n + h / 30.0).rem_euclid(12.0);
        l - s * l.min(1.0 - l) * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    };
    [f(0.0), f(8.0), f(4.0)]
}

fn to_hsl(rgb: [f64; 3]) -> [f64; 3] {
    let (low, high) = range(rgb);
    let (l, d) = ((low + high) / 2.0, high - low);
    if d == 0.0 {
        return [0.0, 0.0, l];
    }
    let s = d / (1.0 - (2.0 * l - 1.0).abs());
    let [r, g, b] = rgb;
    let h = if high == r { (g - b) / d } else if high == g { (b - r) / d + 2.0 } else { (r - g) / d + 4.0 };
    [(h * 60.0).rem_euclid(360.0), s, l]
}

fn from_hwb(h: f64, w: f64, b: f64) -> [f64; 3] {
    if w + b >= 1.0 {
        return [w / (w + b); 3];
    }
    from_hsl(h, 1.0, 0.5).map(|x| x * (1.0 - w - b) + w)
}

fn encode(x: f64) -> f64 {
    let sign = x.signum();
    let x = x.abs();
    sign * if x <= 0.003_130_8 { 12.92 * x } else { 1.055 * x.powf(1.0 / 2.4) - 0.055 }
}

fn decode(x: f64) -> f64 {
    let sign = x.signum();
    let x = x.abs();
    sign * if x <= 0.040_45 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) }
}

fn from_lab([l, a, b]: [f64; 3]) -> [f64; 3] {
    const K: f64 = 24389.0 / 27.0;
    const E: f64 = 216.0 / 24389.0;
    let fy = (l + 16.0) / 116.0;
    let (fx, fz) = (fy + a / 500.0, fy - b / 200.0);
    let cube = |f: f64| if f.powi(3) > E { f.powi(3) } else { (116.0 * f - 16.0) / K };
    let y = if l > K * E { fy.powi(3) } else { l / K };
    // The white of D50.
    let [x, y, z] = [cube(fx) * 0.964_295_68, y, cube(fz) * 0.825_104_6];
    // To linear sRGB under D65, adapted after Bradford.
    [
        3.134_135_8 * x - 1.617_386_3 * y - 0.490_661_3 * z,
        -0.978_795_6 * x + 1.916_254_5 * y + 0.033_442_7 * z,
        0.071_955_4 * x - 0.228_976_8 * y + 1.405_386_1 * z,
    ]
    .map(encode)
}

fn oklab_linear([l, a, b]: [f64; 3]) -> [f64; 3] {
    let m = (l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let n = (l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (l - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * m - 3.307_711_591_3 * n + 0.230_969_929_2 * s,
        -1.268_438_004_6 * m + 2.609_757_401_1 * n - 0.341_319_396_5 * s,
        -0.004_196_086_3 * m - 0.703_418_614_7 * n + 1.707_614_701 * s,
    ]
}

fn from_oklab(lab: [f64; 3]) -> [f64; 3] {
    oklab_linear(lab).map(encode)
}

/// Out of gamut, chroma is taken off until the colour can be shown.
fn mapped(l: f64, c: f64, h: f64) -> [f64; 3] {
    let at = |c: f64| oklab_linear([l, c * h.cos(), c * h.sin()]);
    let fits = |rgb: &[f64; 3]| rgb.iter().all(|x| (-0.0005..=1.0005).contains(x));
    let full = at(c);
    if fits(&full) {
        return full.map(encode);
    }
    let (mut low, mut high) = (0.0, c);
    for _ in 0..20 {
        let middle = f64::midpoint(low, high);
        if fits(&at(middle)) { low = middle } else { high = middle }
    }
    at(low).map(encode)
}

fn to_oklab(rgb: [f64; 3]) -> [f64; 3] {
    let [r, g, b] = rgb.map(decode);
    let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
    let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
    let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
    [
        0.210_454_255_3 * l + 0.793_617_785 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766 * s,
    ]
}

fn from_space(space: &str, v: [f64; 3]) -> Option<[f64; 3]> {
    let [r, g, b] = v;
    Some(match space.to_ascii_lowercase().as_str() {
        "srgb" => v,
        "srgb-linear" => v.map(encode),
        "display-p3" => {
            let [r, g, b] = v.map(decode);
            [
                1.224_940_2 * r - 0.224_940_4 * g,
                -0.042_056_9 * r + 1.042_057_1 * g,
                -0.019_637_6 * r - 0.078_636_1 * g + 1.098_273_5 * b,
            ]
            .map(encode)
        }
        "xyz" | "xyz-d65" => [
            3.240_97 * r - 1.537_383_2 * g - 0.498_610_8 * b,
            -0.969_243_6 * r + 1.875_967_5 * g + 0.041_555_1 * b,
            0.055_630_1 * r - 0.203_977 * g + 1.056_971_5 * b,
        ]
        .map(encode),
        _ => return None,
    })
}

fn mix(inner: &str, depth: usize) -> Option<Colour> {
    let parts = split(inner, ',');
    let [space, a, b] = parts[..] else { return None };
    let side = |text: &str| -> Option<(Colour, Option<f64>)> {
        let mut colour = None;
        let mut share = None;
        for word in split(text, ' ') {
            match word.strip_suffix('%').and_then(|n| n.parse::<f64>().ok()) {
                Some(x) => share = Some(x / 100.0),
                None => colour = parse(word, depth),
            }
        }
        Some((colour?, share))
    };
    let ((a, pa), (b, pb)) = (side(a)?, side(b)?);
    let (pa, pb) = match (pa, pb) {
        (None, None) => (0.5, 0.5),
        (Some(a), None) => (a, 1.0 - a),
        (None, Some(b)) => (1.0 - b, b),
        (Some(a), Some(b)) => (a, b),
    };
    let sum = pa + pb;
    if sum <= 0.0 {
        return None;
    }
    let fade = sum.min(1.0);
    let (pa, pb) = (pa / sum, pb / sum);
    let alpha = a.alpha * pa + b.alpha * pb;
    let words = split(space, ' ');
    let space = words.get(1).copied().unwrap_or("oklab");
    let blend = |x: [f64; 3], y: [f64; 3]| -> [f64; 3] {
        let mut out = [0.0; 3];
        for i in 0..3 {
            out[i] = if alpha > 0.0 { (x[i] * a.alpha * pa + y[i] * b.alpha * pb) / alpha } else { 0.0 };
        }
        out
    };
    let rgb = match space {
        "oklab" | "lab" => from_oklab(blend(to_oklab(a.rgb), to_oklab(b.rgb))),
        "oklch" | "lch" => {
            let polar = |rgb| {
                let [l, x, y] = to_oklab(rgb);
                [l, x.hypot(y), y.atan2(x).to_degrees().rem_euclid(360.0)]
            };
            let (mut x, mut y) = (polar(a.rgb), polar(b.rgb));
            // A grey has no hue of its own.
            if x[1] < 1e-3 { x[2] = y[2] }
            if y[1] < 1e-3 { y[2] = x[2] }
            let [l, c, h] = arc(x, y, 2, pa, pb, &blend);
            mapped(l, c, h.to_radians())
        }
        "hsl" | "hwb" => {
            let (x, y) = (to_hsl(a.rgb), to_hsl(b.rgb));
            let [h, s, l] = arc(x, y, 0, pa, pb, &blend);
            from_hsl(h, s, l)
        }
        "srgb-linear" | "xyz" | "xyz-d65" => blend(a.rgb.map(decode), b.rgb.map(decode)).map(encode),
        _ => blend(a.rgb, b.rgb),
    };
    Some(Colour { rgb, alpha: alpha * fade })
}

/// Blends two colours with a hue, on the shorter way round.
fn arc(x: [f64; 3], mut y: [f64; 3], hue: usize, pa: f64, pb: f64, blend: &dyn Fn([f64; 3], [f64; 3]) -> [f64; 3]) -> [f64; 3] {
    let d = y[hue] - x[hue];
    if d > 180.0 { y[hue] -= 360.0 } else if d < -180.0 { y[hue] += 360.0 }
    let mut out = blend(x, y);
    out[hue] = x[hue] * pa + y[hue] * pb;
    out
}

include!("colour_names.rs");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modern_colours_become_old_ones() {
        for (value, expected) in [
            ("#ff000080", "rgba(255,0,0,0.502)"),
            ("#f008", "rgba(255,0,0,0.5333)"),
            ("rgb(1 2 3 / 50%)", "rgba(1,2,3,0.5)"),
            ("rgb(1 2 3)", "rgb(1,2,3)"),
            ("rgba(1,2,3,50%)", "rgba(1,2,3,0.5)"),
            ("hsl(120deg 100% 25%)", "rgb(0,128,0)"),
            ("hwb(0 0% 0%)", "rgb(255,0,0)"),
            ("rebeccapurple", "rgb(102,51,153)"),
            ("oklch(62.8% 0.25768 29.234)", "rgb(255,0,0)"),
            ("oklab(1 0 0)", "rgb(255,255,255)"),
            ("lab(54.29% 80.81 69.89)", "rgb(255,0,0)"),
            ("color(srgb 1 0.5 0)", "rgb(255,128,0)"),
            ("color-mix(in srgb, red 50%, blue)", "rgb(128,0,128)"),
            ("color-mix(in srgb, white, transparent)", "rgba(255,255,255,0.5)"),
            ("rgb(from red r g b / 50%)", "rgba(255,0,0,0.5)"),
            ("light-dark(#fff, #000)", "rgb(255,255,255)"),
            ("1px solid rgb(0 0 0 / .1)", "1px solid rgba(0,0,0,0.1)"),
            ("linear-gradient(#0000, #000f)", "linear-gradient(rgba(0,0,0,0), rgb(0,0,0))"),
        ] {
            assert_eq!(rewrite(value).as_deref(), Some(expected), "{value}");
        }
    }

    #[test]
    fn old_colours_are_left_alone() {
        for value in ["#fff", "#012345", "rgb(1,2,3)", "rgba(1,2,3,.5)", "hsl(1,2%,3%)", "red", "url(#a)", "\"#ffff\"", "fieldset"] {
            assert_eq!(rewrite(value), None, "{value}");
        }
    }
}
