//! What a document's markup says about itself: scripts, style sheets, and the
//! files it refers to. Tokens only; no tree is built.

pub mod beginning;
pub mod doctype;
pub mod embedded;
pub mod link_address;
pub mod nesting;
pub mod presented;
pub mod reader;
pub mod shut;
pub mod tag;
pub mod templates;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use html5gum::emitters::default::{StartTag, Token};

use crate::job::Job;
use crate::job::options::DocumentOptions;
use crate::pdf::Metadata;
use crate::text::{escape_html, is_visible};

use super::edits::{Edit, apply, attribute_at};
use super::lower;
use super::pictures::srcset::{Chooser, Chosen};
use super::pictures::svg;
use super::scripts::hidden::is_script_address;
pub use super::scripts::hidden::may_hide_script;
use super::styles::css;
pub use doctype::end_of_doctype;
use doctype::has_quirks;
use nesting::Nesting;
use reader::tokens;

/// The job with those of its documents changed whose scripts are lowered, where there is something to
/// change.
fn with_documents<'j>(job: Cow<'j, Job>, change: impl Fn(&str) -> Option<String>) -> Cow<'j, Job> {
    with_those(job, DocumentOptions::lowers_scripts, change)
}

/// The same of those whose styles are.
fn with_lowered<'j>(job: Cow<'j, Job>, change: impl Fn(&str) -> Option<String>) -> Cow<'j, Job> {
    with_those(job, |options| options.lower, change)
}

fn with_those<'j>(
    job: Cow<'j, Job>,
    are_meant: impl Fn(&DocumentOptions) -> bool,
    change: impl Fn(&str) -> Option<String>,
) -> Cow<'j, Job> {
    let documents = job.documents.iter().enumerate();
    let lowered = documents.filter(|(_, one)| are_meant(&one.options));
    let changed: Vec<(usize, String)> = lowered
        .filter_map(|(at, one)| Some((at, change(&one.html)?)))
        .collect();
    if changed.is_empty() {
        return job;
    }
    let mut job = job.into_owned();
    for (at, html) in changed {
        job.documents[at].html = html;
    }
    Cow::Owned(job)
}

/// What was found in a document. Ranges are bytes of its text.
#[derive(Debug, Default, PartialEq)]
pub struct Markup {
    /// Something in it may run a script, or bring one along.
    pub scripted: bool,
    /// It has an element for readers without scripts.
    pub noscript: bool,
    /// It has form controls that the engine draws itself.
    pub controls: bool,
    /// It has an element that the engine needs its whole default style sheet for.
    pub varied: bool,
    /// It has parts of SVG that the engine scales wrongly where dots are fine.
    pub svg_tiles: bool,
    /// It draws on a canvas.
    pub canvas: bool,
    /// Addresses of pictures, style sheets, scripts, frames and objects.
    pub urls: Vec<String>,
    /// Where the texts of its `<style>` elements stand.
    pub styles: Vec<Range<usize>>,
    /// Values of its `style` attributes, and where their elements begin.
    pub inline_styles: Vec<(usize, String)>,
    pub doctype: bool,
    /// Browsers and the engine lay it out as those of long ago did.
    pub quirks: bool,
    /// Characters of its text, but for the plain ones.
    pub characters: BTreeSet<char>,
    /// What its `<title>` and `<meta>` elements say.
    pub metadata: Metadata,
    /// Links to parts of the document itself: where their tags begin, and the names with
    /// the sign before them.
    pub links_to_parts: Vec<(usize, String)>,
    /// Where formulas begin, which the engine sets in one line.
    pub formulas: Vec<usize>,
    /// Where films begin, of which the engine shows nothing.
    pub videos: Vec<usize>,
    /// Where shadows stand that are written down.
    pub shadows: Vec<usize>,
    /// Rules for their boxes.
    pub video_boxes: BTreeSet<String>,
    /// The language that it says it is in.
    pub language: Option<String>,
    /// What must be changed in it so that the engine reads it as browsers do.
    pub edits: Vec<Edit>,
}

/// Elements whose text is not for paper, or not all of it.
const UNSEEN: [&[u8]; 9] = [
    b"title",
    b"style",
    b"script",
    b"noscript",
    b"template",
    b"select",
    b"textarea",
    b"object",
    b"iframe",
];

#[cfg(test)]
pub fn read(html: &str) -> Markup {
    read_while(html, || false, |_| true)
}

/// Reads until it is late, and as long as `goes_on`, which is told for each tag
/// how deep it is nested.
pub fn read_while(
    html: &str,
    is_late: impl Fn() -> bool,
    mut goes_on: impl FnMut(usize) -> bool,
) -> Markup {
    let mut nesting = Nesting::default();
    let mut markup = Markup::default();
    let mut style_from = None;
    let mut in_title = false;
    let (mut svgs, mut foreign) = (0_usize, svg::Foreign::default());
    let mut stops = svg::Stops::default();
    let mut pictures = Chooser::on_paper();
    let mut unseen: Option<Vec<u8>> = None;
    for token in tokens(html, is_late) {
        match &token {
            Token::StartTag(tag) => nesting.begin(&tag.name, tag.self_closing),
            Token::EndTag(tag) => nesting.end(&tag.name),
            _ => {}
        }
        if !goes_on(nesting.depth()) {
            break;
        }
        match token {
            Token::StartTag(tag) => {
                markup.take(&tag);
                if let Some(chosen) = pictures.choose_here(&tag) {
                    markup.show_instead(&tag, chosen);
                }
                if &tag.name[..] == b"svg" {
                    // One inside another is as large as that.
                    if svgs == 0 {
                        if svg::is_sized_by_page(&tag) {
                            markup.set_attribute(&tag, "data-h2p-sized", Some("1".to_owned()));
                        }
                        for (name, side) in svg::default_sides(&tag) {
                            markup.set_attribute(&tag, name, Some(side));
                        }
                        for (name, side) in svg::missing_sides(&tag) {
                            markup.set_attribute(&tag, name, Some(side));
                            // The layout helper knows better how large it is.
                            let mark = format!("data-h2p-{name}");
                            markup.set_attribute(&tag, &mark, Some("1".to_owned()));
                        }
                    }
                    svgs += usize::from(!tag.self_closing);
                }
                foreign.begin(html, &tag, svgs);
                markup.edits.extend(stops.see(&tag));
                if &tag.name[..] == b"style" {
                    style_from = Some(tag.span.end);
                }
                unseen = match &tag.name[..] {
                    _ if tag.self_closing => unseen,
                    name if UNSEEN.contains(&name) => Some(name.to_vec()),
                    _ => unseen,
                };
                in_title = &tag.name[..] == b"title" && markup.metadata.title.is_none();
            }
            Token::EndTag(tag) if &tag.name[..] == b"picture" => pictures.end(),
            Token::EndTag(tag) if &tag.name[..] == b"style" => {
                unseen = None;
                markup
                    .styles
                    .extend(style_from.take().map(|from| from..tag.span.start));
            }
            Token::EndTag(tag) if &tag.name[..] == b"title" => {
                in_title = false;
                unseen = unseen.filter(|element| *element != b"title");
            }
            Token::EndTag(tag) if &tag.name[..] == b"foreignobject" => {
                markup.edits.extend(foreign.end(tag.span.end));
            }
            Token::EndTag(tag) if &tag.name[..] == b"svg" => svgs = svgs.saturating_sub(1),
            Token::EndTag(tag) if unseen.as_deref() == Some(&tag.name[..]) => unseen = None,
            Token::String(text) if unseen.is_none() => {
                let text = String::from_utf8_lossy(&text.value);
                markup
                    .characters
                    .extend(text.chars().filter(|c| is_visible(*c)));
            }
            Token::String(text) if in_title => {
                let text = String::from_utf8_lossy(&text.value);
                markup.metadata.title = one_line(&text);
                in_title = false;
            }
            Token::Doctype(doctype) if !markup.doctype => {
                markup.doctype = true;
                markup.quirks = has_quirks(&doctype);
            }
            _ => {}
        }
    }
    markup
        .styles
        .extend(style_from.map(|from| from..html.len()));
    markup
        .styles
        .retain(|range| html.get(range.clone()).is_some());
    markup
        .edits
        .retain(|(range, _)| html.get(range.clone()).is_some());
    markup
}

impl Markup {
    fn take(&mut self, tag: &StartTag<usize>) {
        let attribute = |name: &[u8]| tag::attribute(tag, name);
        const SIMPLE: [&[u8]; 7] = [b"html", b"head", b"body", b"div", b"span", b"br", b"a"];
        self.varied |= !SIMPLE.contains(&&tag.name[..]);
        match &tag.name[..] {
            b"html" => self.language = attribute(b"lang").or_else(|| attribute(b"xml:lang")),
            // Frames and objects may bring documents with scripts of their own.
            b"script" | b"iframe" | b"frame" | b"object" | b"embed" | b"applet" => {
                self.scripted = true;
                if &tag.name[..] == b"iframe" {
                    // The engine knows documents in addresses only.
                    let document = tag.attributes.get(b"srcdoc".as_slice());
                    let document = document.map(|html| embedded::frame_address(html));
                    self.set_attribute(tag, "src", document);
                }
                self.refer_to(attribute(b"src").or_else(|| attribute(b"data")));
                self.give_picture_a_size(tag, "data");
                if &tag.name[..] == b"object" {
                    self.show_drawing(tag);
                }
            }
            b"a" | b"area" => {
                let address = tag.attributes.get(b"href".as_slice());
                let address = address.map(|value| String::from_utf8_lossy(value));
                if let Some(address) = address {
                    let mended = link_address::mended(&address);
                    let read = mended.as_deref().unwrap_or(&address);
                    if read.len() > 1 && read.starts_with('#') {
                        let link = (tag.span.start, read.to_owned());
                        self.links_to_parts.push(link);
                    }
                    self.set_attribute(tag, "href", mended);
                }
            }
            b"noscript" => self.noscript = true,
            b"input" | b"select" | b"button" | b"textarea" | b"progress" | b"meter" => {
                self.controls = true;
            }
            b"canvas" => self.canvas = true,
            b"pattern" | b"mask" | b"foreignobject" => self.svg_tiles = true,
            b"math" => self.formulas.push(tag.span.start),
            b"meta" => {
                self.scripted |= attribute(b"http-equiv")
                    .is_some_and(|value| value.eq_ignore_ascii_case("refresh"));
                if let (Some(name), Some(content)) = (attribute(b"name"), attribute(b"content")) {
                    self.take_meta(&name, &content);
                }
            }
            b"link" => {
                let is_style = attribute(b"rel")
                    .is_some_and(|rel| rel.to_ascii_lowercase().contains("stylesheet"));
                self.refer_to(attribute(b"href").filter(|_| is_style));
            }
            b"img" => {
                self.refer_to(attribute(b"src"));
                self.give_picture_a_size(tag, "src");
            }
            b"use" | b"image" | b"lineargradient" | b"radialgradient" | b"textpath"
                if attribute(b"href").is_some() && attribute(b"xlink:href").is_none() =>
            {
                // The engine knows the name of SVG 1.1 only.
                let address = attribute(b"href");
                self.refer_to(address.clone());
                self.set_attribute(tag, "xlink:href", address);
            }
            b"template" if attribute(b"shadowrootmode").is_some() => {
                self.shadows.push(tag.span.start);
            }
            b"image" | b"source" | b"video" | b"audio" | b"use" => {
                if tag.name[..] == *b"video" {
                    self.videos.push(tag.span.start);
                    embedded::take_box_of_video(tag, &mut self.video_boxes);
                }
                let names: [&[u8]; 4] = [b"src", b"xlink:href", b"href", b"poster"];
                self.refer_to(names.iter().find_map(|name| attribute(name)));
            }
            _ => {}
        }
        for (name, value) in &tag.attributes {
            let name = &name[..];
            if svg::is_written_colour(name, value) {
                let colour = lower::colour_of_attribute(&String::from_utf8_lossy(value));
                self.set_attribute(tag, &String::from_utf8_lossy(name), colour);
            } else if name == b"background" {
                self.refer_to(attribute(name));
            } else if name == b"style" {
                self.inline_styles
                    .push((tag.span.start, String::from_utf8_lossy(value).into_owned()));
            }
            // An event handler, or an address that is a script.
            self.scripted |= name.starts_with(b"on") && name.len() > 2 || is_script_address(value);
        }
    }

    /// Gives an SVG in an address the size that it lacks.
    fn give_picture_a_size(&mut self, tag: &StartTag<usize>, name: &str) {
        let address = tag.attributes.get(name.as_bytes());
        let address = address.map(|url| String::from_utf8_lossy(url));
        let sized = address.and_then(|url| svg::address_with_size(&url));
        self.set_attribute(tag, name, sized);
    }

    /// A drawing in an object has the engine's scroll bars, and is not as large as the
    /// object: a picture of it is shown instead.
    fn show_drawing(&mut self, tag: &StartTag<usize>) {
        const SHARED: [&str; 5] = ["width", "height", "class", "style", "title"];
        let attribute = |name: &str| tag::attribute(tag, name.as_bytes());
        let Some(address) = attribute("data") else {
            return;
        };
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let is_drawing = attribute("type").is_some_and(|kind| kind.starts_with("image/svg"))
            || path.to_ascii_lowercase().ends_with(".svg")
            || address.starts_with("data:image/svg");
        if !is_drawing {
            return;
        }
        let address = svg::address_with_size(&address).unwrap_or(address);
        let mut picture = format!("<img src=\"{}\"", escape_html(&address));
        for name in SHARED {
            if let Some(value) = attribute(name) {
                let value = match name {
                    // What the engine must not read is mended in this one too.
                    "style" => apply(&value, css::read(&value).edits),
                    _ => value,
                };
                picture += &format!(" {name}=\"{}\"", escape_html(&value));
            }
        }
        let at = tag.span.start;
        self.edits.push((at..at, picture + ">"));
        self.set_attribute(tag, "style", Some("display:none".to_owned()));
    }

    /// Gives an element an attribute before all others: of two with the same name
    /// the first counts.
    fn set_attribute(&mut self, tag: &StartTag<usize>, name: &str, value: Option<String>) {
        if let Some(value) = value {
            let at = tag.span.start + 1 + tag.name.len();
            self.edits.push(attribute_at(at, name, &value));
        }
    }

    /// The engine knows the one address of a picture alone.
    fn show_instead(&mut self, tag: &StartTag<usize>, chosen: Chosen) {
        self.refer_to(Some(chosen.address.clone()));
        self.set_attribute(tag, "src", Some(chosen.address));
        self.set_attribute(tag, "width", chosen.width.map(|width| width.to_string()));
    }

    fn take_meta(&mut self, name: &str, content: &str) {
        let metadata = &mut self.metadata;
        let field = match name.to_ascii_lowercase().as_str() {
            "author" => &mut metadata.author,
            "description" | "subject" => &mut metadata.subject,
            "keywords" => &mut metadata.keywords,
            "generator" => &mut metadata.creator,
            _ => return,
        };
        if field.is_none() {
            *field = one_line(content);
        }
    }

    /// In whose letters it is read where several languages share them; `None` for
    /// Korean, which comes first in any case.
    pub fn reader(&self) -> Option<&'static str> {
        let has = |from, to| self.characters.range(from..=to).next().is_some();
        match self.language.as_deref().and_then(|tag| tag.get(..2)) {
            Some(tag) if tag.eq_ignore_ascii_case("ja") => Some("ja"),
            Some(tag) if tag.eq_ignore_ascii_case("zh") => Some("zh"),
            None if has('\u{3041}', '\u{30ff}') && !has('\u{ac00}', '\u{d7a3}') => Some("ja"),
            _ => None,
        }
    }

    fn refer_to(&mut self, url: Option<String>) {
        self.urls.extend(url.filter(|url| !url.is_empty()));
    }
}

/// A text without line breaks and control characters, no longer than an option may be.
fn one_line(text: &str) -> Option<String> {
    let words: Vec<_> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let line: String = words.join(" ").chars().take(1000).collect();
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests;
