//! The twins: the bare engine, and the guard by itself.

use crate::support;

use std::sync::Mutex;
use std::time::Duration;

use tempfile::TempDir;

use support::hostile::bare::Around;
use support::hostile::canary::{Files, Servers};
use support::hostile::corpus::{self, Fate, Vector};
use support::hostile::evidence::Channels;
use support::hostile::watch::Watch;
use support::hostile::{bare, room};

use super::{DEADLINE, PATIENCE, each, put_neighbour};

/// How an engine without our flags fares with a vector.
fn fate(vector: &Vector, servers: &Servers, patience: Duration, around: Around) -> Fate {
    let temp = TempDir::new().unwrap();
    let folder = temp.path().join("html2pdf-job/document");
    std::fs::create_dir_all(&folder).unwrap();
    put_neighbour(temp.path());
    // Some write: so each has files of its own.
    let files = Files::plant();
    let place = files.path().to_owned();
    let watch = Watch::new(
        servers.clone(),
        files,
        &place,
        temp.path(),
        std::process::id(),
    );
    let request = vector.request("b", watch.places());
    let ended = bare::print(&request, &folder, patience, around);
    let seen = watch.seen_of(vector, "b", &ended.pdf);
    if around == Around::Guard {
        // What prints nothing shows nothing. Without its proxy the engine waits for ftp for ever.
        assert!(
            ended.pdf.starts_with(b"%PDF")
                || vector.statuses.contains(&422)
                || vector.file.contains("ftp"),
            "{}",
            vector.file
        );
    }
    match ended.status {
        None if vector.is_denial() => Fate::Overruns,
        Some(status) if vector.is_denial() && status.code().is_none() => Fate::Crashes,
        _ if seen.is_empty() => Fate::Holds,
        _ => Fate::Leaks(seen),
    }
}

/// Whether the harness has seen all that it must.
fn is_seen(expected: &Fate, found: &Fate) -> bool {
    match (expected, found) {
        (Fate::Unknown, _) => true,
        // Which of the two it is depends on the machine.
        (Fate::Overruns | Fate::Crashes, Fate::Overruns | Fate::Crashes) => true,
        (Fate::Leaks(expected), Fate::Leaks(found)) => expected.is_subset(found),
        _ => expected == found,
    }
}

fn assert_fates(vectors: &[&Vector], at_once: usize, patience: Duration) {
    let servers = Servers::start(&[]);
    let bad = Mutex::new(Vec::new());
    each(vectors.iter(), at_once, |vector| {
        let found = fate(vector, &servers, patience, Around::Nothing);
        if !is_seen(&vector.bare, &found) {
            let line = format!("{}: {:?}, not {:?}", vector.file, found, vector.bare);
            bad.lock().unwrap().push(line);
        }
    });
    let bad = bad.into_inner().unwrap();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn the_bare_engine_lets_them_through_and_that_is_seen() {
    let name = "twins::the_bare_engine_lets_them_through_and_that_is_seen";
    room::enter(name, || {
        let vectors = corpus::read();
        let leaky: Vec<_> = vectors
            .iter()
            .filter(|vector| matches!(vector.bare, Fate::Leaks(_)))
            .collect();
        let channels: Channels = leaky
            .iter()
            .flat_map(|vector| match &vector.bare {
                Fate::Leaks(channels) => channels.clone(),
                _ => Channels::new(),
            })
            .collect();
        for channel in ["text", "picture", "font", "path", "written", "hit", "asked"] {
            assert!(channels.contains(channel), "no twin for {channel}");
        }
        assert_fates(&leaky, 4, Duration::from_secs(20));
    });
}

/// The guard by itself, with flags that open everything.
#[test]
fn the_guard_alone_lets_nothing_through() {
    let name = "twins::the_guard_alone_lets_nothing_through";
    room::enter(name, || {
        let vectors = corpus::read();
        let servers = Servers::start(&[]);
        let bad = Mutex::new(Vec::new());
        let leaky = |vector: &&Vector| matches!(vector.bare, Fate::Leaks(_));
        each(vectors.iter().filter(leaky), 4, |vector| {
            let found = fate(vector, &servers, PATIENCE, Around::Guard);
            // What the documents are told of their own folder is not the guard's.
            let path = Fate::Leaks(Channels::from(["path"]));
            if found != Fate::Holds && found != path {
                let line = format!("{} ({}): {found:?}", vector.file, vector.tries);
                bad.lock().unwrap().push(line);
            }
        });
        let mut bad = bad.into_inner().unwrap();
        bad.extend(Watch::all_contacts(&servers));
        assert!(bad.is_empty(), "{}", bad.join("\n"));
    });
}

#[test]
fn the_bare_engine_does_not_end_and_that_is_seen() {
    let name = "twins::the_bare_engine_does_not_end_and_that_is_seen";
    room::enter(name, || {
        let vectors = corpus::read();
        let endless: Vec<_> = vectors
            .iter()
            .filter(|vector| matches!(vector.bare, Fate::Overruns | Fate::Crashes))
            .collect();
        assert!(endless.len() >= 20);
        assert_fates(&endless, 6, 2 * DEADLINE);
    });
}

/// For whoever adds a vector: what the bare engine does, as the index says it.
#[test]
#[ignore = "tells, and asserts nothing"]
fn tell_what_the_bare_engine_does() {
    room::enter("twins::tell_what_the_bare_engine_does", || {
        let servers = Servers::start(&[]);
        let vectors = corpus::read();
        let told = vectors.iter().filter(|vector| !vector.is_denial());
        each(told, 4, |vector| {
            let found = fate(vector, &servers, 2 * DEADLINE, Around::Nothing);
            println!("{}\t{found:?}", vector.file);
        });
    });
}
