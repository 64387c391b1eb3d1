//! `X-Pdf-Warnings`: what did not come out as the document has it.
//!
//! A list of RFC 9651 (Structured Field Values), one member for each warning:
//!
//! ```text
//! X-Pdf-Warnings: failed-resource;url="logo.png";reason=not-found,
//!                 script-error;source="index.html";line=12;message="SyntaxError: Parse error",
//!                 unsupported-css;source="index.html";line=4;feature="display: grid",
//!                 unsupported-html;source="index.html";line=7;feature="<math>",
//!                 missing-glyphs;characters="%E0%BD%80",
//!                 blocked-link;url="javascript:void(0)",
//!                 missing-doctype;source="index.html",
//!                 missing-variable;source="index.html";line=9;name="customer.city"
//! ```
//! `reason` is `blocked`, `not-found`, `host-not-found`, `timed-out`, `too-large`,
//! `too-many`, `unreadable`, `bad-certificate` or `failed`. Text is ASCII: what is not, is percent-encoded as UTF-8,
//! and so is `%` itself. The value has at most [`CAP`] bytes; what does not fit is
//! counted in a last member, `more;count=7`.

use http::HeaderValue;
use http::header::HeaderName;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use crate::api::list;
use crate::job::Warning;

pub const NAME: HeaderName = HeaderName::from_static("x-pdf-warnings");

/// Longest value, in bytes. Load balancers refuse longer headers.
pub const CAP: usize = 4096;

/// Characters that would end the quoted string or break the header, and the one
/// that encodes them.
const UNQUOTABLE: &AsciiSet = &CONTROLS.add(b'"').add(b'\\').add(b'%');

pub fn header(warnings: &[Warning]) -> Option<HeaderValue> {
    const ROOM_FOR_MORE: usize = 32;
    let mut value = String::new();
    for (at, warning) in warnings.iter().enumerate() {
        let member = member(warning);
        let separator = if at == 0 { "" } else { ", " };
        if value.len() + separator.len() + member.len() > CAP - ROOM_FOR_MORE {
            value += &format!("{separator}more;count={}", warnings.len() - at);
            break;
        }
        value += separator;
        value += &member;
    }
    (!value.is_empty()).then(|| HeaderValue::from_str(&value).expect("only visible ASCII is left"))
}

fn member(warning: &Warning) -> String {
    let mut member = warning.kind().to_owned();
    for (name, value) in parameters(warning) {
        match value {
            // A word needs no quotes.
            Value::String(word) if name == "reason" => member += &format!(";{name}={word}"),
            Value::String(text) => {
                let text = utf8_percent_encode(&text, UNQUOTABLE);
                member += &format!(";{name}=\"{text}\"");
            }
            number => member += &format!(";{name}={number}"),
        }
    }
    member
}

/// Warnings in the body of an answer.
pub fn objects(warnings: &[Warning]) -> list::Cut {
    list::cut(warnings.iter().map(object))
}

/// A warning as an object: its kind, its parameters, and `detail` for people.
fn object(warning: &Warning) -> Value {
    let mut object = json!({ "kind": warning.kind() });
    for (name, value) in parameters(warning) {
        object[name] = match value {
            Value::String(long) => list::text(&long).into(),
            value => value,
        };
    }
    object["detail"] = list::text(&warning.to_string()).into();
    object
}

fn parameters(warning: &Warning) -> Vec<(&'static str, Value)> {
    match warning {
        Warning::FailedResource(failed) => vec![
            ("url", failed.url.as_str().into()),
            ("reason", failed.reason.as_str().into()),
        ],
        Warning::ScriptError {
            source,
            line,
            message,
        } => {
            let line = line.map(|line| ("line", line.into()));
            let mut all = vec![("source", source.as_str().into())];
            all.extend(line);
            all.push(("message", message.as_str().into()));
            all
        }
        Warning::UnsupportedCss {
            source,
            line,
            feature,
        }
        | Warning::UnsupportedHtml {
            source,
            line,
            feature,
        } => vec![
            ("source", source.as_str().into()),
            ("line", (*line).into()),
            ("feature", feature.as_str().into()),
        ],
        Warning::MissingGlyphs(characters) => vec![("characters", characters.as_str().into())],
        Warning::ColourFont { url } | Warning::BlockedLink { url } => {
            vec![("url", url.as_str().into())]
        }
        Warning::LayoutError { source, message } => vec![
            ("source", source.as_str().into()),
            ("message", message.as_str().into()),
        ],
        Warning::MissingVariable { source, line, name } => {
            let line = line.map(|line| ("line", line.into()));
            let mut all = vec![("source", source.as_str().into())];
            all.extend(line);
            all.push(("name", name.as_str().into()));
            all
        }
        Warning::MissingDoctype { source } => vec![("source", source.as_str().into())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{FailedResource, FailureReason};

    fn failed(url: &str, reason: FailureReason) -> Warning {
        Warning::FailedResource(FailedResource::new(url, reason))
    }

    #[test]
    fn names_each_resource_and_why() {
        let warnings = [
            failed("로고 \"1\".png", FailureReason::NotFound),
            failed("https://cdn.example/a.css?x=1", FailureReason::Blocked),
        ];
        assert_eq!(
            header(&warnings).unwrap(),
            "failed-resource;url=\"%EB%A1%9C%EA%B3%A0 %221%22.png\";reason=not-found, \
             failed-resource;url=\"https://cdn.example/a.css?x=1\";reason=blocked"
        );
        assert!(header(&[]).is_none());
    }

    #[test]
    fn a_name_can_be_told_from_the_same_name_encoded() {
        let of = |url| header(&[failed(url, FailureReason::NotFound)]).unwrap();
        assert_eq!(
            of("a b.png"),
            "failed-resource;url=\"a b.png\";reason=not-found"
        );
        assert_eq!(
            of("a%20b.png"),
            "failed-resource;url=\"a%2520b.png\";reason=not-found"
        );
    }

    #[test]
    fn names_what_the_engine_does_not_do() {
        let source = "index.html".to_owned();
        let warnings = [
            Warning::ScriptError {
                source: source.clone(),
                line: Some(12),
                message: "SyntaxError: Parse error".to_owned(),
            },
            Warning::UnsupportedCss {
                source: source.clone(),
                line: 4,
                feature: "display: grid".to_owned(),
            },
            Warning::MissingGlyphs("\u{f40}".to_owned()),
            Warning::MissingDoctype { source },
        ];
        assert_eq!(
            header(&warnings).unwrap(),
            "script-error;source=\"index.html\";line=12;message=\"SyntaxError: Parse error\", \
             unsupported-css;source=\"index.html\";line=4;feature=\"display: grid\", \
             missing-glyphs;characters=\"%E0%BD%80\", missing-doctype;source=\"index.html\""
        );
        assert_eq!(object(&warnings[2])["characters"], "\u{f40}");
    }

    #[test]
    fn stays_below_its_cap_and_counts_the_rest() {
        let warnings: Vec<_> = (0..500)
            .map(|n| {
                let url = format!("https://cdn.example/{n}/{}", "가".repeat(300));
                failed(&url, FailureReason::Blocked)
            })
            .collect();
        let value = header(&warnings).unwrap();
        assert!(value.len() <= CAP);
        let value = value.to_str().unwrap();
        let named = value.matches("failed-resource").count();
        assert!(
            value.ends_with(&format!("more;count={}", 500 - named)),
            "{value}"
        );
    }
}
