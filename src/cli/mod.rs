//! The command line: `serve`, `render`, `batch` and `doctor`.
//!
//! ```text
//! args    reads it
//! options those of the table, as arguments
//! listen  the address after --listen
//! render  files in, a file out
//! output  writes that file
//! batch   a manifest in, a folder of files out
//! doctor  says what is found and what is missing
//! exit    exit statuses
//! ```

pub mod args;
pub mod batch;
pub mod doctor;
pub mod exit;
pub mod listen;
pub mod options;
pub mod output;
pub mod render;
