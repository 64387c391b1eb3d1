//! The program as a function.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use rustix::process::{Pid, WaitOptions, waitpid};
use serde_json::Value;
use tempfile::NamedTempFile;

use crate::support::child::{Running, Start as _};
use crate::support::service::{self, children};
use crate::support::{proc, wait};

use super::{Outcome, Report, RuntimeApi};

/// Longest time from the start of the program to its first question for an event.
const INIT: Duration = Duration::from_secs(10);

/// The program in its execution environment. Ends with the test.
pub struct Function {
    api: RuntimeApi,
    child: Running,
    temp: PathBuf,
    /// Files that were there before the first event.
    prepared: Vec<PathBuf>,
    /// Processes that were there before the first event: the warm engine.
    kept: Vec<u32>,
    log: NamedTempFile,
}

impl Function {
    /// Starts the program and waits until it asks for its first event. `temp`
    /// is where it works, as seen from here.
    pub fn start(api: RuntimeApi, mut command: Command, temp: &Path) -> Self {
        let log = NamedTempFile::new().unwrap();
        let child = command
            .stdout(log.reopen().unwrap())
            .stderr(log.reopen().unwrap())
            .start();
        let mut function = Self {
            api,
            child,
            temp: temp.canonicalize().unwrap(),
            prepared: Vec::new(),
            kept: Vec::new(),
            log,
        };
        match function.wait(Instant::now() + INIT) {
            Ok(Report::AsksForAnEvent) => {
                function.prepared = function.files();
                function.kept = function.kept_engines();
                assert!(function.kept.len() <= 1, "{:?}", function.kept);
                assert_eq!(function.processes(), [0; 0]);
                function
            }
            Ok(Report::FailedToStart(error)) => panic!("INIT failed: {error}"),
            Ok(Report::Ended(outcome)) => panic!("an answer to no event: {outcome:?}"),
            Err(outcome) => panic!("INIT: {outcome:?}"),
        }
    }

    /// Hands it an event and waits for the end of the invocation. A deadline
    /// that has passed long ago binds nobody here.
    pub fn invoke(&mut self, event: &Value, deadline: SystemTime) -> Outcome {
        self.submit(event, deadline);
        self.outcome(deadline)
    }

    /// The first half of [`Function::invoke`].
    pub fn submit(&mut self, event: &Value, deadline: SystemTime) {
        self.api.submit(event, deadline);
    }

    /// The second half.
    pub fn outcome(&mut self, deadline: SystemTime) -> Outcome {
        const PATIENCE: Duration = Duration::from_secs(60);
        let left = deadline
            .duration_since(SystemTime::now())
            .unwrap_or(PATIENCE);
        let until = Instant::now() + left;
        loop {
            match self.wait(until) {
                Ok(Report::Ended(outcome)) => return outcome,
                Ok(Report::AsksForAnEvent) => {}
                Ok(Report::FailedToStart(error)) => return Outcome::Error(error),
                Err(outcome) => {
                    let _ = self.child.kill();
                    return outcome;
                }
            }
        }
    }

    fn wait(&mut self, until: Instant) -> Result<Report, Outcome> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if let Ok(report) = self
                .api
                .reports
                .recv_timeout(left.min(Duration::from_millis(50)))
            {
                return Ok(report);
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                return Err(Outcome::Exited(status));
            }
            if left.is_zero() {
                return Err(Outcome::TimedOut);
            }
        }
    }

    pub fn api(&self) -> &RuntimeApi {
        &self.api
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything that it wrote so far.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.log.path()).unwrap()).into_owned()
    }

    /// The engine that is kept warm, if there is one.
    pub fn warm_engine(&self) -> Option<u32> {
        self.kept.first().copied()
    }

    /// Processes that the function has started for an event and that are still
    /// there, dead or alive.
    pub fn processes(&self) -> Vec<u32> {
        let all = std::fs::read_dir("/proc").unwrap().flatten();
        let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let is_new = |id: &u32| *id != self.pid() && !self.kept.contains(id);
        let waits = |id: u32| takes_jobs(id) || service::waits_for_order(pid(id));
        ids.filter(|id| is_new(id) && self.is_ours(*id) && !waits(*id))
            .collect()
    }

    /// Engines that are kept warm, or will be: that of the beginning, and the one with the layout helper
    /// that takes its place.
    pub fn kept_engines(&self) -> Vec<u32> {
        let mut kept = self.kept.clone();
        let children = children(self.child.pid()).into_iter();
        kept.extend(
            children
                .map(|child| child.as_raw_pid() as u32)
                .filter(|child| takes_jobs(*child) && !self.kept.contains(child)),
        );
        kept
    }

    /// The one that is forked ahead of the next event.
    pub fn engines_ahead(&self) -> Vec<u32> {
        let children = children(self.child.pid()).into_iter();
        children
            .filter(|child| service::waits_for_order(*child))
            .map(|child| child.as_raw_pid() as u32)
            .collect()
    }

    /// Whether there is one that has the layout helper, and no other.
    fn has_swapped(&self) -> bool {
        let pids = self.kept_engines().into_iter().map(pid);
        let mut live = pids.filter(|engine| !proc::has_ended(*engine));
        let last = live.next();
        let is_whole = |engine| {
            proc::variable(engine, "HTML2PDF_WARM_UP").is_some_and(|what| what == "helper")
        };
        live.next().is_none() && last.is_some_and(is_whole)
    }

    /// Its children; and whoever left them works in the function's folder.
    fn is_ours(&self, id: u32) -> bool {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let parent = status
            .lines()
            .find_map(|line| line.strip_prefix("PPid:\t")?.parse().ok());
        let folder = std::fs::read_link(format!("/proc/{id}/cwd"));
        parent == Some(self.pid()) || folder.is_ok_and(|folder| folder.starts_with(&self.temp))
    }

    /// What lies in its temporary folder.
    pub fn files(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.temp).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// Asserts that an invocation has left no file and no process. At once:
    /// when the answer is out, Lambda freezes everything as it is. Only the engine with the layout helper may
    /// be on its way, which has a folder until it is warm.
    pub fn assert_nothing_left(&self) {
        let left = || {
            let mut files = self.files();
            files.retain(|file| !self.prepared.contains(file));
            (files, self.processes())
        };
        let nothing = (Vec::new(), Vec::new());
        if left() == nothing {
            return;
        }
        if !self.kept.is_empty() && !self.has_swapped() {
            wait::within(Duration::from_secs(30), || self.has_swapped().then_some(()));
        }
        assert_eq!(left(), nothing, "left");
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        let mut kept = self.kept_engines();
        kept.extend(self.engines_ahead());
        let _ = self.child.kill();
        let _ = self.child.wait();
        for process in kept.into_iter().map(pid) {
            // It ends by itself. Where we are the first of all processes, it is ours to reap.
            let is_over = || {
                let _ = waitpid(Some(process), WaitOptions::NOHANG);
                proc::has_ended(process)
            };
            let is_over = wait::within(Duration::from_secs(30), || is_over().then_some(()));
            // A test that fails says why already.
            assert!(is_over.is_some() || std::thread::panicking(), "{process}");
        }
        if std::thread::panicking() {
            eprintln!("the function's log:\n{}", self.log());
        }
    }
}

fn pid(number: u32) -> Pid {
    Pid::from_raw(number as i32).unwrap()
}

fn takes_jobs(process: u32) -> bool {
    service::takes_jobs(pid(process))
}
