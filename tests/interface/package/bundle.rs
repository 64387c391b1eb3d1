//! What an engine takes from its bundle, and what it makes beside it.

use crate::support;

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use support::documents::{Form, letter};
use support::empty_root::EmptyRoot;
use support::events::{FrontDoor, Transport, page};
use support::runtime_api::in_seconds;
use support::wait;

use super::{Lambda, unpacked};

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn the_engine_takes_nothing_from_outside_its_bundle() {
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    assert_eq!(
        lambda.function.files(),
        [] as [PathBuf; 0],
        "made at the start"
    );

    let seen = watch_the_engine(&mut lambda);

    let bundle = lambda.room.path().join("var/task/engine");
    assert!(
        seen.mapped.iter().all(|path| path.starts_with(&bundle)),
        "{:#?}",
        seen.mapped
    );
    assert!(
        seen.mapped
            .iter()
            .any(|path| path.starts_with(bundle.join("cache"))),
        "{:#?}",
        seen.mapped
    );
    assert!(
        !seen.files.iter().any(|path| is_index(path)),
        "{:#?}",
        seen.files
    );
}

/// Lambda says nothing about the times of a package's files.
#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn a_deployment_that_changes_times_costs_one_small_file() {
    let room = EmptyRoot::enter();
    let _later = LaterTime::of(&unpacked().join("engine/fonts"));
    let mut lambda = Lambda::start(&room);

    let seen = watch_the_engine(&mut lambda);

    let index: Vec<_> = seen.files.iter().filter(|path| is_index(path)).collect();
    assert!(
        index.len() == 1 && seen.mapped.contains(index[0]),
        "{:#?}",
        seen.files
    );
    // A folder of its own in that of the service's user.
    let folder = index[0].ancestors().nth(2).unwrap();
    assert_eq!(lambda.function.files(), [folder]);
}

fn is_index(path: &Path) -> bool {
    path.to_string_lossy().contains(".cache-")
}

/// A folder that has been changed just now, until this is dropped.
struct LaterTime {
    folder: File,
    before: SystemTime,
}

impl LaterTime {
    fn of(folder: &Path) -> Self {
        let folder = File::open(folder).unwrap();
        let before = folder.metadata().unwrap().modified().unwrap();
        folder.set_modified(SystemTime::now()).unwrap();
        Self { folder, before }
    }
}

impl Drop for LaterTime {
    fn drop(&mut self) {
        self.folder.set_modified(self.before).unwrap();
    }
}

/// What an engine has used.
#[derive(Default)]
struct Seen {
    /// Files that were mapped into it: itself, libraries, fonts, the font index.
    mapped: BTreeSet<PathBuf>,
    /// Files in the temporary folder meanwhile.
    files: BTreeSet<PathBuf>,
}

/// Prints a document that never ends, looks at the engine until the deadline
/// takes it away, and makes sure that the function goes on.
fn watch_the_engine(lambda: &mut Lambda<'_>) -> Seen {
    let endless = page("<h1>견적서</h1><script>for(;;);</script>");
    let deadline = in_seconds(2.0);
    let event = FrontDoor::HttpApi.event(&endless, Transport::Plain);
    lambda.function.submit(&event, deadline);
    let mut seen = Seen::default();
    wait::until(
        "the deadline takes it away",
        Duration::from_secs(30),
        || {
            let engines = lambda.function.processes();
            let is_over = engines.is_empty() && !seen.mapped.is_empty();
            for engine in engines {
                // A moment after its birth it is still the function's own image.
                if comm(engine) != "bootstrap" {
                    seen.mapped.extend(mapped_files(engine));
                }
            }
            walk(&lambda.room.temp(), &mut seen.files);
            is_over
        },
    );
    let answer = lambda.function.outcome(deadline).response();
    assert_eq!(FrontDoor::HttpApi.read(&answer).problem()["status"], 504);
    lambda.assert_nothing_left();
    lambda
        .answer(FrontDoor::HttpApi, &letter(Form::Html), Transport::Plain)
        .pdf();
    seen
}

fn comm(process: u32) -> String {
    let comm = std::fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    comm.trim().to_owned()
}

fn mapped_files(process: u32) -> BTreeSet<PathBuf> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default();
    let paths = maps
        .lines()
        .filter_map(|line| line.find('/').map(|at| line[at..].into()));
    paths.collect()
}

fn walk(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    // Whatever goes away meanwhile, is gone.
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&entry.path(), files),
            _ => drop(files.insert(entry.path())),
        }
    }
}
