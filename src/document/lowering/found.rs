//! Where the style sheets and `style` attributes of a document stand.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use html5gum::emitters::default::{StartTag, Token};

use crate::document::markup::reader::tokens;
use crate::document::markup::tag;
use crate::text::parts_without_data;
use script::Recent;

use super::imports::{beside, with_imports};

/// The caller's style sheet for a document.
const USER_STYLE: &str = "user_style";

/// A style sheet of the document, where it stands.
pub(super) struct Found {
    /// The element that is replaced.
    pub(super) range: Range<usize>,
    pub(super) css: String,
    pub(super) media: String,
    /// The asset that it came from.
    pub(super) asset: Option<String>,
    /// Its first line in its source, counted from 0.
    pub(super) line: usize,
    /// What scripts find its element by.
    pub(super) id: String,
}

impl Found {
    /// What browsers say by themselves, put in where style sheets may begin.
    pub(super) fn of_browser(css: &str, place: usize) -> Self {
        Self {
            range: place..place,
            asset: None,
            ..Self::user_style(css)
        }
    }

    pub(super) fn user_style(css: &str) -> Self {
        Self {
            range: 0..0,
            css: css.to_owned(),
            media: String::new(),
            asset: Some(USER_STYLE.to_owned()),
            line: 0,
            id: String::new(),
        }
    }
}

pub(super) struct Seen {
    pub(super) found: Vec<Found>,
    /// `style` attributes with the white space before them, and their values.
    pub(super) attributes: Vec<(Range<usize>, String)>,
    /// Whether scripts come from other hosts, whose names for elements are not known here.
    pub(super) scripts_elsewhere: bool,
    /// Where a style sheet can be put before all others.
    pub(super) at_start: usize,
}

pub(super) fn see(html: &str, sheets: &BTreeMap<&str, &str>, is_late: &dyn Fn() -> bool) -> Seen {
    let mut seen = Seen {
        found: Vec::new(),
        attributes: Vec::new(),
        scripts_elsewhere: false,
        at_start: 0,
    };
    let mut open: Option<(usize, usize, String, String)> = None;
    let (mut line, mut counted) = (0, 0);
    for token in tokens(html, is_late) {
        match token {
            Token::Doctype(doctype) => seen.at_start = doctype.span.end,
            Token::StartTag(tag) => {
                let (start, end) = (tag.span.start, tag.span.end);
                if html.get(start..end).is_none() {
                    continue;
                }
                match &tag.name[..] {
                    b"html" | b"head" if seen.found.is_empty() && open.is_none() => {
                        seen.at_start = end
                    }
                    b"script" => {
                        seen.scripts_elsewhere |= attribute(&tag, b"src").contains("//");
                    }
                    b"style" => {
                        let (media, id) = (attribute(&tag, b"media"), attribute(&tag, b"id"));
                        open = Some((start, end, media, id));
                        continue;
                    }
                    b"link" => {
                        if let Some((name, css)) = linked(&tag, sheets) {
                            let mut imports = 0;
                            seen.found.push(Found {
                                range: start..end,
                                css: with_imports(css, sheets, &mut imports),
                                media: attribute(&tag, b"media"),
                                asset: Some(name),
                                line: 0,
                                id: attribute(&tag, b"id"),
                            });
                        }
                    }
                    _ => {}
                }
                if let Some(value) = tag.attributes.get(&b"style"[..])
                    && let Some(range) = tag::attribute_range(html, start..end, "style")
                {
                    seen.attributes
                        .push((range, String::from_utf8_lossy(value).into_owned()));
                }
            }
            Token::EndTag(tag) if &tag.name[..] == b"style" => {
                let Some((start, from, media, id)) = open.take() else {
                    continue;
                };
                let Some(css) = html.get(from..tag.span.start) else {
                    continue;
                };
                line += memchr::memchr_iter(b'\n', &html.as_bytes()[counted..from]).count();
                counted = from;
                let mut imports = 0;
                seen.found.push(Found {
                    range: start..tag.span.end,
                    css: with_imports(css, sheets, &mut imports),
                    media,
                    asset: None,
                    line,
                    id,
                });
            }
            _ => {}
        }
    }
    seen
}

/// The style sheet that a link leads to, if it lies beside the document.
fn linked<'a>(
    tag: &StartTag<usize>,
    sheets: &BTreeMap<&str, &'a str>,
) -> Option<(String, &'a str)> {
    let rel = attribute(tag, b"rel").to_ascii_lowercase();
    let words: Vec<_> = rel.split_whitespace().collect();
    if !words.contains(&"stylesheet")
        || words.contains(&"alternate")
        || tag.attributes.contains_key(&b"disabled"[..])
    {
        return None;
    }
    beside(&attribute(tag, b"href"), sheets)
}

fn attribute(tag: &StartTag<usize>, name: &[u8]) -> String {
    tag::attribute(tag, name).unwrap_or_default()
}

/// The names in a document and the scripts beside it, but for its style sheets.
pub(super) fn words<'a>(html: &'a str, found: &[Found], scripts: &[&'a str]) -> HashSet<&'a str> {
    // As many as an invoice has: the set need not grow for them.
    let mut words = HashSet::with_capacity(512);
    let mut recent = Recent::default();
    let mut at = 0;
    let mut add = |text: &'a str| {
        let texts = parts_without_data(text);
        words.extend(texts.flat_map(names).filter(|word| recent.is_new(word)));
    };
    for sheet in found {
        if sheet.range.start >= at {
            add(&html[at..sheet.range.start]);
            at = sheet.range.end;
        }
    }
    add(&html[at..]);
    scripts.iter().for_each(|script| add(script));
    words
}

/// What may be names in a text.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(is_alphanumeric(c) || matches!(c, '-' | '_')));
    words.filter(|word| !word.is_empty())
}

/// The table of the standard library is looked through from its beginning for each letter: for those of
/// a text in Chinese or Korean it is not asked.
fn is_alphanumeric(c: char) -> bool {
    matches!(c, '一'..='鿿' | '가'..='힣') || c.is_alphanumeric()
}
