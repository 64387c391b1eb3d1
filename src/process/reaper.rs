//! Reaps children that were killed and that nobody waits for any more, and removes
//! folders that were dropped: whoever drops a job is a thread of the runtime, and
//! must not wait until the kernel has taken a process apart, or hundreds of
//! megabytes of files.

use std::sync::{Mutex, PoisonError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use rustix::process::Pid;

use super::exit::reap;
use super::held_folder::HeldFolder;

static LEFT: Mutex<Left> = Mutex::new(Left {
    children: Vec::new(),
    folders: Vec::new(),
    in_hand: 0,
    thread: None,
});

/// What is left of jobs that were dropped.
struct Left {
    /// They have been sent SIGKILL, and are not reaped.
    children: Vec<Pid>,
    /// They are dropped, or could not be removed when their time had come: without a
    /// free descriptor nobody can look into them, and a process that is about to end
    /// may still put something there.
    folders: Vec<HeldFolder>,
    /// How many take folders away now, which are not in the list meanwhile.
    in_hand: usize,
    /// It is at work on it until nothing is left.
    thread: Option<Thread>,
}

fn with_left<T>(work: impl FnOnce(&mut Left) -> T) -> T {
    work(&mut LEFT.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Takes on a child that has been killed. Returns at once.
pub(super) fn reap_later(child: Pid) {
    with_left(|left| {
        left.children.push(child);
        left.catch_up();
    });
}

/// Takes on a folder. Returns at once.
pub(super) fn remove_later(folder: HeldFolder) {
    with_left(|left| {
        left.folders.push(folder);
        left.catch_up();
    });
}

/// Does what can be done at once. For whoever is about to start a process or to
/// make a folder, and may need the room.
pub(super) fn catch_up() {
    with_left(Left::catch_up);
}

impl Left {
    fn reap(&mut self) {
        // An error says that it is no child of ours any more.
        self.children
            .retain(|child| matches!(reap(*child), Ok(None)));
    }

    fn catch_up(&mut self) {
        self.reap();
        let is_done = self.children.is_empty() && self.folders.is_empty();
        match &self.thread {
            _ if is_done => {}
            Some(thread) => thread.unpark(),
            None => {
                let builder = thread::Builder::new().name("reaper".to_owned());
                // Where there can be no more threads, the next call tries again.
                self.thread = builder
                    .spawn(work)
                    .ok()
                    .map(|handle| handle.thread().clone());
            }
        }
    }
}

/// There is no wait for some children among others, nor for a free descriptor, so it
/// looks from time to time: often at first, because after SIGKILL it is a matter of
/// milliseconds.
fn work() {
    const PAUSES: (Duration, Duration) = (Duration::from_millis(1), Duration::from_secs(1));
    /// What cannot be removed for so long waits for the next call of [`catch_up`].
    const PATIENCE: Duration = Duration::from_secs(60);
    let began = Instant::now();
    let mut pause = PAUSES.0;
    let mut before = usize::MAX;
    loop {
        thread::park_timeout(pause);
        with_left(Left::reap);
        // After the processes: one that is about to end may still make files.
        remove_folders();
        let left = with_left(|left| {
            let count = left.children.len() + left.folders.len();
            let goes_on = count > 0 && began.elapsed() < PATIENCE;
            if !goes_on {
                left.thread = None;
            }
            goes_on.then_some(count)
        });
        let Some(left) = left else { return };
        pause = match left == before {
            true => (pause * 2).min(PAUSES.1),
            false => PAUSES.0,
        };
        before = left;
    }
}

fn remove_folders() {
    let mut folders = with_left(|left| {
        left.in_hand += 1;
        std::mem::take(&mut left.folders)
    });
    folders.retain(|folder| folder.remove().is_err());
    with_left(|left| {
        left.folders.append(&mut folders);
        left.in_hand -= 1;
    });
}

/// Waits until all children are reaped, but no longer than `patience`, and removes
/// the folders. For the end of the program: what it leaves would be a zombie where
/// process 1 reaps nobody.
pub fn finish(patience: Duration) {
    let until = Instant::now() + patience;
    while !with_left(|left| {
        left.reap();
        left.children.is_empty() && left.in_hand == 0
    }) && Instant::now() < until
    {
        thread::sleep(Duration::from_millis(1));
    }
    remove_folders();
}
