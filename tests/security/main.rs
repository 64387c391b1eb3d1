//! What a caller or a document gets hold of that is not theirs: nothing.

mod arguments;
mod guard;
mod kept;
mod links;
mod names;
mod network;
mod poison;
mod secrets;
#[path = "../support/mod.rs"]
mod support;
