//! Which of several pictures is printed.

use html5gum::emitters::default::StartTag;

use crate::job::Asset;

use crate::document::lower::Media;
use crate::document::markup::tag::attribute;

/// Chooses pictures, the sources of an open `picture` before their own.
pub struct Chooser {
    media: Media,
    /// The elements `picture` that are open, and the `srcset` and `sizes` of the source that
    /// was taken for each.
    open: Vec<Option<(String, String)>>,
}

impl Chooser {
    pub fn new(media: Media) -> Self {
        let open = Vec::new();
        Self { media, open }
    }

    /// For the usual paper.
    pub fn on_paper() -> Self {
        Self::new(PAPER)
    }

    /// Takes a tag; of a picture, what stands for it instead of its own address.
    pub fn choose(&mut self, tag: &StartTag<usize>) -> Option<Chosen> {
        match &tag.name[..] {
            b"picture" if self.open.len() < MOST_OPEN => self.open.push(None),
            b"source" => self.source(tag),
            b"img" => return self.image(tag),
            _ => {}
        }
        None
    }

    /// The same where it comes along with the document: those of other hosts are chosen when
    /// they are fetched (`remote`).
    pub fn choose_here(&mut self, tag: &StartTag<usize>) -> Option<Chosen> {
        let chosen = self.choose(tag)?;
        let src = attribute(tag, b"src").unwrap_or_default();
        let is_here = chosen.address.starts_with("data:");
        let is_elsewhere = chosen.address.starts_with("//") || chosen.address.contains("://");
        ((is_here || !is_elsewhere) && !src.starts_with(Asset::OURS)).then_some(chosen)
    }

    pub fn end(&mut self) {
        self.open.pop();
    }

    fn source(&mut self, tag: &StartTag<usize>) {
        let value = |name: &[u8]| attribute(tag, name).unwrap_or_default();
        let kind = value(b"type").to_ascii_lowercase();
        let is_readable = kind.is_empty() || KINDS.contains(&kind.as_str());
        let srcset = value(b"srcset");
        if let Some(open @ None) = self.open.last_mut()
            && is_readable
            && !srcset.is_empty()
            && self.media.matches(&value(b"media"))
        {
            *open = Some((srcset, value(b"sizes")));
        }
    }

    /// A source serves one picture: it may be as long as a document, and there may be any
    /// number of pictures behind it.
    fn image(&mut self, tag: &StartTag<usize>) -> Option<Chosen> {
        let value = |name: &[u8]| attribute(tag, name).unwrap_or_default();
        let of_picture = self.open.last_mut().and_then(Option::take);
        let (srcset, sizes) = of_picture.unwrap_or_else(|| (value(b"srcset"), value(b"sizes")));
        if srcset.is_empty() {
            return None;
        }
        let has = |name: &[u8]| tag.attributes.contains_key(name);
        let is_sized = has(b"width") || has(b"height");
        let (address, descriptor) = choose(&srcset, &sizes, is_sized, &self.media)?;
        // It is as wide as the place that the page has for it, or as its own style makes it high.
        let is_by_width = descriptor.ends_with('w') && !is_sized && !has_height(&value(b"style"));
        (address != value(b"src")).then(|| Chosen {
            width: is_by_width.then(|| slot(&sizes, &self.media).round()),
            address,
        })
    }
}

/// Whether a style says how high its element is.
fn has_height(style: &str) -> bool {
    let mut names = style
        .split(';')
        .filter_map(|one| Some(one.split_once(':')?.0.trim()));
    names.any(|name| name.eq_ignore_ascii_case("height"))
}

/// What stands for a picture instead of its own address.
pub struct Chosen {
    pub address: String,
    /// How wide it is in CSS pixels, where that does not hang on the picture.
    pub width: Option<f64>,
}

/// Pictures are not nested deeper than this by anyone who means it.
const MOST_OPEN: usize = 64;
/// Which pictures the engine can show, or which are converted for it.
const KINDS: [&str; 9] = [
    "image/png",
    "image/jpeg",
    "image/jpg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/svg+xml",
    "image/bmp",
    "image/tiff",
];
/// The usual paper, within its usual margins.
const PAPER: Media = Media {
    print: true,
    width: 718.0,
    height: 1046.0,
    page: (719.0, 1048.0),
};

/// Dots of a picture to a CSS pixel, where its size on the page is given: a printer
/// shows more than a screen does.
const FINE: f64 = 2.0;

/// The picture of a `srcset` that is printed. Where the page gives no size, a picture is
/// as large as its density says, so that one as on a screen is taken.
fn choose(srcset: &str, sizes: &str, is_sized: bool, media: &Media) -> Option<(String, String)> {
    let width = slot(sizes, media);
    let density = |descriptor: &str| {
        let number = |unit: char| descriptor.strip_suffix(unit)?.parse::<f64>().ok();
        let density = number('x').or_else(|| Some(number('w')? / width.max(1.0)));
        density.unwrap_or(1.0)
    };
    let candidates = candidates(srcset).into_iter();
    let mut candidates: Vec<_> = candidates.map(|one| (density(&one.1), one)).collect();
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted = if is_sized { FINE } else { 1.0 };
    let enough = candidates.iter().position(|one| one.0 >= wanted - 0.01);
    let chosen = match enough {
        Some(at) => candidates.swap_remove(at),
        None => candidates.pop()?,
    };
    Some(chosen.1)
}

/// Addresses and what is said of them (the HTML Standard, "parse a srcset attribute").
fn candidates(srcset: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = srcset;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return found;
        }
        let end = rest
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        if let Some(bare) = address.strip_suffix(',') {
            found.push((bare.trim_end_matches(',').to_owned(), String::new()));
            rest = after;
            continue;
        }
        let end = after.find(',').unwrap_or(after.len());
        let (descriptor, after) = after.split_at(end);
        let descriptor = descriptor
            .split_ascii_whitespace()
            .next()
            .unwrap_or_default();
        found.push((address.to_owned(), descriptor.to_owned()));
        rest = after;
    }
}

/// The width in CSS pixels that a page says a picture has.
fn slot(sizes: &str, media: &Media) -> f64 {
    for size in sizes.split(',') {
        let size = size.trim();
        let (condition, length) = match size.rfind(')') {
            Some(end) if size.starts_with('(') => size.split_at(end + 1),
            _ => ("", size),
        };
        if (condition.is_empty() || media.matches(condition))
            && let Some(width) = pixels(length.trim(), media)
        {
            return width;
        }
    }
    media.page.0
}

fn pixels(length: &str, media: &Media) -> Option<f64> {
    let number = |unit: &str| length.strip_suffix(unit)?.trim().parse::<f64>().ok();
    let rem = || number("rem").or_else(|| number("em")).map(|em| em * 16.0);
    number("px")
        .or_else(|| number("vw").map(|part| part * media.page.0 / 100.0))
        .or_else(rem)
}

#[cfg(test)]
mod tests {
    use crate::document::{edits::apply, markup::read};

    #[test]
    fn a_source_serves_one_picture() {
        let html = "<picture><source srcset=b.png><img src=a.png><img src=c.png></picture>";
        assert_eq!(
            apply(html, read(html).edits),
            "<picture><source srcset=b.png><img src=\"b.png\" src=a.png><img src=c.png></picture>"
        );
    }

    #[test]
    fn a_picture_with_a_height_has_the_width_of_its_ratio() {
        let changed = |style: &str| {
            let html = format!("<img srcset='a.png 900w' sizes=300px style='{style}'>");
            apply(&html, read(&html).edits)
        };
        assert!(changed("max-height:50px").contains("width=\"300\""));
        assert!(!changed("color:red; Height: 50px").contains("width=\""));
    }
}
