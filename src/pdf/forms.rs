//! Forms: the fields of the pages that are taken, and of no others.

use std::collections::{BTreeSet, HashSet};

use lopdf::{Dictionary, Document, Object, ObjectId, decode_text_string, text_string};

use super::transfer::Transfer;

/// A tree of fields deeper than this is a trap.
const DEEPEST: usize = 32;

/// What fields hand down to those below them.
const INHERITED: [&[u8]; 8] = [b"FT", b"Ff", b"V", b"DV", b"DA", b"Q", b"MaxLen", b"Opt"];

/// The form of the new document.
#[derive(Default)]
pub(super) struct Form {
    fields: Vec<Object>,
    names: HashSet<String>,
    resources: Dictionary,
    appearance: Option<Object>,
    draws_itself: bool,
}

/// Takes from a source's form all that is not on the pages to be taken.
/// Returns the fields at the top of what is left.
pub(super) fn prune(
    document: &mut Document,
    widgets: &BTreeSet<ObjectId>,
    given: bool,
) -> Vec<ObjectId> {
    let mut pruning = Pruning {
        document,
        widgets,
        given,
        seen: HashSet::new(),
        kept: HashSet::new(),
    };
    let fields = pruning.all();
    let fields: Vec<ObjectId> = fields
        .into_iter()
        .filter(|field| pruning.keep(*field, false, 0))
        .collect();
    for field in &fields {
        if let Ok(field) = pruning.document.get_dictionary_mut(*field) {
            field.remove(b"Parent");
        }
    }
    for widget in widgets
        .iter()
        .filter(|widget| !pruning.kept.contains(widget))
    {
        set_free(pruning.document, *widget);
    }
    fields
}

struct Pruning<'a> {
    document: &'a mut Document,
    widgets: &'a BTreeSet<ObjectId>,
    given: bool,
    seen: HashSet<ObjectId>,
    kept: HashSet<ObjectId>,
}

impl Pruning<'_> {
    fn all(&self) -> Vec<ObjectId> {
        let form = form_of(self.document);
        let fields = form.and_then(|form| form.get_deref(b"Fields", self.document).ok());
        fields.map(references).unwrap_or_default()
    }

    /// Whether anything of the field is on a page that is taken.
    fn keep(&mut self, id: ObjectId, signs: bool, depth: usize) -> bool {
        if depth > DEEPEST || !self.seen.insert(id) {
            return false;
        }
        let Ok(field) = self.document.get_dictionary(id) else {
            return false;
        };
        let kind = field
            .get_deref(b"FT", self.document)
            .and_then(Object::as_name);
        // A signature does not hold for a document that it was not made for.
        let signs = kind.map_or(signs, |kind| kind == b"Sig");
        let kids = field.get_deref(b"Kids", self.document).map(references);
        let kept = match kids {
            Ok(kids) => {
                let kids: Vec<Object> = kids
                    .into_iter()
                    .filter(|kid| self.keep(*kid, signs, depth + 1))
                    .map(Object::Reference)
                    .collect();
                let any = !kids.is_empty();
                self.change(id, |field| field.set("Kids", kids));
                any
            }
            Err(_) => self.widgets.contains(&id) && !signs,
        };
        if self.given {
            self.change(id, |field| {
                field.remove(b"AA");
            });
        }
        if kept {
            self.kept.insert(id);
        }
        kept
    }

    fn change(&mut self, id: ObjectId, change: impl FnOnce(&mut Dictionary)) {
        if let Ok(field) = self.document.get_dictionary_mut(id) {
            change(field);
        }
    }
}

/// Cuts a widget off from fields that do not come along. What it had from
/// them becomes its own; a signature becomes the picture it shows.
fn set_free(document: &mut Document, id: ObjectId) {
    let Ok(widget) = document.get_dictionary(id) else {
        return;
    };
    let mut free = widget.clone();
    let mut above = free.remove(b"Parent");
    for _ in 0..DEEPEST {
        let Some(Ok(parent)) = above.map(|above| {
            document
                .dereference(&above)
                .and_then(|(_, parent)| parent.as_dict().cloned())
        }) else {
            break;
        };
        for key in INHERITED {
            if let (false, Ok(value)) = (free.has(key), parent.get(key))
                && is_light(value)
            {
                free.set(key, value.clone());
            }
        }
        above = parent.get(b"Parent").ok().cloned();
    }
    let kind = free.get_deref(b"FT", document).and_then(Object::as_name);
    if kind.is_ok_and(|kind| kind == b"Sig") {
        for key in INHERITED {
            free.remove(key);
        }
        free.set("Subtype", "Stamp");
    }
    document.objects.insert(id, free.into());
}

/// Whether copies of the value for every widget cannot add up to much.
fn is_light(value: &Object) -> bool {
    match value {
        Object::String(text, _) => text.len() <= 256,
        Object::Array(_) | Object::Dictionary(_) | Object::Stream(_) => false,
        _ => true,
    }
}

impl Form {
    /// Takes over the fields that a source has left.
    pub(super) fn take(&mut self, transfer: &mut Transfer, fields: Vec<ObjectId>) {
        let Some(form) = form_of(transfer.old()).cloned() else {
            return;
        };
        if fields.is_empty() {
            return;
        }
        for field in fields {
            let Object::Reference(place) = transfer.take(Object::Reference(field)) else {
                continue;
            };
            if let Ok(field) = transfer.new_document().get_dictionary_mut(place) {
                self.name(field);
            }
            self.fields.push(Object::Reference(place));
        }
        let resources = transfer.old().get_dict_in_dict(&form, b"DR").cloned();
        for (kind, group) in resources.into_iter().flatten() {
            self.take_resources(transfer, &kind, &group);
        }
        if let (None, Ok(appearance)) = (&self.appearance, form.get(b"DA")) {
            self.appearance = Some(transfer.take(appearance.clone()));
        }
        let draws_itself = form.get(b"NeedAppearances").and_then(Object::as_bool);
        self.draws_itself |= draws_itself.unwrap_or(false);
    }

    /// Two fields of one name would be one field: the later one gets another.
    fn name(&mut self, field: &mut Dictionary) {
        let Ok(name) = field.get(b"T").and_then(decode_text_string) else {
            return;
        };
        let mut free = name.clone();
        for number in 2.. {
            if self.names.insert(free.clone()) {
                break;
            }
            free = format!("{name}_{number}");
        }
        if free != name {
            field.set("T", text_string(&free));
        }
    }

    /// Adds what fields draw with; a name that is taken stays as it is.
    fn take_resources(&mut self, transfer: &mut Transfer, kind: &[u8], group: &Object) {
        let Ok((_, Object::Dictionary(group))) = transfer.old().dereference(group) else {
            return;
        };
        let group = transfer.take_dictionary(group.clone());
        match self.resources.get_mut(kind) {
            Ok(Object::Dictionary(known)) => {
                for (name, value) in group {
                    if !known.has(&name) {
                        known.set(name, value);
                    }
                }
            }
            _ => self.resources.set(kind, group),
        }
    }

    pub(super) fn write(self, document: &mut Document) -> Result<(), lopdf::Error> {
        if self.fields.is_empty() {
            return Ok(());
        }
        let mut form = Dictionary::new();
        form.set("Fields", self.fields);
        form.set("DR", self.resources);
        if let Some(appearance) = self.appearance {
            form.set("DA", appearance);
        }
        if self.draws_itself {
            form.set("NeedAppearances", true);
        }
        let form = document.add_object(form);
        document.catalog_mut()?.set("AcroForm", form);
        Ok(())
    }
}

fn form_of(document: &Document) -> Option<&Dictionary> {
    let catalog = document.catalog().ok()?;
    document.get_dict_in_dict(catalog, b"AcroForm").ok()
}

fn references(array: &Object) -> Vec<ObjectId> {
    let items = array.as_array().map_or(&[][..], Vec::as_slice);
    items
        .iter()
        .filter_map(|item| item.as_reference().ok())
        .collect()
}
