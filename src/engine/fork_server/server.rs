//! The process that forks, and the children that it has forked.

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream as BlockingStream;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::bail;
use rustix::io::Errno;
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::UnixStream;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::debug;

use crate::engine::install::Install;
use crate::engine::render::args;
use crate::engine::workspace::Workspace;
use crate::job::Asset;
use crate::pipeline::folder::JobFolder;
use crate::process::group::{self, Group};

use super::order::order;
use super::page;

/// The time to warm up, ten times what it takes on a machine that is not busy.
const WARM_UP_TIMEOUT: Duration = Duration::from_secs(20);
/// The time to print one page more, likewise.
const REHEARSAL_TIMEOUT: Duration = Duration::from_secs(10);
/// Between two events of Lambda, which may freeze all in the midst of it.
const LONGEST_FREEZE: Duration = Duration::from_secs(3600);
/// The time to fork, which takes less than a millisecond.
const FORK_TIMEOUT: Duration = Duration::from_secs(5);

/// Passes while this process runs: where Lambda has frozen it in between, one second has passed.
async fn awake(time: Duration) {
    for _ in 0..time.as_secs() {
        sleep(Duration::from_secs(1)).await;
    }
}

/// The process that forks.
pub struct ServerProcess {
    group: Group,
    socket: UnixStream,
    pub has_helper: bool,
    /// A child for the order that comes next.
    ahead: Mutex<Option<Child>>,
    /// Tells that it has been taken.
    pub taken: Notify,
}

/// A child that waits for its order.
pub struct Child {
    group: Group,
    job: UnixStream,
    errors: OwnedFd,
}

impl ServerProcess {
    pub async fn start(
        install: &Install,
        temp_dir: &Path,
        with_helper: bool,
    ) -> anyhow::Result<Arc<Self>> {
        let folder = JobFolder::create(temp_dir, u64::MAX)?;
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
        let server = Arc::new(server);
        if server.has_helper {
            server.rehearse(install, &workspace).await;
        }
        folder.close()?;
        Ok(server)
    }

    /// Has the first child print a page of ours: from it the fork server learns to which of its memory
    /// children write. Without it they have none of it ready, and print all the same.
    async fn rehearse(self: &Arc<Self>, install: &Install, workspace: &Workspace<'_>) {
        let put = workspace.put_text(Asset::DOCUMENT, &page::rehearsal());
        let arguments = args::rehearsal(workspace, page::REHEARSED_SCRIPT.as_str());
        let mut invocation = install.invocation(arguments, workspace.path(), &workspace.home());
        invocation.set_variable("HTML2PDF_WORD", page::REHEARSED_WORD);
        invocation.set_variable("HTML2PDF_REHEARSAL", "1");
        let end = Instant::now() + LONGEST_FREEZE;
        let Some(order) = order(&invocation, end).filter(|_| put.is_ok()) else {
            return;
        };
        // In a task of its own, as for a job.
        let server = self.clone();
        let forking = tokio::spawn(async move { server.ordered_child(&order, end).await });
        let Ok(Ok(Some((group, output)))) = forking.await else {
            return;
        };
        tokio::select! {
            ended = group::attend(group, output, end) => {
                debug!(ended = ?ended.map(|ended| ended.ending), "the fork server has rehearsed");
            }
            () = awake(REHEARSAL_TIMEOUT) => debug!("the fork server did not rehearse in time"),
        }
    }

    /// What it sends next; `None` when it has ended.
    pub async fn byte(&self) -> io::Result<Option<u8>> {
        let mut byte = [0];
        let said = self.socket.async_io(Interest::READABLE, || {
            Ok(rustix::io::read(&self.socket, &mut byte)?)
        });
        Ok((said.await? == 1).then_some(byte[0]))
    }

    /// Not its group: a child that was forked just now may still be in it.
    pub fn kill(&self) {
        let _ = kill_process(self.group.leader(), Signal::KILL);
    }

    pub fn ahead(&self) -> MutexGuard<'_, Option<Child>> {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A child that has its order; `None` where there can be none now.
    ///
    /// # Errors
    /// The fork server is broken, and must be replaced.
    pub async fn ordered_child(
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
    pub async fn fork(&self) -> io::Result<Option<Child>> {
        // A lack of descriptors is not the fork server's fault.
        let (Ok((mut job, theirs)), Ok((errors, writer))) = (pair(), io::pipe()) else {
            return Ok(None);
        };
        match self.send_job(&[theirs.as_fd(), writer.as_fd()]) {
            Err(Errno::PIPE | Errno::CONNRESET) => return Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => return Ok(None),
            Ok(()) => drop((theirs, writer)),
        }
        let number = tokio::select! {
            biased;
            number = read_number(&mut job) => number?,
            () = awake(FORK_TIMEOUT) => {
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
