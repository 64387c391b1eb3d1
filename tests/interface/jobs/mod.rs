//! Jobs that wait: taken, printed, told of, kept, and not lost.

mod faults;
mod kills;
mod many;
mod stored;
mod taken;
mod webhooks;

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support;

use support::service::{Answer, Service};
use support::wait;

/// A machine that is busy takes its time.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A service whose jobs wait in a folder, which outlives it.
pub fn serve(state: &Path, settings: &[(&str, &str)]) -> Service {
    let folder = ("HTML2PDF_STATE_DIR", state.to_str().unwrap());
    Service::start_with(&[&[folder], settings].concat())
}

pub fn state() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub fn page(text: &str) -> String {
    format!("<!DOCTYPE html><title>{text}</title><p>{text}</p>")
}

/// What is wrong only when it is printed: a picture is missing, and nothing may be.
pub fn faulty() -> Value {
    json!({"html": "<!DOCTYPE html><img src=\"missing.png\">", "strict": "on"})
}

/// A page that takes a minute of a processor.
pub fn slow_page(text: &str) -> String {
    slow_page_of(text, Duration::from_secs(60))
}

pub fn slow_page_of(text: &str, time: Duration) -> String {
    // The engine ends a script after 10 seconds.
    const LONGEST: Duration = Duration::from_secs(5);
    let mut html = page(text);
    let mut left = time;
    while !left.is_zero() {
        let now = left.min(LONGEST);
        let milliseconds = now.as_millis();
        html += &format!(
            "<script>var end = Date.now() + {milliseconds}; while (Date.now() < end) {{}}</script>"
        );
        left -= now;
    }
    html
}

/// Where a job that was taken is.
pub fn taken(answer: &Answer) -> String {
    let said = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, 202, "{said}");
    let place = answer.header("location").to_owned();
    let told: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(told["links"]["self"], place);
    assert_eq!(place, format!("/jobs/{}", told["id"].as_str().unwrap()));
    place
}

pub fn post(service: &Service, html: &str) -> String {
    let request = json!({ "html": html }).to_string();
    taken(&service.post("/jobs", "application/json", request))
}

pub fn told(service: &Service, place: &str) -> Value {
    let answer = service.send("GET", place, &[], "");
    let said = String::from_utf8_lossy(&answer.body).into_owned();
    assert_eq!(answer.status, 200, "{said}");
    serde_json::from_str(&said).unwrap()
}

/// Waits until a job has come to a state, and returns what is told of it then.
pub fn until(service: &Service, place: &str, state: &str) -> Value {
    let mut last = Value::Null;
    let found = wait::within(PATIENCE, || {
        last = told(service, place);
        (last["state"] == state).then(|| last.clone())
    });
    found.unwrap_or_else(|| panic!("it does not become {state}: {last}\n{}", service.log()))
}

pub fn result(service: &Service, place: &str) -> Answer {
    service.send("GET", &format!("{place}/result"), &[], "")
}
