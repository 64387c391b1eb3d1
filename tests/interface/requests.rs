//! What a request says in its several forms, and what it is told where it
//! contradicts itself.

use crate::support;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use encoding_rs::EUC_KR;
use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::{Answer, Service, escape, multipart, told};

const FORM: &str = "application/x-www-form-urlencoded";

fn post(service: &Service, request: Value) -> Answer {
    service.post_json(&request)
}

fn post_parts(service: &Service, parts: &[(&str, &[u8])]) -> Answer {
    let (content_type, body) = multipart(parts);
    service.post("/pdf", &content_type, body)
}

fn text(answer: Answer) -> String {
    Pdf::new(&answer.pdf()).text()
}

/// Each fault: its field and what is said of it.
#[track_caller]
fn faults(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 400);
    let problem = answer.problem();
    let errors = problem["errors"].as_array().unwrap();
    let word = |error: &Value, member: &str| error[member].as_str().unwrap().to_owned();
    errors
        .iter()
        .map(|error| (word(error, "field"), told(error)))
        .collect()
}

#[track_caller]
fn assert_fault(answer: &Answer, field: &str, remedy: &str) {
    let faults = faults(answer);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].0, field, "{faults:?}");
    assert!(faults[0].1.contains(remedy), "{faults:?}");
}

#[test]
fn an_empty_list_of_permissions_grants_nothing() {
    let service = Service::start();
    let with = |permissions: Value| {
        let request = json!({"html": "<p>x", "owner_password": "o", "permissions": permissions});
        post(&service, request)
    };
    let rights = |answer: Answer| {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), answer.pdf()).unwrap();
        let said = std::process::Command::new("pdfinfo")
            .arg(file.path())
            .output();
        String::from_utf8(said.unwrap().stdout).unwrap()
    };
    let none = "print:no copy:no change:no addNotes:no";
    assert!(rights(with(json!([]))).contains(none));
    assert!(rights(with(json!([""]))).contains(none));
    assert!(rights(with(json!(["copy"]))).contains("print:no copy:yes"));
    for permissions in [json!(["none", "print"]), json!("print, all")] {
        assert_fault(&with(permissions), "permissions", "stands alone");
    }
}

#[test]
fn one_document_and_a_list_of_them_are_not_given_together() {
    let service = Service::start();
    let answers = [
        post(&service, json!({"html": "<p>x", "documents": ["<p>y"]})),
        service.post("/pdf", FORM, "html=%3Cp%3Ex&documents[]=%3Cp%3Ey"),
        post_parts(
            &service,
            &[("name=html", b"<p>x"), ("name=\"documents[]\"", b"<p>y")],
        ),
    ];
    for answer in answers {
        assert_fault(&answer, "html", "put it into the list");
    }
}

#[test]
fn names_of_files_may_have_commas() {
    let service = Service::start();
    let terms = post(&service, json!({"html": "<p>TERMS"})).pdf();
    let other = post(&service, json!({"html": "<p>OTHER"})).pdf();
    let name = "terms, v2.pdf";
    let assets =
        json!({name: BASE64_STANDARD.encode(&terms), "b.pdf": BASE64_STANDARD.encode(&other)});
    let listed = |append: Value| {
        let request = json!({"html": "<p>x", "append": append, "assets": assets});
        text(post(&service, request))
    };
    assert!(listed(json!([name])).contains("TERMS"));
    let both = listed(json!([name, "b.pdf"]));
    assert!(both.contains("TERMS") && both.contains("OTHER"));
    assert!(listed(json!(format!("{name}\nb.pdf"))).contains("TERMS"));
    assert!(listed(json!("b.pdf, b.pdf")).contains("OTHER"));
    let file = "name=append; filename=\"terms, v2.pdf\"";
    let sent = post_parts(&service, &[("name=html", b"<p>x"), (file, &terms)]);
    assert!(text(sent).contains("TERMS"));
    // A file beside the names of others.
    let sent = post_parts(
        &service,
        &[
            ("name=html", b"<p>x"),
            ("name=x; filename=b.pdf", &other),
            ("name=x; filename=c.pdf", &other),
            ("name=append", b"b.pdf, c.pdf"),
            (file, &terms),
        ],
    );
    assert_eq!(Pdf::new(&sent.pdf()).pages(), 4);
}

#[test]
fn faults_name_the_document_as_its_sender_does() {
    let service = Service::start();
    let form = |body: &str| service.post("/pdf", FORM, body);
    let sparse = "documents[0]=%3Cp%3Ex&documents[7]=%3Cp%3Ey";
    for (body, field) in [
        (
            format!("{sparse}&documents[7][zoom]=x"),
            "documents[7].zoom",
        ),
        (format!("{sparse}&documents[9]=+"), "documents[9]"),
        ("documents[0]=+&documents[1]=x".to_owned(), "documents[0]"),
        ("documents[]=".to_owned(), "documents[0]"),
        (
            format!("{sparse}&documents[3][html_base64]=!"),
            "documents[3].html_base64",
        ),
    ] {
        let faults = faults(&form(&body));
        assert_eq!(faults.len(), 1, "{body}: {faults:?}");
        assert_eq!(faults[0].0, field, "{body}");
    }
    let of_job = form(&format!("{sparse}&page_width=80mm&documents[7][zoom]=2"));
    assert_fault(&of_job, "page_height", "missing");
}

#[test]
fn the_body_wins_over_the_query_unless_it_is_blank() {
    let service = Service::start();
    let size = |query: &str, body: &str| {
        let answer = service.post(&format!("/pdf?{query}"), FORM, body);
        Pdf::new(&answer.pdf()).size()
    };
    let a5 = (420.0, 595.0);
    let body = "documents[0]=x&documents[0][page_size]=A5";
    let key = escape("documents[0][page_size]");
    assert_eq!(size(&format!("{key}=A3"), body), a5);
    assert_eq!(
        size(
            &format!("{key}=A5"),
            "documents[0]=x&documents[0][page_size]="
        ),
        a5
    );
    assert_eq!(size("page_size=A5", "html=x&page_size="), a5);
    assert_eq!(size("page_size=A3", "html=x&page_size=A5"), a5);
    assert_eq!(size("page_size=", "html=x&page_size=A5"), a5);
    let blank = "documents[]=x&documents[3][zoom]=";
    assert_eq!(size("page_size=A5", blank), a5);
    let png = service.post("/?format=png&dpi=72", FORM, "html=x&format=");
    assert_eq!(png.header("content-type"), "image/png");
}

#[test]
fn only_options_that_are_lists_take_one() {
    let service = Service::start();
    let with = |option: &str, value: Value| post(&service, json!({"html": "<p>x", option: value}));
    for option in [
        "title",
        "zoom",
        "page_size",
        "filename",
        "watermark_text",
        "css",
    ] {
        let answer = with(option, json!(["a", "b"]));
        assert_fault(&answer, option, "not a string, a number, true or false");
    }
    assert_fault(&with("cookies", json!(["a=b"])), "cookies", "an object");
    assert_fault(&with("titel", json!(["a"])), "titel", "`title`");
    assert_fault(&with("margin", json!([[1]])), "margin", "a list of");
    assert_eq!(with("margin", json!([5, "1cm"])).status, 200);
    assert_eq!(with("page_ranges", json!([1])).status, 200);
}

#[test]
fn a_file_is_no_plain_option() {
    let service = Service::start();
    let with = |part: &str, contents: &[u8]| {
        post_parts(&service, &[("name=html", b"<p>x"), (part, contents)])
    };
    let answer = with("name=title; filename=t.txt", b"Report");
    assert_fault(&answer, "title", "takes text, not a file");
    let named = "name=\"documents[0][zoom]\"; filename=t.txt";
    let answer = post_parts(&service, &[("name=\"documents[0]\"", b"x"), (named, b"2")]);
    assert_fault(&answer, "documents[0].zoom", "takes text, not a file");
    assert_eq!(with("name=title", b"Report").status, 200);
    assert_eq!(with("name=anything; filename=t.txt", b"x").status, 200);
    assert!(text(with("name=header_html; filename=t.html", b"<p>HEAD")).contains("HEAD"));
}

#[test]
fn encoding_holds_for_headers_and_covers_that_come_as_bytes() {
    let service = Service::start();
    let korean = |text: &str| EUC_KR.encode(text).0.into_owned();
    let (header, footer, cover) = ("<p>가나", "<p>다라", "<p>마바");
    let body: &[(&str, &[u8])] = &[
        ("name=html", &korean("<p>본문")),
        ("name=encoding", b"euc-kr"),
        ("name=header_html", &korean(header)),
        ("name=x; filename=footer.html", &korean(footer)),
        (
            "name=cover_html; filename=c.html\r\nContent-Type: text/html; charset=utf-8",
            &korean(&format!("<meta charset=shift_jis>{cover}")),
        ),
    ];
    let said = text(post_parts(&service, body));
    for word in ["본문", "가나", "다라", "마바"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let declared: &[(&str, &[u8])] = &[
        ("name=html", "<p>본문".as_bytes()),
        (
            "name=x; filename=header.html\r\nContent-Type: text/html; charset=euc-kr",
            &korean(header),
        ),
    ];
    assert!(text(post_parts(&service, declared)).contains("가나"));
    let wrong = post_parts(
        &service,
        &[("name=html", b"x"), ("name=encoding", b"klingon"), body[2]],
    );
    assert_fault(&wrong, "encoding", "not a charset");
}
