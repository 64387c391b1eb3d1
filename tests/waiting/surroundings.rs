//! What a page sees of its surroundings.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::{Ways, number_after, page, script};

#[test]
fn a_page_sees_the_same_surroundings() {
    let ways = Ways::start();
    let words = [
        "names-",
        "function setTimeout() { [native code] }",
        "seen-all",
    ];
    ways.assert_prints("seen", &page("seen", json!({})), &words, &[]);
}

#[test]
fn a_page_sees_a_clock_that_runs_as_a_clock_does() {
    let ways = Ways::start();
    // Looked at all the time, and over a longer timer.
    let watched = "var start = Date.now(), last = start, back = 0;\
        function look() { var now = Date.now(); if (now < last) back++; last = now }\
        setInterval(look, 1);\
        setTimeout(function () { look(); say('waited- ' + (last - start)) }, 100);\
        setTimeout(function () { look(); say('back- ' + back) }, 150);\
        say('began- ' + start); say('dated- ' + new Date().getTime());\
        say('zone- ' + new Date().getTimezoneOffset())";
    for (zone, offset) in [("+09:00", -540), ("-03:30", 210), ("+00:00", 0)] {
        for (way, text) in ways.texts(&script(
            watched,
            json!({ "time_zone": zone, "javascript_delay": 200 }),
        )) {
            let number = |word| number_after(&text, word);
            assert!((100..200).contains(&number("waited-")), "{way}: {text}");
            assert_eq!(number("back-"), 0, "{way}: {text}");
            assert_eq!(number("zone-"), offset, "{way}: {text}");
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
            for word in ["began-", "dated-"] {
                let off = now.as_millis() as i64 - number(word);
                assert!(off.abs() < 5000, "{way}, {off} ms off: {text}");
            }
        }
    }
}

#[test]
fn a_page_whose_timers_never_end_is_printed_at_the_end_of_its_delay() {
    let ways = Ways::start();
    let endless = "var ticks = 0, line = document.body.appendChild(document.createElement('p'));\
        setInterval(function () { line.textContent = 'ticks- ' + ++ticks }, 10)";
    for (delay, range) in [(200, 8..=21), (1000, 50..=101)] {
        for (way, text) in ways.texts(&script(endless, json!({ "javascript_delay": delay }))) {
            let ticks = number_after(&text, "ticks-");
            assert!(range.contains(&ticks), "{way}, {delay}: {ticks}");
        }
    }
}
