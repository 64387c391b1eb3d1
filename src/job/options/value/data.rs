//! What fills templates.

use std::sync::Arc;

use serde::de::IgnoredAny;

use crate::message::Message;
use crate::template::{DEEPEST_DATA, locale as locales};
use crate::text::excerpt;

/// An object in JSON. It is kept as text: what is made of it takes more memory, and is the
/// worker's to bear.
pub fn data(value: &str) -> Result<Arc<str>, Message> {
    let text = value.trim_start_matches('\u{feff}').trim();
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        return Err(Message::new(
            format!(
                "not JSON at line {}, column {}",
                error.line(),
                error.column()
            ),
            "send an object such as {\"name\": \"Kim\"}",
        ));
    }
    if !text.starts_with('{') {
        return Err(Message::new(
            "JSON, but not an object",
            "put it into one: {\"items\": [...]}",
        ));
    }
    if depth(text) > DEEPEST_DATA {
        return Err(Message::new(
            format!("nested more than {DEEPEST_DATA} deep"),
            "make it flatter",
        ));
    }
    Ok(text.into())
}

/// How deep lists and objects are in each other.
fn depth(json: &str) -> usize {
    let (mut depth, mut deepest, mut in_string) = (0usize, 0, false);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_string = !in_string,
            // What is escaped ends nothing.
            b'\\' if in_string => {
                bytes.next();
            }
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The tag of a language, and of where it is spoken.
pub fn locale(value: &str) -> Result<String, Message> {
    let tag = value.trim();
    match locales::find(tag) {
        Some(_) => Ok(tag.to_owned()),
        None => {
            let languages = locales::tags().filter(|tag| !tag.contains('-'));
            let languages: Vec<_> = languages.collect();
            Err(Message::new(
                format!("`{}` is no language that is known here", excerpt(value)),
                format!(
                    "use a tag such as ko-KR, of one of {}",
                    languages.join(", ")
                ),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_are_an_object() {
        assert_eq!(&*data("\u{feff} {\"a\": [1]} ").unwrap(), "{\"a\": [1]}");
        for (wrong, word) in [
            ("", "not JSON"),
            ("{\n\"a\": }", "line 2, column 6"),
            ("[1]", "not an object"),
            ("{} {}", "not JSON"),
        ] {
            let said = data(wrong).unwrap_err().to_string();
            assert!(said.contains(word), "{wrong}: {said}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| {
            format!(
                "{{\"a[\": {}{}}}",
                "[".repeat(depth - 1),
                "]".repeat(depth - 1)
            )
        };
        assert!(data(&nested(DEEPEST_DATA)).is_ok());
        assert!(data(&nested(DEEPEST_DATA + 1)).is_err());
        // The worker reads what is let through.
        let deepest = nested(DEEPEST_DATA);
        assert!(serde_json::from_str::<serde_json::Value>(&deepest).is_ok());
    }
}
