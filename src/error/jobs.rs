//! What can be wrong with asking for jobs that wait.

use crate::message::{Blame, Message};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobsError {
    /// The operator has said of no place where they could wait.
    NotSetUp,
    /// There is no job of that name, or it is no more.
    NoSuchJob,
    /// It has no result yet.
    NotReady { state: &'static str },
    /// The idempotency key was used for something else.
    KeyReused,
    /// Where jobs wait cannot be reached now.
    Unavailable,
    /// Where jobs wait refuses us, until the operator mends something.
    Refused,
}

impl JobsError {
    pub const fn blame(self) -> Blame {
        match self {
            Self::NotSetUp => Blame::Limit,
            Self::NoSuchJob | Self::NotReady { .. } | Self::KeyReused => Blame::Caller,
            Self::Unavailable | Self::Refused => Blame::Ours,
        }
    }

    pub fn message(self) -> Message {
        match self {
            Self::NotSetUp => Message::new(
                "this service takes no jobs that wait",
                "POST the document to /pdf; to have jobs, its operator sets HTML2PDF_STATE_DIR to a folder that lasts, or on Lambda Async=on in the template (HTML2PDF_JOBS_QUEUE)",
            ),
            Self::NoSuchJob => Message::new(
                "there is no such job",
                "look at its id; a job that has ended is kept for a time (HTML2PDF_JOBS_KEEP), and one that was deleted is no more",
            ),
            Self::NotReady { state } => Message::new(
                format!("the job is {state}, and has no result yet"),
                "ask again later; GET /jobs/ID tells how far it is",
            ),
            Self::Unavailable => Message::new(
                "the store or the queue of jobs does not answer now",
                "try again in a moment; with the same Idempotency-Key a job is not taken twice",
            ),
            Self::Refused => Message::new(
                "the store or the queue of jobs refuses what this service asks of it",
                "ask the service's operator, whose log has the reason under this request's id",
            ),
            Self::KeyReused => Message::new(
                "this Idempotency-Key was used for another request",
                "send the same request, byte for byte, or take a new key",
            ),
        }
    }
}
