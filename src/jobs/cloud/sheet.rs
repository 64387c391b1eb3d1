//! What is kept of a job in the bucket: one object of JSON. It is written anew only by who has seen it as it is.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use tracing::error;

use crate::error::{Error, JobsError};
use crate::jobs::id::JobId;
use crate::jobs::moment::Moment;
use crate::jobs::record::Record;
use crate::store::{Failure, If, Store, Version};

/// A job, and who works on it.
#[derive(Clone, Deserialize, Serialize)]
pub struct Sheet {
    pub record: Record,
    /// The object that has its request.
    pub body: String,
    /// The object that knows its idempotency key.
    pub key: Option<String>,
    /// Until when whoever began it may be at work. Lambda ends it then.
    pub leased: Moment,
    /// Of who has written this last. Where an answer of the bucket is lost, it tells whether that was us.
    hand: String,
}

/// A sheet as it was seen.
pub struct Seen {
    pub sheet: Sheet,
    version: Version,
}

impl Sheet {
    pub fn new(record: Record, body: String, key: Option<String>) -> Result<Self, Error> {
        Ok(Self {
            record,
            body,
            key,
            leased: Moment(0),
            hand: JobId::new()?.to_string(),
        })
    }

    fn text(&self) -> Bytes {
        let text = serde_json::to_vec(self);
        Bytes::from(text.expect("its keys are texts, and nothing in it fails"))
    }
}

fn name(id: JobId) -> String {
    format!("jobs/{id}/job.json")
}

/// The sheet of a job, if there is such a job.
pub async fn see(store: &Store, id: JobId, until: Instant) -> Result<Option<Seen>, Error> {
    let bucket = store.bucket().map_err(unreached)?;
    let note = bucket.read_note(&name(id), until).await;
    let Some((text, version)) = note.map_err(unreached)? else {
        return Ok(None);
    };
    let mut sheet: Sheet = serde_json::from_slice(&text)
        .map_err(|error| anyhow::Error::from(error).context("what is kept of a job"))?;
    sheet.record.id = id;
    Ok(Some(Seen { sheet, version }))
}

/// Puts down a new one; `false` where there is one.
pub async fn create(store: &Store, sheet: &Sheet, until: Instant) -> Result<bool, Error> {
    let bucket = store.bucket().map_err(unreached)?;
    let name = name(sheet.record.id);
    match bucket
        .write_note(&name, sheet.text(), If::Absent, until)
        .await
    {
        Ok(_) => Ok(true),
        Err(Failure::Changed) => {
            // It may be ours, if it was tried twice.
            let there = see(store, sheet.record.id, until).await?;
            Ok(there.is_some_and(|there| there.sheet.hand == sheet.hand))
        }
        Err(failure) => Err(unreached(failure)),
    }
}

impl Seen {
    /// Writes it anew; `false` where somebody else has done so since it was seen, or has removed it.
    pub async fn write(&mut self, store: &Store, until: Instant) -> Result<bool, Error> {
        let bucket = store.bucket().map_err(unreached)?;
        self.sheet.hand = JobId::new()?.to_string();
        let id = self.sheet.record.id;
        let still = If::Still(self.version.clone());
        let text = self.sheet.text();
        match bucket.write_note(&name(id), text, still, until).await {
            Ok(version) => {
                self.version = version;
                Ok(true)
            }
            Err(Failure::Changed) => match see(store, id, until).await? {
                Some(now) if now.sheet.hand == self.sheet.hand => {
                    self.version = now.version;
                    Ok(true)
                }
                _ => Ok(false),
            },
            Err(failure) => Err(unreached(failure)),
        }
    }

    pub async fn remove(&self, store: &Store, until: Instant) -> Result<(), Error> {
        let bucket = store.bucket().map_err(unreached)?;
        let name = name(self.sheet.record.id);
        bucket.remove_note(&name, until).await.map_err(unreached)
    }
}

/// What a failure of the bucket, or of the queue, is to a caller. Why is in the log.
pub fn unreached(failure: Failure) -> Error {
    error!("jobs that wait: {failure}");
    match failure {
        Failure::Refused(_) | Failure::Forbidden(_) => JobsError::Refused.into(),
        _ => JobsError::Unavailable.into(),
    }
}
