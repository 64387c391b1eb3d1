//! Documents that want what is not theirs, and what they get: nothing. Each is sent to the service
//! as it ships, in a room where every address answers. Beside each way in that is shut stands the
//! bare engine, which goes through it.
//!
//! A program of its own, and in it one room after the other: each keeps all processors busy, and the
//! deadlines of other groups' tests would pass meanwhile.

#[path = "../support/mod.rs"]
mod support;

mod costs;
mod reach;
mod shared_corpus;
mod twins;

use std::collections::VecDeque;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use support::hostile::canary::ENVIRONMENT;
use support::hostile::corpus::Vector;
use support::hostile::watch::Policy;
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

/// How long a document may take that is no denial, beside others.
const PATIENCE: Duration = Duration::from_secs(15);

fn assert_nothing_came(bad: &[String]) {
    assert!(
        bad.is_empty(),
        "{} came through:\n{}",
        bad.len(),
        bad.join("\n")
    );
}

const DEADLINE: Duration = Duration::from_millis(1500);

/// How much later than its deadline an answer may be: half a second is the service's, the rest is
/// for a machine that is busy with the documents beside it, and for the way there and back.
const LATE: Duration = Duration::from_millis(500 + 15_000);
