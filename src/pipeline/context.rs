//! What one job carries from its permit to its answer.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::job::deadline::Deadline;

use super::folder::JobFolder;
use super::queue::Permit;

#[derive(Debug)]
pub struct JobContext {
    pub deadline: Deadline,
    pub folder: JobFolder,
    /// Of all its processes so far.
    cpu_microseconds: AtomicU64,
    engine_microseconds: AtomicU64,
    permit: Permit,
}

impl JobContext {
    pub fn new(
        permit: Permit,
        deadline: Deadline,
        temp_dir: &Path,
        workspace_bytes: u64,
    ) -> io::Result<Self> {
        Ok(Self {
            deadline,
            folder: JobFolder::create(temp_dir, workspace_bytes)?,
            cpu_microseconds: AtomicU64::new(0),
            engine_microseconds: AtomicU64::new(0),
            permit,
        })
    }

    /// CPU time that its processes have used.
    pub fn cpu(&self) -> Duration {
        Duration::from_micros(self.cpu_microseconds.load(Ordering::Relaxed))
    }

    pub fn add_cpu(&self, used: Duration) {
        let used = used.as_micros() as u64;
        self.cpu_microseconds.fetch_add(used, Ordering::Relaxed);
    }

    /// Time spent in the engine.
    pub fn engine_time(&self) -> Duration {
        Duration::from_micros(self.engine_microseconds.load(Ordering::Relaxed))
    }

    pub fn add_engine_time(&self, spent: Duration) {
        let spent = spent.as_micros() as u64;
        self.engine_microseconds.fetch_add(spent, Ordering::Relaxed);
    }

    /// Time spent waiting for the permit.
    pub fn waited(&self) -> Duration {
        self.permit.waited
    }

    /// Removes its folder. Dropping does the same, but cannot say that it failed.
    /// The permit is given back as the last.
    pub fn close(self) -> io::Result<()> {
        self.folder.close()
    }
}
