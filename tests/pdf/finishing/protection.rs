//! Passwords and permissions.

use crate::support;

use serde_json::json;

use support::service::Service;

use super::{assert_refused, base64, pages, post, say};

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
