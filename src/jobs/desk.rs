//! Where jobs wait: in a folder of this machine, or in a bucket.

use std::sync::Arc;

use crate::config::jobs::JobSettings;
use crate::error::Error;

use super::cloud::office::Cloud;
use super::id::JobId;
use super::office::{Jobs, Kept, Order, Told};
use super::record::Record;

pub enum Desk {
    Folder(Arc<Jobs>),
    Cloud(Box<Cloud>),
}

impl Desk {
    pub fn settings(&self) -> &JobSettings {
        match self {
            Self::Folder(jobs) => &jobs.settings,
            Self::Cloud(cloud) => &cloud.settings,
        }
    }

    /// Those of a folder, which this process works on.
    pub fn folder(&self) -> Option<&Arc<Jobs>> {
        match self {
            Self::Folder(jobs) => Some(jobs),
            Self::Cloud(_) => None,
        }
    }

    pub async fn accept(&self, order: Order) -> Result<JobId, Error> {
        match self {
            Self::Folder(jobs) => Ok(jobs.accept(order).await?.0),
            Self::Cloud(cloud) => cloud.accept(order).await,
        }
    }

    pub async fn tell(&self, id: JobId) -> Result<Told, Error> {
        match self {
            Self::Folder(jobs) => jobs.tell(id).await,
            Self::Cloud(cloud) => cloud.tell(id).await,
        }
    }

    pub async fn result(&self, id: JobId) -> Result<Kept, Error> {
        match self {
            Self::Folder(jobs) => jobs.result(id).await,
            Self::Cloud(cloud) => cloud.result(id).await,
        }
    }

    pub async fn remove(&self, id: JobId) -> Result<Record, Error> {
        match self {
            Self::Folder(jobs) => jobs.remove(id).await,
            Self::Cloud(cloud) => cloud.remove(id).await,
        }
    }
}
