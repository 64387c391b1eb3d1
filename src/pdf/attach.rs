//! Files that travel inside the PDF.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use bytes::Bytes;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, text_string};

use super::error::Error;
use super::stamp::newer;

/// A file to be put into the PDF.
#[derive(Clone, Serialize, Deserialize)]
pub struct Attachment {
    /// The name that a viewer shows and saves it by.
    pub name: String,
    #[serde(skip)]
    pub bytes: Bytes,
    /// Such as `text/xml`, where it is known.
    pub mime: Option<String>,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({:?}, {} bytes)", self.name, self.bytes.len())
    }
}

/// Puts the files into the document, for viewers that list them (`Names`) and
/// programs that look for data of the document (`AF`).
pub(super) fn attach(document: &mut Document, files: &[Attachment]) -> Result<(), Error> {
    if files.is_empty() {
        return Ok(());
    }
    // A name tree is sorted by the bytes of its names.
    let mut tree: BTreeMap<Vec<u8>, (Object, ObjectId)> = BTreeMap::new();
    let mut associated = Vec::new();
    for file in files {
        let name = text_string(&file.name);
        let specification = specification(document, file)?;
        associated.push(Object::Reference(specification));
        let key = name.as_str()?.to_vec();
        if tree.insert(key, (name, specification)).is_some() {
            return Err(Error::SameAttachment {
                name: file.name.clone(),
            });
        }
    }
    let entries: Vec<Object> = tree
        .into_values()
        .flat_map(|(name, file)| [name, Object::Reference(file)])
        .collect();
    let tree = document.add_object(Dictionary::from_iter([("Names", Object::Array(entries))]));
    let names = document
        .catalog()
        .and_then(|catalog| document.get_dict_in_dict(catalog, b"Names"));
    let mut names = names.cloned().unwrap_or_default();
    names.set("EmbeddedFiles", tree);
    let catalog = document.catalog_mut()?;
    catalog.set("Names", names);
    catalog.set("AF", associated);
    document.version = newer(&document.version, "1.7");
    Ok(())
}

fn specification(document: &mut Document, file: &Attachment) -> Result<ObjectId, Error> {
    let mut parameters = Dictionary::new();
    parameters.set("Size", i64::try_from(file.bytes.len()).unwrap_or(i64::MAX));
    if let Some(date) = creation_date(document) {
        parameters.set("ModDate", date);
    }
    let mut embedded = Dictionary::new();
    embedded.set("Type", "EmbeddedFile");
    if let Some(mime) = &file.mime {
        embedded.set("Subtype", &mime[..]);
    }
    embedded.set("Params", parameters);
    let mut embedded = Stream::new(embedded, file.bytes.to_vec());
    embedded.compress()?;
    let embedded = document.add_object(embedded);

    let mut specification = Dictionary::new();
    specification.set("Type", "Filespec");
    specification.set("F", text_string(&in_ascii(&file.name)));
    specification.set("UF", text_string(&file.name));
    specification.set(
        "EF",
        Dictionary::from_iter([("F", Object::from(embedded)), ("UF", embedded.into())]),
    );
    specification.set("AFRelationship", relationship(file));
    Ok(document.add_object(specification))
}

/// What old readers that know no other characters show.
fn in_ascii(name: &str) -> String {
    let plain = |c: char| if c.is_ascii() { c } else { '_' };
    name.chars().map(plain).collect()
}

fn relationship(file: &Attachment) -> &'static str {
    let mime = file
        .mime
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let kind = mime.split(';').next().unwrap_or_default().trim();
    let data = ["xml", "json", "csv"]
        .iter()
        .any(|data| kind.ends_with(data));
    if data { "Data" } else { "Unspecified" }
}

fn creation_date(document: &Document) -> Option<Object> {
    let info = document.trailer.get_deref(b"Info", document).ok()?;
    info.as_dict().ok()?.get(b"CreationDate").ok().cloned()
}
