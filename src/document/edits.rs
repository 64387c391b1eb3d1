//! Changes to a text, made all at once.

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
