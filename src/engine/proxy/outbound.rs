//! Connections from the proxy to the hosts that documents ask for.

use std::sync::Arc;

use tokio::net::TcpStream;
use url::Url;

use crate::job::FailureReason;
use crate::net::budget::{Lease, NetworkBudget};
use crate::net::connect::{self, Connector};
use crate::net::policy::Network;
use crate::net::target::Target;

/// What one job may reach, and by what.
pub struct Outbound {
    pub network: Network,
    pub connector: Box<dyn Connector>,
    pub budget: Arc<NetworkBudget>,
}

/// A connection to a host, and the lease for what comes over it.
pub struct Upstream {
    pub target: Target,
    pub stream: TcpStream,
    pub lease: Lease,
}

impl Outbound {
    /// Counts a request for this URL and connects to its host. Where the network is
    /// guarded, its port must be `default_port`.
    pub async fn connect(&self, url: &Url, default_port: u16) -> Result<Upstream, FailureReason> {
        let target = Target::of(url)
            .filter(|target| target.is_allowed(&self.network, default_port))
            .ok_or(FailureReason::Blocked)?;
        let lease = self.budget.request()?;
        let connected = connect::connect(&*self.connector, &self.network, &target, lease.until);
        Ok(Upstream {
            stream: connected.await?,
            target,
            lease,
        })
    }
}
