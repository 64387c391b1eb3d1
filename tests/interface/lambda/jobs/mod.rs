//! Jobs that wait in a bucket and are named by a queue, of which the tests have the one end: they bring its messages as
//! Lambda does, twice, late, or to two functions at once.

use crate::support;

use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use support::bucket::{Bucket, KEY, Message, SECRET, TOKEN};
use support::events::{FrontDoor, Request, Transport};
use support::host::Host;
use support::lacks;
use support::pdf::Pdf;
use support::proc::times_in_memory;
use support::runtime_api::in_seconds;
use support::service::{Answer, children};
use support::wait;

use super::Lambda;

mod faults;

const PATIENCE: Duration = Duration::from_secs(60);

fn function(bucket: &Bucket, more: &[(&str, &str)]) -> Lambda {
    let settings = bucket.settings_for_jobs();
    let settings = settings.iter().map(|(name, value)| (&**name, &**value));
    let settings: Vec<_> = settings.chain(more.iter().copied()).collect();
    Lambda::start_with(&settings)
}

impl Lambda {
    fn ask(&mut self, request: &Request) -> Answer {
        self.answer(FrontDoor::HttpApi, request, Transport::Base64)
    }

    fn ask_for(&mut self, method: &'static str, path: &str) -> Answer {
        self.ask(&Request::new(method, path))
    }

    /// Where a job is that was taken.
    fn take(&mut self, request: &Value, headers: &[(&str, &str)]) -> String {
        let answer = self.post(request, headers);
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, 202, "{said}\n{}", self.function.log());
        answer.header("location").to_owned()
    }

    fn post(&mut self, request: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut asked = Request::post("application/json", request.to_string());
        asked.path = "/jobs".to_owned();
        for (name, value) in headers {
            asked = asked.header(name, value);
        }
        self.ask(&asked)
    }

    fn told(&mut self, place: &str) -> Value {
        let answer = self.ask_for("GET", place);
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, 200, "{said}");
        serde_json::from_str(&said).unwrap()
    }

    /// Brings messages; returns which of them are to come again.
    fn bring(&mut self, messages: &[Message], seconds: f64) -> Vec<String> {
        let outcome = self.invoke(&batch(messages), in_seconds(seconds));
        failed(&outcome.response())
    }
}

fn failed(answer: &Value) -> Vec<String> {
    let failures = answer["batchItemFailures"].as_array().unwrap().iter();
    let id = |failure: &Value| failure["itemIdentifier"].as_str().unwrap().to_owned();
    failures.map(id).collect()
}

/// The event by which Lambda hands over messages. Their ids are `0`, `1` and so on.
fn batch(messages: &[Message]) -> Value {
    let record = |(number, message): (usize, &Message)| {
        json!({
            "messageId": number.to_string(), "receiptHandle": "x", "body": message.text,
            "attributes": {"ApproximateReceiveCount": "1"}, "messageAttributes": {}, "md5OfBody": "x",
            "eventSource": "aws:sqs", "awsRegion": "ap-northeast-2",
            "eventSourceARN": "arn:aws:sqs:ap-northeast-2:123456789012:jobs",
        })
    };
    let records: Vec<_> = messages.iter().enumerate().map(record).collect();
    json!({ "Records": records })
}

/// The one message that was sent, to our queue.
fn message(bucket: &Bucket) -> Message {
    let sent = bucket.messages();
    assert_eq!(sent.len(), 1, "{sent:?}");
    assert_eq!(sent[0].queue, bucket.queue());
    sent[0].clone()
}

fn page(text: &str) -> Value {
    json!({"html": format!("<!DOCTYPE html><title>{text}</title><p>{text}</p>")})
}

fn slow_page(seconds: u32) -> Value {
    json!({"html": format!(
        "<!DOCTYPE html><p>slow<script>var end = Date.now() + {seconds}000; while (Date.now() < end) {{}}</script>"
    )})
}

fn fetch(link: &str) -> Vec<u8> {
    let mut answer = ureq::get(link).call().unwrap();
    answer.body_mut().read_to_vec().unwrap()
}

/// Keys of objects in the bucket, below `jobs` or beside it.
fn objects(bucket: &Bucket, are_of_jobs: bool) -> Vec<String> {
    let keys = bucket.objects().into_keys();
    keys.filter(|key| key.contains("/jobs/") == are_of_jobs)
        .collect()
}

#[test]
fn a_job_is_taken_printed_told_of_and_removed() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket, &[]);
    let mut request = page("of a function");
    request["options"] = json!({"page_size": "A5", "filename": "letter.pdf"});
    let place = lambda.take(&request, &[]);
    let told = lambda.told(&place);
    assert_eq!(
        (&told["state"], &told["attempts"]),
        (&json!("waiting"), &json!(0))
    );
    assert_eq!(told["links"]["result"], format!("{place}/result"));
    assert_eq!(told.get("position"), None);
    let early = lambda.ask_for("GET", &format!("{place}/result"));
    assert_eq!(early.problem()["type"], "urn:html2pdf:not-ready");

    let message = message(&bucket);
    assert_eq!(message.delay, 0);
    assert_eq!(lambda.bring(&[message], 29.0), [""; 0]);
    let told = lambda.told(&place);
    assert_eq!(
        (&told["state"], &told["pages"]),
        (&json!("done"), &json!(1)),
        "{told}"
    );
    assert_eq!(told["filename"], "letter.pdf");
    for moment in ["created_at", "started_at", "finished_at", "expires_at"] {
        assert!(told[moment].as_str().unwrap().ends_with('Z'), "{told}");
    }
    let result = lambda.ask_for("GET", &format!("{place}/result"));
    assert_eq!(result.status, 303);
    let pdf = Pdf::new(&fetch(result.header("location")));
    assert!(pdf.text().contains("of a function"));
    // Its request is needed no more.
    assert_eq!(objects(&bucket, true).len(), 1);

    assert_eq!(lambda.ask_for("DELETE", &place).status, 204);
    assert!(bucket.objects().is_empty(), "{:?}", bucket.objects().keys());
    let gone = lambda.ask_for("GET", &place);
    assert_eq!(gone.problem()["type"], "urn:html2pdf:no-such-job");
}

#[test]
fn a_rest_api_tells_where_the_job_is_below_its_stage() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket, &[]);
    let mut request = Request::post("application/json", page("x").to_string());
    request.path = "/jobs".to_owned();
    let mut event = FrontDoor::Rest.event(&request, Transport::Base64);
    event["requestContext"]["path"] = "/v1/jobs".into();
    let answer = lambda.invoke(&event, in_seconds(29.0)).response();
    let answer = FrontDoor::Rest.read(&answer);
    assert_eq!(answer.status, 202);
    assert!(answer.header("location").starts_with("/v1/jobs/"));
}

#[test]
fn the_same_key_is_the_same_job() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket, &[]);
    let key = [("Idempotency-Key", "order/17 a")];
    let place = lambda.take(&page("once"), &key);
    message(&bucket);
    assert_eq!(lambda.take(&page("once"), &key), place);
    // Nobody knows whether the first message was sent.
    let message = message(&bucket);
    assert_ne!(lambda.take(&page("once"), &[]), place);
    let other = lambda.post(&page("another"), &key);
    assert_eq!(
        other.problem()["type"],
        "urn:html2pdf:idempotency-key-reused"
    );
    bucket.messages();
    assert_eq!(lambda.bring(&[message], 29.0), [""; 0]);
    assert_eq!(lambda.take(&page("once"), &key), place);
    assert!(bucket.messages().is_empty());
    assert_eq!(lambda.ask_for("DELETE", &place).status, 204);
    assert_ne!(lambda.take(&page("another"), &key), place);
}

#[test]
fn what_is_wrong_with_a_request_is_told_when_it_is_taken() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket, &[]);
    let refused = lambda.post(&json!({"html": "x", "colour": "red"}), &[]);
    assert_eq!(refused.problem()["errors"][0]["field"], "colour");
    assert!(bucket.objects().is_empty() && bucket.messages().is_empty());
}

#[test]
fn callers_are_told_through_the_queue_until_they_take_it() {
    const SECRET_OF_WEBHOOKS: &str = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    let host = Host::that_answers(&["503 Busy", "204 No Content"]);
    let bucket = Bucket::start();
    let mut lambda = function(
        &bucket,
        &[
            ("HTML2PDF_WEBHOOK_SECRET", SECRET_OF_WEBHOOKS),
            ("HTML2PDF_NETWORK", "unguarded"),
        ],
    );
    let mut request = page("told");
    request["webhook_url"] = host.url("done").into();
    let place = lambda.take(&request, &[]);
    assert_eq!(lambda.told(&place)["webhook"]["state"], "waiting");
    assert_eq!(lambda.bring(&[message(&bucket)], 29.0), [""; 0]);
    assert_eq!(host.heard().len(), 0);
    // The telling has a message of its own, and the one that would tell again is there before the first is heard.
    let first = message(&bucket);
    assert_eq!(lambda.bring(std::slice::from_ref(&first), 29.0), [""; 0]);
    assert_eq!(host.heard().len(), 1);
    let second = message(&bucket);
    assert!((16..30).contains(&second.delay), "{second:?}");
    let told = lambda.told(&place);
    assert_eq!(told["webhook"]["state"], "pending");
    assert!(told["webhook"]["last"].as_str().unwrap().contains("503"));
    // What comes twice tells nobody, and what comes early waits for its time.
    assert_eq!(lambda.bring(&[first], 29.0), [""; 0]);
    assert!(bucket.messages().is_empty());
    wait::until("it is told again", PATIENCE, || {
        assert_eq!(lambda.bring(std::slice::from_ref(&second), 29.0), [""; 0]);
        host.heard().len() == 2
    });
    let told = lambda.told(&place);
    assert_eq!(told["webhook"]["state"], "delivered", "{told}");
    assert_eq!(told["webhook"]["attempts"], 2);
    let heard = host.heard();
    assert_eq!(heard[0].header("webhook-id"), heard[1].header("webhook-id"));
    assert!(heard[0].header("webhook-signature").starts_with("v1,"));
    // The message that would have told a third time.
    let rest = bucket.messages();
    assert_eq!(lambda.bring(&rest, 29.0), [""; 0]);
    assert_eq!(host.heard().len(), 2);
}

#[test]
fn the_keys_of_the_role_are_out_of_reach_of_the_engine_that_prints_a_job() {
    if !lacks::has_root("to look into processes") {
        return;
    }
    let bucket = Bucket::start();
    let (mut one, mut other) = (function(&bucket, &[]), function(&bucket, &[]));
    let place = one.take(&slow_page(5), &[]);
    one.function
        .submit(&batch(&bucket.messages()), in_seconds(29.0));
    wait::until("it runs", PATIENCE, || {
        other.told(&place)["state"] == "running"
    });
    let function = Pid::from_raw(one.function.pid() as i32).unwrap();
    let environment = |pid: Pid| std::fs::read(format!("/proc/{pid}/environ")).unwrap();
    let own = environment(function);
    assert!(!own.is_empty() && own.iter().all(|byte| *byte == 0));
    // It has them, or it could not sign: the twin of what follows.
    kill_process(function, Signal::STOP).unwrap();
    assert!(times_in_memory(function, SECRET) > 0);
    kill_process(function, Signal::CONT).unwrap();
    let engines = wait::until_some("its engine is at work", PATIENCE, || {
        let at_work = one.function.processes();
        let at_work = at_work
            .into_iter()
            .filter_map(|id| Pid::from_raw(id as i32));
        let all: Vec<_> = at_work.chain(children(function)).collect();
        (!one.function.processes().is_empty()).then_some(all)
    });
    for engine in engines {
        // What runs changes its memory while it is read.
        kill_process(engine, Signal::STOP).unwrap();
        for secret in [SECRET, TOKEN, KEY] {
            assert_eq!(times_in_memory(engine, secret), 0, "{engine}");
            let environment = String::from_utf8_lossy(&environment(engine)).into_owned();
            assert!(!environment.contains(secret), "{engine}");
        }
        kill_process(engine, Signal::CONT).unwrap();
    }
    one.function.outcome(in_seconds(29.0)).response();
    assert!(!one.function.log().contains(SECRET) && !one.function.log().contains(TOKEN));
}

#[test]
fn a_queue_without_a_bucket_ends_the_start() {
    use support::child::Start as _;
    let api = support::runtime_api::RuntimeApi::start();
    let said = |settings: &[(&str, &str)]| {
        let output = super::command(&api).envs(settings.iter().copied()).run();
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let queue = (
        "HTML2PDF_JOBS_QUEUE",
        "https://sqs.eu-central-1.amazonaws.com/1/jobs",
    );
    let alone = said(&[queue]);
    assert!(
        alone.contains("HTML2PDF_JOBS_QUEUE: needs a bucket") && alone.contains("s3://"),
        "{alone}"
    );
    let plain = [
        ("HTML2PDF_JOBS_QUEUE", "http://sqs.example.com/1/jobs"),
        ("HTML2PDF_STORE", "s3://results/x"),
        ("AWS_REGION", "eu-central-1"),
    ];
    let plain = said(&plain);
    assert!(
        plain.contains("HTML2PDF_JOBS_QUEUE: is without TLS"),
        "{plain}"
    );
}
