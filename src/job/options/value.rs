//! How values are written, and what is said of those that are not. Each reader
//! returns the value, or what is wrong and what would be right.

use std::time::Duration;

use super::Margins;
use super::table::nearest;
use crate::job::length::{Length, excerpt};
use crate::job::paper::Paper;

pub(super) fn paper(value: &str) -> Result<Paper, String> {
    let value = value.trim();
    Paper::named(value).ok_or_else(|| {
        format!(
            "`{}` is not a page size; the nearest one is `{}`, and page_width with page_height takes any",
            excerpt(value),
            nearest(&excerpt(value), Paper::names()),
        )
    })
}

pub(super) fn page_side(value: &str) -> Result<Length, String> {
    // The upper bound is what PDF 1.4 viewers are bound to show: 200 inches.
    const RANGE: std::ops::RangeInclusive<f64> = 20.0..=5080.0;
    let length = Length::parse(value)?;
    if RANGE.contains(&length.as_mm()) {
        Ok(length)
    } else {
        Err(format!(
            "`{}` is out of range; a page measures {} to {} mm",
            excerpt(value),
            RANGE.start(),
            RANGE.end()
        ))
    }
}

pub(super) fn margins(value: &str) -> Result<Margins, String> {
    let lengths = value
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(Length::parse)
        .collect::<Result<Vec<_>, _>>()?;
    let (top, right, bottom, left) = match lengths[..] {
        [all] => (all, all, all, all),
        [vertical, horizontal] => (vertical, horizontal, vertical, horizontal),
        [top, horizontal, bottom] => (top, horizontal, bottom, horizontal),
        [top, right, bottom, left] => (top, right, bottom, left),
        _ => {
            return Err(format!(
                "`{}` has {} lengths; give one to four, as in CSS",
                excerpt(value),
                lengths.len()
            ));
        }
    };
    Ok(Margins {
        top,
        right,
        bottom,
        left,
    })
}

pub(super) fn switch(value: &str) -> Result<bool, String> {
    match value.trim().to_ascii_lowercase().as_str() {
        "on" | "true" | "yes" | "1" => Ok(true),
        "off" | "false" | "no" | "0" => Ok(false),
        _ => Err(format!(
            "`{}` is neither on nor off; use on, off, true or false",
            excerpt(value)
        )),
    }
}

pub(super) fn choice<T: Copy>(value: &str, known: &[(&str, T)]) -> Result<T, String> {
    let value = value.trim();
    match known
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(value))
    {
        Some((_, choice)) => Ok(*choice),
        None => {
            let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
            Err(format!(
                "`{}` is not a choice; use {}",
                excerpt(value),
                names.join(" or ")
            ))
        }
    }
}

pub(super) fn whole(value: &str, least: u32, most: u32) -> Result<u32, String> {
    let text = value.trim();
    match text.parse() {
        Ok(number) if (least..=most).contains(&number) && !text.starts_with('+') => Ok(number),
        _ => Err(format!(
            "`{}` will not do; use a whole number from {least} to {most}",
            excerpt(value)
        )),
    }
}

pub(super) fn factor(value: &str, least: f64, most: f64) -> Result<f64, String> {
    let text = value.trim();
    let plain = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    match text.parse::<f64>() {
        Ok(number) if plain && (least..=most).contains(&number) => Ok(number),
        _ => Err(format!(
            "`{}` will not do; use a number from {least} to {most}",
            excerpt(value)
        )),
    }
}

pub(super) fn line(value: &str, longest: usize) -> Result<String, String> {
    if value.chars().any(char::is_control) {
        return Err("holds a control character or a line break; use one line of text".to_owned());
    }
    if value.chars().count() > longest {
        return Err(format!("longer than {longest} characters; shorten it"));
    }
    Ok(value.trim().to_owned())
}

pub(super) fn file_name(value: &str) -> Result<String, String> {
    let name = line(value, 200)?;
    if name.contains(['/', '\\']) {
        return Err(format!(
            "`{}` has a folder in it; give a bare file name",
            excerpt(&name)
        ));
    }
    let has_ending = name
        .rsplit_once('.')
        .is_some_and(|(stem, ending)| !stem.is_empty() && ending.eq_ignore_ascii_case("pdf"));
    Ok(if has_ending {
        name
    } else {
        format!("{name}.pdf")
    })
}

/// Reads `25s`, `1500ms`, `2m` or a bare number of seconds. More than nothing,
/// and a quarter of an hour at most, which is what Lambda grants.
pub fn duration(value: &str) -> Result<Duration, String> {
    const LONGEST: Duration = Duration::from_secs(900);
    let text = value.trim();
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let seconds = match unit.trim() {
        "ms" => Some(0.001),
        "" | "s" => Some(1.0),
        "m" => Some(60.0),
        _ => None,
    };
    let read = seconds
        .zip(number.parse::<f64>().ok())
        .and_then(|(unit, number)| Duration::try_from_secs_f64(unit * number).ok());
    match read {
        Some(duration) if !duration.is_zero() && duration <= LONGEST => Ok(duration),
        _ => Err(format!(
            "`{}` is not a duration up to 900s; use a number with ms, s or m, such as 25s",
            excerpt(value)
        )),
    }
}
