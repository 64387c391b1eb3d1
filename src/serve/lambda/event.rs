//! What is read of an event: its body, its address, its time.

use std::future::ready;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::HOST;
use lambda_http::Context;
use lambda_http::request::LambdaRequest;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::api::service::Body as RequestBody;
use crate::api::submission::base64;
use crate::error::Error;

/// Kept back from the time that Lambda leaves us, to clean up and to answer.
const RESERVE: Duration = Duration::from_millis(500);

/// Letters that a query must not hold as they are.
const NOT_IN_QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'\\')
    .add(b'^')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The body of an event, which has arrived with it.
pub struct EventBody(pub Option<Result<Bytes, Error>>);

impl RequestBody for EventBody {
    fn announced(&self) -> Option<usize> {
        let bytes = self.0.as_ref()?.as_ref().ok()?;
        Some(bytes.len())
    }

    fn read(&mut self, _: usize) -> BoxFuture<'_, Result<Bytes, Error>> {
        Box::pin(ready(self.0.take().unwrap_or_else(|| Ok(Bytes::new()))))
    }
}

/// Takes the body out of an event. Its base64 is undone here, because the
/// library's own decoder panics when it is malformed.
pub fn take_body(event: &mut LambdaRequest) -> Result<Bytes, Error> {
    let (body, encoded) = match event {
        LambdaRequest::ApiGatewayV1(event) => (event.body.take(), event.is_base64_encoded),
        LambdaRequest::ApiGatewayV2(event) => (event.body.take(), event.is_base64_encoded),
        LambdaRequest::Alb(event) => (event.body.take(), event.is_base64_encoded),
        _ => (None, false),
    };
    let body = body.unwrap_or_default();
    if !encoded {
        return Ok(body.into());
    }
    base64::decode(body.as_bytes())
        .map(Bytes::from)
        .map_err(|why| {
            let detail = format!("the event says isBase64Encoded, but the body is {why}");
            Error::field("body", detail)
        })
}

/// Takes out of an address what the library would panic on: the name under
/// which the caller reached us, on which nothing depends, and letters that
/// should have been percent-encoded.
pub fn mend_address(event: &mut LambdaRequest) {
    let (domain_name, headers) = match event {
        LambdaRequest::ApiGatewayV1(event) => {
            event.multi_value_headers.remove(HOST);
            (&mut event.request_context.domain_name, &mut event.headers)
        }
        LambdaRequest::ApiGatewayV2(event) => {
            if let Some(query) = &mut event.raw_query_string {
                *query = utf8_percent_encode(query, NOT_IN_QUERY).to_string();
            }
            (&mut event.request_context.domain_name, &mut event.headers)
        }
        LambdaRequest::Alb(event) => {
            event.multi_value_headers.remove(HOST);
            (&mut None, &mut event.headers)
        }
        _ => return,
    };
    headers.remove(HOST);
    *domain_name = None;
}

/// The path as its caller has it, with the stage or the base path of a REST API, which leads to nothing without that.
pub fn whole_path(event: &LambdaRequest) -> Option<String> {
    let LambdaRequest::ApiGatewayV1(event) = event else {
        return None;
    };
    let whole = event.request_context.path.as_deref()?;
    let path = event.path.as_deref().filter(|path| path.starts_with('/'))?;
    let is_whole = whole.starts_with('/') && whole.ends_with(path);
    is_whole.then(|| whole.to_owned())
}

/// What Lambda leaves us for this event. An emulator may give a deadline that
/// has long passed: that one is no deadline.
pub fn time_left(context: &Context) -> Option<Duration> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let left = Duration::from_millis(context.deadline).checked_sub(now)?;
    Some(left.saturating_sub(RESERVE))
}
