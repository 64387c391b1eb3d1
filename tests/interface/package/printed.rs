//! What the package prints is what is printed elsewhere, with all its fonts and glyphs.

use crate::support;

use serde_json::Value;

use support::child::{self, Start as _};
use support::documents::{Form, WORDS, letter};
use support::empty_root::EmptyRoot;
use support::events::{FrontDoor, Request, Transport, page};
use support::pdf::Pdf;

use super::{Lambda, unpacked};

/// What the same program prints outside the room.
fn printed_outside(html: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("a.html"), folder.path().join("a.pdf"));
    std::fs::write(&input, html).unwrap();
    let mut command = child::command(unpacked().join("bootstrap"));
    command
        .env_clear()
        .arg("render")
        .arg(input)
        .arg("-o")
        .arg(&output);
    let ended = command.run();
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    std::fs::read(output).unwrap()
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn every_front_door_prints_every_form_to_the_same_bytes() {
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    let first = lambda
        .answer(FrontDoor::Rest, &letter(Form::Html), Transport::Plain)
        .pdf();
    for front_door in FrontDoor::ALL {
        for form in Form::ALL {
            for transport in [Transport::Plain, Transport::Base64] {
                let pdf = lambda.answer(front_door, &letter(form), transport).pdf();
                assert!(
                    pdf == first,
                    "{form:?} in {transport:?} through {front_door:?} differs"
                );
            }
        }
    }
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn the_engine_is_kept_warm_and_one_that_is_not_prints_the_same() {
    let room = EmptyRoot::enter();
    let print = |lambda: &mut Lambda<'_>| {
        let request = letter(Form::Multipart);
        lambda
            .answer(FrontDoor::Rest, &request, Transport::Plain)
            .pdf()
    };
    let is_warm = |lambda: &mut Lambda<'_>| {
        let health = Request::new("GET", "/health");
        let answer = lambda.answer(FrontDoor::Rest, &health, Transport::Plain);
        let health: Value = serde_json::from_slice(&answer.body).unwrap();
        health["warm"].as_bool().unwrap()
    };

    let mut lambda = Lambda::start(&room);
    assert!(lambda.function.warm_engine().is_some());
    assert!(is_warm(&mut lambda));
    let warm = print(&mut lambda);
    assert!(is_warm(&mut lambda));
    drop(lambda);

    let mut lambda = Lambda::start_with(&room, |command| {
        room.confine(command);
        command.env("HTML2PDF_ENGINE_MODE", "spawn");
    });
    assert_eq!(lambda.function.warm_engine(), None);
    assert!(!is_warm(&mut lambda));
    assert!(print(&mut lambda) == warm);
    drop(lambda);

    // Where the warm engine may not have children for the function, it is of no use.
    let mut lambda = Lambda::start_with(&room, |command| {
        room.confine_and_refuse(command, libc::CLONE_PARENT);
    });
    assert!(lambda.function.warm_engine().is_some());
    assert!(print(&mut lambda) == warm);
    assert!(!is_warm(&mut lambda));
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn prints_the_bytes_that_it_prints_outside() {
    // In several fonts: the engine orders them by their paths, if it is let.
    let html = "<!DOCTYPE html><p>견적서 ₩1,234,000 <b>Grand</b> <i>total</i> \
                <span style='font-family:바탕'>바탕</span> <code>code</code> 請求書 ✓";
    let room = EmptyRoot::enter();
    let outside = printed_outside(html);
    let mut lambda = Lambda::start(&room);
    let inside = lambda
        .answer(FrontDoor::Rest, &page(html), Transport::Base64)
        .pdf();
    assert!(Pdf::new(&inside).fonts().len() > 4);
    assert!(inside == outside);
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn the_pdf_has_its_text_its_size_and_its_fonts() {
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    let answer = lambda.answer(FrontDoor::Rest, &letter(Form::Multipart), Transport::Base64);
    let pdf = Pdf::new(&answer.pdf());
    let text = pdf.text();
    assert!(WORDS.iter().all(|word| text.contains(word)), "{text}");
    assert_eq!(pdf.size(), (420.0, 595.0));
    let fonts = pdf.fonts();
    assert!(
        fonts.iter().any(|(name, _)| name.contains("Nanum")),
        "{fonts:?}"
    );
    assert!(fonts.iter().all(|(_, embedded)| *embedded), "{fonts:?}");
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn headers_contents_and_pictures_need_nothing_else() {
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    let mut request = page("<!DOCTYPE html><h1>제목</h1><p style='page-break-before:always'>둘째");
    request.query =
        "toc=on&header_html=%3Cp%3E[page]+of+[topage]&watermark_text=%EC%82%AC%EB%B3%B8".to_owned();
    let answer = lambda.answer(FrontDoor::Rest, &request, Transport::Base64);
    let text = Pdf::new(&answer.pdf()).text();
    for word in ["목차", "3 of 3", "둘째"] {
        assert!(text.contains(word), "no {word} in {text}");
    }
    request.path = "/png".to_owned();
    let answer = lambda.answer(FrontDoor::Rest, &request, Transport::Base64);
    assert!(answer.body.starts_with(b"\x89PNG"), "{}", answer.status);
    lambda.assert_nothing_left();
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn every_glyph_is_there() {
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    let deep = Request::new("GET", "/health").query("deep=1");
    let answer = lambda.answer(FrontDoor::FunctionUrl, &deep, Transport::Plain);
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
}
