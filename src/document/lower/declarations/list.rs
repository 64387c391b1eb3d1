//! Markers of lists, and counters.

use super::outcome::{Family, Outcome};
use super::words::{is_string, split, words};

/// What browsers call markers that the engine does not know, and what is nearest.
const NEAREST: [(&str, &str); 14] = [
    ("cjk-decimal", "cjk-ideographic"),
    ("disclosure-closed", "disc"),
    ("disclosure-open", "disc"),
    ("korean-hangul-formal", "cjk-ideographic"),
    ("korean-hanja-formal", "cjk-ideographic"),
    ("korean-hanja-informal", "cjk-ideographic"),
    ("simp-chinese-formal", "cjk-ideographic"),
    ("trad-chinese-formal", "cjk-ideographic"),
    ("japanese-formal", "cjk-ideographic"),
    ("simp-chinese-informal", "cjk-ideographic"),
    ("trad-chinese-informal", "cjk-ideographic"),
    ("japanese-informal", "cjk-ideographic"),
    ("ethiopic-numeric", "decimal"),
    ("tamil", "decimal"),
];

/// What counts in signs of East Asia, behind which browsers write a comma of theirs.
const IDEOGRAPHIC: [&str; 14] = [
    "cjk-decimal",
    "cjk-earthly-branch",
    "cjk-heavenly-stem",
    "cjk-ideographic",
    "simp-chinese-informal",
    "trad-chinese-informal",
    "japanese-informal",
    "simp-chinese-formal",
    "trad-chinese-formal",
    "japanese-formal",
    "hiragana",
    "hiragana-iroha",
    "katakana",
    "katakana-iroha",
];

/// What counts in signs of Korea; behind them stands a comma and a blank.
const KOREAN: [&str; 3] = [
    "korean-hangul-formal",
    "korean-hanja-formal",
    "korean-hanja-informal",
];

pub fn lower(family: &Family<'_>) -> Option<Outcome> {
    let Family { name, value, .. } = *family;
    Some(match name {
        // Browsers do not know it either: an earlier value holds.
        "list-style" | "list-style-type" if family.lower.contains("symbols(") => Outcome::nothing(),
        "list-style" | "list-style-type" => {
            let mut lost = false;
            let mut marker = None;
            let kept: Vec<String> = words(value)
                .into_iter()
                .map(|word| {
                    let lower = word.to_ascii_lowercase();
                    if is_string(word) {
                        lost = true;
                        // The page puts the string in its place; nothing for an empty one.
                        return match word.len() <= 2 {
                            true => "none".to_owned(),
                            false => "disc".to_owned(),
                        };
                    }
                    if lower.starts_with("marker-of(") {
                        lost = true;
                        return "disc".to_owned();
                    }
                    let comma = match lower.as_str() {
                        word if IDEOGRAPHIC.contains(&word) => Some("、"),
                        word if KOREAN.contains(&word) => Some(", "),
                        _ => None,
                    };
                    if let Some(comma) = comma {
                        marker = Some(format!(
                            "marker-of(extends 0 \"\" \"{comma}\" \"\" {lower})"
                        ));
                    }
                    match NEAREST.iter().find(|(modern, _)| lower == *modern) {
                        Some((_, nearest)) => {
                            lost = true;
                            (*nearest).to_owned()
                        }
                        // A style that nobody has defined counts in figures.
                        None if !is_known(&lower) => "decimal".to_owned(),
                        None => word.to_owned(),
                    }
                })
                .collect();
            // The engine would write a point behind it.
            if let Some(marker) = marker {
                return Some(
                    Outcome::native(name.to_owned(), kept.join(" "))
                        .and(Outcome::page("list-style-type", marker)),
                );
            }
            match lost {
                false if kept.iter().zip(words(value)).all(|(a, b)| a == b) => {
                    Outcome::native(name.to_owned(), value)
                }
                false => Outcome::native(name.to_owned(), kept.join(" ")),
                // The page may set the string itself.
                true => Outcome::native(name.to_owned(), kept.join(" "))
                    .and(Outcome::page("list-style-type", value)),
            }
        }
        "list-style-position" | "list-style-image" => Outcome::native(name.to_owned(), value),
        // The engine counts forwards only: the page counts those by itself.
        "counter-set" => Outcome::page(name.to_owned(), value),
        "counter-increment" if words(value).iter().any(|word| word.starts_with('-')) => {
            Outcome::both(name.to_owned(), value)
        }
        "counter-increment" => Outcome::native(name.to_owned(), value),
        "content" => Outcome::native("content", value),
        "page" | "string-set" => Outcome::page(name.to_owned(), value),
        _ => return None,
    })
}

/// A value of `content` whose counters the engine can write, and whether one is only like what was
/// asked for. Of a style that it does not know it drops all of the declaration.
pub fn with_known_counters(value: &str) -> Option<(String, bool)> {
    // Numbers of items the page writes by itself.
    if !value.contains("counter") || value.contains("var(") || value.contains("list-item") {
        return None;
    }
    let (mut changed, mut like) = (false, false);
    let mut known = |word: &str| -> Option<String> {
        let (name, rest) = word.split_once('(')?;
        let at = match name.to_ascii_lowercase().as_str() {
            "counter" => 1,
            "counters" => 2,
            _ => return None,
        };
        let arguments = split(rest.strip_suffix(')')?, b',');
        let style = arguments.get(at)?.trim().to_ascii_lowercase();
        let nearest = NEAREST.iter().find(|(modern, _)| style == *modern);
        if nearest.is_none() && (is_known(&style) || is_string(&style)) {
            return None;
        }
        changed = true;
        like |= nearest.is_some();
        let style = nearest.map_or("decimal", |(_, nearest)| nearest);
        let others: Vec<&str> = arguments[..at].iter().map(|one| one.trim()).collect();
        Some(format!("{name}({}, {style})", others.join(", ")))
    };
    let told: Vec<String> = words(value)
        .into_iter()
        .map(|word| known(word).unwrap_or_else(|| word.to_owned()))
        .collect();
    changed.then(|| (told.join(" "), like))
}

/// Words of `list-style` that the engine knows.
fn is_known(word: &str) -> bool {
    const WORDS: [&str; 50] = [
        "afar",
        "amharic",
        "arabic-indic",
        "armenian",
        "bengali",
        "cambodian",
        "circle",
        "cjk-decimal",
        "cjk-earthly-branch",
        "cjk-heavenly-stem",
        "cjk-ideographic",
        "decimal",
        "decimal-leading-zero",
        "devanagari",
        "disc",
        "ethiopic-halehame",
        "footnotes",
        "georgian",
        "gujarati",
        "gurmukhi",
        "hangul",
        "hangul-consonant",
        "hebrew",
        "hiragana",
        "hiragana-iroha",
        "inherit",
        "initial",
        "inside",
        "kannada",
        "katakana",
        "katakana-iroha",
        "khmer",
        "lao",
        "lower-alpha",
        "lower-armenian",
        "lower-greek",
        "lower-latin",
        "lower-roman",
        "malayalam",
        "mongolian",
        "myanmar",
        "none",
        "outside",
        "persian",
        "square",
        "telugu",
        "thai",
        "tibetan",
        "upper-alpha",
        "upper-roman",
    ];
    WORDS.binary_search(&word).is_ok()
        || matches!(
            word,
            "upper-latin" | "upper-armenian" | "oriya" | "urdu" | "upper-greek"
        )
        || word.contains('(')
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{lost, native};
    use super::with_known_counters;

    #[test]
    fn markers_the_engine_knows_stay() {
        assert_eq!(native("list-style", "none"), "list-style:none");
        assert_eq!(native("list-style-type", "\"- \""), "list-style-type:disc");
        assert_eq!(native("list-style-type", "\"\""), "list-style-type:none");
        assert_eq!(lost("list-style-type", "\"- \""), None);
        assert_eq!(
            native("list-style-type", "--mine"),
            "list-style-type:decimal"
        );
        assert_eq!(lost("list-style-type", "lower-greek"), None);
        assert_eq!(native("list-style", "symbols(cyclic '*')"), "");
        assert_eq!(lost("list-style-type", "korean-hangul-formal"), None);
    }

    #[test]
    fn counters_are_written_in_what_the_engine_knows() {
        let told =
            |value: &str| with_known_counters(value).map(|(told, like)| format!("{told} {like}"));
        assert_eq!(told("counter(a) \": \""), None);
        assert_eq!(told("counter(a,hangul) counters(b, \", \", none)"), None);
        assert_eq!(
            told("\"(\" counter(a,circled-decimal) counters(b, \",\", nothing) \")\"").as_deref(),
            Some("\"(\" counter(a, decimal) counters(b, \",\", decimal) \")\" false")
        );
        assert_eq!(
            told("counter(a, Korean-Hangul-Formal)").as_deref(),
            Some("counter(a, cjk-ideographic) true")
        );
        assert_eq!(told("counter(a, var(--s))"), None);
        assert_eq!(told("\"counter(a, b)\""), None);
        assert_eq!(told("counter(, , ,"), None);
    }
}
