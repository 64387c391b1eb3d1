//! A document with scripts is printed when all has happened that would have happened within its
//! delay, and no earlier: beside each print stands that of the plain engine, which waits by the
//! clock on the wall because its bundle has an empty library instead of ours.

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::symlink;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, sleep};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use support::bundle;
use support::pdf::Pdf;
use support::service::Service;

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

    /// The text of the print of each.
    fn texts(&self, request: &Value) -> [(&'static str, String); 3] {
        self.all().map(|(way, service)| {
            let pdf = service.post_json(request).pdf();
            (way, Pdf::new(&pdf).text())
        })
    }

    /// Asserts that all three print the same, and that it has these words and not those.
    fn assert_prints(&self, name: &str, request: &Value, words: &[&str], others: &[&str]) {
        let [plain, started, warm] = self
            .all()
            .map(|(_, service)| service.post_json(request).pdf());
        let plain = Pdf::new(&plain);
        assert_says(&format!("{name}, plain"), &plain.text(), words, others);
        let text = Pdf::new(&warm).text();
        assert_says(&format!("{name}, warm"), &text, words, others);
        assert!(started == warm, "{name}: a warm engine prints other bytes");
        let warm = Pdf::new(&warm);
        assert!(plain.drawn() == warm.drawn(), "{name} is drawn otherwise");
        let (a, b) = (plain.picture(72), warm.picture(72));
        let dots = a.dots().iter().zip(b.dots());
        let differ = dots.filter(|(a, b)| (0..3).any(|at| a[at].abs_diff(b[at]) > 32));
        assert_eq!(differ.count(), 0, "{name} looks otherwise");
    }
}

fn assert_says(what: &str, text: &str, words: &[&str], others: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{what}: no {word} in {text}");
    }
    for word in others {
        assert!(!text.contains(word), "{what}: {word} in {text}");
    }
}

/// The bundle of this checkout, with an empty library in the place of ours.
fn plain_bundle() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let libraries = root.path().join("lib");
    std::fs::create_dir(&libraries).unwrap();
    for (from, to) in [
        (bundle::path(), root.path()),
        (bundle::path().join("lib"), &libraries),
    ] {
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name();
            if name != "lib" && name != "libhtml2pdf.so" {
                symlink(entry.path(), to.join(name)).unwrap();
            }
        }
    }
    let compiled = Command::new("cc")
        .args(["-shared", "-x", "c", "/dev/null", "-o"])
        .arg(libraries.join("libhtml2pdf.so"))
        .status();
    assert!(compiled.unwrap().success());
    root
}

/// A page of tests/documents/scripts, with all that lies beside it.
fn page(name: &str, options: &Value) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents/scripts");
    let mut files: BTreeMap<String, Vec<u8>> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            (
                entry.file_name().into_string().unwrap(),
                std::fs::read(entry.path()).unwrap(),
            )
        })
        .collect();
    let html = String::from_utf8(files.remove(&format!("{name}.html")).unwrap()).unwrap();
    let assets: BTreeMap<_, _> = files
        .iter()
        .map(|(name, contents)| (name, STANDARD.encode(contents)))
        .collect();
    json!({ "html": html, "assets": assets, "options": options })
}

/// A page whose script is given, with `say` for it to print a line.
fn script(script: &str, options: &Value) -> Value {
    let html = format!(
        "<!DOCTYPE html><body><script>function say(text) {{\
         document.body.appendChild(document.createElement('p')).textContent = text }}\n\
         {script}</script>"
    );
    json!({ "html": html, "options": options })
}

// ---------------------------------------------------------------------------
// Nothing is printed too early.

/// Pages whose scripts are at work after they were loaded: the words that they say, and at the
/// last of all.
const LATE: &[(&str, &[&str])] = &[
    (
        "timeouts",
        &["after-0", "from-text", "after-50", "after-150"],
    ),
    ("chain", &["hop-8", "link-6"]),
    ("interval", &["ended-after-5"]),
    ("request", &["rows-3-1-4-1-5"]),
    (
        "pictures",
        &[
            "loaded-square.svg-40",
            "loaded-circle.svg-60",
            "loaded-square.svg?again-40",
        ],
    ),
    (
        "events",
        &[
            "written",
            "content-loaded",
            "load-60",
            "hash-second",
            "history-true",
            "stored-",
        ],
    ),
    ("transition", &["transition-400", "animation-200"]),
    ("smil", &["width-10"]),
    ("frames", &["within", "inner-timer", "heard-from-within"]),
    (
        "inserted",
        &["from-the-sheet", "script-loaded", "from-the-script"],
    ),
    (
        "worker",
        &[
            "worker-computed-6765",
            "worker-later",
            "answer-from-the-other",
        ],
    ),
    (
        "chart-canvas",
        &[
            "tick15",
            "series-adults",
            "series-children",
            "overlay-drawn",
        ],
    ),
    ("chart-vector", &["bar-120", "bar-60", "bar-180", "bar-90"]),
    (
        "chart-data",
        &["bar-0-180", "bar-1-60", "bar-2-240", "bar-4-300"],
    ),
];

#[test]
fn what_happens_within_the_delay_is_printed_as_the_plain_engine_prints_it() {
    let ways = Ways::start();
    let mut wrong = Vec::new();
    for (name, words) in LATE {
        // Each page alone: one that fails does not hide the others.
        let check = std::panic::AssertUnwindSafe(|| {
            let never = ["after-300", "cancelled", "failed-"];
            ways.assert_prints(name, &page(name, &json!({})), words, &never);
            let at_once = page(name, &json!({ "javascript_delay": 0 }));
            for (way, text) in ways.texts(&at_once) {
                assert_says(
                    &format!("{name} at once, {way}"),
                    &text,
                    &[],
                    &words[words.len() - 1..],
                );
            }
        });
        if std::panic::catch_unwind(check).is_err() {
            wrong.push(*name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn what_takes_longer_than_the_delay_is_printed_as_far_as_it_has_come() {
    let ways = Ways::start();
    for (way, text) in ways.texts(&page("chart-slow", &json!({}))) {
        let grown = number_after(&text, "grown-");
        assert!((20..=60).contains(&grown), "{way}: {text}");
        assert!(!text.contains("finished"), "{way}: {text}");
    }
    let longer = page("chart-slow", &json!({ "javascript_delay": 1500 }));
    ways.assert_prints("chart-slow", &longer, &["grown-100", "finished"], &[]);
}

/// The number that stands behind a word.
fn number_after(text: &str, word: &str) -> i64 {
    let (_, rest) = text
        .split_once(word)
        .unwrap_or_else(|| panic!("no {word} in {text}"));
    let end = rest
        .find(|c: char| !c.is_ascii_digit() && c != '-')
        .unwrap_or(rest.len());
    rest[..end].parse().unwrap()
}

#[test]
fn a_long_delay_is_kept_by_the_clock_of_the_page() {
    let ways = Ways::start();
    let late = "setTimeout(function () { say('late') }, 2500)";
    ways.assert_prints(
        "kept",
        &script(late, &json!({ "javascript_delay": 3000 })),
        &["late"],
        &[],
    );
    ways.assert_prints(
        "not kept",
        &script(late, &json!({ "javascript_delay": 1000 })),
        &[],
        &["late"],
    );
    // By the clock on the wall no service would live to see the end of these.
    let later = "setTimeout(function () { say('late') }, 59000)";
    let request = script(
        later,
        &json!({ "javascript_delay": 60_000, "timeout": "20s" }),
    );
    for service in [&ways.started, &ways.warm] {
        assert_says(
            "a minute",
            &Pdf::new(&service.post_json(&request).pdf()).text(),
            &["late"],
            &[],
        );
    }
    let request = script(
        later,
        &json!({ "javascript_delay": 60_000, "timeout": "1s" }),
    );
    assert_eq!(ways.plain.post_json(&request).status, 504);
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
    let text = Pdf::new(&ways.warm.post_json(&request).pdf()).text();
    assert_says("book", &text, &["one", "two", "cover", "header"], &[]);
}

// ---------------------------------------------------------------------------
// Conditions.

#[test]
fn a_condition_is_waited_for_and_no_longer() {
    let ways = Ways::start();
    let chain = "var n = 0; (function next() { if (++n < 20) return setTimeout(next, 50);\
                 document.body.id = 'done'; say('met'); window.status = 'ready' })()";
    for options in [
        json!({ "wait_for_status": "ready" }),
        json!({ "wait_for_selector": "body#done" }),
    ] {
        ways.assert_prints("condition", &script(chain, &options), &["met"], &[]);
    }
    ways.assert_prints("no condition", &script(chain, &json!({})), &[], &["met"]);
    for options in [
        json!({ "wait_for_status": "never", "timeout": "1s" }),
        json!({ "wait_for_selector": "#never", "timeout": "1s" }),
    ] {
        for (way, service) in ways.all() {
            let answer = service.post_json(&script(chain, &options));
            assert_eq!(answer.status, 504, "{way}");
            assert_eq!(answer.problem()["type"], "urn:html2pdf:deadline-passed");
        }
    }
}

// ---------------------------------------------------------------------------
// The page cannot tell.

#[test]
fn a_page_sees_the_same_surroundings() {
    let ways = Ways::start();
    let words = [
        "names-",
        "setTimeout() { [native code] }",
        "XMLHttpRequest",
        "seen-all",
    ];
    ways.assert_prints("seen", &page("seen", &json!({})), &words, &["fgets"]);
}

#[test]
fn a_page_sees_a_clock_that_runs_as_a_clock_does() {
    let ways = Ways::start();
    // A short and a long timer, by a clock that is looked at all the time.
    let watched = "var start = Date.now(), last = start, back = 0, ticks = 0;\
        function look() { var now = Date.now(); if (now < last) back++; last = now }\
        setInterval(function () { look(); ticks++ }, 10);\
        setInterval(look, 1);\
        setTimeout(function () { look(); say('waited-' + (last - start)) }, 100);\
        setTimeout(function () { look(); say('back-' + back); say('ticks-' + ticks) }, 180);\
        say('began-' + start); say('dated-' + new Date().getTime()); say('zone-' + new Date().getTimezoneOffset())";
    let options = json!({ "time_zone": "+09:00" });
    for _ in 0..3 {
        for (way, text) in ways.texts(&script(watched, &options)) {
            let number = |word| number_after(&text, word);
            assert!((100..200).contains(&number("waited-")), "{way}: {text}");
            assert_eq!(number("back-"), 0, "{way}: {text}");
            assert!((8..=18).contains(&number("ticks-")), "{way}: {text}");
            assert_eq!(number("zone-"), -540, "{way}: {text}");
            let now = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap()
                .as_millis() as i64;
            for word in ["began-", "dated-"] {
                assert!((now - number(word)).abs() < 5000, "{way}, at {now}: {text}");
            }
        }
    }
    let elsewhere = json!({ "time_zone": "-03:30" });
    for (way, text) in ways.texts(&script(watched, &elsewhere)) {
        assert_eq!(number_after(&text, "zone-"), 210, "{way}: {text}");
    }
}

#[test]
fn a_page_whose_timers_never_end_is_printed_at_the_end_of_its_delay() {
    let ways = Ways::start();
    let endless = "var ticks = 0, line = document.body.appendChild(document.createElement('p'));\
        setInterval(function () { line.textContent = 'ticks-' + ++ticks }, 10)";
    for (delay, range) in [(200, 10..=21), (1000, 60..=101)] {
        let request = script(endless, &json!({ "javascript_delay": delay }));
        for (way, text) in ways.texts(&request) {
            assert!(
                range.contains(&number_after(&text, "ticks-")),
                "{way}, {delay}: {text}"
            );
        }
    }
}

// ---------------------------------------------------------------------------
// The network.

/// A server on the loopback that takes its time. It keeps connections open.
///
/// - `/after/MS/name` answers after so many milliseconds,
/// - `/head/MS/name` sends the head soon and the body so much later,
/// - `/pieces/COUNT/MS/name` sends the body in pieces, each so long after the last,
/// - `/silence/MS` never answers, and closes the connection.
fn slow_server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            // A client that goes away ends its thread, and nothing else.
            thread::spawn(|| serve(stream?));
        }
        Ok::<_, std::io::Error>(())
    });
    address
}

fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    while let Some(first) = lines.next() {
        let first = first?;
        while lines
            .next()
            .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
        {}
        let path = first.split(' ').nth(1).unwrap_or_default();
        let parts: Vec<_> = path.split('/').skip(1).collect();
        let pause = |text: &str| sleep(Duration::from_millis(text.parse().unwrap_or(0)));
        let (kind, body) = match path.rsplit('.').next() {
            Some("js") => ("text/javascript", "say('script-came');"),
            Some("css") => ("text/css", "body::after { content: 'sheet-came' }"),
            Some("svg") => (
                "image/svg+xml",
                "<svg xmlns='http://www.w3.org/2000/svg' width='70' height='20'><rect width='70' height='20'/></svg>",
            ),
            _ => ("text/plain", "text-came"),
        };
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
             Access-Control-Allow-Origin: *\r\nCache-Control: no-store\r\n\r\n",
            body.len()
        );
        match *parts {
            ["after", time, _] => {
                pause(time);
                stream.write_all((head + body).as_bytes())?;
            }
            ["head", time, _] => {
                pause("20");
                stream.write_all(head.as_bytes())?;
                pause(time);
                stream.write_all(body.as_bytes())?;
            }
            ["pieces", count, time, _] => {
                stream.write_all(head.as_bytes())?;
                for piece in body
                    .as_bytes()
                    .chunks(body.len().div_ceil(count.parse().unwrap()))
                {
                    pause(time);
                    stream.write_all(piece)?;
                }
            }
            ["silence", time] => {
                pause(time);
                return Ok(());
            }
            _ => return Ok(()),
        }
    }
    Ok(())
}

/// What a page asks for once it has been loaded.
const FETCH: &str = "function fetch(url, then) {\
        var request = new XMLHttpRequest(); \
        request.onload = function () { then(request.responseText) }; \
        request.open('GET', url, true); request.send() }\n\
    function show(url) {\
        var picture = new Image(); \
        picture.onload = function () { document.body.appendChild(picture); say('shown-' + picture.width) }; \
        picture.src = url }\n\
    function insert(name, attribute, url) {\
        var element = document.createElement(name); \
        if (name === 'link') element.rel = 'stylesheet'; \
        element[attribute] = url; document.body.appendChild(element) }\n\
    function loaded(then) { window.onload = function () { setTimeout(then, 10) } }\n";

/// The script, its delay, and what it prints. By the time of the page all of it ends well before
/// the delay does.
const OVER_THE_NETWORK: &[(&str, u32, &[&str])] = &[
    (
        "loaded(function () { show('http://SERVER/after/100/a.svg') })",
        400,
        &["shown-70"],
    ),
    (
        "loaded(function () { fetch('http://SERVER/after/80/a.txt', say) })",
        200,
        &["text-came"],
    ),
    (
        "loaded(function () { insert('script', 'src', 'http://SERVER/after/150/a.js') })",
        500,
        &["script-came"],
    ),
    (
        "loaded(function () { insert('link', 'href', 'http://SERVER/after/150/a.css') })",
        500,
        &["sheet-came"],
    ),
    (
        "loaded(function () { fetch('http://SERVER/after/120/a.txt', function () {\
         setTimeout(function () { say('then-a-timer') }, 50) }) })",
        500,
        &["then-a-timer"],
    ),
    (
        "loaded(function () { fetch('http://SERVER/after/60/a.txt', function () {\
         fetch('http://SERVER/after/60/b.txt', function () { say('one-by-one') }) }) })",
        500,
        &["one-by-one"],
    ),
    (
        "loaded(function () { fetch('http://SERVER/pieces/9/20/a.txt', say) })",
        600,
        &["text-came"],
    ),
    // The rest of an answer may take longer than its beginning.
    (
        "loaded(function () { fetch('http://SERVER/head/90/a.txt', say) })",
        200,
        &["text-came"],
    ),
    (
        "loaded(function () { fetch('http://SERVER/head/300/a.txt', say) })",
        1000,
        &["text-came"],
    ),
    // More at once than there are connections.
    (
        "loaded(function () { var left = 16; for (var at = 0; at < 16; at++)\
         fetch('http://SERVER/after/60/a.txt?' + at, function () { if (--left === 0) say('all-came') }) })",
        2500,
        &["all-came"],
    ),
    // A connection that is no request.
    (
        "loaded(function () { var socket = new WebSocket('ws://SERVER/silence/100');\
         socket.onclose = function () { say('socket-closed') } })",
        400,
        &["socket-closed"],
    ),
];

#[test]
fn what_comes_over_the_network_is_waited_for() {
    let (ways, address) = (Ways::start(), slow_server());
    let mut wrong = Vec::new();
    for (lines, delay, words) in OVER_THE_NETWORK {
        let lines = FETCH.to_owned() + &lines.replace("SERVER", &address);
        let check = std::panic::AssertUnwindSafe(|| {
            let request = script(&lines, &json!({ "javascript_delay": delay }));
            ways.assert_prints(&lines, &request, words, &[]);
            let at_once = script(&lines, &json!({ "javascript_delay": 0 }));
            for (way, text) in ways.texts(&at_once) {
                assert_says(&format!("at once, {way}"), &text, &[], words);
            }
        });
        if std::panic::catch_unwind(check).is_err() {
            wrong.push(lines.lines().last().unwrap().to_owned());
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_a_page_is_made_of_is_waited_for_whatever_its_timers_say() {
    let (ways, address) = (Ways::start(), slow_server());
    let html = "<!DOCTYPE html><link rel=stylesheet href='http://SERVER/after/150/a.css'>\
        <body><script>function say(text) { document.body.appendChild(document.createElement('p')).textContent = text }\
        </script><img src='http://SERVER/after/150/a.svg'><script src='http://SERVER/after/150/a.js'></script>\
        <script>setTimeout(function () { say('timer') }, 20);\
        onload = function () { say('width-' + document.images[0].width) }</script>";
    let request = json!({ "html": html.replace("SERVER", &address) });
    let words = ["sheet-came", "script-came", "timer", "width-70"];
    ways.assert_prints("a page of parts", &request, &words, &[]);
}

#[test]
fn an_idle_connection_is_not_waited_for() {
    let (ways, address) = (Ways::start(), slow_server());
    for path in ["after/0/a.txt", "after/30/a.txt", "pieces/3/10/a.txt"] {
        let lines = "loaded(function () { fetch('http://SERVER/PATH', function (text) {\
             say(text); setTimeout(function () { say('late') }, 30000) }) })";
        let lines = FETCH.to_owned() + &lines.replace("SERVER", &address).replace("PATH", path);
        let options = json!({ "javascript_delay": 40_000, "timeout": "15s" });
        for service in [&ways.started, &ways.warm] {
            let text = Pdf::new(&service.post_json(&script(&lines, &options)).pdf()).text();
            assert_says(path, &text, &["text-came", "late"], &[]);
        }
        // A request without an answer is waited for, here as in the plain engine.
        let lines = lines.replace(path, "after/60000/a.txt");
        let options = json!({ "javascript_delay": 40_000, "timeout": "1500ms" });
        for (way, service) in ways.all() {
            assert_eq!(
                service.post_json(&script(&lines, &options)).status,
                504,
                "{way}"
            );
        }
    }
}
