//! What the kernel tells of a process.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::FileExt;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use rustix::process::Pid;

use super::child::{self, Running, Start as _};
use super::{lacks, wait};

/// KiB that a process has of something, by the kernel's name for it: `VmHWM` is the most memory that it has had.
pub fn memory(process: impl std::fmt::Display, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let mut lines = status.lines();
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let value = value.unwrap().trim();
    value.strip_suffix(" kB").unwrap().parse().unwrap()
}

/// A line of `/proc/*/stat`.
#[derive(Debug, PartialEq)]
pub struct Stat {
    pub state: char,
    pub parent: Pid,
    pub group: Pid,
    /// Time of the processor that it has used by itself, without the kernel's work for it.
    pub user_time: Duration,
}

/// None when there is no such process any more.
pub fn stat(process: Pid) -> Option<Stat> {
    let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after_name) = line.rsplit_once(") ")?;
    let mut words = after_name.split(' ');
    let state = words.next()?.chars().next()?;
    let mut pid = || Pid::from_raw(words.next()?.parse().ok()?);
    let (parent, group) = (pid()?, pid()?);
    // In proc_pid_stat(5) these are the fields 3, 4, 5 and 14. Ticks are hundredths of a second for
    // whoever asks, on all machines that we know.
    let ticks: u64 = words.nth(14 - 6)?.parse().ok()?;
    Some(Stat {
        state,
        parent,
        group,
        user_time: Duration::from_millis(10 * ticks),
    })
}

/// Waits until there is no such process, not even a dead one.
pub fn wait_until_gone(process: Pid, patience: Duration) {
    wait::until(&format!("{process} is gone"), patience, || {
        stat(process).is_none()
    });
}

/// Whether it is at work no more. Where nobody reaps what has lost its parent, that stays dead.
pub fn has_ended(process: Pid) -> bool {
    stat(process).is_none_or(|stat| stat.state == 'Z')
}

/// Waits until a process has computed for so long. Unlike time on the clock, that shows how far it
/// has come on a machine that is busy, too.
pub fn wait_until_used(process: Pid, time: Duration) {
    let what = format!("{process} computes for {time:?}");
    wait::until(&what, Duration::from_secs(60), || {
        let stat = stat(process).unwrap_or_else(|| panic!("{what}, but has ended"));
        stat.user_time >= time
    });
}

/// Open descriptors by number, and what they lead to, such as `pipe:[123]`. Those
/// of the service are shown to root alone; anybody else gets none, and is told.
pub fn descriptors(process: Pid) -> Vec<(u32, String)> {
    let entries = match fs::read_dir(format!("/proc/{process}/fd")) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            let _ = lacks::has_root("to see descriptors of the service");
            return Vec::new();
        }
        entries => entries.unwrap(),
    };
    let mut open: Vec<_> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let number = entry.file_name().to_str()?.parse().ok()?;
            let target = fs::read_link(entry.path()).ok()?;
            Some((number, target.to_str()?.to_owned()))
        })
        .collect();
    open.sort();
    open
}

/// The names of the variables that the process was started with.
pub fn variables(process: Pid) -> Vec<String> {
    let environment = fs::read_to_string(format!("/proc/{process}/environ")).unwrap();
    let mut names: Vec<_> = environment
        .split_terminator('\0')
        .map(|variable| variable.split_once('=').unwrap().0.to_owned())
        .collect();
    names.sort();
    names
}

/// A variable that the process was started with, if it is still there.
pub fn variable(process: Pid, name: &str) -> Option<String> {
    let environment = fs::read_to_string(format!("/proc/{process}/environ")).ok()?;
    let mut variables = environment.split_terminator('\0');
    let value = |variable: &str| Some(variable.strip_prefix(name)?.strip_prefix('=')?.to_owned());
    variables.find_map(value)
}

/// Memory that is the process's own and no file's, in kB. None where only root
/// may ask, which is told.
pub fn own_memory(process: Pid) -> Option<u64> {
    of_memory(process, "Anonymous:")
}

/// What of it was written to and is in no other process, likewise.
pub fn unshared_memory(process: Pid) -> Option<u64> {
    of_memory(process, "Private_Dirty:")
}

fn of_memory(process: Pid, name: &str) -> Option<u64> {
    let Ok(rollup) = fs::read_to_string(format!("/proc/{process}/smaps_rollup")) else {
        let _ = lacks::has_root("to measure the memory of the service");
        return None;
    };
    let line = rollup.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// How often the word stands in the process's memory, as UTF-8 or as UTF-16.
pub fn times_in_memory(process: Pid, word: &str) -> usize {
    // A thread of a process that runs, or whose threads do not all stand still
    // yet, may give memory back while it is read.
    for _ in 0..100 {
        if let Some(times) = times_in_memory_that_stays(process, word) {
            return times;
        }
    }
    panic!("the memory of {process} never stays as it is");
}

/// None when memory was given back while it was read.
fn times_in_memory_that_stays(process: Pid, word: &str) -> Option<usize> {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let maps = || fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let memory = fs::File::open(format!("/proc/{process}/mem")).unwrap();
    let mut times = 0;
    let mut seen = 0;
    for line in maps().lines().filter(|line| !line.contains("[v")) {
        let mut words = line.split_whitespace();
        let (range, rights) = (words.next().unwrap(), words.next().unwrap());
        // What nobody wrote to is as it is in the file.
        let is_file = line.contains('/') && !rights.contains('w');
        if !rights.starts_with('r') || is_file {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let [from, to] = [from, to].map(|text| u64::from_str_radix(text, 16).unwrap());
        let mut bytes = vec![0; (to - from) as usize];
        if let Err(error) = memory.read_exact_at(&mut bytes, from) {
            assert!(!maps().lines().any(|now| now == line), "{line}: {error}");
            return None;
        }
        seen += bytes.len();
        for form in [word.as_bytes(), &wide] {
            times += memchr::memmem::find_iter(&bytes, form).count();
        }
    }
    assert!(seen > 1 << 20, "{seen} bytes are not all of it");
    Some(times)
}

/// A process that does nothing, until it is dropped.
pub struct Idle(Running);

impl Idle {
    /// One of this user's.
    pub fn of(user: u32) -> Self {
        Self::start(|command| {
            command.uid(user).gid(user);
        })
    }

    /// With something done to the command before it is started.
    pub fn start(prepare: impl FnOnce(&mut Command)) -> Self {
        let mut command = child::command("sleep");
        command.arg("60").current_dir("/");
        prepare(&mut command);
        let idle = Self(command.start());
        // Until it is another program, it is a copy of this one.
        let comm = format!("/proc/{}/comm", idle.pid());
        wait::until("sleep sleeps", Duration::from_secs(30), || {
            fs::read(&comm).is_ok_and(|name| name == b"sleep\n")
        });
        idle
    }

    pub fn pid(&self) -> Pid {
        self.0.pid()
    }
}
