//! What the engine finds in the job's folder (`pipeline/folder.rs`).
//!
//! ```text
//! html2pdf-<uid>/job-XXXXXXXXXXXXXXXX/
//!   document/index.html    what the engine is told to print
//!   document/logo.png      a link to the asset
//!   assets/logo.png        the only folder that the document may read
//!   fonts                  a link to the fonts of the bundle
//!   home/                  where the engine keeps what it keeps
//!   proxy                  the socket of the egress proxy
//!   result.pdf
//! ```
//! The document lies outside the folder that it may read, and its assets are
//! read-only: a script may overwrite what it may read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};

use url::Url;

use crate::job::Asset;
use crate::pipeline::folder::JobFolder;

const DOCUMENT: &str = "document";
const BYTE_ORDER_MARK: &str = "\u{feff}";

pub struct Workspace<'a> {
    folder: &'a JobFolder,
    document_url: Url,
}

impl<'a> Workspace<'a> {
    /// What the engine may call the folder it is at work in.
    pub const HERE: &'static str = "/proc/self/cwd";
    /// A link to the bundle's fonts, so that their path too is always the same:
    /// the engine orders fonts by it.
    pub const FONTS: &'static str = "fonts";
    /// What the engine is told to write.
    pub const RESULT: &'static str = "result.pdf";

    /// Makes its folders in that of a job.
    pub fn create(folder: &'a JobFolder) -> io::Result<Self> {
        let here = Path::new(Self::HERE);
        let root = if here.exists() { here } else { folder.path() };
        let document = root.join(DOCUMENT).join(Asset::DOCUMENT);
        let workspace = Self {
            document_url: Url::from_file_path(document).expect("both are absolute paths"),
            folder,
        };
        for part in [workspace.document(), workspace.assets(), workspace.home()] {
            DirBuilder::new().mode(0o700).create(part)?;
        }
        Ok(workspace)
    }

    /// Writes a text where documents lie, and returns its address. As UTF-8,
    /// whatever it says of itself: the engine believes a byte order mark before
    /// anything else.
    pub fn put_text(&self, name: &str, text: &str) -> io::Result<Url> {
        let path = self.document().join(name);
        self.folder
            .take_room_for(&path, BYTE_ORDER_MARK.len() + text.len())?;
        let mut file = own_file(&path)?;
        if !text.starts_with(BYTE_ORDER_MARK) {
            file.write_all(BYTE_ORDER_MARK.as_bytes())?;
        }
        file.write_all(text.as_bytes())?;
        Ok(self.document_url.join(name).expect("a plain file name"))
    }

    /// The same for a text that the engine loads like a resource: a header, a
    /// footer, a style sheet. It lies where the assets are, under a name that none can have.
    pub fn put_resource(&self, name: &str, text: &str) -> io::Result<Url> {
        let beside = self.document().join(name);
        let path = self.assets().join(name);
        self.folder
            .take_room_for(&path, BYTE_ORDER_MARK.len() + text.len())?;
        let _ = fs::remove_file(&path);
        new_file(&path, 0o400)?.write_all(format!("{BYTE_ORDER_MARK}{text}").as_bytes())?;
        if fs::symlink_metadata(&beside).is_err() {
            symlink(Path::new("../assets").join(name), beside)?;
        }
        Ok(self.document_url.join(name).expect("a plain file name"))
    }

    /// Writes a file that the engine itself reads, not a document.
    pub fn put_file(&self, name: &str, text: &str) -> io::Result<PathBuf> {
        let path = self.path().join(name);
        self.folder.take_room_for(&path, text.len())?;
        own_file(&path)?.write_all(text.as_bytes())?;
        Ok(path)
    }

    pub fn put_asset(&self, asset: &Asset) -> io::Result<()> {
        let path = self.assets().join(asset.name());
        self.folder.take_room_for(&path, asset.bytes.len())?;
        // A job whose scripts write styles is made ready twice.
        let _ = fs::remove_file(&path);
        new_file(&path, 0o400)?.write_all(&asset.bytes)?;
        let beside = self.document().join(asset.name());
        if fs::symlink_metadata(&beside).is_err() {
            symlink(Path::new("../assets").join(asset.name()), beside)?;
        }
        Ok(())
    }

    pub fn link_fonts(&self, fonts: &Path) -> io::Result<()> {
        symlink(fonts, self.path().join(Self::FONTS))
    }

    /// The address under which the engine, at work in this folder, finds the
    /// document. It is the same for every job: the engine writes it into the
    /// PDF where a document links to its own parts, and it orders things by it.
    pub fn document_url(&self) -> &Url {
        &self.document_url
    }

    pub fn path(&self) -> &'a Path {
        self.folder.path()
    }

    fn document(&self) -> PathBuf {
        self.path().join(DOCUMENT)
    }

    pub fn assets(&self) -> PathBuf {
        self.path().join("assets")
    }

    pub fn home(&self) -> PathBuf {
        self.path().join("home")
    }

    pub fn result(&self) -> PathBuf {
        self.path().join(Self::RESULT)
    }
}

/// A file that we may write anew, for the next run.
fn own_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}

fn new_file(path: &Path, mode: u32) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use std::os::unix::fs::PermissionsExt;

    fn folder(temp: &tempfile::TempDir, room: u64) -> JobFolder {
        JobFolder::create(temp.path(), room).unwrap()
    }

    #[test]
    fn the_document_is_not_where_it_may_read() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(&temp, u64::MAX);
        let workspace = Workspace::create(&folder).unwrap();
        workspace.put_text(Asset::DOCUMENT, "<p>x").unwrap();
        workspace
            .put_asset(&Asset::new("a.png", Bytes::from_static(b"x")).unwrap())
            .unwrap();
        let beside = workspace.document().join("a.png");
        assert_eq!(
            fs::canonicalize(&beside).unwrap().parent().unwrap(),
            fs::canonicalize(workspace.assets()).unwrap()
        );
        assert_eq!(fs::read_dir(workspace.assets()).unwrap().count(), 1);
        assert_eq!(
            fs::metadata(beside).unwrap().permissions().mode() & 0o222,
            0
        );
    }

    #[test]
    fn no_more_is_put_there_than_there_is_room() {
        let temp = tempfile::tempdir().unwrap();
        let folder = folder(&temp, 13);
        let workspace = Workspace::create(&folder).unwrap();
        // In the place of the first, so it takes no more room.
        for text in ["12345678", "12345678", "1234"] {
            workspace.put_text(Asset::DOCUMENT, text).unwrap();
        }
        let asset = |bytes| Asset::new("a.png", Bytes::from_static(bytes)).unwrap();
        let refused = workspace.put_asset(&asset(b"1234567")).unwrap_err();
        assert!(matches!(
            crate::error::Error::from(refused),
            crate::error::Error::LimitExceeded(_)
        ));
        workspace.put_asset(&asset(b"12")).unwrap();
    }
}
