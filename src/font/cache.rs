//! Fonts that were made, kept for all jobs of a service. Who wants one must have the
//! files that it was made of, which are what it is kept by.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::slice::Slice;
use super::wish::Wish;

/// The digest of files and of what they are made into.
pub type Key = [u8; 32];

/// Bytes that are kept at most.
const ROOM: usize = 32 << 20;

#[derive(Debug)]
pub struct Cache {
    state: Mutex<State>,
    room: usize,
}

#[derive(Debug, Default)]
struct State {
    fonts: HashMap<Key, (Bytes, u64)>,
    bytes: usize,
    /// Counts what is asked for, so that what was not asked for longest goes first.
    clock: u64,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            room: ROOM,
        }
    }
}

pub fn key(slices: &[Slice<Bytes>], wish: &Wish) -> Key {
    let mut digest = Sha256::new();
    digest.update(format!("{wish:?}\0"));
    for Slice {
        font,
        ranges,
        fills,
    } in slices
    {
        digest.update(format!("{ranges:?}\0{fills}\0{}\0", font.len()));
        digest.update(font);
    }
    digest.finalize().into()
}

impl Cache {
    pub fn get(&self, key: &Key) -> Option<Bytes> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.clock += 1;
        let clock = state.clock;
        let (font, used) = state.fonts.get_mut(key)?;
        *used = clock;
        Some(font.clone())
    }

    pub fn keep(&self, key: Key, font: Bytes) {
        // What is larger than a quarter of all room would drive out too much.
        if font.len() > self.room / 4 {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let used = state.clock;
        state.bytes += font.len();
        if let Some((before, _)) = state.fonts.insert(key, (font, used)) {
            state.bytes -= before.len();
        }
        while state.bytes > self.room {
            let oldest = state.fonts.iter().min_by_key(|(_, (_, used))| *used);
            let Some(oldest) = oldest.map(|(key, _)| *key) else {
                return;
            };
            if let Some((font, _)) = state.fonts.remove(&oldest) {
                state.bytes -= font.len();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let cache = Cache {
            room: 100,
            ..Cache::default()
        };
        for at in 0..6 {
            cache.keep([at; 32], Bytes::from(vec![at; 20]));
            assert_eq!(cache.get(&[0; 32]), Some(vec![0; 20].into()));
        }
        assert_eq!(cache.get(&[1; 32]), None);
        assert!(cache.get(&[5; 32]).is_some());
        cache.keep([9; 32], Bytes::from(vec![0; 26]));
        assert_eq!(cache.get(&[9; 32]), None);
    }
}
