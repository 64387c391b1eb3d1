//! The Lambda runtime: events of a REST API, an HTTP API, a Function URL or a
//! load balancer become requests, and answers go back in the form that this front door wants: as
//! one piece of JSON, or streamed.
//!
//! ```text
//! event   what is read of an event: body, address, time
//! direct  events that are the request itself
//! queue   messages of SQS, each of which is one
//! created objects of S3 that were put where documents are printed
//! ```

mod created;
mod direct;
mod event;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod queue;

use std::future::ready;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{Stream, TryStreamExt};
use http::Response;
use lambda_http::lambda_runtime::{
    self, Diagnostic, FunctionResponse, MetadataPrelude, StreamResponse,
};
use lambda_http::request::LambdaRequest;
use lambda_http::{Body, Context, LambdaEvent, RequestExt, TransformResponse, service_fn};
use serde::Serialize;
use serde_json::value::RawValue;
use tokio::time::timeout;

use crate::api::native::response::{self, Transport};
use crate::api::payload::Payload;
use crate::api::problem;
use crate::api::service::{ApiRequest, Service};
use crate::config::ResponseMode;
use crate::error::Error;

use event::{EventBody, mend_address, take_body, time_left, whole_path};

/// Sets what the library insists on and an emulator may have left out. To be
/// called while the program is still one thread.
#[expect(
    unsafe_code,
    clippy::disallowed_methods,
    reason = "lambda_runtime takes its settings from the environment alone"
)]
pub fn complete_environment() {
    for (name, value) in [
        ("AWS_LAMBDA_FUNCTION_NAME", "html2pdf"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
    ] {
        if std::env::var_os(name).is_none() {
            // SAFETY: nothing reads the environment meanwhile: there is no
            // other thread yet.
            unsafe { std::env::set_var(name, value) };
        }
    }
}

/// Serves until the Lambda service ends the environment.
pub async fn serve(service: Service) -> anyhow::Result<()> {
    // Until the first event is asked for, the processor is ours at full speed,
    // however little of it the function has later. After 10 seconds Lambda would
    // start all over again.
    const WARM_UP: Duration = Duration::from_secs(5);
    let _ = timeout(WARM_UP, service.pipeline.engine().warmed_up()).await;
    let service = Arc::new(service);
    let handler = service_fn(move |event: LambdaEvent<LambdaRequest>| {
        let service = service.clone();
        async move {
            if let LambdaRequest::PassThrough(event_text) = event.payload {
                let result = if queue::is_batch(&event_text) {
                    queue::answer(&service, &event_text, &event.context).await?
                } else if let Some(objects) = created::objects(&event_text) {
                    created::answer(&service, objects, &event.context).await?
                } else {
                    direct::answer(&service, &event_text, event.context).await?
                };
                return Ok(FunctionResponse::BufferedResponse(Answer::Result(result)));
            }
            let origin = event.payload.request_origin();
            let transport = transport(&event.payload, service.config.response);
            let response = answer(&service, event.payload, event.context, transport).await;
            if transport == Transport::Stream {
                return Ok(FunctionResponse::StreamingResponse(streamed(response)));
            }
            let response = into_lambda(response).await;
            let response = Box::pin(ready(response));
            TransformResponse::<Response<Body>, lambda_http::Error>::Response(origin, response)
                .await
                .map(|answer| FunctionResponse::BufferedResponse(Answer::Http(answer)))
                .map_err(Diagnostic::from)
        }
    });
    lambda_runtime::run(handler)
        .await
        .map_err(anyhow::Error::from_boxed)
}

/// An answer in one piece.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer<H> {
    Http(H),
    Result(Box<RawValue>),
}

/// What carries the answer. A load balancer waits for the whole of it, whatever is said.
const fn transport(event: &LambdaRequest, mode: ResponseMode) -> Transport {
    match (event, mode) {
        (LambdaRequest::Alb(_), _) => Transport::LoadBalancer,
        (_, ResponseMode::Stream) => Transport::Stream,
        (_, ResponseMode::Buffered) => Transport::Gateway,
    }
}

async fn answer(
    service: &Service,
    mut event: LambdaRequest,
    context: Context,
    transport: Transport,
) -> Response<Payload> {
    let mut body = EventBody(Some(take_body(&mut event)));
    let whole_path = whole_path(&event);
    mend_address(&mut event);
    // The conversion panics on a path that is none.
    let Ok(request) = catch_unwind(|| lambda_http::Request::from(event)) else {
        let error = Error::bad_request("the event's path is none");
        return problem::answer(&error, &context.request_id);
    };
    let path = request.raw_http_path().to_owned();
    let (parts, _) = request.into_parts();
    let call = ApiRequest {
        parts,
        whole_path: whole_path.unwrap_or_else(|| path.clone()),
        path,
        transport,
        time_left: time_left(&context),
        id: context.request_id,
    };
    service.handle(call, &mut body).await
}

/// Text goes as text, a PDF as base64. Every body of ours has a Content-Type:
/// without one the library would ruin what is not text.
async fn into_lambda(response: Response<Payload>) -> Response<Body> {
    let (parts, payload) = response.into_parts();
    let bytes = match payload.whole().await {
        Ok(bytes) => bytes,
        Err(error) => {
            let fault = Error::from(error);
            tracing::error!("an answer could not be read: {}", fault.for_log());
            let id = parts.headers.get(response::REQUEST_ID);
            let id = id.and_then(|id| id.to_str().ok()).unwrap_or_default();
            let (parts, payload) = problem::answer(&fault, id).into_parts();
            let text = payload.as_text().map(|text| String::from_utf8_lossy(text));
            let body = Body::Text(text.unwrap_or_default().into_owned());
            return Response::from_parts(parts, body);
        }
    };
    let is_text = response::is_text(&parts.headers);
    let body = match &bytes[..] {
        [] => Body::Empty,
        text if is_text => Body::Text(String::from_utf8_lossy(text).into_owned()),
        _ => Body::Binary(bytes.into()),
    };
    Response::from_parts(parts, body)
}

/// Status and headers, and behind them the body as it is, one piece after the other.
fn streamed(
    response: Response<Payload>,
) -> StreamResponse<impl Stream<Item = Result<Bytes, lambda_http::Error>> + Unpin> {
    let (parts, payload) = response.into_parts();
    StreamResponse {
        metadata_prelude: MetadataPrelude {
            status_code: parts.status,
            headers: parts.headers,
            cookies: Vec::new(),
        },
        stream: payload.pieces().map_err(lambda_http::Error::from),
    }
}
