//! Links that run a script, or open a file of whoever reads the PDF, are taken out
//! of what the engine prints.

use crate::support;

use std::fs;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use support::bundle;
use support::child::{self, Start as _};
use support::pdf::Pdf;
use support::service::Service;

/// Each with a word of its own, by which it would be found.
const REFUSED: [&str; 12] = [
    "javascript:word1()",
    "JAVASCRIPT:word2",
    "&#1; \tjava&#9;script&#10;:word3",
    "java%73cript:word4",
    "vbscript:word5",
    "data:text/html,word6",
    "file:///etc/word7",
    "view-source:javascript:word8",
    "jar:file:///word9!/x",
    "&#xFEFF;javascript:wordA",
    "javascript:')\\);(wordB((",
    "feed:javascript:wordC",
];
const USUAL: [&str; 6] = [
    "https://a.example/x?javascript:1#file:",
    "http://a.example/x",
    "mailto:a@b.example",
    "tel:+8221234567",
    "other.html",
    "kakaotalk:plus",
];

fn links(addresses: &[&str]) -> String {
    let link = |address: &&str| format!("<p><a href=\"{address}\">link</a>");
    addresses.iter().map(link).collect()
}

/// What the PDF says, its packed parts included.
fn unpacked(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let [from, to] = ["a.pdf", "b.pdf"].map(|name| folder.path().join(name));
    fs::write(&from, pdf).unwrap();
    let status = Command::new("qpdf")
        .args(["--qdf", "--object-streams=disable"])
        .args([&from, &to])
        .status();
    assert!(status.unwrap().success());
    String::from_utf8_lossy(&fs::read(to).unwrap()).into_owned()
}

fn addresses(pdf: &[u8]) -> usize {
    unpacked(pdf).matches("/URI (").count()
}

fn warned(service: &Service, mut request: Value) -> Vec<String> {
    request["report"] = "json".into();
    let report: Value = serde_json::from_slice(&service.post_json(&request).body).unwrap();
    let warnings = report["warnings"].as_array().unwrap().iter();
    let links = warnings.filter(|warning| warning["kind"] == "blocked-link");
    links
        .map(|warning| warning["url"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn links_that_do_harm_are_taken_out_and_told() {
    let html = format!("<!DOCTYPE html>{}{}", links(&REFUSED), links(&USUAL));
    let request = json!({ "html": html });
    for mode in ["warm", "spawn"] {
        let service = Service::start_with(&[("HTML2PDF_ENGINE_MODE", mode)]);
        if mode == "warm" {
            service.warm_engine();
        }
        let pdf = service.post_json(&request).pdf();
        Pdf::new(&pdf).assert_sound();
        let text = unpacked(&pdf);
        assert!(!text.contains("word"), "{text}");
        for address in USUAL {
            assert!(text.contains(&format!("({address})")), "{address}");
        }
        assert_eq!(addresses(&pdf), USUAL.len());
        let told = warned(&service, request.clone());
        assert_eq!(told.len(), REFUSED.len(), "{told:?}");
        assert_eq!(told[0], "javascript:word1()");
        assert!(warned(&service, json!({ "html": links(&USUAL) })).is_empty());
    }
}

#[test]
fn wherever_they_come_from() {
    let service = Service::start();
    let bad = "<a href='javascript:word'>link</a>";
    let script = "<p id=p>x</p><script>var a=document.createElement('a');a.href='java'+'script:word';\
        a.innerHTML='link';document.body.appendChild(a)</script>";
    let page = json!({"html": "<p>x", "orientation": "landscape"});
    for request in [
        json!({ "html": script }),
        json!({"html": "<p>x", "header_html": bad}),
        json!({"html": "<p>x", "footer_html": bad, "footer_first_html": bad}),
        json!({"html": "<p>x", "cover_html": bad}),
        json!({"html": bad, "toc": "on", "outline": "on"}),
        json!({"html": bad, "single_page": "on"}),
        json!({"documents": [{ "html": bad }, page], "header_html": bad}),
        json!({"html": bad, "author": "a", "compress": "on", "linearize": "on"}),
        json!({"html": "<p>x", "watermark_text": "w", "js": "document.body.innerHTML='<a href=javascript:word>y</a>'"}),
    ] {
        let pdf = service.post_json(&request).pdf();
        let text = unpacked(&pdf);
        assert!(!text.contains("javascript:word"), "{request}");
        assert_eq!(
            warned(&service, request.clone()),
            ["javascript:word"],
            "{request}"
        );
        let mut strict = request;
        strict["strict"] = "on".into();
        assert_eq!(service.post_json(&strict).status, 422, "{strict}");
    }
}

/// The twins: the engine alone leaves them in, and a PDF of the caller's is the
/// caller's.
#[test]
fn without_us_they_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let [page, out] = ["x.html", "x.pdf"].map(|name| folder.path().join(name));
    fs::write(&page, links(&REFUSED)).unwrap();
    let root = bundle::path();
    let ended = child::command(root.join("lib/ld-linux-x86-64.so.2"))
        .arg("--library-path")
        .arg(root.join("lib"))
        .arg(root.join("bin/wkhtmltopdf"))
        .arg("--quiet")
        .args([&page, &out])
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("FONTCONFIG_FILE", root.join("etc/fonts.conf"))
        .env("XDG_CACHE_HOME", root.join("cache"))
        .run();
    assert!(ended.status.success());
    let theirs = fs::read(out).unwrap();
    assert_eq!(addresses(&theirs), REFUSED.len());
    let text = unpacked(&theirs);
    for word in ["javascript:word1", "vbscript:word5", "file:///etc/word7"] {
        assert!(text.contains(word), "{word}: {text}");
    }

    let service = Service::start();
    let request = json!({"html": links(&REFUSED), "append": ["a.pdf"], "assets": {"a.pdf": STANDARD.encode(theirs)}});
    let both = service.post_json(&request).pdf();
    assert_eq!(addresses(&both), REFUSED.len());
}
