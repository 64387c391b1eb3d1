//! Binds pages of one or more documents into a new one.
//!
//! All that makes a document of several, reorders pages or leaves some out goes
//! this way. Links and names follow the pages; links whose page is not bound
//! are left out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::destination::{Destination, Destinations, View};
use super::error::Error;
use super::forms::{self, Form};
use super::layers::Layers;
use super::pages::{self, Page};
use super::transfer::Transfer;

/// A document of which pages are taken.
pub(super) struct Source {
    pub document: Document,
    pub pages: Vec<Page>,
    /// Whether it was sent by the caller: then nothing of it shall act.
    pub given: bool,
}

/// A page of a source; both count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Leaf {
    pub source: usize,
    pub page: usize,
}

/// Where a destination of a source is in the new document.
pub(super) type Follow<'a> = dyn Fn(usize, &Destination) -> Option<(usize, View)> + 'a;

pub(super) struct Binding<'a> {
    pub sources: Vec<Source>,
    /// Of each source.
    pub destinations: &'a [Destinations],
    /// The source that lends its title, its settings and its names.
    pub main: usize,
    pub leaves: &'a [Leaf],
    pub follow: &'a Follow<'a>,
}

pub(super) struct Bound {
    pub document: Document,
    pub pages: Vec<ObjectId>,
}

impl Source {
    pub(super) fn new(document: Document, given: bool) -> Self {
        let pages = pages::list(&document);
        Self {
            document,
            pages,
            given,
        }
    }

    pub(super) fn destinations(&self) -> Destinations {
        Destinations::of(&self.document, &self.pages)
    }
}

impl Binding<'_> {
    pub(super) fn bind(mut self) -> Result<Bound, Error> {
        let mut document = Document::with_version(self.version());
        let catalog = document.new_object_id();
        let tree = document.new_object_id();
        let pages: Vec<ObjectId> = self
            .leaves
            .iter()
            .map(|_| document.new_object_id())
            .collect();
        document.set_object(catalog, Dictionary::from_iter([("Type", "Catalog".into())]));
        document.trailer.set("Root", catalog);
        document.catalog_mut()?.set("Pages", tree);

        let mut form = Form::default();
        let mut layers = Layers::default();
        for at in 0..self.sources.len() {
            let prepared = self.prepare(at);
            self.carry_over(
                at,
                prepared,
                &pages,
                tree,
                &mut document,
                (&mut form, &mut layers),
            );
        }

        let kids: Vec<Object> = pages.iter().map(|id| Object::Reference(*id)).collect();
        let mut root = Dictionary::new();
        root.set("Type", "Pages");
        root.set("Count", kids.len() as i64);
        root.set("Kids", kids);
        document.set_object(tree, root);
        self.write_names(&mut document, &pages)?;
        form.write(&mut document)?;
        layers.write(&mut document)?;
        Ok(Bound { document, pages })
    }

    /// The newest version among the sources.
    fn version(&self) -> String {
        let versions = self.sources.iter().map(|source| {
            let in_catalog = source
                .document
                .catalog()
                .and_then(|catalog| catalog.get(b"Version"))
                .and_then(Object::as_name);
            let in_catalog = String::from_utf8_lossy(in_catalog.unwrap_or_default()).into_owned();
            in_catalog.max(source.document.version.clone())
        });
        const KNOWN: [&str; 8] = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];
        let newest = versions.max().unwrap_or_default();
        let known = KNOWN.contains(&&newest[..]) || newest == "2.0";
        if known { newest } else { "1.7".to_owned() }
    }

    /// Makes a source's pages ready to be taken: rewrites their annotations
    /// where they are, notes where links will lead.
    fn prepare(&mut self, at: usize) -> Prepared {
        let source = &mut self.sources[at];
        let mut prepared = Prepared::default();
        for (position, leaf) in self.leaves.iter().enumerate() {
            if leaf.source != at {
                continue;
            }
            let Some(page) = source.pages.get(leaf.page) else {
                continue;
            };
            let mut dictionary = page.dictionary.clone();
            let entries = pages::annotations(&source.document, &dictionary).to_vec();
            let mut desk = Annotations {
                source: at,
                given: source.given,
                document: &mut source.document,
                destinations: &self.destinations[at],
                follow: self.follow,
                prepared: &mut prepared,
            };
            let kept: Vec<Object> = entries
                .iter()
                .filter_map(|entry| desk.keep(entry))
                .collect();
            dictionary.remove(b"Annots");
            if !kept.is_empty() {
                dictionary.set("Annots", kept);
            }
            prepared.pages.push((position, dictionary));
        }
        prepared
    }

    fn carry_over(
        &mut self,
        at: usize,
        prepared: Prepared,
        pages: &[ObjectId],
        tree: ObjectId,
        document: &mut Document,
        (form, layers): (&mut Form, &mut Layers),
    ) {
        let source = &mut self.sources[at];
        let fields = forms::prune(&mut source.document, &prepared.widgets, source.given);
        let mut places: HashMap<ObjectId, Option<ObjectId>> =
            source.pages.iter().map(|page| (page.id, None)).collect();
        for (position, leaf) in self.leaves.iter().enumerate() {
            if leaf.source == at
                && let Some(page) = source.pages.get(leaf.page)
            {
                places
                    .entry(page.id)
                    .or_default()
                    .get_or_insert(pages[position]);
            }
        }
        let mut transfer = Transfer::new(&mut source.document, document, places);
        for (position, page) in prepared.pages {
            let mut page = transfer.take_dictionary(page);
            page.set("Parent", tree);
            transfer.new_document().set_object(pages[position], page);
        }
        for (link, (page, view)) in prepared.links {
            let place = transfer.place(link);
            let link = place.and_then(|id| transfer.new_document().get_dictionary_mut(id).ok());
            if let (Some(link), Some(page)) = (link, pages.get(page)) {
                link.set("Dest", view.on(*page));
            }
        }
        form.take(&mut transfer, fields);
        layers.take(&transfer);
        if at == self.main {
            take_settings(&mut transfer);
        }
    }

    /// The names by which places of the main document can be reached from
    /// outside (`document.pdf#name`).
    fn write_names(&self, document: &mut Document, pages: &[ObjectId]) -> Result<(), Error> {
        let mut names = Dictionary::new();
        for named in self.destinations[self.main].named() {
            if let Some(name) = &named.name
                && let Some((page, view)) = (self.follow)(self.main, named)
                && let Some(page) = pages.get(page)
            {
                names.set(name.clone(), view.on(*page));
            }
        }
        if !names.is_empty() {
            let names = document.add_object(names);
            document.catalog_mut()?.set("Dests", names);
        }
        Ok(())
    }
}

/// Takes title and dates, and how the document wants to be shown.
fn take_settings(transfer: &mut Transfer) {
    let settings: Dictionary = transfer
        .old()
        .catalog()
        .into_iter()
        .flatten()
        .filter(|(key, _)| {
            let key: &[u8] = key;
            [
                &b"Lang"[..],
                b"PageMode",
                b"PageLayout",
                b"ViewerPreferences",
            ]
            .contains(&key)
        })
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let settings = transfer.take_dictionary(settings);
    if let Ok(catalog) = transfer.new_document().catalog_mut() {
        catalog.extend(&settings);
    }
    if let Ok(info) = transfer.old().trailer.get(b"Info").cloned() {
        let info = transfer.take(info);
        transfer.new_document().trailer.set("Info", info);
    }
}

/// The pages of a source that are taken, ready to be moved.
#[derive(Default)]
struct Prepared {
    /// With the position in the new document.
    pages: Vec<(usize, Dictionary)>,
    /// Where link annotations shall lead.
    links: BTreeMap<ObjectId, (usize, View)>,
    /// Fields of forms, as seen on the pages.
    widgets: BTreeSet<ObjectId>,
}

/// Where the annotations of a source are looked through.
struct Annotations<'a> {
    source: usize,
    given: bool,
    document: &'a mut Document,
    destinations: &'a Destinations,
    follow: &'a Follow<'a>,
    prepared: &'a mut Prepared,
}

impl Annotations<'_> {
    /// The entry as it shall be; `None` for a link that has lost its page, or
    /// that does what links of given documents may not do.
    fn keep(&mut self, entry: &Object) -> Option<Object> {
        let (id, annotation) = self.document.dereference(entry).ok()?;
        let mut annotation = annotation.as_dict().ok()?.clone();
        let subtype = annotation.get_deref(b"Subtype", self.document).ok()?;
        let subtype = subtype.as_name().ok()?.to_vec();
        let leads = annotation.has(b"Dest") || annotation.has(b"A");
        let target = self.destinations.of_item(self.document, &annotation);
        let target = target.and_then(|to| (self.follow)(self.source, &to));
        let acts = self.may_act(&annotation);
        if subtype == b"Link" && leads && target.is_none() && !acts {
            return None;
        }
        annotation.remove(b"Dest");
        annotation.remove(b"StructParent");
        if !acts || target.is_some() {
            annotation.remove(b"A");
        }
        if self.given {
            annotation.remove(b"AA");
        }
        let id = match id {
            Some(id) => {
                self.document.objects.insert(id, annotation.into());
                id
            }
            None => self.document.try_add_object(annotation).ok()?,
        };
        if let Some(target) = target {
            self.prepared.links.insert(id, target);
        }
        if subtype == b"Widget" {
            self.prepared.widgets.insert(id);
        }
        Some(Object::Reference(id))
    }

    /// Whether the annotation's action may stay as it is. What leads to a page
    /// is not among these: that is written anew.
    fn may_act(&self, annotation: &Dictionary) -> bool {
        let Ok(action) = self.document.get_dict_in_dict(annotation, b"A") else {
            return false;
        };
        let kind = action
            .get_deref(b"S", self.document)
            .and_then(Object::as_name);
        match kind.unwrap_or_default() {
            b"GoTo" => false,
            b"URI" | b"Named" => !(self.given && action.has(b"Next")),
            _ => !self.given,
        }
    }
}
