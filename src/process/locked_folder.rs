//! A folder that belongs to whoever holds its lock, under the temporary folder.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use rustix::fs::statvfs;

const PREFIX: &str = "html2pdf-";

/// A folder that is ours for as long as we hold it: one that nobody holds is
/// left over from a run that was killed.
#[derive(Debug)]
pub struct LockedFolder {
    folder: Folder,
    _hold: File,
}

/// Removed when dropped, or as soon as that can be done.
#[derive(Debug)]
struct Folder(PathBuf);

/// Folders that could not be removed when their time had come: without a free
/// descriptor, nobody can look into them.
static LEFT: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

impl Folder {
    fn create(temp_dir: &Path) -> io::Result<Self> {
        let left = std::mem::take(&mut *LEFT.lock().unwrap_or_else(PoisonError::into_inner));
        for path in left {
            drop(Self(path));
        }
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(temp_dir)?;
        Ok(Self(folder.keep()))
    }

    fn remove(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.remove().is_err() {
            let mut left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
            left.push(std::mem::take(&mut self.0));
        }
    }
}

impl LockedFolder {
    pub fn create(temp_dir: &Path) -> io::Result<Self> {
        let folder = Folder::create(temp_dir)?;
        let hold = File::open(&folder.0)?;
        hold.try_lock()?;
        Ok(Self {
            folder,
            _hold: hold,
        })
    }

    /// Removes it. Dropping does the same, but cannot say that it failed.
    pub fn close(self) -> io::Result<()> {
        self.folder.remove()
    }

    pub fn path(&self) -> &Path {
        &self.folder.0
    }

    /// Whether the disk is full that it lies on.
    pub fn is_on_full_disk(&self) -> bool {
        /// Who writes in steps stops before the last byte.
        const NOTHING: u64 = 64 << 10;
        statvfs(self.path()).is_ok_and(|disk| {
            disk.f_bavail.saturating_mul(disk.f_frsize) < NOTHING
                || (disk.f_files > 0 && disk.f_favail == 0)
        })
    }
}

/// Removes folders that an earlier run left behind because it was killed.
/// Returns how many.
pub fn sweep(temp_dir: &Path) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(temp_dir)? {
        let Ok(entry) = entry else { continue };
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX)
            && entry.file_type().is_ok_and(|kind| kind.is_dir());
        if ours && is_left_over(&entry.path()) {
            match fs::remove_dir_all(entry.path()) {
                Ok(()) => removed += 1,
                Err(error) => tracing::warn!(%error, "a leftover folder could not be removed"),
            }
        }
    }
    Ok(removed)
}

fn is_left_over(folder: &Path) -> bool {
    // A folder is made a moment before it is held.
    const JUST_MADE: Duration = Duration::from_secs(2);
    let age = fs::metadata(folder)
        .and_then(|metadata| metadata.modified())
        .map(|made| SystemTime::now().duration_since(made).unwrap_or_default());
    age.is_ok_and(|age| age > JUST_MADE)
        && File::open(folder).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sweeps_what_nobody_holds() {
        let temp = tempfile::tempdir().unwrap();
        let held = LockedFolder::create(temp.path()).unwrap();
        let old = temp.path().join("html2pdf-killed");
        fs::create_dir_all(old.join("assets")).unwrap();
        let others = temp.path().join("somebody-elses");
        fs::create_dir(&others).unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(60);
        for folder in [&old, &others, &held.path().to_owned()] {
            File::open(folder).unwrap().set_modified(long_ago).unwrap();
        }
        assert_eq!(sweep(temp.path()).unwrap(), 1);
        assert!(!old.exists());
        assert!(others.exists());
        assert!(held.path().exists());
    }
}
