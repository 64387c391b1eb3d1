//! Exit statuses: the one place that names them.

use crate::error::Error;
use crate::message::Blame;

pub const FAILED: u8 = 1;
pub const USAGE: u8 = 2;
pub const NO_ENGINE: u8 = 3;
pub const UNPRINTABLE: u8 = 4;
pub const DEADLINE: u8 = 5;
/// As a shell has it of what SIGINT ended.
pub const INTERRUPTED: u8 = 130;

/// What each status says, as `--help` has it.
const MEANINGS: [(u8, &str); 7] = [
    (0, "done"),
    (
        FAILED,
        "a file cannot be read or written, lines of a batch failed, or the service did",
    ),
    (USAGE, "the command line, an option or a setting is wrong"),
    (
        NO_ENGINE,
        "the engine is missing or broken, or doctor found something to mend",
    ),
    (UNPRINTABLE, "the document could not be printed"),
    (DEADLINE, "the document was not printed in time"),
    (INTERRUPTED, "a batch was interrupted; --resume goes on"),
];

/// All of them, for `--help`.
pub fn help() -> String {
    let lines = MEANINGS.map(|(status, meaning)| format!("\n  {status}  {meaning}"));
    format!("Exit status:{}", lines.concat())
}

/// The status of a job that ended so.
pub fn of(error: &Error) -> u8 {
    match error {
        Error::Unprintable(_)
        | Error::LimitExceeded(_)
        | Error::Strict(_)
        | Error::PdfTooLarge { .. } => UNPRINTABLE,
        Error::Pdf(_) | Error::Raster(_) if error.blame() != Blame::Ours => UNPRINTABLE,
        Error::DeadlinePassed { .. } => DEADLINE,
        Error::Pdf(_)
        | Error::Raster(_)
        | Error::NoStorage(_)
        | Error::StoreUnavailable(_)
        | Error::StoreRefused(_)
        | Error::Busy(_)
        | Error::Overloaded { .. }
        | Error::ShuttingDown
        | Error::EngineEnded
        | Error::Undelivered(_)
        | Error::Internal(_) => FAILED,
        Error::BadRequest(_)
        | Error::BadFields(_)
        | Error::NotFound
        | Error::NoResult
        | Error::Jobs(_)
        | Error::MethodNotAllowed { .. }
        | Error::TooLarge { .. }
        | Error::UnsupportedMediaType(_) => USAGE,
    }
}
