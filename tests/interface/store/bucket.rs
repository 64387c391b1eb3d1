//! Results in a bucket that checks signatures.

use crate::support::bucket::{BUCKET, Bucket, KEY, SECRET, TOKEN};
use crate::support::lacks;
use crate::support::proc::times_in_memory;
use crate::support::service::{Service, children};

use rustix::process::Pid;

use super::{fetch, report, request, service};

#[test]
fn a_link_is_signed_and_leads_to_the_document_by_itself() {
    let bucket = Bucket::start();
    let service = service(&bucket, &[]);
    let options = [
        ("deliver", "link"),
        ("filename", "청구서"),
        ("disposition", "attachment"),
    ];
    let answer = service.post_json(&request(1000, &options));
    assert_eq!(answer.status, 303, "{}", service.log());
    let link = answer.header("location").to_owned();
    let objects = bucket.objects();
    let (key, object) = objects.first_key_value().unwrap();
    assert!(key.starts_with("pdf/of-tests/"), "{key}");
    assert_eq!(key.len(), "pdf/of-tests/".len() + 40);
    assert_eq!(object.content_type, "application/pdf");
    assert!(
        object.disposition.starts_with("attachment;"),
        "{}",
        object.disposition
    );
    let found = fetch(&link);
    assert_eq!(found.header("content-disposition"), object.disposition);
    assert_eq!(found.pdf(), object.body);
    // The twin: without its signature, or with another, it leads nowhere.
    let (bare, _) = link.split_once('?').unwrap();
    assert_eq!(fetch(bare).status, 403);
    let forged = link.replace("X-Amz-Expires=3600", "X-Amz-Expires=360000");
    assert_ne!(forged, link);
    assert_eq!(fetch(&forged).status, 403);
    // The service hands out nothing of a bucket.
    let name = key.rsplit('/').next().unwrap();
    let ours = service.send("GET", &format!("/results/{name}"), &[], "");
    assert_eq!(ours.status, 404);
    let log = service.log();
    assert!(
        !log.contains(name) && !log.contains("X-Amz-Signature"),
        "{log}"
    );
}

#[test]
fn what_is_large_goes_in_parts_and_comes_back_whole() {
    let bucket = Bucket::start();
    let service = service(&bucket, &[]);
    let large = request(20_000_000, &[("deliver", "link"), ("report", "json")]);
    let report = report(&service.post_json(&large));
    let asked = bucket.asked();
    let parts = asked
        .iter()
        .filter(|request| request.contains("partNumber="))
        .count();
    assert_eq!(parts, 3, "{asked:?}");
    assert_eq!(bucket.unfinished(), 0);
    let found = fetch(report["link"]["url"].as_str().unwrap());
    assert_eq!(report["link"]["bytes"], found.body.len());
    let inline = service.post_json(&request(20_000_000, &[]));
    assert!(found.pdf() == inline.pdf());
}

#[test]
fn the_keys_are_in_no_environment_and_in_no_engine() {
    let bucket = Bucket::start();
    let service = service(&bucket, &[]);
    let stored = service.post_json(&request(1000, &[("deliver", "link")]));
    assert_eq!(stored.status, 303);
    if !lacks::has_root("to look into the service") {
        return;
    }
    let id = |id: u32| Pid::from_raw(id as i32).unwrap();
    let environment = |pid: Pid| std::fs::read(format!("/proc/{pid}/environ")).unwrap();
    let own = environment(id(service.pid()));
    assert!(!own.is_empty() && own.iter().all(|byte| *byte == 0));
    // It has them, or it could not sign: the twin of what follows.
    assert!(times_in_memory(id(service.pid()), SECRET) > 0);
    let engines = children(id(service.pid()));
    assert!(!engines.is_empty());
    for engine in engines {
        for secret in [SECRET, TOKEN, KEY] {
            assert_eq!(times_in_memory(engine, secret), 0);
        }
    }
}

#[test]
fn keys_that_no_bucket_needs_are_forgotten() {
    if !lacks::has_root("to look into the service") {
        return;
    }
    let settings = [
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_ACCESS_KEY_ID", KEY),
    ];
    let service = Service::start_with(&settings);
    service.print("", "<p>x").pdf();
    let pid = Pid::from_raw(service.pid() as i32).unwrap();
    assert_eq!(times_in_memory(pid, SECRET), 0);
}

#[test]
fn a_bucket_is_asked_only_by_who_stores() {
    let bucket = Bucket::start();
    let service = service(&bucket, &[]);
    service.post_json(&request(1000, &[])).pdf();
    service
        .post_json(&request(1000, &[("deliver", "auto")]))
        .pdf();
    assert!(bucket.asked().is_empty(), "{:?}", bucket.asked());
    assert_eq!(
        service
            .post_json(&request(1000, &[("deliver", "link")]))
            .status,
        303
    );
    assert_eq!(bucket.asked().len(), 1);
    assert!(bucket.asked()[0].starts_with(&format!("PUT /{BUCKET}/pdf/of-tests/")));
}
