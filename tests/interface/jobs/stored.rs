//! Results lie in the store, where there is one.

use crate::support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use support::bucket::Bucket;
use support::pdf::Pdf;
use support::{proc, wait};

use super::*;

fn files(folder: &Path) -> usize {
    let mut count = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => count += 1,
            }
        }
    }
    count
}

#[test]
fn results_lie_in_a_folder_that_is_the_store_and_go_with_their_jobs() {
    let (state, store) = (state(), state());
    let place = format!("file://{}", store.path().display());
    let service = serve(state.path(), &[("HTML2PDF_STORE", &place)]);
    let before = files(store.path());
    let job = post(&service, &page("kept elsewhere"));
    until(&service, &job, "done");
    assert_eq!(files(&state.path().join("results")), 0);
    assert!(files(store.path()) > before);
    let answer = result(&service, &job);
    assert_eq!(answer.header("x-pdf-pages"), "1");
    assert!(Pdf::new(&answer.pdf()).text().contains("kept elsewhere"));
    assert_eq!(service.send("DELETE", &job, &[], "").status, 204);
    wait::until("it is gone there", PATIENCE, || {
        files(store.path()) == before
    });
}

/// A bucket that takes everything, and keeps what it heard: the first lines of requests.
fn bucket() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = heard.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(&stream);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
            let small = head.to_ascii_lowercase();
            let length = small
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.lines().next());
            let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
            reader.read_exact(&mut body).unwrap();
            kept.lock()
                .unwrap()
                .push(head.lines().next().unwrap_or_default().to_owned());
            let answer =
                "HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            (&stream).write_all(answer.as_bytes()).unwrap();
        }
    });
    (port, heard)
}

#[test]
fn a_result_in_a_bucket_is_fetched_there() {
    let (port, heard) = bucket();
    let state = state();
    let endpoint = format!("http://127.0.0.1:{port}");
    let service = serve(
        state.path(),
        &[
            ("HTML2PDF_STORE", "s3://results/made"),
            ("HTML2PDF_STORE_HTTP", "on"),
            ("AWS_ENDPOINT_URL", &endpoint),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
        ],
    );
    let job = post(&service, &page("kept in a bucket"));
    until(&service, &job, "done");
    let put = heard.lock().unwrap().remove(0);
    let path = put.strip_prefix("PUT ").unwrap().split(' ').next().unwrap();
    assert!(path.starts_with("/results/made/"), "{put}");
    // The tests' own client would follow the link: what the service says is enough.
    let answer = result_unfollowed(&service, &job);
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let link = answer
        .lines()
        .find_map(|line| line.strip_prefix("location: "))
        .unwrap();
    assert!(link.starts_with(&format!("{endpoint}{path}?")), "{link}");
    assert!(link.contains("X-Amz-Signature="), "{link}");
    assert_eq!(service.send("DELETE", &job, &[], "").status, 204);
    assert!(heard.lock().unwrap()[0].starts_with(&format!("DELETE {path}")));
}

#[test]
fn a_bucket_that_is_down_delays_a_job_and_loses_none() {
    let (state, bucket) = (state(), Bucket::start());
    let own = bucket.settings();
    let settings: Vec<_> = own
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let service = serve(state.path(), &settings);
    bucket.be_down_for(&["PUT "]);
    let job = post(&service, &page("late"));
    let waiting = wait::until_some("its attempt fails", PATIENCE, || {
        Some(told(&service, &job)).filter(|told| told["problem"].is_object())
    });
    assert_eq!(waiting["problem"]["type"], "urn:html2pdf:store-unavailable");
    assert!(waiting["tried_again_at"].is_string(), "{waiting}");
    bucket.be_down_for(&[]);
    let done = until(&service, &job, "done");
    assert_eq!((&done["attempts"], bucket.objects().len()), (&json!(2), 1));
    let result = service.send("GET", &format!("{job}/result"), &[], "");
    let pdf = crate::store::fetch(result.header("location")).pdf();
    assert!(Pdf::new(&pdf).text().contains("late"));
}

#[test]
fn a_bucket_that_refuses_makes_a_job_dead_in_the_end_and_says_so() {
    let (state, bucket) = (state(), Bucket::start());
    let own = bucket.settings();
    let mut settings: Vec<_> = own
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    settings.retain(|(name, _)| *name != "AWS_SECRET_ACCESS_KEY");
    settings.push(("AWS_SECRET_ACCESS_KEY", "another-key-than-its-own"));
    settings.push(("HTML2PDF_JOBS_ATTEMPTS", "2"));
    let service = serve(state.path(), &settings);
    let job = post(&service, &page("refused"));
    let dead = until(&service, &job, "dead");
    assert_eq!(dead["attempts"], 2);
    assert_eq!(dead["problem"]["type"], "urn:html2pdf:store-refused");
    let result = result(&service, &job);
    assert_eq!(result.problem()["status"], 502);
    assert!(bucket.objects().is_empty());
    crate::store::faults::log_with(&service, &["SignatureDoesNotMatch"]);
}

fn result_unfollowed(service: &Service, job: &str) -> String {
    let mut stream = std::net::TcpStream::connect(service.address()).unwrap();
    let head = format!("GET {job}/result HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_large_result_is_never_in_memory_as_a_whole() {
    let (state, bucket) = (state(), Bucket::start());
    let own = bucket.settings();
    let in_bucket: Vec<_> = own
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    for store in [&[][..], &in_bucket] {
        let settings = [&[("HTML2PDF_TIMEOUT", "300s")], store].concat();
        let service = serve(state.path(), &settings);
        let job = |size| {
            let request = crate::store::request(size, &[]).to_string();
            let place = taken(&service.post("/jobs", "application/json", request));
            until(&service, &place, "done");
            service.send("GET", &format!("{place}/result"), &[], "")
        };
        let peak = || proc::memory(service.pid(), "VmHWM") / 1024;
        job(1000);
        let small = peak();
        let answer = job(150_000_000);
        match answer.status {
            303 => assert!(
                bucket
                    .objects()
                    .values()
                    .any(|one| one.body.len() > 140_000_000)
            ),
            _ => assert!(answer.pdf().len() > 140_000_000),
        }
        let grown = peak() - small;
        // The twin: a result that were in memory once would be 143 MB.
        assert!(
            grown < 100,
            "{grown} MB more, with {} settings",
            settings.len()
        );
    }
}
