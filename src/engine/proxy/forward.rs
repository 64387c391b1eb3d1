//! A question in plain HTTP: asked anew at the far side, and its answer handed
//! on as it comes.

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
use http::{Method, Request, StatusCode, Uri};
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
use crate::net::connect;
use crate::net::target::Target;

use super::{Proxy, Reply};

/// What is between two neighbours, and not between the ends.
const HOP_BY_HOP: [HeaderName; 7] = [
    CONNECTION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("http2-settings"),
];

impl Proxy {
    pub(super) async fn forward(
        &self,
        request: Request<Incoming>,
        url: &Url,
    ) -> Result<Reply, FailureReason> {
        let target = Target::of(url)
            .filter(|target| url.scheme() == "http" && target.is_allowed(&self.network, 80));
        let target = target.ok_or(FailureReason::Blocked)?;
        // What asks for a WebSocket, and what would change something.
        let asks = matches!(*request.method(), Method::GET | Method::HEAD | Method::POST);
        if !asks || request.headers().contains_key(UPGRADE) {
            return Err(FailureReason::Blocked);
        }
        let lease = self.budget.ask()?;
        let until = lease.until;
        let far = connect::connect(&*self.world, &self.network, &target, until).await?;
        let answered = timeout_at(until, self.ask(far, request, &target)).await;
        let (line, response) = answered.map_err(|_| FailureReason::TimedOut)??;

        let (mut parts, body) = response.into_parts();
        // A proxy's words are ours alone.
        if parts.status.is_informational()
            || parts.status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        {
            return Err(FailureReason::Failed);
        }
        let announced = body.size_hint().exact();
        if announced.is_some_and(|length| !lease.has_room_for(length)) {
            return Err(FailureReason::TooLarge);
        }
        strip(&mut parts.headers);
        let relayed = Relayed {
            line,
            body,
            late: Box::pin(sleep_until(until)),
            lease,
            budget: self.budget.clone(),
            url: url.to_string(),
        };
        Ok(Reply::from_parts(parts, UnsyncBoxBody::new(relayed)))
    }

    async fn ask(
        &self,
        far: TcpStream,
        request: Request<Incoming>,
        target: &Target,
    ) -> Result<(Line, http::Response<Incoming>), FailureReason> {
        let failed = |_| FailureReason::Failed;
        let (mut parts, body) = request.into_parts();
        strip(&mut parts.headers);
        let host = match target.port {
            80 => target.host.to_string(),
            port => format!("{}:{port}", target.host),
        };
        let host = HeaderValue::try_from(host).map_err(|_| FailureReason::Failed)?;
        parts.headers.insert(HOST, host);
        let path = parts.uri.path_and_query().cloned();
        parts.uri = Uri::from(path.unwrap_or(PathAndQuery::from_static("/")));
        parts.version = http::Version::HTTP_11;
        let most = usize::try_from(self.budget.quota().resource_bytes).unwrap_or(usize::MAX);
        let request = Request::from_parts(parts, Limited::new(body, most));

        let (mut sender, connection) = http1::Builder::new()
            .preserve_header_case(true)
            .handshake(TokioIo::new(far))
            .await
            .map_err(failed)?;
        let mut line = Line(Some(Box::pin(connection)));
        let mut response = pin!(sender.send_request(request));
        let response = poll_fn(|context| {
            line.move_on(context);
            response.as_mut().poll(context)
        });
        let response = response.await.map_err(failed)?;
        Ok((line, response))
    }
}

/// A connection to the far side, which must be polled to move on.
struct Line(Option<Pin<Box<Far>>>);

type Far = Connection<TokioIo<TcpStream>, Limited<Incoming>>;

impl Line {
    fn move_on(&mut self, context: &mut Context<'_>) {
        if let Some(connection) = &mut self.0
            && connection.as_mut().poll(context).is_ready()
        {
            self.0 = None;
        }
    }
}

/// An answer, as long as the job may have it.
struct Relayed {
    line: Line,
    body: Incoming,
    late: Pin<Box<Sleep>>,
    lease: Lease,
    budget: Arc<NetworkBudget>,
    url: String,
}

impl Relayed {
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
            this.line.move_on(context);
            match Pin::new(&mut this.body).poll_frame(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(_))) => return this.cut(FailureReason::Failed),
                Poll::Ready(Some(Ok(frame))) => {
                    // Trailers are of this hop.
                    let Ok(data) = frame.into_data() else {
                        continue;
                    };
                    return match this.lease.take(data.len()) {
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

fn strip(headers: &mut HeaderMap) {
    let named: Vec<_> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse::<HeaderName>().ok())
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
