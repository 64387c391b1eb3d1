//! What stands in a tag.

use std::ops::Range;

use html5gum::emitters::default::StartTag;

/// The value of an attribute, without white space around it.
pub fn attribute(tag: &StartTag<usize>, name: &[u8]) -> Option<String> {
    let value = tag.attributes.get(name)?;
    Some(String::from_utf8_lossy(value).trim().to_owned())
}

/// Where the attribute of this name stands in a tag, with the white space before it.
pub fn attribute_range(html: &str, tag: Range<usize>, wanted: &str) -> Option<Range<usize>> {
    let start = tag.start;
    let tag = html.as_bytes().get(tag)?;
    let mut at = tag
        .iter()
        .position(|b| b.is_ascii_whitespace() || *b == b'/')?;
    while at < tag.len() {
        let before = at;
        while tag
            .get(at)
            .is_some_and(|b| b.is_ascii_whitespace() || *b == b'/')
        {
            at += 1;
        }
        let name = at;
        while tag
            .get(at)
            .is_some_and(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/'))
        {
            at += 1;
        }
        if at == name {
            return None;
        }
        let is_it = tag[name..at].eq_ignore_ascii_case(wanted.as_bytes());
        let mut after = at;
        while tag.get(after).is_some_and(u8::is_ascii_whitespace) {
            after += 1;
        }
        if tag.get(after) == Some(&b'=') {
            after += 1;
            while tag.get(after).is_some_and(u8::is_ascii_whitespace) {
                after += 1;
            }
            at = match tag.get(after) {
                Some(quote @ (b'"' | b'\'')) => {
                    after + 1 + memchr::memchr(*quote, &tag[after + 1..])? + 1
                }
                _ => {
                    let length = tag[after..]
                        .iter()
                        .position(|b| b.is_ascii_whitespace() || *b == b'>');
                    after + length.unwrap_or(tag.len() - after)
                }
            };
        }
        if is_it {
            return Some(start + before..start + at);
        }
    }
    None
}
