//! The engine: wkhtmltopdf, run once for each document in a process of its own.
//!
//! ```text
//! document    what must be known of the HTML, and changed in it, beforehand
//! workspace   a folder for the job
//! flags       the argument list
//! process     a supervised process
//! diagnosis   what it said
//! pdf         what it made
//! install     which engine it is
//! fontcache   its index of fonts
//! ```
//! Knows nothing of HTTP or Lambda. Nothing outside starts a process or makes a
//! temporary file.

mod diagnosis;
mod document;
mod flags;
mod fontcache;
mod install;
mod pdf;
pub mod process;
mod workspace;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};
use tracing::debug;

use crate::config::Config;
use crate::error::{Cause, Error};
use crate::job::options::{CreationDate, Scaling};
use crate::job::{FailedResource, FailureReason, Job, Options, Pdf};

use document::{Document, Resolution};
use process::{Ended, Ending};
use workspace::Workspace;

pub use install::Install;
pub use pdf::characters;

/// Prints documents, as many at once as the configuration says.
pub struct Engine {
    install: Install,
    temp_dir: PathBuf,
    slots: Semaphore,
}

/// A printed document, and how long it took.
pub struct Printed {
    pub pdf: Pdf,
    /// Time spent waiting for a free slot.
    pub queue: Duration,
    pub render: Duration,
}

/// When a job must be done, and how that is told to the caller.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    pub at: Instant,
    pub limit: Duration,
}

impl Deadline {
    pub fn after(limit: Duration) -> Self {
        Self {
            at: Instant::now() + limit,
            limit,
        }
    }

    /// The sooner of this one and `limit` from now.
    pub fn or_sooner(self, limit: Option<Duration>) -> Self {
        match limit.map(Self::after) {
            Some(other) if other.at < self.at => other,
            _ => self,
        }
    }
}

impl Engine {
    /// Finds the engine and clears what earlier runs left behind.
    pub async fn start(config: &Config) -> Result<Self> {
        let swept = workspace::sweep(&config.temp_dir)
            .with_context(|| format!("{} cannot be read", config.temp_dir.display()))?;
        if swept > 0 {
            tracing::warn!(folders = swept, "removed what a killed run had left behind");
        }
        let install = Install::find(config.engine.as_deref(), &config.temp_dir).await?;
        if !install.is_patched() {
            tracing::warn!(
                version = install.version,
                "this wkhtmltopdf is not the build with patched qt: outlines and true sizes are missing"
            );
        }
        Ok(Self {
            install,
            temp_dir: config.temp_dir.clone(),
            slots: Semaphore::new(config.concurrency),
        })
    }

    pub fn install(&self) -> &Install {
        &self.install
    }

    /// Prints one document. When this returns, or is dropped, no process and no
    /// file of the job is left.
    pub async fn print(&self, job: &Job, deadline: Deadline) -> Result<Printed, Error> {
        let asked = Instant::now();
        let slot = timeout_at(deadline.at, self.slots.acquire()).await;
        let _slot = slot
            .map_err(|_| too_late(deadline, ": it waited for others to be printed"))?
            .context("no more documents are taken")?;
        let started = Instant::now();

        let work = Work {
            install: &self.install,
            options: &job.options,
            document: Document::prepare(job),
            workspace: Workspace::create(&self.temp_dir)?,
            deadline,
        };
        work.lay_out()?;
        let printed = work.print().await;
        work.workspace.close()?;

        Ok(Printed {
            pdf: printed?,
            queue: started - asked,
            render: started.elapsed(),
        })
    }
}

/// One document in the engine's hands.
struct Work<'a> {
    install: &'a Install,
    options: &'a Options,
    document: Document,
    workspace: Workspace,
    deadline: Deadline,
}

impl Work<'_> {
    fn lay_out(&self) -> std::io::Result<()> {
        if let Some(fonts) = self.install.fonts() {
            self.workspace.link_fonts(&fonts)?;
        }
        self.workspace.put_document(&self.document.html)?;
        for asset in &self.document.assets {
            self.workspace.put_asset(asset)?;
        }
        Ok(())
    }

    /// Prints as finely as the document allows; again and less finely when it
    /// came out longer than can be.
    async fn print(&self) -> Result<Pdf, Error> {
        let (page, look) = (&self.options.page, &self.options.look);
        let resolution = self.document.resolution;
        let pdf = self.print_at(resolution).await?;
        let holds = resolution.that_holds(pdf.pages, page.height.as_mm());
        let ours_to_choose = look.dpi.is_none() && look.scaling == Scaling::TrueSize;
        if holds == resolution || !ours_to_choose {
            return Ok(pdf);
        }
        debug!(pages = pdf.pages, ?holds, "too long for its resolution");
        self.print_at(holds).await
    }

    async fn print_at(&self, resolution: Resolution) -> Result<Pdf, Error> {
        let workspace = &self.workspace;
        let arguments = flags::arguments(&self.document, self.options, resolution, workspace);
        let invocation = self
            .install
            .invocation(arguments, workspace.path(), &workspace.home());
        debug!(?invocation, "starting the engine");
        let ended = process::run(&invocation, self.deadline.at).await?;
        debug!(ending = ?ended.ending, output = %ended.output.escape_ascii(), "the engine ended");

        let bytes = match std::fs::read(workspace.result()) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        let (bytes, pages) = verdict(&ended, bytes, self.options.creation_date, self.deadline)?;
        let complaints = diagnosis::read(&ended.output, workspace.document_url());
        let failed = failed_resources(&self.document, complaints);
        if self.options.strict && !failed.is_empty() {
            return Err(Cause::Resources(failed).into());
        }
        Ok(Pdf {
            bytes,
            pages,
            failed,
        })
    }
}

/// Judges by the file as much as by the exit status: the engine exits with 1
/// and a good PDF when a picture is missing, and with 0 and half a PDF when the
/// disk is full.
fn verdict(
    ended: &Ended,
    mut bytes: Vec<u8>,
    creation_date: CreationDate,
    deadline: Deadline,
) -> Result<(Bytes, u32), Error> {
    let status = match ended.ending {
        Ending::DeadlinePassed => return Err(too_late(deadline, "")),
        Ending::Signalled(signal) => return Err(Cause::Crashed { signal }.into()),
        Ending::Exited(status) => status,
    };
    if bytes.is_empty() {
        return Err(Cause::NoPdf { status }.into());
    }
    let layout = pdf::read(&bytes).ok_or(Cause::Incomplete)?;
    if creation_date == CreationDate::Fixed {
        layout.fix_creation_date(&mut bytes);
    }
    Ok((bytes.into(), layout.pages))
}

fn too_late(deadline: Deadline, while_: &'static str) -> Error {
    Error::DeadlinePassed {
        limit: deadline.limit,
        while_,
    }
}

fn failed_resources(document: &Document, complaints: diagnosis::Complaints) -> Vec<FailedResource> {
    let mut failed = complaints.failed;
    failed.extend(document.lost_fonts.iter().cloned());
    match complaints.refused_files {
        0 => {}
        // It was a script that asked, or an address that we did not see.
        _ if document.missing_files.is_empty() => {
            failed.push(FailedResource::new("file:", FailureReason::Blocked));
        }
        _ => failed.extend(document.missing_files.iter().cloned()),
    }
    failed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(ending: Ending) -> Ended {
        Ended {
            ending,
            output: Vec::new(),
        }
    }

    fn judged(ending: Ending, bytes: &[u8]) -> Error {
        let deadline = Deadline::after(Duration::from_secs(3));
        verdict(
            &ended(ending),
            bytes.to_vec(),
            CreationDate::Fixed,
            deadline,
        )
        .unwrap_err()
    }

    #[test]
    fn the_verdict_looks_at_the_file() {
        assert!(matches!(
            judged(Ending::Exited(0), b"%PDF-1.4 cut off"),
            Error::Unprintable(Cause::Incomplete)
        ));
        assert!(matches!(
            judged(Ending::Exited(0), b""),
            Error::Unprintable(Cause::NoPdf { status: 0 })
        ));
        assert!(matches!(
            judged(Ending::Signalled(11), b""),
            Error::Unprintable(Cause::Crashed { signal: 11 })
        ));
        assert!(matches!(
            judged(Ending::DeadlinePassed, b""),
            Error::DeadlinePassed { .. }
        ));
    }
}
