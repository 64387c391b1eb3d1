//! The HTTP interface, whichever entry point carries it.
//!
//! ```text
//! service     one request, from its arrival to its answer
//! submission  what all request formats share: fields, documents, assets
//! jobs        jobs that wait: taken, told of, removed
//! native      our own request formats and answers
//! payload     the body of an answer, in memory or not
//! results     results in the store: links to them, and what lies behind our own
//! route       where a path leads
//! problem     errors as problem+json
//! start_page  what a browser gets
//! list        lists in answers, cut before an answer gets too large
//! ```

pub mod cors;
pub mod health;
mod jobs;
pub mod list;
pub mod native;
pub mod openapi;
pub mod payload;
pub mod problem;
mod results;
mod route;
pub mod service;
mod start_page;
pub mod submission;
