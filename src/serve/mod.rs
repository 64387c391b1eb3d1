//! The three ways in. `lambda` and `local` lead to the handler; `render` is
//! the command line, without HTTP.

pub mod http;
pub mod lambda;
