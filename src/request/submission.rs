//! What a request holds once its form is undone: a document, assets, options.

use bytes::Bytes;

use crate::error::Error;
use crate::job::options::{FieldError, canonical_name, plain_name};
use crate::job::{Asset, Job, Options};

use super::{base64, charset};

#[derive(Debug, Default)]
pub struct Submission {
    document: Option<String>,
    assets: Vec<Asset>,
    options: Vec<(String, String)>,
    query: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

/// Names under which a form holds the document.
pub const HTML: &str = "html";
pub const HTML_BASE64: &str = "html_base64";

/// What a field is to us, by its name in any style.
pub enum Field {
    Html,
    HtmlBase64,
    Other,
}

impl Field {
    pub fn named(name: &str) -> Self {
        match plain_name(name).as_str() {
            "html" => Self::Html,
            "htmlbase64" => Self::HtmlBase64,
            _ => Self::Other,
        }
    }
}

/// A job is one document with its pictures, not an archive.
const MOST_ASSETS: usize = 500;

impl Submission {
    /// Takes a document whose charset is yet to be undone.
    pub fn set_document(&mut self, bytes: &[u8], declared: Option<&str>) {
        match charset::html(bytes, declared) {
            Ok(text) => self.set_document_text(text),
            Err(why) => self.refuse_document("charset", why),
        }
    }

    pub fn set_document_text(&mut self, text: String) {
        if self.document.is_some() {
            self.refuse(HTML, "there are several documents; send one");
        }
        self.document = Some(text);
    }

    pub fn set_document_base64(&mut self, encoded: &[u8], declared: Option<&str>) {
        match base64::decode(encoded) {
            Ok(bytes) => self.set_document(&bytes, declared),
            Err(why) => self.refuse_document(HTML_BASE64, why),
        }
    }

    pub fn add_asset(&mut self, path: &str, bytes: Bytes) {
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
        self.document.get_or_insert_default();
    }

    pub fn refuse(&mut self, field: &str, why: impl Into<String>) {
        if self.errors.len() < FieldError::MOST {
            let shown = crate::job::length::excerpt(field);
            self.errors.push(FieldError::new(shown, why));
        }
    }

    /// Options in the query string. The same option in the body wins.
    pub fn set_query(&mut self, query: &str) -> Result<(), Error> {
        self.query = serde_urlencoded::from_str(query).map_err(|_| {
            Error::bad_request("the query string cannot be read; percent-encode names and values")
        })?;
        Ok(())
    }

    pub fn into_job(mut self) -> Result<Job, Error> {
        let in_body: Vec<_> = self
            .options
            .iter()
            .filter_map(|(name, _)| canonical_name(name))
            .collect();
        let query = self.query.iter().filter(|(name, _)| {
            let name = canonical_name(name);
            name.is_none_or(|name| !in_body.contains(&name))
        });
        let given = query
            .chain(&self.options)
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let options = match Options::read(given) {
            Ok(options) => options,
            Err(errors) => {
                let room = FieldError::MOST - self.errors.len();
                self.errors.extend(errors.into_iter().take(room));
                Options::default()
            }
        };
        match self.document.as_deref().map(str::trim) {
            None => self.refuse(HTML, "missing; send the document in html or html_base64, or as the body with Content-Type: text/html"),
            Some("") if self.errors.is_empty() => self.refuse(HTML, "empty; there is nothing to print"),
            Some(_) => {}
        }
        if !self.errors.is_empty() {
            return Err(Error::fields(self.errors));
        }
        Ok(Job {
            document: self.document.unwrap_or_default(),
            assets: self.assets,
            options,
        })
    }
}
