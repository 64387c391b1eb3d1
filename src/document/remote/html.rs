//! Addresses in HTML.

use html5gum::emitters::default::{StartTag, Token};
use tokio::time::Instant;
use url::Url;

use crate::document::edits::{Edit, apply};
use crate::document::lower::Media;
use crate::document::markup::may_hide_script;
use crate::document::markup::reader::tokens;
use crate::document::markup::tag::{attribute, attribute_range};
use crate::document::pictures::srcset::Chooser;
use crate::document::scripts::element::{Element, element};
use crate::text::escape_html;
use script::code_lines;

use super::kind::Kind;
use super::known::{Answer, Known, Place};
use super::{css, faces, modules};

/// What is to be changed in a document.
pub fn walk(
    html: &str,
    place: Place<'_>,
    media: &Media,
    context: &faces::Context,
    known: &mut Known,
) -> Vec<Edit> {
    let end = known.deadline.at;
    let is_late = move || Instant::now() >= end;
    let own = base(html, place, &is_late);
    known.based |= own.is_some();
    let place = Place {
        base: own.as_ref().or(place.base),
    };
    let mut walk = Walk {
        html,
        place,
        media,
        context,
        known,
        edits: Vec::new(),
        pictures: Chooser::new(*media),
    };
    let mut open: Option<(Inner, usize)> = None;
    let mut start = 0;
    for token in tokens(html, &is_late) {
        match token {
            Token::StartTag(tag) if html.get(tag.span.start..tag.span.end).is_some() => {
                open = Inner::of(&tag).map(|inner| (inner, tag.span.end));
                if matches!(&tag.name[..], b"html" | b"head") && start < tag.span.start {
                    start = tag.span.end;
                }
                walk.tag(&tag);
            }
            Token::Doctype(doctype) if start == 0 => start = doctype.span.end,
            Token::EndTag(tag) => {
                if &tag.name[..] == b"picture" {
                    walk.pictures.end();
                }
                if let Some((inner, from)) = open.take() {
                    walk.text(inner, from, tag.span.start);
                }
            }
            _ => {}
        }
    }
    if let Some((Inner::Style, from)) = open {
        walk.text(Inner::Style, from, html.len());
    }
    if let Some(base) = place.base
        && may_hide_script(html)
        && html.is_char_boundary(start)
    {
        walk.edits.push((start..start, for_scripts(base)));
    }
    walk.edits
}

/// Has what scripts fetch lead from a base as well, which the engine knows nothing of.
fn for_scripts(base: &Url) -> String {
    let base = serde_json::Value::from(base.as_str()).to_string();
    let base = base.replace('<', "\\u003c");
    let code: String = code_lines(include_str!("base.js")).collect();
    format!("<script>({code})({base})</script>")
}

/// The address of another host that a document says its own are to be read from.
fn base(html: &str, place: Place<'_>, is_late: &dyn Fn() -> bool) -> Option<Url> {
    let bytes = html.as_bytes();
    let mut at = memchr::memmem::find_iter(bytes, b"<base")
        .chain(memchr::memmem::find_iter(bytes, b"<BASE"));
    at.next()?;
    let tags = tokens(html, is_late).filter_map(|token| match token {
        Token::StartTag(tag) if &tag.name[..] == b"base" => attribute(&tag, b"href"),
        _ => None,
    });
    let address = tags.into_iter().next()?;
    let url = match place.base {
        Some(base) => base.join(&address).ok()?,
        None => Url::parse(&address).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then_some(url)
}

/// What is between the tags of an element.
enum Inner {
    Style,
    Module,
    Map,
}

impl Inner {
    fn of(tag: &StartTag<usize>) -> Option<Self> {
        match &tag.name[..] {
            b"style" => Some(Self::Style),
            b"script" => match element(tag) {
                Element::Module => Some(Self::Module),
                Element::ImportMap => Some(Self::Map),
                _ => None,
            },
            _ => None,
        }
    }
}

struct Walk<'a> {
    html: &'a str,
    place: Place<'a>,
    media: &'a Media,
    context: &'a faces::Context,
    known: &'a mut Known,
    edits: Vec<Edit>,
    pictures: Chooser,
}

impl Walk<'_> {
    fn tag(&mut self, tag: &StartTag<usize>) {
        let value = |name: &[u8]| attribute(tag, name);
        match &tag.name[..] {
            b"base" if self.place.base.is_some() && value(b"href").is_some() => {
                self.remove(tag, "href");
            }
            b"link" => self.link(tag),
            b"script" if !tag.attributes.contains_key(&b"nomodule"[..]) => match element(tag) {
                Element::File(address) => self.change(tag, "src", &address, Kind::Script),
                Element::ModuleFile(address) => self.change(tag, "src", &address, Kind::Module),
                _ => {}
            },
            b"picture" | b"source" => {
                self.pictures.choose(tag);
            }
            b"img" => self.image(tag),
            b"input" if value(b"type").is_some_and(|kind| kind.eq_ignore_ascii_case("image")) => {
                self.change_attribute(tag, "src", Kind::Picture);
            }
            b"image" | b"feimage" => {
                self.change_attribute(tag, "xlink:href", Kind::Picture);
                self.change_attribute(tag, "href", Kind::Picture);
            }
            b"object" | b"embed" => self.object(tag),
            b"a" | b"area" => self.link_to(tag),
            b"iframe" | b"frame" | b"video" | b"audio" | b"track" | b"form" => {
                for name in ["src", "poster", "action"] {
                    self.make_whole(tag, name);
                }
            }
            _ => {}
        }
        if tag.attributes.contains_key(&b"background"[..]) {
            self.change_attribute(tag, "background", Kind::Picture);
        }
        if let Some(style) = value(b"style") {
            let edits = css::walk(&style, self.place, self.media, self.context, self.known);
            if !edits.is_empty() {
                self.set(tag, "style", &apply(&style, edits));
            }
        }
    }

    fn link(&mut self, tag: &StartTag<usize>) {
        let value = |name: &[u8]| attribute(tag, name).unwrap_or_default();
        let rel = value(b"rel").to_ascii_lowercase();
        let words: Vec<_> = rel.split_ascii_whitespace().collect();
        let is_used = words.contains(&"stylesheet")
            && !words.contains(&"alternate")
            && !tag.attributes.contains_key(&b"disabled"[..]);
        match is_used && self.media.matches(&value(b"media")) {
            true => self.change_attribute(tag, "href", Kind::Style),
            false => self.make_whole(tag, "href"),
        }
    }

    /// A picture: the engine knows `src` alone.
    fn image(&mut self, tag: &StartTag<usize>) {
        let src = attribute(tag, b"src").unwrap_or_default();
        let chosen = self.pictures.choose(tag);
        let chosen =
            chosen.filter(|chosen| self.known.resolve(&chosen.address, self.place).is_some());
        let Some(chosen) = chosen else {
            return self.change(tag, "src", &src, Kind::Picture);
        };
        match self.known.show(&chosen.address, Kind::Picture, self.place) {
            Answer::Local(name) => self.set(tag, "src", &name),
            Answer::Failed => self.change(tag, "src", &src, Kind::Picture),
            Answer::Unknown => self.make_whole(tag, "src"),
        }
    }

    /// Drawings are shown as pictures; all else that an object shows is not fetched.
    fn object(&mut self, tag: &StartTag<usize>) {
        let name = if &tag.name[..] == b"object" {
            "data"
        } else {
            "src"
        };
        let address = attribute(tag, name.as_bytes()).unwrap_or_default();
        let path = address.split(['?', '#']).next().unwrap_or_default();
        let kind = attribute(tag, b"type").unwrap_or_default();
        match kind.starts_with("image/") || path.to_ascii_lowercase().ends_with(".svg") {
            true => self.change(tag, name, &address, Kind::Picture),
            false => self.make_whole(tag, name),
        }
    }

    fn link_to(&mut self, tag: &StartTag<usize>) {
        let (Some(base), Some(address)) = (self.place.base, attribute(tag, b"href")) else {
            return;
        };
        let Ok(mut url) = base.join(&address) else {
            return;
        };
        if address.starts_with('#') || address.is_empty() {
            return;
        }
        // A part of the document itself.
        let part = url.fragment().map(|part| format!("#{part}"));
        let whole = url.to_string();
        url.set_fragment(None);
        let mut own = base.clone();
        own.set_fragment(None);
        match part.filter(|_| url == own) {
            Some(part) => self.set(tag, "href", &part),
            None if whole != address => self.set(tag, "href", &whole),
            None => {}
        }
    }

    fn change_attribute(&mut self, tag: &StartTag<usize>, name: &str, kind: Kind) {
        if let Some(address) = attribute(tag, name.as_bytes()) {
            self.change(tag, name, &address, kind);
        }
    }

    fn change(&mut self, tag: &StartTag<usize>, name: &str, address: &str, kind: Kind) {
        if let Some(new) = self.known.replacement(address, kind, self.place) {
            self.set(tag, name, &new);
        }
    }

    /// Makes an address whole that is not fetched.
    fn make_whole(&mut self, tag: &StartTag<usize>, name: &str) {
        let address = attribute(tag, name.as_bytes());
        let whole = address.and_then(|address| self.known.absolute(&address, self.place));
        if let Some(whole) = whole {
            self.set(tag, name, &whole);
        }
    }

    /// Gives an attribute another value, or an element an attribute.
    fn set(&mut self, tag: &StartTag<usize>, name: &str, value: &str) {
        let text = format!(
            " {name}=\"{}\"",
            escape_html(value).replace(['\n', '\r'], " ")
        );
        let range = tag.span.start..tag.span.end;
        match attribute_range(self.html, range, name) {
            Some(range) => {
                // What follows keeps the number of its line.
                let lines = self.html[range.clone()].matches('\n').count();
                self.edits.push((range, text + &"\n".repeat(lines)));
            }
            None => {
                let at = tag.span.start + 1 + tag.name.len();
                if self.html.is_char_boundary(at) && at < tag.span.end {
                    self.edits.push((at..at, text));
                }
            }
        }
    }

    fn remove(&mut self, tag: &StartTag<usize>, name: &str) {
        let range = tag.span.start..tag.span.end;
        if let Some(range) = attribute_range(self.html, range, name) {
            let lines = self.html[range.clone()].matches('\n').count();
            self.edits.push((range, "\n".repeat(lines)));
        }
    }

    fn text(&mut self, inner: Inner, from: usize, to: usize) {
        let Some(text) = self.html.get(from..to) else {
            return;
        };
        let edits = match inner {
            Inner::Style => css::walk(text, self.place, self.media, self.context, self.known),
            Inner::Map => {
                self.known.map.add(text);
                modules::walk_map(text, self.place, self.known)
            }
            Inner::Module => {
                // It may be as long as a document, and there may be any number of modules.
                let map = std::mem::take(&mut self.known.map);
                let edits = modules::walk(text, self.place, &map, self.known);
                self.known.map = map;
                edits
            }
        };
        let moved = edits
            .into_iter()
            .map(|(range, new)| (from + range.start..from + range.end, new));
        self.edits.extend(moved);
    }
}
