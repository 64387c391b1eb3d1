//! The gate: the one way by which documents of a job reach the network. A proxy
//! for HTTP that listens in the job's folder, where no other job comes.
//!
//! ```text
//! rules      which hosts and ports a document may name
//! address    which addresses are public
//! world      names become addresses, which are looked at, and connected to
//! forward    a question in plain HTTP
//! tunnel     a connection of TLS
//! hello      the first words of it
//! ledger     what the job has had, and what it did not get
//! ```
//! The engine is asked nothing and believed nothing: our library in it turns
//! what it connects to into this (`preload`), and what it could do beside
//! it is shut by that library.

mod client_hello;
mod forward;
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

use bytes::Bytes;
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
use crate::net::connect::{self, Connector, SystemConnector};
use crate::net::policy::Quota;
use crate::net::target::Target;

pub use crate::net::budget::Failure;
use tunnel::Tunnel;

/// The name of the socket in the job's folder, as our library in the engine knows
/// it.
const SOCKET: &str = "gate";
/// By what that library is told that there is one.
pub const PROXY: &str = "HTML2PDF_GATE";

/// Connections of one job at once; more wait.
const MOST_CONNECTIONS: usize = 32;

type Reply = Response<UnsyncBoxBody<Bytes, io::Error>>;

/// Open while a job is printed. All that it does is done by whoever polls
/// [`Proxy::serve`]: nothing of it outlives that.
pub struct Proxy {
    listener: UnixListener,
    network: Network,
    world: Box<dyn Connector>,
    budget: Arc<NetworkBudget>,
    /// Told when more connections are wanted than there may be.
    crowded: Notify,
}

/// A tunnel that was opened, and the connection that it is to have.
type Opened = Mutex<Option<(OnUpgrade, Tunnel)>>;

impl Proxy {
    pub fn open(
        folder: &Path,
        network: &Network,
        quota: Quota,
        deadline: Instant,
    ) -> io::Result<Self> {
        Self::open_to(
            Box::new(SystemConnector::default()),
            folder,
            network,
            quota,
            deadline,
        )
    }

    fn open_to(
        world: Box<dyn Connector>,
        folder: &Path,
        network: &Network,
        quota: Quota,
        deadline: Instant,
    ) -> io::Result<Self> {
        Ok(Self {
            listener: listen(folder)?,
            network: network.clone(),
            world,
            budget: NetworkBudget::open(quota, deadline),
            crowded: Notify::new(),
        })
    }

    /// What did not come, and why.
    pub fn failures(&self) -> Vec<Failure> {
        self.budget.failures()
    }

    /// Answers the engine, until it is dropped: with it go all connections.
    pub async fn serve(&self) -> Infallible {
        let mut connections = FuturesUnordered::new();
        let mut waiting = None;
        loop {
            tokio::select! {
                engine = self.accept(), if waiting.is_none() => {
                    if connections.len() < MOST_CONNECTIONS {
                        connections.push(self.attend(engine));
                    } else {
                        waiting = Some(engine);
                        self.crowded.notify_one();
                    }
                }
                Some(()) = connections.next() => {
                    connections.extend(waiting.take().map(|engine| self.attend(engine)));
                }
            }
        }
    }

    async fn accept(&self) -> UnixStream {
        loop {
            match self.listener.accept().await {
                Ok((stream, _)) => return stream,
                // No descriptors are left, for example.
                Err(_) => sleep(Duration::from_millis(20)).await,
            }
        }
    }

    async fn attend(&self, engine: UnixStream) {
        let opened = Opened::default();
        let service = service_fn(|request| async {
            let reply = self.answer(request, &opened).await;
            Ok::<_, Infallible>(reply)
        });
        let connection = http1::Builder::new()
            .keep_alive(false)
            .preserve_header_case(true)
            .timer(TokioTimer::new())
            .header_read_timeout(self.budget.quota().resource_time)
            .serve_connection(TokioIo::new(engine), service)
            .with_upgrades();
        if connection.await.is_err() {
            return;
        }
        let opened = opened.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some((upgrade, tunnel)) = opened
            && let Ok(engine) = upgrade.await
        {
            let engine = TokioIo::new(engine);
            tunnel.carry(engine, &self.budget, &self.crowded).await;
        }
    }

    async fn answer(&self, mut request: Request<Incoming>, opened: &Opened) -> Reply {
        let url = match request.method() {
            &Method::CONNECT => far_side(&request),
            _ => Url::parse(&request.uri().to_string()).ok(),
        };
        let Some(url) = url else {
            return refusal(StatusCode::BAD_REQUEST);
        };
        let answered = match request.method() {
            &Method::CONNECT => match self.dig(&url).await {
                Ok(tunnel) => {
                    let upgrade = hyper::upgrade::on(&mut request);
                    let mut opened = opened.lock().unwrap_or_else(PoisonError::into_inner);
                    *opened = Some((upgrade, tunnel));
                    Ok(refusal(StatusCode::OK))
                }
                Err(reason) => Err(reason),
            },
            _ => self.forward(request, &url).await,
        };
        answered.unwrap_or_else(|reason| {
            self.budget.fail(url.as_str(), reason, true);
            refusal(match reason {
                FailureReason::Blocked | FailureReason::NoPublicAddress => StatusCode::FORBIDDEN,
                FailureReason::TimedOut => StatusCode::GATEWAY_TIMEOUT,
                _ => StatusCode::BAD_GATEWAY,
            })
        })
    }

    /// Connects to a host for TLS.
    async fn dig(&self, url: &Url) -> Result<Tunnel, FailureReason> {
        let target = Target::of(url).filter(|target| target.is_allowed(&self.network, 443));
        let target = target.ok_or(FailureReason::Blocked)?;
        let lease = self.budget.ask()?;
        let far = connect::connect(&*self.world, &self.network, &target, lease.until).await?;
        Ok(Tunnel {
            far,
            host: target.host,
            url: url.to_string(),
            lease,
        })
    }
}

/// The address of the host that a tunnel is asked for.
fn far_side(request: &Request<Incoming>) -> Option<Url> {
    let authority = request.uri().authority()?;
    let url = Url::parse(&format!("https://{authority}/")).ok()?;
    let is_bare = url.path() == "/" && url.query().is_none() && !authority.as_str().contains('@');
    (is_bare && authority.port().is_some()).then_some(url)
}

/// Without a word: a frame would show it.
fn refusal(status: StatusCode) -> Reply {
    let nothing = Empty::new().map_err(|never| match never {});
    let mut reply = Response::new(UnsyncBoxBody::new(nothing));
    *reply.status_mut() = status;
    reply
}

/// A socket in this folder, however long its path is: an address has 108 bytes.
fn listen(folder: &Path) -> io::Result<UnixListener> {
    let held = File::open(folder)?;
    let short = PathBuf::from(format!("/proc/self/fd/{}", held.as_raw_fd()));
    let place = if short.exists() { &*short } else { folder };
    let listener = BlockingListener::bind(place.join(SOCKET))?;
    fs::set_permissions(folder.join(SOCKET), Permissions::from_mode(0o600))?;
    listener.set_nonblocking(true)?;
    UnixListener::from_std(listener)
}
