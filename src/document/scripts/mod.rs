//! Scripts of today, as the engine reads them: where in a job they stand, what is newer than the engine in
//! them, and what it says of those that fail.

pub mod element;
pub mod errors;
pub mod hidden;
pub mod lowered;
pub mod modules;
pub mod paged;
pub mod places;
pub mod styles;
pub mod support;
pub mod tasks;
