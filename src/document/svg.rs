//! The size of an SVG picture that says only the ratio of its sides: the engine shows
//! it stretched, or not at all. And what it is called today that SVG 1.1 calls otherwise.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use percent_encoding::percent_decode_str;

use crate::text::{LENIENT_BASE64, escape_html};

use super::tag;

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
            root = Some((at, has_name));
            for (name, value) in missing_sides(&tag) {
                edits.push((at, format!(" {name}=\"{value}\"")));
            }
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
    let (at, has_name) = root?;
    if !has_name && edits.iter().any(|(_, text)| text.starts_with(" xlink:")) {
        let name = " xmlns:xlink=\"http://www.w3.org/1999/xlink\"";
        edits.insert(0, (at, name.to_owned()));
    }
    let mut mended = String::with_capacity(svg.len());
    let mut end = 0;
    for (at, text) in &edits {
        mended += svg.get(end..*at)?;
        mended += text;
        end = *at;
    }
    mended += svg.get(end..)?;
    let plain = without_variables(&mended);
    (!edits.is_empty() || plain.is_some()).then(|| plain.unwrap_or(mended))
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
    let sized = mended(std::str::from_utf8(&svg).ok()?)?;
    Some(format!(
        "data:{TYPE};base64,{}",
        BASE64_STANDARD.encode(sized)
    ))
}

/// Width and height of a `viewBox`.
fn sides_of(view_box: &str) -> Option<(f64, f64)> {
    let numbers = view_box.split(|c: char| c == ',' || c.is_ascii_whitespace());
    let numbers: Result<Vec<f64>, _> = numbers
        .filter(|number| !number.is_empty())
        .map(str::parse)
        .collect();
    let [_, _, width, height] = numbers.ok()?[..] else {
        return None;
    };
    let is_side = |side: f64| side > 0.0 && side.is_finite();
    (is_side(width) && is_side(height)).then_some((width, height))
}

/// A length as a `style` attribute has it.
fn in_style(style: &str, property: &str) -> Option<String> {
    style.split(';').find_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let is_it = name.trim().eq_ignore_ascii_case(property);
        is_it.then(|| value.trim().to_owned())
    })
}

/// A number and its unit; `None` of shares of something else.
fn split_length(length: &str) -> Option<(f64, &str)> {
    let unit = length.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (number, unit) = length.split_at(unit.unwrap_or(length.len()));
    let unit = unit.trim_end();
    let is_unit = unit.chars().all(|c| c.is_ascii_alphabetic());
    Some((number.parse().ok()?, unit)).filter(|_| is_unit)
}

/// Without digits that nobody could see.
fn rounded(number: f64) -> String {
    ((number * 1000.0).round() / 1000.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_that_is_missing_follows_from_the_view_box() {
        for (svg, sized) in [
            (
                "<svg viewBox='0 0 200 100'>",
                "<svg width=\"200\" height=\"100\" viewBox='0 0 200 100'>",
            ),
            (
                "<?xml version='1.0'?><!-- x -->\n<svg viewBox='0,0,2,1' width='3em'/>",
                "<?xml version='1.0'?><!-- x -->\n<svg height=\"1.5em\" viewBox='0,0,2,1' width='3em'/>",
            ),
            (
                "<svg viewBox='0 0 2 1' style='height:10px'>",
                "<svg width=\"20px\" viewBox='0 0 2 1' style='height:10px'>",
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
            "<svg width='100%' viewBox='0 0 2 1'>",
            "<svg>",
            "<svg viewBox='0 0 0 1'>",
            "<svg viewBox='0 0 x'>",
            "<p><svg viewBox='0 0 2 1'>",
            "",
        ] {
            assert_eq!(mended(fine), None, "{fine}");
        }
    }

    #[test]
    fn words_of_svg_2_become_those_of_svg_1_1() {
        let svg =
            "<svg><g fill='var(--a, var(--b,#f00))'/><use href='#x&amp;y'/><a href='#z'/></svg>";
        assert_eq!(
            mended(svg).as_deref(),
            Some(
                "<svg xmlns:xlink=\"http://www.w3.org/1999/xlink\"><g fill='#f00'/>\
                 <use xlink:href=\"#x&amp;y\" href='#x&amp;y'/><a href='#z'/></svg>"
            )
        );
        assert_eq!(mended("<svg><g fill='var(--a)'/></svg>"), None);
        assert_eq!(mended("<svg><g fill='var(--a,'/></svg>"), None);
    }
}
