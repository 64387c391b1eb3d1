//! Reaps children that were killed and that nobody waits for any more: whoever
//! drops a job must not wait until the kernel has taken its process apart.

use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Pid;

use super::exit::reap;
use super::locked_folder;

/// Those that have been sent SIGKILL and are still there.
static KILLED: Mutex<Killed> = Mutex::new(Killed {
    children: Vec::new(),
    has_thread: false,
});

struct Killed {
    children: Vec<Pid>,
    /// A thread looks after them until none is left.
    has_thread: bool,
}

impl Killed {
    fn reap(&mut self) {
        // An error says that somebody else has reaped it.
        self.children
            .retain(|child| matches!(reap(*child), Ok(None)));
    }
}

fn with_killed<T>(work: impl FnOnce(&mut Killed) -> T) -> T {
    work(&mut KILLED.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Takes on a child that has been killed. Returns at once.
pub(super) fn take_on(child: Pid) {
    with_killed(|killed| {
        killed.children.push(child);
        killed.reap();
        if !killed.children.is_empty() && !killed.has_thread {
            let thread = thread::Builder::new().name("reaper".to_owned());
            // Where there can be no more threads, whoever starts the next process
            // makes room for it first.
            killed.has_thread = thread.spawn(reap_all).is_ok();
        }
    });
}

/// Reaps those that have ended by now.
pub(super) fn reap_ended() {
    with_killed(Killed::reap);
}

/// There is no wait for some children among others, so it looks from time to time:
/// after SIGKILL it is a matter of milliseconds.
fn reap_all() {
    const PAUSES: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(50));
    let mut pause = PAUSES.0;
    loop {
        thread::sleep(pause);
        pause = (pause * 2).min(PAUSES.1);
        let is_done = with_killed(|killed| {
            let before = killed.children.len();
            killed.reap();
            if killed.children.len() < before {
                pause = PAUSES.0;
            }
            killed.has_thread = !killed.children.is_empty();
            !killed.has_thread
        });
        // A process that was about to end may have kept its folder from being removed.
        locked_folder::remove_remains();
        if is_done {
            return;
        }
    }
}

/// Waits until all are reaped, but no longer than `patience`. For the end of the
/// program: what it leaves would be a zombie where process 1 reaps nobody.
pub fn finish(patience: Duration) {
    let until = Instant::now() + patience;
    loop {
        let is_done = with_killed(|killed| {
            killed.reap();
            killed.children.is_empty()
        });
        if is_done || Instant::now() > until {
            locked_folder::remove_remains();
            return;
        }
        thread::sleep(Duration::from_millis(1));
    }
}
