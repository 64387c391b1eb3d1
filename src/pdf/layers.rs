//! Layers (optional content) of given documents: those that were hidden stay
//! hidden when their pages are bound into another document.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::transfer::Transfer;

#[derive(Default)]
pub(super) struct Layers {
    all: Vec<ObjectId>,
    hidden: Vec<ObjectId>,
}

impl Layers {
    /// Notes the layers that came along with the pages of a source.
    pub(super) fn take(&mut self, transfer: &Transfer) {
        let document = transfer.old();
        let Ok(properties) = document
            .catalog()
            .and_then(|catalog| document.get_dict_in_dict(catalog, b"OCProperties"))
        else {
            return;
        };
        let default = document.get_dict_in_dict(properties, b"D");
        let group = |dictionary: Option<&Dictionary>, key: &[u8]| -> BTreeSet<ObjectId> {
            dictionary
                .and_then(|dictionary| dictionary.get_deref(key, document).ok())
                .and_then(|group| group.as_array().ok())
                .into_iter()
                .flatten()
                .filter_map(|layer| layer.as_reference().ok())
                .collect()
        };
        let default = default.ok();
        let base = default.and_then(|default| default.get_deref(b"BaseState", document).ok());
        let base_hidden = base.is_some_and(|base| base.as_name().is_ok_and(|name| name == b"OFF"));
        let (on, off) = (group(default, b"ON"), group(default, b"OFF"));
        for layer in group(Some(properties), b"OCGs") {
            let Some(place) = transfer.place(layer) else {
                continue;
            };
            self.all.push(place);
            if off.contains(&layer) || (base_hidden && !on.contains(&layer)) {
                self.hidden.push(place);
            }
        }
    }

    pub(super) fn write(self, document: &mut Document) -> Result<(), lopdf::Error> {
        if self.all.is_empty() {
            return Ok(());
        }
        let list = |ids: &[ObjectId]| -> Object {
            Object::Array(ids.iter().map(|id| Object::Reference(*id)).collect())
        };
        let default =
            Dictionary::from_iter([("Order", list(&self.all)), ("OFF", list(&self.hidden))]);
        let properties = Dictionary::from_iter([
            ("OCGs", list(&self.all)),
            ("D", Object::Dictionary(default)),
        ]);
        document.catalog_mut()?.set("OCProperties", properties);
        Ok(())
    }
}
