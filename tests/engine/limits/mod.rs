//! What one job may use: each limit has a document that stays below it and one
//! that does not, with an engine that is warm and with one that is not, beside a
//! neighbour that is printed; and then nothing is left.

use crate::support;

use std::sync::Arc;
use std::thread::JoinHandle;

use serde_json::{Value, json};
use support::pdf::Pdf;
use support::service::{Answer, Service, told};

mod contents;
mod disk;
mod kernel;

const MODES: [&str; 2] = ["warm", "spawn"];

fn start(mode: &str, settings: &[(&str, &str)]) -> Arc<Service> {
    let mut all = vec![
        ("HTML2PDF_ENGINE_MODE", mode),
        ("HTML2PDF_CONCURRENCY", "2"),
    ];
    all.extend(settings);
    let service = Service::start_with(&all);
    if mode == "warm" {
        service.warm_engine();
    }
    Arc::new(service)
}

/// A document that takes as long as the other one, and is printed.
fn neighbour(service: &Arc<Service>) -> JoinHandle<Answer> {
    const SLOW: &str =
        "<script>for(var t=new Date();new Date()-t<300;);</script><p>a good neighbour";
    let service = service.clone();
    std::thread::spawn(move || service.print("", SLOW))
}

/// What is asked for goes beyond a limit; the neighbour and whoever comes next
/// notice nothing.
fn assert_refused(
    service: &Arc<Service>,
    what: &str,
    request: &Value,
    status: u16,
    kind: &str,
    words: &[&str],
) {
    let beside = neighbour(service);
    let answer = service.post_json(request);
    let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(800)]).into_owned();
    assert_eq!(answer.status, status, "{what}: {body}");
    let problem = answer.problem();
    assert_eq!(problem["type"], format!("urn:html2pdf:{kind}"), "{what}");
    let detail = told(&problem);
    for word in words {
        assert!(detail.contains(word), "{what}: {detail}");
    }
    let text = Pdf::new(&beside.join().unwrap().pdf()).text();
    assert!(text.contains("a good neighbour"), "{what}: {text}");
    assert_prints(service, what, &json!({ "html": "<p>next" }));
    service.assert_nothing_left();
}

fn assert_prints(service: &Service, what: &str, request: &Value) {
    let answer = service.post_json(request);
    let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(800)]);
    assert_eq!(answer.status, 200, "{what}: {body}");
}

/// Text that a PDF cannot make much smaller, in a script that makes it.
fn words(count: usize) -> String {
    let script = "var s=7,t='';for(var i=0;i<COUNT;i++){s=(s*16807)%2147483647;t+=s.toString(36)+' '}\
                  document.write('<p>'+t)";
    let script = script.replace("COUNT", &count.to_string());
    format!("<!DOCTYPE html><script>{script}</script>")
}

fn html(html: impl AsRef<str>) -> Value {
    json!({ "html": html.as_ref() })
}
