//! Options once they are read: plain values, each of which was checked.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::job::finishing::Finishing;
use crate::job::length::Length;
use crate::job::page::PageSettings;
use crate::net::policy::Network;
use crate::raster;
use crate::template::Language;

/// How a job is printed and handed over. The engine can print every value that
/// options are read to.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// For every document that does not say otherwise itself.
    pub document: DocumentOptions,
    pub book: Book,
    pub quality: Quality,
    pub finishing: Finishing,
    /// What the request may reach of the network, where it says so. It is never more
    /// than the operator allows.
    pub network: Option<Network>,
    pub remote: Remote,
    pub output: Output,
    /// How pages, warnings and timings are answered.
    pub report: Report,
    pub creation_date: CreationDate,
    pub time_zone: TimeZone,
    /// Whether what would be a warning fails the whole job.
    pub strict: bool,
    /// The longest the caller wants to wait, where that is less than our own limit.
    pub timeout: Option<Duration>,
    pub delivery: Delivery,
    pub webhook: Webhook,
}

/// How one document is printed.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentOptions {
    /// Where it is a template, how it is filled.
    pub template: Option<Template>,
    /// Where the document is to be fetched from.
    pub url: Option<Url>,
    /// Where its addresses lead from.
    pub base_url: Option<Url>,
    /// What the request says of the page; it comes before the document's own
    /// `@page` rules.
    pub page: PageSettings,
    /// What the operator says of the page; it comes after them.
    pub default_page: PageSettings,
    pub css_page: bool,
    /// One page, as tall as the document needs it.
    pub single_page: bool,
    pub header: HeaderFooter,
    pub footer: HeaderFooter,
    /// Whether margins grow until header and footer fit into them.
    pub fit_margins: bool,
    pub look: Look,
    pub scripts: Scripts,
    pub injection: Injection,
    pub table_breaks: bool,
    /// Whether CSS that the engine does not know is lowered to what it knows.
    pub lower: bool,
    /// Whether its headings appear in the outline and the table of contents.
    pub listed: bool,
}

impl DocumentOptions {
    /// Whether scripts run in the document, and are made such as the engine reads.
    pub fn lowers_scripts(&self) -> bool {
        self.lower && matches!(self.scripts, Scripts::On(_))
    }

    /// What is to be fetched before anything is read: the names of options, and the
    /// addresses.
    pub fn pages(&self) -> Vec<(&'static str, &Url)> {
        let pages = [
            ("url", &self.url),
            ("header_url", &self.header.url),
            ("footer_url", &self.footer.url),
        ];
        let pages = pages.into_iter();
        pages
            .filter_map(|(name, url)| Some((name, url.as_ref()?)))
            .collect()
    }
}

/// In which language a template is written, and what fills its gaps.
#[derive(Clone, PartialEq)]
pub struct Template {
    pub language: Language,
    /// A tag that [`crate::template::locale::find`] knows.
    pub locale: String,
    /// An object in JSON.
    pub data: Arc<str>,
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Template({:?}, {} bytes)",
            self.language,
            self.data.len()
        )
    }
}

/// What stands above or below the body of each page.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderFooter {
    /// Where its content is to be fetched from.
    pub url: Option<Url>,
    /// Where its addresses lead from.
    pub base_url: Option<Url>,
    pub content: HeaderFooterContent,
    /// Whether the first page has it like all others.
    pub first: FirstPage,
    /// A line between it and the body.
    pub line: bool,
    /// Space between it and the body.
    pub spacing: Length,
}

#[derive(Clone, Debug, PartialEq)]
pub enum HeaderFooterContent {
    Nothing,
    Text(HeaderFooterText),
    Html(String),
}

/// A line in three parts, in which the engine's variables are filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderFooterText {
    pub left: String,
    pub center: String,
    pub right: String,
    pub font: String,
    /// In points.
    pub size: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FirstPage {
    Same,
    Without,
    Html(String),
}

/// How a document turns into marks on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub media: Media,
    pub background: bool,
    pub zoom: f64,
    /// The window that scripts and media queries see.
    pub viewport: Option<(u32, u32)>,
}

/// What a request injects into a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Injection {
    /// A style sheet that comes after the document's own.
    pub css: Option<String>,
    /// A style sheet that the document's own override.
    pub user_style: Option<String>,
    /// A script that runs after the document's own.
    pub js: Option<String>,
}

/// What makes a book of documents: what comes before and after them, and the
/// numbers of their pages. (`Book` because each of these is one of a printed book's
/// parts; `pdf::assemble` puts whole PDFs together.)
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    pub cover: Option<String>,
    pub toc: Option<Toc>,
    pub outline: Option<Outline>,
    /// Added to every page number.
    pub page_offset: i32,
    /// An empty page after each document but the last.
    pub blank_pages: bool,
}

/// A table of contents.
#[derive(Clone, Debug, PartialEq)]
pub struct Toc {
    pub title: String,
    pub depth: u32,
    pub dots: bool,
    pub links: bool,
    pub back_links: bool,
    pub css: Option<String>,
    pub position: Position,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    Start,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outline {
    pub depth: u32,
}

/// How finely, and in which colours. The same for the whole job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quality {
    pub grayscale: bool,
    pub scaling: Scaling,
    /// Layout resolution; the best one for `scaling` when `None`.
    pub dpi: Option<u32>,
    pub low_quality: bool,
    /// JPEG quality of pictures, 1 to 100.
    pub image_quality: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Screen,
    Print,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scaling {
    /// A length prints as long as it says.
    TrueSize,
    /// The engine's own rule: shrink what is too wide for the page, and about
    /// a fifth in any case.
    SmartShrinking,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scripts {
    Off,
    /// Scripts run; a document that has some is printed when this has come.
    On(Readiness),
}

/// When a document with scripts is ready to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Time between loading, or what is awaited, and printing. Until a page is at rest, it
    /// passes at least.
    pub delay: Duration,
    pub awaited: Option<Awaited>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// Its script sets `window.status` to this.
    Status(String),
    /// It has an element for this selector.
    Selector(String),
    /// An expression of it is true.
    Expression(String),
    /// It is at rest.
    Rest,
}

/// What goes with each request for a remote resource, where the operator lets
/// documents reach any.
#[derive(Clone, Default, PartialEq)]
pub struct Remote {
    pub cookies: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub user: Option<String>,
    pub password: Option<String>,
}

impl Remote {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Remote(..)")
    }
}

/// What the answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    Pdf,
    Picture(raster::Settings),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// In headers, beside the document.
    Headers,
    /// In one JSON object, together with the document.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreationDate {
    /// The same in every PDF, so that the same document gives the same bytes.
    Fixed,
    Now,
}

/// How far a clock is ahead of UTC, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeZone(pub i32);

impl TimeZone {
    /// That of Korea and Japan.
    pub const DEFAULT: Self = Self(9 * 60);
}

/// How the answer is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Without its ending, which follows from the output.
    pub filename: String,
    pub disposition: Disposition,
    pub how: Deliver,
    /// Where the document is put, instead of into the answer.
    pub to: Option<Url>,
}

/// Whether the document is in the answer, or in the store of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deliver {
    Inline,
    Link,
    /// A link where the document is too large for the answer.
    Auto,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    Inline,
    Attachment,
}

/// Who is told when a job that waits has ended.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Webhook {
    pub url: Option<Url>,
    /// What was not printed is told here, where that is another place.
    pub error_url: Option<Url>,
    pub method: WebhookMethod,
    pub headers: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WebhookMethod {
    #[default]
    Post,
    Put,
    Patch,
}

impl WebhookMethod {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
        }
    }
}

impl Webhook {
    /// The names of the options that are addresses, and the addresses.
    pub fn addresses(&self) -> impl Iterator<Item = (&'static str, &Url)> {
        let all = [
            ("webhook_url", &self.url),
            ("webhook_error_url", &self.error_url),
        ];
        all.into_iter()
            .filter_map(|(name, url)| Some((name, url.as_ref()?)))
    }
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Webhook(..)")
    }
}
