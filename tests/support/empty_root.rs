//! The room in which scripts/check-package.sh runs the package: as empty as
//! Lambda's, and what Lambda refuses is refused there too.

use std::ffi::CString;
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::process::{Gid, Resource, Rlimit, Uid, chdir, chroot, setrlimit};
use rustix::thread::{set_thread_gid, set_thread_groups, set_thread_uid};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, apply_filter,
};

/// The user of a function on Lambda, and its group.
pub const USER: u32 = 993;
pub const GROUP: u32 = 990;

/// Where the package lies in the room.
pub const TASK: &str = "/var/task";

/// Where a function finds the Runtime API.
pub const RUNTIME_API: &str = "127.0.0.1:9001";

/// System calls that answer EPERM, whatever they are asked. `clone` does so
/// when it shall make a user namespace.
pub const REFUSED: [(&str, i64); 12] = [
    ("prctl", libc::SYS_prctl),
    ("seccomp", libc::SYS_seccomp),
    ("landlock_create_ruleset", libc::SYS_landlock_create_ruleset),
    ("landlock_add_rule", libc::SYS_landlock_add_rule),
    ("landlock_restrict_self", libc::SYS_landlock_restrict_self),
    ("ptrace", libc::SYS_ptrace),
    ("unshare", libc::SYS_unshare),
    ("setns", libc::SYS_setns),
    ("mount", libc::SYS_mount),
    ("umount2", libc::SYS_umount2),
    ("pivot_root", libc::SYS_pivot_root),
    ("chroot", libc::SYS_chroot),
];

/// The room, for one test at a time.
pub struct EmptyRoot {
    path: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl EmptyRoot {
    pub fn enter() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let path = std::env::var_os("HTML2PDF_ROOM")
            .expect("start scripts/check-package.sh: it makes the room");
        let room = Self {
            path: path.into(),
            _alone: ALONE.lock().unwrap_or_else(PoisonError::into_inner),
        };
        // An environment begins with an empty /tmp, and the one before was killed.
        for left in std::fs::read_dir(room.temp()).unwrap() {
            std::fs::remove_dir_all(left.unwrap().path()).unwrap();
        }
        room
    }

    /// Its place, as seen from here.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn temp(&self) -> PathBuf {
        self.path.join("tmp")
    }

    /// Makes the command start in the room. Its program is looked for there.
    pub fn confine(&self, command: &mut Command) {
        self.confine_and_refuse(command, 0);
    }

    /// The same, where `clone` refuses these flags too.
    pub fn confine_and_refuse(&self, command: &mut Command, flags: i32) {
        let room = CString::new(self.path.as_os_str().as_bytes()).unwrap();
        let task = CString::new(TASK).unwrap();
        // As container runtimes do: its flags lie in memory, where a filter
        // cannot look, and every libc goes on with `clone`.
        let no_clone3 = filter(libc::ENOSYS, vec![(libc::SYS_clone3, vec![])]);
        let refused = filter(libc::EPERM, refused(flags));
        let confine = move || {
            chroot(&*room)?;
            chdir(&*task)?;
            limit(Resource::Nofile, 1024)?;
            limit(Resource::Nproc, 1024)?;
            apply_filter(&no_clone3).map_err(io::Error::other)?;
            apply_filter(&refused).map_err(io::Error::other)?;
            set_thread_groups(&[])?;
            set_thread_gid(Gid::from_raw(GROUP))?;
            set_thread_uid(Uid::from_raw(USER))?;
            Ok(())
        };
        command.current_dir("/");
        super::child::before_exec(command, confine);
    }
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    let most = Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    Ok(setrlimit(resource, most)?)
}

fn refused(flags: i32) -> Vec<(i64, Vec<SeccompRule>)> {
    let clone = |flag: i32| {
        let flag = flag as u64;
        let has_it = SeccompCmpOp::MaskedEq(flag);
        let condition = SeccompCondition::new(0, SeccompCmpArgLen::Qword, has_it, flag);
        SeccompRule::new(vec![condition.unwrap()]).unwrap()
    };
    let flags = [libc::CLONE_NEWUSER, flags];
    let clones = flags.into_iter().filter(|flag| *flag != 0).map(clone);
    let mut rules: Vec<_> = REFUSED
        .iter()
        .map(|(_, call)| (*call, Vec::new()))
        .collect();
    rules.push((libc::SYS_clone, clones.collect()));
    rules
}

/// Answers this error to these calls. A system call of another architecture,
/// such as one of 32 bits, kills.
fn filter(errno: i32, rules: Vec<(i64, Vec<SeccompRule>)>) -> BpfProgram {
    let architecture = std::env::consts::ARCH.try_into().unwrap();
    let errno = SeccompAction::Errno(errno as u32);
    let filter = SeccompFilter::new(
        rules.into_iter().collect(),
        SeccompAction::Allow,
        errno,
        architecture,
    );
    filter.unwrap().try_into().unwrap()
}
