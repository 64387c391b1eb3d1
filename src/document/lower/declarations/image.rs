//! Pictures: `image-set()`, and how they fill their boxes.

use super::words::{self, call_of};

/// The candidate that a printer takes: the finest of a type that the engine reads.
pub fn best_candidate(inner: &str) -> Option<String> {
    let mut best: Option<(f64, String)> = None;
    for candidate in words::split(inner, b',') {
        let parts = words::words(candidate);
        let (picture, rest) = parts.split_first()?;
        let kind = rest.iter().find_map(|part| call_of(part, "type"));
        let read = kind.is_none_or(|kind| {
            let kind = words::unquoted(kind).to_ascii_lowercase();
            matches!(
                kind.as_str(),
                "image/png"
                    | "image/jpeg"
                    | "image/gif"
                    | "image/svg+xml"
                    | "image/webp"
                    | "image/avif"
            )
        });
        if !read {
            continue;
        }
        let density = rest.iter().find_map(|part| density(part)).unwrap_or(1.0);
        // On paper more than two dots for each pixel are seldom worth their bytes.
        if best.as_ref().is_none_or(|(x, _)| density > *x && *x < 2.0) {
            let picture = if words::is_string(picture) {
                format!("url({picture})")
            } else {
                (*picture).to_owned()
            };
            best = Some((density, picture));
        }
    }
    best.map(|(_, picture)| picture)
}

fn density(word: &str) -> Option<f64> {
    let (x, unit) = super::length::dimension(word)?;
    match unit.to_ascii_lowercase().as_str() {
        "x" | "dppx" => Some(x),
        "dpi" => Some(x / 96.0),
        "dpcm" => Some(x * 2.54 / 96.0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_finest_picture_that_can_be_read() {
        assert_eq!(
            best_candidate("\"a.png\" 1x, \"b.png\" 2x").as_deref(),
            Some("url(\"b.png\")")
        );
        assert_eq!(
            best_candidate("url(a.jxl) type(\"image/jxl\"), url(b.jpg) type(\"image/jpeg\")")
                .as_deref(),
            Some("url(b.jpg)")
        );
        assert_eq!(
            best_candidate("linear-gradient(red, blue) 1x").as_deref(),
            Some("linear-gradient(red, blue)")
        );
        assert_eq!(best_candidate(""), None);
    }
}
