//! Requests that are refused, and why.

use crate::support;

use std::io::{Read, Write};
use std::net::TcpStream;

use support::service::Service;

use super::{FORM, HTML, JSON};

#[test]
fn bad_options_are_all_named_at_once() {
    let service = Service::start();
    let query = "page_sise=A4&margin_top=12parsecs&zoom=nan&javascript_delay=-5";
    let answer = service.print(query, HTML);
    assert_eq!(answer.status, 400);
    let problem = answer.problem();
    let errors: Vec<(&str, &str)> = problem["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            (
                error["field"].as_str().unwrap(),
                error["remedy"].as_str().unwrap(),
            )
        })
        .collect();
    let fields: Vec<_> = errors.iter().map(|(field, _)| *field).collect();
    assert_eq!(
        fields,
        ["page_sise", "margin_top", "zoom", "javascript_delay"]
    );
    assert!(errors[0].1.contains("`page_size`"), "{errors:?}");
    assert!(errors[1].1.contains("mm, cm, in, pt or px"), "{errors:?}");
}

#[test]
fn a_flood_of_faults_gets_a_short_answer() {
    let service = Service::start();
    let form = "a=1&".repeat(200_000);
    let json: String = (0..100_000).map(|n| format!(",\"o{n}\":1")).collect();
    let json = format!("{{\"html\":\"x\"{json}}}");
    for (content_type, body) in [(FORM, form), (JSON, json)] {
        let answer = service.post("/pdf", content_type, body);
        assert_eq!(answer.status, 400);
        let errors = answer.problem()["errors"].as_array().unwrap().len();
        assert!(errors <= 100, "{errors} errors in {content_type}");
        assert!(answer.body.len() < 100_000, "{} bytes", answer.body.len());
    }
    service.print("", HTML).pdf();
}

#[test]
fn requests_that_cannot_be_used_are_told_why() {
    let service = Service::start_with(&[("HTML2PDF_MAX_REQUEST_BYTES", "100000")]);
    let large = "x".repeat(200_000);
    for (content_type, body, status, word) in [
        (FORM, "zoom=1", 400, "html"),
        (FORM, HTML, 400, "text/html"),
        ("text/html", "   ", 400, "empty"),
        ("text/html; charset=klingon", HTML, 400, "klingon"),
        (JSON, "{\"html\":", 400, "not JSON"),
        (JSON, "[]", 400, "object"),
        ("multipart/form-data", "x", 400, "boundary"),
        ("multipart/form-data; boundary=x", "--y", 400, "multipart"),
        ("text/plain", HTML, 415, "text/html"),
        ("image/png", HTML, 415, "text/html"),
        ("text/html", &large, 413, "100000"),
        (FORM, &large, 413, "100000"),
    ] {
        let answer = service.post("/pdf", content_type, body);
        assert_eq!(
            answer.status,
            status,
            "{content_type}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        let detail = answer.told();
        assert!(detail.contains(word), "{content_type}: {detail}");
    }
    let encodings = [("content-type", "text/html"), ("content-encoding", "gzip")];
    assert_eq!(service.send("POST", "/pdf", &encodings, HTML).status, 415);
    let not_base64 = [
        ("content-type", "text/html"),
        ("content-transfer-encoding", "base64"),
    ];
    let answer = service.send("POST", "/pdf", &not_base64, HTML);
    assert_eq!(
        (
            answer.status,
            answer.problem()["errors"][0]["field"].as_str()
        ),
        (400, Some("body"))
    );
    assert_eq!(service.send("POST", "/pdf", &[], HTML).status, 415);
    // And the next one is printed as if nothing had happened.
    service.print("", HTML).pdf();
    service.assert_nothing_left();
}

#[test]
fn a_client_that_waits_for_leave_is_answered_before_it_sends_too_much() {
    let service = Service::start_with(&[("HTML2PDF_MAX_REQUEST_BYTES", "1024")]);
    let mut stream = TcpStream::connect(service.address()).unwrap();
    let head = "POST /pdf HTTP/1.1\r\nHost: x\r\nContent-Type: text/html\r\nContent-Length: 9999999\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}
