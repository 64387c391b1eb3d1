//! Takes jobs, tells of them and removes them. Whoever works on them, or tells their callers, asks here too.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result};
use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::json;
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::spawn_blocking;
use tracing::{info, warn};

use crate::config::jobs::JobSettings;
use crate::contents::Contents;
use crate::error::{Error, JobsError};
use crate::store::Name;

use super::clock::Clock;
use super::folder::{Folder, Kind};
use super::id::JobId;
use super::ledger::{Accepted, Begun, Call, Ledger, NewJob};
use super::moment::Moment;
use super::record::{Asked, Hook, Outcome, Record, State};

/// What is at work on a job now.
struct AtWork {
    stage: Stage,
    /// Ends it.
    cancel: oneshot::Sender<()>,
}

/// How far a job is that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Reading,
    Printing,
    Storing,
}

impl Stage {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Printing => "printing",
            Self::Storing => "storing",
        }
    }
}

/// The jobs that wait, in a folder of this machine.
pub struct Jobs {
    shelf: Arc<Shelf>,
    pub settings: JobSettings,
    at_work: Mutex<HashMap<JobId, AtWork>>,
    /// There may be something to print.
    pub work: Notify,
    /// There may be somebody to tell.
    pub calls: Notify,
    stopping: watch::Sender<bool>,
    /// How many are at work.
    busy: watch::Sender<usize>,
}

/// What is on the disk.
pub struct Shelf {
    pub ledger: Ledger,
    pub folder: Folder,
    pub clock: Clock,
}

/// A job as its caller is told of it.
pub struct Told {
    pub record: Record,
    pub position: Option<u64>,
    pub stage: Option<Stage>,
}

/// What is kept of an answer.
pub enum Kept {
    Answer(Response<Contents>),
    /// Its body is in the store.
    Stored(Name, Outcome),
}

impl Kept {
    /// Of a job that ended so; or how it ended, where its result is a file.
    pub fn of(state: State, outcome: Outcome) -> Result<Result<Self, Outcome>, Error> {
        if state != State::Done {
            let problem = Bytes::from(outcome.told.to_string());
            return Ok(Ok(Self::Answer(outcome.answer(problem.into()))));
        }
        let Some(name) = outcome.stored.as_deref() else {
            return Ok(Err(outcome));
        };
        let name = name.parse().map_err(|()| Error::NoResult)?;
        Ok(Ok(Self::Stored(name, outcome)))
    }
}

/// What a caller asks for.
pub struct Order {
    pub asked: Asked,
    pub body: Bytes,
    pub hook: Option<Hook>,
    pub key: Option<String>,
    pub fingerprint: Vec<u8>,
}

impl Jobs {
    /// Opens the state folder, and takes up what a service before this one has left. `None` where the operator has
    /// named none.
    pub fn open(settings: &JobSettings) -> Result<Option<Self>> {
        let Some(path) = &settings.state_dir else {
            return Ok(None);
        };
        let folder = Folder::open(path)?;
        let ledger = Ledger::open(&folder.ledger())?;
        let wall = Moment::on_the_wall();
        let last = ledger
            .last_moment()
            .context("HTML2PDF_STATE_DIR: the ledger cannot be read")?;
        let clock = Clock::start(wall, last);
        let recovered = ledger.recover(settings.most_attempts, &killed(), clock.now())?;
        let swept = folder.sweep(|kind, id| {
            let state = ledger.state(id)?;
            Ok(state.is_some_and(|state| match kind {
                Kind::Body => !state.has_ended(),
                Kind::Result => state == State::Done,
            }))
        })?;
        if recovered.waiting + recovered.dead + swept > 0 {
            warn!(
                waiting = recovered.waiting,
                dead = recovered.dead,
                files = swept,
                "took up what a killed service had left"
            );
        }
        Ok(Some(Self {
            shelf: Arc::new(Shelf {
                ledger,
                folder,
                clock,
            }),
            settings: settings.clone(),
            at_work: Mutex::default(),
            work: Notify::new(),
            calls: Notify::new(),
            stopping: watch::channel(false).0,
            busy: watch::channel(0).0,
        }))
    }

    /// Does something that waits for the disk, on a thread that may.
    pub async fn on_shelf<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shelf) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let shelf = self.shelf.clone();
        let done = spawn_blocking(move || work(&shelf)).await;
        done.map_err(anyhow::Error::from)?
    }

    pub fn now(&self) -> Moment {
        self.shelf.clock.now()
    }

    /// Takes a job. When this returns, it will be printed, whatever becomes of this process. The same key with the
    /// same request is the same job.
    pub async fn accept(&self, order: Order) -> Result<(JobId, Accepted), Error> {
        let most_waiting = self.settings.most_waiting;
        let accepted = self
            .on_shelf(move |shelf| {
                let id = JobId::new()?;
                // The file is there before the ledger says so; where that does not come to say so, it goes.
                shelf
                    .folder
                    .put(Kind::Body, id, &order.body.clone().into())?;
                let job = NewJob {
                    id,
                    asked: &order.asked,
                    hook: order.hook.as_ref(),
                    key: order.key.as_deref(),
                    fingerprint: &order.fingerprint,
                    now: shelf.clock.now(),
                    most_waiting,
                };
                let accepted = shelf.ledger.accept(&job);
                match accepted {
                    Ok(Accepted::New) => Ok((id, Accepted::New)),
                    Ok(Accepted::Before(earlier)) => {
                        shelf.folder.remove(Kind::Body, id);
                        Ok((earlier, Accepted::Before(earlier)))
                    }
                    Err(error) => {
                        shelf.folder.remove(Kind::Body, id);
                        Err(error)
                    }
                }
            })
            .await?;
        self.work.notify_one();
        Ok(accepted)
    }

    pub async fn tell(&self, id: JobId) -> Result<Told, Error> {
        let (record, position) = self
            .on_shelf(move |shelf| {
                let record = shelf.ledger.find(id)?.ok_or(JobsError::NoSuchJob)?;
                let position = match record.state {
                    State::Waiting => shelf.ledger.position(id)?,
                    _ => None,
                };
                Ok((record, position))
            })
            .await?;
        let stage = match record.state {
            State::Running => self.lock().get(&id).map(|at_work| at_work.stage),
            _ => None,
        };
        Ok(Told {
            record,
            position,
            stage,
        })
    }

    /// What a request of its own would have been answered.
    pub async fn result(&self, id: JobId) -> Result<Kept, Error> {
        self.on_shelf(move |shelf| {
            let record = shelf.ledger.find(id)?.ok_or(JobsError::NoSuchJob)?;
            let state = record.state;
            let outcome = match Kept::of(state, record.ended()?)? {
                Ok(kept) => return Ok(kept),
                Err(outcome) => outcome,
            };
            match shelf.folder.open_file(Kind::Result, id) {
                Ok(result) => Ok(Kept::Answer(outcome.answer(result))),
                // It was removed between the two.
                Err(_) if shelf.ledger.find(id)?.is_none() => Err(JobsError::NoSuchJob.into()),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Removes a job, with its result, unless the store has that. One that runs is ended.
    pub async fn remove(&self, id: JobId) -> Result<Record, Error> {
        let record = self
            .on_shelf(move |shelf| {
                let record = shelf.ledger.remove(id)?.ok_or(JobsError::NoSuchJob)?;
                shelf.folder.remove(Kind::Body, id);
                shelf.folder.remove(Kind::Result, id);
                Ok(record)
            })
            .await?;
        if let Some(at_work) = self.lock().remove(&id) {
            // It may have ended by itself.
            let _ = at_work.cancel.send(());
        }
        info!(?id, state = record.state.name(), "removed a job");
        Ok(record)
    }

    /// Begins a job, if it still waits. What is returned beside it says when it is to be ended.
    pub async fn begin(&self, id: JobId) -> Result<Option<(Begun, oneshot::Receiver<()>)>, Error> {
        let begun = self.on_shelf(move |shelf| shelf.ledger.begin(id, shelf.clock.now()));
        let Some(begun) = begun.await? else {
            return Ok(None);
        };
        let (cancel, cancelled) = oneshot::channel();
        let stage = Stage::Reading;
        self.lock().insert(id, AtWork { stage, cancel });
        self.busy.send_modify(|busy| *busy += 1);
        // Somebody may have removed it before there was a way to end it.
        let found = self.on_shelf(move |shelf| shelf.ledger.find(id)).await;
        if found.is_ok_and(|found| found.is_none()) {
            self.put_down(id);
            return Ok(None);
        }
        Ok(Some((begun, cancelled)))
    }

    pub fn has_come_to(&self, id: JobId, stage: Stage) {
        if let Some(at_work) = self.lock().get_mut(&id) {
            at_work.stage = stage;
        }
    }

    /// Nobody is at work on it any more.
    pub fn put_down(&self, id: JobId) {
        self.lock().remove(&id);
        self.busy.send_modify(|busy| *busy -= 1);
    }

    /// Ends a job, with its result where there is one; `false` where it was removed meanwhile, and leaves nothing.
    pub async fn end(
        &self,
        begun: Begun,
        state: State,
        outcome: Outcome,
        result: Option<Contents>,
    ) -> Result<bool, Error> {
        let ended = self
            .on_shelf(move |shelf| {
                if let Some(result) = &result {
                    shelf.folder.put(Kind::Result, begun.id, result)?;
                }
                let counts = shelf
                    .ledger
                    .end(&begun, state, &outcome, shelf.clock.now())?;
                match counts {
                    true => shelf.folder.remove(Kind::Body, begun.id),
                    false => shelf.folder.remove(Kind::Result, begun.id),
                }
                Ok(counts)
            })
            .await;
        self.calls.notify_one();
        ended
    }

    /// Has a job wait for a while, to be tried again.
    pub async fn again(
        &self,
        begun: Begun,
        outcome: Outcome,
        pause: Duration,
    ) -> Result<(), Error> {
        self.on_shelf(move |shelf| {
            let not_before = shelf.clock.now().after(pause);
            shelf.ledger.again(&begun, &outcome, not_before).map(|_| ())
        })
        .await
    }

    pub async fn called(
        &self,
        call: impl FnOnce(&Ledger) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Error> {
        self.on_shelf(move |shelf| call(&shelf.ledger)).await
    }

    /// Begins nothing new, and tells nobody any more.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // It fails only when `self` is gone.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }

    /// Waits until nobody is at work.
    pub async fn is_idle(&self) {
        let mut busy = self.busy.subscribe();
        let _ = busy.wait_for(|busy| *busy == 0).await;
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<JobId, AtWork>> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What becomes of a job with which its service was killed too often.
pub fn killed() -> Outcome {
    let problem = json!({
        "type": "urn:html2pdf:gave-up",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "each time the document was printed, the service was ended, and so nobody tries again",
        "remedy": "ask its operator, whose log may have the reason; it may be this document",
        "instance": "urn:html2pdf:request:unknown",
    });
    Outcome::problem(StatusCode::INTERNAL_SERVER_ERROR, problem)
}

/// For those who tell callers.
pub fn call_of(
    id: JobId,
    telling: super::record::Telling,
    told: String,
    next: Moment,
) -> impl FnOnce(&Ledger) -> Result<(), Error> + Send + 'static {
    move |ledger| {
        ledger.called(&Call {
            id,
            telling,
            told: &told,
            next,
        })
    }
}
