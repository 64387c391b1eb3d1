//! What CLDR says of languages: how they write numbers, amounts, and dates. It is of the same
//! source as `Intl` of scripts (`scripts/prelude/cldr.mjs`), so that both write alike.

mod date;
mod decimal;
mod number;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

pub use date::{Moment, Style};
pub use decimal::Decimal;

/// A line for each language, and one for each variant with what differs.
const TABLE: &str = include_str!("table.txt");

/// Tags that speak as others do.
const PARENTS: &[(&str, &str)] = &[
    ("de-LI", "de-CH"),
    ("en-AU", "en-GB"),
    ("en-HK", "en-GB"),
    ("en-SG", "en-GB"),
    ("es-EC", "es-419"),
    ("es-PE", "es-419"),
    ("es-UY", "es-419"),
    ("es-VE", "es-419"),
    ("in", "id"),
    ("iw", "he"),
    ("no", "nb"),
    ("pt-AO", "pt-PT"),
    ("pt-MZ", "pt-PT"),
    ("zh-HK", "zh-Hant"),
    ("zh-MO", "zh-Hant"),
    ("zh-TW", "zh-Hant"),
];

/// A language as one writes it somewhere.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Locale {
    /// Where they are not those of ASCII.
    digits: Option<String>,
    /// Decimal, group, minus, percent.
    symbols: [String; 4],
    /// Decimal and group, where amounts have others.
    #[serde(rename = "inMoney")]
    in_money: Option<[String; 2]>,
    /// Digits before the first group mark at least.
    least: usize,
    decimal: String,
    percent: String,
    currency: String,
    signs: BTreeMap<String, String>,
    /// In full and short.
    months: [Vec<String>; 2],
    /// The same where they stand alone.
    alone: Option<[Vec<String>; 2]>,
    days: [Vec<String>; 2],
    #[serde(rename = "daysAlone")]
    days_alone: Option<[Vec<String>; 2]>,
    periods: [String; 2],
    era: String,
    /// Full, long, medium and short, as are those that follow.
    date: [String; 4],
    time: [String; 4],
    at: [String; 4],
    /// What is added to years.
    years: Option<i64>,
}

/// What is known of a tag such as `ko-KR`; of an unknown place what its language has.
pub fn find(tag: &str) -> Option<Locale> {
    let tag = canonical(tag)?;
    let parent = |tag: &str| {
        let found = PARENTS.iter().find(|(name, _)| *name == tag);
        found.map(|(_, parent)| (*parent).to_owned())
    };
    let known = line(&tag).map(|_| tag.clone());
    let tag = known.or_else(|| parent(&tag)).unwrap_or(tag);
    let language = tag.split('-').next().unwrap_or_default();
    let language = parent(language).unwrap_or_else(|| language.to_owned());
    let mut whole: Map<String, Value> = serde_json::from_str(line(&language)?).ok()?;
    let is_traditional = tag.contains("-Hant");
    let variant = match line(&tag) {
        Some(variant) => Some(variant),
        None if is_traditional => line("zh-Hant"),
        None => None,
    };
    if let Some(variant) = variant.filter(|_| tag != language) {
        let variant: Map<String, Value> = serde_json::from_str(variant).ok()?;
        for (key, value) in variant {
            match (whole.get_mut(&key), value) {
                (Some(Value::Object(base)), Value::Object(change)) => base.extend(change),
                (_, value) => {
                    whole.insert(key, value);
                }
            }
        }
    }
    serde_json::from_value(Value::Object(whole)).ok()
}

/// All tags of the table.
pub fn tags() -> impl Iterator<Item = &'static str> {
    TABLE
        .lines()
        .filter_map(|line| Some(line.split_once('\t')?.0))
}

fn line(tag: &str) -> Option<&'static str> {
    let mut lines = TABLE.lines().filter_map(|line| line.split_once('\t'));
    lines.find(|(name, _)| *name == tag).map(|(_, json)| json)
}

/// A tag as it is written: `ko-KR` for `ko_kr`.
fn canonical(tag: &str) -> Option<String> {
    let mut parts = tag.split(['-', '_']);
    let language = parts.next()?;
    let is_language = (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    if !is_language {
        return None;
    }
    let mut canonical = language.to_ascii_lowercase();
    for part in parts {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        canonical.push('-');
        match part.len() {
            4 => {
                canonical += &part[..1].to_ascii_uppercase();
                canonical += &part[1..].to_ascii_lowercase();
            }
            2 => canonical += &part.to_ascii_uppercase(),
            _ => canonical += &part.to_ascii_lowercase(),
        }
    }
    Some(canonical)
}

impl Locale {
    /// Digits as the language writes them.
    fn digits(&self, ascii: &str) -> String {
        let Some(digits) = &self.digits else {
            return ascii.to_owned();
        };
        let of = |c: char| {
            let at = c.to_digit(10);
            at.and_then(|at| digits.chars().nth(at as usize))
                .unwrap_or(c)
        };
        ascii.chars().map(of).collect()
    }
}

#[cfg(test)]
mod tests;
