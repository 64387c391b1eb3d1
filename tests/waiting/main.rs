//! A document with scripts is printed when all has happened that would have happened within its
//! delay, and no earlier: beside each print stands that of the plain engine, which waits by the
//! clock on the wall because its bundle has an empty library in the place of ours.
//!
//! A program of its own, and in it one test after the other: what is compared is what happens within
//! a time, and beside the load of other groups less would.

#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use support::bundle;
use support::pdf::Pdf;
use support::service::Service;
use support::wait;

/// The same program with the plain engine, with ours started for each document, and with ours warm.
struct Ways {
    plain: Service,
    started: Service,
    warm: Service,
    _bundle: TempDir,
    // What real time counts in is best not done beside other work.
    _turn: MutexGuard<'static, ()>,
}

impl Ways {
    fn start() -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let bundle = plain_bundle();
        let path = bundle.path().to_str().unwrap();
        let network = ("HTML2PDF_NETWORK", "unguarded");
        let started = ("HTML2PDF_ENGINE_MODE", "spawn");
        let warm = Service::start_with(&[network]);
        warm.warm_engine();
        Self {
            plain: Service::start_with(&[network, started, ("HTML2PDF_ENGINE", path)]),
            started: Service::start_with(&[network, started]),
            warm,
            _bundle: bundle,
            _turn: turn,
        }
    }

    fn all(&self) -> [(&'static str, &Service); 3] {
        [
            ("plain", &self.plain),
            ("started", &self.started),
            ("warm", &self.warm),
        ]
    }

    /// The text that each of them prints.
    fn texts(&self, request: &Value) -> [(&'static str, String); 3] {
        self.all()
            .map(|(way, service)| (way, text(service, request)))
    }

    /// Asserts that all three print the same, and that it has these words and not those.
    /// What the plain engine prints, ours prints where nothing is lowered.
    fn assert_prints(&self, name: &str, request: &Value, words: &[&str], others: &[&str]) {
        let print = |(_, service): (_, &Service)| service.post_json(request).pdf();
        let [started, warm] = [&self.started, &self.warm].map(|service| print(("", service)));
        assert_says(
            &format!("{name}, lowered"),
            &Pdf::new(&warm).text(),
            words,
            others,
        );
        assert!(started == warm, "{name}: a warm engine prints other bytes");
        let mut request = request.clone();
        request["lower"] = "off".into();
        let print = |(_, service): (_, &Service)| service.post_json(&request).pdf();
        let [plain, started, warm] = self.all().map(print);
        let same = started == warm;
        let (plain, warm) = (Pdf::new(&plain), Pdf::new(&warm));
        assert_says(&format!("{name}, plain"), &plain.text(), words, others);
        assert_says(&format!("{name}, warm"), &warm.text(), words, others);
        assert!(same, "{name}: a warm engine prints other bytes");
        assert!(plain.drawn() == warm.drawn(), "{name} is drawn otherwise");
        let (a, b) = (plain.picture(72), warm.picture(72));
        let dots = a.dots().iter().zip(b.dots());
        let differ = dots.filter(|(a, b)| (0..3).any(|at| a[at].abs_diff(b[at]) > 32));
        assert_eq!(differ.count(), 0, "{name} looks otherwise");
    }
}

fn text(service: &Service, request: &Value) -> String {
    Pdf::new(&service.post_json(request).pdf()).text()
}

fn assert_says(what: &str, text: &str, words: &[&str], others: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{what}: no {word} in {text}");
    }
    for word in others {
        assert!(!text.contains(word), "{what}: {word} in {text}");
    }
}

/// Checks them all, so that one that fails does not hide the others.
fn check_each<T: std::fmt::Debug>(cases: impl IntoIterator<Item = T>, check: impl Fn(&T)) {
    let fails = |case: &T| catch_unwind(AssertUnwindSafe(|| check(case))).is_err();
    let failed: Vec<_> = cases.into_iter().filter(fails).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

/// The bundle of this checkout, with an empty library in the place of ours.
fn plain_bundle() -> TempDir {
    bundle::with_library("")
}

/// A page of tests/documents/scripts, with all that lies beside it.
fn page(name: &str, options: Value) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents/scripts");
    let mut assets = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        assets.insert(name, STANDARD.encode(std::fs::read(path).unwrap()));
    }
    let html = assets.remove(&format!("{name}.html")).unwrap();
    json!({ "html_base64": html, "assets": assets, "options": options })
}

/// A page that is one script.
fn script(script: &str, options: Value) -> Value {
    let say = include_str!("../documents/scripts/say.js");
    let fetch = include_str!("../documents/scripts/fetch.js");
    let html = format!("<!DOCTYPE html><body><script>{say}{fetch}\n{script}</script>");
    json!({ "html": html, "options": options })
}

// ---------------------------------------------------------------------------
// Nothing is printed too early.

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
        // The plain engine sometimes crashes where it ends before a worker does.
        for service in [&ways.started, &ways.warm] {
            let last = &words[words.len() - 1..];
            assert_says(name, &text(service, &at_once), &[], last);
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

/// The number that stands behind a word.
fn number_after(text: &str, word: &str) -> i64 {
    let after = text.split_once(word).map(|(_, after)| after);
    let number = after.and_then(|after| after.split_whitespace().next()?.parse().ok());
    number.unwrap_or_else(|| panic!("no number after {word} in {text}"))
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

// ---------------------------------------------------------------------------
// The page cannot tell.

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

// ---------------------------------------------------------------------------
// The network.

/// A server on the loopback that takes its time, and keeps connections open.
///
/// - `/after/MS/name` answers after so many milliseconds,
/// - `/head/MS/name` sends the head soon and the body so much later,
/// - `/pieces/MS/name` sends the body in pieces, each so long after the last,
/// - `/silence/MS/` never answers, and closes the connection.
fn slow_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that goes away ends its thread, and nothing else.
            thread::spawn(|| serve(stream));
        }
    });
    address
}

fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let pause = |milliseconds| wait::let_pass(Duration::from_millis(milliseconds));
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    while let Some(Ok(first)) = lines.next() {
        lines.by_ref().map_while(Result::ok).find(String::is_empty);
        let path = first.split(' ').nth(1).unwrap_or_default();
        let (kind, body) = match path.rsplit('.').next() {
            Some("js") => ("text/javascript", "say('script-came');"),
            Some("css") => ("text/css", "body::after { content: 'sheet-came' }"),
            Some("svg") => (
                "image/svg+xml",
                "<svg xmlns='http://www.w3.org/2000/svg' width='70' height='20'/>",
            ),
            _ => ("text/plain", "text-came"),
        };
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
             Access-Control-Allow-Origin: *\r\nCache-Control: no-store\r\n\r\n",
            body.len()
        );
        let mut way = path.split('/').skip(1);
        let (how, time) = (way.next(), way.next().and_then(|time| time.parse().ok()));
        let time = time.unwrap_or(0);
        // When what is sent.
        let pieces: Vec<(u64, &str)> = match how {
            Some("after") => vec![(time, &head), (0, body)],
            Some("head") => vec![(20, &head), (time, body)],
            Some("pieces") => {
                let letters = body.split_inclusive(|_| true).map(|piece| (time, piece));
                std::iter::once((0, head.as_str())).chain(letters).collect()
            }
            _ => {
                pause(time);
                return Ok(());
            }
        };
        for (time, piece) in pieces {
            pause(time);
            stream.write_all(piece.as_bytes())?;
        }
    }
    Ok(())
}

/// A delay, what is printed at its end, and the script. All ends well before the delay does. The
/// rest of an answer may take longer than its beginning, more may be asked for at once than there
/// are connections, and not every connection is one of HTTP.
const OVER_THE_NETWORK: &str = "\
    400 shown-70 show('http://SERVER/after/100/a.svg')
    200 text-came fetch('http://SERVER/after/80/a.txt', say)
    500 script-came insert('script', 'src', 'http://SERVER/after/150/a.js')
    500 sheet-came insert('link', 'href', 'http://SERVER/after/150/a.css')
    600 text-came fetch('http://SERVER/pieces/20/a.txt', say)
    200 text-came fetch('http://SERVER/head/80/a.txt', say)
    900 text-came fetch('http://SERVER/head/400/a.txt', say)
    500 timer-20 fetch('http://SERVER/after/120/a.txt', function () { setTimeout(\"say('timer-' + 20)\", 50) })
    900 last-1 fetch('http://SERVER/after/0/a.txt', function () { fetch('http://SERVER/after/300/b.txt', function () { say('last-' + 1) }) })
    2000 all-0 for (var at = 0, left = 16; at < 16; at++) fetch('http://SERVER/after/60/a.txt?' + at, function () { say('all-' + --left) })
    400 closed new WebSocket('ws://SERVER/silence/100/').onclose = function () { say('closed') }";

#[test]
fn what_comes_over_the_network_is_waited_for() {
    let (ways, address) = (Ways::start(), slow_server());
    check_each(OVER_THE_NETWORK.lines(), |line| {
        let mut parts = line.trim().splitn(3, ' ');
        let mut part = || parts.next().unwrap();
        let (delay, word, lines) = (part().parse::<u32>().unwrap(), part(), part());
        let lines = format!("loaded(function () {{ {lines} }})").replace("SERVER", &address);
        let request = script(&lines, json!({ "javascript_delay": delay }));
        ways.assert_prints(&lines, &request, &[word], &[]);
        let at_once = script(&lines, json!({ "javascript_delay": 0 }));
        for (way, text) in ways.texts(&at_once) {
            assert_says(&format!("at once, {way}"), &text, &[], &[word]);
        }
    });
}

#[test]
fn what_a_page_is_made_of_is_waited_for_whatever_its_timers_say() {
    let (ways, address) = (Ways::start(), slow_server());
    let say = include_str!("../documents/scripts/say.js");
    let html = "<!DOCTYPE html><link rel=stylesheet href='http://SERVER/after/150/a.css'><body><script>SAY</script>\
        <img src='http://SERVER/after/150/a.svg'><script src='http://SERVER/after/150/a.js'></script>\
        <script>setTimeout(function () { say('timer') }, 20);\
        onload = function () { say('width-' + document.images[0].width) }</script>";
    let request = json!({ "html": html.replace("SERVER", &address).replace("SAY", say) });
    let words = ["sheet-came", "script-came", "timer", "width-70"];
    ways.assert_prints("a page of parts", &request, &words, &[]);
}

#[test]
fn an_idle_connection_is_not_waited_for() {
    let (ways, address) = (Ways::start(), slow_server());
    let lines = "loaded(function () { fetch('http://SERVER/PATH', function (text) {\
        say(text); setTimeout(function () { say('late') }, 30000) }) })";
    let request = |path: &str, timeout: &str| {
        let lines = lines.replace("SERVER", &address).replace("PATH", path);
        script(
            &lines,
            json!({ "javascript_delay": 40_000, "timeout": timeout }),
        )
    };
    for path in ["after/0/a.txt", "after/30/a.txt", "pieces/10/a.txt"] {
        for service in [&ways.started, &ways.warm] {
            let text = text(service, &request(path, "15s"));
            assert_says(path, &text, &["text-came", "late"], &[]);
        }
    }
    // A request without an answer is waited for, by the clock on the wall: as long as
    // there is a proxy that gives it up, for half of the time.
    let endless = request("after/60000/a.txt", "3s");
    assert_eq!(ways.plain.post_json(&endless).status, 504);
    for service in [&ways.started, &ways.warm] {
        let answer = service.post_json(&endless);
        let warned = answer.header("x-pdf-warnings");
        assert!(warned.contains("reason=timed-out"), "{warned}");
        answer.pdf();
    }
}
