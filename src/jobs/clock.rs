//! A clock that only runs forward, and at the pace of time.
//!
//! The one on the wall is set by people and by programs while the service runs: a year ahead, and all
//! results would be too old; a day back, and no job that is to be tried again would be due. So it is
//! looked at once, at the start, and counted on from there.

use std::time::Instant;

use super::moment::Moment;

#[derive(Debug)]
pub struct Clock {
    base: Moment,
    started: Instant,
}

impl Clock {
    /// `last` is what an earlier service that had this state told last: where the wall's is behind that,
    /// this one goes on from there.
    pub fn start(wall: Moment, last: Moment) -> Self {
        Self {
            base: wall.max(last),
            started: Instant::now(),
        }
    }

    pub fn now(&self) -> Moment {
        self.base.after(self.started.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_back_stands_until_time_has_caught_up() {
        let (early, late) = (Moment(1_000), Moment(9_000));
        assert!(Clock::start(early, late).now() >= late);
        let forward = Clock::start(late, early).now();
        assert!(forward >= late && forward < late.after(std::time::Duration::from_secs(60)));
    }
}
