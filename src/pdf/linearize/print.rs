//! Turns objects into the bytes of a file.

use std::io::Write;

use lopdf::encryption::encrypt_object;
use lopdf::{Dictionary, Document, EncryptionState, Object, StringFormat, Writer};

use super::error::Error;
use super::numbers::Numbers;
use super::sections::Sections;

/// A run of objects as they will stand in the file.
pub struct Part {
    next: u32,
    bytes: Vec<u8>,
    lengths: Vec<usize>,
}

impl Part {
    /// `number` is that of the first object.
    pub fn starting(number: u32) -> Self {
        Self {
            next: number,
            bytes: Vec::new(),
            lengths: Vec::new(),
        }
    }

    pub fn push(&mut self, object: &Object) -> Result<(), Error> {
        let start = self.bytes.len();
        writeln!(self.bytes, "{} 0 obj", self.next)?;
        Writer::write_object(&mut self.bytes, object)?;
        self.bytes.extend(b"\nendobj\n");
        self.lengths.push(self.bytes.len() - start);
        self.next += 1;
        Ok(())
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Of each object, in bytes.
    pub fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    /// Where each object stands if the part stands at `at`.
    pub fn places(&self, mut at: usize) -> Vec<usize> {
        let place = |length: &usize| {
            let place = at;
            at += length;
            place
        };
        self.lengths.iter().map(place).collect()
    }
}

/// Takes the objects out of the document and gives them their new numbers.
pub struct Press<'a> {
    pub document: Document,
    sections: &'a Sections,
    /// By place in the graph; 0 is for what is left out.
    numbers: Vec<u32>,
    encryption: Option<(&'a EncryptionState, u32)>,
}

/// Above so many characters that must be escaped, a string is written in
/// hexadecimal: the library would take time by their square.
const ESCAPES: usize = 32;

impl<'a> Press<'a> {
    pub fn new(
        document: Document,
        sections: &'a Sections,
        starts: &Numbers,
        encryption: Option<&'a EncryptionState>,
    ) -> Self {
        let mut numbers = vec![0; sections.graph.len()];
        for (start, places) in [
            (starts.following, &sections.following()),
            (starts.opening, &sections.opening),
            (starts.first, &sections.first),
        ] {
            for (number, place) in (start..).zip(places) {
                numbers[*place] = number;
            }
        }
        Self {
            document,
            sections,
            numbers,
            encryption: encryption.zip(starts.encryption),
        }
    }

    /// Writes the objects at these places of the graph; `number` is the first's.
    pub fn print(&mut self, number: u32, places: &[usize]) -> Result<Part, Error> {
        let mut part = Part::starting(number);
        for (number, place) in (number..).zip(places) {
            let id = self.sections.graph.id(*place);
            let object = self.document.objects.remove(&id);
            let mut object = object.ok_or(lopdf::Error::ObjectNotFound(id))?;
            if let Some((state, _)) = self.encryption {
                encrypt_object(state, (number, 0), &mut object).map_err(lopdf::Error::from)?;
            }
            if let Object::Stream(stream) = &mut object {
                // It may be a reference, to an object that is left out.
                stream.dict.set("Length", stream.content.len() as i64);
            }
            self.adapt(&mut object);
            part.push(&object)?;
        }
        Ok(part)
    }

    fn adapt(&self, object: &mut Object) {
        match object {
            Object::Reference(id) => {
                let place = self.sections.graph.place(*id);
                *object = match place.map_or(0, |place| self.numbers[place]) {
                    0 => Object::Null,
                    number => Object::Reference((number, 0)),
                };
            }
            Object::String(text, format) => {
                let escaped = |byte: &&u8| matches!(byte, b'(' | b')' | b'\\' | b'\r');
                if text.iter().filter(escaped).nth(ESCAPES).is_some() {
                    *format = StringFormat::Hexadecimal;
                }
            }
            Object::Array(objects) => objects.iter_mut().for_each(|object| self.adapt(object)),
            Object::Dictionary(dictionary) => self.adapt_all(dictionary),
            Object::Stream(stream) => self.adapt_all(&mut stream.dict),
            _ => {}
        }
    }

    fn adapt_all(&self, dictionary: &mut Dictionary) {
        dictionary
            .iter_mut()
            .for_each(|(_, object)| self.adapt(object));
    }

    /// The trailer of the file that has these parts.
    pub fn trailer(&self, parts: [&Part; 3]) -> Dictionary {
        let mut trailer = Dictionary::new();
        for key in [&b"Root"[..], b"Info"] {
            if let Ok(value) = self.document.trailer.get(key) {
                trailer.set(key, value.clone());
            }
        }
        self.adapt_all(&mut trailer);
        if let Some((_, number)) = self.encryption {
            trailer.set("Encrypt", (number, 0));
        }
        // The first half tells which document it is, and keys may depend on it;
        // the second which version.
        let version = Object::String(digest(parts).to_vec(), StringFormat::Hexadecimal);
        let ids = self.document.trailer.get_deref(b"ID", &self.document);
        let own = ids
            .and_then(Object::as_array)
            .ok()
            .and_then(|ids| ids.first());
        let own = own.and_then(|id| id.as_str().ok()).map(<[u8]>::to_vec);
        let own = own.map(|id| Object::String(id, StringFormat::Hexadecimal));
        trailer.set("ID", vec![own.unwrap_or_else(|| version.clone()), version]);
        trailer
    }
}

/// The 128-bit FNV-1a hash: no secret, but another for other bytes.
fn digest(parts: [&Part; 3]) -> [u8; 16] {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let bytes = parts.into_iter().flat_map(|part| &part.bytes);
    let step = |hash: u128, byte: &u8| (hash ^ u128::from(*byte)).wrapping_mul(PRIME);
    bytes.fold(BASIS, step).to_be_bytes()
}
