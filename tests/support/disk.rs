//! A disk that is soon full.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A disk of its own, for as long as it is held.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None` where there is no right to mount one.
    pub fn on(folder: &Path, size: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "none"]);
        let mounted = mount.arg(folder).output().ok()?;
        mounted.status.success().then(|| Self(folder.to_owned()))
    }

    pub fn resize(&self, size: &str) {
        let mut mount = Command::new("mount");
        mount.args(["-o", &format!("remount,size={size}")]);
        let mounted = mount.arg(&self.0).output().unwrap();
        assert!(mounted.status.success(), "{mounted:?}");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
