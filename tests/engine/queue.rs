//! One job after the other: who is at work, who waits, and who is sent away.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::support::pdf::Pdf;
use crate::support::service::Service;

const ENDLESS: &str = "<script>while(true){}</script>";

/// Prints in so many milliseconds of the engine's time.
fn slow(milliseconds: u32, text: &str) -> String {
    format!("<script>for(var t=new Date();new Date()-t<{milliseconds};);</script><p>{text}")
}

#[test]
fn a_job_keeps_its_place_until_its_answer() {
    let service = Arc::new(Service::start_with(&[
        ("HTML2PDF_CONCURRENCY", "1"),
        ("HTML2PDF_TIMEOUT", "20s"),
    ]));
    let first_is_answered = Arc::new(AtomicBool::new(false));
    let first = {
        let (service, answered) = (service.clone(), first_is_answered.clone());
        std::thread::spawn(move || {
            // It is finished and drawn when it is printed, and must not queue again for that.
            let answer = service.post(
                "/png",
                "application/json",
                json!({"html": slow(1500, "first"), "watermark_text": "DRAFT"}).to_string(),
            );
            answered.store(true, Ordering::SeqCst);
            answer.status
        })
    };
    service.wait_for_engine();
    let second = service.print("timeout=5s", ENDLESS);
    assert_eq!(second.status, 504);
    assert!(
        first_is_answered.load(Ordering::SeqCst),
        "the second was printed before the first was answered"
    );
    assert_eq!(first.join().unwrap(), 200);
    service.assert_nothing_left();
}

#[test]
fn beyond_the_queue_is_a_503_that_says_when_to_come_back() {
    let service = Arc::new(Service::start_with(&[
        ("HTML2PDF_CONCURRENCY", "1"),
        ("HTML2PDF_QUEUE", "0"),
        ("HTML2PDF_TIMEOUT", "20s"),
    ]));
    let busy = {
        let service = service.clone();
        std::thread::spawn(move || service.print("timeout=4s", ENDLESS).status)
    };
    service.wait_for_engine();
    let refused = service.print("", "<p>x");
    assert_eq!(refused.status, 503);
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds));
    assert_eq!(refused.problem()["type"], "urn:html2pdf:overloaded");
    assert_eq!(busy.join().unwrap(), 504);
    service.print("", "<p>next").pdf();
}

#[test]
fn who_waits_too_long_gets_the_same_503() {
    let service = Arc::new(Service::start_with(&[
        ("HTML2PDF_CONCURRENCY", "1"),
        ("HTML2PDF_TIMEOUT", "9s"),
    ]));
    // It has the engine for longer than the others have in all, however late they come.
    let busy = {
        let service = service.clone();
        std::thread::spawn(move || service.print("", ENDLESS).status)
    };
    service.wait_for_engine();
    let others: Vec<_> = (0..2)
        .map(|_| {
            let service = service.clone();
            std::thread::spawn(move || service.print("timeout=1s", ENDLESS))
        })
        .collect();
    let statuses: Vec<_> = others
        .into_iter()
        .map(|other| {
            let answer = other.join().unwrap();
            (answer.status, !answer.header("retry-after").is_empty())
        })
        .collect();
    assert_eq!(statuses, [(503, true); 2]);
    assert_eq!(busy.join().unwrap(), 504);
}

/// The first line of what comes back.
fn status_line(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    while !answer.contains(&b'\n') {
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "the connection was closed without an answer");
        answer.extend_from_slice(&buffer[..count]);
    }
    let end = answer.iter().position(|byte| *byte == b'\r').unwrap();
    String::from_utf8_lossy(&answer[..end]).into_owned()
}

#[test]
fn a_body_is_not_asked_for_while_there_is_no_place_for_it() {
    let service = Arc::new(Service::start_with(&[
        ("HTML2PDF_CONCURRENCY", "1"),
        ("HTML2PDF_QUEUE", "0"),
        ("HTML2PDF_TIMEOUT", "20s"),
    ]));
    let ask = |service: &Service| {
        let mut stream = TcpStream::connect(service.address()).unwrap();
        stream
            .write_all(
                b"POST /pdf HTTP/1.1\r\nHost: x\r\nContent-Type: text/html\r\n\
                  Content-Length: 4\r\nExpect: 100-continue\r\n\r\n",
            )
            .unwrap();
        stream
    };
    let mut free = ask(&service);
    assert!(status_line(&mut free).starts_with("HTTP/1.1 100"));
    free.write_all(b"<p>x").unwrap();
    assert!(status_line(&mut free).starts_with("HTTP/1.1 200"));

    let busy = {
        let service = service.clone();
        std::thread::spawn(move || service.print("timeout=4s", ENDLESS).status)
    };
    service.wait_for_engine();
    assert!(status_line(&mut ask(&service)).starts_with("HTTP/1.1 503"));
    assert_eq!(busy.join().unwrap(), 504);
}

#[test]
fn a_body_is_decoded_beside_other_requests() {
    // One thread for all that waits: who kept it would keep it from everybody else.
    let service = Service::start_with(&[("TOKIO_WORKER_THREADS", "1")]);
    // Long in the decoding, and then a field that nobody knows.
    let body = format!("nonsense={}", "%41".repeat(10 << 20));
    let mut talk = TcpStream::connect(service.address()).unwrap();
    let head = format!(
        "POST /pdf HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    talk.write_all((head + &body).as_bytes()).unwrap();
    assert_eq!(service.send("GET", "/health", &[], "").status, 200);
    talk.set_nonblocking(true).unwrap();
    let early = talk.peek(&mut [0]).map_err(|error| error.kind());
    assert_eq!(early, Err(ErrorKind::WouldBlock), "it was decoded first");
    talk.set_nonblocking(false).unwrap();
    assert!(status_line(&mut talk).starts_with("HTTP/1.1 400"));
}

#[test]
fn the_limit_of_a_pdf_holds_for_mixed_page_sizes() {
    let text = "가나다라마바사아자차카타파하 ".repeat(400);
    let documents = json!([
        {"html": format!("<p>{text}")},
        {"html": format!("<p>{text}"), "orientation": "landscape"},
    ]);
    let request = json!({ "documents": documents });
    let open = Service::start();
    let whole = open.post_json(&request).pdf();
    assert!(Pdf::new(&whole).text().contains("가나다"));

    // Less than both pages together, and more than either run by itself would need to
    // print its own pages and stand-ins for the others.
    let limit = (whole.len() - 2000).to_string();
    let shut = Service::start_with(&[("HTML2PDF_MAX_PDF_BYTES", &limit)]);
    let answer = shut.post_json(&request);
    assert_eq!(answer.status, 413, "{}", answer.problem());
    assert!(answer.problem()["detail"].to_string().contains(&limit));
    shut.assert_nothing_left();
}
