//! The three ways in. `lambda` and `local` lead to the handler; `render` is
//! the command line, without HTTP.

pub mod lambda;
pub mod local;
pub mod render;
