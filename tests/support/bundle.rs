//! Engine bundles that lack something.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use tempfile::TempDir;

/// The bundle of this checkout.
pub fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/vendor/linux-x86_64"))
}

/// A bundle without the fonts whose file names match. All else is there.
pub fn without_fonts(lacks: impl Fn(&str) -> bool) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for part in ["bin", "lib"] {
        symlink(path().join(part), root.path().join(part)).unwrap();
    }
    fs::create_dir(root.path().join("cache")).unwrap();
    // The configuration finds the fonts relative to itself.
    copy("etc", &root, |_| true);
    copy("fonts", &root, |name| !lacks(name));
    root
}

fn copy(part: &str, root: &TempDir, wanted: impl Fn(&str) -> bool) {
    fs::create_dir(root.path().join(part)).unwrap();
    for entry in fs::read_dir(path().join(part)).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if wanted(&name) {
            fs::copy(entry.path(), root.path().join(part).join(name)).unwrap();
        }
    }
}
