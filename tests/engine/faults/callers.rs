//! Callers that leave, that talk nonsense, and that wait while the service stops.

use crate::support;

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::{Value, json};
use support::proc::{descriptors, own_memory};
use support::service::{Service, children};

use super::{Chance, ENDLESS, Talk, assert_prints, own, wait_for_descriptors};

#[test]
fn callers_that_leave_in_the_middle_of_their_request_leave_nothing() {
    let service = Service::start_with(&[("HTML2PDF_TIMEOUT", "20s")]);
    service.warm_engine();
    assert_prints(&service);
    service.assert_nothing_left();
    service.wait_for_engine_ahead();
    let open = descriptors(own(&service)).len();
    let whole = "POST /pdf HTTP/1.1\r\nHost: x\r\nContent-Type: text/html\r\n\
                 Content-Length: 40\r\n\r\n<p>a document of forty letters, no more.";
    for round in 0..200 {
        let mut stream = TcpStream::connect(service.address()).unwrap();
        let length = round * 7 % whole.len();
        stream.write_all(&whole.as_bytes()[..length]).unwrap();
        // Some go, some only stop talking.
        if round % 3 == 0 {
            stream.shutdown(Shutdown::Write).unwrap();
            let _ = stream.read(&mut [0; 64]);
        }
    }
    wait_for_descriptors(&service, open);
    assert_prints(&service);
    service.assert_nothing_left();
}

#[test]
fn a_stop_while_a_document_never_ends_waits_for_its_deadline_and_no_longer() {
    for mode in ["warm", "spawn"] {
        let settings = [("HTML2PDF_ENGINE_MODE", mode), ("HTML2PDF_TIMEOUT", "2s")];
        let mut service = Service::start_with(&settings);
        if mode == "warm" {
            service.warm_engine();
        }
        let mut talk = Talk::open(&service);
        let head = "POST /pdf HTTP/1.1\r\nContent-Type: text/html";
        talk.say(head, ENDLESS.as_bytes()).unwrap();
        // And one that says nothing, and one that does not go on.
        let silent = TcpStream::connect(service.address()).unwrap();
        let mut slow = TcpStream::connect(service.address()).unwrap();
        slow.write_all(b"POST /pdf HTTP/1.1\r\nContent-Length: 9\r\n\r\n<")
            .unwrap();
        service.wait_for_engine();
        let all = children(own(&service));
        let asked = Instant::now();
        service.signal(Signal::TERM);
        assert_eq!(talk.hear().unwrap().status, 504);
        assert!(service.wait().success());
        // The timeout, and five seconds for those who do not go.
        assert!(asked.elapsed() < Duration::from_secs(60));
        for process in all {
            support::proc::wait_until_gone(process, Duration::from_secs(30));
        }
        assert_eq!(fs::read_dir(service.temp()).unwrap().count(), 0);
        drop((silent, slow));
    }
}

/// A request that must be refused, and how.
fn malformed(chance: &mut Chance, number: usize) -> (String, Vec<u8>) {
    let json = "POST /pdf HTTP/1.1\r\nContent-Type: application/json";
    let form = "POST /pdf HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
    let parts = "POST /pdf HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x";
    let noise: Vec<u8> = (0..chance.below(300))
        .map(|_| chance.below(256) as u8)
        .collect();
    let options = |options: Value| {
        let mut request = json!({ "html": "<p>x" });
        for (name, value) in options.as_object().unwrap() {
            request[name] = value.clone();
        }
        request.to_string().into_bytes()
    };
    let n = number as u64;
    let (head, body): (&str, Vec<u8>) = match number % 20 {
        0 => (json, noise),
        1 => (json, b"{\"html\": \"<p>x".to_vec()),
        2 => (json, "[".repeat(5_000).into_bytes()),
        3 => (json, options(json!({ format!("option{n}"): 1 }))),
        4 => (json, options(json!({ "page_size": format!("A{n}0") }))),
        5 => (json, options(json!({ "margin_top": { "a": [n] } }))),
        6 => (
            json,
            options(json!({ "zoom": "nan", "copies": 1e300, "dpi": -1 })),
        ),
        7 => (json, options(json!({ "cookies": { "a;b": "\n" } }))),
        8 => (json, options(json!({ "assets": { "x.png": "*" } }))),
        9 => (json, options(json!({ "append": ["*"] }))),
        10 => (json, b"{}".to_vec()),
        11 => (form, b"html=%ff%zz&page_size=%00".to_vec()),
        12 => (form, [b"%%=", &noise[..]].concat()),
        13 => (parts, noise),
        14 => (
            parts,
            b"--x\r\nContent-Disposition: form-data; name=\"html\"\r\n\r\nx".to_vec(),
        ),
        15 => ("POST /pdf HTTP/1.1\r\nContent-Type: image/png", noise),
        16 => ("POST /pdf HTTP/1.1\r\nContent-Type: text/html", Vec::new()),
        17 => ("BREW /pdf HTTP/1.1", noise),
        18 => ("POST /%00%ff/..%2f HTTP/1.1", noise),
        _ => (
            "POST /pdf?timeout=-1s&margin=%F0%9F HTTP/1.1\r\nContent-Type: text/html; charset=klingon",
            b"<p>x".to_vec(),
        ),
    };
    (head.to_owned(), body)
}

#[test]
fn two_thousand_malformed_requests_cost_nothing() {
    const COUNT: usize = 2_000;
    let service = Service::start();
    let warm = service.warm_engine();
    let mut chance = Chance::new();
    let mut talk = Talk::open(&service);
    let mut default = (None, 0);
    for number in 0..COUNT {
        let (head, body) = malformed(&mut chance, number);
        // Some are no HTTP at all, and cost their connection.
        let head = match number % 50 {
            7 => head.replacen(" HTTP", " HTPT", 1),
            8 => head.replacen("HTTP/1.1", "HTTP/1.1\r\nBad Header\u{1}: x", 1),
            9 => head.replacen("HTTP/1.1", "HTTP/1.1\r\nTransfer-Encoding: chunked", 1),
            _ => head,
        };
        let _ = talk.say(&head, &body);
        let answer = talk.hear();
        let status = answer.as_ref().map(|answer| answer.status);
        assert!(
            status.is_none_or(|status| (400..500).contains(&status)),
            "{number}: {status:?} for {head}"
        );
        let closes = matches!(number % 50, 7..=9);
        assert!(status.is_some() || closes, "{number}: no answer to {head}");
        if closes || answer.is_some_and(|answer| answer.header("connection") == "close") {
            talk = Talk::open(&service);
        }
        if number == COUNT / 4 {
            service.wait_for_engine_ahead();
            default = (own_memory(own(&service)), descriptors(own(&service)).len());
        }
    }
    let now = own_memory(own(&service));
    if let (Some(before), Some(now)) = (default.0, now) {
        assert!(now < before + before / 10 + (8 << 10), "{before}, {now} kB");
    }
    wait_for_descriptors(&service, default.1);
    assert_eq!(service.warm_engine(), warm);
    assert_prints(&service);
    service.assert_nothing_left();
}
