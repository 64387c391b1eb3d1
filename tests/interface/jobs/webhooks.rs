//! Callers are told that their jobs have ended: signed, again until they take it, and where they may be told.

use crate::support;

use std::io::Write;

use serde_json::{Value, json};
use support::host::{Heard, Host};
use support::wait;

use super::*;

/// What a host has heard once it was called so often.
fn heard_by(host: &Host, count: usize) -> Vec<Heard> {
    wait::until_some("the host is told", PATIENCE, || {
        let heard = host.heard();
        (heard.len() >= count).then_some(heard)
    })
}

fn json_of(heard: &Heard) -> Value {
    serde_json::from_str(heard.text()).unwrap()
}

/// Of 32 bytes, each of which is 7.
const SECRET: &str = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

const SETTINGS: [(&str, &str); 2] = [
    ("HTML2PDF_NETWORK", "unguarded"),
    ("HTML2PDF_WEBHOOK_SECRET", SECRET),
];

fn ask(service: &Service, request: &Value) -> String {
    taken(&service.post("/jobs", "application/json", request.to_string()))
}

/// As openssl computes it, which is not ours.
fn signature(heard: &Heard) -> Option<String> {
    let signed = format!(
        "{}.{}.{}",
        heard.header("webhook-id"),
        heard.header("webhook-timestamp"),
        heard.text()
    );
    let key = "07".repeat(32);
    let mut openssl = std::process::Command::new("openssl")
        .args([
            "dgst",
            "-sha256",
            "-mac",
            "HMAC",
            "-binary",
            "-macopt",
            &format!("hexkey:{key}"),
        ])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .ok()?;
    openssl.stdin.take()?.write_all(signed.as_bytes()).ok()?;
    let tag = openssl.wait_with_output().ok()?.stdout;
    use base64::Engine as _;
    Some(format!(
        "v1,{}",
        base64::prelude::BASE64_STANDARD.encode(tag)
    ))
}

#[test]
fn a_caller_is_told_with_a_signature_until_it_takes_it() {
    let host = Host::that_answers(&["503 Busy", "204 No Content"]);
    let state = state();
    let service = serve(state.path(), &SETTINGS);
    let place = ask(
        &service,
        &json!({
            "html": page("told"), "webhook_url": host.url("done?x=1"), "webhook_method": "put",
            "webhook_headers": {"X-Tenant": "42"},
        }),
    );
    let heard = heard_by(&host, 2);
    let told = wait::until_some("it is told", PATIENCE, || {
        let told = told(&service, &place);
        (told["webhook"]["state"] == "delivered").then_some(told)
    });
    assert_eq!(told["webhook"]["attempts"], 2);
    assert!(
        told["webhook"]["last"]
            .as_str()
            .unwrap()
            .starts_with("answered 204")
    );
    for heard in &heard {
        assert!(
            heard.head.starts_with("PUT /done?x=1 HTTP/1.1"),
            "{}",
            heard.head
        );
        assert_eq!(heard.header("x-tenant"), "42");
        assert_eq!(heard.header("content-type"), "application/json");
        let body = json_of(heard);
        assert_eq!(body["type"], "job.done");
        assert_eq!(body["data"]["id"], told["id"]);
        assert_eq!(body["data"]["pages"], 1);
        assert!(heard.header("webhook-timestamp").parse::<i64>().unwrap() > 1_700_000_000);
        let signature = signature(heard);
        if support::lacks::has(signature.is_some(), "openssl") {
            assert_eq!(
                Some(heard.header("webhook-signature")),
                signature.as_deref()
            );
        }
    }
    // Who was told twice knows by this.
    assert_eq!(heard[0].header("webhook-id"), heard[1].header("webhook-id"));
    assert_eq!(heard_by(&host, 2).len(), 2);
}

#[test]
fn what_was_not_printed_is_told_elsewhere_and_after_a_kill() {
    let host = Host::that_answers(&["200 OK"]);
    let state = state();
    // Nobody is told while the network is off.
    let service = serve(
        state.path(),
        &[
            SETTINGS[1],
            ("HTML2PDF_NETWORK", "unguarded"),
            ("HTML2PDF_CONCURRENCY", "1"),
        ],
    );
    let first = post(&service, &slow_page("before it"));
    until(&service, &first, "running");
    let mut request = faulty();
    // There is nobody at this one.
    request["webhook_url"] = "http://127.0.0.1:9/".into();
    request["webhook_error_url"] = host.url("failed").into();
    let place = ask(&service, &request);
    drop(service.kill());
    let service = serve(state.path(), &SETTINGS);
    assert_eq!(service.send("DELETE", &first, &[], "").status, 204);
    let heard = &heard_by(&host, 1)[0];
    assert!(heard.head.starts_with("POST /failed "));
    let body = json_of(heard);
    assert_eq!(body["type"], "job.failed");
    assert_eq!(body["data"]["problem"]["status"], 422);
    until(&service, &place, "failed");
}

#[test]
fn who_may_not_be_told_is_refused_with_the_job() {
    let state = state();
    let asking = |url: &str| json!({"html": "<p>x", "webhook_url": url}).to_string();
    let post = |service: &Service, path: &str, url: &str| {
        let answer = service.post(path, "application/json", asking(url));
        assert_eq!(answer.status, 400, "{path} {url}");
        let problem = answer.problem();
        assert_eq!(problem["errors"][0]["field"], "webhook_url", "{problem}");
        answer.told()
    };
    let service = serve(state.path(), &[("HTML2PDF_NETWORK", "public"), SETTINGS[1]]);
    for url in [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest",
        "https://localhost:8443/",
    ] {
        let told = post(&service, "/jobs", url);
        assert!(told.contains("HTML2PDF_NETWORK"), "{told}");
    }
    // Whoever waits for the answer is told by it.
    assert!(post(&service, "/pdf", "https://app.example.com/").contains("/jobs"));
    // The twin: where it may be reached, it is taken.
    ask(
        &service,
        &json!({"html": "<p>x", "webhook_url": "https://app.invalid/"}),
    );
    drop(service);
    let service = serve(state.path(), &[("HTML2PDF_NETWORK", "public")]);
    let told = post(&service, "/jobs", "https://app.example.com/");
    assert!(told.contains("HTML2PDF_WEBHOOK_SECRET"), "{told}");
}
