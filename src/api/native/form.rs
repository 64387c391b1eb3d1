//! `application/x-www-form-urlencoded`, byte for byte: a form may be in another
//! charset than UTF-8, so names and values are text only after decoding.

use std::borrow::Cow;

use bytes::Bytes;

use percent_encoding::percent_decode;

use crate::api::submission::{Field, Submission};
use crate::error::Error;

use super::field_count::{MOST_FIELDS, too_many_fields};

/// Browsers fill a hidden field of this name with the form's charset.
const CHARSET: &str = "_charset_";

pub fn read(body: &[u8], charset: Option<&str>, submission: &mut Submission) -> Result<(), Error> {
    if memchr::memchr_iter(b'&', body).nth(MOST_FIELDS).is_some() {
        return Err(too_many_fields());
    }
    let fields = || {
        body.split(|byte| *byte == b'&')
            .filter(|field| !field.is_empty())
            .map(split)
    };
    let in_form = fields().find(|(name, _)| &name[..] == CHARSET.as_bytes());
    let declared = in_form
        .as_ref()
        .and_then(|(_, value)| std::str::from_utf8(value).ok())
        .or(charset);
    for (name, value) in fields() {
        let name = String::from_utf8_lossy(&name);
        match Field::named(&name) {
            Field::Html => submission.set_document(owned(value), declared),
            Field::HtmlBase64 => submission.set_document_base64(&with_plus(&value), None),
            Field::Documents { at, part: None } => {
                submission.add_document(at, owned(value), declared);
            }
            Field::Documents {
                at: Some(at),
                part: Some(part),
            } => match Field::named(part) {
                Field::Html => submission.add_document(Some(at), owned(value), declared),
                Field::HtmlBase64 => submission.add_document_base64(Some(at), &with_plus(&value)),
                _ => submission.add_document_option_bytes(at, part, &value, declared),
            },
            Field::Asset(path) => submission.add_asset_base64(path, &with_plus(&value)),
            Field::Other if name == CHARSET || (name.is_empty() && value.is_empty()) => {}
            Field::Other if looks_like_html(&name) => {
                return Err(Error::field(
                    "Content-Type",
                    "the body is HTML and not a form; send it with Content-Type: text/html (curl: -H 'Content-Type: text/html')",
                ));
            }
            Field::Other if looks_like_text(&name) => {
                return Err(Error::field(
                    "html",
                    "was not percent-encoded: it was cut at an & of its own; encode it (curl: --data-urlencode 'html@page.html')",
                ));
            }
            _ => submission.add_option_bytes(&name, &value, declared),
        }
    }
    Ok(())
}

/// Base64 as it was written: a plus sign that was not escaped has become a space.
fn with_plus(value: &[u8]) -> Vec<u8> {
    let plus = |byte: &u8| if *byte == b' ' { b'+' } else { *byte };
    value.iter().map(plus).collect()
}

fn looks_like_html(name: &str) -> bool {
    name.trim_start().starts_with('<')
}

/// Whether a name is a piece of a document that was cut at `&`: `nbsp;</p>`.
fn looks_like_text(name: &str) -> bool {
    name.contains(|c: char| matches!(c, '<' | '>' | ';') || c.is_whitespace())
}

fn split(field: &[u8]) -> (Cow<'_, [u8]>, Cow<'_, [u8]>) {
    let at = field.iter().position(|byte| *byte == b'=');
    let (name, value) = match at {
        Some(at) => (&field[..at], &field[at + 1..]),
        None => (field, &[][..]),
    };
    (unescape(name), unescape(value))
}

/// Bytes that were unescaped are not copied again.
fn owned(value: Cow<'_, [u8]>) -> Bytes {
    value.into_owned().into()
}

fn unescape(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr2(b'+', b'%', text).is_none() {
        return Cow::Borrowed(text);
    }
    let spaced: Vec<u8> = text
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    Cow::Owned(percent_decode(&spaced).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Job;
    use crate::job::options::Defaults;

    fn job(body: &[u8], charset: Option<&str>) -> Result<Job, Error> {
        let mut submission = Submission::default();
        read(body, charset, &mut submission)?;
        submission.into_job(&Defaults::default())
    }

    #[test]
    fn reads_the_document_and_options() {
        let job = job(
            b"html=%3Cp%3E%ED%95%9C+%EA%B8%80&pageSize=A5&title=a%26b",
            None,
        )
        .unwrap();
        assert_eq!(job.documents[0].html, "<p>한 글");
        assert_eq!(job.options.document.page.page().width.as_mm(), 148.0);
        assert_eq!(job.options.finishing.metadata.title.as_deref(), Some("a&b"));
    }

    #[test]
    fn a_plus_in_base64_may_be_unescaped() {
        // "<p>>>?" holds a plus in base64.
        assert_eq!(
            job(b"html_base64=PHA+Pj4/", None).unwrap().documents[0].html,
            "<p>>>?"
        );
        assert_eq!(
            job(b"htmlBase64=PHA%2BPj4%2F", None).unwrap().documents[0].html,
            "<p>>>?"
        );
    }

    #[test]
    fn other_charsets_are_undone() {
        for (body, charset) in [
            (&b"html=%C7%D1%B1%DB&title=%C7%D1"[..], Some("euc-kr")),
            (b"_charset_=euc-kr&html=%C7%D1%B1%DB&title=%C7%D1", None),
        ] {
            let job = job(body, charset).unwrap();
            assert_eq!(job.documents[0].html, "한글");
            assert_eq!(job.options.finishing.metadata.title.as_deref(), Some("한"));
        }
    }

    #[test]
    fn fields_without_end_are_refused_before_they_are_kept() {
        let fields = |count| format!("html=x{}", "&".repeat(count));
        assert!(job(fields(MOST_FIELDS).as_bytes(), None).is_ok());
        let error = job(fields(MOST_FIELDS + 1).as_bytes(), None).unwrap_err();
        assert!(error.to_string().contains("fields"), "{error}");
    }

    #[test]
    fn html_sent_as_a_form_is_told_what_to_do() {
        let error = job(b"<!DOCTYPE html><p class=x>1 & 2", None).unwrap_err();
        assert!(error.to_string().contains("text/html"), "{error}");
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let Error::BadFields(fields) =
            job(b"zoom=x&pagesize=B99&html_base64=%21", None).unwrap_err()
        else {
            panic!()
        };
        let names: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(names, ["html_base64", "page_size", "zoom"]);
    }

    #[test]
    fn a_document_that_was_not_encoded_is_told() {
        for body in [
            &b"html=<p>a&nbsp;b</p>"[..],
            b"html=<p>a & b</p>",
            b"html=<a href='?x=1&y=2'>z</a>&<p>",
            b"html=a&lt;b",
        ] {
            let told = job(body, None).unwrap_err().to_string();
            let told_of = told.contains("--data-urlencode") || told.contains("the body is HTML");
            assert!(told_of, "{told}");
        }
    }

    #[test]
    fn no_document_or_an_empty_one_is_refused() {
        for body in [&b""[..], b"zoom=1", b"html=", b"html=+%0A", b"&&=&"] {
            assert!(job(body, None).unwrap_err().to_string().contains("html"));
        }
    }
}
