//! Fonts: names that stand for the system's own, weights, and features.

use super::length;
use super::outcome::{Family, Outcome, ValueContext};
use super::words::{self, split, words};

pub fn lower(family: &Family<'_>) -> Option<Outcome> {
    let Family {
        name, value, lower, ..
    } = *family;
    Some(match name {
        "font-family" => Outcome::native("font-family", families(value)),
        "font-weight" => Outcome::native("font-weight", weight(value)),
        "font-style" => match lower.starts_with("oblique ") {
            true => Outcome::native("font-style", "oblique"),
            false => Outcome::native("font-style", value),
        },
        "font-size" => match lower {
            "xxx-large" => Outcome::native("font-size", "48px"),
            "math" => Outcome::nothing(),
            // The engine takes the `ex` of a size for one in dots of the layout.
            _ => match length::dimension(lower) {
                Some((size, "ex")) => {
                    Outcome::native("font-size", format!("{}em", length::number(size * 0.528)))
                }
                _ => Outcome::native("font-size", in_px(value, family.context)),
            },
        },
        "font" if family.context.letters_in_px && lower.contains("rem") => {
            let mut all = value.to_owned();
            for word in words(value) {
                all = all.replacen(word, &in_px(word, family.context), 1);
            }
            shorthand(&all, lower)
        }
        "font" => shorthand(value, lower),
        "font-variant" | "font-variant-caps" => variant(lower),
        _ => return None,
    })
}

/// A size in `rem`, with what may stand behind it, in pixels.
fn in_px(value: &str, context: &ValueContext) -> String {
    let size = value.find("rem").filter(|_| context.letters_in_px);
    let size = size.and_then(|at| Some((value[..at].parse::<f64>().ok()?, &value[at + 3..])));
    match size {
        Some((size, rest)) if rest.is_empty() || rest.starts_with('/') => {
            format!("{}px{rest}", length::number(size * context.root_px))
        }
        _ => value.to_owned(),
    }
}

/// Names that systems give their own fonts, and which of ours browsers would take.
fn family(name: &str) -> Option<&'static str> {
    let plain = words::unquoted(name).trim().to_ascii_lowercase();
    Some(match plain.as_str() {
        "system-ui" | "ui-sans-serif" | "-apple-system" | "blinkmacsystemfont" | "ui-rounded" => {
            "\"Liberation Sans\""
        }
        "ui-monospace" => "\"Liberation Mono\"",
        "ui-serif" => "\"Liberation Serif\"",
        "math" | "fangsong" => "serif",
        "emoji" => "Symbola",
        _ => return None,
    })
}

/// Chromium finds no font under the names that only Apple's systems have: the next in
/// the list is taken. `system-ui` is found.
fn families(value: &str) -> String {
    let all = split(value, b',');
    if !all.iter().any(|name| family(name).is_some()) {
        return value.to_owned();
    }
    let is_last = |i: usize| i + 1 == all.len();
    let kept: Vec<String> = all
        .iter()
        .enumerate()
        .filter_map(|(i, name)| match family(name) {
            None => Some((*name).to_owned()),
            Some(ours) => {
                let plain = words::unquoted(name).to_ascii_lowercase();
                let found = plain == "system-ui" && !words::is_string(name);
                (found || is_last(i)).then(|| ours.to_owned())
            }
        })
        .collect();
    kept.join(", ")
}

/// The engine knows the hundreds. Between them, fonts are found as CSS Fonts 4 says: from
/// 400 to 500 first above, below it first below, beyond it first above.
pub fn weight(value: &str) -> String {
    match value.trim().parse::<f64>() {
        Ok(x)
            if (1.0..=1000.0).contains(&x)
                && !matches!(value.as_bytes(), [b'1'..=b'9', b'0', b'0']) =>
        {
            let hundreds = x / 100.0;
            let hundreds = if x < 400.0 {
                hundreds.floor()
            } else {
                hundreds.ceil()
            };
            length::number(hundreds.clamp(1.0, 9.0) * 100.0)
        }
        _ => value.to_owned(),
    }
}

fn shorthand(value: &str, lower: &str) -> Outcome {
    if matches!(
        lower,
        "caption" | "icon" | "menu" | "message-box" | "small-caption" | "status-bar"
    ) {
        return Outcome::native("font", "13.333px \"Liberation Sans\"");
    }
    let mut parts = split(value, b',');
    let first = words(parts[0]);
    // The size is the first that is a length; behind it stand line height and families.
    let Some(at) = first.iter().position(|word| is_size(word)) else {
        return Outcome::native("font", value);
    };
    let mut changed = false;
    let mut variant = "normal";
    let mut kept: Vec<String> = Vec::new();
    let mut words_before = first[..at].iter().peekable();
    while let Some(word) = words_before.next() {
        let lower = word.to_ascii_lowercase();
        match lower.as_str() {
            _ if lower.parse::<f64>().is_ok() => {
                let weight = weight(word);
                changed |= weight != *word;
                kept.push(weight);
            }
            "oblique" => {
                kept.push(lower);
                if words_before.next_if(|next| next.ends_with("deg")).is_some() {
                    changed = true;
                }
            }
            "condensed" | "expanded" | "semi-condensed" | "semi-expanded" | "extra-condensed"
            | "extra-expanded" | "ultra-condensed" | "ultra-expanded" => {
                changed = true;
            }
            "small-caps" => {
                changed = true;
                variant = "small-caps";
            }
            _ => kept.push((*word).to_owned()),
        }
    }
    let (size, mut rest) = (first[at], &first[at + 1..]);
    let mut size = size.to_owned();
    if let ["/", height, after @ ..] = rest {
        size = format!("{size}/{height}");
        rest = after;
    }
    let name = rest.join(" ");
    parts[0] = &name;
    let all = parts.join(", ");
    let fonts = families(&all);
    changed |= fonts != all;
    let outcome = match changed {
        true => {
            kept.push(size);
            Outcome::native("font", format!("{} {fonts}", kept.join(" ")))
        }
        false => Outcome::native("font", value),
    };
    outcome.and(Outcome::page("font-variant", variant))
}

fn is_size(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    length::dimension(&lower)
        .is_some_and(|(x, unit)| (!unit.is_empty() && unit != "deg") || x == 0.0)
        || matches!(
            lower.as_str(),
            "xx-small"
                | "x-small"
                | "small"
                | "medium"
                | "large"
                | "x-large"
                | "xx-large"
                | "smaller"
                | "larger"
        )
        || lower.contains('(')
}

/// The page draws small capitals. The engine draws them only where the same font was not
/// used without them before.
fn variant(lower: &str) -> Outcome {
    let small = [
        "small-caps",
        "all-small-caps",
        "petite-caps",
        "all-petite-caps",
    ];
    let word = match words(lower).iter().any(|word| small.contains(word)) {
        true => "small-caps",
        false if matches!(lower, "normal" | "none") => "normal",
        false => return Outcome::nothing(),
    };
    Outcome::page("font-variant", word)
}

/// `src` of `@font-face` without the hints that the engine stumbles over: it reads WOFF 2
/// but not by that name.
pub fn source(value: &str) -> String {
    let sources: Vec<String> = split(value, b',')
        .into_iter()
        .map(|source| {
            let kept: Vec<_> = words(source)
                .into_iter()
                .filter(|word| {
                    words::call_of(word, "format").is_none()
                        && words::call_of(word, "tech").is_none()
                })
                .collect();
            kept.join(" ")
        })
        .collect();
    sources.join(", ")
}

/// A descriptor of `@font-face` for the engine; `None` where it is dropped.
pub fn descriptor(name: &str, value: &str) -> Option<String> {
    Some(match name {
        "src" => source(value),
        "font-family" | "unicode-range" => value.to_owned(),
        "font-weight" => match words(value)[..] {
            // A variable font: the engine has its normal weight, and would embolden it.
            [low, high] => match (low.parse::<f64>(), high.parse::<f64>()) {
                (Ok(low), Ok(high)) if low <= 400.0 && high >= 400.0 => "400".to_owned(),
                (Ok(low), _) => weight(&length::number(low)),
                _ => return None,
            },
            _ => weight(value),
        },
        "font-style" => match value
            .get(..7)
            .is_some_and(|word| word.eq_ignore_ascii_case("oblique"))
        {
            true => "oblique".to_owned(),
            false => value.to_owned(),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{lost, native, page};
    use super::*;

    #[test]
    fn names_of_systems_become_fonts_of_ours() {
        for (value, expected) in [
            ("Arial, sans-serif", "Arial, sans-serif"),
            ("system-ui, sans-serif", "\"Liberation Sans\", sans-serif"),
            (
                "-apple-system, BlinkMacSystemFont, \"Segoe UI\", Roboto, serif",
                "\"Segoe UI\", Roboto, serif",
            ),
            (
                "ui-monospace, SFMono-Regular, monospace",
                "SFMono-Regular, monospace",
            ),
            ("-apple-system", "\"Liberation Sans\""),
        ] {
            assert_eq!(
                native("font-family", value),
                format!("font-family:{expected}")
            );
        }
    }

    #[test]
    fn weights_are_hundreds() {
        for (value, expected) in [
            ("550", "600"),
            ("450", "500"),
            ("350", "300"),
            ("700", "700"),
            ("bolder", "bolder"),
            ("1000", "900"),
            ("50", "100"),
        ] {
            assert_eq!(
                native("font-weight", value),
                format!("font-weight:{expected}")
            );
        }
    }

    #[test]
    fn the_shorthand_is_kept_where_it_can_be() {
        for (value, expected) in [
            ("12px/1.5 Arial", "12px/1.5 Arial"),
            (
                "italic 550 1em/1.2 system-ui, serif",
                "italic 600 1em/1.2 \"Liberation Sans\", serif",
            ),
            ("oblique 10deg 12px a b", "oblique 12px a b"),
            ("bold calc(1px + 1px) x", "bold 2px x"),
        ] {
            assert_eq!(native("font", value), format!("font:{expected}"));
        }
    }

    #[test]
    fn features_are_told_unless_harmless() {
        assert_eq!(lost("font-variant-numeric", "tabular-nums"), None);
        assert_eq!(
            lost("font-feature-settings", "\"kern\" 1, \"liga\" on"),
            None
        );
        assert_eq!(
            lost("font-feature-settings", "\"ss01\"").as_deref(),
            Some("font-feature-settings: \"ss01\"")
        );
        assert_eq!(
            page("font-variant-caps", "small-caps"),
            "font-variant:small-caps"
        );
    }

    #[test]
    fn sources_lose_their_hints() {
        assert_eq!(
            source("local(\"A\"), url(a.woff2)format(\"woff2\") tech(variations), url(b.ttf)"),
            "local(\"A\"), url(a.woff2), url(b.ttf)"
        );
        assert_eq!(descriptor("font-weight", "100 900").as_deref(), Some("400"));
        assert_eq!(descriptor("font-display", "swap"), None);
    }
}
