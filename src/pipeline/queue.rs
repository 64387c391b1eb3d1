//! Who may be at work, who may wait, and who is sent away at once.
//!
//! ```text
//! place   one of as many as print and wait together; none is free: 503
//! bytes   of the bodies that are held in memory at once; a body is not read before
//! slot    one of as many as print at once
//! ```
//! All three are held until the answer is made. Jobs that wait elsewhere come in where others leave room
//! ([`Queue::spare`]).

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout_at};

use crate::error::Error;
use crate::job::deadline::Deadline;

use super::calm::Calm;

/// Bodies of full size that are held in memory beside those that are printed.
const WAITING_BODIES: usize = 2;
/// The bytes that one permit of memory stands for: permits are counted in 32 bits.
const UNIT: usize = 1 << 10;

#[derive(Debug)]
pub struct Queue {
    places: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    slots: Arc<Semaphore>,
    concurrency: u64,
    /// Places, taken and free.
    total: usize,
    largest_body: usize,
    /// An average of the jobs of late, in milliseconds.
    job_time: Arc<AtomicU64>,
    /// Told whenever a permit is given back.
    freed: Arc<Notify>,
}

/// How many there may be of each.
#[derive(Clone, Copy, Debug)]
pub struct Capacity {
    /// Jobs at work at once.
    pub concurrency: usize,
    /// Jobs that may wait beside them.
    pub queue: usize,
    /// Bytes of the largest body.
    pub largest_body: usize,
}

impl Queue {
    pub fn new(capacity: Capacity) -> Self {
        let Capacity {
            concurrency,
            queue,
            largest_body,
        } = capacity;
        let bodies = (concurrency + WAITING_BODIES) * units(largest_body) as usize;
        Self {
            places: Arc::new(Semaphore::new(concurrency + queue)),
            memory: Arc::new(Semaphore::new(bodies)),
            slots: Arc::new(Semaphore::new(concurrency)),
            concurrency: concurrency as u64,
            total: concurrency + queue,
            largest_body,
            job_time: Arc::default(),
            freed: Arc::default(),
        }
    }

    /// A permit for a job with a body of so many bytes that has time: it comes in when nobody else waits for a slot.
    /// Where that does not happen within `patience`, it takes its turn behind those who wait then: a service that is
    /// always busy prints it too.
    pub async fn spare(&self, bytes: usize, patience: Duration) -> Permit {
        /// Before it looks whether there is a place.
        const PAUSE: Duration = Duration::from_millis(100);
        let until = Instant::now() + patience;
        while Instant::now() < until {
            let freed = self.freed.notified();
            if let Some(permit) = self.permit_now(bytes) {
                return permit;
            }
            let _ = timeout_at(until, freed).await;
        }
        loop {
            if let Ok(mut place) = self.enter() {
                let turn = Deadline::after(Duration::from_secs(24 * 60 * 60));
                let memory = place.memory(Some(bytes), turn).await;
                if let (Ok(()), Ok(permit)) = (memory, place.permit(turn).await) {
                    return permit;
                }
            }
            sleep(PAUSE).await;
        }
    }

    /// A permit, if nobody waits for one: a semaphore hands what comes free to those who wait.
    fn permit_now(&self, bytes: usize) -> Option<Permit> {
        let place = self.places.clone().try_acquire_owned().ok()?;
        let memory = units(bytes.min(self.largest_body));
        let memory = self.memory.clone().try_acquire_many_owned(memory).ok()?;
        let slot = self.slots.clone().try_acquire_owned().ok()?;
        let now = Instant::now();
        let held = (slot, Some(memory), place);
        Some(self.held(held, now, now))
    }

    /// Tells when there is time for what nobody waits for.
    pub fn calm(&self) -> Calm {
        Calm::new(self.slots.clone(), self.concurrency, self.freed.clone())
    }

    fn held(&self, held: Held, entered: Instant, began: Instant) -> Permit {
        Permit {
            waited: began - entered,
            began,
            job_time: self.job_time.clone(),
            _held: held,
            _freed: Freed(self.freed.clone()),
        }
    }

    /// Waits for memory for a body that is not printed now. It is given back with what this returns.
    pub async fn hold(
        &self,
        bytes: Option<usize>,
        deadline: Deadline,
    ) -> Result<OwnedSemaphorePermit, Error> {
        let bytes = bytes.unwrap_or(self.largest_body).min(self.largest_body);
        self.take(&self.memory, units(bytes), deadline).await
    }

    /// Takes what is free at once, whatever time is left: what comes after tells who
    /// is too late. Who has to wait for it, does so until the deadline.
    async fn take(
        &self,
        from: &Arc<Semaphore>,
        permits: u32,
        deadline: Deadline,
    ) -> Result<OwnedSemaphorePermit, Error> {
        if let Ok(taken) = from.clone().try_acquire_many_owned(permits) {
            return Ok(taken);
        }
        match timeout_at(deadline.at, from.clone().acquire_many_owned(permits)).await {
            // What is given back at the deadline is of no use to whoever has the same.
            Ok(Ok(taken)) if Instant::now() < deadline.at => Ok(taken),
            _ => Err(self.overloaded()),
        }
    }

    /// Takes a place in the queue, if there is one.
    pub fn enter(&self) -> Result<Place<'_>, Error> {
        match self.places.clone().try_acquire_owned() {
            Ok(place) => Ok(Place {
                queue: self,
                place,
                memory: None,
                entered: Instant::now(),
            }),
            Err(_) => Err(self.overloaded()),
        }
    }

    /// With the time that those who are here will take, by the jobs of late.
    fn overloaded(&self) -> Error {
        let here = (self.total - self.places.available_permits()) as u64;
        let time = self.job_time.load(Ordering::Relaxed) * here / self.concurrency;
        Error::Overloaded {
            retry_after: Duration::from_millis(time)
                .clamp(Duration::from_secs(1), Duration::from_secs(60)),
        }
    }
}

fn units(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT))
        .unwrap_or(u32::MAX)
        .max(1)
}

/// A place in the queue.
#[derive(Debug)]
pub struct Place<'a> {
    queue: &'a Queue,
    place: OwnedSemaphorePermit,
    memory: Option<OwnedSemaphorePermit>,
    entered: Instant,
}

impl Place<'_> {
    /// Waits for memory for a body of so many bytes; of unknown size for the largest.
    pub async fn memory(&mut self, bytes: Option<usize>, deadline: Deadline) -> Result<(), Error> {
        let largest = self.queue.largest_body;
        let bytes = bytes.unwrap_or(largest).min(largest);
        let (memory, units) = (&self.queue.memory, units(bytes));
        self.memory = Some(self.queue.take(memory, units, deadline).await?);
        Ok(())
    }

    /// Gives back what the body did not need.
    pub fn body_has(&mut self, bytes: usize) {
        if let Some(memory) = &mut self.memory {
            let spare = memory.num_permits().saturating_sub(units(bytes) as usize);
            drop(memory.split(spare));
        }
    }

    /// Waits for a slot.
    pub async fn permit(self, deadline: Deadline) -> Result<Permit, Error> {
        let queue = self.queue;
        let slot = queue.take(&queue.slots, 1, deadline).await?;
        let held = (slot, self.memory, self.place);
        Ok(queue.held(held, self.entered, Instant::now()))
    }
}

/// What a job holds from before its body is decoded to its answer.
#[derive(Debug)]
pub struct Permit {
    /// From the entry into the queue.
    pub waited: Duration,
    began: Instant,
    job_time: Arc<AtomicU64>,
    _held: Held,
    /// After what is held, which is given back before.
    _freed: Freed,
}

/// Slot, memory and place.
type Held = (
    OwnedSemaphorePermit,
    Option<OwnedSemaphorePermit>,
    OwnedSemaphorePermit,
);

/// Tells who waits for room that there may be some.
#[derive(Debug)]
struct Freed(Arc<Notify>);

impl Drop for Freed {
    fn drop(&mut self) {
        self.0.notify_waiters();
        // Who was about to wait.
        self.0.notify_one();
    }
}

impl Drop for Permit {
    /// Takes note of how long the job took, in an average in which it counts for
    /// an eighth. Two at once may lose one of them, which matters little.
    fn drop(&mut self) {
        let took = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let before = self.job_time.load(Ordering::Relaxed);
        let now = match before {
            0 => took,
            before => before - before / 8 + took / 8,
        };
        self.job_time.store(now, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::sleep_until;

    fn queue(concurrency: usize, queue: usize) -> Queue {
        Queue::new(Capacity {
            concurrency,
            queue,
            largest_body: 10 << 10,
        })
    }

    fn soon() -> Deadline {
        Deadline::after(Duration::from_millis(50))
    }

    #[tokio::test]
    async fn who_finds_no_place_is_sent_away_at_once() {
        let queue = queue(1, 1);
        let printing = queue.enter().unwrap().permit(soon()).await.unwrap();
        let waiting = queue.enter().unwrap();
        assert!(matches!(queue.enter(), Err(Error::Overloaded { .. })));
        drop(printing);
        let third = queue.enter().unwrap();
        drop(waiting.permit(soon()).await.unwrap());
        drop(third);
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_when_to_come_back() {
        let queue = queue(1, 5);
        let _printing = queue.enter().unwrap().permit(soon()).await.unwrap();
        let late = queue.enter().unwrap().permit(soon()).await.unwrap_err();
        let Error::Overloaded { retry_after } = late else {
            panic!("{late}");
        };
        assert!(retry_after >= Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_free_at_the_deadline_is_not_taken() {
        let queue = queue(1, 5);
        let printing = queue.enter().unwrap().permit(soon()).await.unwrap();
        let deadline = soon();
        let waiting = queue.enter().unwrap().permit(deadline);
        let ending = async {
            sleep_until(deadline.at).await;
            drop(printing);
        };
        // It comes free before the one who waits is asked again.
        let ((), refused) = tokio::join!(biased; ending, waiting);
        assert!(matches!(refused, Err(Error::Overloaded { .. })));
    }

    #[tokio::test]
    async fn who_comes_without_time_does_not_find_the_queue_full() {
        let queue = queue(1, 0);
        let late = Deadline::after(Duration::ZERO);
        let mut place = queue.enter().unwrap();
        place.memory(None, late).await.unwrap();
        place.permit(late).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_time_comes_in_when_nobody_else_waits() {
        let queue = queue(1, 5);
        let patience = Duration::from_secs(60);
        let printing = queue.enter().unwrap().permit(soon()).await.unwrap();
        let late = Deadline::after(Duration::from_secs(600));
        let first = queue.enter().unwrap().permit(late);
        let began = Instant::now();
        let (others, spare) = tokio::join!(
            async {
                let first = async {
                    let permit = first.await.unwrap();
                    sleep(Duration::from_secs(5)).await;
                    drop(permit);
                };
                let ending = async {
                    sleep(Duration::from_secs(5)).await;
                    drop(printing);
                };
                tokio::join!(first, ending);
                began.elapsed()
            },
            async {
                let permit = queue.spare(10, patience).await;
                drop(permit);
                began.elapsed()
            }
        );
        assert!(spare >= others && spare < patience, "{spare:?} {others:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn who_has_time_has_its_turn_in_a_service_that_is_always_busy() {
        let queue = queue(1, 5);
        let began = Instant::now();
        let stopped = std::cell::Cell::new(false);
        // Somebody always waits.
        let busy = async || {
            while !stopped.get() {
                let permit = queue.enter().unwrap().permit(soon_enough()).await.unwrap();
                sleep(Duration::from_secs(1)).await;
                drop(permit);
            }
        };
        let spare = async {
            drop(queue.spare(10, Duration::from_secs(30)).await);
            stopped.set(true);
            began.elapsed()
        };
        let ((), (), came) = tokio::join!(busy(), busy(), spare);
        assert!(came >= Duration::from_secs(30), "{came:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_calm_when_nobody_came_or_the_first_has_been() {
        let queue = queue(2, 5);
        let calm = async || {
            let began = Instant::now();
            queue.calm().comes().await;
            began.elapsed().as_millis()
        };
        assert_eq!(calm().await, 1000);
        let at_work = queue.enter().unwrap().permit(soon()).await.unwrap();
        let other = queue.enter().unwrap().permit(soon()).await.unwrap();
        let ending = async {
            sleep(Duration::from_millis(7300)).await;
            drop(at_work);
        };
        assert_eq!(tokio::join!(calm(), ending).0, 7400);
        drop(other);
    }

    fn soon_enough() -> Deadline {
        Deadline::after(Duration::from_secs(600))
    }

    #[tokio::test]
    async fn bodies_wait_for_memory_and_give_back_what_they_do_not_need() {
        // Room for three bodies.
        let queue = queue(1, 9);
        let mut places: Vec<_> = (0..4).map(|_| queue.enter().unwrap()).collect();
        for place in &mut places[..3] {
            place.memory(None, soon()).await.unwrap();
        }
        assert!(places[3].memory(None, soon()).await.is_err());
        for place in &mut places[..3] {
            place.body_has(100);
        }
        places[3].memory(None, soon()).await.unwrap();
    }
}
