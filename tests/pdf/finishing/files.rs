//! Files that are attached, PDFs that come before and after, and pages that are kept.

use crate::support;

use serde_json::{Map, json};

use support::pdf::Pdf;
use support::service::{Service, multipart};

use super::{PAGE, assert_refused, base64, pages, post, say};

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
