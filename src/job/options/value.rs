//! How values are written, and what is said of those that are not. Each reader
//! returns the value, or what is wrong and what would be right.

use std::time::Duration;

use crate::job::length::Length;
use crate::job::page::Sides;
use crate::job::paper::Paper;
use crate::pdf::Permissions;
use crate::raster::Pages;
use crate::text::excerpt;

use super::TimeZone;
use super::table::nearest;

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

pub(super) fn margins(value: &str) -> Result<Sides<Length>, String> {
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
    Ok(Sides {
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
    Ok(name)
}

pub(super) fn length_within(value: &str, most: Length) -> Result<Length, String> {
    let length = Length::parse(value)?;
    if length <= most {
        Ok(length)
    } else {
        Err(format!(
            "`{}` is too much; use {} mm at most",
            excerpt(value),
            most.as_mm()
        ))
    }
}

pub(super) fn integer(value: &str, least: i32, most: i32) -> Result<i32, String> {
    let text = value.trim();
    match text.parse() {
        Ok(number) if (least..=most).contains(&number) && !text.starts_with('+') => Ok(number),
        _ => Err(format!(
            "`{}` will not do; use a whole number from {least} to {most}",
            excerpt(value)
        )),
    }
}

pub(super) fn number_within(value: &str, least: f64, most: f64) -> Result<f64, String> {
    match value.trim().strip_prefix('-') {
        Some(rest) => factor(rest, 0.0, -least).map(|number| -number),
        None => factor(value, 0.0, most),
    }
    .map_err(|_| {
        format!(
            "`{}` will not do; use a number from {least} to {most}",
            excerpt(value)
        )
    })
}

/// A document, a style sheet or a script.
pub(super) fn contents(value: &str) -> Result<String, String> {
    if value.contains('\0') {
        return Err("holds a NUL character; send text".to_owned());
    }
    Ok(value.to_owned())
}

/// `1280x800`, in pixels.
pub(super) fn viewport(value: &str) -> Result<(u32, u32), String> {
    let sides = value.trim().split_once(['x', 'X', '×']);
    let sides = sides.and_then(|(width, height)| {
        Some((
            whole(width, 16, 10_000).ok()?,
            whole(height, 16, 10_000).ok()?,
        ))
    });
    sides.ok_or_else(|| {
        format!(
            "`{}` is not a size; use width and height in pixels, 16 to 10000, such as 1280x800",
            excerpt(value)
        )
    })
}

/// Parts between separators, without the empty ones.
fn parts<'a>(value: &'a str, separators: &'a [char]) -> impl Iterator<Item = &'a str> {
    value
        .split(separators)
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Names of files between line breaks or, where there is none, between commas:
/// a name may have a comma in it. [`add_file`] writes such a list.
pub(super) fn files(value: &str) -> Result<Vec<String>, String> {
    const MOST: usize = 50;
    let separator = if value.contains('\n') { '\n' } else { ',' };
    let names: Vec<_> = parts(value, &[separator])
        .map(|name| line(name, 255))
        .collect::<Result<_, _>>()?;
    if names.len() > MOST {
        return Err(format!("more than {MOST} files; send fewer"));
    }
    Ok(names)
}

/// Adds a name to a list of files.
pub fn add_file(list: &mut String, name: &str) {
    if !list.contains('\n') {
        *list = list.replace(',', "\n") + "\n";
    }
    *list += name;
    list.push('\n');
}

/// Names and values that a header can carry.
type Pairs = Vec<(String, String)>;

pub(super) fn cookies(value: &str) -> Result<Pairs, String> {
    pairs(parts(value, &[';', '\n', '\r']), "session=abc; theme=print")
}

pub(super) fn header_fields(value: &str) -> Result<Pairs, String> {
    pairs(parts(value, &['\n', '\r']), "X-Tenant: 42")
}

fn pairs<'a>(parts: impl Iterator<Item = &'a str>, example: &str) -> Result<Pairs, String> {
    const MOST: usize = 50;
    let is_token = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| b"!#$%&'*+-.^_`|~".contains(&byte) || byte.is_ascii_alphanumeric())
    };
    let visible = |value: &str| value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    let pairs: Pairs = parts
        .map(|part| {
            let pair = part.split_once([':', '=']);
            let pair = pair.map(|(name, value)| (name.trim(), value.trim()));
            match pair {
                Some((name, value)) if is_token(name) && visible(value) => {
                    Ok((name.to_owned(), value.to_owned()))
                }
                Some((name, _)) => Err(format!(
                    "`{}` or its value has a character that no header can carry; percent-encode it",
                    excerpt(name)
                )),
                // What it is may be a secret: it is not repeated.
                None => Err(format!("has a part without a name; write {example}")),
            }
        })
        .collect::<Result<_, _>>()?;
    if pairs.len() > MOST {
        return Err(format!("more than {MOST} of them; send fewer"));
    }
    Ok(pairs)
}

/// A secret that goes with a request. It is not trimmed, and never repeated.
pub(super) fn secret(value: &str) -> Result<String, String> {
    line(value, 200).map(|_| value.to_owned())
}

/// A password of a PDF: the format takes 127 bytes.
pub(super) fn password(value: &str) -> Result<String, String> {
    const LONGEST: usize = 127;
    let password = secret(value)?;
    if password.len() > LONGEST {
        return Err(format!(
            "longer than {LONGEST} bytes, which is what a PDF takes; shorten it"
        ));
    }
    Ok(password)
}

pub(super) fn permissions(value: &str) -> Result<Permissions, String> {
    const NONE: Permissions = Permissions {
        print: false,
        modify: false,
        copy: false,
        annotate: false,
        fill_forms: false,
        assemble: false,
    };
    let words: Vec<_> = parts(value, &[',', ' ', '\n']).collect();
    let whole = ["all", "none"]
        .into_iter()
        .find(|whole| words.len() > 1 && words.iter().any(|word| word.eq_ignore_ascii_case(whole)));
    if let Some(whole) = whole {
        return Err(format!(
            "`{whole}` stands alone; leave it out, or leave out the others"
        ));
    }
    let mut granted = NONE;
    for word in words {
        match word.to_ascii_lowercase().replace('-', "_").as_str() {
            "all" => granted = Permissions::default(),
            "none" => granted = NONE,
            "print" => granted.print = true,
            "copy" => granted.copy = true,
            "modify" => granted.modify = true,
            "annotate" => granted.annotate = true,
            "fill_forms" => granted.fill_forms = true,
            "assemble" => granted.assemble = true,
            _ => {
                return Err(format!(
                    "`{}` is not a permission; use all, none, or some of print, copy, modify, annotate, fill_forms, assemble",
                    excerpt(word)
                ));
            }
        }
    }
    Ok(granted)
}

/// A colour that cannot be anything else in a style sheet.
pub(super) fn colour(value: &str) -> Result<String, String> {
    let text = value.trim();
    let is_hex = |digits: &str| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let is_name =
        !text.is_empty() && text.len() <= 30 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    match text.strip_prefix('#') {
        Some(digits) if is_hex(digits) => Ok(text.to_owned()),
        None if is_name => Ok(text.to_owned()),
        _ => Err(format!(
            "`{}` is not a colour; use #rgb, #rrggbb or a name such as red",
            excerpt(value)
        )),
    }
}

pub(super) fn pages(value: &str) -> Result<Pages, String> {
    if value.trim().eq_ignore_ascii_case("all") {
        return Ok(Pages::All);
    }
    whole(value, 1, 1_000_000).map(Pages::One).map_err(|_| {
        format!(
            "`{}` is not a page; use a number from 1, or all",
            excerpt(value)
        )
    })
}

/// `+09:00`, `-5`, `Z`.
pub(super) fn time_zone(value: &str) -> Result<TimeZone, String> {
    let refused = || {
        format!(
            "`{}` is not an offset from UTC; use hours and minutes such as +09:00, or UTC",
            excerpt(value)
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
