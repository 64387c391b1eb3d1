//! A folder that belongs to whoever holds its lock, in the temporary folder.
//!
//! It lies in the folder of our user ([`UserFolder`]), from which the next start
//! removes what a killed run has left. Where something else has the name of that
//! folder, it lies in the temporary folder itself, under a name that nobody can
//! foresee. That one is not removed for a killed run: nobody could say later that
//! it was ours.

use std::io;
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Instant;

use rustix::fs::{CWD, statvfs};
use tokio::runtime::Handle;

use super::held_folder::{HeldFolder, LockedName, Parent};
use super::reaper;
use super::remove::{open_folder, remove_tree};
use super::user_folder::{Entered, Lock, PATIENCE, UserFolder};

/// A folder that is ours for as long as we hold it: one that nobody holds is
/// left over from a run that was killed. Removed when dropped; by the
/// [`reaper`] where a thread of the runtime drops it.
#[derive(Debug)]
pub struct LockedFolder {
    /// `None` when it has been removed.
    folder: Option<HeldFolder>,
    path: PathBuf,
}

impl LockedFolder {
    /// # Errors
    /// Those of making and opening a folder: the disk may be full, or there is no
    /// free descriptor.
    pub fn create(temp_dir: &Path) -> io::Result<Self> {
        reaper::catch_up();
        if let Some(ours) = Self::create_in_user_folder(temp_dir)? {
            return Ok(ours);
        }
        let temp = open_folder(CWD, temp_dir.join("."))?;
        let lock = LockedName::make(temp.as_fd(), "html2pdf")?;
        Ok(Self::new(temp_dir, Parent::Everybodys(temp), lock))
    }

    /// `None` where the folder of our user is not to be had.
    fn create_in_user_folder(temp_dir: &Path) -> io::Result<Option<Self>> {
        // Others may remove it between two steps of ours, as often as their last job
        // ends: not a number of tries, but a time says that something is wrong.
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            let user_folder = match UserFolder::make(temp_dir)? {
                Entered::Ours(user_folder) => user_folder,
                Entered::Missing => continue,
                Entered::NotOurs(why) => {
                    warn_once(temp_dir, why);
                    return Ok(None);
                }
            };
            let Some(shared) = user_folder.lock(Lock::Shared) else {
                return Ok(None);
            };
            let made = LockedName::make(user_folder.as_fd(), "job");
            drop(shared);
            match made {
                Ok(lock) => {
                    let parent_path = UserFolder::path_in(temp_dir);
                    let parent = Parent::Ours(user_folder);
                    return Ok(Some(Self::new(&parent_path, parent, lock)));
                }
                Err(error) => {
                    user_folder.remove_if_empty();
                    if error.kind() != io::ErrorKind::NotFound {
                        return Err(error);
                    }
                }
            }
        }
        Ok(None)
    }

    fn new(parent_path: &Path, parent: Parent, lock: LockedName) -> Self {
        Self {
            path: lock.path_in(parent_path),
            folder: Some(HeldFolder { parent, lock }),
        }
    }

    /// Removes it now, which may take long where it is large. Dropping cannot say
    /// that it failed.
    pub fn close(mut self) -> io::Result<()> {
        self.remove()
    }

    fn remove(&mut self) -> io::Result<()> {
        let Some(folder) = self.folder.take() else {
            return Ok(());
        };
        let removed = folder.remove();
        if removed.is_err() {
            reaper::remove_later(folder);
        }
        removed
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the disk is full that it lies on.
    pub fn is_on_full_disk(&self) -> bool {
        /// Who writes in steps stops before the last byte.
        const NOTHING: u64 = 64 << 10;
        statvfs(self.path()).is_ok_and(|disk| {
            disk.f_bavail.saturating_mul(disk.f_frsize) < NOTHING
                || (disk.f_files > 0 && disk.f_favail == 0)
        })
    }
}

impl Drop for LockedFolder {
    fn drop(&mut self) {
        // Nobody waits for it, and others wait for the threads of the runtime.
        if Handle::try_current().is_err() {
            let _ = self.remove();
        } else if let Some(folder) = self.folder.take() {
            reaper::remove_later(folder);
        }
    }
}

fn warn_once(temp_dir: &Path, why: &str) {
    static WARNED: Once = Once::new();
    WARNED.call_once(|| {
        let folder = UserFolder::path_in(temp_dir);
        tracing::warn!(
            folder = %folder.display(),
            why,
            "this folder is not taken for ours: what a killed run leaves will not be removed; move it away"
        );
    });
}

/// Removes folders that an earlier run of the same user left behind because it was
/// killed. Returns how many.
pub fn sweep(temp_dir: &Path) -> io::Result<usize> {
    let user_folder = match UserFolder::open(temp_dir)? {
        Entered::Ours(user_folder) => user_folder,
        Entered::Missing => return Ok(0),
        Entered::NotOurs(why) => {
            warn_once(temp_dir, why);
            return Ok(0);
        }
    };
    let mut removed = 0;
    for left in left_over(&user_folder)? {
        match remove_tree(user_folder.as_fd(), &left.name) {
            Ok(()) => removed += 1,
            Err(error) => tracing::warn!(%error, "a leftover folder could not be removed"),
        }
    }
    // With nothing removed, whoever makes or ends a job in it now sees to that: a start
    // that takes it away between two steps of another only keeps that one busy.
    if removed > 0 {
        user_folder.remove_if_empty();
    }
    Ok(removed)
}

/// Those that nobody holds. They are held until they are removed, so that nobody
/// else removes them too.
fn left_over(user_folder: &UserFolder) -> io::Result<Vec<LockedName>> {
    let Some(_alone) = user_folder.lock(Lock::Alone) else {
        return Ok(Vec::new());
    };
    let jobs = user_folder.jobs()?.into_iter();
    let left = jobs
        .filter_map(|name| LockedName::lock(user_folder.as_fd(), name).ok())
        // Its owner may have removed it before it let it go.
        .filter(|left| user_folder.has(&left.name));
    Ok(left.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, File};
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, SystemTime};

    fn entries(folder: &Path) -> Vec<std::ffi::OsString> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect()
    }

    /// As a run that was killed leaves it.
    fn left_by_a_killed_run(temp_dir: &Path) -> PathBuf {
        let mut folder = LockedFolder::create(temp_dir).unwrap();
        fs::create_dir(folder.path().join("assets")).unwrap();
        fs::write(folder.path().join("assets/a.png"), "x").unwrap();
        folder.folder = None;
        folder.path.clone()
    }

    /// Sweeps until there was something to sweep. A process that another test starts holds all locks until it
    /// has become the program that it is to be.
    fn sweep_something(temp_dir: &Path) -> usize {
        for _ in 0..10_000 {
            match sweep(temp_dir).unwrap() {
                0 => std::thread::sleep(Duration::from_millis(1)),
                swept => return swept,
            }
        }
        0
    }

    #[test]
    fn sweeps_what_a_killed_run_left_and_nobody_holds() {
        let temp = tempfile::tempdir().unwrap();
        let held = LockedFolder::create(temp.path()).unwrap();
        let left = left_by_a_killed_run(temp.path());
        assert!(left.exists());
        assert_eq!(sweep_something(temp.path()), 1);
        assert!(!left.exists());
        assert!(held.path().exists());
        held.close().unwrap();
        assert!(entries(temp.path()).is_empty());
    }

    #[test]
    fn what_others_call_by_our_name_is_not_ours() {
        let temp = tempfile::tempdir().unwrap();
        let long_ago = SystemTime::now() - Duration::from_secs(60);
        for name in ["html2pdf-clone", "html2pdf-0123456789abcdef", "job-1"] {
            let others = temp.path().join(name);
            fs::create_dir_all(others.join("document")).unwrap();
            let folder = File::open(&others).unwrap();
            folder
                .set_permissions(fs::Permissions::from_mode(0o700))
                .unwrap();
            folder.set_modified(long_ago).unwrap();
        }
        left_by_a_killed_run(temp.path());
        assert_eq!(sweep_something(temp.path()), 1);
        assert_eq!(entries(temp.path()).len(), 3);
    }

    /// Something else has the name of our user's folder.
    fn is_not_used(put: impl Fn(&Path)) {
        let temp = tempfile::tempdir().unwrap();
        let taken = UserFolder::path_in(temp.path());
        put(&taken);
        let job = LockedFolder::create(temp.path()).unwrap();
        assert_eq!(job.path().parent().unwrap(), temp.path());
        let mode = fs::metadata(job.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o700);
        assert_eq!(sweep(temp.path()).unwrap(), 0);
        assert!(job.path().exists());
        job.close().unwrap();
        assert_eq!(entries(temp.path()), [taken.file_name().unwrap()]);
    }

    /// With all that would be swept if it were ours.
    fn like_ours(folder: &Path) {
        fs::create_dir_all(folder.join("job-0123456789abcdef/document")).unwrap();
        fs::write(folder.join("made-by-html2pdf"), "").unwrap();
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).unwrap();
    }

    #[test]
    fn a_link_in_its_place_is_not_followed() {
        let others = tempfile::tempdir().unwrap();
        like_ours(others.path());
        is_not_used(|taken| symlink(others.path(), taken).unwrap());
        assert!(others.path().join("job-0123456789abcdef/document").exists());
        is_not_used(|taken| symlink("/nowhere", taken).unwrap());
    }

    #[test]
    fn a_file_in_its_place_is_left_alone() {
        is_not_used(|taken| fs::write(taken, "x").unwrap());
    }

    #[test]
    fn a_folder_that_others_may_enter_is_not_ours() {
        is_not_used(|taken| {
            like_ours(taken);
            fs::set_permissions(taken, fs::Permissions::from_mode(0o755)).unwrap();
        });
    }

    #[test]
    fn a_folder_that_has_something_else_in_it_is_not_ours() {
        is_not_used(|taken| {
            like_ours(taken);
            fs::remove_file(taken.join("made-by-html2pdf")).unwrap();
        });
    }

    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "in CI nothing may be left out, as in tests/support/lacks.rs"
    )]
    fn a_folder_of_another_user_is_not_ours() {
        if !rustix::process::geteuid().is_root() {
            let ci = std::env::var_os("CI").is_some_and(|value| value == "true");
            assert!(!ci, "CI must have root, to give a folder away");
            eprintln!(".. SKIPPED: only root can give a folder away");
            return;
        }
        is_not_used(|taken| {
            like_ours(taken);
            std::os::unix::fs::chown(taken, Some(64_921), None).unwrap();
        });
    }

    #[test]
    fn an_empty_one_is_taken_over() {
        let temp = tempfile::tempdir().unwrap();
        let empty = UserFolder::path_in(temp.path());
        fs::create_dir(&empty).unwrap();
        fs::set_permissions(&empty, fs::Permissions::from_mode(0o700)).unwrap();
        let job = LockedFolder::create(temp.path()).unwrap();
        assert_eq!(job.path().parent().unwrap(), empty);
    }

    /// Services of one user start, work and end beside each other.
    #[test]
    fn nobody_loses_a_folder_to_others_who_make_sweep_and_remove() {
        let temp = tempfile::tempdir().unwrap();
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let sweeper = scope.spawn(|| {
                let mut swept = 0;
                while !is_over.load(Ordering::Relaxed) {
                    swept += sweep(temp.path()).unwrap();
                }
                swept
            });
            let workers: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        for _ in 0..200 {
                            let folder = LockedFolder::create(temp.path()).unwrap();
                            let parent = UserFolder::path_in(temp.path());
                            assert_eq!(folder.path().parent().unwrap(), parent);
                            fs::write(folder.path().join("a"), "x").unwrap();
                            folder.close().unwrap();
                        }
                    })
                })
                .collect();
            let ended: Vec<_> = workers.into_iter().map(|worker| worker.join()).collect();
            is_over.store(true, Ordering::Relaxed);
            assert_eq!(sweeper.join().unwrap(), 0);
            assert!(ended.iter().all(Result::is_ok));
        });
        assert!(entries(temp.path()).is_empty());
    }
}
