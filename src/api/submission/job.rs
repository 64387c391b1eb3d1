//! From what a request holds to a job: charsets are undone, options are read,
//! and what is missing is told.

use crate::document::charset;
use crate::error::Error;
use crate::job::finishing::Mark;
use crate::job::options::{Defaults, FieldError, Scope, Written, canonical_name, option_named};
use crate::job::{Document, Job, Options};

use super::document::{OwnDocument, Pairs, Source};
use super::{DOCUMENTS, ENCODING, HTML, MOST_COPIED, Submission, URL, holds_data};

impl Submission {
    /// Takes an option that holds where the submission says nothing of its own, as
    /// those of the query do.
    pub fn add_common_option(&mut self, name: &str, value: &str) {
        self.query.push((name.to_owned(), value.to_owned()));
    }

    pub fn into_job(mut self, defaults: &Defaults) -> Result<Job, Error> {
        let encoding = self.encoding();
        self.undo_charsets(encoding.as_deref());
        // What was left blank is no option, so it is of no document either.
        self.documents
            .retain(|_, document| document.source.is_some() || !document.written().is_empty());
        self.check_copies()?;
        let (options, own) = self.read_options(defaults);
        let mut documents = Vec::new();
        let mut names = Vec::new();
        let has_list = self.documents.values().any(OwnDocument::is_sent);
        let html = self.document.take();
        let html = html.map(|source| self.text(source, encoding.as_deref(), "charset"));
        // A form sends what was left blank as well.
        let html = html.filter(|html| options.document.url.is_none() || !html.trim().is_empty());
        let first = match (&html, options.document.url.is_some()) {
            (Some(_), true) => {
                self.refuse(
                    URL,
                    format!("given together with {HTML}; keep one or the other"),
                );
                Some(HTML)
            }
            (Some(_), false) => Some(HTML),
            (None, true) => Some(URL),
            (None, false) => None,
        };
        if let Some(name) = first {
            names.push(name.to_owned());
            documents.push(Document {
                html: html.unwrap_or_default(),
                options: options.document.clone(),
            });
            if has_list {
                let why = format!("given together with {DOCUMENTS}; put it into the list");
                self.refuse(name, why);
            }
        }
        for ((at, document), options) in std::mem::take(&mut self.documents).into_iter().zip(own) {
            let place = self.naming.document(at);
            let has_url = document.has_url();
            match document.source {
                Some(_) if has_url => {
                    let url = format!("{}{URL}", self.naming.option(at));
                    self.refuse(
                        &url,
                        format!("given together with {HTML}; keep one or the other"),
                    );
                }
                Some(source) => {
                    let html = self.text(source, encoding.as_deref(), &place);
                    names.push(place);
                    documents.push(Document { html, options });
                }
                None if has_url => {
                    names.push(format!("{}{URL}", self.naming.option(at)));
                    documents.push(Document {
                        html: String::new(),
                        options,
                    });
                }
                None => self.refuse(&place, "has options and no html; send its document too"),
            }
        }
        self.check_documents(&documents, &names);
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

    /// Makes options of documents that are the values of options.
    fn undo_charsets(&mut self, encoding: Option<&str>) {
        for (name, source) in std::mem::take(&mut self.option_documents) {
            let text = self.option_text(source, encoding, &name, &name);
            self.options.push((name, text));
        }
        let own: Vec<_> = self
            .documents
            .iter_mut()
            .map(|(at, document)| (*at, std::mem::take(&mut document.option_documents)))
            .collect();
        for (at, contents) in own {
            for (name, source) in contents {
                let field = format!("{}{name}", self.naming.option(at));
                let text = self.option_text(source, encoding, &name, &field);
                self.add_document_option(at, &name, Ok(text));
            }
        }
    }

    /// Options of the job, and of each of several documents. Where they cannot
    /// be used, the defaults: the faults are told in the end.
    fn read_options(&mut self, defaults: &Defaults) -> (Options, Vec<crate::job::DocumentOptions>) {
        let given = merged(&self.query, &self.options);
        let own: Vec<_> = self
            .documents
            .iter()
            .map(|(at, document)| Written {
                place: self.naming.option(*at),
                options: document.written(),
            })
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

    /// Refuses options that would fill the memory, were each document to have
    /// its own of them.
    fn check_copies(&self) -> Result<(), Error> {
        let copied = |name: &str| {
            let spec = option_named(name);
            spec.is_some_and(|spec| spec.scope == Scope::Document)
        };
        let given = self.options.iter().chain(&self.query);
        let bytes: usize = given
            .filter(|(name, _)| copied(name))
            .map(|(_, value)| value.len())
            .sum();
        if self.documents.len() > 1 && bytes.saturating_mul(self.documents.len()) > MOST_COPIED {
            return Err(Error::field(
                DOCUMENTS,
                format!(
                    "each of the {} documents would have options of {} KB; put style sheets and pictures into assets, \
                     or send fewer documents",
                    self.documents.len(),
                    bytes >> 10
                ),
            ));
        }
        Ok(())
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
    pub(super) fn given(&self, option: &str) -> Option<String> {
        let all = self.options.iter().chain(&self.query);
        let mut values = all
            .filter(|(name, _)| canonical_name(name) == Some(option))
            .map(|(_, value)| value.trim());
        values.find(|value| !value.is_empty()).map(str::to_owned)
    }

    /// Undoes a document's charset: what the caller says of it in so many words
    /// comes first.
    fn text(&mut self, source: Source, encoding: Option<&str>, field: &str) -> String {
        let (bytes, declared) = match source {
            Source::Text(text) => return text,
            Source::Bytes { bytes, declared } => (bytes, declared),
        };
        let field = if encoding.is_some() { ENCODING } else { field };
        charset::html(bytes, encoding.or(declared.as_deref())).unwrap_or_else(|why| {
            self.refuse(field, why);
            String::new()
        })
    }

    /// The same of an option. Data are JSON, and have no word of their charset in them.
    fn option_text(
        &mut self,
        source: Source,
        encoding: Option<&str>,
        name: &str,
        field: &str,
    ) -> String {
        match source {
            Source::Bytes { bytes, declared } if holds_data(name) => {
                let text = charset::text(&bytes, encoding.or(declared.as_deref()));
                text.unwrap_or_else(|why| {
                    self.refuse(field, why);
                    String::new()
                })
            }
            source => self.text(source, encoding, field),
        }
    }

    /// `names` are those by which the caller knows the documents.
    fn check_documents(&mut self, documents: &[Document], names: &[String]) {
        if documents.is_empty()
            && !self
                .errors
                .iter()
                .any(|error| error.field.starts_with(DOCUMENTS))
        {
            self.refuse(HTML, "missing; send the document in html or html_base64, or as the body with Content-Type: text/html, or name its address in url");
        }
        if self.errors.is_empty() {
            let empty = documents.iter().position(|document| {
                document.options.url.is_none() && document.html.trim().is_empty()
            });
            if let Some(at) = empty {
                self.refuse(&names[at], "empty; there is nothing to print");
            }
            for (document, name) in documents.iter().zip(names) {
                if let Some(what) = other_than_html(&document.html) {
                    self.refuse(name, format!("this is {what}, not HTML"));
                }
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
            .map(|(option, name)| (option, crate::text::excerpt(name)))
            .collect();
        for (option, name) in missing {
            self.refuse(
                option,
                format!("no file named `{name}` was sent; send it as an asset"),
            );
        }
    }
}

/// What was sent by mistake in the place of a document.
fn other_than_html(text: &str) -> Option<&'static str> {
    /// By their first letters, as they are read in any charset.
    const KINDS: [(&str, &str); 5] = [
        ("%PDF-", "a PDF"),
        ("PK\u{3}\u{4}", "a zip archive or an office document"),
        ("GIF87a", "a picture (GIF)"),
        ("GIF89a", "a picture (GIF)"),
        ("{\\rtf", "RTF"),
    ];
    let text = text.trim();
    let kind = KINDS.iter().find(|(head, _)| text.starts_with(head));
    let is_png = text.chars().skip(1).take(5).eq("PNG\r\n".chars());
    let is_jpeg = text.chars().skip(6).take(4).eq("JFIF".chars());
    let has_scheme = ["http://", "https://"]
        .iter()
        .any(|scheme| text.starts_with(scheme));
    let is_address = has_scheme && !text.contains(|c: char| c.is_whitespace() || c == '<');
    match kind {
        Some((_, what)) => Some(what),
        None if is_png => Some("a picture (PNG)"),
        None if is_jpeg => Some("a picture (JPEG)"),
        None if is_address => Some("an address (give it as url)"),
        None => None,
    }
}

impl OwnDocument {
    fn has_url(&self) -> bool {
        let mut written = self.written().into_iter();
        written.any(|(name, _)| canonical_name(name) == Some(URL))
    }

    fn is_sent(&self) -> bool {
        self.source.is_some() || self.has_url()
    }

    fn written(&self) -> Vec<(&str, &str)> {
        merged(&self.query, &self.options)
    }
}

/// Options of the query and of the body, which wins. What was left blank in
/// either counts as not given.
fn merged<'a>(query: &'a Pairs, body: &'a Pairs) -> Vec<(&'a str, &'a str)> {
    // A name that is none is to be told, whatever its value.
    let given = |(name, value): &&(String, String)| {
        !value.trim().is_empty() || canonical_name(name).is_none()
    };
    let in_body: Vec<_> = body
        .iter()
        .filter(given)
        .filter_map(|(name, _)| canonical_name(name))
        .collect();
    let in_query = query.iter().filter(given).filter(|(name, _)| {
        let name = canonical_name(name);
        name.is_none_or(|name| !in_body.contains(&name))
    });
    let all = in_query.chain(body.iter().filter(given));
    all.map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}
