//! Paper, lengths and margins.

use crate::job::length::Length;
use crate::job::options::names::nearest;
use crate::job::page::Sides;
use crate::job::paper::Paper;
use crate::message::Message;
use crate::text::excerpt;

pub fn paper(value: &str) -> Result<Paper, Message> {
    let value = value.trim();
    Paper::named(value).ok_or_else(|| {
        Message::new(
            format!("`{}` is not a page size", excerpt(value)),
            format!(
                "the nearest one is `{}`, and page_width with page_height takes any",
                nearest(&excerpt(value), Paper::names())
            ),
        )
    })
}

pub fn length(value: &str, min: Length, max: Option<Length>) -> Result<Length, Message> {
    let length = Length::parse(value)?;
    if length >= min && max.is_none_or(|max| length <= max) {
        return Ok(length);
    }
    let shown = excerpt(value);
    let (min, max) = (min.as_mm(), max.map_or(f64::INFINITY, Length::as_mm));
    Err(match min > 0.0 {
        true => Message::new(
            format!("`{shown}` is out of range"),
            format!("use {min} to {max} mm"),
        ),
        false => Message::new(
            format!("`{shown}` is too much"),
            format!("use {max} mm at most"),
        ),
    })
}

/// One to four lengths, as the `margin` of CSS has them.
pub fn margins(value: &str) -> Result<Sides<Length>, Message> {
    let lengths = value
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(Length::parse)
        .collect::<Result<Vec<_>, _>>()?;
    Sides::as_in_css(&lengths).ok_or_else(|| {
        Message::new(
            format!("`{}` has {} lengths", excerpt(value), lengths.len()),
            "give one to four, as in CSS",
        )
    })
}
