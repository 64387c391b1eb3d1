//! Which jobs there are, and how far each is: a table in SQLite. A change that has returned is on the disk.
//!
//! ```text
//! work    jobs are taken, begun and ended
//! calls   their callers are told
//! keep    what is too old is found
//! row     a row of the table as a record
//! waiting how many wait, without a look at all of them
//! ```
//! Nothing here looks at a clock: who calls says what time it is.

mod calls;
mod keep;
mod row;
#[cfg(test)]
mod tests;
mod waiting;
mod work;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rusqlite::{Connection, ErrorCode, OptionalExtension};

use crate::error::Error;

use super::moment::Moment;

use waiting::Waiting;

pub use calls::Call;
pub use work::{Accepted, Begun, LONGEST_PAUSE, NewJob};

/// Of the tables below. What a newer program has made is not touched.
const VERSION: i64 = 1;

/// Waiting jobs, calls that are due, and jobs that have ended are each found by an index of their own, however
/// many others there are.
const TABLES: &str = "
CREATE TABLE jobs (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL,
  started INTEGER,
  finished INTEGER,
  asked TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  hook TEXT,
  telling TEXT NOT NULL DEFAULT 'none',
  tellings INTEGER NOT NULL DEFAULT 0,
  next_telling INTEGER NOT NULL DEFAULT 0,
  told TEXT,
  idempotency_key TEXT UNIQUE,
  fingerprint BLOB,
  outcome TEXT
) STRICT;
CREATE INDEX waiting ON jobs(seq) WHERE state = 'waiting';
CREATE INDEX running ON jobs(seq) WHERE state = 'running';
CREATE INDEX untold ON jobs(next_telling) WHERE telling = 'pending';
CREATE INDEX ended ON jobs(finished) WHERE finished IS NOT NULL;
CREATE TABLE clock (last INTEGER NOT NULL) STRICT;
INSERT INTO clock VALUES (0);
";

pub struct Ledger {
    connection: Mutex<Connection>,
    /// Changed by who has the connection.
    waiting: Mutex<Waiting>,
}

impl Ledger {
    /// Opens it, and makes it where it is not there.
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        let cannot = || format!("HTML2PDF_STATE_DIR: {shown} cannot be used");
        let connection = Connection::open(path).with_context(cannot)?;
        prepare(&connection).with_context(cannot)?;
        let waiting = Waiting::count(&connection).with_context(cannot)?;
        Ok(Self {
            connection: Mutex::new(connection),
            waiting: Mutex::new(waiting),
        })
    }

    /// What the clock of whoever had it before told last.
    pub fn last_moment(&self) -> Result<Moment> {
        let last = "SELECT last FROM clock";
        let last = self.lock().query_row(last, [], |row| row.get(0))?;
        Ok(Moment(last))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A thread that panicked has rolled back what it was at.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// For who has the connection.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn prepare(connection: &Connection) -> Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // A job that was accepted is on the disk before its caller is told so.
    connection.pragma_update(None, "synchronous", "FULL")?;
    // In KiB: whoever keeps a hundred thousand jobs needs no more memory than who keeps one.
    connection.pragma_update(None, "cache_size", -1024)?;
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    match version {
        VERSION => Ok(()),
        0 => {
            connection.execute_batch(&format!(
                "BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;"
            ))?;
            Ok(())
        }
        newer => {
            bail!("it was made by a newer program (version {newer}, and this one knows {VERSION})")
        }
    }
}

/// What a fault of the ledger is to a caller.
pub fn fault(error: rusqlite::Error) -> Error {
    let is_full = error.sqlite_error_code() == Some(ErrorCode::DiskFull);
    let error = anyhow::Error::from(error).context("the ledger of jobs");
    match is_full {
        true => Error::NoStorage(error),
        false => Error::Internal(error),
    }
}

/// One row, or none.
fn optional<T>(found: rusqlite::Result<T>) -> Result<Option<T>, Error> {
    found.optional().map_err(fault)
}
