//! Where links and outlines lead: a page and a view of it, said outright or by
//! a name that the document explains.
//!
//! The engine's destinations count pages from 0 instead of naming the page's
//! object, and its names are the paths of what it printed.

use std::collections::{BTreeMap, HashMap, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::pages::Page;

/// A place in a document.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Destination {
    /// The page's position, from 0.
    pub page: usize,
    pub view: View,
    /// The name by which the link calls it, where it does.
    pub name: Option<Vec<u8>>,
}

/// How the page shall be shown: what follows the page in a destination.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct View(Vec<Object>);

impl View {
    /// A page of these bounds from its upper left corner on.
    pub(super) fn from_top([left, _, _, top]: [f64; 4]) -> Self {
        let [left, top] = [left, top].map(|at| Object::Real(at as f32));
        Self(vec!["XYZ".into(), left, top, 0.into()])
    }

    /// As the value of `Dest`, for the page with this object.
    pub(super) fn on(&self, page: ObjectId) -> Object {
        let mut array = vec![Object::Reference(page)];
        array.extend(self.0.iter().cloned());
        Object::Array(array)
    }
}

/// A name tree deeper than this is a trap, and so is a longer name.
const DEEPEST: usize = 32;
const LONGEST_NAME: usize = 2048;

/// What a document's destinations mean.
pub(super) struct Destinations {
    positions: HashMap<ObjectId, usize>,
    named: BTreeMap<Vec<u8>, Destination>,
}

impl Destinations {
    pub(super) fn of(document: &Document, pages: &[Page]) -> Self {
        let ids = pages.iter().map(|page| page.id);
        let mut destinations = Self {
            positions: ids.enumerate().map(|(at, id)| (id, at)).collect(),
            named: BTreeMap::new(),
        };
        if let Ok(catalog) = document.catalog() {
            destinations.take_names(document, catalog);
        }
        destinations
    }

    fn take_names(&mut self, document: &Document, catalog: &Dictionary) {
        if let Ok(old) = document.get_dict_in_dict(catalog, b"Dests") {
            for (name, value) in old {
                self.take_name(document, name, value);
            }
        }
        let tree = document
            .get_dict_in_dict(catalog, b"Names")
            .and_then(|names| document.get_dict_in_dict(names, b"Dests"));
        if let Ok(tree) = tree {
            self.take_name_tree(document, tree, &mut HashSet::new(), 0);
        }
    }

    fn take_name_tree(
        &mut self,
        document: &Document,
        node: &Dictionary,
        seen: &mut HashSet<ObjectId>,
        depth: usize,
    ) {
        let list = |key: &[u8]| node.get_deref(key, document).and_then(Object::as_array);
        for pair in list(b"Names")
            .into_iter()
            .flat_map(|names| names.chunks_exact(2))
        {
            if let Ok((_, Object::String(name, _))) = document.dereference(&pair[0]) {
                self.take_name(document, name, &pair[1]);
            }
        }
        for kid in list(b"Kids").into_iter().flatten() {
            if let Ok(id) = kid.as_reference()
                && depth < DEEPEST
                && seen.insert(id)
                && let Ok(kid) = document.get_dictionary(id)
            {
                self.take_name_tree(document, kid, seen, depth + 1);
            }
        }
    }

    fn take_name(&mut self, document: &Document, name: &[u8], value: &Object) {
        let Ok((_, mut value)) = document.dereference(value) else {
            return;
        };
        if let Object::Dictionary(wrapped) = value
            && let Ok(inner) = wrapped.get_deref(b"D", document)
        {
            value = inner;
        }
        if let Some(mut found) = self.explicit(document, value)
            && name.len() <= LONGEST_NAME
        {
            found.name = Some(name.to_vec());
            self.named.insert(name.to_vec(), found);
        }
    }

    /// Every name the document explains.
    pub(super) fn named(&self) -> impl Iterator<Item = &Destination> {
        self.named.values()
    }

    pub(super) fn by_name(&self, name: &[u8]) -> Option<&Destination> {
        self.named.get(name)
    }

    /// Where a link or an outline item leads; `None` where it leads nowhere in
    /// this document.
    pub(super) fn of_item(&self, document: &Document, item: &Dictionary) -> Option<Destination> {
        if let Ok(value) = item.get_deref(b"Dest", document) {
            return self.read(document, value);
        }
        let action = document.get_dict_in_dict(item, b"A").ok()?;
        let kind = action.get_deref(b"S", document).and_then(Object::as_name);
        if kind.ok()? != b"GoTo" {
            return None;
        }
        self.read(document, action.get_deref(b"D", document).ok()?)
    }

    fn read(&self, document: &Document, value: &Object) -> Option<Destination> {
        match value {
            Object::Name(name) | Object::String(name, _) => self.named.get(name).cloned(),
            value => self.explicit(document, value),
        }
    }

    fn explicit(&self, document: &Document, value: &Object) -> Option<Destination> {
        let (page, view) = value.as_array().ok()?.split_first()?;
        let page = match page {
            Object::Reference(id) => *self.positions.get(id)?,
            Object::Integer(at) => usize::try_from(*at).ok()?,
            _ => return None,
        };
        if page >= self.positions.len() {
            return None;
        }
        let plain = |value: &&Object| {
            matches!(
                value,
                Object::Null | Object::Integer(_) | Object::Real(_) | Object::Name(_)
            )
        };
        let view: Vec<Object> = view
            .iter()
            .filter_map(|value| document.dereference(value).ok())
            .map(|(_, value)| value)
            .take_while(plain)
            .take(5)
            .cloned()
            .collect();
        let view = if view.first().is_some_and(|kind| kind.as_name().is_ok()) {
            View(view)
        } else {
            View(vec!["Fit".into()])
        };
        Some(Destination {
            page,
            view,
            name: None,
        })
    }
}
