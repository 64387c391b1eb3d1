//! What a test needs and a machine may lack: rights, a program, a corpus that is not ours.

use std::path::Path;

use rustix::process::geteuid;

use super::stderr::say;

/// Whether the test can go on. Where it cannot, CI fails it, for there it would promise what nobody
/// has looked at; elsewhere it says on standard error that it looked at nothing.
#[must_use]
pub fn has(is_there: bool, what: &str) -> bool {
    if !is_there {
        let ci = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!ci, "CI must have what this test needs: {what}");
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        say(&format!("SKIPPED {test}, or part of it: it needs {what}"));
    }
    is_there
}

/// Whether we may look into other processes, become somebody else, and mount.
#[must_use]
pub fn has_root(what_for: &str) -> bool {
    has(geteuid().is_root(), &format!("root, {what_for}"))
}

/// Whether other users can get at a file.
#[must_use]
pub fn has_open_way_to(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let is_open = |folder: &Path| {
        std::fs::metadata(folder).is_ok_and(|folder| folder.permissions().mode() & 1 == 1)
    };
    has(
        file.ancestors().skip(1).all(is_open),
        &format!("folders that others may enter as far as {}", file.display()),
    )
}
