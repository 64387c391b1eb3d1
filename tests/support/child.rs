//! Processes that a test starts. They end with it, however it ends: when the test is over, when it
//! fails while somebody still holds them, and when the test program is killed.
//!
//! The kernel does the last: it kills a process when its parent dies, if it was asked to
//! (`PR_SET_PDEATHSIG`). But by the parent it means the thread that has started it, and the threads
//! of tests end with their tests, while others may still hold what they have started. So all are
//! started by one thread that lives as long as the test program.
//!
//! None of them has our standard output or standard error: who reads those from a pipe, such as
//! `cargo test | tail`, waits until the last process that has them is gone.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::mem;
use std::ops::{Deref, DerefMut};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, getpid, getppid, set_parent_process_death_signal};

use super::wait;

/// No program that ends by itself takes longer, on a machine that is busy.
const LONGEST: Duration = Duration::from_secs(120);

/// A command for a process that ends with us, and that nobody hears unless it is told otherwise. For
/// all that is ours, or that ends when it is told to: the program, engines, servers. Readers of PDFs
/// and compilers end by themselves, and may be started as usual.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let parent = getpid();
    let end_with_us = move || {
        set_parent_process_death_signal(Some(Signal::KILL))?;
        // It may have died before it was asked.
        match getppid() == Some(parent) {
            true => Ok(()),
            false => Err(io::ErrorKind::BrokenPipe.into()),
        }
    };
    let mut command = Command::new(program);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    // Here, before whatever a test does between fork and exec: some take the right to ask away.
    before_exec(&mut command, end_with_us);
    command
}

/// Has the new process do something before it becomes the program. It may make system calls, and
/// nothing else: other threads may have held locks when it was forked, that of malloc among them.
#[expect(unsafe_code, reason = "there is no safe way between fork and exec")]
pub fn before_exec(
    command: &mut Command,
    work: impl FnMut() -> io::Result<()> + Send + Sync + 'static,
) {
    // SAFETY: all that tests do here are system calls, unless one fails.
    unsafe { command.pre_exec(work) };
}

/// What is done with a [`command`].
pub trait Start {
    fn start(&mut self) -> Running;

    /// Where there may be no such program.
    fn try_start(&mut self) -> io::Result<Running>;

    /// Starts it, and waits until it has ended, for two minutes at most.
    fn run(&mut self) -> Output;
}

impl Start for Command {
    fn start(&mut self) -> Running {
        self.try_start()
            .unwrap_or_else(|error| panic!("{self:?}: {error}"))
    }

    fn try_start(&mut self) -> io::Result<Running> {
        let (answer, answers) = mpsc::channel();
        // It comes back. Meanwhile there is a stand-in.
        let command = mem::replace(self, Command::new(""));
        starter().send(Order { command, answer }).unwrap();
        let (command, started) = answers.recv().unwrap();
        *self = command;
        started.map(Running)
    }

    fn run(&mut self) -> Output {
        let started = self.stdout(Stdio::piped()).stderr(Stdio::piped()).start();
        started.output()
    }
}

/// Reads to the end, beside other things.
fn read(stream: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.map(|mut stream| stream.read_to_end(&mut bytes));
        let _ = tell.send(bytes);
    });
    told
}

/// A command that shall be started, and who waits for it.
struct Order {
    command: Command,
    answer: mpsc::Sender<(Command, io::Result<Child>)>,
}

/// The thread that starts them all, and ends with the test program.
fn starter() -> &'static mpsc::Sender<Order> {
    static STARTER: OnceLock<mpsc::Sender<Order>> = OnceLock::new();
    STARTER.get_or_init(|| {
        let (orders, incoming) = mpsc::channel::<Order>();
        thread::spawn(move || {
            for Order {
                mut command,
                answer,
            } in incoming
            {
                let started = command.spawn();
                // Whoever asked has panicked, if nobody is there: then it is dropped and ends.
                if let Err(mpsc::SendError((_, Ok(mut child)))) = answer.send((command, started)) {
                    end(&mut child);
                }
            }
        });
        orders
    })
}

/// A process that is killed when this is dropped.
#[derive(Debug)]
pub struct Running(Child);

impl Running {
    pub fn pid(&self) -> Pid {
        Pid::from_child(&self.0)
    }

    /// Waits until it has ended, for two minutes at most, and returns what it said where it was
    /// given pipes.
    pub fn output(mut self) -> Output {
        drop(self.stdin.take());
        let (stdout, stderr) = (read(self.stdout.take()), read(self.stderr.take()));
        // Something that it leaves behind may keep them open, or it may not end itself.
        let whole = |stream: mpsc::Receiver<Vec<u8>>| {
            let whole = stream.recv_timeout(LONGEST);
            whole.unwrap_or_else(|_| panic!("{} does not end within {LONGEST:?}", self.pid()))
        };
        Output {
            stdout: whole(stdout),
            stderr: whole(stderr),
            status: self.ended(LONGEST),
        }
    }

    /// Waits until it ends by itself.
    pub fn ended(&mut self, patience: Duration) -> ExitStatus {
        let pid = self.pid();
        wait::until_some(&format!("{pid} ends"), patience, || {
            self.0.try_wait().unwrap()
        })
    }
}

impl Deref for Running {
    type Target = Child;

    fn deref(&self) -> &Child {
        &self.0
    }
}

impl DerefMut for Running {
    fn deref_mut(&mut self) -> &mut Child {
        &mut self.0
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        end(&mut self.0);
    }
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}
