//! What others have had printed, or have waiting, lies in folders of the service: no document reads it.

use crate::support;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::Service;
use support::wait;

use crate::guard::Engine;

const SECRET: &str = "Secret4711";
const PATIENCE: Duration = Duration::from_secs(60);

/// Files below a folder that have the secret in them.
fn files_with_it(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with_it(&path));
        } else if String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).contains(SECRET) {
            found.push(path);
        }
    }
    found
}

/// A document that shows each of these files, if it can read them.
fn page(files: &[PathBuf]) -> String {
    let mut html = "<!DOCTYPE html><p>marker".to_owned();
    for file in files {
        let file = file.display();
        html += &format!(
            "<iframe width=500 src='file://{file}'></iframe>
            <iframe width=500 src='file:///proc/self/root{file}'></iframe>
            <script>
            try {{
                var request = new XMLHttpRequest();
                request.open('GET', 'file://{file}', false);
                request.send();
                document.write(/Secret[0-9]+/.exec(request.responseText));
            }} catch (e) {{}}
            </script>"
        );
    }
    html
}

#[test]
fn a_document_reads_no_result_and_no_job_of_others() {
    let (store, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let service = Service::start_with(&[
        (
            "HTML2PDF_STORE",
            &format!("file://{}", store.path().display()),
        ),
        ("HTML2PDF_STATE_DIR", state.path().to_str().unwrap()),
        ("HTML2PDF_CONCURRENCY", "1"),
    ]);
    let take = |request: Value| {
        let answer = service.post("/jobs", "application/json", request.to_string());
        assert_eq!(answer.status, 202, "{}", answer.told());
        answer.header("location").to_owned()
    };
    let told = |job: &str| -> Value {
        let answer = service.send("GET", job, &[], "");
        serde_json::from_slice(&answer.body).unwrap()
    };
    // A result that can be read as text, since a page shows no PDF in a frame.
    let report = take(json!({"html": "<p>x", "report": "json", "filename": SECRET}));
    wait::until("it is done", PATIENCE, || told(&report)["state"] == "done");
    // And a request that waits behind another.
    let busy = "<script>var end = Date.now() + 4000; while (Date.now() < end) {}</script>";
    take(json!({"html": format!("<!DOCTYPE html><p>x{}", busy.repeat(2))}));
    let waiting = take(json!({"html": format!("<!DOCTYPE html><p>{SECRET}")}));
    assert_eq!(told(&waiting)["state"], "waiting");
    let results = files_with_it(store.path());
    let requests = files_with_it(&state.path().join("bodies"));
    assert!(!results.is_empty() && !requests.is_empty());

    // The request first: it is there until its job is printed, which waits longer than others.
    for files in [&requests, &results] {
        let html = page(files);
        // The twin: the engine without what holds it shows them.
        let shown = Engine::new(false).text(&html);
        assert!(shown.contains(SECRET), "{shown}");
        let answer = service.post("/pdf?javascript=true", "text/html", &html);
        let shown = Pdf::new(&answer.pdf()).text();
        assert!(
            shown.contains("marker") && !shown.contains(SECRET),
            "{shown}"
        );
    }
    // What is not a file has no way there either: who knows no id finds nothing.
    for path in ["/jobs", "/results", "/jobs/", "/results/"] {
        let listed = service.send("GET", path, &[], "");
        assert!(listed.status >= 400, "{path}: {}", listed.status);
    }
}
