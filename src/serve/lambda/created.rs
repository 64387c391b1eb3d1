//! Objects of S3 that were created: each HTML document is printed, and what was made of it is put beside it.
//!
//! What we put there never ends in `.html`, and nothing else is printed. So however the bucket tells of its objects, one of
//! ours comes to nothing.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use lambda_http::Context;
use lambda_http::lambda_runtime::Diagnostic;
use mime::Mime;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use tokio::time::Instant;
use tracing::info;
use url::form_urlencoded;

use crate::api::native::response::Transport;
use crate::api::service::Service;
use crate::contents::Contents;
use crate::store::{Bucket, Failure, Head, Object, Place, Put};

use super::direct::{self, Order};
use super::event::time_left;

/// What options in metadata begin with.
const OPTION: &str = "html2pdf-";

/// What documents are called, and what is never made of one.
const DOCUMENTS: [&str; 2] = ["html", "htm"];

/// What is made of documents, and said of them.
const OTHERS: [&str; 5] = ["pdf", "png", "jpg", "zip", "json"];

/// The longest that a bucket may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// An object that an event tells of.
#[derive(Debug, PartialEq, Eq)]
pub struct Created {
    bucket: String,
    key: String,
}

/// The objects that were created, where that is what an event tells: of S3 itself, or by EventBridge.
pub fn objects(event: &str) -> Option<Vec<Created>> {
    let event: Value = serde_json::from_str(event).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if event["source"] == "aws.s3" && event["detail-type"] == "Object Created" {
        let detail = &event["detail"];
        return Some(vec![Created {
            bucket: text(&detail["bucket"]["name"])?,
            key: text(&detail["object"]["key"])?,
        }]);
    }
    let records = event["Records"].as_array().filter(|all| !all.is_empty())?;
    let created = records.iter().map(|record| {
        let is_ours = record["eventSource"] == "aws:s3"
            && text(&record["eventName"])?.starts_with("ObjectCreated:");
        // S3 writes it as forms do.
        let key = text(&record["s3"]["object"]["key"])?.replace('+', " ");
        let key = percent_encoding::percent_decode_str(&key).decode_utf8();
        is_ours.then_some(Created {
            bucket: text(&record["s3"]["bucket"]["name"])?,
            key: key.ok()?.into_owned(),
        })
    });
    created.collect()
}

/// Prints them, one after the other.
pub async fn answer(
    service: &Service,
    objects: Vec<Created>,
    context: &Context,
) -> Result<Box<RawValue>, Diagnostic> {
    let (mut printed, mut passed_over) = (Vec::new(), Vec::new());
    for object in objects {
        let name = within(service, &object)?;
        match kind(&name) {
            Kind::Document(stem) => {
                let output = print(service, &name, stem, context).await?;
                info!("printed an object");
                printed.push(json!({"key": object.key, "output": output}));
            }
            Kind::Other => passed_over.push(object.key),
            Kind::Unknown => {
                return Err(fault(
                    "not-html",
                    format!(
                        "`{}` is no document of HTML by its name; put one there whose name ends in .html, or tell the \
                         function of no others (a suffix in the bucket's notification)",
                        object.key
                    ),
                ));
            }
        }
    }
    to_raw_value(&json!({"printed": printed, "passed_over": passed_over}))
        .map_err(|error| fault("internal", error.to_string()))
}

enum Kind<'a> {
    /// And its name without the ending.
    Document(&'a str),
    /// What was made of one, or what is said of one.
    Other,
    Unknown,
}

fn kind(name: &str) -> Kind<'_> {
    let last = name.rsplit('/').next().unwrap_or_default();
    let Some((before, ending)) = last.rsplit_once('.') else {
        return Kind::Unknown;
    };
    let ending = ending.to_ascii_lowercase();
    if DOCUMENTS.contains(&&*ending) && !before.is_empty() {
        return Kind::Document(&name[..name.len() - ending.len() - 1]);
    }
    match OTHERS.contains(&&*ending) {
        true => Kind::Other,
        false => Kind::Unknown,
    }
}

/// The name of an object below the place whose documents are printed.
fn within(service: &Service, object: &Created) -> Result<String, Diagnostic> {
    let Created { bucket, key } = object;
    let place = service.config.inbox.as_ref().map(|inbox| &inbox.place);
    let refused = |what: String| {
        let why = format!("the event is of s3://{bucket}/{key}, and {what}");
        Err(fault("not-the-inbox", why))
    };
    let Some(Place::S3(location)) = place else {
        return refused(
            "this function prints no objects; set HTML2PDF_INBOX=s3://BUCKET/PREFIX".to_owned(),
        );
    };
    let below = match location.prefix.as_str() {
        "" => Some(key.as_str()),
        prefix => key
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_prefix('/')),
    };
    match below {
        Some(name) if *bucket == location.bucket => Ok(name.to_owned()),
        _ => refused(format!(
            "this function prints those of s3://{}/{} alone (HTML2PDF_INBOX)",
            location.bucket, location.prefix
        )),
    }
}

/// Prints one, and says what that became.
async fn print(
    service: &Service,
    name: &str,
    stem: &str,
    context: &Context,
) -> Result<String, Diagnostic> {
    let Some(bucket) = &service.inbox else {
        return Err(fault(
            "internal",
            "there is no bucket of documents".to_owned(),
        ));
    };
    let until = Instant::now() + time_left(context).unwrap_or(PATIENCE);
    let most = service.config.max_request_bytes as u64;
    let document = read(bucket, name, most, until).await?;
    let document = document.ok_or_else(|| {
        let why = format!("`{name}` is not there any more, or the function may not read it");
        fault("no-object", why)
    })?;
    let beside = read(bucket, &format!("{stem}.json"), most, until).await?;
    let beside = beside.map(|object| object.body).unwrap_or_default();
    let order = Order {
        body: request(&document.body, &beside).map_err(|why| {
            let why = format!("`{stem}.json`, which says how `{name}` is printed, {why}");
            fault("bad-request", why)
        })?,
        query: options(&document, &beside),
        // All of it is put into the bucket.
        transport: Transport::Connection,
        time_left: time_left(context),
        id: context.request_id.clone(),
    };
    let response = direct::print(service, order).await;
    if response.status() != http::StatusCode::OK {
        let problem = direct::result(response).await;
        return Err(problem.err().unwrap_or_else(|| {
            let why = "the options have the document go elsewhere; leave `deliver` out".to_owned();
            fault("bad-request", why)
        }));
    }
    let (parts, payload) = response.into_parts();
    let head = head(&parts.headers);
    let output = format!("{stem}.{}", ending(&head.content_type));
    let body = payload.whole().await;
    let body = body.map_err(|error| fault("internal", error.to_string()))?;
    let put = Put {
        name: &output,
        head: &head,
        mark: None,
    };
    let put = bucket.put_object(put, Contents::Bytes(body), until);
    put.await.map_err(|why| of_store(&why))?;
    Ok(output)
}

async fn read(
    bucket: &Bucket,
    name: &str,
    most: u64,
    until: Instant,
) -> Result<Option<Object>, Diagnostic> {
    let read = bucket.get_object(name, most, until).await;
    read.map_err(|why| of_store(&why))
}

/// A request as JSON: what stands beside the document, and the document.
fn request(document: &[u8], beside: &[u8]) -> Result<Bytes, &'static str> {
    let text = std::str::from_utf8(beside).map_err(|_| "is not UTF-8")?;
    let text = text.trim_start_matches('\u{feff}').trim();
    let members = match text {
        "" => "",
        // Whether they are right is seen when they are read.
        text => text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'))
            .ok_or("is no object of JSON")?
            .trim(),
    };
    let comma = if members.is_empty() { "" } else { "," };
    let document = BASE64_STANDARD.encode(document);
    Ok(format!("{{\"html_base64\":\"{document}\"{comma}{members}}}").into())
}

/// Options in its metadata, and the charset of its content type where nobody says another.
fn options(document: &Object, beside: &[u8]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let mut says_encoding = memchr::memmem::find(beside, b"\"encoding\"").is_some();
    for (name, value) in &document.metadata {
        if let Some(option) = name.to_ascii_lowercase().strip_prefix(OPTION) {
            // A header's name has hyphens.
            let option = option.replace('-', "_");
            says_encoding |= option == "encoding";
            query.append_pair(&option, value);
        }
    }
    let mime = document.content_type.as_deref();
    let mime: Option<Mime> = mime.and_then(|mime| mime.parse().ok());
    let charset = mime.as_ref().and_then(|mime| mime.get_param(mime::CHARSET));
    if let Some(charset) = charset
        && !says_encoding
    {
        query.append_pair("encoding", charset.as_str());
    }
    query.finish()
}

fn head(headers: &HeaderMap) -> Head {
    let text = |name| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    Head {
        content_type: text(CONTENT_TYPE),
        disposition: text(CONTENT_DISPOSITION),
    }
}

/// Of what was made, by its type.
fn ending(content_type: &str) -> &'static str {
    match content_type {
        "application/pdf" => "pdf",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "application/zip" => "zip",
        // A report, with the document in it. `NAME.json` is the options.
        _ => "report.json",
    }
}

fn of_store(why: &Failure) -> Diagnostic {
    let kind = match why {
        Failure::Refused(_) | Failure::Forbidden(_) => "store-refused",
        _ => "store-unavailable",
    };
    fault(kind, format!("the bucket of documents: {why}"))
}

fn fault(kind: &str, error_message: String) -> Diagnostic {
    Diagnostic {
        error_type: format!("urn:html2pdf:{kind}"),
        error_message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read_of_both_kinds_of_events() {
        let record = |source: &str, name: &str, key: &str| {
            json!({"Records": [{"eventSource": source, "eventName": name,
                   "s3": {"bucket": {"name": "b"}, "object": {"key": key}}}]})
            .to_string()
        };
        let created = |key: &str| {
            Some(vec![Created {
                bucket: "b".to_owned(),
                key: key.to_owned(),
            }])
        };
        let put = record("aws:s3", "ObjectCreated:Put", "a+b/%ED%95%9C%2B.html");
        assert_eq!(objects(&put), created("a b/한+.html"));
        let bridge = json!({"source": "aws.s3", "detail-type": "Object Created",
                            "detail": {"bucket": {"name": "b"}, "object": {"key": "a+b.html"}}});
        assert_eq!(objects(&bridge.to_string()), created("a+b.html"));
        for other in [
            record("aws:s3", "ObjectRemoved:Delete", "a.html"),
            record("aws:sqs", "ObjectCreated:Put", "a.html"),
            r#"{"Records": []}"#.to_owned(),
            r#"{"html": "x"}"#.to_owned(),
            r#"{"source": "aws.s3", "detail-type": "Object Deleted", "detail": {}}"#.to_owned(),
        ] {
            assert_eq!(objects(&other), None, "{other}");
        }
    }

    #[test]
    fn nothing_that_is_made_is_called_as_a_document_is() {
        for made in [
            "application/pdf",
            "image/png",
            "image/jpeg",
            "application/zip",
            "application/json",
            "text/html",
        ] {
            let output = format!("a.{}", ending(made));
            assert!(matches!(kind(&output), Kind::Other), "{output}");
        }
        for (name, stem) in [("a/b.html", "a/b"), ("B.HTM", "B"), ("a.pdf.html", "a.pdf")] {
            assert!(
                matches!(kind(name), Kind::Document(found) if found == stem),
                "{name}"
            );
        }
        for name in ["a.docx", "html", ".html", "a.html/", "a.html/x"] {
            assert!(matches!(kind(name), Kind::Unknown), "{name}");
        }
    }

    #[test]
    fn what_stands_beside_a_document_becomes_part_of_its_request() {
        let text = |beside: &str| {
            let request = request(b"<p>x", beside.as_bytes());
            request.map(|request| String::from_utf8(request.to_vec()).unwrap())
        };
        assert_eq!(text("").unwrap(), r#"{"html_base64":"PHA+eA=="}"#);
        assert_eq!(text(" { } ").unwrap(), r#"{"html_base64":"PHA+eA=="}"#);
        let both = text("\u{feff}{\"data\": {\"total\": 1.50}}\n").unwrap();
        assert_eq!(
            both,
            r#"{"html_base64":"PHA+eA==","data": {"total": 1.50}}"#
        );
        assert!(text("[1]").is_err());
    }

    #[test]
    fn options_are_in_metadata_of_our_own_names() {
        let object = |metadata: &[(&str, &str)], content_type: &str| Object {
            body: Vec::new(),
            content_type: Some(content_type.to_owned()),
            metadata: metadata
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        let ours = [("html2pdf-page-size", "A5"), ("owner", "kim")];
        let korean = "text/html; charset=euc-kr";
        assert_eq!(options(&object(&ours, "text/html"), b""), "page_size=A5");
        assert_eq!(options(&object(&[], korean), b""), "encoding=euc-kr");
        assert_eq!(
            options(&object(&[], korean), br#"{"encoding": "utf-8"}"#),
            ""
        );
        let said = [("html2pdf-encoding", "utf-8")];
        assert_eq!(options(&object(&said, korean), b""), "encoding=utf-8");
    }
}
