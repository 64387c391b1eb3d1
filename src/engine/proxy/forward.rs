//! A request of the engine: it is sent anew to its host, and the answer is relayed as
//! it comes.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{
    ACCEPT, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RANGE,
    TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use http::{Method, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};
use url::Url;

use crate::fetch::{AnswerBody, Resource, SentBody, Session};
use crate::job::FailureReason;
use crate::net::budget::{Lease, NetworkBudget};

/// An answer for the engine.
pub type Reply = Response<UnsyncBoxBody<Bytes, io::Error>>;

/// Hop-by-hop headers, which are never forwarded (RFC 9110, 7.6.1). Those that
/// `Connection` names and all of `Proxy-...` are not forwarded either.
const HOP_BY_HOP: [HeaderName; 7] = [
    CONNECTION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("http2-settings"),
];

/// Sends a request of the engine to its host, and returns the answer. What the service
/// has fetched, or tried to, is not fetched again.
pub async fn forward(
    session: &Session,
    request: Request<Incoming>,
    url: &Url,
) -> Result<Reply, FailureReason> {
    // Printing does not change what is on a host, and a WebSocket could carry
    // anything.
    let method = request.method();
    let is_read = matches!(*method, Method::GET | Method::HEAD | Method::POST);
    if !is_read || request.headers().contains_key(UPGRADE) {
        return Err(FailureReason::Blocked);
    }
    if is_plain(&request)
        && let Some(known) = session.known(url)
    {
        return known.map(|resource| reply(&resource));
    }
    let (target, lease) = session.admit(url)?;
    let budget = session.budget();
    let request = outgoing(request, budget.quota().resource_bytes);
    let response = session.send(url, &target, request, &lease).await?;

    let (mut parts, body) = response.into_parts();
    // The engine would take these for an answer of the proxy itself.
    if parts.status.is_informational() || parts.status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
    {
        return Err(FailureReason::Failed);
    }
    lease.expect(body.size_hint().exact())?;
    strip_hop_by_hop(&mut parts.headers);
    parts.version = http::Version::HTTP_11;
    let relayed = Relayed {
        body,
        late: Box::pin(sleep_until(lease.until)),
        lease,
        budget: budget.clone(),
        url: url.to_string(),
    };
    Ok(Reply::from_parts(parts, UnsyncBoxBody::new(relayed)))
}

/// Whether a request asks for what lies at its address, and nothing else.
fn is_plain(request: &Request<Incoming>) -> bool {
    let headers = request.headers();
    let asks_otherwise = headers.keys().any(|name| {
        *name == RANGE || name.as_str().starts_with("if-") || name.as_str() == "x-requested-with"
    });
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    request.method() == Method::GET
        && !asks_otherwise
        && !accept.is_some_and(|accept| accept.contains("json"))
}

fn reply(resource: &Resource) -> Reply {
    let body = Full::new(resource.body.clone()).map_err(|never| match never {});
    let mut reply = Reply::new(UnsyncBoxBody::new(body));
    let content_type = resource.content_type.as_deref();
    if let Some(value) = content_type.and_then(|text| HeaderValue::try_from(text).ok()) {
        reply.headers_mut().insert(CONTENT_TYPE, value);
    }
    reply
}

/// The request as its host gets it, but for the address, which the client writes: not
/// what the engine wrote, but what was parsed and checked.
fn outgoing(request: Request<Incoming>, max_body: u64) -> Request<SentBody> {
    let (mut parts, body) = request.into_parts();
    strip_hop_by_hop(&mut parts.headers);
    let max_body = usize::try_from(max_body).unwrap_or(usize::MAX);
    let body = match body.is_end_stream() {
        true => SentBody::default(),
        false => SentBody::new(Limited::new(body, max_body).map_err(io::Error::other)),
    };
    Request::from_parts(parts, body)
}

/// The body of an answer, for as long as the job may wait and as much as it may have.
struct Relayed {
    body: AnswerBody,
    late: Pin<Box<Sleep>>,
    lease: Lease,
    budget: Arc<NetworkBudget>,
    url: String,
}

impl Relayed {
    /// Ends the body with an error, so that the engine sees that it is not whole.
    fn cut(&self, reason: FailureReason) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        self.budget.fail(&self.url, reason, true);
        Poll::Ready(Some(Err(io::Error::other(reason.as_str()))))
    }
}

impl Body for Relayed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = &mut *self;
        if this.late.as_mut().poll(context).is_ready() || Instant::now() >= this.lease.until {
            return this.cut(FailureReason::TimedOut);
        }
        loop {
            match Pin::new(&mut this.body).poll_frame(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(_))) => return this.cut(FailureReason::Failed),
                Poll::Ready(Some(Ok(frame))) => {
                    // Trailers are not forwarded, because `Trailer` is not.
                    let Ok(data) = frame.into_data() else {
                        continue;
                    };
                    return match this.lease.count(data.len()) {
                        Ok(()) => Poll::Ready(Some(Ok(Frame::data(data)))),
                        Err(reason) => this.cut(reason),
                    };
                }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn strip_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<_> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse::<HeaderName>().ok())
        // A message without its length would end elsewhere than it was sent to end.
        .filter(|name| *name != CONTENT_LENGTH)
        .collect();
    let of_proxies = headers
        .keys()
        .filter(|name| name.as_str().starts_with("proxy-"));
    let of_proxies: Vec<_> = of_proxies.cloned().collect();
    for name in named.iter().chain(&of_proxies).chain(&HOP_BY_HOP) {
        headers.remove(name);
    }
}
