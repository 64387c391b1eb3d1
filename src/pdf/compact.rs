//! Makes a document smaller without changing what it shows: packs what is not
//! packed, and keeps one of each of the things that are there twice.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use sha2::{Digest, Sha256};

/// Fonts refer to descriptors, and these to files: each round finds copies
/// one step further up.
const ROUNDS: usize = 6;

pub(super) fn compact(document: &mut Document) {
    document.prune_objects();
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object {
            pack(stream);
        }
    }
    for _ in 0..ROUNDS {
        let copies = copies(document);
        if copies.is_empty() {
            break;
        }
        replace(document, &copies);
    }
    document.prune_objects();
    document.renumber_objects();
}

/// Packs a stream as tightly as it goes, unless it is meant to be read as it is
/// or packed in a way of its own, such as pictures are.
fn pack(stream: &mut Stream) {
    stream.dict.set("Length", stream.content.len() as i64);
    if stream.dict.has_type(b"Metadata") {
        return;
    }
    let deflated = stream
        .filters()
        .is_ok_and(|filters| filters == [b"FlateDecode"]);
    let plainly = deflated && !stream.dict.has(b"DecodeParms");
    if !plainly {
        // Without a way to pack that is better, it stays as it is.
        let _ = stream.compress();
        return;
    }
    // What is far larger unpacked is packed well already.
    let most = stream.content.len().saturating_mul(30).max(1 << 16);
    let Ok(plain) = stream.get_plain_content_with_limit(most) else {
        return;
    };
    let mut again = Stream::new(stream.dict.clone(), Vec::new());
    again.set_plain_content(plain);
    let packed = again.compress().is_ok() && again.is_compressed();
    if packed && again.content.len() < stream.content.len() {
        *stream = again;
    }
}

/// Objects that say what another says, each with the one to take instead.
fn copies(document: &Document) -> HashMap<ObjectId, ObjectId> {
    let mut first: HashMap<[u8; 32], ObjectId> = HashMap::new();
    let mut copies = HashMap::new();
    for (id, object) in &document.objects {
        if is_interchangeable(object) {
            let known = *first.entry(digest(object)).or_insert(*id);
            if known != *id {
                copies.insert(*id, known);
            }
        }
    }
    copies
}

/// Whether it matters only what the object says, and not which one it is, as it
/// does for pages, annotations and fields.
fn is_interchangeable(object: &Object) -> bool {
    const KINDS: [&[u8]; 5] = [
        b"Font",
        b"FontDescriptor",
        b"ExtGState",
        b"Encoding",
        b"Pattern",
    ];
    match object {
        Object::Stream(stream) => !stream.dict.has_type(b"EmbeddedFile"),
        Object::Dictionary(dictionary) => dictionary
            .get_type()
            .is_ok_and(|kind| KINDS.contains(&kind)),
        _ => false,
    }
}

fn digest(object: &Object) -> [u8; 32] {
    let mut digest = Sha256::new();
    feed(&mut digest, object);
    digest.finalize().into()
}

/// Every value begins with a letter for its kind and has its length before it:
/// different objects are different bytes.
fn feed(digest: &mut Sha256, object: &Object) {
    let mut bytes = |kind: u8, bytes: &[u8]| {
        digest.update([kind]);
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    };
    match object {
        Object::Null => bytes(b'0', b""),
        Object::Boolean(value) => bytes(b'b', &[u8::from(*value)]),
        Object::Integer(value) => bytes(b'i', &value.to_le_bytes()),
        Object::Real(value) => bytes(b'r', &value.to_le_bytes()),
        Object::Name(name) => bytes(b'n', name),
        Object::String(string, _) => bytes(b's', string),
        Object::Reference((number, generation)) => {
            bytes(
                b'R',
                &(u64::from(*number) << 16 | u64::from(*generation)).to_le_bytes(),
            );
        }
        Object::Array(items) => {
            bytes(b'a', &(items.len() as u64).to_le_bytes());
            items.iter().for_each(|item| feed(digest, item));
        }
        Object::Dictionary(dictionary) => feed_dictionary(digest, dictionary),
        Object::Stream(stream) => {
            bytes(b'S', &stream.content);
            feed_dictionary(digest, &stream.dict);
        }
    }
}

fn feed_dictionary(digest: &mut Sha256, dictionary: &Dictionary) {
    let mut entries: Vec<_> = dictionary.iter().collect();
    entries.sort_by_key(|(key, _)| *key);
    digest.update((entries.len() as u64).to_le_bytes());
    for (key, value) in entries {
        feed(digest, &Object::Name(key.clone()));
        feed(digest, value);
    }
}

fn replace(document: &mut Document, copies: &HashMap<ObjectId, ObjectId>) {
    document.traverse_objects(|object| {
        if let Object::Reference(id) = object
            && let Some(first) = copies.get(id)
        {
            *id = *first;
        }
    });
    for copy in copies.keys() {
        document.objects.remove(copy);
    }
}
