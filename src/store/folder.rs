//! A folder of this machine. Each result is a folder in it, with the document and a head
//! that says what it is and until when it is kept:
//!
//! ```text
//! html2pdf-NAME/head.json
//! html2pdf-NAME/document
//! ```
//! Only folders of this form, which are our user's and whose heads say that we made them,
//! are ever removed.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use rustix::fs::{FlockOperation, OFlags, copy_file_range, flock};
use rustix::process::geteuid;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use crate::contents::Contents;

use super::clock::Clock;
use super::{Failure, Head, Name, Stored};

const BEGINNING: &str = "html2pdf-";
/// Behind the name of one that is not finished.
const UNFINISHED: &str = ".part";
const HEAD: &str = "head.json";
const DOCUMENT: &str = "document";

/// A head of ours is smaller.
const LARGEST_HEAD: u64 = 64 << 10;

/// By so much clocks differ that are right.
const SLACK: u64 = 60;

#[derive(Debug)]
pub struct Folder {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    clock: Clock,
}

/// The head of a result in its file.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// So that no other program's file is taken for one of ours.
    html2pdf_result: u32,
    /// Seconds since 1970.
    made: u64,
    expires: u64,
    content_type: String,
    disposition: String,
}

impl Folder {
    /// # Errors
    /// What is wrong with it, for the operator.
    pub fn open(path: &Path) -> Result<Self, String> {
        let wrong = |error: io::Error| format!("{} cannot be written: {error}", path.display());
        if !path.is_dir() {
            return Err(format!("{} is not a folder; make it", path.display()));
        }
        let inner = Inner {
            path: path.to_owned(),
            clock: Clock::start(),
        };
        // Asking for rights does not tell of a disk that may only be read.
        let name = Name::new().map_err(wrong)?;
        let unfinished = inner.begin(&name).map_err(wrong)?;
        fs::remove_dir(&unfinished.path).map_err(wrong)?;
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let inner = self.inner.clone();
        let done = spawn_blocking(move || work(&inner)).await;
        done.map_err(io::Error::other)?
    }

    pub async fn put(
        &self,
        name: &Name,
        contents: Contents,
        head: &Head,
        keep: Duration,
    ) -> Result<(), Failure> {
        let (name, head) = (name.clone(), head.clone());
        self.work(move |inner| Ok(inner.put(&name, contents, head, keep)?))
            .await
    }

    pub async fn read(&self, name: &Name) -> Result<Stored, Failure> {
        let name = name.clone();
        let (kept, document) = self.work(move |inner| inner.read(&name)).await?;
        let bytes = document.len();
        let body = document.pieces().map_err(Failure::from);
        Ok(Stored {
            head: Head {
                content_type: kept.content_type,
                disposition: kept.disposition,
            },
            bytes,
            body: body.boxed(),
        })
    }

    pub async fn delete(&self, name: &Name) -> Result<(), Failure> {
        let name = name.clone();
        self.work(move |inner| {
            let path = inner.path_of(&name);
            match kept(&path)? {
                Some(_) => Ok(remove(&path)?),
                None => Err(Failure::NotFound),
            }
        })
        .await
    }

    /// A result on its way, for a test.
    #[cfg(test)]
    pub fn begin(&self, name: &Name) -> io::Result<impl Sized + use<>> {
        self.inner.begin(name)
    }

    pub async fn sweep(&self) -> Result<usize, Failure> {
        self.work(|inner| Ok(inner.sweep()?)).await
    }
}

/// A result on its way. Its lock says that somebody is at work on it, and ends with the
/// process.
struct Unfinished {
    path: PathBuf,
    _lock: File,
}

impl Inner {
    fn path_of(&self, name: &Name) -> PathBuf {
        self.path.join(format!("{BEGINNING}{}", name.as_str()))
    }

    fn begin(&self, name: &Name) -> io::Result<Unfinished> {
        let file = format!("{BEGINNING}{}{UNFINISHED}", name.as_str());
        let path = self.path.join(file);
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        let lock = open(&path, OFlags::DIRECTORY)?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
        Ok(Unfinished { path, _lock: lock })
    }

    fn put(&self, name: &Name, contents: Contents, head: Head, keep: Duration) -> io::Result<()> {
        let made = self.clock.now();
        let kept = Kept {
            html2pdf_result: 1,
            made,
            expires: made + keep.as_secs().max(1),
            content_type: head.content_type,
            disposition: head.disposition,
        };
        let unfinished = self.begin(name)?;
        let written = write(&unfinished.path, contents, &kept)
            .and_then(|()| fs::rename(&unfinished.path, self.path_of(name)));
        if written.is_err() {
            let _ = remove(&unfinished.path);
        }
        written
    }

    fn read(&self, name: &Name) -> Result<(Kept, Contents), Failure> {
        let path = self.path_of(name);
        let kept = kept(&path)?.filter(|kept| kept.expires > self.clock.now());
        let kept = kept.ok_or(Failure::NotFound)?;
        let document = open(&path.join(DOCUMENT), OFlags::empty())?;
        let bytes = document.metadata()?.len();
        Ok((kept, Contents::File(Arc::new(document), bytes)))
    }

    fn sweep(&self) -> io::Result<usize> {
        let mut removed = 0;
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str().and_then(|name| name.strip_prefix(BEGINNING)) else {
                continue;
            };
            let path = entry.path();
            let swept = match name.strip_suffix(UNFINISHED) {
                Some(name) if name.parse::<Name>().is_ok() => sweep_unfinished(&path),
                None if name.parse::<Name>().is_ok() => self.sweep_one(&path),
                _ => continue,
            };
            match swept {
                Ok(is_gone) => removed += usize::from(is_gone),
                // Another service may have been faster.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => tracing::warn!(%error, "a result that has expired stays"),
            }
        }
        Ok(removed)
    }

    /// Returns whether it was removed.
    fn sweep_one(&self, path: &Path) -> io::Result<bool> {
        let now = self.clock.now();
        let Some(mut kept) = kept(path)? else {
            return Ok(false);
        };
        if kept.expires <= now {
            remove(path)?;
            return Ok(true);
        }
        if kept.made > now + SLACK {
            // The clock was wrong when it was made, or is now. By a right one it would
            // stay for too long.
            let keep = kept.expires.saturating_sub(kept.made);
            (kept.made, kept.expires) = (now, now + keep);
            write_head(path, &kept)?;
        }
        Ok(false)
    }
}

/// What nobody works on any more was left by a service that was killed.
fn sweep_unfinished(path: &Path) -> io::Result<bool> {
    if !is_ours(path)? {
        return Ok(false);
    }
    let folder = open(path, OFlags::DIRECTORY)?;
    if flock(&folder, FlockOperation::NonBlockingLockExclusive).is_err() {
        return Ok(false);
    }
    remove(path)?;
    Ok(true)
}

/// Whether it is a folder, and our user's.
fn is_ours(path: &Path) -> io::Result<bool> {
    let found = fs::symlink_metadata(path)?;
    Ok(found.is_dir() && found.uid() == geteuid().as_raw())
}

/// The head of a result; `None` where there is none that we made.
fn kept(path: &Path) -> io::Result<Option<Kept>> {
    let read = || -> io::Result<_> {
        if !is_ours(path)? {
            return Ok(None);
        }
        let mut text = Vec::new();
        let file = open(&path.join(HEAD), OFlags::empty())?;
        file.take(LARGEST_HEAD).read_to_end(&mut text)?;
        let kept = serde_json::from_slice::<Kept>(&text).ok();
        Ok(kept.filter(|kept| kept.html2pdf_result == 1))
    };
    match read() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other,
    }
}

fn write(folder: &Path, contents: Contents, kept: &Kept) -> io::Result<()> {
    write_head(folder, kept)?;
    let mut document = create(&folder.join(DOCUMENT))?;
    match contents {
        Contents::Bytes(bytes) => document.write_all(&bytes)?,
        Contents::File(file, bytes) => {
            // The kernel copies it, without a way through our memory.
            let mut at = 0;
            let mut copied = Ok(1);
            while at < bytes && copied.is_ok_and(|copied| copied > 0) {
                let left = usize::try_from(bytes - at).unwrap_or(usize::MAX);
                copied = copy_file_range(&*file, Some(&mut at), &document, None, left);
            }
            // Between two disks, or on one that cannot.
            if at == 0 {
                Contents::File(file, bytes).write_to(&document)?;
            } else if at < bytes {
                copied?;
                return Err(io::Error::other("the document became shorter"));
            }
        }
    }
    document.sync_data()
}

/// Puts a head into a folder in one step.
fn write_head(folder: &Path, kept: &Kept) -> io::Result<()> {
    let new = folder.join(format!("{HEAD}{UNFINISHED}"));
    let _ = fs::remove_file(&new);
    let mut file = create(&new)?;
    file.write_all(&serde_json::to_vec(kept).map_err(io::Error::other)?)?;
    fs::rename(new, folder.join(HEAD))
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true).mode(0o600).open(path)
}

/// Follows no link, and waits at no FIFO.
fn open(path: &Path, also: OFlags) -> io::Result<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | also;
    let file = rustix::fs::open(path, flags, rustix::fs::Mode::empty())?;
    Ok(File::from(file))
}

/// Removes the folder of a result, and nothing that others have put there.
fn remove(folder: &Path) -> io::Result<()> {
    let unfinished = format!("{HEAD}{UNFINISHED}");
    // The head comes last, since without it nobody knows that it was ours.
    for name in [DOCUMENT, &unfinished, HEAD] {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::remove_dir(folder)
}
