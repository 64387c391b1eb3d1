//! What a run of the engine has left: its PDF and its messages.

pub mod destinations;
pub mod glyphs;
pub mod links;
pub mod pdf;
pub mod sheets;
pub mod stderr;
pub mod verdict;
