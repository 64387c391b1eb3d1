//! How the service is asked, and how it answers: over HTTP, on the command line, and in what the
//! reference promises of both.

mod answers;
mod command;
mod decoder;
mod docs_links;
mod http;
mod reference;
mod requests;
#[path = "../support/mod.rs"]
mod support;
