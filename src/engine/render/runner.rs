//! One job in the engine's hands: how it is run once, and what a run has left.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::anyhow;
use bytes::Bytes;
use tokio::task::block_in_place;
use tokio::time::Instant;
use tracing::{debug, warn};

use crate::document::{Prepared, Written};
use crate::engine::Engine;
use crate::engine::fork_server::{ForkServer, Warm};
use crate::engine::install;
use crate::engine::output::stderr::{self, EngineMessages};
use crate::engine::output::verdict::{in_time, stop_reason, verdict};
use crate::engine::output::{destinations, links, sheets};
use crate::engine::proxy::{self, Proxy};
use crate::engine::workspace::Workspace;
use crate::error::{Error, Unprintable};
use crate::fetch::Session;
use crate::job::limits::LimitExceeded;
use crate::job::{Job, Network, Options, Warning};
use crate::pdf::inspect::Inspection;
use crate::pipeline::context::JobContext;
use crate::pipeline::folder::JobFile;
use crate::pipeline::stop_reason::StopReason;
use crate::process::group::{self, Ended, Invocation};
use crate::text::log_tail;
use crate::worker::{self, Report, Task};

use super::args;
use super::layout_scripts;
use super::run::{NetworkAccess, Run};
use super::screen;

pub(super) struct Renderer<'a> {
    pub(super) engine: &'a Engine,
    pub(super) ctx: &'a JobContext,
    pub(super) job: &'a Job,
    pub(super) prepared: Prepared,
    /// Styles that scripts of the documents wrote, by their places. It is empty until they have
    /// run once.
    pub(super) written: BTreeMap<usize, Written>,
    network: Network,
    pub(super) workspace: Workspace<'a>,
    pub(super) marker: Marker,
    /// What the layout helper's reports begin with.
    pub(super) word: String,
    pub(super) access: NetworkAccess,
    pub(super) session: Option<Arc<Session>>,
    pub(super) proxy: Option<Proxy>,
    runs: AtomicU32,
}

/// Addresses of links that tell where something came to stand: such a name never
/// resolves, and no document can know it beforehand. They are on pages only that
/// no caller gets to see.
pub(super) struct Marker(String);

impl Marker {
    fn new() -> anyhow::Result<Self> {
        let nonce = getrandom::u64().map_err(|error| anyhow!("no random number: {error}"))?;
        Ok(Self(format!("http://{nonce:016x}.html2pdf.invalid/")))
    }

    /// A word that no page can know.
    pub(super) fn word(&self) -> String {
        let digits = self.0.trim_start_matches("http://").split('.').next();
        format!("h{}", digits.unwrap_or_default())
    }

    pub(super) fn link(&self, number: usize) -> String {
        format!("{}{number}", self.0)
    }
}

/// What came of a run.
pub(super) struct RunOutput<'a> {
    pub(super) file: JobFile<'a>,
    pub(super) bytes: Bytes,
    pub(super) pages: u32,
    pub(super) messages: EngineMessages,
}

impl RunOutput<'_> {
    pub(super) fn take_messages(&mut self, other: &Self) {
        self.messages.add(&other.messages);
    }
}

impl<'a> Renderer<'a> {
    /// Reads the documents, and puts what they need into the job's folder.
    pub(super) fn begin(
        engine: &'a Engine,
        ctx: &'a JobContext,
        job: &'a Job,
        session: Option<Arc<Session>>,
    ) -> Result<Self, Error> {
        let workspace = Workspace::create(&ctx.folder)?;
        let (access, proxy) = access(engine, session.as_ref(), &workspace);
        let network = match (&session, access) {
            (None, _) | (_, NetworkAccess::None) => Network::Off,
            (Some(session), _) => session.network().clone(),
        };
        let marker = Marker::new()?;
        let written = BTreeMap::new();
        let prepared = Prepared::new(job, &network, &engine.limits, ctx.deadline, &written)?;
        Ok(Self {
            engine,
            ctx,
            job,
            prepared,
            written,
            network,
            workspace,
            word: marker.word(),
            marker,
            access,
            session,
            proxy,
            runs: AtomicU32::new(0),
        })
    }

    /// Reads the documents once more, with the styles that their scripts wrote.
    pub(super) fn prepare(&mut self) -> Result<(), Error> {
        let (limits, deadline) = (&self.engine.limits, self.ctx.deadline);
        self.prepared = Prepared::new(self.job, &self.network, limits, deadline, &self.written)?;
        Ok(())
    }

    /// Takes what a run tells of styles that scripts wrote. The second time all is printed.
    pub(super) fn take_written(&mut self, output: &mut RunOutput<'_>) -> bool {
        if !self.written.is_empty() {
            return false;
        }
        let reports = output.messages.layouts.iter_mut();
        let written = reports.filter_map(|(at, report)| Some((*at, report.written.take()?)));
        self.written = written.collect();
        !self.written.is_empty()
    }

    /// Puts the assets where the engine finds them.
    pub(super) fn put_assets(&self) -> io::Result<()> {
        for asset in &self.prepared.assets {
            self.workspace.put_asset(asset)?;
        }
        Ok(())
    }

    /// Those of the job for a run beside the book: it has no cover, contents or outline.
    pub(super) fn options_without_book(&self) -> Options {
        Options {
            book: Default::default(),
            ..self.job.options.clone()
        }
    }

    /// Runs the engine once.
    pub(super) async fn run(&self, run: &Run<'_>) -> Result<RunOutput<'a>, Error> {
        let began = Instant::now();
        let stopped = match &self.proxy {
            None => self.run_to_its_end(run).await,
            // Nothing goes through the proxy any more when the engine has ended.
            Some(proxy) => tokio::select! {
                stopped = self.run_to_its_end(run) => stopped,
                never = proxy.serve() => match never {},
            },
        };
        self.ctx.add_engine_time(began.elapsed());
        let (ended, reason) = stopped.map_err(|error| match error.kind() {
            io::ErrorKind::ArgumentListTooLong => Unprintable::TextsTooLong.into(),
            _ => Error::from(error),
        })?;
        block_in_place(|| self.take(&ended, reason, run))
    }

    /// How to start the engine, which may have the layout helper already.
    fn invocation(&self, run: &Run<'_>, has_helper: bool) -> Invocation {
        let (engine, workspace) = (self.engine, &self.workspace);
        let arguments = args::arguments(run, self.title(), workspace, has_helper);
        debug!(arguments = ?args::without_secrets(&arguments, &run.options.remote), "starting the engine");
        let mut invocation =
            engine
                .install
                .invocation(arguments, workspace.path(), &workspace.home());
        invocation.set_variable("TZ", install::local_time(run.options.time_zone));
        if self.proxy.is_some() {
            invocation.environment.push((proxy::PROXY, "1".into()));
        }
        if let Some(dots) = self.dots(run) {
            invocation.set_variable("HTML2PDF_DOTS", dots);
        }
        if let Some(reader) = run.reader() {
            invocation.set_variable("HTML2PDF_READER", reader);
        }
        if !screen::is_looked_at(run, &self.prepared.assets) {
            invocation.set_variable("HTML2PDF_UNSEEN", "1");
        }
        if has_helper {
            invocation.set_variable("HTML2PDF_WORD", layout_scripts::mark(&self.word));
        }
        let granted = self.ctx.resource_limits(&engine.limits);
        engine.install.bound(&mut invocation, granted);
        invocation
    }

    /// An engine that was ended by a signal, and not by us or a limit, is run once
    /// more, and from its file: so neither a process that was killed at random nor
    /// a fork server that broke costs its document more than time.
    async fn run_to_its_end(&self, run: &Run<'_>) -> io::Result<(Ended, StopReason)> {
        let (ended, reason) = self.run_once(run, self.engine.fork_server.as_ref()).await?;
        let (StopReason::Crashed { signal } | StopReason::Killed { signal }) = reason else {
            return Ok((ended, reason));
        };
        warn!(
            signal,
            output = log_tail(&ended.output),
            "the engine was ended by a signal; it is run once more"
        );
        block_in_place(|| match fs::remove_file(self.workspace.result()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })?;
        self.run_once(run, None).await
    }

    async fn run_once(
        &self,
        run: &Run<'_>,
        fork_server: Option<&ForkServer>,
    ) -> io::Result<(Ended, StopReason)> {
        let limits = &self.engine.limits;
        let granted = self.ctx.resource_limits(limits);
        let deadline = self.ctx.deadline.at;
        // The one that is told what it has is the one that forks.
        let warm = fork_server.and_then(ForkServer::warm);
        let has_helper = warm.as_ref().is_some_and(Warm::has_helper);
        let mut invocation = self.invocation(run, has_helper);
        let child = match warm {
            Some(warm) => warm.child(&invocation, deadline).await,
            None => None,
        };
        let ended = match child {
            Some((group, output)) => group::attend(group, output, deadline).await?,
            None => {
                if has_helper {
                    invocation = self.invocation(run, false);
                }
                group::run(&invocation, deadline).await?
            }
        };
        debug!(ending = ?ended.ending, cpu = ?ended.cpu, output = %ended.output.escape_ascii(), "the engine ended");
        self.ctx.add_cpu(ended.cpu);
        let reason = stop_reason(&ended, &granted, limits);
        Ok((ended, reason))
    }

    /// Reads what a run has left.
    fn take(
        &self,
        ended: &Ended,
        reason: StopReason,
        run: &Run<'_>,
    ) -> Result<RunOutput<'a>, Error> {
        let ctx = self.ctx;
        // Before its unfinished PDF is removed.
        let disk_is_full = ctx.folder.is_on_full_disk();
        let name = format!("run-{}.pdf", self.runs.fetch_add(1, Ordering::Relaxed));
        // What one run leaves must not be taken for what the next one made.
        let file = match ctx.folder.take_on_as(Workspace::RESULT, &name) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        let mut bytes = match &reason {
            StopReason::Exited(_) => file.as_ref().map(JobFile::read).transpose()?,
            _ => None,
        };
        let judged = verdict(
            reason,
            bytes.as_deref_mut().unwrap_or_default(),
            run.options.creation_date,
            ctx.deadline,
        );
        if let Err(Error::Unprintable(_)) = judged {
            warn!(ending = ?ended.ending, output = stderr::last_words(&ended.output), "the engine left no whole PDF");
        }
        let (pages, dated) = match judged {
            Err(Error::Unprintable(_)) if disk_is_full => {
                return Err(Error::NoStorage(anyhow!(
                    "the engine had no room for its PDF"
                )));
            }
            judged => judged?,
        };
        let (Some(file), Some(mut bytes)) = (file, bytes) else {
            return Err(anyhow!("a PDF was found good that is not there").into());
        };
        self.check(bytes.len(), pages)?;
        let (taken, mut changed) = links::mend(&mut bytes);
        changed.extend(dated);
        changed.extend(destinations::mend(&mut bytes));
        if run.page.is_cut() {
            changed.extend(sheets::cut(&mut bytes));
        }
        file.patch(&bytes, &changed)?;
        in_time(ctx.deadline)?;
        let offline = self.access == NetworkAccess::None;
        let mut messages = stderr::read(&ended.output, self.workspace.document_url(), offline);
        messages.layouts = stderr::layouts(&ended.output, &self.word);
        messages.links = taken.iter().map(|url| Warning::blocked_link(url)).collect();
        in_time(ctx.deadline)?;
        Ok(RunOutput {
            file,
            bytes: bytes.into(),
            pages,
            messages,
        })
    }

    /// What no kernel counts, or only by the second.
    fn check(&self, bytes: usize, pages: u32) -> Result<(), LimitExceeded> {
        let limits = &self.engine.limits;
        if self.ctx.cpu() > limits.cpu_time {
            return Err(LimitExceeded::CpuTime(limits.cpu_time));
        }
        if bytes as u64 > limits.pdf_bytes {
            return Err(LimitExceeded::PdfBytes(limits.pdf_bytes));
        }
        limits.check_pages(pages)
    }

    /// Has the worker read where the links and headings of a run are.
    pub(super) async fn inspect(&self, output: &RunOutput<'_>) -> Result<Inspection, Error> {
        let task = Task::Inspect {
            pdf: output.file.name().to_owned(),
        };
        match worker::run(self.ctx, &self.engine.limits, task).await? {
            Report::Inspected(inspection) => Ok(inspection),
            other => Err(worker::unexpected(&other)),
        }
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
}

/// How the engine of a job reaches the network.
fn access(
    engine: &Engine,
    session: Option<&Arc<Session>>,
    workspace: &Workspace,
) -> (NetworkAccess, Option<Proxy>) {
    let Some(session) = session else {
        return (NetworkAccess::None, None);
    };
    match (session.network(), engine.install.is_guarded()) {
        (Network::Unguarded, false) => (NetworkAccess::Direct, None),
        (_, false) => (NetworkAccess::None, None),
        (_, true) => match Proxy::open(workspace.path(), session.clone()) {
            Ok(proxy) => (NetworkAccess::Proxy, Some(proxy)),
            Err(error) => {
                warn!(%error, "there is no proxy for this document, so it reaches no network");
                (NetworkAccess::None, None)
            }
        },
    }
}
