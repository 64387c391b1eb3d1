//! Colours of CSS Color 4 and 5, in the words of 2011: `#rrggbb` and `rgba()`.
//!
//! What lies outside of sRGB is cut off at each channel, as Chromium does when it prints.

pub use super::colour_read::parse;
pub use super::colour_value::{Colour, Hue, Lowered, system};
use super::outcome::ValueContext;
use super::words::{self, call};
use super::{calc, length};

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
            let parts = [a, b, c, alpha].map(|part| match calc::plain_number(part, 1.0, context) {
                Some(x) if part == alpha => length::number(x),
                _ => part.trim_end_matches("deg").to_owned(),
            });
            Lowered::Written(format!("{name}({})", parts.join(", ")))
        }
        // `rgb(var(--parts) / 50%)` has its parts when the variable is put in, and sums are
        // reduced then.
        [a, b, c]
            if words::split(inner, b',').len() == 1
                && b != "/"
                && ![a, b, c].iter().any(|part| words::contains(part, "calc(")) =>
        {
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

/// Of an attribute nothing is known of where it stands.
const NOWHERE: ValueContext = ValueContext {
    width_px: 0.0,
    height_px: 0.0,
    root_px: 0.0,
    letters_in_px: false,
};

/// Whether a word is a colour, but for `currentcolor`.
pub fn is_colour(word: &str) -> bool {
    parse(word, &NOWHERE).is_some()
}

/// A colour in an attribute of a drawing as the engine knows it; `None` where it knows it, or it is none.
pub fn of_attribute(value: &str) -> Option<String> {
    match lower(value.trim(), &NOWHERE) {
        Lowered::Written(colour) => Some(colour),
        Lowered::AsWritten | Lowered::Guessed(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: ValueContext = ValueContext {
        width_px: 700.0,
        height_px: 1000.0,
        root_px: 16.0,
        letters_in_px: false,
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
            ("hsl(var(--h) 50% 50%)", "hsl(var(--h), 50%, 50%)"),
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
