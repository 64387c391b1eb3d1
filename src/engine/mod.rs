//! The engine: wkhtmltopdf, run once for each document in a process of its own.
//!
//! ```text
//! document    what must be known of the HTML, and changed in it, beforehand
//! workspace   a folder for the job
//! measure     how high headers are, and how tall a single page
//! book        the parts of the job, in order, each with its page
//! sheets      parts on different kinds of pages
//! contents    the table of contents
//! watermark   the page that is laid over all others
//! flags       the argument list
//! process     a supervised process
//! diagnosis   what it said
//! pdf         what it made
//! glyphs      which characters no font has
//! errand      work on a finished PDF, in a process of its own:
//! finishing   what is done to it
//! drawing     pictures of its pages
//! install     which engine it is
//! warm        one that is kept warm, and its children
//! fontcache   its index of fonts
//! ```
//! Knows nothing of HTTP or Lambda. Nothing outside starts a process or makes a
//! temporary file.

mod book;
mod contents;
mod diagnosis;
mod document;
pub mod drawing;
pub mod errand;
pub mod finishing;
mod flags;
mod fontcache;
mod glyphs;
mod install;
mod measure;
mod pdf;
pub mod process;
mod sheets;
mod warm;
mod watermark;
mod workspace;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use bytes::Bytes;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::task::block_in_place;
use tokio::time::{Instant, timeout_at};
use tracing::debug;

use crate::config::{Config, EngineMode};
use crate::error::{Cause, Error};
use crate::finish::Metadata;
use crate::job::options::{CreationDate, Scaling};
use crate::job::page::Page;
use crate::job::{FailedResource, FailureReason, Job, Pdf, Warning};

use book::{Part, PartKind, Run};
use diagnosis::Complaints;
use document::{Prepared, Resolution};
use glyphs::Coverage;
use process::{Ended, Ending, Invocation};
use warm::Warm;
use workspace::Workspace;

pub use document::Network;
pub use install::Install;
pub use pdf::characters;

/// Prints documents, as many at once as the configuration says.
pub struct Engine {
    install: Arc<Install>,
    /// None where each run starts an engine of its own.
    warm: Option<Arc<Warm>>,
    temp_dir: PathBuf,
    network: Network,
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
        let install = Arc::new(install);
        let warm = match config.engine_mode {
            EngineMode::Warm if install.is_bundle() => {
                Some(Warm::start(install.clone(), &config.temp_dir))
            }
            _ => None,
        };
        Ok(Self {
            install,
            warm,
            temp_dir: config.temp_dir.clone(),
            network: config.network,
            slots: Semaphore::new(config.concurrency),
            coverage: OnceLock::new(),
        })
    }

    pub fn install(&self) -> &Install {
        &self.install
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
    async fn slot(&self, deadline: Deadline) -> Result<SemaphorePermit<'_>, Error> {
        let slot = timeout_at(deadline.at, self.slots.acquire()).await;
        let slot = slot.map_err(|_| too_late(deadline, ": it waited for others to be printed"))?;
        Ok(slot.context("no more documents are taken")?)
    }

    /// Prints one job. When this returns, or is dropped, no process and no file
    /// of the job is left.
    pub async fn print(&self, job: &Job, deadline: Deadline) -> Result<Printed, Error> {
        let asked = Instant::now();
        let _slot = self.slot(deadline).await?;
        let started = Instant::now();

        let prepared = block_in_place(|| Prepared::new(job, self.network));
        let prepared = prepared.map_err(|fault| Error::fields(vec![fault]))?;
        let work = Work {
            install: &self.install,
            warm: self.warm.as_deref(),
            coverage: &self.coverage,
            marker: Marker::new()?,
            network: self.network,
            job,
            prepared,
            workspace: Workspace::create(&self.temp_dir)?,
            deadline,
        };
        work.put_assets()?;
        let printed = work.print().await;
        let Work {
            workspace,
            prepared,
            ..
        } = work;
        workspace.close()?;

        let (pdf, watermark) = printed?;
        Ok(Printed {
            pdf,
            watermark,
            metadata: prepared.metadata,
            queue: started - asked,
            render: started.elapsed(),
        })
    }
}

/// One job in the engine's hands.
struct Work<'a> {
    install: &'a Install,
    warm: Option<&'a Warm>,
    coverage: &'a OnceLock<Coverage>,
    marker: Marker,
    network: Network,
    job: &'a Job,
    prepared: Prepared,
    workspace: Workspace,
    deadline: Deadline,
}

/// Addresses of links that tell where something came to stand: such a name never
/// resolves, and no document can know it beforehand. They are on pages only that
/// no caller gets to see.
struct Marker(String);

impl Marker {
    fn new() -> Result<Self> {
        let nonce = getrandom::u64().map_err(|error| anyhow!("no random number: {error}"))?;
        Ok(Self(format!("http://{nonce:016x}.html2pdf.invalid/")))
    }

    fn link(&self, number: usize) -> String {
        format!("{}{number}", self.0)
    }
}

/// What came of a run.
struct Print {
    bytes: Bytes,
    pages: u32,
    complaints: Complaints,
}

impl Print {
    fn take_complaints(&mut self, other: &Self) {
        self.complaints.add(&other.complaints);
    }
}

impl Work<'_> {
    fn put_assets(&self) -> std::io::Result<()> {
        if let Some(fonts) = self.install.fonts() {
            self.workspace.link_fonts(&fonts)?;
        }
        for asset in &self.prepared.assets {
            self.workspace.put_asset(asset)?;
        }
        Ok(())
    }

    /// Prints as finely as the documents allow; again and less finely when the
    /// job came out longer than can be.
    async fn print(&self) -> Result<(Pdf, Option<Bytes>), Error> {
        let quality = &self.job.options.quality;
        let resolution = self.prepared.resolution;
        let (mut print, mut page) = self.print_at(resolution).await?;
        let holds = resolution.that_holds(print.pages, page.height.as_mm());
        let ours_to_choose = quality.dpi.is_none() && quality.scaling == Scaling::TrueSize;
        if holds != resolution && ours_to_choose {
            debug!(pages = print.pages, ?holds, "too long for its resolution");
            (print, page) = self.print_at(holds).await?;
        }
        let watermark = self.print_watermark(&page).await?;
        if let Some(watermark) = &watermark {
            print.take_complaints(watermark);
        }
        let warnings = block_in_place(|| self.warnings(&print));
        if self.job.options.strict && !warnings.is_empty() {
            return Err(Cause::Strict(warnings).into());
        }
        let pdf = Pdf {
            bytes: print.bytes,
            pages: print.pages,
            warnings,
        };
        Ok((pdf, watermark.map(|print| print.bytes)))
    }

    /// The whole job, and the page of its first document.
    async fn print_at(&self, resolution: Resolution) -> Result<(Print, Page), Error> {
        let measures = self.measure(resolution).await?;
        let mut parts = book::lay_out(self.job, &self.prepared, &measures, &self.workspace)?;
        self.measure_cover(&mut parts, resolution).await?;
        let is_document = |part: &&Part<'_>| matches!(part.kind, PartKind::Document { .. });
        let page = parts.iter().find(is_document).unwrap_or(&parts[0]).page;
        if !sheets::are_alike(&parts, &self.job.options.book) {
            return Ok((self.print_mixed(&parts, resolution).await?, page));
        }
        let run = Run {
            parts: &parts,
            page,
            options: &self.job.options,
            resolution,
            network: self.network,
        };
        Ok((self.run(&run).await?, page))
    }

    /// Runs the engine once.
    async fn run(&self, run: &Run<'_>) -> Result<Print, Error> {
        let workspace = &self.workspace;
        let arguments = flags::arguments(run, self.title(), workspace);
        debug!(arguments = ?flags::without_secrets(&arguments, &run.options.remote), "starting the engine");
        let mut invocation =
            self.install
                .invocation(arguments, workspace.path(), &workspace.home());
        invocation.set_time_zone(run.options.time_zone);
        let ended = self.run_to_its_end(&invocation).await;
        let ended = ended.map_err(|error| match error.kind() {
            std::io::ErrorKind::ArgumentListTooLong => Cause::TooManyWords.into(),
            _ => Error::from(error),
        })?;
        debug!(ending = ?ended.ending, output = %ended.output.escape_ascii(), "the engine ended");

        let bytes = match std::fs::read(workspace.result()) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        // What one run leaves must not be taken for what the next one made.
        if !bytes.is_empty() {
            std::fs::remove_file(workspace.result())?;
        }
        let (bytes, pages) = verdict(&ended, bytes, run.options.creation_date, self.deadline)?;
        Ok(Print {
            bytes,
            pages,
            complaints: diagnosis::read(&ended.output, workspace.document_url()),
        })
    }

    async fn run_to_its_end(&self, invocation: &Invocation) -> std::io::Result<Ended> {
        let deadline = self.deadline.at;
        if let Some(warm) = self.warm
            && let Some((group, output)) = warm.child(invocation, deadline).await
        {
            return process::attend(group, output, deadline).await;
        }
        process::run(invocation, deadline).await
    }

    /// The title to give the PDF; `None` leaves it to the engine, which takes that
    /// of what comes first, as scripts may have set it.
    fn title(&self) -> Option<&str> {
        let options = &self.job.options;
        let asked = options.finishing.metadata.title.as_deref();
        let book = &options.book;
        let document_is_first = book.cover.is_none() && book.contents.is_none();
        let of_document = self.prepared.metadata.title.as_deref();
        asked.or(of_document.filter(|_| !document_is_first))
    }

    /// What the bundle's fonts have; of the machine's own that is not known.
    fn coverage(&self) -> Option<&Coverage> {
        let fonts = self.install.fonts()?;
        Some(self.coverage.get_or_init(|| Coverage::of(&fonts)))
    }

    /// Everything that a caller should know of this print.
    fn warnings(&self, print: &Print) -> Vec<Warning> {
        let failed = failed_resources(&self.prepared, &print.complaints);
        let mut warnings: Vec<_> = failed.into_iter().map(Warning::FailedResource).collect();
        let faults = print.complaints.scripts.iter();
        warnings.extend(faults.map(|fault| self.prepared.explained(fault, self.job)));
        warnings.extend(self.prepared.warnings.iter().cloned());
        let shown = pdf::characters(&print.bytes);
        let lost = glyphs::missing(
            &self.prepared.characters,
            &shown,
            || self.coverage(),
            &self.prepared.assets,
        );
        warnings.extend(lost.map(Warning::MissingGlyphs));
        warnings
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

fn failed_resources(prepared: &Prepared, complaints: &Complaints) -> Vec<FailedResource> {
    let mut failed = complaints.failed.clone();
    failed.extend(prepared.lost_fonts.iter().cloned());
    match complaints.refused_files {
        0 => {}
        // It was a script that asked, or an address that we did not see.
        _ if prepared.missing_files.is_empty() => {
            failed.push(FailedResource::new("file:", FailureReason::Blocked));
        }
        _ => failed.extend(prepared.missing_files.iter().cloned()),
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
