//! Files that no document may read.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, mknodat};
use tempfile::TempDir;

use crate::support::png;

use super::contents::{font, svg, xsl};
use super::{FILE, FILE_COLOUR};

/// Files that are no document's business.
pub struct Files {
    folder: TempDir,
}

impl Files {
    pub fn plant() -> Self {
        Self::plant_in(
            tempfile::Builder::new()
                .prefix("canary-")
                .tempdir()
                .unwrap(),
        )
    }

    pub fn plant_in(folder: TempDir) -> Self {
        let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        put("secret.txt", FILE.as_bytes());
        put("secret", FILE.as_bytes());
        put("secret.html", format!("<p>{FILE}</p>").as_bytes());
        put(
            "secret.css",
            format!("body:before{{content:'{FILE}'}}").as_bytes(),
        );
        put("secret.js", format!("document.write('{FILE}')").as_bytes());
        put("worker.js", format!("postMessage('{FILE}')").as_bytes());
        put("import.js", format!("var secret = '{FILE}'").as_bytes());
        put("secret.json", format!("{{\"a\":\"{FILE}\"}}").as_bytes());
        put("secret.xml", format!("<r>{FILE}</r>").as_bytes());
        put(
            "secret.dtd",
            format!("<!ENTITY secret '{FILE}'>").as_bytes(),
        );
        put("secret.xsl", xsl(FILE).as_bytes());
        put(
            "secret.svg",
            svg(&format!("<text id='t' y='20'>{FILE}</text>")).as_bytes(),
        );
        put("secret.png", &png::plain(37, 41, FILE_COLOUR));
        put("secret.ttf", &font(FILE));
        put("secret.pdf", format!("%PDF-1.4\n%{FILE}\n").as_bytes());
        put(&format!("{FILE}-in-a-name"), b"");
        put("changed.txt", b"as it was");
        mknodat(
            CWD,
            folder.path().join("fifo"),
            FileType::Fifo,
            Mode::from(0o644),
            0,
        )
        .unwrap();
        symlink("secret.html", folder.path().join("link.html")).unwrap();
        symlink("secret.png", folder.path().join("link.png")).unwrap();
        Self { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Each with its contents: another one of it shows what was written.
    pub fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(self.path()).unwrap();
        let read = |path: PathBuf| (path.clone(), fs::read(path).unwrap_or_default());
        let paths = entries.map(|entry| entry.unwrap().path());
        // One that nobody writes has no end.
        paths.filter(|path| path.is_file()).map(read).collect()
    }
}
