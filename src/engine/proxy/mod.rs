//! The egress proxy: the only way by which the documents of a job reach the network.
//! It is a proxy for HTTP that listens on a socket in the job's folder, where no
//! other job can come.
//!
//! ```text
//! forward  requests, and what is answered
//! ```
//! `fetch` sends requests to hosts; `net` says what is allowed, and counts what is used.
//!
//! The engine is not trusted. Our library in it redirects its connections to this
//! socket and refuses all others (`preload/network.c`), but what arrives here is
//! checked as if anybody had sent it.

mod forward;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener as BlockingListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{UnixListener, UnixStream};
use tokio::time::sleep;
use url::Url;

use crate::fetch::Session;
use crate::job::FailureReason;

use forward::Reply;

/// The name of the socket in the job's folder, as our library in the engine knows
/// it.
const SOCKET: &str = "proxy";
/// The variable that tells that library that there is a proxy.
pub const PROXY: &str = "HTML2PDF_PROXY";

/// Connections of one job at once; more wait.
const MAX_CONNECTIONS: usize = 32;

/// It is open while a job is printed. All its work is done by whoever polls
/// [`Proxy::serve`]: it has no task and no thread of its own.
pub struct Proxy {
    listener: UnixListener,
    session: Arc<Session>,
}

/// Ends the connections to hosts when it is dropped.
struct Disconnected<'a>(&'a Session);

impl Drop for Disconnected<'_> {
    fn drop(&mut self) {
        self.0.disconnect();
    }
}

/// A tunnel that was accepted: the connection of the engine that becomes its end once
/// the answer is sent, and the address of its host.
type Accepted = Mutex<Option<(OnUpgrade, Url)>>;

impl Proxy {
    /// Listens in the folder of a job.
    pub fn open(folder: &Path, session: Arc<Session>) -> io::Result<Self> {
        Ok(Self {
            listener: listen(folder)?,
            session,
        })
    }

    /// Serves the engine until the future is dropped, which ends all connections and
    /// look-ups in that moment. They must not go on: what the engine asked for is
    /// nobody's any more, and a frozen Lambda environment would hold them.
    pub async fn serve(&self) -> Infallible {
        let _end = Disconnected(&self.session);
        self.session.drive(self.serve_connections()).await
    }

    async fn serve_connections(&self) -> Infallible {
        let mut connections = FuturesUnordered::new();
        loop {
            tokio::select! {
                engine = self.accept(), if connections.len() < MAX_CONNECTIONS => {
                    connections.push(self.serve_connection(engine));
                }
                Some(()) = connections.next() => {}
            }
        }
    }

    async fn accept(&self) -> UnixStream {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => return stream,
                // Such as EMFILE: accept(2) fails at once until a descriptor is free.
                Err(_) => sleep(Duration::from_millis(20)).await,
            }
        }
    }

    async fn serve_connection(&self, engine: UnixStream) {
        let accepted = Accepted::default();
        let service = service_fn(|request| async {
            let reply = self.answer(request, &accepted).await;
            Ok::<_, Infallible>(reply)
        });
        let connection = self
            .http()
            .serve_connection(TokioIo::new(engine), service)
            .with_upgrades();
        if connection.await.is_err() {
            return;
        }
        let accepted = accepted.into_inner();
        let accepted = accepted.unwrap_or_else(PoisonError::into_inner);
        if let Some((upgrade, host)) = accepted
            && let Ok(engine) = upgrade.await
        {
            self.serve_tunnel(engine, &host).await;
        }
    }

    /// One request for each connection: those to hosts are used again, and these cost
    /// nothing.
    fn http(&self) -> http1::Builder {
        let mut http = http1::Builder::new();
        http.keep_alive(false)
            .preserve_header_case(true)
            .timer(TokioTimer::new())
            .header_read_timeout(self.time());
        http
    }

    fn time(&self) -> Duration {
        self.session.budget().quota().resource_time
    }

    /// A tunnel for TLS ends here. The engine's TLS is a stand-in that hides nothing
    /// (`preload/stand_ins/openssl.c`): so requests in a tunnel are told apart, counted and
    /// bounded like any others, and sent on by a client that does check certificates.
    async fn serve_tunnel(&self, engine: Upgraded, host: &Url) {
        let service = service_fn(|request: Request<Incoming>| async move {
            let path = request.uri().path_and_query();
            let path = path.filter(|_| request.uri().authority().is_none());
            let url = path.and_then(|path| host.join(path.as_str()).ok());
            // A path such as `//other.example/` is no address of this host.
            let url = url.filter(|url| url.origin() == host.origin());
            let reply = match url {
                Some(url) => self.forward(request, &url).await,
                None => empty(StatusCode::BAD_REQUEST),
            };
            Ok::<_, Infallible>(reply)
        });
        let _ = self.http().serve_connection(engine, service).await;
    }

    async fn answer(&self, mut request: Request<Incoming>, accepted: &Accepted) -> Reply {
        if request.method() != Method::CONNECT {
            return match Url::parse(&request.uri().to_string()) {
                Ok(url) if url.scheme() == "https" => self.refused(&url, FailureReason::Blocked),
                Ok(url) => self.forward(request, &url).await,
                Err(_) => empty(StatusCode::BAD_REQUEST),
            };
        }
        let Some(url) = tunnel_url(&request) else {
            return empty(StatusCode::BAD_REQUEST);
        };
        if !self.session.may_reach(&url) {
            return self.refused(&url, FailureReason::Blocked);
        }
        let upgrade = hyper::upgrade::on(&mut request);
        let mut accepted = accepted.lock().unwrap_or_else(PoisonError::into_inner);
        *accepted = Some((upgrade, url));
        empty(StatusCode::OK)
    }

    async fn forward(&self, request: Request<Incoming>, url: &Url) -> Reply {
        let answered = forward::forward(&self.session, request, url).await;
        let mut reply = answered.unwrap_or_else(|reason| self.refused(url, reason));
        if self.session.is_own(url) {
            let all = HeaderValue::from_static("*");
            reply.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, all);
        }
        reply
    }

    fn refused(&self, url: &Url, reason: FailureReason) -> Reply {
        self.fail(url, reason, true);
        empty(match reason {
            FailureReason::Blocked | FailureReason::NoPublicAddress => StatusCode::FORBIDDEN,
            FailureReason::TimedOut => StatusCode::GATEWAY_TIMEOUT,
            FailureReason::NotFound => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_GATEWAY,
        })
    }

    fn fail(&self, url: &Url, reason: FailureReason, is_certain: bool) {
        let budget = self.session.budget();
        budget.fail(url.as_str(), reason, is_certain);
    }
}

/// The URL of the host that a tunnel is asked for: of all that an authority may
/// have, it must have a host and a port alone (RFC 9110, 9.3.6).
fn tunnel_url(request: &Request<Incoming>) -> Option<Url> {
    let authority = request.uri().authority()?;
    let url = Url::parse(&format!("https://{authority}/")).ok()?;
    let is_bare = url.path() == "/" && url.query().is_none() && !authority.as_str().contains('@');
    (is_bare && authority.port().is_some()).then_some(url)
}

/// An answer without a body, because a frame would show the text of one.
fn empty(status: StatusCode) -> Reply {
    let nothing = Empty::new().map_err(|never| match never {});
    let mut reply = Response::new(UnsyncBoxBody::new(nothing));
    *reply.status_mut() = status;
    reply
}

/// Binds the socket in this folder. The address of a UNIX socket has 108 bytes
/// (unix(7)) and the folder's path may be longer, so the path goes through a
/// descriptor of the folder.
fn listen(folder: &Path) -> io::Result<UnixListener> {
    let held = File::open(folder)?;
    let short = PathBuf::from(format!("/proc/self/fd/{}", held.as_raw_fd()));
    let parent = if short.exists() { &*short } else { folder };
    let listener = BlockingListener::bind(parent.join(SOCKET))?;
    fs::set_permissions(folder.join(SOCKET), Permissions::from_mode(0o600))?;
    listener.set_nonblocking(true)?;
    UnixListener::from_std(listener)
}
