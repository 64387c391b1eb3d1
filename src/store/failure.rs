//! Why something was not stored, or not found.

use std::io;

/// The texts are for the log: they name neither results nor keys.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("there is no such result, or it has expired")]
    NotFound,
    /// It may help to try again later.
    #[error("the store cannot be reached: {0}")]
    Unavailable(String),
    /// It is the operator's to mend: keys, rights, the name of the bucket.
    #[error("the store refuses: {0}")]
    Refused(String),
    #[error("the store was too slow")]
    TimedOut,
    /// Of a folder of this machine.
    #[error("the store's folder: {0}")]
    Io(#[from] io::Error),
}
