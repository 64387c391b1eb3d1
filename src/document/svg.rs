//! The size of an SVG picture that says only the ratio of its sides: the engine shows
//! it stretched, or not at all.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use html5gum::Tokenizer;
use html5gum::emitters::default::{DefaultEmitter, StartTag, Token};
use percent_encoding::percent_decode_str;

use crate::text::LENIENT_BASE64;

/// The attributes that an element lacks to have the sides of its `viewBox`.
pub fn missing_sides(tag: &StartTag<usize>) -> Vec<(&'static str, String)> {
    let attribute = |name: &[u8]| {
        let value = tag.attributes.get(name)?;
        Some(String::from_utf8_lossy(value).trim().to_owned())
    };
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

/// Whether a drawing takes a side from where it stands, and the other from its ratio.
pub fn is_sized_by_page(tag: &StartTag<usize>) -> bool {
    let attribute = |name: &[u8]| {
        let value = tag.attributes.get(name)?;
        Some(String::from_utf8_lossy(value).trim().to_owned())
    };
    let style = attribute(b"style").unwrap_or_default();
    let is_open = |side: &str| {
        let given = in_style(&style, side).or_else(|| attribute(side.as_bytes()));
        given.is_none_or(|given| given == "auto" || given.ends_with('%'))
    };
    attribute(b"viewbox").is_some_and(|sides| sides_of(&sides).is_some())
        && (is_open("width") || is_open("height"))
}

/// A file with a size; `None` if it has one, or is no SVG.
pub fn with_size(svg: &str) -> Option<String> {
    let emitter = DefaultEmitter::<usize>::new_with_span();
    for token in Tokenizer::new_with_emitter(svg, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if &tag.name[..] == b"svg" => {
                let sides = missing_sides(&tag);
                let at = tag.span.start + 1 + tag.name.len();
                let (before, after) = svg.split_at_checked(at).filter(|_| !sides.is_empty())?;
                let sides: String = sides
                    .iter()
                    .map(|(name, value)| format!(" {name}=\"{value}\""))
                    .collect();
                return Some(format!("{before}{sides}{after}"));
            }
            Token::StartTag(_) => return None,
            _ => {}
        }
    }
    None
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
    let sized = with_size(std::str::from_utf8(&svg).ok()?)?;
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
            assert_eq!(with_size(svg).as_deref(), Some(sized));
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
            assert_eq!(with_size(fine), None, "{fine}");
        }
    }
}
