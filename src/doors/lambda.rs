//! The Lambda runtime: events of a REST API, an HTTP API, a Function URL or a
//! load balancer become requests, and answers go back as that door wants them.

use std::future::ready;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_TYPE, HOST};
use lambda_http::request::LambdaRequest;
use lambda_http::{
    Body, Context, LambdaEvent, RequestExt, TransformResponse, lambda_runtime, service_fn,
};

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::error::Error;
use crate::handler::{Call, Service};
use crate::request::base64;
use crate::response::{Carrier, problem};

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

/// Serves until the Lambda service ends the environment.
pub async fn serve(service: Service) -> anyhow::Result<()> {
    let service = Arc::new(service);
    let handler = service_fn(move |event: LambdaEvent<LambdaRequest>| {
        let service = service.clone();
        async move {
            let LambdaEvent {
                mut payload,
                context,
            } = event;
            let origin = payload.request_origin();
            let body = take_body(&mut payload);
            mend_address(&mut payload);
            let carrier = match payload {
                LambdaRequest::Alb(_) => Carrier::LoadBalancer,
                _ => Carrier::Gateway,
            };
            // The conversion panics on a path that is none.
            let response = match catch_unwind(|| lambda_http::Request::from(payload)) {
                Ok(request) => {
                    let path = request.raw_http_path().to_owned();
                    let (parts, _) = request.into_parts();
                    service
                        .handle(Call {
                            parts,
                            path,
                            body,
                            carrier,
                            time_left: time_left(&context),
                            id: context.request_id,
                        })
                        .await
                }
                Err(_) => {
                    let error = Error::bad_request("the event's path is none");
                    problem::answer(&error, &context.request_id)
                }
            };
            let done = Box::pin(ready(into_lambda(response)));
            TransformResponse::<Response<Body>, lambda_http::Error>::Response(origin, done).await
        }
    });
    lambda_runtime::run(handler)
        .await
        .map_err(anyhow::Error::from_boxed)
}

/// Takes the body out of an event. Its base64 is undone here, because the
/// library's own decoder panics when it is malformed.
fn take_body(event: &mut LambdaRequest) -> Result<Bytes, Error> {
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
fn mend_address(event: &mut LambdaRequest) {
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

/// Headers decide between text and base64; every answer of ours has a
/// Content-Type when it has a body.
fn into_lambda(response: Response<Bytes>) -> Response<Body> {
    let (parts, bytes) = response.into_parts();
    let is_json = parts
        .headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().ends_with(b"json"));
    let body = match String::from_utf8(Vec::from(bytes)) {
        Ok(text) if text.is_empty() => Body::Empty,
        Ok(text) if is_json => Body::Text(text),
        Ok(text) => Body::Binary(text.into_bytes()),
        Err(error) => Body::Binary(error.into_bytes()),
    };
    Response::from_parts(parts, body)
}

/// What Lambda leaves us for this event. An emulator may give a deadline that
/// has long passed: that one is no deadline.
fn time_left(context: &Context) -> Option<Duration> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let left = Duration::from_millis(context.deadline).checked_sub(now)?;
    Some(left.saturating_sub(RESERVE))
}
