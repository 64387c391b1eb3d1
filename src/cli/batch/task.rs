//! One line, from its job to its file.

use std::collections::HashMap;
use std::io;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::task::block_in_place;
use tokio::time::Instant;

use crate::api::native::json::Members;
use crate::error::Error;
use crate::job::Job;
use crate::job::deadline::Deadline;
use crate::job::options::Output;
use crate::pipeline::{Pipeline, Product};

use super::field::OUTPUT;
use super::folder::{self, Folder};
use super::journal::{Earlier, Journal, Place, hash_of};
use super::line::{self, Common};
use super::manifest::Line;
use super::target::{Target, There};
use super::template;

/// What all lines at work share.
pub struct Shared {
    pub pipeline: Pipeline,
    pub common: Common,
    pub target: Target,
    pub journal: Mutex<Journal>,
    pub earlier: Earlier,
    /// Lines by the hashes of the names of their outputs.
    pub taken: Mutex<HashMap<u128, u64>>,
    pub timeout: Duration,
    /// Whether files that are there are overwritten.
    pub force: bool,
    /// Whether an earlier run is gone on with.
    pub resume: bool,
    /// How outputs are called whose line does not say it.
    pub output: Option<String>,
    /// Whose output nobody's may be.
    pub manifest: Option<std::path::PathBuf>,
}

/// A line that is to be printed.
pub struct Task {
    number: u64,
    digest: u128,
    output: Option<String>,
    members: Members,
}

/// How a line ended.
pub enum Outcome {
    /// With so many warnings.
    Printed(usize),
    Skipped,
    Failed(Failure),
    /// So that no other line can do better.
    Stopped(anyhow::Error),
}

/// What people are told of a failure.
pub struct Failure {
    pub line: u64,
    pub output: Option<String>,
    pub error: Error,
}

impl Shared {
    /// Looks whether a line is to be printed, or how it has ended already.
    pub fn admit(&self, line: Line) -> Result<Task, Outcome> {
        let Line {
            number,
            members,
            digest,
            ..
        } = line;
        let mut task = Task {
            number,
            digest,
            output: None,
            members: Members::new(),
        };
        let began = Instant::now();
        let read = members.and_then(|mut members| {
            task.output = line::output(&mut members)?;
            if let (None, Some(pattern)) = (&task.output, &self.output) {
                let data = self.common.data_of(&members)?;
                task.output = Some(template::output(pattern, number, &data)?);
            }
            task.members = members;
            if let Some(output) = &task.output {
                self.take(number, output)?;
            }
            Ok(())
        });
        if let Err(error) = read {
            return Err(self.failed(task, error, began));
        }
        if let Some(done) = self.earlier.done(digest) {
            let output = task.output.clone();
            let output = output.unwrap_or_else(|| by_number(number, done.extension));
            // The name of one without a name is taken by nobody else, or told where that is printed.
            let _ = task.output.is_some() || self.take(number, &output).is_ok();
            // A bucket is asked when the line has its turn.
            if let Target::Folder(folder) = &self.target
                && folder.has_file(&output, done.bytes)
            {
                return Err(Outcome::Skipped);
            }
        }
        Ok(task)
    }

    /// Takes a name for a line.
    fn take(&self, number: u64, output: &str) -> Result<(), Error> {
        folder::check(output).map_err(|why| Error::field(OUTPUT, shown(output, why)))?;
        let normal: std::path::PathBuf = std::path::Path::new(output).components().collect();
        let hash = hash_of(&normal.to_string_lossy());
        match lock(&self.taken).entry(hash).or_insert(number) {
            other if *other != number => Err(Error::field(
                OUTPUT,
                shown(
                    output,
                    &format!(
                        "is the output of line {other} too, and this is line {number}; give one of them another name"
                    ),
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Prints a line, whatever happens in it.
    pub async fn print(&self, mut task: Task) -> Outcome {
        let began = Instant::now();
        let printed = AssertUnwindSafe(self.print_to_target(&mut task, began)).catch_unwind();
        let printed = printed.await.unwrap_or_else(|_| {
            let panic = anyhow::anyhow!("a panic; its message precedes this one");
            Err(Error::Internal(panic))
        });
        match printed {
            Ok(outcome) => outcome,
            Err(error) => self.failed(task, error, began),
        }
    }

    async fn print_to_target(&self, task: &mut Task, began: Instant) -> Result<Outcome, Error> {
        let Some(product) = self.convert(task).await? else {
            return Ok(Outcome::Skipped);
        };
        match &self.target {
            Target::Folder(folder) => {
                block_in_place(|| self.write(folder, task, &product, began))?;
            }
            Target::Bucket(shelf) => {
                let output = task.output.as_deref().unwrap_or_default();
                let put = shelf.put(output, task.digest, &product).await;
                put.map_err(|why| unwritten(output, &why))?;
                let mut journal = lock(&self.journal);
                let recorded = journal.printed(&task.place(), &product, began.elapsed());
                recorded.map_err(journal_fault)?;
            }
        }
        Ok(Outcome::Printed(product.warnings.len()))
    }

    /// `None` where its output is there already.
    async fn convert(&self, task: &mut Task) -> Result<Option<Product>, Error> {
        // It waits for those of other lines, and its time begins behind them.
        const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);
        let members = std::mem::take(&mut task.members);
        let reads_manifest = |output: &std::path::Path| {
            let manifest = self.manifest.as_deref();
            manifest.is_some_and(|manifest| crate::cli::output::is_same_file(manifest, output))
        };
        let job = block_in_place(|| {
            if let (Some(output), Target::Folder(folder)) = (&task.output, &self.target)
                && let path = folder.path(output)
                && (reads_manifest(&path) || self.common.reads(&members, &path))
            {
                let why = "would be overwritten, and it is read too; choose another name";
                return Err(Error::field(OUTPUT, why));
            }
            self.common.job(members)
        })?;
        crate::cli::output::check(&job.options)?;
        if task.output.is_none() {
            let output = by_number(task.number, extension(&job));
            self.take(task.number, &output)?;
            task.output = Some(output);
        }
        let output = task.output.as_deref().unwrap_or_default();
        match &self.target {
            Target::Folder(folder) if !self.may_replace(output) && folder.has(output) => {
                return Err(is_there(output));
            }
            Target::Folder(_) => {}
            Target::Bucket(shelf) => {
                let there = shelf.look_at(output).await;
                match there.map_err(|why| unwritten(output, &why))? {
                    There::Of(digest, bytes) if self.resume && digest == task.digest => {
                        // The run that has made it may have been killed before it said so.
                        if self.earlier.done(digest).is_none() {
                            let found = lock(&self.journal).found(&task.place(), bytes);
                            found.map_err(journal_fault)?;
                        }
                        return Ok(None);
                    }
                    There::Of(..) | There::Another if !self.may_replace(output) => {
                        return Err(is_there(output));
                    }
                    _ => {}
                }
            }
        }
        let permit = self.pipeline.permit(Deadline::after(PATIENCE)).await?;
        let deadline = Deadline::after(self.timeout).or_sooner(job.options.timeout);
        let conversion = self.pipeline.convert(job, permit, deadline).await?;
        Ok(Some(conversion.product))
    }

    fn may_replace(&self, output: &str) -> bool {
        self.force || self.earlier.wrote(output)
    }

    /// Writes a product aside, then its record, and then gives it its name.
    fn write(
        &self,
        folder: &Folder,
        task: &Task,
        product: &Product,
        began: Instant,
    ) -> Result<(), Error> {
        let output = task.output.as_deref().unwrap_or_default();
        let fault = |error| fault(output, error);
        let aside = folder.put_aside(task.number, &product.contents);
        let ready = aside.map_err(fault)?;
        let ready = ready.ready(output, self.may_replace(output));
        let ready = ready.map_err(fault)?;
        let mut journal = lock(&self.journal);
        let recorded = journal.printed(&task.place(), product, began.elapsed());
        recorded.map_err(journal_fault)?;
        ready.place().map_err(fault)
    }

    /// Puts the journal where the outputs are, if it is not there anyhow.
    pub async fn keep_journal(&self) -> anyhow::Result<()> {
        let Target::Bucket(shelf) = &self.target else {
            return Ok(());
        };
        let contents = lock(&self.journal).contents()?;
        Ok(shelf.put_journal(contents).await?)
    }

    fn failed(&self, task: Task, error: Error, began: Instant) -> Outcome {
        let recorded = lock(&self.journal).failed(&task.place(), &error, began.elapsed());
        match (recorded, error) {
            (_, Error::NoStorage(why)) => Outcome::Stopped(why.context("the disk is full")),
            (Err(error), _) => Outcome::Stopped(anyhow::Error::from(error).context(JOURNAL)),
            (Ok(()), error) => Outcome::Failed(Failure {
                line: task.number,
                output: task.output,
                error,
            }),
        }
    }
}

const JOURNAL: &str = "the journal cannot be written";

fn journal_fault(error: io::Error) -> Error {
    Error::NoStorage(anyhow::Error::from(error).context(JOURNAL))
}

/// Why a file cannot be written: people see the machine.
fn fault(output: &str, error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::NoStorage(error.into()),
        io::ErrorKind::AlreadyExists => is_there(output),
        _ => Error::field(
            OUTPUT,
            shown(output, &format!("cannot be written: {error}")),
        ),
    }
}

fn unwritten(output: &str, why: &crate::store::Failure) -> Error {
    Error::field(OUTPUT, shown(output, &format!("cannot be written: {why}")))
}

fn is_there(output: &str) -> Error {
    let why =
        "is there already, and this batch has not made it; remove it, or overwrite with --force";
    Error::field(OUTPUT, shown(output, why))
}

fn shown(output: &str, why: &str) -> String {
    format!("`{}` {why}", crate::text::excerpt(output))
}

fn extension(job: &Job) -> &'static str {
    match &job.options.output {
        Output::Pdf => "pdf",
        Output::Picture(settings) => settings.extension(),
    }
}

/// The name of an output that its line does not name.
fn by_number(number: u64, extension: &str) -> String {
    format!("{number:06}.{extension}")
}

impl Task {
    fn place(&self) -> Place<'_> {
        Place {
            line: self.number,
            output: self.output.as_deref(),
            digest: self.digest,
        }
    }
}

/// A thread that panicked left nothing half done in it.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
