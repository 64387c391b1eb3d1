//! A few lines at work at once, until the manifest ends, too many have failed, or
//! somebody interrupts.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use sha2::Sha256;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::cli::exit;
use crate::config::Config;
use crate::message::Message;
use crate::pipeline::Pipeline;
use crate::process::interrupts::Interrupts;
use crate::store::{Place, Store};

use super::args::BatchArgs;
use super::folder::Folder;
use super::journal::{self, Begin, Journal, Refused};
use super::line::Common;
use super::manifest::{Line, Manifest, WrongHead};
use super::progress::Progress;
use super::target::{Shelf, Target};
use super::task::{Outcome, Shared};

/// How a batch ended that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All is printed.
    Whole,
    SomeFailed,
    Interrupted,
}

impl Ended {
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Whole => 0,
            Self::SomeFailed => exit::FAILED,
            Self::Interrupted => exit::INTERRUPTED,
        }
    }
}

/// Why a batch was not begun, or not ended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0:#}")]
    Usage(anyhow::Error),
    #[error(transparent)]
    Options(crate::error::Error),
    #[error("{0:#}")]
    Engine(anyhow::Error),
    #[error("{0:#}")]
    Failed(anyhow::Error),
}

impl Error {
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Options(_) => exit::USAGE,
            Self::Engine(_) => exit::NO_ENGINE,
            Self::Failed(_) => exit::FAILED,
        }
    }
}

pub async fn batch(args: &BatchArgs, config: &Config) -> Result<Ended, Error> {
    let manifest = Manifest::open(args.manifest.as_deref()).map_err(Error::Usage)?;
    let target = open_target(args, config)?;
    let begin = Begin {
        resume: args.resume,
        force: args.force,
    };
    let file = target.open_journal(&config.temp_dir).await;
    let file = file.context("cannot open the journal");
    let begun = Journal::begin(file.map_err(Error::Failed)?, begin);
    let (journal, earlier) = begun.map_err(|refused| refusal(refused, args))?;
    target
        .clear()
        .map_err(|error| Error::Failed(error.into()))?;
    let mut config = config.clone();
    if let Some(jobs) = args.jobs {
        config.concurrency = jobs;
    }
    // One more is read and written beside those that are printed.
    let most = config.concurrency + 1;
    config.queue = config.queue.max(most);
    let mut signals = Interrupts::listen().map_err(|error| Error::Failed(error.into()))?;
    let starting = Pipeline::start(&config);
    let pipeline = tokio::select! {
        started = starting => started.map_err(Error::Engine)?,
        () = signals.wait() => return Ok(Ended::Interrupted),
    };
    let network = pipeline.engine().network().clone();
    let common = Common::load(args, manifest.folder.clone(), &config, &network);
    let common = common.map_err(Error::Usage)?;
    common.check().map_err(Error::Options)?;
    let mut progress = Progress::new(manifest.size, args.quiet);
    let lines = Lines::start(manifest, common.seed(), config.max_request_bytes);
    let lines = lines.map_err(|error| Error::Failed(error.into()))?;
    let shared = Arc::new(Shared {
        pipeline,
        common,
        target,
        journal: Mutex::new(journal),
        earlier,
        taken: Mutex::new(HashMap::new()),
        timeout: config.timeout,
        force: args.force,
        resume: args.resume,
        output: args.output.clone(),
        manifest: args.manifest.clone(),
    });
    let run = Run {
        shared,
        most,
        most_failures: args.max_failures.unwrap_or(u64::MAX),
    };
    let ended = run.run(lines, signals, &mut progress).await;
    let kept = run.shared.keep_journal().await;
    if !matches!(ended, Err(Error::Usage(_))) {
        progress.finish(&args.out.join(journal::NAME));
    }
    let too_many = args
        .max_failures
        .is_some_and(|most| progress.counts.failed >= most);
    match ended {
        Ok(Ended::Interrupted) => eprintln!("html2pdf: interrupted; --resume goes on"),
        Ok(Ended::SomeFailed) if too_many => {
            eprintln!("html2pdf: stopped, since so many have failed; --resume goes on");
        }
        _ => {}
    }
    let ended = ended?;
    kept.context("the journal cannot be put into the bucket; the documents are there")
        .map_err(Error::Failed)?;
    Ok(ended)
}

/// Where outputs go. Nothing is asked of a bucket yet.
fn open_target(args: &BatchArgs, config: &Config) -> Result<Target, Error> {
    let named = args.out.to_str().filter(|out| out.contains("://"));
    let Some(named) = named else {
        return Folder::open(&args.out)
            .map(Target::Folder)
            .map_err(Error::Failed);
    };
    let wrong = |why: Message| Error::Usage(anyhow!("--out: {why}"));
    let settings = match Place::read(named).map_err(wrong)? {
        Place::Folder(path) => {
            return Folder::open(&path)
                .map(Target::Folder)
                .map_err(Error::Failed);
        }
        place => config.buckets.settings(place),
    };
    Store::check(&settings).map_err(wrong)?;
    let shelf = Shelf::open(&settings, config.authorities.as_deref());
    shelf.map(Target::Bucket).map_err(Error::Usage)
}

fn refusal(refused: Refused, args: &BatchArgs) -> Error {
    let out = args.out.display();
    match refused {
        Refused::Locked => Error::Usage(anyhow!(
            "another batch is at work in {out}; wait for it, or name another folder"
        )),
        Refused::IsThere => Error::Usage(anyhow!(
            "{out} has the journal of an earlier batch; go on with --resume, begin anew with --force, or name another folder"
        )),
        Refused::Broken(error) => {
            Error::Failed(anyhow::Error::from(error).context("the journal cannot be read"))
        }
    }
}

/// Lines that a thread reads ahead of those at work, and how reading them ended.
struct Lines {
    /// `None` is the end: who falls silent before it has broken off.
    lines: mpsc::Receiver<Result<Option<Line>>>,
}

impl Lines {
    fn start(manifest: Manifest, seed: Sha256, longest: usize) -> io::Result<Self> {
        // A thread of its own, which nobody waits for: standard input may never end.
        let (sender, lines) = mpsc::channel(1);
        thread::Builder::new().spawn(move || {
            let read = manifest.read(&seed, longest, |line| {
                sender.blocking_send(Ok(Some(line))).is_ok()
            });
            let _ = sender.blocking_send(read.map(|()| None));
        })?;
        Ok(Self { lines })
    }
}

struct Run {
    shared: Arc<Shared>,
    /// Lines at work at once.
    most: usize,
    most_failures: u64,
}

impl Run {
    async fn run(
        &self,
        mut lines: Lines,
        mut signals: Interrupts,
        progress: &mut Progress,
    ) -> Result<Ended, Error> {
        const OFTEN: Duration = Duration::from_millis(200);
        let mut at_work: JoinSet<(u64, Outcome)> = JoinSet::new();
        let mut ticks = tokio::time::interval(OFTEN);
        let mut has_more = true;
        let mut broken = None;
        while has_more || !at_work.is_empty() {
            let (end, outcome) = tokio::select! {
                biased;
                () = signals.wait() => {
                    // Each ends its processes, and leaves no file.
                    at_work.abort_all();
                    while let Some(ended) = at_work.join_next().await {
                        if let Ok((_, outcome)) = ended {
                            let _ = count(outcome, progress);
                        }
                    }
                    return Ok(Ended::Interrupted);
                }
                Some(ended) = at_work.join_next() => match ended {
                    Ok(ended) => ended,
                    Err(error) => (0, Outcome::Stopped(error.into())),
                },
                line = lines.lines.recv(), if has_more && at_work.len() < self.most => match line {
                    Some(Ok(Some(line))) => {
                        let end = line.end;
                        match self.shared.admit(line) {
                            Ok(task) => {
                                let shared = self.shared.clone();
                                at_work.spawn(async move { (end, shared.print(task).await) });
                                continue;
                            }
                            Err(outcome) => (end, outcome),
                        }
                    }
                    Some(Err(error)) => (0, Outcome::Stopped(error)),
                    Some(Ok(None)) => {
                        has_more = false;
                        continue;
                    }
                    None => {
                        let why = "a fault of ours ended the reading of the manifest";
                        (0, Outcome::Stopped(anyhow!(why)))
                    }
                },
                _ = ticks.tick() => {
                    progress.show();
                    continue;
                }
            };
            progress.reached(end);
            if let Err(error) = count(outcome, progress) {
                broken.get_or_insert(error);
                has_more = false;
            }
            if progress.counts.failed >= self.most_failures {
                has_more = false;
            }
        }
        match (broken, progress.counts.failed) {
            (Some(error), _) => Err(error),
            (None, 0) => Ok(Ended::Whole),
            (None, _) => Ok(Ended::SomeFailed),
        }
    }
}

fn count(outcome: Outcome, progress: &mut Progress) -> Result<(), Error> {
    let counts = &mut progress.counts;
    match outcome {
        Outcome::Printed(warnings) => {
            counts.printed += 1;
            counts.warned += u64::from(warnings > 0);
        }
        Outcome::Skipped => counts.skipped += 1,
        Outcome::Failed(failure) => progress.failed(&failure),
        Outcome::Stopped(error) if error.is::<WrongHead>() => return Err(Error::Usage(error)),
        Outcome::Stopped(error) => return Err(Error::Failed(error)),
    }
    Ok(())
}
