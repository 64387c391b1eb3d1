//! Engine bundles that lack something.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use tempfile::TempDir;

/// The bundle of this checkout.
pub fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/vendor/linux-x86_64"))
}

/// A bundle without the fonts whose file names match. All else is linked.
pub fn without_fonts(lacks: impl Fn(&str) -> bool) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for part in ["bin", "lib", "etc"] {
        copy_or_link(part, &root);
    }
    fs::create_dir(root.path().join("cache")).unwrap();
    fs::create_dir(root.path().join("fonts")).unwrap();
    for entry in fs::read_dir(path().join("fonts")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if !lacks(&name) {
            fs::copy(entry.path(), root.path().join("fonts").join(name)).unwrap();
        }
    }
    root
}

fn copy_or_link(part: &str, root: &TempDir) {
    if part != "etc" {
        return symlink(path().join(part), root.path().join(part)).unwrap();
    }
    // The configuration finds the fonts relative to itself.
    fs::create_dir(root.path().join(part)).unwrap();
    fs::copy(
        path().join("etc/fonts.conf"),
        root.path().join("etc/fonts.conf"),
    )
    .unwrap();
}
