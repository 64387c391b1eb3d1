//! A folder that is held by its lock, and how it is made and removed.

use std::ffi::{CString, OsStr};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Mode, mkdirat, unlinkat};
use rustix::io::Errno;

use super::remove::{open_folder, remove_tree};
use super::user_folder::UserFolder;

#[derive(Debug)]
pub(super) struct HeldFolder {
    pub parent: Parent,
    pub lock: LockedName,
}

#[derive(Debug)]
pub(super) enum Parent {
    Ours(UserFolder),
    /// The temporary folder itself.
    Everybodys(OwnedFd),
}

/// The name of a folder in its parent, and the lock by which no other service takes
/// it for one that was left.
#[derive(Debug)]
pub(super) struct LockedName {
    pub name: CString,
    _folder: File,
}

impl LockedName {
    /// Makes a folder of a name that nobody foresees. In a parent that has been
    /// removed there is [`NotFound`](io::ErrorKind::NotFound).
    pub fn make(parent: BorrowedFd<'_>, prefix: &str) -> io::Result<Self> {
        loop {
            let random = getrandom::u64().map_err(io::Error::other)?;
            let name = CString::new(format!("{prefix}-{random:016x}"))?;
            match mkdirat(parent, &name, Mode::RWXU) {
                Err(Errno::EXIST) => continue,
                made => made?,
            }
            return Self::lock(parent, name.clone()).inspect_err(|_| {
                let _ = unlinkat(parent, &name, AtFlags::REMOVEDIR);
            });
        }
    }

    /// Fails where somebody else holds it.
    pub fn lock(parent: BorrowedFd<'_>, name: CString) -> io::Result<Self> {
        let folder = File::from(open_folder(parent, &name)?);
        folder.try_lock()?;
        Ok(Self {
            name,
            _folder: folder,
        })
    }

    pub fn path_in(&self, parent: &Path) -> PathBuf {
        parent.join(OsStr::from_bytes(self.name.as_bytes()))
    }
}

impl HeldFolder {
    /// Removes it with all that is in it, and the folder of our user if it was the
    /// last one there. May be called again.
    pub fn remove(&self) -> io::Result<()> {
        match &self.parent {
            Parent::Everybodys(temp_dir) => remove_tree(temp_dir.as_fd(), &self.lock.name)?,
            Parent::Ours(user_folder) => {
                remove_tree(user_folder.as_fd(), &self.lock.name)?;
                user_folder.remove_if_empty();
            }
        }
        Ok(())
    }
}
