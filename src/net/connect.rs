//! What lies behind the gate.

use std::io;
use std::net::{IpAddr, SocketAddr};

use futures_util::future::BoxFuture;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use crate::job::{FailureReason, Network};

use super::address::is_public;
use super::resolver::Resolver;
use super::target::Target;

/// Names and hosts: those of the world, or those of a test.
pub trait Connector: Send + Sync {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
    fn connect(&self, to: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>>;
}

/// The machine's own names and hosts, for one job.
#[derive(Default)]
pub struct SystemConnector {
    pub resolver: Resolver,
}

impl Connector for SystemConnector {
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(self.resolver.lookup(name))
    }

    fn connect(&self, to: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>> {
        Box::pin(TcpStream::connect(to))
    }
}

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
            match timeout_at(until, world.resolve(&name))
                .await
                .map_err(late)?
            {
                Ok(found) => found,
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                    return Err(FailureReason::TimedOut);
                }
                Err(_) => Vec::new(),
            }
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
