//! The service's own HTTP client, for what documents load of other hosts.
//!
//! ```text
//! trust     whose certificates are believed
//! wire      connections to hosts, over which several requests go
//! tasks     what drives them: whoever waits, and nobody else
//! decode    content encodings are undone
//! session   what one job fetches: redirects, credentials, quotas
//! upload    what a job has made is sent to a host
//! cache     what may be shared is kept for all jobs (RFC 9111)
//! ```
//! `net` says what may be reached, resolves names and checks addresses: there is no
//! other way from here to a host. Nothing here knows the engine.

mod cache;
mod decode;
mod session;
mod tasks;
#[cfg(test)]
mod tests;
pub mod trust;
mod upload;
mod wire;

use std::sync::Arc;

use anyhow::Result;
use rustls::ClientConfig;

pub use cache::Cache;
pub use session::{Accept, Resource, Session};
pub use tasks::Tasks;
pub use upload::{Sent, Untaken};
pub use wire::{AnswerBody, SentBody, Wire};

/// What all jobs share: whom they believe, and what is kept for them.
#[derive(Clone)]
pub struct Client {
    pub tls: Arc<ClientConfig>,
    /// `None` where nothing is kept.
    pub cache: Option<Arc<Cache>>,
}

impl Client {
    /// `own` are certificates of authorities that are believed beside the public ones,
    /// as PEM; `kept` the bytes that are kept at most.
    pub fn new(own: Option<&[u8]>, kept: u64) -> Result<Self> {
        let kept = usize::try_from(kept).unwrap_or(usize::MAX);
        Ok(Self {
            tls: Arc::new(trust::client_config(own)?),
            cache: (kept > 0).then(|| Arc::new(Cache::with_room(kept))),
        })
    }
}
