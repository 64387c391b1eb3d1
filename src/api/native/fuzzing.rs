//! What must hold of every request, whatever its bytes are.

use std::collections::BTreeSet;

use ::base64::Engine as _;
use ::base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use futures_util::FutureExt;
use http::Request;

use crate::api::problem;
use crate::document::charset as charsets;
use crate::error::Error;
use crate::job::length::Length;
use crate::job::limits::Limits;
use crate::job::options::{
    Awaited, Defaults, DocumentOptions, FieldError, HeaderFooter, HeaderFooterContent, Options,
    Scripts,
};
use crate::job::page::Page;
use crate::job::{Asset, Job, Network};

use super::request::RequestPolicy;

/// Small, so that there are requests beyond it.
const LIMIT: usize = 16 << 10;

pub fn form(body: &[u8]) {
    check(body, &read("application/x-www-form-urlencoded", "", body));
}

/// A JSON body; with an option in the query, too.
pub fn json(body: &[u8]) {
    check(body, &read("application/json", "page_size=A5", body));
}

/// The boundary is `bound`.
pub fn multipart(body: &[u8]) {
    check(body, &read("multipart/form-data; boundary=bound", "", body));
}

/// Options in a query, or whatever else stands there.
pub fn options(data: &[u8]) {
    let visible = |byte: &&u8| byte.is_ascii_graphic() && !b"\"#<>\\^`{|}".contains(byte);
    let query: Vec<u8> = data.iter().filter(visible).copied().collect();
    let query = String::from_utf8(query).expect("ASCII");
    // An address has no more than 65,534 bytes.
    let query = &query[..query.len().min(32 << 10)];
    check(b"<p>x", &read("text/html", query, b"<p>x"));
    if let Ok(text) = std::str::from_utf8(data) {
        let pairs: Vec<_> = text
            .lines()
            .filter_map(|line| line.split_once('='))
            .collect();
        match Options::read(pairs.iter().copied()) {
            Ok(options) => check_options(&options),
            Err(faults) => check_faults(&faults),
        }
    }
}

pub fn base64(data: &[u8]) {
    if let Ok(decoded) = crate::api::submission::base64::decode(data) {
        assert!(decoded.len() <= data.len() / 4 * 3 + 2);
        let again = crate::api::submission::base64::decode(STANDARD.encode(&decoded).as_bytes());
        assert_eq!(again.as_deref(), Ok(&decoded[..]));
    }
    for encoded in [STANDARD.encode(data), URL_SAFE_NO_PAD.encode(data)] {
        let lines: Vec<&[u8]> = encoded.as_bytes().chunks(76).collect();
        assert_eq!(
            crate::api::submission::base64::decode(&lines.join(&b"\r\n"[..])).as_deref(),
            Ok(data)
        );
    }
}

/// The first line is what the transport declares; nothing, if it is empty.
pub fn charset(data: &[u8]) {
    let end = memchr::memchr(b'\n', data).unwrap_or(data.len());
    let label = String::from_utf8_lossy(&data[..end]);
    let label = Some(&label[..]).filter(|label| !label.is_empty());
    let bytes = data.get(end + 1..).unwrap_or_default();

    match charsets::html(bytes::Bytes::copy_from_slice(bytes), label) {
        // A byte becomes three at most: that of a replacement character.
        Ok(text) => assert!(text.len() <= bytes.len() * 3),
        Err(why) => assert!(why.len() < 300 && label.is_some(), "{why}"),
    }
    match (
        charsets::text(bytes, label),
        label,
        std::str::from_utf8(bytes),
    ) {
        (Ok(text), None, plain) => assert_eq!(Ok(&text[..]), plain),
        (Err(_), None, plain) => assert!(plain.is_err()),
        (Ok(text), ..) => assert!(text.len() <= bytes.len() * 3),
        (Err(why), ..) => assert!(why.len() < 300, "{why}"),
    }
    if let Ok(plain) = std::str::from_utf8(bytes)
        && !plain.starts_with('\u{feff}')
    {
        let html = charsets::html(bytes::Bytes::copy_from_slice(bytes), Some("utf-8"));
        assert_eq!(html.as_deref(), Ok(plain));
    }
}

fn read(content_type: &str, query: &str, body: &[u8]) -> Result<Job, Error> {
    let request = Request::builder()
        .uri(format!("/pdf?{query}"))
        .header("content-type", content_type)
        .body(());
    let (parts, ()) = request.expect("an address").into_parts();
    read_parts(&parts, body)
}

pub fn read_parts(parts: &http::request::Parts, body: &[u8]) -> Result<Job, Error> {
    let terms = RequestPolicy {
        limit: LIMIT,
        limits: &Limits::default(),
        defaults: &Defaults::default(),
        network: &Network::Unguarded,
        format: None,
    };
    let read = super::request::read(parts, Bytes::copy_from_slice(body), terms);
    read.now_or_never().expect("nothing is waited for")
}

/// A job that a form asks for.
pub fn job(body: &[u8]) -> Option<Job> {
    read("application/x-www-form-urlencoded", "", body).ok()
}

pub fn check(body: &[u8], read: &Result<Job, Error>) {
    match read {
        Ok(job) => {
            assert!(body.len() <= LIMIT);
            check_job(job);
        }
        Err(error) => check_error(error),
    }
}

fn check_error(error: &Error) {
    if let Error::BadFields(fields) = error {
        check_faults(fields);
    }
    let answer = problem::answer(error, "id");
    assert!(answer.status().is_client_error(), "{error:?}");
    let told: serde_json::Value =
        serde_json::from_slice(answer.body().as_text().expect("whole")).expect("JSON");
    let detail = told["detail"].as_str().expect("a detail");
    assert!(!detail.is_empty());
    // Each fault repeats an excerpt, and nothing as long as a request.
    assert!(
        answer.body().len() < 200_000,
        "{} bytes",
        answer.body().len()
    );
}

fn check_faults(faults: &[FieldError]) {
    assert!(faults.len() <= FieldError::MOST);
    for fault in faults {
        assert!(!fault.detail.is_empty(), "{fault:?}");
    }
}

fn check_job(job: &Job) {
    assert!((1..=100).contains(&job.documents.len()));
    for document in &job.documents {
        assert!(!document.html.trim().is_empty());
        assert!(document.html.len() <= LIMIT);
        check_document(&document.options);
    }
    assert!(job.assets.len() <= 500);
    let mut names = BTreeSet::new();
    for asset in &job.assets {
        check_name(asset.name());
        assert!(names.insert(asset.name()), "two are named {}", asset.name());
        assert!(asset.bytes.len() <= LIMIT);
    }
    let finishing = &job.options.finishing;
    let named = finishing.prepend.iter().chain(&finishing.append);
    for name in named.chain(&finishing.attachments) {
        assert!(names.contains(name.as_str()), "{name} was not sent");
    }
    check_options(&job.options);
}

/// Of a plain file, beside the document.
fn check_name(name: &str) {
    assert!(!name.is_empty() && name != "." && name != "..");
    assert!(name.len() <= 255 && !name.contains(['/', '\\']));
    assert!(!name.chars().any(char::is_control), "{name:?}");
    assert!(!name.eq_ignore_ascii_case(Asset::DOCUMENT));
    assert!(!name.starts_with(Asset::OURS), "{name}");
}

fn check_line(text: &str, longest: usize) {
    assert!(text.chars().count() <= longest, "{text:?}");
    assert!(!text.chars().any(char::is_control), "{text:?}");
}

fn check_options(options: &Options) {
    check_document(&options.document);
    let quality = &options.quality;
    assert!((1..=100).contains(&quality.image_quality));
    assert!(quality.dpi.is_none_or(|dpi| (72..=2400).contains(&dpi)));
    assert!((-10_000..=1_000_000).contains(&options.book.page_offset));
    if let Some(contents) = &options.book.toc {
        check_line(&contents.title, 200);
        assert!((1..=9).contains(&contents.depth));
    }
    assert!(
        options
            .book
            .outline
            .is_none_or(|outline| (1..=9).contains(&outline.depth))
    );
    assert!(options.time_zone.0.abs() < 15 * 60);
    check_line(&options.delivery.filename, 200);
    assert!(!options.delivery.filename.contains(['/', '\\']));
    let metadata = &options.finishing.metadata;
    let said = [
        &metadata.title,
        &metadata.author,
        &metadata.subject,
        &metadata.keywords,
    ];
    for text in said.into_iter().chain([&metadata.creator]).flatten() {
        check_line(text, 1000);
    }
    if let Some(mark) = &options.finishing.watermark {
        assert!((0.0..=1.0).contains(&mark.opacity));
        assert!((0.05..=1.0).contains(&mark.size));
        assert!((-180.0..=180.0).contains(&mark.angle));
        let plain = |c: char| c.is_ascii_alphanumeric() || "#(),.% ".contains(c);
        assert!(mark.colour.chars().all(plain), "{}", mark.colour);
    }
    let remote = &options.remote;
    for (name, value) in remote.cookies.iter().chain(&remote.headers) {
        assert!(!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic()));
        check_line(value, LIMIT);
    }
    for text in remote.user.iter().chain(&remote.password) {
        check_line(text, 200);
    }
}

fn check_document(options: &DocumentOptions) {
    check_page(&options.page.page());
    check_page(&options.page.or(options.default_page).page());
    assert!((0.1..=10.0).contains(&options.look.zoom));
    if let Some((width, height)) = options.look.viewport {
        assert!((16..=10_000).contains(&width) && (16..=10_000).contains(&height));
    }
    if let Scripts::On(readiness) = &options.scripts {
        assert!(readiness.delay.as_millis() <= 60_000);
        match &readiness.awaited {
            Some(Awaited::Status(text) | Awaited::Selector(text)) => check_line(text, 200),
            Some(Awaited::Expression(text)) => check_line(text, 1000),
            Some(Awaited::Rest) | None => {}
        }
    }
    for HeaderFooter {
        content, spacing, ..
    } in [&options.header, &options.footer]
    {
        assert!((0.0..=100.0).contains(&spacing.as_mm()));
        if let HeaderFooterContent::Text(text) = content {
            assert!((4..=72).contains(&text.size));
            check_line(&text.font, 100);
            for part in [&text.left, &text.center, &text.right] {
                check_line(part, 1000);
            }
        }
    }
    for text in [
        &options.injection.css,
        &options.injection.user_style,
        &options.injection.js,
    ] {
        assert!(text.iter().all(|text| !text.contains('\0')));
    }
}

fn check_page(page: &Page) {
    let within = |length: Length| (0.0..=5080.0).contains(&length.as_mm());
    assert!(within(page.width) && within(page.height), "{page:?}");
    let margins = &page.margins;
    let all = [margins.top, margins.right, margins.bottom, margins.left];
    assert!(all.into_iter().all(within), "{page:?}");
}
