//! A row of the table as a record.

use rusqlite::Row;
use rusqlite::types::Type;
use serde::de::DeserializeOwned;

use crate::jobs::id::JobId;
use crate::jobs::moment::Moment;
use crate::jobs::record::{Record, State, Telling};

/// The columns that [`record`] reads.
pub const COLUMNS: &str = "id, state, attempts, asked, hook, telling, tellings, next_telling, told, \
                           outcome, created, started, finished, not_before";

pub fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    Ok(Record {
        id: id(row, 0)?,
        state: word(row, 1, State::named)?,
        attempts: row.get(2)?,
        asked: json(row, 3)?.ok_or_else(|| unreadable(3))?,
        hook: json(row, 4)?,
        telling: word(row, 5, Telling::named)?,
        tellings: row.get(6)?,
        next_telling: Moment(row.get(7)?),
        told: row.get(8)?,
        outcome: json(row, 9)?,
        created: Moment(row.get(10)?),
        started: row.get::<_, Option<i64>>(11)?.map(Moment),
        finished: row.get::<_, Option<i64>>(12)?.map(Moment),
        not_before: Moment(row.get(13)?),
    })
}

pub fn id(row: &Row<'_>, at: usize) -> rusqlite::Result<JobId> {
    word(row, at, JobId::parse)
}

pub fn word<T>(row: &Row<'_>, at: usize, read: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let text: String = row.get(at)?;
    read(&text).ok_or_else(|| unreadable(at))
}

fn json<T: DeserializeOwned>(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(at)?;
    let read = text.map(|text| serde_json::from_str(&text)).transpose();
    read.map_err(|_| unreadable(at))
}

fn unreadable(at: usize) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, Type::Text, "not what was written".into())
}
