//! Reads PDFs: what the engine printed, and what callers send, which may be
//! broken, locked, or made to break us.

use std::panic::{AssertUnwindSafe, catch_unwind};

use flate2::{Decompress, FlushDecompress};
use lopdf::{DecompressError, Document, LoadOptions, Object};
use memchr::memmem;

use crate::text;

use super::error::Error;
use super::pages::{self, Page};

/// What the objects of a given file that are packed may come to, all together.
/// In memory they take up to sixty times that.
const UNPACKED: usize = 8 << 20;

/// Parts that pages may name, all pages together. It takes loops in a file to
/// come to more.
const MOST_PARTS: usize = 1_000_000;

/// Reads what the engine printed, or what we made of it.
pub(super) fn printed(pdf: &[u8]) -> Result<Document, Error> {
    let document = Document::load_mem(pdf)?;
    if pages::list(&document).is_empty() {
        return Err(Error::internal("a printed PDF has no pages"));
    }
    Ok(document)
}

/// Reads a file of the caller's, which `name` shall call it by.
pub(super) fn given(name: &str, pdf: &[u8]) -> Result<Document, Error> {
    let too_intricate = || Error::TooIntricate { name: name.into() };
    let protected = || Error::Protected { name: name.into() };
    let unreadable = |cause: String| Error::Unreadable {
        name: name.into(),
        cause,
    };
    if unpacked_objects(pdf) > UNPACKED {
        return Err(too_intricate());
    }
    // The reader is made for broken files, but nobody has tried them all.
    let document = catch_unwind(AssertUnwindSafe(|| read(pdf)))
        .map_err(|_| unreadable("the reader panicked".to_owned()))?
        .map_err(|error| match error {
            lopdf::Error::Decryption(_)
            | lopdf::Error::InvalidPassword
            | lopdf::Error::UnsupportedSecurityHandler(_)
            | lopdf::Error::AlreadyEncrypted => protected(),
            lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => {
                too_intricate()
            }
            other => unreadable(text::chain(&other)),
        })?;
    // One that opens without a password is protected too: by its permissions.
    if document.was_encrypted() || document.trailer.has(b"Encrypt") {
        return Err(protected());
    }
    let pages = pages::list(&document);
    if pages.is_empty() {
        return Err(unreadable("it has no pages".to_owned()));
    }
    if pages
        .iter()
        .map(|page| parts(&document, page))
        .sum::<usize>()
        > MOST_PARTS
    {
        return Err(too_intricate());
    }
    Ok(document)
}

fn read(pdf: &[u8]) -> Result<Document, lopdf::Error> {
    let options = LoadOptions::with_max_decompressed_size(UNPACKED);
    let mut document = Document::load_mem_with_options(pdf, options)?;
    pages::share_inherited(&mut document)?;
    Ok(document)
}

/// Annotations and content streams of a page, which pages may share.
fn parts(document: &Document, page: &Page) -> usize {
    let contents = page
        .dictionary
        .get_deref(b"Contents", document)
        .and_then(Object::as_array);
    1 + contents.map_or(0, Vec::len) + pages::annotations(document, &page.dictionary).len()
}

/// To how many bytes the packed objects of a file unpack, or somewhat more than
/// is allowed. The reader has a limit for each stream, but none for all.
fn unpacked_objects(pdf: &[u8]) -> usize {
    let mut inflate = Decompress::new(true);
    let mut out = vec![0; 1 << 14];
    let (mut total, mut last) = (0, 0);
    for at in memmem::find_iter(pdf, b"stream") {
        let before = &pdf[last..at];
        last = at;
        if !holds_objects(before) {
            continue;
        }
        let body = &pdf[at + b"stream".len()..];
        let body = body.strip_prefix(b"\r").unwrap_or(body);
        let body = body.strip_prefix(b"\n").unwrap_or(body);
        inflate.reset(true);
        while total <= UNPACKED {
            let (taken, given) = (inflate.total_in() as usize, inflate.total_out() as usize);
            let more = inflate.decompress(&body[taken..], &mut out, FlushDecompress::None);
            let unpacked = inflate.total_out() as usize - given;
            if more.is_err() || unpacked == 0 {
                break;
            }
            total += unpacked;
        }
    }
    total
}

/// Whether a stream after this text holds objects: it is of the type `ObjStm`,
/// or of one that is written so as not to be seen.
fn holds_objects(before: &[u8]) -> bool {
    let object = memmem::rfind(before, b"endobj").map_or(before, |end| &before[end..]);
    memmem::find(before, b"ObjStm").is_some() || object.contains(&b'#')
}
