//! Writes the rules down: what the engine is told, and the table for the page.
//!
//! ```text
//! state   what is written so far
//! block   what the declarations of a block become
//! rule    what a rule becomes
//! weights what selectors weigh that stand for others
//! table   what comes of all rules
//! ```

mod block;
mod rule;
mod state;
mod table;
mod weights;

pub use state::Writer;
