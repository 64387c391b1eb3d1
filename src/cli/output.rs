//! Where `render` writes its product. A file is written aside and then takes its
//! place, so that a fault leaves an old one whole; what is no file, such as standard
//! output, a device or a pipe, is written directly.

use std::fs::{self, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::contents::Contents;
use crate::error::Error;
use crate::job::options::{Deliver, Options};
use crate::message::Message;

/// Refuses what only a service can answer.
///
/// # Errors
/// What the job asks for, and the remedy.
pub fn check(options: &Options) -> Result<(), Error> {
    if options.delivery.how == Deliver::Link {
        let why = Message::new(
            "a link is what a service answers, and this writes a file",
            "leave it out; deliver_to puts the document at an address",
        );
        return Err(Error::field("deliver", why));
    }
    Ok(())
}

/// Whether two paths lead to one file, by whatever names or links. What is no file,
/// such as `/dev/null`, may be both read and written.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let identity = |path: &Path| {
        let metadata = fs::metadata(path).ok().filter(Metadata::is_file)?;
        Some((metadata.dev(), metadata.ino()))
    };
    identity(one).is_some_and(|one| Some(one) == identity(other))
}

/// Writes the product; `None` is standard output.
pub fn write(path: Option<&Path>, contents: &Contents) -> anyhow::Result<()> {
    match path {
        Some(path) => {
            write_file(path, contents).with_context(|| format!("cannot write {}", path.display()))
        }
        None => write_standard_output(contents).context("cannot write standard output"),
    }
}

fn write_standard_output(contents: &Contents) -> io::Result<()> {
    let mut out = io::stdout().lock();
    contents.write_to(&mut out)?;
    out.flush()
}

fn write_file(path: &Path, contents: &Contents) -> io::Result<()> {
    match Place::of(path)? {
        Place::Stream => contents.write_to(OpenOptions::new().write(true).open(path)?),
        Place::StandardOutput => write_standard_output(contents),
        Place::File(path) => write_aside(&path, contents),
    }
}

/// What a path leads to.
enum Place {
    /// A device, a pipe, or a descriptor of ours.
    Stream,
    /// Ours: another handle would write from the beginning of its file.
    StandardOutput,
    /// A file, or a place where there is none yet. Not a link, which shall stay.
    File(PathBuf),
}

impl Place {
    fn of(path: &Path) -> io::Result<Self> {
        /// As many as Linux follows.
        const MOST_LINKS: usize = 40;
        let mut path = path.to_owned();
        for _ in 0..MOST_LINKS {
            if is_descriptor(&path) {
                return Ok(match is_standard_output(&path) {
                    true => Self::StandardOutput,
                    false => Self::Stream,
                });
            }
            let metadata = match fs::symlink_metadata(&path) {
                Ok(metadata) => metadata,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Ok(Self::File(path));
                }
                Err(error) => return Err(error),
            };
            if metadata.is_symlink() {
                let to = fs::read_link(&path)?;
                path = path.parent().unwrap_or(Path::new("")).join(to);
            } else if metadata.is_file() {
                return Ok(Self::File(path));
            } else {
                return Ok(Self::Stream);
            }
        }
        Err(io::Error::other("too many links"))
    }
}

/// Whether a path is a descriptor of a process: `/dev/stdout` and `/dev/fd/1` lead
/// to such a one.
fn is_descriptor(path: &Path) -> bool {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    folder.is_some_and(|folder| folder.starts_with("/proc") && folder.ends_with("fd"))
}

fn is_standard_output(path: &Path) -> bool {
    let own = rustix::fs::fstat(io::stdout());
    let that = rustix::fs::stat(path);
    matches!((own, that), (Ok(own), Ok(that)) if (own.st_dev, own.st_ino) == (that.st_dev, that.st_ino))
}

/// Writes a file beside the one whose place it then takes.
fn write_aside(path: &Path, contents: &Contents) -> io::Result<()> {
    let old = match OpenOptions::new().write(true).open(path) {
        // Its owner may have forbidden to write it, though its folder may be written.
        Ok(file) => Some(file.metadata()?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut aside = tempfile::Builder::new()
        .prefix(".html2pdf-")
        // Without those that the umask takes away.
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)?;
    contents.write_to(&mut aside)?;
    if let Some(old) = old {
        take_over(aside.as_file(), aside.path(), &old)?;
    }
    aside.persist(path)?;
    Ok(())
}

/// Gives a file the owner and the permissions of the one whose place it takes.
fn take_over(file: &File, path: &Path, old: &Metadata) -> io::Result<()> {
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        // Only root may give files away.
        let _ = chown(path, Some(old.uid()), Some(old.gid()));
    }
    file.set_permissions(Permissions::from_mode(old.mode() & 0o7777))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use bytes::Bytes;

    use super::*;

    /// Writes a small product.
    fn put(path: &Path) -> anyhow::Result<()> {
        write(Some(path), &Bytes::from_static(b"new").into())
    }

    #[test]
    fn a_file_is_the_same_by_each_of_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a.html"), "a").unwrap();
        fs::write(path("b.html"), "a").unwrap();
        fs::hard_link(path("a.html"), path("hard")).unwrap();
        symlink("a.html", path("soft")).unwrap();
        for name in ["a.html", "hard", "soft", "../", "./a.html"] {
            let same = is_same_file(&path("a.html"), &path(name));
            assert_eq!(same, name != "../", "{name}");
        }
        for other in ["b.html", "none"] {
            assert!(!is_same_file(&path("a.html"), &path(other)), "{other}");
        }
        assert!(!is_same_file(&path("none"), &path("none")));
        let device = Path::new("/dev/null");
        assert!(!is_same_file(device, device));
    }

    #[test]
    fn a_file_keeps_its_permissions_and_its_links() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("deep")).unwrap();
        fs::write(path("deep/a.pdf"), "old").unwrap();
        fs::set_permissions(path("deep/a.pdf"), Permissions::from_mode(0o640)).unwrap();
        symlink("deep/a.pdf", path("link.pdf")).unwrap();
        symlink("deep/new.pdf", path("dangling.pdf")).unwrap();

        put(&path("link.pdf")).unwrap();
        assert!(path("link.pdf").is_symlink());
        assert_eq!(fs::read(path("deep/a.pdf")).unwrap(), b"new");
        assert_eq!(
            fs::metadata(path("deep/a.pdf")).unwrap().mode() & 0o7777,
            0o640
        );

        put(&path("dangling.pdf")).unwrap();
        assert_eq!(fs::read(path("deep/new.pdf")).unwrap(), b"new");
        // As any other program makes a file.
        fs::write(path("other"), "").unwrap();
        let mode = |name: &str| fs::metadata(path(name)).unwrap().mode();
        assert_eq!(mode("deep/new.pdf"), mode("other"));
        assert_eq!(fs::read_dir(path("deep")).unwrap().count(), 2);
    }

    #[test]
    fn what_cannot_be_written_leaves_the_old_file_whole() {
        let folder = tempfile::tempdir().unwrap();
        let loop_ = folder.path().join("loop");
        symlink("loop", &loop_).unwrap();
        assert!(put(&loop_).is_err());
        assert!(put(folder.path()).is_err());
        assert!(put(&folder.path().join("none/a.pdf")).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
