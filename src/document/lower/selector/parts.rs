//! Where the parts of a selector stand, outside of strings, escapes and brackets, and
//! what is put between them.

/// A selector that matches only where another condition holds as well.
pub fn restricted(selector: &str, condition: &str) -> String {
    let end = pseudo_element(selector).unwrap_or(selector.len());
    let (subject, pseudo) = selector.split_at(end);
    format!("{subject}{condition}{pseudo}")
}

/// Whether a selector is one type, class, id, attribute or plain pseudo-class.
pub(super) fn is_simple(selector: &str) -> bool {
    let mut count = 0;
    let mut depth = 0;
    for (at, c) in selector.char_indices() {
        match c {
            '(' | '[' => {
                if depth == 0 && c == '[' {
                    count += 1;
                }
                depth += 1;
            }
            ')' | ']' => depth -= 1,
            _ if depth > 0 => {}
            '.' | '#' | ':' => count += 1,
            ' ' | '>' | '+' | '~' => return false,
            _ if at == 0 => count += 1,
            _ => {}
        }
    }
    count == 1
}

/// A selector up to its last combinator, and the compound behind it.
pub fn last_compound(selector: &str) -> (&str, &str) {
    let mut depth = 0;
    let mut at = 0;
    let mut escaped = false;
    for (i, c) in selector.char_indices() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match c {
            '\\' => escaped = true,
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ' ' | '>' | '+' | '~' if depth == 0 => at = i + 1,
            _ => {}
        }
    }
    selector.split_at(at)
}

pub(super) fn past_string(text: &str, at: usize) -> usize {
    let quote = text.as_bytes()[at];
    let mut i = at + 1;
    while let Some(&byte) = text.as_bytes().get(i) {
        match byte {
            b'\\' => i += 1,
            _ if byte == quote => return i + 1,
            _ => {}
        }
        i += 1;
    }
    text.len()
}

/// Where the bracket at `at` is closed.
pub(super) fn closing(text: &str, at: usize) -> usize {
    let mut depth = 0_usize;
    let mut i = at;
    let bytes = text.as_bytes();
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => i += 1,
            b'"' | b'\'' => {
                i = past_string(text, i);
                continue;
            }
            b'(' | b'[' => depth += 1,
            b')' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i;
                }
            }
            _ => {}
        }
        i += 1;
    }
    text.len().saturating_sub(1).max(at)
}

/// A nested selector with its parent put in for each `&`; `None` where it has none.
/// An `&` in a string or an attribute stays as it is.
pub fn with_parent(selector: &str, parent: &str) -> Option<String> {
    let bytes = selector.as_bytes();
    let (mut out, mut from, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' | b'\'' => {
                at = past_string(selector, at);
                continue;
            }
            b'[' => at = closing(selector, at),
            b'&' => {
                out += &selector[from..at];
                out += parent;
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    (from > 0).then(|| out + &selector[from..])
}

/// Where the pseudo-element of a selector stands. The engine knows it by one colon too.
pub(super) fn pseudo_element(selector: &str) -> Option<usize> {
    let bytes = selector.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' | b'\'' => {
                at = past_string(selector, at);
                continue;
            }
            b'[' | b'(' => at = closing(selector, at),
            b':' => {
                let tail = &selector[at + 1..];
                let names = [":", "before", "after", "first-line", "first-letter"];
                if names.iter().any(|name| tail.starts_with(name)) {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}
