//! How large a picture is that is an SVG file: the engine takes shares, other units than
//! pixels and what is not said for something else than browsers do.

use html5gum::emitters::default::StartTag;

use crate::document::markup::tag;

/// The size of what says nothing of its own.
const DEFAULT: (f64, f64) = (300.0, 150.0);

/// The size of a file's picture in pixels, where the engine would not find it by itself.
pub fn size(root: &StartTag<usize>) -> Option<(f64, f64)> {
    let attribute = |name: &[u8]| tag::attribute(root, name);
    let given = |side: &[u8]| attribute(side).as_deref().and_then(pixels);
    let is_plain = |side: &[u8]| {
        attribute(side).is_some_and(|side| side.trim_end_matches("px").parse::<f64>().is_ok())
    };
    // Nobody asks a picture for its style.
    let style = attribute(b"style").unwrap_or_default();
    let is_styled = ["width", "height"]
        .iter()
        .any(|side| in_style(&style, side).is_some());
    if is_plain(b"width") && is_plain(b"height") && !is_styled {
        return None;
    }
    let is_free = attribute(b"preserveaspectratio").is_some_and(|it| it.starts_with("none"));
    let view_box = attribute(b"viewbox").and_then(|sides| sides_of(&sides));
    let (width, height) = view_box.filter(|_| !is_free).unwrap_or(DEFAULT);
    let ratio = view_box
        .filter(|_| !is_free)
        .map(|(width, height)| width / height);
    Some(match (given(b"width"), given(b"height")) {
        (Some(width), Some(height)) => (width, height),
        (Some(width), None) => (width, ratio.map_or(height, |ratio| width / ratio)),
        (None, Some(height)) => (ratio.map_or(width, |ratio| height * ratio), height),
        (None, None) => (width, height),
    })
}

/// The root's tag with that size, and without one in its style.
pub fn with_size(root: &str, (width, height): (f64, f64)) -> String {
    let mut sized = root.to_owned();
    for (name, value) in [("height", height), ("width", width)] {
        sized = with_attribute(&sized, name, &rounded(value));
    }
    if let Some(style) = value_of(root, "style") {
        let kept = root[style.clone()].split(';').filter(|declaration| {
            let name = declaration.split(':').next().unwrap_or_default().trim();
            !name.eq_ignore_ascii_case("width") && !name.eq_ignore_ascii_case("height")
        });
        let kept = kept.collect::<Vec<_>>().join(";");
        if kept.len() != style.len() {
            sized = with_attribute(&sized, "style", &kept);
        }
    }
    sized
}

fn with_attribute(root: &str, name: &str, value: &str) -> String {
    match value_of(root, name) {
        Some(range) => format!("{}{value}{}", &root[..range.start], &root[range.end..]),
        None => {
            let at = "<svg".len();
            format!("{} {name}=\"{value}\"{}", &root[..at], &root[at..])
        }
    }
}

/// Where the value of an attribute stands in a tag, between its quotes.
fn value_of(root: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let mut at = root.find(|c: char| c.is_ascii_whitespace())?;
    while let Some(quote) = root[at..].find(['"', '\'']) {
        let start = at + quote + 1;
        let end = start + root[start..].find(root[start - 1..].chars().next()?)?;
        let before = root[at..start - 1].trim_end().trim_end_matches('=').trim();
        if before == name {
            return Some(start..end);
        }
        at = end + 1;
    }
    None
}

/// A length in pixels; `None` of shares and words.
fn pixels(length: &str) -> Option<f64> {
    let unit = length.find(|c: char| !c.is_ascii_digit() && !".+-".contains(c));
    let (number, unit) = length.split_at(unit.unwrap_or(length.len()));
    let pixels = match unit.trim() {
        "" | "px" => 1.0,
        "em" | "rem" => 16.0,
        "ex" => 8.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        _ => return None,
    };
    let number: f64 = number.parse().ok()?;
    Some(number * pixels).filter(|side| *side > 0.0 && side.is_finite())
}

/// Width and height of a `viewBox`.
pub(super) fn sides_of(view_box: &str) -> Option<(f64, f64)> {
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
pub(super) fn in_style(style: &str, property: &str) -> Option<String> {
    style.split(';').find_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        let is_it = name.trim().eq_ignore_ascii_case(property);
        is_it.then(|| value.trim().to_owned())
    })
}

/// Without digits that nobody could see.
pub(super) fn rounded(number: f64) -> String {
    ((number * 1000.0).round() / 1000.0).to_string()
}
