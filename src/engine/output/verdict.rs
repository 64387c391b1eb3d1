//! Whether what a run has left is a PDF, and if not, why.

use std::ops::Range;

use anyhow::anyhow;
use tokio::time::Instant;

use crate::engine::sandbox::NO_SANDBOX;
use crate::error::{Error, Unprintable};
use crate::job::deadline::{Deadline, too_late};
use crate::job::options::CreationDate;
use crate::process::group::{Ended, Ending};

use super::pdf;

/// Judges by the file as much as by the exit status: the engine exits with 1
/// and a good PDF when a picture is missing, and with 0 and half a PDF when the
/// disk is full.
pub fn verdict(
    ended: &Ended,
    bytes: &mut [u8],
    creation_date: CreationDate,
    deadline: Deadline,
) -> Result<(u32, Option<Range<usize>>), Error> {
    let status = match ended.ending {
        Ending::DeadlinePassed => return Err(too_late(deadline, "")),
        Ending::Signalled(signal) => return Err(Unprintable::Crashed { signal }.into()),
        Ending::Exited(NO_SANDBOX) => {
            return Err(anyhow!("the kernel no longer grants the sandbox that is required").into());
        }
        Ending::Exited(status) => status,
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
    match Instant::now() < deadline.at {
        true => Ok(()),
        false => Err(too_late(deadline, "; it was printed, but not yet checked")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn ended(ending: Ending) -> Ended {
        Ended {
            ending,
            output: Vec::new(),
            cpu: Duration::ZERO,
        }
    }

    fn judged(ending: Ending, bytes: &[u8]) -> Error {
        let deadline = Deadline::after(Duration::from_secs(3));
        let ended = ended(ending);
        verdict(&ended, &mut bytes.to_vec(), CreationDate::Fixed, deadline).unwrap_err()
    }

    #[test]
    fn the_verdict_looks_at_the_file() {
        assert!(matches!(
            judged(Ending::Exited(0), b"%PDF-1.4 cut off"),
            Error::Unprintable(Unprintable::Incomplete)
        ));
        assert!(matches!(
            judged(Ending::Exited(0), b""),
            Error::Unprintable(Unprintable::NoPdf { status: 0 })
        ));
        assert!(matches!(
            judged(Ending::Signalled(11), b""),
            Error::Unprintable(Unprintable::Crashed { signal: 11 })
        ));
        assert!(matches!(
            judged(Ending::DeadlinePassed, b""),
            Error::DeadlinePassed { .. }
        ));
    }

    #[test]
    fn a_whole_pdf_that_is_read_too_late_is_late() {
        const WHOLE: &[u8] = b"%PDF-1.4\n1 0 obj\n<<\n/Pages 1 0 R\n/Count 2\n>>\nendobj\nxref\n0 2\n\
            0000000000 65535 f \n0000000009 00000 n \ntrailer\n<<\n/Root 1 0 R\n>>\nstartxref\n52\n%%EOF\n";
        let read_by = |deadline| {
            let ended = ended(Ending::Exited(0));
            verdict(&ended, &mut WHOLE.to_vec(), CreationDate::Now, deadline)
        };
        let (pages, _) = read_by(Deadline::after(Duration::from_secs(60))).unwrap();
        assert_eq!(pages, 2);
        let late = read_by(Deadline::after(Duration::ZERO)).unwrap_err();
        let late = late.to_string();
        assert!(late.contains("; it was printed, but not yet checked"));
    }
}
