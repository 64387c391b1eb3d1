//! Why there is no picture. `Display` tells a caller what is wrong and what to do;
//! what the rasterizer said is for the log.
//!
//! It is plain data all through, because it crosses from a process to another.

use std::any::Any;

use serde::{Deserialize, Serialize};

use crate::message::{Blame, Message};
use crate::text;

use super::settings::{LONGEST_SIDE, MOST_BYTES, MOST_PAGES, MOST_PIXELS, Size};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{}", self.message())]
pub enum Error {
    /// The rasterizer cannot read what we made ourselves.
    Unreadable,
    NoSuchPage {
        page: u32,
        pages: u32,
    },
    TooManyPages {
        pages: u32,
    },
    TooLarge {
        page: u32,
        /// In pixels, as the height.
        width: u64,
        height: u64,
        /// The largest size that would do, in the terms that were asked in.
        fits: Size,
    },
    /// The pictures of all pages have too many bytes.
    TooHeavy {
        drawn: u32,
    },
    /// The rasterizer panicked, or an encoder failed.
    Crashed {
        cause: String,
    },
}

impl Error {
    pub(super) fn crashed(panic: &(dyn Any + Send)) -> Self {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Self::Crashed {
            cause: text.unwrap_or("a panic without a message").to_owned(),
        }
    }

    pub(super) fn encoding(error: impl std::error::Error) -> Self {
        Self::Crashed {
            cause: text::chain(&error),
        }
    }

    pub const fn blame(&self) -> Blame {
        match self {
            Self::NoSuchPage { .. } => Blame::Caller,
            Self::TooManyPages { .. } | Self::TooLarge { .. } | Self::TooHeavy { .. } => {
                Blame::Limit
            }
            Self::Unreadable | Self::Crashed { .. } => Blame::Ours,
        }
    }

    pub fn message(&self) -> Message {
        match self {
            Self::Unreadable => Message::new(
                "the PDF cannot be read, so no picture of it can be drawn",
                "ask for the PDF instead",
            ),
            Self::NoSuchPage { page, pages } => Message::new(
                format!(
                    "there is no page {page}: the document has {}",
                    text::pages((*pages).into())
                ),
                pages_to_choose(*pages),
            ),
            Self::TooManyPages { pages } => Message::new(
                format!(
                    "the document has {pages} pages, and {MOST_PAGES} are drawn at once at most"
                ),
                "ask for single pages, or split the document",
            ),
            Self::TooLarge {
                page,
                width,
                height,
                fits,
            } => Message::new(
                format!(
                    "a picture of page {page} would measure {width} x {height} pixels, and {} megapixels with \
                     sides of {LONGEST_SIDE} are the most",
                    MOST_PIXELS / 1_000_000
                ),
                size_to_choose(*fits),
            ),
            Self::TooHeavy { drawn } => Message::new(
                format!(
                    "the pictures of {drawn} of the pages have {} MB already, which is the most",
                    MOST_BYTES >> 20
                ),
                "ask for a smaller size, for JPEG, or for single pages",
            ),
            Self::Crashed { .. } => Message::new(
                "a page of this PDF could not be drawn",
                "ask for the PDF instead",
            ),
        }
    }

    /// The same for the log, with the cause. No word of it is the caller's.
    pub fn for_log(&self) -> String {
        match self {
            Self::Crashed { cause } => {
                let cause = text::log_excerpt(cause);
                format!("a page could not be drawn: {cause}")
            }
            other => other.message().detail,
        }
    }
}

fn pages_to_choose(pages: u32) -> String {
    match pages {
        0 => "ask for the PDF instead".to_owned(),
        1 => "ask for page 1".to_owned(),
        _ => format!("ask for 1 to {pages}"),
    }
}

fn size_to_choose(fits: Size) -> String {
    match fits {
        Size::Dpi(0) | Size::Width(0) => {
            "ask for the PDF instead: no size will do for such a page".to_owned()
        }
        Size::Dpi(dpi) => format!("ask for {dpi} dpi or less"),
        Size::Width(width) => format!("ask for a width of {width} or less"),
    }
}
