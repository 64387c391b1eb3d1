//! A document of a submission, and what the caller calls it.

use bytes::Bytes;

use super::field::DOCUMENTS;

/// Options by name, as they were written.
pub type Pairs = Vec<(String, String)>;

/// One of several documents, and its own options.
#[derive(Default)]
pub struct OwnDocument {
    pub source: Option<Source>,
    pub options: Pairs,
    pub query: Pairs,
    pub option_documents: Documents,
}

/// Options by name, their charsets yet to be undone.
pub type Documents = Vec<(String, Source)>;

/// What the caller calls one of several documents.
#[derive(Clone, Copy, Default)]
pub enum Naming {
    /// `documents[1]`, as in a request.
    #[default]
    Fields,
    /// `document 2`, as on the command line.
    Numbers,
}

impl Naming {
    pub fn document(self, at: usize) -> String {
        match self {
            Self::Fields => format!("{DOCUMENTS}[{at}]"),
            Self::Numbers => format!("document {}", at + 1),
        }
    }

    /// What stands before the name of an option of its own.
    pub fn option(self, at: usize) -> String {
        match self {
            Self::Fields => format!("{DOCUMENTS}[{at}]."),
            Self::Numbers => format!("--document {}:", at + 1),
        }
    }
}

/// A document, and whether its charset is yet to be undone.
pub enum Source {
    Text(String),
    Bytes {
        bytes: Bytes,
        declared: Option<String>,
    },
}

impl Source {
    pub fn new(bytes: Bytes, declared: Option<&str>) -> Self {
        Self::Bytes {
            bytes,
            declared: declared.map(str::to_owned),
        }
    }
}
