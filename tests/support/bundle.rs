//! Engine bundles that lack something.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

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

/// A bundle with another library in the place of ours, compiled from `source`.
/// All else is there.
pub fn with_library(source: &str) -> TempDir {
    const OURS: &str = "libhtml2pdf.so";
    let root = tempfile::tempdir().unwrap();
    let lib = root.path().join("lib");
    fs::create_dir(&lib).unwrap();
    for (from, to) in [(path().join("lib"), lib.as_path()), (path(), root.path())] {
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name();
            if name != "lib" && name != OURS {
                symlink(entry.path(), to.join(name)).unwrap();
            }
        }
    }
    let file = root.path().join("library.c");
    fs::write(&file, source).unwrap();
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-o"])
        .arg(lib.join(OURS))
        .arg(&file)
        .status();
    assert!(compiled.unwrap().success());
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
