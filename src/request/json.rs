//! `application/json`: `html` or `html_base64`, and options beside it or in an
//! object named `options`.

use serde_json::{Map, Value};

use crate::error::Error;

use super::charset;
use super::submission::{Field, HTML, HTML_BASE64, Submission};

pub fn read(body: &[u8], charset: Option<&str>, submission: &mut Submission) -> Result<(), Error> {
    let text = charset::text(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body), charset)
        .map_err(|why| Error::field("body", why))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| {
        let detail = format!(
            "not JSON at line {}, column {}; send an object with html",
            error.line(),
            error.column()
        );
        Error::field("body", detail)
    })?;
    let Value::Object(members) = value else {
        return Err(Error::field(
            "body",
            "JSON, but not an object; send {\"html\": \"...\"}",
        ));
    };
    for (name, value) in members {
        match (Field::named(&name), value) {
            (Field::Html, Value::String(text)) => submission.set_document_text(text),
            (Field::HtmlBase64, Value::String(encoded)) => {
                submission.set_document_base64(encoded.as_bytes(), None);
            }
            (Field::Html, _) => submission.refuse_document(HTML, "not a string"),
            (Field::HtmlBase64, _) => submission.refuse_document(HTML_BASE64, "not a string"),
            (Field::Other, Value::Object(options)) if name == "options" => {
                add_options(options, submission);
            }
            (Field::Other, _) if name == "options" => submission.refuse(&name, "not an object"),
            (Field::Other, value) => add_option(name, value, submission),
        }
    }
    Ok(())
}

fn add_options(options: Map<String, Value>, submission: &mut Submission) {
    for (name, value) in options {
        add_option(name, value, submission);
    }
}

fn add_option(name: String, value: Value, submission: &mut Submission) {
    let value = match value {
        Value::Null => return,
        Value::String(text) => Ok(text),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Array(_) | Value::Object(_) => {
            Err("not a string, a number, true or false".to_owned())
        }
    };
    submission.add_option(name, value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Job;

    fn job(body: &str) -> Result<Job, Error> {
        let mut submission = Submission::default();
        read(body.as_bytes(), None, &mut submission)?;
        submission.into_job()
    }

    #[test]
    fn options_may_stand_beside_the_document_or_in_an_object() {
        for body in [
            r#"{"html":"<p>한글","options":{"pageSize":"A5","zoom":1.5,"grayscale":true,"title":null}}"#,
            r#"{"html":"<p>한글","page-size":"A5","zoom":"1.5","grayscale":"on"}"#,
            r#"{"htmlBase64":"PHA+7ZWc6riA","page_size":"A5","options":{"zoom":1.5,"grayscale":true}}"#,
        ] {
            let job = job(body).unwrap();
            assert_eq!(job.document, "<p>한글");
            assert_eq!(job.options.page.width.as_mm(), 148.0);
            assert_eq!(job.options.look.zoom, 1.5);
            assert!(job.options.look.grayscale);
        }
    }

    #[test]
    fn a_meta_charset_does_not_matter_in_json() {
        assert_eq!(
            job(r#"{"html":"<meta charset=euc-kr>한"}"#)
                .unwrap()
                .document,
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
        assert!(job(&"[".repeat(100_000)).is_err());
    }
}
