//! Whether what a run has left is a PDF, and if not, why: what its end says, and
//! what the file says.

use std::ops::Range;

use anyhow::anyhow;
use rustix::process::Signal;

use crate::engine::sandbox::NO_SANDBOX;
use crate::error::{Error, Unprintable};
use crate::job::deadline::{Deadline, too_late};
use crate::job::limits::{LimitExceeded, Limits};
use crate::job::options::CreationDate;
use crate::pipeline::stop_reason::StopReason;
use crate::process::group::{Ended, Ending};
use crate::process::resource_limits::ResourceLimits;

use super::pdf;

/// What an engine exits with that our library has ended (`preload/limits.c`).
const OUT_OF_MEMORY: i32 = 77;
const OUT_OF_STACK: i32 = 78;
const OUT_OF_THREADS: i32 = 79;

/// The last words of a C++ program that was refused memory: of an engine that has
/// not our library in it.
const BAD_ALLOC: &[u8] = b"std::bad_alloc";

/// Why an engine stopped that had these limits, in a job that has those.
pub fn stop_reason(ended: &Ended, granted: &ResourceLimits, limits: &Limits) -> StopReason {
    let aborted = Ending::Signalled(Signal::ABORT.as_raw());
    let limit = match ended.ending {
        Ending::Exited(OUT_OF_MEMORY) => LimitExceeded::Memory(limits.memory),
        Ending::Exited(OUT_OF_STACK) => LimitExceeded::Stack,
        Ending::Exited(OUT_OF_THREADS) => LimitExceeded::Threads(limits.threads),
        ending if ending == aborted && ended.output.trim_ascii_end().ends_with(BAD_ALLOC) => {
            LimitExceeded::Memory(limits.memory)
        }
        _ => return StopReason::of(ended, granted, limits),
    };
    StopReason::LimitExceeded(limit)
}

/// Judges by the file as much as by the exit status: the engine exits with 1
/// and a good PDF when a picture is missing, and with 0 and half a PDF when the
/// disk is full.
pub fn verdict(
    reason: StopReason,
    bytes: &mut [u8],
    creation_date: CreationDate,
    deadline: Deadline,
) -> Result<(u32, Option<Range<usize>>), Error> {
    let status = match reason {
        StopReason::LimitExceeded(limit) => return Err(limit.into()),
        StopReason::DeadlinePassed => return Err(too_late(deadline, "")),
        StopReason::Crashed { signal } => return Err(Unprintable::Crashed { signal }.into()),
        StopReason::Killed { .. } => return Err(Error::EngineEnded),
        StopReason::Exited(NO_SANDBOX) => {
            return Err(anyhow!("the kernel no longer grants the sandbox that is required").into());
        }
        StopReason::Exited(status) => status,
    };
    if bytes.is_empty() {
        return Err(Unprintable::NoPdf { status }.into());
    }
    let layout = pdf::read(bytes).ok_or(Unprintable::Incomplete)?;
    let changed = match creation_date {
        CreationDate::Fixed => layout.fix_creation_date(bytes),
        CreationDate::Now => None,
    };
    in_time(deadline)?;
    Ok((layout.pages, changed))
}

/// The engine is ended at the deadline; what we make of its work is not, and looks
/// at it after each step.
pub fn in_time(deadline: Deadline) -> Result<(), Error> {
    deadline.in_time("; it was printed, but not yet checked")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn judged(reason: StopReason, bytes: &[u8]) -> Error {
        let deadline = Deadline::after(Duration::from_secs(3));
        verdict(reason, &mut bytes.to_vec(), CreationDate::Fixed, deadline).unwrap_err()
    }

    #[test]
    fn the_verdict_looks_at_the_file() {
        assert!(matches!(
            judged(StopReason::Exited(0), b"%PDF-1.4 cut off"),
            Error::Unprintable(Unprintable::Incomplete)
        ));
        assert!(matches!(
            judged(StopReason::Exited(0), b""),
            Error::Unprintable(Unprintable::NoPdf { status: 0 })
        ));
    }

    #[test]
    fn a_crash_is_the_documents_fault_and_a_kill_is_not() {
        assert!(matches!(
            judged(StopReason::Crashed { signal: 11 }, b""),
            Error::Unprintable(Unprintable::Crashed { signal: 11 })
        ));
        assert!(matches!(
            judged(StopReason::Killed { signal: 9 }, b""),
            Error::EngineEnded
        ));
        assert!(matches!(
            judged(StopReason::DeadlinePassed, b""),
            Error::DeadlinePassed { .. }
        ));
    }

    #[test]
    fn our_library_tells_which_limit_it_was() {
        let limits = Limits::default();
        let granted = ResourceLimits {
            cpu_seconds: 25,
            memory: limits.memory,
            file_bytes: limits.pdf_bytes,
            threads: limits.threads,
        };
        let reason = |ending, output: &[u8]| {
            let ended = Ended {
                ending,
                output: output.to_vec(),
                cpu: Duration::ZERO,
            };
            stop_reason(&ended, &granted, &limits)
        };
        let memory = StopReason::LimitExceeded(LimitExceeded::Memory(limits.memory));
        let stack = StopReason::LimitExceeded(LimitExceeded::Stack);
        let threads = StopReason::LimitExceeded(LimitExceeded::Threads(limits.threads));
        assert_eq!(reason(Ending::Exited(77), b""), memory);
        assert_eq!(reason(Ending::Exited(78), b""), stack);
        assert_eq!(reason(Ending::Exited(79), b""), threads);
        assert_eq!(reason(Ending::Signalled(6), b"x std::bad_alloc\n"), memory);
        let crashed = StopReason::Crashed { signal: 6 };
        assert_eq!(reason(Ending::Signalled(6), b"x"), crashed);
        assert_eq!(reason(Ending::Exited(1), b""), StopReason::Exited(1));
    }

    #[test]
    fn a_whole_pdf_that_is_read_too_late_is_late() {
        const WHOLE: &[u8] = b"%PDF-1.4\n1 0 obj\n<<\n/Pages 1 0 R\n/Count 2\n>>\nendobj\nxref\n0 2\n\
            0000000000 65535 f \n0000000009 00000 n \ntrailer\n<<\n/Root 1 0 R\n>>\nstartxref\n52\n%%EOF\n";
        let read_by = |deadline| {
            let reason = StopReason::Exited(0);
            verdict(reason, &mut WHOLE.to_vec(), CreationDate::Now, deadline)
        };
        let (pages, _) = read_by(Deadline::after(Duration::from_secs(60))).unwrap();
        assert_eq!(pages, 2);
        let late = read_by(Deadline::after(Duration::ZERO)).unwrap_err();
        let late = late.to_string();
        assert!(late.contains("; it was printed, but not yet checked"));
    }
}
