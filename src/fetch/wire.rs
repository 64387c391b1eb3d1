//! Connections to hosts. A host that speaks HTTP/2 has one for all requests; of the
//! others each request has its own, which the next one takes on.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::{CONNECTION, HOST, HeaderValue};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Request, Response, Uri, Version};
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, Error as TlsError};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

use crate::job::{FailureReason, Network};
use crate::net::connect::{self, Connector};
use crate::net::target::Target;

use super::tasks::Spawner;

/// The body of a request.
pub type SentBody = UnsyncBoxBody<Bytes, io::Error>;

/// Connections to one host at once, where it speaks HTTP/1.1. Browsers have as many.
const MOST_TO_ONE: usize = 6;

/// The head of an answer in HTTP/2, unpacked.
const MOST_HEAD: u32 = 64 << 10;

/// How a job's requests get to hosts.
pub struct Wire {
    pub network: Network,
    pub connector: Box<dyn Connector>,
    pub tls: Arc<ClientConfig>,
    pub spawner: Spawner,
    origins: Mutex<HashMap<(bool, Target), Arc<Origin>>>,
}

/// A host at a port, with or without TLS.
struct Origin {
    lines: Mutex<Lines>,
    /// Held by who asks a host for the first time what it speaks.
    asking: Arc<tokio::sync::Mutex<()>>,
    room: Arc<Semaphore>,
}

#[derive(Default)]
struct Lines {
    idle: Vec<http1::SendRequest<SentBody>>,
    shared: Option<http2::SendRequest<SentBody>>,
    /// Whether it is known to speak HTTP/1.1 alone.
    is_old: bool,
}

enum Line {
    One(One),
    Shared(http2::SendRequest<SentBody>),
}

/// A connection that one request has for itself.
struct One {
    sender: http1::SendRequest<SentBody>,
    _room: OwnedSemaphorePermit,
    origin: Arc<Origin>,
    is_new: bool,
}

/// What a request came to: if not an answer, then whether it may be sent once more.
enum Failed {
    /// The host closed a connection that it had kept open.
    Stale,
    For(FailureReason),
}

impl Wire {
    pub fn new(
        network: Network,
        connector: Box<dyn Connector>,
        tls: Arc<ClientConfig>,
        spawner: Spawner,
    ) -> Self {
        Self {
            network,
            connector,
            tls,
            spawner,
            origins: Mutex::default(),
        }
    }

    /// Sends a request to a target that is allowed. Its address and `Host` are those of
    /// the target. A request without a body is sent twice if it must be.
    pub async fn send(
        &self,
        is_tls: bool,
        target: &Target,
        request: Request<SentBody>,
        until: Instant,
    ) -> Result<Response<AnswerBody>, FailureReason> {
        let (parts, body) = request.into_parts();
        let again = body.is_end_stream().then(|| parts.clone());
        let first = Request::from_parts(parts, body);
        let sent = match (self.send_in_time(is_tls, target, first, until).await, again) {
            (Err(Failed::Stale), Some(parts)) => {
                self.forget(is_tls, target);
                let second = Request::from_parts(parts, SentBody::default());
                self.send_in_time(is_tls, target, second, until).await
            }
            (sent, _) => sent,
        };
        sent.map_err(|failed| match failed {
            Failed::For(reason) => reason,
            Failed::Stale => FailureReason::Failed,
        })
    }

    /// A connection on which no answer came in time is not used again.
    async fn send_in_time(
        &self,
        is_tls: bool,
        target: &Target,
        request: Request<SentBody>,
        until: Instant,
    ) -> Result<Response<AnswerBody>, Failed> {
        let sent = self.send_once(is_tls, target, request, until);
        timeout_at(until, sent).await.unwrap_or_else(|_| {
            self.forget(is_tls, target);
            Err(Failed::For(FailureReason::TimedOut))
        })
    }

    async fn send_once(
        &self,
        is_tls: bool,
        target: &Target,
        mut request: Request<SentBody>,
        until: Instant,
    ) -> Result<Response<AnswerBody>, Failed> {
        let line = self.line(is_tls, target, until).await;
        address(&mut request, is_tls, target, &line).map_err(Failed::For)?;
        match line.map_err(Failed::For)? {
            Line::Shared(mut sender) => match sender.send_request(request).await {
                Ok(response) => Ok(response.map(|body| AnswerBody { body, line: None })),
                Err(_) => {
                    self.forget(is_tls, target);
                    Err(Failed::Stale)
                }
            },
            Line::One(mut one) => match one.sender.send_request(request).await {
                Ok(response) => Ok(response.map(|body| AnswerBody {
                    body,
                    line: Some(one),
                })),
                Err(_) if !one.is_new => Err(Failed::Stale),
                Err(_) => Err(Failed::For(FailureReason::Failed)),
            },
        }
    }

    fn origin(&self, is_tls: bool, target: &Target) -> Arc<Origin> {
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = origins.entry((is_tls, target.clone()));
        let new = || {
            Arc::new(Origin {
                lines: Mutex::default(),
                asking: Arc::default(),
                room: Arc::new(Semaphore::new(MOST_TO_ONE)),
            })
        };
        origin.or_insert_with(new).clone()
    }

    /// Takes no connection for more requests.
    pub fn forget_all(&self) {
        let mut origins = self.origins.lock().unwrap_or_else(PoisonError::into_inner);
        origins.clear();
    }

    /// Takes connections to a host for no more requests.
    fn forget(&self, is_tls: bool, target: &Target) {
        let origin = self.origin(is_tls, target);
        let mut lines = origin.lines();
        lines.idle.clear();
        lines.shared = None;
    }

    async fn line(
        &self,
        is_tls: bool,
        target: &Target,
        until: Instant,
    ) -> Result<Line, FailureReason> {
        let origin = self.origin(is_tls, target);
        if let Some(shared) = origin.shared() {
            return Ok(Line::Shared(shared));
        }
        // The first that comes asks, so that a host of HTTP/2 gets one connection.
        let is_known = !is_tls || origin.lines().is_old;
        let mut asking = match is_known {
            true => None,
            false => Some(origin.asking.clone().lock_owned().await),
        };
        if let Some(shared) = origin.shared() {
            return Ok(Line::Shared(shared));
        }
        if origin.lines().is_old {
            asking = None;
        }
        let room = origin.room.clone().acquire_owned().await;
        let room = room.map_err(|_| FailureReason::Failed)?;
        loop {
            let idle = origin.lines().idle.pop();
            let Some(mut sender) = idle else { break };
            if sender.ready().await.is_ok() {
                return Ok(Line::One(One {
                    sender,
                    _room: room,
                    origin,
                    is_new: false,
                }));
            }
        }
        let stream = connect::connect(&*self.connector, &self.network, target, until).await?;
        if !is_tls {
            return self.one(stream, room, origin).await;
        }
        let name = match target.address() {
            Some(address) => Some(ServerName::from(address)),
            None => ServerName::try_from(target.host.to_string()).ok(),
        };
        let name = name.ok_or(FailureReason::Failed)?;
        let stream = TlsConnector::from(self.tls.clone())
            .connect(name, stream)
            .await
            .map_err(|error| tls_reason(&error))?;
        if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
            let (sender, connection) = http2::Builder::new(self.spawner.clone())
                .timer(TokioTimer::new())
                .max_header_list_size(MOST_HEAD)
                .handshake(TokioIo::new(stream))
                .await
                .map_err(|_| FailureReason::Failed)?;
            self.spawner.spawn(async {
                let _ = connection.await;
            });
            origin.lines().shared = Some(sender.clone());
            return Ok(Line::Shared(sender));
        }
        origin.lines().is_old = true;
        drop(asking);
        self.one(stream, room, origin.clone()).await
    }

    async fn one(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        room: OwnedSemaphorePermit,
        origin: Arc<Origin>,
    ) -> Result<Line, FailureReason> {
        let (sender, connection) = http1::Builder::new()
            .title_case_headers(true)
            .preserve_header_case(true)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|_| FailureReason::Failed)?;
        self.spawner.spawn(async {
            let _ = connection.await;
        });
        Ok(Line::One(One {
            sender,
            _room: room,
            origin,
            is_new: true,
        }))
    }
}

impl Origin {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shared(&self) -> Option<http2::SendRequest<SentBody>> {
        let lines = self.lines();
        lines.shared.clone().filter(|sender| !sender.is_closed())
    }
}

/// Why a host does not speak TLS with us.
fn tls_reason(error: &io::Error) -> FailureReason {
    let inner = error.get_ref();
    match inner.and_then(|inner| inner.downcast_ref::<TlsError>()) {
        Some(TlsError::InvalidCertificate(_) | TlsError::NoCertificatesPresented) => {
            FailureReason::BadCertificate
        }
        _ => FailureReason::Failed,
    }
}

/// Gives a request the address that was checked, in the form of its protocol.
fn address(
    request: &mut Request<SentBody>,
    is_tls: bool,
    target: &Target,
    line: &Result<Line, FailureReason>,
) -> Result<(), FailureReason> {
    let path = request.uri().path_and_query().cloned();
    let path = path.unwrap_or(PathAndQuery::from_static("/"));
    let host = match (is_tls, target.port) {
        (true, 443) | (false, 80) => target.host.to_string(),
        (_, port) => format!("{}:{port}", target.host),
    };
    if matches!(line, Ok(Line::Shared(_))) {
        let mut uri = http::uri::Parts::default();
        uri.scheme = Some(Scheme::HTTPS);
        uri.authority = Some(Authority::try_from(host).map_err(|_| FailureReason::Failed)?);
        uri.path_and_query = Some(path);
        *request.uri_mut() = Uri::from_parts(uri).map_err(|_| FailureReason::Failed)?;
        *request.version_mut() = Version::HTTP_2;
        request.headers_mut().remove(HOST);
        request.headers_mut().remove(CONNECTION);
        return Ok(());
    }
    let host = HeaderValue::try_from(host).map_err(|_| FailureReason::Failed)?;
    request.headers_mut().insert(HOST, host);
    *request.uri_mut() = Uri::from(path);
    *request.version_mut() = Version::HTTP_11;
    Ok(())
}

/// The body of an answer. When it has come to its end, its connection may be used
/// again; when it is dropped before, that is closed.
pub struct AnswerBody {
    body: Incoming,
    line: Option<One>,
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Ok(_)) => {}
            Some(Err(_)) => self.line = None,
            None => {
                if let Some(One { sender, origin, .. }) = self.line.take() {
                    origin.lines().idle.push(sender);
                }
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
