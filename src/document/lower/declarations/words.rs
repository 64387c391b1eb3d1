//! The words of a CSS value: split where a browser splits them, outside of quotes,
//! parentheses and brackets.

use std::borrow::Cow;

/// Splits at white space. A slash is a word of its own, and so are strings, functions
/// and brackets where minified CSS lets them touch their neighbours.
pub fn words(value: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = None;
    let mut scan = Scan::new(value);
    while let Some((at, byte)) = scan.next_top() {
        let close = |start: &mut Option<usize>, found: &mut Vec<_>, end: usize| {
            if let Some(from) = start.take() {
                found.push(&value[from..end]);
            }
        };
        match byte {
            b if b.is_ascii_whitespace() => close(&mut start, &mut found, at),
            b'/' => {
                close(&mut start, &mut found, at);
                found.push(&value[at..=at]);
            }
            b'"' | b'\'' | b'[' => {
                close(&mut start, &mut found, at);
                found.push(&value[at..scan.at]);
            }
            b'(' => {
                found.push(&value[start.take().unwrap_or(at)..scan.at]);
            }
            _ => {
                start.get_or_insert(at);
            }
        }
    }
    if let Some(from) = start {
        found.push(&value[from..]);
    }
    found
}

/// Splits at one byte, such as a comma; the parts are trimmed.
pub fn split(value: &str, at: u8) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut scan = Scan::new(value);
    while let Some((position, byte)) = scan.next_top() {
        if byte == at {
            found.push(value[start..position].trim());
            start = position + 1;
        }
    }
    found.push(value[start..].trim());
    found
}

/// Name (as written) and arguments of a value that is one function.
pub fn call(value: &str) -> Option<(&str, &str)> {
    let value = value.trim();
    let open = value.find('(')?;
    let name = &value[..open];
    if name.is_empty() || !name.bytes().all(is_name) {
        return None;
    }
    let mut scan = Scan::new(value);
    scan.at = open;
    scan.next_top();
    let inner = value[open + 1..].strip_suffix(')')?;
    (scan.at == value.len())
        .then(|| inner.trim())
        .map(|inner| (name, inner))
}

/// The arguments of `name(...)`.
pub fn call_of<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    call(value).and_then(|(found, inner)| found.eq_ignore_ascii_case(name).then_some(inner))
}

pub fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

pub fn is_string(word: &str) -> bool {
    word.starts_with(['"', '\''])
}

/// Whether `text` contains this, which is in lower case.
pub fn contains(text: &str, lower: &str) -> bool {
    let (text, lower) = (text.as_bytes(), lower.as_bytes());
    let mut windows = text.windows(lower.len());
    windows.any(|window| window.eq_ignore_ascii_case(lower))
}

/// The text of a string without its quotes.
pub fn unquoted(word: &str) -> &str {
    let inner = word.strip_prefix(['"', '\'']).unwrap_or(word);
    inner.strip_suffix(['"', '\'']).unwrap_or(inner)
}

/// Comments become blanks.
pub fn without_comments(value: &str) -> Cow<'_, str> {
    if !value.contains("/*") {
        return value.into();
    }
    let mut out = String::with_capacity(value.len());
    let mut scan = Scan::new(value);
    scan.flat = true;
    while let Some((at, byte)) = scan.next_top() {
        if byte == b'/' && value[at..].starts_with("/*") {
            scan.at = value[at + 2..]
                .find("*/")
                .map_or(value.len(), |end| at + 2 + end + 2);
            out.push(' ');
        } else {
            out.push_str(&value[at..scan.at]);
        }
    }
    out.into()
}

/// Walks over a value. Strings, escapes and (unless `flat`) whatever stands in
/// parentheses or brackets come as one step that is told by its first byte.
pub struct Scan<'a> {
    value: &'a [u8],
    pub at: usize,
    flat: bool,
}

impl<'a> Scan<'a> {
    pub fn new(value: &'a str) -> Self {
        Self {
            value: value.as_bytes(),
            at: 0,
            flat: false,
        }
    }

    /// Where the next step begins, and its first byte. `at` then stands behind it.
    pub fn next_top(&mut self) -> Option<(usize, u8)> {
        let start = self.at;
        let &byte = self.value.get(start)?;
        match byte {
            b'(' | b'[' if !self.flat => self.skip_nested(),
            b'"' | b'\'' => self.skip_string(byte),
            b'\\' => self.skip_escape(),
            _ => {
                self.at += 1;
                while self.value.get(self.at).is_some_and(|b| *b & 0xC0 == 0x80) {
                    self.at += 1;
                }
            }
        }
        Some((start, byte))
    }

    fn skip_nested(&mut self) {
        let mut depth = 0_usize;
        while let Some(&byte) = self.value.get(self.at) {
            match byte {
                b'(' | b'[' => depth += 1,
                b')' | b']' => depth -= 1,
                b'"' | b'\'' => {
                    self.skip_string(byte);
                    continue;
                }
                b'\\' => {
                    self.skip_escape();
                    continue;
                }
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    fn skip_string(&mut self, quote: u8) {
        self.at += 1;
        while let Some(&byte) = self.value.get(self.at) {
            match byte {
                b'\\' => self.skip_escape(),
                _ => self.at += 1,
            }
            if byte == quote {
                return;
            }
        }
    }

    /// A backslash and the character behind it.
    fn skip_escape(&mut self) {
        self.at += 1;
        if self.at < self.value.len() {
            self.at += 1;
            while self.value.get(self.at).is_some_and(|b| *b & 0xC0 == 0x80) {
                self.at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_words_as_browsers_do() {
        assert_eq!(words(" a  b(c d) e/f "), ["a", "b(c d)", "e", "/", "f"]);
        assert_eq!(words("url(a b)no-repeat"), ["url(a b)", "no-repeat"]);
        assert_eq!(
            words("\"a b\"\"c\"1fr[x y]"),
            ["\"a b\"", "\"c\"", "1fr", "[x y]"]
        );
        assert_eq!(words("(a"), ["(a"]);
        assert_eq!(words("é\\ b c"), ["é\\ b", "c"]);
    }

    #[test]
    fn splits_outside_of_quotes_and_parentheses() {
        assert_eq!(
            split("a, b(c,d) ,\"e,f\"", b','),
            ["a", "b(c,d)", "\"e,f\""]
        );
        assert_eq!(call("RGB(1 , 2)"), Some(("RGB", "1 , 2")));
        assert_eq!(call("a(b) c(d)"), None);
        assert_eq!(call("a(b"), None);
        assert_eq!(without_comments("a/* b */c \"/* d */\""), "a c \"/* d */\"");
        assert_eq!(without_comments("a /*"), "a  ");
    }

    #[test]
    fn never_panics_on_broken_values() {
        for value in [
            "\\", "\"\\", "(\\", "é", "[é", ")", "]", "a\\é", "\"é", "(((", "/*/",
        ] {
            words(value);
            split(value, b',');
            call(value);
            without_comments(value);
        }
    }
}
