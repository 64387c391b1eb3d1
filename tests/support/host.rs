//! A host on loopback that is called: it keeps what it hears.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// A request as a host heard it.
#[derive(Clone, Debug)]
pub struct Heard {
    pub head: String,
    pub body: Vec<u8>,
}

impl Heard {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        let found = self.find(name);
        found.unwrap_or_else(|| panic!("no {name} in {}", self.head))
    }

    fn find(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (known, value) = line.split_once(": ")?;
            known.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// A host on loopback that answers each request by the next of these statuses.
pub struct Host {
    pub port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Host {
    pub fn that_answers(statuses: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let kept = heard.clone();
        std::thread::spawn(move || {
            for (stream, status) in listener.incoming().map_while(Result::ok).zip(statuses) {
                let mut reader = BufReader::new(&stream);
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
                let mut heard = Heard {
                    head,
                    body: Vec::new(),
                };
                let length = heard.find("content-length").unwrap_or("0");
                heard.body = vec![0; length.parse().unwrap()];
                reader.read_exact(&mut heard.body).unwrap();
                kept.lock().unwrap().push(heard);
                let answer =
                    format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                (&stream).write_all(answer.as_bytes()).unwrap();
            }
        });
        Self { port, heard }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}
