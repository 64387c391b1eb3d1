//! What a warm engine prints is, byte for byte, what a cold one prints.

use crate::support;

use std::fs;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

use support::bundle;
use support::child::{self, Start};
use support::service::Service;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every document of the repository, and some in more than one part.
fn requests() -> Vec<(String, Value)> {
    let mut requests = Vec::new();
    for entry in fs::read_dir(repository().join("examples")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            requests.push((path.display().to_string(), of_folder(&path)));
        }
    }
    let documents = fs::read_dir(repository().join("tests/documents")).unwrap();
    let invoice = repository().join("examples/invoice.html");
    for path in documents
        .map(|entry| entry.unwrap().path())
        .chain([invoice])
    {
        if path.extension().is_some_and(|ending| ending == "html") {
            let html = BASE64_STANDARD.encode(fs::read(&path).unwrap());
            requests.push((path.display().to_string(), json!({ "html_base64": html })));
        }
    }
    let all = fs::read(repository().join("tests/documents/everything.json")).unwrap();
    let mut all: Value = serde_json::from_slice(&all).unwrap();
    // What is different each time: the hour, and the numbers in an encrypted file.
    for name in [
        "creation_date",
        "owner_password",
        "user_password",
        "permissions",
        "report",
    ] {
        all.as_object_mut().unwrap().remove(name);
    }
    requests.push(("everything".to_owned(), all));
    // The engine waits for this file in a loop of its own.
    let waits = "<p id=p><script>var r=new XMLHttpRequest();r.open('GET','a.txt',false);r.send();\
        document.getElementById('p').innerHTML=r.responseText</script>";
    let text = json!({ "a.txt": BASE64_STANDARD.encode("fetched") });
    requests.push((
        "a file".to_owned(),
        json!({ "html": waits, "assets": text }),
    ));
    // These are laid out in other resolutions than that in which the fork server began.
    for painted in [
        "<svg opacity='.8' viewBox='0 0 95 30'></svg>",
        "<script>document.body.style.opacity = '.9'</script>",
        "<p style='-webkit-mask-image:linear-gradient(red,blue)'>masked",
        "<p style='background:linear-gradient(red,blue)'>painted",
        "<input type=checkbox>",
    ] {
        for modern in ["", ";display:flex"] {
            let html = format!(
                "<!DOCTYPE html><p style='letter-spacing:.2em{modern}'>Hello<b>Hello</b>{painted}"
            );
            requests.push((html.clone(), json!({ "html": html })));
        }
    }
    let html = "<!DOCTYPE html><h1>하나</h1><p>one<h1 style='page-break-before:always'>둘</h1>";
    for options in [
        json!({ "header_html": "<i>[page]</i>", "footer_html": "<b>[topage]</b>", "header_first_html": "<u>1</u>" }),
        json!({ "toc": true, "cover_html": "<h1>표지</h1>", "watermark_text": "사본" }),
        json!({ "single_page": true, "footer_center": "[isodate]", "time_zone": "+09:00" }),
    ] {
        let mut request = options;
        request["html"] = html.into();
        requests.push((request.to_string(), request));
    }
    requests
}

fn of_folder(folder: &Path) -> Value {
    let options = fs::read(folder.join("options.json")).unwrap();
    let mut request: Map<_, _> = serde_json::from_slice(&options).unwrap();
    let mut assets = Map::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        if name == "index.html" {
            request.insert("html_base64".into(), BASE64_STANDARD.encode(bytes).into());
        } else if name != "options.json" {
            assets.insert(name, BASE64_STANDARD.encode(bytes).into());
        }
    }
    request.insert("assets".into(), assets.into());
    request.into()
}

#[test]
fn a_warm_engine_prints_the_bytes_that_a_cold_one_prints() {
    // Some of what may be asked for is for remote places.
    let network = ("HTML2PDF_NETWORK", "unguarded");
    let warm = Service::start_with(&[network]);
    let cold = Service::start_with(&[network, ("HTML2PDF_ENGINE_MODE", "spawn")]);
    let engine = warm.warm_engine();
    let requests = requests();
    assert!(requests.len() > 20, "{}", requests.len());
    for (name, request) in requests {
        let [one, other] = [&warm, &cold].map(|service| service.post_json(&request));
        let warnings =
            |answer: &support::service::Answer| answer.header("x-pdf-warnings").to_owned();
        assert_eq!(warnings(&one), warnings(&other), "{name}");
        assert!(one.pdf() == other.pdf(), "{name} differs");
    }
    assert_eq!(warm.warm_engine(), engine);
    assert!(!cold.is_warm());
}

/// Prints a page with memory that is full of what it happened to hold, as that of a child of the fork server.
fn printed_in_used_memory(html: &str, byte: u8) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let root = bundle::path();
    fs::write(folder.path().join("index.html"), html).unwrap();
    let output = child::command(root.join("lib/ld-linux-x86-64.so.2"))
        .args(["--inhibit-cache", "--preload", "libhtml2pdf.so"])
        .arg("--library-path")
        .arg(root.join("lib"))
        .arg(root.join("bin/wkhtmltopdf"))
        .args([
            "--disable-smart-shrinking",
            "--dpi",
            "1152",
            "index.html",
            "result.pdf",
        ])
        .current_dir(folder.path())
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("HOME", folder.path())
        .env("GCONV_PATH", root.join("lib/gconv"))
        .env("FONTCONFIG_FILE", root.join("etc/fonts.conf"))
        .env("XDG_CACHE_HOME", root.join("cache"))
        .env("HTML2PDF_DOTS", "12")
        // What malloc gives holds the byte turned round.
        .env("MALLOC_PERTURB_", (!byte).to_string())
        .run();
    assert!(output.status.success(), "{output:?}");
    let pdf = fs::read(folder.path().join("result.pdf")).unwrap();
    let date = b"/CreationDate";
    let lines = pdf.split(|&byte| byte == b'\n');
    let kept: Vec<_> = lines.filter(|line| !line.starts_with(date)).collect();
    kept.join(&b'\n')
}

/// Two is the number of a desktop, by which the engine once hinted fonts.
#[test]
fn what_memory_held_before_changes_nothing() {
    let html = "<!DOCTYPE html><p>Hello <b>AVA</b> <i>하나</i><p style='background:linear-gradient(red,blue)'>painted";
    let clear = printed_in_used_memory(html, 0);
    assert!(clear.len() > 4_000, "{}", clear.len());
    for byte in [1, 2, 3, 0x55, 0xfe] {
        let used = printed_in_used_memory(html, byte);
        assert!(used == clear, "memory of {byte}");
    }
}
