//! Text as people and markup read it: quoted in a message, escaped, visible or not.

use std::borrow::Cow;
use std::fmt::Write;

use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Base64 as people and programs write it: with or without padding.
pub const LENIENT_BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// JSON whose letters are all ASCII. The engine reads arguments as Latin-1.
pub fn json_in_ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

/// A caller's value, short enough to be repeated in a message.
pub fn excerpt(value: &str) -> String {
    const LONGEST: usize = 40;
    let mut short: String = value
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if value.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}

/// What a library or a process said, short enough for the log and on one line.
pub fn log_excerpt(text: &str) -> String {
    const LONGEST: usize = 1000;
    let text = text.trim();
    let cut = text.floor_char_boundary(LONGEST);
    let more = if cut < text.len() { "…" } else { "" };
    let escaped: String = text[..cut].chars().map(escaped_control).collect();
    escaped + more
}

/// The end of what a process wrote, where its last words are; short enough for the
/// log, which writes a field of text on one line.
pub fn log_tail(output: &[u8]) -> String {
    const LONGEST: usize = 2000;
    let output = output.trim_ascii();
    let cut = output.len().saturating_sub(LONGEST);
    let more = if cut > 0 { "…" } else { "" };
    format!("{more}{}", String::from_utf8_lossy(&output[cut..]))
}

fn escaped_control(c: char) -> String {
    match c.is_control() {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    }
}

/// An error and all that it was caused by.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

/// A number of pages, as one says it.
pub fn pages(count: u64) -> String {
    match count {
        1 => "1 page".to_owned(),
        _ => format!("{count} pages"),
    }
}

/// Text as HTML or XML shows it, in an element or in a quoted attribute.
pub fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text but for pictures and the like that its addresses have in them (`data:image/png;base64,...`): what
/// stands before, between and behind them. Nobody finds a name or a sign in what may be nine tenths of it.
pub fn parts_without_data(text: &str) -> impl Iterator<Item = &str> {
    const HEAD: &[u8] = b";base64,";
    const LEAST: usize = 1024;
    let mut rest = text;
    let mut heads = memchr::memmem::find_iter(text.as_bytes(), HEAD);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        for at in heads.by_ref() {
            let Some(start) = (at + HEAD.len() + rest.len()).checked_sub(text.len()) else {
                continue;
            };
            let is_data = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
            let data = rest.as_bytes()[start..].iter();
            let size = data.take_while(|byte| is_data(byte)).count();
            if size >= LEAST {
                let before = &rest[..start];
                rest = &rest[start + size..];
                return Some(before);
            }
        }
        Some(std::mem::take(&mut rest))
    })
}

/// The same as one text.
pub fn without_data(text: &str) -> Cow<'_, str> {
    let mut parts = parts_without_data(text);
    match (parts.next(), parts.next()) {
        (Some(first), Some(second)) => {
            let parts = [first, second].into_iter().chain(parts);
            Cow::Owned(parts.collect())
        }
        (first, _) => Cow::Borrowed(first.unwrap_or_default()),
    }
}

/// Whether a sign stands in a text, which may be long.
pub fn has(text: &str, sign: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some()
}

/// Whether a character leaves a mark on paper by itself.
pub fn is_visible(c: char) -> bool {
    let is_format = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{ffff}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{e0000}'..='\u{e0fff}');
    !c.is_ascii() && !c.is_whitespace() && !c.is_control() && !is_format
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_not_looked_for_in_pictures() {
        let data = "Ab+/".repeat(400);
        for (text, parts) in [
            (String::new(), vec![]),
            ("<p>text".to_owned(), vec!["<p>text"]),
            (
                "<img src='data:a;base64,Ab+/'>".to_owned(),
                vec!["<img src='data:a;base64,Ab+/'>"],
            ),
            (
                format!(
                    "<i src=\"data:a;base64,{data}==\">;base64,x<b src=data:b;base64,{data}><p>"
                ),
                vec![
                    "<i src=\"data:a;base64,",
                    "==\">;base64,x<b src=data:b;base64,",
                    "><p>",
                ],
            ),
            (format!(";base64,{data}"), vec![";base64,"]),
            (
                format!(";base64,{data};base64,{data}"),
                vec![";base64,", ";base64,"],
            ),
        ] {
            assert_eq!(parts_without_data(&text).collect::<Vec<_>>(), parts);
        }
    }

    #[test]
    fn what_gets_into_the_log_is_short_and_on_one_line() {
        assert_eq!(log_excerpt(" a\nb\u{1b}c "), "a\\nb\\u{1b}c");
        let long = log_excerpt(&"가".repeat(1000));
        assert!(long.len() < 1010 && long.ends_with('…'), "{long}");
        assert_eq!(log_tail(b"first\nlast\n"), "first\nlast");
        let tail = log_tail(&[&vec![b'x'; 10_000][..], b"\xea last"].concat());
        assert!(tail.len() < 2100 && tail.starts_with('…') && tail.ends_with("last"));
    }

    #[test]
    fn an_error_is_told_with_what_caused_it() {
        let error = anyhow::anyhow!("no space").context("cannot write");
        assert_eq!(chain(&*error), "cannot write: no space");
    }
}
