//! Families, weights and features of fonts.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::declarations;
use super::parse::{Declaration, Item, split};
use crate::document::styles::font_rules::WEIGHTS;

/// Fonts of East Asia that something else stands in for. Their own Latin letters are
/// those of the list's last resort.
const STOOD_IN: [&str; 92] = [
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
    "pretendard",
    "spoqa han sans",
    "ibm plex sans kr",
    "ibm plex sans jp",
    "gothic a1",
    "suit",
    "본고딕",
    "본명조",
    "kopub",
    "ms ui gothic",
    "ＭＳ",
    "游",
    "ヒラギノ",
    "osaka",
    "ipa",
    "takao",
    "vl gothic",
    "nsimsun",
    "宋体",
    "新宋体",
    "simhei",
    "黑体",
    "微软",
    "dengxian",
    "等线",
    "kaiti",
    "stkaiti",
    "楷体",
    "fangsong",
    "stfangsong",
    "仿宋",
    "heiti",
    "stheiti",
    "stxihei",
    "华文",
    "stsong",
    "songti",
    "wenquanyi",
    "思源",
    "pmingliu",
    "mingliu",
    "新細明",
    "細明",
    "dfkai",
    "標楷",
    "microsoft jhenghei",
    "微軟",
    "lihei",
    "noto sans hk",
    "noto serif hk",
    "nanumsquare",
    "나눔스퀘어",
    "gungsuh",
    "궁서",
    "hy신명조",
    "hysinmyeongjo",
];

/// What is in the names of those that have serifs in Korean.
const MYEONGJO: [&str; 9] = [
    "batang",
    "바탕",
    "gungsuh",
    "궁서",
    "myungjo",
    "myeongjo",
    "명조",
    "serif cjk kr",
    "serif k",
];

/// Fonts that are there wherever the bundle is, by their own names or those of their twins.
const FONTS: [&str; 32] = [
    "arial",
    "helvetica",
    "times",
    "times new roman",
    "courier",
    "courier new",
    "calibri",
    "cambria",
    "carlito",
    "caladea",
    "liberation sans",
    "liberation serif",
    "liberation mono",
    "dejavu sans",
    "dejavu serif",
    "dejavu sans mono",
    "nanumgothic",
    "nanum gothic",
    "nanummyeongjo",
    "nanumgothiccoding",
    "nanum myeongjo",
    "나눔고딕",
    "나눔명조",
    "나눔고딕코딩",
    "nanum gothic coding",
    "nanum barun gothic",
    "nanumbarungothic",
    "vl pgothic",
    "droid sans fallback",
    "garuda",
    "lohit devanagari",
    "symbola",
];

/// Families that each system has a font for.
const KINDS: [&str; 9] = [
    "system-ui",
    "ui-sans-serif",
    "ui-serif",
    "ui-monospace",
    "sans-serif",
    "serif",
    "monospace",
    "cursive",
    "fantasy",
];

/// A list of families without those before a font that is there for which the bundle only has a
/// stand-in: where they are not installed, a browser takes the font that is there, or that the
/// document brings along. What stands in for a font of East Asia has letters that others lack.
fn own_first<'v>(names: Vec<&'v str>, faces: &BTreeSet<String>) -> Vec<&'v str> {
    let own = names.iter().position(|name| faces.contains(&bare(name)));
    let there = |name: &&str| faces.contains(&bare(name)) || FONTS.contains(&bare(name).as_str());
    let first = names.iter().position(there);
    let is_kept = |(at, name): &(usize, &str)| {
        let name = bare(name);
        is_at_hand(&name)
            || own.is_none_or(|own| *at >= own)
                && (first.is_none_or(|first| *at >= first) || is_stood_in(&name))
    };
    let kept = names.into_iter().enumerate();
    kept.filter(is_kept).map(|(_, name)| name).collect()
}

fn is_at_hand(name: &str) -> bool {
    FONTS.contains(&name) || KINDS.contains(&name)
}

fn is_stood_in(name: &str) -> bool {
    STOOD_IN.iter().any(|start| name.starts_with(start))
}

fn bare(name: &str) -> String {
    name.trim_matches(['"', '\'']).to_ascii_lowercase()
}

/// Whether a list of families asks for a font that something else stands in for.
pub fn asks_for_stand_in(value: &str) -> bool {
    split(value, ',')
        .iter()
        .any(|name| is_stood_in(&bare(name)))
}

/// A list of families in which Latin letters do not come from what stands in for a
/// font of East Asia. `faces` are the families that the document brings along.
pub fn latin_first(value: &str, faces: &BTreeSet<String>) -> Option<String> {
    let all = split(value, ',');
    let count = all.len();
    let names = own_first(all, faces);
    let stands = |name: &&str| {
        let name = bare(name);
        is_stood_in(&name) && !faces.contains(&name)
    };
    let Some(first) = names.iter().position(stands) else {
        return (names.len() < count).then(|| names.join(", "));
    };
    // Their Latin letters are those of the next family that is there.
    let latin = names[first..].iter().find_map(|name| {
        let plain = bare(name);
        match plain.as_str() {
            "sans-serif" => Some("Arial"),
            "serif" | "times" | "times new roman" => Some("Times New Roman"),
            "monospace" => Some("Courier New"),
            there if is_at_hand(there) || faces.contains(there) => Some(*name),
            _ => None,
        }
    });
    // A browser would end with its default font. What stands in is nearer to what was meant.
    let Some(latin) = latin else {
        return (names.len() < count).then(|| names.join(", "));
    };
    let latin = match latin {
        "Times New Roman" if has_myeongjo(names[first]) => "Times and Myeongjo",
        _ => latin,
    };
    let mut out: Vec<&str> = names.clone();
    out.insert(first, latin);
    Some(out.join(", "))
}

/// Whether NanumMyeongjo stands in for a font. It comes last where it is not named, and Times would be asked alone.
fn has_myeongjo(name: &str) -> bool {
    let name = bare(name);
    MYEONGJO.iter().any(|part| name.contains(part))
}

/// The same in the shorthand, whose families follow the size.
pub fn shorthand(value: &str, faces: &BTreeSet<String>) -> Option<String> {
    let is_size = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let words = split(value, ' ');
    // A weight is a number without a unit.
    let size = words
        .iter()
        .find(|word| is_size(word) && word.parse::<f64>().is_err())?;
    let at = value.find(*size)? + size.len();
    let (before, families) = value.split_at(at);
    Some(format!("{before} {}", latin_first(families.trim(), faces)?))
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
                // Whoever makes a font for each of its weights asks for the range.
                Some(weight) if value.trim().contains(' ') => format!("{weight};{WEIGHTS}:{value}"),
                Some(weight) => weight,
                None => continue,
            },
            "font-family" | "font-style" | "font-stretch" | "unicode-range" => value.clone(),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the fonts that the bundle has for East Asia.
    const EASTERN: [&str; 2] = ["VL PGothic", "Droid Sans Fallback"];

    #[test]
    fn fonts_that_are_there_are_taken_by_any_of_their_names() {
        let told = |value: &str| latin_first(value, &BTreeSet::new());
        for name in ["\"Nanum Myeongjo\"", "NanumMyeongjo", "나눔명조"] {
            let list = format!("\"Noto Serif KR\", {name}, serif");
            assert_eq!(told(&list), Some(format!("{name}, {list}")));
        }
    }

    #[test]
    fn fonts_that_are_there_come_before_stand_ins() {
        let own = BTreeSet::from(["mine".to_owned()]);
        for (list, expected) in [
            (
                "\"Noto Serif\", \"DejaVu Serif\", serif",
                Some("\"DejaVu Serif\", serif"),
            ),
            (
                "Menlo, 'Courier New', monospace",
                Some("'Courier New', monospace"),
            ),
            ("Mine, Georgia, Times", None),
            ("Georgia, Mine, Times", Some("Mine, Times")),
            ("Georgia, serif", None),
            ("Arial, Verdana", None),
        ] {
            assert_eq!(latin_first(list, &own).as_deref(), expected, "{list}");
        }
    }

    #[test]
    fn whatever_is_stood_in_for_has_the_latin_letters_of_the_next() {
        let fonts = include_str!("../../../vendor/fonts.conf");
        let mut count = 0;
        for line in fonts.lines().filter(|line| line.contains("\"assign\"")) {
            let mut names = line.split("<string>").skip(1);
            let mut name = || names.next()?.split("</string>").next();
            let (Some(name), Some(by)) = (name(), name()) else {
                continue;
            };
            if by == "NanumMyeongjo" && STOOD_IN.iter().any(|start| bare(name).starts_with(start)) {
                let told = latin_first(&format!("\"{name}\", Times, serif"), &BTreeSet::new());
                let expected = format!("Times and Myeongjo, \"{name}\", Times, serif");
                assert_eq!(told, Some(expected));
            }
            if EASTERN.contains(&by) && !EASTERN.contains(&name) {
                let told = latin_first(&format!("\"{name}\", serif"), &BTreeSet::new());
                let expected = format!("Times New Roman, \"{name}\", serif");
                assert_eq!(told, Some(expected));
                count += 1;
            }
        }
        assert!(count > 60, "{count}");
    }
}
