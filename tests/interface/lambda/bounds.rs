//! Lambda's limits: the size of an answer, the deadline of an invocation, and what crosses neither.

use crate::support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use support::events::{FrontDoor, Request, Transport, page};
use support::runtime_api::{LARGEST, RuntimeApi, in_seconds};
use support::wait;

use super::{Lambda, assert_works, noisy_page};

#[test]
fn a_pdf_that_no_answer_can_carry_is_refused_with_advice() {
    let mut lambda = Lambda::start();
    for (front_door, width, too_high, fits) in [
        (FrontDoor::Rest, 2000, 3700, 3000),
        (FrontDoor::LoadBalancer, 1000, 1300, 1000),
        (FrontDoor::LoadBalancerMultiValue, 1000, 1300, 1000),
    ] {
        let answer = lambda.answer(front_door, &noisy_page(width, too_high), Transport::Base64);
        assert_eq!(answer.problem()["status"], 413, "{front_door:?}");
        let detail = answer.told();
        let limit = if width == 2000 {
            "6291556 bytes"
        } else {
            "1048576 bytes"
        };
        assert!(
            detail.contains(limit) && detail.contains("image_quality"),
            "{front_door:?}: {detail}"
        );

        lambda
            .answer(front_door, &noisy_page(width, fits), Transport::Base64)
            .pdf();
    }
}

#[test]
fn the_ceiling_is_where_lambda_has_it() {
    let mut lambda = Lambda::start();
    let mut answer = |height| {
        let event = FrontDoor::HttpApi.event(&noisy_page(2000, height), Transport::Base64);
        // What we let pass, Lambda has taken: otherwise there would be no answer.
        lambda.invoke(&event, in_seconds(29.0)).response()
    };
    let one_row = answer(2600).to_string().len() as f64 / 2600.0;
    let most_rows = (LARGEST as f64 / one_row) as u32;
    assert_eq!(answer(most_rows - 8)["statusCode"], 200);
    assert_eq!(answer(most_rows + 8)["statusCode"], 413);
}

#[test]
fn a_document_that_never_ends_is_given_up_in_time() {
    let mut lambda = Lambda::start();
    for front_door in FrontDoor::ALL {
        let event = front_door.event(&endless(), Transport::Base64);
        let answer = lambda.invoke(&event, in_seconds(1.2)).response();
        assert_eq!(
            front_door.read(&answer).problem()["status"],
            504,
            "{front_door:?}"
        );
        assert_works(&mut lambda);
    }
}

/// The twin of all that is left by nobody: while a document is printed, its
/// files and its engine are seen.
#[test]
fn whatever_were_left_would_be_seen() {
    let mut lambda = Lambda::start();
    let deadline = in_seconds(3.0);
    let event = FrontDoor::HttpApi.event(&endless(), Transport::Base64);
    lambda.function.submit(&event, deadline);
    let left = deadline.duration_since(SystemTime::now()).unwrap();
    wait::until("its files and its engine are seen", left, || {
        !lambda.function.files().is_empty() && !lambda.function.processes().is_empty()
    });
    lambda.function.outcome(deadline).response();
    lambda.function.assert_nothing_left();
}

fn endless() -> Request {
    page("<p>x<script>for(;;);</script>")
}

#[test]
fn an_event_that_comes_too_late_is_given_up_at_once() {
    let mut lambda = Lambda::start();
    let event = FrontDoor::HttpApi.event(&page("<p>x"), Transport::Base64);
    let answer = lambda.invoke(&event, in_seconds(0.45)).response();
    assert_eq!(answer["statusCode"], 504);
    assert_works(&mut lambda);
}

#[test]
fn a_deadline_of_long_ago_is_none() {
    let mut lambda = Lambda::start();
    let event = FrontDoor::Rest.event(&page("<p>x"), Transport::Base64);
    for deadline in [UNIX_EPOCH, UNIX_EPOCH + Duration::from_secs(60)] {
        let answer = lambda.invoke(&event, deadline).response();
        assert_eq!(answer["statusCode"], 200);
    }
}

#[test]
fn a_document_that_crashes_the_engine_fails_alone() {
    let mut lambda = Lambda::start();
    let nested = "<table><tr><td>".repeat(20_000);
    let answer = lambda.answer(FrontDoor::FunctionUrl, &page(&nested), Transport::Base64);
    assert_eq!(answer.problem()["status"], 422);
    assert_works(&mut lambda);
}

#[test]
fn the_runtime_api_refuses_what_lambda_refuses() {
    let mut api = RuntimeApi::start();
    let root = format!("http://{}/2018-06-01/runtime/invocation", api.address());
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into();
    for (id, size, status) in [
        (None, LARGEST, 202),
        (None, LARGEST + 1, 413),
        (Some("another"), 2, 400),
    ] {
        api.submit(&json!({}), in_seconds(29.0));
        let event = agent.get(format!("{root}/next")).call().unwrap();
        let given = event.headers()["lambda-runtime-aws-request-id"]
            .to_str()
            .unwrap();
        let answer = agent
            .post(format!("{root}/{}/response", id.unwrap_or(given)))
            .send(vec![b' '; size])
            .unwrap();
        assert_eq!(answer.status(), status, "{size} bytes for {id:?}");
    }
}

#[test]
fn thousands_of_warnings_fit_into_every_answer() {
    let mut lambda = Lambda::start();
    let picture = |number| format!("<img src='{number}-{}.png'>", "사진".repeat(90));
    let html: String = (0..1000).map(picture).collect();
    let html = format!("<!DOCTYPE html><p>x{html}");
    for front_door in [FrontDoor::LoadBalancer, FrontDoor::Rest] {
        let strict = page(&html).query("strict=on");
        let problem = lambda
            .answer(front_door, &strict, Transport::Base64)
            .problem();
        assert_eq!(problem["type"], "urn:html2pdf:strict", "{front_door:?}");
        let told = problem["errors"].as_array().unwrap().len();
        assert!(told > 20, "{told}");
        let more = problem["more"].as_u64().unwrap();
        assert_eq!(more + told as u64, 1000, "{front_door:?}");

        let report = page(&html).query("report=json");
        let answer = lambda.answer(front_door, &report, Transport::Base64);
        assert_eq!(answer.status, 200, "{front_door:?}");
        let report: Value = serde_json::from_slice(&answer.body).unwrap();
        let told = report["warnings"].as_array().unwrap().len();
        assert_eq!(report["more"], 1000 - told);
    }
}
