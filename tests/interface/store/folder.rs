//! Results in a folder, from which the service hands them out and removes them.

use std::fs;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::child::Start as _;
use crate::support::pdf::Pdf;
use crate::support::runtime_api::RuntimeApi;
use crate::support::service::{Answer, Service};
use crate::support::wait;

use super::{report, request, service_in};

/// Follows a link, which is relative to what was asked.
fn follow(service: &Service, asked: &str, link: &str) -> Answer {
    let base = url::Url::parse(&service.url(asked)).unwrap();
    let to = base.join(link).unwrap();
    service.send("GET", to.path(), &[], "")
}

fn entries(folder: &TempDir) -> usize {
    fs::read_dir(folder.path()).unwrap().count()
}

#[test]
fn a_link_leads_to_the_document_below_any_path() {
    let folder = TempDir::new().unwrap();
    let service = service_in(&folder, &[]);
    let html = "<!DOCTYPE html><title>t</title><p>behind a link";
    let inline = service.print("", html).pdf();
    for path in ["/pdf", "/", "/v1/api/pdf"] {
        let asked = format!("{path}?deliver=link&filename=청구서&disposition=attachment");
        let answer = service.post(&asked, "text/html; charset=utf-8", html);
        assert_eq!(answer.status, 303);
        assert_eq!(answer.header("x-pdf-pages"), "1");
        assert!(answer.header("server-timing").contains("store;dur="));
        assert!(answer.body.is_empty());
        let link = answer.header("location").to_owned();
        let found = follow(&service, path, &link);
        assert_eq!(found.header("cache-control"), "no-store");
        assert_eq!(found.header("x-content-type-options"), "nosniff");
        let disposition = found.header("content-disposition");
        assert!(
            disposition.starts_with("attachment;") && disposition.contains("%EC%B2%AD"),
            "{disposition}"
        );
        assert_eq!(found.header("content-length"), inline.len().to_string());
        assert_eq!(found.pdf(), inline);
        let to = service.send("HEAD", &format!("/{link}"), &[], "");
        assert_eq!((to.status, to.body.len()), (200, 0));
        assert_eq!(to.header("content-length"), inline.len().to_string());
    }
    let wrong = service.send(
        "DELETE",
        "/results/0123456789012345678901234567890123456789",
        &[],
        "",
    );
    assert_eq!(wrong.status, 405);
    assert!(wrong.header("allow").contains("GET, HEAD"));
    for other in [
        "/results/0123456789012345678901234567890123456789",
        "/results/x",
        "/results/..",
    ] {
        let none = service.send("GET", other, &[], "");
        let problem = none.problem();
        assert_eq!(problem["status"], 404, "{other}");
    }
    service.assert_nothing_left();
}

#[test]
fn a_report_has_the_link_instead_of_the_document() {
    let folder = TempDir::new().unwrap();
    let service = service_in(&folder, &[("HTML2PDF_STORE_TTL", "2h")]);
    let answer = service.post_json(&request(1000, &[("deliver", "link"), ("report", "json")]));
    let report = report(&answer);
    assert_eq!(report["document"], Value::Null);
    assert_eq!(report["link"]["seconds"], 7200);
    let found = follow(&service, "/pdf", report["link"]["url"].as_str().unwrap());
    let bytes = found.body.len();
    assert_eq!(report["link"]["bytes"], bytes);
    assert!(Pdf::new(&found.pdf()).text().contains("of any size"));
    // What fits into its answer needs no link.
    let auto = service.post_json(&request(1000, &[("deliver", "auto")]));
    auto.pdf();
    assert_eq!(entries(&folder), 1);
}

#[test]
fn a_link_needs_a_store_and_says_so_before_anything_is_printed() {
    let service = Service::start();
    let refused = service.post_json(&request(1000, &[("deliver", "link")]));
    let problem = refused.problem();
    assert_eq!(problem["status"], 400);
    assert_eq!(problem["errors"][0]["field"], "deliver");
    assert!(refused.told().contains("HTML2PDF_STORE"), "{problem}");
    let results = service.send(
        "GET",
        "/results/0123456789012345678901234567890123456789",
        &[],
        "",
    );
    assert_eq!(results.problem()["type"], "urn:html2pdf:no-result");
    let to = "https://example.com/a.pdf";
    let folder = TempDir::new().unwrap();
    let service = service_in(&folder, &[("HTML2PDF_NETWORK", "unguarded")]);
    let both = service.post_json(&request(1000, &[("deliver", "link"), ("deliver_to", to)]));
    assert_eq!(both.problem()["errors"][0]["field"], "deliver");
}

#[test]
fn what_has_expired_is_gone_and_is_removed_by_the_next_service_too() {
    let folder = TempDir::new().unwrap();
    let link = |service: &Service| {
        let answer = service.post_json(&request(1000, &[("deliver", "link")]));
        assert_eq!(answer.status, 303);
        format!("/{}", answer.header("location"))
    };
    let service = service_in(&folder, &[("HTML2PDF_STORE_TTL", "1h")]);
    let lasting = link(&service);
    drop(service);
    // Killed, and started anew: what lasts is still there.
    let service = service_in(&folder, &[("HTML2PDF_STORE_TTL", "1s")]);
    service.send("GET", &lasting, &[], "").pdf();
    let short = link(&service);
    let is_gone = wait::within(Duration::from_secs(30), || {
        let status = service.send("GET", &short, &[], "").status;
        (status == 404 && entries(&folder) == 1).then_some(())
    });
    assert!(is_gone.is_some(), "{}", service.log());
    service.send("GET", &lasting, &[], "").pdf();
    assert!(
        !service.log().contains(&lasting["/results/".len()..]),
        "a name is in the log"
    );
}

#[test]
fn a_function_stores_in_no_folder() {
    let api = RuntimeApi::start();
    let folder = TempDir::new().unwrap();
    let place = format!("file://{}", folder.path().display());
    let output = crate::lambda::command(&api)
        .env("HTML2PDF_STORE", place)
        .run();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("HTML2PDF_STORE") && said.contains("s3://"),
        "{said}"
    );
}
