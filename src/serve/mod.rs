//! The entry points over HTTP: a port of this machine, or the Lambda runtime. Both
//! lead to `api::service`. The third entry point is the command line (`cli`).

pub mod http;
pub mod lambda;
mod listen;
