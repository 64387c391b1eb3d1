//! Pseudo-classes and pseudo-elements that stand for other selectors, which are written out.

use super::super::parse::split;
use super::matching::is_known;
use super::parts::last_compound;

/// A selector for each of a list.
pub(super) fn expanded(before: &str, list: &str, after: &str) -> Vec<String> {
    let (head, last) = last_compound(before);
    let mut out = Vec::new();
    for option in split(list, ',') {
        if option.is_empty() || !is_known(option) {
            continue;
        }
        let (ancestors, own) = last_compound(option);
        if last.is_empty() {
            out.push(format!("{head}{option}{after}"));
            continue;
        }
        let starts_with_type = own.starts_with(|c: char| c.is_alphabetic() || c == '*');
        let has_type = last.starts_with(|c: char| c.is_alphabetic() || c == '*');
        let merged = match (starts_with_type, has_type) {
            (false, _) => format!("{last}{own}"),
            (true, false) => format!("{own}{last}"),
            (true, true) => {
                let kind = |text: &str| {
                    text.split(['.', '#', '[', ':'])
                        .next()
                        .unwrap_or_default()
                        .to_ascii_lowercase()
                };
                if kind(own) != kind(last) {
                    continue;
                }
                let rest = &own[kind(own).len()..];
                format!("{last}{rest}")
            }
        };
        out.push(format!("{head}{ancestors}{merged}{after}"));
    }
    out
}

/// Shadows are in the page, so a part is an element within its host. It weighs more than all that the
/// shadow says of it.
pub(super) fn part(before: &str, names: &str, after: &str) -> Option<String> {
    let names = names.split_ascii_whitespace();
    let is_name = |name: &&str| {
        let mut letters = name.chars();
        letters.all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let marks: String = names
        .filter(is_name)
        .map(|name| format!("[part~=\"{name}\"]"))
        .collect();
    (!marks.is_empty()).then(|| format!("{before} {}{after}", marks.repeat(4)))
}
