//! Moves objects from one document into another, with all they refer to.
//!
//! What is not referred to stays behind. That is how removed pages vanish: not
//! by taking them away, but by never taking them along.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

pub(super) struct Transfer<'a> {
    from: &'a mut Document,
    into: &'a mut Document,
    /// Where pages of the old document are in the new one. `None`: left behind.
    pages: HashMap<ObjectId, Option<ObjectId>>,
    moved: HashMap<ObjectId, ObjectId>,
    waiting: Vec<ObjectId>,
}

impl<'a> Transfer<'a> {
    pub(super) fn new(
        from: &'a mut Document,
        into: &'a mut Document,
        pages: HashMap<ObjectId, Option<ObjectId>>,
    ) -> Self {
        Self {
            from,
            into,
            pages,
            moved: HashMap::new(),
            waiting: Vec::new(),
        }
    }

    /// The value for the new document. What it refers to comes along.
    pub(super) fn take(&mut self, value: Object) -> Object {
        let value = self.renumber(value);
        while let Some(id) = self.waiting.pop() {
            let object = self.from.objects.remove(&id).unwrap_or(Object::Null);
            let object = self.renumber(object);
            self.into.objects.insert(self.moved[&id], object);
        }
        value
    }

    pub(super) fn take_dictionary(&mut self, dictionary: Dictionary) -> Dictionary {
        match self.take(Object::Dictionary(dictionary)) {
            Object::Dictionary(dictionary) => dictionary,
            _ => Dictionary::new(),
        }
    }

    /// Where an object went that was moved.
    pub(super) fn place(&self, id: ObjectId) -> Option<ObjectId> {
        self.moved.get(&id).copied()
    }

    pub(super) fn old(&self) -> &Document {
        self.from
    }

    pub(super) fn new_document(&mut self) -> &mut Document {
        self.into
    }

    fn renumber(&mut self, value: Object) -> Object {
        match value {
            Object::Reference(id) => self.reference(id),
            Object::Array(items) => {
                Object::Array(items.into_iter().map(|item| self.renumber(item)).collect())
            }
            Object::Dictionary(dictionary) => Object::Dictionary(self.entries(dictionary)),
            Object::Stream(mut stream) => {
                stream.dict = self.entries(stream.dict);
                // May have been an object of its own, which a stream can do without.
                stream.dict.set("Length", stream.content.len() as i64);
                Object::Stream(stream)
            }
            plain => plain,
        }
    }

    fn entries(&mut self, dictionary: Dictionary) -> Dictionary {
        dictionary
            .into_iter()
            .filter(|(key, _)| key != b"Length")
            .map(|(key, value)| (key, self.renumber(value)))
            .collect()
    }

    fn reference(&mut self, id: ObjectId) -> Object {
        if let Some(page) = self.pages.get(&id) {
            return page.map_or(Object::Null, Object::Reference);
        }
        if let Some(new) = self.moved.get(&id) {
            return Object::Reference(*new);
        }
        if self.from.objects.get(&id).is_none_or(leads_everywhere) {
            return Object::Null;
        }
        let new = self.into.new_object_id();
        self.moved.insert(id, new);
        self.waiting.push(id);
        Object::Reference(new)
    }
}

/// Objects by which all pages could be reached, also those to be left behind.
fn leads_everywhere(object: &Object) -> bool {
    const KINDS: [&[u8]; 7] = [
        b"Catalog",
        b"Pages",
        b"Page",
        b"Outlines",
        b"StructTreeRoot",
        b"StructElem",
        b"Bead",
    ];
    let kind = object.as_dict().and_then(Dictionary::get_type);
    kind.is_ok_and(|kind| KINDS.contains(&kind))
}
