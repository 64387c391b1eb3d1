//! Why a process of a job stopped: by itself, by a limit, by the deadline, by a
//! crash, or because somebody outside has ended it.

use rustix::process::Signal;

use crate::job::limits::{LimitExceeded, Limits};
use crate::process::group::{Ended, Ending};
use crate::process::resource_limits::ResourceLimits;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StopReason {
    Exited(i32),
    LimitExceeded(LimitExceeded),
    DeadlinePassed,
    /// By a signal that a program gets for what it does itself.
    Crashed {
        signal: i32,
    },
    /// By a signal that somebody sends who ends processes: the kernel when memory is
    /// short, a supervisor that stops all of a service, an operator.
    Killed {
        signal: i32,
    },
}

/// Signals of those who end processes. We send them too, but then the deadline has
/// passed, and the kernel sends some of them at a limit.
const FROM_OUTSIDE: [Signal; 5] = [
    Signal::KILL,
    Signal::TERM,
    Signal::INT,
    Signal::HUP,
    Signal::QUIT,
];

impl StopReason {
    /// Of a process that had these limits, in a job that has those.
    pub fn of(ended: &Ended, granted: &ResourceLimits, limits: &Limits) -> Self {
        let signal = match ended.ending {
            Ending::Exited(status) => return Self::Exited(status),
            Ending::DeadlinePassed => return Self::DeadlinePassed,
            Ending::Signalled(signal) => signal,
        };
        let is = |other: Signal| signal == other.as_raw();
        // At the hard limit of CPU time the kernel sends SIGKILL.
        let has_used_its_time = ended.cpu.as_secs() >= granted.cpu_seconds;
        if is(Signal::XCPU) || is(Signal::KILL) && has_used_its_time {
            Self::LimitExceeded(LimitExceeded::CpuTime(limits.cpu_time))
        } else if is(Signal::XFSZ) && granted.file_bytes == limits.pdf_bytes {
            Self::LimitExceeded(LimitExceeded::PdfBytes(limits.pdf_bytes))
        } else if is(Signal::XFSZ) {
            Self::LimitExceeded(LimitExceeded::WorkspaceBytes(limits.workspace_bytes))
        } else if FROM_OUTSIDE.into_iter().any(is) {
            Self::Killed { signal }
        } else {
            Self::Crashed { signal }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn granted(limits: &Limits, file_bytes: u64) -> ResourceLimits {
        ResourceLimits {
            cpu_seconds: 25,
            memory: limits.memory,
            file_bytes,
            threads: limits.threads,
        }
    }

    #[test]
    fn the_end_tells_which_limit_it_was() {
        let limits = Limits::default();
        let reason = |signal, cpu, file_bytes| {
            let ended = Ended {
                ending: Ending::Signalled(signal),
                output: Vec::new(),
                cpu: Duration::from_secs(cpu),
            };
            StopReason::of(&ended, &granted(&limits, file_bytes), &limits)
        };
        let cpu = StopReason::LimitExceeded(LimitExceeded::CpuTime(limits.cpu_time));
        assert_eq!(reason(9, 26, 5), cpu);
        assert_eq!(reason(24, 25, 5), cpu);
        assert_eq!(reason(9, 1, 5), StopReason::Killed { signal: 9 });
        assert_eq!(reason(15, 26, 5), StopReason::Killed { signal: 15 });
        for signal in [4, 6, 7, 8, 11, 13, 31] {
            assert_eq!(reason(signal, 26, 5), StopReason::Crashed { signal });
        }
        assert_eq!(
            reason(25, 1, limits.pdf_bytes),
            StopReason::LimitExceeded(LimitExceeded::PdfBytes(limits.pdf_bytes))
        );
        assert_eq!(
            reason(25, 1, 5),
            StopReason::LimitExceeded(LimitExceeded::WorkspaceBytes(limits.workspace_bytes))
        );
    }
}
