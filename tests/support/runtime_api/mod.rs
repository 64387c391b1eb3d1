//! Lambda as the function sees it: the Runtime API, its limits, and the
//! environment that a function is started in.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc as queue;

use super::child;
use answers::Environment;

mod answers;
mod function;

#[allow(unused_imports, reason = "each test program uses a part of it")]
pub use function::Function;

/// Largest answer, and largest event, in bytes of JSON.
pub const LARGEST: usize = 6_291_556;

/// Most bytes of a body that is streamed.
pub const LARGEST_STREAM: usize = 200 << 20;

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
