//! `application/json`: `html` or `html_base64`, or a list `documents`; an object
//! `assets` with files in base64; and options beside them or in an object named
//! `options`.

use serde_json::{Map, Value};

use crate::api::submission::{ASSETS, DOCUMENTS, Field, HTML, HTML_BASE64, Submission};
use crate::document::charset;
use crate::error::Error;
use crate::job::options::{Kind, OptionSpec, add_file, option_named};

use super::field_count::too_many_fields;
use super::values::Values;

pub fn read(body: &[u8], charset: Option<&str>, submission: &mut Submission) -> Result<(), Error> {
    add_members(members(body, charset)?, submission);
    Ok(())
}

/// What a request in JSON is made of.
pub type Members = Map<String, Value>;

/// The members of the one object that a text in JSON is.
pub fn members(body: &[u8], charset: Option<&str>) -> Result<Members, Error> {
    let text = charset::text(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body), charset)
        .map_err(|why| Error::field("body", why))?;
    let values = Values::default();
    let value = values.read(&text).map_err(|error| {
        if values.are_too_many() {
            return too_many_fields();
        }
        let detail = format!(
            "not JSON at line {}, column {}; send an object with html",
            error.line(),
            error.column()
        );
        Error::field("body", detail)
    })?;
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(Error::field(
            "body",
            "JSON, but not an object; send {\"html\": \"...\"}",
        )),
    }
}

/// Takes documents, files and options.
pub fn add_members(members: Members, submission: &mut Submission) {
    for (name, value) in members {
        match (Field::named(&name), value) {
            (Field::Html, Value::String(text)) => submission.set_document_text(text),
            (Field::HtmlBase64, Value::String(encoded)) => {
                submission.set_document_base64(encoded.as_bytes(), None);
            }
            (Field::Html, _) => submission.refuse_document(HTML, NOT_A_STRING),
            (Field::HtmlBase64, _) => submission.refuse_document(HTML_BASE64, NOT_A_STRING),
            (
                Field::Documents {
                    at: None,
                    part: None,
                },
                value,
            ) => add_documents(value, submission),
            (_, Value::Object(options)) if name == OPTIONS => {
                for (name, value) in options {
                    add_option(name, value, submission);
                }
            }
            (_, _) if name == OPTIONS => submission.refuse(&name, "not an object"),
            (_, value) if name == ASSETS => add_assets(value, submission),
            (_, value) => add_option(name, value, submission),
        }
    }
}

const OPTIONS: &str = "options";
const NOT_A_STRING: &str = "not a string";

/// `["<p>one", {"html": "<p>two", "orientation": "landscape"}]`
fn add_documents(value: Value, submission: &mut Submission) {
    let Value::Array(documents) = value else {
        return submission.refuse(DOCUMENTS, "not a list; send strings, or objects with html");
    };
    for (at, document) in documents.into_iter().enumerate() {
        let at_ = Some(at);
        match document {
            Value::String(text) => submission.add_document_text(at_, text),
            Value::Object(members) => {
                for (name, value) in members {
                    match (Field::named(&name), value) {
                        (Field::Html, Value::String(text)) => {
                            submission.add_document_text(at_, text);
                        }
                        (Field::HtmlBase64, Value::String(encoded)) => {
                            submission.add_document_base64(at_, encoded.as_bytes());
                        }
                        (Field::Html | Field::HtmlBase64, _) => {
                            submission.refuse_own_document(at, &name, NOT_A_STRING);
                        }
                        (_, Value::Object(options)) if name == OPTIONS => {
                            for (name, value) in options {
                                add_document_option(at, &name, value, submission);
                            }
                        }
                        (_, value) => add_document_option(at, &name, value, submission),
                    }
                }
            }
            _ => submission.refuse(
                &format!("{DOCUMENTS}[{at}]"),
                "neither a string nor an object with html",
            ),
        }
    }
}

fn add_document_option(at: usize, name: &str, value: Value, submission: &mut Submission) {
    if let Some(value) = written(name, value) {
        submission.add_document_option(at, name, value);
    }
}

/// `{"logo.png": "iVBORw0..."}`
fn add_assets(value: Value, submission: &mut Submission) {
    let Value::Object(files) = value else {
        return submission.refuse(ASSETS, "not an object; send file names and base64");
    };
    for (path, file) in files {
        match file {
            Value::String(encoded) => submission.add_asset_base64(&path, encoded.as_bytes()),
            _ => submission.refuse(&format!("{ASSETS}[{path}]"), "not a string in base64"),
        }
    }
}

fn add_option(name: String, value: Value, submission: &mut Submission) {
    if let Some(value) = written(&name, value) {
        submission.add_option(name, value);
    }
}

/// A value as a form would have it. `None` for null: not given.
fn written(name: &str, value: Value) -> Option<Result<String, String>> {
    if value.is_null() {
        return None;
    }
    let Some(spec) = option_named(name) else {
        // The name is what is wrong, and that is told where options are read.
        return Some(Ok(scalar(&value).unwrap_or_default()));
    };
    let text = match &value {
        value if spec.kind.is_data() => match value {
            Value::String(text) => Some(text.clone()),
            value => Some(value.to_string()),
        },
        Value::Array(parts) if spec.kind.is_list() => {
            let parts: Option<Vec<_>> = parts.iter().map(scalar).collect();
            parts.map(|parts| listed(spec, &parts))
        }
        Value::Object(pairs) if spec.kind.is_pairs() => {
            let pairs: Option<Vec<_>> = pairs
                .iter()
                .map(|(name, value)| Some(format!("{name}={}", scalar(value)?)))
                .collect();
            pairs.map(|pairs| pairs.join("\n"))
        }
        value => scalar(value),
    };
    let fault = match spec.kind {
        _ if spec.kind.is_pairs() => "not text, and not an object of names and values",
        _ if spec.kind.is_list() => "not text, and not a list of strings or numbers",
        _ => "not a string, a number, true or false",
    };
    Some(text.ok_or_else(|| fault.to_owned()))
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn listed(spec: &OptionSpec, parts: &[String]) -> String {
    match spec.kind {
        Kind::Files(_) => {
            let mut names = String::new();
            for name in parts {
                add_file(&mut names, name);
            }
            names
        }
        // An empty list grants nothing, but a blank value would be the default: all.
        Kind::Permissions(_) if parts.iter().all(|part| part.trim().is_empty()) => {
            "none".to_owned()
        }
        _ => parts.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::super::field_count::MOST_FIELDS;
    use super::*;
    use crate::job::Job;
    use crate::job::options::Defaults;

    fn job(body: &str) -> Result<Job, Error> {
        let mut submission = Submission::default();
        read(body.as_bytes(), None, &mut submission)?;
        submission.into_job(&Defaults::default())
    }

    #[test]
    fn options_may_stand_beside_the_document_or_in_an_object() {
        for body in [
            r#"{"html":"<p>한글","options":{"pageSize":"A5","zoom":1.5,"grayscale":true,"title":null}}"#,
            r#"{"html":"<p>한글","page-size":"A5","zoom":"1.5","grayscale":"on"}"#,
            r#"{"htmlBase64":"PHA+7ZWc6riA","page_size":"A5","options":{"zoom":1.5,"grayscale":true}}"#,
        ] {
            let job = job(body).unwrap();
            assert_eq!(job.documents[0].html, "<p>한글");
            assert_eq!(job.options.document.page.page().width.as_mm(), 148.0);
            assert_eq!(job.options.document.look.zoom, 1.5);
            assert!(job.options.quality.grayscale);
        }
    }

    #[test]
    fn a_meta_charset_does_not_matter_in_json() {
        assert_eq!(
            job(r#"{"html":"<meta charset=euc-kr>한"}"#)
                .unwrap()
                .documents[0]
                .html,
            "<meta charset=euc-kr>한"
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, word) in [
            ("", "line 1"),
            ("{\"html\":", "column"),
            ("[1]", "object"),
            (r#"{"html":1}"#, "not a string"),
            (r#"{"html":"x","options":[]}"#, "not an object"),
            (r#"{"html":"x","margin":{"top":1}}"#, "margin"),
            (r#"{"html":"x","zoom":1,"options":{"zoom":2}}"#, "twice"),
            (r#"{"html":"x","html_base64":"eA=="}"#, "several"),
        ] {
            let error = job(body).unwrap_err();
            assert!(error.to_string().contains(word), "{body}: {error}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        assert!(job(&"[".repeat(9000)).is_err());
        let deep = format!("{}{}", "[".repeat(9000), "]".repeat(9000));
        assert!(job(&format!(r#"{{"html":"x","margin":{deep}}}"#)).is_err());
    }

    #[test]
    fn data_may_have_more_values_than_a_request_has_fields() {
        let rows = "[1,2],".repeat(MOST_FIELDS);
        let data = |body: String| {
            let job = job(&body).unwrap();
            job.documents[0].options.template.clone().unwrap().data
        };
        let expected = format!("{{\"rows\": [{rows}0]}}");
        for body in [
            format!(r#"{{"html":"x","template":"jinja","data":{expected}}}"#),
            format!(r#"{{"html":"x","options":{{"template":"jinja","data":{expected}}}}}"#),
            format!(r#"{{"documents":[{{"html":"x","template":"jinja","data":{expected}}}]}}"#),
        ] {
            assert_eq!(*data(body), *expected);
        }
        let text = r#"{"html":"x","template":"jinja","data":"{\"a\":1}"}"#;
        assert_eq!(*data(text.to_owned()), *r#"{"a":1}"#);
    }

    #[test]
    fn values_without_end_are_refused_before_they_are_kept() {
        let list = |count| format!(r#"{{"html":"a\",{{[","margin":[0{}]}}"#, ",0".repeat(count));
        let said = |count| job(&list(count)).unwrap_err().to_string();
        assert!(said(MOST_FIELDS - 10).contains("margin"));
        assert!(said(MOST_FIELDS).contains("fields"));
        // In a string they are no values.
        let html = ",[{".repeat(MOST_FIELDS);
        assert!(job(&format!(r#"{{"html":"\\\"{html}"}}"#)).is_ok());
    }
}
