//! What is written so far: rules as they go into sheets, and those that the page is told.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::contents::Contents;
use super::super::counter_styles::CounterStyles;
use super::super::declarations::ValueContext;
use super::super::features;
use super::super::flat::Shown;
use super::super::selector::Marks;
use super::super::sheets::{Context, Lost};
use super::super::variables::Variables;

pub const MARKER: &str = "::marker";

pub struct Writer<'c, 'a> {
    pub ctx: &'c Context<'a>,
    pub variables: Variables,
    pub units: ValueContext,
    pub marks: Marks,
    pub contents: Contents,
    pub counter_styles: CounterStyles,
    /// Families that the document brings along, in lower case.
    pub faces: BTreeSet<String>,
    pub output: Vec<Output>,
    pub sheets: usize,
    pub rules: Vec<PageRule>,
    pub vars: Vec<Value>,
    /// All rules with custom properties, where scripts ask for values.
    pub custom: Vec<Value>,
    pub taint: BTreeSet<String>,
    pub lost: Vec<Lost>,
    pub changed: bool,
    pub order: u32,
    /// Whether something hangs on the sizes of containers.
    pub queries: bool,
    pub room: usize,
    /// The room was used up, and it has been told.
    pub full: bool,
}

/// A rule as it is to be written, and the sheet that it goes into. Selectors have the weights that they
/// have in the document.
pub enum Output {
    Raw(usize, String),
    Rule(usize, Shown, Vec<(String, u32)>, String),
}

pub struct PageRule {
    pub shown: Shown,
    pub selectors: Vec<(String, u32)>,
    pub order: u32,
    pub important: bool,
    pub page: Vec<(String, String)>,
    pub native: Vec<(String, String)>,
}

impl Writer<'_, '_> {
    /// Takes so many bytes of what may be written. The first time that there are not
    /// enough, it is told.
    pub fn has_room(&mut self, size: usize, sheet: usize, line: usize) -> bool {
        if size <= self.room {
            self.room -= size;
            return true;
        }
        if !std::mem::replace(&mut self.full, true) {
            self.lost.push(Lost {
                sheet,
                line,
                feature: features::lost_value("rules that grow too large"),
            });
        }
        false
    }
}

/// An entry of the page's table, and the only medium that it holds for.
pub fn in_medium(mut entry: Value, shown: Shown) -> Value {
    if let (Some(medium), Value::Array(parts)) = (shown.medium(), &mut entry) {
        parts.push(medium.into());
    }
    entry
}
