//! Which of several pictures is printed.

use crate::document::lower::Media;

/// Dots of a picture to a CSS pixel, where its size on the page is given: a printer
/// shows more than a screen does.
const FINE: f64 = 2.0;

/// The picture of a `srcset` that is printed. Where the page gives no size, a picture is
/// as large as its density says, so that one as on a screen is taken.
pub fn choose(srcset: &str, sizes: &str, is_sized: bool, media: &Media) -> Option<String> {
    let width = slot(sizes, media);
    let candidates = candidates(srcset).into_iter().map(|(address, descriptor)| {
        let number = |unit: char| descriptor.strip_suffix(unit)?.parse::<f64>().ok();
        let density = number('x').or_else(|| Some(number('w')? / width.max(1.0)));
        (address, density.unwrap_or(1.0))
    });
    let mut candidates: Vec<_> = candidates.collect();
    candidates.sort_by(|a, b| a.1.total_cmp(&b.1));
    let wanted = if is_sized { FINE } else { 1.0 };
    let enough = candidates
        .iter()
        .find(|(_, density)| *density >= wanted - 0.01);
    enough
        .or(candidates.last())
        .map(|(address, _)| address.clone())
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
