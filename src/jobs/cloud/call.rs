//! Tells a caller that its job has ended, and has the queue see to it that it is told again.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;
use crate::jobs::moment::Moment;
use crate::jobs::record::Telling;
use crate::jobs::webhook::{ANSWER, Teller, judge, pause_after};
use crate::pipeline::Pipeline;

use super::office::{Cloud, Notice};
use super::sheet::Seen;

/// What is left of the time to keep what came of it.
const TO_KEEP: Duration = Duration::from_secs(2);

/// Who tells.
pub struct Caller<'a> {
    pub cloud: &'a Cloud,
    pub pipeline: &'a Pipeline,
    pub until: Instant,
}

impl Caller<'_> {
    /// Tells of a job, if that is due, and the message is the one that is for it: each telling has a message, which
    /// was sent before what was known of the job was changed.
    pub async fn tell(&self, seen: &mut Seen, due: Moment) -> Result<(), Error> {
        let Self { cloud, until, .. } = *self;
        let store = &cloud.store;
        let record = &seen.sheet.record;
        let is_for_it = record.tellings == 0 || record.next_telling == due;
        if record.telling != Telling::Pending || !is_for_it {
            return Ok(());
        }
        let hook = record.hook.clone().unwrap_or_default();
        let Some(address) = hook.address(record.state) else {
            seen.sheet.record.telling = Telling::None;
            return seen.write(store, until).await.map(|_| ());
        };
        let now = Moment::on_the_wall();
        let left = until.saturating_duration_since(Instant::now());
        let patience = ANSWER.min(left.saturating_sub(TO_KEEP));
        if record.next_telling > now || patience.is_zero() {
            // Longer than a queue holds a message back, or another function has more time.
            let notice = Notice {
                job: record.id,
                telling: due,
            };
            let pause = record.next_telling.since(now);
            return cloud.send(notice, pause, until).await;
        }
        // If we are ended while the caller is told, this message tells it again.
        let pause = ANSWER + pause_after(record.tellings + 1);
        let next = now.after(pause);
        let notice = Notice {
            job: record.id,
            telling: next,
        };
        cloud.send(notice, pause, until).await?;
        seen.sheet.record.tellings += 1;
        seen.sheet.record.next_telling = next;
        if !seen.write(store, until).await? {
            return Ok(());
        }
        let teller = Teller {
            pipeline: self.pipeline,
            settings: &cloud.settings,
            patience,
        };
        let answered = teller.send(&seen.sheet.record, address).await;
        let (telling, told) = judge(&seen.sheet.record, answered, next);
        seen.sheet.record.telling = telling;
        seen.sheet.record.told = Some(told);
        seen.write(store, until).await.map(|_| ())
    }
}
