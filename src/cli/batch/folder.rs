//! The folder that outputs go to. Nothing is written beside it: names are checked,
//! and no link is followed on the way.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use rustix::fs::{
    AtFlags, CWD, Dir, FileType, Mode, OFlags, RenameFlags, mkdirat, openat, renameat,
    renameat_with, statat, unlinkat,
};
use rustix::io::Errno;

use crate::contents::Contents;

use super::journal;

/// Where files are until they are whole.
const ASIDE: &str = ".html2pdf-batch";

pub struct Folder {
    root: OwnedFd,
    aside: OwnedFd,
    path: PathBuf,
}

impl Folder {
    pub fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        std::fs::create_dir_all(path).with_context(|| format!("cannot make {shown}"))?;
        let root = openat(CWD, path, FOLDER, Mode::empty());
        let root = root.with_context(|| format!("cannot open {shown}"))?;
        let aside = enter(root.as_fd(), ASIDE.as_ref(), Mode::RWXU);
        let aside = aside.with_context(|| format!("cannot use {shown}/{ASIDE}"))?;
        Ok(Self {
            root,
            aside,
            path: path.to_owned(),
        })
    }

    /// Opens the journal.
    pub fn open_journal(&self) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::APPEND | OFlags::CREATE | NO_LINK;
        let file = openat(&self.root, journal::NAME, flags, FILE_MODE)?;
        Ok(file.into())
    }

    /// Removes what a killed run has left. Only for who has the journal's lock.
    pub fn clear(&self) -> io::Result<()> {
        for entry in Dir::read_from(&self.aside)? {
            let entry = entry?;
            let name = entry.file_name();
            if name != c"." && name != c".." {
                unlinkat(&self.aside, name, AtFlags::empty())?;
            }
        }
        Ok(())
    }

    /// The path that an output would have, to be shown or compared.
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Whether something has this name.
    pub fn has(&self, name: &str) -> bool {
        std::fs::symlink_metadata(self.path(name)).is_ok()
    }

    /// Whether a file of so many bytes has this name.
    pub fn has_file(&self, name: &str, bytes: u64) -> bool {
        let metadata = std::fs::symlink_metadata(self.path(name));
        metadata.is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes)
    }

    /// Writes a file aside.
    pub fn put_aside(&self, line: u64, contents: &Contents) -> io::Result<Aside<'_>> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | NO_LINK;
        let name = line.to_string();
        let file = openat(&self.aside, name.as_str(), flags, FILE_MODE)?;
        let aside = Aside { folder: self, name };
        contents.write_to(File::from(file))?;
        Ok(aside)
    }

    /// Opens the folder in which an output lies, and makes it where it is not there.
    fn parent(&self, name: &str) -> io::Result<OwnedFd> {
        let mut at = self.root.try_clone()?;
        let parent = Path::new(name).parent().unwrap_or(Path::new(""));
        for part in parent {
            at = enter(at.as_fd(), part.as_ref(), Mode::from_raw_mode(0o777))?;
        }
        Ok(at)
    }
}

impl Drop for Folder {
    /// Removes what is only needed while files are written.
    fn drop(&mut self) {
        let _ = unlinkat(&self.root, ASIDE, AtFlags::REMOVEDIR);
    }
}

const NO_LINK: OFlags = OFlags::NOFOLLOW.union(OFlags::CLOEXEC);
const FOLDER: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::CLOEXEC);
/// Without what the umask takes away.
const FILE_MODE: Mode = Mode::from_raw_mode(0o666);

fn enter(at: std::os::fd::BorrowedFd<'_>, name: &Path, mode: Mode) -> io::Result<OwnedFd> {
    match mkdirat(at, name, mode) {
        Ok(()) | Err(Errno::EXIST) => {}
        Err(error) => return Err(error.into()),
    }
    match openat(at, name, FOLDER | OFlags::NOFOLLOW, Mode::empty()) {
        Err(Errno::LOOP | Errno::NOTDIR) => {
            let why = format!(
                "{} is no folder, or a link, and links are not followed",
                name.display()
            );
            Err(io::Error::other(why))
        }
        opened => Ok(opened?),
    }
}

/// A file that is written and has not its name yet; removed when it is dropped.
pub struct Aside<'a> {
    folder: &'a Folder,
    name: String,
}

/// A file that waits for its name: all that can be refused has been.
pub struct Ready<'a> {
    aside: Aside<'a>,
    parent: OwnedFd,
    name: String,
}

impl<'a> Aside<'a> {
    /// Goes to where the output lies, and removes what is there, if it may be.
    pub fn ready(self, name: &str, may_replace: bool) -> io::Result<Ready<'a>> {
        let parent = self.folder.parent(name)?;
        let file = Path::new(name).file_name().unwrap_or_default();
        let file = file.to_str().unwrap_or_default().to_owned();
        match statat(&parent, file.as_str(), AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => {}
            Err(error) => return Err(error.into()),
            Ok(_) if !may_replace => return Err(Errno::EXIST.into()),
            Ok(status) if FileType::from_raw_mode(status.st_mode) == FileType::Directory => {
                return Err(Errno::ISDIR.into());
            }
            Ok(_) => unlinkat(&parent, file.as_str(), AtFlags::empty())?,
        }
        Ok(Ready {
            aside: self,
            parent,
            name: file,
        })
    }
}

impl Ready<'_> {
    /// Gives the file its name, unless another one has got it meanwhile.
    pub fn place(self) -> io::Result<()> {
        let (from, to) = (&self.aside.folder.aside, &self.parent);
        let (old, new) = (self.aside.name.as_str(), self.name.as_str());
        match renameat_with(from, old, to, new, RenameFlags::NOREPLACE) {
            // Some file systems cannot.
            Err(Errno::INVAL | Errno::NOSYS) => renameat(from, old, to, new)?,
            renamed => renamed?,
        }
        Ok(())
    }
}

impl Drop for Aside<'_> {
    fn drop(&mut self) {
        let _ = unlinkat(&self.folder.aside, self.name.as_str(), AtFlags::empty());
    }
}

/// Says what is wrong with the name of an output.
pub fn check(name: &str) -> Result<(), &'static str> {
    const LONGEST: usize = 255;
    let path = Path::new(name);
    if name.is_empty() || name.ends_with('/') {
        return Err("names no file; write a name such as 0001.pdf, or leave it out");
    }
    if name.chars().any(char::is_control) {
        return Err("has a control character in it; leave that out");
    }
    for part in path.components() {
        match part {
            Component::Normal(part) if part.len() > LONGEST => {
                return Err("is longer than a file's name may be; shorten it");
            }
            Component::Normal(_) => {}
            _ => return Err("leads out of the folder; write a path below it, without .. and /"),
        }
    }
    let first = path.components().next();
    if first.is_some_and(|part| {
        [ASIDE, journal::NAME]
            .map(AsRef::as_ref)
            .contains(&part.as_os_str())
    }) {
        return Err("is a name that the batch itself uses; choose another one");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_files_below_the_folder() {
        for good in ["a.pdf", "2026/11/a.pdf", "청구서 1.pdf", "..a", "a..b/c"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../a.pdf",
            "a/../../b.pdf",
            "a/..",
            "./a",
            "a/",
            "a\nb",
            "a\0b",
            ".html2pdf-batch/1",
            "html2pdf-batch.jsonl",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
        assert!(check(&"a".repeat(256)).is_err());
    }

    #[test]
    fn links_are_not_followed_and_files_are_not_overwritten() {
        let (out, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(other.path(), out.path().join("link")).unwrap();
        std::fs::write(other.path().join("kept"), "old").unwrap();
        std::os::unix::fs::symlink(other.path().join("kept"), out.path().join("file")).unwrap();
        let folder = Folder::open(out.path()).unwrap();
        let put = |name: &str, may_replace: bool| {
            let aside = folder.put_aside(1, &bytes::Bytes::from_static(b"new").into())?;
            aside.ready(name, may_replace)?.place()
        };
        assert!(put("link/a.pdf", true).is_err());
        assert_eq!(
            put("file", false).unwrap_err().kind(),
            io::ErrorKind::AlreadyExists
        );
        put("file", true).unwrap();
        put("deep/er/a.pdf", false).unwrap();
        assert!(put("deep", true).is_err());
        assert_eq!(std::fs::read_dir(other.path()).unwrap().count(), 1);
        assert_eq!(std::fs::read(other.path().join("kept")).unwrap(), b"old");
        assert_eq!(std::fs::read(out.path().join("file")).unwrap(), b"new");
        assert!(folder.has_file("deep/er/a.pdf", 3) && !folder.has_file("deep/er/a.pdf", 4));
        drop(folder);
        assert!(!out.path().join(ASIDE).exists());
    }
}
