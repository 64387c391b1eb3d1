//! Changes to a text, made all at once.

use crate::text::escape_html;

use std::ops::Range;

/// What stood at the range becomes the string.
pub type Edit = (Range<usize>, String);

/// `text` with all edits made. Of edits that overlap, the first is made.
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, with) in edits {
        if range.start < at {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(&with);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The edit that gives an attribute to the element whose tag begins there.
pub fn attribute(html: &str, tag: usize, name: &str, value: &str) -> Option<Edit> {
    let rest = html.get(tag..)?;
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
    let at = tag + rest.find(is_end)?;
    Some(attribute_at(at, name, value))
}

/// The same where it is to stand.
pub fn attribute_at(at: usize, name: &str, value: &str) -> Edit {
    // A line break would move all lines behind it.
    let value = escape_html(value).replace(['\n', '\r'], " ");
    (at..at, format!(" {name}=\"{value}\""))
}
