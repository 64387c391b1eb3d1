//! Every option a caller may set, checked and typed.
//!
//! ```text
//! table    name, value, default, help and effect of each
//! value    how values are written
//! draft    options while they are being read
//! reading  from what a caller wrote, over the operator's defaults
//! model    what comes of it
//! ```

mod draft;
mod model;
mod reading;
mod table;
mod value;

pub use model::*;
pub use reading::{Defaults, FieldError, Written};
pub use table::{
    GROUPS, OPTIONS, OptionSpec, Scope, Shape, canonical_name, option_named, plain_name,
};
pub use value::{add_file, duration};
