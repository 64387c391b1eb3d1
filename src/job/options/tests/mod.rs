//! What holds of options as a whole.

mod pictures;
mod reading;
mod table;
