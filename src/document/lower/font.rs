//! Families, weights and features of fonts.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::declarations;
use super::parse::{Declaration, Item, split};

/// Fonts of East Asia that something else stands in for. Their own Latin letters are
/// those of the list's last resort.
const STOOD_IN: [&str; 36] = [
    "noto sans jp",
    "noto sans kr",
    "noto sans sc",
    "noto sans tc",
    "noto sans cjk",
    "noto serif jp",
    "noto serif kr",
    "noto serif sc",
    "noto serif tc",
    "noto serif cjk",
    "source han",
    "malgun",
    "맑은",
    "apple sd",
    "applegothic",
    "applemyungjo",
    "dotum",
    "돋움",
    "gulim",
    "굴림",
    "batang",
    "바탕",
    "meiryo",
    "メイリオ",
    "yu gothic",
    "yugothic",
    "yu mincho",
    "yumincho",
    "hiragino",
    "ms pgothic",
    "ms gothic",
    "ms mincho",
    "ms pmincho",
    "pingfang",
    "microsoft yahei",
    "simsun",
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
    let first = names.iter().position(stands)?;
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

/// The engine tells but two weights of a family apart: others are those of the nearer.
pub fn two_weights(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(weight) if weight < 550.0 => "400".to_owned(),
        Ok(_) => "700".to_owned(),
        Err(_) => value.to_owned(),
    }
}

/// A font face without what the engine would refuse it for.
pub fn face(items: &[Item]) -> String {
    let mut text = String::new();
    for item in items {
        let Item::Declaration(Declaration { name, value, .. }) = item else {
            continue;
        };
        let value = match name.as_str() {
            "src" => {
                let sources: Vec<_> = split(value, ',')
                    .into_iter()
                    .map(source)
                    .filter(|one| !is_empty_data(one))
                    .collect();
                if sources.is_empty() {
                    // Text in a face without a font is not printed at all.
                    return String::new();
                }
                sources.join(", ")
            }
            "font-weight" => match declarations::font_face_descriptor(name, value) {
                Some(weight) => weight,
                None => continue,
            },
            "font-family" | "font-style" | "unicode-range" => value.clone(),
            _ => continue,
        };
        let _ = write!(text, "{name}:{value};");
    }
    text
}

pub fn face_family(rule: &str) -> Option<String> {
    let (_, rest) = rule.split_once("font-family:")?;
    let name = rest.split([';', '}']).next()?;
    Some(name.trim().trim_matches(['"', '\'']).to_ascii_lowercase())
}

/// Whether a source is data that can be no font.
pub fn is_empty_data(source: &str) -> bool {
    let url = source
        .trim_start_matches("url(")
        .trim_start_matches(['"', '\'']);
    url.starts_with("data:") && url.len() < 100
}

/// One source of a face without hints: the engine knows formats that it refuses by name.
pub fn source(source: &str) -> String {
    let words = split(source, ' ').into_iter();
    words
        .filter(|word| !word.starts_with("format(") && !word.starts_with("tech("))
        .collect::<Vec<_>>()
        .join(" ")
}
