//! Lambda as the function sees it: the Runtime API, its limits, and the
//! environment that a function is started in.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rustix::process::{Pid, WaitOptions, waitpid};
use serde_json::{Value, json};
use tempfile::NamedTempFile;
use tokio::net::TcpListener;
use tokio::sync::mpsc as queue;

use super::child::{self, Running, Start as _};
use super::{proc, wait};

/// Largest answer, and largest event, in bytes of JSON.
pub const LARGEST: usize = 6_291_556;

/// Most bytes of a body that is streamed.
pub const LARGEST_STREAM: usize = 200 << 20;

/// Longest time from the start of the program to its first question for an event.
const INIT: Duration = Duration::from_secs(10);

/// How an invocation ended.
#[derive(Debug)]
pub enum Outcome {
    Response(Value),
    /// Status and headers as JSON, and the body behind them.
    Stream(Value, Bytes),
    /// The function said that it failed.
    Error(Value),
    /// The answer was refused, and the invocation failed.
    TooLarge(usize),
    /// There was no answer in time, and the environment was ended.
    TimedOut,
    /// The program ended instead of answering.
    Exited(ExitStatus),
}

impl Outcome {
    /// The answer; anything else fails the test.
    pub fn response(self) -> Value {
        match self {
            Self::Response(answer) => answer,
            other => panic!("no answer, but {other:?}"),
        }
    }
}

/// A deadline.
pub fn in_seconds(seconds: f64) -> SystemTime {
    SystemTime::now() + Duration::from_secs_f64(seconds)
}

/// The Runtime API of one execution environment.
pub struct RuntimeApi {
    address: SocketAddr,
    events: queue::UnboundedSender<Event>,
    reports: mpsc::Receiver<Report>,
    strangers: Arc<Mutex<Vec<String>>>,
    invocations: u32,
    /// Ends the server when it is dropped.
    _server: tokio::runtime::Runtime,
}

struct Event {
    id: String,
    deadline: SystemTime,
    body: Bytes,
}

/// What the program did.
enum Report {
    AsksForAnEvent,
    Ended(Outcome),
    FailedToStart(Value),
}

impl RuntimeApi {
    pub fn start() -> Self {
        Self::start_at("127.0.0.1:0")
    }

    pub fn start_at(address: &str) -> Self {
        let server = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = server
            .block_on(TcpListener::bind(address))
            .unwrap_or_else(|error| panic!("the Runtime API cannot listen at {address}: {error}"));
        let address = listener.local_addr().unwrap();
        let (events, waiting) = queue::unbounded_channel();
        let (report, reports) = mpsc::channel();
        let strangers = Arc::default();
        let environment = Arc::new(Environment {
            strangers: Arc::clone(&strangers),
            waiting: tokio::sync::Mutex::new(waiting),
            running: Mutex::new(None),
            report,
        });
        server.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let environment = environment.clone();
                let service = service_fn(move |request| {
                    let environment = environment.clone();
                    async move { Ok::<_, Infallible>(environment.answer(request).await) }
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service),
                );
            }
        });
        Self {
            address,
            events,
            reports,
            strangers,
            invocations: 0,
            _server: server,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Requests that did not come from the function's own runtime.
    pub fn strangers(&self) -> Vec<String> {
        self.strangers.lock().unwrap().clone()
    }

    /// Holds an event ready for whoever asks for the next one.
    pub fn submit(&mut self, event: &Value, deadline: SystemTime) {
        let body = event.to_string();
        assert!(
            body.len() <= LARGEST,
            "no event of {} bytes reaches a function",
            body.len()
        );
        self.invocations += 1;
        let event = Event {
            id: format!("8476a536-e9f4-11e8-9739-{:012x}", self.invocations),
            deadline,
            body: body.into(),
        };
        self.events.send(event).unwrap();
    }

    /// A command with the environment that Lambda sets. `task` is the folder
    /// of the unpacked function.
    pub fn command(&self, program: &Path, task: &Path) -> Command {
        let mut command = child::command(program);
        command
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", self.address.to_string())
            .env("LAMBDA_TASK_ROOT", task)
            .env("LAMBDA_RUNTIME_DIR", "/var/runtime")
            .env("_HANDLER", "bootstrap")
            .env("HTML2PDF_NETWORK", "off")
            .env("AWS_LAMBDA_FUNCTION_NAME", "html2pdf")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769")
            .env("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/html2pdf")
            .env(
                "AWS_LAMBDA_LOG_STREAM_NAME",
                "2024/11/09/[$LATEST]0123456789abcdef0123456789abcdef",
            )
            .env("AWS_REGION", "ap-northeast-2")
            .env("AWS_DEFAULT_REGION", "ap-northeast-2")
            .env("AWS_ACCESS_KEY_ID", "ASIAEXAMPLEEXAMPLE00")
            .env("AWS_SECRET_ACCESS_KEY", "an-example-of-a-secret-access-key")
            .env("AWS_SESSION_TOKEN", "an-example-of-a-session-token")
            .env("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR")
            .env("AWS_XRAY_DAEMON_ADDRESS", "169.254.79.129:2000")
            .env("_AWS_XRAY_DAEMON_ADDRESS", "169.254.79.129")
            .env("_AWS_XRAY_DAEMON_PORT", "2000")
            .env("LANG", "en_US.UTF-8")
            .env("TZ", ":UTC")
            .env("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin")
            .env(
                "LD_LIBRARY_PATH",
                "/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:/var/task:/var/task/lib:/opt/lib",
            )
            .current_dir(task);
        command
    }
}

/// What both ends of the Runtime API share.
struct Environment {
    waiting: tokio::sync::Mutex<queue::UnboundedReceiver<Event>>,
    /// The invocation that has not been answered.
    running: Mutex<Option<String>>,
    strangers: Arc<Mutex<Vec<String>>>,
    report: mpsc::Sender<Report>,
}

impl Environment {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let agent = parts.headers.get("user-agent");
        if !agent.is_some_and(|agent| agent.as_bytes().starts_with(b"aws-lambda-rust/")) {
            let request = format!("{} {}", parts.method, parts.uri);
            self.strangers.lock().unwrap().push(request);
        }
        let path = parts
            .uri
            .path()
            .strip_prefix("/2018-06-01/runtime/")
            .unwrap_or_default();
        let words: Vec<_> = path.split('/').collect();
        match (&parts.method, &words[..]) {
            (&Method::GET, ["invocation", "next"]) => self.next().await,
            (&Method::POST, ["init", "error"]) => {
                let error = read(body).await;
                self.tell(Report::FailedToStart(parsed(&error)));
                accepted()
            }
            (&Method::POST, ["invocation", id, "response"]) if is_streamed(&parts.headers) => {
                let answer = read(body).await;
                self.end(id, || match in_parts(&answer) {
                    (_, body) if body.len() > LARGEST_STREAM => {
                        (too_large(), Outcome::TooLarge(body.len()))
                    }
                    (head, body) => (accepted(), Outcome::Stream(head, body)),
                })
            }
            (&Method::POST, ["invocation", id, "response"]) => {
                let answer = read(body).await;
                self.end(id, || match answer.len() {
                    ..=LARGEST => (accepted(), Outcome::Response(parsed(&answer))),
                    size => (too_large(), Outcome::TooLarge(size)),
                })
            }
            (&Method::POST, ["invocation", id, "error"]) => {
                let error = read(body).await;
                self.end(id, || (accepted(), Outcome::Error(parsed(&error))))
            }
            _ => refusal(StatusCode::NOT_FOUND, "NotFound", "page not found"),
        }
    }

    async fn next(&self) -> Response<Full<Bytes>> {
        self.tell(Report::AsksForAnEvent);
        // When the program goes, this future is dropped and the next one waits.
        let Some(event) = self.waiting.lock().await.recv().await else {
            return refusal(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Shutdown",
                "no more events",
            );
        };
        let deadline = event
            .deadline
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        *self.running.lock().unwrap() = Some(event.id.clone());
        Response::builder()
            .header("Content-Type", "application/json")
            .header("Lambda-Runtime-Aws-Request-Id", event.id)
            .header(
                "Lambda-Runtime-Deadline-Ms",
                deadline.as_millis().to_string(),
            )
            .header(
                "Lambda-Runtime-Invoked-Function-Arn",
                "arn:aws:lambda:ap-northeast-2:123456789012:function:html2pdf",
            )
            .header(
                "Lambda-Runtime-Trace-Id",
                "Root=1-672fa0b1-5c6d7e8f9a0b1c2d3e4f5a6b;Parent=53995c3f42cd8ad8;Sampled=0",
            )
            .body(Full::new(event.body))
            .unwrap()
    }

    /// Ends the running invocation, once.
    fn end(
        &self,
        id: &str,
        how: impl FnOnce() -> (Response<Full<Bytes>>, Outcome),
    ) -> Response<Full<Bytes>> {
        let mut running = self.running.lock().unwrap();
        if running.as_deref() != Some(id) {
            return refusal(
                StatusCode::BAD_REQUEST,
                "InvalidRequestID",
                "Invalid request ID",
            );
        }
        *running = None;
        let (response, outcome) = how();
        self.tell(Report::Ended(outcome));
        response
    }

    fn tell(&self, report: Report) {
        // Nobody listens any more when the test is over.
        let _ = self.report.send(report);
    }
}

async fn read(body: Incoming) -> Bytes {
    // A program that is killed while it writes sends no more.
    body.collect()
        .await
        .map(|body| body.to_bytes())
        .unwrap_or_default()
}

fn is_streamed(headers: &http::HeaderMap) -> bool {
    let has = |name: &str, wanted: &str| headers.get(name).is_some_and(|value| value == wanted);
    has("lambda-runtime-function-response-mode", "streaming")
        && has("transfer-encoding", "chunked")
        && has(
            "content-type",
            "application/vnd.awslambda.http-integration-response",
        )
}

/// The head of a streamed answer, which ends with eight zeros, and its body.
fn in_parts(answer: &Bytes) -> (Value, Bytes) {
    let end = answer.windows(8).position(|eight| *eight == [0; 8]);
    let end = end.unwrap_or(answer.len());
    let body = answer.slice((end + 8).min(answer.len())..);
    (parsed(&answer[..end]), body)
}

fn parsed(json: &[u8]) -> Value {
    serde_json::from_slice(json).unwrap_or_else(|error| json!({ "notJson": error.to_string() }))
}

fn accepted() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from("{\"status\":\"OK\"}\n"));
    *response.status_mut() = StatusCode::ACCEPTED;
    response
}

fn too_large() -> Response<Full<Bytes>> {
    let message = format!("Exceeded maximum allowed payload size ({LARGEST} bytes).");
    refusal(
        StatusCode::PAYLOAD_TOO_LARGE,
        "RequestEntityTooLarge",
        &message,
    )
}

fn refusal(status: StatusCode, kind: &str, message: &str) -> Response<Full<Bytes>> {
    let body = json!({ "errorMessage": message, "errorType": kind }).to_string();
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    response
}

/// The program in its execution environment. Ends with the test.
pub struct Function {
    api: RuntimeApi,
    child: Running,
    temp: PathBuf,
    /// Files that were there before the first event.
    prepared: Vec<PathBuf>,
    /// Processes that were there before the first event: the warm engine.
    kept: Vec<u32>,
    log: NamedTempFile,
}

impl Function {
    /// Starts the program and waits until it asks for its first event. `temp`
    /// is where it works, as seen from here.
    pub fn start(api: RuntimeApi, mut command: Command, temp: &Path) -> Self {
        let log = NamedTempFile::new().unwrap();
        let child = command
            .stdout(log.reopen().unwrap())
            .stderr(log.reopen().unwrap())
            .start();
        let mut function = Self {
            api,
            child,
            temp: temp.canonicalize().unwrap(),
            prepared: Vec::new(),
            kept: Vec::new(),
            log,
        };
        match function.wait(Instant::now() + INIT) {
            Ok(Report::AsksForAnEvent) => {
                function.prepared = function.files();
                function.kept = function.processes();
                assert!(function.kept.len() <= 1, "{:?}", function.kept);
                function
            }
            Ok(Report::FailedToStart(error)) => panic!("INIT failed: {error}"),
            Ok(Report::Ended(outcome)) => panic!("an answer to no event: {outcome:?}"),
            Err(outcome) => panic!("INIT: {outcome:?}"),
        }
    }

    /// Hands it an event and waits for the end of the invocation. A deadline
    /// that has passed long ago binds nobody here.
    pub fn invoke(&mut self, event: &Value, deadline: SystemTime) -> Outcome {
        self.submit(event, deadline);
        self.outcome(deadline)
    }

    /// The first half of [`Function::invoke`].
    pub fn submit(&mut self, event: &Value, deadline: SystemTime) {
        self.api.submit(event, deadline);
    }

    /// The second half.
    pub fn outcome(&mut self, deadline: SystemTime) -> Outcome {
        const PATIENCE: Duration = Duration::from_secs(60);
        let left = deadline
            .duration_since(SystemTime::now())
            .unwrap_or(PATIENCE);
        let until = Instant::now() + left;
        loop {
            match self.wait(until) {
                Ok(Report::Ended(outcome)) => return outcome,
                Ok(Report::AsksForAnEvent) => {}
                Ok(Report::FailedToStart(error)) => return Outcome::Error(error),
                Err(outcome) => {
                    let _ = self.child.kill();
                    return outcome;
                }
            }
        }
    }

    fn wait(&mut self, until: Instant) -> Result<Report, Outcome> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if let Ok(report) = self
                .api
                .reports
                .recv_timeout(left.min(Duration::from_millis(50)))
            {
                return Ok(report);
            }
            if let Some(status) = self.child.try_wait().unwrap() {
                return Err(Outcome::Exited(status));
            }
            if left.is_zero() {
                return Err(Outcome::TimedOut);
            }
        }
    }

    pub fn api(&self) -> &RuntimeApi {
        &self.api
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Everything that it wrote so far.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.log.path()).unwrap()).into_owned()
    }

    /// The engine that is kept warm, if there is one.
    pub fn warm_engine(&self) -> Option<u32> {
        self.kept.first().copied()
    }

    /// Processes that the function has started for an event and that are still
    /// there, dead or alive.
    pub fn processes(&self) -> Vec<u32> {
        let all = std::fs::read_dir("/proc").unwrap().flatten();
        let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        ids.filter(|id| *id != self.pid() && !self.kept.contains(id) && self.is_ours(*id))
            .collect()
    }

    /// Its children; and whoever left them works in the function's folder.
    fn is_ours(&self, id: u32) -> bool {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let parent = status
            .lines()
            .find_map(|line| line.strip_prefix("PPid:\t")?.parse().ok());
        let folder = std::fs::read_link(format!("/proc/{id}/cwd"));
        parent == Some(self.pid()) || folder.is_ok_and(|folder| folder.starts_with(&self.temp))
    }

    /// What lies in its temporary folder.
    pub fn files(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.temp).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// Asserts that an invocation has left no file and no process. At once:
    /// when the answer is out, Lambda freezes everything as it is.
    pub fn assert_nothing_left(&self) {
        let files: Vec<_> = self
            .files()
            .into_iter()
            .filter(|file| !self.prepared.contains(file))
            .collect();
        assert!(files.is_empty(), "left: {files:?}");
        let processes = self.processes();
        assert!(processes.is_empty(), "left: processes {processes:?}");
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        for process in self.kept.iter().filter_map(|id| Pid::from_raw(*id as i32)) {
            // It ends by itself. Where we are the first of all processes, it is ours to reap.
            let is_over = || {
                let _ = waitpid(Some(process), WaitOptions::NOHANG);
                proc::has_ended(process)
            };
            let is_over = wait::within(Duration::from_secs(10), || is_over().then_some(()));
            // A test that fails says why already.
            assert!(is_over.is_some() || std::thread::panicking(), "{process}");
        }
        if std::thread::panicking() {
            eprintln!("the function's log:\n{}", self.log());
        }
    }
}
