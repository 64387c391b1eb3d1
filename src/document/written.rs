//! Styles that the scripts of a document have written, as the page tells of them once it
//! has settled, and what it is told of them when it is printed.

use serde::Deserialize;

/// What the page tells.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Written {
    /// Style sheets, in the order in which they stand.
    pub sheets: Vec<WrittenSheet>,
    /// Values of `style` attributes, each once.
    pub styles: Vec<String>,
    /// There was more than is told.
    pub full: bool,
}

/// A style sheet that a script wrote, or a file that it linked to.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct WrittenSheet {
    pub css: Option<String>,
    pub href: Option<String>,
    pub media: String,
}

/// How a text is found again in the page (`page/written.js`): its length in UTF-16, and a sum
/// of its letters.
pub fn key(text: &str) -> String {
    let (mut length, mut sum) = (0_usize, 0_u32);
    for unit in text.encode_utf16() {
        length += 1;
        sum = sum.wrapping_mul(31).wrapping_add(u32::from(unit));
    }
    format!("{length}:{sum}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_one_length_are_told_apart() {
        assert_eq!(key("gap"), format!("3:{}", (103 * 31 + 97) * 31 + 112));
        assert_ne!(key("ab"), key("ba"));
        assert_eq!(key("😀").split(':').next(), Some("2"));
    }
}
