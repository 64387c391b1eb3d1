//! How a submission takes its document, or several, each with options of its own.

use bytes::Bytes;

use crate::document::charset;
use crate::job::options::option_named;
use crate::message::Message;

use super::document::{OwnDocument, Source};
use super::{DOCUMENTS, HTML, HTML_BASE64, Submission, base64, holds_document, text_wanted};

/// A job is a few documents with their pictures, not an archive.
const MOST_DOCUMENTS: usize = 100;

impl Submission {
    /// Takes the document, whose charset is yet to be undone.
    pub fn set_document(&mut self, bytes: Bytes, declared: Option<&str>) {
        self.set_source(Source::new(bytes, declared));
    }

    pub fn set_document_text(&mut self, text: String) {
        self.set_source(Source::Text(text));
    }

    pub fn set_document_base64(&mut self, encoded: &[u8], declared: Option<&str>) {
        match base64::decode(encoded) {
            Ok(bytes) => self.set_document(bytes.into(), declared),
            Err(why) => self.refuse_document(HTML_BASE64, why),
        }
    }

    fn set_source(&mut self, source: Source) {
        if self.document.is_some() {
            self.refuse(
                HTML,
                format!("there are several documents; send one, or several in {DOCUMENTS}"),
            );
        }
        self.document = Some(source);
    }

    /// Takes one of several documents, in its place or after all others.
    pub fn add_document(&mut self, at: Option<usize>, bytes: Bytes, declared: Option<&str>) {
        self.add_source(at, Source::new(bytes, declared));
    }

    pub fn add_document_text(&mut self, at: Option<usize>, text: String) {
        self.add_source(at, Source::Text(text));
    }

    pub fn add_document_base64(&mut self, at: Option<usize>, encoded: &[u8]) {
        match base64::decode(encoded) {
            Ok(bytes) => self.add_document(at, bytes.into(), None),
            Err(why) => {
                let at = at.unwrap_or_else(|| self.after_all());
                self.refuse_own_document(at, HTML_BASE64, why);
            }
        }
    }

    /// Refuses one of several documents that was sent, so that it is not called
    /// missing too.
    pub fn refuse_own_document(&mut self, at: usize, part: &str, why: impl Into<Message>) {
        let place = self.naming.option(at);
        self.refuse(&format!("{place}{part}"), why);
        if let Some(document) = self.own_document(at) {
            document.source = Some(Source::Text(String::new()));
        }
    }

    fn after_all(&self) -> usize {
        self.documents.last_key_value().map_or(0, |(at, _)| at + 1)
    }

    fn add_source(&mut self, at: Option<usize>, source: Source) {
        let at = at.unwrap_or_else(|| self.after_all());
        let Some(document) = self.own_document(at) else {
            return;
        };
        if document.source.replace(source).is_some() {
            let place = self.naming.document(at);
            self.refuse(&place, "given twice; keep one");
        }
    }

    /// Takes an option of one of several documents.
    pub fn add_document_option(&mut self, at: usize, name: &str, value: Result<String, String>) {
        match value {
            Ok(value) => {
                if let Some(document) = self.own_document(at) {
                    document.options.push((name.to_owned(), value));
                }
            }
            Err(why) => {
                let place = self.naming.option(at);
                self.refuse(&format!("{place}{name}"), why);
            }
        }
    }

    /// Takes the same as bytes.
    pub fn add_document_option_bytes(
        &mut self,
        at: usize,
        name: &str,
        bytes: &[u8],
        declared: Option<&str>,
    ) {
        if !holds_document(name) {
            return self.add_document_option(at, name, charset::text(bytes, declared));
        }
        if let Some(document) = self.own_document(at) {
            let source = Source::new(Bytes::copy_from_slice(bytes), declared);
            document.option_documents.push((name.to_owned(), source));
        }
    }

    pub(super) fn own_document(&mut self, at: usize) -> Option<&mut OwnDocument> {
        if at >= MOST_DOCUMENTS {
            self.refuse(
                DOCUMENTS,
                format!("more than {MOST_DOCUMENTS} documents; send fewer"),
            );
            return None;
        }
        Some(self.documents.entry(at).or_default())
    }

    /// Refuses a file that was sent as an option of one of several documents,
    /// unless it is the text of one that holds a document.
    pub fn add_document_option_file(
        &mut self,
        at: usize,
        name: &str,
        bytes: &[u8],
        declared: Option<&str>,
    ) {
        if option_named(name).is_some() && !holds_document(name) {
            let place = self.naming.option(at);
            return self.refuse(&format!("{place}{name}"), text_wanted(name));
        }
        self.add_document_option_bytes(at, name, bytes, declared);
    }

    /// Refuses a document that was sent, so that it is not called missing too.
    pub fn refuse_document(&mut self, field: &str, why: impl Into<Message>) {
        self.refuse(field, why);
        self.document
            .get_or_insert_with(|| Source::Text(String::new()));
    }
}
