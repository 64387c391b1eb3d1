//! The outline of a document: read into a plain tree, and written from one.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string, text_string};

use super::destination::{Destination, Destinations, View};

/// An outline item as a document has it.
pub(super) struct Item {
    pub title: String,
    pub open: bool,
    pub to: Option<Destination>,
    pub children: Vec<Item>,
}

/// An outline item as it shall be written.
pub(super) struct Bookmark {
    pub title: String,
    pub open: bool,
    /// The page's position in the document to be written, from 0.
    pub to: Option<(usize, View)>,
    pub children: Vec<Bookmark>,
}

/// An outline deeper than this, with more items or longer titles, is a trap.
const DEEPEST: usize = 32;
const MOST: usize = 200_000;
const LONGEST_TITLE: usize = 4096;

pub(super) fn read(document: &Document, destinations: &Destinations) -> Vec<Item> {
    let root = document
        .catalog()
        .and_then(|catalog| document.get_dict_in_dict(catalog, b"Outlines"));
    let mut walk = Walk {
        document,
        destinations,
        seen: HashSet::new(),
    };
    root.map_or_else(|_| Vec::new(), |root| walk.children(root, 0))
}

struct Walk<'a> {
    document: &'a Document,
    destinations: &'a Destinations,
    seen: HashSet<ObjectId>,
}

impl Walk<'_> {
    fn children(&mut self, parent: &Dictionary, depth: usize) -> Vec<Item> {
        let mut items = Vec::new();
        let mut next = parent.get(b"First").and_then(Object::as_reference);
        while let Ok(id) = next {
            let Ok(item) = self.document.get_dictionary(id) else {
                break;
            };
            if depth > DEEPEST || self.seen.len() >= MOST || !self.seen.insert(id) {
                break;
            }
            items.push(Item {
                title: self.title(item),
                open: item
                    .get_deref(b"Count", self.document)
                    .and_then(Object::as_i64)
                    .is_ok_and(|count| count > 0),
                to: self.destinations.of_item(self.document, item),
                children: self.children(item, depth + 1),
            });
            next = item.get(b"Next").and_then(Object::as_reference);
        }
        items
    }

    fn title(&self, item: &Dictionary) -> String {
        let title = item.get_deref(b"Title", self.document).ok();
        title
            .filter(|title| title.as_str().is_ok_and(|text| text.len() <= LONGEST_TITLE))
            .and_then(|title| decode_text_string(title).ok())
            .unwrap_or_default()
    }
}

/// Makes bookmarks of the items that `follow` knows a place for. An item that
/// has lost its place but kept children leads where the first of these leads.
pub(super) fn map(
    items: Vec<Item>,
    follow: &mut dyn FnMut(&Destination) -> Option<(usize, View)>,
) -> Vec<Bookmark> {
    let bookmark = |item: Item| {
        let to = item.to.as_ref().and_then(&mut *follow);
        let children = map(item.children, follow);
        let to = to.or_else(|| children.first()?.to.clone())?;
        Some(Bookmark {
            title: item.title,
            open: item.open,
            to: Some(to),
            children,
        })
    };
    items.into_iter().filter_map(bookmark).collect()
}

/// Writes the outline and hangs it into the catalog.
pub(super) fn write(
    document: &mut Document,
    pages: &[ObjectId],
    bookmarks: &[Bookmark],
) -> Result<(), lopdf::Error> {
    if bookmarks.is_empty() {
        return Ok(());
    }
    let root = document.new_object_id();
    let (first, last, shown) = write_level(document, pages, bookmarks, root);
    let mut outlines = Dictionary::new();
    outlines.set("Type", "Outlines");
    outlines.set("First", first);
    outlines.set("Last", last);
    outlines.set("Count", shown);
    document.set_object(root, outlines);
    document.catalog_mut()?.set("Outlines", root);
    Ok(())
}

/// Writes the items below `parent`. Returns the first, the last, and how many
/// are seen when `parent` is open.
fn write_level(
    document: &mut Document,
    pages: &[ObjectId],
    bookmarks: &[Bookmark],
    parent: ObjectId,
) -> (ObjectId, ObjectId, i64) {
    let ids: Vec<ObjectId> = bookmarks.iter().map(|_| document.new_object_id()).collect();
    let mut shown = 0;
    for (at, bookmark) in bookmarks.iter().enumerate() {
        let mut item = Dictionary::new();
        item.set("Title", text_string(&bookmark.title));
        item.set("Parent", parent);
        if at > 0 {
            item.set("Prev", ids[at - 1]);
        }
        if let Some(next) = ids.get(at + 1) {
            item.set("Next", *next);
        }
        if let Some((page, view)) = &bookmark.to
            && let Some(page) = pages.get(*page)
        {
            item.set("Dest", view.on(*page));
        }
        shown += 1;
        if !bookmark.children.is_empty() {
            let (first, last, below) = write_level(document, pages, &bookmark.children, ids[at]);
            item.set("First", first);
            item.set("Last", last);
            item.set("Count", if bookmark.open { below } else { -below });
            shown += if bookmark.open { below } else { 0 };
        }
        document.set_object(ids[at], item);
    }
    (ids[0], ids[ids.len() - 1], shown)
}
