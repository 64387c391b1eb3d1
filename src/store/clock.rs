//! The time of day as it was when the service started, and the time since then: where
//! somebody sets the machine's clock, no result expires early and none stays for ever.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

#[derive(Debug)]
pub struct Clock {
    day: SystemTime,
    began: Instant,
}

impl Clock {
    pub fn start() -> Self {
        Self {
            day: SystemTime::now(),
            began: Instant::now(),
        }
    }

    /// Seconds since 1970.
    pub fn now(&self) -> u64 {
        let since = self.day.duration_since(UNIX_EPOCH);
        (since.unwrap_or(Duration::ZERO) + self.began.elapsed()).as_secs()
    }
}
