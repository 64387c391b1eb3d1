//! How much CPU time a process has used.

use std::fs;
use std::time::Duration;

use rustix::process::Pid;

/// How much time of the processor a process has used, also one that has ended and
/// is not reaped.
pub fn cpu_time(process: Pid) -> Option<Duration> {
    let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before it may have blanks in it.
    let (_, after_name) = line.rsplit_once(") ")?;
    let mut words = after_name.split(' ').skip(11);
    let mut ticks = || words.next()?.parse::<u64>().ok();
    let ticks = ticks()? + ticks()?;
    // The unit of this file is the same wherever Linux runs on this processor. To
    // ask for it needs what a process is refused that must not be read.
    const TICKS_PER_SECOND: u64 = 100;
    let microseconds = ticks * 1_000_000 / TICKS_PER_SECOND;
    Some(Duration::from_micros(microseconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_of_the_processor_is_counted() {
        let own = rustix::process::getpid();
        let before = cpu_time(own).unwrap();
        let until = std::time::Instant::now() + Duration::from_secs(10);
        while cpu_time(own).unwrap() == before {
            assert!(std::time::Instant::now() < until);
        }
    }
}
