//! What an option takes. From its kind come the reading of its values, the
//! `value` of help texts and `docs/options.md`, the schema in `/openapi.json`, and
//! how it is given in JSON, in forms and on the command line.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::job::length::Length;
use crate::job::page::Sides;
use crate::job::paper::Paper;
use crate::message::Message;
use crate::net::policy::Hosts;
use crate::pdf::{PageRanges, Permissions};
use crate::raster::Pages;

use super::draft::Draft;
use super::model::TimeZone;
use super::value::{self, Pairs};

/// What a value of this type does to the options that are being read.
type Set<T> = fn(&mut Draft, T);

/// A word, and what it does.
type Choice = (&'static str, fn(&mut Draft));

/// The values that an option takes, and what each does. Both bounds of a range
/// are in it.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Switch(Set<bool>),
    /// One of a few words.
    Choice(&'static [Choice]),
    Whole {
        min: u32,
        max: u32,
        set: Set<u32>,
    },
    /// The same with numbers below zero.
    Integer {
        min: i32,
        max: i32,
        set: Set<i32>,
    },
    Factor {
        min: f64,
        max: f64,
        set: Set<f64>,
    },
    Degrees {
        min: f64,
        max: f64,
        set: Set<f64>,
    },
    Milliseconds {
        max: u32,
        set: Set<Duration>,
    },
    Duration(Set<Duration>),
    /// An offset from UTC.
    TimeZone(Set<TimeZone>),
    Length {
        min: Length,
        max: Option<Length>,
        set: Set<Length>,
    },
    /// One to four lengths, as the `margin` of CSS has them.
    Margins(Set<Sides<Length>>),
    /// A paper size by its name.
    Paper(Set<Paper>),
    /// Width and height in pixels.
    Viewport(Set<(u32, u32)>),
    /// The number of a page, or all.
    PageNumber(Set<Pages>),
    PageRanges(Set<PageRanges>),
    Color(Set<String>),
    /// One line, of at most so many characters.
    Text {
        max: usize,
        set: Set<String>,
    },
    /// The same; in JSON a list as well.
    TextList {
        max: usize,
        set: Set<String>,
    },
    /// The name of a font, a charset or the like.
    Name {
        max: usize,
        set: Set<String>,
    },
    /// What a file shall be called.
    FileName {
        max: usize,
        set: Set<String>,
    },
    /// A text that is never repeated.
    Secret(Set<String>),
    /// The same for a PDF, whose format bounds it.
    PdfPassword(Set<String>),
    Permissions(Set<Permissions>),
    Html(Set<String>),
    Css(Set<String>),
    Script(Set<String>),
    /// A file that is sent along, by its name.
    File(Set<String>),
    Files(Set<Vec<String>>),
    /// The address of a page of the network.
    Address(Set<Url>),
    /// Names of hosts, or patterns of them.
    Hosts(Set<Hosts>),
    Cookies(Set<Pairs>),
    HeaderFields(Set<Pairs>),
    /// An object in JSON.
    Data(Set<Arc<str>>),
    /// The tag of a language, and of where it is spoken.
    Locale(Set<String>),
}

impl Kind {
    /// Reads a value as a caller wrote it, and does to the draft what it says. The
    /// error tells what is wrong and what would be right.
    pub(super) fn set(&self, draft: &mut Draft, written: &str) -> Result<(), Message> {
        match *self {
            Self::Switch(set) => set(draft, value::switch(written)?),
            Self::Choice(choices) => value::choice(written, choices)?(draft),
            Self::Whole { min, max, set } => set(draft, value::whole(written, min, max)?),
            Self::Integer { min, max, set } => set(draft, value::integer(written, min, max)?),
            Self::Factor { min, max, set } | Self::Degrees { min, max, set } => {
                set(draft, value::number(written, min, max)?);
            }
            Self::Milliseconds { max, set } => {
                let milliseconds = value::whole(written, 0, max)?;
                set(draft, Duration::from_millis(milliseconds.into()));
            }
            Self::Duration(set) => set(draft, value::duration(written)?),
            Self::TimeZone(set) => set(draft, value::time_zone(written)?),
            Self::Length { min, max, set } => set(draft, value::length(written, min, max)?),
            Self::Margins(set) => set(draft, value::margins(written)?),
            Self::Paper(set) => set(draft, value::paper(written)?),
            Self::Viewport(set) => set(draft, value::viewport(written)?),
            Self::PageNumber(set) => set(draft, value::page_number(written)?),
            Self::PageRanges(set) => set(draft, PageRanges::parse(written)?),
            Self::Color(set) => set(draft, value::color(written)?),
            Self::Text { max, set } | Self::TextList { max, set } | Self::Name { max, set } => {
                set(draft, value::line(written, max)?);
            }
            Self::FileName { max, set } => set(draft, value::file_name(written, max)?),
            Self::Secret(set) => set(draft, value::secret(written)?),
            Self::PdfPassword(set) => set(draft, value::password(written)?),
            Self::Permissions(set) => set(draft, value::permissions(written)?),
            Self::Html(set) | Self::Css(set) | Self::Script(set) => {
                set(draft, value::document(written)?);
            }
            Self::File(set) => set(draft, value::line(written, value::LONGEST_FILE_NAME)?),
            Self::Files(set) => set(draft, value::files(written)?),
            Self::Address(set) => set(draft, value::address(written)?),
            Self::Hosts(set) => set(draft, Hosts::parse(written)?),
            Self::Cookies(set) => set(draft, value::cookies(written)?),
            Self::HeaderFields(set) => set(draft, value::header_fields(written)?),
            Self::Data(set) => set(draft, value::data(written)?),
            Self::Locale(set) => set(draft, value::locale(written)?),
        }
        Ok(())
    }

    /// What a value looks like, for help texts: `on|off`, `LENGTH`, `FILE...`.
    pub fn placeholder(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Switch(_) => "on|off",
            Self::Choice(_) => return self.words().join("|").into(),
            Self::Whole { .. } | Self::Integer { .. } => "NUMBER",
            Self::Factor { .. } => "FACTOR",
            Self::Degrees { .. } => "DEGREES",
            Self::Milliseconds { .. } => "MILLISECONDS",
            Self::Duration(_) => "DURATION",
            Self::TimeZone(_) => "OFFSET",
            Self::Length { .. } => "LENGTH",
            Self::Margins(_) => "LENGTH...",
            Self::Paper(_) | Self::Name { .. } | Self::FileName { .. } => "NAME",
            Self::Viewport(_) => "SIZE",
            Self::PageNumber(_) => "NUMBER|all",
            Self::PageRanges(_) => "PAGES",
            Self::Color(_) => "COLOR",
            Self::Text { .. } | Self::Secret(_) | Self::PdfPassword(_) => "TEXT",
            Self::TextList { .. } => "TEXT...",
            Self::Permissions(_) => "NAMES",
            Self::Html(_) => "HTML",
            Self::Css(_) => "CSS",
            Self::Script(_) => "SCRIPT",
            Self::File(_) => "FILE",
            Self::Files(_) => "FILE...",
            Self::Address(_) => "URL",
            Self::Hosts(_) => "HOST...",
            Self::Cookies(_) | Self::HeaderFields(_) => "NAME=VALUE...",
            Self::Data(_) => "JSON",
            Self::Locale(_) => "TAG",
        })
    }

    /// The words that it takes, where these are all: of a choice, and of
    /// permissions.
    pub fn words(&self) -> Vec<&'static str> {
        match self {
            Self::Choice(choices) => choices.iter().map(|(name, _)| *name).collect(),
            Self::Permissions(_) => value::PERMISSIONS.iter().map(|(name, _)| *name).collect(),
            _ => Vec::new(),
        }
    }

    /// The least and the greatest number that it takes, if it takes numbers; of
    /// lengths in millimetres. Where there is no greatest, that is `None`.
    pub fn range(&self) -> Option<(f64, Option<f64>)> {
        match *self {
            Self::Whole { min, max, .. } => Some((min.into(), Some(max.into()))),
            Self::Integer { min, max, .. } => Some((min.into(), Some(max.into()))),
            Self::Factor { min, max, .. } | Self::Degrees { min, max, .. } => {
                Some((min, Some(max)))
            }
            Self::Milliseconds { max, .. } => Some((0.0, Some(max.into()))),
            Self::PageNumber(_) => Some((1.0, Some(value::MOST_PAGES.into()))),
            Self::Length { min, max, .. } => Some((min.as_mm(), max.map(Length::as_mm))),
            _ => None,
        }
    }

    /// Characters, or names of files, that a value has at most.
    pub fn longest(&self) -> Option<usize> {
        match *self {
            Self::Text { max, .. }
            | Self::TextList { max, .. }
            | Self::Name { max, .. }
            | Self::FileName { max, .. } => Some(max),
            Self::Secret(_) => Some(value::LONGEST_SECRET),
            Self::PdfPassword(_) => Some(value::LONGEST_PASSWORD),
            Self::File(_) => Some(value::LONGEST_FILE_NAME),
            Self::Files(_) => Some(value::MOST_FILES),
            _ => None,
        }
    }

    pub fn is_switch(&self) -> bool {
        matches!(self, Self::Switch(_))
    }

    /// Whether a value is a document, a style sheet, a script or data: bytes that have
    /// a charset, and on the command line a file.
    pub fn is_document(&self) -> bool {
        matches!(
            self,
            Self::Html(_) | Self::Css(_) | Self::Script(_) | Self::Data(_)
        )
    }

    /// Whether a value is JSON, and what it holds is no option.
    pub fn is_data(&self) -> bool {
        matches!(self, Self::Data(_))
    }

    /// Whether a value is the name of a file that is sent along.
    pub fn names_files(&self) -> bool {
        matches!(self, Self::File(_) | Self::Files(_))
    }

    /// Whether a value is names with values: in JSON an object.
    pub fn is_pairs(&self) -> bool {
        matches!(self, Self::Cookies(_) | Self::HeaderFields(_))
    }

    /// Whether a value may have several parts, which in JSON are a list.
    pub fn is_list(&self) -> bool {
        matches!(
            self,
            Self::Margins(_)
                | Self::PageRanges(_)
                | Self::TextList { .. }
                | Self::Permissions(_)
                | Self::Files(_)
                | Self::Hosts(_)
        )
    }
}
