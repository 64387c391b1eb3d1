//! A function that streams its answers, and one that is invoked without a front door.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use support::events::{FrontDoor, Transport, page};
use support::pdf::Pdf;
use support::runtime_api::{Outcome, in_seconds};
use support::service::Answer;

use super::lambda::{Lambda, noisy_page};

/// What a caller gets of a function that streams.
pub fn streamed(outcome: Outcome) -> Answer {
    let Outcome::Stream(head, body) = outcome else {
        panic!("not streamed, but {outcome:?}");
    };
    let headers = head["headers"].as_object().expect("headers");
    let headers = headers.iter().map(|(name, value)| {
        let value = value.as_str().expect("one value").parse().unwrap();
        (name.parse::<ureq::http::HeaderName>().unwrap(), value)
    });
    Answer {
        status: head["statusCode"].as_u64().expect("a number") as u16,
        headers: headers.collect(),
        body: body.into(),
    }
}

#[test]
fn a_function_that_streams_answers_what_no_other_can_carry() {
    let large = noisy_page(2000, 3900);
    let event = |door: FrontDoor| door.event(&large, Transport::Base64);
    let mut lambda = Lambda::start_with(&[("HTML2PDF_RESPONSE", "stream")]);
    for door in [FrontDoor::FunctionUrl, FrontDoor::Rest] {
        let answer = streamed(lambda.invoke(&event(door), in_seconds(29.0)));
        assert_eq!(answer.header("x-pdf-pages"), "1", "{door:?}");
        let pdf = answer.pdf();
        assert!(pdf.len() > 5_200_000, "{door:?}: {} bytes", pdf.len());
        Pdf::new(&pdf);

        // What is wrong is said as ever, and so is what is small.
        let refused = door.event(&page("<p>x").query("page_size=A99"), Transport::Base64);
        let answer = streamed(lambda.invoke(&refused, in_seconds(29.0)));
        assert_eq!(answer.problem()["errors"][0]["field"], "page_size");
        let small = door.event(&page("<p>small"), Transport::Base64);
        let answer = streamed(lambda.invoke(&small, in_seconds(29.0)));
        assert!(Pdf::new(&answer.pdf()).text().contains("small"));
    }
    // A load balancer waits for a whole answer, whatever the function was told.
    let balancer = FrontDoor::LoadBalancer;
    let small = lambda.answer(balancer, &page("<p>small"), Transport::Base64);
    assert!(Pdf::new(&small.pdf()).text().contains("small"));
    let answer = lambda.answer(balancer, &large, Transport::Base64);
    assert_eq!(answer.problem()["status"], 413);

    let mut lambda = Lambda::start();
    let outcome = lambda.invoke(&event(FrontDoor::FunctionUrl), in_seconds(29.0));
    let answer = FrontDoor::FunctionUrl.read(&outcome.response());
    let told = answer.told();
    assert!(told.contains("HTML2PDF_RESPONSE"), "{told}");
}

/// The failure of an invocation: its kind, and what it says.
fn failed(outcome: Outcome) -> (String, String) {
    let Outcome::Error(error) = outcome else {
        panic!("it did not fail, but {outcome:?}");
    };
    let said = |name: &str| error[name].as_str().expect("text").to_owned();
    (said("errorType"), said("errorMessage"))
}

#[test]
fn a_function_is_invoked_without_a_front_door() {
    let order = json!({"html": "<!DOCTYPE html><p>by order", "options": {"page_size": "A5", "filename": "a.pdf"}});
    let bridge = json!({
        "version": "0", "id": "6a7e8feb", "detail-type": "Invoice", "source": "shop",
        "account": "111122223333", "time": "2026-01-01T00:00:00Z", "region": "us-east-1",
        "resources": [], "detail": order,
    });
    for mode in ["buffered", "stream"] {
        let mut lambda = Lambda::start_with(&[("HTML2PDF_RESPONSE", mode)]);
        for event in [&order, &bridge] {
            let report = lambda.invoke(event, in_seconds(29.0)).response();
            let document = report["document"].as_str().expect("base64");
            let pdf = Pdf::new(&STANDARD.decode(document).unwrap());
            assert!(pdf.text().contains("by order"));
            assert_eq!(pdf.size(), (420.0, 595.0));
            assert_eq!(report["filename"], "a.pdf");
            assert_eq!(
                (&report["pages"], &report["warnings"]),
                (&json!(1), &json!([]))
            );
        }
        let picture = json!({"html": "<p>x", "format": "png", "width": 200});
        let report = lambda.invoke(&picture, in_seconds(29.0)).response();
        assert_eq!(report["content_type"], "image/png");

        let wrong = json!({"html": "<p>x", "page_size": "A99", "options": {"dpi": "many"}});
        let (kind, told) = failed(lambda.invoke(&wrong, in_seconds(29.0)));
        assert_eq!(kind, "urn:html2pdf:bad-request");
        assert!(
            told.contains("page_size: ") && told.contains("dpi: "),
            "{told}"
        );
        let queue = json!({"Records": [{"eventSource": "aws:s3", "s3": {}}]});
        let (kind, told) = failed(lambda.invoke(&queue, in_seconds(29.0)));
        assert_eq!(kind, "urn:html2pdf:unknown-event");
        assert!(
            told.contains("records") && told.contains("send {"),
            "{told}"
        );
        let (kind, told) = failed(lambda.invoke(&json!({}), in_seconds(29.0)));
        assert!(
            kind.ends_with("unknown-event") && told.contains("no known kind"),
            "{told}"
        );
    }
}

/// A host on loopback that takes what is put there, and counts; it refuses what has `refused` in its address.
fn taker() -> (u16, std::sync::Arc<std::sync::Mutex<Vec<String>>>) {
    use std::io::{BufRead, BufReader, Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let taken: std::sync::Arc<std::sync::Mutex<Vec<String>>> = std::sync::Arc::default();
    let kept = taken.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut reader = BufReader::new(&stream);
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
            let path = head.split(' ').nth(1).unwrap().to_owned();
            let head = head.to_ascii_lowercase();
            let length = head
                .split("content-length: ")
                .nth(1)
                .unwrap()
                .lines()
                .next();
            let mut body = vec![0; length.unwrap().parse().unwrap()];
            reader.read_exact(&mut body).unwrap();
            assert!(body.starts_with(b"%PDF"));
            let status = match path.contains("refused") {
                true => "403 Forbidden",
                false => "200 OK",
            };
            kept.lock().unwrap().push(path);
            let answer =
                format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            (&stream).write_all(answer.as_bytes()).unwrap();
        }
    });
    (port, taken)
}

#[test]
fn messages_of_a_queue_are_printed_and_those_that_fail_are_told() {
    let (port, taken) = taker();
    let mut lambda = Lambda::start_with(&[("HTML2PDF_NETWORK", "unguarded")]);
    let to = |name: &str| format!("http://127.0.0.1:{port}/{name}");
    let message = |id: &str, queue: &str, request: serde_json::Value| {
        json!({
            "messageId": id, "receiptHandle": "r", "body": request.to_string(), "attributes": {},
            "messageAttributes": {}, "md5OfBody": "0", "eventSource": "aws:sqs",
            "eventSourceARN": format!("arn:aws:sqs:us-east-1:111122223333:{queue}"), "awsRegion": "us-east-1",
        })
    };
    let messages = |queue: &str| {
        json!({"Records": [
            message("good", queue, json!({"html": "<p>one", "deliver_to": to("one.pdf")})),
            message("bad", queue, json!({"html": "<p>x", "page_size": "A99", "deliver_to": to("x.pdf")})),
            message("nowhere", queue, json!({"html": "<p>x"})),
            message("refused", queue, json!({"html": "<p>x", "deliver_to": to("refused.pdf")})),
            message("also-good", queue, json!({"html": "<p>two", "options": {"deliver_to": to("two.pdf")}})),
        ]})
    };
    let mut failed = |queue: &str| {
        let answer = lambda.invoke(&messages(queue), in_seconds(29.0)).response();
        let failures = answer["batchItemFailures"].as_array().unwrap().iter();
        let mut ids: Vec<_> = failures
            .map(|failure| failure["itemIdentifier"].as_str().unwrap().to_owned())
            .collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(failed("letters"), ["bad", "nowhere", "refused"]);
    let mut paths = std::mem::take(&mut *taken.lock().unwrap());
    paths.sort_unstable();
    assert_eq!(paths, ["/one.pdf", "/refused.pdf", "/two.pdf"]);
    // The queue delivers twice: the same goes to the same place once more.
    assert_eq!(failed("letters"), ["bad", "nowhere", "refused"]);
    let mut again = std::mem::take(&mut *taken.lock().unwrap());
    again.sort_unstable();
    assert_eq!(again, paths);
    // In a queue that keeps its order, nothing overtakes what failed.
    assert_eq!(
        failed("letters.fifo"),
        ["also-good", "bad", "nowhere", "refused"]
    );
    assert_eq!(*taken.lock().unwrap(), ["/one.pdf"]);
}
