//! A supervised process: its own group, an empty environment, bounded output,
//! a deadline, and an end on every path.

use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitStatus, kill_process, kill_process_group, setpgid};
use tokio::net::unix::pipe;
use tokio::time::{Instant, sleep_until, timeout};

use super::cpu_time::cpu_time;
use super::exit::{ExitWatch, reap};
use super::output::drain;
use super::reaper;
use super::resource_limits::ResourceLimits;

/// What to start. Nothing of our own environment is handed on.
#[derive(Clone, Debug)]
pub struct Invocation {
    pub program: PathBuf,
    /// What comes before the arguments, where the program is one that starts another.
    pub loader: Vec<OsString>,
    pub arguments: Vec<OsString>,
    pub environment: Vec<(&'static str, OsString)>,
    pub folder: PathBuf,
    /// What it may use, where it does not see to that itself.
    pub resource_limits: Option<ResourceLimits>,
}

impl Invocation {
    /// Sets a variable, also one that is set already.
    pub fn set_variable(&mut self, name: &'static str, value: impl Into<OsString>) {
        self.environment.retain(|(known, _)| *known != name);
        self.environment.push((name, value.into()));
    }
}

/// How a process ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    pub ending: Ending,
    /// What was listened to. Of more than [`OUTPUT_KEPT`](super::output::OUTPUT_KEPT)
    /// bytes the middle is left out.
    pub output: Vec<u8>,
    /// CPU time, or wall time where the kernel does not tell.
    pub cpu: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Exited(i32),
    /// Ended by a signal that is not of this module.
    Signalled(i32),
    /// It was still running, and was killed.
    DeadlinePassed,
}

/// Runs it to its end, or to the deadline, listening to its standard error.
/// Whatever happens, also when the future is dropped, it is killed with all of its
/// group.
pub async fn run(invocation: &Invocation, deadline: Instant) -> io::Result<Ended> {
    supervise(invocation, Stream::Error, deadline).await
}

/// The same, listening to its standard output too.
pub async fn run_for_output(invocation: &Invocation, deadline: Instant) -> io::Result<Ended> {
    supervise(invocation, Stream::Both, deadline).await
}

/// What is listened to: standard error, or standard output with it.
#[derive(Clone, Copy, PartialEq)]
enum Stream {
    Error,
    Both,
}

async fn supervise(
    invocation: &Invocation,
    stream: Stream,
    deadline: Instant,
) -> io::Result<Ended> {
    let (group, output) = Group::start(invocation, stream)?;
    attend(group, output, deadline).await
}

/// Listens to a group that has been started, until its leader has ended or the
/// deadline has passed.
pub async fn attend(mut group: Group, output: OwnedFd, deadline: Instant) -> io::Result<Ended> {
    /// How long a process may take to end that was killed. One that waits for a
    /// device that does not answer would take for ever.
    const PATIENCE: Duration = Duration::from_secs(5);
    /// A process that left the group may still hold the other end.
    const LAST_WORDS: Duration = Duration::from_millis(50);

    let began = Instant::now();
    let mut exit = ExitWatch::new(group.leader)?;
    let mut output = pipe::Receiver::from_owned_fd(output)?;
    let mut kept = Vec::new();
    let in_time = {
        let mut drained = std::pin::pin!(drain(&mut output, &mut kept));
        let mut open = true;
        loop {
            tokio::select! {
                _ = &mut drained, if open => open = false,
                ended = exit.ended() => {
                    ended.inspect_err(|error| group.forget_if_gone(error))?;
                    break true;
                }
                () = sleep_until(deadline) => break false,
            }
        }
    };
    group.kill();
    let has_ended = timeout(PATIENCE, exit.ended()).await.is_ok();
    let cpu = cpu_time(group.leader).unwrap_or_else(|| began.elapsed());
    let status = match has_ended {
        true => group.reap()?,
        false => None,
    };
    let _ = timeout(LAST_WORDS, drain(&mut output, &mut kept)).await;
    let ending = match status {
        Some(status) if in_time => match status.terminating_signal() {
            Some(signal) => Ending::Signalled(signal),
            None => Ending::Exited(status.exit_status().unwrap_or_default()),
        },
        _ => Ending::DeadlinePassed,
    };
    Ok(Ended {
        ending,
        output: kept,
        cpu,
    })
}

/// A process of ours and all that it started. It is killed at the end of its run,
/// or when dropped.
#[derive(Debug)]
pub struct Group {
    leader: Pid,
    is_reaped: bool,
}

impl Group {
    fn start(invocation: &Invocation, stream: Stream) -> io::Result<(Self, OwnedFd)> {
        let (reader, writer) = io::pipe()?;
        let output = match stream {
            Stream::Error => Stdio::null(),
            Stream::Both => writer.try_clone()?.into(),
        };
        let group = Self::start_with(invocation, Stdio::null(), output, writer.into())?;
        Ok((group, reader.into()))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "this is where processes are started"
    )]
    pub fn start_with(
        invocation: &Invocation,
        input: Stdio,
        output: Stdio,
        errors: Stdio,
    ) -> io::Result<Self> {
        reaper::catch_up();
        let variables = &invocation.environment;
        let child = Command::new(&invocation.program)
            .args(&invocation.loader)
            .args(&invocation.arguments)
            .env_clear()
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .current_dir(&invocation.folder)
            .process_group(0)
            .stdin(input)
            .stdout(output)
            .stderr(errors)
            .spawn()?;
        let group = Self::of(Pid::from_child(&child));
        if let Some(resource_limits) = &invocation.resource_limits {
            resource_limits.set_for(group.leader);
        }
        Ok(group)
    }

    /// Takes on a child of ours that another process has forked.
    pub fn adopt(leader: Pid) -> Self {
        // The child does so itself, too: whoever comes first.
        let _ = setpgid(Some(leader), Some(leader));
        Self::of(leader)
    }

    fn of(leader: Pid) -> Self {
        Self {
            leader,
            is_reaped: false,
        }
    }

    pub fn leader(&self) -> Pid {
        self.leader
    }

    /// Kills what still runs. Returns before it has ended.
    ///
    /// The leader by itself as well: it may have gone to another group. As long as
    /// it is not reaped, its number can belong to no other process or group.
    fn kill(&self) {
        if !self.is_reaped {
            // A group that has ended, or a leader that has, is no fault.
            let _ = kill_process_group(self.leader, Signal::KILL);
            let _ = kill_process(self.leader, Signal::KILL);
        }
    }

    /// How the leader ended; `None` while it has not.
    fn reap(&mut self) -> io::Result<Option<WaitStatus>> {
        let status = reap(self.leader).inspect_err(|error| self.forget_if_gone(error))?;
        self.is_reaped = status.is_some();
        Ok(status)
    }

    /// Once a process is no child of ours, its number may belong to any other: it is
    /// not signalled any more.
    fn forget_if_gone(&mut self, error: &io::Error) {
        self.is_reaped |= Errno::from_io_error(error) == Some(Errno::CHILD);
    }
}

impl Drop for Group {
    /// Does not wait: whoever drops a job is a thread of the runtime.
    fn drop(&mut self) {
        self.kill();
        if !self.is_reaped {
            reaper::reap_later(self.leader);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use rustix::process::{Resource, getrlimit, setrlimit};
    use tokio::task::JoinSet;

    use crate::process::output::OUTPUT_KEPT;

    fn shell(script: &str) -> Invocation {
        Invocation {
            program: "/bin/sh".into(),
            loader: Vec::new(),
            arguments: vec!["-c".into(), script.into()],
            environment: Vec::new(),
            folder: "/".into(),
            resource_limits: None,
        }
    }

    fn soon(milliseconds: u64) -> Instant {
        Instant::now() + Duration::from_millis(milliseconds)
    }

    /// Processes whose command line holds `mark`, once those that were killed
    /// have had a second to disappear.
    fn alive(mark: &str) -> usize {
        let count = || {
            std::fs::read_dir("/proc")
                .unwrap()
                .filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok())
                .filter(|line| memchr::memmem::find(line, mark.as_bytes()).is_some())
                .count()
        };
        let patience = Instant::now() + Duration::from_secs(1);
        while count() > 0 && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(5));
        }
        count()
    }

    #[tokio::test]
    async fn tells_how_it_ended_and_what_it_said() {
        let ended = run(&shell("echo said >&2; exit 3"), soon(5000))
            .await
            .unwrap();
        assert_eq!(ended.ending, Ending::Exited(3));
        assert_eq!(ended.output, b"said\n");
        let ended = run(&shell("kill -SEGV $$"), soon(5000)).await.unwrap();
        assert_eq!(ended.ending, Ending::Signalled(11));
    }

    #[tokio::test]
    async fn kills_the_grandchild_at_the_deadline() {
        let started = Instant::now();
        let ended = run(&shell("sleep 611.1 & sleep 611.1"), soon(200))
            .await
            .unwrap();
        assert_eq!(ended.ending, Ending::DeadlinePassed);
        assert!(started.elapsed() < Duration::from_secs(60));
        assert_eq!(alive("611.1"), 0);
    }

    #[tokio::test]
    async fn kills_the_grandchild_that_outlives_its_parent() {
        let ended = run(&shell("sleep 622.2 & exit 0"), soon(5000))
            .await
            .unwrap();
        assert_eq!(ended.ending, Ending::Exited(0));
        assert_eq!(alive("622.2"), 0);
    }

    #[tokio::test]
    async fn kills_the_group_when_nobody_waits_any_more() {
        {
            let invocation = shell("sleep 633.3 & sleep 633.3");
            let abandoned = run(&invocation, soon(60_000));
            assert!(
                timeout(Duration::from_millis(200), abandoned)
                    .await
                    .is_err()
            );
        }
        assert_eq!(alive("633.3"), 0);
    }

    #[tokio::test]
    async fn kills_the_group_when_a_panic_unwinds() {
        let panicking = tokio::spawn(async {
            let _started =
                Group::start(&shell("sleep 644.4 & sleep 644.4"), Stream::Error).unwrap();
            panic!("as if by a bug");
        });
        assert!(panicking.await.unwrap_err().is_panic());
        assert_eq!(alive("644.4"), 0);
    }

    #[tokio::test]
    async fn output_without_end_is_drained_and_bounded() {
        let endless = "echo first >&2; head -c 50000000 /dev/zero >&2; echo last >&2";
        let ended = run(&shell(endless), soon(20_000)).await.unwrap();
        assert_eq!(ended.ending, Ending::Exited(0));
        assert_eq!(ended.output.len(), OUTPUT_KEPT);
        assert!(ended.output.starts_with(b"first\n") && ended.output.ends_with(b"last\n"));
    }

    #[tokio::test]
    async fn inherits_no_environment() {
        let ended = run(&shell("env >&2"), soon(5000)).await.unwrap();
        let said = String::from_utf8(ended.output).unwrap();
        // The shell sets these itself.
        let own = ["PWD=", "OLDPWD=", "SHLVL=", "_="];
        let is_own = |line: &&str| own.iter().any(|name| line.starts_with(name));
        assert_eq!(said.lines().find(|line| !is_own(line)), None);
    }

    /// Moves to the group of its parent, and sleeps for longer than any deadline.
    fn leaves_its_group(mark: &str) -> Invocation {
        let leave = format!(
            "import os, sys, time\nos.setpgid(0, os.getpgid(os.getppid()))\n\
             sys.stderr.write('left'); sys.stderr.flush()\ntime.sleep({mark})"
        );
        Invocation {
            program: "/usr/bin/env".into(),
            arguments: ["python3", "-c", &leave].map(OsString::from).into(),
            environment: vec![("PATH", "/usr/local/bin:/usr/bin:/bin".into())],
            ..shell("")
        }
    }

    #[tokio::test]
    async fn kills_a_leader_that_left_its_group_at_the_deadline() {
        let invocation = leaves_its_group("655.5");
        let (group, output) = Group::start(&invocation, Stream::Error).unwrap();
        // Its first word, and then it is still running.
        let output = readable(output).await;
        let ended = attend(group, output, soon(0)).await.unwrap();
        assert_eq!(ended.ending, Ending::DeadlinePassed);
        assert_eq!(alive("655.5"), 0);
    }

    #[tokio::test]
    async fn kills_a_leader_that_left_its_group_when_nobody_waits_any_more() {
        let invocation = leaves_its_group("666.6");
        let (group, output) = Group::start(&invocation, Stream::Error).unwrap();
        let _output = readable(output).await;
        drop(group);
        assert_eq!(alive("666.6"), 0);
    }

    /// Waits until there is something to read.
    async fn readable(output: OwnedFd) -> OwnedFd {
        let output = pipe::Receiver::from_owned_fd(output).unwrap();
        output.readable().await.unwrap();
        output.into_blocking_fd().unwrap()
    }

    #[test]
    fn more_run_at_once_than_there_are_threads() {
        const MANY: usize = 600;
        // Each has a pipe and a pidfd.
        let mut files = getrlimit(Resource::Nofile);
        files.current = files.maximum;
        setrlimit(Resource::Nofile, files).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let (reader, gate) = io::pipe().unwrap();
        runtime.block_on(async {
            let mut running = JoinSet::new();
            for _ in 0..MANY {
                // Each waits for the gate, so all run at once.
                let gate = reader.try_clone().unwrap();
                let (errors, writer) = io::pipe().unwrap();
                let cat = Invocation {
                    program: "/bin/cat".into(),
                    arguments: Vec::new(),
                    ..shell("")
                };
                let group =
                    Group::start_with(&cat, gate.into(), Stdio::null(), writer.into()).unwrap();
                running.spawn(attend(group, errors.into(), soon(120_000)));
            }
            drop(gate);
            while let Some(ended) = running.join_next().await {
                assert_eq!(ended.unwrap().unwrap().ending, Ending::Exited(0));
            }
        });
    }
}
