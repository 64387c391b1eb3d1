//! Scripts of today, for an engine whose JavaScript is of 2011: text in, text out. Knows
//! no engine, no HTTP and no HTML but where scripts stand in it.
//!
//! ```text
//! scan     is a script newer than ES5?
//! syntax   the same question, answered exactly
//! lower    parses it and writes it as ES5
//! accessors  names of getters and setters that the engine does not read
//! module   modules as scripts for a loader of ours
//! modules  which of them a page needs, and how they find each other
//! build    pieces of scripts that are written for that
//! targets  assignments that the engine does not read
//! names    what lowering has added to the names of a script
//! quirks   what the engine refuses of ES5
//! big_ints what is reckoned with BigInt, as calls
//! constructors  what made an element that a page defines
//! imports  `import()` in scripts that are no modules
//! inks     colours of today, where a canvas is given them
//! sizes    what lays the page out before it is asked how large something is
//! primitives  sums of objects that say what they are
//! orders   in which order the names of an object are gone through
//! styles   where `style` of something is asked for
//! roots    where the root is asked how large the window is
//! lines    the written code, put onto the lines of its source
//! cache    what was lowered, kept for all jobs
//! made_code  code that scripts make when they run
//! words    which names a script uses
//! proxies  what uses Proxy, of which the engine knows nothing
//! prelude  what pages of today expect and the engine lacks: only what is used
//! ```

#![deny(clippy::disallowed_methods)]

mod accessors;
mod big_ints;
mod build;
pub mod cache;
mod constructors;
mod imports;
mod inks;
mod lines;
mod lower;
mod made_code;
mod module;
pub mod modules;
mod names;
mod orders;
mod prelude;
mod primitives;
mod proxies;
mod quirks;
mod regexps;
pub mod roots;
mod scan;
mod sizes;
pub mod styles;
mod syntax;
mod targets;
mod words;

use serde::{Deserialize, Serialize};

pub use lower::lower;
pub use prelude::{asks_for_sizes, asks_for_styles, prelude};
pub use proxies::{names_proxies, names_proxies_in_html};
pub use scan::{has_modules, is_newer};
pub use words::{Recent, Words, of_html, of_script};

/// The lines of a script of ours that say something: without comments and indentation.
pub fn code_lines(source: &str) -> impl Iterator<Item = &str> {
    let lines = source.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//"))
}

/// A text as literals of a script that each fit into an argument of a process.
pub fn literals(text: &str) -> Vec<String> {
    /// That is no longer than 128 kB, of which quotes and escapes take their part.
    const LONGEST: usize = 60_000;
    let mut literals = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = rest.len().min(LONGEST);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        literals.push(literal(&rest[..end]));
        rest = &rest[end..];
    }
    literals
}

/// A text as a literal of a script. In ES5, other than in JSON, U+2028 and U+2029
/// end a line, and so the string.
pub fn literal(text: &str) -> String {
    serde_json::Value::from(text)
        .to_string()
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// Where a script stands, which decides how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Kind {
    /// A classic script: its names are those of the page.
    Script,
    /// A module: its names are its own, and it asks others for theirs.
    Module,
    /// The body of a function, as in the attribute of an event.
    Handler,
}

/// A script as the engine can read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lowered {
    /// On as many lines as the script had; `None` where it is ES5 as it stands.
    pub code: Option<String>,
    /// Of a module, what it imports, as it names it.
    pub imports: Vec<String>,
    /// The same of what it imports while it runs.
    pub later: Vec<String>,
}

/// Why a script cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptError {
    /// From 1.
    pub line: u32,
    pub message: String,
}
