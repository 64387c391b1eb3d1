//! What the operator decides, read once from the environment.
//!
//! Set but wrong means refuse to start: a setting never silently becomes its
//! default. The order here is the order of the table in the README.

mod network;
pub mod sandbox;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tracing::level_filters::LevelFilter;

use crate::config::sandbox::Sandbox;
use crate::job::Network;
use crate::job::limits::{self, Limits};
use crate::job::options::{Defaults, OPTIONS, canonical_name, duration};
use crate::net::policy::Quota;

use network::*;

const ENGINE: &str = "HTML2PDF_ENGINE";
const ENGINE_MODE: &str = "HTML2PDF_ENGINE_MODE";
const TIMEOUT: &str = "HTML2PDF_TIMEOUT";
const CONCURRENCY: &str = "HTML2PDF_CONCURRENCY";
const QUEUE: &str = "HTML2PDF_QUEUE";
const MAX_REQUEST_BYTES: &str = "HTML2PDF_MAX_REQUEST_BYTES";
const CORS_ORIGIN: &str = "HTML2PDF_CORS_ORIGIN";
const SANDBOX: &str = "HTML2PDF_SANDBOX";
const TEMP_DIR: &str = "HTML2PDF_TEMP_DIR";
const LOG: &str = "HTML2PDF_LOG";
/// And the name of an option in capitals: `HTML2PDF_DEFAULT_PAGE_SIZE`.
const DEFAULT: &str = "HTML2PDF_DEFAULT_";

/// Name, meaning and default of every variable, as `--help` shows them.
pub const VARIABLES: &[(&str, &str, &str)] = &[
    (
        ENGINE,
        "An engine bundle, or a wkhtmltopdf executable",
        "the bundle beside the program, then wkhtmltopdf on PATH",
    ),
    (
        ENGINE_MODE,
        "warm, or spawn: each document starts an engine of its own, and waits for it",
        "warm",
    ),
    (TIMEOUT, "Longest time for one document", "25s"),
    (
        CONCURRENCY,
        "Documents printed at once; more wait",
        "number of processors",
    ),
    (
        QUEUE,
        "Documents that may wait; one more is answered 503 at once",
        "100",
    ),
    (
        MAX_REQUEST_BYTES,
        "Largest request body, and largest document in it",
        "33554432",
    ),
    (
        limits::MAX_CPU_TIME,
        "Longest time of the processor for one document",
        "as HTML2PDF_TIMEOUT",
    ),
    (
        limits::MAX_MEMORY,
        "Address space of an engine, in bytes",
        "2147483648; on Lambda three quarters of the function's",
    ),
    (
        limits::MAX_THREADS,
        "Threads that an engine may start",
        "64",
    ),
    (limits::MAX_PDF_BYTES, "Largest PDF", "200000000"),
    (
        limits::MAX_WORKSPACE_BYTES,
        "Documents, files and PDF of one job",
        "400000000",
    ),
    (limits::MAX_PAGES, "Most pages", "10000"),
    (
        limits::MAX_ASSETS,
        "Most files beside the documents",
        "1000",
    ),
    (
        limits::MAX_IMAGE_PIXELS,
        "Pixels of all pictures of one job",
        "100000000",
    ),
    (
        limits::MAX_NESTING,
        "How deep elements may be nested",
        "4000",
    ),
    (
        CORS_ORIGIN,
        "Origin whose pages may call the service, or *",
        "none",
    ),
    (
        NETWORK,
        "What documents reach: off, allowlist, public (any public address), or unguarded: whatever this machine reaches, so only for your own",
        "public",
    ),
    (
        NETWORK_HOSTS,
        "Hosts of the allowlist, such as cdn.example.com, *.example.com",
        "none",
    ),
    (
        NETWORK_TIMEOUT,
        "Longest time for one remote resource",
        "5s",
    ),
    (
        NETWORK_TIME,
        "Longest time in which a job waits for remote resources, half of what it has at most",
        "10s",
    ),
    (NETWORK_REQUESTS, "Most remote resources of a job", "200"),
    (
        NETWORK_BYTES,
        "Largest remote resource, in bytes",
        "16777216",
    ),
    (
        NETWORK_JOB_BYTES,
        "Bytes of all remote resources of a job",
        "67108864",
    ),
    (
        SANDBOX,
        "auto: what the kernel grants around the engine; require:landlock,seccomp,...: refuse to start without; or off",
        "auto",
    ),
    (TEMP_DIR, "Where documents are worked on", "TMPDIR, or /tmp"),
    (LOG, "error, warn, info, debug or trace", "info"),
    (
        "HTML2PDF_DEFAULT_...",
        "Default of an option, such as HTML2PDF_DEFAULT_PAGE_SIZE=Letter",
        "that of the option",
    ),
];

/// Where a document's engine comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineMode {
    /// From a process that is kept warm and gives birth to one for each document.
    Warm,
    /// From its file, each time.
    Spawn,
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
    /// Of each job.
    pub limits: Limits,
    pub cors_origin: Option<String>,
    pub network: Network,
    pub network_quota: Quota,
    pub sandbox: Sandbox,
    pub temp_dir: PathBuf,
    pub log: LevelFilter,
    /// Set by the Lambda service: we are a function, and this is its runtime API.
    pub in_lambda: bool,
    /// What holds where a request says nothing.
    pub defaults: Defaults,
}

impl Config {
    #[expect(clippy::disallowed_methods, reason = "this is where it is read")]
    pub fn from_env() -> Result<Self> {
        for (name, _) in std::env::vars_os() {
            refuse_unknown_default(&name.to_string_lossy())?;
        }
        Self::read(|name| std::env::var_os(name))
    }

    /// Reads every setting through `get`, which stands for the environment.
    fn read(get: impl Fn(&str) -> Option<OsString>) -> Result<Self> {
        // A variable that is set to nothing is not set: templates do that.
        let get = |name: &str| get(name).filter(|value| !value.is_empty());
        let text = |name: &str| {
            get(name)
                .map(|value| {
                    value
                        .into_string()
                        .map_err(|_| anyhow!("{name}: not UTF-8"))
                })
                .transpose()
        };
        let timeout = match text(TIMEOUT)? {
            None => Duration::from_secs(25),
            Some(value) => duration(&value).map_err(|why| anyhow!("{TIMEOUT}: {why}"))?,
        };
        let function_memory = text("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")?;
        let config = Self {
            engine: get(ENGINE).map(PathBuf::from),
            engine_mode: match text(ENGINE_MODE)?.as_deref() {
                None | Some("warm") => EngineMode::Warm,
                Some("spawn") => EngineMode::Spawn,
                Some(other) => bail!("{ENGINE_MODE}: `{other}` is no mode; use warm or spawn"),
            },
            timeout,
            concurrency: match text(CONCURRENCY)? {
                None => std::thread::available_parallelism().map_or(1, usize::from),
                Some(value) => number(CONCURRENCY, &value, 1, 1024)?,
            },
            queue: match text(QUEUE)? {
                None => 100,
                Some(value) => number(QUEUE, &value, 0, 100_000)?,
            },
            max_request_bytes: match text(MAX_REQUEST_BYTES)? {
                None => 32 << 20,
                Some(value) => number(MAX_REQUEST_BYTES, &value, 1024, 1 << 30)?,
            },
            limits: Limits::read(text, timeout, function_memory.as_deref())?,
            cors_origin: text(CORS_ORIGIN)?.map(origin).transpose()?,
            network: policy(text(NETWORK)?, text(NETWORK_HOSTS)?)?,
            network_quota: quota(text)?,
            sandbox: Sandbox::read(text(SANDBOX)?.as_deref().unwrap_or("auto"))
                .map_err(|why| anyhow!("{SANDBOX}: {why}"))?,
            temp_dir: get(TEMP_DIR)
                .or_else(|| get("TMPDIR"))
                .map_or_else(|| PathBuf::from("/tmp"), PathBuf::from),
            log: match text(LOG)? {
                None => LevelFilter::INFO,
                Some(value) => value.parse().map_err(|_| {
                    anyhow!(
                        "{LOG}: `{value}` is not a level; use error, warn, info, debug or trace"
                    )
                })?,
            },
            in_lambda: get("AWS_LAMBDA_RUNTIME_API").is_some(),
            defaults: defaults(text)?,
        };
        if !config.temp_dir.is_dir() {
            bail!(
                "{TEMP_DIR}: {} is not a folder; make it, or name another",
                config.temp_dir.display()
            );
        }
        let default = config.defaults.network();
        if let Err((field, detail)) = config.network.with(default.as_ref()) {
            bail!("{DEFAULT}{}: {detail}", field.to_uppercase());
        }
        Ok(config)
    }
}

/// The operator's defaults of options.
fn defaults(text: impl Fn(&str) -> Result<Option<String>>) -> Result<Defaults> {
    let mut given = Vec::new();
    for option in OPTIONS.iter() {
        let name = format!("{DEFAULT}{}", option.name.to_uppercase());
        let Some(value) = text(&name)? else { continue };
        if !option.may_be_default() {
            bail!(
                "{name}: each request says this for itself, it cannot be a default; unset it, and let requests give {}",
                option.name
            );
        }
        given.push((option.name, value));
    }
    let given = given.iter().map(|(name, value)| (*name, value.as_str()));
    Defaults::of_operator(given).map_err(|faults| {
        let faults: Vec<_> = faults
            .iter()
            .map(|fault| {
                format!(
                    "{DEFAULT}{}: {}",
                    fault.field.to_uppercase(),
                    fault.message()
                )
            })
            .collect();
        anyhow!("{}", faults.join("; "))
    })
}

fn refuse_unknown_default(name: &str) -> Result<()> {
    let Some(rest) = name.strip_prefix(DEFAULT) else {
        return Ok(());
    };
    match canonical_name(rest).map(str::to_uppercase) {
        None => bail!("{name}: no option has this name; html2pdf render --help shows all"),
        // Who writes it otherwise would wait for it in vain: it is never read.
        Some(right) if right != rest => bail!("{name}: write {DEFAULT}{right}"),
        Some(_) => Ok(()),
    }
}

fn number(name: &str, value: &str, least: usize, most: usize) -> Result<usize> {
    let number: usize = value
        .trim()
        .parse()
        .with_context(|| format!("{name}: `{value}` is not a whole number"))?;
    if !(least..=most).contains(&number) {
        bail!("{name}: `{value}` is out of range; use {least} to {most}");
    }
    Ok(number)
}

fn origin(value: String) -> Result<String> {
    let plain = value == "*"
        || url::Url::parse(&value).is_ok_and(|url| url.origin().ascii_serialization() == value);
    if !plain {
        bail!(
            "{CORS_ORIGIN}: `{value}` is not an origin; use scheme, host and port alone, such as \
             https://app.example.com, or *"
        );
    }
    Ok(value)
}

#[cfg(test)]
mod tests;
