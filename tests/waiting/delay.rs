//! Nothing is printed too early.

use crate::support;

use serde_json::{Value, json};

use support::service::Service;

use super::{Ways, assert_says, check_each, number_after, page, script, text};

/// Pages whose scripts are at work after they were loaded, and what they say: in the end, the last.
const LATE: &str = "\
    timeouts: after-0 from-text after-50 after-150
    chain: hop-8 link-6
    interval: ended-after-5
    request: rows-3-1-4-1-5
    pictures: loaded-square.svg-40 loaded-circle.svg-60 loaded-square.svg?again-40
    events: written content-loaded load-60 hash-second history-true stored-
    transition: transition-400 animation-200
    shapes: width-
    frames: within inner-timer heard-from-within
    inserted: from-the-sheet script-loaded from-the-script
    worker: computed-6765 worker-later answer-from-the-other
    chart-canvas: tick15 series-adults series-children overlay-drawn
    chart-vector: bar-120 bar-60 bar-180 bar-90
    chart-data: bar-0-180 bar-1-60 bar-2-240 bar-4-300";

#[test]
fn what_happens_within_the_delay_is_printed_as_the_plain_engine_prints_it() {
    let ways = Ways::start();
    check_each(LATE.lines(), |line| {
        let (name, words) = line.trim().split_once(": ").unwrap();
        let words: Vec<_> = words.split(' ').collect();
        let never = ["after-300", "cancelled", "failed-"];
        let waited = page(name, json!({ "javascript_delay": 200 }));
        ways.assert_prints(name, &waited, &words, &never);
        let at_once = page(name, json!({ "javascript_delay": 0 }));
        // The plain engine sometimes crashes where it ends before a worker does. Where the machine is
        // busy a page may have come to its end before its turn: not each time.
        for service in [&ways.started, &ways.warm] {
            let last = words[words.len() - 1];
            let is_early = || !text(service, &at_once).contains(last);
            assert!((0..8).any(|_| is_early()), "{name}: {last} each time");
        }
    });
}

#[test]
fn what_takes_longer_than_the_delay_is_printed_as_far_as_it_has_come() {
    let ways = Ways::start();
    for (way, text) in ways.texts(&page("chart-slow", json!({ "javascript_delay": 200 }))) {
        let grown = number_after(&text, "grown-");
        assert!((10..=90).contains(&grown), "{way}: {text}");
    }
    let longer = page("chart-slow", json!({ "javascript_delay": 1500 }));
    ways.assert_prints("chart-slow", &longer, &["grown-100", "finished"], &[]);
}

#[test]
fn a_page_is_printed_when_it_is_at_rest() {
    let service = Service::start();
    let says = |script_text: &str, options: Value, words: &[&str], others: &[&str]| {
        let text = text(&service, &script(script_text, options));
        assert_says(script_text, &text, words, others);
    };
    let chain = "var n = 0; setTimeout(function next() { if (++n < 20) return setTimeout(next, 50); say('done') }, 900)";
    says(chain, json!({}), &["done"], &[]);
    says(chain, json!({ "javascript_delay": 200 }), &[], &["done"]);
    says(chain, json!({ "lower": "off" }), &[], &["done"]);
    // An interval that ends, one that does not, and what is too far off.
    let ends = "var n = 0, id = setInterval(function () { if (++n == 30) { clearInterval(id); say('ended') } }, 100)";
    says(ends, json!({}), &["ended"], &[]);
    let endless = "setInterval(function () {}, 100); setTimeout(function () { say('four') }, 4000);\
        setTimeout(function () { say('six') }, 6000)";
    says(endless, json!({}), &["four"], &["six"]);
    says(
        "setTimeout(function () { say('second') }, 1000)",
        json!({}),
        &[],
        &["second"],
    );
    says(
        "setTimeout('say(\"text\")', 700)",
        json!({}),
        &["text"],
        &[],
    );
    let cleared = "var id = setTimeout(function () { say('never') }, 900); clearTimeout(id); setTimeout(function () { say('later') }, 1200)";
    says(cleared, json!({}), &[], &["never", "later"]);
    let given = "setTimeout(function (a, b) { say(a + b) }, 600, 'gi', 'ven')";
    says(given, json!({}), &["given"], &[]);
}

#[test]
fn a_delay_is_kept_by_the_clock_of_the_page() {
    let ways = Ways::start();
    let late = "setTimeout(function () { say('late') }, 2500)";
    let kept = script(late, json!({ "javascript_delay": 4000 }));
    ways.assert_prints("kept", &kept, &["late"], &[]);
    let too_short = script(late, json!({ "javascript_delay": 1000 }));
    ways.assert_prints("too short", &too_short, &[], &["late"]);
    // By the clock on the wall no service would live to see the end of these.
    let late = late.replace("2500", "59000");
    let minute = |timeout| json!({ "javascript_delay": 60_000, "timeout": timeout });
    for service in [&ways.started, &ways.warm] {
        let text = text(service, &script(&late, minute("20s")));
        assert_says("a minute", &text, &["late"], &[]);
    }
    let refused = ways.plain.post_json(&script(&late, minute("1s")));
    assert_eq!(refused.status, 504);
}

#[test]
fn every_part_of_a_book_has_its_delay() {
    let ways = Ways::start();
    let html = "<!DOCTYPE html><p id=x>x<script>setTimeout(function () {\
                document.getElementById('x').textContent = 'WORD' }, 55000)</script>";
    let part = |word: &str| html.replace("WORD", word);
    let request = json!({
        "documents": [part("one"), part("two")],
        "cover_html": part("cover"),
        "header_html": part("header"),
        "options": { "javascript_delay": 60_000, "timeout": "20s", "toc": true },
    });
    let words = ["one", "two", "cover", "header"];
    assert_says("book", &text(&ways.warm, &request), &words, &[]);
}

#[test]
fn a_condition_is_waited_for_and_no_longer() {
    let ways = Ways::start();
    let chain = "var n = 0; (function next() { if (++n < 20) return setTimeout(next, 50);\
                 document.body.id = 'done'; say('met'); window.status = 'ready' })()";
    for (condition, met, never) in [
        ("wait_for_status", "ready", "never"),
        ("wait_for_selector", "body#done", "#never"),
        (
            "wait_for_expression",
            "n >= 20 && document.body.id",
            "not.yet.there",
        ),
    ] {
        let met = script(chain, json!({ condition: met }));
        ways.assert_prints(condition, &met, &["met"], &[]);
        let never = script(chain, json!({ condition: never, "timeout": "1s" }));
        for (way, service) in ways.all() {
            let answer = service.post_json(&never);
            assert_eq!(answer.status, 504, "{condition}, {way}");
            assert_eq!(answer.problem()["type"], "urn:html2pdf:deadline-passed");
        }
    }
    let short = script(chain, json!({ "javascript_delay": 200 }));
    ways.assert_prints("none", &short, &[], &["met"]);
}
