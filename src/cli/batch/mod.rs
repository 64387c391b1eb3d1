//! `html2pdf batch`: a manifest in, a folder of files out.
//!
//! ```text
//! args      the command line
//! manifest  lines of JSON or of a table, one after the other
//! line      from a line to a job
//! folder    where outputs go, and nothing beside it
//! journal   what became of each line: the report, and what --resume reads
//! run       a few lines at work at once
//! task      one line, from its job to its file
//! progress  how far it is, and the summary
//! ```

pub mod args;

mod folder;
mod journal;
mod line;
mod manifest;
mod progress;
mod run;
mod task;

pub use args::BatchArgs;
pub use run::{Ended, Error, batch};
