//! The pages of a document in order, with what they inherit.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// A page, and what it is made of. All of it is the page's own: what it would
/// inherit from the page tree is written down here.
pub(super) struct Page {
    pub id: ObjectId,
    pub dictionary: Dictionary,
}

/// What is kept of a page. The rest would lead elsewhere (beads, structure),
/// act by itself (`AA`), or be a copy of what is there (thumbnails).
const KEPT: [&[u8]; 12] = [
    b"MediaBox",
    b"CropBox",
    b"BleedBox",
    b"TrimBox",
    b"ArtBox",
    b"Rotate",
    b"Resources",
    b"Contents",
    b"Annots",
    b"Group",
    b"UserUnit",
    b"Tabs",
];

const INHERITED: [&[u8]; 4] = [b"MediaBox", b"CropBox", b"Rotate", b"Resources"];

/// A page tree deeper than this is a trap.
const DEEPEST: usize = 64;

/// The size of a page that has none: A4.
const A4: [f64; 4] = [0.0, 0.0, 595.0, 842.0];

/// The pages from first to last. A tree with loops ends where it comes round.
pub(super) fn list(document: &Document) -> Vec<Page> {
    let mut found = Vec::new();
    let root = document.catalog().and_then(|catalog| catalog.get(b"Pages"));
    if let Ok(Object::Reference(root)) = root {
        let mut walk = Walk {
            document,
            seen: HashSet::new(),
            found: &mut found,
        };
        walk.visit(*root, &Dictionary::new(), 0);
    }
    found
}

/// Makes objects of what pages inherit, so that they can share it: each gets
/// its own copy otherwise.
pub(super) fn share_inherited(document: &mut Document) -> Result<(), lopdf::Error> {
    let has_kids = |(id, object): (&ObjectId, &Object)| {
        let node = object.as_dict().ok()?;
        node.has(b"Kids").then_some(*id)
    };
    let nodes: Vec<ObjectId> = document.objects.iter().filter_map(has_kids).collect();
    for id in nodes {
        for key in INHERITED {
            let node = document.get_dictionary_mut(id)?;
            if let Ok(Object::Array(_) | Object::Dictionary(_)) = node.get(key)
                && let Some(value) = node.remove(key)
            {
                let value = document.try_add_object(value)?;
                document.get_dictionary_mut(id)?.set(key, value);
            }
        }
    }
    Ok(())
}

struct Walk<'a> {
    document: &'a Document,
    seen: HashSet<ObjectId>,
    found: &'a mut Vec<Page>,
}

impl Walk<'_> {
    fn visit(&mut self, id: ObjectId, above: &Dictionary, depth: usize) {
        let Ok(node) = self.document.get_dictionary(id) else {
            return;
        };
        // A page that is there twice could be there a million times.
        if depth > DEEPEST || !self.seen.insert(id) {
            return;
        }
        let Ok(kids) = node.get_deref(b"Kids", self.document) else {
            self.found.push(page(id, node, above));
            return;
        };
        let mut inherited = above.clone();
        for key in INHERITED {
            if let Ok(value) = node.get(key) {
                inherited.set(key, value.clone());
            }
        }
        for kid in kids.as_array().into_iter().flatten() {
            if let Ok(kid) = kid.as_reference() {
                self.visit(kid, &inherited, depth + 1);
            }
        }
    }
}

fn page(id: ObjectId, node: &Dictionary, inherited: &Dictionary) -> Page {
    let mut dictionary = Dictionary::new();
    dictionary.set("Type", "Page");
    for key in KEPT {
        if let Ok(value) = node.get(key).or_else(|_| inherited.get(key)) {
            dictionary.set(key, value.clone());
        }
    }
    if !dictionary.has(b"MediaBox") {
        dictionary.set("MediaBox", A4.map(Object::from).to_vec());
    }
    if !dictionary.has(b"Resources") {
        dictionary.set("Resources", Dictionary::new());
    }
    Page { id, dictionary }
}

impl Page {
    /// What is seen of the page, in its own coordinates: left, bottom, right, top.
    pub(super) fn visible(&self, document: &Document) -> [f64; 4] {
        let media = rectangle(document, self.dictionary.get(b"MediaBox").ok()).unwrap_or(A4);
        let Some(crop) = rectangle(document, self.dictionary.get(b"CropBox").ok()) else {
            return media;
        };
        let both = [
            media[0].max(crop[0]),
            media[1].max(crop[1]),
            media[2].min(crop[2]),
            media[3].min(crop[3]),
        ];
        if both[0] < both[2] && both[1] < both[3] {
            both
        } else {
            media
        }
    }

    /// By how many quarters it is turned clockwise when it is shown, 0 to 3.
    pub(super) fn quarters(&self, document: &Document) -> u8 {
        let degrees = self
            .dictionary
            .get_deref(b"Rotate", document)
            .and_then(Object::as_i64)
            .unwrap_or(0);
        u8::try_from(degrees.rem_euclid(360) / 90).unwrap_or(0)
    }

    /// Width and height as shown, in points.
    pub(super) fn shown_size(&self, document: &Document) -> (f64, f64) {
        let [left, bottom, right, top] = self.visible(document);
        if self.quarters(document).is_multiple_of(2) {
            (right - left, top - bottom)
        } else {
            (top - bottom, right - left)
        }
    }
}

/// A rectangle from its lower left to its upper right corner, however it was
/// written. `None` where it is empty or is none.
pub(super) fn rectangle(document: &Document, value: Option<&Object>) -> Option<[f64; 4]> {
    let (_, value) = document.dereference(value?).ok()?;
    let numbers: Vec<f64> = value
        .as_array()
        .ok()?
        .iter()
        .filter_map(|number| document.dereference(number).ok())
        .filter_map(|(_, number)| number.as_float().ok())
        .map(f64::from)
        .collect();
    let &[a, b, c, d] = &numbers[..] else {
        return None;
    };
    let sorted = [a.min(c), b.min(d), a.max(c), b.max(d)];
    let sound = sorted.iter().all(|number| number.is_finite());
    (sound && sorted[0] < sorted[2] && sorted[1] < sorted[3]).then_some(sorted)
}

/// The entries of a page's `Annots`, each a reference or a dictionary.
pub(super) fn annotations<'a>(document: &'a Document, page: &'a Dictionary) -> &'a [Object] {
    page.get_deref(b"Annots", document)
        .and_then(Object::as_array)
        .map_or(&[], Vec::as_slice)
}
