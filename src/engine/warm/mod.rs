//! The warm engine: a process that has printed nothing but a page of ours, and
//! gives birth to a child for each run. The other end is `vendor/preload/warm.c`.
//!
//! A child is warm from birth and has never seen another job; it is a child of
//! ours, supervised like an engine that we start ourselves. Where there is no
//! warm engine, or it does not answer, the caller starts one itself.

mod page;

use std::io::{self, IoSlice};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixStream as Pair;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Weak};
use std::time::Duration;

use anyhow::{Context, bail};
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::UnixStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tracing::{debug, warn};

use super::flags;
use super::install::Install;
use super::process::{Group, Invocation};
use super::workspace::Workspace;
use crate::job::Asset;

/// The time to warm up. On a busy machine it takes ten times as long as usual.
const PATIENCE_AT_START: Duration = Duration::from_secs(20);
/// The time to give birth, which takes less than a millisecond.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long we wait before the next try to start one, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// Keeps one warm engine, and replaces it when it is lost.
pub struct Warm {
    install: Arc<Install>,
    temp_dir: PathBuf,
    state: watch::Sender<State>,
}

#[derive(Clone)]
enum State {
    Starting,
    Ready(Arc<Parent>),
    /// It could not be started; it will be tried again.
    Failed,
}

impl Warm {
    /// Begins to start one.
    pub fn start(install: Arc<Install>, temp_dir: &Path) -> Arc<Self> {
        let warm = Arc::new(Self {
            install,
            temp_dir: temp_dir.to_owned(),
            state: watch::Sender::new(State::Starting),
        });
        tokio::spawn(keep(Arc::downgrade(&warm)));
        warm
    }

    /// Waits until there is one, or there could be none.
    pub async fn settled(&self) {
        let mut state = self.state.subscribe();
        let _ = state
            .wait_for(|state| !matches!(state, State::Starting))
            .await;
    }

    pub fn is_ready(&self) -> bool {
        matches!(*self.state.borrow(), State::Ready(_))
    }

    /// A child that runs the invocation, and what it says on its standard error.
    pub async fn child(
        &self,
        invocation: &Invocation,
        deadline: Instant,
    ) -> Option<(Group, OwnedFd)> {
        let State::Ready(parent) = self.state.borrow().clone() else {
            return None;
        };
        let order = order(invocation, deadline);
        let birth = {
            let parent = parent.clone();
            // In a task of its own: were it dropped half-way, nobody would know
            // of the child.
            tokio::spawn(async move { parent.give_birth(order, deadline).await })
        };
        match birth.await {
            Ok(Ok(born)) => born,
            Ok(Err(error)) => {
                warn!(%error, "the warm engine is lost; a new one is started");
                parent.kill();
                None
            }
            Err(_) => None,
        }
    }
}

/// Has a warm engine running for as long as somebody holds the [`Warm`].
async fn keep(warm: Weak<Warm>) {
    let mut pause = PAUSES.0;
    loop {
        let began = Instant::now();
        let Some(held) = warm.upgrade() else { return };
        let (install, temp_dir) = (held.install.clone(), held.temp_dir.clone());
        drop(held);
        let started = Parent::start(&install, &temp_dir).await;
        let Some(held) = warm.upgrade() else { return };
        match started {
            Ok(parent) => {
                debug!(
                    milliseconds = began.elapsed().as_millis() as u64,
                    "the engine is warm"
                );
                let parent = Arc::new(parent);
                held.state.send_replace(State::Ready(parent.clone()));
                drop(held);
                parent.ended(&warm).await;
                let Some(held) = warm.upgrade() else { return };
                held.state.send_replace(State::Starting);
            }
            Err(error) => {
                let error = format!("{error:#}");
                // Told once, however often it is tried.
                match held.state.send_replace(State::Failed) {
                    State::Failed => debug!(error, "the engine still cannot be kept warm"),
                    _ => warn!(
                        error,
                        "the engine cannot be kept warm; each run starts its own"
                    ),
                }
            }
        }
        // One that lasted is replaced at once; else we would do nothing but start.
        if began.elapsed() > PAUSES.1 {
            pause = PAUSES.0;
        } else {
            sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    }
}

/// The process that gives birth.
struct Parent {
    group: Group,
    socket: UnixStream,
}

impl Parent {
    async fn start(install: &Install, temp_dir: &Path) -> anyhow::Result<Self> {
        let workspace = Workspace::create(temp_dir)?;
        if let Some(fonts) = install.fonts() {
            workspace.link_fonts(&fonts)?;
        }
        workspace.put_text(Asset::DOCUMENT, &page::html())?;
        let arguments = flags::warm_up(&workspace);
        let mut invocation = install.invocation(arguments, workspace.path(), &workspace.home());
        invocation
            .environment
            .push(("HTML2PDF_WARM_UP", "1".into()));

        let (ours, theirs) = pair()?;
        let theirs = Stdio::from(OwnedFd::from(theirs));
        let parent = Self {
            group: Group::start_with(&invocation, theirs, Stdio::null(), Stdio::null())?,
            socket: ours,
        };
        let word = timeout(PATIENCE_AT_START, parent.word()).await;
        if word.context("it did not warm up in time")?? != Some(b'W') {
            bail!("it ended while it warmed up");
        }
        workspace.close()?;
        Ok(parent)
    }

    /// What it says next; `None` when it has ended.
    async fn word(&self) -> io::Result<Option<u8>> {
        let mut word = [0];
        let said = self.socket.async_io(Interest::READABLE, || {
            Ok(rustix::io::read(&self.socket, &mut word)?)
        });
        Ok((said.await? == 1).then_some(word[0]))
    }

    /// Waits until it has ended, or nobody wants it any more.
    async fn ended(&self, wanted: &Weak<Warm>) {
        const LOOK: Duration = Duration::from_secs(1);
        while wanted.strong_count() > 0 {
            if timeout(LOOK, self.word()).await.is_ok() {
                return;
            }
        }
    }

    fn kill(&self) {
        let _ = kill_process_group(self.group.leader(), Signal::KILL);
    }

    /// A child with its order; `None` where there can be no more processes.
    async fn give_birth(
        &self,
        order: Vec<u8>,
        deadline: Instant,
    ) -> io::Result<Option<(Group, OwnedFd)>> {
        let (mut job, theirs) = pair()?;
        let (reader, writer) = io::pipe()?;
        self.hand_over(&[theirs.as_fd(), writer.as_fd()])?;
        drop((theirs, writer));
        let number = match timeout(PATIENCE, read_number(&mut job)).await {
            Ok(number) => number?,
            Err(_) => {
                self.kill();
                // A child may have been born all the same, and says so itself.
                if let Ok(Ok(number)) = timeout(PATIENCE, read_number(&mut job)).await {
                    drop(Pid::from_raw(number).map(Group::adopt));
                }
                return Err(io::ErrorKind::TimedOut.into());
            }
        };
        let Some(pid) = Pid::from_raw(number) else {
            return Ok(None);
        };
        let group = Group::adopt(pid);
        // If the child is dead already, its end will tell.
        let _ = timeout_at(deadline, job.write_all(&order)).await;
        Ok(Some((group, reader.into())))
    }

    fn hand_over(&self, descriptors: &[std::os::fd::BorrowedFd<'_>]) -> io::Result<()> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(2))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        control.push(SendAncillaryMessage::ScmRights(descriptors));
        let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
        sendmsg(&self.socket, &[IoSlice::new(b"J")], &mut control, flags)?;
        Ok(())
    }
}

/// Two ends of a socket: ours, and one for a process that waits when it reads.
fn pair() -> io::Result<(UnixStream, Pair)> {
    let (ours, theirs) = Pair::pair()?;
    ours.set_nonblocking(true)?;
    Ok((UnixStream::from_std(ours)?, theirs))
}

async fn read_number(job: &mut UnixStream) -> io::Result<i32> {
    let mut number = [0; 4];
    job.read_exact(&mut number).await?;
    Ok(i32::from_ne_bytes(number))
}

/// An invocation as the child reads it.
fn order(invocation: &Invocation, deadline: Instant) -> Vec<u8> {
    /// How much longer than its deadline a child lives that nobody ends.
    const GRACE: u64 = 3;
    let left = deadline.saturating_duration_since(Instant::now());
    let seconds = left.as_secs() + GRACE;

    let mut texts = Vec::new();
    let mut put = |parts: &[&[u8]]| {
        for part in parts {
            texts.extend_from_slice(part);
        }
        texts.push(0);
    };
    put(&[invocation.folder.as_os_str().as_bytes()]);
    for (name, value) in &invocation.environment {
        put(&[name.as_bytes(), b"=", value.as_bytes()]);
    }
    put(&[b"wkhtmltopdf"]);
    for argument in &invocation.arguments {
        put(&[argument.as_bytes()]);
    }
    let head = [
        texts.len() as u64,
        seconds,
        invocation.environment.len() as u64,
        invocation.arguments.len() as u64 + 1,
    ];
    let mut order: Vec<u8> = head
        .iter()
        .flat_map(|number| (*number as u32).to_ne_bytes())
        .collect();
    order.append(&mut texts);
    order
}
