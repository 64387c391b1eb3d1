//! What goes wrong with a store, and what its caller and its operator hear of it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;

use crate::support::bucket::{Bucket, SECRET};
use crate::support::child::Start as _;
use crate::support::lacks;
use crate::support::service::{Answer, Service};
use crate::support::wait;

use super::{fetch, request, service, service_in};

fn ask(service: &Service, bytes: usize, more: &[(&str, &str)]) -> Answer {
    let options = [&[("deliver", "link")][..], more].concat();
    service.post_json(&request(bytes, &options))
}

/// The log, once it has these words: it comes by another way than the answer.
pub fn log_with(service: &Service, words: &[&str]) -> String {
    let log = wait::within(Duration::from_secs(10), || {
        let log = service.log();
        words.iter().all(|word| log.contains(word)).then_some(log)
    });
    log.unwrap_or_else(|| panic!("{words:?} are not in the log: {}", service.log()))
}

#[test]
fn a_bucket_that_is_busy_for_a_moment_is_asked_again() {
    let bucket = Bucket::start();
    let service = service(&bucket, &[]);
    bucket.refuse(&[(503, "SlowDown"), (500, "InternalError")]);
    let answer = ask(&service, 1000, &[]);
    assert_eq!(answer.status, 303, "{}", service.log());
    fetch(answer.header("location")).pdf();
    assert!(bucket.asked().len() >= 3);
    // In the middle of many parts as well.
    bucket.refuse(&[]);
    let before = bucket.asked().len();
    bucket.refuse(&[(503, "SlowDown")]);
    let answer = ask(&service, 20_000_000, &[]);
    assert_eq!(answer.status, 303, "{}", service.log());
    assert!(bucket.asked().len() > before + 5);
}

#[test]
fn a_bucket_that_stays_busy_is_a_503_that_says_when_to_come_again() {
    let bucket = Bucket::start();
    let service = service(&bucket, &[]);
    bucket.refuse(&[(503, "SlowDown"); 50]);
    let answer = ask(&service, 1000, &[]);
    let problem = answer.problem();
    assert_eq!(problem["status"], 503);
    assert_eq!(problem["type"], "urn:html2pdf:store-unavailable");
    assert_eq!(answer.header("retry-after"), "1");
    log_with(&service, &["503", "SlowDown"]);
    // Without it documents are printed as ever.
    service.post_json(&request(1000, &[])).pdf();
}

#[test]
fn a_bucket_that_refuses_is_its_operators_to_mend() {
    let bucket = Bucket::start();
    let service = service(
        &bucket,
        &[("AWS_SECRET_ACCESS_KEY", "another-key-than-its-own")],
    );
    let answer = ask(&service, 1000, &[]);
    let problem = answer.problem();
    assert_eq!(problem["status"], 502);
    assert_eq!(problem["type"], "urn:html2pdf:store-refused");
    let told = problem.to_string();
    for secret in ["SignatureDoesNotMatch", "127.0.0.1", "another-key"] {
        assert!(!told.contains(secret), "{told}");
    }
    let log = log_with(&service, &["403", "SignatureDoesNotMatch"]);
    assert!(
        !log.contains("another-key") && !log.contains(SECRET),
        "{log}"
    );
}

#[test]
fn a_bucket_that_nobody_answers_for_is_a_503() {
    let bucket = Bucket::start();
    let service = service(&bucket, &[("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")]);
    let problem = ask(&service, 1000, &[]).problem();
    assert_eq!(problem["type"], "urn:html2pdf:store-unavailable");
    assert!(bucket.asked().is_empty());
}

#[test]
fn a_bucket_that_is_silent_is_given_up_at_the_deadline() {
    let bucket = Bucket::start();
    let service = service(&bucket, &[]);
    bucket.be_silent(true);
    let answer = ask(&service, 1000, &[("timeout", "5s")]);
    let problem = answer.problem();
    assert_eq!(problem["status"], 504);
    assert!(
        problem["detail"].as_str().unwrap().contains("store"),
        "{problem}"
    );
    bucket.be_silent(false);
    assert_eq!(ask(&service, 1000, &[]).status, 303);
}

#[test]
fn a_bucket_that_is_slow_is_waited_for_as_long_as_there_is_time() {
    let bucket = Bucket::start();
    let service = service(&bucket, &[]);
    bucket.be_slow(Duration::from_secs(1));
    for bytes in [1000, 20_000_000] {
        let answer = ask(&service, bytes, &[("timeout", "25s")]);
        assert_eq!(answer.status, 303, "{}", service.log());
        fetch(answer.header("location")).pdf();
    }
    bucket.be_slow(Duration::from_secs(60));
    let problem = ask(&service, 1000, &[("timeout", "4s")]).problem();
    assert_eq!(problem["type"], "urn:html2pdf:deadline-passed");
}

#[test]
fn parts_of_what_could_not_be_finished_are_not_kept() {
    let bucket = Bucket::start();
    let service = service(&bucket, &[]);
    bucket.refuse_parts(true);
    let problem = ask(&service, 20_000_000, &[]).problem();
    assert_eq!(problem["type"], "urn:html2pdf:store-refused");
    let asked = bucket.asked();
    assert!(
        asked.iter().any(|request| request.contains("?uploads")),
        "{asked:?}"
    );
    assert_eq!(bucket.unfinished(), 0, "{asked:?}");
    bucket.refuse_parts(false);
    assert_eq!(ask(&service, 20_000_000, &[]).status, 303);
}

#[test]
fn a_wrong_store_ends_the_start_and_says_what_would_be_right() {
    let bucket = Bucket::start();
    for (name, value, said) in [
        ("HTML2PDF_STORE", "results", "s3://BUCKET/PREFIX"),
        ("HTML2PDF_STORE", "file:///nonexistent", "make it"),
        ("HTML2PDF_STORE_TTL", "8d", "7d"),
        ("HTML2PDF_STORE_HTTP", "off", "HTML2PDF_STORE_HTTP=on"),
        ("AWS_ACCESS_KEY_ID", "", "AccessKeyId"),
    ] {
        let own = bucket.settings();
        let own = own.iter().map(|(name, value)| (&**name, &**value));
        let output = crate::command::html2pdf(&["serve", "--listen", "127.0.0.1:0"])
            .envs(own)
            .env(name, value)
            .run();
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}={value}: {told}");
        assert!(
            told.contains("HTML2PDF_STORE") && told.contains(said),
            "{name}={value}: {told}"
        );
        assert!(!told.contains(SECRET), "{told}");
    }
}

#[test]
fn the_doctor_tries_the_store() {
    let bucket = Bucket::start();
    let examine = |secret: &str| {
        let output = crate::command::html2pdf(&["doctor"])
            .envs(bucket.settings())
            .env("AWS_SECRET_ACCESS_KEY", secret)
            .run();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let well = examine(SECRET);
    assert!(
        well.contains("ok      store: s3://results/pdf/of-tests"),
        "{well}"
    );
    assert!(bucket.objects().is_empty() && bucket.asked().len() >= 3);
    let ill = examine("another-key-than-its-own");
    assert!(
        ill.contains("MISSING store: ") && ill.contains("SignatureDoesNotMatch"),
        "{ill}"
    );
}

/// A disk of its own, for as long as it is held.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn on(folder: &'a Path) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m", "none"]);
        let mounted = mount.arg(folder).output().ok()?;
        mounted.status.success().then_some(Self(folder))
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_is_a_507_and_leaves_nothing_unfinished() {
    let folder = TempDir::new().unwrap();
    let disk = SmallDisk::on(folder.path());
    if !lacks::has(
        disk.is_some(),
        "the right to mount a disk, which is full then",
    ) {
        return;
    }
    let service = service_in(&folder, &[]);
    assert_eq!(ask(&service, 1000, &[]).status, 303);
    let large = ask(&service, 3_000_000, &[]);
    let problem = large.problem();
    assert_eq!(
        (&problem["status"], &problem["type"]),
        (&json!(507), &json!("urn:html2pdf:no-storage"))
    );
    assert!(large.told().contains("HTML2PDF_STORE"), "{problem}");
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1);
    assert_eq!(ask(&service, 1000, &[]).status, 303);
}
