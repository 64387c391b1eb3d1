//! The engine: wkhtmltopdf, run once for each document in a process of its own.
//!
//! ```text
//! install      which engine it is: the bundle, or a program of the machine
//! sandbox      what holds it in: the guard in it, and the kernel around it
//! fork_server  one that is kept warm, and forks for each run
//! font_index   the bundle's index of fonts
//! workspace    documents and assets in the job's folder
//! render       one job: its runs, in their order
//! proxy        what the engine gets of the network
//! output       what a run has left: its verdict, its PDF, its messages
//! ```
//! Knows nothing of HTTP as the service's own, nor of Lambda.

mod font_index;
mod fork_server;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod install;
mod output;
mod proxy;
pub mod render;
pub mod sandbox;
mod workspace;

use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result};
use rustls::ClientConfig;

use crate::config::{Config, EngineMode};
use crate::error::Error;
use crate::fetch::{Client, Session};
use crate::font;
use crate::job::deadline::Deadline;
use crate::job::limits::Limits;
use crate::job::options::Remote;
use crate::job::{Job, Network};
use crate::net::budget::NetworkBudget;
use crate::net::connect::SystemConnector;
use crate::net::policy::Quota;
use crate::pipeline::calm::Calm;
use crate::process::locked_folder;

use fork_server::ForkServer;
use output::glyphs::Coverage;

pub use install::Install;
pub use output::pdf::characters;

/// Prints documents.
pub struct Engine {
    install: Arc<Install>,
    /// None where each run starts an engine of its own.
    fork_server: Option<ForkServer>,
    network: Network,
    network_quota: Quota,
    client: Client,
    limits: Limits,
    /// Read when a character is first lost.
    coverage: OnceLock<Coverage>,
    fonts: font::cache::Cache,
}

impl Engine {
    /// Finds the engine and clears what earlier runs left behind. What can wait is done in calm.
    pub async fn start(config: &Config, calm: Calm) -> Result<Self> {
        let swept = locked_folder::sweep(&config.temp_dir)
            .with_context(|| format!("{} cannot be read", config.temp_dir.display()))?;
        if swept > 0 {
            tracing::warn!(folders = swept, "removed what a killed run had left behind");
        }
        let install = Install::find(
            config.engine.as_deref(),
            &config.temp_dir,
            config.sandbox.clone(),
        )
        .await?;
        if !install.is_patched() {
            tracing::warn!(
                version = install.version,
                "this wkhtmltopdf is not the build with patched qt: outlines and true sizes are missing"
            );
        }
        if install.is_bundle() && !install.is_guarded() {
            tracing::warn!("the guard does not answer in this engine; run scripts/vendor.sh");
        }
        let network = match &config.network {
            // Nothing keeps such an engine from what it must not reach.
            policy
                if !install.is_guarded() && !policy.is_off() && *policy != Network::Unguarded =>
            {
                tracing::warn!(
                    "documents reach no network: this engine is not the bundle's, and nothing guards it; set HTML2PDF_NETWORK to off, or to unguarded for documents of your own"
                );
                Network::Off
            }
            policy => policy.clone(),
        };
        let install = Arc::new(install);
        let fork_server = match config.engine_mode {
            EngineMode::Warm if install.can_be_warm() => {
                Some(ForkServer::start(install.clone(), &config.temp_dir, calm))
            }
            _ => None,
        };
        Ok(Self {
            install,
            fork_server,
            network,
            network_quota: config.network_quota,
            client: Client::new(config.authorities.as_deref(), config.cache_bytes)?,
            limits: config.limits,
            coverage: OnceLock::new(),
            fonts: font::cache::Cache::default(),
        })
    }

    /// A job's way to other hosts, if it has any.
    pub fn session(&self, job: &Job, deadline: Deadline) -> Result<Option<Arc<Session>>, Error> {
        let network = self.network.with(job.options.network.as_ref());
        let network = network.map_err(|(field, detail)| Error::field(field, detail))?;
        if network.is_off() {
            return Ok(None);
        }
        let budget = NetworkBudget::open(self.network_quota, deadline.at);
        let connector = Box::new(SystemConnector::default());
        let remote = job.options.remote.clone();
        let session = Session::new(&self.client, network, connector, budget, remote);
        Ok(Some(Arc::new(session)))
    }

    /// Whose certificates are believed.
    pub fn tls(&self) -> Arc<ClientConfig> {
        self.client.tls.clone()
    }

    /// The service's own way to other hosts, as far as it has any: that of no document.
    pub fn own_session(&self, deadline: Deadline) -> Option<Session> {
        if self.network.is_off() {
            return None;
        }
        let budget = NetworkBudget::open(self.network_quota, deadline.at);
        let connector = Box::new(SystemConnector::default());
        let network = self.network.clone();
        let remote = Remote::default();
        Some(Session::new(
            &self.client,
            network,
            connector,
            budget,
            remote,
        ))
    }

    /// What one job may use.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    pub fn install(&self) -> &Install {
        &self.install
    }

    /// What documents reach at most.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Whether documents find an engine that is warm.
    pub fn is_warm(&self) -> bool {
        self.fork_server
            .as_ref()
            .is_some_and(|warm| warm.is_ready())
    }

    /// Waits until the engine is warm, or is known to stay cold.
    pub async fn warmed_up(&self) {
        if let Some(warm) = &self.fork_server {
            warm.settled().await;
        }
    }
}
