//! What the other tests stand on. What a test starts ends with it, however it ends, and nobody who
//! reads its output waits for it; and what a test could not look at is known. This program starts
//! itself again, as tests that end badly.

use crate::support;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use rustix::process::Pid;
use support::child::{self, Running, Start as _};
use support::proc::has_ended;
use support::runtime_api::{Function, RuntimeApi};
use support::service::Service;
use support::{lacks, wait};
use tempfile::TempDir;

/// Set for the program that is started again.
const AGAIN: &str = "HTML2PDF_TESTS_AGAIN";

const PATIENCE: Duration = Duration::from_secs(60);

/// A service and a function, each with its warm engine, and their processes.
fn start_all() -> (Service, (Function, TempDir), [Pid; 4]) {
    let service = Service::start();
    let temp = tempfile::tempdir().unwrap();
    let api = RuntimeApi::start();
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = api.command(Path::new(env!("CARGO_BIN_EXE_html2pdf")), checkout);
    command.env("TMPDIR", temp.path());
    let function = Function::start(api, command, temp.path());
    let pid = |number: u32| Pid::from_raw(number as i32).unwrap();
    let all = [
        pid(service.pid()),
        service.warm_engine(),
        pid(function.pid()),
        pid(function.warm_engine().unwrap()),
    ];
    (service, (function, temp), all)
}

/// What the program that is started again says of the processes that it has started.
fn say(all: [Pid; 4]) {
    println!("\nstarted {}", all.map(|pid| pid.to_string()).join(" "));
}

/// Starts this program again for one test, ends it, and waits until nothing is left of what it had
/// started.
fn assert_leaves_nothing(test: &str, end: impl FnOnce(&mut Running) -> ExitStatus) {
    let mut again = child::command(std::env::current_exe().unwrap())
        .args(["--exact", &format!("harness::{test}"), "--nocapture"])
        .env(AGAIN, "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .start();
    let (starts, started) = mpsc::channel();
    let (tell, told) = mpsc::channel();
    let (stdout, mut stderr) = (again.stdout.take().unwrap(), again.stderr.take().unwrap());
    let tells_stdout = tell.clone();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            let pids = line.strip_prefix("started ").map(str::to_owned);
            pids.map(|pids| starts.send(pids));
        }
        let _ = tells_stdout.send(());
    });
    thread::spawn(move || {
        let mut said = String::new();
        let _ = stderr.read_to_string(&mut said);
        eprintln!("{said}");
        let _ = tell.send(());
    });
    let pids = started.recv_timeout(PATIENCE).expect("it has started");
    let pids: Vec<_> = pids
        .split(' ')
        .map(|pid| Pid::from_raw(pid.parse().unwrap()).unwrap())
        .collect();
    assert_eq!(pids.len(), 4);
    assert!(!end(&mut again).success());
    // Both ends of its output are closed, and so nobody waits for more.
    for _ in 0..2 {
        assert_eq!(told.recv_timeout(PATIENCE), Ok(()));
    }
    for pid in pids {
        wait::until(&format!("{pid} ends"), PATIENCE, || has_ended(pid));
    }
}

#[test]
fn a_test_program_that_is_killed_leaves_nothing_behind() {
    if std::env::var_os(AGAIN).is_some() {
        let (_service, _function, all) = start_all();
        say(all);
        loop {
            thread::park();
        }
    }
    let name = "a_test_program_that_is_killed_leaves_nothing_behind";
    assert_leaves_nothing(name, |again| {
        again.kill().unwrap();
        again.ended(PATIENCE)
    });
}

/// A thread that waits for an answer holds the service when the test has failed already.
#[test]
fn a_test_that_fails_while_others_hold_its_service_leaves_nothing_behind() {
    if std::env::var_os(AGAIN).is_some() {
        let (service, function, all) = start_all();
        let service = Arc::new(service);
        let held = (service.clone(), function);
        thread::spawn(move || {
            let _held = held;
            loop {
                thread::park();
            }
        });
        say(all);
        panic!("this test fails");
    }
    let name = "a_test_that_fails_while_others_hold_its_service_leaves_nothing_behind";
    assert_leaves_nothing(name, |again| again.ended(PATIENCE));
}

#[test]
fn what_a_machine_lacks_fails_a_test_in_ci_and_is_said_elsewhere() {
    const WHAT: &str = "a unicorn";
    if std::env::var_os(AGAIN).is_some() {
        let _ = lacks::has(false, WHAT);
        return;
    }
    let name = "harness::what_a_machine_lacks_fails_a_test_in_ci_and_is_said_elsewhere";
    let run = |ci: &str| {
        let mut again = child::command(std::env::current_exe().unwrap());
        // The harness keeps back what a test says that succeeds, and this is seen all the same.
        let again = again.args(["--exact", name]).env(AGAIN, "1").env("CI", ci);
        again.run()
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let elsewhere = run("");
    let said = text(&elsewhere.stderr);
    assert!(elsewhere.status.success(), "{said}");
    let told = said.lines().any(|line| {
        [".. SKIPPED", name, WHAT]
            .iter()
            .all(|word| line.contains(word))
    });
    assert!(told, "{said}");
    let ci = run("true");
    let said = text(&ci.stdout);
    assert!(!ci.status.success(), "{said}");
    assert!(said.contains(WHAT), "{said}");
}
