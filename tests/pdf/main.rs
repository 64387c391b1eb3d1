//! What is done to a PDF once it is printed, through the service and in the library, and pictures
//! of its pages.

mod finishing;
mod library;
mod picture;
#[path = "../support/mod.rs"]
mod support;
