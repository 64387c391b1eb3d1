//! Every row of the table of options, by the table itself: its example works, a
//! wrong value is refused with what would be right, and there is a test that
//! looks at what it does.

use crate::support;

use std::collections::BTreeSet;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use html2pdf_lambda::job::options::{FieldError, OPTIONS, Options};
use serde_json::{Map, Value, json};
use support::pdf::Pdf;
use support::service::{Answer, Service, told};

const EVERYTHING: &str = include_str!("../documents/everything.json");

fn unguarded() -> Service {
    Service::start_with(&[("HTML2PDF_NETWORK", "unguarded")])
}

fn post(service: &Service, request: &Value) -> Answer {
    service.post_json(request)
}

fn names() -> BTreeSet<&'static str> {
    OPTIONS.iter().map(|option| option.name).collect()
}

/// What some options need beside themselves to be of use.
fn company(option: &str) -> Value {
    match option {
        "page_width" => json!({"page_height": "150mm"}),
        "page_height" => json!({"page_width": "100mm"}),
        "page" => json!({"format": "png", "dpi": 72}),
        "width" | "transparent" => json!({"format": "png"}),
        "quality" => json!({"format": "jpg", "dpi": 72}),
        "format" => json!({"dpi": 72}),
        "permissions" => json!({"owner_password": "keep"}),
        "wait_for_status" => json!({"js": "window.status = 'ready'"}),
        "wait_for_expression" => json!({"js": "window.charts = [1, 2, 3]"}),
        "wait_for_selector" => {
            json!({"js": "document.body.innerHTML += '<i id=chart class=done>x</i>'"})
        }
        "data" | "locale" => json!({"template": "handlebars"}),
        _ if option.starts_with("toc_") => json!({"toc": true}),
        _ if option.starts_with("outline_") => json!({"outline": true}),
        _ if option.starts_with("watermark_")
            && !matches!(option, "watermark_text" | "watermark_image") =>
        {
            json!({"watermark_text": "x"})
        }
        _ => json!({}),
    }
}

/// Asks for one option, with what it needs, of a document of six pages.
fn asking(option: &str, value: &str) -> Value {
    let assets: Value = serde_json::from_str::<Value>(EVERYTHING).unwrap()["assets"].clone();
    let mut request = json!({
        "html": "<!DOCTYPE html><h1>x</h1>".to_owned() + &"<p style='page-break-before:always'>y".repeat(5),
        "options": {option: value},
        "assets": assets,
    });
    let stamp = STANDARD.encode(support::png::plain(8, 8, [255, 0, 0]));
    request["assets"]["stamp.png"] = stamp.into();
    let options = request["options"].as_object_mut().unwrap();
    options.extend(company(option).as_object().unwrap().clone());
    // A picture is of one page, so its format and its path must not disagree.
    request
}

#[test]
fn every_example_works() {
    let service = unguarded();
    let print = |options: &[&'static str]| {
        for option in options {
            let example = OPTIONS
                .iter()
                .find(|spec| spec.name == *option)
                .unwrap()
                .example;
            // Pages of the network are printed in `remote`, and `delivery` has a host that takes documents.
            // Those of jobs that wait are refused here.
            if option.starts_with("webhook")
                || *option == "deliver_to"
                || option.ends_with("url") && *option != "base_url"
            {
                continue;
            }
            let answer = service.post("/", "application/json", asking(option, example).to_string());
            let said = String::from_utf8_lossy(&answer.body[..answer.body.len().min(1000)]);
            assert_eq!(answer.status, 200, "{option}={example}: {said}");
        }
    };
    let names: Vec<_> = names().into_iter().collect();
    let (some, others) = names.split_at(names.len() / 2);
    std::thread::scope(|scope| {
        scope.spawn(|| print(some));
        print(others);
    });
}

/// For every option a value that will not do, and a word of what would.
const REFUSED: &[(&str, &str, &str)] = &[
    ("page_size", "A44", "`A4`"),
    ("page_width", "12parsecs", "mm"),
    ("page_height", "6000mm", "5080"),
    ("orientation", "upright", "portrait or landscape"),
    ("margin", "1 2 3 4 5", "one to four"),
    ("margin_top", "-5mm", "mm"),
    ("margin_right", "wide", "mm"),
    ("margin_bottom", "1em", "mm"),
    ("margin_left", "10%", "mm"),
    ("css_page", "maybe", "on, off"),
    ("single_page", "2", "on, off"),
    ("url", "/report.html", "https://"),
    ("base_url", "example.com", "https://"),
    ("header_url", "file:///etc/passwd", "https://"),
    ("deliver", "mail", "inline or link or auto"),
    ("deliver_to", "s3://bucket/key", "https://"),
    ("webhook_url", "app.example.com", "https://"),
    ("webhook_error_url", "mailto:me@example.com", "https://"),
    ("webhook_method", "get", "post or put or patch"),
    ("webhook_headers", "a b: c", "percent-encode"),
    ("footer_url", "javascript:x", "https://"),
    ("header_html", "a\0b", "send text"),
    ("header_left", "a\nb", "one line"),
    ("header_center", "a\u{7}b", "one line"),
    ("header_right", "a\tb", "one line"),
    ("header_font", "a\nb", "one line"),
    ("header_font_size", "3", "4 to 72"),
    ("header_line", "thick", "on, off"),
    ("header_spacing", "101mm", "100 mm at most"),
    ("header_first", "never", "on, off"),
    ("header_first_html", "\0", "send text"),
    ("footer_html", "a\0b", "send text"),
    ("footer_left", "a\nb", "one line"),
    ("footer_center", "a\rb", "one line"),
    ("footer_right", "a\u{1b}b", "one line"),
    ("footer_font", "a\nb", "one line"),
    ("footer_font_size", "73", "4 to 72"),
    ("footer_line", "x", "on, off"),
    ("footer_spacing", "far", "mm"),
    ("footer_first", "x", "on, off"),
    ("footer_first_html", "\0", "send text"),
    ("cover_html", "\0", "send text"),
    ("toc", "x", "on, off"),
    ("toc_title", "a\nb", "one line"),
    ("toc_depth", "10", "1 to 9"),
    ("toc_dots", "...", "on, off"),
    ("toc_links", "x", "on, off"),
    ("toc_back_links", "x", "on, off"),
    ("toc_css", "\0", "send text"),
    ("toc_position", "middle", "start or end"),
    ("outline", "x", "on, off"),
    ("outline_depth", "0", "1 to 9"),
    ("listed", "x", "on, off"),
    ("page_offset", "1.5", "whole number"),
    ("blank_pages", "x", "on, off"),
    ("print_media", "paper", "on, off"),
    ("background", "red", "on, off"),
    ("zoom", "11", "0.1 to 10"),
    ("viewport", "1280", "1280x800"),
    ("table_breaks", "x", "on, off"),
    ("lower", "flex", "on, off"),
    ("fit_margins", "x", "on, off"),
    ("grayscale", "x", "on, off"),
    ("dpi", "71", "72 to 2400"),
    ("smart_shrinking", "x", "on, off"),
    ("low_quality", "x", "on, off"),
    ("image_quality", "101", "1 to 100"),
    ("css", "\0", "send text"),
    ("user_style", "\0", "send text"),
    ("js", "\0", "send text"),
    ("encoding", "klingon", "euc-kr"),
    ("network", "unguarded", "off or allowlist or public"),
    (
        "network_hosts",
        "https://cdn.example.com/",
        "without scheme",
    ),
    ("cookies", "abc", "session=abc"),
    ("request_headers", "a b: c", "percent-encode"),
    ("username", "a\nb", "one line"),
    ("password", "a\nb", "one line"),
    ("javascript", "es6", "on, off"),
    ("javascript_delay", "60001", "0 to 60000"),
    ("wait_for_status", "a\nb", "one line"),
    ("wait_for_selector", "a\nb", "one line"),
    ("wait_for_expression", "a\nb", "one line"),
    ("template", "mustache", "handlebars or jinja"),
    ("data", "[1]", "{\"items\": [...]}"),
    ("locale", "klingon", "ko-KR"),
    ("title", "a\nb", "one line"),
    ("author", "a\nb", "one line"),
    ("subject", "a\nb", "one line"),
    ("keywords", "a\nb", "one line"),
    ("creator", "a\nb", "one line"),
    ("creation_date", "yesterday", "fixed or now"),
    ("page_ranges", "3-1", "1-3"),
    ("prepend", "none.pdf", "send it as an asset"),
    ("append", "none.pdf", "send it as an asset"),
    ("attachments", "none.xml", "send it as an asset"),
    ("watermark_text", "a\nb", "one line"),
    ("watermark_image", "none.png", "send it as an asset"),
    ("watermark_layer", "beside", "over or under"),
    ("watermark_opacity", "0", "0.01 to 1"),
    ("watermark_angle", "181", "-180 to 180"),
    ("watermark_color", "#12", "#rrggbb"),
    ("watermark_size", "2", "0.05 to 1"),
    ("owner_password", "a\nb", "one line"),
    ("user_password", "a\nb", "one line"),
    ("permissions", "fly", "print, copy"),
    ("compress", "x", "on, off"),
    ("linearize", "x", "on, off"),
    ("format", "gif", "png"),
    ("page", "0", "number from 1, or all"),
    ("width", "15", "16 to 10000"),
    ("quality", "0", "1 to 100"),
    ("transparent", "x", "on, off"),
    ("filename", "a/b", "bare file name"),
    ("disposition", "download", "inline or attachment"),
    ("report", "xml", "headers or json"),
    ("strict", "very", "on, off"),
    ("time_zone", "Asia/Seoul", "+09:00"),
    ("timeout", "soon", "25s"),
];

#[test]
fn every_wrong_value_is_refused_with_what_would_be_right() {
    let service = unguarded();
    let refused: BTreeSet<_> = REFUSED.iter().map(|(option, ..)| *option).collect();
    assert_eq!(refused, names());
    for (option, value, right) in REFUSED {
        let answer = service.post("/", "application/json", asking(option, value).to_string());
        assert_eq!(answer.status, 400, "{option}={value}");
        let problem = answer.problem();
        let errors = problem["errors"].as_array().unwrap();
        let error = errors.iter().find(|error| error["field"] == *option);
        let error = error.unwrap_or_else(|| panic!("{option}={value}: {problem}"));
        let detail = told(error);
        assert!(detail.contains(right), "{option}={value}: {detail}");
        assert_eq!(errors.len(), 1, "{option}={value}: {problem}");
    }
}

/// Options that cannot be in one request with the others, and with which.
const APART: [(&str, &str); 14] = [
    ("url", "html"),
    ("deliver_to", "an answer with the document"),
    ("webhook_url", "an answer that is waited for"),
    ("webhook_error_url", "an answer that is waited for"),
    ("webhook_method", "an answer that is waited for"),
    ("webhook_headers", "an answer that is waited for"),
    ("header_url", "header_html"),
    ("footer_url", "footer_html"),
    ("wait_for_expression", "wait_for_status"),
    ("watermark_image", "watermark_text"),
    ("page", "format=pdf"),
    ("width", "dpi"),
    ("quality", "format=pdf"),
    ("transparent", "format=pdf"),
];

#[test]
fn a_request_with_everything_prints() {
    assert!(EVERYTHING.lines().count() < 60);
    let request: Value = serde_json::from_str(EVERYTHING).unwrap();
    let mut given: BTreeSet<&str> = keys(request.as_object().unwrap());
    for document in request["documents"].as_array().unwrap() {
        given.extend(keys(document.as_object().unwrap()));
    }
    let missing: Vec<_> = names().difference(&given).copied().collect();
    let mut apart = APART.map(|(option, _)| option);
    apart.sort_unstable();
    assert_eq!(missing, apart);

    let answer = post(&unguarded(), &request);
    let said = String::from_utf8_lossy(&answer.body[..answer.body.len().min(2000)]);
    assert_eq!(answer.status, 200, "{said}");
    let report: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(report["warnings"], json!([]));
    assert_eq!(report["filename"], "everything.pdf");
    let pdf = STANDARD
        .decode(report["document"].as_str().unwrap())
        .unwrap();
    let mut locked = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut locked, &pdf).unwrap();
    let opened = std::process::Command::new("qpdf")
        .args(["--password=901231", "--decrypt"])
        .arg(locked.path())
        .arg("-")
        .output();
    let opened = opened.unwrap_or_else(|error| panic!("qpdf: {error}; install qpdf"));
    assert!(
        opened.status.success(),
        "{}",
        String::from_utf8_lossy(&opened.stderr)
    );
    let pdf = Pdf::new(&opened.stdout);
    let text = pdf.text();
    for word in [
        "Cover",
        "Contents",
        "Part one",
        "ran",
        "Part two",
        "waited",
        "strip",
        "1,235",
        "First foot",
        "First head",
    ] {
        assert!(text.contains(word), "{word} in {text}");
    }
    assert_eq!(pdf.info("Title"), "Everything");
    assert_eq!(pdf.info("Author"), "한빛상사");
    assert_eq!(report["pages"], pdf.pages());
}

fn keys(object: &Map<String, Value>) -> BTreeSet<&str> {
    let given = object.iter().filter(|(_, value)| !value.is_null());
    given.map(|(name, _)| name.as_str()).collect()
}

#[test]
fn options_that_exclude_each_other_are_refused_together() {
    let refused = |given: &[(&str, &str)]| -> Vec<FieldError> {
        Options::read(given.iter().copied()).unwrap_err()
    };
    for (given, field) in [
        (
            &[
                ("page_size", "A4"),
                ("page_width", "10cm"),
                ("page_height", "10cm"),
            ][..],
            "page_size",
        ),
        (&[("header_html", "x"), ("header_left", "y")], "header_html"),
        (
            &[("footer_html", "x"), ("footer_right", "y")],
            "footer_html",
        ),
        (
            &[("header_first", "off"), ("header_first_html", "y")],
            "header_first_html",
        ),
        (
            &[("wait_for_status", "x"), ("wait_for_selector", "y")],
            "wait_for_selector",
        ),
        (
            &[("watermark_text", "x"), ("watermark_image", "y")],
            "watermark_image",
        ),
        (
            &[("format", "png"), ("dpi", "100"), ("width", "100")],
            "width",
        ),
        (&[("format", "png"), ("quality", "50")], "quality"),
        (&[("format", "jpg"), ("transparent", "on")], "transparent"),
        (&[("page", "2")], "page"),
        (&[("permissions", "none")], "permissions"),
        (
            &[("owner_password", "a"), ("user_password", "a")],
            "owner_password",
        ),
    ] {
        let errors = refused(given);
        assert_eq!(errors.len(), 1, "{given:?}: {errors:?}");
        assert_eq!(errors[0].field, field, "{given:?}");
    }
}

#[test]
fn every_option_has_a_test_that_looks_at_what_it_does() {
    fn add(folder: &Path, tests: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let is_test = path.extension().is_some_and(|ending| ending == "rs");
            if path.is_dir() {
                add(&path, tests);
            } else if is_test && !path.ends_with("options.rs") {
                *tests += &std::fs::read_to_string(path).unwrap();
            }
        }
    }
    // A group of tests has a folder of its own; what they share is no test. Not this file: it
    // names them all.
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");
    let groups = std::fs::read_dir(folder).unwrap();
    let groups = groups.map(|entry| entry.unwrap().path());
    let mut tests = String::new();
    for group in groups.filter(|path| path.join("main.rs").exists()) {
        add(&group, &mut tests);
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words: BTreeSet<_> = tests.split(|c| !is_word(c)).collect();
    let without: Vec<_> = names()
        .into_iter()
        .filter(|name| !words.contains(name))
        .collect();
    assert_eq!(without, [] as [&str; 0], "no test of these");
}
