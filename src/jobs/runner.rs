//! Prints the jobs that wait, as far as other requests leave room.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};
use tracing::{Instrument, error, error_span, info};

use crate::config::Config;
use crate::contents::Contents;
use crate::error::Error;
use crate::pipeline::Pipeline;
use crate::pipeline::queue::Permit;

use super::folder::Kind;
use super::ledger::Begun;
use super::office::{Jobs, Stage};
use super::printing::{self, Attempt, Printed, Verdict, problem_of};
use super::record::{Outcome, State};

/// How long a job lets others go before it takes its turn among them.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked whether a job that is to be tried again is due.
const LOOK: Duration = Duration::from_secs(1);
/// How long nothing is tried when the ledger cannot be used.
const PAUSE: Duration = Duration::from_secs(2);

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
    let printed = tokio::select! {
        printed = print(&press, &begun, permit) => printed,
        // Dropping the other ends it: no process of it is left in a moment.
        Ok(()) = cancelled => {
            info!("cancelled");
            press.jobs.put_down(id);
            return;
        }
    };
    if let Err(why) = settle(&press, begun.clone(), printed).await {
        put_back(&press, &begun, &why).await;
    }
    press.jobs.put_down(id);
}

async fn print(press: &Press, begun: &Begun, permit: Permit) -> Result<Printed, Error> {
    let (jobs, id) = (&press.jobs, begun.id);
    let body = jobs
        .on_shelf(move |shelf| Ok(shelf.folder.read(Kind::Body, id)?))
        .await?;
    let attempt = Attempt {
        pipeline: &press.pipeline,
        config: &press.config,
        asked: &begun.asked,
        body,
        permit,
        time: press.config.timeout,
    };
    let is_read = || jobs.has_come_to(id, Stage::Printing);
    attempt.print(is_read).await
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
    let outcome = problem_of(&reason, &begun.asked);
    let is_last = begun.attempt >= jobs.settings.most_attempts;
    let may_help = printing::may_help(&reason);
    match Verdict::on(&reason, begun.attempt, may_help, is_last) {
        Verdict::Again(pause) => jobs.again(begun, outcome, pause).await,
        Verdict::Ended(state) => jobs.end(begun, state, outcome, None).await.map(|_| ()),
    }
}

/// Keeps a result: in the store, where there is one, and in the state folder otherwise.
async fn keep(
    press: &Press,
    begun: &Begun,
    mut outcome: Outcome,
    result: Contents,
) -> Result<(), Error> {
    let jobs = &press.jobs;
    let Some(store) = press.pipeline.store() else {
        jobs.end(begun.clone(), State::Done, outcome, Some(result))
            .await?;
        return Ok(());
    };
    let keep = jobs.settings.keep;
    let name = printing::store(store, &mut outcome, result, keep).await?;
    let ended = jobs.end(begun.clone(), State::Done, outcome, None).await;
    if !matches!(ended, Ok(true)) {
        printing::forget(store, &name).await;
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
            let outcome = problem_of(why, &begun.asked);
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
