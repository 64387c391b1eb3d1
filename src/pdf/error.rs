//! What can go wrong while a PDF is finished. `Display` tells a caller what is
//! wrong and how to mend it; the `cause` is for the log.
//!
//! It is plain text all through, because it crosses from a process to another.

use serde::{Deserialize, Serialize};

use crate::message::{Blame, Message};
use crate::text;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{}", self.message())]
pub enum Error {
    Protected {
        name: String,
    },
    Unreadable {
        name: String,
        /// What the reader said.
        cause: String,
    },
    /// Reading it could take more memory than there is.
    TooIntricate {
        name: String,
    },
    NothingLeft {
        ranges: String,
        /// How many there are to choose from.
        pages: usize,
    },
    PasswordTooLong {
        option: String,
        /// In bytes of UTF-8.
        longest: usize,
    },
    /// It holds a character that passwords of PDFs cannot have. Which one is not
    /// kept: it would get into the log.
    PasswordCharacters {
        option: String,
    },
    SamePasswords,
    SameAttachment {
        name: String,
    },
    /// What the engine printed, or what we made of it, is not what we took it for.
    Internal {
        cause: String,
    },
}

impl Error {
    /// For states that only a bug of ours can cause.
    pub(super) fn internal(cause: impl Into<String>) -> Self {
        Self::Internal {
            cause: cause.into(),
        }
    }

    /// The same with an error of a library, and what that was caused by.
    pub(super) fn caused_by(error: &dyn std::error::Error) -> Self {
        Self::internal(text::chain(error))
    }

    pub const fn blame(&self) -> Blame {
        match self {
            Self::Protected { .. }
            | Self::Unreadable { .. }
            | Self::NothingLeft { .. }
            | Self::PasswordTooLong { .. }
            | Self::PasswordCharacters { .. }
            | Self::SamePasswords
            | Self::SameAttachment { .. } => Blame::Caller,
            Self::TooIntricate { .. } => Blame::Limit,
            Self::Internal { .. } => Blame::Ours,
        }
    }

    pub fn message(&self) -> Message {
        match self {
            Self::Protected { name } => Message::new(
                format!("{name} is protected by a password or permissions"),
                "save it without protection first",
            ),
            Self::Unreadable { name, .. } => Message::new(
                format!("{name} is not a PDF that can be read"),
                "open it in a viewer, print it to a new PDF and send that",
            ),
            Self::TooIntricate { name } => Message::new(
                format!("{name} is too intricate"),
                "open it in a viewer, print it to a new PDF and send that, or split it",
            ),
            Self::NothingLeft { ranges, pages } => Message::new(
                format!(
                    "page_ranges: `{ranges}` leaves nothing: the document has {}",
                    text::pages(*pages as u64)
                ),
                "name pages that it has",
            ),
            Self::PasswordTooLong { option, longest } => Message::new(
                format!("{option}: longer than {longest} bytes of UTF-8"),
                "use a shorter password",
            ),
            Self::PasswordCharacters { option } => Message::new(
                format!("{option}: holds a character that passwords of PDFs cannot have"),
                "use letters, digits and signs",
            ),
            Self::SamePasswords => Message::new(
                "owner_password: the same as user_password, which then would forbid nothing",
                "use another",
            ),
            Self::SameAttachment { name } => Message::new(
                format!("the attachment `{name}` is there twice"),
                "give each file a name of its own",
            ),
            Self::Internal { .. } => Message::new(
                "the PDF was printed, and the service failed to finish it",
                "ask its operator, whose log has the reason under this request's id",
            ),
        }
    }

    /// What went wrong, without a word of the caller's.
    pub fn for_log(&self) -> String {
        match self {
            Self::Protected { .. } => "a PDF that was sent is protected".to_owned(),
            Self::Unreadable { cause, .. } => {
                format!(
                    "a PDF that was sent cannot be read: {}",
                    text::log_excerpt(cause)
                )
            }
            Self::TooIntricate { .. } => "a PDF that was sent is too intricate".to_owned(),
            Self::NothingLeft { .. } => "page_ranges leaves nothing".to_owned(),
            Self::PasswordTooLong { .. }
            | Self::PasswordCharacters { .. }
            | Self::SamePasswords => "a password cannot be used".to_owned(),
            Self::SameAttachment { .. } => "an attachment is there twice".to_owned(),
            Self::Internal { cause } => {
                format!(
                    "the printed PDF could not be finished: {}",
                    text::log_excerpt(cause)
                )
            }
        }
    }
}

impl From<lopdf::Error> for Error {
    fn from(error: lopdf::Error) -> Self {
        Self::caused_by(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crosses_from_a_process_to_another_with_its_cause() {
        let error = Error::from(lopdf::Error::DictKey("Pages".to_owned()));
        assert_eq!(error.blame(), Blame::Ours);
        assert!(!error.to_string().contains("Pages"), "{error}");
        let sent = serde_json::to_string(&error).unwrap();
        let read: Error = serde_json::from_str(&sent).unwrap();
        assert_eq!(read, error);
        assert_eq!(
            read.for_log(),
            "the printed PDF could not be finished: missing required dictionary key \"Pages\""
        );
    }

    #[test]
    fn the_log_names_no_file_of_the_caller() {
        let unreadable = Error::Unreadable {
            name: "secret.pdf".to_owned(),
            cause: "invalid\nstream".to_owned(),
        };
        assert_eq!(unreadable.blame(), Blame::Caller);
        assert_eq!(
            unreadable.for_log(),
            "a PDF that was sent cannot be read: invalid\\nstream"
        );
    }
}
