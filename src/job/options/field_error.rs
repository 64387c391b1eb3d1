//! What is wrong with one field of a request.

use crate::message::Message;

/// A field of a request that cannot be used, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub detail: String,
    pub remedy: Option<String>,
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.message())
    }
}

impl FieldError {
    /// At most this many faults are listed in an answer.
    pub const MOST: usize = 100;

    pub fn new(field: impl Into<String>, message: impl Into<Message>) -> Self {
        let Message { detail, remedy } = message.into();
        Self {
            field: field.into(),
            detail,
            remedy,
        }
    }

    pub fn message(&self) -> Message {
        Message {
            detail: self.detail.clone(),
            remedy: self.remedy.clone(),
        }
    }
}
