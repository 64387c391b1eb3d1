//! Small objects of a bucket that have names of the service's own, and change: what is known of a job. Who changes one
//! says which version it has seen, and the bucket refuses it where there is another by then. So of two that work on
//! one job, one goes on.

use bytes::Bytes;
use object_store::{ObjectStoreExt, PutMode, PutOptions, PutPayload, UpdateVersion};
use tokio::time::Instant;

use super::bucket::Bucket;
use super::failure::Failure;

/// Which of the contents that an object had one after the other.
#[derive(Clone, Debug)]
pub struct Version(UpdateVersion);

/// When an object is written.
pub enum If {
    Any,
    /// There is none of this name.
    Absent,
    /// It is as it was seen.
    Still(Version),
}

impl Bucket {
    /// Who may not list a bucket is refused what is not in it.
    pub async fn read_note(
        &self,
        name: &str,
        until: Instant,
    ) -> Result<Option<(Bytes, Version)>, Failure> {
        let path = self.object(name)?;
        let reading = async {
            let got = self.store.get(&path).await?;
            let version = UpdateVersion {
                e_tag: got.meta.e_tag.clone(),
                version: got.meta.version.clone(),
            };
            Ok((got.bytes().await?, Version(version)))
        };
        match self.ask(until, reading).await {
            Ok(note) => Ok(Some(note)),
            Err(Failure::NotFound | Failure::Forbidden(_)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// # Errors
    /// [`Failure::Changed`] where it is not as was said.
    pub async fn write_note(
        &self,
        name: &str,
        text: Bytes,
        when: If,
        until: Instant,
    ) -> Result<Version, Failure> {
        let mode = match when {
            If::Any => PutMode::Overwrite,
            If::Absent => PutMode::Create,
            If::Still(Version(version)) => PutMode::Update(version),
        };
        let options = PutOptions {
            mode,
            ..PutOptions::default()
        };
        let path = self.object(name)?;
        let put = self.store.put_opts(&path, PutPayload::from(text), options);
        let put = self.ask(until, put).await?;
        Ok(Version(UpdateVersion {
            e_tag: put.e_tag,
            version: put.version,
        }))
    }

    /// One that is not there is removed already.
    pub async fn remove_note(&self, name: &str, until: Instant) -> Result<(), Failure> {
        let path = self.object(name)?;
        match self.ask(until, self.store.delete(&path)).await {
            Err(Failure::NotFound) => Ok(()),
            removed => removed,
        }
    }
}
