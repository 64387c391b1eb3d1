//! Scripts, where in a job they stand, and what becomes of them.

use std::ops::Range;

use crate::job::options::{FirstPage, HeaderFooterContent};
use crate::job::{Job, Warning};
use script::{Kind, Lowered, ScriptError};

use crate::document::pages::header_footer::Side;
use crate::document::prepared::source_name;
use crate::document::text::COVER;

/// What became of a script.
#[derive(Clone, Debug)]
pub enum Fate {
    Lowered(Lowered),
    /// It cannot be read, by no browser either.
    Faulty(ScriptError),
    /// It stays as it is, for this reason.
    Left(&'static str),
}

#[derive(Debug)]
pub struct Script {
    pub kind: Kind,
    pub proxies: bool,
    pub source: String,
    pub text: Place,
    pub stands: Stands,
    /// Its first line in its text, from 0.
    pub line: u32,
}

/// Where a script stands in its text.
#[derive(Clone, Debug)]
pub enum Stands {
    /// It is all of it.
    Alone,
    /// Between the tags of its element.
    Within(Range<usize>),
    /// In the attribute of this name, of the element whose tag begins there.
    Attribute(usize, String),
}

/// A text of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Document(usize),
    Cover,
    Side(usize, Side),
    FirstSide(usize, Side),
    /// The script that comes with a document's options.
    Js(usize),
    Asset(usize),
}

impl Place {
    /// What it is called in warnings.
    pub fn source(self, job: &Job) -> String {
        match self {
            Self::Document(at) => source_name(at),
            Self::Cover => COVER.to_owned(),
            Self::Side(_, side) | Self::FirstSide(_, side) => side.option().to_owned(),
            Self::Js(_) => "js".to_owned(),
            Self::Asset(at) => job.assets[at].name().to_owned(),
        }
    }

    pub fn text(self, job: &Job) -> Option<&str> {
        match self {
            Self::Document(at) => Some(&job.documents[at].html),
            Self::Cover => job.options.book.cover.as_deref(),
            Self::Side(at, side) => match &side.of(&job.documents[at].options).content {
                HeaderFooterContent::Html(html) => Some(html),
                _ => None,
            },
            Self::FirstSide(at, side) => match &side.of(&job.documents[at].options).first {
                FirstPage::Html(html) => Some(html),
                _ => None,
            },
            Self::Js(at) => job.documents[at].options.injection.js.as_deref(),
            Self::Asset(at) => std::str::from_utf8(&job.assets[at].bytes).ok(),
        }
    }

    pub fn put(self, job: &mut Job, text: String) {
        match self {
            Self::Document(at) => job.documents[at].html = text,
            Self::Cover => job.options.book.cover = Some(text),
            Self::Side(at, side) => {
                let half = side.of_mut(&mut job.documents[at].options);
                half.content = HeaderFooterContent::Html(text);
            }
            Self::FirstSide(at, side) => {
                let half = side.of_mut(&mut job.documents[at].options);
                half.first = FirstPage::Html(text);
            }
            Self::Js(at) => job.documents[at].options.injection.js = Some(text),
            Self::Asset(at) => job.assets[at].bytes = text.into(),
        }
    }
}

impl Script {
    /// What stands in its place from now on, if that is something else.
    pub fn code(&self, fate: &Fate) -> Option<String> {
        match fate {
            Fate::Lowered(lowered) => lowered.code.clone(),
            // The engine would say less of it than the parser has said.
            Fate::Faulty(_) => {
                let lines = memchr::memchr_iter(b'\n', self.source.as_bytes()).count();
                Some("\n".repeat(lines))
            }
            Fate::Left(_) => None,
        }
    }

    pub fn warning(&self, job: &Job, fate: &Fate) -> Option<Warning> {
        let (line, message) = match fate {
            Fate::Lowered(_) => return None,
            Fate::Faulty(error) => (error.line, format!("SyntaxError: {}", error.message)),
            Fate::Left(why) => (1, (*why).to_owned()),
        };
        Some(self.warning_at(job, line, message))
    }

    /// `line` is one of its own, from 1.
    pub fn warning_at(&self, job: &Job, line: u32, message: String) -> Warning {
        Warning::ScriptError {
            source: self.text.source(job),
            line: Some(self.line + line),
            message,
        }
    }
}
