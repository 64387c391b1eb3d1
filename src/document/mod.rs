//! A job made ready for the engine: what must be known of a document before
//! it is printed, and the few words in it that must be changed.
//!
//! Pure: text in, text out. The oddities of the engine that this works around
//! are named where they are.

mod css;
mod css_support;
mod header_footer;
mod injection;
mod js_support;
mod lines;
mod markup;
mod nesting;
mod page;
mod read_budget;
mod reader;
mod reading;
mod resolution;

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::error::Error;
use crate::job::deadline::Deadline;
use crate::job::limits::Limits;
use crate::job::{Asset, Document, DocumentOptions, FailedResource, Job, Network, Warning};
use crate::pdf::Metadata;

use read_budget::ReadBudget;

pub use header_footer::{HeaderFooterHtml, Side, measurable};
pub use injection::FOUND;
pub use page::PageRules;
use reading::{Reading, is_script};
pub use resolution::Resolution;

/// All texts of a job as the engine shall see them.
#[derive(Debug)]
pub struct Prepared {
    pub documents: Vec<Text>,
    pub cover: Option<Cover>,
    /// The caller's style sheet for the table of contents.
    pub contents_css: String,
    pub assets: Vec<Asset>,
    pub resolution: Resolution,
    /// What the first document says of itself.
    pub metadata: Metadata,
    /// Fonts that were taken out because they cannot be had.
    pub lost_fonts: Vec<FailedResource>,
    /// Files that are referred to and are not there. The engine says only how
    /// many it missed, not which: these are the names.
    pub missing_files: Vec<FailedResource>,
    /// Characters that should be seen on paper, but for the plain ones.
    pub characters: BTreeSet<char>,
    /// What is to be said of the texts themselves.
    pub warnings: Vec<Warning>,
}

/// A cover, and what of the job's options holds for it.
#[derive(Debug)]
pub struct Cover {
    pub text: Text,
    pub options: DocumentOptions,
}

/// One document as the engine shall see it, and what must be known of it.
#[derive(Debug)]
pub struct Text {
    pub html: String,
    /// Something in it may run a script.
    pub scripted: bool,
    /// It has contents for readers without scripts, which must stay hidden.
    pub noscript: bool,
    /// What its `@page` rules say.
    pub page: PageRules,
    /// The user style sheet that the request brings along.
    pub user_style: Option<String>,
    pub header: Option<HeaderFooterHtml>,
    pub footer: Option<HeaderFooterHtml>,
}

impl Prepared {
    pub fn new(
        job: &Job,
        network: &Network,
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<Self, Error> {
        let mut reading = Reading::new(job, network, ReadBudget::new(limits, deadline));
        let assets = job
            .assets
            .iter()
            .map(|asset| reading.asset(asset))
            .collect();
        let script_assets = job.assets.iter().any(is_script);
        let mut metadata = Metadata::default();
        let mut documents = Vec::new();
        for (at, document) in job.documents.iter().enumerate() {
            let source = source_name(at);
            let warned = reading.warnings.len();
            let (mut text, markup) = reading.document(document, &source, script_assets);
            for warning in &mut reading.warnings[warned..] {
                relocate(warning, document);
            }
            let user_style = document.options.injection.user_style.as_deref();
            text.user_style = user_style.map(|css| reading.added_style(css, "user_style"));
            reading.check_doctype(&markup, &source);
            if at == 0 {
                metadata = markup.metadata;
            }
            if !document.options.css_page {
                text.page = PageRules::default();
            }
            for (side, html) in [
                (Side::Header, &mut text.header),
                (Side::Footer, &mut text.footer),
            ] {
                let read = reading.running(document, side, script_assets);
                // What was not read to its end may seem to have no fault.
                reading.allowance.result()?;
                *html = read.map_err(|fault| Error::fields(vec![fault]))?;
            }
            documents.push(text);
        }
        let cover = job.options.book.cover.as_deref();
        let cover = cover.map(|html| reading.cover(html, script_assets));
        let contents = job.options.book.toc.as_ref();
        let contents_css = contents.and_then(|contents| contents.css.as_deref());
        let contents_css = contents_css.map(|css| reading.added_style(css, "toc_css"));
        let lost_fonts = reading.lost_fonts();
        reading.allowance.goes_on_now();
        reading.allowance.result()?;
        Ok(Self {
            documents,
            cover,
            contents_css: contents_css.unwrap_or_default(),
            assets,
            metadata,
            lost_fonts,
            resolution: reading.resolution,
            missing_files: reading.missing,
            characters: reading.characters,
            warnings: reading.warnings,
        })
    }
}

impl Prepared {
    /// A script's fault, told so that its author can mend it.
    pub fn explained(&self, fault: &Warning, job: &Job) -> Warning {
        let mut warning = fault.clone();
        if let Warning::ScriptError {
            source,
            line,
            message,
        } = &mut warning
        {
            let text = self.source_text(source);
            let nth = line.and_then(|line| text.lines().nth(line as usize - 1));
            if let Some(advice) = js_support::advice(message, nth, &text) {
                *message = format!("{message}; {advice}");
            }
        }
        let documents = job.documents.iter().enumerate();
        let document = documents
            .into_iter()
            .find(|(at, _)| warning.source() == Some(&source_name(*at)));
        if let Some((_, document)) = document {
            relocate(&mut warning, document);
        }
        warning
    }

    /// The text in which the engine found a fault; of everything, where it does
    /// not say.
    fn source_text(&self, source: &str) -> Cow<'_, str> {
        let documents = self.documents.iter().enumerate();
        let named = documents.clone().find(|(at, _)| source_name(*at) == source);
        let side = [Side::Header, Side::Footer]
            .into_iter()
            .find(|side| side.option() == source);
        let scripts = self.assets.iter().filter(|asset| is_script(asset));
        let cover = self.cover.as_ref().filter(|_| source == COVER);
        let cover = cover.map(|cover| &cover.text);
        if let Some(text) = named.map(|(_, text)| text).or(cover) {
            Cow::Borrowed(&text.html)
        } else if let Some(side) = side {
            let htmls = self.documents.iter().filter_map(|text| side.html(text));
            htmls
                .map(|html| html.default.as_str())
                .next()
                .unwrap_or_default()
                .into()
        } else if let Some(asset) = self.assets.iter().find(|asset| asset.name() == source) {
            String::from_utf8_lossy(&asset.bytes)
        } else {
            let htmls = self.documents.iter().map(|text| text.html.as_str().into());
            let scripts = scripts.map(|asset| String::from_utf8_lossy(&asset.bytes));
            htmls
                .chain(scripts)
                .collect::<Vec<Cow<'_, str>>>()
                .join("\n")
                .into()
        }
    }
}

/// Names the option that a line came with, where it is not the document's own.
fn relocate(warning: &mut Warning, document: &Document) {
    let (source, line) = match warning {
        Warning::ScriptError {
            source,
            line: Some(line),
            ..
        } => (source, line),
        Warning::UnsupportedCss { source, line, .. } => (source, line),
        _ => return,
    };
    if let Some((option, place)) = injection::place(document, *line) {
        *source = option.to_owned();
        *line = place;
    }
}

/// What a cover is called in warnings.
const COVER: &str = "cover_html";

/// What a document is called in warnings.
pub fn source_name(at: usize) -> String {
    match at {
        0 => Asset::DOCUMENT.to_owned(),
        _ => format!("documents[{at}]"),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::job::FailureReason;
    use crate::job::Options;
    use proptest::prelude::*;

    fn document(html: &str, assets: &[(&str, &str)]) -> Prepared {
        let assets = assets
            .iter()
            .map(|(name, text)| Asset::new(name, Bytes::from(text.to_string())).unwrap())
            .collect();
        let job = Job::of(html.to_owned(), assets, Options::default());
        let deadline = Deadline::after(std::time::Duration::from_secs(60));
        Prepared::new(&job, &Network::Off, &Limits::default(), deadline).unwrap()
    }

    #[test]
    fn names_the_files_that_are_not_there() {
        let document = document(
            "<img src=logo.png><img src='here.png?v=1'><img src=%ED%95%9C.png><img src=/etc/passwd>\
             <img src='img/deep.png'><img src=https://cdn.example/x.png><img src=data:image/png;base64,AA>",
            &[("here.png", ""), ("한.png", "")],
        );
        let missing: Vec<_> = document
            .missing_files
            .iter()
            .map(|failed| failed.url.as_str())
            .collect();
        assert_eq!(missing, ["logo.png", "/etc/passwd", "img/deep.png"]);
    }

    #[test]
    fn fonts_that_cannot_be_had_are_taken_out_and_reported_when_used() {
        let html = "<style>@font-face{font-family:Used;src:url(https://f.example/a.woff)}\
                    @font-face{font-family:Idle;src:url(b.woff)} p{font-family:Used,serif}</style>\
                    <p>@font-face{font-family:Text;src:url(c.woff)}";
        let document = document(html, &[]);
        assert_eq!(
            document.lost_fonts,
            [FailedResource::new(
                "https://f.example/a.woff",
                FailureReason::Blocked
            )]
        );
        assert_eq!(document.documents[0].html.matches("@lost").count(), 0);
        assert_eq!(
            document.documents[0]
                .html
                .matches("@-lost-font-face{")
                .count(),
            2
        );
        assert!(
            document.documents[0]
                .html
                .ends_with("<p>@font-face{font-family:Text;src:url(c.woff)}")
        );
    }

    #[test]
    fn fonts_in_style_sheet_assets_are_seen_too() {
        let css = "@font-face{font-family:Mine;src:url(mine.woff)}body{font-family:Mine}";
        let with = document(
            "<link rel=stylesheet href=a.css>",
            &[("a.css", css), ("mine.woff", "")],
        );
        assert_eq!(with.assets[0].bytes, css);
        let without = document("<link rel=stylesheet href=a.css>", &[("a.css", css)]);
        assert!(without.assets[0].bytes.starts_with(b"@-lost-font-face{"));
        assert_eq!(without.lost_fonts.len(), 1);
    }

    #[test]
    fn a_script_file_makes_a_document_scripted() {
        assert!(!document("<p>x", &[("a.png", "")]).documents[0].scripted);
        assert!(document("<p>x", &[("a.JS", "")]).documents[0].scripted);
    }

    fn words() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            "\\PC{0,6}",
            prop::sample::select(vec![
                "<style>",
                "</style>",
                "<script>",
                "</script>",
                "<!--",
                "-->",
                "<",
                ">",
                "=",
                "\"",
                "'",
                "<img src=",
                "style=\"",
                "@font-face",
                "{",
                "}",
                "src:",
                "url(",
                "\"a.woff\"",
                ")",
                ",",
                ";",
                "format('woff')",
                "local(x)",
                "font-family:",
                "가",
                "/*",
                "*/",
                "\\",
                "@import ",
                "data:x",
                "letter-spacing:",
                "\0",
            ])
            .prop_map(str::to_owned),
        ];
        prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_markup_makes_it_fall(html in words(), css in words()) {
            let document = document(&html, &[("a.css", &css)]);
            // All that is ever changed stands in a rule for a font.
            if !html.to_ascii_lowercase().contains("@font-face") {
                prop_assert_eq!(&document.documents[0].html, &html);
            }
        }
    }
}
