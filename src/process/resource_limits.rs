//! What one process may use of the machine, and how its end tells that it asked
//! for more. The other end is `preload/limits.c`.

use std::ffi::OsString;
use std::io;
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, Signal, prlimit, setrlimit};
use serde::{Deserialize, Serialize};

use crate::job::limits::{LimitExceeded, Limits};

use super::group::{Ended, Ending};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceLimits {
    /// The kernel counts them whole.
    pub cpu_seconds: u64,
    pub memory: u64,
    pub file_bytes: u64,
    pub threads: u64,
}

/// How an engine ends that our library ended.
const OUT_OF_MEMORY: i32 = 77;
const OUT_OF_STACK: i32 = 78;
const OUT_OF_THREADS: i32 = 79;

impl ResourceLimits {
    /// Of one process of a job that has used `cpu` before, and has `room` in its
    /// workspace.
    pub fn new(limits: &Limits, cpu: Duration, room: u64) -> Self {
        let left = limits.cpu_time.saturating_sub(cpu);
        Self {
            cpu_seconds: (left.as_secs() + u64::from(left.subsec_nanos() > 0)).max(1),
            memory: limits.memory,
            file_bytes: limits.pdf_bytes.min(room),
            threads: limits.threads,
        }
    }

    /// As our library reads them.
    pub fn variable(&self) -> (&'static str, OsString) {
        ("HTML2PDF_LIMITS", self.text().into())
    }

    pub fn text(&self) -> String {
        let Self {
            cpu_seconds,
            memory,
            file_bytes,
            threads,
        } = self;
        format!("{cpu_seconds}:{memory}:{file_bytes}:{threads}")
    }

    /// What [`text`](Self::text) wrote.
    pub fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split(':').map(str::parse);
        let mut next = || numbers.next()?.ok();
        Some(Self {
            cpu_seconds: next()?,
            memory: next()?,
            file_bytes: next()?,
            threads: next()?,
        })
    }

    fn for_kernel(&self) -> [(Resource, Rlimit); 4] {
        [
            (Resource::Cpu, self.cpu_seconds, self.cpu_seconds + 1),
            (Resource::As, self.memory, self.memory),
            (Resource::Fsize, self.file_bytes, self.file_bytes),
            (Resource::Core, 0, 0),
        ]
        .map(|(resource, most, hard)| {
            let limit = Rlimit {
                current: Some(most),
                maximum: Some(hard),
            };
            (resource, limit)
        })
    }

    /// Sets them for this process.
    pub fn set(&self) -> io::Result<()> {
        for (resource, limit) in self.for_kernel() {
            setrlimit(resource, limit)?;
        }
        Ok(())
    }

    /// Sets them for a process that has just been started. Where the kernel
    /// refuses, the deadline is what remains.
    pub fn set_for(&self, process: Pid) {
        for (resource, limit) in self.for_kernel() {
            if let Err(error) = prlimit(Some(process), resource, limit) {
                tracing::debug!(%error, ?resource, "a limit could not be set");
            }
        }
    }

    /// What it used too much of, if that is why it ended.
    pub fn excess(&self, ended: &Ended, limits: &Limits) -> Option<LimitExceeded> {
        const TIME_IS_UP: i32 = Signal::XCPU.as_raw();
        const KILLED: i32 = Signal::KILL.as_raw();
        const FILE_TOO_LARGE: i32 = Signal::XFSZ.as_raw();
        const ABORTED: i32 = Signal::ABORT.as_raw();
        match ended.ending {
            Ending::Signalled(TIME_IS_UP) => Some(LimitExceeded::CpuTime(limits.cpu_time)),
            Ending::Signalled(KILLED) if ended.cpu.as_secs() >= self.cpu_seconds => {
                Some(LimitExceeded::CpuTime(limits.cpu_time))
            }
            Ending::Signalled(FILE_TOO_LARGE) if self.file_bytes == limits.pdf_bytes => {
                Some(LimitExceeded::PdfBytes(limits.pdf_bytes))
            }
            Ending::Signalled(FILE_TOO_LARGE) => {
                Some(LimitExceeded::WorkspaceBytes(limits.workspace_bytes))
            }
            Ending::Signalled(ABORTED) if ended.output.trim_ascii_end().ends_with(BAD_ALLOC) => {
                Some(LimitExceeded::Memory(limits.memory))
            }
            Ending::Exited(OUT_OF_MEMORY) => Some(LimitExceeded::Memory(limits.memory)),
            Ending::Exited(OUT_OF_STACK) => Some(LimitExceeded::Stack),
            Ending::Exited(OUT_OF_THREADS) => Some(LimitExceeded::Threads(limits.threads)),
            _ => None,
        }
    }
}

/// The last words of a C++ program that was refused memory.
const BAD_ALLOC: &[u8] = b"std::bad_alloc";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_run_gets_what_earlier_ones_left() {
        let limits = Limits {
            cpu_time: Duration::from_secs(3),
            ..Limits::default()
        };
        let seconds = |used| {
            let used = Duration::from_millis(used);
            ResourceLimits::new(&limits, used, u64::MAX).cpu_seconds
        };
        assert_eq!([0, 500, 1000, 2999, 9000].map(seconds), [3, 3, 2, 1, 1]);
    }

    #[test]
    fn an_errand_reads_what_was_written() {
        let resource_limits = ResourceLimits::new(&Limits::default(), Duration::ZERO, 77);
        assert_eq!(
            ResourceLimits::read(&resource_limits.text()),
            Some(resource_limits)
        );
        assert_eq!(ResourceLimits::read("finish"), None);
    }

    #[test]
    fn the_end_tells_what_was_too_much() {
        let limits = Limits::default();
        let resource_limits = ResourceLimits::new(&limits, Duration::ZERO, u64::MAX);
        let excess = |ending, output: &[u8], cpu| {
            let ended = Ended {
                ending,
                output: output.to_vec(),
                cpu: Duration::from_secs(cpu),
            };
            resource_limits.excess(&ended, &limits)
        };
        assert_eq!(excess(Ending::Exited(0), b"", 99), None);
        assert_eq!(excess(Ending::Signalled(11), b"", 1), None);
        assert_eq!(excess(Ending::Signalled(9), b"", 1), None);
        assert_eq!(excess(Ending::Signalled(6), b"", 1), None);
        let cpu = Some(LimitExceeded::CpuTime(limits.cpu_time));
        assert_eq!(excess(Ending::Signalled(9), b"", 26), cpu);
        assert_eq!(excess(Ending::Signalled(24), b"", 25), cpu);
        let memory = Some(LimitExceeded::Memory(limits.memory));
        assert_eq!(
            excess(Ending::Signalled(6), b"x std::bad_alloc\n", 1),
            memory
        );
        assert_eq!(excess(Ending::Exited(77), b"", 1), memory);
        assert_eq!(
            excess(Ending::Signalled(25), b"", 1),
            Some(LimitExceeded::PdfBytes(limits.pdf_bytes))
        );
        let little = ResourceLimits::new(&limits, Duration::ZERO, 5);
        let ended = Ended {
            ending: Ending::Signalled(25),
            output: Vec::new(),
            cpu: Duration::ZERO,
        };
        assert_eq!(
            little.excess(&ended, &limits),
            Some(LimitExceeded::WorkspaceBytes(limits.workspace_bytes))
        );
    }
}
