//! The time by which a job must be done.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;

/// When a job must be done, and how that is told to the caller.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    pub at: Instant,
    pub limit: Duration,
}

impl Deadline {
    pub fn after(limit: Duration) -> Self {
        Self {
            at: Instant::now() + limit,
            limit,
        }
    }

    /// The sooner of this one and `limit` from now.
    pub fn or_sooner(self, limit: Option<Duration>) -> Self {
        match limit.map(Self::after) {
            Some(other) if other.at < self.at => other,
            _ => self,
        }
    }

    /// An error once it has passed, which tells what was still to be done.
    pub fn in_time(self, while_: &'static str) -> Result<(), Error> {
        match Instant::now() < self.at {
            true => Ok(()),
            false => Err(too_late(self, while_)),
        }
    }
}

pub fn too_late(deadline: Deadline, while_: &'static str) -> Error {
    Error::DeadlinePassed {
        limit: deadline.limit,
        while_,
    }
}
