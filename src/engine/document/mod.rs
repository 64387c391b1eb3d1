//! A job made ready for the engine: what must be known of a document before
//! it is printed, and the few words in it that must be changed.
//!
//! Pure: text in, text out. The oddities of the engine that this works around
//! are named where they are.

mod css;
mod markup;
mod resolution;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use bytes::Bytes;
use percent_encoding::percent_decode_str;

use crate::job::{Asset, FailedResource, FailureReason, Job};

pub use resolution::Resolution;

/// A document and its assets as the engine shall see them.
#[derive(Debug)]
pub struct Document {
    pub html: String,
    pub assets: Vec<Asset>,
    /// Something in it may run a script.
    pub scripted: bool,
    /// It has contents for readers without scripts, which must stay hidden.
    pub noscript: bool,
    pub resolution: Resolution,
    /// Fonts that were taken out because they cannot be had.
    pub lost_fonts: Vec<FailedResource>,
    /// Files it refers to that are not there. The engine says only how many
    /// it missed, not which: these are the names.
    pub missing_files: Vec<FailedResource>,
}

impl Document {
    pub fn prepare(job: &Job) -> Self {
        let mut reading = Reading::new(job);
        let markup = markup::read(&job.document);
        reading.refer_to(markup.urls);
        for style in &markup.inline_styles {
            reading.refer_to(css::read(style).urls);
            reading.resolution.lower_for_style(style);
        }
        reading
            .resolution
            .lower_for_markup(markup.controls, markup.canvas);

        let mut edits = Vec::new();
        for range in markup.styles {
            let style = &job.document[range.clone()];
            edits.extend(
                reading.style_sheet(style).into_iter().map(|(place, text)| {
                    (range.start + place.start..range.start + place.end, text)
                }),
            );
        }
        let html = apply(&job.document, edits);
        let assets = job
            .assets
            .iter()
            .map(|asset| reading.asset(asset))
            .collect();
        let scripted = markup.scripted || job.assets.iter().any(is_script);
        if scripted {
            // Scripts may set styles under names of their own.
            reading.resolution.lower_for_script(&job.document);
        }
        Self {
            lost_fonts: reading.lost_fonts(),
            html,
            assets,
            scripted,
            noscript: markup.noscript,
            resolution: reading.resolution,
            missing_files: reading.missing,
        }
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
    names: BTreeSet<&'a str>,
    resolution: Resolution,
    lost_faces: Vec<css::LostFace>,
    missing: Vec<FailedResource>,
}

impl<'a> Reading<'a> {
    fn new(job: &'a Job) -> Self {
        Self {
            job,
            names: job.assets.iter().map(Asset::name).collect(),
            resolution: Resolution::default(),
            lost_faces: Vec::new(),
            missing: Vec::new(),
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

    /// Reads a style sheet; returns what must be changed in it.
    fn style_sheet(&mut self, text: &str) -> Vec<css::Edit> {
        self.resolution.lower_for_style(text);
        let sheet = css::read(text);
        let (edits, lost) = css::mend_fonts(text, &sheet, |url| {
            matches!(self.target(url), Target::Present)
        });
        self.lost_faces.extend(lost);
        self.refer_to(sheet.urls);
        edits
    }

    fn asset(&mut self, asset: &Asset) -> Asset {
        let mut asset = asset.clone();
        if is_style_sheet(&asset)
            && let Ok(text) = std::str::from_utf8(&asset.bytes)
        {
            let edits = self.style_sheet(text);
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
        count(self.job.document.as_bytes()) + sheets.map(|sheet| count(&sheet.bytes)).sum::<usize>()
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

    fn document(html: &str, assets: &[(&str, &str)]) -> Document {
        Document::prepare(&Job {
            document: html.to_owned(),
            assets: assets
                .iter()
                .map(|(name, text)| Asset::new(name, Bytes::from(text.to_string())).unwrap())
                .collect(),
            options: Options::default(),
        })
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
        assert_eq!(document.html.matches("@lost").count(), 0);
        assert_eq!(document.html.matches("@-lost-font-face{").count(), 2);
        assert!(
            document
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
        assert!(!document("<p>x", &[("a.png", "")]).scripted);
        assert!(document("<p>x", &[("a.JS", "")]).scripted);
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
                prop_assert_eq!(document.html, html);
            }
        }
    }
}
