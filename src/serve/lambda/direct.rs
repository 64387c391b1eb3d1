//! Direct invocation: by an SDK, a state machine or EventBridge. The event is the request itself,
//! as JSON; the answer is the report of it, or a failure of the invocation.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response};
use lambda_http::Context;
use lambda_http::lambda_runtime::Diagnostic;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::api::native::response::Transport;
use crate::api::payload::Payload;
use crate::api::service::{ApiRequest, Service};

use super::event::{EventBody, time_left};

/// What is looked at of an event that comes from no front door.
#[derive(Deserialize)]
struct Event<'a> {
    /// Of SQS, S3, SNS, streams.
    #[serde(rename = "Records")]
    records: Option<IgnoredAny>,
    /// Of EventBridge: what its sender has put into it.
    #[serde(rename = "detail-type")]
    detail_type: Option<IgnoredAny>,
    #[serde(borrow)]
    detail: Option<&'a RawValue>,
    html: Option<IgnoredAny>,
    html_base64: Option<IgnoredAny>,
    documents: Option<IgnoredAny>,
    url: Option<IgnoredAny>,
    /// Where `url` may stand too.
    options: Option<IgnoredAny>,
}

/// Prints what an event asks for.
pub async fn answer(
    service: &Service,
    event: &str,
    context: Context,
) -> Result<Box<RawValue>, Diagnostic> {
    let order = Order {
        body: Bytes::copy_from_slice(request(event)?.as_bytes()),
        query: String::new(),
        transport: Transport::Invocation,
        time_left: time_left(&context),
        id: context.request_id,
    };
    result(print(service, order).await).await
}

/// A request that came as JSON, without a front door.
pub struct Order {
    pub body: Bytes,
    /// Options beside those in it.
    pub query: String,
    pub transport: Transport,
    pub time_left: Option<Duration>,
    /// By which the log has it.
    pub id: String,
}

/// Prints what it asks for.
pub async fn print(service: &Service, order: Order) -> Response<Payload> {
    let mut request = Request::new(());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = format!("/?{}", order.query).parse().unwrap_or_default();
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(CONTENT_TYPE, json);
    let (parts, ()) = request.into_parts();
    let call = ApiRequest {
        parts,
        path: "/".to_owned(),
        whole_path: "/".to_owned(),
        transport: order.transport,
        time_left: order.time_left,
        id: order.id,
    };
    let mut body = EventBody(Some(Ok(order.body)));
    service.handle(call, &mut body).await
}

/// The request that an event is.
fn request(event: &str) -> Result<&str, Diagnostic> {
    let read = serde_json::from_str::<Event<'_>>(event);
    let unknown = |what: &str| Diagnostic {
        error_type: "urn:html2pdf:unknown-event".to_owned(),
        error_message: format!(
            "the event is {what}; send {{\"html\": \"...\", \"options\": {{...}}}}, an event of EventBridge with \
             that as its detail, messages of SQS of which each is that, one of S3 that says what was put there, or one of a REST API, an HTTP API, a Function URL or a load balancer"
        ),
    };
    let Ok(read) = read else {
        return Err(unknown("no object"));
    };
    let asks = [
        &read.html,
        &read.html_base64,
        &read.documents,
        &read.url,
        &read.options,
    ];
    match read {
        _ if read.records.is_some() => Err(unknown(
            "a list of records, and neither messages of SQS nor objects of S3 that were created",
        )),
        Event {
            detail_type: Some(_),
            detail: Some(detail),
            ..
        } => Ok(detail.get()),
        _ if asks.iter().any(|member| member.is_some()) => Ok(event),
        _ => Err(unknown("of no known kind")),
    }
}

/// The report as it is, and a problem as the failure of the invocation: what waits for it then
/// catches it, or tries again.
pub async fn result(response: Response<Payload>) -> Result<Box<RawValue>, Diagnostic> {
    let is_success = response.status().is_success();
    let internal = |error: &dyn std::fmt::Display| Diagnostic {
        error_type: "urn:html2pdf:internal".to_owned(),
        error_message: error.to_string(),
    };
    let body = response.into_body().whole().await;
    let body = body.map_err(|error| internal(&error))?;
    let text = String::from_utf8_lossy(&body);
    if is_success {
        let result = RawValue::from_string(text.into_owned());
        return result.map_err(|error| internal(&error));
    }
    let problem: Value = serde_json::from_str(&text).unwrap_or_default();
    let said = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let mut message = said(&problem, "detail");
    for error in problem["errors"].as_array().into_iter().flatten() {
        let name = match said(error, "field") {
            field if field.is_empty() => said(error, "kind"),
            field => field,
        };
        message += &format!("; {name}: {}", said(error, "detail"));
    }
    let remedy = said(&problem, "remedy");
    if !remedy.is_empty() {
        message += &format!("; {remedy}");
    }
    Err(Diagnostic {
        error_type: said(&problem, "type"),
        error_message: message,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_is_the_event_or_its_detail() {
        let own = r#"{"html": "<p>x", "options": {"page_size": "A5"}}"#;
        assert_eq!(request(own).unwrap(), own);
        assert!(request(r#"{"options": {"url": "https://example.com"}}"#).is_ok());
        let bridge = format!(r#"{{"version": "0", "detail-type": "Invoice", "detail": {own}}}"#);
        assert_eq!(request(&bridge).unwrap(), own);
        // A caller's own member of that name is none of EventBridge's.
        let detail = r#"{"html": "<p>x", "detail": {"html": "<p>y"}}"#;
        assert_eq!(request(detail).unwrap(), detail);
    }

    #[test]
    fn other_events_are_refused_by_what_they_are() {
        for (event, what) in [
            (
                r#"{"Records": [{"eventSource": "aws:s3"}], "html": "x"}"#,
                "records",
            ),
            ("{}", "no known kind"),
            (r#"{"key1": "value1"}"#, "no known kind"),
            ("[]", "no object"),
            ("7", "no object"),
        ] {
            let refused = request(event).unwrap_err();
            assert_eq!(refused.error_type, "urn:html2pdf:unknown-event");
            assert!(refused.error_message.contains(what), "{event}: {refused:?}");
            assert!(refused.error_message.contains(r#"send {"html""#));
        }
    }
}
