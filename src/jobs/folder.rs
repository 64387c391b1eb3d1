//! The state folder: the ledger, and requests and results as files of their own, so that none of them is in
//! memory while it waits.
//!
//! ```text
//! lock               held by the service that has the folder
//! jobs.sqlite        the ledger
//! new/               files until they are whole
//! bodies/3f/ID       requests
//! results/3f/ID      what was made of them
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use crate::contents::Contents;

use super::id::JobId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Body,
    Result,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Body => "bodies",
            Self::Result => "results",
        }
    }
}

#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Closed on exec: no engine keeps the lock of a service that was killed.
    _lock: File,
}

const NEW: &str = "new";

impl Folder {
    /// Takes the folder for this service, and makes it where it is not there.
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        let cannot = || format!("HTML2PDF_STATE_DIR: {shown} cannot be used for jobs that wait");
        make(path).with_context(cannot)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(path.join("lock"))
            .with_context(cannot)?;
        match flock(&lock, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => bail!(
                "HTML2PDF_STATE_DIR: {shown} is in use by another service; end that one, or give each a folder of its own"
            ),
            Err(error) => return Err(error).with_context(cannot),
        }
        let folder = Self {
            path: path.to_owned(),
            _lock: lock,
        };
        folder.prepare().with_context(cannot)?;
        Ok(folder)
    }

    fn prepare(&self) -> io::Result<()> {
        let new = self.path.join(NEW);
        make(&new)?;
        // What was not whole when a service was killed.
        for entry in fs::read_dir(&new)? {
            fs::remove_file(entry?.path())?;
        }
        for kind in [Kind::Body, Kind::Result] {
            make(&self.path.join(kind.name()))?;
            for shard in 0..=u8::MAX {
                make(&self.path.join(kind.name()).join(format!("{shard:02x}")))?;
            }
        }
        Ok(())
    }

    pub fn ledger(&self) -> PathBuf {
        self.path.join("jobs.sqlite")
    }

    fn place(&self, kind: Kind, id: JobId) -> PathBuf {
        let name = id.to_string();
        self.path.join(kind.name()).join(&name[..2]).join(&name)
    }

    /// Writes a file. When this returns, it is on the disk, whole and under its name.
    pub fn put(&self, kind: Kind, id: JobId, contents: &Contents) -> io::Result<()> {
        let new = self.path.join(NEW).join(format!("{}-{id}", kind.name()));
        let written = self.put_by(&new, kind, id, contents);
        if written.is_err() {
            let _ = fs::remove_file(&new);
        }
        written
    }

    fn put_by(&self, new: &Path, kind: Kind, id: JobId, contents: &Contents) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(new)?;
        contents.write_to(&mut file)?;
        file.sync_all()?;
        let place = self.place(kind, id);
        fs::rename(new, &place)?;
        // The name is on the disk when the folder is.
        let folder = place.parent().map_or(self.path.as_path(), |folder| folder);
        File::open(folder)?.sync_all()
    }

    pub fn read(&self, kind: Kind, id: JobId) -> io::Result<Bytes> {
        fs::read(self.place(kind, id)).map(Bytes::from)
    }

    /// A file to be read later, whatever becomes of its name.
    pub fn open_file(&self, kind: Kind, id: JobId) -> io::Result<Contents> {
        let file = File::open(self.place(kind, id))?;
        let bytes = file.metadata()?.len();
        Ok(Contents::File(file.into(), bytes))
    }

    /// Removes a file, if it is there.
    pub fn remove(&self, kind: Kind, id: JobId) {
        match fs::remove_file(self.place(kind, id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                // The next start finds that nobody needs it.
                tracing::warn!(%error, ?id, "a file of a job that is no more was not removed");
            }
            _ => {}
        }
    }

    /// Removes all files that are not needed.
    pub fn sweep(&self, mut is_needed: impl FnMut(Kind, JobId) -> Result<bool>) -> Result<usize> {
        let mut removed = 0;
        for kind in [Kind::Body, Kind::Result] {
            for shard in fs::read_dir(self.path.join(kind.name()))? {
                for file in fs::read_dir(shard?.path())? {
                    let file = file?;
                    let name = file.file_name();
                    let id = name.to_str().and_then(JobId::parse);
                    if let Some(id) = id
                        && !is_needed(kind, id)?
                    {
                        fs::remove_file(file.path())?;
                        removed += 1;
                    }
                }
            }
        }
        Ok(removed)
    }
}

/// Requests hold what is nobody else's: others of this machine may not look.
fn make(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::os::unix::fs::PermissionsExt;

    fn id(first: u8) -> JobId {
        JobId::parse(&format!("{first:02x}{}", "0".repeat(30))).unwrap()
    }

    #[test]
    fn a_folder_has_one_service_at_a_time() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("a/b");
        let first = Folder::open(&path).unwrap();
        let refused = Folder::open(&path).unwrap_err().to_string();
        assert!(refused.contains("HTML2PDF_STATE_DIR") && refused.contains("in use"));
        drop(first);
        Folder::open(&path).unwrap();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn what_nobody_needs_goes_and_all_else_stays() {
        let temp = tempfile::tempdir().unwrap();
        let folder = Folder::open(temp.path()).unwrap();
        let of = |text: &'static str| Contents::Bytes(Bytes::from_static(text.as_bytes()));
        folder.put(Kind::Body, id(1), &of("one")).unwrap();
        folder.put(Kind::Result, id(1), &of("made")).unwrap();
        folder.put(Kind::Body, id(2), &of("two")).unwrap();
        let swept = folder.sweep(|kind, of| Ok(kind == Kind::Body && of == id(1)));
        assert_eq!(swept.unwrap(), 2);
        assert_eq!(&folder.read(Kind::Body, id(1)).unwrap()[..], b"one");
        assert!(folder.read(Kind::Result, id(1)).is_err());
        folder.remove(Kind::Body, id(1));
        folder.remove(Kind::Body, id(1));
        assert!(folder.read(Kind::Body, id(1)).is_err());
    }

    #[test]
    fn what_was_not_whole_is_gone_at_the_next_start() {
        let temp = tempfile::tempdir().unwrap();
        drop(Folder::open(temp.path()).unwrap());
        let torn = temp.path().join("new/bodies-x");
        fs::write(&torn, "half").unwrap();
        Folder::open(temp.path()).unwrap();
        assert!(!torn.exists());
    }
}
