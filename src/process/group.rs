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
use rustix::process::{
    Pid, Signal, WaitId, WaitIdOptions, WaitOptions, WaitStatus, kill_process_group, setpgid,
    waitid, waitpid,
};
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe;
use tokio::time::{Instant, sleep_until, timeout};

use crate::job::options::TimeZone;

use super::cpu_time;
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
    /// Sets what the process takes for local time, as POSIX writes it: without
    /// a file of zones, and with the sign turned round.
    pub fn set_time_zone(&mut self, zone: TimeZone) {
        let (sign, ahead) = (if zone.0 > 0 { '-' } else { '+' }, zone.0.unsigned_abs());
        let name = format!("<local>{sign}{:02}:{:02}", ahead / 60, ahead % 60);
        self.environment.retain(|(variable, _)| *variable != "TZ");
        self.environment.push(("TZ", name.into()));
    }
}

/// How a process ended, and what it said.
#[derive(Debug)]
pub struct Ended {
    pub ending: Ending,
    /// What was listened to. Of more than [`OUTPUT_KEPT`] bytes the middle is
    /// left out.
    pub output: Vec<u8>,
    /// Time of the processor; where the kernel does not tell, all of it.
    pub cpu: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Exited(i32),
    Signalled(i32),
    /// It was still running, and was killed.
    DeadlinePassed,
}

/// A document can make the engine write without end; more than this is drained
/// and forgotten. What it said last counts as much as what it said first.
const OUTPUT_KEPT: usize = 128 << 10;
const HALF: usize = OUTPUT_KEPT / 2;

/// Runs it to its end, or to the deadline, listening to its standard error.
/// Whatever happens, also when the future is dropped, no process of its group
/// is left.
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
    let began = Instant::now();
    let mut output = pipe::Receiver::from_owned_fd(output)?;
    let mut kept = Vec::new();
    let in_time = {
        let leader = group.leader;
        let mut leader_ended = tokio::task::spawn_blocking(move || wait_for_end(leader));
        let mut drained = std::pin::pin!(drain(&mut output, &mut kept));
        let mut open = true;
        loop {
            tokio::select! {
                _ = &mut drained, if open => open = false,
                _ = &mut leader_ended => break true,
                () = sleep_until(deadline) => break false,
            }
        }
    };
    let cpu = cpu_time::cpu_time(group.leader).unwrap_or_else(|| began.elapsed());
    let status = group.end()?;
    // All writers are dead now, but for one that left the group: do not wait for it.
    let _ = timeout(Duration::from_millis(50), drain(&mut output, &mut kept)).await;
    let ending = match (in_time, status.terminating_signal()) {
        (false, _) => Ending::DeadlinePassed,
        (true, Some(signal)) => Ending::Signalled(signal),
        (true, None) => Ending::Exited(status.exit_status().unwrap_or_default()),
    };
    Ok(Ended {
        ending,
        output: kept,
        cpu,
    })
}

/// Blocks until the process has ended, and leaves it to be reaped: as long as
/// it is not, its number cannot become that of another group.
fn wait_for_end(leader: Pid) {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    while let Err(Errno::INTR) = waitid(WaitId::Pid(leader), options) {}
}

async fn drain(output: &mut pipe::Receiver, kept: &mut Vec<u8>) {
    let mut buffer = [0; 8192];
    while let Ok(count @ 1..) = output.read(&mut buffer).await {
        kept.extend_from_slice(&buffer[..count]);
        if kept.len() > 2 * OUTPUT_KEPT {
            leave_out_the_middle(kept);
        }
    }
    leave_out_the_middle(kept);
}

fn leave_out_the_middle(kept: &mut Vec<u8>) {
    if kept.len() > OUTPUT_KEPT {
        kept.drain(HALF..kept.len() - HALF);
        // The two halves of two lines are not a line.
        kept[HALF - 1] = b'\n';
    }
}

/// A process of ours and all that it started. Ends with `end`, or when dropped.
#[derive(Debug)]
pub struct Group {
    leader: Pid,
    status: Option<WaitStatus>,
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

    pub fn start_with(
        invocation: &Invocation,
        input: Stdio,
        output: Stdio,
        errors: Stdio,
    ) -> io::Result<Self> {
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

    /// Takes on a child of ours that another process gave birth to.
    pub fn adopt(leader: Pid) -> Self {
        // It does so itself, too: whoever comes first.
        let _ = setpgid(Some(leader), Some(leader));
        Self::of(leader)
    }

    fn of(leader: Pid) -> Self {
        Self {
            leader,
            status: None,
        }
    }

    pub fn leader(&self) -> Pid {
        self.leader
    }

    /// Kills what still runs and reaps the leader. May be called again.
    fn end(&mut self) -> io::Result<WaitStatus> {
        if let Some(status) = self.status {
            return Ok(status);
        }
        // The group is gone when all of it has ended: that is no fault.
        let _ = kill_process_group(self.leader, Signal::KILL);
        loop {
            match waitpid(Some(self.leader), WaitOptions::empty()) {
                Ok(Some((_, status))) => {
                    self.status = Some(status);
                    return Ok(status);
                }
                Ok(None) | Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::error!(%error, "a process could not be ended");
        }
    }
}

/// Marks every descriptor that we were started with, but for the three standard
/// ones, as not to be handed on. All others that we open are so from birth.
pub fn keep_descriptors_to_ourselves() {
    let numbers: Vec<i32> = match std::fs::read_dir("/proc/self/fd") {
        Ok(listing) => listing
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .collect(),
        Err(_) => (0..1024).collect(),
    };
    for number in numbers.into_iter().filter(|number| *number > 2) {
        // SAFETY: only a flag of the descriptor is changed. Where no descriptor
        // has this number, the call fails and does no harm.
        let descriptor = unsafe { std::os::fd::BorrowedFd::borrow_raw(number) };
        let _ = rustix::io::fcntl_setfd(descriptor, rustix::io::FdFlags::CLOEXEC);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsRawFd;

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
        assert!(started.elapsed() < Duration::from_secs(10));
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
    async fn inherits_neither_environment_nor_descriptors() {
        let file = std::fs::File::open("/etc/hostname").unwrap();
        // A descriptor as our own parent might have left it to us.
        rustix::io::fcntl_setfd(&file, rustix::io::FdFlags::empty()).unwrap();
        let script = "env >&2; ls /proc/self/fd >&2";
        let open = run(&shell(script), soon(5000)).await.unwrap();
        let open = String::from_utf8(open.output).unwrap();
        assert!(
            open.lines()
                .any(|line| line == file.as_raw_fd().to_string()),
            "{open}"
        );
        keep_descriptors_to_ourselves();
        let closed = run(&shell(script), soon(5000)).await.unwrap();
        let closed = String::from_utf8(closed.output).unwrap();
        let lines: Vec<_> = closed
            .lines()
            .filter(|line| !matches!(*line, "0" | "1" | "2" | "3" | "PWD=/"))
            .collect();
        assert!(lines.is_empty(), "{closed}");
    }
}
