//! Every option a caller may set, checked and typed.
//!
//! ```text
//! table    the options: name, kind, default, help and example of each
//! spec     what a row of the table is
//! kind     what values an option takes
//! value    how values are written
//! draft    options while they are being read
//! reading  from what a caller wrote, over the operator's defaults
//! model    what comes of it
//! ```

mod draft;
mod field_error;
mod kind;
mod model;
mod names;
mod reading;
mod restated;
mod spec;
mod table;
#[cfg(test)]
mod tests;
mod value;

pub use field_error::FieldError;
pub use kind::Kind;
pub use model::*;
pub use names::plain_name;
pub use reading::{Defaults, Written};
pub use spec::{DEFAULT_VARIABLE, DefaultText, Group, OptionSpec, Scope};
pub use table::{GROUPS, OPTIONS, canonical_name, option_named};
pub use value::{add_file, duration};
