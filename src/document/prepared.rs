//! A job made ready for the engine: all its texts, read once, and what they say.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use crate::error::Error;
use crate::job::deadline::Deadline;
use crate::job::limits::Limits;
use crate::job::{Asset, FailedResource, Job, Network, Warning};
use crate::pdf::Metadata;
use crate::text::escape_html;

use super::address::{has_ending, is_script, is_style_sheet};
use super::injection::Lines;
use super::modern::{self, Modern};
use super::pages::header_footer::Side;
use super::pages::rules::PageRules;
use super::pictures::{ConvertedPictures, Picture};
use super::read_budget::ReadBudget;
use super::reading::Reading;
use super::resolution::Resolution;
use super::scripts::errors;
use super::styles::fonts::Fonts;
use super::text::{COVER, Cover, Text};
use super::written::Written;

/// All texts of a job as the engine shall see them.
#[derive(Debug)]
pub struct Prepared {
    pub documents: Vec<Text>,
    /// Of each document, which lines came with an option.
    lines: Vec<Lines>,
    pub cover: Option<Cover>,
    /// The caller's style sheet for the table of contents.
    pub toc_css: String,
    pub assets: Vec<Asset>,
    pub resolution: Resolution,
    /// What the first document says of itself.
    pub metadata: Metadata,
    /// Fonts that were taken out because they cannot be had.
    pub lost_fonts: Vec<FailedResource>,
    /// Files that are referred to and are not there. The engine says only how
    /// many it missed, not which: these are the names.
    pub missing_files: Vec<FailedResource>,
    /// Pictures that must be converted before the engine sees them.
    pub pictures: Vec<Picture>,
    /// Characters that should be seen on paper, but for the plain ones.
    pub characters: BTreeSet<char>,
    /// What is to be said of the texts themselves.
    pub warnings: Vec<Warning>,
}

impl Prepared {
    /// `written` is what scripts write of styles, by the place of their document; a cover is
    /// behind them all.
    pub fn new(
        job: &Job,
        network: &Network,
        limits: &Limits,
        deadline: Deadline,
        written: &BTreeMap<usize, Written>,
    ) -> Result<Self, Error> {
        let mut reading = Reading::new(job, network, ReadBudget::new(limits, deadline));
        reading.lowers = job.documents.iter().any(|document| document.options.lower);
        reading.lowers = job.documents.iter().any(|one| one.options.lower);
        let assets: Vec<Asset> = job
            .assets
            .iter()
            .map(|asset| reading.asset(asset))
            .collect();
        let sheets = assets.iter().filter(|asset| is_style_sheet(asset));
        let sheets = sheets
            .filter_map(|asset| Some((asset.name(), std::str::from_utf8(&asset.bytes).ok()?)));
        let sheets: BTreeMap<&str, &str> = sheets.collect();
        let scripts = job.assets.iter().filter(|asset| has_ending(asset, &["js"]));
        let scripts: Vec<&str> = scripts
            .filter_map(|asset| std::str::from_utf8(&asset.bytes).ok())
            .collect();
        let script_assets = job.assets.iter().any(is_script);
        let mut metadata = Metadata::default();
        let mut documents = Vec::new();
        let mut lines = Vec::new();
        for (at, document) in job.documents.iter().enumerate() {
            let source = source_name(at);
            let warned = reading.warnings.len();
            reading.lowers = document.options.lower;
            let (mut text, markup) = reading.document(document, &source, script_assets);
            if !document.options.css_page {
                text.page = PageRules::default();
            }
            let mut modern = Modern {
                options: &document.options,
                page: text.page.settings,
                sheets: &sheets,
                scripts: &scripts,
                written: written.get(&at),
            };
            if let Some(written) = modern.written.filter(|_| document.options.css_page) {
                let before = std::mem::take(&mut text.page);
                text.page = reading.page_of_written(written, before, &modern.media());
                modern.page = text.page.settings;
            }
            let user_style = document.options.injection.user_style.as_deref();
            text.user_style = user_style.map(|css| reading.style_sheet_alone(css, "user_style"));
            modern.take_root_style(&reading, &mut text);
            modern.lower(&mut reading, &source, &mut text);
            modern.prepare_scripts(&mut text);
            let own = Lines::of(document);
            for warning in &mut reading.warnings[warned..] {
                own.relocate(warning);
            }
            lines.push(own);
            reading.check_doctype(&markup, &source);
            if at == 0 {
                metadata = markup.metadata;
            }
            for (side, html) in [
                (Side::Header, &mut text.header),
                (Side::Footer, &mut text.footer),
            ] {
                let read = reading.header_footer((at, document), side, script_assets);
                // What was not read to its end may seem to have no fault.
                reading.budget.result()?;
                let read = read.map_err(|fault| Error::fields(vec![fault]))?;
                *html = read.map(|read| modern.lower_sides(&mut reading, side, read));
            }
            // The engine knows the place of a part only if the document links to it.
            for part in std::mem::take(&mut reading.parts_linked_to) {
                let part = escape_html(&part);
                text.html += &format!("<a href=\"{part}\" style=\"display:none\"></a>");
            }
            documents.push(text);
        }
        let cover = job.options.book.cover.as_deref();
        reading.lowers = job.options.document.lower;
        let cover = cover.map(|html| {
            let mut cover = reading.cover(html, script_assets);
            let modern = Modern {
                options: &cover.options,
                page: cover.text.page.settings,
                sheets: &sheets,
                scripts: &scripts,
                written: written.get(&documents.len()),
            };
            modern.lower(&mut reading, COVER, &mut cover.text);
            modern.prepare_scripts(&mut cover.text);
            cover
        });
        let toc = job.options.book.toc.as_ref();
        let toc_css = toc.and_then(|toc| toc.css.as_deref());
        let toc_css = toc_css.map(|css| {
            let css = reading.style_sheet_alone(css, "toc_css");
            let modern = Modern {
                options: &job.options.document,
                page: documents[0].page.settings,
                sheets: &sheets,
                scripts: &scripts,
                written: None,
            };
            modern.lower_alone(&mut reading, "toc_css", css)
        });
        let lost_fonts = reading.lost_fonts();
        let (pictures, unreadable) = reading.pictures(&assets);
        let unreadable = unreadable.into_iter().map(Warning::FailedResource);
        reading.warnings.extend(unreadable);
        reading.budget.goes_on_now();
        reading.budget.result()?;
        let resolution = modern::resolution(reading.resolution, &documents, cover.as_ref());
        Ok(Self {
            documents,
            lines,
            cover,
            toc_css: toc_css.unwrap_or_default(),
            assets,
            pictures,
            metadata,
            lost_fonts,
            resolution,
            missing_files: reading.missing,
            characters: reading.characters,
            warnings: reading.warnings,
        })
    }
}

impl Prepared {
    /// Puts converted pictures in the place of the originals.
    pub fn put_pictures(&mut self, converted: &ConvertedPictures) {
        converted.put_into_assets(&mut self.assets);
        let cover = self.cover.as_mut().map(|cover| &mut cover.text);
        for text in self.documents.iter_mut().chain(cover) {
            converted.put_into_text(text);
        }
        converted.put_into(&mut self.toc_css);
    }

    /// Fonts that must be made before the engine sees them.
    pub fn fonts(&self) -> Fonts {
        let cover = self.cover.iter().map(|cover| &cover.text);
        let texts = self.documents.iter().chain(cover).flat_map(Text::texts);
        let sheets = self
            .assets
            .iter()
            .filter(|asset| is_style_sheet(asset) || has_ending(asset, &["js", "svg"]));
        let sheets = sheets.filter_map(|asset| std::str::from_utf8(&asset.bytes).ok());
        let texts: Vec<&str> = texts.chain([self.toc_css.as_str()]).chain(sheets).collect();
        Fonts::of(&texts, &self.assets)
    }

    /// Puts fonts that were made beside the documents, and their rules into all texts.
    pub fn put_fonts(&mut self, fonts: Fonts, made: Vec<Option<Bytes>>) {
        let rules = fonts.put(made, &mut self.assets);
        if rules.is_empty() {
            return;
        }
        let cover = self.cover.as_mut().map(|cover| &mut cover.text);
        for text in self.documents.iter_mut().chain(cover) {
            text.texts_mut().for_each(|text| rules.put_into(text));
        }
        rules.put_into(&mut self.toc_css);
        for asset in self.assets.iter_mut().filter(|asset| is_style_sheet(asset)) {
            if let Ok(text) = std::str::from_utf8(&asset.bytes) {
                let mut text = text.to_owned();
                rules.put_into(&mut text);
                asset.bytes = text.into();
            }
        }
    }

    /// Script errors as the engine tells them, each told so that its author can
    /// mend it. `goes_on` is asked before each step, and ends this with its error.
    pub fn explained(
        &self,
        errors: &[Warning],
        goes_on: impl FnMut() -> Result<(), Error>,
    ) -> Result<Vec<Warning>, Error> {
        let mut explained = errors::explain(
            errors,
            |source| self.place(source),
            |place| self.text(*place),
            goes_on,
        )?;
        for warning in &mut explained {
            if let Some(Place::Document(at)) = warning.source().map(|source| self.place(source)) {
                self.lines[at].relocate(warning);
            }
        }
        Ok(explained)
    }

    /// What a text is called in warnings, by its place.
    pub fn source(&self, at: usize) -> String {
        match at < self.documents.len() {
            true => source_name(at),
            false => COVER.to_owned(),
        }
    }

    /// The text that the engine names as the source of a fault.
    fn place(&self, source: &str) -> Place {
        let document = (0..self.documents.len()).find(|at| source_name(*at) == source);
        let sides = [Side::Header, Side::Footer];
        let asset = self.assets.iter().position(|asset| asset.name() == source);
        if let Some(at) = document {
            Place::Document(at)
        } else if source == COVER && self.cover.is_some() {
            Place::Cover
        } else if let Some(side) = sides.into_iter().find(|side| side.option() == source) {
            Place::Side(side)
        } else if let Some(at) = asset {
            Place::Asset(at)
        } else {
            Place::Anywhere
        }
    }

    fn text(&self, place: Place) -> Cow<'_, str> {
        let cover = || self.cover.as_ref().map(|cover| &*cover.text.html);
        match place {
            Place::Document(at) => self.documents[at].html.as_str().into(),
            Place::Cover => cover().unwrap_or_default().into(),
            // The engine does not say whose header it is.
            Place::Side(side) => {
                let mut all = self.documents.iter().filter_map(|text| side.html(text));
                let first = all.next().map(|html| html.default.html.as_str());
                first.unwrap_or_default().into()
            }
            Place::Asset(at) => String::from_utf8_lossy(&self.assets[at].bytes),
            Place::Anywhere => {
                let documents = self.documents.iter().map(|text| text.html.as_str().into());
                let scripts = self.assets.iter().filter(|asset| is_script(asset));
                let scripts = scripts.map(|asset| String::from_utf8_lossy(&asset.bytes));
                let all: Vec<Cow<'_, str>> = documents.chain(scripts).collect();
                all.join("\n").into()
            }
        }
    }
}

/// Where a fault of a script may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Document(usize),
    Cover,
    Side(Side),
    Asset(usize),
    /// The engine does not know, or names what is not there.
    Anywhere,
}

/// What a document is called in warnings.
pub(super) fn source_name(at: usize) -> String {
    match at {
        0 => Asset::DOCUMENT.to_owned(),
        _ => format!("documents[{at}]"),
    }
}
