//! The folder of one job: its stages hand files to each other there, and what
//! lies in it is counted.

use std::fs;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use rustix::fs::OFlags;

use crate::contents::Contents;
use crate::job::limits::LimitExceeded;
use crate::process::locked_folder::LockedFolder;

/// A locked folder with room for so many bytes.
#[derive(Debug)]
pub struct JobFolder {
    folder: LockedFolder,
    limit: u64,
    room: AtomicU64,
}

impl JobFolder {
    pub fn create(temp_dir: &Path, limit: u64) -> io::Result<Self> {
        Ok(Self {
            folder: LockedFolder::create(temp_dir)?,
            limit,
            room: AtomicU64::new(limit),
        })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Bytes that may yet be put there.
    pub fn room(&self) -> u64 {
        self.room.load(Ordering::Relaxed)
    }

    pub fn is_on_full_disk(&self) -> bool {
        self.folder.is_on_full_disk()
    }

    /// Takes room for a file, which may take the place of an earlier one.
    pub fn take_room_for(&self, path: &Path, bytes: usize) -> io::Result<()> {
        let earlier = fs::symlink_metadata(path).map_or(0, |file| file.len());
        match (bytes as u64).checked_sub(earlier) {
            Some(more) => self.take_room(more),
            None => {
                self.give_back(earlier - bytes as u64);
                Ok(())
            }
        }
    }

    fn take_room(&self, bytes: u64) -> io::Result<()> {
        let Some(left) = self.room().checked_sub(bytes) else {
            return Err(io::Error::other(LimitExceeded::WorkspaceBytes(self.limit)));
        };
        self.room.store(left, Ordering::Relaxed);
        Ok(())
    }

    fn give_back(&self, bytes: u64) {
        let room = self.room().saturating_add(bytes).min(self.limit);
        self.room.store(room, Ordering::Relaxed);
    }

    /// Takes on a file that a process has left in the folder.
    pub fn take_on(&self, name: &str) -> io::Result<JobFile<'_>> {
        let path = self.path().join(name);
        let bytes = fs::symlink_metadata(&path)?.len();
        self.take_room(bytes)?;
        Ok(JobFile {
            folder: self,
            path,
            bytes,
        })
    }

    /// Takes on a file that a process has left, under another name, so that what
    /// the next process leaves is not taken for it.
    pub fn take_on_as(&self, left: &str, name: &str) -> io::Result<JobFile<'_>> {
        fs::rename(self.path().join(left), self.path().join(name))?;
        self.take_on(name)
    }

    /// Writes a file for the next process.
    pub fn put(&self, name: &str, bytes: &Bytes) -> io::Result<JobFile<'_>> {
        let path = self.path().join(name);
        self.take_room_for(&path, bytes.len())?;
        fs::write(&path, bytes)?;
        Ok(JobFile {
            folder: self,
            path,
            bytes: bytes.len() as u64,
        })
    }

    /// Removes everything. Dropping does the same, but cannot say that it failed.
    pub fn close(self) -> io::Result<()> {
        self.folder.close()
    }
}

/// A file of the job, gone when nobody needs it any more.
#[derive(Debug)]
pub struct JobFile<'a> {
    folder: &'a JobFolder,
    path: PathBuf,
    bytes: u64,
}

impl<'a> JobFile<'a> {
    /// The same file under another name.
    pub fn link(&self, name: &str) -> io::Result<JobFile<'a>> {
        let path = self.folder.path().join(name);
        fs::hard_link(&self.path, &path)?;
        Ok(JobFile {
            folder: self.folder,
            path,
            bytes: 0,
        })
    }

    /// Its name in the job's folder.
    pub fn name(&self) -> &str {
        let name = self.path.file_name().and_then(|name| name.to_str());
        name.expect("the names of these files are our own")
    }

    pub fn read(&self) -> io::Result<Vec<u8>> {
        let mut file = self.open(OFlags::RDONLY)?;
        let mut bytes = Vec::with_capacity(usize::try_from(self.bytes).unwrap_or_default());
        io::Read::read_to_end(&mut file, &mut bytes)?;
        Ok(bytes)
    }

    /// What is in it, to be had when the file has no name any more.
    pub fn contents(&self) -> io::Result<Contents> {
        /// What is smaller needs no descriptor, of which there are few.
        const SMALL: u64 = 1 << 20;
        if self.bytes <= SMALL {
            return Ok(Bytes::from(self.read()?).into());
        }
        let file = self.open(OFlags::RDONLY)?;
        let bytes = file.metadata()?.len();
        Ok(Contents::File(Arc::new(file), bytes))
    }

    /// Writes places of it anew that were changed in what was read.
    pub fn patch(&self, bytes: &[u8], places: &[Range<usize>]) -> io::Result<()> {
        if places.is_empty() {
            return Ok(());
        }
        let file = self.open(OFlags::WRONLY)?;
        for place in places {
            file.write_all_at(&bytes[place.clone()], place.start as u64)?;
        }
        Ok(())
    }

    /// The engine, which made some of them, is not trusted: it may have left a
    /// link to something else, or a FIFO, at which an open would wait for ever.
    fn open(&self, how: OFlags) -> io::Result<fs::File> {
        let flags = how | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = rustix::fs::open(&self.path, flags, rustix::fs::Mode::empty())?;
        let file = fs::File::from(file);
        match file.metadata()?.is_file() {
            true => Ok(file),
            false => Err(io::Error::other("what was left is not a file")),
        }
    }
}

impl Drop for JobFile<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
        self.folder.give_back(self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_when_it_closes_or_is_dropped() {
        let temp = tempfile::tempdir().unwrap();
        for close in [true, false] {
            let folder = JobFolder::create(temp.path(), 100).unwrap();
            let path = folder.path().to_owned();
            fs::write(path.join("a"), "x").unwrap();
            if close {
                folder.close().unwrap();
            } else {
                drop(folder);
            }
            assert!(!path.exists());
        }
    }

    #[test]
    fn room_comes_back_with_the_file() {
        let temp = tempfile::tempdir().unwrap();
        let folder = JobFolder::create(temp.path(), 10).unwrap();
        let file = folder.put("a", &Bytes::from_static(b"1234567")).unwrap();
        assert_eq!(folder.room(), 3);
        assert!(folder.put("b", &Bytes::from_static(b"1234")).is_err());
        drop(file);
        assert_eq!(folder.room(), 10);
        assert!(!folder.path().join("a").exists());
    }

    #[test]
    fn only_the_changed_places_are_written() {
        let temp = tempfile::tempdir().unwrap();
        let folder = JobFolder::create(temp.path(), 100).unwrap();
        let file = folder.put("a", &Bytes::from_static(b"0123456789")).unwrap();
        file.patch(b"abcdefghij", &[2..4, 8..9]).unwrap();
        assert_eq!(file.read().unwrap(), b"01cd4567i9");
    }

    #[test]
    fn a_link_to_elsewhere_is_not_followed() {
        let temp = tempfile::tempdir().unwrap();
        let folder = JobFolder::create(temp.path(), 100).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("result.pdf")).unwrap();
        let file = folder.take_on("result.pdf").unwrap();
        assert!(file.read().is_err());
    }

    #[test]
    fn nobody_waits_at_a_fifo() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let temp = tempfile::tempdir().unwrap();
        let folder = JobFolder::create(temp.path(), 100).unwrap();
        let path = folder.path().join("result.pdf");
        mknodat(CWD, &path, FileType::Fifo, Mode::RWXU, 0).unwrap();
        let file = folder.take_on("result.pdf").unwrap();
        assert!(file.read().is_err());
    }
}
