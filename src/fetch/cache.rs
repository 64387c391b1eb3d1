//! An HTTP cache that all jobs share (RFC 9111), in memory and bounded in bytes.
//!
//! It has only what anybody may have: answers that say they may be shared, to requests
//! that had nothing of a job's own. An answer is found by its address and by what it
//! varies with. What was fetched where the network is not guarded is for such jobs
//! alone. Of jobs that want the same at the same time, one fetches it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, request, response};
use http_cache_semantics::{AfterResponse, BeforeRequest, CacheOptions, CachePolicy};
use tokio::sync::watch;

/// What an answer takes beside its head and its body.
const AROUND: usize = 2048;

/// What a line of a head takes beside its letters.
const AROUND_HEADER: usize = 32;

/// How long something may be kept that has only something to be asked again by.
const MOST_UNUSED: Duration = Duration::from_secs(24 * 3600);

const OPTIONS: CacheOptions = CacheOptions {
    shared: true,
    // Only what says for how long.
    cache_heuristic: 0.0,
    immutable_min_time_to_live: Duration::from_secs(24 * 3600),
    ignore_cargo_cult: false,
};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Whether the address may be one that guarded documents do not reach.
    pub is_unguarded: bool,
    pub url: String,
    /// What kind of thing it was asked for as: one host answers by that.
    pub accept: &'static str,
}

/// A whole answer, its content encodings undone.
#[derive(Debug)]
pub struct Stored {
    policy: CachePolicy,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

#[derive(Debug)]
pub struct Cache {
    state: Mutex<State>,
    room: usize,
}

#[derive(Debug, Default)]
struct State {
    answers: HashMap<Key, Kept>,
    /// What somebody is at.
    pending: HashMap<Key, watch::Receiver<End>>,
    bytes: usize,
    /// Counts what is asked for, so that what was not asked for longest goes first.
    clock: u64,
}

#[derive(Debug)]
struct Kept {
    answer: Arc<Stored>,
    used: u64,
    at: SystemTime,
}

/// How a fetch ended, for those who waited for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It did not: whoever was at it is gone, if nobody can say more.
    Open,
    /// Look again.
    Kept,
    /// It is nobody else's: each must fetch its own.
    NotKept,
}

/// What is to be done about an address.
pub enum Lookup<'c> {
    Fresh(Arc<Stored>),
    /// Another job is at it.
    Pending(watch::Receiver<End>),
    /// It is the caller's to fetch for all.
    Mine(Claim<'c>),
}

/// An address that one job fetches for all.
pub struct Claim<'c> {
    cache: &'c Cache,
    key: Key,
    end: watch::Sender<End>,
    /// The answer that may still hold, and the request that asks whether it does.
    pub old: Option<Box<(Arc<Stored>, request::Parts)>>,
}

impl Cache {
    pub fn with_room(room: usize) -> Self {
        Self {
            state: Mutex::default(),
            room,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in it is half done when a thread that held it falls.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn look_up(&self, key: &Key, request: &request::Parts, now: SystemTime) -> Lookup<'_> {
        let mut state = self.state();
        state.clock += 1;
        let clock = state.clock;
        let mut old = None;
        // Requests for one key are alike, so that there is one answer; should they not be,
        // the policy knows what it varies with.
        if let Some(kept) = state.answers.get_mut(key) {
            match kept.answer.policy.before_request(request, now) {
                BeforeRequest::Fresh(_) => {
                    kept.used = clock;
                    return Lookup::Fresh(kept.answer.clone());
                }
                BeforeRequest::Stale {
                    request,
                    matches: true,
                } => old = Some(Box::new((kept.answer.clone(), request))),
                BeforeRequest::Stale { .. } => {}
            }
        }
        // One whose fetcher is gone is pending no more.
        if let Some(end) = state.pending.get(key)
            && end.has_changed().is_ok()
        {
            return Lookup::Pending(end.clone());
        }
        let (sender, receiver) = watch::channel(End::Open);
        state.pending.insert(key.clone(), receiver);
        Lookup::Mine(Claim {
            cache: self,
            key: key.clone(),
            end: sender,
            old,
        })
    }

    /// Forgets all answers of an address, because something was done to it (RFC 9111, 4.4).
    pub fn forget(&self, url: &str) {
        let mut state = self.state();
        let gone = state.answers.extract_if(|key, _| key.url == url);
        let bytes: usize = gone.map(|(key, kept)| kept.size(&key)).sum();
        state.bytes -= bytes;
    }

    /// Bytes that are kept now.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.state().bytes
    }
}

impl Claim<'_> {
    /// Keeps an answer if it may be kept.
    pub fn answered(self, request: &request::Parts, head: &response::Parts, body: &Bytes) {
        let now = SystemTime::now();
        let policy = CachePolicy::new_options(request, head, now, OPTIONS);
        self.keep(policy, head.status, head.headers.clone(), body, now);
    }

    /// The old answer holds: keeps it for as long as the new one says, and returns it.
    /// `None` if the new one speaks of something else.
    pub fn confirmed(
        mut self,
        request: &request::Parts,
        head: &response::Parts,
    ) -> Option<Arc<Stored>> {
        let now = SystemTime::now();
        let (old, _) = *self.old.take()?;
        match old.policy.after_response(request, head, now) {
            AfterResponse::NotModified(policy, parts) => {
                let (status, headers) = (old.status, parts.headers);
                let kept = Stored {
                    policy: policy.clone(),
                    status,
                    headers: headers.clone(),
                    body: old.body.clone(),
                };
                self.keep(policy, status, headers, &old.body, now);
                Some(Arc::new(kept))
            }
            AfterResponse::Modified(..) => None,
        }
    }

    fn keep(
        self,
        policy: CachePolicy,
        status: StatusCode,
        headers: HeaderMap,
        body: &Bytes,
        now: SystemTime,
    ) {
        let has_validator = ["etag", "last-modified"]
            .iter()
            .any(|name| headers.contains_key(*name));
        let is_wanted = matches!(status.as_u16(), 200 | 301 | 302 | 303 | 307 | 308)
            && policy.is_storable()
            && (!policy.is_stale(now) || has_validator);
        let bytes = size(&self.key, &headers, body);
        // What is larger than a quarter of all room would drive out too much.
        if !is_wanted || bytes > self.cache.room / 4 {
            self.end.send_replace(End::NotKept);
            return;
        }
        let answer = Arc::new(Stored {
            policy,
            status,
            headers,
            body: body.clone(),
        });
        let mut state = self.cache.state();
        state.insert(&self.key, answer, now);
        state.make_room(self.cache.room, now);
        drop(state);
        self.end.send_replace(End::Kept);
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut state = self.cache.state();
        let receiver = self.end.subscribe();
        let is_ours = state
            .pending
            .get(&self.key)
            .is_some_and(|pending| pending.same_channel(&receiver));
        if is_ours {
            state.pending.remove(&self.key);
        }
    }
}

impl State {
    fn insert(&mut self, key: &Key, answer: Arc<Stored>, now: SystemTime) {
        self.clock += 1;
        let kept = Kept {
            used: self.clock,
            at: now,
            answer,
        };
        self.bytes += kept.size(key);
        let before = self.answers.insert(key.clone(), kept);
        self.bytes -= before.map_or(0, |before| before.size(key));
    }

    /// Forgets what is of no use, and what was not asked for longest, until no more than
    /// that is kept.
    fn make_room(&mut self, most: usize, now: SystemTime) {
        if self.bytes <= most {
            return;
        }
        let all = self.answers.iter().map(|(key, kept)| {
            let age = now.duration_since(kept.at).unwrap_or_default();
            let is_old = kept.answer.policy.is_stale(now) && age > MOST_UNUSED;
            (!is_old, kept.used, key.clone())
        });
        let mut order: Vec<_> = all.collect();
        order.sort_unstable_by_key(|(is_of_use, used, _)| (*is_of_use, *used));
        for (_, _, key) in order {
            if self.bytes <= most {
                break;
            }
            if let Some(gone) = self.answers.remove(&key) {
                self.bytes -= gone.size(&key);
            }
        }
    }
}

impl Kept {
    fn size(&self, key: &Key) -> usize {
        size(key, &self.answer.headers, &self.answer.body)
    }
}

/// What an answer takes. Its head is there twice: the policy has one of its own.
fn size(key: &Key, headers: &HeaderMap, body: &Bytes) -> usize {
    let lines = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + AROUND_HEADER);
    body.len() + key.url.len() + AROUND + 2 * lines.sum::<usize>()
}
