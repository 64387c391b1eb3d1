//! The worker: one task on a PDF or on scripts, in a process of our own program.
//!
//! What a stranger made can ask a library for more memory or stack than there is.
//! A failed allocation aborts the process, and so the work is done in a child,
//! with limits on its memory and its CPU time; and what is a process can be
//! ended at the deadline.

mod child;
mod task;

use std::fs;
use std::path::Path;

use anyhow::{Context, anyhow};
use tokio::time::Instant;
use tracing::{debug, warn};

use crate::error::{Error, Unprintable};
use crate::job::deadline::too_late;
use crate::job::limits::Limits;
use crate::pipeline::context::JobContext;
use crate::pipeline::stop_reason::StopReason;
use crate::process::group::{self, Ended, Invocation};
use crate::process::program::ourselves;

use task::{ASSIGNMENT, Assignment, REPORT};

pub use child::run as run_child;
pub use task::{Conversion, FontTask, Produced, Report, Task, TaskError, file_name};

/// The argument that makes our program a worker. It is not for people, and so the
/// help does not name it.
pub const COMMAND: &str = "worker";

/// Bytes of memory that a worker may take at most.
const MAX_MEMORY: u64 = 1 << 30;

/// What a worker may use of what is left to its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    All,
    /// Half of the time, so that the job can go on without what it was for.
    Half,
}

/// Has a task done in the job's folder.
pub async fn run(ctx: &JobContext, limits: &Limits, task: Task) -> Result<Report, Error> {
    let (ended, reason) = run_twice(ctx, limits, &task, Share::All).await?;
    judge(ctx, &ended, reason)?;
    match read_report(ctx.folder.path())? {
        Report::Rejected(error) => Err(error.into()),
        report => Ok(report),
    }
}

/// Has a task done that the job can do without. Why the worker stopped is for the
/// caller to judge, unless the machine is at fault.
pub async fn try_run(ctx: &JobContext, limits: &Limits, task: &Task) -> Result<StopReason, Error> {
    let (ended, reason) = run_twice(ctx, limits, task, Share::Half).await?;
    match reason {
        StopReason::Killed { .. } => Err(Error::EngineEnded),
        StopReason::Exited(status) if status != 0 => {
            warn!(output = %ended.output.escape_ascii(), "the worker could not do its task");
            Ok(reason)
        }
        reason => Ok(reason),
    }
}

async fn run_twice(
    ctx: &JobContext,
    limits: &Limits,
    task: &Task,
    share: Share,
) -> Result<(Ended, StopReason), Error> {
    let stopped = run_once(ctx, limits, task, share).await?;
    let (_, StopReason::Killed { signal }) = stopped else {
        return Ok(stopped);
    };
    warn!(
        signal,
        "the worker was ended from outside; it is run once more"
    );
    run_once(ctx, limits, task, share).await
}

async fn run_once(
    ctx: &JobContext,
    limits: &Limits,
    task: &Task,
    share: Share,
) -> Result<(Ended, StopReason), Error> {
    let folder = ctx.folder.path();
    let mut granted = ctx.resource_limits(limits);
    granted.memory = granted.memory.min(MAX_MEMORY);
    let mut until = ctx.deadline.at;
    if share == Share::Half {
        let now = Instant::now();
        until = now + until.saturating_duration_since(now) / 2;
        granted.cpu_seconds = (granted.cpu_seconds / 2).max(1);
    }
    let assignment: Assignment<&Task> = (granted, task);
    let assignment = serde_json::to_vec(&assignment).map_err(anyhow::Error::from)?;
    fs::write(folder.join(ASSIGNMENT), assignment)?;
    let invocation = Invocation {
        program: ourselves()?,
        loader: Vec::new(),
        arguments: vec![COMMAND.into()],
        environment: Vec::new(),
        folder: folder.to_owned(),
        resource_limits: None,
    };
    let ended = group::run(&invocation, until).await?;
    debug!(ending = ?ended.ending, output = %ended.output.escape_ascii(), "the worker ended");
    ctx.add_cpu(ended.cpu);
    let reason = StopReason::of(&ended, &granted, limits);
    Ok((ended, reason))
}

fn judge(ctx: &JobContext, ended: &Ended, reason: StopReason) -> Result<(), Error> {
    match reason {
        StopReason::Exited(0) => Ok(()),
        StopReason::LimitExceeded(limit) => Err(limit.into()),
        StopReason::DeadlinePassed => Err(too_late(
            ctx.deadline,
            "; it was printed, but not yet finished",
        )),
        _ if ctx.folder.is_on_full_disk() => Err(Error::NoStorage(anyhow!(
            "the worker had no room for its files"
        ))),
        StopReason::Killed { .. } => Err(Error::EngineEnded),
        // An allocation that fails ends the process by a signal.
        StopReason::Crashed { signal } => {
            warn!(signal, output = %ended.output.escape_ascii(), "the worker was ended by a signal");
            Err(Unprintable::TooHeavy.into())
        }
        StopReason::Exited(status) => {
            let output = String::from_utf8_lossy(&ended.output);
            Err(anyhow!("the worker ended with {status}: {}", output.trim()).into())
        }
    }
}

fn read_report(folder: &Path) -> Result<Report, Error> {
    let report = fs::read(folder.join(REPORT)).context("the worker left no report")?;
    Ok(serde_json::from_slice(&report).context("the worker's report cannot be read")?)
}

/// A report that does not belong to the task: only a bug of ours can cause it.
pub fn unexpected(report: &Report) -> Error {
    anyhow!("the worker reported {report:?} for another task").into()
}
