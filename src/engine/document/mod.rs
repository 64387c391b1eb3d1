//! A job made ready for the engine: what must be known of a document before
//! it is printed, and the few words in it that must be changed.
//!
//! Pure: text in, text out. The oddities of the engine that this works around
//! are named where they are.

mod additions;
mod css;
mod later_css;
mod markup;
mod modern;
mod page;
mod resolution;
mod running;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use bytes::Bytes;
use percent_encoding::percent_decode_str;

use crate::finish::Metadata;
use crate::job::options::{FieldError, RunningContents, Scripts};
use crate::job::{Asset, Document, FailedResource, FailureReason, Job, Warning};

use super::glyphs::is_visible;
pub use additions::{FOUND, MARKER};
pub use page::PageRules;
pub use resolution::Resolution;
pub use running::{RunningHtml, Side, escaped, measurable};

/// Where documents may get their resources from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    Shut,
    Open,
}

/// All texts of a job as the engine shall see them.
#[derive(Debug)]
pub struct Prepared {
    pub documents: Vec<Text>,
    pub cover: Option<Text>,
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
    pub header: Option<RunningHtml>,
    pub footer: Option<RunningHtml>,
}

impl Prepared {
    pub fn new(job: &Job, network: Network) -> Result<Self, FieldError> {
        let mut reading = Reading::new(job, network);
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
            let added = additions::add(document);
            let warned = reading.warnings.len();
            let (mut text, markup) = reading.text(&added, &source, script_assets);
            for warning in &mut reading.warnings[warned..] {
                relocate(warning, document);
            }
            text.user_style = reading.user_style(document);
            reading.check_doctype(&markup, &source);
            if at == 0 {
                metadata = markup.metadata;
            }
            if !document.options.css_page {
                text.page = PageRules::default();
            }
            text.header = reading.running(document, Side::Header, script_assets)?;
            text.footer = reading.running(document, Side::Footer, script_assets)?;
            documents.push(text);
        }
        let cover = job.options.book.cover.as_deref().map(|html| {
            let html = running::with_doctype(html);
            reading.text(&html, "cover_html", script_assets).0
        });
        let contents = job.options.book.contents.as_ref();
        let contents_css = contents.and_then(|contents| contents.css.as_deref());
        let contents_css = contents_css.map(|css| {
            reading.texts.push(css.to_owned());
            let (edits, _) = reading.style_sheet(css, "toc_css", 1);
            apply(css, edits)
        });
        Ok(Self {
            documents,
            cover,
            contents_css: contents_css.unwrap_or_default(),
            assets,
            metadata,
            lost_fonts: reading.lost_fonts(),
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
            if let Some(advice) = modern::advice(message, nth, &text) {
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
        let cover = self.cover.as_ref().filter(|_| source == "cover_html");
        if let Some(text) = named.map(|(_, text)| text).or(cover) {
            Cow::Borrowed(&text.html)
        } else if let Some(side) = side {
            let htmls = self.documents.iter().filter_map(|text| side.html(text));
            htmls
                .map(|html| html.usual.as_str())
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
    if let Some((option, place)) = additions::place(document, *line) {
        *source = option.to_owned();
        *line = place;
    }
}

impl Text {
    /// A document of our own.
    pub fn of_ours(html: String) -> Self {
        Self {
            html,
            scripted: true,
            noscript: false,
            page: PageRules::default(),
            user_style: None,
            header: None,
            footer: None,
        }
    }
}

/// What a document is called in warnings.
pub fn source_name(at: usize) -> String {
    match at {
        0 => Asset::DOCUMENT.to_owned(),
        _ => format!("documents[{at}]"),
    }
}

/// So many missing files, and so many lost fonts, are told by name.
const MOST_TOLD: usize = 1000;

fn is_style_sheet(asset: &Asset) -> bool {
    has_ending(asset.name(), &["css"])
}

fn is_script(asset: &Asset) -> bool {
    has_ending(asset.name(), &["js", "svg", "htm", "html", "xhtml", "xml"])
}

fn has_ending(name: &str, endings: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| {
        endings
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

/// What is gathered while a job is read.
struct Reading<'a> {
    job: &'a Job,
    network: Network,
    names: BTreeSet<&'a str>,
    resolution: Resolution,
    lost_faces: Vec<css::LostFace>,
    missing: Vec<FailedResource>,
    warnings: Vec<Warning>,
    characters: BTreeSet<char>,
    /// What the style sheets among the assets say of the page.
    asset_pages: Vec<(&'a str, PageRules)>,
    /// The texts read so far, as they were, to look for the names of fonts in.
    texts: Vec<String>,
}

impl<'a> Reading<'a> {
    fn new(job: &'a Job, network: Network) -> Self {
        Self {
            job,
            network,
            names: job.assets.iter().map(Asset::name).collect(),
            resolution: Resolution::default(),
            lost_faces: Vec::new(),
            missing: Vec::new(),
            warnings: Vec::new(),
            characters: BTreeSet::new(),
            asset_pages: Vec::new(),
            texts: Vec::new(),
        }
    }

    /// Reads one HTML text; returns it as the engine shall see it.
    fn text(&mut self, html: &str, source: &str, script_assets: bool) -> (Text, markup::Markup) {
        let mut markup = markup::read(html);
        self.refer_to(std::mem::take(&mut markup.urls));
        let line_of = |at: usize| 1 + memchr::memchr_iter(b'\n', &html.as_bytes()[..at]).count();
        for (at, style) in &markup.inline_styles {
            self.resolution.lower_for_style(style);
            let sheet = css::read(style);
            self.refer_to(sheet.urls);
            for (_, feature) in sheet.unsupported {
                self.warn_of_css(source, line_of(*at), feature);
            }
        }
        self.resolution
            .lower_for_markup(markup.controls, markup.canvas);

        self.characters.append(&mut markup.characters);
        let mut edits = Vec::new();
        let mut page = self.page_of_linked(html);
        for range in &markup.styles {
            let style = &html[range.clone()];
            let (found, rules) = self.style_sheet(style, source, line_of(range.start));
            edits.extend(
                found.into_iter().map(|(place, text)| {
                    (range.start + place.start..range.start + place.end, text)
                }),
            );
            page = rules.or(page);
        }
        let scripted = markup.scripted || script_assets;
        if scripted {
            // Scripts may set styles under names of their own.
            self.resolution.lower_for_script(html);
        }
        let text = Text {
            html: apply(html, edits),
            scripted,
            noscript: markup.noscript,
            page,
            user_style: None,
            header: None,
            footer: None,
        };
        self.texts.push(html.to_owned());
        (text, markup)
    }

    fn user_style(&mut self, document: &Document) -> Option<String> {
        let css = document.options.added.user_style.as_deref()?;
        let (edits, _) = self.style_sheet(css, "user_style", 1);
        Some(apply(css, edits))
    }

    fn running(
        &mut self,
        document: &Document,
        side: Side,
        script_assets: bool,
    ) -> Result<Option<RunningHtml>, FieldError> {
        if let RunningContents::Text(text) = &side.of(&document.options).contents {
            let texts = [&text.left, &text.center, &text.right];
            let characters = texts.into_iter().flat_map(|text| text.chars());
            self.characters
                .extend(characters.filter(|c| is_visible(*c)));
        }
        let Some(made) = running::html(side.of(&document.options)) else {
            return Ok(None);
        };
        let mut scripted = false;
        let made = made.map(&mut |html: &str| {
            let (text, markup) = self.text(html, side.option(), script_assets);
            scripted |= markup.scripted;
            text.html
        });
        if scripted && document.options.scripts == Scripts::Off {
            return Err(FieldError::new(
                side.option(),
                "has scripts, and the engine runs those of headers and footers even with javascript=off; take them out",
            ));
        }
        Ok(Some(made))
    }

    fn check_doctype(&mut self, markup: &markup::Markup, source: &str) {
        if !markup.doctype {
            self.warnings.push(Warning::MissingDoctype {
                source: source.to_owned(),
            });
        }
    }

    fn refer_to(&mut self, urls: Vec<String>) {
        for url in urls {
            if let Target::Missing(reason) = self.target(&url) {
                let failed = FailedResource::new(&url, reason);
                if !self.missing.contains(&failed) && self.missing.len() < MOST_TOLD {
                    self.missing.push(failed);
                }
            }
        }
    }

    /// Reads a style sheet that begins at that line of its source; returns what
    /// must be changed in it, and what it says.
    fn style_sheet(
        &mut self,
        text: &str,
        source: &str,
        first_line: usize,
    ) -> (Vec<css::Edit>, PageRules) {
        self.resolution.lower_for_style(text);
        let mut sheet = css::read(text);
        let (edits, lost) = css::mend_fonts(text, &sheet, |url| match self.target(url) {
            Target::Present => true,
            Target::Remote => self.network == Network::Open,
            Target::Missing(_) => false,
        });
        self.lost_faces.extend(lost);
        self.refer_to(std::mem::take(&mut sheet.urls));
        for (line, feature) in sheet.unsupported {
            self.warn_of_css(source, first_line + line, feature);
        }
        let (rules, refused) = PageRules::read(&sheet.pages);
        for feature in refused {
            self.warn_of_css(source, first_line, feature);
        }
        (edits, rules)
    }

    fn warn_of_css(&mut self, source: &str, line: usize, feature: String) {
        let warning = Warning::UnsupportedCss {
            source: source.to_owned(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            feature,
        };
        if self.warnings.len() < MOST_TOLD && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// What the style sheets among the assets say of the page, as far as the
    /// document names them.
    fn page_of_linked(&self, html: &str) -> PageRules {
        self.asset_pages
            .iter()
            .filter(|(name, _)| html.contains(*name))
            .fold(PageRules::default(), |before, (_, rules)| rules.or(before))
    }

    fn asset(&mut self, original: &'a Asset) -> Asset {
        let mut asset = original.clone();
        if is_style_sheet(&asset)
            && let Ok(text) = std::str::from_utf8(&asset.bytes)
        {
            let (edits, rules) = self.style_sheet(text, asset.name(), 1);
            self.asset_pages.push((original.name(), rules));
            if !edits.is_empty() {
                asset.bytes = Bytes::from(apply(text, edits));
            }
        } else if has_ending(asset.name(), &["svg", "js"]) {
            self.resolution
                .lower_for_style(&String::from_utf8_lossy(&asset.bytes));
        }
        asset
    }

    /// Fonts that were lost and that the document names outside their rules.
    fn lost_fonts(&self) -> Vec<FailedResource> {
        let mut families: BTreeMap<&str, Vec<&css::LostFace>> = BTreeMap::new();
        for face in &self.lost_faces {
            families.entry(&face.family).or_default().push(face);
        }
        let used = families
            .into_iter()
            .take(MOST_TOLD)
            .filter(|(family, rules)| self.mentions(family) > rules.len());
        let urls = used
            .flat_map(|(_, rules)| rules)
            .flat_map(|face| &face.urls);
        let mut failed = Vec::new();
        for url in urls.take(MOST_TOLD) {
            let reason = match self.target(url) {
                Target::Remote | Target::Present => FailureReason::Blocked,
                Target::Missing(reason) => reason,
            };
            let resource = FailedResource::new(url, reason);
            if !failed.contains(&resource) {
                failed.push(resource);
            }
        }
        failed
    }

    /// How often the document and its style sheets say this word.
    fn mentions(&self, word: &str) -> usize {
        let count = |text: &[u8]| memchr::memmem::find_iter(text, word).count();
        let sheets = self.job.assets.iter().filter(|asset| is_style_sheet(asset));
        self.texts
            .iter()
            .map(|text| count(text.as_bytes()))
            .sum::<usize>()
            + sheets.map(|sheet| count(&sheet.bytes)).sum::<usize>()
    }

    fn target(&self, url: &str) -> Target {
        let url = url.trim();
        let scheme = url
            .split_once(':')
            .map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("data") => return Target::Present,
            Some("file") => return Target::Missing(FailureReason::Blocked),
            Some(scheme) if is_scheme(scheme) => return Target::Remote,
            _ => {}
        }
        // Two slashes too: beside a document in a file, this is a path, not a host.
        if url.starts_with('/') {
            return Target::Missing(FailureReason::Blocked);
        }
        let path = url.split(['?', '#']).next().unwrap_or_default();
        if path.is_empty() {
            return Target::Present;
        }
        let name = percent_decode_str(path.trim_start_matches("./")).decode_utf8_lossy();
        if self.names.contains(name.as_ref()) {
            Target::Present
        } else {
            Target::Missing(FailureReason::NotFound)
        }
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Where an address leads.
enum Target {
    /// To an asset, or it holds its data itself.
    Present,
    /// To another machine.
    Remote,
    /// To a file that is not there, or is not for the document.
    Missing(FailureReason),
}

/// `text` with all edits made. They must not overlap.
fn apply(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, with) in edits {
        if range.start < at {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(&with);
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Options;
    use proptest::prelude::*;

    fn document(html: &str, assets: &[(&str, &str)]) -> Prepared {
        let assets = assets
            .iter()
            .map(|(name, text)| Asset::new(name, Bytes::from(text.to_string())).unwrap())
            .collect();
        let job = Job::of(html.to_owned(), assets, Options::default());
        Prepared::new(&job, Network::Shut).unwrap()
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
