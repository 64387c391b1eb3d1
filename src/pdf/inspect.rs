//! Reads from a PDF what others want to know of it: its links, the sizes of
//! its pages, its outline.

use lopdf::{Document, Object};
use serde::{Deserialize, Serialize};

use super::destination::Destinations;
use super::error::Error;
use super::outline::{self, Item};
use super::{load, pages};

/// A link that leads out of the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// From 1.
    pub page: u32,
    pub uri: String,
    /// Left, bottom, right and top in points, from the page's lower left corner.
    pub rect: [f64; 4],
}

/// A line of the outline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineItem {
    /// From 1: how deep it lies.
    pub level: u32,
    pub title: String,
    /// From 1; `None` where it leads to no page.
    pub page: Option<u32>,
}

/// All of it, by reading the PDF once.
#[derive(Debug, Serialize, Deserialize)]
pub struct Inspection {
    pub links: Vec<Link>,
    pub outline: Vec<OutlineItem>,
    pub pages: usize,
    /// Parts that something leads to, and their pages, from 1.
    pub parts: Vec<(String, u32)>,
}

pub fn inspect(pdf: &[u8]) -> Result<Inspection, Error> {
    let document = load::printed(pdf)?;
    Ok(Inspection {
        links: links_of(&document),
        outline: outline_of(&document),
        pages: pages::list(&document).len(),
        parts: parts_of(&document),
    })
}

pub fn links(pdf: &[u8]) -> Result<Vec<Link>, Error> {
    Ok(links_of(&load::printed(pdf)?))
}

fn parts_of(document: &Document) -> Vec<(String, u32)> {
    let destinations = Destinations::of(document, &pages::list(document));
    let parts = destinations.named().filter_map(|to| {
        let name = String::from_utf8_lossy(to.name.as_ref()?).into_owned();
        Some((name, u32::try_from(to.page + 1).ok()?))
    });
    parts.collect()
}

fn links_of(document: &Document) -> Vec<Link> {
    let mut links = Vec::new();
    for (page, number) in pages::list(document).iter().zip(1..) {
        let [left, bottom, ..] = page.visible(document);
        for entry in pages::annotations(document, &page.dictionary) {
            if let Some((uri, [a, b, c, d])) = link(document, entry) {
                links.push(Link {
                    page: number,
                    uri,
                    rect: [a - left, b - bottom, c - left, d - bottom],
                });
            }
        }
    }
    links
}

fn link(document: &Document, entry: &Object) -> Option<(String, [f64; 4])> {
    let (_, annotation) = document.dereference(entry).ok()?;
    let annotation = annotation.as_dict().ok()?;
    let action = document.get_dict_in_dict(annotation, b"A").ok()?;
    let uri = action.get_deref(b"URI", document).and_then(Object::as_str);
    let rect = pages::rectangle(document, annotation.get(b"Rect").ok())?;
    Some((String::from_utf8_lossy(uri.ok()?).into_owned(), rect))
}

/// Width and height of each page as it is shown, in points.
pub fn page_sizes(pdf: &[u8]) -> Result<Vec<(f64, f64)>, Error> {
    let document = load::printed(pdf)?;
    let pages = pages::list(&document);
    Ok(pages
        .iter()
        .map(|page| page.shown_size(&document))
        .collect())
}

/// The outline from top to bottom.
pub fn outline(pdf: &[u8]) -> Result<Vec<OutlineItem>, Error> {
    Ok(outline_of(&load::printed(pdf)?))
}

fn outline_of(document: &Document) -> Vec<OutlineItem> {
    let destinations = Destinations::of(document, &pages::list(document));
    let mut lines = Vec::new();
    flatten(&outline::read(document, &destinations), 1, &mut lines);
    lines
}

fn flatten(items: &[Item], level: u32, lines: &mut Vec<OutlineItem>) {
    for item in items {
        let page = item.to.as_ref().map(|to| to.page + 1);
        lines.push(OutlineItem {
            level,
            title: item.title.clone(),
            page: page.and_then(|page| u32::try_from(page).ok()),
        });
        flatten(&item.children, level + 1, lines);
    }
}
