//! Scripts of today for an engine of 2011: text in, text out.
//!
//! ```text
//! words     which names a script uses
//! prelude   what pages of today expect and the engine lacks: only what is used
//! ```

mod prelude;
mod words;

pub use prelude::{asks_for_sizes, prelude};
pub use words::{Words, of_html, of_script};
