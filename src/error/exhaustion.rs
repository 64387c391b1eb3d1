//! What a machine can run out of, as the kernel tells it.

use std::io;

use rustix::io::Errno;

/// What the machine has no more of.
pub(super) enum Exhaustion {
    Storage,
    /// File descriptors, or processes.
    Handles,
}

impl Exhaustion {
    /// `None` where the error is of another kind.
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        const HANDLES: [Errno; 3] = [Errno::MFILE, Errno::NFILE, Errno::AGAIN];
        match (error.kind(), Errno::from_io_error(error)) {
            (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded, _) => Some(Self::Storage),
            (_, Some(number)) if HANDLES.contains(&number) => Some(Self::Handles),
            _ => None,
        }
    }
}
