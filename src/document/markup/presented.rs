//! Attributes of drawings that say how they look, as in `fill="var(--accent)"`. The engine knows plain values of
//! them. What asks for a custom property, or is reckoned, is said by rules that count less than all others, and
//! those are lowered like any other (`scripts/prelude/own/svg-presented.js` for what scripts write).

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

use html5gum::emitters::default::Token;

use super::doctype::end_of_doctype;
use super::reader::tokens;
use crate::document::edits::apply;
use crate::document::markup;
use crate::job::Job;
use crate::text::escape_html;

const NAMES: [&[u8]; 16] = [
    b"fill",
    b"stroke",
    b"color",
    b"stop-color",
    b"flood-color",
    b"lighting-color",
    b"fill-opacity",
    b"stroke-opacity",
    b"stop-opacity",
    b"opacity",
    b"stroke-width",
    b"stroke-dasharray",
    b"font-family",
    b"font-size",
    b"font-weight",
    b"letter-spacing",
];

/// So many of them: each is a selector that all elements are asked for.
const MOST: usize = 200;

/// The job with such rules at the beginning of its documents.
pub fn present_attributes<'j>(job: Cow<'j, Job>, is_late: &dyn Fn() -> bool) -> Cow<'j, Job> {
    markup::with_lowered(job, |html| match is_late() {
        true => None,
        false => presented(html, is_late),
    })
}

fn presented(html: &str, is_late: &dyn Fn() -> bool) -> Option<String> {
    memchr::memmem::find(html.as_bytes(), b"<svg")?;
    let has = |sign: &str| memchr::memmem::find(html.as_bytes(), sign.as_bytes()).is_some();
    if !has("var(--") && !has("color-mix(") {
        return None;
    }
    let mut said = BTreeSet::new();
    let mut at = end_of_doctype(html).unwrap_or_default();
    for token in tokens(html, is_late) {
        let Token::StartTag(tag) = token else {
            continue;
        };
        if matches!(&tag.name[..], b"html" | b"head") && said.is_empty() {
            at = tag.span.end;
        }
        for (name, value) in &tag.attributes {
            if NAMES.contains(&&name[..])
                && said.len() < MOST
                && let Ok(value) = std::str::from_utf8(value)
                && is_reckoned(value)
            {
                said.insert((String::from_utf8_lossy(name).into_owned(), value.to_owned()));
            }
        }
    }
    let (mut rules, mut names) = (String::new(), String::new());
    for (name, value) in &said {
        let _ = write!(rules, ":where([{name}=\"{value}\"]){{{name}:{value}}}");
        let _ = write!(names, "{name}={value}|");
    }
    let names = escape_html(&names);
    let sheet = format!("<style data-h2p-presented=\"{names}\">{rules}</style>");
    (!said.is_empty()).then(|| apply(html, vec![(at..at, sheet)]))
}

/// Whether a value is more than the engine reads, and stands in a rule as it stands in an attribute.
fn is_reckoned(value: &str) -> bool {
    const MOST: usize = 300;
    value.len() <= MOST
        && (value.contains("var(--") || value.contains("color-mix("))
        && !value.contains(['"', '\\', '<', '{', '}', ';', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_of_a_property_is_a_rule_too() {
        let changed =
            presented("<svg><path fill=\"hsl(var(--chart-1))\"/></svg>", &|| false).unwrap();
        assert!(changed.contains("{fill:hsl(var(--chart-1))}"), "{changed}");
    }

    #[test]
    fn attributes_that_the_engine_does_not_read_are_rules() {
        let html = "<!DOCTYPE html><html><head><title>a</title><svg><rect fill='var(--a)' stroke='#f00'/>\
            <rect fill='var(--a)' stroke-width='var(--b, 2)'/></svg>";
        let changed = presented(html, &|| false).unwrap();
        assert!(
            changed.starts_with(
                "<!DOCTYPE html><html><head><style data-h2p-presented=\"fill=var(--a)|stroke-width=var(--b, 2)|\">\
                 :where([fill=\"var(--a)\"]){fill:var(--a)}:where([stroke-width=\"var(--b, 2)\"]){stroke-width:var(--b, 2)}\
                 </style><title>a"
            ),
            "{changed}"
        );
        for html in [
            "<svg><rect fill=red></svg>",
            "<p fill='var(--a)'>",
            "<svg><rect fill='var(--a);x{}'></svg>",
            "<svg></svg><script>f('var(--a)')</script>",
        ] {
            assert_eq!(presented(html, &|| false), None, "{html}");
        }
    }
}
