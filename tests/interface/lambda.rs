//! The real program as a Lambda function: events in, answers out, and nothing
//! left behind.

use crate::support;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::process::Pid;
use serde_json::{Value, json};
use tempfile::TempDir;

use support::child::{self, Start as _};
use support::documents::{Form, WORDS, letter, noise_bmp};
use support::events::{FrontDoor, Request, Transport, page};
use support::pdf::Pdf;
use support::proc::times_in_memory;
use support::runtime_api::{Function, LARGEST, Outcome, RuntimeApi, in_seconds};
use support::service::{Answer, multipart};
use support::{lacks, wait};

/// A function with a temporary folder of its own.
pub struct Lambda {
    function: Function,
    _temp: TempDir,
}

impl Lambda {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    pub fn start_with(settings: &[(&str, &str)]) -> Self {
        let api = RuntimeApi::start();
        let temp = tempfile::tempdir().unwrap();
        let mut command = command(&api);
        command
            .env("TMPDIR", temp.path())
            .envs(settings.iter().copied());
        Self {
            function: Function::start(api, command, temp.path()),
            _temp: temp,
        }
    }

    /// Hands over an event, and looks whether anything is left when it ended.
    pub fn invoke(&mut self, event: &Value, deadline: SystemTime) -> Outcome {
        let outcome = self.function.invoke(event, deadline);
        self.function.assert_nothing_left();
        outcome
    }

    /// What a caller of this front door gets.
    pub fn answer(
        &mut self,
        front_door: FrontDoor,
        request: &Request,
        transport: Transport,
    ) -> Answer {
        let event = front_door.event(request, transport);
        front_door.read(&self.invoke(&event, in_seconds(29.0)).response())
    }
}

fn command(api: &RuntimeApi) -> std::process::Command {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = api.command(Path::new(env!("CARGO_BIN_EXE_html2pdf")), checkout);
    command.env("HTML2PDF_ENGINE", checkout.join("vendor/linux-x86_64"));
    command
}

/// The function is as good as new.
fn assert_works(lambda: &mut Lambda) {
    let answer = lambda.answer(
        FrontDoor::HttpApi,
        &page("<p>still here"),
        Transport::Base64,
    );
    assert!(Pdf::new(&answer.pdf()).text().contains("still here"));
}

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

#[test]
fn base64_that_is_none_is_the_callers_fault() {
    let mut lambda = Lambda::start();
    for front_door in FrontDoor::ALL {
        for body in ["!!! not base64 !!!", "PHA+x", "=", "\u{0}", "한글"] {
            let mut event = front_door.event(&page("<p>x"), Transport::Base64);
            event["body"] = body.into();
            let answer = front_door.read(&lambda.invoke(&event, in_seconds(29.0)).response());
            assert_eq!(
                answer.problem()["status"],
                400,
                "{body:?} through {front_door:?}"
            );
            assert!(
                answer.told().contains("isBase64Encoded"),
                "{}",
                answer.told()
            );
        }
    }
    assert_works(&mut lambda);
}

#[test]
fn an_event_of_another_kind_fails_alone() {
    let mut lambda = Lambda::start();
    for event in [
        json!({}),
        json!(null),
        json!([]),
        json!("POST /pdf"),
        json!({ "Records": [{ "eventSource": "aws:s3", "s3": { "object": { "key": "a.html" } } }] }),
        json!({ "source": "aws.events", "detail-type": "Scheduled Event", "detail": {} }),
        json!({ "httpMethod": "POST", "path": "/pdf", "body": "<p>x" }),
    ] {
        let outcome = lambda.invoke(&event, in_seconds(29.0));
        assert!(matches!(outcome, Outcome::Error(_)), "{event}: {outcome:?}");
        assert_works(&mut lambda);
    }
}

#[test]
fn an_address_that_is_none_is_refused() {
    let mut lambda = Lambda::start();
    for front_door in FrontDoor::ALL {
        for (path, host) in [
            ("/pdf", "a b"),
            ("/pdf", "[::1"),
            ("/pdf", "x:99999"),
            ("/pdf", ""),
            ("/pdf", "호스트.한국"),
            ("no-slash", "example.com"),
            ("", "example.com"),
            ("/a path", "example.com"),
            ("/%zz/%00", "example.com"),
            ("/../../etc/passwd", "example.com"),
            ("/한글\u{0}\n", "example.com"),
        ] {
            let request = Request {
                path: path.into(),
                ..page("<p>x")
            };
            let mut event = front_door.event(&request, Transport::Base64);
            for (name, value) in [
                ("headers", json!(host)),
                ("multiValueHeaders", json!([host])),
            ] {
                for known in ["host", "Host"] {
                    if event[name].get(known).is_some() {
                        event[name][known] = value.clone();
                    }
                }
            }
            let answer = front_door.read(&lambda.invoke(&event, in_seconds(29.0)).response());
            assert!(
                matches!(answer.status, 200 | 400 | 404),
                "{path:?} at {host:?} through {front_door:?}: {}",
                answer.status
            );
            assert!(
                !answer.header("x-request-id").is_empty(),
                "{path:?} at {host:?} through {front_door:?}"
            );
        }
    }
    assert_works(&mut lambda);
}

#[test]
fn events_with_less_than_usual_in_them_are_answered() {
    let mut lambda = Lambda::start();
    for front_door in FrontDoor::ALL {
        let whole = front_door.event(&page("<p>x"), Transport::Plain);
        for (field, value, status) in [
            ("body", Some(Value::Null), 400),
            ("body", None, 400),
            ("body", Some("".into()), 400),
            ("headers", Some(Value::Null), 415),
            ("headers", None, 415),
            ("headers", Some(json!({})), 415),
            ("isBase64Encoded", None, 200),
            ("cookies", Some(json!([])), 200),
            ("pathParameters", Some(Value::Null), 200),
            ("stageVariables", Some(json!({ "name": "value" })), 200),
        ] {
            let mut event = whole.clone();
            let several = field == "headers" && event.get("multiValueHeaders").is_some();
            for field in [field, if several { "multiValueHeaders" } else { field }] {
                match &value {
                    Some(value) => event[field] = value.clone(),
                    None => drop(event.as_object_mut().unwrap().remove(field)),
                }
            }
            let outcome = lambda.invoke(&event, in_seconds(29.0));
            let Outcome::Response(answer) = outcome else {
                panic!("{field}: {value:?} through {front_door:?}: {outcome:?}");
            };
            assert_eq!(
                front_door.read(&answer).status,
                status,
                "{field}: {value:?} through {front_door:?}"
            );
        }
    }
}

#[test]
fn events_of_authorized_callers_are_understood() {
    let mut lambda = Lambda::start();
    let iam = json!({ "iam": {
        "accessKey": "AKIAIOSFODNN7EXAMPLE", "accountId": "123456789012", "callerId": "AIDACKCEVSQ6C2EXAMPLE",
        "cognitoIdentity": null, "principalOrgId": "aws:PrincipalOrgID", "userArn":
        "arn:aws:iam::123456789012:user/example", "userId": "AIDACKCEVSQ6C2EXAMPLE",
    } });
    let jwt = json!({ "jwt": { "claims": { "sub": "1", "exp": "1731178353" }, "scopes": null } });
    let custom =
        json!({ "lambda": { "tenant": "a", "level": 3, "nested": { "list": [1, null] } } });
    let rest = json!({ "principalId": "user|a1b2c3d4", "integrationLatency": 12, "claims": { "sub": "1" } });
    for (front_door, authorizer) in [
        (FrontDoor::FunctionUrl, &iam),
        (FrontDoor::HttpApi, &iam),
        (FrontDoor::HttpApi, &jwt),
        (FrontDoor::HttpApi, &custom),
        (FrontDoor::HttpApi, &json!({ "lambda": null })),
        (FrontDoor::Rest, &rest),
    ] {
        let mut event = front_door.event(&page("<p>x"), Transport::Plain);
        event["requestContext"]["authorizer"] = authorizer.clone();
        event["requestContext"]["authentication"] = Value::Null;
        let answer = lambda.invoke(&event, in_seconds(29.0)).response();
        assert_eq!(
            front_door.read(&answer).status,
            200,
            "{authorizer} through {front_door:?}"
        );
    }
    let mut event = FrontDoor::Rest.event(&page("<p>x"), Transport::Plain);
    let identity = &mut event["requestContext"]["identity"];
    for field in [
        "accessKey",
        "accountId",
        "caller",
        "user",
        "userArn",
        "apiKey",
        "apiKeyId",
        "principalOrgId",
    ] {
        identity[field] = "AIDACKCEVSQ6C2EXAMPLE".into();
    }
    identity["clientCert"] = json!({
        "clientCertPem": "-----BEGIN CERTIFICATE-----", "subjectDN": "CN=a", "issuerDN": "CN=b", "serialNumber": "1",
        "validity": { "notBefore": "Nov  9 17:52:33 2024 GMT", "notAfter": "Nov  9 17:52:33 2034 GMT" },
    });
    let answer = lambda.invoke(&event, in_seconds(29.0)).response();
    assert_eq!(FrontDoor::Rest.read(&answer).status, 200);
}

#[test]
fn headers_that_are_not_ascii_do_no_harm() {
    let mut lambda = Lambda::start();
    for front_door in FrontDoor::ALL {
        for value in ["견적서.pdf", "caf\u{e9}", "\u{80}\u{ff}", "a\tb", ""] {
            let request = page("<p>x")
                .header("X-Note", value)
                .header("X-Request-Id", value);
            assert_eq!(
                lambda
                    .answer(front_door, &request, Transport::Base64)
                    .status,
                200,
                "{value:?} through {front_door:?}"
            );
        }
    }
}

#[test]
fn bytes_without_sense_get_an_answer() {
    let mut lambda = Lambda::start();
    let noise = noise_bmp(8, 500);
    for content_type in [
        "text/html",
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "image/png",
        "한글",
    ] {
        for front_door in FrontDoor::ALL {
            let answer = lambda.answer(
                front_door,
                &Request::post(content_type, &noise),
                Transport::Base64,
            );
            assert!(
                matches!(answer.status, 200 | 400 | 415 | 422),
                "{content_type}: {}",
                answer.status
            );
        }
    }
    assert_works(&mut lambda);
}

/// A page with a picture of noise, which makes a PDF of 0.83 bytes a dot.
pub fn noisy_page(width: u32, height: u32) -> Request {
    let (content_type, body) = multipart(&[
        (
            "name=html",
            b"<!DOCTYPE html><img src=noise.bmp width=600 height=800>",
        ),
        ("name=f; filename=noise.bmp", &noise_bmp(width, height)),
    ]);
    Request::post(&content_type, body)
}

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
fn no_page_reaches_the_runtime_api() {
    let next = "http://RUNTIME_API/2018-06-01/runtime/invocation/next";
    let strangers = strangers_after(&format!(
        "<!DOCTYPE html><link rel=stylesheet href={next}?css><script src={next}?js></script>
        <img src={next}?img><iframe src={next}?frame></iframe><object data={next}?object></object>
        <p style='background: url({next}?background)'>x<script>
        new Image().src = '{next}?image';
        var request = new XMLHttpRequest();
        request.open('GET', '{next}?xhr', false);
        request.send();
        </script>"
    ));
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn no_web_socket_reaches_the_runtime_api() {
    let strangers = strangers_after(
        "<!DOCTYPE html><p>x<script>
        new WebSocket('ws://RUNTIME_API/2018-06-01/runtime/invocation/next');
        </script>",
    );
    assert!(strangers.is_empty(), "{strangers:?}");
}

/// Who has asked the Runtime API besides the function, once this is printed.
fn strangers_after(html: &str) -> Vec<String> {
    let mut lambda = Lambda::start();
    let address = lambda.function.api().address().to_string();
    let request = page(&html.replace("RUNTIME_API", &address));
    let request = request.query("javascript=true&javascript_delay=500");
    lambda
        .answer(FrontDoor::Rest, &request, Transport::Base64)
        .pdf();
    lambda.function.api().strangers()
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
fn neither_keys_nor_documents_get_into_the_log() {
    let mut lambda = Lambda::start();
    let request =
        page("<p>a-secret-of-the-caller").header("Authorization", "Bearer another-secret");
    lambda
        .answer(FrontDoor::Rest, &request, Transport::Base64)
        .pdf();
    let log = lambda.function.log();
    assert!(log.contains("\"status\":200"), "{log}");
    for secret in [
        "an-example-of-a-se",
        "a-secret-of-the-caller",
        "another-secret",
    ] {
        assert!(!log.contains(secret), "{log}");
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

#[test]
fn the_log_has_the_id_of_the_caller_and_that_of_the_platform() {
    let mut lambda = Lambda::start();
    for (given, kept) in [("order-17", true), ("two words", false)] {
        let request = page("<p>x").header("x-request-id", given);
        let answer = lambda.answer(FrontDoor::Rest, &request, Transport::Base64);
        let id = answer.header("x-request-id").to_owned();
        assert_eq!(id == given, kept);
        let log = lambda.function.log();
        let mut lines = log
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let answered: Value = lines
            .rfind(|line: &Value| line["message"] == "answered")
            .unwrap();
        assert_eq!(answered["span"]["request_id"], id, "{answered}");
        let platform = answered["span"]["platform_id"].as_str().unwrap();
        // As the Runtime API gave it.
        assert!(platform.starts_with("8476a536-"), "{platform}");
    }
}

#[test]
fn the_keys_of_the_role_are_forgotten() {
    let mut lambda = Lambda::start();
    lambda
        .answer(FrontDoor::Rest, &page("<p>x"), Transport::Base64)
        .pdf();
    let function = Pid::from_raw(lambda.function.pid() as i32).unwrap();
    if !lacks::has_root("to look into the function") {
        return;
    }
    let environment = std::fs::read(format!("/proc/{function}/environ")).unwrap();
    assert!(!environment.is_empty() && environment.iter().all(|byte| *byte == 0));
    assert_eq!(times_in_memory(function, "an-example-of-a-se"), 0);
    // What the library reads is there.
    assert!(times_in_memory(function, "0123456789abcdef0123456789abcdef") > 0);
}

#[test]
fn a_wrong_setting_ends_the_start_and_names_itself() {
    let api = RuntimeApi::start();
    let output = command(&api).env("HTML2PDF_TIMEOUT", "soon").run();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("HTML2PDF_TIMEOUT: `soon`"), "{said}");
}
