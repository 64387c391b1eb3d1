//! What one run of the engine prints: parts in their order, on one kind of page.

use std::path::PathBuf;

use url::Url;

use crate::document::Text;
use crate::job::length::Length;
use crate::job::options::HeaderFooterText;
use crate::job::page::Page;
use crate::job::{DocumentOptions, Options};

use super::fineness::Fineness;
use super::layout_scripts::LayoutScripts;

/// What the engine prints in one process: all parts on one kind of page.
pub struct Run<'a> {
    pub parts: &'a [Part<'a>],
    pub page: Page,
    pub options: &'a Options,
    pub fineness: Fineness,
    pub access: NetworkAccess,
}

impl Run<'_> {
    /// In whose letters the first document with a say in it is read.
    pub fn reader(&self) -> Option<&'static str> {
        self.parts.iter().find_map(|part| match &part.kind {
            PartKind::Document { text, .. } => text.reader,
            _ => None,
        })
    }
}

#[derive(Clone)]
pub struct Part<'a> {
    pub kind: PartKind<'a>,
    pub page: Page,
    pub header: Option<PartHeaderFooter<'a>>,
    pub footer: Option<PartHeaderFooter<'a>>,
}

impl Part<'_> {
    /// Whether its headings belong in contents and outline.
    pub fn is_listed(&self) -> bool {
        match self.kind {
            PartKind::Document { options, .. } => options.listed,
            PartKind::Cover { is_long, .. } => !is_long,
            _ => true,
        }
    }
}

#[derive(Clone)]
pub enum PartKind<'a> {
    Cover {
        url: Url,
        text: &'a Text,
        options: &'a DocumentOptions,
        user_style: Option<Url>,
        /// Scripts of ours that run in it, as in a document.
        layout: Option<LayoutRun>,
        /// Of more pages than one, as which the engine counts a cover.
        is_long: bool,
    },
    Toc {
        style_sheet: PathBuf,
    },
    Document {
        url: Url,
        text: &'a Text,
        options: &'a DocumentOptions,
        user_style: Option<Url>,
        /// Scripts of ours that run in the page when it has settled.
        layout: Option<LayoutRun>,
    },
    /// A page that we write ourselves: an empty one, or a watermark. It has no number and no place
    /// in the outline, and its scripts are ours.
    Ours {
        url: Url,
    },
    /// Sheets with the margin boxes of pages.
    Sheets {
        url: Url,
    },
    /// Pages that stand for those of other parts, which another run prints.
    StandIn {
        url: Url,
    },
}

/// The layout helper, as the engine is told to run it.
#[derive(Clone, Debug)]
pub struct LayoutRun {
    pub scripts: LayoutScripts,
    /// What `window.status` is when they are done, where they wait for others.
    pub status: Option<String>,
    /// By how much everything is shrunk so that it fits the page's width.
    pub shrink: f64,
}

/// A header or footer: a document, or texts that the engine draws itself.
#[derive(Clone)]
pub struct PartHeaderFooter<'a> {
    pub url: Option<Url>,
    pub text: Option<&'a HeaderFooterText>,
    pub line: bool,
    pub spacing: Length,
}

/// How the engine reaches the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkAccess {
    None,
    /// Through the proxy of the job, to which our library in the engine connects it.
    Proxy,
    /// By itself.
    Direct,
}
