//! Another corpus.

use crate::support;

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use serde_json::json;
use tempfile::TempDir;

use support::hostile::bare::Around;
use support::hostile::evidence::Channels;
use support::hostile::watch;
use support::hostile::{bare, evidence, room, shared};
use support::lacks;

use super::{DEADLINE, LATE, PATIENCE, assert_nothing_came, assert_nothing_left, each, service};

/// HTML2PDF_HOSTILE_CORPUS names another folder.
fn shared_folder() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/hostile");
    std::env::var_os("HTML2PDF_HOSTILE_CORPUS").map_or_else(|| beside.into(), PathBuf::from)
}

/// Its entries, and what they expect around them.
fn other_corpus() -> Option<(Vec<shared::Entry>, shared::Surroundings)> {
    let folder = shared_folder();
    let entries = shared::read(&folder);
    let what = format!(
        "the shared corpus, at {} or where HTML2PDF_HOSTILE_CORPUS says",
        folder.display()
    );
    if !lacks::has(entries.is_some(), &what) {
        return None;
    }
    let surroundings = shared::Surroundings::start(&folder);
    lacks::has(surroundings.is_some(), "python3").then_some(())?;
    entries.zip(surroundings)
}

fn shared_corpus(mode: &str) {
    let Some((entries, surroundings)) = other_corpus() else {
        return;
    };
    let settings = [("HTML2PDF_CONCURRENCY", "4"), ("WKC", "CANARY-7f3a-ENV")];
    let service = service(mode, &settings);
    let before = surroundings.files();
    let temp = service.temp().to_str().unwrap().to_owned();
    let bad = Mutex::new(Vec::new());
    let say = |what: String| bad.lock().unwrap().push(what);
    each(&entries, 4, |entry| {
        let mut request = entry.request();
        let limit = if entry.is_denial() {
            DEADLINE
        } else {
            PATIENCE
        };
        request["timeout"] = json!(format!("{}ms", limit.as_millis()));
        let started = Instant::now();
        let mut answer = service.post_json(&request);
        // A warning repeats an address of the document, with what the document wrote in it.
        if entry.has_canary() {
            answer.headers.remove("x-pdf-warnings");
        }
        let (file, tries) = (&entry.file, &entry.tries);
        let (status, took) = (answer.status, started.elapsed());
        println!("{file}: {status} {took:?}");
        if status >= 500 && status != 504 {
            say(format!("{file} ({tries}): {status}"));
        }
        let leaks = watch::of_answer(&answer, &[&temp]);
        if !leaks.is_empty() {
            say(format!("{file} ({tries}): {leaks:?}"));
        }
        if took > limit + LATE {
            say(format!("{file} ({tries}): {status} after {took:?}"));
        }
    });
    let mut bad = bad.into_inner().unwrap();
    bad.extend(surroundings.contacts());
    let now = surroundings.files();
    let changed = now.iter().filter(|file| !before.contains(file));
    bad.extend(changed.map(|(path, _)| format!("written: {}", path.display())));
    assert_eq!(now.len(), before.len(), "files came or went");
    assert_nothing_came(&bad);
    assert_nothing_left(&service);
}

#[test]
fn the_shared_corpus_reaches_nothing_from_a_warm_engine() {
    let name = "shared_corpus::the_shared_corpus_reaches_nothing_from_a_warm_engine";
    room::enter(name, || shared_corpus("warm"));
}

#[test]
fn the_shared_corpus_reaches_nothing_from_an_engine_of_its_own() {
    let name = "shared_corpus::the_shared_corpus_reaches_nothing_from_an_engine_of_its_own";
    room::enter(name, || shared_corpus("spawn"));
}

#[test]
fn the_bare_engine_lets_the_shared_corpus_through_and_that_is_seen() {
    let name = "shared_corpus::the_bare_engine_lets_the_shared_corpus_through_and_that_is_seen";
    room::enter(name, || {
        let Some((entries, surroundings)) = other_corpus() else {
            return;
        };
        let before = surroundings.files();
        let seen = Mutex::new(Channels::new());
        each(
            entries.iter().filter(|entry| !entry.is_denial()),
            4,
            |entry| {
                let job = TempDir::new().unwrap();
                let ended = bare::print(&entry.request(), job.path(), PATIENCE, Around::Nothing);
                let found = evidence::in_body(&ended.pdf, &[]);
                seen.lock().unwrap().extend(found);
            },
        );
        let seen = seen.into_inner().unwrap();
        assert!(
            seen.contains("text") && seen.contains("picture"),
            "{seen:?}"
        );
        assert!(!surroundings.contacts().is_empty());
        assert_ne!(surroundings.files(), before);
    });
}
