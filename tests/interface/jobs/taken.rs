//! Jobs are taken in every form of a request, printed in their turn, told of, and removed.

use crate::support;

use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::{Service, multipart};
use support::wait;

use super::*;

#[test]
fn a_job_of_any_form_becomes_what_a_request_would_have_been_answered() {
    let state = state();
    let service = serve(state.path(), &[]);
    let (multipart_type, multipart_body) = multipart(&[
        ("name=\"html\"", page("hello").as_bytes()),
        ("name=\"filename\"", b"a"),
    ]);
    let json = json!({"html": page("hello"), "options": {"filename": "a"}}).to_string();
    let form = format!(
        "html={}&filename=a",
        support::service::escape(page("hello"))
    );
    let html_type = "text/html; charset=utf-8";
    for (path, content_type, body) in [
        ("?filename=a", html_type, page("hello").into_bytes()),
        ("", "application/json", json.into_bytes()),
        ("", "application/x-www-form-urlencoded", form.into_bytes()),
        ("", multipart_type.as_str(), multipart_body),
    ] {
        let answer = service.post(&format!("/jobs{path}"), content_type, &body);
        let place = taken(&answer);
        let done = until(&service, &place, "done");
        assert_eq!(done["pages"], 1, "{content_type}: {done}");
        assert_eq!(done["attempts"], 1);
        assert_eq!(done["filename"], "a.pdf");
        assert_eq!(done["warnings"], json!([]));
        for phase in ["queue", "render", "total"] {
            assert!(done["timings_ms"][phase].is_number(), "{done}");
        }
        for moment in ["created_at", "started_at", "finished_at", "expires_at"] {
            assert!(done[moment].as_str().unwrap().ends_with('Z'), "{done}");
        }
        let at_once = service.post(&format!("/{path}"), content_type, &body);
        let later = result(&service, &place);
        for name in ["content-type", "content-disposition", "x-pdf-pages"] {
            assert_eq!(later.header(name), at_once.header(name), "{name}");
        }
        assert_eq!(later.pdf(), at_once.pdf(), "{content_type}");
    }
    service.assert_nothing_left();
}

#[test]
fn what_is_wrong_with_a_request_is_told_before_it_is_taken() {
    let state = state();
    let service = serve(state.path(), &[]);
    let refused = service.post(
        "/jobs",
        "application/json",
        r#"{"html": "x", "zoom": "big"}"#,
    );
    assert_eq!(refused.status, 400);
    assert_eq!(refused.problem()["errors"][0]["field"], "zoom");
    assert_eq!(service.post("/jobs", "text/plain", "x").status, 415);
    // It is a document's fault only when it is printed: its problem is the result.
    let place = taken(&service.post("/jobs", "application/json", faulty().to_string()));
    let failed = until(&service, &place, "failed");
    let problem = result(&service, &place);
    assert_eq!(problem.status, 422);
    assert_eq!(problem.problem(), failed["problem"]);
    assert_eq!(failed["attempts"], 1);
}

#[test]
fn a_service_without_a_folder_for_them_says_what_is_missing() {
    let service = Service::start();
    let job = format!("/jobs/{}", "0".repeat(32));
    for (method, path) in [("POST", "/jobs"), ("GET", job.as_str()), ("DELETE", &job)] {
        let refused = service.send(method, path, &[("content-type", "text/html")], "<p>x");
        assert_eq!(refused.status, 501, "{method} {path}");
        assert!(refused.told().contains("HTML2PDF_STATE_DIR"));
    }
    let state = state();
    let service = serve(state.path(), &[]);
    let unknown = service.send("GET", &job, &[], "");
    assert_eq!(unknown.status, 404);
    assert_eq!(unknown.problem()["type"], "urn:html2pdf:no-such-job");
    let refused = service.send("PUT", &job, &[], "");
    assert_eq!(refused.status, 405);
    assert_eq!(refused.header("allow"), "GET, HEAD, DELETE, OPTIONS");
}

#[test]
fn a_job_tells_its_place_while_it_waits_and_is_removed_whatever_it_is_at() {
    let state = state();
    let service = serve(state.path(), &[("HTML2PDF_CONCURRENCY", "1")]);
    let running = post(&service, &slow_page("running"));
    let told_running = until(&service, &running, "running");
    assert!(told_running["position"].is_null());
    wait::until("it is printed", PATIENCE, || {
        told(&service, &running)["progress"]["stage"] == "printing"
    });
    let waiting = [(); 3].map(|()| post(&service, &page("waiting")));
    let position = |place: &str| told(&service, place)["position"].clone();
    assert_eq!(waiting.each_ref().map(|place| position(place)), [1, 2, 3]);
    let early = result(&service, &waiting[0]);
    assert_eq!(early.status, 409);
    assert_eq!(early.problem()["type"], "urn:html2pdf:not-ready");
    assert!(early.told().contains("waiting"));

    let remove = |place: &str| service.send("DELETE", place, &[], "").status;
    assert_eq!(remove(&waiting[0]), 204);
    assert_eq!(service.send("GET", &waiting[0], &[], "").status, 404);
    assert_eq!(position(&waiting[1]), 1);
    // With it goes its engine, long before the document would have been ready: the others have room.
    service.wait_for_engine();
    assert_eq!(remove(&running), 204);
    let done = until(&service, &waiting[1], "done");
    assert_eq!(done["attempts"], 1);
    assert_eq!(remove(&waiting[1]), 204);
    assert_eq!(result(&service, &waiting[1]).status, 404);
    assert_eq!(remove(&waiting[1]), 404);
    until(&service, &waiting[2], "done");
    let pdf = Pdf::new(&result(&service, &waiting[2]).pdf());
    assert!(pdf.text().contains("waiting"));
    service.assert_nothing_left();
}

#[test]
fn the_same_key_is_the_same_job() {
    let state = state();
    let service = serve(state.path(), &[]);
    let post = |key: &str, html: &str| {
        let headers = [("content-type", "text/html"), ("idempotency-key", key)];
        service.send("POST", "/jobs", &headers, page(html))
    };
    let first = taken(&post("\"a-1\"", "one"));
    assert_eq!(taken(&post("a-1", "one")), first);
    until(&service, &first, "done");
    assert_eq!(taken(&post("a-1", "one")), first);
    let reused = post("a-1", "two");
    assert_eq!(reused.status, 422);
    assert_eq!(
        reused.problem()["type"],
        "urn:html2pdf:idempotency-key-reused"
    );
    assert_ne!(taken(&post("a-2", "one")), first);
    let bad = post("", "one");
    assert_eq!(bad.problem()["errors"][0]["field"], "Idempotency-Key");
    // All at once, they are one too.
    let mut places: Vec<_> = std::thread::scope(|scope| {
        let post = &post;
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(move || taken(&post("b", "b"))))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    places.dedup();
    assert_eq!(places.len(), 1, "{places:?}");
}

#[test]
fn requests_that_are_waited_for_go_first() {
    let state = state();
    let service = serve(state.path(), &[("HTML2PDF_CONCURRENCY", "1")]);
    let jobs: Vec<_> = (0..20)
        .map(|at| post(&service, &page(&format!("job {at}"))))
        .collect();
    // The last job is at the end of a long row; whoever waits is not.
    service.print("", &page("now")).pdf();
    let last = told(&service, jobs.last().unwrap());
    assert_ne!(
        last["state"], "done",
        "a request waited for all jobs: {last}"
    );
    until(&service, jobs.last().unwrap(), "done");
}

#[test]
fn what_has_ended_is_kept_for_its_time() {
    let state = state();
    let service = serve(state.path(), &[("HTML2PDF_JOBS_KEEP", "1s")]);
    let place = post(&service, &page("short"));
    wait::until("it is gone", PATIENCE, || {
        service.send("GET", &place, &[], "").status == 404
    });
    let files = || files(&state.path().join("results")) + files(&state.path().join("bodies"));
    wait::until("its files are gone", PATIENCE, || files() == 0);
    // The twin: one that is kept longer has its file.
    drop(service);
    let service = serve(state.path(), &[]);
    until(&service, &post(&service, &page("long")), "done");
    assert_eq!(files(), 1);
}

fn files(folder: &Path) -> usize {
    let shards = std::fs::read_dir(folder).unwrap();
    shards
        .map(|shard| std::fs::read_dir(shard.unwrap().path()).unwrap().count())
        .sum()
}

#[test]
fn the_description_for_programs_knows_them() {
    let service = Service::start();
    let answer = service.send("GET", "/openapi.json", &[], "");
    let description: Value = serde_json::from_slice(&answer.body).unwrap();
    for (path, method) in [
        ("/jobs", "post"),
        ("/jobs/{id}", "get"),
        ("/jobs/{id}", "delete"),
        ("/jobs/{id}/result", "get"),
    ] {
        assert!(
            description["paths"][path][method].is_object(),
            "{method} {path}"
        );
    }
}
