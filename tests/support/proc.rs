//! What the kernel tells of a process.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::FileExt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use rustix::process::Pid;

/// A line of `/proc/*/stat`.
#[derive(Debug, PartialEq)]
pub struct Stat {
    pub state: char,
    pub parent: Pid,
    pub group: Pid,
}

/// None when there is no such process any more.
pub fn stat(process: Pid) -> Option<Stat> {
    let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, after_name) = line.rsplit_once(") ")?;
    let mut words = after_name.split(' ');
    let state = words.next()?.chars().next()?;
    let mut pid = || Pid::from_raw(words.next()?.parse().ok()?);
    Some(Stat {
        state,
        parent: pid()?,
        group: pid()?,
    })
}

/// Waits until there is no such process, not even a dead one.
pub fn wait_until_gone(process: Pid, patience: Duration) {
    let until = Instant::now() + patience;
    while stat(process).is_some() {
        assert!(Instant::now() < until, "{process}: {:?}", stat(process));
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Open descriptors by number, and what they lead to, such as `pipe:[123]`. Those
/// of the service are shown to root alone; anybody else gets none.
pub fn descriptors(process: Pid) -> Vec<(u32, String)> {
    let entries = match fs::read_dir(format!("/proc/{process}/fd")) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Vec::new(),
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

/// Memory that is the process's own and no file's, in kB. None where only root
/// may ask.
pub fn own_memory(process: Pid) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup
        .lines()
        .find_map(|line| line.strip_prefix("Anonymous:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// How often the word stands in the process's memory, as UTF-8 or as UTF-16.
pub fn times_in_memory(process: Pid, word: &str) -> usize {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let memory = fs::File::open(format!("/proc/{process}/mem")).unwrap();
    let mut times = 0;
    let mut seen = 0;
    for line in maps.lines().filter(|line| !line.contains("[v")) {
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
        memory
            .read_exact_at(&mut bytes, from)
            .unwrap_or_else(|error| panic!("{line}: {error}"));
        seen += bytes.len();
        for form in [word.as_bytes(), &wide] {
            times += memchr::memmem::find_iter(&bytes, form).count();
        }
    }
    assert!(seen > 1 << 20, "{seen} bytes are not all of it");
    times
}

/// A process of this user's that does nothing, until it is dropped.
pub struct Idle(Child);

impl Idle {
    pub fn of(user: u32) -> Self {
        let mut command = Command::new("sleep");
        let command = command.arg("60").current_dir("/").uid(user).gid(user);
        Self(command.spawn().unwrap())
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
