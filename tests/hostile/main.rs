//! Documents that want what is not theirs, and what they get: nothing. Each is sent to the service
//! as it ships, in a room where every address answers. Beside each way in that is shut stands the
//! bare engine, which goes through it.
//!
//! A program of its own, and in it one room after the other: each keeps all processors busy, and the
//! deadlines of other groups' tests would pass meanwhile.

#[path = "../support/mod.rs"]
mod support;

use std::collections::VecDeque;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use support::hostile::bare::Around;
use support::hostile::canary::{ENVIRONMENT, Files, Servers};
use support::hostile::corpus::{self, Fate, Public, Vector};
use support::hostile::evidence::Channels;
use support::hostile::watch::{self, Policy, Watch};
use support::hostile::{bare, evidence, room, shared};
use support::lacks;
use support::service::{Answer, Service};
use support::stderr::Progress;

/// Works through the list, several at a time, in its order.
fn each<T: Send>(list: impl IntoIterator<Item = T>, at_once: usize, work: impl Fn(T) + Sync) {
    let left: VecDeque<T> = list.into_iter().collect();
    let progress = Progress::of(left.len());
    let left = Mutex::new(left);
    thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                loop {
                    let next = left.lock().unwrap().pop_front();
                    let Some(next) = next else { break };
                    work(next);
                    progress.step();
                }
            });
        }
    });
}

/// The service as it ships: nothing is set but what its machine has.
fn service(mode: &str, settings: &[(&str, &str)]) -> Service {
    let ours = [("HTML2PDF_ENGINE_MODE", mode), ("A_SECRET", ENVIRONMENT)];
    let settings = [&ours, settings].concat();
    let service = Service::start_as(TempDir::new().unwrap(), &settings, |command| {
        // Other tests shut the network.
        command.env_remove("HTML2PDF_NETWORK");
    });
    if mode == "warm" {
        service.warm_engine();
    }
    // What another job would have.
    put_neighbour(service.temp());
    service
}

fn send(service: &Service, vector: &Vector, request: &Value, timeout: Duration) -> Answer {
    let mut request = request.clone();
    if request["timeout"].is_null() {
        request["timeout"] = json!(format!("{}ms", timeout.as_millis()));
    }
    service.post(vector.path(), "application/json", request.to_string())
}

/// One by its path, and one beside each job's folder.
fn put_neighbour(temp: &Path) {
    let users = user_folder(temp);
    for parent in [temp, &users] {
        let folder = parent.join("html2pdf-neighbour/document");
        std::fs::create_dir_all(&folder).unwrap();
        let word = support::hostile::canary::FILE;
        std::fs::write(folder.join("index.html"), format!("<p>{word}</p>")).unwrap();
    }
    // As the service makes it: else it would put its jobs elsewhere.
    std::fs::write(users.join("made-by-html2pdf"), "").unwrap();
    std::fs::set_permissions(&users, Permissions::from_mode(0o700)).unwrap();
}

fn user_folder(temp: &Path) -> PathBuf {
    temp.join(format!("html2pdf-{}", rustix::process::geteuid().as_raw()))
}

fn assert_nothing_left(service: &Service) {
    for parent in [service.temp(), &user_folder(service.temp())] {
        std::fs::remove_dir_all(parent.join("html2pdf-neighbour")).unwrap();
    }
    // The folder of the user goes with its last job.
    service.print("", "<p>last").pdf();
    service.assert_nothing_left();
    service.print("", "<p>next").pdf();
}

/// What the service does if it is told nothing.
fn policy() -> Policy {
    let mut variables = html2pdf_lambda::config::VARIABLES.iter();
    let (.., default) = variables
        .find(|(name, ..)| *name == "HTML2PDF_NETWORK")
        .unwrap();
    match *default {
        "off" => Policy::Off,
        "public" => Policy::Public,
        _ => panic!("{default} is neither off nor public"),
    }
}

// ---------------------------------------------------------------------------
// What it must not reach.

/// How long a document may take that is no denial, beside others.
const PATIENCE: Duration = Duration::from_secs(15);

fn nothing_is_reached(mode: &str) {
    let servers = Servers::start(&[]);
    let service = service(mode, &[("HTML2PDF_CONCURRENCY", "4")]);
    let files = Files::plant();
    let place = files.path().to_owned();
    let watch = Watch::new(servers, files, &place, service.temp(), service.pid());
    let run = &mode[..1];
    let (policy, vectors) = (policy(), corpus::read());
    let bad = Mutex::new(Vec::new());
    let say = |what: String| bad.lock().unwrap().push(what);
    let mut leaky: Vec<_> = vectors
        .iter()
        .filter(|vector| !vector.is_denial())
        .collect();
    // Those that may take all their time come first, so that nobody waits for one alone at the end.
    leaky.sort_by_key(|vector| !vector.statuses.contains(&504));
    each(leaky, 4, |vector| {
        let request = vector.request(run, watch.places());
        let answer = send(&service, vector, &request, PATIENCE);
        let (file, status) = (&vector.file, answer.status);
        if !vector.statuses.contains(&status) {
            let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(300)]);
            say(format!("{file}: {status} {body}"));
        }
        let leaks = watch.leaks_of(&request, &answer, policy, vector);
        if !leaks.is_empty() {
            say(format!("{file} ({}): {leaks:?}", vector.tries));
        }
        if vector.public == Public::Must && policy == Policy::Public {
            let came = watch::of_answer(&answer, &[]).contains("public");
            if !came || !watch.reached_public(vector, run) {
                let warnings = answer.header("x-pdf-warnings");
                say(format!("{file}: nothing public came: {warnings}"));
            }
        }
    });
    let mut bad = bad.into_inner().unwrap();
    bad.extend(watch.contacts_against(policy, &vectors, &[run], 0));
    bad.extend(
        watch
            .written()
            .iter()
            .map(|path| format!("written: {}", path.display())),
    );
    bad.extend(watch.of_log(&service.log(), &vectors, &[run]));
    bad.sort();
    assert_nothing_came(&bad);
    assert_nothing_left(&service);
}

fn assert_nothing_came(bad: &[String]) {
    assert!(
        bad.is_empty(),
        "{} came through:\n{}",
        bad.len(),
        bad.join("\n")
    );
}

#[test]
fn nothing_is_reached_from_a_warm_engine() {
    let name = "nothing_is_reached_from_a_warm_engine";
    room::enter(name, || nothing_is_reached("warm"));
}

#[test]
fn nothing_is_reached_from_an_engine_of_its_own() {
    let name = "nothing_is_reached_from_an_engine_of_its_own";
    room::enter(name, || nothing_is_reached("spawn"));
}

// ---------------------------------------------------------------------------
// What it may cost.

const DEADLINE: Duration = Duration::from_millis(1500);

/// What the service fetches side by side for one document.
const AT_ONCE: usize = 16;

/// How much later than its deadline an answer may be: half a second is the service's, the rest is
/// for a machine that is busy with the documents beside it, and for the way there and back.
const LATE: Duration = Duration::from_millis(500 + 4000);

fn each_costs_its_own_time(mode: &str) {
    let servers = Servers::start(&[]);
    let service = service(mode, &[("HTML2PDF_CONCURRENCY", "4")]);
    let files = Files::plant();
    let place = files.path().to_owned();
    let watch = Watch::new(servers, files, &place, service.temp(), service.pid());
    let run = &mode[..1];
    let vectors = corpus::read();
    let bad = Mutex::new(Vec::new());
    let say = |what: String| bad.lock().unwrap().push(what);
    let invoice = include_str!("../../examples/invoice.html");
    let alone = service.print("", invoice).pdf();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let neighbour = scope.spawn(|| {
            let mut times = 0;
            while !done.load(Ordering::Relaxed) {
                let answer = service.print("", invoice);
                if answer.status != 200 || answer.body != alone {
                    say(format!("the neighbour: {}", answer.status));
                }
                times += 1;
            }
            times
        });
        let denials = vectors.iter().filter(|vector| vector.is_denial());
        each(denials, 3, |vector| {
            let request = vector.request(run, watch.places());
            let started = Instant::now();
            let answer = send(&service, vector, &request, DEADLINE);
            let (file, status, took) = (&vector.file, answer.status, started.elapsed());
            if !vector.statuses.contains(&status) {
                let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(300)]);
                say(format!("{file}: {status} {body}"));
            }
            if took > DEADLINE + LATE {
                say(format!(
                    "{file} ({}): {status} after {took:?}",
                    vector.tries
                ));
            }
            println!("{file}: {status} {took:?}");
        });
        done.store(true, Ordering::Relaxed);
        assert!(
            neighbour.join().unwrap() > 2,
            "the neighbour was hardly there"
        );
    });
    let mut bad = bad.into_inner().unwrap();
    let reach = |vector: &&Vector| matches!(vector.public, Public::May | Public::Must);
    let denials = vectors.iter().filter(|vector| vector.is_denial());
    // Each may be cut off in the middle of all that it fetches side by side.
    let cut = denials.filter(reach).count() * AT_ONCE;
    bad.extend(watch.contacts_against(policy(), &vectors, &[run], cut));
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    assert_nothing_left(&service);
}

#[test]
fn each_costs_its_own_time_in_a_warm_engine() {
    let name = "each_costs_its_own_time_in_a_warm_engine";
    room::enter(name, || each_costs_its_own_time("warm"));
}

#[test]
fn each_costs_its_own_time_in_an_engine_of_its_own() {
    let name = "each_costs_its_own_time_in_an_engine_of_its_own";
    room::enter(name, || each_costs_its_own_time("spawn"));
}

// ---------------------------------------------------------------------------
// The twins.

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
    let name = "the_bare_engine_lets_them_through_and_that_is_seen";
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
    let name = "the_guard_alone_lets_nothing_through";
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
    let name = "the_bare_engine_does_not_end_and_that_is_seen";
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

// ---------------------------------------------------------------------------
// Another corpus.

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
    let name = "the_shared_corpus_reaches_nothing_from_a_warm_engine";
    room::enter(name, || shared_corpus("warm"));
}

#[test]
fn the_shared_corpus_reaches_nothing_from_an_engine_of_its_own() {
    let name = "the_shared_corpus_reaches_nothing_from_an_engine_of_its_own";
    room::enter(name, || shared_corpus("spawn"));
}

#[test]
fn the_bare_engine_lets_the_shared_corpus_through_and_that_is_seen() {
    let name = "the_bare_engine_lets_the_shared_corpus_through_and_that_is_seen";
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

/// For whoever adds a vector: what the bare engine does, as the index says it.
#[test]
#[ignore = "tells, and asserts nothing"]
fn tell_what_the_bare_engine_does() {
    room::enter("tell_what_the_bare_engine_does", || {
        let servers = Servers::start(&[]);
        let vectors = corpus::read();
        let told = vectors.iter().filter(|vector| !vector.is_denial());
        each(told, 4, |vector| {
            let found = fate(vector, &servers, 2 * DEADLINE, Around::Nothing);
            println!("{}\t{found:?}", vector.file);
        });
    });
}
