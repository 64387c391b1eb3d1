//! Writes the rules down: what the engine is told, and the table for the page.
//!
//! ```text
//! state   what is written so far
//! block   what the declarations of a block become
//! rule    what a rule becomes
//! table   what comes of all rules
//! ```

mod block;
mod rule;
mod state;
mod table;

pub use state::Writer;
