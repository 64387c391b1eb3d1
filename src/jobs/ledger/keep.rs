//! Jobs that have ended are kept for a time.

use rusqlite::params;

use crate::error::Error;
use crate::jobs::id::JobId;
use crate::jobs::moment::Moment;

use super::{Ledger, fault, row};

impl Ledger {
    /// Removes jobs that ended before this moment, up to so many, and says which. One whose caller is yet to be told
    /// stays.
    pub fn expire(&self, before: Moment, most: usize) -> Result<Vec<JobId>, Error> {
        let connection = self.lock();
        let mut expired = connection
            .prepare(
                "DELETE FROM jobs WHERE seq IN (SELECT seq FROM jobs WHERE finished IS NOT NULL AND finished <= ?1 \
                 AND telling <> 'pending' ORDER BY finished LIMIT ?2) RETURNING id",
            )
            .map_err(fault)?;
        let expired = expired
            .query_map(params![before.0, most.cast_signed()], |row| row::id(row, 0))
            .map_err(fault)?;
        expired.collect::<Result<_, _>>().map_err(fault)
    }

    /// Keeps what the clock tells, for the next one that has this ledger.
    pub fn keep_moment(&self, now: Moment) -> Result<(), Error> {
        let changed = self.lock().execute("UPDATE clock SET last = ?1", [now.0]);
        changed.map(|_| ()).map_err(fault)
    }
}
