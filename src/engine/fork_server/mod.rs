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
mod server;

use std::future::pending;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{debug, warn};

use crate::pipeline::calm::Calm;
use crate::process::group::{Group, Invocation};

use super::install::Install;
use order::order;
use server::ServerProcess;

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

impl Shared {
    async fn start_server(&self, with_helper: bool) -> anyhow::Result<Arc<ServerProcess>> {
        ServerProcess::start(&self.install, &self.temp_dir, with_helper).await
    }
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
            child_unless_lost(&server, child)
        });
        timeout_at(deadline, fork).await.ok()?.ok()?
    }
}

/// The child, if there is one. A fork server that is broken is ended, for another to take its place.
fn child_unless_lost<T>(server: &ServerProcess, child: io::Result<Option<T>>) -> Option<T> {
    child.unwrap_or_else(|error| {
        warn!(%error, "the fork server is lost; a new one is started");
        server.kill();
        None
    })
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
        match shared.start_server(false).await {
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
    first: Arc<ServerProcess>,
    successor: impl Future<Output = Arc<ServerProcess>>,
) {
    let mut successor = pin!(successor);
    let mut server = first;
    let mut is_last = false;
    loop {
        shared.state.send_replace(State::Ready(server.clone()));
        tokio::select! {
            // It sends nothing more here: its end, or any byte, means that it
            // broke and must be replaced.
            _ = server.byte() => break,
            () = fork_ahead(&server, calm), if server.has_helper => {}
            next = &mut successor, if !is_last => {
                server = next;
                is_last = true;
            }
        }
    }
    server.kill();
}

/// Has a child forked when nothing is at work, and another one when that has been taken. The first server, which is
/// replaced soon, forks none: it has not learned what its children write to.
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
            let child = forking.fork().await;
            *forking.ahead() = child_unless_lost(&forking, child);
        });
        let _ = ahead.await;
        if server.ahead().is_none() {
            sleep(FIRST_PAUSE).await;
        }
    }
}

/// One that has the layout helper, which takes half as long again to be warm. It is tried until it
/// comes up: `has_warned` is whether the log says already that it did not.
async fn successor(shared: &Shared, calm: &Calm, has_warned: &mut bool) -> Arc<ServerProcess> {
    let mut pause = FIRST_PAUSE;
    loop {
        calm.comes().await;
        let began = Instant::now();
        let started = shared.start_server(true).await;
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
