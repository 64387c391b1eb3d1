//! What a job has had of the network, and what it did not get.

use std::collections::{HashMap, HashSet};
use std::mem::discriminant;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use url::Url;

use crate::job::{FailedResource, FailureReason};

use super::policy::Quota;

/// Over all runs of the engine for one job.
#[derive(Debug)]
pub struct NetworkBudget {
    quota: Quota,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    requests: u32,
    bytes: u64,
    /// Time in which at least one resource was awaited, until the last of them
    /// came.
    spent: Duration,
    awaited: usize,
    since: Instant,
    failures: Vec<Failure>,
}

/// A resource that did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Where we saw no more than a host: the address of that host.
    pub url: String,
    pub reason: FailureReason,
    /// Or else it is only a reason for what the engine complains of.
    pub is_certain: bool,
}

/// Gives what the engine complains of the reasons that the gate had, and adds
/// what it does not complain of. A document can forge any number of complaints:
/// so every address is read once, and looked up.
pub fn explain(messages: &mut Vec<FailedResource>, failures: &[Failure]) {
    let failures: Vec<_> = failures.iter().map(Known::new).collect();
    let mut same: HashMap<&str, FailureReason> = HashMap::new();
    let mut near: HashMap<&Host, FailureReason> = HashMap::new();
    for known in &failures {
        same.entry(&known.resource.url)
            .or_insert(known.resource.reason);
        // The last of a host is what stopped it.
        near.extend(
            known
                .host
                .as_ref()
                .map(|host| (host, known.resource.reason)),
        );
    }
    let mut told = HashSet::new();
    let mut told_hosts = HashSet::new();
    for complaint in messages.iter_mut() {
        let Ok(url) = Url::parse(&complaint.url) else {
            continue;
        };
        let exactly = FailedResource::new(url.as_str(), complaint.reason).url;
        if let Some(host) = host(&url) {
            let reason = same.get(exactly.as_str()).or_else(|| near.get(&host));
            if let (FailureReason::Failed, Some(reason)) = (complaint.reason, reason) {
                complaint.reason = *reason;
            }
            told_hosts.insert(host);
        }
        told.insert(exactly);
    }
    let key = |failed: &FailedResource| (failed.url.clone(), discriminant(&failed.reason));
    let mut listed: HashSet<_> = messages.iter().map(key).collect();
    for known in failures.iter().filter(|known| known.is_certain) {
        // A tunnel was for any resource of its host.
        let tunnel = known.host.as_ref().filter(|host| host.0 == "https");
        let is_told = told.contains(&known.resource.url)
            || tunnel.is_some_and(|host| told_hosts.contains(host));
        if !is_told && listed.insert(key(&known.resource)) {
            messages.push(known.resource.clone());
        }
    }
}

/// A failure, as complaints are compared with it.
struct Known {
    resource: FailedResource,
    host: Option<Host>,
    is_certain: bool,
}

impl Known {
    fn new(failure: &Failure) -> Self {
        Self {
            resource: FailedResource::new(&failure.url, failure.reason),
            host: Url::parse(&failure.url).ok().as_ref().and_then(host),
            is_certain: failure.is_certain,
        }
    }
}

/// Scheme, host and port.
type Host = (String, String, Option<u16>);

fn host(url: &Url) -> Option<Host> {
    let host = url.host_str()?.to_owned();
    Some((url.scheme().to_owned(), host, url.port()))
}

/// So many are kept.
const MOST_FAILURES: usize = 300;

impl NetworkBudget {
    /// A dead host must not cost a job its deadline: so waiting takes no more
    /// than half of what is left.
    pub fn open(mut quota: Quota, deadline: Instant) -> Arc<Self> {
        let now = Instant::now();
        let left = deadline.saturating_duration_since(now);
        quota.job_time = quota.job_time.min(left / 2);
        Arc::new(Self {
            quota,
            state: Mutex::new(State {
                requests: 0,
                bytes: 0,
                spent: Duration::ZERO,
                awaited: 0,
                since: now,
                failures: Vec::new(),
            }),
        })
    }

    pub fn quota(&self) -> &Quota {
        &self.quota
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to wait for a resource.
    pub fn ask(self: &Arc<Self>) -> Result<Lease, FailureReason> {
        {
            let mut state = self.state();
            if state.requests >= self.quota.requests {
                return Err(FailureReason::TooMany);
            }
            state.requests += 1;
        }
        self.wait_on()
    }

    /// The same for what belongs to a question that was counted already.
    pub fn wait_on(self: &Arc<Self>) -> Result<Lease, FailureReason> {
        let now = Instant::now();
        let mut state = self.state();
        let running = match state.awaited {
            0 => Duration::ZERO,
            _ => now - state.since,
        };
        let left = self.quota.job_time.saturating_sub(state.spent + running);
        if left.is_zero() {
            return Err(FailureReason::TimedOut);
        }
        if state.bytes >= self.quota.job_bytes {
            return Err(FailureReason::TooLarge);
        }
        if state.awaited == 0 {
            state.since = now;
        }
        state.awaited += 1;
        drop(state);
        Ok(Lease {
            budget: self.clone(),
            until: now + left.min(self.quota.resource_time),
            bytes: 0,
        })
    }

    pub fn fail(&self, url: &str, reason: FailureReason, is_certain: bool) {
        let failure = Failure {
            url: url.chars().take(2000).collect(),
            reason,
            is_certain,
        };
        let mut state = self.state();
        if state.failures.len() < MOST_FAILURES && !state.failures.contains(&failure) {
            state.failures.push(failure);
        }
    }

    pub fn failures(&self) -> Vec<Failure> {
        self.state().failures.clone()
    }
}

/// A resource that is being waited for, until this is dropped.
#[derive(Debug)]
pub struct Lease {
    budget: Arc<NetworkBudget>,
    pub until: Instant,
    bytes: u64,
}

impl Lease {
    /// Counts bytes that came, or refuses them.
    pub fn take(&mut self, bytes: usize) -> Result<(), FailureReason> {
        self.bytes += bytes as u64;
        let quota = self.budget.quota;
        let mut state = self.budget.state();
        state.bytes += bytes as u64;
        match self.bytes > quota.resource_bytes || state.bytes > quota.job_bytes {
            true => Err(FailureReason::TooLarge),
            false => Ok(()),
        }
    }

    /// Whether so many could come.
    pub fn has_room_for(&self, bytes: u64) -> bool {
        let quota = self.budget.quota;
        let left = quota.job_bytes.saturating_sub(self.budget.state().bytes);
        bytes <= quota.resource_bytes.min(left)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut state = self.budget.state();
        state.awaited -= 1;
        if state.awaited == 0 {
            let waited = state.since.elapsed();
            state.spent += waited;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(quota: Quota, left: u64) -> Arc<NetworkBudget> {
        NetworkBudget::open(quota, Instant::now() + Duration::from_secs(left))
    }

    fn failure(url: String, reason: FailureReason, is_certain: bool) -> Failure {
        Failure {
            url,
            reason,
            is_certain,
        }
    }

    #[test]
    fn complaints_get_the_reasons_of_their_address_or_else_of_their_host() {
        use FailureReason::{Blocked, Failed, HostNotFound, NotFound, TimedOut, TooLarge};
        let failures = [
            failure("http://a.example/1".into(), TooLarge, true),
            failure("http://a.example/1".into(), TimedOut, true),
            failure("http://a.example/2".into(), HostNotFound, false),
            failure("https://t.example/".into(), Blocked, true),
            failure("http://t.example/x".into(), Blocked, true),
            failure("http://silent.example/".into(), Blocked, false),
            failure("http://b.example/new".into(), TooLarge, true),
            failure("http://b.example/new".into(), TooLarge, true),
        ];
        let mut told = [
            ("http://a.example/1", Failed),
            ("http://a.example/3", Failed),
            ("http://a.example/4", NotFound),
            ("http://a.example:81/", Failed),
            ("https://t.example/any", Failed),
            ("no address", Failed),
        ]
        .map(|(url, reason)| FailedResource::new(url, reason))
        .to_vec();
        explain(&mut told, &failures);
        let expected = [
            ("http://a.example/1", TooLarge),
            ("http://a.example/3", HostNotFound),
            ("http://a.example/4", NotFound),
            ("http://a.example:81/", Failed),
            ("https://t.example/any", Blocked),
            ("no address", Failed),
            ("http://t.example/x", Blocked),
            ("http://b.example/new", TooLarge),
        ];
        assert_eq!(
            told,
            expected.map(|(url, reason)| FailedResource::new(url, reason))
        );
    }

    /// Each against each would be six million addresses of two thousand characters.
    #[test]
    fn any_number_of_complaints_is_explained() {
        let tail = "x".repeat(1900);
        let address = |number: usize| format!("http://a{number}.example/{tail}");
        let failures: Vec<_> = (0..MOST_FAILURES)
            .map(|number| failure(address(number), FailureReason::Blocked, true))
            .collect();
        let forged = |number: usize| format!("http://b/{number}");
        let mut messages: Vec<_> = (0..20_000)
            .map(|number| FailedResource::new(&forged(number), FailureReason::Failed))
            .collect();
        messages.push(FailedResource::new(&address(7), FailureReason::Failed));
        explain(&mut messages, &failures);
        assert_eq!(messages.len(), 20_001 + MOST_FAILURES - 1);
        let reason = FailureReason::Failed;
        assert!(
            messages[..20_000]
                .iter()
                .all(|failed| failed.reason == reason)
        );
        assert_eq!(messages[19_999].url, forged(19_999));
        assert_eq!(messages[20_000].reason, FailureReason::Blocked);
        let added: Vec<_> = (0..MOST_FAILURES)
            .filter(|number| *number != 7)
            .map(|number| FailedResource::new(&address(number), FailureReason::Blocked))
            .collect();
        assert_eq!(messages[20_001..], added);
    }

    #[tokio::test(start_paused = true)]
    async fn time_counts_once_while_anything_is_awaited() {
        let budget = budget(Quota::default(), 60);
        let second = Duration::from_secs(1);
        let began = Instant::now();
        let first = budget.ask().unwrap();
        assert_eq!(first.until, began + 5 * second);
        tokio::time::advance(3 * second).await;
        let other = budget.ask().unwrap();
        drop(first);
        tokio::time::advance(3 * second).await;
        drop(other);
        // Nothing is awaited.
        tokio::time::advance(30 * second).await;
        let now = Instant::now();
        let third = budget.ask().unwrap();
        assert_eq!(third.until, now + 4 * second);
        tokio::time::advance(4 * second).await;
        assert_eq!(budget.ask().unwrap_err(), FailureReason::TimedOut);
        drop(third);
        assert_eq!(budget.ask().unwrap_err(), FailureReason::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_job_waits_no_longer_than_half_of_what_it_has() {
        let budget = budget(Quota::default(), 4);
        let until = Instant::now() + Duration::from_secs(2);
        assert_eq!(budget.ask().unwrap().until, until);
    }

    #[tokio::test]
    async fn requests_and_bytes_are_counted() {
        let quota = Quota {
            requests: 3,
            resource_bytes: 10,
            job_bytes: 15,
            ..Quota::default()
        };
        let budget = budget(quota, 60);
        let mut one = budget.ask().unwrap();
        assert_eq!(one.take(10), Ok(()));
        let mut two = budget.ask().unwrap();
        assert!(two.has_room_for(5) && !two.has_room_for(6));
        assert_eq!(one.take(1), Err(FailureReason::TooLarge));
        assert_eq!(two.take(4), Ok(()));
        assert_eq!(budget.ask().unwrap_err(), FailureReason::TooLarge);
        assert_eq!(budget.ask().unwrap_err(), FailureReason::TooMany);
    }
}
