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
    /// A right is missing. It may be that to list what is there: without it, a bucket does not say that something is not.
    #[error("the store refuses: {0}")]
    Forbidden(String),
    #[error("the store was too slow")]
    TimedOut,
    /// Somebody else was there first.
    #[error("it was changed meanwhile")]
    Changed,
    /// Of a folder of this machine.
    #[error("the store's folder: {0}")]
    Io(#[from] io::Error),
}
