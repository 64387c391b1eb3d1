//! The fork server: an engine that has printed nothing but a page of ours, and
//! forks a child for each run. The other end is `preload/fork_server.c`, which says
//! what goes over the socket.
//!
//! A child is warm from its start and has never seen another job. It is a child of
//! ours, supervised like an engine that we start from its file. Where there is no
//! fork server, or it does not answer, the caller starts an engine from its file.

mod page;

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixStream as BlockingStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use rustix::io::Errno;
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::UnixStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{debug, warn};

use crate::job::Asset;
use crate::pipeline::folder::JobFolder;
use crate::process::group::{Group, Invocation};

use super::install::Install;
use super::render::args;
use super::workspace::Workspace;

/// The time to warm up, ten times what it takes on a machine that is not busy.
const WARM_UP_TIMEOUT: Duration = Duration::from_secs(20);
/// The time to fork, which takes less than a millisecond.
const FORK_TIMEOUT: Duration = Duration::from_secs(5);
/// How long we wait before the next try to start one, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Keeps one fork server running, and replaces it when it is lost.
pub struct ForkServer {
    shared: Arc<Shared>,
    keeper: JoinHandle<()>,
}

struct Shared {
    install: Arc<Install>,
    temp_dir: PathBuf,
    state: watch::Sender<State>,
}

#[derive(Clone)]
enum State {
    Starting,
    Ready(Arc<ServerProcess>),
    /// There is none. The next try comes after a pause.
    Missing,
}

impl ForkServer {
    /// Begins to start one.
    pub fn start(install: Arc<Install>, temp_dir: &Path) -> Self {
        let shared = Arc::new(Shared {
            install,
            temp_dir: temp_dir.to_owned(),
            state: watch::Sender::new(State::Starting),
        });
        let keeper = tokio::spawn(keep(shared.clone()));
        Self { shared, keeper }
    }

    /// Waits until there is one, or there could be none.
    pub async fn settled(&self) {
        let mut state = self.shared.state.subscribe();
        let _ = state
            .wait_for(|state| !matches!(state, State::Starting))
            .await;
    }

    /// Whether its children have the layout helper.
    pub fn has_helper(&self) -> bool {
        matches!(&*self.shared.state.borrow(), State::Ready(server) if server.has_helper)
    }

    pub fn is_ready(&self) -> bool {
        matches!(*self.shared.state.borrow(), State::Ready(_))
    }

    /// A child that runs the invocation, and what it says on its standard error.
    pub async fn child(
        &self,
        invocation: &Invocation,
        deadline: Instant,
    ) -> Option<(Group, OwnedFd)> {
        let State::Ready(server) = self.shared.state.borrow().clone() else {
            return None;
        };
        let order = order(invocation, deadline)?;
        // In a task of its own, which goes on when the job is dropped: else nobody
        // would know of the child, and end it.
        let fork = tokio::spawn(async move {
            let forked = server.fork_child(order, deadline).await;
            forked.unwrap_or_else(|error| {
                warn!(%error, "the fork server is lost; a new one is started");
                server.kill();
                None
            })
        });
        timeout_at(deadline, fork).await.ok()?.ok()?
    }
}

impl Drop for ForkServer {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

/// Has a fork server running.
async fn keep(shared: Arc<Shared>) {
    let mut pause = FIRST_PAUSE;
    let mut has_warned = false;
    loop {
        let began = Instant::now();
        shared.state.send_replace(State::Starting);
        match ServerProcess::start(&shared.install, &shared.temp_dir).await {
            Ok(server) => {
                let milliseconds = began.elapsed().as_millis() as u64;
                debug!(milliseconds, "the fork server is warm");
                let server = Arc::new(server);
                shared.state.send_replace(State::Ready(server.clone()));
                // It sends nothing more here: its end, or any byte, means that it
                // broke and must be replaced.
                let _ = server.byte().await;
                server.kill();
            }
            Err(error) => {
                let error = format!("{error:#}");
                if has_warned {
                    debug!(error, "the engine still cannot be kept warm");
                } else {
                    warn!(
                        error,
                        "the engine cannot be kept warm; each document starts its own"
                    );
                }
                has_warned = true;
            }
        }
        shared.state.send_replace(State::Missing);
        // One that lasted is replaced at once. One that ends soon would have us do
        // nothing but start others.
        if began.elapsed() > LONGEST_PAUSE {
            pause = FIRST_PAUSE;
        } else {
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// The process that forks.
struct ServerProcess {
    group: Group,
    socket: UnixStream,
    has_helper: bool,
}

impl ServerProcess {
    async fn start(install: &Install, temp_dir: &Path) -> anyhow::Result<Self> {
        let folder = JobFolder::create(temp_dir, u64::MAX)?;
        let workspace = Workspace::create(&folder)?;
        if let Some(fonts) = install.fonts() {
            workspace.link_fonts(&fonts)?;
        }
        workspace.put_text(Asset::DOCUMENT, &page::html())?;
        let arguments = args::warm_up(&workspace);
        let invocation =
            install.fork_server_invocation(arguments, workspace.path(), &workspace.home());

        let (ours, theirs) = pair()?;
        let theirs = Stdio::from(OwnedFd::from(theirs));
        let mut server = Self {
            group: Group::start_with(&invocation, theirs, Stdio::null(), Stdio::null())?,
            socket: ours,
            has_helper: false,
        };
        let byte = timeout(WARM_UP_TIMEOUT, server.byte()).await;
        match byte.context("it did not warm up in time")?? {
            Some(b'W') => {}
            Some(b'H') => server.has_helper = true,
            _ => bail!("it ended while it warmed up"),
        }
        folder.close()?;
        Ok(server)
    }

    /// What it sends next; `None` when it has ended.
    async fn byte(&self) -> io::Result<Option<u8>> {
        let mut byte = [0];
        let said = self.socket.async_io(Interest::READABLE, || {
            Ok(rustix::io::read(&self.socket, &mut byte)?)
        });
        Ok((said.await? == 1).then_some(byte[0]))
    }

    /// Not its group: a child that was forked just now may still be in it.
    fn kill(&self) {
        let _ = kill_process(self.group.leader(), Signal::KILL);
    }

    /// A child that has its order; `None` where there can be none now.
    ///
    /// # Errors
    /// The fork server is broken, and must be replaced.
    async fn fork_child(
        &self,
        order: Vec<u8>,
        deadline: Instant,
    ) -> io::Result<Option<(Group, OwnedFd)>> {
        // A lack of descriptors is not the fork server's fault.
        let (Ok((mut job, theirs)), Ok((reader, writer))) = (pair(), io::pipe()) else {
            return Ok(None);
        };
        match self.send_job(&[theirs.as_fd(), writer.as_fd()]) {
            Err(Errno::PIPE | Errno::CONNRESET) => return Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => return Ok(None),
            Ok(()) => drop((theirs, writer)),
        }
        let number = match timeout(FORK_TIMEOUT, read_number(&mut job)).await {
            Ok(number) => number?,
            Err(_) => {
                self.kill();
                // A child may have been forked all the same, and sends its number, too.
                if let Ok(Ok(number @ 1..)) = timeout(FORK_TIMEOUT, read_number(&mut job)).await {
                    drop(Pid::from_raw(number).map(Group::adopt));
                }
                return Err(io::ErrorKind::TimedOut.into());
            }
        };
        let Some(pid) = Pid::from_raw(number.max(0)) else {
            let refusal = io::Error::from_raw_os_error(-number);
            return match refusal.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::OutOfMemory => Ok(None),
                _ => Err(refusal),
            };
        };
        let group = Group::adopt(pid);
        // If the child has ended already, whoever attends the group learns it.
        let _ = timeout_at(deadline, job.write_all(&order)).await;
        Ok(Some((group, reader.into())))
    }

    fn send_job(&self, descriptors: &[BorrowedFd<'_>]) -> Result<(), Errno> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        control.push(SendAncillaryMessage::ScmRights(descriptors));
        let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
        sendmsg(&self.socket, &[IoSlice::new(b"J")], &mut control, flags)?;
        Ok(())
    }
}

/// Two ends of a socket: ours, and one for a process that waits when it reads.
fn pair() -> io::Result<(UnixStream, BlockingStream)> {
    let (ours, theirs) = BlockingStream::pair()?;
    ours.set_nonblocking(true)?;
    Ok((UnixStream::from_std(ours)?, theirs))
}

async fn read_number(job: &mut UnixStream) -> io::Result<i32> {
    let mut number = [0; 4];
    job.read_exact(&mut number).await?;
    Ok(i32::from_ne_bytes(number))
}

/// An invocation as the child reads it. `None` for one with which no process can be
/// started: the caller then tries it from the engine's file, and exec says why.
fn order(invocation: &Invocation, deadline: Instant) -> Option<Vec<u8>> {
    /// How much longer than its deadline a child lives whose service was killed.
    const GRACE: u64 = 3;
    /// The kernel's limits of one argument and of all of them.
    const LONGEST_TEXT: usize = 128 << 10;
    const LONGEST: usize = 2 << 20;

    let mut texts = Vec::new();
    let mut fits = true;
    let mut put = |parts: &[&[u8]]| {
        let from = texts.len();
        for part in parts {
            fits &= !part.contains(&0);
            texts.extend_from_slice(part);
        }
        texts.push(0);
        fits &= texts.len() - from <= LONGEST_TEXT && texts.len() <= LONGEST;
    };
    put(&[invocation.folder.as_os_str().as_bytes()]);
    for (name, value) in &invocation.environment {
        put(&[name.as_bytes(), b"=", value.as_bytes()]);
    }
    put(&[b"wkhtmltopdf"]);
    for argument in &invocation.arguments {
        put(&[argument.as_bytes()]);
    }
    if !fits {
        return None;
    }
    let left = deadline.saturating_duration_since(Instant::now());
    let head = [
        texts.len() as u64,
        left.as_secs() + GRACE,
        invocation.environment.len() as u64,
        invocation.arguments.len() as u64 + 1,
    ];
    let mut order = Vec::new();
    for number in head {
        order.extend_from_slice(&u32::try_from(number).ok()?.to_ne_bytes());
    }
    order.append(&mut texts);
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invocation(argument: &str) -> Invocation {
        Invocation {
            program: "x".into(),
            loader: Vec::new(),
            arguments: vec!["--title".into(), argument.into()],
            environment: vec![("TZ", "UTC".into())],
            folder: "/".into(),
            resource_limits: None,
        }
    }

    #[test]
    fn an_order_is_what_a_process_could_be_started_with() {
        let at = Instant::now() + Duration::from_secs(2);
        let order = |argument: &str| order(&invocation(argument), at);
        let texts = b"/\0TZ=UTC\0wkhtmltopdf\0--title\0\0";
        assert_eq!(order("").unwrap()[16..], texts[..]);
        // It would be another argument, and the last one would be lost.
        assert_eq!(order("a\0--enable-local-file-access"), None);
        assert!(order(&"x".repeat(100 << 10)).is_some());
        assert_eq!(order(&"x".repeat(128 << 10)), None);
    }
}
