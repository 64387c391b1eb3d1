//! Pages of a finished PDF as pictures, drawn by a memory-safe rasteriser.
//! Knows nothing of the engine, of HTTP or of Lambda.
//!
//! ```text
//! settings what can be asked for, and the bounds of it
//! page     how large a picture will be, and its dots
//! seams    rectangles that touch are moved onto the dots, so that no line shows between them
//! encode   dots into PNG or JPEG
//! archive  the pictures of all pages into one zip
//! ```
//!
//! The same PDF and settings give the same bytes, whatever the processor: the
//! rasteriser is told to do without the instructions that only some have.

mod archive;
mod encode;
mod error;
mod page;
mod seams;
mod settings;

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;

pub use error::Error;
pub use settings::{
    Background, DEFAULT_DPI, Kind, LONGEST_SIDE, MOST_BYTES, MOST_PAGES, MOST_PIXELS, Pages,
    Settings, Size,
};

use archive::Archive;
use page::{Area, Document};

/// What is drawn.
#[derive(Debug)]
pub struct Picture {
    pub bytes: Bytes,
    pub content_type: &'static str,
    /// Of a file name, without the dot.
    pub extension: &'static str,
    /// How many pages are in it.
    pub pages: u32,
    /// Fonts and images of the PDF that could not be read and are missing.
    pub missing: u32,
}

/// Draws pages of a PDF. Takes the time it takes: call it where one may wait, and where it can be
/// ended.
pub fn draw(pdf: &Bytes, settings: &Settings) -> Result<Picture, Error> {
    // The rasteriser has known panics on PDFs that are made up to break it.
    // Nothing that it was at work on is used again.
    catch_unwind(AssertUnwindSafe(|| match settings.pages {
        Pages::One(number) => one(pdf, number, settings),
        Pages::All => all(pdf, settings),
    }))
    .unwrap_or_else(|panic| Err(Error::crashed(&*panic)))
}

fn one(pdf: &Bytes, number: u32, settings: &Settings) -> Result<Picture, Error> {
    let document = Document::read(pdf)?;
    let area = document.area(number, settings.size)?;
    let document = document.without_seams(pdf, std::slice::from_ref(&area));
    let bytes = picture(&document, &area, settings)?;
    Ok(Picture {
        bytes: bytes.into(),
        content_type: settings.kind.content_type(),
        extension: settings.kind.extension(),
        pages: 1,
        missing: document.missing(),
    })
}

/// One page after another, so that the dots of one are all that is held.
fn all(pdf: &Bytes, settings: &Settings) -> Result<Picture, Error> {
    let document = Document::read(pdf)?;
    let areas = areas(&document, settings.size)?;
    let document = document.without_seams(pdf, &areas);
    let mut archive = Archive::new(settings.kind.extension());
    for area in &areas {
        archive.add(area.page, &picture(&document, area, settings)?)?;
    }
    Ok(Picture {
        bytes: archive.finish()?.into(),
        content_type: "application/zip",
        extension: "zip",
        pages: document.pages(),
        missing: document.missing(),
    })
}

/// Measures all pages before any is drawn: a fault of the last is then told at once.
fn areas(document: &Document, size: Size) -> Result<Vec<Area>, Error> {
    let pages = document.pages();
    if pages > MOST_PAGES {
        return Err(Error::TooManyPages { pages });
    }
    (1..=pages)
        .map(|number| document.area(number, size))
        .collect()
}

fn picture(document: &Document, area: &Area, settings: &Settings) -> Result<Vec<u8>, Error> {
    let background = match settings.kind {
        Kind::Png => settings.background,
        Kind::Jpeg { .. } => Background::White,
    };
    let dots = document.draw(area, background);
    match settings.kind {
        Kind::Png => encode::png(dots, area, background),
        Kind::Jpeg { quality } => encode::jpeg(&dots, area, quality),
    }
}

#[cfg(test)]
mod tests;
