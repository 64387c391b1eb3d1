//! A message has come: what is due of its job is done. The bucket says what that is.

use std::time::Duration;

use tokio::time::{Instant, timeout};
use tracing::{info, warn};

use crate::config::Config;
use crate::error::Error;
use crate::jobs::ledger::LONGEST_PAUSE;
use crate::jobs::moment::Moment;
use crate::jobs::office::killed;
use crate::jobs::printing::{self, Attempt, Printed, Verdict, problem_of};
use crate::jobs::record::{Outcome, State, Telling};
use crate::pipeline::Pipeline;
use crate::pipeline::queue::Permit;
use crate::store::Failure;

use super::call;
use super::office::{Cloud, Notice};
use super::sheet::{self, Seen, unreached};

/// What is left of the time for what comes after the document: its result, and what is kept of it.
const TO_KEEP: Duration = Duration::from_secs(3);

/// How much later than it says somebody may be ended who has a job, and how far two clocks may be apart.
const GRACE: Duration = Duration::from_secs(5);

/// The longest that a function runs, where nobody says how long this one may.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Whether a moment is yet to come. One that is further ahead than anything is put off was written by another clock, and
/// nobody waits for it.
fn is_ahead(moment: Moment, now: Moment, most: Duration) -> bool {
    moment > now && moment <= now.after(most)
}

/// What it takes to do it.
pub struct Turn<'a> {
    pub cloud: &'a Cloud,
    pub pipeline: &'a Pipeline,
    pub config: &'a Config,
    /// Until Lambda ends us.
    pub time: Option<Duration>,
}

/// What becomes of the message.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing is left to do for it.
    Done,
    /// It is to come again.
    Again,
}

impl Turn<'_> {
    /// Does what is due.
    ///
    /// # Errors
    /// The message is to come again after those too.
    pub async fn take(&self, notice: Notice) -> Result<Next, Error> {
        let began = Instant::now();
        let until = began + self.time.unwrap_or(LONGEST);
        let store = &self.cloud.store;
        let Some(mut seen) = sheet::see(store, notice.job, until).await? else {
            info!("a message names a job that is no more");
            return Ok(Next::Done);
        };
        let now = Moment::on_the_wall();
        let record = &seen.sheet.record;
        match record.state {
            State::Waiting if is_ahead(record.not_before, now, LONGEST_PAUSE) => {
                let pause = record.not_before.since(now);
                self.cloud.send(notice, pause, until).await?;
                return Ok(Next::Done);
            }
            State::Running if is_ahead(seen.sheet.leased, now, LONGEST + GRACE) => {
                info!("another one is at work on this job");
                return Ok(Next::Again);
            }
            State::Running if record.attempts >= self.cloud.settings.most_attempts => {
                warn!(
                    state = State::Dead.name(),
                    "each attempt was ended from outside"
                );
                return self.end(&mut seen, State::Dead, killed(), until).await;
            }
            State::Waiting | State::Running => {}
            State::Done | State::Failed | State::Dead => {
                let caller = call::Caller {
                    cloud: self.cloud,
                    pipeline: self.pipeline,
                    until,
                };
                caller.tell(&mut seen, notice.telling).await?;
                return Ok(Next::Done);
            }
        }
        let bytes = usize::try_from(record.asked.bytes).unwrap_or(usize::MAX);
        let room = self.pipeline.queue().spare(bytes, Duration::ZERO);
        let left = until - began;
        let Ok(permit) = timeout(left.saturating_sub(TO_KEEP), room).await else {
            return Ok(Next::Again);
        };
        let time = until
            .saturating_duration_since(Instant::now())
            .saturating_sub(TO_KEEP);
        let now = Moment::on_the_wall();
        let record = &mut seen.sheet.record;
        record.state = State::Running;
        record.attempts += 1;
        record.started = Some(now);
        seen.sheet.leased = now.after(time + TO_KEEP + GRACE);
        if !seen.write(store, until).await? {
            info!("another one has begun this job, or removed it");
            return Ok(Next::Again);
        }
        let printed = self.print(&seen, permit, time, until).await;
        // It may have come at the end of a batch, or the function may have too little time.
        let was_cut_short =
            matches!(printed, Err(Error::DeadlinePassed { .. })) && time < self.config.timeout;
        self.settle(&mut seen, printed, was_cut_short, until).await
    }

    async fn print(
        &self,
        seen: &Seen,
        permit: Permit,
        time: Duration,
        until: Instant,
    ) -> Result<Printed, Error> {
        let bucket = self.cloud.store.bucket().map_err(unreached)?;
        let body = bucket.read_note(&seen.sheet.body, until).await;
        let body = body.map_err(unreached)?;
        let (body, _) = body.ok_or_else(|| unreached(Failure::NotFound))?;
        let attempt = Attempt {
            pipeline: self.pipeline,
            config: self.config,
            asked: &seen.sheet.record.asked,
            body,
            permit,
            time: self.config.timeout.min(time),
        };
        attempt.print(|| ()).await
    }

    /// Keeps what became of a job, or has it tried again.
    async fn settle(
        &self,
        seen: &mut Seen,
        printed: Result<Printed, Error>,
        was_cut_short: bool,
        until: Instant,
    ) -> Result<Next, Error> {
        let Cloud {
            store, settings, ..
        } = self.cloud;
        let reason = match printed {
            Ok(Printed { answer, told, .. }) => {
                let mut outcome = Outcome::printed(&answer, told);
                let result = answer.into_body();
                let bytes = result.len();
                match printing::store(store, &mut outcome, result, settings.keep).await {
                    Ok(name) => {
                        info!(bytes, "printed a job");
                        let ended = self.end(seen, State::Done, outcome, until).await;
                        // Where it failed, it may have been kept all the same.
                        if let Ok(Next::Again) = ended {
                            printing::forget(store, &name).await;
                        }
                        return ended.map(|_| Next::Done);
                    }
                    Err(error) => error,
                }
            }
            Err(error) => error,
        };
        let record = &seen.sheet.record;
        let outcome = problem_of(&reason, &record.asked);
        let is_last = record.attempts >= settings.most_attempts;
        let may_help = was_cut_short || printing::may_help(&reason);
        match Verdict::on(&reason, record.attempts, may_help, is_last) {
            Verdict::Ended(state) => {
                self.end(seen, state, outcome, until).await?;
            }
            Verdict::Again(pause) => {
                // First the message: who is ended in between has lost nothing.
                let notice = Notice::of(record.id);
                self.cloud.send(notice, pause, until).await?;
                let record = &mut seen.sheet.record;
                record.state = State::Waiting;
                record.outcome = Some(outcome);
                record.not_before = Moment::on_the_wall().after(pause);
                seen.sheet.leased = Moment(0);
                seen.write(store, until).await?;
            }
        }
        Ok(Next::Done)
    }

    /// Ends a job, if this attempt still counts: [`Next::Again`] where it does not.
    async fn end(
        &self,
        seen: &mut Seen,
        state: State,
        outcome: Outcome,
        until: Instant,
    ) -> Result<Next, Error> {
        let now = Moment::on_the_wall();
        let record = &mut seen.sheet.record;
        record.state = state;
        record.outcome = Some(outcome);
        record.finished = Some(now);
        record.next_telling = now;
        record.telling = match record.hook {
            Some(_) => Telling::Pending,
            None => Telling::None,
        };
        let (id, is_told) = (record.id, record.hook.is_some());
        if !seen.write(&self.cloud.store, until).await? {
            info!("this attempt does not count any more");
            return Ok(Next::Again);
        }
        self.cloud.remove_note(&seen.sheet.body, until).await;
        if is_told {
            // Whoever is told may take its time, and this turn has little left.
            let notice = Notice::of(id);
            self.cloud.send(notice, Duration::ZERO, until).await?;
        }
        Ok(Next::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_off_by_another_clock_is_due() {
        let now = Moment(1_000_000_000);
        let most = Duration::from_secs(900);
        let ahead = |seconds| is_ahead(now.after(Duration::from_secs(seconds)), now, most);
        assert!(ahead(1) && ahead(900));
        assert!(!ahead(0) && !ahead(901) && !ahead(365 * 86_400));
        assert!(!is_ahead(now.before(most), now, most));
    }
}
