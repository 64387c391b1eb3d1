//! Callers are told that their jobs have ended.

use rusqlite::params;

use crate::error::Error;
use crate::jobs::id::JobId;
use crate::jobs::moment::Moment;
use crate::jobs::record::{Record, Telling};

use super::row::{COLUMNS, record};
use super::{Ledger, fault};

/// What came of telling it once.
pub struct Call<'a> {
    pub id: JobId,
    pub telling: Telling,
    /// What whoever was told said, or why that was nothing.
    pub told: &'a str,
    pub next: Moment,
}

impl Ledger {
    /// Jobs of which somebody is to be told now, up to so many. One that is due much later than any pause is long
    /// was put off by another clock.
    pub fn untold(&self, now: Moment, latest: Moment, most: usize) -> Result<Vec<Record>, Error> {
        let connection = self.lock();
        let mut due = connection
            .prepare(&format!(
                "SELECT {COLUMNS} FROM jobs WHERE telling = 'pending' AND (next_telling <= ?1 OR next_telling > ?2) \
                 ORDER BY next_telling LIMIT ?3"
            ))
            .map_err(fault)?;
        let due = due
            .query_map(params![now.0, latest.0, most.cast_signed()], record)
            .map_err(fault)?;
        due.collect::<Result<_, _>>().map_err(fault)
    }

    pub fn called(&self, call: &Call<'_>) -> Result<(), Error> {
        let changed = self.lock().execute(
            "UPDATE jobs SET telling = ?2, told = ?3, next_telling = ?4, tellings = tellings + ?5 \
             WHERE id = ?1 AND telling = 'pending'",
            params![
                call.id.to_string(),
                call.telling.name(),
                call.told,
                call.next.0,
                // Nobody was to be told.
                u32::from(call.telling != Telling::None),
            ],
        );
        changed.map(|_| ()).map_err(fault)
    }
}
