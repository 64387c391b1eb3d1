//! What had to be measured before pages could be laid out.

use std::collections::BTreeMap;

use crate::job::length::Length;

/// What had to be measured before pages could be laid out.
#[derive(Debug, Default)]
pub struct Measures {
    /// Heights of headers and footers by their HTML and the width they have.
    pub header_footer_heights: BTreeMap<(String, WidthKey), Length>,
    /// Heights of the bodies of documents that go on a single page.
    pub body_heights: BTreeMap<usize, Length>,
    /// By how much documents are shrunk that are wider than their page.
    pub shrinks: BTreeMap<usize, f64>,
    /// How many pages there are, where a layout depends on it; 0 where that is not
    /// known yet.
    pub pages: u32,
}

/// A page's width and side margins, in micrometres.
pub type WidthKey = [i64; 3];
