//! What one job has used of the network, and what it did not get and why.

use std::collections::{HashMap, HashSet};
use std::mem::discriminant;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use url::Url;

use crate::job::{FailedResource, FailureReason};

use super::policy::Quota;

/// Counts requests, bytes and time of one job, over all its runs of the engine.
#[derive(Debug)]
pub struct NetworkBudget {
    quota: Quota,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    requests: u32,
    bytes: u64,
    /// The time in which at least one resource was awaited, up to the moment when
    /// none was any more.
    spent: Duration,
    /// How many leases there are now.
    leases: usize,
    /// When the first of them was given.
    leased_since: Instant,
    failures: Vec<Failure>,
}

/// A resource that the engine did not get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its URL, or that of its host where it was asked for in a tunnel.
    pub url: String,
    pub reason: FailureReason,
    /// Whether the engine certainly lacks it. An uncertain failure is only a reason
    /// for what the engine itself reports.
    pub is_certain: bool,
}

/// Gives failed resources that the engine reported the reasons that the proxy
/// knows, and adds those that it did not report. A document can make the engine
/// report any number of them, so the work is proportional to their number: every
/// URL is parsed once.
pub fn explain(reported: &mut Vec<FailedResource>, failures: &[Failure]) {
    let failures: Vec<_> = failures.iter().map(Known::new).collect();
    let mut reason_of_url: HashMap<&str, FailureReason> = HashMap::new();
    let mut reason_of_host: HashMap<&Host, FailureReason> = HashMap::new();
    for known in &failures {
        let FailedResource { url, reason } = &known.resource;
        reason_of_url.entry(url).or_insert(*reason);
        // The last failure of a host is the one that ended its connection.
        reason_of_host.extend(known.host.as_ref().map(|host| (host, *reason)));
    }
    let mut reported_urls = HashSet::new();
    let mut reported_hosts = HashSet::new();
    for resource in reported.iter_mut() {
        let Ok(url) = Url::parse(&resource.url) else {
            continue;
        };
        // Shortened in the same way as the URLs of our failures.
        let shown = FailedResource::new(url.as_str(), resource.reason).url;
        if let Some(host) = host(&url) {
            let of_url = reason_of_url.get(shown.as_str());
            let reason = of_url.or_else(|| reason_of_host.get(&host));
            if let (FailureReason::Failed, Some(reason)) = (resource.reason, reason) {
                resource.reason = *reason;
            }
            reported_hosts.insert(host);
        }
        reported_urls.insert(shown);
    }
    let key = |failed: &FailedResource| (failed.url.clone(), discriminant(&failed.reason));
    let mut listed: HashSet<_> = reported.iter().map(key).collect();
    for known in failures.iter().filter(|known| known.is_certain) {
        // A tunnel that was refused may have been for any resource of its host.
        let is_tunnel = |host: &&Host| host.0 == "https" && known.resource.url.ends_with('/');
        let tunnel = known.host.as_ref().filter(is_tunnel);
        let is_reported = reported_urls.contains(&known.resource.url)
            || tunnel.is_some_and(|host| reported_hosts.contains(host));
        if !is_reported && listed.insert(key(&known.resource)) {
            reported.push(known.resource.clone());
        }
    }
}

/// A failure in the form in which reported resources are compared with it.
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

/// Scheme, host and port of a URL.
type Host = (String, String, Option<u16>);

fn host(url: &Url) -> Option<Host> {
    let host = url.host_str()?.to_owned();
    Some((url.scheme().to_owned(), host, url.port()))
}

/// At most this many failures of a job are kept.
const MAX_FAILURES: usize = 300;

/// At most this many characters of a failure's URL are kept.
const MAX_URL: usize = 2000;

impl NetworkBudget {
    /// The budget of a job that ends at `deadline`. Resources are awaited for half
    /// of the time until then at most, so that a dead host does not cost the job
    /// its deadline.
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
                leases: 0,
                leased_since: now,
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

    /// Counts a request, and gives a lease for its resource.
    ///
    /// # Errors
    /// The quota that is used up.
    pub fn request(self: &Arc<Self>) -> Result<Lease, FailureReason> {
        {
            let mut state = self.state();
            if state.requests >= self.quota.requests {
                return Err(FailureReason::TooMany);
            }
            state.requests += 1;
        }
        self.lease()
    }

    /// Gives another lease for a request that was counted already.
    ///
    /// # Errors
    /// The quota that is used up.
    pub fn lease(self: &Arc<Self>) -> Result<Lease, FailureReason> {
        let now = Instant::now();
        let mut state = self.state();
        let running = match state.leases {
            0 => Duration::ZERO,
            _ => now - state.leased_since,
        };
        let left = self.quota.job_time.saturating_sub(state.spent + running);
        if left.is_zero() {
            return Err(FailureReason::TimedOut);
        }
        if state.bytes >= self.quota.job_bytes {
            return Err(FailureReason::TooLarge);
        }
        if state.leases == 0 {
            state.leased_since = now;
        }
        state.leases += 1;
        drop(state);
        Ok(Lease {
            budget: self.clone(),
            until: now + left.min(self.quota.resource_time),
            bytes: 0,
        })
    }

    /// Remembers a resource that the engine does not get.
    pub fn fail(&self, url: &str, reason: FailureReason, is_certain: bool) {
        let failure = Failure {
            url: url.chars().take(MAX_URL).collect(),
            reason,
            is_certain,
        };
        let mut state = self.state();
        if state.failures.len() < MAX_FAILURES && !state.failures.contains(&failure) {
            state.failures.push(failure);
        }
    }

    pub fn failures(&self) -> Vec<Failure> {
        self.state().failures.clone()
    }
}

/// The right to wait for a resource. While there is a lease, the job's time for the
/// network runs.
#[derive(Debug)]
pub struct Lease {
    budget: Arc<NetworkBudget>,
    /// When the resource must have come.
    pub until: Instant,
    bytes: u64,
}

impl Lease {
    /// Counts bytes that came.
    ///
    /// # Errors
    /// [`FailureReason::TooLarge`] where they are more than the resource or the job
    /// may have.
    pub fn count(&mut self, bytes: usize) -> Result<(), FailureReason> {
        self.bytes += bytes as u64;
        let quota = self.budget.quota;
        let mut state = self.budget.state();
        state.bytes += bytes as u64;
        match self.bytes > quota.resource_bytes || state.bytes > quota.job_bytes {
            true => Err(FailureReason::TooLarge),
            false => Ok(()),
        }
    }

    /// How large a resource may be that comes now.
    pub fn room(&self) -> u64 {
        let quota = self.budget.quota;
        let left = quota.job_bytes.saturating_sub(self.budget.state().bytes);
        quota.resource_bytes.min(left)
    }

    /// Refuses a resource whose length is announced and too large.
    pub fn expect(&self, announced: Option<u64>) -> Result<(), FailureReason> {
        match announced.is_some_and(|length| length > self.room()) {
            true => Err(FailureReason::TooLarge),
            false => Ok(()),
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut state = self.budget.state();
        state.leases -= 1;
        if state.leases == 0 {
            let waited = state.leased_since.elapsed();
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
    fn a_reported_failure_gets_the_reason_of_its_url_or_else_of_its_host() {
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
        let mut reported = [
            ("http://a.example/1", Failed),
            ("http://a.example/3", Failed),
            ("http://a.example/4", NotFound),
            ("http://a.example:81/", Failed),
            ("https://t.example/any", Failed),
            ("no address", Failed),
        ]
        .map(|(url, reason)| FailedResource::new(url, reason))
        .to_vec();
        explain(&mut reported, &failures);
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
            reported,
            expected.map(|(url, reason)| FailedResource::new(url, reason))
        );
    }

    /// Comparing each with each would be six million comparisons of URLs that are two
    /// thousand characters long.
    #[test]
    fn any_number_of_reported_failures_is_explained() {
        let tail = "x".repeat(1900);
        let url = |number: usize| format!("http://a{number}.example/{tail}");
        let failures: Vec<_> = (0..MAX_FAILURES)
            .map(|number| failure(url(number), FailureReason::Blocked, true))
            .collect();
        let forged = |number: usize| format!("http://b/{number}");
        let mut reported: Vec<_> = (0..20_000)
            .map(|number| FailedResource::new(&forged(number), FailureReason::Failed))
            .collect();
        reported.push(FailedResource::new(&url(7), FailureReason::Failed));
        explain(&mut reported, &failures);
        assert_eq!(reported.len(), 20_001 + MAX_FAILURES - 1);
        let reason = FailureReason::Failed;
        assert!(
            reported[..20_000]
                .iter()
                .all(|failed| failed.reason == reason)
        );
        assert_eq!(reported[19_999].url, forged(19_999));
        assert_eq!(reported[20_000].reason, FailureReason::Blocked);
        let added: Vec<_> = (0..MAX_FAILURES)
            .filter(|number| *number != 7)
            .map(|number| FailedResource::new(&url(number), FailureReason::Blocked))
            .collect();
        assert_eq!(reported[20_001..], added);
    }

    #[tokio::test(start_paused = true)]
    async fn time_counts_once_while_anything_is_awaited() {
        let budget = budget(Quota::default(), 60);
        let second = Duration::from_secs(1);
        let began = Instant::now();
        let first = budget.request().unwrap();
        assert_eq!(first.until, began + 5 * second);
        tokio::time::advance(3 * second).await;
        let other = budget.request().unwrap();
        drop(first);
        tokio::time::advance(3 * second).await;
        drop(other);
        // The time does not run while nothing is awaited.
        tokio::time::advance(30 * second).await;
        let now = Instant::now();
        let third = budget.request().unwrap();
        assert_eq!(third.until, now + 4 * second);
        tokio::time::advance(4 * second).await;
        assert_eq!(budget.request().unwrap_err(), FailureReason::TimedOut);
        drop(third);
        assert_eq!(budget.request().unwrap_err(), FailureReason::TimedOut);
    }

    #[tokio::test(start_paused = true)]
    async fn a_job_waits_no_longer_than_half_of_what_it_has() {
        let budget = budget(Quota::default(), 4);
        let until = Instant::now() + Duration::from_secs(2);
        assert_eq!(budget.request().unwrap().until, until);
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
        let mut one = budget.request().unwrap();
        assert_eq!(one.count(10), Ok(()));
        let mut two = budget.request().unwrap();
        assert_eq!(two.room(), 5);
        assert_eq!(one.count(1), Err(FailureReason::TooLarge));
        assert_eq!(two.count(4), Ok(()));
        assert_eq!(budget.request().unwrap_err(), FailureReason::TooLarge);
        assert_eq!(budget.request().unwrap_err(), FailureReason::TooMany);
    }
}
