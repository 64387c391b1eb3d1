//! Whatever happens, nothing is left: no process, no file. And the service
//! answers the next request as if nothing had happened.

use crate::support;

use std::ffi::OsString;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use support::child::{self, Start};
use support::pdf::Pdf;
use support::service::{Service, multipart};

const ENDLESS: &str = "<script>while(true){}</script>";

#[test]
fn a_document_that_never_ends_is_stopped_at_the_deadline() {
    let service = Service::start_with(&[("HTML2PDF_TIMEOUT", "1s")]);
    let started = Instant::now();
    let answer = service.print("", ENDLESS);
    assert_eq!(answer.status, 504);
    assert_eq!(answer.problem()["type"], "urn:html2pdf:deadline-passed");
    assert!(started.elapsed() < Duration::from_secs(60));
    service.assert_nothing_left();
    service.print("", "<p>next").pdf();
}

#[test]
fn a_request_may_ask_for_less_time_but_not_for_more() {
    let service = Service::start_with(&[("HTML2PDF_TIMEOUT", "2s")]);
    let detail = |query| service.print(query, ENDLESS).problem()["detail"].to_string();
    assert!(detail("timeout=500ms").contains("500ms"));
    assert!(detail("timeout=60s").contains("2s"));
}

#[test]
fn a_document_that_breaks_the_engine_costs_only_itself() {
    let service = Service::start_with(&[("HTML2PDF_MAX_NESTING", "100000")]);
    // Deeper than the engine's stack.
    let deep = "<table><tr><td>".repeat(20_000);
    let answer = service.print("timeout=20s", &deep);
    assert_eq!(
        answer.status,
        422,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    assert_eq!(answer.problem()["type"], "urn:html2pdf:over-limit");
    service.assert_nothing_left();
    service.print("", "<p>next").pdf();
}

#[test]
fn a_failure_of_ours_tells_nothing_and_passes() {
    let service = Service::start();
    let aside = service.temp().with_extension("aside");
    std::fs::rename(service.temp(), &aside).unwrap();
    let answer = service.print("", "<p>x");
    assert_eq!(answer.status, 500);
    let problem = answer.problem();
    assert_eq!(problem["type"], "urn:html2pdf:internal");
    let place = service.temp().to_str().unwrap();
    assert!(!problem.to_string().contains(place), "{problem}");
    std::fs::rename(&aside, service.temp()).unwrap();
    service.print("", "<p>next").pdf();
}

#[test]
fn a_document_without_scripts_waits_for_none() {
    let service = Service::start();
    // If it waited, it would not be printed in time.
    service
        .print("javascript_delay=60000&timeout=20s", "<p>x")
        .pdf();
}

#[test]
fn a_client_that_goes_away_takes_its_document_with_it() {
    let service = Service::start();
    let stream = service.begin("", ENDLESS);
    service.wait_for_engine();
    drop(stream);
    service.assert_nothing_left();
    service.print("", "<p>next").pdf();
}

#[test]
fn fifty_at_once_are_all_printed() {
    let service = Arc::new(Service::start_with(&[("HTML2PDF_TIMEOUT", "120s")]));
    let threads: Vec<_> = (0..50)
        .map(|n| {
            let service = service.clone();
            std::thread::spawn(move || {
                let pdf = Pdf::new(&service.print("", &format!("<p>문서 number{n}end")).pdf());
                assert!(pdf.text().contains(&format!("number{n}end")));
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    service.assert_nothing_left();
}

#[test]
fn no_more_are_printed_at_once_than_configured() {
    let service = Arc::new(Service::start_with(&[
        ("HTML2PDF_CONCURRENCY", "1"),
        ("HTML2PDF_TIMEOUT", "3s"),
    ]));
    let busy = {
        let service = service.clone();
        std::thread::spawn(move || service.print("", ENDLESS).status)
    };
    service.wait_for_engine();
    let waited = service.print("timeout=300ms", "<p>x");
    assert_eq!(waited.status, 503);
    assert_eq!(waited.problem()["type"], "urn:html2pdf:overloaded");
    assert_eq!(service.engines().len(), 1);
    assert_eq!(busy.join().unwrap(), 504);
}

#[test]
fn five_megabytes_of_html_are_printed() {
    let service = Service::start_with(&[("HTML2PDF_TIMEOUT", "120s")]);
    let filler = "x".repeat(1000);
    let html: String = (0..5_000)
        .map(|n| format!("<!-- {filler} --><i>{n}</i> "))
        .collect();
    assert!(html.len() > 5_000_000);
    let pdf = Pdf::new(&service.print("", &html).pdf());
    assert!(pdf.text().contains("4999"));
    let (content_type, body) = multipart(&[("name=html", html.as_bytes())]);
    service.post("/pdf", &content_type, body).pdf();
    service.assert_nothing_left();
}

#[test]
fn a_stop_lets_the_document_in_hand_finish() {
    let mut service = Service::start();
    let html = "<script>for(var t=new Date();new Date()-t<1500;);</script><p>in hand";
    let url = service.url("/pdf");
    let printing = std::thread::spawn(move || {
        let mut response = ureq::post(&url)
            .content_type("text/html")
            .send(html)
            .unwrap();
        response.body_mut().read_to_vec().unwrap()
    });
    service.wait_for_engine();
    service.signal(Signal::TERM);
    assert!(
        Pdf::new(&printing.join().unwrap())
            .text()
            .contains("in hand")
    );
    assert!(service.wait().success());
    assert_eq!(std::fs::read_dir(service.temp()).unwrap().count(), 0);
}

#[test]
fn what_a_killed_run_left_is_cleared_at_the_next_start() {
    let service = Service::start_with(&[("HTML2PDF_TIMEOUT", "1s")]);
    let _stream = service.begin("", ENDLESS);
    service.wait_for_engine();
    let temp = service.kill();
    assert_eq!(names(temp.path()).len(), 1, "nothing was left");
    std::fs::write(temp.path().join("somebody-elses"), "x").unwrap();
    let service = Service::start_in(temp, &[]);
    // Until it is warm, it has a folder of its own.
    service.warm_engine();
    assert_eq!(names(service.temp()), ["somebody-elses"]);
}

fn names(folder: &Path) -> Vec<OsString> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name()).collect()
}

/// A clone of this repository, say.
#[test]
fn what_others_call_by_our_name_is_not_cleared() {
    let temp = tempfile::tempdir().unwrap();
    let clone = temp.path().join("html2pdf-clone");
    std::fs::create_dir_all(clone.join("src")).unwrap();
    std::fs::write(clone.join("src/main.rs"), "x").unwrap();
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(60);
    let folder = std::fs::File::open(&clone).unwrap();
    folder.set_modified(long_ago).unwrap();
    std::fs::write(temp.path().join("page.html"), "<p>x").unwrap();

    for arguments in [&["doctor"][..], &["render", "page.html", "-o", "page.pdf"]] {
        let mut command = child::command(env!("CARGO_BIN_EXE_html2pdf"));
        command.args(arguments).current_dir(temp.path());
        let ended = command.env("TMPDIR", temp.path()).run();
        assert!(ended.status.success(), "{ended:?}");
    }
    let service = Service::start_in(temp, &[]);
    service.print("", "<p>x").pdf();
    assert!(service.temp().join("html2pdf-clone/src/main.rs").exists());
}

/// In a folder that is open to everybody, somebody may have been there before us.
#[test]
fn a_link_in_the_place_of_our_folder_leads_us_nowhere() {
    let temp = tempfile::tempdir().unwrap();
    let others = tempfile::tempdir().unwrap();
    let user = rustix::process::geteuid().as_raw();
    symlink(others.path(), temp.path().join(format!("html2pdf-{user}"))).unwrap();
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(60);
    let folder = std::fs::File::open(others.path()).unwrap();
    folder.set_modified(long_ago).unwrap();
    let service = Service::start_in(temp, &[]);
    service.print("", "<p>x").pdf();
    assert!(
        service.log().contains("not taken for ours"),
        "{}",
        service.log()
    );
    let changed = folder.metadata().unwrap().modified().unwrap();
    assert_eq!(changed, long_ago, "something was put there");
}

#[test]
fn a_page_sees_neither_our_files_nor_our_network() {
    let service = Service::start();
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&secret, "SECRETWORD").unwrap();
    let html = format!(
        "<p>page</p><iframe src='file://{0}'></iframe><object data='file://{0}'></object>\
         <iframe src='{1}/health'></iframe>\
         <script>try{{var r=new XMLHttpRequest();r.open('GET','file://{0}',false);r.send();\
         document.body.innerHTML+=r.responseText}}catch(e){{}}</script>",
        secret.path().display(),
        service.url("")
    );
    let text = Pdf::new(&service.print("", &html).pdf()).text();
    assert!(text.contains("page"));
    assert!(
        !text.contains("SECRETWORD") && !text.contains("uptime"),
        "{text}"
    );
}

#[test]
fn no_path_of_ours_reaches_the_caller() {
    let service = Service::start();
    let html = "<a href=other.html>link</a><img src=missing.png><img src='../x.png'>";
    let answer = service.print("", html);
    let temp = service.temp().to_str().unwrap();
    assert!(!answer.header("x-pdf-warnings").contains(temp));
    let bytes = answer.pdf();
    assert!(!String::from_utf8_lossy(&bytes).contains(temp));
}
