//! What a machine can do to a service: processes that are killed, a full disk,
//! nothing left to open or to start, a clock that jumps, callers that talk
//! nonsense or leave. Each answer is honest, and afterwards nothing is left.

use crate::support;

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::process::Pid;
use support::pdf::Pdf;
use support::proc::descriptors;
use support::service::{Answer, Service};
use support::wait;

mod callers;
mod clock;
mod killed;
mod scarce;

const ENDLESS: &str = "<script>while(true){}</script>";

fn own(service: &Service) -> Pid {
    Pid::from_raw(service.pid() as i32).unwrap()
}

fn assert_prints(service: &Service) {
    let text = Pdf::new(&service.print("", "<p>printed").pdf()).text();
    assert!(text.contains("printed"), "{text}");
}

/// A whole product, or a problem that is ours or the engine's; never half of one.
fn assert_honest(answer: &Answer) {
    match (answer.status, answer.header("content-type")) {
        (200, "application/pdf") => {
            assert!(answer.body.starts_with(b"%PDF-"));
            assert!(answer.body.trim_ascii_end().ends_with(b"%%EOF"));
        }
        (200, "image/png") => {
            assert!(answer.body.starts_with(b"\x89PNG"));
            assert!(answer.body.ends_with(b"IEND\xaeB`\x82"));
        }
        (422 | 500..600, _) => {
            let problem = answer.problem();
            assert!(!problem["detail"].to_string().contains('/'), "{problem}");
        }
        _ => panic!("{}: {}", answer.status, answer.body.escape_ascii()),
    }
}

/// Numbers that nobody foresees, and that can be had again.
struct Chance(u64);

impl Chance {
    fn new() -> Self {
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let seed = seed.as_nanos() as u64 | 1;
        eprintln!("seed {seed}");
        Self(seed)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// A connection may still be closing.
fn wait_for_descriptors(service: &Service, most: usize) {
    let open = || descriptors(own(service));
    wait::within(Duration::from_secs(30), || {
        (open().len() <= most).then_some(())
    })
    .unwrap_or_else(|| panic!("more than {most}: {:?}", open()));
}

/// A connection that is kept open, and its answers.
struct Talk(BufReader<TcpStream>);

impl Talk {
    fn open(service: &Service) -> Self {
        let stream = TcpStream::connect(service.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        Self(BufReader::new(stream))
    }

    fn say(&mut self, head: &str, body: &[u8]) -> io::Result<()> {
        let length = body.len();
        let head = format!("{head}\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
        // In one piece: a second one would wait until the first is acknowledged.
        let whole = [head.as_bytes(), body].concat();
        self.0.get_mut().write_all(&whole)
    }

    /// Reads an answer. `None` if there is none.
    fn hear(&mut self) -> Option<Answer> {
        let mut line = String::new();
        self.0.read_line(&mut line).ok()?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        let mut headers = ureq::http::HeaderMap::new();
        loop {
            line.clear();
            self.0.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim().split_once(": ") else {
                break;
            };
            let name: ureq::http::HeaderName = name.parse().unwrap();
            headers.insert(name, value.parse().unwrap());
        }
        let length = headers.get("content-length")?.to_str().unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        self.0.read_exact(&mut body).ok()?;
        Some(Answer {
            status,
            headers,
            body,
        })
    }

    fn print(&mut self, query: &str, html: &str) -> Answer {
        let head = format!("POST /pdf?{query} HTTP/1.1\r\nContent-Type: text/html");
        self.say(&head, html.as_bytes()).unwrap();
        self.hear().unwrap()
    }
}
