//! `html2pdf batch`: a manifest in, a folder of files out, or objects of a bucket.
//!
//! ```text
//! args      the command line
//! manifest  lines of JSON or of a table, one after the other
//! field     names of what a line has beside a request
//! line      from a line to a job
//! template  templates, their data, and names of outputs that are made of them
//! target    where outputs go: a folder or a bucket
//! folder    a folder, and nothing beside it
//! journal   what became of each line: the report, and what --resume reads
//! run       a few lines at work at once
//! task      one line, from its job to its file
//! progress  how far it is, and the summary
//! ```

pub mod args;

mod field;
mod folder;
mod journal;
mod line;
mod manifest;
mod progress;
mod run;
mod target;
mod task;
mod template;

pub use args::BatchArgs;
pub use run::{Ended, Error, batch};
