//! What can be asked of a picture, and the bounds of it.

use serde::{Deserialize, Serialize};

/// The resolution of a picture whose size nobody asked for, in dots per inch.
pub const DEFAULT_DPI: u32 = 150;
/// The dots that one picture may have. Each takes four bytes while it is drawn,
/// and one more for every soft mask on the page.
pub const MOST_PIXELS: u64 = 50_000_000;
/// The longest side of a picture: what JPEG and the rasteriser can count.
pub const LONGEST_SIDE: u32 = 65_535;
/// The pages that are drawn into one zip.
pub const MOST_PAGES: u32 = 500;
/// The bytes that the pictures of a zip may have together.
pub const MOST_BYTES: usize = 256 << 20;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub kind: Kind,
    pub pages: Pages,
    pub size: Size,
    pub background: Background,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    Png,
    /// Quality from 1 to 100.
    Jpeg {
        quality: u8,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pages {
    /// The picture of one page, counted from 1.
    One(u32),
    /// A zip of pictures, even if there is one page only.
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Size {
    /// Dots per inch.
    Dpi(u32),
    /// Dots from the left edge to the right, whatever the page measures.
    Width(u32),
}

/// What shows where a page paints nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Background {
    White,
    /// For PNG; JPEG knows no such thing and stays white.
    Transparent,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            kind: Kind::Png,
            pages: Pages::One(1),
            size: Size::Dpi(DEFAULT_DPI),
            background: Background::White,
        }
    }
}

impl Settings {
    /// Of what is answered: a picture, or a zip of them.
    pub fn content_type(&self) -> &'static str {
        match self.pages {
            Pages::One(_) => self.kind.content_type(),
            Pages::All => "application/zip",
        }
    }

    /// The ending of its name, without the dot.
    pub fn extension(&self) -> &'static str {
        match self.pages {
            Pages::One(_) => self.kind.extension(),
            Pages::All => "zip",
        }
    }
}

impl Kind {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg { .. } => "image/jpeg",
        }
    }

    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg { .. } => "jpg",
        }
    }
}
