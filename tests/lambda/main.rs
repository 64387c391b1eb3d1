//! The program as a Lambda function: started by a Runtime API that is ours, and as the package runs
//! in an empty root.

mod lambda;
mod package;
#[path = "../support/mod.rs"]
mod support;
