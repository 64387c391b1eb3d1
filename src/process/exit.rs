//! Learns that a child of ours has ended, without a thread that waits for it:
//! many jobs at once must not use up the threads of the runtime.
//!
//! A pidfd says it, where the kernel gives one (since Linux 5.3, and a seccomp
//! filter may refuse it). Where it does not, or where no descriptor is free,
//! SIGCHLD says that some child has ended, and each waiter looks for its own.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{
    Pid, PidfdFlags, WaitId, WaitIdOptions, WaitOptions, WaitStatus, pidfd_open, waitid, waitpid,
};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::sleep;

pub(super) struct ExitWatch {
    child: Pid,
    source: Source,
}

enum Source {
    Pidfd(AsyncFd<OwnedFd>),
    Signals(Signal),
}

impl ExitWatch {
    /// The child must be ours, and not reaped while this is used.
    pub fn new(child: Pid) -> io::Result<Self> {
        match open(child) {
            Ok(pidfd) => Ok(Self {
                child,
                source: Source::Pidfd(pidfd),
            }),
            Err(_) => Self::by_signals(child),
        }
    }

    fn by_signals(child: Pid) -> io::Result<Self> {
        Ok(Self {
            child,
            source: Source::Signals(signal(SignalKind::child())?),
        })
    }

    /// Waits until the child has ended, and leaves it to be reaped: as long as it
    /// is not, its number cannot become that of another process or group.
    pub async fn ended(&mut self) -> io::Result<()> {
        /// A child that is traced shows its end to the tracer first.
        const TRACED: Duration = Duration::from_millis(10);
        while !has_ended(self.child)? {
            match &mut self.source {
                // It stays readable, so nothing is cleared.
                Source::Pidfd(pidfd) => {
                    let _ = pidfd.readable().await?;
                    if !has_ended(self.child)? {
                        sleep(TRACED).await;
                    }
                }
                Source::Signals(signals) => {
                    signals.recv().await;
                }
            }
        }
        Ok(())
    }
}

#[expect(unsafe_code, reason = "tokio wants a promise of what it watches")]
fn open(child: Pid) -> io::Result<AsyncFd<OwnedFd>> {
    let pidfd = pidfd_open(child, PidfdFlags::empty())?;
    // SAFETY: the descriptor is owned by what is registered, and stays open and the
    // same until that is dropped.
    Ok(unsafe { AsyncFd::register_with_interest(pidfd, Interest::READABLE) }?)
}

fn has_ended(child: Pid) -> io::Result<bool> {
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    loop {
        match waitid(WaitId::Pid(child), options) {
            Ok(status) => return Ok(status.is_some()),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Reaps the child if it has ended.
pub(super) fn reap(child: Pid) -> io::Result<Option<WaitStatus>> {
    loop {
        match waitpid(Some(child), WaitOptions::NOHANG) {
            Ok(reaped) => return Ok(reaped.map(|(_, status)| status)),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    clippy::zombie_processes,
    reason = "tests start children of theirs, and reap them as the service does"
)]
mod tests {
    use super::*;
    use std::process::{Child, Command, Stdio};
    use std::time::Instant;

    /// Ends when its standard input does.
    fn child() -> Child {
        Command::new("cat").stdin(Stdio::piped()).spawn().unwrap()
    }

    async fn tells_the_end_of_each(watch: impl Fn(Pid) -> io::Result<ExitWatch>) {
        let mut children: Vec<_> = (0..5).map(|_| child()).collect();
        let mut watches: Vec<_> = children
            .iter()
            .map(|child| watch(Pid::from_child(child)).unwrap())
            .collect();
        // The last first: nobody is told of another's end.
        while let (Some(mut child), Some(mut watch)) = (children.pop(), watches.pop()) {
            assert!(!has_ended(watch.child).unwrap());
            drop(child.stdin.take());
            watch.ended().await.unwrap();
            let status = reap(watch.child).unwrap().unwrap();
            assert_eq!(status.exit_status(), Some(0));
            for other in &children {
                assert!(!has_ended(Pid::from_child(other)).unwrap());
            }
        }
    }

    #[tokio::test]
    async fn a_pidfd_tells_the_end() {
        tells_the_end_of_each(|child| {
            let watch = ExitWatch::new(child)?;
            assert!(matches!(watch.source, Source::Pidfd(_)), "no pidfd here");
            Ok(watch)
        })
        .await;
    }

    #[tokio::test]
    async fn a_signal_tells_the_end() {
        tells_the_end_of_each(ExitWatch::by_signals).await;
    }

    #[tokio::test]
    async fn an_end_before_the_watch_is_told_too() {
        for watch in [ExitWatch::new, ExitWatch::by_signals] {
            let mut child = child();
            let pid = Pid::from_child(&child);
            drop(child.stdin.take());
            let until = Instant::now() + Duration::from_secs(10);
            while !has_ended(pid).unwrap() {
                assert!(Instant::now() < until);
            }
            watch(pid).unwrap().ended().await.unwrap();
            assert!(reap(pid).unwrap().is_some());
        }
    }

    /// As a seccomp filter of a container does it.
    #[test]
    fn where_pidfds_are_refused_signals_tell_the_end() {
        use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};
        for refusal in [libc::EPERM, libc::ENOSYS] {
            let refused = std::thread::spawn(move || {
                let filter: BpfProgram = SeccompFilter::new(
                    [(libc::SYS_pidfd_open, vec![])].into(),
                    SeccompAction::Allow,
                    SeccompAction::Errno(refusal as u32),
                    std::env::consts::ARCH.try_into().unwrap(),
                )
                .unwrap()
                .try_into()
                .unwrap();
                // For this thread alone.
                seccompiler::apply_filter(&filter).unwrap();
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .unwrap();
                runtime.block_on(tells_the_end_of_each(|child| {
                    let watch = ExitWatch::new(child)?;
                    assert!(matches!(watch.source, Source::Signals(_)));
                    Ok(watch)
                }));
            });
            refused.join().unwrap();
        }
    }
}
