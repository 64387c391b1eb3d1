//! Tells when nothing is at work.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::time::{sleep, timeout};

/// Tells when there is time for what nobody waits for.
#[derive(Clone, Debug)]
pub struct Calm {
    slots: Arc<Semaphore>,
    concurrency: u64,
    freed: Arc<Notify>,
}

impl Calm {
    /// `freed` tells of each job that has its answer, and has given back its slot by then.
    pub fn new(slots: Arc<Semaphore>, concurrency: u64, freed: Arc<Notify>) -> Self {
        Self {
            slots,
            concurrency,
            freed,
        }
    }

    /// Waits until nothing is at work.
    pub async fn is_here(&self) {
        loop {
            let freed = self.freed.notified();
            if self.is_idle() {
                return;
            }
            freed.await;
        }
    }

    fn is_idle(&self) -> bool {
        self.slots.available_permits() as u64 == self.concurrency
    }

    /// Waits until nothing has been at work for a while, or a job is done: where others are always at
    /// work there is no better time, and on Lambda no other.
    pub async fn comes(&self) {
        const WHILE: Duration = Duration::from_secs(1);
        /// In which an answer goes out.
        const ANSWER: Duration = Duration::from_millis(100);
        while timeout(WHILE, self.freed.notified()).await.is_err() {
            if self.is_idle() {
                return;
            }
        }
        sleep(ANSWER).await;
    }
}
