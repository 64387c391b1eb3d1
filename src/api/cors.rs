//! Cross-origin requests (CORS): off, unless the operator names an origin.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, HeaderValue, VARY,
};
use http::{Method, Response, StatusCode};

use super::payload::Payload;

/// Request headers that a page may send.
const TAKEN: &str = "content-type, content-transfer-encoding, authorization, idempotency-key, x-api-key, x-request-id";
/// Answer headers that a page may read.
const SHOWN: &str = "content-disposition, location, retry-after, server-timing, x-pdf-pages, x-pdf-warnings, x-request-id";

/// The answer to `OPTIONS`: which methods the path takes.
pub fn options(methods: &'static str) -> Response<Payload> {
    let mut response = Response::new(Payload::Whole(bytes::Bytes::new()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
        .headers_mut()
        .insert(ALLOW, HeaderValue::from_static(methods));
    response
}

/// Lets pages of `origin` read this answer to a request with this method.
pub fn allow(origin: &str, method: &Method, response: &mut Response<Payload>) {
    let headers = response.headers_mut();
    if method == Method::OPTIONS
        && let Some(methods) = headers.get(ALLOW).cloned()
    {
        headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
        headers.insert(
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(TAKEN),
        );
        headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    }
    if let Ok(origin) = HeaderValue::from_str(origin) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static(SHOWN),
    );
    headers.append(VARY, HeaderValue::from_static("origin"));
}
