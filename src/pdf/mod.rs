//! What is done to a PDF after it is printed. Bytes in, bytes out: knows
//! nothing of the engine, of HTTP or of Lambda.
//!
//! `load` and `save` are the ends. `bind` makes a new document of pages of
//! others, and `assemble` (pages before, after, left out) and `collate` (pages
//! of several printings) tell it which. The rest each add one thing to a
//! document as it is.

mod assemble;
mod attach;
mod bind;
pub mod collate;
mod compact;
mod destination;
mod error;
mod forms;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod inspect;
mod layers;
mod linearize;
mod load;
mod metadata;
mod outline;
mod pages;
mod protect;
mod ranges;
mod save;
mod stamp;
mod transfer;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

pub use attach::Attachment;
pub use error::Error;
pub use metadata::Metadata;
pub use protect::{Permissions, Protection};
pub use ranges::PageRanges;
pub use stamp::{Layer, Stamp};

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

/// Does to a printed PDF what is asked for, in this order: other pages before
/// and after it, pages left out, stamps, attachments, metadata, and how it is
/// written down. Returns it, and how many pages it has then: once it has a
/// password, nobody can count them.
pub fn finish(pdf: &Bytes, work: &Finishing) -> Result<(Bytes, u32), Error> {
    // Before any work is done: this may be refused.
    let passwords = work
        .protection
        .as_ref()
        .map(protect::Passwords::of)
        .transpose()?;

    let mut document = assemble::assemble(load::printed(pdf)?, work)?;
    let pages = document.get_pages().len();
    for stamp in &work.stamps {
        stamp::apply(&mut document, stamp)?;
    }
    attach::attach(&mut document, &work.attachments)?;
    metadata::write(&mut document, &work.metadata)?;
    if work.compress {
        compact::compact(&mut document);
    }
    let encryption = match (&work.protection, &passwords) {
        (Some(protection), Some(passwords)) => Some(protect::protect(
            &mut document,
            passwords,
            protection.permissions,
        )?),
        _ => None,
    };
    let written = match (work.linearize, work.compress) {
        (true, _) => save::linearized(document, encryption.as_ref())?,
        (false, true) => save::compact(document, encryption.as_ref())?,
        (false, false) => save::plain(document, encryption.as_ref())?,
    };
    Ok((written.into(), u32::try_from(pages).unwrap_or(u32::MAX)))
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
