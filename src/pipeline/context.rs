//! What one job carries from its permit to its answer.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::error::seconds;
use crate::job::deadline::Deadline;
use crate::job::limits::Limits;
use crate::process::resource_limits::ResourceLimits;

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

    /// What its next process may use: of CPU time, what those before it left.
    pub fn resource_limits(&self, limits: &Limits) -> ResourceLimits {
        ResourceLimits {
            cpu_seconds: seconds_left(limits.cpu_time, self.cpu()),
            memory: limits.memory,
            file_bytes: limits.pdf_bytes.min(self.folder.room()),
            threads: limits.threads,
        }
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

    /// Removes its folder, and hands on its permit. Dropping gives both back, but
    /// cannot say that it failed.
    pub fn close(self) -> io::Result<Permit> {
        self.folder.close()?;
        Ok(self.permit)
    }
}

/// The kernel counts whole seconds, and takes none for no limit.
fn seconds_left(all: Duration, used: Duration) -> u64 {
    seconds(all.saturating_sub(used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_process_gets_the_cpu_time_that_earlier_ones_left() {
        let all = Duration::from_secs(3);
        let left = |used| seconds_left(all, Duration::from_millis(used));
        assert_eq!([0, 500, 1000, 2999, 9000].map(left), [3, 3, 2, 1, 1]);
    }
}
