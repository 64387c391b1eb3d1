//! Documents that are put at an address of the caller's.

use crate::support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::Service;

/// A PUT as a host heard it: its head, in small letters, and its body.
type Heard = (String, Vec<u8>);

/// A host on loopback that answers each request by the next of these statuses.
struct Store {
    port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Store {
    fn that_answers(statuses: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let kept = heard.clone();
        std::thread::spawn(move || {
            for (stream, status) in listener.incoming().map_while(Result::ok).zip(statuses) {
                let mut reader = BufReader::new(&stream);
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
                let head = head.to_ascii_lowercase();
                let length = head.split("content-length: ").nth(1).unwrap_or("0");
                let length = length.lines().next().unwrap().parse().unwrap();
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                kept.lock().unwrap().push((head, body));
                let answer =
                    format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                (&stream).write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { port, heard }
    }

    /// A request for a document that goes there. The signature is a secret.
    fn request(&self) -> Value {
        let address = format!(
            "http://127.0.0.1:{}/a%20b.pdf?x=1&signature=SECRET",
            self.port
        );
        json!({"html": "<!DOCTYPE html><p>to be delivered", "filename": "a", "deliver_to": address})
    }

    fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

const UNGUARDED: (&str, &str) = ("HTML2PDF_NETWORK", "unguarded");

#[test]
fn a_document_is_put_where_its_caller_wants_it() {
    let store = Store::that_answers(&["200 OK"]);
    let service = Service::start_with(&[UNGUARDED]);
    let answer = service.post_json(&store.request());
    assert_eq!(answer.status, 200);
    assert!(answer.header("server-timing").contains("deliver;dur="));
    let report: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(report["document"], Value::Null);
    assert_eq!(
        (&report["pages"], &report["filename"]),
        (&json!(1), &json!("a.pdf"))
    );

    let heard = store.heard();
    let (head, body) = &heard[0];
    assert!(
        head.starts_with("put /a%20b.pdf?x=1&signature=secret http/1.1"),
        "{head}"
    );
    assert!(
        head.contains("\r\ncontent-type: application/pdf\r\n"),
        "{head}"
    );
    assert_eq!(
        report["delivered"],
        json!({"bytes": body.len(), "status": 200})
    );
    assert!(Pdf::new(body).text().contains("to be delivered"));

    // The same bytes as in an answer.
    let mut here = store.request();
    here.as_object_mut().unwrap().remove("deliver_to");
    assert!(service.post_json(&here).pdf() == *body);
    assert!(!service.log().contains("SECRET"));
}

#[test]
fn what_fails_for_a_while_is_tried_again() {
    let store = Store::that_answers(&["503 Slow Down", "429 Too Many Requests", "201 Created"]);
    let service = Service::start_with(&[UNGUARDED]);
    let answer = service.post_json(&store.request());
    assert_eq!(answer.status, 200);
    let heard = store.heard();
    assert_eq!(heard.len(), 3);
    assert!(heard.iter().all(|(_, body)| *body == heard[0].1));
}

#[test]
fn a_host_that_refuses_is_named_and_the_address_is_not() {
    let store = Store::that_answers(&["403 Forbidden", "200 OK"]);
    let service = Service::start_with(&[UNGUARDED]);
    let answer = service.post_json(&store.request());
    let problem = answer.problem();
    assert_eq!(
        (answer.status, &problem["type"]),
        (424, &json!("urn:html2pdf:undelivered"))
    );
    let told = answer.told();
    assert!(
        told.contains("127.0.0.1 answered 403") && told.contains("deliver_to"),
        "{told}"
    );
    assert_eq!(store.heard().len(), 1, "what is refused is not tried again");
    assert!(!told.contains("SECRET") && !service.log().contains("SECRET"));
    service.assert_nothing_left();

    // Nobody is there any more.
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let request = json!({"html": "<p>x", "deliver_to": format!("http://{gone}/"), "timeout": "3s"});
    let answer = service.post_json(&request);
    assert_eq!(answer.problem()["status"], 424);
}

#[test]
fn what_is_not_reached_gets_nothing() {
    for policy in ["off", "public"] {
        let store = Store::that_answers(&["200 OK"]);
        let service = Service::start_with(&[("HTML2PDF_NETWORK", policy)]);
        let answer = service.post_json(&store.request());
        let problem = answer.problem();
        assert_eq!(problem["status"], 400, "{policy}");
        assert_eq!(problem["errors"][0]["field"], "deliver_to");
        assert!(answer.told().contains("HTML2PDF_NETWORK"));
        assert!(store.heard().is_empty());
        // A name that leads there is found out when it is looked up.
        let request = json!({
            "html": "<p>x", "deliver_to": format!("http://localhost:{}/", store.port), "timeout": "5s",
        });
        let status = service.post_json(&request).problem()["status"].clone();
        assert!(status == 400 || status == 424, "{policy}: {status}");
        assert!(store.heard().is_empty());
    }
}
