//! The size of an SVG picture that says only the ratio of its sides: the engine shows
//! it stretched, or not at all. And what it is called today that SVG 1.1 calls otherwise.

use std::ops::Range;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use percent_encoding::percent_decode_str;

use crate::text::{LENIENT_BASE64, escape_html};

use super::svg_fonts;
use super::svg_size::{self, in_style, rounded, sides_of};
use crate::document::edits::{Edit, apply, attribute_at};
use crate::document::lower;
use crate::document::markup::tag;

/// Attributes of drawings that are colours.
const COLOURS: [&[u8]; 5] = [
    b"fill",
    b"stroke",
    b"stop-color",
    b"flood-color",
    b"lighting-color",
];

/// Whether an attribute of a drawing is a colour that is more than a name.
pub fn is_written_colour(name: &[u8], value: &[u8]) -> bool {
    COLOURS.contains(&name) && value.iter().any(|byte| b"#(".contains(byte))
}

/// The attributes that an element lacks to have the sides of its `viewBox`.
pub fn missing_sides(tag: &StartTag<usize>) -> Vec<(&'static str, String)> {
    let attribute = |name: &[u8]| tag::attribute(tag, name);
    let Some((width, height)) = attribute(b"viewbox").and_then(|sides| sides_of(&sides)) else {
        return Vec::new();
    };
    let style = attribute(b"style").unwrap_or_default();
    let given = |side: &str| attribute(side.as_bytes()).or_else(|| in_style(&style, side));
    let other = |given: &str, ratio: f64| {
        let (number, unit) = split_length(given)?;
        Some(format!("{}{unit}", rounded(number * ratio)))
    };
    match (given("width"), given("height")) {
        (None, None) => vec![("width", rounded(width)), ("height", rounded(height))],
        (Some(given), None) => {
            let side = other(&given, height / width);
            side.map(|side| ("height", side)).into_iter().collect()
        }
        (None, Some(given)) => {
            let side = other(&given, width / height);
            side.map(|side| ("width", side)).into_iter().collect()
        }
        (Some(_), Some(_)) => Vec::new(),
    }
}

/// The sides of a drawing in a document that says nothing of them.
pub fn default_sides(tag: &StartTag<usize>) -> Vec<(&'static str, String)> {
    const DEFAULT: [(&str, &str); 2] = [("width", "300"), ("height", "150")];
    let has = |name: &str| tag.attributes.contains_key(name.as_bytes());
    let style = tag.attributes.get(b"style".as_slice());
    let style = style.map(|value| String::from_utf8_lossy(value).into_owned());
    if has("viewbox") {
        return Vec::new();
    }
    let mut sides = DEFAULT.to_vec();
    sides
        .retain(|(name, _)| !has(name) && in_style(style.as_deref().unwrap_or(""), name).is_none());
    sides
        .into_iter()
        .map(|(name, side)| (name, side.to_owned()))
        .collect()
}

/// A drawing in a drawing that changes nothing: no rule for drawings holds for it a second time.
const NEUTRAL: &str = "<svg style=\"display:inline!important;overflow:visible!important;opacity:1!important;\
    visibility:inherit!important;color:inherit!important;font:inherit!important;-webkit-transform:none!important;\
    -webkit-filter:none!important;filter:none!important;mask:none!important;clip-path:none!important\"";

/// What says whether an element is shown in a `switch`.
const CONDITIONS: [&str; 3] = ["requiredFeatures", "requiredExtensions", "systemLanguage"];

/// What browsers can show in a drawing.
const KNOWN: [&str; 2] = [
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1998/Math/MathML",
];

/// Elements of HTML in a drawing, each in a drawing of its own. The engine does not know the end of
/// `foreignObject` by its name, and puts into it all that follows; it knows that of a drawing, though.
#[derive(Default)]
pub struct Foreign {
    /// Where those begin that are open, the tags that go before them, and what of theirs goes away.
    open: Vec<(usize, String, Option<Range<usize>>)>,
}

impl Foreign {
    /// Looks at a tag that stands in so many drawings.
    pub fn begin(&mut self, html: &str, tag: &StartTag<usize>, drawings: usize) {
        if drawings > 0 && &tag.name[..] == b"foreignobject" && !tag.self_closing {
            let mut begin = NEUTRAL.to_owned();
            let mut away = None;
            for name in CONDITIONS {
                let value = tag::attribute(tag, name.to_ascii_lowercase().as_bytes());
                let Some(value) = value else { continue };
                let mut words = value.split_ascii_whitespace();
                if name == "requiredExtensions" && words.all(|word| KNOWN.contains(&word)) {
                    // The engine knows none.
                    away = tag::attribute_range(html, tag.span.start..tag.span.end, name);
                } else {
                    begin += &format!(" {name}=\"{}\"", escape_html(&value));
                }
            }
            begin.push('>');
            self.open.push((tag.span.start, begin, away));
        }
    }

    /// The edits for one whose end tag ends at `end`.
    pub fn end(&mut self, end: usize) -> Vec<Edit> {
        let Some((start, begin, away)) = self.open.pop() else {
            return Vec::new();
        };
        let mut edits = vec![(start..start, begin), (end..end, "</svg>".to_owned())];
        edits.extend(away.map(|away| (away, String::new())));
        edits
    }
}

/// Two stops at the end of a gradient, as of the filled stars of a rating: the engine would see the last alone.
#[derive(Default)]
pub struct Stops {
    /// Behind the name of the tag before, where that is a stop at the end.
    last: Option<usize>,
}

impl Stops {
    /// The edit for the stop before this one.
    pub fn see(&mut self, tag: &StartTag<usize>) -> Option<Edit> {
        let offset = tag::attribute(tag, b"offset").filter(|_| &tag.name[..] == b"stop");
        let is_end = offset.is_some_and(|offset| {
            let (number, whole) = match offset.trim().strip_suffix('%') {
                Some(share) => (share, 100.0),
                None => (offset.trim(), 1.0),
            };
            number.parse().is_ok_and(|number: f64| number >= whole)
        });
        let before = std::mem::replace(
            &mut self.last,
            is_end.then_some(tag.span.start + 1 + tag.name.len()),
        );
        let before = before.filter(|_| is_end)?;
        Some(attribute_at(before, "offset", "0.9999"))
    }
}

/// Whether a drawing takes a side from where it stands, and the other from its ratio.
pub fn is_sized_by_page(tag: &StartTag<usize>) -> bool {
    let attribute = |name: &[u8]| tag::attribute(tag, name);
    let style = attribute(b"style").unwrap_or_default();
    let is_open = |side: &str| {
        let given = in_style(&style, side).or_else(|| attribute(side.as_bytes()));
        given.is_none_or(|given| given == "auto" || given.ends_with('%'))
    };
    attribute(b"viewbox").is_some_and(|sides| sides_of(&sides).is_some())
        && (is_open("width") || is_open("height"))
}

/// A file as the engine knows it: with a size, and in the words of SVG 1.1. `None` if
/// it is so already, or no SVG.
pub fn mended(svg: &str) -> Option<String> {
    mended_for(svg, None)
}

/// The same for one that is shown as large as `shown`, in which it keeps its ratio.
fn mended_for(svg: &str, shown: Option<(f64, f64)>) -> Option<String> {
    let emitter = DefaultEmitter::<usize>::new_with_span();
    let refers = svg.contains("href");
    let mut root = None;
    // What is to be written after the names of elements.
    let mut edits: Vec<(usize, String)> = Vec::new();
    for token in Tokenizer::new_with_emitter(svg, emitter) {
        let Ok(Token::StartTag(tag)) = token else {
            continue;
        };
        let at = tag.span.start + 1 + tag.name.len();
        if root.is_none() {
            if &tag.name[..] != b"svg" {
                return None;
            }
            let has_name = tag.attributes.contains_key(b"xmlns:xlink".as_slice());
            let written = svg.get(tag.span.start..tag.span.end)?;
            let shown = shown.filter(|_| tag.attributes.contains_key(b"viewbox".as_slice()));
            let size = shown.or_else(|| svg_size::size(&tag));
            let sized = size.map(|size| svg_size::with_size(written, size));
            root = Some((tag.span, sized, has_name));
        } else if &tag.name[..] != b"a"
            && !tag.attributes.contains_key(b"xlink:href".as_slice())
            && let Some(address) = tag.attributes.get(b"href".as_slice())
        {
            let address = escape_html(&String::from_utf8_lossy(address));
            edits.push((at, format!(" xlink:href=\"{address}\"")));
        }
        if !refers {
            break;
        }
    }
    let (span, sized, has_name) = root?;
    let mut changed = sized.is_some() || !edits.is_empty();
    let mut mended = String::with_capacity(svg.len());
    mended += svg.get(..span.start)?;
    let root = sized.unwrap_or_else(|| svg[span.start..span.end].to_owned());
    if !has_name && !edits.is_empty() {
        let (name, rest) = root.split_at("<svg".len());
        mended += name;
        mended += " xmlns:xlink=\"http://www.w3.org/1999/xlink\"";
        mended += rest;
    } else {
        mended += &root;
    }
    let mut end = span.end;
    for (at, text) in &edits {
        mended += svg.get(end..*at)?;
        mended += text;
        end = *at;
    }
    mended += svg.get(end..)?;
    if let Some(plain) = without_variables(&mended) {
        mended = plain;
        changed = true;
    }
    if let Some(plain) = with_known_colours(&mended) {
        mended = plain;
        changed = true;
    }
    if let Some(plain) = svg_fonts::with_latin_first(&mended) {
        mended = plain;
        changed = true;
    }
    changed.then_some(mended)
}

/// Colours of today in the attributes of a file, as the engine knows them.
fn with_known_colours(svg: &str) -> Option<String> {
    const CALLS: [&str; 5] = ["hsl", "rgb(", "hwb(", "lab(", "lch("];
    let is_long = |(at, _): (usize, &str)| {
        let digits = svg.as_bytes()[at + 1..].iter();
        let digits = digits.take_while(|byte| byte.is_ascii_hexdigit()).count();
        matches!(digits, 4 | 8)
    };
    if !CALLS.iter().any(|call| svg.contains(call)) && !svg.match_indices('#').any(is_long) {
        return None;
    }
    let mut edits = Vec::new();
    for token in Tokenizer::new_with_emitter(svg, DefaultEmitter::<usize>::new_with_span()) {
        let Ok(Token::StartTag(tag)) = token else {
            continue;
        };
        for (name, value) in &tag.attributes {
            if is_written_colour(name, value)
                && let Some(colour) = lower::colour_of_attribute(&String::from_utf8_lossy(value))
                && let Ok(name) = std::str::from_utf8(name)
                && let Some(range) = tag::attribute_range(svg, tag.span.start..tag.span.end, name)
            {
                edits.push((range, format!(" {name}=\"{colour}\"")));
            }
        }
    }
    edits.sort_by_key(|(range, _): &Edit| range.start);
    (!edits.is_empty()).then(|| apply(svg, edits))
}

/// In a picture no style sheet says what a variable is: what holds is its fallback.
fn without_variables(svg: &str) -> Option<String> {
    let mut plain = svg.to_owned();
    while let Some(start) = plain.find("var(--") {
        let inner = &plain[start + 4..];
        let mut depth = 1;
        let end = inner.find(|c: char| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        })?;
        let (_, fallback) = inner[..end].split_once(',')?;
        let fallback = fallback.trim().to_owned();
        plain.replace_range(start..start + 4 + end + 1, &fallback);
    }
    (plain != svg).then_some(plain)
}

/// The same for a file that stands in a `data:` address.
pub fn address_with_size(url: &str) -> Option<String> {
    address_for(url, None)
}

/// The same for one that is shown as large as `shown`, where that is known.
pub fn address_for(url: &str, shown: Option<(f64, f64)>) -> Option<String> {
    const TYPE: &str = "image/svg+xml";
    let (head, data) = url.trim().get(5..)?.split_once(',')?;
    if !head.get(..TYPE.len())?.eq_ignore_ascii_case(TYPE) {
        return None;
    }
    let data: Vec<u8> = percent_decode_str(data).collect();
    let svg = match head
        .rsplit(';')
        .next()?
        .trim()
        .eq_ignore_ascii_case("base64")
    {
        true => {
            let letters = data.into_iter().filter(|byte| !byte.is_ascii_whitespace());
            LENIENT_BASE64.decode(letters.collect::<Vec<_>>()).ok()?
        }
        false => data,
    };
    let sized = mended_for(std::str::from_utf8(&svg).ok()?, shown)?;
    Some(format!(
        "data:{TYPE};base64,{}",
        BASE64_STANDARD.encode(sized)
    ))
}

/// A number and its unit; `None` of shares of something else.
fn split_length(length: &str) -> Option<(f64, &str)> {
    let unit = length.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (number, unit) = length.split_at(unit.unwrap_or(length.len()));
    let unit = unit.trim_end();
    let is_unit = unit.chars().all(|c| c.is_ascii_alphabetic());
    Some((number.parse().ok()?, unit)).filter(|_| is_unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_files_are_those_that_the_engine_knows() {
        let file = |fill: &str| format!("<svg width='1' height='1'><rect {fill}/></svg>");
        for (written, known) in [
            (
                "fill='#f008' x='1'",
                " fill=\"rgba(255, 0, 0, 0.5333)\" x='1'",
            ),
            ("stroke=\"hsl(120 100% 50%)\"", " stroke=\"#00ff00\""),
        ] {
            let mended = mended(&file(written)).unwrap_or_default();
            assert_eq!(mended.replace("  ", " "), file(known).replace("  ", " "));
        }
        assert_eq!(mended(&file("fill='#ff0000' id='#abcd'")), None);
    }

    #[test]
    fn a_side_that_is_missing_follows_from_the_view_box() {
        for (svg, sized) in [
            (
                "<svg viewBox='0 0 200 100'>",
                "<svg width=\"200\" height=\"100\" viewBox='0 0 200 100'>",
            ),
            ("<svg>", "<svg width=\"300\" height=\"150\">"),
            (
                "<svg width='100%' height = \"auto\" viewBox='0 0 2 1'>",
                "<svg width='2' height = \"1\" viewBox='0 0 2 1'>",
            ),
            (
                "<svg width=\"1in\" height=\"12pt\" data-width='7'>",
                "<svg width=\"96\" height=\"16\" data-width='7'>",
            ),
            (
                "<svg viewBox='0 0 2 1' preserveAspectRatio='none' width='8'>",
                "<svg height=\"150\" viewBox='0 0 2 1' preserveAspectRatio='none' width='8'>",
            ),
            (
                "<?xml version='1.0'?><!-- x -->\n<svg viewBox='0,0,2,1' width='3em'/>",
                "<?xml version='1.0'?><!-- x -->\n<svg height=\"24\" viewBox='0,0,2,1' width='48'/>",
            ),
            (
                "<svg viewBox='0 0 2 1' style='height:10px;fill:red'>",
                "<svg width=\"2\" height=\"1\" viewBox='0 0 2 1' style='fill:red'>",
            ),
        ] {
            assert_eq!(mended(svg).as_deref(), Some(sized));
            let address = format!("data:image/svg+xml;utf8,{}", svg.replace('<', "%3C"));
            let encoded = BASE64_STANDARD.encode(sized);
            assert_eq!(
                address_with_size(&address),
                Some(format!("data:image/svg+xml;base64,{encoded}"))
            );
        }
        for fine in [
            "<svg width='1' height='2' viewBox='0 0 2 1'>",
            "<p><svg viewBox='0 0 2 1'>",
            "",
        ] {
            assert_eq!(mended(fine), None, "{fine}");
        }
    }

    #[test]
    fn words_of_svg_2_become_those_of_svg_1_1() {
        let svg = "<svg width='1' height='1'><g fill='var(--a, var(--b,#f00))'/><use href='#x&amp;y'/><a href='#z'/></svg>";
        assert_eq!(
            mended(svg).as_deref(),
            Some(
                "<svg xmlns:xlink=\"http://www.w3.org/1999/xlink\" width='1' height='1'><g fill='#f00'/>\
                 <use xlink:href=\"#x&amp;y\" href='#x&amp;y'/><a href='#z'/></svg>"
            )
        );
        assert_eq!(
            mended("<svg width='1' height='1'><g fill='var(--a)'/></svg>"),
            None
        );
        assert_eq!(
            mended("<svg width='1' height='1'><g fill='var(--a,'/></svg>"),
            None
        );
    }
}
