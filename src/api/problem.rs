//! Errors as `application/problem+json` (RFC 9457). The one place that knows
//! which status an error has.

use bytes::Bytes;
use http::header::{ALLOW, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::json;

use crate::error::{Cause, Error, seconds};
use crate::job::limits::LimitExceeded;

use super::native::warnings;

/// The answer that tells a caller what went wrong. `id` is that of the request,
/// under which the log tells more.
pub fn answer(error: &Error, id: &str) -> Response<Bytes> {
    let status = status(error);
    let kind = kind(error);
    let mut body = json!({
        "type": format!("urn:html2pdf:{kind}"),
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": error.to_string(),
        "instance": format!("urn:html2pdf:request:{id}"),
    });
    match error {
        Error::BadRequest { fields, .. } if !fields.is_empty() => {
            body["errors"] = fields
                .iter()
                .map(|error| json!({ "field": error.field, "detail": error.detail }))
                .collect();
        }
        Error::Unprintable(Cause::Strict(warnings)) => {
            body["errors"] = warnings.iter().map(warnings::object).collect();
        }
        _ => {}
    }
    let mut response = super::native::response::json(status, "application/problem+json", &body);
    if let Ok(id) = HeaderValue::from_str(id) {
        response
            .headers_mut()
            .insert(super::native::response::REQUEST_ID, id);
    }
    if let Error::MethodNotAllowed { allow, .. } = error {
        response
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static(allow));
    }
    if let Some(retry_after) = error.retry_after() {
        let seconds = HeaderValue::from(seconds(retry_after));
        response.headers_mut().insert(RETRY_AFTER, seconds);
    }
    response
}

pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::BadRequest { .. } => StatusCode::BAD_REQUEST,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
        Error::TooLarge { .. } | Error::PdfTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::UnsupportedMediaType { .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Error::Unprintable(Cause::Exceeds(LimitExceeded::PdfBytes(_))) => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        Error::Unprintable(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::DeadlinePassed { .. } => StatusCode::GATEWAY_TIMEOUT,
        Error::NoStorage(_) => StatusCode::INSUFFICIENT_STORAGE,
        Error::Busy(_) | Error::Overloaded { .. } | Error::ShuttingDown | Error::EngineEnded => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A word for programs. It does not change when a message is reworded.
fn kind(error: &Error) -> &'static str {
    match error {
        Error::BadRequest { .. } => "bad-request",
        Error::NotFound => "not-found",
        Error::MethodNotAllowed { .. } => "method-not-allowed",
        Error::TooLarge { .. } => "request-too-large",
        Error::PdfTooLarge { .. } => "pdf-too-large",
        Error::UnsupportedMediaType { .. } => "unsupported-media-type",
        Error::Unprintable(Cause::Strict(_)) => "strict",
        Error::Unprintable(Cause::Exceeds(LimitExceeded::PdfBytes(_))) => "pdf-too-large",
        Error::Unprintable(Cause::Exceeds(_)) => "over-limit",
        Error::Unprintable(_) => "unprintable",
        Error::DeadlinePassed { .. } => "deadline-passed",
        Error::NoStorage(_) => "no-storage",
        Error::Busy(_) => "busy",
        Error::Overloaded { .. } => "overloaded",
        Error::ShuttingDown => "shutting-down",
        Error::EngineEnded => "engine-ended",
        Error::Internal(_) => "internal",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::job::options::FieldError;
    use crate::job::{FailedResource, FailureReason, Warning};

    fn overloaded(milliseconds: u64) -> Error {
        let retry_after = Duration::from_millis(milliseconds);
        Error::Overloaded { retry_after }
    }

    fn body(error: &Error) -> serde_json::Value {
        serde_json::from_slice(answer(error, "id-1").body()).unwrap()
    }

    #[test]
    fn names_every_bad_field() {
        let error = Error::fields(vec![
            FieldError::new("zoom", "too big"),
            FieldError::new("dpi", "odd"),
        ]);
        let body = body(&error);
        assert_eq!(body["status"], 400);
        assert_eq!(body["type"], "urn:html2pdf:bad-request");
        assert_eq!(body["errors"][1], json!({"field": "dpi", "detail": "odd"}));
        assert_eq!(body["instance"], "urn:html2pdf:request:id-1");
    }

    #[test]
    fn lists_what_strictness_refused() {
        let failed = FailedResource::new("logo.png", FailureReason::NotFound);
        let body = body(&Cause::Strict(vec![Warning::FailedResource(failed)]).into());
        assert_eq!(body["status"], 422);
        assert_eq!(
            body["errors"][0],
            json!({"kind": "failed-resource", "url": "logo.png", "reason": "not-found", "detail": "logo.png could not be loaded: not-found"})
        );
    }

    #[test]
    fn keeps_its_reasons_to_itself() {
        let secret = anyhow::anyhow!("/var/task/secret").context("cannot open");
        let response = answer(&Error::Internal(secret), "id-1");
        assert_eq!(response.status(), 500);
        assert!(!String::from_utf8_lossy(response.body()).contains("secret"));
    }

    #[test]
    fn who_comes_at_a_bad_moment_is_asked_to_come_again() {
        let response = answer(&Error::Busy(anyhow::anyhow!("EMFILE")), "id-1");
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers()[RETRY_AFTER], "1");
        for (error, seconds) in [
            (Error::ShuttingDown, "1"),
            (Error::EngineEnded, "1"),
            (overloaded(0), "1"),
            (overloaded(1200), "2"),
        ] {
            let response = answer(&error, "id-1");
            assert_eq!(response.status(), 503, "{error}");
            assert_eq!(response.headers()[RETRY_AFTER], seconds, "{error}");
        }
        let response = answer(&Error::NoStorage(anyhow::anyhow!("ENOSPC")), "id-1");
        assert_eq!(response.status(), 507);
        assert!(!response.headers().contains_key(RETRY_AFTER));
    }

    #[test]
    fn a_wrong_method_is_told_the_right_ones() {
        let error = Error::MethodNotAllowed {
            method: "GET".into(),
            allow: "POST, OPTIONS",
        };
        assert_eq!(answer(&error, "x").headers()[ALLOW], "POST, OPTIONS");
    }
}
