//! What is done to a PDF once it is printed, asked for as a caller does.

use crate::support;

use std::process::Command;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};
use tempfile::NamedTempFile;

use support::pdf::Pdf;
use support::service::{Answer, Service, multipart};

const PAGE: &str = "<!DOCTYPE html><meta charset=utf-8><title>문서</title>";

/// A document of so many pages, each with a text of its own.
fn pages(count: usize) -> String {
    let pages: String = (1..=count)
        .map(|page| format!("<div style='page-break-after:always'>PAGE{page}</div>"))
        .collect();
    format!("{PAGE}<style>div:last-child{{page-break-after:auto!important}}</style><body>{pages}")
}

fn post(service: &Service, request: Value) -> Answer {
    service.post_json(&request)
}

fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

/// What a program of other people says of a PDF.
fn say(program: &str, arguments: &[&str], pdf: &[u8]) -> String {
    let file = NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let output = Command::new(program)
        .args(arguments)
        .arg(file.path())
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[track_caller]
fn assert_refused(answer: &Answer, field: &str, remedy: &str) {
    assert_eq!(answer.status, 400, "{:?}", answer.problem());
    let errors = answer.problem()["errors"].to_string();
    assert!(
        errors.contains(field) && errors.contains(remedy),
        "{errors}"
    );
}

#[test]
fn the_pdf_says_what_the_request_says_of_it() {
    let service = Service::start();
    let answer = post(
        &service,
        json!({"html": PAGE.to_owned() + "x", "title": "청구서 (11)", "author": "한빛 & 달빛", "subject": "November",
               "keywords": "a, 나", "creator": "Billing 4.2"}),
    );
    let pdf = Pdf::new(&answer.pdf());
    for (name, value) in [
        ("Title", "청구서 (11)"),
        ("Author", "한빛 & 달빛"),
        ("Subject", "November"),
        ("Keywords", "a, 나"),
        ("Creator", "Billing 4.2"),
        ("Producer", "Qt 4.8.7"),
    ] {
        assert_eq!(pdf.info(name), value, "{name}");
    }
}

#[test]
fn the_document_says_it_where_the_request_is_silent() {
    let html = format!(
        "{PAGE}<meta name=author content='김 &amp; 이'><meta name=Description content=Report>\
         <meta name=keywords content='x, y'><meta name=generator content=Word><p>x"
    );
    let service = Service::start();
    let pdf = Pdf::new(&post(&service, json!({"html": html, "subject": "Mine"})).pdf());
    for (name, value) in [
        ("Title", "문서"),
        ("Author", "김 & 이"),
        ("Subject", "Mine"),
        ("Keywords", "x, y"),
        ("Creator", "Word"),
    ] {
        assert_eq!(pdf.info(name), value, "{name}");
    }
}

#[test]
fn the_date_is_fixed_unless_asked_for() {
    let service = Service::start();
    let date = |query: &str| Pdf::new(&service.print(query, "<p>x").pdf()).info("CreationDate");
    for query in ["", "time_zone=-05:00", "author=x&time_zone=UTC"] {
        assert!(date(query).contains("2000"), "{query}: {}", date(query));
    }
    assert!(!date("creation_date=now").contains("2000"));
}

#[test]
fn a_password_is_needed_where_one_is_set() {
    let service = Service::start();
    let answer = post(
        &service,
        json!({"html": pages(2), "user_password": "비밀 1", "owner_password": "owner", "permissions": ["print"],
               "page_ranges": "1", "attachments": "a.xml", "assets": {"a.xml": base64(b"<a/>")}}),
    );
    assert_eq!(answer.header("x-pdf-pages"), "1");
    let pdf = answer.pdf();
    assert!(say("pdfinfo", &[], &pdf).contains("Incorrect password"));
    let open = say("pdfinfo", &["-upw", "비밀 1"], &pdf);
    assert!(
        open.contains("print:yes copy:no change:no addNotes:no algorithm:AES-256"),
        "{open}"
    );
    let checked = say("qpdf", &["--password=owner", "--check"], &pdf);
    assert!(
        checked.contains("Supplied password is owner password"),
        "{checked}"
    );
    assert!(
        checked.contains("No syntax or stream encoding errors"),
        "{checked}"
    );
    assert!(!String::from_utf8_lossy(&pdf).contains("PAGE"));
}

#[test]
fn permissions_are_granted_one_by_one() {
    let service = Service::start();
    for (permissions, said) in [
        ("none", "print:no copy:no change:no addNotes:no"),
        ("copy, annotate", "print:no copy:yes change:no addNotes:yes"),
        (
            "modify fill_forms assemble",
            "print:no copy:no change:yes addNotes:no",
        ),
        ("all", "print:yes copy:yes change:yes addNotes:yes"),
    ] {
        let request = json!({"html": "<p>x", "owner_password": "o", "permissions": permissions});
        let said_so = say("pdfinfo", &[], &post(&service, request).pdf());
        assert!(said_so.contains(said), "{permissions}: {said_so}");
    }
}

#[test]
fn passwords_that_guard_nothing_are_refused() {
    let service = Service::start();
    for (request, field, remedy) in [
        (
            json!({"permissions": "print"}),
            "permissions",
            "owner_password",
        ),
        (
            json!({"owner_password": "x", "user_password": "x"}),
            "owner_password",
            "another",
        ),
        (
            json!({"owner_password": "가".repeat(43)}),
            "owner_password",
            "127 bytes",
        ),
        (
            json!({"user_password": "a\nb"}),
            "user_password",
            "one line",
        ),
        (
            json!({"owner_password": "x", "permissions": "fly"}),
            "permissions",
            "fill_forms",
        ),
    ] {
        let mut request = request;
        request["html"] = "<p>x".into();
        let answer = post(&service, request);
        assert_refused(&answer, field, remedy);
        assert!(
            !answer.problem().to_string().contains("가가"),
            "a password is repeated"
        );
    }
}

#[test]
fn files_are_attached_as_they_were_sent() {
    let service = Service::start();
    let xml = "<?xml version=\"1.0\"?><청구서/>".as_bytes();
    // As JSON names them, and as a part of multipart that is named so.
    let by_json = post(
        &service,
        json!({"html": "<p>x", "attachments": ["세금.xml", "b.csv"],
               "assets": {"세금.xml": base64(xml), "b.csv": base64(b"1,2")}}),
    );
    let (content_type, body) = multipart(&[
        ("name=html", b"<p>x"),
        ("name=attachments; filename=\"세금.xml\"", xml),
        ("name=attachments; filename=\"b.csv\"", b"1,2"),
    ]);
    let by_parts = service.post("/pdf", &content_type, body);
    for answer in [by_json, by_parts] {
        let pdf = answer.pdf();
        let listed = say("pdfdetach", &["-list"], &pdf);
        assert!(listed.starts_with("2 embedded files"), "{listed}");
        assert!(
            listed.contains("세금.xml") && listed.contains("b.csv"),
            "{listed}"
        );
        let shown = say("qpdf", &["--show-attachment=세금.xml"], &pdf);
        assert_eq!(shown.as_bytes(), xml);
    }
}

#[test]
fn other_pdfs_come_before_and_after() {
    let service = Service::start();
    let before = post(
        &service,
        json!({"html": "<p>LETTERHEAD", "page_size": "A5"}),
    )
    .pdf();
    let after = post(&service, json!({"html": "<p>TERMS"})).pdf();
    let request = |pages: &str| {
        json!({"html": pages_and_outline(), "prepend": "before.pdf", "append": ["after.pdf", "before.pdf"],
               "outline": true, "page_ranges": pages,
               "assets": {"before.pdf": base64(&before), "after.pdf": base64(&after)}})
    };
    let answer = post(&service, request(""));
    assert_eq!(answer.header("x-pdf-pages"), "5");
    let pdf = Pdf::new(&answer.pdf());
    pdf.assert_sound();
    let texts = pdf.texts();
    for (text, word) in texts
        .iter()
        .zip(["LETTERHEAD", "One", "Two", "TERMS", "LETTERHEAD"])
    {
        assert!(text.contains(word), "{texts:?}");
    }
    let some = Pdf::new(&post(&service, request("1, 3-4")).pdf());
    assert_eq!(some.pages(), 3);
    assert!(some.texts()[1].contains("Two"));
}

fn pages_and_outline() -> String {
    format!("{PAGE}<h1>One</h1><h1 style='page-break-before:always'>Two</h1>")
}

#[test]
fn what_is_no_pdf_is_refused_by_its_name() {
    let service = Service::start();
    let locked = json!({"html": "<p>x", "user_password": "x"});
    let locked = post(&service, locked).pdf();
    for (bytes, remedy) in [
        (&b"%PDF-1.4 not really"[..], "print it to a new PDF"),
        (&locked, "without protection"),
    ] {
        let request =
            json!({"html": "<p>x", "append": "terms.pdf", "assets": {"terms.pdf": base64(bytes)}});
        let answer = post(&service, request);
        assert_eq!(answer.status, 422);
        let detail = answer.told();
        assert!(
            detail.contains("terms.pdf") && detail.contains(remedy),
            "{detail}"
        );
    }
    let answer = post(&service, json!({"html": "<p>x", "append": "gone.pdf"}));
    assert_refused(&answer, "append", "gone.pdf");
    assert_eq!(service.print("", "<p>next").status, 200);
    service.assert_nothing_left();
}

#[test]
fn pages_are_kept_by_their_numbers() {
    let service = Service::start();
    let html = pages(9);
    for (ranges, kept) in [
        (json!("1-3, 5, 8-"), &[1, 2, 3, 5, 8, 9][..]),
        (json!("odd"), &[1, 3, 5, 7, 9]),
        (json!("even"), &[2, 4, 6, 8]),
        (json!([2, "4-5"]), &[2, 4, 5]),
        (json!(7), &[7]),
        (json!("-2"), &[1, 2]),
    ] {
        let answer = post(&service, json!({"html": html, "page_ranges": ranges}));
        assert_eq!(answer.header("x-pdf-pages"), kept.len().to_string());
        let texts = Pdf::new(&answer.pdf()).texts();
        let expected: Vec<_> = kept.iter().map(|page| format!("PAGE{page}")).collect();
        let found: Vec<_> = texts.iter().map(|text| text.trim().to_owned()).collect();
        assert_eq!(found, expected, "{ranges}");
    }
    let beyond = post(&service, json!({"html": html, "page_ranges": "12-"}));
    assert_eq!(beyond.status, 422);
    assert!(beyond.problem()["detail"].to_string().contains("9 pages"));
    assert_refused(
        &post(&service, json!({"html": html, "page_ranges": "3-1"})),
        "page_ranges",
        "write 1-3",
    );
}

/// Dots of this colour, and the middle of them in parts of the page.
fn marks(answer: Answer, colour: impl Fn([u8; 3]) -> bool) -> (usize, f64, f64) {
    let picture = Pdf::new(&answer.pdf()).picture(40);
    let dots = picture
        .dots()
        .iter()
        .enumerate()
        .filter(|(_, dot)| colour(**dot));
    let (mut count, mut across, mut down) = (0, 0.0, 0.0);
    for (at, _) in dots {
        count += 1;
        across += (at % picture.width) as f64 / picture.width as f64;
        down += (at / picture.width) as f64 / picture.height as f64;
    }
    (count, across / count as f64, down / count as f64)
}

fn is_red([red, green, blue]: [u8; 3]) -> bool {
    red > 180 && green < 90 && blue < 90
}

#[test]
fn a_watermark_lies_in_the_middle_of_every_page() {
    let service = Service::start();
    let request = json!({"html": pages(3), "watermark_text": "대외비 COPY", "watermark_color": "#f00",
                         "watermark_opacity": 1, "watermark_angle": 30});
    let answer = post(&service, request);
    let pdf = Pdf::new(&answer.pdf());
    pdf.assert_sound();
    for page in 1..=3 {
        let words: Vec<_> = pdf.words()[page - 1]
            .iter()
            .map(|word| word.text.clone())
            .collect();
        assert!(words.contains(&format!("PAGE{page}")), "{words:?}");
        let red = pdf.picture_of(page, 40);
        assert!(
            red.dots().iter().filter(|dot| is_red(**dot)).count() > 500,
            "page {page}"
        );
    }
    let again = post(
        &service,
        json!({"html": "<p>x", "watermark_text": "COPY", "watermark_color": "red",
                                      "watermark_opacity": 1}),
    );
    let (_, across, down) = marks(again, is_red);
    assert!(
        (across - 0.5).abs() < 0.03 && (down - 0.5).abs() < 0.03,
        "{across}, {down}"
    );
}

#[test]
fn a_watermark_is_as_large_as_faint_and_as_turned_as_it_should_be() {
    let service = Service::start();
    let mark = |more: Value| {
        let mut request = json!({"html": "<p>x", "watermark_text": "COPY", "watermark_color": "#ff0000",
                                 "watermark_opacity": 1, "watermark_angle": 0});
        for (name, value) in more.as_object().unwrap() {
            request[name] = value.clone();
        }
        post(&service, request)
    };
    let (default, ..) = marks(mark(json!({})), is_red);
    let (small, ..) = marks(mark(json!({"watermark_size": 0.35})), is_red);
    assert!(
        (2.5..6.0).contains(&(default as f64 / small as f64)),
        "{default} {small}"
    );
    let (faint, ..) = marks(mark(json!({"watermark_opacity": 0.2})), is_red);
    assert_eq!(faint, 0);
    let pink = |dot: [u8; 3]| dot[0] > 240 && (180..=225).contains(&dot[1]);
    assert!(marks(mark(json!({"watermark_opacity": 0.2})), pink).0 > 500);

    let height_of = |answer: Answer| {
        let picture = Pdf::new(&answer.pdf()).picture(40);
        let rows = picture.dots().chunks(picture.width);
        rows.filter(|row| row.iter().any(|dot| is_red(*dot)))
            .count()
    };
    assert!(height_of(mark(json!({"watermark_angle": 90}))) > 2 * height_of(mark(json!({}))));
}

#[test]
fn a_watermark_lies_over_the_contents_or_under_them() {
    let service = Service::start();
    let html = format!(
        "{PAGE}<body style='margin:0;background:#fff'><div style='background:#000080;height:270mm'></div>"
    );
    let mark = |layer: &str| {
        let request = json!({"html": html, "watermark_text": "COPY", "watermark_color": "red",
                             "watermark_opacity": 1, "watermark_layer": layer});
        marks(post(&service, request), is_red).0
    };
    assert!(mark("over") > 500);
    assert!(mark("under") < mark("over") / 20);
    assert_refused(
        &post(
            &service,
            json!({"html": "<p>x", "watermark_layer": "beside"}),
        ),
        "watermark_layer",
        "over or under",
    );
}

#[test]
fn a_watermark_may_be_a_picture() {
    let service = Service::start();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'><circle cx='50' cy='50' r='50' fill='#ff0000'/></svg>";
    let request = json!({"html": "<p>x", "watermark_image": "도장 1.svg", "watermark_opacity": 1, "watermark_size": 0.3,
                         "assets": {"도장 1.svg": base64(svg.as_bytes())}});
    let (count, across, down) = marks(post(&service, request), is_red);
    assert!(count > 3000, "{count}");
    assert!(
        (across - 0.5).abs() < 0.03 && (down - 0.5).abs() < 0.03,
        "{across}, {down}"
    );
    let both = json!({"html": "<p>x", "watermark_image": "a.png", "watermark_text": "x", "assets": {"a.png": ""}});
    assert_refused(&post(&service, both), "watermark_image", "keep one");
}

#[test]
fn a_watermark_is_the_same_whether_scripts_run_or_not() {
    let service = Service::start();
    let mark = |javascript: bool| {
        let request = json!({"html": "<!DOCTYPE html><p>x", "watermark_text": "COPY", "watermark_color": "red",
                             "watermark_opacity": 1, "watermark_size": 0.3, "javascript": javascript});
        marks(post(&service, request), is_red)
    };
    let (count, ..) = mark(true);
    assert!(count > 100, "{count}");
    assert_eq!(mark(true), mark(false));
}

#[test]
fn a_watermark_that_is_no_picture_is_refused() {
    let service = Service::start();
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>";
    let image = |name: &str, bytes: &[u8]| {
        let request = json!({"html": "<!DOCTYPE html><p>x", "watermark_image": name, "assets": {name: base64(bytes)}});
        post(&service, request)
    };
    for (name, bytes) in [
        ("x.txt", &b"not a picture"[..]),
        ("empty.png", b""),
        ("cut.png", &support::png::plain(9, 9, [255, 0, 0])[..40]),
        ("text.png", b"PNG"),
        ("broken.svg", svg.as_bytes()),
        ("page.html", b"<!DOCTYPE html><p>x"),
    ] {
        let answer = image(name, bytes);
        assert_refused(&answer, "watermark_image", "is not a picture");
    }
    for (name, bytes) in [
        ("a.png", support::png::plain(9, 9, [255, 0, 0])),
        ("no ending", support::png::plain(9, 9, [255, 0, 0])),
        ("a.bmp", support::documents::noise_bmp(16, 16)),
        ("a.svg", format!("{svg}</svg>").into_bytes()),
    ] {
        let answer = image(name, &bytes);
        assert_eq!(answer.status, 200, "{name}");
    }
}

#[test]
fn compression_keeps_the_looks_and_saves_bytes() {
    let service = Service::start();
    let html = pages(30);
    let plain = post(&service, json!({"html": html})).pdf();
    let small = post(&service, json!({"html": html, "compress": true})).pdf();
    assert!(
        small.len() < plain.len() * 8 / 10,
        "{} of {}",
        small.len(),
        plain.len()
    );
    let (plain, small) = (Pdf::new(&plain), Pdf::new(&small));
    small.assert_sound();
    assert_eq!(plain.texts(), small.texts());
    assert_eq!(plain.picture(50).dots(), small.picture(50).dots());
}

#[test]
fn a_browser_can_show_the_first_page_early() {
    let service = Service::start();
    let linearized = post(&service, json!({"html": pages(5), "linearize": "on"})).pdf();
    let pdf = Pdf::new(&linearized);
    assert_eq!(pdf.info("Optimized"), "yes");
    let checked = say("qpdf", &["--check-linearization"], &linearized);
    assert!(checked.contains("no linearization errors"), "{checked}");
    assert_eq!(
        Pdf::new(&post(&service, json!({"html": pages(5)})).pdf()).info("Optimized"),
        "no"
    );
}

#[test]
fn the_same_job_is_finished_to_the_same_bytes() {
    let service = Service::start();
    let request = json!({"html": pages(3), "author": "x", "watermark_text": "COPY", "attachments": "a.txt",
                         "assets": {"a.txt": base64(b"x")}, "linearize": true, "page_ranges": "2-"});
    let first = post(&service, request.clone()).pdf();
    assert!(first == post(&service, request).pdf());
}

#[test]
fn what_is_not_finished_in_time_is_ended() {
    let service = Service::start();
    let long = post(&service, json!({"html": pages(500)})).pdf();
    let names: Vec<_> = (0..40).map(|at| format!("{at}.pdf")).collect();
    let assets: Map<_, _> = names
        .iter()
        .map(|name| (name.clone(), base64(&long).into()))
        .collect();
    let request = json!({"html": "<p>x", "append": names, "assets": assets, "compress": true, "timeout": "1s"});
    let answer = post(&service, request);
    assert_eq!(answer.status, 504, "{}", answer.problem());
    assert!(answer.problem()["detail"].to_string().contains("finished"));
    service.assert_nothing_left();
    assert_eq!(service.print("", "<p>next").status, 200);
}
