//! What goes wrong between a function, its bucket and its queue, and what becomes of jobs then.

use serde_json::json;

use crate::support::bucket::{Bucket, Message};
use crate::support::clock::{self, Clock};
use crate::support::runtime_api::in_seconds;
use crate::support::wait;

use super::*;

#[test]
fn a_message_that_comes_twice_prints_once_to_the_eyes_of_the_caller() {
    let bucket = Bucket::start();
    let (mut one, mut other) = (function(&bucket, &[]), function(&bucket, &[]));
    let place = one.take(&slow_page(4), &[]);
    let message = message(&bucket);
    let event = batch(std::slice::from_ref(&message));
    one.function.submit(&event, in_seconds(29.0));
    wait::until("it runs", PATIENCE, || {
        other.told(&place)["state"] == "running"
    });
    // While one is at work on it, it is to come again to the other.
    assert_eq!(other.bring(std::slice::from_ref(&message), 29.0), ["0"]);
    let answer = one.function.outcome(in_seconds(29.0)).response();
    assert_eq!(failed(&answer), [""; 0]);
    let told = other.told(&place);
    assert_eq!(
        (&told["state"], &told["attempts"]),
        (&json!("done"), &json!(1)),
        "{told}"
    );
    // And when it comes again, nothing is done.
    let before = bucket.objects().into_keys().collect::<Vec<_>>();
    assert_eq!(other.bring(&[message.clone(), message], 29.0), [""; 0]);
    assert_eq!(bucket.objects().into_keys().collect::<Vec<_>>(), before);
    assert_eq!(other.told(&place), told);
}

#[test]
fn a_function_that_is_ended_in_the_middle_loses_nothing_and_is_dead_in_the_end() {
    let bucket = Bucket::start();
    let most = [("HTML2PDF_JOBS_ATTEMPTS", "2")];
    let mut door = function(&bucket, &most);
    let place = door.take(&slow_page(60), &[]);
    let message = message(&bucket);
    let event = batch(std::slice::from_ref(&message));
    for attempt in 1..=2 {
        // Whoever had it before may be at work until Lambda has ended it.
        wait::until("it is begun", PATIENCE, || {
            let mut lambda = function(&bucket, &most);
            lambda.function.submit(&event, in_seconds(5.0));
            let begun = wait::within(Duration::from_secs(2), || {
                let told = door.told(&place);
                (told["attempts"] == attempt && told["state"] == "running").then_some(())
            });
            // Killed with its engine, as Lambda does it.
            drop(lambda);
            begun.is_some()
        });
    }
    let dead = wait::until_some("it is given up", PATIENCE, || {
        let left = door.bring(std::slice::from_ref(&message), 29.0);
        left.is_empty().then(|| door.told(&place))
    });
    assert_eq!(
        (&dead["state"], &dead["attempts"]),
        (&json!("dead"), &json!(2)),
        "{dead}"
    );
    assert_eq!(dead["problem"]["type"], "urn:html2pdf:gave-up");
    let result = door.ask_for("GET", &format!("{place}/result"));
    assert_eq!(result.problem()["status"], 500);
}

#[test]
fn one_message_of_a_batch_fails_alone() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket, &[]);
    let good = lambda.take(&page("good"), &[]);
    let wrong = json!({"html": "<!DOCTYPE html><img src=missing.png>", "strict": "on"});
    let failing = lambda.take(&wrong, &[]);
    let mut messages = bucket.messages();
    messages.push(Message {
        queue: bucket.queue(),
        text: "{\"html\": \"<p>for nobody\"}".to_owned(),
        delay: 0,
    });
    // A request that says not where it goes is none of ours, and comes again.
    assert_eq!(lambda.bring(&messages, 29.0), ["2"]);
    assert_eq!(lambda.told(&good)["state"], "done");
    let told = lambda.told(&failing);
    assert_eq!(told["state"], "failed", "{told}");
    assert_eq!(told["problem"]["type"], "urn:html2pdf:strict");
    let result = lambda.ask_for("GET", &format!("{failing}/result"));
    assert_eq!(result.problem()["type"], "urn:html2pdf:strict");
}

#[test]
fn a_job_that_is_removed_while_it_runs_leaves_nothing() {
    let bucket = Bucket::start();
    let (mut one, mut other) = (function(&bucket, &[]), function(&bucket, &[]));
    let place = one.take(&slow_page(3), &[]);
    let event = batch(&bucket.messages());
    one.function.submit(&event, in_seconds(29.0));
    wait::until("it runs", PATIENCE, || {
        other.told(&place)["state"] == "running"
    });
    assert_eq!(other.ask_for("DELETE", &place).status, 204);
    let answer = one.function.outcome(in_seconds(29.0)).response();
    assert_eq!(failed(&answer), [""; 0]);
    assert!(bucket.objects().is_empty(), "{:?}", bucket.objects().keys());
}

#[test]
fn a_store_that_is_down_for_results_delays_a_job_and_loses_none() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket, &[]);
    let place = lambda.take(&page("late"), &[]);
    let first = message(&bucket);
    // Results lie beside the folder of jobs; their names are hexadecimal.
    let results: Vec<_> = "0123456789abcdef"
        .chars()
        .map(|digit| format!("PUT /results/pdf/of-tests/{digit}"))
        .collect();
    bucket.be_down_for(&results.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(lambda.bring(&[first], 29.0), [""; 0]);
    let told = lambda.told(&place);
    assert_eq!(
        (&told["state"], &told["attempts"]),
        (&json!("waiting"), &json!(1)),
        "{told}"
    );
    assert_eq!(told["problem"]["type"], "urn:html2pdf:store-unavailable");
    let again = message(&bucket);
    assert_eq!(again.delay, 2);
    bucket.be_down_for(&[]);
    // One that comes too early is sent on, and the others do what is due.
    let done = wait::until_some("it is printed", PATIENCE, || {
        assert_eq!(lambda.bring(std::slice::from_ref(&again), 29.0), [""; 0]);
        Some(lambda.told(&place)).filter(|told| told["state"] == "done")
    });
    assert_eq!(done["attempts"], 2);
}

#[test]
fn a_store_that_is_down_altogether_brings_the_message_again() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket, &[]);
    let place = lambda.take(&page("late"), &[]);
    let message = message(&bucket);
    bucket.be_down_for(&["GET ", "PUT "]);
    assert_eq!(lambda.bring(std::slice::from_ref(&message), 29.0), ["0"]);
    let told = lambda.ask_for("GET", &place);
    assert_eq!(told.problem()["type"], "urn:html2pdf:jobs-unavailable");
    assert_eq!((told.status, told.header("retry-after")), (503, "1"));
    assert_eq!(lambda.post(&page("x"), &[]).status, 503);
    bucket.be_down_for(&[]);
    assert_eq!(lambda.bring(&[message], 29.0), [""; 0]);
    assert_eq!(lambda.told(&place)["state"], "done");
}

#[test]
fn a_queue_that_is_down_takes_no_job_and_the_same_key_goes_on_later() {
    let bucket = Bucket::start();
    let mut lambda = function(&bucket, &[]);
    let key = [("Idempotency-Key", "k")];
    bucket.be_down_for(&["POST /"]);
    let refused = lambda.post(&page("later"), &key);
    assert_eq!(refused.problem()["type"], "urn:html2pdf:jobs-unavailable");
    bucket.be_down_for(&[]);
    let place = lambda.take(&page("later"), &key);
    assert_eq!(lambda.bring(&[message(&bucket)], 29.0), [""; 0]);
    assert_eq!(lambda.told(&place)["state"], "done");
}

#[test]
fn a_clock_that_jumps_holds_no_job_back() {
    let (bucket, clock) = (Bucket::start(), Clock::new());
    let settings = bucket.settings_for_jobs();
    let settings: Vec<_> = settings
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let mut jumping = Lambda::start_program(&clock::program(), &settings, |command| {
        clock.give(command);
    });
    let mut other = function(&bucket, &[]);
    clock.set(400);
    let place = jumping.take(&slow_page(8), &[]);
    let message = message(&bucket);
    let event = batch(std::slice::from_ref(&message));
    jumping.function.submit(&event, in_seconds(29.0));
    let running = wait::until_some("it runs", PATIENCE, || {
        Some(other.told(&place)).filter(|told| told["state"] == "running")
    });
    // The twin: the clock does jump for who has begun it.
    let today = other.take(&page("of today"), &[]);
    let ours = other.told(&today);
    let year = |told: &Value, name: &str| told[name].as_str().unwrap()[..4].to_owned();
    assert!(
        year(&running, "started_at") > year(&ours, "created_at"),
        "{running}"
    );
    // Killed in the middle. Nobody waits for 400 days until it is known to have ended.
    drop(jumping);
    assert_eq!(other.bring(&[message], 29.0), [""; 0]);
    let done = other.told(&place);
    assert_eq!(
        (&done["state"], &done["attempts"]),
        (&json!("done"), &json!(2)),
        "{done}"
    );
}
