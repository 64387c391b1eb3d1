//! What can go wrong while a PDF is finished. What is shown of a fault tells a
//! caller what is wrong and how to mend it; the cause below it is for the log.

use thiserror::Error;

#[derive(Debug, Error)]
pub enum Fault {
    #[error("{name} is protected by a password or permissions; save it without protection first")]
    Protected { name: String },

    #[error(
        "{name} is not a PDF that can be read; open it in a viewer, print it to a new PDF and send that"
    )]
    Unreadable {
        name: String,
        #[source]
        cause: Option<Box<dyn std::error::Error + Send + Sync>>,
    },

    /// Reading it could take more memory than there is.
    #[error(
        "{name} is too intricate; open it in a viewer, print it to a new PDF and send that, or split it"
    )]
    TooIntricate { name: String },

    #[error("page_ranges: `{ranges}` leaves nothing; the document has {pages}")]
    NothingLeft { ranges: String, pages: PageCount },

    #[error("{option}: longer than {most} bytes of UTF-8; use a shorter password")]
    PasswordTooLong { option: &'static str, most: usize },

    #[error(
        "{option}: holds a character that passwords of PDFs cannot have; use letters, digits and signs"
    )]
    PasswordCharacters {
        option: &'static str,
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },

    #[error(
        "owner_password: the same as user_password, which then would forbid nothing; use another"
    )]
    SamePasswords,

    #[error("the attachment `{name}` is there twice; give each file a name of its own")]
    SameAttachment { name: String },

    /// A fault of ours: what the engine printed, or what we made of it, is not
    /// what we took it for.
    #[error("the printed PDF could not be finished")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A number of pages, as one says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageCount(pub usize);

impl std::fmt::Display for PageCount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            1 => f.write_str("1 page"),
            pages => write!(f, "{pages} pages"),
        }
    }
}

impl Fault {
    /// For what cannot be unless we are wrong.
    pub(super) fn internal(what: &'static str) -> Self {
        Self::Internal(what.into())
    }
}

impl From<lopdf::Error> for Fault {
    fn from(cause: lopdf::Error) -> Self {
        Self::Internal(Box::new(cause))
    }
}
