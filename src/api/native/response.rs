//! From a PDF or an error to an answer: headers, file name, size ceiling.

use std::time::Duration;

use anyhow::anyhow;
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{Response, StatusCode};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

use crate::api::payload::Payload;
use crate::contents::Contents;
use crate::error::Error;
use crate::job::Options;
use crate::job::options::Report;
use crate::message::Message;
use crate::pipeline::Product;

use super::{disposition, warnings};

pub const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub const PDF_PAGES: HeaderName = HeaderName::from_static("x-pdf-pages");

/// What carries the answer to the caller, and how much it can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A connection of our own: no ceiling.
    Connection,
    /// A buffered answer of a Lambda function, as JSON.
    Gateway,
    /// The same behind an Application Load Balancer.
    LoadBalancer,
    /// The result of a direct invocation, which is JSON.
    Invocation,
    /// Nothing: a message of a queue has no answer. Its document goes elsewhere.
    Message,
    /// A streamed answer of a Lambda function: its head as JSON, then its body as it is.
    Stream,
}

/// Bytes of the largest answer that Lambda streams. From AWS's documents.
const LARGEST_STREAM: usize = 200 << 20;

impl Transport {
    /// Bytes that it takes. From AWS's documents.
    const fn ceiling(self) -> Option<usize> {
        match self {
            Self::Connection | Self::Message => None,
            Self::Stream => Some(LARGEST_STREAM),
            Self::Gateway | Self::Invocation => Some(6_291_556),
            Self::LoadBalancer => Some(1 << 20),
        }
    }

    /// Looks whether what is printed for these options comes to anybody.
    pub fn check(self, options: &Options) -> Result<(), Error> {
        if self == Self::Message && options.delivery.to.is_none() {
            let why = "is not given, and a message of a queue has no answer";
            let remedy = "say where the document is to be PUT, such as a presigned address of S3";
            return Err(Error::field("deliver_to", Message::new(why, remedy)));
        }
        Ok(())
    }

    /// Whether this answer arrives.
    pub fn carries(self, response: &Response<Payload>) -> bool {
        let size = match self {
            Self::Connection | Self::Message => return true,
            Self::Stream | Self::Invocation => response.body().len() as usize,
            Self::Gateway | Self::LoadBalancer => size_as_json(response),
        };
        self.ceiling().is_none_or(|ceiling| size <= ceiling)
    }
}

/// How long everything took, for a report in the body.
#[derive(Clone, Copy, Debug)]
pub struct Timing<'a> {
    pub phases: &'a [(&'static str, Duration)],
    pub total: Duration,
}

/// Where a document can be fetched that is not in its answer.
#[derive(Clone, Debug)]
pub struct LinkTo {
    pub address: String,
    /// How long it holds.
    pub seconds: u64,
}

/// The answer that says where a document can be fetched: a redirect, or a report.
pub fn linked(
    product: &Product,
    options: &Options,
    link: &LinkTo,
    transport: Transport,
    timing: Timing<'_>,
) -> Result<Response<Payload>, Error> {
    if options.report == Report::Json || transport == Transport::Invocation {
        let report = report(product, options, Some(link), timing);
        return Ok(json(StatusCode::OK, "application/json", &report));
    }
    let mut response = Response::new(Payload::Whole(Bytes::new()));
    *response.status_mut() = StatusCode::SEE_OTHER;
    let to = HeaderValue::from_str(&link.address);
    let to = to.map_err(|_| anyhow!("the link to a result is no header"))?;
    let headers = response.headers_mut();
    headers.insert(LOCATION, to);
    tell(product, headers);
    Ok(response)
}

/// The answer that carries what was printed.
pub fn printed(
    product: &Product,
    options: &Options,
    transport: Transport,
    timing: Timing<'_>,
) -> Result<Response<Payload>, Error> {
    let response = match options.report {
        Report::Headers if transport != Transport::Invocation && product.delivered.is_none() => {
            document(product, options)
        }
        Report::Headers | Report::Json => whole_report(product, options, timing),
    };
    match transport.ceiling() {
        Some(limit) if !transport.carries(&response) => Err(Error::PdfTooLarge {
            pdf: product.contents.len() as usize,
            limit,
            is_json: transport != Transport::Stream,
        }),
        _ => Ok(response),
    }
}

fn document(product: &Product, options: &Options) -> Response<Payload> {
    let mut response = Response::new(Payload::from(product.contents.clone()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(product.content_type));
    let disposition = disposition::header(&options.delivery, product.extension);
    headers.insert(CONTENT_DISPOSITION, disposition);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    tell(product, headers);
    response
}

/// What headers tell of a document, wherever it is.
fn tell(product: &Product, headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PDF_PAGES, product.pages.into());
    if let Some(value) = warnings::header(&product.warnings) {
        headers.insert(warnings::NAME, value);
    }
}

/// The report, with the document in it. A large one is never in memory as a whole.
fn whole_report(product: &Product, options: &Options, timing: Timing<'_>) -> Response<Payload> {
    /// Of the report that has no document yet.
    const BEGINNING: &str = "{\"document\":null";
    let mut report = report(product, options, None, timing);
    let kind = "application/json";
    match &product.contents {
        _ if product.delivered.is_some() => json(StatusCode::OK, kind, &report),
        Contents::Bytes(bytes) => {
            report["document"] = BASE64_STANDARD.encode(bytes).into();
            json(StatusCode::OK, kind, &report)
        }
        file @ Contents::File(..) => {
            let text = Bytes::from(report.to_string());
            debug_assert!(text.starts_with(BEGINNING.as_bytes()));
            let behind = text.slice(BEGINNING.len()..);
            let before = Bytes::from_static(b"{\"document\":\"");
            let response = json(StatusCode::OK, kind, &Value::Null);
            let payload = Payload::in_base64(file.clone());
            let quote = Bytes::from_static(b"\"");
            response.map(|_| payload.between(before, [quote, behind].concat().into()))
        }
    }
}

/// What there is to tell of a document, without it.
pub fn told(product: &Product, options: &Options, timing: Timing<'_>) -> Value {
    let mut told = report(product, options, None, timing);
    if let Value::Object(members) = &mut told {
        members.shift_remove("document");
    }
    told
}

/// The same in one object, for callers who cannot read headers.
fn report(
    product: &Product,
    options: &Options,
    link: Option<&LinkTo>,
    timing: Timing<'_>,
) -> Value {
    let milliseconds = |duration: Duration| {
        let tenths = (duration.as_secs_f64() * 10_000.0).round();
        Value::from(tenths / 10.0)
    };
    let phases = timing.phases.iter().copied();
    let phases = phases.chain([("total", timing.total)]);
    let timings: Map<_, _> = phases
        .map(|(name, duration)| (name.to_owned(), milliseconds(duration)))
        .collect();
    let warnings = warnings::objects(&product.warnings);
    let mut report = json!({
        "document": null,
        "content_type": product.content_type,
        "filename": disposition::file_name(&options.delivery, product.extension),
        "pages": product.pages,
        "warnings": warnings.entries,
        "timings_ms": timings,
    });
    if let Some(status) = product.delivered {
        report["delivered"] = json!({"bytes": product.contents.len(), "status": status});
    }
    if let Some(LinkTo { address, seconds }) = link {
        let bytes = product.contents.len();
        report["link"] = json!({"url": address, "bytes": bytes, "seconds": seconds});
    }
    if warnings.more > 0 {
        report["more"] = warnings.more.into();
    }
    report
}

/// At least the bytes of the answer once it is JSON: the body as base64, or as a
/// string if it is text, every header twice (a load balancer wants both
/// spellings), and the rest.
fn size_as_json(response: &Response<Payload>) -> usize {
    const REST: usize = 2048;
    const LONGEST_LISTS: usize = 64 << 10;
    let headers: usize = response
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + 2 * value.len() + 16)
        .sum();
    let body = response.body();
    let bytes = body.len() as usize;
    let body = match body.as_text() {
        // Of what we put into JSON, quotes and backslashes grow.
        Some(text) if is_text(response.headers()) => {
            bytes + memchr::memchr2_iter(b'"', b'\\', text).count()
        }
        // A report in pieces: its base64 has neither, and its lists are bounded.
        None if is_text(response.headers()) => bytes + LONGEST_LISTS,
        _ => bytes.div_ceil(3) * 4,
    };
    body + 2 * headers + REST
}

/// Whether an answer is text, which JSON carries as it is.
pub fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| kind.ends_with(b"json") || kind.starts_with(b"text/"))
}

/// An answer in JSON.
pub fn json(
    status: StatusCode,
    content_type: &'static str,
    value: &serde_json::Value,
) -> Response<Payload> {
    let mut response = Response::new(Payload::Whole(value.to_string().into()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `Server-Timing`: where the time went, in milliseconds.
pub fn server_timing(phases: &[(&'static str, Duration)]) -> HeaderValue {
    let text: Vec<_> = phases
        .iter()
        .map(|(name, duration)| format!("{name};dur={:.1}", duration.as_secs_f64() * 1000.0))
        .collect();
    HeaderValue::from_str(&text.join(", ")).expect("names and numbers are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{FailedResource, FailureReason, Options, Warning};

    fn answer(
        bytes: usize,
        transport: Transport,
        report: Report,
    ) -> Result<Response<Payload>, Error> {
        let made = Product {
            contents: Bytes::from(vec![b'x'; bytes]).into(),
            content_type: "application/pdf",
            extension: "pdf",
            pages: 3,
            warnings: Vec::new(),
            delivered: None,
        };
        let options = Options {
            report,
            ..Options::default()
        };
        let timing = Timing {
            phases: &[("decode", Duration::from_micros(1240))],
            total: Duration::from_secs(2),
        };
        printed(&made, &options, transport, timing)
    }

    #[test]
    fn a_pdf_that_the_carrier_cannot_take_is_refused_before_it_breaks() {
        assert!(answer(4_700_000, Transport::Gateway, Report::Headers).is_ok());
        assert!(matches!(
            answer(4_720_000, Transport::Gateway, Report::Headers),
            Err(Error::PdfTooLarge {
                pdf: 4_720_000,
                limit: 6_291_556,
                is_json: true,
            })
        ));
        assert!(answer(780_000, Transport::LoadBalancer, Report::Headers).is_ok());
        assert!(answer(790_000, Transport::LoadBalancer, Report::Json).is_err());
        assert!(answer(50_000_000, Transport::Connection, Report::Headers).is_ok());
        assert!(answer(LARGEST_STREAM, Transport::Stream, Report::Headers).is_ok());
        assert!(answer(LARGEST_STREAM + 1, Transport::Stream, Report::Headers).is_err());
    }

    #[test]
    fn says_what_it_is() {
        let response = answer(10, Transport::Connection, Report::Headers).unwrap();
        assert_eq!(response.headers()[CONTENT_TYPE], "application/pdf");
        assert_eq!(response.headers()[PDF_PAGES], "3");
        assert_eq!(
            response.headers()[CONTENT_DISPOSITION],
            "inline; filename=\"document.pdf\""
        );
    }

    #[test]
    fn a_report_has_everything_in_its_body() {
        let response = answer(3, Transport::Gateway, Report::Json).unwrap();
        let body: Value = serde_json::from_slice(response.body().as_text().unwrap()).unwrap();
        assert_eq!(
            body,
            json!({
                "document": "eHh4",
                "content_type": "application/pdf",
                "filename": "document.pdf",
                "pages": 3,
                "warnings": [],
                "timings_ms": {"decode": 1.2, "total": 2000.0},
            })
        );
    }

    #[test]
    fn all_headers_together_are_fewer_than_any_front_door_takes() {
        /// Of API Gateway. AWS's documents: "total combined size of request line and
        /// header values".
        const MOST: usize = 10_240;
        let failed = FailedResource::new(&"가".repeat(500), FailureReason::NotFound);
        let product = Product {
            contents: Bytes::from_static(b"x").into(),
            content_type: "application/pdf",
            extension: "pdf",
            pages: 10_000,
            warnings: vec![Warning::FailedResource(failed); 5000],
            delivered: None,
        };
        // The longest name that the option takes, of the longest characters.
        let mut options = Options::read([("filename", &*"\u{1f4c4}".repeat(200))]).unwrap();
        options.report = Report::Headers;
        let timing = Timing {
            phases: &[],
            total: Duration::ZERO,
        };
        let response = printed(&product, &options, Transport::LoadBalancer, timing).unwrap();
        let headers = response.headers().iter();
        let bytes: usize = headers
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        // A request's id, where the time went, and what the platform adds.
        assert!(bytes + 2000 < MOST, "{bytes}");
    }

    #[test]
    fn a_report_says_how_many_more_warnings_there_are() {
        let failed = FailedResource::new(&"x".repeat(100), FailureReason::NotFound);
        let product = Product {
            contents: Bytes::from_static(b"x").into(),
            content_type: "application/pdf",
            extension: "pdf",
            pages: 1,
            warnings: vec![Warning::FailedResource(failed); 5000],
            delivered: None,
        };
        let options = Options {
            report: Report::Json,
            ..Options::default()
        };
        let timing = Timing {
            phases: &[],
            total: Duration::ZERO,
        };
        let response = printed(&product, &options, Transport::LoadBalancer, timing).unwrap();
        let body: Value = serde_json::from_slice(response.body().as_text().unwrap()).unwrap();
        let told = body["warnings"].as_array().unwrap().len();
        assert_eq!(body["more"], 5000 - told);
        assert!(response.body().len() < 100_000);
    }

    #[test]
    fn timing_is_in_milliseconds() {
        let phases = [
            ("decode", Duration::from_micros(1240)),
            ("total", Duration::from_secs(2)),
        ];
        assert_eq!(server_timing(&phases), "decode;dur=1.2, total;dur=2000.0");
    }
}
