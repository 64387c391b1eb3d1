//! Attributes that say how something looks, as `fill="var(--accent)"` of a drawing. The engine knows plain values of
//! them. What asks for a custom property, or is reckoned, is said by rules that count less than all others, and
//! those are lowered like any other (`scripts/prelude/own/svg-presented.js` for what scripts write). So is a font of
//! East Asia: Latin letters of what stands in for it are not those of a browser.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Write;

use html5gum::emitters::default::Token;

use super::doctype::end_of_doctype;
use super::reader::tokens;
use crate::document::edits::apply;
use crate::document::lower::asks_for_stand_in;
use crate::document::markup;
use crate::job::Job;
use crate::text::escape_html;

const NAMES: [&str; 16] = [
    "fill",
    "stroke",
    "color",
    "stop-color",
    "flood-color",
    "lighting-color",
    "fill-opacity",
    "stroke-opacity",
    "stop-opacity",
    "opacity",
    "stroke-width",
    "stroke-dasharray",
    "font-family",
    "font-size",
    "font-weight",
    "letter-spacing",
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
    let has = |sign: &str| memchr::memmem::find(html.as_bytes(), sign.as_bytes()).is_some();
    let may_reckon = || has("var(--") || has("color-mix(") || has("font-family=");
    if !(has("<font") || has("<FONT") || has("<svg") && may_reckon()) {
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
            let (Ok(name), Ok(value)) = (std::str::from_utf8(name), std::str::from_utf8(value))
            else {
                continue;
            };
            let is_face = name == "face" && &tag.name[..] == b"font";
            let is_told = is_plain(value)
                && match is_face || name == "font-family" {
                    true => is_reckoned(value) && !is_face || asks_for_stand_in(value),
                    false => NAMES.contains(&name) && is_reckoned(value),
                };
            if is_told && said.len() < MOST {
                said.insert((name.to_owned(), value.to_owned()));
            }
        }
    }
    let (mut rules, mut names) = (String::new(), String::new());
    for (name, value) in &said {
        let property = if name == "face" { "font-family" } else { name };
        let _ = write!(rules, ":where([{name}=\"{value}\"]){{{property}:{value}}}");
        let _ = write!(names, "{name}={value}|");
    }
    let names = escape_html(&names);
    let sheet = format!("<style data-h2p-presented=\"{names}\">{rules}</style>");
    (!said.is_empty()).then(|| apply(html, vec![(at..at, sheet)]))
}

/// Whether a value is more than the engine reads.
fn is_reckoned(value: &str) -> bool {
    value.contains("var(--") || value.contains("color-mix(")
}

/// Whether a value stands in a rule as it stands in an attribute.
fn is_plain(value: &str) -> bool {
    const MOST: usize = 300;
    value.len() <= MOST && !value.contains(['"', '\\', '<', '{', '}', ';', '\n'])
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
    fn fonts_of_east_asia_are_rules() {
        let html = "<svg><text font-family=\"'Noto Sans KR', serif\">a</text></svg><font face='맑은 고딕'>b";
        let changed = presented(html, &|| false).unwrap();
        let rules = ":where([face=\"맑은 고딕\"]){font-family:맑은 고딕}\
            :where([font-family=\"'Noto Sans KR', serif\"]){font-family:'Noto Sans KR', serif}";
        assert!(changed.contains(rules), "{changed}");
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
            "<svg><text font-family='Arial'></svg><font face='Arial'>",
        ] {
            assert_eq!(presented(html, &|| false), None, "{html}");
        }
    }
}
