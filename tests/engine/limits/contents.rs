//! What is read and what is printed: files, pages, pictures, nesting, messages, and requests that would unfold.

use crate::support;

use std::io::Write;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use support::pdf::Pdf;
use support::service::{Service, multipart};

use super::{MODES, assert_prints, assert_refused, html, start, words};

/// A picture that says so of itself, and holds nothing.
fn gif(width: u16, height: u16) -> String {
    let [w, x] = width.to_le_bytes();
    let [h, y] = height.to_le_bytes();
    BASE64_STANDARD.encode([b"GIF89a".as_slice(), &[w, x, h, y, 0, 0, 0, 0x3b]].concat())
}

#[test]
fn what_is_read_and_what_is_printed_is_bounded() {
    let page = "<p style='page-break-after:always'>x";
    let attached = |name: &str, bytes: usize| {
        let zeros = BASE64_STANDARD.encode(vec![b'0'; bytes]);
        json!({ "html": "<p>x", "assets": { name: zeros } })
    };
    let pictures = |one: u16, other: u16| {
        json!({
            "html": format!("<img src='a.gif'><img src='data:image/gif;base64,{}'>", gif(other, 10)),
            "assets": { "a.gif": gif(one, 10) },
        })
    };
    let files = |count: usize| {
        let files = (0..count).map(|n| (format!("{n}.txt"), "eA==".into()));
        json!({ "html": "<p>x", "assets": files.collect::<serde_json::Map<_, _>>() })
    };
    for mode in MODES {
        let service = start(
            mode,
            &[
                ("HTML2PDF_MAX_WORKSPACE_BYTES", "300000"),
                ("HTML2PDF_MAX_PAGES", "5"),
                ("HTML2PDF_MAX_ASSETS", "3"),
                ("HTML2PDF_MAX_IMAGE_PIXELS", "1000"),
                ("HTML2PDF_MAX_NESTING", "100"),
            ],
        );
        let deep = |count: usize| html("<div>".repeat(count));
        let one_page = page.repeat(4) + "<p>x";
        let over = "over-limit";
        for (what, good, bad, status, kind, said) in [
            (
                "workspace",
                attached("a.txt", 250_000),
                attached("a.txt", 310_000),
                422,
                over,
                &["300000", "HTML2PDF_MAX_WORKSPACE_BYTES"][..],
            ),
            (
                "workspace, by its PDF",
                html(words(2000)),
                html(words(60_000)),
                422,
                over,
                &["300000", "HTML2PDF_MAX_WORKSPACE_BYTES"],
            ),
            (
                "pages",
                html(&one_page),
                html(page.to_owned() + &one_page),
                422,
                over,
                &["6 pages", "5 is the limit", "split"],
            ),
            (
                "assets",
                files(3),
                files(4),
                400,
                "bad-request",
                &["asset", "more than 3 files"],
            ),
            (
                "pixels of an asset",
                pictures(90, 10),
                pictures(101, 10),
                422,
                over,
                &["with a.gif", "1010 pixels", "1000 is the limit"],
            ),
            (
                "pixels in the document",
                pictures(10, 90),
                pictures(50, 51),
                422,
                over,
                &["a picture in index.html", "1010 pixels"],
            ),
            (
                "nesting",
                deep(100),
                deep(101),
                422,
                over,
                &["elements of index.html", "more than 100 deep", "flatter"],
            ),
        ] {
            assert_prints(&service, what, &good);
            assert_refused(&service, what, &bad, status, kind, said);
        }
        // Nobody has to close these.
        let open = "<p>x<ul><li>x<li>y</ul><table><tr><td>x</table>".repeat(300);
        let open = format!("<div style='display:none'>{open}</div>x");
        assert_prints(&service, "not nested", &html(&open));
    }
}

#[test]
fn a_document_is_read_no_longer_than_its_deadline() {
    let service = Service::start();
    for text in ["<", "<a ", "<p style=x:y>", "<img src=x.png>", "</p>"] {
        let answer = service.print("timeout=300ms", &text.repeat((20 << 20) / text.len()));
        assert_eq!(answer.status, 504, "{text}");
        // Said by who stops reading, and not by who comes behind.
        let told = answer.problem()["detail"].as_str().unwrap().to_owned();
        assert!(told.contains("it was still being read"), "{text}: {told}");
    }
    service.assert_nothing_left();
}

/// A document can forge the engine's messages: warnings list them up to a number, and
/// what the proxy refused beside them.
#[test]
fn forged_messages_are_listed_up_to_a_number() {
    let service = Service::start_with(&[("HTML2PDF_NETWORK", "public")]);
    let tail = "x".repeat(1900);
    let image = |number| format!("<img src=http://127.0.0.1/{number}/{tail}>");
    let told = |images: u32, lines: u32| {
        let images: String = (0..images).map(image).collect();
        let script = "var s='';for(var i=0;i<COUNT;i++)\
                      s+='\\nWarning: Failed to load http://b/'+i+' (ignore)';console.log(s)";
        let script = script.replace("COUNT", &lines.to_string());
        let html = format!("<!DOCTYPE html><script>{script}</script>{images}<p>x");
        let answer = service.post_json(&json!({ "html": html, "report": "json" }));
        assert_eq!(answer.status, 200);
        let report: Value = serde_json::from_slice(&answer.body).unwrap();
        let told = report["warnings"].as_array().unwrap().len() as u64;
        (told, report["more"].as_u64().unwrap_or_default())
    };
    assert_eq!(told(1, 2), (3, 0));
    // 300 of the forged ones are kept beside the twenty that are true, and a list has its end.
    let (told, more) = told(20, 2000);
    assert!(told <= 100, "{told}");
    assert_eq!(told + more, 320);
    service.assert_nothing_left();
}

/// Nothing in a request unfolds into more than it is, nor is unfolded twice.
#[test]
fn no_form_of_a_request_unfolds_into_a_larger_one() {
    let service = Service::start_with(&[("HTML2PDF_MAX_REQUEST_BYTES", "100000")]);
    let gzip = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(&vec![b' '; 10 << 20]).unwrap();
        encoder.finish().unwrap()
    };
    for coding in ["gzip", "deflate", "br", "gzip, gzip"] {
        let headers = [("content-type", "text/html"), ("content-encoding", coding)];
        let answer = service.send("POST", "/pdf", &headers, &gzip);
        assert_eq!(answer.status, 415, "{coding}");
    }
    // An archive, and parts in a part, are files like any other.
    let inner = b"--in\r\nContent-Disposition: form-data; name=title\r\n\r\nx\r\n--in--\r\n";
    let (kind, body) = multipart(&[
        ("name=html", b"<p>x"),
        (
            "name=a; filename=a.zip\r\nContent-Type: application/zip",
            b"PK\x03\x04bomb",
        ),
        (
            "name=b; filename=b\r\nContent-Type: multipart/mixed; boundary=in",
            inner,
        ),
    ]);
    service.post("/pdf", &kind, &body).pdf();
    let (kind, body) = multipart(&[("name=html\r\nContent-Encoding: gzip", &gzip)]);
    let answer = service.post("/pdf", &kind, &body);
    assert!(answer.body.len() < 50_000, "it was not unfolded");
    // Base64 is undone once for each place that may have it, and makes nothing larger.
    let twice = BASE64_STANDARD.encode(BASE64_STANDARD.encode("<p>x"));
    let text = Pdf::new(&service.post_json(&json!({ "html_base64": twice })).pdf()).text();
    assert!(text.contains("PHA"), "{text}");
    // A charset that needs fewer bytes than ours: what comes of it counts.
    let wide = [b"\xff\xfe".as_slice(), &b"\x00\xac".repeat(45_000)].concat();
    let answer = service.post("/pdf", "text/html; charset=utf-16", wide);
    assert_eq!(answer.status, 413);
    for (kind, body) in [
        ("application/json", "[".repeat(90_000)),
        (
            "application/json",
            format!("{{\"html\":\"x\",\"a\":[0{}]}}", ",0".repeat(40_000)),
        ),
        ("application/x-www-form-urlencoded", "&".repeat(90_000)),
    ] {
        let answer = service.post("/pdf", kind, body);
        assert_eq!(answer.status, 400);
    }
    service.print("", "<p>next").pdf();
    service.assert_nothing_left();
}
