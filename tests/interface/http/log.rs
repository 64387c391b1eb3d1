//! What the log has of a request that failed, or did not.

use crate::support;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use support::service::{Service, multipart};
use support::wait;

use super::HTML;

/// An engine of this machine that says who it is, and for a document does what
/// the script says; `$result` is the PDF that it is to write.
fn engine_script(folder: &Path, script: &str) -> PathBuf {
    let program = folder.join("engine.sh");
    let text = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo 'wkhtmltopdf 0.12.6 (with patched qt)' && exit\n\
         for result; do :; done\n{script}\n"
    );
    std::fs::write(&program, text).unwrap();
    std::fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    program
}

/// A line of the log that has this word, once there is one.
fn logged(service: &Service, word: &str) -> String {
    let line = wait::within(Duration::from_secs(30), || {
        let log = service.log();
        let mut lines = log.lines();
        let line = lines.find(|line| line.contains(word));
        line.map(str::to_owned)
    });
    line.unwrap_or_else(|| panic!("no `{word}` in {}", service.log()))
}

#[test]
fn a_fault_of_ours_while_finishing_is_a_500_and_the_log_has_its_cause() {
    // Whole for whoever looks at its end, and yet its catalog cannot be read.
    const PDF: &str = "%%PDF-1.4\\n1 0 obj\\n<<\\n/Pages 1 0 R\\n/Count 2\\n((\\nendobj\\nxref\\n0 2\\n\
        0000000000 65535 f \\n0000000009 00000 n \\ntrailer\\n<<\\n/Root 1 0 R\\n>>\\nstartxref\\n52\\n%%%%EOF\\n";
    let folder = tempfile::tempdir().unwrap();
    let engine = engine_script(folder.path(), &format!("printf '{PDF}' > \"$result\""));
    let service = Service::start_with(&[("HTML2PDF_ENGINE", engine.to_str().unwrap())]);
    let id = [
        ("x-request-id", "order-17"),
        ("content-type", "text/html; charset=utf-8"),
    ];
    let answer = service.send("POST", "/pdf?author=x", &id, HTML);
    let problem = answer.problem();
    assert_eq!(answer.status, 500, "{problem}");
    assert_eq!(problem["type"], "urn:html2pdf:internal");
    assert!(!problem.to_string().contains("no pages"), "{problem}");
    let line = logged(&service, "no pages");
    assert!(
        line.contains("ERROR") && line.contains("order-17"),
        "{line}"
    );
    assert_eq!(service.log().matches("no pages").count(), 1);

    // And what the caller can mend is theirs.
    let (form, body) = multipart(&[
        ("name=html", b"<p>x"),
        ("name=append", b"terms.pdf"),
        ("name=f; filename=terms.pdf", b"no PDF at all"),
    ]);
    let answer = Service::start().post("/pdf", &form, body);
    assert_eq!(answer.status, 422);
    let problem = answer.problem();
    assert_eq!(problem["detail"], "terms.pdf is not a PDF that can be read");
    assert!(problem["remedy"].as_str().unwrap().contains("print it"));
}

#[test]
fn the_last_words_of_an_engine_that_crashed_are_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine_script(
        folder.path(),
        "printf 'first\\nmy last\\twords' >&2; kill -SEGV $$",
    );
    let service = Service::start_with(&[("HTML2PDF_ENGINE", engine.to_str().unwrap())]);
    let headers = [("x-request-id", "order-18"), ("content-type", "text/html")];
    let answer = service.send("POST", "/pdf", &headers, "<p>x");
    assert_eq!(answer.status, 422);
    assert!(!answer.problem().to_string().contains("last"));
    let line = logged(&service, "first\\nmy last\\twords");
    assert!(line.contains("WARN") && line.contains("order-18"), "{line}");
}

#[test]
fn every_line_of_a_request_has_the_id_of_its_caller_and_one_of_ours() {
    let service = Service::start_with(&[("HTML2PDF_LOG", "debug")]);
    let headers = [("x-request-id", "order-19"), ("content-type", "text/html")];
    service
        .send("POST", "/pdf?author=x", &headers, "<p>x")
        .pdf();
    logged(&service, "answered");
    let log = service.log();
    let (_, ours) = log.split_once("platform_id=").unwrap();
    let ours = ours.split_whitespace().next().unwrap();
    for word in ["starting the engine", "the engine ended", "answered"] {
        let line = logged(&service, word);
        assert!(line.contains("request_id=order-19"), "{line}");
        assert!(line.contains(&format!("platform_id={ours}")), "{line}");
    }
}
