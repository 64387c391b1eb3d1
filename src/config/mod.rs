//! What the operator decides, read once from the environment.
//!
//! Set but wrong means refuse to start: a setting never silently becomes its
//! default. What is wrong is told all at once; only `doctor` goes on without it.
//!
//! ```text
//! variables  names, meanings and defaults, as the documents have them
//! reader     takes one setting after the other, and keeps what is wrong
//! limits     what one job may use
//! network    what documents may reach
//! store      where results are stored
//! jobs       jobs that wait
//! sandbox    what the kernel shall put around the engine
//! defaults   the operator's defaults of options
//! ```

mod defaults;
pub mod jobs;
mod limits;
mod network;
mod reader;
pub mod sandbox;
mod store;
mod variables;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use tracing::level_filters::LevelFilter;

use crate::job::Network;
use crate::job::limits::Limits;
use crate::job::options::{Defaults, FieldError};
use crate::message::Message;
use crate::net::policy::Quota;
use crate::process::credentials::Credentials;
use crate::store::StoreSettings;

use jobs::JobSettings;
use reader::Reader;
use sandbox::Sandbox;
use store::Buckets;
use variables::*;

pub use variables::VARIABLES;

/// Set by the Lambda service: we are a function, and this is its runtime API.
const LAMBDA_RUNTIME_API: &str = "AWS_LAMBDA_RUNTIME_API";

/// What the environment says.
#[derive(Debug)]
pub struct Settings {
    /// With the default in the place of whatever is wrong.
    pub config: Config,
    /// Settings that cannot be used, by the names of their variables.
    pub wrong: Vec<FieldError>,
}

/// Whether the Lambda service has started us.
#[expect(clippy::disallowed_methods, reason = "this is where it is read")]
pub fn in_lambda() -> bool {
    is_set(std::env::var_os(LAMBDA_RUNTIME_API).as_ref())
}

/// A variable that is set to nothing is not set: templates do that.
fn is_set(value: Option<&OsString>) -> bool {
    value.is_some_and(|value| !value.is_empty())
}

/// Where a document's engine comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineMode {
    /// From a fork server, which is warm and forks a process for each document.
    Warm,
    /// From its file, each time.
    Spawn,
}

/// How the Lambda service is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// By one piece of JSON.
    Buffered,
    /// Head and body apart, the body in pieces.
    Stream,
}

#[derive(Clone, Debug)]
pub struct Config {
    pub engine: Option<PathBuf>,
    pub engine_mode: EngineMode,
    pub timeout: Duration,
    pub concurrency: usize,
    /// Documents that may wait beside them.
    pub queue: usize,
    pub max_request_bytes: usize,
    pub response: ResponseMode,
    /// Of each job.
    pub limits: Limits,
    pub cors_origin: Option<String>,
    pub network: Network,
    pub network_quota: Quota,
    /// Authorities that are believed beside the public ones, as PEM.
    pub authorities: Option<Vec<u8>>,
    /// Bytes of remote resources that are kept for all jobs.
    pub cache_bytes: u64,
    pub sandbox: Sandbox,
    /// Where results wait for whoever has a link to them.
    pub store: Option<StoreSettings>,
    /// Where documents are put that are printed.
    pub inbox: Option<StoreSettings>,
    /// How buckets are spoken with that the command line names.
    pub buckets: Buckets,
    /// Jobs that wait.
    pub jobs: JobSettings,
    pub temp_dir: PathBuf,
    pub log: LevelFilter,
    /// Whether the Lambda service has started us.
    pub in_lambda: bool,
    /// What holds where a request says nothing.
    pub defaults: Defaults,
}

impl Settings {
    /// Reads every setting, whatever is wrong with others.
    #[expect(clippy::disallowed_methods, reason = "this is where it is read")]
    /// Credentials have been taken out of the environment before.
    pub fn from_env(credentials: Credentials) -> Self {
        let names = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
        Self::read(names, credentials, &|name| std::env::var_os(name))
    }

    /// Reads every setting through `get`, which stands for the environment, as
    /// `names` do.
    fn read(
        names: impl Iterator<Item = String>,
        credentials: Credentials,
        get: &dyn Fn(&str) -> Option<OsString>,
    ) -> Self {
        let mut reader = Reader::new(get);
        defaults::refuse_unknown(&mut reader, names);
        let timeout = reader.duration(TIMEOUT, Duration::from_secs(25));
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let in_lambda = is_set(get(LAMBDA_RUNTIME_API).as_ref());
        let store::Places {
            store,
            inbox,
            buckets,
        } = store::read(&mut reader, credentials, in_lambda);
        let mut config = Config {
            engine: reader.os(ENGINE).map(PathBuf::from),
            engine_mode: reader.take(ENGINE_MODE, EngineMode::Warm, engine_mode),
            timeout,
            concurrency: reader.number(CONCURRENCY, processors as u64, 1..=1024) as usize,
            queue: reader.number(QUEUE, 100, 0..=100_000) as usize,
            max_request_bytes: reader.number(MAX_REQUEST_BYTES, 32 << 20, 1024..=1 << 30) as usize,
            response: reader.take(RESPONSE, ResponseMode::Buffered, response_mode),
            limits: limits::read(&mut reader, timeout),
            cors_origin: reader.take(CORS_ORIGIN, None, |value| origin(value).map(Some)),
            network: network::policy(&mut reader),
            network_quota: network::quota(&mut reader),
            authorities: network::authorities(&mut reader),
            cache_bytes: network::cache_bytes(&mut reader),
            sandbox: reader.take(SANDBOX, Sandbox::default(), Sandbox::read),
            jobs: jobs::read(&mut reader, in_lambda),
            temp_dir: temp_dir(&mut reader),
            log: reader.take(LOG, LevelFilter::INFO, log_level),
            store,
            inbox,
            buckets,
            in_lambda,
            defaults: defaults::read(&mut reader),
        };
        if let Err(error) = defaults::check_network(&config.defaults, &config.network) {
            reader.refuse(error);
            config.defaults = Defaults::default();
        }
        if let Err(error) = jobs::check_queue(&config.jobs, config.store.as_ref()) {
            reader.refuse(error);
            config.jobs.queue = None;
        }
        let wrong = reader.end();
        Self { config, wrong }
    }
}

fn engine_mode(value: &str) -> Result<EngineMode, Message> {
    match value {
        "warm" => Ok(EngineMode::Warm),
        "spawn" => Ok(EngineMode::Spawn),
        other => Err(Message::new(
            format!("`{other}` is no mode"),
            "use warm or spawn",
        )),
    }
}

fn response_mode(value: &str) -> Result<ResponseMode, Message> {
    match value {
        "buffered" => Ok(ResponseMode::Buffered),
        "stream" => Ok(ResponseMode::Stream),
        other => Err(Message::new(
            format!("`{other}` is no way to answer"),
            "use buffered or stream",
        )),
    }
}

fn log_level(value: &str) -> Result<LevelFilter, Message> {
    value.parse().map_err(|_| {
        Message::new(
            format!("`{value}` is not a level"),
            "use error, warn, info, debug or trace",
        )
    })
}

fn temp_dir(reader: &mut Reader<'_>) -> PathBuf {
    let default = PathBuf::from("/tmp");
    let named = reader.os(TEMP_DIR).or_else(|| reader.os("TMPDIR"));
    let folder = named.map_or_else(|| default.clone(), PathBuf::from);
    if folder.is_dir() {
        return folder;
    }
    let message = Message::new(
        format!("{} is not a folder", folder.display()),
        "make it, or name another",
    );
    reader.refuse(FieldError::new(TEMP_DIR, message));
    default
}

fn origin(value: &str) -> Result<String, Message> {
    let plain = value == "*"
        || url::Url::parse(value).is_ok_and(|url| url.origin().ascii_serialization() == value);
    if !plain {
        return Err(Message::new(
            format!("`{value}` is not an origin"),
            "use scheme, host and port alone, such as https://app.example.com, or *",
        ));
    }
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests;
