//! The command line: `serve`, `render` and `doctor`.
//!
//! ```text
//! args    reads it
//! listen  the address after --listen
//! render  files in, a file out
//! output  writes that file
//! doctor  says what is found and what is missing
//! exit    exit statuses
//! ```

pub mod args;
pub mod doctor;
pub mod exit;
pub mod listen;
pub mod output;
pub mod render;
