//! The egress proxy: the only way by which the documents of a job reach the network.
//! It is a proxy for HTTP that listens on a socket in the job's folder, where no
//! other job can come.
//!
//! ```text
//! outbound      connections to hosts that the policy allows
//! forward       requests in plain HTTP
//! tunnel        connections for TLS
//! client_hello  the first message of TLS
//! ```
//! `net` says what is allowed, and counts what is used.
//!
//! The engine is not trusted. Our library in it redirects its connections to this
//! socket and refuses all others (`preload/network.c`), but what arrives here is
//! checked as if anybody had sent it.

mod client_hello;
mod forward;
mod outbound;
#[cfg(test)]
mod tests;
mod tunnel;

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
use http::{Method, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};
use url::Url;

use crate::job::{FailureReason, Network};
use crate::net::budget::NetworkBudget;
use crate::net::connect::{Connector, SystemConnector};
use crate::net::policy::Quota;

pub use crate::net::budget::Failure;
use forward::Reply;
use outbound::Outbound;
use tunnel::Tunnel;

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
    outbound: Outbound,
    /// Notified when the engine wants more connections than it may have.
    crowded: Notify,
}

/// A tunnel that was accepted, and the connection of the engine that becomes its
/// end once the answer is sent.
type Accepted = Mutex<Option<(OnUpgrade, Tunnel)>>;

impl Proxy {
    /// Listens in the folder of a job that ends at `deadline`.
    pub fn open(
        folder: &Path,
        network: &Network,
        quota: Quota,
        deadline: Instant,
    ) -> io::Result<Self> {
        let budget = NetworkBudget::open(quota, deadline);
        let connector = Box::new(SystemConnector::default());
        Self::with(folder, connector, network, budget)
    }

    fn with(
        folder: &Path,
        connector: Box<dyn Connector>,
        network: &Network,
        budget: Arc<NetworkBudget>,
    ) -> io::Result<Self> {
        let outbound = Outbound {
            network: network.clone(),
            connector,
            budget,
        };
        Ok(Self {
            listener: listen(folder)?,
            outbound,
            crowded: Notify::new(),
        })
    }

    /// What the engine did not get, and why.
    pub fn failures(&self) -> Vec<Failure> {
        self.outbound.budget.failures()
    }

    /// Serves the engine until the future is dropped, which ends all connections and
    /// look-ups in that moment. They must not go on: what the engine asked for is
    /// nobody's any more, and a frozen Lambda environment would hold them.
    pub async fn serve(&self) -> Infallible {
        let mut connections = FuturesUnordered::new();
        let mut waiting = None;
        loop {
            tokio::select! {
                engine = self.accept(), if waiting.is_none() => {
                    if connections.len() < MAX_CONNECTIONS {
                        connections.push(self.serve_connection(engine));
                    } else {
                        waiting = Some(engine);
                        self.crowded.notify_one();
                    }
                }
                Some(()) = connections.next() => {
                    let next = waiting.take().map(|engine| self.serve_connection(engine));
                    connections.extend(next);
                }
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
        let connection = http1::Builder::new()
            .keep_alive(false)
            .preserve_header_case(true)
            .timer(TokioTimer::new())
            .header_read_timeout(self.outbound.budget.quota().resource_time)
            .serve_connection(TokioIo::new(engine), service)
            .with_upgrades();
        if connection.await.is_err() {
            return;
        }
        let accepted = accepted.into_inner();
        let accepted = accepted.unwrap_or_else(PoisonError::into_inner);
        if let Some((upgrade, tunnel)) = accepted
            && let Ok(engine) = upgrade.await
        {
            let engine = TokioIo::new(engine);
            let budget = &self.outbound.budget;
            tunnel.relay(engine, budget, &self.crowded).await;
        }
    }

    async fn answer(&self, request: Request<Incoming>, accepted: &Accepted) -> Reply {
        let is_tunnel = request.method() == Method::CONNECT;
        let url = match is_tunnel {
            true => tunnel_url(&request),
            false => Url::parse(&request.uri().to_string()).ok(),
        };
        let Some(url) = url else {
            return empty(StatusCode::BAD_REQUEST);
        };
        let answered = match is_tunnel {
            true => self.open_tunnel(request, &url, accepted).await,
            false => forward::forward(&self.outbound, request, &url).await,
        };
        answered.unwrap_or_else(|reason| {
            self.outbound.budget.fail(url.as_str(), reason, true);
            empty(match reason {
                FailureReason::Blocked | FailureReason::NoPublicAddress => StatusCode::FORBIDDEN,
                FailureReason::TimedOut => StatusCode::GATEWAY_TIMEOUT,
                _ => StatusCode::BAD_GATEWAY,
            })
        })
    }

    async fn open_tunnel(
        &self,
        mut request: Request<Incoming>,
        url: &Url,
        accepted: &Accepted,
    ) -> Result<Reply, FailureReason> {
        let tunnel = Tunnel::open(&self.outbound, url).await?;
        let upgrade = hyper::upgrade::on(&mut request);
        let mut accepted = accepted.lock().unwrap_or_else(PoisonError::into_inner);
        *accepted = Some((upgrade, tunnel));
        Ok(empty(StatusCode::OK))
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
