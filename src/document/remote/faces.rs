//! Fonts in style sheets. Of the files of a rule the first one is fetched that the
//! engine reads, and of all rules those whose family the job names and whose characters
//! it has.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;

use crate::document::edits::Edit;
use crate::document::styles::css::{self, FontFace, Source};
use crate::font::Ranges;
use crate::job::Job;

use super::kind::Kind;
use super::known::{Answer, Known, Place};
use super::texts;

/// All texts of a job, in which families and characters are looked for.
pub struct Context {
    texts: Vec<Bytes>,
    characters: BTreeSet<char>,
    /// Families that were looked for, and whether they were found.
    families: RefCell<HashMap<String, bool>>,
}

/// So many families are looked for.
const MOST_FAMILIES: usize = 100;

impl Context {
    pub fn of(job: &Job, sheets: Vec<Bytes>) -> Self {
        let own = texts::words(job).map(Bytes::copy_from_slice);
        let texts: Vec<_> = own.chain(sheets).collect();
        let has_ranges = texts
            .iter()
            .any(|text| memchr::memmem::find(text, b"unicode-range").is_some());
        let characters = match has_ranges {
            true => texts
                .iter()
                .flat_map(|text| String::from_utf8_lossy(text).chars().collect::<Vec<_>>())
                .collect(),
            false => BTreeSet::new(),
        };
        Self {
            texts,
            characters,
            families: RefCell::default(),
        }
    }

    /// Whether a family is named more often than by rules that declare it.
    fn names(&self, family: &str) -> bool {
        let mut families = self.families.borrow_mut();
        if let Some(found) = families.get(family) {
            return *found;
        }
        if family.is_empty() || families.len() == MOST_FAMILIES {
            return false;
        }
        let found = self.look_for(family);
        families.insert(family.to_owned(), found);
        found
    }

    fn look_for(&self, family: &str) -> bool {
        let mut named = 0;
        let mut declared = 0;
        for text in &self.texts {
            named += memchr::memmem::find_iter(text, family.as_bytes()).count();
            if memchr::memmem::find(text, b"font-face").is_some()
                && let Ok(text) = std::str::from_utf8(text)
            {
                let rules = text.split("font-face").skip(1);
                let rules = rules.filter_map(|rule| rule.split_once('}'));
                declared += rules
                    .map(|(rule, _)| rule.matches(family).count())
                    .sum::<usize>();
            }
        }
        named > declared
    }

    /// Whether a text has characters of a `unicode-range`.
    fn has_any(&self, written: &str) -> bool {
        // Surrogates are no characters.
        let near = |number: u32| char::from_u32(number).unwrap_or('\u{e000}');
        let ranges = Ranges::of(written);
        ranges.iter().any(|(from, to)| {
            let (from, to) = (near(from), near(to));
            from <= to && self.characters.range(from..=to).next().is_some()
        })
    }
}

pub fn walk(css: &str, place: Place<'_>, context: &Context, known: &mut Known) -> Vec<Edit> {
    if !css.to_ascii_lowercase().contains("@font-face") {
        return Vec::new();
    }
    let mut edits = Vec::new();
    for face in css::read(css).faces {
        edits.extend(change(css, &face, place, context, known));
    }
    edits
}

fn change(
    css: &str,
    face: &FontFace,
    place: Place<'_>,
    context: &Context,
    known: &mut Known,
) -> Vec<Edit> {
    let is_of_use = || {
        context.names(&face.family)
            && face
                .range
                .as_deref()
                .is_none_or(|range| context.has_any(range))
    };
    let all = || face.sources.iter().flatten();
    let is_remote = |source: &&Source, known: &Known| {
        let url = source.url.as_deref();
        url.is_some_and(|url| known.resolve(url, place).is_some())
    };
    if !all().any(|source| is_remote(&source, known)) {
        return Vec::new();
    }
    if !is_of_use() {
        return absolute(css, face, place, known);
    }
    let mut lost = None;
    for source in all().filter(|source| is_readable(css, source)) {
        let Some(url) = &source.url else { continue };
        if !is_remote(&source, known) {
            // It came along, or stands in the address itself, and is taken first.
            return absolute(css, face, place, known);
        }
        match known.show(url, Kind::Font, place) {
            Answer::Local(name) => return only(css, face, &name),
            // The next round knows more.
            Answer::Unknown => return absolute(css, face, place, known),
            Answer::Failed => lost = lost.or(known.lost(url, place)),
        }
    }
    match lost {
        Some(name) => only(css, face, &name),
        None => absolute(css, face, place, known),
    }
}

/// Whether the engine reads a font of such a kind.
fn is_readable(css: &str, source: &Source) -> bool {
    let text = css[source.text.clone()].to_ascii_lowercase();
    let url = source
        .url
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let other = ["embedded-opentype", "\"svg\"", "'svg'", "format(svg)"];
    !other.iter().any(|word| text.contains(word))
        && !path.ends_with(".eot")
        && !path.ends_with(".svg")
}

/// The edits that leave a rule fonts of the machine, and one file.
fn only(css: &str, face: &FontFace, name: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let lists = face.sources.iter().rev();
    for (at, list) in lists.enumerate() {
        let (Some(first), Some(last)) = (list.first(), list.last()) else {
            continue;
        };
        let range = first.text.start..last.text.end;
        let local = list.iter().filter(|source| source.url.is_none());
        let mut kept: Vec<_> = local
            .map(|source| css[source.text.clone()].to_owned())
            .collect();
        // Of several declarations the last one counts.
        if at == 0 {
            kept.push(format!("url(\"{}\")", escaped(name)));
        }
        edits.push(on_as_many_lines(css, range, kept.join(", ")));
    }
    edits
}

/// The edits that make the addresses of a rule whole.
fn absolute(css: &str, face: &FontFace, place: Place<'_>, known: &Known) -> Vec<Edit> {
    let sources = face.sources.iter().flatten();
    let edits = sources.filter_map(|source| {
        let url = source.url.as_deref()?;
        let new = known.absolute(url, place)?;
        let text = &css[source.text.clone()];
        let rest = text.find(')').map_or("", |end| &text[end + 1..]);
        let new = format!("url(\"{}\"){rest}", escaped(&new));
        Some(on_as_many_lines(css, source.text.clone(), new))
    });
    edits.collect()
}

/// What follows keeps the number of its line.
pub fn on_as_many_lines(css: &str, range: std::ops::Range<usize>, new: String) -> Edit {
    let breaks = |text: &str| text.matches('\n').count();
    let gone = breaks(&css[range.clone()]).saturating_sub(breaks(&new));
    (range, new + &"\n".repeat(gone))
}

/// Text within quotes.
pub fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', " ")
}
