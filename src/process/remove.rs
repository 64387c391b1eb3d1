//! Removes a folder with all that is in it, by its name in an open folder: no
//! path is resolved on the way, so no link can lead it to another place.

use std::ffi::{CStr, CString};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{AtFlags, Dir, Mode, OFlags, openat, unlinkat};
use rustix::io::{Errno, Result};
use rustix::path::Arg;

/// Opens a folder, and nothing else that has its name.
pub(super) fn open_folder(parent: impl AsFd, name: impl Arg) -> Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    openat(parent, name, flags, Mode::empty())
}

/// The names in an open folder.
pub(super) fn names(folder: impl AsFd) -> Result<Vec<CString>> {
    let mut names = Vec::new();
    for entry in Dir::read_from(folder)? {
        let entry = entry?;
        if !matches!(entry.file_name().to_bytes(), b"." | b"..") {
            names.push(entry.file_name().to_owned());
        }
    }
    Ok(names)
}

/// What is not there any more is no fault.
pub(super) fn remove_tree(parent: BorrowedFd<'_>, name: &CStr) -> Result<()> {
    match unlinkat(parent, name, AtFlags::empty()) {
        Err(Errno::ISDIR | Errno::PERM) => {}
        other => return unless_gone(other),
    }
    /// Whoever is about to die may still put a file there.
    const TRIES: usize = 3;
    let mut result = Ok(());
    for _ in 0..TRIES {
        let folder = match open_folder(parent, name) {
            Ok(folder) => folder,
            gone => return unless_gone(gone.map(drop)),
        };
        for name in names(&folder)? {
            remove_tree(folder.as_fd(), &name)?;
        }
        result = unless_gone(unlinkat(parent, name, AtFlags::REMOVEDIR));
        if result != Err(Errno::NOTEMPTY) {
            break;
        }
    }
    result
}

fn unless_gone(result: Result<()>) -> Result<()> {
    match result {
        Err(Errno::NOENT) => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_are_removed_and_not_followed() {
        let temp = tempfile::tempdir().unwrap();
        let others = tempfile::tempdir().unwrap();
        fs::write(others.path().join("kept"), "x").unwrap();
        let deep = temp.path().join("job/a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("file"), "x").unwrap();
        symlink(others.path(), deep.join("link")).unwrap();
        symlink(others.path(), temp.path().join("job/link")).unwrap();
        symlink(others.path(), temp.path().join("link")).unwrap();
        let parent = fs::File::open(temp.path()).unwrap();
        for name in [c"job", c"link", c"not-there"] {
            remove_tree(parent.as_fd(), name).unwrap();
        }
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 0);
        assert!(others.path().join("kept").exists());
    }
}
