//! What a request asks to be done to the printed PDF. Files are names of assets
//! here; `pdf::Finishing` has their bytes.

use crate::pdf::{Layer, Metadata, PageRanges, Protection};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finishing {
    pub metadata: Metadata,
    pub protection: Option<Protection>,
    pub page_ranges: Option<PageRanges>,
    /// Names of assets that are PDFs.
    pub prepend: Vec<String>,
    pub append: Vec<String>,
    /// Names of assets.
    pub attachments: Vec<String>,
    pub watermark: Option<Watermark>,
    pub compress: bool,
    pub linearize: bool,
}

/// What lies across every page.
#[derive(Clone, Debug, PartialEq)]
pub struct Watermark {
    pub mark: Mark,
    pub layer: Layer,
    /// From 0, which is invisible, to 1.
    pub opacity: f64,
    /// Degrees, counter-clockwise.
    pub angle: f64,
    /// A colour as CSS writes it.
    pub colour: String,
    /// Share of the page's width that the mark takes, from 0 to 1.
    pub size: f64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    Text(String),
    /// The name of an asset.
    Image(String),
}
