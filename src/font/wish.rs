//! What a font is made into.

use serde::{Deserialize, Serialize};

/// What a font is made into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// The name that it gets: the engine knows fonts by their own names, whatever a style
    /// sheet calls them.
    pub name: String,
    pub weight: f32,
    pub is_italic: bool,
    /// Degrees.
    pub slant: Option<f32>,
    /// Hundredths of what is usual.
    pub width: Option<f32>,
}
