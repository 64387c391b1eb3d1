//! The store of results: a bucket of S3, of Google or of Azure, or a folder of this
//! machine. What is put there gets a name that nobody guesses, and a link that holds
//! for a while.
//!
//! ```text
//! settings  where it is, and how long results are kept
//! name      names that nobody guesses
//! result    what is known of a result, and how it is read
//! failure   why something was not stored, or not found
//! bucket    buckets, by the crate `object_store`
//! client    their requests, over the service's own client
//! notes     small objects of a bucket that change, such as what is known of a job
//! objects   of a bucket, under names that others choose
//! messages  to queues of SQS, by the same keys and the same way
//! folder    a folder of this machine, from which the service removes what has expired
//! clock     a clock that does not jump
//! ```
//! Who stores nothing has none of it: no client is made, and nothing is asked.

mod bucket;
mod client;
mod clock;
mod failure;
mod folder;
mod messages;
mod name;
mod notes;
mod objects;
mod result;
mod settings;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use rustls::ClientConfig;
use tokio::time::{Instant, timeout_at};

use crate::contents::Contents;
use crate::fetch::trust;
use crate::message::Message;

use folder::Folder;

pub use bucket::Bucket;
pub use failure::Failure;
pub use messages::Message as QueueMessage;
pub use name::Name;
pub use notes::{If, Version};
pub use objects::{Object, Put};
pub use result::{Head, Stored};
pub use settings::{Location, Place, StoreSettings};

/// Keeps results for a while.
#[derive(Debug)]
pub struct Store {
    kind: Kind,
    /// How long a result is kept, if nobody says otherwise, and a link holds.
    pub lifetime: Duration,
}

#[derive(Debug)]
enum Kind {
    Bucket(Bucket),
    Folder(Folder),
}

/// Where a result can be fetched, by whoever knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub to: To,
    /// Until when.
    pub expires: SystemTime,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// Of the bucket's host, signed.
    Address(String),
    /// The service itself has it, below its address: `results/NAME`.
    Ours(Name),
}

impl Store {
    /// `tls` says whose certificates are believed. Nothing is asked of the bucket yet.
    ///
    /// # Errors
    /// What is wrong with the settings, for the operator.
    pub fn open(settings: &StoreSettings, tls: Arc<ClientConfig>) -> Result<Self, String> {
        let kind = match &settings.place {
            Place::Folder(path) => Kind::Folder(Folder::open(path)?),
            place => Kind::Bucket(Bucket::open(place, settings, tls)?),
        };
        Ok(Self {
            kind,
            lifetime: settings.lifetime,
        })
    }

    /// Looks whether it could be opened, and asks nobody.
    pub fn check(settings: &StoreSettings) -> Result<(), Message> {
        settings.check()?;
        let tls = trust::believing_nobody().map_err(|error| error.to_string())?;
        match Self::open(settings, Arc::new(tls)) {
            Ok(_) => Ok(()),
            Err(why) => Err(why.into()),
        }
    }

    /// Whether the service itself hands out what is stored, and removes what has
    /// expired.
    pub fn is_ours(&self) -> bool {
        matches!(self.kind, Kind::Folder(_))
    }

    /// The bucket, for what only buckets do.
    pub fn bucket(&self) -> Result<&Bucket, Failure> {
        match &self.kind {
            Kind::Bucket(bucket) => Ok(bucket),
            Kind::Folder(_) => Err(Failure::Refused("it is no bucket".to_owned())),
        }
    }

    /// Stores a result, to be kept for so long. A bucket keeps it for as long as its own
    /// rules say.
    pub async fn put(
        &self,
        contents: Contents,
        head: &Head,
        keep: Duration,
        until: Instant,
    ) -> Result<Name, Failure> {
        let name = Name::new()?;
        match &self.kind {
            Kind::Bucket(bucket) => bucket.put(&name, contents, head, until).await?,
            Kind::Folder(folder) => {
                let put = folder.put(&name, contents, head, keep);
                timeout_at(until, put)
                    .await
                    .map_err(|_| Failure::TimedOut)??;
            }
        }
        Ok(name)
    }

    /// What is stored under a name, in pieces. `until` is the time by which the first of
    /// them must be there.
    ///
    /// # Errors
    /// [`Failure::NotFound`] where there is none, or it has expired.
    pub async fn read(&self, name: &Name, until: Instant) -> Result<Stored, Failure> {
        match &self.kind {
            Kind::Bucket(bucket) => bucket.read(name, until).await,
            Kind::Folder(folder) => {
                let read = folder.read(name);
                timeout_at(until, read)
                    .await
                    .map_err(|_| Failure::TimedOut)?
            }
        }
    }

    /// Removes a result. One that is not there is removed already.
    pub async fn delete(&self, name: &Name, until: Instant) -> Result<(), Failure> {
        let deleted = match &self.kind {
            Kind::Bucket(bucket) => bucket.delete(name, until).await,
            Kind::Folder(folder) => folder.delete(name).await,
        };
        match deleted {
            Err(Failure::NotFound) => Ok(()),
            other => other,
        }
    }

    /// A link to a result that holds for so long, or for as long as the keys that sign
    /// it. Whether there is such a result is not asked.
    pub async fn link(
        &self,
        name: &Name,
        lifetime: Duration,
        until: Instant,
    ) -> Result<Link, Failure> {
        let to = match &self.kind {
            Kind::Bucket(bucket) => To::Address(bucket.link(name, lifetime, until).await?),
            Kind::Folder(_) => To::Ours(name.clone()),
        };
        Ok(Link {
            to,
            expires: SystemTime::now() + lifetime,
        })
    }

    /// Removes what has expired, and what a killed service has left unfinished; returns
    /// how many results are gone. A bucket does that itself, by its rules.
    pub async fn sweep(&self) -> Result<usize, Failure> {
        match &self.kind {
            Kind::Bucket(_) => Ok(0),
            Kind::Folder(folder) => folder.sweep().await,
        }
    }

    /// Stores something, reads it and removes it.
    ///
    /// # Errors
    /// What of it failed, for the operator.
    pub async fn probe(&self, until: Instant) -> Result<(), Failure> {
        use futures_util::TryStreamExt;
        const TEXT: &[u8] = b"html2pdf: whether results can be stored\n";
        let head = Head {
            content_type: "text/plain".to_owned(),
            disposition: "inline".to_owned(),
        };
        let contents = Contents::Bytes(Bytes::from_static(TEXT));
        let name = self.put(contents, &head, self.lifetime, until).await?;
        let read = self.read(&name, until).await;
        let read = match read {
            Ok(stored) => stored.body.try_collect::<Vec<_>>().await,
            Err(failure) => Err(failure),
        };
        self.link(&name, self.lifetime, until).await?;
        self.delete(&name, until).await?;
        match read?.concat() == TEXT {
            true => Ok(()),
            false => Err(Failure::Refused("other bytes came back".to_owned())),
        }
    }
}

#[cfg(test)]
mod tests;
