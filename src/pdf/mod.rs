//! What is done to a PDF after it is printed. Bytes in, bytes out: knows
//! nothing of the engine, of HTTP or of Lambda.
//!
//! `load` and `save` are the ends. `bind` makes a new document of pages of
//! others, and `assemble` (pages before, after, left out), `collate` (pages
//! of several printings) and `paginate` (each on its own sheet) tell it which.
//! The rest each add one thing to a document as it is.

mod assemble;
mod attach;
mod bind;
pub mod collate;
mod compact;
mod destination;
mod error;
mod finishing;
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
pub mod paginate;
mod protect;
mod ranges;
mod save;
mod stamp;
mod transfer;

use bytes::Bytes;

pub use attach::Attachment;
pub use error::Error;
pub use finishing::{Finishing, NamedPdf};
pub use metadata::Metadata;
pub use protect::{Permissions, Protection};
pub use ranges::PageRanges;
pub use stamp::{Layer, Stamp};

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
