//! Connects to a host that a document may reach: its name is resolved once, its
//! addresses are checked, and one of the checked addresses is connected to.

use std::io;
use std::net::{IpAddr, SocketAddr};

use futures_util::future::BoxFuture;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use crate::job::FailureReason;

use super::address::is_public;
use super::policy::Network;
use super::resolver::Resolver;
use super::target::Target;

/// Resolves names and connects to addresses: those of this machine's network, or
/// those of a test. Dropping a future of it cancels what it does.
pub trait Connector: Send + Sync {
    /// All addresses of a name, in the order in which they should be tried.
    fn resolve<'a>(&'a self, name: &'a str) -> BoxFuture<'a, io::Result<Vec<IpAddr>>>;
    fn connect(&self, to: SocketAddr) -> BoxFuture<'_, io::Result<TcpStream>>;
}

/// The network of this machine, for one job.
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

/// At most this many addresses of a host are tried.
const MAX_TRIED: usize = 4;

/// Connects to an address of the target that the policy allows, until this time.
/// The address is the one that was checked: a name that means another address a
/// moment later (DNS rebinding) changes nothing.
pub async fn connect(
    connector: &dyn Connector,
    network: &Network,
    target: &Target,
    until: Instant,
) -> Result<TcpStream, FailureReason> {
    let unguarded = *network == Network::Unguarded;
    let mut allowed = addresses(connector, target, until).await?;
    allowed.retain(|address| unguarded || is_public(*address));
    allowed.truncate(MAX_TRIED);
    if allowed.is_empty() {
        // Whether a name has private addresses or none at all is not told: that
        // would show what is inside a network.
        return Err(match unguarded {
            true => FailureReason::HostNotFound,
            false => FailureReason::NoPublicAddress,
        });
    }
    let mut failure = FailureReason::Failed;
    for (at, address) in allowed.iter().enumerate() {
        // An address that is silent leaves time for the next ones.
        let left = until.saturating_duration_since(Instant::now());
        let share = left / u32::try_from(allowed.len() - at).unwrap_or(1);
        let to = SocketAddr::new(*address, target.port);
        match timeout_at(Instant::now() + share, connector.connect(to)).await {
            Ok(Ok(stream)) => {
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Ok(Err(_)) => failure = FailureReason::Failed,
            Err(_) => failure = FailureReason::TimedOut,
        }
    }
    Err(failure)
}

/// The addresses of a target, unchecked. A name that cannot be resolved has none.
async fn addresses(
    connector: &dyn Connector,
    target: &Target,
    until: Instant,
) -> Result<Vec<IpAddr>, FailureReason> {
    if let Some(address) = target.address() {
        return Ok(vec![address]);
    }
    let name = target.host.to_string();
    match timeout_at(until, connector.resolve(&name)).await {
        Err(_) => Err(FailureReason::TimedOut),
        Ok(Err(error)) if error.kind() == io::ErrorKind::TimedOut => Err(FailureReason::TimedOut),
        Ok(found) => Ok(found.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::net::TcpListener;
    use url::Url;

    use crate::net::policy::Hosts;
    use crate::net::resolver::Files;

    use super::*;

    #[tokio::test]
    async fn an_address_of_the_hosts_file_is_checked_like_any_other() {
        let folder = tempfile::tempdir().unwrap();
        let hosts = folder.path().join("hosts");
        std::fs::write(&hosts, "127.0.0.1 pictures.example\n").unwrap();
        let connector = SystemConnector {
            resolver: Resolver::new(Files {
                hosts,
                ..Files::default()
            }),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let url = Url::parse(&format!("http://pictures.example:{port}/")).unwrap();
        let target = Target::of(&url).unwrap();
        let until = Instant::now() + Duration::from_secs(60);

        let list = Network::Allowlist(Hosts::parse("pictures.example").unwrap());
        for guarded in [Network::Public, list] {
            let refused = connect(&connector, &guarded, &target, until).await;
            assert_eq!(refused.unwrap_err(), FailureReason::NoPublicAddress);
        }
        let reached = connect(&connector, &Network::Unguarded, &target, until).await;
        assert_eq!(reached.unwrap().peer_addr().unwrap().port(), port);
    }
}
