//! The page tree. A linearized PDF must say on each page what the page would
//! inherit, for a viewer shows the first page before it has the tree.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::error::Error;

const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

struct Node {
    id: ObjectId,
    parent: Option<ObjectId>,
    /// In the order of `INHERITED`.
    inherited: [Option<Object>; 4],
}

/// Finds the pages, in order, and gives each what it inherits. What the writer
/// takes for objects, as other programs do, becomes objects of their own.
pub fn settle(document: &mut Document) -> Result<Vec<ObjectId>, Error> {
    let root = document.trailer.get(b"Root").ok();
    let catalog = dictionary_at(document, root).ok_or(Error::Missing("catalog"))?;
    document.trailer.set("Root", catalog);
    let information = document.trailer.remove(b"Info");
    if let Some(information) = on_its_own(document, information)? {
        document.trailer.set("Info", information);
    }
    let outlines = document.get_dictionary_mut(catalog)?.remove(b"Outlines");
    if let Some(outlines) = on_its_own(document, outlines)? {
        document
            .get_dictionary_mut(catalog)?
            .set("Outlines", outlines);
    }

    let tree = document.get_dictionary(catalog)?.get(b"Pages").ok();
    let tree = dictionary_at(document, tree).ok_or(Error::Missing("page tree"))?;
    let mut nodes = vec![Node {
        id: tree,
        parent: None,
        inherited: Default::default(),
    }];
    let mut seen = HashSet::from([catalog]);
    let mut pages = Vec::new();
    while let Some(node) = nodes.pop() {
        if !seen.insert(node.id) {
            return Err(Error::NodeTwice);
        }
        match kids(document, node.id)? {
            None => pages.push(settle_page(document, node)?),
            Some(kids) => {
                let node = settle_node(document, node)?;
                nodes.extend(kids.into_iter().rev().map(|id| Node {
                    id,
                    parent: Some(node.id),
                    inherited: node.inherited.clone(),
                }));
            }
        }
    }
    if pages.is_empty() {
        return Err(Error::Missing("first page"));
    }
    Ok(pages)
}

/// The id of a dictionary, which it is given if it has none.
fn on_its_own(document: &mut Document, object: Option<Object>) -> Result<Option<ObjectId>, Error> {
    match object {
        Some(own @ Object::Dictionary(_)) => add(document, own).map(Some),
        object => Ok(dictionary_at(document, object.as_ref())),
    }
}

/// The kids of a node; a page has none.
fn kids(document: &Document, id: ObjectId) -> Result<Option<Vec<ObjectId>>, Error> {
    let Ok(kids) = document.get_dictionary(id)?.get_deref(b"Kids", document) else {
        return Ok(None);
    };
    let kids = kids.as_array().map_err(|_| Error::Missing("page tree"))?;
    let kid = |kid| dictionary_at(document, Some(kid)).ok_or(Error::Missing("page"));
    kids.iter().map(kid).collect::<Result<_, _>>().map(Some)
}

fn settle_page(document: &mut Document, node: Node) -> Result<ObjectId, Error> {
    let page = dictionary(document, node.id).ok_or(Error::Missing("page"))?;
    page.set("Type", "Page");
    if let Some(parent) = node.parent {
        page.set("Parent", parent);
    }
    for (key, value) in INHERITED.into_iter().zip(node.inherited) {
        let own = page.get(key).is_ok_and(|own| !own.is_null());
        if let Some(value) = value.filter(|_| !own) {
            page.set(key, value);
        }
    }
    Ok(node.id)
}

fn settle_node(document: &mut Document, mut node: Node) -> Result<Node, Error> {
    for (key, inherited) in INHERITED.into_iter().zip(&mut node.inherited) {
        let own = dictionary(document, node.id).and_then(|node| node.remove(key));
        match own {
            None | Some(Object::Null) => {}
            // Pages share it: it is not repeated on each.
            Some(own @ (Object::Array(_) | Object::Dictionary(_))) => {
                *inherited = Some(Object::Reference(add(document, own)?));
            }
            own => *inherited = own,
        }
    }
    let dictionary = dictionary(document, node.id).ok_or(Error::Missing("page tree"))?;
    dictionary.set("Type", "Pages");
    Ok(node)
}

/// The id of the dictionary that `object` refers to.
fn dictionary_at(document: &Document, object: Option<&Object>) -> Option<ObjectId> {
    match document.dereference(object?).ok()? {
        (id, Object::Dictionary(_)) => id,
        _ => None,
    }
}

fn dictionary(document: &mut Document, id: ObjectId) -> Option<&mut Dictionary> {
    match document.objects.get_mut(&id) {
        Some(Object::Dictionary(dictionary)) => Some(dictionary),
        _ => None,
    }
}

fn add(document: &mut Document, object: Object) -> Result<ObjectId, Error> {
    let id = document.try_new_object_id()?;
    document.objects.insert(id, object);
    Ok(id)
}
