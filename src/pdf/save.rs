//! Writes a document down.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::xref::XrefType;
use lopdf::{Document, EncryptionState, Object, SaveOptions, StringFormat};
use memchr::memmem;
use sha2::{Digest, Sha256};

use super::error::Error;
use super::linearize::linearize;

/// As plain as the engine writes: a cross-reference table, no object streams.
pub(super) fn plain(
    mut document: Document,
    encryption: Option<&EncryptionState>,
) -> Result<Vec<u8>, Error> {
    encrypt(&mut document, encryption)?;
    document.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
    set_blank_identifier(&mut document);
    let mut pdf = Vec::new();
    document.save_to(&mut pdf).map_err(lopdf::Error::from)?;
    fill_identifier(&mut pdf);
    Ok(pdf)
}

/// So that its first page can be shown before the rest has come.
pub(super) fn linearized(
    document: Document,
    encryption: Option<&EncryptionState>,
) -> Result<Vec<u8>, Error> {
    linearize(document, encryption).map_err(|error| Error::caused_by(&error))
}

fn encrypt(document: &mut Document, with: Option<&EncryptionState>) -> Result<(), Error> {
    if let Some(state) = with {
        document.encrypt(state)?;
    }
    Ok(())
}

/// Digits of one identifier.
const DIGITS: usize = 32;

/// Leaves room for the identifier, which depends on all the rest.
fn set_blank_identifier(document: &mut Document) {
    let blank = Object::String(vec![0; DIGITS / 2], StringFormat::Hexadecimal);
    document.trailer.set("ID", vec![blank.clone(), blank]);
}

/// Puts the identifier in the place left for it. The same contents have the same.
fn fill_identifier(pdf: &mut [u8]) {
    let blank = format!("<{}>", "0".repeat(DIGITS));
    let identifier: String = Sha256::digest(&*pdf)
        .iter()
        .take(DIGITS / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    // The trailer is the last that has strings.
    for _ in 0..2 {
        if let Some(at) = memmem::rfind(pdf, blank.as_bytes()) {
            pdf[at + 1..=at + DIGITS].copy_from_slice(identifier.as_bytes());
        }
    }
}

/// As small as a file gets: objects packed together, and the table of where
/// they are packed too. Encrypted objects cannot be packed any more.
pub(super) fn compact(
    mut document: Document,
    encryption: Option<&EncryptionState>,
) -> Result<Vec<u8>, Error> {
    encrypt(&mut document, encryption)?;
    set_blank_identifier(&mut document);
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(200)
        .compression_level(9)
        .build();
    let mut pdf = Vec::new();
    document
        .save_with_options(&mut pdf, options)
        .map_err(lopdf::Error::from)?;
    let mut pdf = pack_table(&pdf).unwrap_or(pdf);
    fill_identifier(&mut pdf);
    Ok(pdf)
}

/// Packs the cross-reference stream, which is the last object of the file, so
/// that nothing else moves. `None` where it does not look as we know it.
fn pack_table(pdf: &[u8]) -> Option<Vec<u8>> {
    const ENTRY: usize = 7;
    let tail = memmem::rfind(pdf, b"startxref")?;
    let number = std::str::from_utf8(&pdf[tail + b"startxref".len()..]).ok()?;
    let start: usize = number.split_ascii_whitespace().next()?.parse().ok()?;
    let object = pdf.get(start..tail)?;
    let (dictionary, rest) = split(object, b"stream\n")?;
    let (before, after) = split(dictionary, b"/Length ")?;
    let digits = after
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let length: usize = std::str::from_utf8(&after[..digits]).ok()?.parse().ok()?;
    let (table, rest) = rest.split_at_checked(length)?;

    let packed = deflated(&rows_as_differences(table, ENTRY))?;
    let mut out = pdf[..start].to_vec();
    out.extend_from_slice(before);
    out.extend_from_slice(
        format!(
            "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns {ENTRY}>>/Length {}",
            packed.len()
        )
        .as_bytes(),
    );
    out.extend_from_slice(&after[digits..]);
    out.extend_from_slice(b"stream\n");
    out.extend_from_slice(&packed);
    out.extend_from_slice(rest);
    out.extend_from_slice(&pdf[tail..]);
    Some(out)
}

fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let found = memmem::find(bytes, at)?;
    Some((&bytes[..found], &bytes[found + at.len()..]))
}

/// PNG's predictor "up": offsets that grow steadily become small numbers.
fn rows_as_differences(table: &[u8], row: usize) -> Vec<u8> {
    const UP: u8 = 2;
    let mut above = vec![0; row];
    let mut out = Vec::with_capacity(table.len() + table.len() / row);
    for entry in table.chunks_exact(row) {
        out.push(UP);
        out.extend(entry.iter().zip(&above).map(|(a, b)| a.wrapping_sub(*b)));
        above.copy_from_slice(entry);
    }
    out
}

fn deflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}
