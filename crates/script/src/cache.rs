//! Lowered scripts, kept for all jobs of a service: a chart library costs once. Who
//! wants one must have its source, which is what it is kept by.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use tokio::sync::watch;

use super::{Kind, Lowered, ScriptError};

/// What came of a script that could be looked at to its end.
pub type Outcome = Arc<Result<Lowered, ScriptError>>;

/// The digest of a script and of how it is read.
pub type Key = [u8; 32];

pub fn key(kind: Kind, proxies: bool, source: &str) -> Key {
    let mut digest = Sha256::new();
    digest.update([kind as u8, u8::from(proxies)]);
    digest.update(source);
    digest.finalize().into()
}

/// Bytes that are kept at most.
const ROOM: usize = 32 << 20;

#[derive(Debug)]
pub struct Cache {
    state: Mutex<State>,
    room: usize,
}

impl Default for Cache {
    fn default() -> Self {
        Self::with_room(ROOM)
    }
}

#[derive(Debug, Default)]
struct State {
    entries: HashMap<Key, Entry>,
    bytes: usize,
    /// Counts what is asked for, so that what was not asked for longest goes first.
    clock: u64,
}

#[derive(Debug)]
enum Entry {
    Done {
        outcome: Outcome,
        used: u64,
    },
    /// A job lowers it now. The channel ends when that is over.
    Pending(watch::Receiver<()>),
}

/// What is to be done about a script.
pub enum Lookup<'c> {
    Done(Outcome),
    /// Another job lowers it: wait until this ends, and look again.
    Pending(watch::Receiver<()>),
    /// It is the caller's to lower.
    Mine(Claim<'c>),
}

/// A script that one job lowers for all. If nothing comes of it, the next that asks
/// gets it.
pub struct Claim<'c> {
    cache: &'c Cache,
    key: Key,
    /// Its end tells those who wait.
    _ends: watch::Sender<()>,
}

impl Cache {
    fn with_room(room: usize) -> Self {
        Self {
            state: Mutex::default(),
            room,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // It is whole also when a thread that held it has panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn look_up(&self, key: Key) -> Lookup<'_> {
        let mut state = self.state();
        state.clock += 1;
        let clock = state.clock;
        match state.entries.get_mut(&key) {
            Some(Entry::Done { outcome, used }) => {
                *used = clock;
                Lookup::Done(outcome.clone())
            }
            Some(Entry::Pending(end)) => Lookup::Pending(end.clone()),
            None => {
                let (ends, end) = watch::channel(());
                state.entries.insert(key, Entry::Pending(end));
                Lookup::Mine(Claim {
                    cache: self,
                    key,
                    _ends: ends,
                })
            }
        }
    }
}

impl Claim<'_> {
    pub fn done(self, outcome: Outcome) {
        let mut state = self.cache.state();
        let bytes = size(&outcome);
        // What is larger than a quarter of all room would drive out too much.
        if bytes <= self.cache.room / 4 {
            state.make_room(self.cache.room - bytes);
            state.bytes += bytes;
            let used = state.clock;
            state
                .entries
                .insert(self.key, Entry::Done { outcome, used });
        }
        // And the claim is dropped.
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut state = self.cache.state();
        if let Some(Entry::Pending(_)) = state.entries.get(&self.key) {
            state.entries.remove(&self.key);
        }
    }
}

impl State {
    /// Forgets what was not asked for longest until no more than that is kept.
    fn make_room(&mut self, most: usize) {
        if self.bytes <= most {
            return;
        }
        let done = self.entries.iter().filter_map(|(key, entry)| match entry {
            Entry::Done { used, .. } => Some((*used, *key)),
            Entry::Pending(_) => None,
        });
        let mut oldest: Vec<_> = done.collect();
        oldest.sort_unstable();
        for (_, key) in oldest {
            if self.bytes <= most {
                break;
            }
            if let Some(Entry::Done { outcome, .. }) = self.entries.remove(&key) {
                self.bytes -= size(&outcome);
            }
        }
    }
}

/// What it takes, with what there is around it.
fn size(outcome: &Outcome) -> usize {
    const AROUND: usize = 200;
    AROUND
        + match &**outcome {
            Ok(lowered) => lowered.code.as_ref().map_or(0, String::len),
            Err(error) => error.message.len(),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(bytes: usize) -> Outcome {
        Arc::new(Ok(Lowered {
            code: Some("x".repeat(bytes)),
            ..Lowered::default()
        }))
    }

    fn is_done(cache: &Cache, key: Key) -> bool {
        matches!(cache.look_up(key), Lookup::Done(_))
    }

    #[test]
    fn the_key_is_of_content_and_kind() {
        let keys = [
            key(Kind::Script, false, "a"),
            key(Kind::Handler, false, "a"),
            key(Kind::Script, false, "b"),
        ];
        assert!(keys[0] != keys[1] && keys[0] != keys[2]);
        assert_eq!(keys[0], key(Kind::Script, false, "a"));
    }

    #[test]
    fn one_is_at_it_and_the_others_wait() {
        let cache = Cache::default();
        let Lookup::Mine(claim) = cache.look_up([1; 32]) else {
            panic!("nobody else has asked");
        };
        let Lookup::Pending(end) = cache.look_up([1; 32]) else {
            panic!("somebody is at it");
        };
        assert!(end.has_changed().is_ok());
        claim.done(outcome(1));
        assert!(end.has_changed().is_err());
        assert!(is_done(&cache, [1; 32]));
    }

    #[test]
    fn what_came_to_nothing_is_the_next_one_s() {
        let cache = Cache::default();
        drop(cache.look_up([1; 32]));
        assert!(matches!(cache.look_up([1; 32]), Lookup::Mine(_)));
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let cache = Cache::with_room(5000);
        for at in 0..5 {
            if let Lookup::Mine(claim) = cache.look_up([at; 32]) {
                claim.done(outcome(1000));
            }
            assert!(is_done(&cache, [0; 32]));
        }
        assert!(!is_done(&cache, [1; 32]));
        assert!(is_done(&cache, [4; 32]));
        assert!(cache.state().bytes <= 5000);
        let Lookup::Mine(claim) = cache.look_up([9; 32]) else {
            panic!("nobody else has asked");
        };
        claim.done(outcome(2000));
        assert!(!is_done(&cache, [9; 32]));
    }
}
