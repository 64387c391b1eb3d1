//! From a PDF or an error to an answer: headers, file name, size ceiling.

pub mod cors;
mod disposition;
pub mod problem;
pub mod warnings;

use std::time::Duration;

use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName, HeaderValue,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{Response, StatusCode};

use crate::error::Error;
use crate::job::Pdf;
use crate::job::options::Delivery;

pub const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub const PDF_PAGES: HeaderName = HeaderName::from_static("x-pdf-pages");

/// What carries the answer to the caller, and how much it can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// A connection of our own: no ceiling.
    Connection,
    /// A buffered answer of a Lambda function, as JSON.
    Gateway,
    /// The same behind an Application Load Balancer.
    LoadBalancer,
}

impl Carrier {
    /// Bytes of JSON that it takes. From AWS's documents.
    const fn ceiling(self) -> Option<usize> {
        match self {
            Self::Connection => None,
            Self::Gateway => Some(6_291_556),
            Self::LoadBalancer => Some(1 << 20),
        }
    }
}

/// The answer that carries a PDF.
pub fn pdf(pdf: &Pdf, delivery: &Delivery, carrier: Carrier) -> Result<Response<Bytes>, Error> {
    let mut response = Response::new(pdf.bytes.clone());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(CONTENT_DISPOSITION, disposition::header(delivery));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(PDF_PAGES, pdf.pages.into());
    if let Some(value) = warnings::header(&pdf.failed) {
        headers.insert(warnings::NAME, value);
    }
    match carrier.ceiling() {
        Some(limit) if size_as_json(&response) > limit => Err(Error::PdfTooLarge {
            pdf: pdf.bytes.len(),
            limit,
        }),
        _ => Ok(response),
    }
}

/// At least the bytes of the answer once it is JSON: the body as base64, every
/// header twice (a load balancer wants both spellings), and the rest.
fn size_as_json(response: &Response<Bytes>) -> usize {
    const REST: usize = 2048;
    let headers: usize = response
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + 2 * value.len() + 16)
        .sum();
    response.body().len().div_ceil(3) * 4 + 2 * headers + REST
}

/// An answer in JSON.
pub fn json(
    status: StatusCode,
    content_type: &'static str,
    value: &serde_json::Value,
) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(value.to_string()));
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
    use crate::job::Options;

    fn answer(bytes: usize, carrier: Carrier) -> Result<Response<Bytes>, Error> {
        let made = Pdf {
            bytes: vec![b'x'; bytes].into(),
            pages: 3,
            failed: Vec::new(),
        };
        pdf(&made, &Options::default().delivery, carrier)
    }

    #[test]
    fn a_pdf_that_the_carrier_cannot_take_is_refused_before_it_breaks() {
        assert!(answer(4_700_000, Carrier::Gateway).is_ok());
        assert!(matches!(
            answer(4_720_000, Carrier::Gateway),
            Err(Error::PdfTooLarge {
                pdf: 4_720_000,
                limit: 6_291_556
            })
        ));
        assert!(answer(780_000, Carrier::LoadBalancer).is_ok());
        assert!(answer(790_000, Carrier::LoadBalancer).is_err());
        assert!(answer(50_000_000, Carrier::Connection).is_ok());
    }

    #[test]
    fn says_what_it_is() {
        let response = answer(10, Carrier::Connection).unwrap();
        assert_eq!(response.headers()[CONTENT_TYPE], "application/pdf");
        assert_eq!(response.headers()[PDF_PAGES], "3");
        assert_eq!(
            response.headers()[CONTENT_DISPOSITION],
            "inline; filename=\"document.pdf\""
        );
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
