//! One rule of a sheet without nesting and conditions.

use super::parse::Declaration;

/// A rule with one list of selectors, all conditions resolved.
pub struct Flat {
    pub sheet: usize,
    pub selectors: Vec<String>,
    pub declarations: Vec<Declaration>,
    /// Its layer, by name; rules outside of layers come last.
    pub layer: Option<String>,
    /// A rule that is passed on as it is: `@font-face`.
    pub raw: Option<String>,
}
