//! Why there is no picture. `Display` is for the caller: it has what is wrong
//! and what to do, and never what the rasteriser said.

use std::any::Any;

use super::{LONGEST_SIDE, MOST_BYTES, MOST_PAGES, MOST_PIXELS, Size};

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Fault {
    #[error("the PDF cannot be read, so no picture of it can be drawn; ask for the PDF instead")]
    Unreadable,
    #[error("there is no page {page}; {}", pages_to_choose(*pages))]
    NoSuchPage { page: u32, pages: u32 },
    #[error(
        "the document has {pages} pages, and {MOST_PAGES} are drawn at once at most; \
         ask for single pages, or split the document"
    )]
    TooManyPages { pages: u32 },
    #[error(
        "a picture of page {page} would measure {width} x {height} pixels, and {} megapixels with sides \
         of {LONGEST_SIDE} are the most; {}",
        MOST_PIXELS / 1_000_000,
        size_to_choose(*fits)
    )]
    TooLarge {
        page: u32,
        width: u64,
        height: u64,
        /// The largest size that would do, in the terms that were asked in.
        fits: Size,
    },
    #[error(
        "the pictures of {drawn} of the pages have {} MB already, which is the most; \
         ask for a smaller size, for JPEG, or for single pages",
        MOST_BYTES >> 20
    )]
    TooHeavy { drawn: u32 },
    /// `reason` is for the log.
    #[error("a page of this PDF could not be drawn; ask for the PDF instead")]
    Crashed { reason: String },
}

impl Fault {
    pub(super) fn crashed(panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Self::Crashed {
            reason: text.unwrap_or("a panic without words").to_owned(),
        }
    }

    pub(super) fn encoding(error: impl std::error::Error) -> Self {
        Self::Crashed {
            reason: error.to_string(),
        }
    }
}

fn pages_to_choose(pages: u32) -> String {
    match pages {
        0 => "the document has none".to_owned(),
        1 => "the document has one page, which is page 1".to_owned(),
        _ => format!("the document has {pages} pages, ask for 1 to {pages}"),
    }
}

fn size_to_choose(fits: Size) -> String {
    match fits {
        Size::Dpi(0) | Size::Width(0) => "no size will do for such a page".to_owned(),
        Size::Dpi(dpi) => format!("ask for {dpi} dpi or less"),
        Size::Width(width) => format!("ask for a width of {width} or less"),
    }
}
