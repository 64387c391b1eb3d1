//! Events with less, more or other things in them than usual.

use crate::support;

use serde_json::{Value, json};

use support::documents::noise_bmp;
use support::events::{FrontDoor, Request, Transport, page};
use support::runtime_api::{Outcome, in_seconds};

use super::{Lambda, assert_works};

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
