//! How a job can end other than in a PDF.
//!
//! Every error has two faces. `message` is what the caller is told, with a remedy
//! where there is one: it never holds a path, an argument list or what the engine
//! wrote. `for_log` says the same without a word of the caller's, and with what
//! caused it.

mod exhaustion;
mod jobs;
mod unprintable;

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use crate::job::Warning;
use crate::job::limits::LimitExceeded;
use crate::job::options::FieldError;
use crate::message::{Blame, Message};
use crate::store::Failure;
use crate::{pdf, raster};

use exhaustion::Exhaustion;
pub use jobs::JobsError;
pub use unprintable::Unprintable;

#[derive(Debug, thiserror::Error)]
#[error("{}", self.message())]
pub enum Error {
    /// The request cannot be understood.
    BadRequest(Message),
    /// Options, or other named fields of the request, are wrong. At least one is.
    BadFields(Vec<FieldError>),
    NotFound,
    MethodNotAllowed {
        method: String,
        /// Those that the path takes, as `Allow` has them.
        allow: &'static str,
        remedy: &'static str,
    },
    TooLarge {
        /// In bytes.
        limit: usize,
    },
    /// What was printed does not fit into an answer.
    PdfTooLarge {
        /// In bytes.
        pdf: usize,
        /// Of the answer, in bytes.
        limit: usize,
        /// The answer is JSON, in which a document is base64.
        is_json: bool,
    },
    UnsupportedMediaType(Message),
    /// The engine could not print this document.
    Unprintable(Unprintable),
    LimitExceeded(LimitExceeded),
    /// `strict` is on, and there is something to warn of.
    Strict(Vec<Warning>),
    /// The PDF was printed, but could not be finished as it was asked for.
    Pdf(pdf::Error),
    /// The PDF was printed, but no picture could be made of it.
    Raster(raster::Error),
    /// It was made, and did not get where it was to go.
    Undelivered(Message),
    DeadlinePassed {
        limit: Duration,
        while_: &'static str,
    },
    /// There is no such result, or it has expired.
    NoResult,
    /// The store of results does not answer, or not now; for the log, why.
    StoreUnavailable(String),
    /// The store of results will not have it before its operator mends something.
    StoreRefused(String),
    /// Of jobs that wait.
    Jobs(JobsError),
    /// The disk is full.
    NoStorage(#[source] anyhow::Error),
    /// No process can be started, or no file opened.
    Busy(#[source] anyhow::Error),
    /// As many documents wait as the queue takes.
    Overloaded {
        retry_after: Duration,
    },
    /// The service takes no new documents, because it is about to end.
    ShuttingDown,
    /// Neither the document nor a limit of ours ended it: most often the kernel
    /// did, which was short of memory.
    EngineEnded,
    /// A fault of ours.
    Internal(#[source] anyhow::Error),
}

impl Error {
    pub fn bad_request(message: impl Into<Message>) -> Self {
        Self::BadRequest(message.into())
    }

    /// A request with at least one field that cannot be used.
    pub fn fields(fields: Vec<FieldError>) -> Self {
        Self::BadFields(fields)
    }

    /// A request that is wrong in one place.
    pub fn field(field: &str, message: impl Into<Message>) -> Self {
        Self::BadFields(vec![FieldError::new(field, message)])
    }

    /// Whose fault it is.
    pub const fn blame(&self) -> Blame {
        match self {
            Self::BadRequest(_)
            | Self::BadFields(_)
            | Self::NotFound
            | Self::NoResult
            | Self::MethodNotAllowed { .. }
            | Self::UnsupportedMediaType(_)
            | Self::Unprintable(_)
            | Self::Strict(_)
            | Self::Undelivered(_)
            | Self::DeadlinePassed { .. } => Blame::Caller,
            Self::TooLarge { .. }
            | Self::PdfTooLarge { .. }
            | Self::LimitExceeded(_)
            | Self::Overloaded { .. }
            | Self::ShuttingDown => Blame::Limit,
            Self::Pdf(error) => error.blame(),
            Self::Raster(error) => error.blame(),
            Self::Jobs(error) => error.blame(),
            Self::NoStorage(_)
            | Self::StoreUnavailable(_)
            | Self::StoreRefused(_)
            | Self::Busy(_)
            | Self::EngineEnded
            | Self::Internal(_) => Blame::Ours,
        }
    }

    pub fn is_ours(&self) -> bool {
        self.blame() == Blame::Ours
    }

    /// What the caller is told.
    pub fn message(&self) -> Message {
        match self {
            Self::BadRequest(message) => message.clone(),
            Self::BadFields(fields) => of_fields(fields),
            Self::NotFound => Message::new(
                "there is nothing at this path",
                "POST a document to /pdf, or GET /health",
            ),
            Self::MethodNotAllowed { method, remedy, .. } => {
                Message::new(format!("this path does not take {method}"), *remedy)
            }
            Self::TooLarge { limit } => Message::new(
                format!("the request is larger than {limit} bytes"),
                "send less, or split the document",
            ),
            Self::PdfTooLarge {
                pdf,
                limit,
                is_json,
            } => {
                let base64 = if *is_json { ", base64 included" } else { "" };
                let detail = format!(
                    "the document has {pdf} bytes, and an answer here carries {limit} bytes at most{base64}"
                );
                let mut remedy = "for a PDF use smaller pictures, image_quality or low_quality, or split it; for a \
                                  picture ask for less width, dpi or quality"
                    .to_owned();
                remedy += "; or ask for a link with deliver=auto, where the service has a store (HTML2PDF_STORE), or \
                           have it put at an address of yours with deliver_to";
                if *is_json {
                    remedy += "; the operator can have answers of up to 200 MB streamed (HTML2PDF_RESPONSE)";
                }
                Message::new(detail, remedy)
            }
            Self::UnsupportedMediaType(message) | Self::Undelivered(message) => message.clone(),
            Self::Unprintable(why) => why.message().after("the document could not be printed: "),
            Self::LimitExceeded(limit) => {
                limit.message().after("the document could not be printed: ")
            }
            Self::Strict(warnings) => Message::new(
                format!(
                    "the document could not be printed: {}, and strict is on",
                    first_of(warnings)
                ),
                "mend it, or turn strict off",
            ),
            Self::Pdf(error) => error.message(),
            Self::Raster(error) => error.message(),
            Self::Jobs(error) => error.message(),
            Self::DeadlinePassed { limit, while_ } => Message::new(
                format!("the document was not ready within {limit:?}{while_}"),
                "send less, or take out what takes so long; a longer time is the operator's to give (HTML2PDF_TIMEOUT)",
            ),
            Self::NoResult => Message::new(
                "there is no such result, or it has expired",
                "print the document again",
            ),
            Self::StoreUnavailable(_) => Message::new(
                "the document was made, but the store of results cannot be reached now",
                "try again in a moment",
            ),
            Self::StoreRefused(_) => Message::new(
                "the document was made, but the store of results does not take it",
                "ask the service's operator, whose log has the reason under this request's id",
            ),
            Self::NoStorage(_) => Message::new(
                "the service has no room left on its disk for this document",
                "try again later, send less, or ask its operator for more room in HTML2PDF_TEMP_DIR, HTML2PDF_STATE_DIR or the \
                 folder of HTML2PDF_STORE (on Lambda: more ephemeral storage)",
            ),
            Self::Busy(_) => Message::new(
                "the service cannot start another process or open another file now",
                "try again in a moment",
            ),
            Self::Overloaded { retry_after } => Message::new(
                "the service has as many documents waiting as it takes",
                format!("try again in {} s", seconds(*retry_after)),
            ),
            Self::ShuttingDown => {
                Message::new("the service is being shut down", "try again in a moment")
            }
            Self::EngineEnded => Message::new(
                "the process that worked on the document was ended from outside, twice, most likely because the machine is \
                 short of memory",
                "try again in a moment",
            ),
            Self::Internal(_) => Message::new(
                "the service failed",
                "ask its operator, whose log has the reason under this request's id",
            ),
        }
    }

    /// What the store of results came to, for a job that has so long.
    pub fn of_store(failure: Failure, limit: Duration) -> Self {
        match failure {
            Failure::NotFound => Self::NoResult,
            Failure::Unavailable(why) => Self::StoreUnavailable(why),
            Failure::Changed => Self::StoreUnavailable(failure.to_string()),
            Failure::Refused(why) | Failure::Forbidden(why) => Self::StoreRefused(why),
            Failure::TimedOut => Self::DeadlinePassed {
                limit,
                while_: ": the store of results was too slow",
            },
            Failure::Io(error) => error.into(),
        }
    }

    /// What went wrong, without a word of the caller's, and what caused it.
    pub fn for_log(&self) -> String {
        match self {
            Self::BadRequest(_) => "the request cannot be understood".to_owned(),
            Self::BadFields(fields) => format!("{} fields cannot be used", fields.len()),
            Self::MethodNotAllowed { allow, .. } => format!("this path takes {allow} alone"),
            Self::UnsupportedMediaType(_) => "unsupported media type".to_owned(),
            Self::Undelivered(_) => "the document could not be delivered".to_owned(),
            Self::LimitExceeded(limit) => limit.for_log(),
            Self::Strict(warnings) => format!("strict, and there are {}", kinds(warnings)),
            Self::Pdf(error) => error.for_log(),
            Self::Raster(error) => error.for_log(),
            Self::Jobs(error) => error.message().detail,
            Self::NoStorage(source) | Self::Busy(source) | Self::Internal(source) => {
                format!("{source:#}")
            }
            Self::StoreUnavailable(why) => format!("the store cannot be reached: {why}"),
            Self::StoreRefused(why) => format!("the store refuses: {why}"),
            Self::NotFound
            | Self::NoResult
            | Self::TooLarge { .. }
            | Self::PdfTooLarge { .. }
            | Self::Unprintable(_)
            | Self::DeadlinePassed { .. }
            | Self::Overloaded { .. }
            | Self::ShuttingDown
            | Self::EngineEnded => self.message().detail,
        }
    }

    /// When the same request may be made again, where its time may be better then.
    pub fn retry_after(&self) -> Option<Duration> {
        const SOON: Duration = Duration::from_secs(1);
        match self {
            Self::Overloaded { retry_after } => Some(*retry_after),
            Self::Busy(_)
            | Self::ShuttingDown
            | Self::EngineEnded
            | Self::StoreUnavailable(_)
            | Self::Jobs(JobsError::NotReady { .. } | JobsError::Unavailable) => Some(SOON),
            _ => None,
        }
    }
}

/// Whole seconds, as HTTP and people count them: at least one.
pub fn seconds(duration: Duration) -> u64 {
    (duration.as_millis().div_ceil(1000) as u64).max(1)
}

fn of_fields(fields: &[FieldError]) -> Message {
    /// The others are in the list that comes with it.
    const NAMED: usize = 10;
    if let [one] = fields {
        return one.message().after(&format!("{}: ", one.field));
    }
    let names = fields.iter().take(NAMED).map(|error| error.field.as_str());
    let names = names.collect::<Vec<_>>().join(", ");
    let more = match fields.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{} fields cannot be used: {names}{more}", fields.len()).into()
}

fn first_of(warnings: &[Warning]) -> String {
    match warnings {
        [one] => one.to_string(),
        [first, rest @ ..] => format!("{first}, and {} more", rest.len()),
        [] => String::new(),
    }
}

/// How many there are of each kind.
fn kinds(warnings: &[Warning]) -> String {
    let mut counts = BTreeMap::<_, usize>::new();
    for warning in warnings {
        *counts.entry(warning.kind()).or_default() += 1;
    }
    let counts: Vec<_> = counts
        .iter()
        .map(|(kind, count)| format!("{count} of {kind}"))
        .collect();
    counts.join(", ")
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        let cause = error.chain().find_map(|cause| cause.downcast_ref());
        match cause.and_then(Exhaustion::of) {
            Some(Exhaustion::Storage) => Self::NoStorage(error),
            Some(Exhaustion::Handles) => Self::Busy(error),
            None => Self::Internal(error),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        if let Some(limit) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
            return LimitExceeded::clone(limit).into();
        }
        anyhow::Error::from(error).into()
    }
}

impl From<LimitExceeded> for Error {
    fn from(limit: LimitExceeded) -> Self {
        Self::LimitExceeded(limit)
    }
}

impl From<JobsError> for Error {
    fn from(error: JobsError) -> Self {
        Self::Jobs(error)
    }
}

impl From<Unprintable> for Error {
    fn from(why: Unprintable) -> Self {
        Self::Unprintable(why)
    }
}

#[cfg(test)]
mod tests;
