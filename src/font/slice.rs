//! A font, and the characters that it is there for: one of those that a family is cut into.

use serde::{Deserialize, Serialize};

use super::ranges::Ranges;

/// A font, and the characters that it is there for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Slice<F> {
    /// The file, or its name.
    pub font: F,
    pub ranges: Ranges,
    /// Whether it is there for what none of the others has: it is of a family that is named behind theirs, and comes
    /// behind them here.
    pub fills: bool,
}

impl<F> Slice<F> {
    pub fn of<G>(&self, font: G) -> Slice<G> {
        Slice {
            font,
            ranges: self.ranges.clone(),
            fills: self.fills,
        }
    }
}
