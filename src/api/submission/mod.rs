//! What a request holds once its form is undone: documents, assets, options.

pub mod base64;

mod field;
mod job;

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::document::charset;
use crate::error::Error;
use crate::job::Asset;
use crate::job::limits::{Limits, MAX_ASSETS};
use crate::job::options::{FieldError, Kind, add_file, canonical_name, option_named};
use crate::message::Message;

pub use field::{ASSETS, DOCUMENTS, Field, HTML, HTML_BASE64};

/// There is no `Debug` of it: options may be passwords.
#[derive(Default)]
pub struct Submission {
    /// The document of a request that has but one.
    document: Option<Source>,
    /// Those of a request that has several, by their place.
    documents: BTreeMap<usize, OwnDocument>,
    assets: Vec<Asset>,
    options: Pairs,
    query: Pairs,
    /// Documents that are the values of options, such as a header.
    option_documents: Documents,
    naming: Naming,
    limits: Limits,
    errors: Vec<FieldError>,
}

/// One of several documents, and its own options.
#[derive(Default)]
struct OwnDocument {
    source: Option<Source>,
    options: Pairs,
    query: Pairs,
    option_documents: Documents,
}

/// Options by name, as they were written.
type Pairs = Vec<(String, String)>;

/// Options by name, their charsets yet to be undone.
type Documents = Vec<(String, Source)>;

/// What the caller calls one of several documents.
#[derive(Clone, Copy, Default)]
pub enum Naming {
    /// `documents[1]`, as in a request.
    #[default]
    Fields,
    /// `document 2`, as on the command line.
    Numbers,
}

impl Naming {
    fn document(self, at: usize) -> String {
        match self {
            Self::Fields => format!("{DOCUMENTS}[{at}]"),
            Self::Numbers => format!("document {}", at + 1),
        }
    }

    /// What stands before the name of an option of its own.
    fn option(self, at: usize) -> String {
        match self {
            Self::Fields => format!("{DOCUMENTS}[{at}]."),
            Self::Numbers => format!("--document {}:", at + 1),
        }
    }
}

/// A document, and whether its charset is yet to be undone.
enum Source {
    Text(String),
    Bytes {
        bytes: Bytes,
        declared: Option<String>,
    },
}

const ENCODING: &str = "encoding";
const URL: &str = "url";
const FORMAT: &str = "format";

/// A job is a few documents with their pictures, not an archive.
const MOST_DOCUMENTS: usize = 100;
/// Bytes that options may come to once each document has its own of them.
const MOST_COPIED: usize = 64 << 20;

/// Files that are not assets, but the values of options.
const CONTENTS_FILES: [(&str, &str); 3] = [
    ("header.html", "header_html"),
    ("footer.html", "footer_html"),
    ("cover.html", "cover_html"),
];

/// The option whose value a file of this name is.
pub fn option_of_file(path: &str) -> Option<&'static str> {
    let name = Asset::bare_name(path);
    let contents = CONTENTS_FILES
        .iter()
        .find(|(file, _)| file.eq_ignore_ascii_case(name));
    contents.map(|(_, option)| *option)
}

impl Submission {
    pub fn within(limits: &Limits) -> Self {
        Self {
            limits: *limits,
            ..Self::default()
        }
    }

    pub fn named(self, naming: Naming) -> Self {
        Self { naming, ..self }
    }

    pub fn most_assets(&self) -> usize {
        self.limits.assets
    }

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

    fn own_document(&mut self, at: usize) -> Option<&mut OwnDocument> {
        if at >= MOST_DOCUMENTS {
            self.refuse(
                DOCUMENTS,
                format!("more than {MOST_DOCUMENTS} documents; send fewer"),
            );
            return None;
        }
        Some(self.documents.entry(at).or_default())
    }

    /// Takes a file. `declared` is the charset that its sender names.
    pub fn add_asset(&mut self, path: &str, bytes: Bytes, declared: Option<&str>) {
        if let Some(option) = option_of_file(path) {
            return self.add_option_bytes(option, &bytes, declared);
        }
        match Asset::new(path, bytes) {
            Err(why) => self.refuse("asset", why),
            Ok(_) if self.assets.len() >= self.limits.assets => {
                self.refuse(
                    "asset",
                    format!(
                        "more than {} files, the limit here ({MAX_ASSETS}); send fewer",
                        self.limits.assets
                    ),
                );
            }
            Ok(asset) if self.assets.iter().any(|other| other.name() == asset.name()) => {
                self.refuse(
                    "asset",
                    format!(
                        "two files are named `{}`; the folder is flat, so rename one",
                        asset.name()
                    ),
                );
            }
            Ok(asset) => self.assets.push(asset),
        }
    }

    pub fn add_asset_base64(&mut self, path: &str, encoded: &[u8]) {
        match base64::decode(encoded) {
            Ok(bytes) => self.add_asset(path, bytes.into(), None),
            Err(why) => self.refuse(&format!("{ASSETS}[{path}]"), why),
        }
    }

    /// Takes a file that was sent as the value of an option: the text of one
    /// that holds a document, or else an asset that the option names. What is
    /// sent under any other name is an asset and nothing more.
    pub fn add_option_file(
        &mut self,
        option: &str,
        path: &str,
        bytes: Bytes,
        declared: Option<&str>,
    ) {
        // `-F header.html=@letterhead.html`: what the part is called says more than
        // where it lay.
        let option = option_of_file(option).unwrap_or(option);
        let Some(spec) = option_named(option) else {
            return self.add_asset(path, bytes, declared);
        };
        if spec.kind.is_document() {
            return self.add_option_bytes(option, &bytes, declared);
        }
        if !spec.kind.names_files() {
            return self.refuse(option, text_wanted(option));
        }
        self.add_asset(path, bytes, declared);
        let name = Asset::bare_name(path);
        if !matches!(spec.kind, Kind::Files(_)) {
            return self.options.push((option.to_owned(), name.to_owned()));
        }
        let is_this = |given: &str| canonical_name(given) == Some(spec.name);
        match self.options.iter_mut().find(|(given, _)| is_this(given)) {
            Some((_, names)) => add_file(names, name),
            None => {
                let mut names = String::new();
                add_file(&mut names, name);
                self.options.push((option.to_owned(), names));
            }
        }
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

    /// Takes an option as bytes, whose charset is yet to be undone.
    pub fn add_option_bytes(&mut self, name: &str, bytes: &[u8], declared: Option<&str>) {
        if holds_document(name) {
            let source = Source::new(Bytes::copy_from_slice(bytes), declared);
            self.option_documents.push((name.to_owned(), source));
        } else {
            self.add_option(name, charset::text(bytes, declared));
        }
    }

    /// Takes an option, or refuses it together with all other faults later.
    pub fn add_option(&mut self, name: impl Into<String>, value: Result<String, String>) {
        let name = name.into();
        match value {
            Ok(value) => self.options.push((name, value)),
            Err(why) => self.refuse(&name, why),
        }
    }

    /// Refuses a document that was sent, so that it is not called missing too.
    pub fn refuse_document(&mut self, field: &str, why: impl Into<Message>) {
        self.refuse(field, why);
        self.document
            .get_or_insert_with(|| Source::Text(String::new()));
    }

    pub fn refuse(&mut self, field: &str, why: impl Into<Message>) {
        if self.errors.len() < FieldError::MOST {
            let shown = crate::text::excerpt(field);
            self.errors.push(FieldError::new(shown, why));
        }
    }

    /// Options in the query string. The same option in the body wins.
    pub fn set_query(&mut self, query: &str) -> Result<(), Error> {
        let given: Pairs = serde_urlencoded::from_str(query).map_err(|_| {
            Error::bad_request("the query string cannot be read; percent-encode names and values")
        })?;
        for (name, value) in given {
            match Field::named(&name) {
                Field::Documents {
                    at: Some(at),
                    part: Some(part),
                } => {
                    if let Some(document) = self.own_document(at) {
                        document.query.push((part.to_owned(), value));
                    }
                }
                _ => self.query.push((name, value)),
            }
        }
        Ok(())
    }

    /// Takes the format that the path names. An option that names another one is
    /// refused: either could be the mistake.
    pub fn set_format(&mut self, of_path: &str) {
        let Some(asked) = self.given(FORMAT) else {
            self.options
                .retain(|(name, _)| canonical_name(name) != Some(FORMAT));
            return self.add_option(FORMAT, Ok(of_path.to_owned()));
        };
        let asked = match asked.to_ascii_lowercase().as_str() {
            "jpeg" => "jpg".to_owned(),
            other => other.to_owned(),
        };
        // What is no format at all is refused where options are read.
        let format = option_named(FORMAT).expect("an option of the table");
        let is_format = format.kind.words().contains(&asked.as_str());
        if is_format && asked != of_path {
            self.refuse(
                FORMAT,
                format!("`{asked}`, and the path says {of_path}; post to /{asked}, or to / to let format decide"),
            );
        }
    }
}

/// Whether an option's value is a document, a style sheet or a script.
pub fn holds_document(option: &str) -> bool {
    option_named(option).is_some_and(|spec| spec.kind.is_document())
}

fn text_wanted(option: &str) -> String {
    let shown = crate::text::excerpt(option);
    format!("takes text, not a file; send it without a file name (curl: -F '{shown}=...')")
}

impl Source {
    fn new(bytes: Bytes, declared: Option<&str>) -> Self {
        Self::Bytes {
            bytes,
            declared: declared.map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::options::Defaults;

    #[test]
    fn what_each_document_would_have_is_bounded() {
        let job = |documents: usize, option: &str, bytes: usize| {
            let mut submission = Submission::default();
            for _ in 0..documents {
                submission.add_document_text(None, "<p>x".to_owned());
            }
            submission.add_option(option, Ok(" ".repeat(bytes) + "x"));
            submission.into_job(&Defaults::default()).is_ok()
        };
        assert!(job(1, "css", 8 << 20));
        assert!(job(4, "css", 8 << 20));
        assert!(!job(9, "css", 8 << 20));
        assert!(job(9, "cover_html", 8 << 20));
    }
}
