//! The HTTP interface, whichever entry point carries it.
//!
//! ```text
//! service     one request, from its arrival to its answer
//! submission  what all request formats share: fields, documents, assets
//! native      our own request formats and answers
//! problem     errors as problem+json
//! start_page  what a browser gets
//! list        lists in answers, cut before an answer gets too large
//! ```

pub mod cors;
pub mod health;
pub mod list;
pub mod native;
pub mod openapi;
pub mod problem;
pub mod service;
mod start_page;
pub mod submission;
