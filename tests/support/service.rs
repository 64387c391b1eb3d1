//! The real program, serving on a port of its own, with a temporary folder
//! that can be looked into.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::Pid;
use serde_json::Value;
use tempfile::TempDir;

pub struct Service {
    child: Child,
    url: String,
    temp: TempDir,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The PDF; anything else fails the test with what came instead.
    pub fn pdf(self) -> Vec<u8> {
        let text = String::from_utf8_lossy(&self.body[..self.body.len().min(2000)]);
        assert_eq!(self.status, 200, "{text}");
        assert_eq!(self.header("content-type"), "application/pdf");
        self.body
    }

    /// The problem; anything else fails the test.
    pub fn problem(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem: Value = serde_json::from_slice(&self.body).unwrap();
        assert_eq!(problem["status"], self.status);
        for member in ["type", "title", "detail", "instance"] {
            assert!(problem[member].is_string(), "{member} in {problem}");
        }
        problem
    }
}

impl Service {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// With settings of the environment.
    pub fn start_with(settings: &[(&str, &str)]) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), settings)
    }

    /// With a temporary folder that has something in it.
    pub fn start_in(temp: TempDir, settings: &[(&str, &str)]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_html2pdf"))
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("TMPDIR", temp.path())
            .envs(settings.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let url = log
            .by_ref()
            .map(|line| line.unwrap())
            .find_map(|line| Some(line.split_once("listening on ")?.1.trim().to_owned()))
            .expect("it listens");
        // A pipe that nobody reads would stop the service some day.
        std::thread::spawn(move || log.for_each(drop));
        Self { child, url, temp }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub fn address(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn temp(&self) -> &Path {
        self.temp.path()
    }

    pub fn post(&self, path: &str, content_type: &str, body: impl AsRef<[u8]>) -> Answer {
        self.send("POST", path, &[("content-type", content_type)], body)
    }

    /// Prints HTML with options in the query string.
    /// A request for a PDF, as JSON.
    pub fn post_json(&self, request: &Value) -> Answer {
        self.post("/pdf", "application/json", request.to_string())
    }

    pub fn print(&self, query: &str, html: &str) -> Answer {
        self.post(&format!("/pdf?{query}"), "text/html; charset=utf-8", html)
    }

    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl AsRef<[u8]>,
    ) -> Answer {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut response = agent.run(request.body(body.as_ref()).unwrap()).unwrap();
        let body = response
            .body_mut()
            .with_config()
            .limit(100 << 20)
            .read_to_vec()
            .unwrap();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body,
        }
    }

    /// Asserts that no file and no process of any job is left. What has been
    /// killed gets a moment to disappear.
    pub fn assert_nothing_left(&self) {
        let patience = Instant::now() + Duration::from_secs(2);
        loop {
            let files: Vec<_> = std::fs::read_dir(self.temp())
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect();
            let processes = self.workers();
            if files.is_empty() && processes.is_empty() {
                return;
            }
            assert!(Instant::now() < patience, "left: {files:?}, {processes:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Processes that work in a folder of this service: engines, and our own
    /// program that finishes or draws.
    fn workers(&self) -> Vec<Pid> {
        let works_here = |pid: &Pid| {
            let folder = std::fs::read_link(format!("/proc/{pid}/cwd"));
            folder.is_ok_and(|folder| folder.starts_with(self.temp()))
        };
        processes().filter(works_here).collect()
    }

    /// Engines at work for this service.
    pub fn engines(&self) -> Vec<Pid> {
        let is_engine = |pid: &Pid| {
            let program = std::fs::read_link(format!("/proc/{pid}/exe"));
            program.is_ok_and(|path| path.ends_with("lib/ld-linux-x86-64.so.2"))
        };
        self.workers().into_iter().filter(is_engine).collect()
    }

    /// The engine that is kept warm, once it is.
    pub fn warm_engine(&self) -> Pid {
        let patience = Instant::now() + Duration::from_secs(20);
        loop {
            let children = children(Pid::from_raw(self.pid() as i32).unwrap());
            let warm = children.into_iter().find(|pid| {
                let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
                let folder = std::fs::read_link(format!("/proc/{pid}/cwd"));
                memchr::memmem::find(&line, b"--read-args-from-stdin").is_some()
                    && folder.is_ok_and(|folder| folder == Path::new("/"))
            });
            if let Some(pid) = warm {
                return pid;
            }
            assert!(Instant::now() < patience, "the engine does not warm up");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until an engine is at work.
    pub fn wait_for_engine(&self) {
        let patience = Instant::now() + Duration::from_secs(10);
        while self.engines().is_empty() {
            assert!(Instant::now() < patience, "no engine was started");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        rustix::process::kill_process(Pid::from_child(&self.child), signal)
            .unwrap();
    }

    /// Waits for the program to end by itself.
    pub fn wait(&mut self) -> std::process::ExitStatus {
        self.child.wait().unwrap()
    }
}

fn processes() -> impl Iterator<Item = Pid> {
    std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let number = entry.ok()?.file_name().to_str()?.parse().ok()?;
        Pid::from_raw(number)
    })
}

/// The children of a process that have not been reaped.
pub fn children(parent: Pid) -> Vec<Pid> {
    let is_child = |pid: &Pid| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        after_name.split(' ').nth(1) == Some(&parent.to_string())
    };
    processes().filter(is_child).collect()
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A body of multipart/form-data, and its content type. `parts` are what
/// stands behind `form-data; ` and the contents.
pub fn multipart(parts: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    let boundary = "----a-boundary-that-no-part-holds";
    let mut body = Vec::new();
    for (head, contents) in parts {
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(contents);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// Percent-encodes a value for a form or a query string.
pub fn escape(value: impl AsRef<[u8]>) -> String {
    percent_encoding::percent_encode(value.as_ref(), percent_encoding::NON_ALPHANUMERIC).to_string()
}
