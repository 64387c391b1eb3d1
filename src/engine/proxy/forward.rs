//! A request in plain HTTP: it is sent anew to its host, and the answer is relayed as
//! it comes.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{
    CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};
use http::uri::PathAndQuery;
use http::{Method, Request, Response, StatusCode, Uri};
use http_body_util::Limited;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::client::conn::http1::{self, Connection};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until, timeout_at};
use url::Url;

use crate::job::FailureReason;
use crate::net::budget::{Lease, NetworkBudget};
use crate::net::target::Target;

use super::outbound::{Outbound, Upstream};

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

/// Sends a request of the engine to its host, and returns the answer.
pub async fn forward(
    outbound: &Outbound,
    request: Request<Incoming>,
    url: &Url,
) -> Result<Reply, FailureReason> {
    // Printing does not change what is on a host, and a WebSocket could carry
    // anything.
    let method = request.method();
    let is_read = matches!(*method, Method::GET | Method::HEAD | Method::POST);
    if url.scheme() != "http" || !is_read || request.headers().contains_key(UPGRADE) {
        return Err(FailureReason::Blocked);
    }
    let Upstream {
        target,
        stream,
        lease,
    } = outbound.connect(url, 80).await?;
    let until = lease.until;
    let max_body = outbound.budget.quota().resource_bytes;
    let request = outgoing(request, &target, max_body)?;
    let sent = timeout_at(until, send(stream, request)).await;
    let (client, response) = sent.map_err(|_| FailureReason::TimedOut)??;

    let (mut parts, body) = response.into_parts();
    // The engine would take these for an answer of the proxy itself.
    if parts.status.is_informational() || parts.status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
    {
        return Err(FailureReason::Failed);
    }
    let announced = body.size_hint().exact();
    if announced.is_some_and(|length| !lease.has_room_for(length)) {
        return Err(FailureReason::TooLarge);
    }
    strip_hop_by_hop(&mut parts.headers);
    let relayed = Relayed {
        client,
        body,
        late: Box::pin(sleep_until(until)),
        lease,
        budget: outbound.budget.clone(),
        url: url.to_string(),
    };
    Ok(Reply::from_parts(parts, UnsyncBoxBody::new(relayed)))
}

type Outgoing = Request<Limited<Incoming>>;

/// The request as its host gets it: with the host that was parsed and checked, and
/// not with what the engine wrote.
fn outgoing(
    request: Request<Incoming>,
    target: &Target,
    max_body: u64,
) -> Result<Outgoing, FailureReason> {
    let (mut parts, body) = request.into_parts();
    strip_hop_by_hop(&mut parts.headers);
    let host = match target.port {
        80 => target.host.to_string(),
        port => format!("{}:{port}", target.host),
    };
    let host = HeaderValue::try_from(host).map_err(|_| FailureReason::Failed)?;
    parts.headers.insert(HOST, host);
    let path = parts.uri.path_and_query().cloned();
    parts.uri = Uri::from(path.unwrap_or(PathAndQuery::from_static("/")));
    parts.version = http::Version::HTTP_11;
    let max_body = usize::try_from(max_body).unwrap_or(usize::MAX);
    Ok(Request::from_parts(parts, Limited::new(body, max_body)))
}

/// Sends a request over a new connection, and waits for the head of the answer.
async fn send(
    stream: TcpStream,
    request: Outgoing,
) -> Result<(Client, Response<Incoming>), FailureReason> {
    let failed = |_| FailureReason::Failed;
    let (mut sender, connection) = http1::Builder::new()
        .preserve_header_case(true)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(failed)?;
    let mut client = Client(Some(Box::pin(connection)));
    let mut response = pin!(sender.send_request(request));
    let response = poll_fn(|context| {
        client.drive(context);
        response.as_mut().poll(context)
    });
    let response = response.await.map_err(failed)?;
    Ok((client, response))
}

/// The connection to the host. hyper would have it spawned as a task, which would
/// outlive the job: so whoever waits for the answer drives it.
struct Client(Option<Pin<Box<ClientConnection>>>);

type ClientConnection = Connection<TokioIo<TcpStream>, Limited<Incoming>>;

impl Client {
    fn drive(&mut self, context: &mut Context<'_>) {
        if let Some(connection) = &mut self.0
            && connection.as_mut().poll(context).is_ready()
        {
            self.0 = None;
        }
    }
}

/// The body of an answer, for as long as the job may wait and as much as it may have.
struct Relayed {
    client: Client,
    body: Incoming,
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
            this.client.drive(context);
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
