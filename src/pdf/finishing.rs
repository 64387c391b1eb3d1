//! What can be asked for of a PDF.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::attach::Attachment;
use super::metadata::Metadata;
use super::protect::Protection;
use super::ranges::PageRanges;
use super::stamp::Stamp;

/// What shall be done to a PDF. By default, nothing.
/// As JSON it is without the bytes of its files.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Finishing {
    pub metadata: Metadata,
    pub protection: Option<Protection>,
    /// Make the file smaller, for a little time.
    pub compress: bool,
    pub attachments: Vec<Attachment>,
    pub prepend: Vec<NamedPdf>,
    pub append: Vec<NamedPdf>,
    /// Pages to keep of all, those before and after included.
    pub page_ranges: Option<PageRanges>,
    pub stamps: Vec<Stamp>,
    /// Order the file so that a browser can show its first page early.
    pub linearize: bool,
}

/// A PDF that the caller sent.
#[derive(Clone, Serialize, Deserialize)]
pub struct NamedPdf {
    pub name: String,
    #[serde(skip)]
    pub bytes: Bytes,
}

impl std::fmt::Debug for NamedPdf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NamedPdf({:?}, {} bytes)", self.name, self.bytes.len())
    }
}

impl Finishing {
    /// The bytes of all files that it speaks of, always in the same order.
    pub fn files(&mut self) -> impl Iterator<Item = &mut Bytes> {
        let attachments = self.attachments.iter_mut().map(|file| &mut file.bytes);
        let given = self.prepend.iter_mut().chain(&mut self.append);
        let stamps = self.stamps.iter_mut().map(|stamp| &mut stamp.pdf);
        attachments
            .chain(given.map(|pdf| &mut pdf.bytes))
            .chain(stamps)
    }

    pub fn is_nothing(&self) -> bool {
        self.metadata.is_empty()
            && self.protection.is_none()
            && !self.compress
            && self.attachments.is_empty()
            && self.prepend.is_empty()
            && self.append.is_empty()
            && self.page_ranges.is_none()
            && self.stamps.is_empty()
            && !self.linearize
    }
}
