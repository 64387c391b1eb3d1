//! What one job may use, and how it is told that it used more. Every room knows
//! these; the operator sets them.

use std::time::Duration;

use crate::message::Message;

pub const MAX_CPU_TIME: &str = "HTML2PDF_MAX_CPU_TIME";
pub const MAX_MEMORY: &str = "HTML2PDF_MAX_MEMORY";
pub const MAX_THREADS: &str = "HTML2PDF_MAX_THREADS";
pub const MAX_PDF_BYTES: &str = "HTML2PDF_MAX_PDF_BYTES";
pub const MAX_WORKSPACE_BYTES: &str = "HTML2PDF_MAX_WORKSPACE_BYTES";
pub const MAX_PAGES: &str = "HTML2PDF_MAX_PAGES";
pub const MAX_ASSETS: &str = "HTML2PDF_MAX_ASSETS";
pub const MAX_IMAGE_PIXELS: &str = "HTML2PDF_MAX_IMAGE_PIXELS";
pub const MAX_NESTING: &str = "HTML2PDF_MAX_NESTING";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of the processor, over all runs.
    pub cpu_time: Duration,
    /// Address space of one process.
    pub memory: u64,
    /// That the engine starts beside its first, in one run.
    pub threads: u64,
    pub pdf_bytes: u64,
    /// Documents, assets and PDFs that lie in the temporary folder at once.
    pub workspace_bytes: u64,
    pub pages: u32,
    pub assets: usize,
    /// Of all its pictures together, as they say it themselves.
    pub image_pixels: u64,
    /// Elements in elements.
    pub nesting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cpu_time: Duration::from_secs(25),
            memory: 2 << 30,
            threads: 64,
            pdf_bytes: 200_000_000,
            workspace_bytes: 400_000_000,
            pages: 10_000,
            assets: 1000,
            image_pixels: 100_000_000,
            nesting: 4000,
        }
    }
}

impl Limits {
    pub fn check_pages(&self, pages: u32) -> Result<(), LimitExceeded> {
        let limit = self.pages;
        if pages > limit {
            return Err(LimitExceeded::Pages { pages, limit });
        }
        Ok(())
    }
}

/// More than a job may use: what, and how much is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub enum LimitExceeded {
    CpuTime(Duration),
    /// In bytes, as all that follow but for threads.
    Memory(u64),
    Threads(u64),
    PdfBytes(u64),
    WorkspaceBytes(u64),
    Pages {
        pages: u32,
        limit: u32,
    },
    ImagePixels {
        /// The one with which it became too much.
        picture: String,
        pixels: u64,
        limit: u64,
    },
    Nesting {
        of: String,
        limit: usize,
    },
    /// The engine's stack.
    Stack,
}

impl LimitExceeded {
    pub fn message(&self) -> Message {
        match self {
            Self::CpuTime(limit) => Message::new(
                format!(
                    "it takes more than {limit:?} of processor time, the limit here ({MAX_CPU_TIME})"
                ),
                "split it, or take out the script, table or effect that takes so long",
            ),
            Self::Memory(limit) => Message::new(
                format!(
                    "it takes more than {limit} bytes of memory, the limit here ({MAX_MEMORY})"
                ),
                "split it, or use smaller pictures",
            ),
            Self::Threads(limit) => Message::new(
                format!("it starts more than {limit} threads, the limit here ({MAX_THREADS})"),
                "use fewer web workers",
            ),
            Self::PdfBytes(limit) => Message::new(
                format!("its PDF has more than {limit} bytes, the limit here ({MAX_PDF_BYTES})"),
                "use smaller pictures, image_quality or low_quality, or split it",
            ),
            Self::WorkspaceBytes(limit) => Message::new(
                format!(
                    "its documents, files and PDF have together more than {limit} bytes, the limit here \
                     ({MAX_WORKSPACE_BYTES})"
                ),
                "send fewer or smaller files, or split it",
            ),
            Self::Pages { pages, limit } => Message::new(
                format!("it has {pages} pages, and {limit} is the limit here ({MAX_PAGES})"),
                "split it, or use larger paper",
            ),
            Self::ImagePixels {
                picture,
                pixels,
                limit,
            } => Message::new(
                format!(
                    "with {picture} its pictures have {pixels} pixels, and {limit} is the limit here \
                     ({MAX_IMAGE_PIXELS})"
                ),
                "send pictures of fewer pixels: 300 for each inch on paper are enough",
            ),
            Self::Nesting { of, limit } => Message::new(
                format!(
                    "elements of {of} are nested more than {limit} deep, the limit here ({MAX_NESTING})"
                ),
                "close elements that are left open, or make it flatter",
            ),
            Self::Stack => Message::new(
                "something in it is nested deeper than the engine can follow: elements, expressions or calls",
                "make it flatter",
            ),
        }
    }

    /// The same without a word of the caller's.
    pub fn for_log(&self) -> String {
        match self {
            Self::ImagePixels { pixels, limit, .. } => {
                Self::ImagePixels {
                    picture: "one of them".to_owned(),
                    pixels: *pixels,
                    limit: *limit,
                }
                .message()
                .detail
            }
            _ => self.message().detail,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_does_not_name_the_picture() {
        let excess = LimitExceeded::ImagePixels {
            picture: "secret.png".to_owned(),
            pixels: 2,
            limit: 1,
        };
        assert!(excess.to_string().contains("secret.png"));
        assert!(!excess.for_log().contains("secret"), "{}", excess.for_log());
    }
}
