//! Families, weights and features of fonts.

use super::parse::split;
use super::value::Outcome;

/// The engine tells but two weights of a family apart.
pub fn weight(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(x) if x < 550.0 => "400".to_owned(),
        Ok(_) => "700".to_owned(),
        Err(_) => match value {
            "bolder" => "700".to_owned(),
            "lighter" => "400".to_owned(),
            other => other.to_owned(),
        },
    }
}

/// Names for whatever font a system likes best, as a browser resolves them here.
pub fn family(value: &str) -> String {
    let names: Vec<String> = split(value, ',')
        .into_iter()
        .map(|name| {
            let bare = name.trim_matches(['"', '\'']).to_ascii_lowercase();
            match bare.as_str() {
                "system-ui" | "ui-sans-serif" | "-apple-system" | "blinkmacsystemfont" | "ui-rounded" | "math" | "emoji" | "fangsong" => {
                    "sans-serif".to_owned()
                }
                "ui-serif" => "serif".to_owned(),
                "ui-monospace" => "monospace".to_owned(),
                _ => name.to_owned(),
            }
        })
        .collect();
    // What is unknown to a browser is skipped there; the engine would stop at it.
    let known = names.iter().enumerate().filter(|(i, name)| {
        let given = split(value, ',')[*i].trim_matches(['"', '\'']).to_ascii_lowercase();
        let is_apple = matches!(given.as_str(), "-apple-system" | "blinkmacsystemfont" | "ui-sans-serif" | "ui-serif" | "ui-monospace" | "ui-rounded");
        !is_apple || *i + 1 == names.len() || names.len() == 1 || name.is_empty()
    });
    let known: Vec<_> = known.map(|(_, name)| name.clone()).collect();
    known.join(", ")
}

/// The shorthand with what the engine knows of it.
pub fn shorthand(value: &str) -> Outcome {
    let lower = value.to_ascii_lowercase();
    if matches!(lower.as_str(), "caption" | "icon" | "menu" | "message-box" | "small-caption" | "status-bar") {
        return Outcome::native("font", value);
    }
    let words = split(value, ' ');
    // The size is the first length; what follows is the family.
    let is_size = |word: &str| {
        let word = word.split('/').next().unwrap_or(word);
        super::length::dimension(word).is_some_and(|(_, unit)| !unit.is_empty())
            || matches!(word.to_ascii_lowercase().as_str(), "xx-small" | "x-small" | "small" | "medium" | "large" | "x-large" | "xx-large" | "smaller" | "larger")
    };
    let Some(at) = words.iter().position(|word| is_size(word)) else {
        return Outcome::native("font", value);
    };
    let mut out: Vec<String> = Vec::new();
    for word in &words[..at] {
        let lower = word.to_ascii_lowercase();
        match lower.as_str() {
            "normal" | "italic" | "oblique" | "small-caps" | "bold" | "bolder" | "lighter" => out.push(lower),
            _ if lower.parse::<f64>().is_ok() => out.push(weight(&lower)),
            _ => {}
        }
    }
    let mut rest = words[at..].iter();
    let mut size = rest.next().copied().unwrap_or_default().to_owned();
    let mut family_words: Vec<&str> = rest.copied().collect();
    if family_words.first() == Some(&"/") && family_words.len() > 1 {
        size = format!("{size}/{}", family_words[1]);
        family_words.drain(..2);
    } else if let Some(height) = family_words.first().and_then(|w| w.strip_prefix('/')).map(str::to_owned) {
        size = format!("{size}/{height}");
        family_words.remove(0);
    } else if size.ends_with('/') && !family_words.is_empty() {
        size += family_words.remove(0);
    }
    out.push(size);
    out.push(family(&family_words.join(" ")));
    Outcome::native("font", out.join(" "))
}

/// Features that change nothing that is seen, or but a little.
pub fn is_harmless_feature(value: &str) -> bool {
    const WORDS: [&str; 16] = [
        "normal", "auto", "none", "kern", "liga", "common-ligatures", "contextual", "calt", "lining-nums",
        "tabular-nums", "lnum", "tnum", "opsz", "text", "no-common-ligatures", "slashed-zero-none",
    ];
    value
        .split([',', ' '])
        .map(|word| word.trim_matches(['"', '\'']))
        .filter(|word| !word.is_empty() && !matches!(*word, "on" | "off") && word.parse::<f64>().is_err())
        .all(|word| WORDS.contains(&word) || word == "ss01" || word.starts_with("cv"))
}
