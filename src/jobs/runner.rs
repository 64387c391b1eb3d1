//! Prints the jobs that wait, as far as other requests leave room.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use http::Response;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};
use tracing::{Instrument, error, error_span, info, warn};

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

use super::folder::Kind;
use super::ledger::Begun;
use super::office::{Jobs, Stage};
use super::record::{Outcome, State};

/// How long a job lets others go before it takes its turn among them.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked whether a job that is to be tried again is due.
const LOOK: Duration = Duration::from_secs(1);
/// How long nothing is tried when the ledger cannot be used.
const PAUSE: Duration = Duration::from_secs(2);
/// How long the store may take for a result.
const TO_STORE: Duration = Duration::from_secs(60);

/// What it takes to print them.
#[derive(Clone)]
pub struct Press {
    pub jobs: Arc<Jobs>,
    pub pipeline: Arc<Pipeline>,
    pub config: Arc<Config>,
}

/// Prints until the service stops.
pub async fn run(press: Press) {
    let stopped = press.jobs.stopped();
    tokio::select! {
        () = stopped => {}
        () = begin_all(&press) => {}
    }
}

async fn begin_all(press: &Press) {
    loop {
        let looked = begin_next(press).await;
        match looked {
            Ok(true) => {}
            Ok(false) => {
                // Whoever takes a job says so; one that is tried again becomes due by itself.
                let _ = timeout(LOOK, press.jobs.work.notified()).await;
            }
            Err(why) => {
                error!(
                    "jobs wait, because their ledger cannot be used: {}",
                    why.for_log()
                );
                sleep(PAUSE).await;
            }
        }
    }
}

/// Begins the job whose turn it is, once there is room for it; `false` where there is none.
async fn begin_next(press: &Press) -> Result<bool, Error> {
    let Press { jobs, pipeline, .. } = press;
    let next = jobs.on_shelf(|shelf| shelf.ledger.next(shelf.clock.now()));
    let Some((id, bytes)) = next.await? else {
        return Ok(false);
    };
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    let permit = pipeline.queue().spare(bytes, PATIENCE).await;
    // Who stops here has begun nothing, or has handed it over.
    let Some((begun, cancelled)) = jobs.begin(id).await? else {
        return Ok(true);
    };
    let span =
        error_span!("job", ?id, attempt = begun.attempt, request_id = %begun.asked.request_id);
    let work = at_work(press.clone(), begun, permit, cancelled);
    tokio::spawn(work.instrument(span));
    Ok(true)
}

/// Prints one job, and puts it down whatever happens.
async fn at_work(press: Press, begun: Begun, permit: Permit, cancelled: oneshot::Receiver<()>) {
    let id = begun.id;
    let printing = AssertUnwindSafe(print(&press, &begun, permit)).catch_unwind();
    let printed = tokio::select! {
        printed = printing => printed,
        // Dropping the other ends it: no process of it is left in a moment.
        Ok(()) = cancelled => {
            info!("cancelled");
            press.jobs.put_down(id);
            return;
        }
    };
    let printed = printed.unwrap_or_else(|_| {
        let panic = anyhow::anyhow!("a panic; its message precedes this one");
        Err(Error::Internal(panic))
    });
    if let Err(why) = settle(&press, begun.clone(), printed).await {
        put_back(&press, &begun, &why).await;
    }
    press.jobs.put_down(id);
}

/// A job that is printed: its answer, what is told of it, and the room that it held.
struct Printed {
    answer: Response<Bytes>,
    told: serde_json::Value,
    _permit: Permit,
}

async fn print(press: &Press, begun: &Begun, permit: Permit) -> Result<Printed, Error> {
    let Press {
        jobs,
        pipeline,
        config,
    } = press;
    let began = Instant::now();
    let id = begun.id;
    let body = jobs
        .on_shelf(move |shelf| Ok(shelf.folder.read(Kind::Body, id)?))
        .await?;
    let policy = RequestPolicy {
        limit: config.max_request_bytes,
        limits: &config.limits,
        defaults: &config.defaults,
        network: pipeline.engine().network(),
        format: None,
    };
    let mut job = request::read(&begun.asked.parts(), body, policy).await?;
    job.options.webhook = Webhook::default();
    jobs.has_come_to(id, Stage::Printing);
    let deadline = Deadline::after(config.timeout).or_sooner(job.options.timeout);
    let Conversion {
        product,
        options,
        phases,
        permit,
    } = pipeline.convert(job, permit, deadline).await?;
    let timing = Timing {
        phases: &phases,
        total: began.elapsed(),
    };
    let told = response::told(&product, &options, timing);
    let answer = response::printed(&product, &options, Transport::Connection, timing)?;
    let (head, payload) = answer.into_parts();
    let answer = Response::from_parts(head, payload.whole().await?);
    Ok(Printed {
        answer,
        told,
        _permit: permit,
    })
}

/// Keeps what became of a job, or has it wait for another attempt.
async fn settle(press: &Press, begun: Begun, printed: Result<Printed, Error>) -> Result<(), Error> {
    let jobs = &press.jobs;
    let reason = match printed {
        Ok(printed) => {
            jobs.has_come_to(begun.id, Stage::Storing);
            let Printed { answer, told, .. } = &printed;
            let outcome = Outcome::printed(answer, told.clone());
            let result = answer.body().clone();
            let bytes = result.len();
            match keep(press, &begun, outcome, result).await {
                Ok(()) => {
                    info!(bytes, "printed a job");
                    return Ok(());
                }
                // The disk may be full: the job is not lost by that.
                Err(error) => error,
            }
        }
        Err(error) => error,
    };
    let outcome = problem_of(&reason, &begun);
    let may_help = may_help(&reason);
    if may_help && begun.attempt < jobs.settings.most_attempts {
        let pause = pause_after(begun.attempt);
        let seconds = pause.as_secs();
        warn!(seconds, "a job is tried again: {}", reason.for_log());
        return jobs.again(begun, outcome, pause).await;
    }
    let state = if may_help { State::Dead } else { State::Failed };
    match reason.blame() {
        Blame::Ours => error!(state = state.name(), "{}", reason.for_log()),
        _ => warn!(state = state.name(), "{}", reason.for_log()),
    }
    jobs.end(begun, state, outcome, None).await?;
    Ok(())
}

/// Keeps a result: in the store, where there is one, and in the state folder otherwise.
async fn keep(
    press: &Press,
    begun: &Begun,
    mut outcome: Outcome,
    result: Bytes,
) -> Result<(), Error> {
    let jobs = &press.jobs;
    let Some(store) = press.pipeline.store() else {
        jobs.end(begun.clone(), State::Done, outcome, Some(result))
            .await?;
        return Ok(());
    };
    let until = Instant::now() + TO_STORE;
    let (contents, head) = (Contents::Bytes(result), outcome.head());
    let put = store.put(contents, &head, jobs.settings.keep, until);
    let name = put.await.map_err(|why| Error::of_store(why, TO_STORE))?;
    outcome.stored = Some(name.as_str().to_owned());
    let ended = jobs.end(begun.clone(), State::Done, outcome, None).await;
    if !matches!(ended, Ok(true)) {
        // Nobody will ask for it.
        if let Err(why) = store.delete(&name, until).await {
            warn!("a result of a job that is no more stays in the store: {why}");
        }
    }
    ended.map(|_| ())
}

/// Has a job wait again of which could not be kept what became of it: the disk may be full, and have room some day. Where
/// the service ends before, the next one finds that nobody is at work on it.
async fn put_back(press: &Press, begun: &Begun, why: &Error) {
    let jobs = &press.jobs;
    error!("what became of a job cannot be kept: {}", why.for_log());
    let putting = async {
        loop {
            sleep(PAUSE).await;
            let outcome = problem_of(why, begun);
            if jobs
                .again(begun.clone(), outcome, Duration::ZERO)
                .await
                .is_ok()
            {
                return;
            }
        }
    };
    tokio::select! {
        () = putting => {}
        () = jobs.stopped() => {}
    }
}

/// Whether the same job may be printed at another time.
fn may_help(error: &Error) -> bool {
    error.is_ours() || error.retry_after().is_some()
}

/// How long a job waits after so many attempts: 2 s, 8 s, 32 s, up to a few minutes.
fn pause_after(attempt: u32) -> Duration {
    const LONGEST: Duration = Duration::from_secs(5 * 60);
    let seconds = 2u64.saturating_mul(4u64.saturating_pow(attempt.saturating_sub(1)));
    Duration::from_secs(seconds).min(LONGEST)
}

fn problem_of(error: &Error, begun: &Begun) -> Outcome {
    let answer = problem::answer(error, &begun.asked.request_id);
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
