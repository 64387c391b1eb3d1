//! The paper sizes that have a name.

use super::length::Length;

/// A sheet of paper, upright.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    pub width: Length,
    pub height: Length,
}

/// Named sizes in millimetres: ISO 216, JIS P 0138 and ANSI/US, the names that
/// wkhtmltopdf, CSS and printers' dialogs use.
const NAMED: &[(&str, f64, f64)] = &[
    ("A0", 841.0, 1189.0),
    ("A1", 594.0, 841.0),
    ("A2", 420.0, 594.0),
    ("A3", 297.0, 420.0),
    ("A4", 210.0, 297.0),
    ("A5", 148.0, 210.0),
    ("A6", 105.0, 148.0),
    ("A7", 74.0, 105.0),
    ("A8", 52.0, 74.0),
    ("A9", 37.0, 52.0),
    ("A10", 26.0, 37.0),
    ("B0", 1000.0, 1414.0),
    ("B1", 707.0, 1000.0),
    ("B2", 500.0, 707.0),
    ("B3", 353.0, 500.0),
    ("B4", 250.0, 353.0),
    ("B5", 176.0, 250.0),
    ("B6", 125.0, 176.0),
    ("B7", 88.0, 125.0),
    ("B8", 62.0, 88.0),
    ("B9", 44.0, 62.0),
    ("B10", 31.0, 44.0),
    ("JIS-B4", 257.0, 364.0),
    ("JIS-B5", 182.0, 257.0),
    ("JIS-B6", 128.0, 182.0),
    ("Letter", 215.9, 279.4),
    ("Legal", 215.9, 355.6),
    ("Tabloid", 279.4, 431.8),
    ("Ledger", 431.8, 279.4),
    ("Executive", 184.15, 266.7),
    ("Folio", 210.0, 330.0),
    ("C5E", 163.0, 229.0),
    ("Comm10E", 104.775, 241.3),
    ("DLE", 110.0, 220.0),
];

impl Paper {
    /// On a narrower sheet the engine prints thousands of pages, or none.
    pub const SHORTEST_SIDE: Length = Length::mm(20.0);
    /// What viewers of PDF 1.4 are bound to show: 200 inches.
    pub const LONGEST_SIDE: Length = Length::mm(5080.0);

    pub const A4: Self = Self {
        width: Length::mm(210.0),
        height: Length::mm(297.0),
    };

    /// The sheet of that name, in whatever case it is written.
    pub fn named(name: &str) -> Option<Self> {
        NAMED
            .iter()
            .find(|(known, _, _)| known.eq_ignore_ascii_case(name))
            .map(|&(_, width, height)| Self {
                width: Length::mm(width),
                height: Length::mm(height),
            })
    }

    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(name, _, _)| *name)
    }

    pub fn turned(self) -> Self {
        Self {
            width: self.height,
            height: self.width,
        }
    }
}
