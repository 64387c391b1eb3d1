//! The real program, serving on a port of its own, with a temporary folder
//! that can be looked into.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use super::child::{self, Running, Start as _};
use super::{proc, wait};

/// A start takes a second or two; the rest is for a machine that is busy.
const LONGEST_START: Duration = Duration::from_secs(60);

pub struct Service {
    child: Running,
    url: String,
    temp: TempDir,
    log: Arc<Mutex<String>>,
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

    /// What its caller is told: what is wrong, and what to do about it.
    pub fn told(&self) -> String {
        told(&self.problem())
    }
}

/// What people are told by a problem, or by one of its errors: what is wrong, and
/// what to do about it.
pub fn told(problem: &Value) -> String {
    let text = |member: &str| problem[member].as_str().unwrap_or_default().to_owned();
    format!("{}; {}", text("detail"), text("remedy"))
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
        Self::start_as(temp, settings, |_| ())
    }

    /// With something done to the command before it is started.
    pub fn start_as(
        temp: TempDir,
        settings: &[(&str, &str)],
        prepare: impl FnOnce(&mut Command),
    ) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_html2pdf"));
        Self::start_program(program, temp, settings, prepare)
    }

    /// Another file than the one that cargo has built.
    pub fn start_program(
        program: &Path,
        temp: TempDir,
        settings: &[(&str, &str)],
        prepare: impl FnOnce(&mut Command),
    ) -> Self {
        let mut command = child::command(program);
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("TMPDIR", temp.path())
            // No test asks for a name outside, unless it says so.
            .env("HTML2PDF_NETWORK", "off")
            .envs(settings.iter().copied())
            .stderr(Stdio::piped());
        prepare(&mut command);
        let mut child = command.start();
        let stderr = child.stderr.take().unwrap();
        let log: Arc<Mutex<String>> = Arc::default();
        let kept = log.clone();
        let (listens, listening) = mpsc::channel();
        // To its end: a pipe that nobody reads would stop the service some day.
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line);
                *kept.lock().unwrap() += &format!("{line}\n");
                if let Some((_, url)) = line.split_once("listening on ") {
                    let _ = listens.send(url.trim().to_owned());
                }
            }
        });
        let url = listening
            .recv_timeout(LONGEST_START)
            .unwrap_or_else(|_| panic!("it does not listen: {}", log.lock().unwrap()));
        Self {
            child,
            url,
            temp,
            log,
        }
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

    /// Everything that it wrote so far.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    pub fn temp(&self) -> &Path {
        self.temp.path()
    }

    pub fn post(&self, path: &str, content_type: &str, body: impl AsRef<[u8]>) -> Answer {
        self.send("POST", path, &[("content-type", content_type)], body)
    }

    /// A request for a PDF, as JSON.
    pub fn post_json(&self, request: &Value) -> Answer {
        self.post("/pdf", "application/json", request.to_string())
    }

    /// Prints HTML with options in the query string.
    pub fn print(&self, query: &str, html: &str) -> Answer {
        self.post(&format!("/pdf?{query}"), "text/html; charset=utf-8", html)
    }

    /// Asks for a print and does not wait for it. Whoever drops the connection goes away, and takes
    /// the document along.
    pub fn begin(&self, query: &str, html: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        let length = html.len();
        let head = format!(
            "POST /pdf?{query} HTTP/1.1\r\nHost: x\r\nContent-Type: text/html\r\n\
             Content-Length: {length}\r\n\r\n"
        );
        stream.write_all((head + html).as_bytes()).unwrap();
        stream
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
            // A redirect is an answer like any other.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(Duration::from_secs(300)))
            .build()
            .into();
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = agent.run(request.body(body.as_ref()).unwrap());
        let mut response = response.unwrap_or_else(|error| panic!("{error}: {}", self.log()));
        let body = response
            .body_mut()
            .with_config()
            .limit(400 << 20)
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
        let left = || {
            let entries = std::fs::read_dir(self.temp()).unwrap();
            let files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
            let mut processes = self.workers();
            // It has a folder no more, and waits to be reaped.
            let children = children(self.child.pid()).into_iter();
            processes.extend(children.filter(|child| proc::has_ended(*child)));
            (files, processes)
        };
        // The warm engine may be about to be started, and has a folder until it is warm.
        let is_clean = wait::within(Duration::from_secs(30), || {
            let (files, processes) = left();
            (files.is_empty() && processes.is_empty()).then_some(())
        });
        assert!(is_clean.is_some(), "left: {:?}", left());
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
        let workers = self.workers().into_iter();
        workers
            .filter(|pid| is_engine(*pid) && !takes_jobs(*pid))
            .collect()
    }

    /// The child of the warm engine that waits for the next document.
    pub fn engine_ahead(&self) -> Option<Pid> {
        let mut children = children(self.child.pid()).into_iter();
        children.find(|pid| waits_for_order(*pid))
    }

    /// Waits for that child: what the service has open can be compared then.
    pub fn wait_for_engine_ahead(&self) -> Pid {
        let patience = Duration::from_secs(30);
        wait::until_some("a child is forked ahead", patience, || self.engine_ahead())
    }

    /// Asserts that these are all its children, but for that one: it comes when nothing is at work, and for a
    /// moment looks like the one that forked it.
    pub fn assert_children(&self, expected: &[Pid]) {
        let others = || {
            let mut children = children(self.child.pid());
            children.retain(|pid| !waits_for_order(*pid));
            children
        };
        let are_all = wait::within(Duration::from_secs(30), || {
            (others() == expected).then_some(())
        });
        assert!(are_all.is_some(), "{:?}, and not {expected:?}", others());
    }

    /// The engine that is kept warm, once it has the layout helper and the service knows: the plain one,
    /// which comes first, is gone then.
    pub fn warm_engine(&self) -> Pid {
        wait::until_some("the engine warms up", Duration::from_secs(30), || {
            let [warm] = self.kept_engines()[..] else {
                return None;
            };
            let is_whole = proc::variable(warm, "HTML2PDF_WARM_UP")? == "helper";
            (is_whole && self.is_warm()).then_some(warm)
        })
    }

    /// The plain one that is kept warm, while there is no other.
    pub fn plain_engine(&self) -> Pid {
        wait::until_some("an engine warms up", Duration::from_secs(30), || {
            self.is_warm().then(|| self.kept_engines()[0])
        })
    }

    /// Engines that take jobs, or will when they are warm.
    pub fn kept_engines(&self) -> Vec<Pid> {
        let mut kept = children(self.child.pid());
        kept.retain(|pid| takes_jobs(*pid));
        kept
    }

    /// Whether it says so.
    pub fn is_warm(&self) -> bool {
        self.health()["warm"].as_bool().unwrap()
    }

    pub fn health(&self) -> Value {
        serde_json::from_slice(&self.send("GET", "/health", &[], "").body).unwrap()
    }

    /// Waits until an engine is at work.
    pub fn wait_for_engine(&self) -> Pid {
        self.wait_for_engines(1)[0]
    }

    /// Waits until so many are.
    pub fn wait_for_engines(&self, count: usize) -> Vec<Pid> {
        let what = format!("{count} engines are started");
        wait::until_some(&what, Duration::from_secs(30), || {
            Some(self.engines()).filter(|engines| engines.len() >= count)
        })
    }

    /// Ends the engine at work, and the one that is started in its place.
    pub fn end_engine_twice(&self, first: Pid, signal: Signal) {
        kill_process(first, signal).unwrap();
        let second = wait::until_some("another is started", Duration::from_secs(30), || {
            self.engines().into_iter().find(|engine| *engine != first)
        });
        kill_process(second, signal).unwrap();
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.child.pid(), signal).unwrap();
    }

    /// Ends it as a machine does that fails: what it was at work on stays in the
    /// temporary folder, which is returned.
    pub fn kill(mut self) -> TempDir {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::mem::replace(&mut self.temp, tempfile::tempdir().unwrap())
    }

    /// Waits for the program to end by itself.
    pub fn wait(&mut self) -> ExitStatus {
        self.child.ended(Duration::from_secs(60))
    }
}

/// Whether it listens to a socket: the warm engine does, and no child of it.
pub fn takes_jobs(process: Pid) -> bool {
    let input = std::fs::read_link(format!("/proc/{process}/fd/0"));
    input.is_ok_and(|input| input.to_string_lossy().starts_with("socket:"))
}

fn is_engine(process: Pid) -> bool {
    let program = std::fs::read_link(format!("/proc/{process}/exe"));
    program.is_ok_and(|path| path.ends_with("lib/ld-linux-x86-64.so.2"))
}

/// Whether it is an engine that was forked ahead of the document that it will print: it is at work in no folder.
pub fn waits_for_order(process: Pid) -> bool {
    let link = |name| std::fs::read_link(format!("/proc/{process}/{name}")).ok();
    let is_nowhere = link("cwd").is_some_and(|folder| Some(folder) == link("root"));
    is_nowhere && is_engine(process) && !takes_jobs(process)
}

fn processes() -> impl Iterator<Item = Pid> {
    std::fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let number = entry.ok()?.file_name().to_str()?.parse().ok()?;
        Pid::from_raw(number)
    })
}

/// The children of a process that have not been reaped.
pub fn children(parent: Pid) -> Vec<Pid> {
    let is_child = |pid: &Pid| proc::stat(*pid).is_some_and(|stat| stat.parent == parent);
    processes().filter(is_child).collect()
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
