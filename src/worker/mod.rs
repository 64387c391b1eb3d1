//! Errands: work on a finished PDF that is done in a process of its own, with
//! bounds on its memory and its time. A PDF that a stranger made can ask a
//! library for more memory than there is, and no library gets over that; and
//! what has a process can be ended at the deadline. The program is our own.

pub mod drawing;
pub mod finishing;

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};
use tracing::debug;

use crate::engine::Engine;
use crate::error::{Error, Unprintable};
use crate::job::deadline::{Deadline, too_late};
use crate::pdf;
use crate::process::group::{self, Ending, Invocation};
use crate::process::locked_folder::LockedFolder;
use crate::process::program::ourselves;
use crate::process::resource_limits::ResourceLimits;
use crate::raster;

/// The word that our program begins an errand with. It is not for people, and
/// so it is not on the command line's help.
pub const COMMAND: &str = "errand";

/// Exit status of an errand that was not done for a reason of its own. The last
/// line of standard error then tells it, as JSON.
pub const REJECTED: u8 = 4;

/// Bytes of memory that an errand may take at most.
const MOST_MEMORY: u64 = 1 << 30;

/// Why an errand was not done.
#[derive(Debug, Serialize, Deserialize)]
pub enum TaskError {
    Pdf(pdf::Error),
    Raster(raster::Error),
}

impl From<TaskError> for Error {
    fn from(error: TaskError) -> Self {
        match error {
            TaskError::Pdf(error) => Self::Pdf(error),
            TaskError::Raster(error) => Self::Raster(error),
        }
    }
}

impl Engine {
    /// Runs an errand in `folder`, where it finds and leaves its files.
    pub(super) async fn run_worker(
        &self,
        mut words: Vec<String>,
        folder: &LockedFolder,
        deadline: Deadline,
        cpu: &mut Duration,
    ) -> Result<(), Error> {
        let _slot = self.slot(deadline).await?;
        let limits = &self.limits;
        let mut resource_limits = ResourceLimits::new(limits, *cpu, limits.workspace_bytes);
        resource_limits.memory = resource_limits.memory.min(MOST_MEMORY);
        words.splice(0..0, [COMMAND.to_owned(), resource_limits.text()]);
        let invocation = Invocation {
            program: ourselves()?,
            loader: Vec::new(),
            arguments: words.into_iter().map(OsString::from).collect(),
            environment: Vec::new(),
            folder: folder.path().to_owned(),
            resource_limits: None,
        };
        let ended = group::run(&invocation, deadline.at).await?;
        let said = String::from_utf8_lossy(&ended.output);
        debug!(ending = ?ended.ending, output = %ended.output.escape_ascii(), "an errand ended");
        *cpu += ended.cpu;
        if let Some(excess) = resource_limits.excess(&ended, limits) {
            return Err(excess.into());
        }
        if ended.ending != Ending::Exited(0) && folder.is_on_full_disk() {
            let why = anyhow!("an errand had no room for its files");
            return Err(Error::NoStorage(why));
        }
        match ended.ending {
            Ending::Exited(0) => Ok(()),
            Ending::Exited(status) if status == i32::from(REJECTED) => {
                let told = said.lines().last().unwrap_or_default();
                let error: TaskError =
                    serde_json::from_str(told).context("an errand told nothing")?;
                Err(error.into())
            }
            Ending::DeadlinePassed => {
                Err(too_late(deadline, "; it was printed, but not yet finished"))
            }
            // Whoever runs out of memory is ended by a signal.
            Ending::Signalled(_) => Err(Unprintable::TooHeavy.into()),
            Ending::Exited(status) => {
                let said = said.trim();
                Err(Error::Internal(anyhow!(
                    "an errand ended with {status}: {said}"
                )))
            }
        }
    }
}

/// The other end of it: does the errand in the current folder. Ends the process
/// where it asks for more memory than it may have.
pub fn run(words: &[String]) -> io::Result<Result<(), TaskError>> {
    let (resource_limits, words) = words
        .split_first()
        .and_then(|(resource_limits, words)| Some((ResourceLimits::read(resource_limits)?, words)))
        .ok_or_else(|| io::Error::other("an errand begins with its bounds"))?;
    resource_limits.set()?;
    let here = Path::new(".");
    match words {
        [finish] if finish == finishing::COMMAND => {
            Ok(finishing::run(here)?.map_err(TaskError::Pdf))
        }
        [draw, how @ ..] if draw == drawing::COMMAND => {
            Ok(drawing::run(how, here)?.map_err(TaskError::Raster))
        }
        _ => Err(io::Error::other("there is no such errand")),
    }
}
