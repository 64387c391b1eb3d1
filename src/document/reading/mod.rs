//! Reads the texts of a job one after another, and gathers what they refer to
//! and what is to be said of them.
//!
//! ```text
//! style_sheets  in documents, among the assets, and by themselves
//! resources     what is referred to: files, hosts, pictures, fonts
//! ```

mod resources;
mod style_sheets;

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::job::options::{Awaited, FieldError, HeaderFooterContent, Media, Scripts};
use crate::job::{Asset, Document, FailedResource, Job, Network, Warning};
use crate::text::is_visible;
use script::Words;

use super::address::{has_ending, is_script};
use super::edits::{apply, attribute};
use super::injection;
use super::lines::Lines;
use super::markup;
use super::pages::header_footer::{self, HeaderFooterHtml, Side};
use super::pages::rules::PageRules;
use super::pictures::Pictures;
use super::read_budget::ReadBudget;
use super::resolution::Resolution;
use super::styles::css;
use super::text::{COVER, Cover, Text};

/// At most this many missing files and lost fonts are told by name.
const MOST_TOLD: usize = 1000;

/// By what scripts write styles.
const WRITERS: [&str; 12] = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "createContextualFragment",
    "DOMParser",
    "createElement",
    "setAttribute",
    "insertRule",
    "cssText",
    "adoptedStyleSheets",
    "style",
    "write",
];

/// What is gathered while a job is read.
pub struct Reading<'a> {
    pub budget: ReadBudget<'a>,
    job: &'a Job,
    network: &'a Network,
    names: BTreeSet<&'a str>,
    pub resolution: Resolution,
    /// Whether the CSS of what is read will be lowered: then it is lowering that says
    /// what is lost.
    pub lowers: bool,
    lost_faces: Vec<css::LostFace>,
    pub missing: Vec<FailedResource>,
    pub warnings: Vec<Warning>,
    pub characters: BTreeSet<char>,
    /// What the style sheets among the assets say of the page.
    asset_pages: Vec<(&'a str, PageRules)>,
    pictures: Pictures,
    /// Parts of the document that its headers and footers link to.
    pub parts_linked_to: BTreeSet<String>,
    /// Names of assets that an address leads to.
    referred: BTreeSet<String>,
    /// Whether a script may name assets where no address is seen.
    scripted: bool,
    /// The texts read so far, as they were, to look for the names of fonts in.
    texts: Vec<String>,
    /// Names that the scripts among the assets use.
    words: Words<'a>,
}

impl<'a> Reading<'a> {
    pub fn new(job: &'a Job, network: &'a Network, budget: ReadBudget<'a>) -> Self {
        let mut words = Words::new();
        for asset in job.assets.iter().filter(|asset| is_script(asset)) {
            if let Ok(text) = std::str::from_utf8(&asset.bytes) {
                match has_ending(asset, &["js", "mjs"]) {
                    true => script::of_script(text, &mut words),
                    false => script::of_html(text, &mut words),
                }
            }
        }
        Self {
            words,
            budget,
            job,
            network,
            names: job.assets.iter().map(Asset::name).collect(),
            resolution: Resolution::default(),
            lowers: false,
            lost_faces: Vec::new(),
            missing: Vec::new(),
            warnings: Vec::new(),
            characters: BTreeSet::new(),
            asset_pages: Vec::new(),
            pictures: Pictures::default(),
            parts_linked_to: BTreeSet::new(),
            referred: BTreeSet::new(),
            scripted: false,
            texts: Vec::new(),
        }
    }

    /// Reads a document with what the request injects into it; returns it as the
    /// engine shall see it.
    pub fn document(
        &mut self,
        document: &Document,
        source: &str,
        script_assets: bool,
    ) -> (Text, markup::Markup) {
        let own = self.markup(&document.html, source);
        let scripted = script_assets || own.scripted;
        let (injected, prelude) = injection::inject(document, scripted, &self.words);
        // To read it again takes time, and mostly nothing is injected.
        let markup = match injected.len() == document.html.len() {
            true => own,
            false => self.markup(&injected, source),
        };
        let varied = markup.varied;
        let (mut text, markup) = self.text_with(&injected, source, script_assets, markup);
        text.prelude = prelude;
        if document.options.look.media == Media::Print && !varied {
            // The engine has but a small default style sheet until it meets another
            // element, and none for print: not even `div` would be a block.
            let at = markup::end_of_doctype(&text.html).unwrap_or(0);
            text.html.insert_str(at, "<style></style>");
        }
        (text, markup)
    }

    /// Reads one HTML text; returns it as the engine shall see it.
    pub fn text(
        &mut self,
        html: &str,
        source: &str,
        script_assets: bool,
    ) -> (Text, markup::Markup) {
        let markup = self.markup(html, source);
        self.text_with(html, source, script_assets, markup)
    }

    fn markup(&mut self, html: &str, source: &str) -> markup::Markup {
        let budget = &mut self.budget;
        let lateness = budget.lateness();
        let read = markup::read_while(html, lateness, |depth| budget.goes_on_at(depth, source));
        // The tokenizer ends early, without a word, when it is late.
        budget.goes_on_now();
        read
    }

    fn text_with(
        &mut self,
        html: &str,
        source: &str,
        script_assets: bool,
        mut markup: markup::Markup,
    ) -> (Text, markup::Markup) {
        self.refer_to(std::mem::take(&mut markup.urls), source);
        let mut edits = std::mem::take(&mut markup.edits);
        let mut lines = Lines::of(html);
        for (at, style) in &markup.inline_styles {
            self.resolution.lower_for_style(style, self.lowers);
            if !self.budget.goes_on() {
                break;
            }
            let sheet = css::read(style);
            self.refer_to(sheet.urls, source);
            if !sheet.edits.is_empty() {
                let safe = apply(style, sheet.edits);
                edits.extend(attribute(html, *at, "style", &safe));
            }
            let lowers = self.lowers;
            for (_, feature) in sheet.unsupported.into_iter().filter(|_| !lowers) {
                self.warn_of_css(source, lines.at(*at), feature);
            }
        }
        // With the layout helper, formulas are set in the page.
        let formulas = markup.formulas.iter().filter(|_| !self.lowers);
        for (feature, places) in [
            ("<math>", formulas.copied().collect()),
            ("<video>", std::mem::take(&mut markup.videos)),
            (
                "<template shadowrootmode>",
                std::mem::take(&mut markup.shadows),
            ),
        ] {
            let mut lines = Lines::of(html);
            for at in places {
                let warning = Warning::UnsupportedHtml {
                    source: source.to_owned(),
                    line: u32::try_from(lines.at(at)).unwrap_or(u32::MAX),
                    feature: feature.to_owned(),
                };
                self.warn(warning);
            }
        }
        // Scripts of a document make patterns as well; a library may, and seldom does.
        const LONGEST_SCRIPT: usize = 300_000;
        let makes_tiles = html.len() < LONGEST_SCRIPT
            && memchr::memmem::find(html.as_bytes(), b"patternUnits").is_some();
        self.resolution.lower_for_markup(
            markup.controls && !self.lowers || markup.svg_tiles || makes_tiles,
            markup.canvas && !self.lowers,
        );

        let reader = markup.reader().filter(|_| self.lowers);
        self.characters.append(&mut markup.characters);
        let mut page = self.page_of_linked(html);
        let mut lines = Lines::of(html);
        for range in &markup.styles {
            if !self.budget.goes_on_now() {
                break;
            }
            let style = &html[range.clone()];
            let (found, rules) = self.style_sheet(style, source, lines.at(range.start));
            edits.extend(
                found.into_iter().map(|(place, text)| {
                    (range.start + place.start..range.start + place.end, text)
                }),
            );
            page = rules.or(page);
        }
        let scripted = markup.scripted || script_assets;
        self.scripted |= scripted;
        if scripted && !self.lowers {
            // Scripts set styles by other names: `letterSpacing`.
            self.resolution.lower_for_script(html);
        }
        let text = Text {
            html: apply(html, edits),
            prelude: None,
            layout: None,
            scripted,
            writes_styles: scripted && self.lowers && self.writes_styles(html),
            names_modern_styles: scripted && self.names_modern_styles(html),
            draws: scripted && self.draws(html),
            quirks: markup.quirks || !markup.doctype,
            noscript: markup.noscript,
            reader,
            video_boxes: markup.video_boxes.iter().map(String::as_str).collect(),
            page,
            root_style: String::new(),
            user_style: None,
            header: None,
            footer: None,
        };
        self.texts.push(html.to_owned());
        (text, markup)
    }

    /// Whether scripts in a text or in files may draw on canvases.
    fn draws(&self, html: &str) -> bool {
        const DRAWS: &str = "getContext";
        self.words.contains(DRAWS)
            || memchr::memmem::find(injection::behind_prelude(html).as_bytes(), DRAWS.as_bytes())
                .is_some()
    }

    /// Whether scripts in a text or in files may write styles: in elements or attributes that they
    /// make, or on sheets.
    fn writes_styles(&self, html: &str) -> bool {
        let own = injection::behind_prelude(html);
        let has = |word: &&str| {
            self.words.contains(*word)
                || memchr::memmem::find(own.as_bytes(), word.as_bytes()).is_some()
        };
        WRITERS.iter().any(has)
    }

    /// Whether scripts in a text or in files name styles that the engine does not know.
    fn names_modern_styles(&self, html: &str) -> bool {
        let own = injection::behind_prelude(html);
        let has = |sign: &str| memchr::memmem::find(own.as_bytes(), sign.as_bytes()).is_some();
        ["flex", "grid", "var(--", "calc("].into_iter().any(has)
            || ["flex", "grid"]
                .iter()
                .any(|word| self.words.contains(*word))
    }

    /// Reads a cover, which looks as the job's documents do. It waits for nothing
    /// but time, and the script that is injected into the documents is not its own.
    pub fn cover(&mut self, html: &str, script_assets: bool) -> Cover {
        let mut options = self.job.options.document.clone();
        options.injection.js = None;
        if let Scripts::On(readiness) = &mut options.scripts {
            readiness.awaited = readiness
                .awaited
                .take()
                .filter(|awaited| *awaited == Awaited::Rest);
        }
        let document = Document {
            html: header_footer::with_doctype(html),
            options,
        };
        let before = self.warnings.len();
        let (mut text, _) = self.document(&document, COVER, script_assets);
        let lines = injection::Lines::of(&document);
        for mut warning in self.warnings.split_off(before) {
            lines.relocate(&mut warning);
            // The style sheet of all documents was read with them.
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
        let user_style = document.options.injection.user_style.as_deref();
        text.user_style = user_style.map(|css| self.style_sheet_alone(css, "user_style"));
        Cover {
            text,
            options: document.options,
        }
    }

    pub fn header_footer(
        &mut self,
        (at, document): (usize, &Document),
        side: Side,
        script_assets: bool,
    ) -> Result<Option<HeaderFooterHtml>, FieldError> {
        if let HeaderFooterContent::Text(text) = &side.of(&document.options).content {
            let texts = [&text.left, &text.center, &text.right];
            let characters = texts.into_iter().flat_map(|text| text.chars());
            self.characters
                .extend(characters.filter(|c| is_visible(*c)));
        }
        let Some(made) = header_footer::html(side.of(&document.options)) else {
            return Ok(None);
        };
        let mut scripted = false;
        let made = made.map(&mut |html: &str| {
            let html = &self.with_links_into(&Asset::document_name(at), html);
            let html = &injection::prepare_side(html, &self.words);
            let (text, markup) = self.text(html, side.option(), script_assets);
            scripted |= markup.scripted || markup::may_hide_script(html);
            text.html.into()
        });
        if scripted && document.options.scripts == Scripts::Off {
            return Err(FieldError::new(
                side.option(),
                "has scripts, and the engine runs those of headers and footers even with javascript=off; take them out",
            ));
        }
        Ok(Some(made))
    }

    /// A header or footer whose links to parts lead into a document: it is one of its
    /// own, and has no such parts itself.
    fn with_links_into<'h>(&mut self, document: &str, html: &'h str) -> Cow<'h, str> {
        let links = match html.contains('#') {
            true => self.markup(html, "").links_to_parts,
            false => Vec::new(),
        };
        if links.is_empty() {
            return html.into();
        }
        self.parts_linked_to
            .extend(links.iter().map(|(_, part)| part.clone()));
        let edits = links
            .into_iter()
            .filter_map(|(tag, part)| attribute(html, tag, "href", &format!("{document}{part}")));
        apply(html, edits.collect()).into()
    }

    pub fn check_doctype(&mut self, markup: &markup::Markup, source: &str) {
        if !markup.doctype {
            self.warnings.push(Warning::MissingDoctype {
                source: source.to_owned(),
            });
        }
    }

    fn warn(&mut self, warning: Warning) {
        if self.warnings.len() < MOST_TOLD && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}
