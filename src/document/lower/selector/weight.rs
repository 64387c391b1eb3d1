//! What a selector weighs in the cascade, and how it is made to weigh more.

use super::parts::{closing, pseudo_element};
use crate::document::lower::parse::split;

/// Ids, classes and types of a selector as CSS weighs it.
pub fn specificity(selector: &str) -> u32 {
    weigh(selector, 8)
}

fn weigh(selector: &str, depth: u32) -> u32 {
    const ID: u32 = 1_000_000;
    const CLASS: u32 = 1000;
    if depth == 0 {
        return 0;
    }
    let most = |list: &str| {
        split(list, ',')
            .into_iter()
            .map(|one| weigh(one, depth - 1))
            .max()
            .unwrap_or(0)
    };
    let bytes = selector.as_bytes();
    let (mut sum, mut at, mut new) = (0_u32, 0, true);
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'\\' => at += 1,
            b'#' => sum += ID,
            b'.' => sum += CLASS,
            b'[' => {
                sum += CLASS;
                at = closing(selector, at);
            }
            b':' => {
                let double = bytes.get(at + 1) == Some(&b':');
                let start = at + 1 + usize::from(double);
                let end = selector[start..]
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                    .map_or(selector.len(), |e| start + e);
                let name = &selector[start..end];
                let argument = (bytes.get(end) == Some(&b'(')).then(|| {
                    selector
                        .get(end + 1..closing(selector, end))
                        .unwrap_or_default()
                });
                sum += match (name, argument) {
                    _ if double => 1,
                    ("before" | "after" | "first-line" | "first-letter", None) => 1,
                    ("is" | "not" | "has" | "matches" | "-webkit-any", Some(list)) => most(list),
                    ("where", _) => 0,
                    ("nth-child" | "nth-last-child", Some(inner)) if inner.contains(" of ") => {
                        CLASS + most(inner.split_once(" of ").map_or("", |(_, list)| list))
                    }
                    _ => CLASS,
                };
                at = if argument.is_some() {
                    closing(selector, end)
                } else {
                    end - 1
                };
            }
            b' ' | b'>' | b'+' | b'~' => {
                new = true;
                at += 1;
                continue;
            }
            _ if new && (byte.is_ascii_alphabetic() || byte >= 0x80 || byte == b'_') => sum += 1,
            _ => {}
        }
        new = false;
        at += 1;
    }
    sum.min(999 * ID)
}

/// A selector that weighs one class more. The class that stands for a selector has a
/// weight of its own; with this all others have it too.
pub fn weighted(selector: &str) -> String {
    let end = pseudo_element(selector).unwrap_or(selector.len());
    let (subject, pseudo) = selector.split_at(end);
    // The class that stands for a container's condition is one that it does not weigh.
    match subject.contains(".h2p-q") {
        true => selector.to_owned(),
        false => format!("{subject}:not(.h2p){pseudo}"),
    }
}

/// A selector that weighs more by so many ids, for the layers of a cascade: the engine
/// knows none, and goes by weight alone.
pub fn raised(selector: &str, ids: usize) -> String {
    padded(selector, ids, 0, 0)
}

/// A selector that weighs more by so many ids, classes and types.
pub fn padded(selector: &str, ids: usize, classes: usize, types: usize) -> String {
    let end = pseudo_element(selector).unwrap_or(selector.len());
    let (subject, pseudo) = selector.split_at(end);
    let more = [
        (":not(#h2p)", ids),
        (":not(.h2pw)", classes),
        (":not(h2p)", types),
    ];
    let more: String = more.map(|(one, count)| one.repeat(count)).concat();
    format!("{subject}{more}{pseudo}")
}

/// How many ids a selector has.
pub fn ids(selector: &str) -> usize {
    (specificity(selector) / 1_000_000) as usize
}
