//! Declarations of today in the engine's words: one file for each family of properties.
//!
//! ```text
//! outcome        what becomes of a declaration
//! value          one declaration, by its family (all)
//! known          properties by their names; property_names: what they are called
//! length, calc, colour, gradient (gradient_stops), conic, shadow, image       parts of values
//! shorthand, grid, sizing, columns, breaks      what boxes are laid out by
//! font, text, list, quotes                      type
//! background, effects, transform                looks
//! words, rewrite                                values taken apart safely
//! ```

mod all;
mod background;
mod breaks;
pub mod calc;
pub mod clip;
mod colour;
mod colour_read;
mod colour_space;
mod colour_value;
mod columns;
mod conic;
mod effects;
mod font;
mod gradient;
mod gradient_stops;
mod grid;
mod image;
mod known;
mod length;
mod list;
mod outcome;
mod property_names;
mod quotes;
mod rewrite;
mod shadow;
mod shorthand;
mod sizing;
mod text;
mod transform;
mod value;
mod words;

pub use colour::{is_colour, of_attribute};
pub use font::descriptor as font_face_descriptor;
pub use known::is_for_page_alone;
pub use length::{dimension, number, viewport};
pub use list::with_known_counters;
pub use outcome::{Outcome, ValueContext};
#[cfg(test)]
pub use property_names::unprefixed;
pub use shadow::{opaque_borders, opaque_dashes};
pub use value::{declaration, has_digits};
pub use words::{split, words};
