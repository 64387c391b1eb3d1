//! What is wrong with one field of a request.

/// A field of a request that cannot be used, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub detail: String,
}

impl FieldError {
    /// At most this many faults are told. Thousands are not read by anybody.
    pub const MOST: usize = 100;

    pub fn new(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            detail: detail.into(),
        }
    }
}
