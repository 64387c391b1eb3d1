//! One job in the engine's hands: its runs, and what is made of them.

pub(crate) mod args;
pub(crate) mod layout;
pub(crate) mod measure;
pub(crate) mod mixed_pages;
pub(crate) mod run;
pub(crate) mod toc;
pub(crate) mod watermark;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, anyhow};
use bytes::Bytes;
use tokio::task::block_in_place;
use tokio::time::Instant;
use tracing::{debug, warn};

use crate::document::{Prepared, Resolution};
use crate::error::{Cause, Error};
use crate::job::deadline::{Deadline, too_late};
use crate::job::limits::{LimitExceeded, Limits};
use crate::job::options::{CreationDate, Scaling};
use crate::job::page::Page;
use crate::job::{Job, Network, Pdf, Warning};
use crate::pdf::Metadata;
use crate::process::group::{self, Ended, Ending, Invocation};
use crate::process::resource_limits::ResourceLimits;

use super::Engine;
use super::fork_server::ForkServer;
use super::install::Install;
use super::output::glyphs::{self, Coverage};
use super::output::stderr::{self, EngineMessages};
use super::output::{links, pdf};
use super::proxy::{self, Proxy};
use super::render::run::{NetworkAccess, Part, PartKind, Run};
use super::sandbox::NO_SANDBOX;
use super::workspace::Workspace;

/// One job in the engine's hands.
pub(super) struct Renderer<'a> {
    install: &'a Install,
    warm: Option<&'a ForkServer>,
    coverage: &'a OnceLock<Coverage>,
    pub(super) marker: Marker,
    pub(super) access: NetworkAccess,
    proxy: Option<Proxy>,
    pub(super) job: &'a Job,
    pub(super) prepared: Prepared,
    pub(super) workspace: Workspace,
    pub(super) deadline: Deadline,
    limits: &'a Limits,
    /// Over all runs.
    engine_microseconds: AtomicU64,
    cpu_microseconds: AtomicU64,
}

/// Addresses of links that tell where something came to stand: such a name never
/// resolves, and no document can know it beforehand. They are on pages only that
/// no caller gets to see.
pub(super) struct Marker(String);

impl Marker {
    fn new() -> Result<Self> {
        let nonce = getrandom::u64().map_err(|error| anyhow!("no random number: {error}"))?;
        Ok(Self(format!("http://{nonce:016x}.html2pdf.invalid/")))
    }

    pub(super) fn link(&self, number: usize) -> String {
        format!("{}{number}", self.0)
    }
}

/// What came of a run.
pub(super) struct RunOutput {
    pub(super) bytes: Bytes,
    pub(super) pages: u32,
    pub(super) messages: EngineMessages,
}

impl RunOutput {
    pub(super) fn take_messages(&mut self, other: &Self) {
        self.messages.add(&other.messages);
    }
}

impl<'a> Renderer<'a> {
    /// Reads the documents, and puts what they need into a folder of their own.
    pub(super) fn begin(
        engine: &'a Engine,
        job: &'a Job,
        deadline: Deadline,
    ) -> Result<Self, Error> {
        let network = engine.network.with(job.options.network.as_ref());
        let network = network.map_err(|(field, detail)| Error::field(field, detail))?;
        let workspace =
            Workspace::create(&engine.temp_dir)?.with_room(engine.limits.workspace_bytes);
        let (access, proxy) = access(engine, &network, &workspace, deadline);
        let network = if access == NetworkAccess::None {
            Network::Off
        } else {
            network
        };
        let prepared = block_in_place(|| Prepared::new(job, &network, &engine.limits, deadline))?;
        let renderer = Self {
            install: &engine.install,
            warm: engine.warm.as_ref(),
            coverage: &engine.coverage,
            marker: Marker::new()?,
            access,
            proxy,
            job,
            prepared,
            limits: &engine.limits,
            workspace,
            deadline,
            engine_microseconds: AtomicU64::new(0),
            cpu_microseconds: AtomicU64::new(0),
        };
        renderer.put_assets()?;
        Ok(renderer)
    }

    /// Leaves nothing behind. Tells what the documents say of themselves, and the
    /// time spent in the engine, and that of the processor.
    pub(super) fn end(self) -> std::io::Result<(Metadata, Duration, Duration)> {
        let cpu = self.cpu();
        self.workspace.close()?;
        let spent = Duration::from_micros(self.engine_microseconds.into_inner());
        Ok((self.prepared.metadata, spent, cpu))
    }

    /// Time of the processor that the runs have used so far.
    fn cpu(&self) -> Duration {
        Duration::from_micros(self.cpu_microseconds.load(Ordering::Relaxed))
    }

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
    pub(super) async fn print(&self) -> Result<(Pdf, Option<Bytes>), Error> {
        let quality = &self.job.options.quality;
        let resolution = self.prepared.resolution;
        let (mut print, mut page) = self.print_at(resolution).await?;
        let holds = resolution.that_holds(print.pages, page.height.as_mm());
        let ours_to_choose = quality.dpi.is_none() && quality.scaling == Scaling::TrueSize;
        if holds != resolution && ours_to_choose {
            debug!(pages = print.pages, ?holds, "too long for its resolution");
            (print, page) = self.print_at(holds).await?;
        }
        in_time(self.deadline)?;
        let watermark = self.print_watermark(&page).await?;
        if let Some(watermark) = &watermark {
            print.take_messages(watermark);
        }
        let warnings = block_in_place(|| self.warnings(&print))?;
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
    async fn print_at(&self, resolution: Resolution) -> Result<(RunOutput, Page), Error> {
        let measures = self.measure(resolution).await?;
        let mut parts = layout::lay_out(self.job, &self.prepared, &measures, &self.workspace)?;
        self.measure_cover(&mut parts, resolution).await?;
        let is_document = |part: &&Part<'_>| matches!(part.kind, PartKind::Document { .. });
        let page = parts.iter().find(is_document).unwrap_or(&parts[0]).page;
        if !mixed_pages::are_alike(&parts, &self.job.options.book) {
            return Ok((self.print_mixed(&parts, resolution).await?, page));
        }
        let run = Run {
            parts: &parts,
            page,
            options: &self.job.options,
            resolution,
            access: self.access,
        };
        Ok((self.run(&run).await?, page))
    }

    /// Runs the engine once.
    pub(super) async fn run(&self, run: &Run<'_>) -> Result<RunOutput, Error> {
        let workspace = &self.workspace;
        let arguments = args::arguments(run, self.title(), workspace);
        debug!(arguments = ?args::without_secrets(&arguments, &run.options.remote), "starting the engine");
        let mut invocation =
            self.install
                .invocation(arguments, workspace.path(), &workspace.home());
        invocation.set_time_zone(run.options.time_zone);
        if self.proxy.is_some() {
            invocation.environment.push((proxy::PROXY, "1".into()));
        }
        let resource_limits = ResourceLimits::new(self.limits, self.cpu(), workspace.room());
        self.install.bound(&mut invocation, resource_limits);
        let began = Instant::now();
        let ended = match &self.proxy {
            None => self.run_to_its_end(&invocation).await,
            // Nothing goes through the gate any more when the engine has ended.
            Some(proxy) => tokio::select! {
                ended = self.run_to_its_end(&invocation) => ended,
                never = proxy.serve() => match never {},
            },
        };
        let spent = began.elapsed().as_micros() as u64;
        self.engine_microseconds.fetch_add(spent, Ordering::Relaxed);
        let ended = ended.map_err(|error| match error.kind() {
            std::io::ErrorKind::ArgumentListTooLong => Cause::TextsTooLong.into(),
            _ => Error::from(error),
        })?;
        debug!(ending = ?ended.ending, cpu = ?ended.cpu, output = %ended.output.escape_ascii(), "the engine ended");
        let spent = ended.cpu.as_micros() as u64;
        self.cpu_microseconds.fetch_add(spent, Ordering::Relaxed);
        block_in_place(|| self.take(&ended, resource_limits, run.options.creation_date))
    }

    /// Reads what a run has left.
    fn take(
        &self,
        ended: &Ended,
        resource_limits: ResourceLimits,
        date: CreationDate,
    ) -> Result<RunOutput, Error> {
        let workspace = &self.workspace;
        // Before its unfinished PDF is removed.
        let disk_is_full = workspace.is_on_full_disk();

        let bytes = match std::fs::read(workspace.result()) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        // What one run leaves must not be taken for what the next one made.
        if !bytes.is_empty() {
            std::fs::remove_file(workspace.result())?;
        }
        if let Some(excess) = resource_limits.excess(ended, self.limits) {
            return Err(excess.into());
        }
        let judged = verdict(ended, bytes, date, self.deadline);
        let (mut bytes, pages) = match judged {
            Err(Error::Unprintable(_)) if disk_is_full => {
                return Err(Error::NoStorage(anyhow!(
                    "the engine had no room for its PDF"
                )));
            }
            judged => judged?,
        };
        self.check(bytes.len(), pages)?;
        let links = links::take_out(&mut bytes);
        in_time(self.deadline)?;
        let nowhere = self.access == NetworkAccess::None;
        let mut messages = stderr::read(&ended.output, workspace.document_url(), nowhere);
        messages.links = links.iter().map(|url| Warning::blocked_link(url)).collect();
        in_time(self.deadline)?;
        Ok(RunOutput {
            bytes: bytes.into(),
            pages,
            messages,
        })
    }

    /// What no kernel counts, or only by the second.
    fn check(&self, bytes: usize, pages: u32) -> Result<(), LimitExceeded> {
        let limits = self.limits;
        if self.cpu() > limits.cpu_time {
            return Err(LimitExceeded::CpuTime(limits.cpu_time));
        }
        if bytes as u64 > limits.pdf_bytes {
            return Err(LimitExceeded::PdfBytes(limits.pdf_bytes));
        }
        if bytes as u64 > self.workspace.room() {
            return Err(LimitExceeded::WorkspaceBytes(limits.workspace_bytes));
        }
        limits.check_pages(pages)
    }

    async fn run_to_its_end(&self, invocation: &Invocation) -> std::io::Result<Ended> {
        let deadline = self.deadline.at;
        if let Some(warm) = self.warm
            && let Some((group, output)) = warm.child(invocation, deadline).await
        {
            return group::attend(group, output, deadline).await;
        }
        group::run(invocation, deadline).await
    }

    /// The title to give the PDF; `None` leaves it to the engine, which takes that
    /// of what comes first, as scripts may have set it.
    fn title(&self) -> Option<&str> {
        let options = &self.job.options;
        let asked = options.finishing.metadata.title.as_deref();
        let book = &options.book;
        let document_is_first = book.cover.is_none() && book.toc.is_none();
        let of_document = self.prepared.metadata.title.as_deref();
        asked.or(of_document.filter(|_| !document_is_first))
    }

    /// What the bundle's fonts have; of the machine's own that is not known.
    fn coverage(&self) -> Option<&Coverage> {
        let fonts = self.install.fonts()?;
        Some(self.coverage.get_or_init(|| Coverage::of(&fonts)))
    }

    /// Everything that a caller should know of this print.
    fn warnings(&self, print: &RunOutput) -> Result<Vec<Warning>, Error> {
        let refused = self.proxy.as_ref().map(Proxy::failures).unwrap_or_default();
        let failed = print.messages.resources(&self.prepared, &refused);
        let mut warnings: Vec<_> = failed.into_iter().map(Warning::FailedResource).collect();
        let scripts = &print.messages.scripts;
        warnings.extend(
            self.prepared
                .explained(scripts, || in_time(self.deadline))?,
        );
        warnings.extend(print.messages.links.iter().cloned());
        warnings.extend(self.prepared.warnings.iter().cloned());
        in_time(self.deadline)?;
        let shown = pdf::characters(&print.bytes);
        in_time(self.deadline)?;
        let lost = glyphs::missing(
            &self.prepared.characters,
            &shown,
            || self.coverage(),
            &self.prepared.assets,
        );
        warnings.extend(lost.map(Warning::MissingGlyphs));
        in_time(self.deadline)?;
        Ok(warnings)
    }
}

/// The engine is ended at the deadline; what we make of its work is not, and looks
/// at it after each step.
fn in_time(deadline: Deadline) -> Result<(), Error> {
    match Instant::now() < deadline.at {
        true => Ok(()),
        false => Err(too_late(deadline, "; it was printed, but not yet checked")),
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
) -> Result<(Vec<u8>, u32), Error> {
    let status = match ended.ending {
        Ending::DeadlinePassed => return Err(too_late(deadline, "")),
        Ending::Signalled(signal) => return Err(Cause::Crashed { signal }.into()),
        Ending::Exited(NO_SANDBOX) => {
            return Err(anyhow!("the kernel no longer grants the sandbox that is required").into());
        }
        Ending::Exited(status) => status,
    };
    if bytes.is_empty() {
        return Err(Cause::NoPdf { status }.into());
    }
    let layout = pdf::read(&bytes).ok_or(Cause::Incomplete)?;
    if creation_date == CreationDate::Fixed {
        layout.fix_creation_date(&mut bytes);
    }
    in_time(deadline)?;
    Ok((bytes, layout.pages))
}

/// How the engine of a job reaches the network.
fn access(
    engine: &Engine,
    network: &Network,
    workspace: &Workspace,
    deadline: Deadline,
) -> (NetworkAccess, Option<Proxy>) {
    match (network, engine.install.is_guarded()) {
        (Network::Off, _) => (NetworkAccess::None, None),
        (Network::Unguarded, false) => (NetworkAccess::Direct, None),
        (_, false) => (NetworkAccess::None, None),
        (_, true) => {
            let proxy = Proxy::open(workspace.path(), network, engine.network_quota, deadline.at);
            match proxy {
                Ok(proxy) => (NetworkAccess::Proxy, Some(proxy)),
                Err(error) => {
                    warn!(%error, "there is no gate for this document, which reaches no network");
                    (NetworkAccess::None, None)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(ending: Ending) -> Ended {
        Ended {
            ending,
            output: Vec::new(),
            cpu: Duration::ZERO,
        }
    }

    fn judged(ending: Ending, bytes: &[u8]) -> Error {
        let deadline = Deadline::after(Duration::from_secs(3));
        let ended = ended(ending);
        verdict(&ended, bytes.to_vec(), CreationDate::Fixed, deadline).unwrap_err()
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

    #[test]
    fn a_whole_pdf_that_is_read_too_late_is_late() {
        const WHOLE: &[u8] = b"%PDF-1.4\n1 0 obj\n<<\n/Pages 1 0 R\n/Count 2\n>>\nendobj\nxref\n0 2\n\
            0000000000 65535 f \n0000000009 00000 n \ntrailer\n<<\n/Root 1 0 R\n>>\nstartxref\n52\n%%EOF\n";
        let read_by = |deadline| {
            let ended = ended(Ending::Exited(0));
            verdict(&ended, WHOLE.to_vec(), CreationDate::Now, deadline)
        };
        let (_, pages) = read_by(Deadline::after(Duration::from_secs(60))).unwrap();
        assert_eq!(pages, 2);
        let late = read_by(Deadline::after(Duration::ZERO)).unwrap_err();
        let late = late.to_string();
        assert!(late.ends_with("; it was printed, but not yet checked"));
    }
}
