//! Whether browsers know a selector, and whether anything in a document can match it.

use super::parts::{closing, past_string};
use crate::document::lower::features;

/// Whether browsers know all pseudo-classes and pseudo-elements of a selector. They drop
/// a rule that has another, unless it stands in `:is()` or `:where()`.
pub fn is_known(selector: &str) -> bool {
    knows(selector, 8)
}

fn knows(selector: &str, depth: usize) -> bool {
    let bytes = selector.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' | b'\'' => at = past_string(selector, at),
            b'[' => at = closing(selector, at) + 1,
            b':' => {
                let double = bytes.get(at + 1) == Some(&b':');
                let start = at + 1 + usize::from(double);
                let end = selector[start..]
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                    .map_or(selector.len(), |end| start + end);
                let name = selector[start..end].to_ascii_lowercase();
                let known = match double {
                    true => features::pseudo_element(&name),
                    false => features::pseudo_class(&name),
                };
                if known.is_none() {
                    return false;
                }
                at = end;
                if bytes.get(end) == Some(&b'(') {
                    let close = closing(selector, end);
                    let inner = selector.get(end + 1..close).unwrap_or_default();
                    if matches!(name.as_str(), "not" | "has")
                        && (inner.trim().is_empty() || depth == 0 || !knows(inner, depth - 1))
                    {
                        return false;
                    }
                    at = close + 1;
                }
            }
            _ => at += 1,
        }
    }
    true
}

/// Each class, id and tag that a selector needs is among the words of the document.
pub fn may_match(selector: &str, has: &dyn Fn(&str) -> bool) -> bool {
    let bytes = selector.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'[' => at = closing(selector, at) + 1,
            b':' => {
                at += 1;
                while bytes
                    .get(at)
                    .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':'))
                {
                    at += 1;
                }
                if bytes.get(at) == Some(&b'(') {
                    at = closing(selector, at) + 1;
                }
            }
            b'.' | b'#' => {
                let mut word = String::new();
                let mut chars = selector[at + 1..].char_indices();
                let mut end = selector.len();
                while let Some((i, c)) = chars.next() {
                    if c == '\\' {
                        word.extend(chars.next().map(|(_, c)| c));
                    } else if c.is_alphanumeric() || matches!(c, '-' | '_') {
                        word.push(c);
                    } else {
                        end = at + 1 + i;
                        break;
                    }
                }
                // A name with other signs in it stands in the document in pieces.
                let pieces = word.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
                if !pieces.filter(|piece| !piece.is_empty()).all(has) {
                    return false;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    true
}
