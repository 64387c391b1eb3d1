//! Families, weights and features of fonts.

use std::collections::BTreeSet;

use super::parse::split;

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
