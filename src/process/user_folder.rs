//! The folder in which all job folders of one user lie: `html2pdf-<uid>` in the
//! temporary folder. Whatever lies there is ours, and may be removed when nobody
//! holds its lock.
//!
//! The temporary folder is open to everybody, so this name is taken for ours only
//! if it is a folder and no link, of our user, of mode 0700, and has our marker in
//! it. An empty one without a marker gets one: there is nothing in it to be lost.
//!
//! Several services of the user share it. Each locks it while it makes a job
//! folder, and alone while it looks for those that a killed run has left, or
//! removes it because it is empty: so a folder that is made but not yet locked is
//! not taken for one that was left.

use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{
    AtFlags, CWD, FileType, FlockOperation, Mode, OFlags, flock, fstat, mkdirat, openat, statat,
    unlinkat,
};
use rustix::io::Errno;
use rustix::process::geteuid;

use super::remove::{names, open_folder};

const MARKER: &str = "made-by-html2pdf";

/// How long others may be in the way, who need no more than moments for each step.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct UserFolder {
    folder: OwnedFd,
    path: PathBuf,
}

/// Whether the folder can be used.
pub(super) enum Entered {
    Ours(UserFolder),
    /// Something else has its name: the reason.
    NotOurs(&'static str),
    /// It has been removed meanwhile, or is not there yet.
    Missing,
}

impl UserFolder {
    pub fn path_in(temp_dir: &Path) -> PathBuf {
        temp_dir.join(format!("html2pdf-{}", geteuid().as_raw()))
    }

    /// Makes it where it is not there.
    pub fn make(temp_dir: &Path) -> io::Result<Entered> {
        match mkdirat(CWD, Self::path_in(temp_dir), Mode::RWXU) {
            // What cannot be opened is not left behind.
            Ok(()) => Self::open(temp_dir).inspect_err(|_| {
                let _ = unlinkat(CWD, Self::path_in(temp_dir), AtFlags::REMOVEDIR);
            }),
            Err(Errno::EXIST) => Self::open(temp_dir),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens it if it is ours.
    pub fn open(temp_dir: &Path) -> io::Result<Entered> {
        let path = Self::path_in(temp_dir);
        let folder = match open_folder(CWD, &path) {
            Ok(folder) => folder,
            Err(Errno::NOENT) => return Ok(Entered::Missing),
            Err(Errno::NOTDIR | Errno::LOOP) => {
                return Ok(Entered::NotOurs("it is not a folder"));
            }
            Err(Errno::ACCESS) => return Ok(Entered::NotOurs("it may not be opened")),
            Err(error) => return Err(error.into()),
        };
        let status = fstat(&folder)?;
        if status.st_uid != geteuid().as_raw() {
            return Ok(Entered::NotOurs("it belongs to another user"));
        }
        if Mode::from_raw_mode(status.st_mode) & (Mode::RWXU | Mode::RWXG | Mode::RWXO)
            != Mode::RWXU
        {
            return Ok(Entered::NotOurs("its mode is not 0700"));
        }
        let user_folder = Self { folder, path };
        if user_folder.has_marker()? {
            return Ok(Entered::Ours(user_folder));
        }
        user_folder.mark_if_empty()
    }

    fn has_marker(&self) -> io::Result<bool> {
        match statat(&self.folder, MARKER, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(status) => Ok(FileType::from_raw_mode(status.st_mode) == FileType::RegularFile),
            Err(Errno::NOENT) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn mark_if_empty(self) -> io::Result<Entered> {
        let Some(lock) = self.lock(Lock::Alone) else {
            return Ok(Entered::NotOurs("it is locked"));
        };
        // Another service may have been faster.
        if !self.has_marker()? {
            if !names(&self.folder)?.is_empty() {
                return Ok(Entered::NotOurs("there is something else in it"));
            }
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
            match openat(&self.folder, MARKER, flags, Mode::RUSR | Mode::WUSR) {
                Ok(_) => {}
                Err(Errno::NOENT) => return Ok(Entered::Missing),
                Err(error) => return Err(error.into()),
            }
        }
        drop(lock);
        Ok(Entered::Ours(self))
    }

    /// `None` where somebody else keeps it locked: one who was stopped in the
    /// middle of it, as all others need no more than a moment.
    pub fn lock(&self, lock: Lock) -> Option<LockGuard<'_>> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(guard) = self.try_lock(lock) {
                return Some(guard);
            }
            if Instant::now() > until {
                return None;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }

    fn try_lock(&self, lock: Lock) -> Option<LockGuard<'_>> {
        let operation = match lock {
            Lock::Shared => FlockOperation::NonBlockingLockShared,
            Lock::Alone => FlockOperation::NonBlockingLockExclusive,
        };
        flock(&self.folder, operation).ok()?;
        Some(LockGuard(self))
    }

    /// The names of the job folders in it.
    pub fn jobs(&self) -> io::Result<Vec<CString>> {
        let mut names = names(&self.folder)?;
        names.retain(|name| name.to_bytes() != MARKER.as_bytes());
        Ok(names)
    }

    pub fn has(&self, job: &CStr) -> bool {
        statat(&self.folder, job, AtFlags::SYMLINK_NOFOLLOW).is_ok()
    }

    /// Removes it if no job is in it, and nobody is about to make one. Whoever has
    /// it open then finds that it can make nothing in it any more.
    pub fn remove_if_empty(&self) {
        let is_empty = || self.jobs().is_ok_and(|jobs| jobs.is_empty());
        // Mostly other jobs are there, and nobody waits for a lock.
        if !is_empty() {
            return;
        }
        let Some(_lock) = self.lock(Lock::Alone) else {
            return;
        };
        if is_empty() {
            let _ = unlinkat(&self.folder, MARKER, AtFlags::empty());
            // By now another folder may have its name: it stays, unless it is
            // empty, and then whoever made it makes it again.
            let _ = unlinkat(CWD, &self.path, AtFlags::REMOVEDIR);
        }
    }
}

impl AsFd for UserFolder {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.folder.as_fd()
    }
}

#[derive(Clone, Copy)]
pub(super) enum Lock {
    /// With others who make job folders.
    Shared,
    Alone,
}

/// Unlocks when dropped.
pub(super) struct LockGuard<'a>(&'a UserFolder);

impl Drop for LockGuard<'_> {
    fn drop(&mut self) {
        let _ = flock(&self.0.folder, FlockOperation::Unlock);
    }
}
