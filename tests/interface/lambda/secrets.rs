//! What a function is trusted with: the Runtime API, the keys of its role, documents, ids and settings.

use crate::support;

use rustix::process::Pid;
use serde_json::Value;

use support::child::Start as _;
use support::events::{FrontDoor, Transport, page};
use support::lacks;
use support::proc::times_in_memory;
use support::runtime_api::RuntimeApi;

use super::{Lambda, command};

#[test]
fn no_page_reaches_the_runtime_api() {
    let next = "http://RUNTIME_API/2018-06-01/runtime/invocation/next";
    let strangers = strangers_after(&format!(
        "<!DOCTYPE html><link rel=stylesheet href={next}?css><script src={next}?js></script>
        <img src={next}?img><iframe src={next}?frame></iframe><object data={next}?object></object>
        <p style='background: url({next}?background)'>x<script>
        new Image().src = '{next}?image';
        var request = new XMLHttpRequest();
        request.open('GET', '{next}?xhr', false);
        request.send();
        </script>"
    ));
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn no_web_socket_reaches_the_runtime_api() {
    let strangers = strangers_after(
        "<!DOCTYPE html><p>x<script>
        new WebSocket('ws://RUNTIME_API/2018-06-01/runtime/invocation/next');
        </script>",
    );
    assert!(strangers.is_empty(), "{strangers:?}");
}

/// Who has asked the Runtime API besides the function, once this is printed.
fn strangers_after(html: &str) -> Vec<String> {
    let mut lambda = Lambda::start();
    let address = lambda.function.api().address().to_string();
    let request = page(&html.replace("RUNTIME_API", &address));
    let request = request.query("javascript=true&javascript_delay=500");
    lambda
        .answer(FrontDoor::Rest, &request, Transport::Base64)
        .pdf();
    lambda.function.api().strangers()
}

#[test]
fn neither_keys_nor_documents_get_into_the_log() {
    let mut lambda = Lambda::start();
    let request =
        page("<p>a-secret-of-the-caller").header("Authorization", "Bearer another-secret");
    lambda
        .answer(FrontDoor::Rest, &request, Transport::Base64)
        .pdf();
    let log = lambda.function.log();
    assert!(log.contains("\"status\":200"), "{log}");
    for secret in [
        "an-example-of-a-se",
        "a-secret-of-the-caller",
        "another-secret",
    ] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn the_log_has_the_id_of_the_caller_and_that_of_the_platform() {
    let mut lambda = Lambda::start();
    for (given, kept) in [("order-17", true), ("two words", false)] {
        let request = page("<p>x").header("x-request-id", given);
        let answer = lambda.answer(FrontDoor::Rest, &request, Transport::Base64);
        let id = answer.header("x-request-id").to_owned();
        assert_eq!(id == given, kept);
        let log = lambda.function.log();
        let mut lines = log
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let answered: Value = lines
            .rfind(|line: &Value| line["message"] == "answered")
            .unwrap();
        assert_eq!(answered["span"]["request_id"], id, "{answered}");
        let platform = answered["span"]["platform_id"].as_str().unwrap();
        // As the Runtime API gave it.
        assert!(platform.starts_with("8476a536-"), "{platform}");
    }
}

#[test]
fn the_keys_of_the_role_are_forgotten() {
    let mut lambda = Lambda::start();
    lambda
        .answer(FrontDoor::Rest, &page("<p>x"), Transport::Base64)
        .pdf();
    let function = Pid::from_raw(lambda.function.pid() as i32).unwrap();
    if !lacks::has_root("to look into the function") {
        return;
    }
    let environment = std::fs::read(format!("/proc/{function}/environ")).unwrap();
    assert!(!environment.is_empty() && environment.iter().all(|byte| *byte == 0));
    assert_eq!(times_in_memory(function, "an-example-of-a-se"), 0);
    // What the library reads is there.
    assert!(times_in_memory(function, "0123456789abcdef0123456789abcdef") > 0);
}

#[test]
fn a_wrong_setting_ends_the_start_and_names_itself() {
    let api = RuntimeApi::start();
    let output = command(&api).env("HTML2PDF_TIMEOUT", "soon").run();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("HTML2PDF_TIMEOUT: `soon`"), "{said}");
}
