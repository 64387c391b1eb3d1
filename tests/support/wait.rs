//! Waiting for what will be so, and no longer than anybody has patience for.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often it is looked. Short beside everything that is waited for.
const INTERVAL: Duration = Duration::from_millis(5);

/// Waits until it is so. `what` is what the test fails with when it does not become so in time.
pub fn until(what: &str, patience: Duration, mut is_so: impl FnMut() -> bool) {
    until_some(what, patience, || is_so().then_some(()));
}

/// Waits until there is one, and returns it.
pub fn until_some<T>(what: &str, patience: Duration, look: impl FnMut() -> Option<T>) -> T {
    within(patience, look).unwrap_or_else(|| panic!("waited {patience:?} in vain: {what}"))
}

/// The same, for those who have something to say or to do when there is none in time.
pub fn within<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + patience;
    loop {
        // The last look is after the end: a machine that is busy may have taken all the time
        // between two looks.
        let is_over = Instant::now() >= end;
        let found = look();
        if found.is_some() || is_over {
            return found;
        }
        sleep(INTERVAL);
    }
}

/// Lets time pass where that is what a test is about: a host that takes its time, a service that
/// is frozen for a while, a moment that nobody foresees. Never so that something may settle.
pub fn let_pass(time: Duration) {
    sleep(time);
}
