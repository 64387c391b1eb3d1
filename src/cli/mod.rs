//! The command line: `serve`, `render` and `doctor`.

pub mod args;
pub mod doctor;
pub mod render;
