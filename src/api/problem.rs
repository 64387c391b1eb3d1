//! Errors as `application/problem+json` (RFC 9457). The one place that knows
//! which status an error has.

use http::header::{ALLOW, HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::error::{Error, JobsError, seconds};
use crate::job::limits::LimitExceeded;
use crate::job::options::FieldError;
use crate::message::{Blame, Message};

use super::list::{self, Cut};
use super::native::warnings;
use super::payload::Payload;

/// The answer that tells a caller what went wrong. `id` is that of the request,
/// under which the log tells more.
pub fn answer(error: &Error, id: &str) -> Response<Payload> {
    let (status, kind) = status_and_kind(error);
    let mut body = json!({
        "type": format!("urn:html2pdf:{kind}"),
        "title": status.canonical_reason(),
        "status": status.as_u16(),
    });
    add_message(&error.message(), &mut body);
    body["instance"] = format!("urn:html2pdf:request:{id}").into();
    add_entries(error, &mut body);
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

/// The same of an error that is answered to nobody: it is in a report.
pub fn report(error: &Error) -> Value {
    let (_, kind) = status_and_kind(error);
    let mut report = json!({ "type": format!("urn:html2pdf:{kind}") });
    add_message(&error.message(), &mut report);
    add_entries(error, &mut report);
    report
}

fn add_message(message: &Message, to: &mut Value) {
    to["detail"] = list::text(&message.detail).into();
    if let Some(remedy) = &message.remedy {
        to["remedy"] = list::text(remedy).into();
    }
}

fn add_entries(error: &Error, to: &mut Value) {
    let Cut { entries, more } = match error {
        Error::BadFields(fields) => list::cut(fields.iter().map(field)),
        Error::Strict(warnings) => warnings::objects(warnings),
        _ => return,
    };
    to["errors"] = entries.into();
    if more > 0 {
        to["more"] = more.into();
    }
}

pub fn status(error: &Error) -> StatusCode {
    status_and_kind(error).0
}

fn field(error: &FieldError) -> Value {
    let mut field = json!({
        "field": list::text(&error.field),
        "detail": list::text(&error.detail),
    });
    if let Some(remedy) = &error.remedy {
        field["remedy"] = list::text(remedy).into();
    }
    field
}

/// The status, and a word for programs, which does not change when a message is
/// reworded.
fn status_and_kind(error: &Error) -> (StatusCode, &'static str) {
    match error {
        Error::BadRequest(_) | Error::BadFields(_) => (StatusCode::BAD_REQUEST, "bad-request"),
        Error::NotFound => (StatusCode::NOT_FOUND, "not-found"),
        Error::NoResult => (StatusCode::NOT_FOUND, "no-result"),
        Error::MethodNotAllowed { .. } => (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed"),
        Error::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "request-too-large"),
        Error::PdfTooLarge { .. } | Error::LimitExceeded(LimitExceeded::PdfBytes(_)) => {
            (StatusCode::PAYLOAD_TOO_LARGE, "pdf-too-large")
        }
        Error::UnsupportedMediaType(_) => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type")
        }
        Error::Unprintable(_) => (StatusCode::UNPROCESSABLE_ENTITY, "unprintable"),
        Error::LimitExceeded(_) => (StatusCode::UNPROCESSABLE_ENTITY, "over-limit"),
        Error::Strict(_) => (StatusCode::UNPROCESSABLE_ENTITY, "strict"),
        Error::Pdf(_) | Error::Raster(_) => match error.blame() {
            Blame::Caller => (StatusCode::UNPROCESSABLE_ENTITY, "unprintable"),
            Blame::Limit => (StatusCode::PAYLOAD_TOO_LARGE, "pdf-too-large"),
            Blame::Ours => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        },
        Error::Jobs(JobsError::NotSetUp) => (StatusCode::NOT_IMPLEMENTED, "no-jobs"),
        Error::Jobs(JobsError::NoSuchJob) => (StatusCode::NOT_FOUND, "no-such-job"),
        Error::Jobs(JobsError::NotReady { .. }) => (StatusCode::CONFLICT, "not-ready"),
        Error::Jobs(JobsError::KeyReused) => {
            (StatusCode::UNPROCESSABLE_ENTITY, "idempotency-key-reused")
        }
        Error::Jobs(JobsError::Unavailable) => {
            (StatusCode::SERVICE_UNAVAILABLE, "jobs-unavailable")
        }
        Error::Jobs(JobsError::Refused) => (StatusCode::BAD_GATEWAY, "jobs-refused"),
        Error::Undelivered(_) => (StatusCode::FAILED_DEPENDENCY, "undelivered"),
        Error::DeadlinePassed { .. } => (StatusCode::GATEWAY_TIMEOUT, "deadline-passed"),
        Error::StoreUnavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "store-unavailable"),
        Error::StoreRefused(_) => (StatusCode::BAD_GATEWAY, "store-refused"),
        Error::NoStorage(_) => (StatusCode::INSUFFICIENT_STORAGE, "no-storage"),
        Error::Busy(_) => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
        Error::Overloaded { .. } => (StatusCode::SERVICE_UNAVAILABLE, "overloaded"),
        Error::ShuttingDown => (StatusCode::SERVICE_UNAVAILABLE, "shutting-down"),
        Error::EngineEnded => (StatusCode::SERVICE_UNAVAILABLE, "engine-ended"),
        Error::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::api::native::response::Transport;
    use crate::job::{FailedResource, FailureReason, Warning};
    use crate::{pdf, raster};

    fn overloaded(milliseconds: u64) -> Error {
        let retry_after = Duration::from_millis(milliseconds);
        Error::Overloaded { retry_after }
    }

    fn body(error: &Error) -> serde_json::Value {
        serde_json::from_slice(answer(error, "id-1").body().as_text().unwrap()).unwrap()
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
        assert_eq!(body.get("remedy"), None);
    }

    #[test]
    fn a_remedy_is_a_member_of_its_own() {
        let message = Message::new("`x` is not a length", "use 10mm");
        let body = body(&Error::field("margin", message));
        assert_eq!(body["detail"], "margin: `x` is not a length");
        assert_eq!(body["remedy"], "use 10mm");
        assert_eq!(
            body["errors"][0],
            json!({"field": "margin", "detail": "`x` is not a length", "remedy": "use 10mm"})
        );
    }

    #[test]
    fn whose_fault_finishing_failed_by_decides_the_status() {
        let theirs = pdf::Error::Protected {
            name: "terms.pdf".to_owned(),
        };
        let ours = pdf::Error::Internal {
            cause: "missing xref entry".to_owned(),
        };
        let large = raster::Error::TooHeavy { drawn: 3 };
        for (error, status, kind) in [
            (Error::Pdf(theirs), 422, "unprintable"),
            (Error::Pdf(ours), 500, "internal"),
            (Error::Raster(large), 413, "pdf-too-large"),
            (Error::Raster(raster::Error::Unreadable), 500, "internal"),
        ] {
            let body = body(&error);
            assert_eq!(body["status"], status, "{error}");
            assert_eq!(body["type"], format!("urn:html2pdf:{kind}"), "{error}");
            assert!(!body.to_string().contains("xref"), "{body}");
        }
    }

    #[test]
    fn lists_what_strictness_refused() {
        let failed = FailedResource::new("logo.png", FailureReason::NotFound);
        let body = body(&Error::Strict(vec![Warning::FailedResource(failed)]));
        assert_eq!(body["status"], 422);
        assert_eq!(
            body["errors"][0],
            json!({"kind": "failed-resource", "url": "logo.png", "reason": "not-found", "detail": "logo.png could not be loaded: not-found"})
        );
    }

    #[test]
    fn no_list_makes_an_answer_that_a_load_balancer_drops() {
        let long = "\"\\".repeat(300);
        let failed = FailedResource::new(&long, FailureReason::NotFound);
        let warnings = vec![Warning::FailedResource(failed); 5000];
        let field = FieldError::new(
            long.repeat(50),
            Message::new(long.repeat(50), long.repeat(50)),
        );
        for (error, total) in [
            (Error::Strict(warnings), 5000),
            (Error::BadFields(vec![field; 500]), 500),
        ] {
            let answer = answer(&error, "id-1");
            assert!(Transport::LoadBalancer.carries(&answer));
            assert!(Transport::Gateway.carries(&answer));
            let body = body(&error);
            let told = body["errors"].as_array().unwrap().len();
            assert!(told > 5, "{told}");
            assert_eq!(body["more"], total - told);
        }
        let few = Error::field("zoom", "odd");
        assert_eq!(body(&few).get("more"), None);
    }

    #[test]
    fn keeps_its_reasons_to_itself() {
        let secret = anyhow::anyhow!("/var/task/secret").context("cannot open");
        let response = answer(&Error::Internal(secret), "id-1");
        assert_eq!(response.status(), 500);
        assert!(!String::from_utf8_lossy(response.body().as_text().unwrap()).contains("secret"));
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
            remedy: "POST it",
        };
        assert_eq!(answer(&error, "x").headers()[ALLOW], "POST, OPTIONS");
    }
}
