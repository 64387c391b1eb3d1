//! Documents that are put at an address of the caller's.

use crate::support;

use std::net::TcpListener;

use serde_json::{Value, json};

use support::host::Host;
use support::pdf::Pdf;
use support::service::Service;

/// A request for a document that goes there. The signature is a secret.
fn request_to(store: &Host) -> Value {
    let address = store.url("a%20b.pdf?x=1&signature=SECRET");
    json!({"html": "<!DOCTYPE html><p>to be delivered", "filename": "a", "deliver_to": address})
}

const UNGUARDED: (&str, &str) = ("HTML2PDF_NETWORK", "unguarded");

#[test]
fn a_document_is_put_where_its_caller_wants_it() {
    let store = Host::that_answers(&["200 OK"]);
    let service = Service::start_with(&[UNGUARDED]);
    let answer = service.post_json(&request_to(&store));
    assert_eq!(answer.status, 200);
    assert!(answer.header("server-timing").contains("deliver;dur="));
    let report: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(report["document"], Value::Null);
    assert_eq!(
        (&report["pages"], &report["filename"]),
        (&json!(1), &json!("a.pdf"))
    );

    let heard = store.heard();
    let (head, body) = (heard[0].head.to_ascii_lowercase(), &heard[0].body);
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
    let mut here = request_to(&store);
    here.as_object_mut().unwrap().remove("deliver_to");
    assert!(service.post_json(&here).pdf() == *body);
    assert!(!service.log().contains("SECRET"));
}

#[test]
fn what_fails_for_a_while_is_tried_again() {
    let store = Host::that_answers(&["503 Slow Down", "429 Too Many Requests", "201 Created"]);
    let service = Service::start_with(&[UNGUARDED]);
    let answer = service.post_json(&request_to(&store));
    assert_eq!(answer.status, 200);
    let heard = store.heard();
    assert_eq!(heard.len(), 3);
    assert!(heard.iter().all(|one| one.body == heard[0].body));
}

#[test]
fn a_host_that_refuses_is_named_and_the_address_is_not() {
    let store = Host::that_answers(&["403 Forbidden", "200 OK"]);
    let service = Service::start_with(&[UNGUARDED]);
    let answer = service.post_json(&request_to(&store));
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
        let store = Host::that_answers(&["200 OK"]);
        let service = Service::start_with(&[("HTML2PDF_NETWORK", policy)]);
        let answer = service.post_json(&request_to(&store));
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
