//! The engine: wkhtmltopdf, run once for each document in a process of its own.
//!
//! ```text
//! work        one job: its runs, in their order
//! document    what must be known of the HTML, and changed in it, beforehand
//! workspace   a folder for the job
//! measure     how high headers are, and how tall a single page
//! book        the parts of the job, in order, each with its page
//! sheets      parts on different kinds of pages
//! contents    the table of contents
//! watermark   the page that is laid over all others
//! flags       the argument list
//! gate        what the engine gets of the network
//! process     a supervised process
//! bounds      what it may use
//! diagnosis   what it said
//! pdf         what it made
//! links       links that are taken out of it
//! glyphs      which characters no font has
//! errand      work on a finished PDF, in a process of its own:
//! finishing   what is done to it
//! drawing     pictures of its pages
//! install     which engine it is
//! containment what holds it in
//! warm        one that is kept warm, and its children
//! fontcache   its index of fonts
//! ```
//! Knows nothing of HTTP or Lambda. Nothing outside starts a process or makes a
//! temporary file.

mod font_index;
mod fork_server;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
mod install;
mod output;
mod proxy;
mod render;
pub mod sandbox;
mod workspace;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout_at};

use crate::config::{Config, EngineMode};
use crate::error::Error;
use crate::job::deadline::{Deadline, too_late};
use crate::job::limits::Limits;
use crate::job::{Job, Network, Pdf};
use crate::net::policy::Quota;
use crate::pdf::Metadata;
use crate::process::locked_folder;

use fork_server::ForkServer;
use output::glyphs::Coverage;
use render::Renderer;

pub use install::Install;
pub use output::pdf::characters;

/// Prints documents, as many at once as the configuration says.
pub struct Engine {
    install: Arc<Install>,
    /// None where each run starts an engine of its own.
    warm: Option<ForkServer>,
    pub(crate) temp_dir: PathBuf,
    network: Network,
    network_quota: Quota,
    pub(crate) limits: Limits,
    slots: Semaphore,
    /// Read when a character is first lost.
    coverage: OnceLock<Coverage>,
}

/// A printed job, and how long it took.
pub struct Printed {
    pub pdf: Pdf,
    /// A page with the watermark, which is yet to be laid over the others.
    pub watermark: Option<Bytes>,
    /// What the first document says of itself.
    pub metadata: Metadata,
    /// Time spent waiting for a free slot.
    pub queue: Duration,
    pub render: Duration,
    /// Of that, spent in the engine.
    pub engine: Duration,
    /// Time of the processor.
    pub cpu: Duration,
}

impl Engine {
    /// Finds the engine and clears what earlier runs left behind.
    pub async fn start(config: &Config) -> Result<Self> {
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
        let warm = match config.engine_mode {
            EngineMode::Warm if install.can_be_warm() => {
                Some(ForkServer::start(install.clone(), &config.temp_dir))
            }
            _ => None,
        };
        Ok(Self {
            install,
            warm,
            temp_dir: config.temp_dir.clone(),
            network,
            network_quota: config.network_quota,
            limits: config.limits,
            slots: Semaphore::new(config.concurrency),
            coverage: OnceLock::new(),
        })
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
        self.warm.as_ref().is_some_and(|warm| warm.is_ready())
    }

    /// Waits until the engine is warm, or is known to stay cold.
    pub async fn warmed_up(&self) {
        if let Some(warm) = &self.warm {
            warm.settled().await;
        }
    }

    /// Waits until there is room for one more process.
    pub(crate) async fn slot(&self, deadline: Deadline) -> Result<SemaphorePermit<'_>, Error> {
        let slot = timeout_at(deadline.at, self.slots.acquire()).await;
        let slot = slot.map_err(|_| too_late(deadline, ": it waited for others to be printed"))?;
        Ok(slot.context("no more documents are taken")?)
    }

    /// Prints one job. When this returns no process and no file of the job is left;
    /// when it is dropped, none will be in a moment.
    pub async fn print(&self, job: &Job, deadline: Deadline) -> Result<Printed, Error> {
        let asked = Instant::now();
        let _slot = self.slot(deadline).await?;
        let started = Instant::now();

        let renderer = Renderer::begin(self, job, deadline)?;
        let printed = renderer.print().await;
        let (metadata, engine, cpu) = renderer.end()?;

        let (pdf, watermark) = printed?;
        Ok(Printed {
            pdf,
            watermark,
            metadata,
            queue: started - asked,
            render: started.elapsed(),
            engine,
            cpu,
        })
    }
}
