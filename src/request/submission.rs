//! What a request holds once its form is undone: documents, assets, options.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::error::Error;
use crate::job::finishing::Mark;
use crate::job::options::{Defaults, FieldError, Shape, canonical_name, option_named, plain_name};
use crate::job::{Asset, Document, Job, Options};

use super::{base64, charset};

#[derive(Debug, Default)]
pub struct Submission {
    /// The document of a request that has but one.
    document: Option<Source>,
    /// Those of a request that has several, by their place.
    documents: BTreeMap<usize, OwnDocument>,
    assets: Vec<Asset>,
    options: Vec<(String, String)>,
    query: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

/// One of several documents, and its own options.
#[derive(Debug, Default)]
struct OwnDocument {
    source: Option<Source>,
    options: Vec<(String, String)>,
}

/// A document, and whether its charset is yet to be undone.
#[derive(Debug)]
enum Source {
    Text(String),
    Bytes {
        bytes: Vec<u8>,
        declared: Option<String>,
    },
}

/// Names under which a form holds the document.
pub const HTML: &str = "html";
pub const HTML_BASE64: &str = "html_base64";
pub const DOCUMENTS: &str = "documents";
pub const ASSETS: &str = "assets";

const ENCODING: &str = "encoding";
const FORMAT: &str = "format";

/// What a field is to us, by its name in any style.
#[derive(Debug, PartialEq, Eq)]
pub enum Field<'a> {
    Html,
    HtmlBase64,
    /// `documents[]`, `documents[1]`, `documents[1][orientation]`.
    Documents {
        at: Option<usize>,
        part: Option<&'a str>,
    },
    /// `assets[logo.png]`.
    Asset(&'a str),
    Other,
}

impl<'a> Field<'a> {
    pub fn named(name: &'a str) -> Self {
        let (stem, rest) = name.split_at(name.find('[').unwrap_or(name.len()));
        let mut keys = rest.split(['[', ']']).filter(|key| !key.is_empty());
        match plain_name(stem).as_str() {
            "html" if rest.is_empty() => Self::Html,
            "htmlbase64" if rest.is_empty() => Self::HtmlBase64,
            DOCUMENTS => {
                let first = keys.next();
                let at = first.and_then(|key| key.parse().ok());
                match (first, at, keys.next()) {
                    (None, _, _) => Self::Documents {
                        at: None,
                        part: None,
                    },
                    (Some(_), Some(at), part) => Self::Documents { at: Some(at), part },
                    _ => Self::Other,
                }
            }
            ASSETS => keys.next().map_or(Self::Other, Self::Asset),
            _ => Self::Other,
        }
    }
}

/// A job is a few documents with their pictures, not an archive.
const MOST_ASSETS: usize = 500;
const MOST_DOCUMENTS: usize = 100;

/// Files that are not assets, but the values of options.
const CONTENTS_FILES: [(&str, &str); 3] = [
    ("header.html", "header_html"),
    ("footer.html", "footer_html"),
    ("cover.html", "cover_html"),
];

impl Submission {
    /// Takes the document, whose charset is yet to be undone.
    pub fn set_document(&mut self, bytes: &[u8], declared: Option<&str>) {
        self.set_source(Source::new(bytes, declared));
    }

    pub fn set_document_text(&mut self, text: String) {
        self.set_source(Source::Text(text));
    }

    pub fn set_document_base64(&mut self, encoded: &[u8], declared: Option<&str>) {
        match base64::decode(encoded) {
            Ok(bytes) => self.set_document(&bytes, declared),
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
    pub fn add_document(&mut self, at: Option<usize>, bytes: &[u8], declared: Option<&str>) {
        self.add_source(at, Source::new(bytes, declared));
    }

    pub fn add_document_text(&mut self, at: Option<usize>, text: String) {
        self.add_source(at, Source::Text(text));
    }

    pub fn add_document_base64(&mut self, at: Option<usize>, encoded: &[u8]) {
        match base64::decode(encoded) {
            Ok(bytes) => self.add_document(at, &bytes, None),
            Err(why) => self.refuse(&format!("{DOCUMENTS}[].{HTML_BASE64}"), why),
        }
    }

    fn add_source(&mut self, at: Option<usize>, source: Source) {
        let after_all = self.documents.last_key_value().map_or(0, |(at, _)| at + 1);
        let at = at.unwrap_or(after_all);
        let Some(document) = self.own_document(at) else {
            return;
        };
        if document.source.replace(source).is_some() {
            self.refuse(&format!("{DOCUMENTS}[{at}]"), "given twice; keep one");
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
            Err(why) => self.refuse(&format!("{DOCUMENTS}[{at}].{name}"), why),
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

    pub fn add_asset(&mut self, path: &str, bytes: Bytes) {
        let name = Asset::bare_name(path);
        let contents = CONTENTS_FILES
            .iter()
            .find(|(file, _)| file.eq_ignore_ascii_case(name));
        if let Some((_, option)) = contents {
            return self.add_option(*option, charset::html(&bytes, None));
        }
        match Asset::new(path, bytes) {
            Err(why) => self.refuse("asset", why),
            Ok(_) if self.assets.len() == MOST_ASSETS => {
                self.refuse(
                    "asset",
                    format!("more than {MOST_ASSETS} files; send fewer"),
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
            Ok(bytes) => self.add_asset(path, bytes.into()),
            Err(why) => self.refuse(&format!("{ASSETS}[{path}]"), why),
        }
    }

    /// Takes a file that was sent as the value of an option: the text of one
    /// that holds a document, or else an asset that the option names.
    pub fn add_option_file(
        &mut self,
        option: &str,
        path: &str,
        bytes: Bytes,
        declared: Option<&str>,
    ) {
        let spec = option_named(option);
        if spec.is_some_and(|spec| spec.shape() == Shape::Contents) {
            return self.add_option(option, charset::html(&bytes, declared));
        }
        self.add_asset(path, bytes);
        if spec.is_some_and(|spec| spec.value.starts_with("FILE")) {
            let name = Asset::bare_name(path).to_owned();
            match self.options.iter_mut().find(|(given, _)| given == option) {
                Some((_, names)) => *names = format!("{names}\n{name}"),
                None => self.options.push((option.to_owned(), name)),
            }
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
    pub fn refuse_document(&mut self, field: &str, why: impl Into<String>) {
        self.refuse(field, why);
        self.document
            .get_or_insert_with(|| Source::Text(String::new()));
    }

    pub fn refuse(&mut self, field: &str, why: impl Into<String>) {
        if self.errors.len() < FieldError::MOST {
            let shown = crate::job::length::excerpt(field);
            self.errors.push(FieldError::new(shown, why));
        }
    }

    /// Options in the query string. The same option in the body wins.
    pub fn set_query(&mut self, query: &str) -> Result<(), Error> {
        let given: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(|_| {
            Error::bad_request("the query string cannot be read; percent-encode names and values")
        })?;
        for (name, value) in given {
            match Field::named(&name) {
                Field::Documents {
                    at: Some(at),
                    part: Some(part),
                } => self.add_document_option(at, part, Ok(value)),
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
        let is_format = ["pdf", "png", "jpg"].contains(&asked.as_str());
        if is_format && asked != of_path {
            self.refuse(
                FORMAT,
                format!("`{asked}`, and the path says {of_path}; post to /{asked}, or to / to let format decide"),
            );
        }
    }

    pub fn into_job(mut self, defaults: &Defaults) -> Result<Job, Error> {
        let (options, own) = self.read_options(defaults);
        let encoding = self.encoding();
        let mut documents = Vec::new();
        if let Some(source) = self.document.take() {
            let html = self.text(source, encoding.as_deref(), "charset");
            documents.push(Document {
                html,
                options: options.document.clone(),
            });
        }
        for ((at, document), options) in std::mem::take(&mut self.documents).into_iter().zip(own) {
            let field = format!("{DOCUMENTS}[{at}]");
            match document.source {
                Some(source) => {
                    let html = self.text(source, encoding.as_deref(), &field);
                    documents.push(Document { html, options });
                }
                None => self.refuse(&field, "has options and no html; send its document too"),
            }
        }
        self.check_documents(&documents);
        self.check_files(&options);
        if !self.errors.is_empty() {
            return Err(Error::fields(self.errors));
        }
        Ok(Job {
            documents,
            assets: self.assets,
            options,
        })
    }

    /// Options of the job, and of each of several documents. Where they cannot
    /// be used, the defaults: the faults are told in the end.
    fn read_options(&mut self, defaults: &Defaults) -> (Options, Vec<crate::job::DocumentOptions>) {
        let in_body: Vec<_> = self
            .options
            .iter()
            .filter_map(|(name, _)| canonical_name(name))
            .collect();
        let query = self.query.iter().filter(|(name, _)| {
            let name = canonical_name(name);
            name.is_none_or(|name| !in_body.contains(&name))
        });
        fn as_written((name, value): &(String, String)) -> (&str, &str) {
            (name, value)
        }
        let given = query.chain(&self.options).map(as_written);
        let own: Vec<Vec<_>> = self
            .documents
            .values()
            .map(|document| document.options.iter().map(as_written).collect())
            .collect();
        match defaults.read(given, &own) {
            Ok(read) => read,
            Err(errors) => {
                let room = FieldError::MOST - self.errors.len();
                self.errors.extend(errors.into_iter().take(room));
                let options = Options::default();
                let own = vec![options.document.clone(); own.len()];
                (options, own)
            }
        }
    }

    /// The charset that the caller names. A name that is none is refused even
    /// where nothing is left to undo.
    fn encoding(&mut self) -> Option<String> {
        let label = self.given(ENCODING)?;
        match charset::check(&label) {
            Ok(()) => Some(label),
            Err(why) => {
                self.refuse(ENCODING, why);
                None
            }
        }
    }

    /// The value of an option as it was written, in the body or in the query.
    fn given(&self, option: &str) -> Option<String> {
        let all = self.options.iter().chain(&self.query);
        let mut values = all.filter(|(name, _)| canonical_name(name) == Some(option));
        values
            .next()
            .map(|(_, value)| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    /// Undoes a document's charset: what the caller says of it in so many words
    /// comes first.
    fn text(&mut self, source: Source, encoding: Option<&str>, field: &str) -> String {
        let (bytes, declared) = match source {
            Source::Text(text) => return text,
            Source::Bytes { bytes, declared } => (bytes, declared),
        };
        let field = if encoding.is_some() { ENCODING } else { field };
        charset::html(&bytes, encoding.or(declared.as_deref())).unwrap_or_else(|why| {
            self.refuse(field, why);
            String::new()
        })
    }

    fn check_documents(&mut self, documents: &[Document]) {
        if documents.is_empty()
            && !self
                .errors
                .iter()
                .any(|error| error.field.starts_with(DOCUMENTS))
        {
            self.refuse(HTML, "missing; send the document in html or html_base64, or as the body with Content-Type: text/html");
        }
        if self.errors.is_empty() {
            let empty = documents
                .iter()
                .position(|document| document.html.trim().is_empty());
            match empty {
                Some(0) => self.refuse(HTML, "empty; there is nothing to print"),
                Some(at) => self.refuse(
                    &format!("{DOCUMENTS}[{at}]"),
                    "empty; there is nothing to print",
                ),
                None => {}
            }
        }
    }

    /// Refuses options that name a file which was not sent.
    fn check_files(&mut self, options: &Options) {
        let finishing = &options.finishing;
        let watermark = finishing
            .watermark
            .as_ref()
            .map(|watermark| &watermark.mark);
        let image = match watermark {
            Some(Mark::Image(name)) => Some(name),
            _ => None,
        };
        let lists = [
            ("prepend", &finishing.prepend),
            ("append", &finishing.append),
            ("attachments", &finishing.attachments),
        ];
        let named = lists
            .into_iter()
            .flat_map(|(option, names)| names.iter().map(move |name| (option, name)));
        let named = named.chain(image.map(|name| ("watermark_image", name)));
        let missing: Vec<_> = named
            .filter(|(_, name)| {
                !self
                    .assets
                    .iter()
                    .any(|asset| asset.name() == name.as_str())
            })
            .map(|(option, name)| (option, crate::job::length::excerpt(name)))
            .collect();
        for (option, name) in missing {
            self.refuse(
                option,
                format!("no file named `{name}` was sent; send it as an asset"),
            );
        }
    }
}

impl Source {
    fn new(bytes: &[u8], declared: Option<&str>) -> Self {
        Self::Bytes {
            bytes: bytes.to_vec(),
            declared: declared.map(str::to_owned),
        }
    }
}
