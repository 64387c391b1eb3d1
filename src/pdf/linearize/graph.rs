//! Which object of a document refers to which.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// The objects of a document, each by its place in a list.
pub struct Graph {
    ids: Vec<ObjectId>,
    places: HashMap<ObjectId, usize>,
    /// No object refers to a page: what leads to a page, such as a link, does
    /// not need what is on it.
    references: Vec<Vec<usize>>,
    pages: Vec<bool>,
}

impl Graph {
    pub fn of(document: &Document) -> Self {
        let (mut ids, mut places) = (Vec::new(), HashMap::new());
        for (id, object) in &document.objects {
            // A reference to null is null.
            if !matches!(object, Object::Null | Object::Reference(_)) {
                places.insert(*id, ids.len());
                ids.push(*id);
            }
        }
        for (id, object) in &document.objects {
            // A reference to a reference is one to what that refers to.
            if let Ok((Some(end), _)) = document.dereference(object)
                && let Some(place) = places.get(&end).copied()
            {
                places.insert(*id, place);
            }
        }
        let is_page = |id: &ObjectId| is_page(document, &document.objects[id]);
        let mut graph = Self {
            pages: ids.iter().map(is_page).collect(),
            references: Vec::new(),
            ids,
            places,
        };
        graph.references = (0..graph.len())
            .map(|place| graph.references_of(document, place))
            .collect();
        graph
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn id(&self, place: usize) -> ObjectId {
        self.ids[place]
    }

    pub fn place(&self, id: ObjectId) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// The objects that `object` itself refers to.
    pub fn references_in(&self, document: &Document, object: &Object) -> Vec<usize> {
        let mut found = Vec::new();
        self.find(document, object, &mut found);
        found
    }

    fn references_of(&self, document: &Document, place: usize) -> Vec<usize> {
        let object = &document.objects[&self.ids[place]];
        let Object::Dictionary(page) = object else {
            return self.references_in(document, object);
        };
        let mut found = Vec::new();
        for (key, value) in page {
            // Neither is needed to show the page.
            if !self.pages[place] || !matches!(&key[..], b"Parent" | b"Thumb") {
                self.find(document, value, &mut found);
            }
        }
        found
    }

    fn find(&self, document: &Document, object: &Object, found: &mut Vec<usize>) {
        let mut find_in = |dictionary: &Dictionary| {
            for (_, value) in dictionary {
                self.find(document, value, found);
            }
        };
        match object {
            Object::Reference(id) => found.extend(self.place(*id).filter(|at| !self.pages[*at])),
            Object::Dictionary(_) if is_page(document, object) => {}
            Object::Dictionary(dictionary) => find_in(dictionary),
            Object::Stream(stream) => {
                for (key, value) in &stream.dict {
                    // The length will be written into the dictionary.
                    if key != b"Length" {
                        self.find(document, value, found);
                    }
                }
            }
            Object::Array(objects) => {
                for object in objects {
                    self.find(document, object, found);
                }
            }
            _ => {}
        }
    }
}

fn is_page(document: &Document, object: &Object) -> bool {
    let Object::Dictionary(dictionary) = object else {
        return false;
    };
    dictionary
        .get_deref(b"Type", document)
        .and_then(Object::as_name)
        .is_ok_and(|name| name == b"Page")
}

/// Walks from objects to all that they need.
pub struct Walk<'a> {
    graph: &'a Graph,
    /// The number of the walk that was the last to see an object.
    seen: Vec<u32>,
    walks: u32,
    /// Steps that all walks together may still take.
    steps: usize,
}

impl<'a> Walk<'a> {
    pub fn new(graph: &'a Graph, steps: usize) -> Self {
        Self {
            graph,
            seen: vec![0; graph.len()],
            walks: 0,
            steps,
        }
    }

    /// All that is found, and the objects of `starts` as well; each once.
    /// `None` if the steps are used up.
    pub fn from(&mut self, starts: Vec<usize>) -> Option<Vec<usize>> {
        self.walks += 1;
        self.further_from(starts)
    }

    /// The same walk goes on, to what it has not found yet.
    pub fn further_from(&mut self, mut starts: Vec<usize>) -> Option<Vec<usize>> {
        let mut found = Vec::new();
        starts.reverse();
        while let Some(place) = starts.pop() {
            if self.seen[place] == self.walks {
                continue;
            }
            self.seen[place] = self.walks;
            found.push(place);
            let references = &self.graph.references[place];
            self.steps = self.steps.checked_sub(1 + references.len())?;
            starts.extend(references.iter().rev());
        }
        Some(found)
    }
}
