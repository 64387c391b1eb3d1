//! Style sheets that others import.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// How many sheets may import each other.
const MOST_IMPORTS: usize = 32;

pub(super) fn beside<'a>(url: &str, sheets: &BTreeMap<&str, &'a str>) -> Option<(String, &'a str)> {
    let path = url.trim().split(['?', '#']).next()?;
    let name = percent_decode_str(path.trim_start_matches("./"))
        .decode_utf8_lossy()
        .into_owned();
    sheets.get(name.as_str()).map(|css| (name, *css))
}

/// A sheet with those in it that it imports, so far as they lie beside the document.
pub(super) fn with_imports(css: &str, sheets: &BTreeMap<&str, &str>, count: &mut usize) -> String {
    if !css.contains("@import") {
        return css.to_owned();
    }
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find("@import") {
        let Some(end) = rest[at..].find(';') else {
            break;
        };
        let rule = &rest[at + 7..at + end];
        out += &rest[..at];
        match imported(rule, sheets) {
            Some((css, media)) if *count < MOST_IMPORTS => {
                *count += 1;
                let css = with_imports(css, sheets, count);
                out += &within(&media, css);
            }
            _ => out += &rest[at..=at + end],
        }
        rest = &rest[at + end + 1..];
    }
    out + rest
}

/// A sheet under the layer, the feature query and the medium that its import names.
fn within(conditions: &str, css: String) -> String {
    let (mut rest, mut css) = (conditions.trim(), css);
    let (mut layer, mut supports) = (None, None);
    loop {
        let call = |name: &str| {
            let after = rest.strip_prefix(name)?.strip_prefix('(')?;
            let mut depth = 1_usize;
            let end = after.bytes().position(|byte| {
                depth = match byte {
                    b'(' => depth + 1,
                    b')' => depth - 1,
                    _ => depth,
                };
                depth == 0
            })?;
            Some((&after[..end], after[end + 1..].trim_start()))
        };
        if let Some((name, after)) = call("layer") {
            (layer, rest) = (Some(name), after);
        } else if let Some((query, after)) = call("supports") {
            (supports, rest) = (Some(query), after);
        } else if rest == "layer" || rest.starts_with("layer ") {
            (layer, rest) = (Some(""), rest["layer".len()..].trim_start());
        } else {
            break;
        }
    }
    if let Some(name) = layer {
        css = format!("@layer {name}{{{css}}}");
    }
    if let Some(query) = supports {
        css = format!("@supports ({query}){{{css}}}");
    }
    match rest.is_empty() {
        true => css,
        false => format!("@media {rest}{{{css}}}"),
    }
}

fn imported<'a>(rule: &str, sheets: &BTreeMap<&str, &'a str>) -> Option<(&'a str, String)> {
    let rule = rule.trim();
    let (url, media) = if let Some(inner) = rule.strip_prefix("url(") {
        let end = inner.find(')')?;
        (
            inner[..end].trim().trim_matches(['"', '\'']),
            &inner[end + 1..],
        )
    } else {
        let quote = rule.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let end = rule[1..].find(quote)?;
        (&rule[1..=end], &rule[end + 2..])
    };
    let (_, css) = beside(url, sheets)?;
    Some((css, media.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_stand_under_what_they_name() {
        for (conditions, expected) in [
            ("", "a{}"),
            (
                "print and (min-width:1px)",
                "@media print and (min-width:1px){a{}}",
            ),
            (
                "layer(base) supports(display: grid) print",
                "@media print{@supports (display: grid){@layer base{a{}}}}",
            ),
            ("layer", "@layer {a{}}"),
            ("layer(", "@media layer({a{}}"),
        ] {
            assert_eq!(
                within(conditions, "a{}".to_owned()),
                expected,
                "{conditions}"
            );
        }
    }
}
