//! Families, weights and features of fonts.

use std::collections::BTreeSet;

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

/// Fonts of East Asia that something else stands in for. Their own Latin letters are
/// those of the list's last resort.
const STOOD_IN: [&str; 36] = [
    "noto sans jp", "noto sans kr", "noto sans sc", "noto sans tc", "noto sans cjk", "noto serif jp", "noto serif kr",
    "noto serif sc", "noto serif tc", "noto serif cjk", "source han", "malgun", "맑은", "apple sd", "applegothic",
    "applemyungjo", "dotum", "돋움", "gulim", "굴림", "batang", "바탕", "meiryo", "メイリオ", "yu gothic", "yugothic",
    "yu mincho", "yumincho", "hiragino", "ms pgothic", "ms gothic", "ms mincho", "ms pmincho", "pingfang", "microsoft yahei", "simsun",
];

/// A list of families in which Latin letters do not come from what stands in for a
/// font of East Asia. `faces` are the families that the document brings along.
pub fn latin_first(value: &str, faces: &BTreeSet<String>) -> Option<String> {
    let bare = |name: &str| name.trim_matches(['"', '\'']).to_ascii_lowercase();
    let names = split(value, ',');
    let stands = |name: &&str| {
        let name = bare(name);
        STOOD_IN.iter().any(|start| name.starts_with(start)) && !faces.contains(&name)
    };
    let first = names.iter().position(|name| stands(&name))?;
    let latin = names.iter().find_map(|name| match bare(name).as_str() {
        "sans-serif" => Some("Arial"),
        "serif" => Some("Times New Roman"),
        "monospace" => Some("Courier New"),
        _ => None,
    });
    let mut out: Vec<&str> = names.clone();
    out.insert(first, latin.unwrap_or("Times New Roman"));
    Some(out.join(", "))
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
