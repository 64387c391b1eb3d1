//! The fork server: an engine that has printed nothing but a page of ours, and
//! forks a child for each run. The other end is `preload/fork_server.c`, which says
//! what goes over the socket.
//!
//! A child is warm from its start and has never seen another job. It is a child of
//! ours, supervised like an engine that we start from its file. Where there is no
//! fork server, or it does not answer, the caller starts an engine from its file.
//!
//! When nothing is at work, a child is forked ahead, for the run that comes next: it has its memory ready by then.
//!
//! The first is plain, because it is ready sooner. When nobody waits, another one that has the layout
//! helper as well is started beside it and takes its place.

mod order;
mod page;

use std::future::pending;
use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream as BlockingStream;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::bail;
use rustix::io::Errno;
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::UnixStream;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{debug, warn};

use crate::job::Asset;
use crate::pipeline::folder::JobFolder;
use crate::pipeline::queue::Calm;
use crate::process::group::{self, Group, Invocation};

use super::install::Install;
use super::render::args;
use super::workspace::Workspace;
use order::order;

/// The time to warm up, ten times what it takes on a machine that is not busy.
const WARM_UP_TIMEOUT: Duration = Duration::from_secs(20);
/// The time to print one page more, likewise.
const REHEARSAL_TIMEOUT: Duration = Duration::from_secs(10);
/// The time to fork, which takes less than a millisecond.
const FORK_TIMEOUT: Duration = Duration::from_secs(5);
/// How long we wait before the next try to start one, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What is said of an engine in which the library does not find what it knows.
const NOT_KNOWN: &str = "this is not the build of the engine that keeps one";

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
    /// Begins to start one. It has the layout helper when nobody has to wait for that.
    pub fn start(install: Arc<Install>, temp_dir: &Path, calm: Calm) -> Self {
        let shared = Arc::new(Shared {
            install,
            temp_dir: temp_dir.to_owned(),
            state: watch::Sender::new(State::Starting),
        });
        let keeper = tokio::spawn(keep(shared.clone(), calm));
        Self { shared, keeper }
    }

    /// Waits until there is one, or there could be none.
    pub async fn settled(&self) {
        let mut state = self.shared.state.subscribe();
        let _ = state
            .wait_for(|state| !matches!(state, State::Starting))
            .await;
    }

    /// The one that there is now.
    pub fn warm(&self) -> Option<Warm> {
        match &*self.shared.state.borrow() {
            State::Ready(server) => Some(Warm(server.clone())),
            _ => None,
        }
    }

    pub fn is_ready(&self) -> bool {
        matches!(*self.shared.state.borrow(), State::Ready(_))
    }
}

/// One that is warm, and stays until it has been asked, also where another takes its place meanwhile.
pub struct Warm(Arc<ServerProcess>);

impl Warm {
    /// Whether its children have the layout helper.
    pub fn has_helper(&self) -> bool {
        self.0.has_helper
    }

    /// A child that runs the invocation, and what it says on its standard error.
    pub async fn child(
        self,
        invocation: &Invocation,
        deadline: Instant,
    ) -> Option<(Group, OwnedFd)> {
        let server = self.0;
        let order = order(invocation, deadline)?;
        // In a task of its own, which goes on when the job is dropped: else nobody
        // would know of the child, and end it.
        let fork = tokio::spawn(async move {
            let child = server.ordered_child(&order, deadline).await;
            child.unwrap_or_else(|error| {
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
async fn keep(shared: Arc<Shared>, calm: Calm) {
    let mut pause = FIRST_PAUSE;
    let mut has_warned = false;
    let mut lacks_helper = false;
    loop {
        let began = Instant::now();
        shared.state.send_replace(State::Starting);
        match ServerProcess::start(&shared, false).await {
            Ok(server) => {
                let milliseconds = began.elapsed().as_millis() as u64;
                debug!(milliseconds, "the fork server is warm");
                let successor = successor(&shared, &calm, &mut lacks_helper);
                attend(&shared, &calm, server, successor).await;
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

/// Has jobs forked by the first, and by its successor once that is there, until it breaks. Who was
/// about to ask the first still does: it ends after them, and its children when they have printed.
async fn attend(
    shared: &Shared,
    calm: &Calm,
    first: ServerProcess,
    successor: impl Future<Output = ServerProcess>,
) {
    let mut successor = pin!(successor);
    let mut server = Arc::new(first);
    let mut is_last = false;
    loop {
        shared.state.send_replace(State::Ready(server.clone()));
        tokio::select! {
            // It sends nothing more here: its end, or any byte, means that it
            // broke and must be replaced.
            _ = server.byte() => break,
            () = fork_ahead(&server, calm) => {}
            next = &mut successor, if !is_last => {
                server = Arc::new(next);
                is_last = true;
            }
        }
    }
    server.kill();
}

/// Has a child forked when nothing is at work, and another one when that has been taken.
async fn fork_ahead(server: &Arc<ServerProcess>, calm: &Calm) {
    loop {
        calm.is_here().await;
        if server.ahead().is_some() {
            server.taken.notified().await;
            continue;
        }
        let forking = server.clone();
        // In a task of its own, as for a job: a child of which nobody knows would never be reaped.
        let ahead = tokio::spawn(async move {
            let child = forking.fork().await.unwrap_or_else(|error| {
                warn!(%error, "the fork server is lost; a new one is started");
                forking.kill();
                None
            });
            *forking.ahead() = child;
        });
        let _ = ahead.await;
        if server.ahead().is_none() {
            sleep(FIRST_PAUSE).await;
        }
    }
}

/// One that has the layout helper, which takes half as long again to be warm. It is tried until it
/// comes up: `has_warned` is whether the log says already that it did not.
async fn successor(shared: &Shared, calm: &Calm, has_warned: &mut bool) -> ServerProcess {
    let mut pause = FIRST_PAUSE;
    loop {
        calm.comes().await;
        let began = Instant::now();
        let started = ServerProcess::start(shared, true).await;
        let (error, is_final) = match started {
            Ok(server) if server.has_helper => {
                let milliseconds = began.elapsed().as_millis() as u64;
                debug!(milliseconds, "the fork server has the layout helper");
                return server;
            }
            Ok(_) => (NOT_KNOWN.to_owned(), true),
            Err(error) => (format!("{error:#}"), false),
        };
        if *has_warned {
            debug!(
                error,
                "there still is no fork server with the layout helper"
            );
        } else {
            warn!(
                error,
                "there is no fork server with the layout helper; each document reads it anew"
            );
        }
        *has_warned = true;
        if is_final {
            return pending().await;
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Passes while this process runs: where Lambda has frozen it in between, one second has passed.
async fn awake(time: Duration) {
    for _ in 0..time.as_secs() {
        sleep(Duration::from_secs(1)).await;
    }
}

/// The process that forks.
struct ServerProcess {
    group: Group,
    socket: UnixStream,
    has_helper: bool,
    /// A child for the order that comes next.
    ahead: Mutex<Option<Child>>,
    /// Tells that it has been taken.
    taken: Notify,
}

/// A child that waits for its order.
struct Child {
    group: Group,
    job: UnixStream,
    errors: OwnedFd,
}

impl ServerProcess {
    async fn start(shared: &Shared, with_helper: bool) -> anyhow::Result<Self> {
        let install = &shared.install;
        let folder = JobFolder::create(&shared.temp_dir, u64::MAX)?;
        let workspace = Workspace::create(&folder)?;
        if let Some(fonts) = install.fonts() {
            workspace.link_fonts(&fonts)?;
        }
        workspace.put_text(Asset::DOCUMENT, &page::html(with_helper))?;
        let arguments = args::warm_up(&workspace);
        let home = workspace.home();
        let invocation =
            install.fork_server_invocation(arguments, workspace.path(), &home, with_helper);

        let (ours, theirs) = pair()?;
        let theirs = Stdio::from(OwnedFd::from(theirs));
        let mut server = Self {
            group: Group::start_with(&invocation, theirs, Stdio::null(), Stdio::null())?,
            socket: ours,
            has_helper: false,
            ahead: Mutex::default(),
            taken: Notify::new(),
        };
        let byte = tokio::select! {
            byte = server.byte() => byte?,
            () = awake(WARM_UP_TIMEOUT) => bail!("it did not warm up in time"),
        };
        match byte {
            Some(b'W') => {}
            Some(b'H') => server.has_helper = true,
            _ => bail!("it ended while it warmed up"),
        }
        if server.has_helper {
            server.rehearse(install, &workspace).await;
        }
        folder.close()?;
        Ok(server)
    }

    /// Has the first child print a page of ours: from it the fork server learns to which of its memory
    /// children write. Without it they have none of it ready, and print all the same.
    async fn rehearse(&self, install: &Install, workspace: &Workspace<'_>) {
        let deadline = Instant::now() + REHEARSAL_TIMEOUT;
        let put = workspace.put_text(Asset::DOCUMENT, &page::rehearsal());
        let arguments = args::rehearsal(workspace, page::REHEARSED_SCRIPT.as_str());
        let mut invocation = install.invocation(arguments, workspace.path(), &workspace.home());
        invocation.set_variable("HTML2PDF_WORD", page::REHEARSED_WORD);
        invocation.set_variable("HTML2PDF_REHEARSAL", "1");
        let Some(order) = order(&invocation, deadline).filter(|_| put.is_ok()) else {
            return;
        };
        let ended = match self.ordered_child(&order, deadline).await {
            Ok(Some((group, output))) => group::attend(group, output, deadline).await,
            _ => return,
        };
        debug!(ended = ?ended.map(|ended| ended.ending), "the fork server has rehearsed");
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

    fn ahead(&self) -> MutexGuard<'_, Option<Child>> {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A child that has its order; `None` where there can be none now.
    ///
    /// # Errors
    /// The fork server is broken, and must be replaced.
    async fn ordered_child(
        &self,
        order: &[u8],
        deadline: Instant,
    ) -> io::Result<Option<(Group, OwnedFd)>> {
        let ahead = self.ahead().take();
        self.taken.notify_one();
        if let Some(mut child) = ahead
            && matches!(
                timeout_at(deadline, child.job.write_all(order)).await,
                Ok(Ok(()))
            )
        {
            return Ok(Some((child.group, child.errors)));
        }
        // There was none, or somebody has killed it.
        let Some(mut child) = self.fork().await? else {
            return Ok(None);
        };
        // If it has ended already, whoever attends the group learns it.
        let _ = timeout_at(deadline, child.job.write_all(order)).await;
        Ok(Some((child.group, child.errors)))
    }

    /// A child; `None` where there can be none now.
    ///
    /// # Errors
    /// The fork server is broken, and must be replaced.
    async fn fork(&self) -> io::Result<Option<Child>> {
        // A lack of descriptors is not the fork server's fault.
        let (Ok((mut job, theirs)), Ok((errors, writer))) = (pair(), io::pipe()) else {
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
        Ok(Some(Child {
            group: Group::adopt(pid),
            job,
            errors: errors.into(),
        }))
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
