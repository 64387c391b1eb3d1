//! Documents that are put into a bucket, of which S3 tells the function.

use crate::support;

use serde_json::{Value, json};

use support::bucket::{BUCKET, Bucket};
use support::pdf::Pdf;
use support::runtime_api::{Outcome, in_seconds};

use super::Lambda;

const INBOX: &str = "s3://results/in";

fn function(bucket: &Bucket) -> Lambda {
    let settings = bucket.settings();
    // Where results are has nothing to do with it.
    let settings = settings.iter().filter(|(name, _)| name != "HTML2PDF_STORE");
    let settings = settings.map(|(name, value)| (&**name, &**value));
    let settings: Vec<_> = settings.chain([("HTML2PDF_INBOX", INBOX)]).collect();
    Lambda::start_with(&settings)
}

fn event(bucket: &str, key: &str) -> Value {
    json!({"Records": [{
        "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "ap-northeast-2",
        "eventName": "ObjectCreated:Put", "userIdentity": {"principalId": "x"},
        "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": bucket, "arn": format!("arn:aws:s3:::{bucket}")},
               "object": {"key": key, "size": 7, "eTag": "x", "sequencer": "0"}},
    }]})
}

/// What the function says of an object of the bucket.
fn tell(lambda: &mut Lambda, key: &str) -> Value {
    let outcome = lambda.invoke(&event(BUCKET, key), in_seconds(29.0));
    match outcome {
        Outcome::Response(answer) => answer,
        other => panic!("{key}: {other:?}\n{}", lambda.function.log()),
    }
}

fn refused(lambda: &mut Lambda, event: &Value) -> (String, String) {
    let outcome = lambda.invoke(event, in_seconds(29.0));
    let Outcome::Error(error) = outcome else {
        panic!("{event}: {outcome:?}");
    };
    let text = |name: &str| error[name].as_str().unwrap().to_owned();
    (text("errorType"), text("errorMessage"))
}

#[test]
fn a_document_becomes_a_pdf_beside_it() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket);
    let html = b"<!DOCTYPE html><title>Letter</title><p>of a bucket";
    // As addresses have it, and as S3 tells of it.
    bucket.put("in/2026/a%20letter%2B1.html", html, "text/html", &[]);
    let answer = tell(&mut lambda, "in/2026/a+letter%2B1.html");
    assert_eq!(answer["printed"][0]["key"], "in/2026/a letter+1.html");
    assert_eq!(answer["printed"][0]["output"], "2026/a letter+1.pdf");
    let objects = bucket.objects();
    let made = &objects["in/2026/a%20letter%2B1.pdf"];
    assert_eq!(made.content_type, "application/pdf");
    assert!(Pdf::new(&made.body).text().contains("of a bucket"));
}

#[test]
fn options_come_from_metadata_and_from_what_stands_beside_it() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket);
    let korean = b"<!DOCTYPE html><p>\xc7\xd1\xb1\xdb {{name}}";
    let metadata = [("html2pdf-page-size", "A5"), ("owner", "kim")];
    bucket.put("in/a.html", korean, "text/html; charset=euc-kr", &metadata);
    let beside =
        br#"{"template": "handlebars", "data": {"name": "Kim"}, "options": {"title": "Beside"}}"#;
    bucket.put("in/a.json", beside, "application/json", &[]);
    tell(&mut lambda, "in/a.html");
    let pdf = Pdf::new(&bucket.objects()["in/a.pdf"].body);
    assert!(pdf.text().contains("한글 Kim"), "{}", pdf.text());
    let (width, height) = pdf.size();
    assert!(
        (width - 420.0).abs() < 2.0 && (height - 595.0).abs() < 2.0,
        "{width} {height}"
    );

    bucket.put(
        "in/a.json",
        br#"{"format": "png"}"#,
        "application/json",
        &[],
    );
    bucket.put("in/a.html", b"<!DOCTYPE html><p>x", "text/html", &[]);
    tell(&mut lambda, "in/a.html");
    assert!(bucket.objects()["in/a.png"].body.starts_with(b"\x89PNG"));
}

#[test]
fn what_it_has_made_and_what_says_how_is_passed_over() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket);
    bucket.put("in/a.html", b"<!DOCTYPE html><p>x", "text/html", &[]);
    let beside = br#"{"report": "json"}"#;
    bucket.put("in/a.json", beside, "application/json", &[]);
    tell(&mut lambda, "in/a.html");
    let made: Vec<_> = bucket.objects().into_keys().collect();
    assert_eq!(made, ["in/a.html", "in/a.json", "in/a.report.json"]);
    // S3 tells of all of them: nothing comes of it, whatever they contain.
    bucket.put("in/a.pdf", b"<!DOCTYPE html><p>no PDF", "text/html", &[]);
    let before = bucket.asked().len();
    for key in ["in/a.json", "in/a.report.json", "in/a.pdf", "in/x.PNG"] {
        let answer = tell(&mut lambda, key);
        assert_eq!(answer, json!({"printed": [], "passed_over": [key]}));
    }
    assert_eq!(bucket.asked().len(), before);
}

#[test]
fn what_cannot_be_printed_fails_the_invocation_and_says_why() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket);
    let document = b"<!DOCTYPE html><p>x";
    for key in ["in/a.docx", "in/plain"] {
        let (kind, why) = refused(&mut lambda, &event(BUCKET, key));
        assert_eq!(kind, "urn:html2pdf:not-html");
        assert!(why.contains(key) && why.contains(".html"), "{why}");
    }
    for (bucket, key) in [
        ("another", "in/a.html"),
        (BUCKET, "out/a.html"),
        (BUCKET, "inner/a.html"),
    ] {
        let (kind, why) = refused(&mut lambda, &event(bucket, key));
        assert_eq!(kind, "urn:html2pdf:not-the-inbox");
        assert!(why.contains("HTML2PDF_INBOX") && why.contains(key), "{why}");
    }
    let (kind, _) = refused(&mut lambda, &event(BUCKET, "in/gone.html"));
    assert_eq!(kind, "urn:html2pdf:no-object");
    bucket.put(
        "in/a.html",
        document,
        "text/html",
        &[("html2pdf-colour", "red")],
    );
    let (kind, why) = refused(&mut lambda, &event(BUCKET, "in/a.html"));
    assert_eq!(kind, "urn:html2pdf:bad-request");
    assert!(why.contains("colour"), "{why}");
    bucket.put("in/b.html", document, "text/html", &[]);
    bucket.put("in/b.json", b"[1, 2]", "application/json", &[]);
    let (kind, why) = refused(&mut lambda, &event(BUCKET, "in/b.html"));
    assert_eq!(kind, "urn:html2pdf:bad-request");
    assert!(why.contains("b.json") && why.contains("no object"), "{why}");
    assert!(!bucket.objects().keys().any(|key| key.ends_with(".pdf")));
    bucket.put("in/c.html", document, "text/html", &[]);
    bucket.be_down_for(&["PUT "]);
    let (kind, _) = refused(&mut lambda, &event(BUCKET, "in/c.html"));
    assert_eq!(kind, "urn:html2pdf:store-unavailable");
}

#[test]
fn who_has_no_inbox_prints_no_objects() {
    let mut lambda = Lambda::start();
    let (kind, why) = refused(&mut lambda, &event(BUCKET, "in/a.html"));
    assert_eq!(kind, "urn:html2pdf:not-the-inbox");
    assert!(why.contains("set HTML2PDF_INBOX"), "{why}");
}
