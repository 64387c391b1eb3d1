//! A request means the same through every front door, and its answer fits each.

use crate::support;

use std::collections::BTreeMap;

use serde_json::Value;

use support::child;
use support::documents::{Form, WORDS, letter};
use support::events::{FrontDoor, Request, Transport, page};
use support::pdf::Pdf;
use support::runtime_api::{Function, RuntimeApi, in_seconds};

use super::{Lambda, command};

#[test]
fn every_front_door_prints_every_form_to_the_same_bytes() {
    let mut lambda = Lambda::start();
    let mut printed = BTreeMap::new();
    for form in Form::ALL {
        for front_door in FrontDoor::ALL {
            for transport in [Transport::Plain, Transport::Base64] {
                let answer = lambda.answer(front_door, &letter(form), transport);
                assert_eq!(answer.header("x-pdf-pages"), "1");
                let pdf = answer.pdf();
                let first = printed.entry(form).or_insert_with(|| pdf.clone());
                assert!(
                    *first == pdf,
                    "{front_door:?} and {transport:?} print {form:?} differently"
                );
            }
        }
    }
    for (form, pdf) in printed {
        let pdf = Pdf::new(&pdf);
        let text = pdf.text();
        assert!(
            WORDS.iter().all(|word| text.contains(word)),
            "{form:?}: {text}"
        );
        assert_eq!(pdf.size(), (420.0, 595.0), "{form:?} on A5");
    }
}

#[test]
fn no_file_name_breaks_a_header_at_any_door() {
    let mut lambda = Lambda::start();
    for front_door in FrontDoor::ALL {
        for name in ["a%0D%0ASet-Cookie%3A+x%3D1", "a%00b", "a%0Ab", "..%5Cb"] {
            let request = page("<p>x").query(&format!("filename={name}"));
            let answer = lambda.answer(front_door, &request, Transport::Base64);
            assert_eq!(answer.status, 400, "{front_door:?}");
            assert_eq!(answer.header("set-cookie"), "");
            assert_eq!(answer.problem()["errors"][0]["field"], "filename");
        }
        let name = "a%22%3B+filename%3D%22b%E2%80%AE";
        let request = page("<p>x").query(&format!("filename={name}"));
        let answer = lambda.answer(front_door, &request, Transport::Base64);
        assert_eq!(
            answer.header("content-disposition"),
            "inline; filename=\"a_; filename=_b_.pdf\"; \
             filename*=UTF-8''a%22%3B%20filename%3D%22b%E2%80%AE.pdf",
            "{front_door:?}"
        );
    }
}

#[test]
fn options_in_the_query_mean_the_same_through_every_front_door() {
    let mut lambda = Lambda::start();
    let query =
        "pageSize=A6&filename=100%25+%EC%B2%AD%EA%B5%AC%EC%84%9C%26co%3D1%2B1.pdf&title=a%2526b";
    for front_door in FrontDoor::ALL {
        let answer = lambda.answer(front_door, &page("<p>x").query(query), Transport::Base64);
        assert_eq!(
            answer.header("content-disposition"),
            "inline; filename=\"100_ ___&co=1+1.pdf\"; \
             filename*=UTF-8''100%25%20%EC%B2%AD%EA%B5%AC%EC%84%9C&co%3D1+1.pdf",
            "{front_door:?}"
        );
        let pdf = Pdf::new(&answer.pdf());
        assert_eq!(pdf.size(), (298.0, 420.0), "{front_door:?} on A6");
        assert_eq!(pdf.info("Title"), "a%26b", "{front_door:?}");
    }
}

#[test]
fn a_query_that_nobody_encoded_is_understood() {
    let mut lambda = Lambda::start();
    for title in [
        "견적서",
        "{a}|[b]^`c'",
        "a\"<b> \\c",
        "100%",
        "%zz",
        "a=b?c/d",
    ] {
        for front_door in FrontDoor::ALL {
            let request = page("<p>x").query(&format!("title={title}&page_size=A6"));
            let pdf = Pdf::new(&lambda.answer(front_door, &request, Transport::Base64).pdf());
            assert_eq!(pdf.info("Title"), title, "through {front_door:?}");
        }
    }
}

#[test]
fn an_emulator_may_set_nothing_but_the_address_of_its_api() {
    let api = RuntimeApi::start();
    let temp = tempfile::tempdir().unwrap();
    let mut bare = child::command(env!("CARGO_BIN_EXE_html2pdf"));
    bare.env_clear().env("TMPDIR", temp.path());
    for (name, value) in command(&api).get_envs() {
        if name == "AWS_LAMBDA_RUNTIME_API" || name == "HTML2PDF_ENGINE" {
            bare.env(name, value.unwrap());
        }
    }
    let mut function = Function::start(api, bare, temp.path());
    let event = FrontDoor::Rest.event(&page("<p>x"), Transport::Plain);
    let answer = function.invoke(&event, in_seconds(29.0)).response();
    FrontDoor::Rest.read(&answer).pdf();
}

#[test]
fn a_stage_in_the_path_does_not_matter() {
    let mut lambda = Lambda::start();
    for path in ["/pdf", "/prod/pdf", "/prod/pdf/", "/"] {
        let request = Request {
            path: path.into(),
            ..page("<p>x")
        };
        for (front_door, stage) in [
            (FrontDoor::Rest, "prod"),
            (FrontDoor::HttpApi, "prod"),
            (FrontDoor::HttpApi, "$default"),
        ] {
            let mut event = front_door.event(&request, Transport::Base64);
            event["requestContext"]["stage"] = stage.into();
            let answer = lambda.invoke(&event, in_seconds(29.0)).response();
            assert_eq!(
                front_door.read(&answer).status,
                200,
                "{path} through {front_door:?}, stage {stage}"
            );
        }
    }
}

#[test]
fn a_body_in_another_charset_arrives_whole_in_base64() {
    let mut lambda = Lambda::start();
    let (euc_kr, ..) = encoding_rs::EUC_KR.encode("<p>한글 견적서 똠방각하");
    for front_door in FrontDoor::ALL {
        let request = Request::post("text/html; charset=euc-kr", &euc_kr);
        let text = Pdf::new(&lambda.answer(front_door, &request, Transport::Base64).pdf()).text();
        assert!(
            text.contains("한글 견적서 똠방각하"),
            "{front_door:?}: {text}"
        );
    }
}

#[test]
fn every_front_door_answers_what_is_not_a_document() {
    let mut lambda = Lambda::start();
    for front_door in FrontDoor::ALL {
        for transport in [Transport::Plain, Transport::Base64] {
            let mut send =
                |method, path| lambda.answer(front_door, &Request::new(method, path), transport);

            let health = send("GET", "/health");
            assert_eq!(
                (health.status, health.header("content-type")),
                (200, "application/json")
            );
            let health: Value = serde_json::from_slice(&health.body).unwrap();
            assert_eq!(health["status"], "ok");

            let head = send("HEAD", "/health");
            assert_eq!(
                (head.status, head.header("content-type")),
                (200, "application/json")
            );

            let options = send("OPTIONS", "/pdf");
            assert_eq!(
                (options.status, options.header("allow")),
                (204, "POST, OPTIONS")
            );
            assert!(options.body.is_empty());

            let get = send("GET", "/pdf");
            assert_eq!(
                (get.problem()["status"].clone(), get.header("allow")),
                (405.into(), "POST, OPTIONS")
            );
            assert_eq!(send("POST", "/nowhere").problem()["status"], 404);
        }
    }
}

#[test]
fn a_browser_gets_a_page_through_every_front_door() {
    let mut lambda = Lambda::start();
    for front_door in FrontDoor::ALL {
        let request = Request::new("GET", "/").header("Accept", "text/html,*/*;q=0.8");
        let answer = lambda.answer(front_door, &request, Transport::Plain);
        assert_eq!(answer.status, 200, "{front_door:?}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        let page = String::from_utf8(answer.body).unwrap();
        assert!(
            page.contains("<form method=\"post\""),
            "{front_door:?}: {page}"
        );
    }
}

#[test]
fn the_health_of_fonts_is_seen_through_a_door() {
    let mut lambda = Lambda::start();
    let deep = Request::new("GET", "/health").query("deep=1");
    let answer = lambda.answer(FrontDoor::LoadBalancer, &deep, Transport::Plain);
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
}

#[test]
fn an_answer_bears_the_id_of_its_invocation() {
    let mut lambda = Lambda::start();
    let own = lambda.answer(FrontDoor::Rest, &page("<p>x"), Transport::Plain);
    assert!(
        own.header("x-request-id").starts_with("8476a536-"),
        "{}",
        own.header("x-request-id")
    );
    let given = lambda.answer(
        FrontDoor::Rest,
        &page("<p>x").header("X-Request-Id", "mine-1"),
        Transport::Plain,
    );
    assert_eq!(given.header("x-request-id"), "mine-1");
}
