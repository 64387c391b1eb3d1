//! Where outputs go: a folder of this machine, or a bucket.

use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, anyhow};
use tokio::time::Instant;

use crate::contents::Contents;
use crate::fetch::trust;
use crate::pipeline::Product;
use crate::store::{Bucket, Failure, Head, Put, StoreSettings};

use super::folder::Folder;
use super::journal;

/// How long a bucket may take for one output.
const PATIENCE: Duration = Duration::from_secs(300);

/// Bytes of a journal that is read back.
const LARGEST_JOURNAL: u64 = 1 << 30;

pub enum Target {
    Folder(Folder),
    Bucket(Shelf),
}

impl Target {
    /// A file with the journal of earlier runs. That of a bucket is a copy, which has no name.
    pub async fn open_journal(&self, temp_dir: &Path) -> Result<File> {
        match self {
            Self::Folder(folder) => Ok(folder.open_journal()?),
            Self::Bucket(shelf) => shelf.read_journal(temp_dir).await,
        }
    }

    /// Removes what a killed run has left. Objects of a bucket are whole, or not there.
    pub fn clear(&self) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.clear(),
            Self::Bucket(_) => Ok(()),
        }
    }
}

/// A place in a bucket. Each object says by a mark of which line it was made, so that a run that goes on knows it again,
/// however the one before has ended.
pub struct Shelf(Bucket);

/// What has the name of an output.
#[derive(Debug, PartialEq, Eq)]
pub enum There {
    Nothing,
    /// What a batch has made of the line with this digest, and its bytes.
    Of(u128, u64),
    Another,
}

impl Shelf {
    /// `own` are certificates of authorities that are believed beside the public ones.
    pub fn open(settings: &StoreSettings, own: Option<&[u8]>) -> Result<Self> {
        let tls = Arc::new(trust::client_config(own)?);
        let bucket = Bucket::open(&settings.place, settings, tls);
        bucket.map(Self).map_err(|why| anyhow!("--out: {why}"))
    }

    async fn read_journal(&self, temp_dir: &Path) -> Result<File> {
        let read = self.0.get_object(journal::NAME, LARGEST_JOURNAL, until());
        let mut file = tempfile::tempfile_in(temp_dir)?;
        if let Some(journal) = read.await? {
            file.write_all(&journal.body)?;
            file.rewind()?;
        }
        Ok(file)
    }

    pub async fn put_journal(&self, contents: Contents) -> Result<(), Failure> {
        let head = Head {
            content_type: "application/x-ndjson".to_owned(),
            disposition: "inline".to_owned(),
        };
        let put = Put {
            name: journal::NAME,
            head: &head,
            mark: None,
        };
        self.0.put_object(put, contents, until()).await
    }

    pub async fn look_at(&self, output: &str) -> Result<There, Failure> {
        let Some(seen) = self.0.look_at(output, until()).await? else {
            return Ok(There::Nothing);
        };
        let digest = seen
            .mark
            .and_then(|mark| u128::from_str_radix(&mark, 16).ok());
        Ok(digest.map_or(There::Another, |digest| There::Of(digest, seen.bytes)))
    }

    pub async fn put(&self, output: &str, digest: u128, product: &Product) -> Result<(), Failure> {
        let head = Head {
            content_type: product.content_type.to_owned(),
            disposition: "inline".to_owned(),
        };
        let put = Put {
            name: output,
            head: &head,
            mark: Some(format!("{digest:032x}")),
        };
        let contents = product.contents.clone();
        self.0.put_object(put, contents, until()).await
    }
}

fn until() -> Instant {
    Instant::now() + PATIENCE
}
