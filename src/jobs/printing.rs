//! One attempt at a job, wherever jobs wait: its request is read again, printed and answered, and what failed is
//! judged.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use http::Response;
use serde_json::Value;
use tokio::time::Instant;
use tracing::{error, warn};

use crate::api::native::request::{self, RequestPolicy};
use crate::api::native::response::{self, Timing, Transport};
use crate::api::problem;
use crate::config::Config;
use crate::contents::Contents;
use crate::error::Error;
use crate::job::deadline::Deadline;
use crate::job::options::Webhook;
use crate::message::Blame;
use crate::pipeline::queue::Permit;
use crate::pipeline::{Conversion, Pipeline};
use crate::store::{Name, Store};

use super::record::{Asked, Outcome, State};

/// How long the store may take for a result.
pub const TO_STORE: Duration = Duration::from_secs(60);

/// A job that is printed: its answer, what is told of it, and the room that it held.
pub struct Printed {
    pub answer: Response<Contents>,
    pub told: Value,
    _permit: Permit,
}

/// A request that waited, and what it takes to print it.
pub struct Attempt<'a> {
    pub pipeline: &'a Pipeline,
    pub config: &'a Config,
    pub asked: &'a Asked,
    pub body: Bytes,
    pub permit: Permit,
    pub time: Duration,
}

impl Attempt<'_> {
    /// Prints it, whatever happens. `is_read` is called once the request is.
    pub async fn print(self, is_read: impl FnOnce()) -> Result<Printed, Error> {
        let printing = AssertUnwindSafe(self.try_to(is_read)).catch_unwind();
        printing.await.unwrap_or_else(|_| {
            let panic = anyhow::anyhow!("a panic; its message precedes this one");
            Err(Error::Internal(panic))
        })
    }

    async fn try_to(self, is_read: impl FnOnce()) -> Result<Printed, Error> {
        let Self {
            pipeline, config, ..
        } = self;
        let began = Instant::now();
        let policy = RequestPolicy {
            limit: config.max_request_bytes,
            limits: &config.limits,
            defaults: &config.defaults,
            network: pipeline.engine().network(),
            format: None,
        };
        let mut job = request::read(&self.asked.parts(), self.body, policy).await?;
        job.options.webhook = Webhook::default();
        is_read();
        let deadline = Deadline::after(self.time).or_sooner(job.options.timeout);
        let Conversion {
            product,
            options,
            phases,
            permit,
        } = pipeline.convert(job, self.permit, deadline).await?;
        let timing = Timing {
            phases: &phases,
            total: began.elapsed(),
        };
        let told = response::told(&product, &options, timing);
        let answer = response::printed(&product, &options, Transport::Connection, timing)?;
        let (head, payload) = answer.into_parts();
        // A large document stays the file that it is.
        let contents = match product.contents {
            file @ Contents::File(..) if payload.len() == file.len() => file,
            _ => payload.whole().await?.into(),
        };
        let answer = Response::from_parts(head, contents);
        Ok(Printed {
            answer,
            told,
            _permit: permit,
        })
    }
}

/// Puts a result into the store, and says in its outcome where it is.
pub async fn store(
    store: &Store,
    outcome: &mut Outcome,
    result: Contents,
    keep: Duration,
) -> Result<Name, Error> {
    let until = Instant::now() + TO_STORE;
    let head = outcome.head();
    let put = store.put(result, &head, keep, until);
    let name = put.await.map_err(|why| Error::of_store(why, TO_STORE))?;
    outcome.stored = Some(name.as_str().to_owned());
    Ok(name)
}

/// Removes a result for which nobody will ask.
pub async fn forget(store: &Store, name: &Name) {
    let until = Instant::now() + TO_STORE;
    if let Err(why) = store.delete(name, until).await {
        warn!("a result of a job that is no more stays in the store: {why}");
    }
}

/// What becomes of a job whose last attempt failed.
pub enum Verdict {
    /// It is tried again after a while.
    Again(Duration),
    Ended(State),
}

impl Verdict {
    /// Judges the attempt with this number, and logs it.
    pub fn on(reason: &Error, attempt: u32, may_help: bool, is_last: bool) -> Self {
        if may_help && !is_last {
            let pause = pause_after(attempt);
            let seconds = pause.as_secs();
            warn!(seconds, "a job is tried again: {}", reason.for_log());
            return Self::Again(pause);
        }
        let state = if may_help { State::Dead } else { State::Failed };
        match reason.blame() {
            Blame::Ours => error!(state = state.name(), "{}", reason.for_log()),
            _ => warn!(state = state.name(), "{}", reason.for_log()),
        }
        Self::Ended(state)
    }
}

/// Whether the same job may be printed at another time.
pub fn may_help(error: &Error) -> bool {
    error.is_ours() || error.retry_after().is_some()
}

/// How long a job waits after so many attempts: 2 s, 8 s, 32 s, up to a few minutes.
fn pause_after(attempt: u32) -> Duration {
    const LONGEST: Duration = Duration::from_secs(5 * 60);
    let seconds = 2u64.saturating_mul(4u64.saturating_pow(attempt.saturating_sub(1)));
    Duration::from_secs(seconds).min(LONGEST)
}

pub fn problem_of(error: &Error, asked: &Asked) -> Outcome {
    let answer = problem::answer(error, &asked.request_id);
    let text = answer.body().as_text();
    let told = text.and_then(|text| serde_json::from_slice(text).ok());
    let told = told.unwrap_or_default();
    Outcome::problem(answer.status(), told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let pauses = [1, 2, 3, 4, 9, 100].map(|attempt| pause_after(attempt).as_secs());
        assert_eq!(pauses, [2, 8, 32, 128, 300, 300]);
    }

    #[test]
    fn what_the_document_is_to_blame_for_is_not_tried_again() {
        assert!(!may_help(&Error::field("zoom", "odd")));
        let late = Error::DeadlinePassed {
            limit: Duration::ZERO,
            while_: "",
        };
        assert!(!may_help(&late));
        assert!(may_help(&Error::EngineEnded));
        assert!(may_help(&Error::NoStorage(anyhow::anyhow!("ENOSPC"))));
    }
}
