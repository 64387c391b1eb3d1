//! Scripts of today, as the engine's JavaScript of 2011 reads them: text in, text
//! out. Knows no engine, no HTTP and no HTML.
//!
//! ```text
//! scan    is a script newer than ES5? which words does it use?
//! syntax  the same question, answered exactly
//! lower   parses it and writes it as ES5
//! names   what lowering has added to the names of a script
//! cache   what was lowered, kept for all jobs
//! lines   the written code, put onto the lines of its source
//! ```

pub mod cache;
mod lines;
mod lower;
mod names;
mod scan;
mod syntax;

use serde::{Deserialize, Serialize};

pub use lower::lower;
pub use scan::is_newer;
#[expect(
    unused_imports,
    reason = "what a page lacks will be decided by its words"
)]
pub use scan::words;

/// Where a script stands, which decides how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// A classic script: its names are those of the page.
    Script,
    /// The body of a function, as in the attribute of an event.
    Handler,
}

/// A script as the engine can read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lowered {
    /// On as many lines as the script had; `None` where it is ES5 as it stands.
    pub code: Option<String>,
}

/// Why a script cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptError {
    /// From 1.
    pub line: u32,
    pub message: String,
}
