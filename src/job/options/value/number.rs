//! Switches, choices, numbers and times.

use std::time::Duration;

use crate::job::options::model::TimeZone;
use crate::message::Message;
use crate::raster::Pages;
use crate::text::excerpt;

pub fn switch(value: &str) -> Result<bool, Message> {
    match value.trim().to_ascii_lowercase().as_str() {
        "on" | "true" | "yes" | "1" => Ok(true),
        "off" | "false" | "no" | "0" => Ok(false),
        _ => Err(Message::new(
            format!("`{}` is neither on nor off", excerpt(value)),
            "use on, off, true or false",
        )),
    }
}

/// What one of these names stands for, in whatever case it is written.
pub fn choice<T: Copy>(value: &str, choices: &[(&str, T)]) -> Result<T, Message> {
    let value = value.trim();
    let mut known = choices.iter();
    match known.find(|(name, _)| name.eq_ignore_ascii_case(value)) {
        Some((_, choice)) => Ok(*choice),
        None => {
            let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
            Err(Message::new(
                format!("`{}` is not a choice", excerpt(value)),
                format!("use {}", names.join(" or ")),
            ))
        }
    }
}

pub fn whole(value: &str, min: u32, max: u32) -> Result<u32, Message> {
    let text = value.trim();
    match text.parse() {
        Ok(number) if (min..=max).contains(&number) && !text.starts_with('+') => Ok(number),
        _ => Err(Message::new(
            format!("`{}` will not do", excerpt(value)),
            format!("use a whole number from {min} to {max}"),
        )),
    }
}

pub fn integer(value: &str, min: i32, max: i32) -> Result<i32, Message> {
    let text = value.trim();
    match text.parse() {
        Ok(number) if (min..=max).contains(&number) && !text.starts_with('+') => Ok(number),
        _ => Err(Message::new(
            format!("`{}` will not do", excerpt(value)),
            format!("use a whole number from {min} to {max}"),
        )),
    }
}

/// A number in digits: neither `1e3` nor `inf`, which Rust would read too.
pub fn number(value: &str, min: f64, max: f64) -> Result<f64, Message> {
    let text = value.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    match text.parse::<f64>() {
        Ok(number) if is_plain && (min..=max).contains(&number) => Ok(number),
        _ => Err(Message::new(
            format!("`{}` will not do", excerpt(value)),
            format!("use a number from {min} to {max}"),
        )),
    }
}

/// The greatest number of a page.
pub const MOST_PAGES: u32 = 1_000_000;

/// The number of a page, or `all`.
pub fn page_number(value: &str) -> Result<Pages, Message> {
    if value.trim().eq_ignore_ascii_case("all") {
        return Ok(Pages::All);
    }
    whole(value, 1, MOST_PAGES).map(Pages::One).map_err(|_| {
        Message::new(
            format!("`{}` is not a page", excerpt(value)),
            "use a number from 1, or all",
        )
    })
}

/// `1280x800`, in pixels.
pub fn viewport(value: &str) -> Result<(u32, u32), Message> {
    let sides = value.trim().split_once(['x', 'X', '×']);
    let sides = sides.and_then(|(width, height)| {
        Some((
            whole(width, 16, 10_000).ok()?,
            whole(height, 16, 10_000).ok()?,
        ))
    });
    sides.ok_or_else(|| {
        Message::new(
            format!("`{}` is not a size", excerpt(value)),
            "use width and height in pixels, 16 to 10000, such as 1280x800",
        )
    })
}

/// `+09:00`, `-5`, `Z`.
pub fn time_zone(value: &str) -> Result<TimeZone, Message> {
    let refused = || {
        Message::new(
            format!("`{}` is not an offset from UTC", excerpt(value)),
            "use hours and minutes such as +09:00, or UTC",
        )
    };
    // In a query that was not escaped, a plus sign is a space.
    let text = value.trim_end();
    if matches!(
        text.trim().to_ascii_uppercase().as_str(),
        "UTC" | "Z" | "GMT"
    ) {
        return Ok(TimeZone(0));
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text).trim_start()),
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let hours = whole(hours, 0, 14).map_err(|_| refused())?;
    let minutes = whole(minutes, 0, 59).map_err(|_| refused())?;
    let ahead = i32::try_from(hours * 60 + minutes).map_err(|_| refused())?;
    Ok(TimeZone(sign * ahead))
}

/// Reads `25s`, `1500ms`, `2m` or a bare number of seconds. More than nothing,
/// and a quarter of an hour at most, which is what Lambda grants.
pub fn duration(value: &str) -> Result<Duration, Message> {
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
        _ => Err(Message::new(
            format!("`{}` is not a duration up to 900s", excerpt(value)),
            "use a number with ms, s or m, such as 25s",
        )),
    }
}
