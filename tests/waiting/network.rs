//! What a page is made of comes over the network.

use crate::support;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use serde_json::json;

use support::wait;

use super::{Ways, assert_says, check_each, script, text};

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
