//! Pages of the job before they are put together, and what they were printed on.

use std::collections::BTreeMap;

use crate::job::length::Length;
use crate::job::page::Page;

use super::super::asked::near;
use super::super::runner::RunOutput;

/// A page of the job: where it was printed, and what it is.
pub(super) struct Leaf {
    pub run: usize,
    pub page: usize,
    /// The document that it is of; `None` for covers and contents.
    pub document: Option<usize>,
    pub name: String,
    pub first: bool,
    /// Whether it stands on a page of another width than it asks for.
    pub is_apart: bool,
    /// What it was printed on.
    pub printed: Geometry,
}

/// A kind of page, and how much lower the document begins on its first page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Geometry {
    pub page: Page,
    pub offset: Length,
}

/// A printing of the whole document.
pub(super) struct Printing<'a> {
    pub geometry: Geometry,
    pub output: RunOutput<'a>,
    /// What the layout found at the beginning of the second page: an element, and its part.
    pub second: Option<(usize, String)>,
    /// Pages on which parts of the document begin, from 0.
    pub parts: BTreeMap<String, usize>,
}

pub(super) fn is_same_paper(one: &Page, other: &Page) -> bool {
    near(one.width, other.width) && near(one.height, other.height)
}

impl Printing<'_> {
    /// What comes behind the first page, if that ends where a part begins; `end` is the
    /// part that begins another kind of page. Nothing where it is the only one.
    pub(super) fn first_page_ends(&self, end: Option<&str>) -> Option<Option<(usize, String)>> {
        let page = |part: &str| self.parts.get(part).copied();
        let second = self.second.as_ref();
        if let Some((_, part)) = second
            && page(part) == Some(1)
            && Some(part.as_str()) != end
        {
            return Some(second.cloned());
        }
        let is_only = match end {
            Some(part) => page(part) == Some(1),
            None => self.output.pages == 1,
        };
        is_only.then_some(None)
    }
}
