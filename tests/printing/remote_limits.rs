//! What one document may have of other hosts, whoever asks for it: the service before it is printed,
//! or a script while it is.

use crate::support;

use serde_json::{Value, json};

use support::file_host::{File, FileHost, at};
use support::pdf::Pdf;
use support::png;
use support::service::Service;

const UNGUARDED: (&str, &str) = ("HTML2PDF_NETWORK", "unguarded");
const BLUE: [u8; 3] = [0, 0, 255];

fn pictures(count: usize, side: u32) -> Vec<(String, Vec<u8>)> {
    // What stands behind its end is not read, and counts.
    let picture = [png::plain(side, side, BLUE), vec![0; 2000]].concat();
    let names = (0..count).map(|at| format!("/{at}.png"));
    names.map(|name| (name, picture.clone())).collect()
}

fn files(pictures: &[(String, Vec<u8>)]) -> Vec<File<'_>> {
    let files = pictures.iter();
    files
        .map(|(path, bytes)| (path.as_str(), "image/png", bytes.clone()))
        .collect()
}

/// Pictures that stand in the document.
fn named(count: usize) -> String {
    let pictures = (0..count).map(|at| format!("<img width=50 src='HOST/{at}.png'>"));
    format!("<!DOCTYPE html>{}", pictures.collect::<String>())
}

/// How many pictures did not come, for this reason.
fn told(service: &Service, request: &Value, reason: &str) -> (usize, Vec<u8>) {
    let answer = service.post_json(request);
    let warnings = answer.header("x-pdf-warnings").to_owned();
    let all = warnings.matches("failed-resource").count();
    let known = warnings.matches(&format!("reason={reason}")).count();
    assert_eq!(all, known, "{warnings}");
    (all, answer.pdf())
}

/// A host that answers nobody before all have called is a host that each was sent to at once.
#[test]
fn what_a_document_names_is_fetched_side_by_side() {
    // An older host has this many connections.
    const AT_ONCE: usize = 6;
    let pictures = pictures(AT_ONCE, 20);
    let host = FileHost::together(&files(&pictures), AT_ONCE);
    let service = Service::start_with(&[UNGUARDED, ("HTML2PDF_NETWORK_TIMEOUT", "30s")]);
    let html = host.text(&named(AT_ONCE));
    let (missing, _) = told(
        &service,
        &json!({ "html": html, "timeout": "60s" }),
        "timed-out",
    );
    assert_eq!(missing, 0);
    assert_eq!(host.calls().len(), AT_ONCE);
}

/// What a script asks for is counted with what was fetched before.
#[test]
fn the_service_and_the_scripts_of_a_document_have_one_budget() {
    let pictures = pictures(10, 20);
    let host = FileHost::with(&files(&pictures));
    let later = |from: usize, to: usize| {
        format!(
            "<script>for (var at = {from}; at < {to}; at++) {{ var i = new Image(); i.width = 50; \
             i.src = 'HOST/' + at + '.png'; document.body.appendChild(i) }}</script>"
        )
    };
    let document = host.text(&(named(4) + &later(4, 9)));
    for (limit, missing) in [("9", 0), ("8", 1), ("5", 4)] {
        let service = Service::start_with(&[
            UNGUARDED,
            ("HTML2PDF_NETWORK_REQUESTS", limit),
            ("HTML2PDF_CACHE_BYTES", "0"),
        ]);
        let before = host.calls().len();
        let (told, _) = told(&service, &json!({ "html": document }), "too-many");
        assert_eq!(told, missing, "of {limit}");
        assert_eq!(host.calls().len() - before, 9 - missing, "of {limit}");
    }
    // Bytes as well: each picture is larger than a third of what there is.
    let bytes = pictures[0].1.len();
    let most = (bytes * 3).to_string();
    let service = Service::start_with(&[
        UNGUARDED,
        ("HTML2PDF_NETWORK_JOB_BYTES", &most),
        ("HTML2PDF_CACHE_BYTES", "0"),
    ]);
    let document = host.text(&(named(2) + &later(4, 7)));
    let (told, _) = told(&service, &json!({ "html": document }), "too-large");
    assert_eq!(told, 2);
}

#[test]
fn pictures_of_other_hosts_have_as_many_dots_as_a_job_may_have() {
    let pictures = pictures(3, 100);
    let host = FileHost::with(&files(&pictures));
    let html = host.text(&named(3));
    for (limit, missing) in [("30000", 0), ("29999", 1), ("10000", 2), ("9999", 3)] {
        let service = Service::start_with(&[UNGUARDED, ("HTML2PDF_MAX_IMAGE_PIXELS", limit)]);
        let (told, pdf) = told(&service, &json!({ "html": html }), "too-large");
        assert_eq!(told, missing, "of {limit}");
        let is_shown = Pdf::new(&pdf).picture(60).has(BLUE);
        assert_eq!(is_shown, missing < 3, "of {limit}");
    }
}

/// What is relative in a page is relative to where it came from in the end.
#[test]
fn a_page_that_has_moved_is_printed_from_where_it_is() {
    let host = FileHost::with(&[
        ("/old", "redirect", b"/new/page.html".to_vec()),
        ("/foot", "redirect", b"/new/foot.html".to_vec()),
        (
            "/inner",
            "redirect",
            b"http://169.254.169.254/latest/".to_vec(),
        ),
        ("/round", "redirect", b"/round".to_vec()),
        (
            "/new/page.html",
            "text/html",
            b"<!DOCTYPE html><p>moved<img width=50 src=logo.png>".to_vec(),
        ),
        (
            "/new/foot.html",
            "text/html",
            b"<p>Footing<img height=20 src=logo.png>".to_vec(),
        ),
        ("/new/logo.png", "image/png", png::plain(50, 50, BLUE)),
    ]);
    let service = Service::start_with(&[UNGUARDED]);
    let address = |path: &str| format!("{}{path}", at(host.port));
    let request = json!({ "url": address("/old"), "footer_url": address("/foot") });
    let answer = service.post_json(&request);
    assert_eq!(answer.header("x-pdf-warnings"), "");
    let pdf = answer.pdf();
    let pdf = Pdf::new(&pdf);
    let text = pdf.text();
    assert!(text.contains("moved") && text.contains("Footing"), "{text}");
    let logo = pdf.picture(30);
    assert!(logo.has(BLUE));
    assert_eq!(
        host.calls()
            .iter()
            .filter(|path| *path == "/new/logo.png")
            .count(),
        1
    );
    for (request, words) in [
        (json!({ "url": address("/round") }), "could not be loaded"),
        (
            json!({ "html": "<!DOCTYPE html>x", "footer_url": address("/gone") }),
            "not-found",
        ),
    ] {
        let answer = service.post_json(&request);
        assert_eq!(answer.status, 400, "{request}");
        let errors = answer.problem()["errors"].to_string();
        assert!(errors.contains(words), "{errors}");
    }
}
