//! The folder of jobs is somebody else's, is none, or is full.

use crate::support;

use std::io::Write;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use support::child::{self, Start as _};
use support::clock::{self, Clock};
use support::disk::SmallDisk;
use support::lacks;
use support::pdf::Pdf;
use support::wait;

use super::*;

/// What the program says when it does not start.
fn refused(state: &str) -> String {
    let mut command = child::command(env!("CARGO_BIN_EXE_html2pdf"));
    command
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("HTML2PDF_STATE_DIR", state)
        .stderr(std::process::Stdio::piped());
    let output = command.run();
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_folder_that_cannot_be_used_stops_the_start_and_is_named() {
    let temp = state();
    let file = temp.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let nowhere = ["/proc/html2pdf", file.to_str().unwrap()];
    for state in nowhere {
        let said = refused(state);
        assert!(
            said.contains("HTML2PDF_STATE_DIR") && said.contains(state),
            "{said}"
        );
    }
    let folder = temp.path().join("taken");
    let service = serve(&folder, &[]);
    let said = refused(folder.to_str().unwrap());
    assert!(said.contains("in use by another service"), "{said}");
    // It goes on, and the folder is free after it, however it ends.
    until(&service, &post(&service, &page("x")), "done");
    drop(service.kill());
    serve(&folder, &[]);
}

#[test]
fn a_full_disk_takes_no_job_and_loses_none() {
    let state = state();
    let disk = SmallDisk::on(state.path(), "1m");
    if !lacks::has(
        disk.is_some(),
        "the right to mount a disk, which is full then",
    ) {
        return;
    }
    let service = serve(state.path(), &[("HTML2PDF_JOBS_ATTEMPTS", "9")]);
    let before = post(&service, &page("before"));
    let file = BASE64_STANDARD.encode(vec![b'0'; 1_500_000]);
    let request = json!({"html": "<p>x", "assets": {"a.txt": file}}).to_string();
    let full = service.post("/jobs", "application/json", request);
    assert_eq!(full.status, 507, "{}", String::from_utf8_lossy(&full.body));
    assert!(full.told().contains("HTML2PDF_STATE_DIR"));
    let new = std::fs::read_dir(state.path().join("new")).unwrap().count();
    assert_eq!(new, 0);
    // Its request has room, and what is made of it has none, until somebody makes some.
    let slow = post(
        &service,
        &slow_page_of("in between", Duration::from_secs(3)),
    );
    until(&service, &slow, "running");
    // Of the others none is left, so what is said of the disk from now on is said of this one.
    until(&service, &before, "done");
    let failures = || {
        let log = service.log();
        ["No space left", "is full"].map(|words| log.matches(words).count())
    };
    let said = failures();
    let filler = state.path().join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    while file.write_all(&[b'0'; 4096]).is_ok() {}
    // While somebody has it open, it takes its room.
    drop(file);
    wait::until("it has no room", PATIENCE, || failures() != said);
    assert_ne!(told(&service, &slow)["state"], "done");
    std::fs::remove_file(&filler).unwrap();
    let done = until(&service, &slow, "done");
    assert!(done["attempts"].as_u64().unwrap() > 1, "{done}");
    assert!(
        Pdf::new(&result(&service, &slow).pdf())
            .text()
            .contains("in between")
    );
    result(&service, &before).pdf();
    until(&service, &post(&service, &page("after")), "done");
}

#[test]
fn a_clock_that_jumps_loses_no_job_and_no_result() {
    let (state, clock) = (state(), Clock::new());
    let folder = state.path().to_str().unwrap().to_owned();
    let start = || {
        let settings = [
            ("HTML2PDF_STATE_DIR", folder.as_str()),
            ("HTML2PDF_JOBS_KEEP", "1h"),
        ];
        let temp = tempfile::tempdir().unwrap();
        Service::start_program(&clock::program(), temp, &settings, |command| {
            clock.give(command)
        })
    };
    let service = start();
    let first = post(&service, &page("first"));
    let created = |told: &serde_json::Value| told["created_at"].as_str().unwrap().to_owned();
    let mut last = created(&until(&service, &first, "done"));
    let day = last[..10].to_owned();
    for days in [1, 400, -400, 36_500, 0, -1] {
        clock.set(days);
        let told = until(&service, &post(&service, &page("x")), "done");
        assert!(created(&told) > last, "{days} days: {told}");
        last = created(&told);
    }
    // It was looked at once, so no result is a hundred years old.
    let now = day_of_today();
    assert!(last[..10] == day || last[..10] == now, "{last}");
    // Nor is one of tomorrow for who starts when it was set back.
    clock.set(-400);
    drop(service.kill());
    let service = start();
    let told = until(&service, &post(&service, &page("x")), "done");
    assert!(created(&told)[..10] >= day[..], "{told}");
    result(&service, &first).pdf();
    // The twin: the clock does jump for who looks at it.
    clock.set(400);
    let answer = service.send("GET", "/health", &[], "");
    let id = answer.header("x-request-id");
    let seen = u64::from_str_radix(id.split('-').next().unwrap(), 16).unwrap();
    let ours = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    assert!(u128::from(seen) > ours.unwrap().as_micros() + 399 * 86_400_000_000);
}

/// As the machine has it, of which the service's is another.
fn day_of_today() -> String {
    let date = std::process::Command::new("date")
        .args(["-u", "+%F"])
        .output()
        .unwrap();
    String::from_utf8(date.stdout).unwrap().trim().to_owned()
}
