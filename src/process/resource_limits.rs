//! What one process may use of the machine. The kernel enforces most of it;
//! `preload/limits.c` sets it in the engine, and counts threads.

use std::ffi::OsString;
use std::io;

use rustix::process::{Pid, Resource, Rlimit, prlimit, setrlimit};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceLimits {
    /// The kernel counts them whole.
    pub cpu_seconds: u64,
    /// Bytes of address space.
    pub memory: u64,
    /// Of each file that it writes.
    pub file_bytes: u64,
    /// Beside its first. Our library in the engine counts them, and nobody else.
    pub threads: u64,
}

impl ResourceLimits {
    /// As our library reads them.
    pub fn variable(&self) -> (&'static str, OsString) {
        let Self {
            cpu_seconds,
            memory,
            file_bytes,
            threads,
        } = self;
        let text = format!("{cpu_seconds}:{memory}:{file_bytes}:{threads}");
        ("HTML2PDF_LIMITS", text.into())
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
}
