//! Stamps: a printed page that is drawn over or under every page, such as a
//! watermark.

use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::error::Error;
use super::load;
use super::pages::{self, Page};
use super::transfer::Transfer;

/// What is drawn on every page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stamp {
    /// A PDF; its first page is the stamp.
    #[serde(skip)]
    pub pdf: Bytes,
    pub layer: Layer,
    /// From 0, not seen at all, to 1, seen in full.
    pub opacity: f64,
}

/// Where a stamp lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layer {
    /// Over what the page shows.
    Over,
    /// Under it, as on paper that had the stamp before it was printed on. So it
    /// shows through a background too, which would hide it if it only were
    /// drawn first.
    Under,
}

/// Draws the stamp on every page: in the middle, as large as fits.
pub(super) fn apply(document: &mut Document, stamp: &Stamp) -> Result<(), Error> {
    let mut drawing = Drawing::prepare(document, stamp)?;
    for page in pages::list(document) {
        drawing.on(document, &page)?;
    }
    Ok(())
}

/// A stamp whose parts are in the document.
struct Drawing {
    /// What pages call it, and the state that it is drawn in.
    name: String,
    form: ObjectId,
    state: ObjectId,
    /// The stamp's own place: left, bottom, right, top.
    bounds: [f64; 4],
    /// Streams that go around what a page draws.
    before: ObjectId,
    after: ObjectId,
    /// The streams that draw the stamp, by what they say.
    drawn: HashMap<String, ObjectId>,
}

impl Drawing {
    fn prepare(document: &mut Document, stamp: &Stamp) -> Result<Self, Error> {
        let mut printed = load::printed(&stamp.pdf)?;
        let page = pages::list(&printed).swap_remove(0);
        let bounds = page.visible(&printed);
        let content = contents(&printed, &page);
        let resources = page.dictionary.get(b"Resources").cloned()?;
        let resources = Transfer::new(&mut printed, document, HashMap::new()).take(resources);

        let mut form = Dictionary::new();
        form.set("Type", "XObject");
        form.set("Subtype", "Form");
        form.set("BBox", bounds.map(number).to_vec());
        form.set("Resources", resources);
        // As a group the stamp fades as a whole, not each of its strokes.
        form.set(
            "Group",
            Dictionary::from_iter([("S", Object::from("Transparency")), ("I", true.into())]),
        );
        let mut form = Stream::new(form, content);
        form.compress()?;
        let operators = |operators: &[u8]| Stream::new(Dictionary::new(), operators.to_vec());
        document.version = newer(&document.version, "1.4");
        Ok(Self {
            name: free_name(document),
            form: document.add_object(form),
            state: document.add_object(state(stamp)),
            bounds,
            before: document.add_object(operators(b"q\n")),
            after: document.add_object(operators(b"\nQ\n")),
            drawn: HashMap::new(),
        })
    }

    fn on(&mut self, document: &mut Document, page: &Page) -> Result<(), Error> {
        let matrix = self.matrix(document, page);
        let mut contents = vec![Object::Reference(self.before)];
        contents.extend(content_streams(document, page));
        contents.push(Object::Reference(self.after));
        contents.push(Object::Reference(self.draw(document, matrix)));
        document
            .get_dictionary_mut(page.id)?
            .set("Contents", contents);

        let mut resources = page.dictionary.get(b"Resources").cloned()?;
        self.put(document, &mut resources, "XObject", self.form);
        self.put(document, &mut resources, "ExtGState", self.state);
        document
            .get_dictionary_mut(page.id)?
            .set("Resources", resources);
        Ok(())
    }

    /// Brings the stamp onto the page: upright as the page is shown, in its
    /// middle, as large as fits.
    fn matrix(&self, document: &Document, page: &Page) -> [f64; 6] {
        let [left, bottom, right, top] = page.visible(document);
        let (shown_width, shown_height) = page.shown_size(document);
        let [a, b, c, d] = self.bounds;
        let (width, height) = (c - a, d - b);
        let scale = (shown_width / width).min(shown_height / height);
        // In the page as it is shown, from its lower left corner.
        let x = (shown_width - width * scale) / 2.0 - a * scale;
        let y = (shown_height - height * scale) / 2.0 - b * scale;
        match page.quarters(document) {
            1 => [0.0, scale, -scale, 0.0, right - y, bottom + x],
            2 => [-scale, 0.0, 0.0, -scale, right - x, top - y],
            3 => [0.0, -scale, scale, 0.0, left + y, top - x],
            _ => [scale, 0.0, 0.0, scale, left + x, bottom + y],
        }
    }

    fn draw(&mut self, document: &mut Document, matrix: [f64; 6]) -> ObjectId {
        let name = &self.name;
        let numbers = matrix.map(|number| format!("{number:.5}")).join(" ");
        let operators = format!("q\n/{name} gs\n{numbers} cm\n/{name} Do\nQ\n");
        *self.drawn.entry(operators).or_insert_with_key(|operators| {
            document.add_object(Stream::new(Dictionary::new(), operators.clone().into()))
        })
    }

    /// Adds a resource. Pages may share theirs: those get it once, and where
    /// they are, not in a copy for each page.
    fn put(&self, document: &mut Document, resources: &mut Object, kind: &str, what: ObjectId) {
        if let Object::Reference(shared) = resources
            && let Ok(object) = document.get_object_mut(*shared)
        {
            let mut inner = std::mem::replace(object, Object::Null);
            self.put(document, &mut inner, kind, what);
            if let Ok(object) = document.get_object_mut(*shared) {
                *object = inner;
            }
            return;
        }
        if !matches!(resources, Object::Dictionary(_)) {
            *resources = Dictionary::new().into();
        }
        let Object::Dictionary(resources) = resources else {
            return;
        };
        match resources.get(kind.as_bytes()) {
            Ok(Object::Reference(group)) => {
                if let Ok(group) = document.get_dictionary_mut(*group) {
                    group.set(&self.name[..], what);
                }
            }
            _ => {
                let group = resources.get_mut(kind.as_bytes());
                match group.and_then(Object::as_dict_mut) {
                    Ok(group) => group.set(&self.name[..], what),
                    Err(_) => resources.set(
                        kind,
                        Dictionary::from_iter([(&self.name[..], Object::from(what))]),
                    ),
                }
            }
        }
    }
}

/// How the stamp mixes with what is on the page.
fn state(stamp: &Stamp) -> Dictionary {
    let opacity = number(stamp.opacity.clamp(0.0, 1.0));
    let mut state = Dictionary::new();
    state.set("Type", "ExtGState");
    state.set("ca", opacity.clone());
    state.set("CA", opacity);
    if stamp.layer == Layer::Under {
        // Dark stays dark, and light takes the stamp's colour.
        state.set("BM", "Multiply");
    }
    state
}

/// What the drawing of a stamp may come to, unpacked.
const LARGEST: usize = 64 << 20;

/// What a page draws, unpacked. A stream that cannot be unpacked is left out.
pub(super) fn contents(document: &Document, page: &Page) -> Vec<u8> {
    let mut content = Vec::new();
    for stream in content_streams(document, page) {
        if let Ok((_, Object::Stream(stream))) = document.dereference(&stream)
            && let Ok(plain) = stream.get_plain_content_with_limit(LARGEST)
        {
            content.extend(plain);
            content.push(b'\n');
        }
    }
    content
}

/// A page's content streams, by reference.
pub(super) fn content_streams(document: &Document, page: &Page) -> Vec<Object> {
    let Ok(contents) = page.dictionary.get(b"Contents") else {
        return Vec::new();
    };
    match document.dereference(contents) {
        Ok((_, Object::Array(streams))) => streams.clone(),
        Ok((Some(id), Object::Stream(_))) => vec![Object::Reference(id)],
        _ => Vec::new(),
    }
}

/// A name that nothing in the document has.
fn free_name(document: &Document) -> String {
    fn note<'a>(object: &'a Object, taken: &mut HashSet<&'a [u8]>) {
        let entries = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            Object::Array(items) => return items.iter().for_each(|item| note(item, taken)),
            _ => return,
        };
        for (key, value) in entries {
            if key.starts_with(b"Stamp") {
                taken.insert(key);
            }
            note(value, taken);
        }
    }
    let mut taken = HashSet::new();
    document
        .objects
        .values()
        .for_each(|object| note(object, &mut taken));
    let mut number = 1;
    loop {
        let name = format!("Stamp{number}");
        if !taken.contains(name.as_bytes()) {
            return name;
        }
        number += 1;
    }
}

fn number(value: f64) -> Object {
    Object::Real(value as f32)
}

/// The later of two PDF versions.
pub(super) fn newer(version: &str, least: &str) -> String {
    version.max(least).to_owned()
}
