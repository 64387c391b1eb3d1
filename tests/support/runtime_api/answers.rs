//! How the Runtime API answers.

use std::sync::{Arc, Mutex, mpsc};
use std::time::UNIX_EPOCH;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::sync::mpsc as queue;

use super::{Event, LARGEST, LARGEST_STREAM, Outcome, Report};

/// What both ends of the Runtime API share.
pub(super) struct Environment {
    pub(super) waiting: tokio::sync::Mutex<queue::UnboundedReceiver<Event>>,
    /// The invocation that has not been answered.
    pub(super) running: Mutex<Option<String>>,
    pub(super) strangers: Arc<Mutex<Vec<String>>>,
    pub(super) report: mpsc::Sender<Report>,
}

impl Environment {
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let agent = parts.headers.get("user-agent");
        if !agent.is_some_and(|agent| agent.as_bytes().starts_with(b"aws-lambda-rust/")) {
            let request = format!("{} {}", parts.method, parts.uri);
            self.strangers.lock().unwrap().push(request);
        }
        let path = parts
            .uri
            .path()
            .strip_prefix("/2018-06-01/runtime/")
            .unwrap_or_default();
        let words: Vec<_> = path.split('/').collect();
        match (&parts.method, &words[..]) {
            (&Method::GET, ["invocation", "next"]) => self.next().await,
            (&Method::POST, ["init", "error"]) => {
                let error = read(body).await;
                self.tell(Report::FailedToStart(parsed(&error)));
                accepted()
            }
            (&Method::POST, ["invocation", id, "response"]) if is_streamed(&parts.headers) => {
                let answer = read(body).await;
                self.end(id, || match in_parts(&answer) {
                    (_, body) if body.len() > LARGEST_STREAM => {
                        (too_large(), Outcome::TooLarge(body.len()))
                    }
                    (head, body) => (accepted(), Outcome::Stream(head, body)),
                })
            }
            (&Method::POST, ["invocation", id, "response"]) => {
                let answer = read(body).await;
                self.end(id, || match answer.len() {
                    ..=LARGEST => (accepted(), Outcome::Response(parsed(&answer))),
                    size => (too_large(), Outcome::TooLarge(size)),
                })
            }
            (&Method::POST, ["invocation", id, "error"]) => {
                let error = read(body).await;
                self.end(id, || (accepted(), Outcome::Error(parsed(&error))))
            }
            _ => refusal(StatusCode::NOT_FOUND, "NotFound", "page not found"),
        }
    }

    async fn next(&self) -> Response<Full<Bytes>> {
        self.tell(Report::AsksForAnEvent);
        // When the program goes, this future is dropped and the next one waits.
        let Some(event) = self.waiting.lock().await.recv().await else {
            return refusal(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Shutdown",
                "no more events",
            );
        };
        let deadline = event
            .deadline
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        *self.running.lock().unwrap() = Some(event.id.clone());
        Response::builder()
            .header("Content-Type", "application/json")
            .header("Lambda-Runtime-Aws-Request-Id", event.id)
            .header(
                "Lambda-Runtime-Deadline-Ms",
                deadline.as_millis().to_string(),
            )
            .header(
                "Lambda-Runtime-Invoked-Function-Arn",
                "arn:aws:lambda:ap-northeast-2:123456789012:function:html2pdf",
            )
            .header(
                "Lambda-Runtime-Trace-Id",
                "Root=1-672fa0b1-5c6d7e8f9a0b1c2d3e4f5a6b;Parent=53995c3f42cd8ad8;Sampled=0",
            )
            .body(Full::new(event.body))
            .unwrap()
    }

    /// Ends the running invocation, once.
    fn end(
        &self,
        id: &str,
        how: impl FnOnce() -> (Response<Full<Bytes>>, Outcome),
    ) -> Response<Full<Bytes>> {
        let mut running = self.running.lock().unwrap();
        if running.as_deref() != Some(id) {
            return refusal(
                StatusCode::BAD_REQUEST,
                "InvalidRequestID",
                "Invalid request ID",
            );
        }
        *running = None;
        let (response, outcome) = how();
        self.tell(Report::Ended(outcome));
        response
    }

    fn tell(&self, report: Report) {
        // Nobody listens any more when the test is over.
        let _ = self.report.send(report);
    }
}

async fn read(body: Incoming) -> Bytes {
    // A program that is killed while it writes sends no more.
    body.collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default()
}

fn is_streamed(headers: &http::HeaderMap) -> bool {
    let has = |name: &str, wanted: &str| headers.get(name).is_some_and(|value| value == wanted);
    has("lambda-runtime-function-response-mode", "streaming")
        && has("transfer-encoding", "chunked")
        && has(
            "content-type",
            "application/vnd.awslambda.http-integration-response",
        )
}

/// The head of a streamed answer, which ends with eight zeros, and its body.
fn in_parts(answer: &Bytes) -> (Value, Bytes) {
    let end = answer.windows(8).position(|eight| *eight == [0; 8]);
    let end = end.unwrap_or(answer.len());
    let body = answer.slice((end + 8).min(answer.len())..);
    (parsed(&answer[..end]), body)
}

fn parsed(json: &[u8]) -> Value {
    serde_json::from_slice(json).unwrap_or_else(|error| json!({ "notJson": error.to_string() }))
}

fn accepted() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from("{\"status\":\"OK\"}\n"));
    *response.status_mut() = StatusCode::ACCEPTED;
    response
}

fn too_large() -> Response<Full<Bytes>> {
    let message = format!("Exceeded maximum allowed payload size ({LARGEST} bytes).");
    refusal(
        StatusCode::PAYLOAD_TOO_LARGE,
        "RequestEntityTooLarge",
        &message,
    )
}

fn refusal(status: StatusCode, kind: &str, message: &str) -> Response<Full<Bytes>> {
    let body = json!({ "errorMessage": message, "errorType": kind }).to_string();
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    response
}
