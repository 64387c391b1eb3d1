//! How a job can end other than in a PDF.
//!
//! Every error has two faces. `Display` and the fields are what the caller is
//! told: they never hold a path, an argument list or what the engine wrote.
//! What only the log may know hides in `source`.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use rustix::io::Errno;

use crate::job::Warning;
use crate::job::limits::LimitExceeded;
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
        "the document has {pdf} bytes, and this front door carries an answer of {limit} bytes at most, base64 included; \
         for a PDF use smaller pictures, image_quality or low_quality, or split it; for a picture ask for less width, \
         dpi or quality"
    )]
    PdfTooLarge { pdf: usize, limit: usize },
    #[error(
        "{detail}; send text/html, application/json, application/x-www-form-urlencoded or multipart/form-data"
    )]
    UnsupportedMediaType { detail: String },
    /// The engine could not print this document.
    #[error("{}{}", .0.opening(), .0)]
    Unprintable(Cause),
    #[error("the document was not ready within {limit:?}{while_}")]
    DeadlinePassed {
        limit: Duration,
        while_: &'static str,
    },
    #[error(
        "the service has no room left on its disk for this document; try again later, send less, or ask its operator \
         for a larger HTML2PDF_TEMP_DIR (on Lambda: more ephemeral storage)"
    )]
    NoStorage(#[source] anyhow::Error),
    #[error(
        "the service cannot start another process or open another file now; try again in a moment"
    )]
    Busy(#[source] anyhow::Error),
    /// As many documents wait as the queue takes.
    #[error(
        "the service has as many documents waiting as it takes; try again in {} s",
        seconds(*retry_after)
    )]
    Overloaded { retry_after: Duration },
    /// The service takes no new documents, because it is about to end.
    #[error("the service is being shut down; try again in a moment")]
    ShuttingDown,
    /// Neither the document nor a limit of ours ended it: most often the kernel
    /// did, which was short of memory.
    #[error(
        "the engine was ended from outside before the document was printed, most likely because the machine is short \
         of memory; try again in a moment"
    )]
    EngineEnded,
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
    #[error("{0}")]
    Exceeds(LimitExceeded),
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
    UnstablePageCount,
    #[error(
        "header and footer texts of all its documents together are longer than the engine takes; shorten them, or \
         give them as header_html and footer_html"
    )]
    TextsTooLong,
    /// The PDF was printed, but could not be finished as it was asked for.
    #[error("{0}")]
    Unfinished(String),
    /// The PDF was printed, but no picture could be made of it, for this reason.
    #[error("{0}")]
    NoPicture(String),
    #[error(
        "it takes more memory to finish or to draw than there is; leave out the PDFs that are put to it, or ask for a smaller picture"
    )]
    TooHeavy,
}

impl Cause {
    /// What is said before it: once there is a PDF, printing is not what failed.
    const fn opening(&self) -> &'static str {
        match self {
            Self::Unfinished(_) | Self::NoPicture(_) => "",
            _ => "the document could not be printed: ",
        }
    }

    /// What went wrong, without a word of the caller's.
    fn for_log(&self) -> String {
        match self {
            Self::Crashed { .. }
            | Self::NoPdf { .. }
            | Self::Incomplete
            | Self::NoRoom { .. }
            | Self::TooTall
            | Self::UnstablePageCount
            | Self::TextsTooLong
            | Self::TooHeavy => self.to_string(),
            Self::Exceeds(excess) => excess.for_log(),
            Self::Strict(warnings) => format!("strict, and there are {}", kinds(warnings)),
            Self::Unfinished(_) => "the PDF could not be finished as it was asked for".to_owned(),
            Self::NoPicture(_) => "no picture could be made of the PDF".to_owned(),
        }
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

/// Whole seconds, as HTTP and people count them: at least one.
pub fn seconds(duration: Duration) -> u64 {
    (duration.as_millis().div_ceil(1000) as u64).max(1)
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
            Self::BadRequest { .. } => "the request cannot be understood".to_owned(),
            Self::NotFound => "there is nothing at this path".to_owned(),
            Self::MethodNotAllowed { allow, .. } => format!("this path takes {allow} alone"),
            Self::TooLarge { .. }
            | Self::PdfTooLarge { .. }
            | Self::DeadlinePassed { .. }
            | Self::Overloaded { .. }
            | Self::ShuttingDown
            | Self::EngineEnded => self.to_string(),
            Self::UnsupportedMediaType { .. } => "unsupported media type".to_owned(),
            Self::Unprintable(cause) => cause.for_log(),
            Self::NoStorage(source) | Self::Busy(source) | Self::Internal(source) => {
                format!("{source:#}")
            }
        }
    }

    /// When the same request may be made again, where its time may be better then.
    pub fn retry_after(&self) -> Option<Duration> {
        const SOON: Duration = Duration::from_secs(1);
        match self {
            Self::Overloaded { retry_after } => Some(*retry_after),
            Self::Busy(_) | Self::ShuttingDown | Self::EngineEnded => Some(SOON),
            _ => None,
        }
    }

    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::BadRequest {
            detail: detail.into(),
            fields: Vec::new(),
        }
    }
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        let cause = error.chain().find_map(|cause| cause.downcast_ref());
        match cause.map(lack) {
            Some(Exhaustion::Storage) => Self::NoStorage(error),
            Some(Exhaustion::Numbers) => Self::Busy(error),
            _ => Self::Internal(error),
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        if let Some(excess) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
            return LimitExceeded::clone(excess).into();
        }
        anyhow::Error::from(error).into()
    }
}

/// What the machine has no more of.
enum Exhaustion {
    Storage,
    /// Of descriptors, or of processes.
    Numbers,
    Nothing,
}

fn lack(error: &io::Error) -> Exhaustion {
    const NUMBERS: [Errno; 3] = [Errno::MFILE, Errno::NFILE, Errno::AGAIN];
    match (error.kind(), Errno::from_io_error(error)) {
        (io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded, _) => Exhaustion::Storage,
        (_, Some(number)) if NUMBERS.contains(&number) => Exhaustion::Numbers,
        _ => Exhaustion::Nothing,
    }
}

impl From<LimitExceeded> for Error {
    fn from(excess: LimitExceeded) -> Self {
        Cause::Exceeds(excess).into()
    }
}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Self {
        Self::Unprintable(cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{FailedResource, FailureReason};

    fn strict() -> Cause {
        let failed = |url| {
            let failed = FailedResource::new(url, FailureReason::NotFound);
            Warning::FailedResource(failed)
        };
        Cause::Strict(vec![
            failed("secret.png"),
            failed("secret.css"),
            Warning::MissingGlyphs("secret".to_owned()),
        ])
    }

    #[test]
    fn the_log_has_no_word_of_the_caller() {
        for error in [
            Error::field("secret", "`secret` is not a length"),
            Error::bad_request("secret"),
            Error::UnsupportedMediaType {
                detail: "`secret` is not a type".to_owned(),
            },
            Error::MethodNotAllowed {
                method: "SECRET".to_owned(),
                allow: "POST, OPTIONS",
            },
            strict().into(),
            Cause::Unfinished("secret.pdf is not a PDF that can be read".to_owned()).into(),
            Cause::NoPicture("secret".to_owned()).into(),
        ] {
            let told = error.to_string().to_lowercase();
            assert!(told.contains("secret"), "{told}");
            let logged = error.for_log().to_lowercase();
            assert!(!logged.is_empty() && !logged.contains("secret"), "{logged}");
        }
    }

    #[test]
    fn the_log_counts_what_strictness_refused() {
        assert_eq!(
            Error::from(strict()).for_log(),
            "strict, and there are 2 of failed-resource, 1 of missing-glyphs"
        );
    }

    #[test]
    fn the_log_has_the_reasons_of_our_own_faults() {
        let error = anyhow::anyhow!("no space left").context("cannot write");
        assert_eq!(
            Error::Internal(error).for_log(),
            "cannot write: no space left"
        );
    }

    #[test]
    fn what_the_machine_lacks_is_told_from_a_fault_of_ours() {
        let error = |number: Errno| Error::from(io::Error::from(number));
        for number in [Errno::NOSPC, Errno::DQUOT] {
            assert!(matches!(error(number), Error::NoStorage(_)), "{number}");
        }
        for number in [Errno::MFILE, Errno::NFILE, Errno::AGAIN] {
            assert!(matches!(error(number), Error::Busy(_)), "{number}");
        }
        assert!(matches!(error(Errno::IO), Error::Internal(_)));
        let wrapped = anyhow::Error::from(io::Error::from(Errno::NOSPC)).context("/tmp/secret");
        let wrapped = Error::from(wrapped);
        assert!(matches!(wrapped, Error::NoStorage(_)));
        assert!(!wrapped.to_string().contains("secret"));
    }

    #[test]
    fn what_was_printed_is_not_said_to_be_unprintable() {
        let why = "terms.pdf is not a PDF that can be read; send another";
        let error = Error::from(Cause::Unfinished(why.to_owned()));
        assert_eq!(error.to_string(), why);
        let error = Error::from(Cause::Crashed { signal: 11 });
        assert_eq!(
            error.to_string(),
            "the document could not be printed: the engine crashed on it (signal 11)"
        );
    }

    #[test]
    fn a_late_document_is_called_not_ready() {
        let error = Error::DeadlinePassed {
            limit: Duration::from_millis(1500),
            while_: "; it was printed, but not yet finished",
        };
        assert_eq!(
            error.to_string(),
            "the document was not ready within 1.5s; it was printed, but not yet finished"
        );
    }

    #[test]
    fn an_answer_that_is_too_large_says_how_pictures_become_smaller() {
        let error = Error::PdfTooLarge {
            pdf: 9_000_000,
            limit: 6_291_556,
        };
        let said = error.to_string();
        for word in ["image_quality", "width", "dpi", "quality"] {
            assert!(said.contains(word), "{said}");
        }
    }
}
