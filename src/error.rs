//! How a job can end other than in a PDF.
//!
//! Every error has two faces. `Display` and the fields are what the caller is
//! told: they never hold a path, an argument list or what the engine wrote.
//! What only the log may know hides in `source`.

use std::time::Duration;

use crate::job::Warning;
use crate::job::options::FieldError;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request cannot be understood, or options are wrong.
    #[error("{detail}")]
    BadRequest {
        detail: String,
        fields: Vec<FieldError>,
    },
    #[error("there is nothing at this path; POST a document to /pdf, or GET /health")]
    NotFound,
    #[error("this path does not take {method}; it takes {allow}")]
    MethodNotAllowed { method: String, allow: &'static str },
    #[error("the request is larger than {limit} bytes; send less, or split the document")]
    TooLarge { limit: usize },
    #[error(
        "the PDF has {pdf} bytes, and this front door carries an answer of {limit} bytes at most, base64 included; \
         use smaller pictures, image_quality or low_quality, or split the document"
    )]
    PdfTooLarge { pdf: usize, limit: usize },
    #[error(
        "{detail}; send text/html, application/json, application/x-www-form-urlencoded or multipart/form-data"
    )]
    UnsupportedMediaType { detail: String },
    /// The engine could not print this document.
    #[error("the document could not be printed: {0}")]
    Unprintable(Cause),
    #[error("the document was not printed within {limit:?}{while_}")]
    DeadlinePassed {
        limit: Duration,
        while_: &'static str,
    },
    #[error("the service failed; the log has the reason under this request's id")]
    Internal(#[source] anyhow::Error),
}

/// Why the engine could not print a document.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    #[error("the engine crashed on it (signal {signal})")]
    Crashed { signal: i32 },
    #[error("the engine gave up on it (status {status})")]
    NoPdf { status: i32 },
    #[error("the engine left an incomplete PDF")]
    Incomplete,
    #[error("{}, and strict is on; mend it, or turn strict off", warnings(.0))]
    Strict(Vec<Warning>),
    #[error(
        "header and footer need {top:.0} mm and {bottom:.0} mm of a page {height:.0} mm high, and nothing is left for \
         the contents; make them smaller, or the page higher"
    )]
    NoRoom { top: f64, bottom: f64, height: f64 },
    #[error("it is taller than 5080 mm, and a page of a PDF cannot be; turn single_page off")]
    TooTall,
    /// Pages on different kinds of paper are taken from several printings.
    #[error(
        "its pages are of several kinds, for each of which it is printed, and its number of pages was not the same each \
         time; give all documents one page size and orientation, or take out scripts that depend on chance or on the clock"
    )]
    Restless,
    /// The PDF was printed, but could not be finished as it was asked for.
    #[error(transparent)]
    Unfinished(#[from] crate::finish::Fault),
    /// The PDF was printed, but no picture could be made of it, for this reason.
    #[error("{0}")]
    NoPicture(String),
    #[error(
        "a page of it takes more memory to draw than there is; ask for the PDF, or for a smaller picture"
    )]
    TooHeavyToDraw,
}

fn warnings(warnings: &[Warning]) -> String {
    match warnings {
        [one] => one.to_string(),
        [first, rest @ ..] => format!("{first}, and {} more", rest.len()),
        [] => String::new(),
    }
}

impl Error {
    /// A request that is wrong in one place.
    pub fn field(field: &str, detail: impl Into<String>) -> Self {
        Self::fields(vec![FieldError::new(field, detail)])
    }

    /// A request with faults in named fields.
    pub fn fields(fields: Vec<FieldError>) -> Self {
        let detail = match &fields[..] {
            [one] => format!("{}: {}", one.field, one.detail),
            several => {
                let names: Vec<_> = several.iter().map(|error| error.field.as_str()).collect();
                format!(
                    "{} fields cannot be used: {}",
                    several.len(),
                    names.join(", ")
                )
            }
        };
        Self::BadRequest { detail, fields }
    }

    /// What went wrong, without a word of the caller's.
    pub fn for_log(&self) -> String {
        match self {
            Self::BadRequest { fields, .. } if !fields.is_empty() => {
                format!("{} fields cannot be used", fields.len())
            }
            Self::UnsupportedMediaType { .. } => "unsupported media type".to_owned(),
            other => other.to_string(),
        }
    }

    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::BadRequest {
            detail: detail.into(),
            fields: Vec::new(),
        }
    }
}

impl Error {
    /// A fault of what the caller sent is the caller's to mend, and one of ours
    /// is ours.
    pub fn unfinished(fault: crate::finish::Fault) -> Self {
        match fault {
            crate::finish::Fault::Internal(source) => {
                Self::Internal(anyhow::Error::from_boxed(source))
            }
            fault => Cause::Unfinished(fault).into(),
        }
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Self {
        Self::Unprintable(cause)
    }
}
