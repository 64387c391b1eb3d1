//! Why a document cannot be linearized.

use thiserror::Error;

#[derive(Debug, Error)]
pub enum Error {
    #[error("the PDF's {0} is missing, or is not what it should be")]
    Missing(&'static str),
    #[error("a node of the PDF's page tree occurs twice")]
    NodeTwice,
    #[error("the PDF's pages share too many objects")]
    Entangled,
    #[error("the PDF is encrypted already; encrypt it while it is linearized")]
    Encrypted,
    #[error("the PDF would have {0} bytes; at most 4 GiB can be linearized")]
    TooLarge(usize),
    #[error(transparent)]
    Document(#[from] lopdf::Error),
    #[error("cannot write an object of the PDF: {0}")]
    Write(#[from] std::io::Error),
}
