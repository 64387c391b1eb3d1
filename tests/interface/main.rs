//! How the service is asked, and how it answers: over HTTP, on the command line, as a Lambda function
//! behind each front door, as a package in an empty root, and in what the documents promise.

mod answers;
mod batch;
mod bench;
mod command;
mod decoder;
mod docs_links;
mod http;
mod invocation;
mod jobs;
mod lambda;
mod package;
mod reference;
mod requests;
mod store;
#[path = "../support/mod.rs"]
mod support;
