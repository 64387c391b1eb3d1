//! POST HTML, get a PDF.
//!
//! The data flows one way, and the folders are its stations:
//!
//! ```text
//! serve      HTTP on a port, or the Lambda runtime: entry points
//! api        routes; reads a request into a job, writes the answer
//! job        what to print: documents, assets, options      (plain values, no I/O)
//! jobs       jobs that wait, and who works on them
//! pipeline   one job from its permit to its product
//!   document   reads HTML and CSS, and changes the little that the engine needs
//!   engine     wkhtmltopdf: a workspace, arguments, a supervised run, a verdict
//!   worker     one task on a finished PDF, in a bounded process of our own
//!     pdf        what is done to a PDF: bytes in, bytes out
//!     raster     pictures of its pages
//!     picture    pictures that the engine cannot read
//!     font       fonts that the engine would show otherwise
//!     template   documents with gaps, and data that fill them: text in, text out
//! net        what a document may reach, and how it is reached
//! fetch      the HTTP client for what documents load of other hosts
//! store      where results wait for whoever has a link to them
//! process    processes, their limits, and folders with an owner
//! config     the environment
//! cli        `serve`, `render` and `doctor` on a command line
//! ```
//!
//! A crate of its own, `script`, is asked by `document`: scripts of today as the engine's
//! JavaScript reads them, text in, text out.
//!
//! `document`, `net`, `process`, `pdf`, `picture` and `raster` do not know `engine`; only `engine` and `worker` start processes; only `api` and `serve` name
//! HTTP or Lambda as the service's own; the environment is read in `config`.
//! `tests/architecture` checks these rules.

#![deny(clippy::disallowed_methods)]

pub mod api;
pub mod cli;
pub mod config;
pub mod contents;
pub(crate) mod document;
pub mod engine;
pub mod error;
pub mod fetch;
pub mod font;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod job;
pub mod jobs;
pub mod message;
pub mod net;
pub mod pdf;
pub mod picture;
pub mod pipeline;
pub mod process;
pub mod raster;
pub mod serve;
pub mod store;
pub mod template;
mod text;
pub mod worker;
