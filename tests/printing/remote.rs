//! What documents name of other hosts is fetched first, and printed as what comes along.

use crate::support;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use support::file_host::{File, FileHost, at};
use support::pdf::Pdf;
use support::png;
use support::service::Service;

const BLUE: [u8; 3] = [0, 0, 255];

const UNGUARDED: (&str, &str) = ("HTML2PDF_NETWORK", "unguarded");

/// Text without its spaces, warnings, and the PDF.
fn print(service: &Service, request: &Value) -> (String, String, Vec<u8>) {
    let answer = service.post_json(request);
    let warnings = answer.header("x-pdf-warnings").to_owned();
    let bytes = answer.pdf();
    let text = Pdf::new(&bytes).text();
    (text.split_whitespace().collect(), warnings, bytes)
}

#[test]
fn remote_sheets_and_scripts_are_of_today_and_fetched_once() {
    let host = FileHost::with(&[
        (
            "/css/a.css",
            "text/css",
            b"@import 'b.css';.row{display:flex;justify-content:space-between;--c:#00f;& p{background:var(--c)}}".to_vec(),
        ),
        (
            "/css/b.css",
            "text/css; charset=iso-8859-1",
            b".row::after{content:'\xe9nd';order:-1}".to_vec(),
        ),
        ("/a.js", "text/javascript", b"const say = (what) => `${what?.text}!`;".to_vec()),
        ("/lib/m.js", "text/javascript", b"import {part} from '../n.js?v=1'; part();".to_vec()),
        (
            "/n.js?v=1",
            "text/javascript",
            b"export const part = () => document.body.append(say({text: 'module'}))".to_vec(),
        ),
        ("/logo.png", "image/png", png::plain(200, 200, BLUE)),
    ]);
    let html = host.text(
        "<!DOCTYPE html><link rel=stylesheet href='HOST/css/a.css'><script src='HOST/a.js'></script>\
         <body><div class=row><p>one</p><p>two</p></div><img width=200 src='HOST/gone.png' srcset='HOST/logo.png 2x'>\
         <script type=module src='HOST/lib/m.js'></script>\
         <script>var i = new Image; i.onload = function () { document.body.append(say({text: 'again'})) };\
         i.src = ['http:', 'HOST/logo.png'.slice(5)].join('')</script>",
    );
    let service = Service::start_with(&[UNGUARDED]);
    let (text, warnings, bytes) = print(&service, &json!({ "html": html }));
    assert_eq!(warnings, "");
    for words in ["énd", "one", "two", "module!", "again!"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let pdf = Pdf::new(&bytes);
    assert!(pdf.picture(30).has(BLUE));
    // What is ordered first and pushed apart stands so.
    let left = |word: &str| pdf.word(word).0;
    assert!(left("énd") < left("one") && left("one") < left("two"));
    let once = [
        "/a.js",
        "/css/a.css",
        "/css/b.css",
        "/lib/m.js",
        "/logo.png",
        "/n.js?v=1",
    ];
    assert_eq!(host.calls(), once);
}

#[test]
fn what_does_not_come_is_told_by_its_address() {
    let host = FileHost::with(&[(
        "/s.css",
        "text/css",
        b"p{mix-blend-mode:multiply;position:running(x)}@font-face{font-family:Brand;src:url(brand.woff2)}\
          p{font-family:Brand}.unused{background:url(unused.png)}"
            .to_vec(),
    )]);
    let html = host.text(
        "<!DOCTYPE html><link rel=stylesheet href='HOST/s.css'><link rel=stylesheet href='HOST/gone.css'>\
         <script src='HOST/gone.js'></script><p>text<img src='HOST/gone.png'>",
    );
    let service = Service::start_with(&[UNGUARDED]);
    let (text, warnings, _) = print(&service, &json!({ "html": html }));
    assert!(text.contains("text"), "{text}");
    for name in ["gone.css", "gone.js", "gone.png", "brand.woff2"] {
        let told = format!(
            "failed-resource;url=\"{}/{name}\";reason=not-found",
            at(host.port)
        );
        assert_eq!(warnings.matches(&told).count(), 1, "{told} in {warnings}");
    }
    let source = format!("unsupported-css;source=\"{}/s.css\"", at(host.port));
    assert!(warnings.contains(&source), "{warnings}");
    assert!(
        !warnings.contains("unused") && !warnings.contains("remote-"),
        "{warnings}"
    );
    // Each was asked for once.
    let calls = host.calls();
    let mut once = calls.clone();
    once.dedup();
    assert_eq!(calls, once);
    let strict = service.post_json(&json!({ "html": html, "strict": true }));
    assert_eq!(strict.status, 422);
    let problem = strict.problem().to_string();
    assert!(
        problem.contains("/gone.png") && !problem.contains("remote-"),
        "{problem}"
    );
}

#[test]
fn documents_with_the_same_logo_fetch_it_once() {
    let host = FileHost::with(&[("/logo.png", "image/png", png::plain(200, 200, BLUE))]);
    let html = host.text("<!DOCTYPE html><img src='HOST/logo.png'>");
    let request = json!({ "html": html });
    let kept = Service::start_with(&[UNGUARDED]);
    let not_kept = Service::start_with(&[UNGUARDED, ("HTML2PDF_CACHE_BYTES", "0")]);
    // All at once: whoever comes while it is fetched waits for it.
    std::thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                let (_, warnings, bytes) = print(&kept, &request);
                assert_eq!(warnings, "");
                assert!(Pdf::new(&bytes).picture(30).has(BLUE));
            });
        }
    });
    assert_eq!(host.calls().len(), 1);
    for _ in 0..3 {
        print(&not_kept, &request);
    }
    assert_eq!(host.calls().len(), 4);
}

/// Nothing is done for a document that names nothing: its bytes are those that it has
/// without a network.
#[test]
fn links_alone_change_nothing() {
    let html = "<!DOCTYPE html><style>p{color:red}</style><p>x<a href='http://127.0.0.1:1/x'>link</a>\
                <svg xmlns='http://www.w3.org/2000/svg' width=9 height=9><rect width=9 height=9 /></svg>";
    let service = Service::start_with(&[UNGUARDED]);
    let with = print(&service, &json!({ "html": html })).2;
    let without = print(&service, &json!({ "html": html, "network": "off" })).2;
    assert!(with == without);
}

const PAGE: &str = "<!DOCTYPE html><html><head><title>Its page</title><link rel=stylesheet href=../s.css></head><body>\
    <h1 id=part>Head</h1><img width=50 src=logo.png><p><a href=other.html>other</a> <a href='#part'>part</a></p><p id=x>\
    <script>var r = new XMLHttpRequest; r.open('GET', 'data.txt'); r.onload = function () { \
    document.getElementById('x').textContent = r.responseText }; r.send()</script>";

fn site() -> FileHost {
    FileHost::with(&[
        ("/dir/page.html", "text/html; charset=utf-8", PAGE.into()),
        (
            "/s.css",
            "text/css",
            b"h1::after{content:' styled'}".to_vec(),
        ),
        ("/dir/logo.png", "image/png", png::plain(50, 50, BLUE)),
        ("/dir/data.txt", "text/plain", b"fetched".to_vec()),
        (
            "/head.html",
            "text/html",
            b"<p>Letterhead<img src=dir/logo.png height=20>".to_vec(),
        ),
        ("/a.pdf", "application/pdf", b"%PDF-1.4".to_vec()),
    ])
}

#[test]
fn a_page_is_printed_by_its_address() {
    let host = site();
    let page = format!("{}/dir/page.html", at(host.port));
    let head = format!("{}/head.html", at(host.port));
    let service = Service::start_with(&[UNGUARDED]);
    let request = json!({ "url": page, "header_url": head, "footer_center": "[title]" });
    let (text, warnings, bytes) = print(&service, &request);
    assert_eq!(warnings, "");
    for words in ["Letterhead", "Headstyled", "fetched", "Itspage"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let pdf = Pdf::new(&bytes);
    assert!(pdf.picture(30).has(BLUE));
    let links = pdf.links();
    let other = format!("{}/dir/other.html", at(host.port));
    let to: Vec<_> = links.iter().map(|link| format!("{link:?}")).collect();
    assert!(to.iter().any(|link| link.contains(&other)), "{to:?}");
    assert!(!to.iter().any(|link| link.contains("page.html")), "{to:?}");

    // One of several documents, and a base for what was sent.
    let request = json!({ "documents": [
        { "url": page },
        { "html": "<!DOCTYPE html><img src=dir/logo.png><p>sent</p>", "base_url": head },
    ]});
    let (text, warnings, bytes) = print(&service, &request);
    assert_eq!(warnings, "");
    assert!(
        text.contains("Headstyled") && text.contains("sent"),
        "{text}"
    );
    assert!(Pdf::new(&bytes).picture_of(2, 30).has(BLUE));
}

#[test]
fn an_address_that_cannot_be_printed_is_named_with_a_remedy() {
    let host = site();
    let page = format!("{}/dir/page.html", at(host.port));
    let open = Service::start_with(&[UNGUARDED]);
    let off = Service::start();
    let public = Service::start_with(&[("HTML2PDF_NETWORK", "public")]);
    let gone = format!("{}/gone", at(host.port));
    let pdf = format!("{}/a.pdf", at(host.port));
    let html = "<!DOCTYPE html><p>x";
    for (service, request, field, words) in [
        (&off, json!({ "url": page }), "url", "HTML2PDF_NETWORK"),
        (&public, json!({ "url": page }), "url", "HTML2PDF_NETWORK"),
        (
            &open,
            json!({ "url": page, "network": "off" }),
            "url",
            "HTML2PDF_NETWORK",
        ),
        (
            &off,
            json!({ "html": html, "footer_url": page }),
            "footer_url",
            "HTML2PDF_NETWORK",
        ),
        (&open, json!({ "url": gone }), "url", "not-found"),
        (&open, json!({ "url": pdf }), "url", "application/pdf"),
        (&open, json!({ "url": "/etc/passwd" }), "url", "https://"),
        (
            &open,
            json!({ "url": "file:///etc/passwd" }),
            "url",
            "https://",
        ),
        (&open, json!({ "url": page, "html": html }), "url", "html"),
        (
            &open,
            json!({ "html": html, "header_url": page, "header_left": "x" }),
            "header_url",
            "header_left",
        ),
        (
            &open,
            json!({ "documents": [{ "url": page }, { "url": gone }] }),
            "documents[1].url",
            "not-found",
        ),
        (
            &open,
            json!({ "documents": [{ "url": page, "html": html }] }),
            "documents[0].url",
            "html",
        ),
    ] {
        let answer = service.post_json(&request);
        assert_eq!(answer.status, 400, "{request}");
        let errors = answer.problem()["errors"].to_string();
        assert!(
            errors.contains(&format!("\"{field}\"")),
            "{request}: {errors}"
        );
        assert!(errors.contains(words), "{request}: {errors}");
    }
    // Where documents do not reach it, nobody asks for it.
    let calls = host.calls();
    let of_page = calls.iter().filter(|path| *path == "/dir/page.html");
    assert_eq!(of_page.count(), 1);
}

#[test]
fn the_command_line_takes_an_address() {
    let host = site();
    let folder = tempfile::tempdir().unwrap();
    let mut command = support::child::command(env!("CARGO_BIN_EXE_html2pdf"));
    command
        .args(["render", &format!("{}/dir/page.html", at(host.port))])
        .env("HTML2PDF_NETWORK", "unguarded")
        .current_dir(folder.path());
    let output = support::child::Start::run(&mut command);
    assert!(output.status.success(), "{output:?}");
    let printed = folder.path().join("page.pdf");
    let bytes = std::fs::read(&printed).unwrap();
    assert!(Pdf::new(&bytes).text().contains("styled"));
    // Without a network it says who can open one, and prints nothing.
    std::fs::remove_file(&printed).unwrap();
    command.env("HTML2PDF_NETWORK", "off");
    let output = support::child::Start::run(&mut command);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && told.contains("HTML2PDF_NETWORK"),
        "{told}"
    );
    assert!(!printed.exists());
}

/// What comes of other hosts is converted like what was sent along: the prints are alike.
#[test]
fn what_comes_is_converted_like_what_was_sent() {
    const PICTURES: [&str; 5] = [
        "lossy.webp",
        "full-10.avif",
        "cmyk.jpg",
        "turned-6.jpg",
        "icon.ico",
    ];
    let file = |path: &str| {
        let root = env!("CARGO_MANIFEST_DIR");
        std::fs::read(format!("{root}/tests/documents/{path}")).unwrap()
    };
    let font = file("fonts/variable.woff2");
    let pictures: Vec<_> = PICTURES
        .iter()
        .map(|name| (format!("/{name}"), file(&format!("pictures/{name}"))))
        .collect();
    let mut files: Vec<File<'_>> = vec![("/b.woff2", "font/woff2", font.clone())];
    let of_pictures = pictures
        .iter()
        .map(|(path, bytes)| (path.as_str(), "image/x", bytes.clone()));
    files.extend(of_pictures);
    let host = FileHost::with(&files);
    let service = Service::start_with(&[UNGUARDED]);
    let page = |base: &str| {
        let pictures = PICTURES.map(|name| format!("<img src='{base}{name}'>"));
        let style = format!(
            "@font-face{{font-family:B;src:url({base}b.woff2);font-weight:100 900}}\
             body{{margin:0;font:20px B}}img{{width:90px;height:60px}}i{{font-style:normal;font-weight:200}}"
        );
        format!(
            "<!DOCTYPE html><style>{style}</style><p>B <i>B</i> <b>B</b><p>{}",
            pictures.concat()
        )
    };
    let mut assets = serde_json::Map::new();
    assets.insert("b.woff2".to_owned(), BASE64_STANDARD.encode(&font).into());
    for (path, bytes) in &pictures {
        assets.insert(path[1..].to_owned(), BASE64_STANDARD.encode(bytes).into());
    }
    let (_, warnings, remote) = print(&service, &json!({"html": page(&host.text("HOST/"))}));
    assert_eq!(warnings, "");
    let (_, warnings, sent) = print(&service, &json!({"html": page(""), "assets": assets}));
    assert_eq!(warnings, "");
    let [remote, sent] = [remote, sent].map(|bytes| Pdf::new(&bytes).picture(48));
    assert_eq!(remote.dots(), sent.dots());
    // All of it came by one request each.
    assert_eq!(host.calls().len(), files.len());
    let (_, warnings, bare) = print(&service, &json!({"html": page("")}));
    assert_eq!(warnings.matches("failed-resource").count(), files.len());
    assert_ne!(Pdf::new(&bare).picture(48).dots(), sent.dots());
}
