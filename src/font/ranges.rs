//! The characters that a font is declared for: `unicode-range`.

use serde::{Deserialize, Serialize};

/// The characters that a font is declared for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranges(Vec<(u32, u32)>);

const ALL: (u32, u32) = (0, char::MAX as u32);

impl Default for Ranges {
    /// All of them.
    fn default() -> Self {
        Self(vec![ALL])
    }
}

impl Ranges {
    /// As CSS writes them: `U+26, U+0-7F, U+4??`. What cannot be read holds for all, as a
    /// declaration does that a browser drops.
    pub fn of(written: &str) -> Self {
        let ranges: Option<Vec<_>> = written.split(',').map(|one| range(one.trim())).collect();
        ranges.map_or_else(Self::default, Self)
    }

    pub fn are_all(&self) -> bool {
        self.0.contains(&ALL)
    }

    pub fn contains(&self, character: u32) -> bool {
        self.0
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&character))
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.0.iter().copied()
    }
}

fn range(written: &str) -> Option<(u32, u32)> {
    let start = written.get(..2)?;
    let digits = written.get(2..)?;
    if !start.eq_ignore_ascii_case("u+") {
        return None;
    }
    let (from, to) = match digits.split_once('-') {
        Some((from, to)) => (from.to_owned(), to.to_owned()),
        None => (digits.replace('?', "0"), digits.replace('?', "F")),
    };
    let number = |digits: &str| u32::from_str_radix(digits, 16).ok();
    let (from, to) = (number(&from)?, number(&to)?.min(ALL.1));
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_css_writes_them() {
        for (written, within, beyond) in [
            ("U+26", "&", "%'"),
            ("U+0-7F, U+4??", "a\u{7f}\u{400}\u{4ff}", "\u{80}\u{500}"),
            ("u+ac00-d7a3", "가힣", "a"),
            ("U+1F600-1FFFFFF", "😀", "a"),
        ] {
            let ranges = Ranges::of(written);
            assert!(!ranges.are_all(), "{written}");
            for c in within.chars() {
                assert!(ranges.contains(c.into()), "{written}: {c}");
            }
            for c in beyond.chars() {
                assert!(!ranges.contains(c.into()), "{written}: {c}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_holds_for_all() {
        for written in ["", "26", "U+", "U+7F-0", "U+xyz", "U+20, latin", "한글"] {
            assert!(Ranges::of(written).are_all(), "{written}");
        }
    }
}
