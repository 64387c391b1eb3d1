//! Jobs are taken, begun and ended. Whoever ends one says which attempt it was: an attempt that is no longer the
//! last one changes nothing.

use std::time::Duration;

use rusqlite::{Connection, Params, TransactionBehavior, params};
use serde::Serialize;

use crate::error::{Error, JobsError};
use crate::jobs::id::JobId;
use crate::jobs::moment::Moment;
use crate::jobs::record::{Asked, Hook, Outcome, Record, State};

use super::row::{self, COLUMNS, record};
use super::waiting::{Seq, Waiting};
use super::{Ledger, fault, optional};

/// A job that is to be taken.
pub struct NewJob<'a> {
    pub id: JobId,
    pub asked: &'a Asked,
    pub hook: Option<&'a Hook>,
    /// What the caller calls it, with which it is not taken twice.
    pub key: Option<&'a str>,
    /// Of all that was asked for.
    pub fingerprint: &'a [u8],
    pub now: Moment,
    /// Jobs that may wait.
    pub most_waiting: u64,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Accepted {
    New,
    /// The same was asked for under the same key.
    Before(JobId),
}

/// A job that has been begun.
#[derive(Clone, Debug)]
pub struct Begun {
    pub id: JobId,
    /// Counted from 1.
    pub attempt: u32,
    pub asked: Asked,
}

/// What was made of jobs whose service had ended.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    pub waiting: usize,
    pub dead: usize,
}

/// The longest that a job waits to be tried again. What would have to wait longer is due at once: the clock by
/// which that was written is no longer this one.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);

impl Ledger {
    /// Takes a job, unless it was taken under its key before.
    pub fn accept(&self, job: &NewJob<'_>) -> Result<Accepted, Error> {
        let mut connection = self.lock();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(fault)?;
        if let Some(key) = job.key {
            let earlier = transaction.query_row(
                "SELECT id, fingerprint FROM jobs WHERE idempotency_key = ?1",
                [key],
                |row| Ok((row::id(row, 0)?, row.get::<_, Vec<u8>>(1)?)),
            );
            match optional(earlier)? {
                Some((id, same)) if same == job.fingerprint => return Ok(Accepted::Before(id)),
                Some(_) => return Err(JobsError::KeyReused.into()),
                None => {}
            }
        }
        if self.waiting().total() >= job.most_waiting {
            return Err(Error::Overloaded {
                retry_after: Duration::from_secs(60),
            });
        }
        transaction
            .prepare(
                "INSERT INTO jobs (id, state, created, asked, bytes, hook, idempotency_key, fingerprint) \
                 VALUES (?1, 'waiting', ?2, ?3, ?4, ?5, ?6, ?7)",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    job.id.to_string(),
                    job.now.0,
                    text(job.asked),
                    job.asked.bytes.cast_signed(),
                    job.hook.map(text),
                    job.key,
                    job.fingerprint,
                ])
            })
            .map_err(fault)?;
        let seq = transaction.last_insert_rowid();
        transaction.commit().map_err(fault)?;
        self.waiting().add(seq);
        Ok(Accepted::New)
    }

    /// The job whose turn it is, and the bytes of its request.
    pub fn next(&self, now: Moment) -> Result<Option<(JobId, u64)>, Error> {
        let connection = self.lock();
        let mut next = connection
            .prepare(
                "SELECT id, bytes FROM jobs WHERE state = 'waiting' AND (not_before <= ?1 OR not_before > ?2) \
                 ORDER BY seq LIMIT 1",
            )
            .map_err(fault)?;
        optional(next.query_row([now.0, now.after(LONGEST_PAUSE).0], |row| {
            Ok((row::id(row, 0)?, row.get::<_, i64>(1)?.cast_unsigned()))
        }))
    }

    /// Begins a job, if it still waits.
    pub fn begin(&self, id: JobId, now: Moment) -> Result<Option<Begun>, Error> {
        let connection = self.lock();
        let begun = changed(
            &connection,
            &format!(
                "UPDATE jobs SET state = 'running', attempts = attempts + 1, started = ?2 \
                 WHERE id = ?1 AND state = 'waiting' RETURNING {COLUMNS}, seq"
            ),
            params![id.to_string(), now.0],
        )?;
        Ok(begun.map(|(record, seq)| {
            self.waiting().take(seq);
            Begun {
                id,
                attempt: record.attempts,
                asked: record.asked,
            }
        }))
    }

    /// Ends a job; `false` where this attempt is not the one that counts.
    pub fn end(
        &self,
        begun: &Begun,
        state: State,
        outcome: &Outcome,
        now: Moment,
    ) -> Result<bool, Error> {
        // Who is to be told depends on how it ended.
        let changed = self.lock().execute(
            "UPDATE jobs SET state = ?3, outcome = ?4, finished = ?5, next_telling = ?5, \
             telling = CASE WHEN hook IS NULL THEN 'none' ELSE 'pending' END \
             WHERE id = ?1 AND attempts = ?2 AND state = 'running'",
            params![
                begun.id.to_string(),
                begun.attempt,
                state.name(),
                text(outcome),
                now.0
            ],
        );
        Ok(changed.map_err(fault)? > 0)
    }

    /// Has a job wait to be tried again; `false` where this attempt is not the one that counts.
    pub fn again(
        &self,
        begun: &Begun,
        outcome: &Outcome,
        not_before: Moment,
    ) -> Result<bool, Error> {
        let connection = self.lock();
        let changed = changed(
            &connection,
            &format!(
                "UPDATE jobs SET state = 'waiting', outcome = ?3, not_before = ?4 \
                 WHERE id = ?1 AND attempts = ?2 AND state = 'running' RETURNING {COLUMNS}, seq"
            ),
            params![
                begun.id.to_string(),
                begun.attempt,
                text(outcome),
                not_before.0
            ],
        )?;
        if let Some((_, seq)) = &changed {
            self.waiting().add(*seq);
        }
        Ok(changed.is_some())
    }

    /// What runs now is run by nobody: who had this ledger before was killed. A job that was begun too often, and
    /// may be why, is dead.
    pub fn recover(
        &self,
        most_attempts: u32,
        ended: &Outcome,
        now: Moment,
    ) -> Result<Recovered, Error> {
        let mut connection = self.lock();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(fault)?;
        let dead = transaction
            .execute(
                "UPDATE jobs SET state = 'dead', outcome = ?2, finished = ?3, next_telling = ?3, \
                 telling = CASE WHEN hook IS NULL THEN 'none' ELSE 'pending' END \
                 WHERE state = 'running' AND attempts >= ?1",
                params![most_attempts, text(ended), now.0],
            )
            .map_err(fault)?;
        let waiting = transaction
            .execute(
                "UPDATE jobs SET state = 'waiting', not_before = 0 WHERE state = 'running'",
                [],
            )
            .map_err(fault)?;
        transaction.commit().map_err(fault)?;
        *self.waiting() = Waiting::count(&connection).map_err(fault)?;
        Ok(Recovered { waiting, dead })
    }

    pub fn find(&self, id: JobId) -> Result<Option<Record>, Error> {
        let found = self.lock().query_row(
            &format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1"),
            [id.to_string()],
            record,
        );
        optional(found)
    }

    /// How far a job is, for who asks for a hundred thousand of them.
    pub fn state(&self, id: JobId) -> Result<Option<State>, Error> {
        let found = self.lock().query_row(
            "SELECT state FROM jobs WHERE id = ?1",
            [id.to_string()],
            |row| row::word(row, 0, State::named),
        );
        optional(found)
    }

    /// How many jobs have their turn before this one and with it. `None` where it does not wait.
    pub fn position(&self, id: JobId) -> Result<Option<u64>, Error> {
        let connection = self.lock();
        let seq = connection.query_row(
            "SELECT seq FROM jobs WHERE id = ?1 AND state = 'waiting'",
            [id.to_string()],
            |row| row.get::<_, Seq>(0),
        );
        let Some(seq) = optional(seq)? else {
            return Ok(None);
        };
        let (before, from) = self.waiting().before(seq);
        let rest = connection.query_row(
            "SELECT count(*) FROM jobs WHERE state = 'waiting' AND seq BETWEEN ?1 AND ?2",
            [from, seq],
            |row| row.get::<_, i64>(0),
        );
        Ok(Some(before + rest.map_err(fault)?.cast_unsigned()))
    }

    /// Removes a job, whatever it is at, and returns what that was.
    pub fn remove(&self, id: JobId) -> Result<Option<Record>, Error> {
        let connection = self.lock();
        let removed = changed(
            &connection,
            &format!("DELETE FROM jobs WHERE id = ?1 RETURNING {COLUMNS}, seq"),
            [id.to_string()],
        )?;
        Ok(removed.map(|(record, seq)| {
            if record.state == State::Waiting {
                self.waiting().take(seq);
            }
            record
        }))
    }
}

/// What a change returns of the one job that it is about: all columns of a record, and its place. It runs to its end:
/// only then it is on the disk, or says that it is not.
fn changed(
    connection: &Connection,
    sql: &str,
    of: impl Params,
) -> Result<Option<(Record, Seq)>, Error> {
    let mut statement = connection.prepare(sql).map_err(fault)?;
    let rows = statement
        .query_map(of, |row| Ok((record(row)?, row.get("seq")?)))
        .map_err(fault)?;
    let mut changed = rows.collect::<Result<Vec<_>, _>>().map_err(fault)?;
    Ok(changed.pop())
}

pub(super) fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("its keys are texts, and nothing in it fails")
}
