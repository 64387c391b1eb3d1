//! Takes jobs, tells of them and removes them.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::time::Instant;
use tracing::{info, warn};
use url::Url;

use crate::config::jobs::JobSettings;
use crate::error::{Error, JobsError};
use crate::jobs::id::JobId;
use crate::jobs::moment::Moment;
use crate::jobs::office::{Kept, Order, Told};
use crate::jobs::record::{Record, State, Telling};
use crate::store::{Failure, If, QueueMessage, Store};

use super::sheet::{self, Seen, Sheet, unreached};

/// How long the bucket and the queue may take to answer one caller.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a message begins with that names a job.
const JOB: &str = "html2pdf_job";

/// Jobs of a function.
pub struct Cloud {
    pub store: Arc<Store>,
    queue: Url,
    pub settings: JobSettings,
}

/// A message of the queue: a job is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    pub job: JobId,
    /// Which of its caller's tellings this is for: when that is due. None where this is for the job itself.
    pub telling: Moment,
}

impl Notice {
    pub const fn of(job: JobId) -> Self {
        let telling = Moment(0);
        Self { job, telling }
    }

    /// `None` where a message is something else, such as a request.
    pub fn read(text: &str) -> Option<Self> {
        let read: Value = serde_json::from_str(text).ok()?;
        let job = read[JOB].as_str().and_then(JobId::parse)?;
        let telling = Moment(read["telling"].as_i64().unwrap_or_default());
        Some(Self { job, telling })
    }

    fn text(self) -> String {
        json!({JOB: self.job.to_string(), "telling": self.telling.0}).to_string()
    }
}

impl Cloud {
    /// `None` where the operator has named no queue.
    pub fn open(settings: &JobSettings, store: Option<&Arc<Store>>) -> Option<Self> {
        Some(Self {
            queue: settings.queue.clone()?,
            store: store?.clone(),
            settings: settings.clone(),
        })
    }

    /// Takes a job. When this returns, the bucket has it and the queue names it. The same key with the same request
    /// is the same job.
    pub async fn accept(&self, order: Order) -> Result<JobId, Error> {
        let until = Instant::now() + PATIENCE;
        let new = JobId::new()?;
        let key = order.key.as_deref().map(key_name);
        let id = match &key {
            Some(key) => self.claim(key, new, &order.fingerprint, until).await?,
            None => new,
        };
        // Whoever was there first may have been ended before the queue knew of it: a message too many does no harm.
        let earlier = match id == new {
            true => None,
            false => sheet::see(&self.store, id, until).await?,
        };
        match earlier.map(|earlier| earlier.sheet.record) {
            Some(record) if record.state != State::Waiting || record.attempts > 0 => {
                return Ok(id);
            }
            Some(_) => {}
            None => self.keep(id, order, key, until).await?,
        }
        self.send(Notice::of(id), Duration::ZERO, until).await?;
        Ok(id)
    }

    /// Writes down what is asked for.
    async fn keep(
        &self,
        id: JobId,
        order: Order,
        key: Option<String>,
        until: Instant,
    ) -> Result<(), Error> {
        // Two with one key may come here at once. The request of one of them counts, with the headers that belong
        // to it.
        let body = format!("jobs/{id}/request-{}", JobId::new()?);
        let bucket = self.store.bucket().map_err(unreached)?;
        let put = bucket.write_note(&body, order.body, If::Any, until).await;
        put.map_err(unreached)?;
        let record = Record::new(id, order.asked, order.hook, Moment::on_the_wall());
        let sheet = Sheet::new(record, body, key)?;
        if !sheet::create(&self.store, &sheet, until).await? {
            self.remove_note(&sheet.body, until).await;
        }
        Ok(())
    }

    /// The job that this key is for: the new one, if there is none.
    async fn claim(
        &self,
        key: &str,
        new: JobId,
        fingerprint: &[u8],
        until: Instant,
    ) -> Result<JobId, Error> {
        let bucket = self.store.bucket().map_err(unreached)?;
        let same = BASE64_URL_SAFE_NO_PAD.encode(fingerprint);
        let text = json!({"job": new.to_string(), "fingerprint": same}).to_string();
        let written = bucket.write_note(key, Bytes::from(text), If::Absent, until);
        match written.await {
            Ok(_) => return Ok(new),
            Err(Failure::Changed) => {}
            Err(failure) => return Err(unreached(failure)),
        }
        let note = bucket.read_note(key, until).await.map_err(unreached)?;
        // Its job was removed a moment ago.
        let (note, _) = note.ok_or(JobsError::Unavailable)?;
        let note: Value = serde_json::from_slice(&note).unwrap_or_default();
        match note["job"].as_str().and_then(JobId::parse) {
            Some(id) if note["fingerprint"] == same => Ok(id),
            _ => Err(JobsError::KeyReused.into()),
        }
    }

    /// Has a job looked at after a while.
    pub async fn send(&self, notice: Notice, delay: Duration, until: Instant) -> Result<(), Error> {
        let message = QueueMessage {
            queue: &self.queue,
            text: &notice.text(),
            delay,
        };
        let bucket = self.store.bucket().map_err(unreached)?;
        bucket.send(&message, until).await.map_err(unreached)
    }

    async fn see(&self, id: JobId, until: Instant) -> Result<Seen, Error> {
        let seen = sheet::see(&self.store, id, until).await?;
        let seen = seen.ok_or(JobsError::NoSuchJob)?;
        // The bucket removes by rules of its own, which know days.
        let record = &seen.sheet.record;
        let kept = Moment::on_the_wall().before(self.settings.keep);
        match record.finished {
            Some(ended) if ended < kept && record.telling != Telling::Pending => {
                Err(JobsError::NoSuchJob.into())
            }
            _ => Ok(seen),
        }
    }

    pub async fn tell(&self, id: JobId) -> Result<Told, Error> {
        let seen = self.see(id, Instant::now() + PATIENCE).await?;
        Ok(Told {
            record: seen.sheet.record,
            // A queue of SQS does not say who is next, and who prints is elsewhere.
            position: None,
            stage: None,
        })
    }

    /// What a request of its own would have been answered.
    pub async fn result(&self, id: JobId) -> Result<Kept, Error> {
        let record = self.see(id, Instant::now() + PATIENCE).await?.sheet.record;
        let state = record.state;
        Kept::of(state, record.ended()?)?.map_err(|_| Error::NoResult)
    }

    /// Removes a job, without its result. What prints it now will find that, and leave nothing.
    pub async fn remove(&self, id: JobId) -> Result<Record, Error> {
        let until = Instant::now() + PATIENCE;
        let seen = self.see(id, until).await?;
        seen.remove(&self.store, until).await?;
        let Sheet {
            record, body, key, ..
        } = seen.sheet;
        self.remove_note(&body, until).await;
        if let Some(key) = key {
            self.remove_note(&key, until).await;
        }
        info!(?id, state = record.state.name(), "removed a job");
        Ok(record)
    }

    /// Removes an object that nobody needs any more.
    pub async fn remove_note(&self, name: &str, until: Instant) {
        let removed = match self.store.bucket() {
            Ok(bucket) => bucket.remove_note(name, until).await,
            Err(failure) => Err(failure),
        };
        if let Err(why) = removed {
            warn!("a request that is not needed stays in the store: {why}");
        }
    }
}

/// A key may have letters in it that a name may not, and is nobody else's to read.
fn key_name(key: &str) -> String {
    let digest = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(key));
    format!("jobs/keys/{digest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_a_job_and_a_request_does_not() {
        let job = JobId::new().unwrap();
        let telling = Moment(1_796_020_819_250);
        for notice in [Notice::of(job), Notice { job, telling }] {
            assert_eq!(Notice::read(&notice.text()), Some(notice));
        }
        for other in [
            "",
            "{}",
            r#"{"html": "<p>x", "deliver_to": "https://example.com/"}"#,
            r#"{"html2pdf_job": "../../x"}"#,
            r#"{"html2pdf_job": 7}"#,
        ] {
            assert_eq!(Notice::read(other), None, "{other}");
        }
    }

    #[test]
    fn keys_are_no_paths() {
        let name = key_name("../../other key");
        let last = name.strip_prefix("jobs/keys/").unwrap();
        assert!(!last.contains(['/', '.', ' ']), "{name}");
        assert_ne!(name, key_name("another"));
    }
}
