//! Lists in answers: wrong fields, and warnings. A document can have thousands, and an
//! answer that is larger than its transport carries arrives as a bare 502. So every
//! list is cut long before that, whatever the transport is, and says how many more
//! there are.

use serde_json::Value;

/// At most this many entries of a list are in an answer.
pub const MOST: usize = 100;

/// Bytes of all entries as JSON. A load balancer carries 1 MiB for an answer, in
/// which quotes and backslashes take two bytes each.
pub const MOST_BYTES: usize = 64 << 10;

/// Bytes of one text of an entry. Names and messages of a document may be of any
/// length.
pub const MOST_TEXT: usize = 1000;

/// What an answer holds of a list.
pub struct Cut {
    pub entries: Vec<Value>,
    /// How many more there are.
    pub more: usize,
}

/// Cuts a list of so many entries.
pub fn cut(all: impl ExactSizeIterator<Item = Value>) -> Cut {
    let total = all.len();
    let mut bytes = 0;
    let entries: Vec<_> = all
        .take(MOST)
        .take_while(|entry| {
            bytes += entry.to_string().len() + 1;
            bytes <= MOST_BYTES
        })
        .collect();
    let more = total - entries.len();
    Cut { entries, more }
}

/// A text of an entry, cut where it is very long.
pub fn text(text: &str) -> String {
    let end = text.floor_char_boundary(MOST_TEXT);
    match end < text.len() {
        true => format!("{}…", &text[..end]),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(count: usize, length: usize) -> Cut {
        cut((0..count).map(|_| "x".repeat(length).into()))
    }

    #[test]
    fn says_how_many_more_there_are() {
        for (count, length, told) in [
            (0, 10, 0),
            (100, 10, 100),
            (101, 10, 100),
            (5000, 10, 100),
            (50, 10_000, 6),
            (1, 100_000, 0),
        ] {
            let Cut { entries, more } = of(count, length);
            assert_eq!(
                (entries.len(), more),
                (told, count - told),
                "{count} of {length}"
            );
        }
    }

    #[test]
    fn a_text_is_cut_between_two_characters() {
        assert_eq!(text("short"), "short");
        let long = text(&"가".repeat(1000));
        assert!(long.len() <= MOST_TEXT + 3 && long.ends_with("가…"));
    }
}
