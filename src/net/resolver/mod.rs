//! Host names become addresses: by the hosts file, and then by DNS.
//!
//! ```text
//! files  what /etc/hosts and /etc/resolv.conf say
//! dns    questions to the name servers, and their answers
//! ```
//! The C library's `getaddrinfo` does the same, but it blocks a thread and cannot
//! be cancelled. Here whoever drops the future has ended the look-up: it has no
//! task, no thread and no socket elsewhere. Decision 25
//! (`docs/decisions/`) says why no larger library does it.

mod dns;
mod files;
#[cfg(test)]
mod tests;

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::OnceLock;

pub use files::Files;
use files::Sources;

/// Looks names up for one job. It reads its files at the first look-up, so a job
/// sees one state of them, and the next job sees a change.
#[derive(Debug, Default)]
pub struct Resolver {
    files: Files,
    sources: OnceLock<Sources>,
}

impl Resolver {
    pub fn new(files: Files) -> Self {
        let sources = OnceLock::new();
        Self { files, sources }
    }

    /// The addresses of a name, in the order in which they should be tried, or none
    /// where there is no such name. The name is absolute: no search domain of this
    /// machine is appended, because a document means the same everywhere.
    ///
    /// # Errors
    /// [`io::ErrorKind::TimedOut`] where no name server answered in time; any other
    /// error where none could be asked or none knew.
    pub async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        // The files are small, and the C library reads them in each look-up.
        let sources = self.sources.get_or_init(|| Sources::read(&self.files));
        let listed = sources.in_hosts(name);
        if !listed.is_empty() {
            return Ok(listed);
        }
        // RFC 6761, 6.3: these are this machine's, and name servers are not asked.
        if name == "localhost" || name.ends_with(".localhost") {
            let loopback = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
            return Ok(loopback.to_vec());
        }
        dns::lookup(&sources.dns, name).await
    }
}
