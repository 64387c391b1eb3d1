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

impl Flat {
    /// A rule of the lowest weight for all elements.
    pub fn of_all(declarations: Vec<Declaration>) -> Self {
        Self {
            sheet: 0,
            selectors: vec!["*".to_owned()],
            declarations,
            layer: None,
            raw: None,
        }
    }
}
