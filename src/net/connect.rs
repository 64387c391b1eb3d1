//! What lies behind the gate.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout_at};

use crate::job::{FailureReason, Network};

use super::address::is_public;
use super::target::Target;

/// Names and hosts: those of the world, or those of a test.
pub trait Connector: Send + Sync {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
    fn connect(&self, to: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>>;
}

/// Look-ups at once, for all jobs: each holds a thread for as long as it takes, and
/// those that wait for engines to end need threads, too.
static LOOKUPS: Semaphore = Semaphore::const_new(32);

/// As this machine sees it, by one job.
pub struct SystemConnector {
    lookups: Arc<Semaphore>,
}

impl Default for SystemConnector {
    fn default() -> Self {
        // So that names that nobody answers for do not take the turns of other jobs.
        let lookups = Arc::new(Semaphore::new(8));
        Self { lookups }
    }
}

impl Connector for SystemConnector {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(async move {
            // The dot keeps it from being looked for in the machine's own domain.
            let absolute = match name.contains('.') {
                true => format!("{name}."),
                false => name.to_owned(),
            };
            use_plain_sources();
            let own = self.lookups.clone().acquire_owned();
            let own = own.await.map_err(io::Error::other)?;
            let turn = LOOKUPS.acquire().await.map_err(io::Error::other)?;
            // A turn ends with the look-up, not with the wait for it: nobody can
            // call off the C library.
            let found = spawn_blocking(move || {
                let _turns = (own, turn);
                (absolute, 0).to_socket_addrs()
            });
            Ok(found.await??.map(|address| address.ip()).collect())
        })
    }

    fn connect(&self, to: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        Box::pin(TcpStream::connect(to))
    }
}

/// Names come from the file of hosts and from DNS, whatever else this machine is
/// set up for: its other sources are libraries of its own C library, and in the
/// package our program has another one.
#[cfg(target_env = "gnu")]
fn use_plain_sources() {
    use std::ffi::{c_char, c_int};
    unsafe extern "C" {
        fn __nss_configure_lookup(database: *const c_char, sources: *const c_char) -> c_int;
    }
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        // SAFETY: both are C strings that live for ever. It is called once, before
        // the first look-up.
        unsafe { __nss_configure_lookup(c"hosts".as_ptr(), c"files dns".as_ptr()) };
    });
}

#[cfg(not(target_env = "gnu"))]
fn use_plain_sources() {}

/// So many addresses of a host are tried.
const MOST_TRIED: usize = 4;

/// Connects to an address that a document may reach. It is the very one that was
/// checked: what the name means a moment later does not matter.
pub async fn connect(
    world: &dyn Connector,
    network: &Network,
    target: &Target,
    until: Instant,
) -> Result<TcpStream, FailureReason> {
    let late = |_| FailureReason::TimedOut;
    let found = match target.address() {
        Some(address) => vec![address],
        None => {
            let name = target.host.to_string();
            let found = timeout_at(until, world.resolve(&name))
                .await
                .map_err(late)?;
            found.unwrap_or_default()
        }
    };
    let anywhere = *network == Network::Unguarded;
    let addresses = found
        .into_iter()
        .filter(|address| anywhere || is_public(*address));
    let addresses: Vec<_> = addresses.take(MOST_TRIED).collect();
    if addresses.is_empty() {
        // Which of the two it was would tell what lies inside.
        return Err(match anywhere {
            true => FailureReason::HostNotFound,
            false => FailureReason::NoPublicAddress,
        });
    }
    let mut failed = FailureReason::Failed;
    for (at, address) in addresses.iter().enumerate() {
        // One that is silent leaves time for the next.
        let left = until.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(addresses.len() - at).unwrap_or(1);
        let to = SocketAddr::new(*address, target.port);
        match timeout_at(Instant::now() + share, world.connect(to)).await {
            Ok(Ok(stream)) => {
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(_)) => failed = FailureReason::Failed,
            Err(_) => failed = FailureReason::TimedOut,
        }
    }
    Err(failed)
}
