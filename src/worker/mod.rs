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

use anyhow::anyhow;
use tracing::debug;

use crate::engine::Engine;
use crate::error::{Cause, Error};
use crate::job::deadline::{Deadline, too_late};
use crate::process::group::{self, Ending, Invocation};
use crate::process::locked_folder::LockedFolder;
use crate::process::program::ourselves;
use crate::process::resource_limits::ResourceLimits;

/// The word that our program begins an errand with. It is not for people, and
/// so it is not on the command line's help.
pub const COMMAND: &str = "errand";

/// Exit status of an errand whose fault is the caller's to mend. The first line
/// of standard error then tells it; what follows is for the log.
pub const REJECTED: u8 = 4;

/// Bytes of memory that an errand may take at most.
const MOST_MEMORY: u64 = 1 << 30;

/// An errand that was not done, for a reason that the caller is told.
pub(super) struct Rejected(pub String);

impl Engine {
    /// Runs an errand in `folder`, where it finds and leaves its files.
    pub(super) async fn run_worker(
        &self,
        mut words: Vec<String>,
        folder: &LockedFolder,
        deadline: Deadline,
        cpu: &mut Duration,
    ) -> Result<Result<(), Rejected>, Error> {
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
            Ending::Exited(0) => Ok(Ok(())),
            Ending::Exited(status) if status == i32::from(REJECTED) => {
                let reason = said.lines().next().unwrap_or_default().trim();
                Ok(Err(Rejected(reason.to_owned())))
            }
            Ending::DeadlinePassed => {
                Err(too_late(deadline, "; it was printed, but not yet finished"))
            }
            // Whoever runs out of memory is ended by a signal.
            Ending::Signalled(_) => Err(Cause::TooHeavy.into()),
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
pub fn run(words: &[String]) -> io::Result<Result<(), anyhow::Error>> {
    let (resource_limits, words) = words
        .split_first()
        .and_then(|(resource_limits, words)| Some((ResourceLimits::read(resource_limits)?, words)))
        .ok_or_else(|| io::Error::other("an errand begins with its bounds"))?;
    resource_limits.set()?;
    let here = Path::new(".");
    match words {
        [finish] if finish == finishing::COMMAND => {
            Ok(finishing::run(here)?.map_err(anyhow::Error::from))
        }
        [draw, how @ ..] if draw == drawing::COMMAND => {
            Ok(drawing::run(how, here)?.map_err(anyhow::Error::from))
        }
        _ => Err(io::Error::other("there is no such errand")),
    }
}
