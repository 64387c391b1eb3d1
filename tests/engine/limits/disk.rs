//! A disk that is full.

use crate::support;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use support::disk::SmallDisk;
use support::lacks;
use support::service::{Service, told};

use super::{MODES, html, words};

#[test]
fn a_full_disk_is_the_service_s_lack_and_not_the_document_s_fault() {
    for mode in MODES {
        let temp = tempfile::tempdir().unwrap();
        let disk = SmallDisk::on(temp.path(), "4m");
        if !lacks::has(
            disk.is_some(),
            "the right to mount a disk, which is full then",
        ) {
            return;
        }
        let disk = disk.unwrap();
        let service = Service::start_in(temp, &[("HTML2PDF_ENGINE_MODE", mode)]);
        if mode == "warm" {
            service.warm_engine();
        }
        // The page by which an engine warms up is larger.
        disk.resize("340k");
        let file = json!({
            "html": "<p>x",
            "assets": { "a.txt": BASE64_STANDARD.encode(vec![b'0'; 460_000]) },
        });
        let finished = json!({ "html": words(13_800), "author": "x" });
        for (what, request) in [
            ("of a file", file),
            ("of the PDF", html(words(70_000))),
            ("of the finished PDF", finished),
        ] {
            let answer = service.post_json(&request);
            let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(400)]);
            assert_eq!(answer.status, 507, "{what}: {body}");
            let problem = answer.problem();
            assert_eq!(problem["type"], "urn:html2pdf:no-storage", "{what}");
            let detail = told(&problem);
            assert!(detail.contains("HTML2PDF_TEMP_DIR"), "{detail}");
            assert!(!detail.contains(service.temp().to_str().unwrap()));
            service.assert_nothing_left();
        }
        service.print("", "<p>next").pdf();
        service.assert_nothing_left();
    }
}
