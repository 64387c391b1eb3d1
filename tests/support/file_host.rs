//! A host on loopback that has files, and says what was asked for.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

pub struct FileHost {
    pub port: u16,
    heard: Arc<Heard>,
}

/// Path, type and what lies there, in which `HOST` is the host's address. Of the type `redirect`,
/// it lies where the body says.
pub type File<'a> = (&'a str, &'a str, Vec<u8>);

#[derive(Default)]
struct Heard {
    calls: Mutex<Vec<String>>,
    came: Condvar,
    /// Nothing is answered before so many have called.
    together: usize,
}

impl FileHost {
    pub fn with(files: &[File<'_>]) -> Self {
        Self::answering(files, 0)
    }

    /// One that answers nobody before so many have called.
    pub fn together(files: &[File<'_>], together: usize) -> Self {
        Self::answering(files, together)
    }

    fn answering(files: &[File<'_>], together: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Heard {
            together,
            ..Heard::default()
        });
        let files = files.iter().map(|(path, kind, body)| {
            let body = match String::from_utf8(body.clone()) {
                Ok(text) => text.replace("HOST", &at(port)).into_bytes(),
                Err(bytes) => bytes.into_bytes(),
            };
            ((*path).to_owned(), ((*kind).to_owned(), body))
        });
        let files: Arc<HashMap<_, _>> = Arc::new(files.collect());
        let hears = heard.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (files, heard) = (files.clone(), hears.clone());
                std::thread::spawn(move || attend(&stream, &files, &heard));
            }
        });
        Self { port, heard }
    }

    /// Paths that were asked for, in the order of letters.
    pub fn calls(&self) -> Vec<String> {
        let mut calls = self.heard.calls.lock().unwrap().clone();
        calls.sort();
        calls
    }

    pub fn text(&self, text: &str) -> String {
        text.replace("HOST", &at(self.port))
    }
}

pub fn at(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn attend(
    stream: &TcpStream,
    files: &HashMap<String, (String, Vec<u8>)>,
    heard: &Heard,
) -> Option<()> {
    const PATIENCE: Duration = Duration::from_secs(60);
    let mut lines = BufReader::new(stream).lines();
    let mut out = stream;
    loop {
        let request = lines.next()?.ok()?;
        let path = request.split(' ').nth(1)?.to_owned();
        while !lines.next()?.ok()?.is_empty() {}
        let mut calls = heard.calls.lock().unwrap();
        calls.push(path.clone());
        heard.came.notify_all();
        let are_few = |calls: &mut Vec<String>| calls.len() < heard.together;
        let waited = heard.came.wait_timeout_while(calls, PATIENCE, are_few);
        drop(waited.unwrap());
        let nothing = ("text/html".to_owned(), b"nothing here".to_vec());
        let (mut status, (kind, body)) = match files.get(&path) {
            Some(file) => ("200 OK", file),
            None => ("404 Not Found", &nothing),
        };
        let mut location = String::new();
        if kind == "redirect" {
            status = "302 Found";
            location = format!("Location: {}\r\n", String::from_utf8_lossy(body));
        }
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nCache-Control: max-age=600\r\n{location}Content-Length: {}\r\n\r\n",
            body.len()
        );
        out.write_all(&[head.as_bytes(), body].concat()).ok()?;
    }
}
