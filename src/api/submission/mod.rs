//! What a request holds once its form is undone: documents, assets, options.

pub mod base64;

mod document;
mod documents;
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
use document::{Documents, OwnDocument, Pairs, Source};

pub use document::Naming;
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

const ENCODING: &str = "encoding";
const URL: &str = "url";
const FORMAT: &str = "format";

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

/// Whether an option's value is a document, a style sheet, a script or data.
pub fn holds_document(option: &str) -> bool {
    option_named(option).is_some_and(|spec| spec.kind.is_document())
}

/// Whether an option's value is JSON.
pub fn holds_data(option: &str) -> bool {
    option_named(option).is_some_and(|spec| spec.kind.is_data())
}

fn text_wanted(option: &str) -> String {
    let shown = crate::text::excerpt(option);
    format!("takes text, not a file; send it without a file name (curl: -F '{shown}=...')")
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
