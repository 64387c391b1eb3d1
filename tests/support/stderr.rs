//! What is said while tests run. The harness keeps a test's output back until it fails, but not what
//! is written to standard error itself.

use std::io::Write;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What each line begins with, so that it is known where it comes from a program that we have
/// started.
const MARK: &str = ".. ";

/// A line that is seen at once.
pub fn say(line: &str) {
    write(&format!("{MARK}{line}"));
}

/// Says again what a program that we have started has said, and keeps the rest to itself.
pub fn pass_on(line: &str) {
    if line.starts_with(MARK) {
        write(line);
    }
}

fn write(line: &str) {
    // In one piece, since other tests may say something too. `eprintln!` is what is kept back.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// How often something is said at most.
const INTERVAL: Duration = Duration::from_secs(5);

/// How far a test that takes minutes has come: a line every few seconds.
pub struct Progress {
    test: String,
    total: usize,
    started: Instant,
    now: Mutex<Now>,
}

struct Now {
    done: usize,
    told: Instant,
}

impl Progress {
    /// Of the test of this thread.
    pub fn of(total: usize) -> Self {
        let now = Instant::now();
        Self {
            test: std::thread::current().name().unwrap_or("test").to_owned(),
            total,
            started: now,
            now: Mutex::new(Now { done: 0, told: now }),
        }
    }

    /// One more is done.
    pub fn step(&self) {
        let mut now = self.now.lock().unwrap();
        now.done += 1;
        if now.told.elapsed() >= INTERVAL {
            now.told = Instant::now();
            let (test, total, done) = (&self.test, self.total, now.done);
            let seconds = self.started.elapsed().as_secs();
            say(&format!("{test}: {done} of {total}, {seconds} s"));
        }
    }
}
