//! What the operator decides, read once from the environment.
//!
//! Set but wrong means refuse to start: a setting never silently becomes its
//! default. The order here is the order of the table in the README.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use tracing::level_filters::LevelFilter;

use crate::engine::containment::Sandbox;
use crate::job::Network;
use crate::job::network::{Caps, Hosts};
use crate::job::options::{Defaults, OPTIONS, canonical_name, duration};
use crate::limits::{self, Limits};

const ENGINE: &str = "HTML2PDF_ENGINE";
const ENGINE_MODE: &str = "HTML2PDF_ENGINE_MODE";
const TIMEOUT: &str = "HTML2PDF_TIMEOUT";
const CONCURRENCY: &str = "HTML2PDF_CONCURRENCY";
const MAX_REQUEST_BYTES: &str = "HTML2PDF_MAX_REQUEST_BYTES";
const CORS_ORIGIN: &str = "HTML2PDF_CORS_ORIGIN";
const NETWORK: &str = "HTML2PDF_NETWORK";
const NETWORK_HOSTS: &str = "HTML2PDF_NETWORK_HOSTS";
const NETWORK_TIMEOUT: &str = "HTML2PDF_NETWORK_TIMEOUT";
const NETWORK_TIME: &str = "HTML2PDF_NETWORK_TIME";
const NETWORK_REQUESTS: &str = "HTML2PDF_NETWORK_REQUESTS";
const NETWORK_BYTES: &str = "HTML2PDF_NETWORK_BYTES";
const NETWORK_JOB_BYTES: &str = "HTML2PDF_NETWORK_JOB_BYTES";
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
    pub max_request_bytes: usize,
    /// Of each job.
    pub limits: Limits,
    pub cors_origin: Option<String>,
    pub network: Network,
    pub network_caps: Caps,
    pub sandbox: Sandbox,
    pub temp_dir: PathBuf,
    pub log: LevelFilter,
    /// Set by the Lambda service: we are a function, and this is its runtime API.
    pub in_lambda: bool,
    /// What holds where a request says nothing.
    pub defaults: Defaults,
}

impl Config {
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
            max_request_bytes: match text(MAX_REQUEST_BYTES)? {
                None => 32 << 20,
                Some(value) => number(MAX_REQUEST_BYTES, &value, 1024, 1 << 30)?,
            },
            limits: Limits::read(text, timeout, function_memory.as_deref())?,
            cors_origin: text(CORS_ORIGIN)?.map(origin).transpose()?,
            network: network(text(NETWORK)?, text(NETWORK_HOSTS)?)?,
            network_caps: caps(text)?,
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
        let usual = config.defaults.network();
        if let Err((field, detail)) = config.network.with(usual.as_ref()) {
            bail!("{DEFAULT}{}: {detail}", field.to_uppercase());
        }
        Ok(config)
    }
}

fn network(policy: Option<String>, hosts: Option<String>) -> Result<Network> {
    let policy = match (policy.as_deref(), hosts) {
        (Some("allowlist"), None) => {
            bail!("{NETWORK_HOSTS}: not set, and {NETWORK}=allowlist needs it; name hosts in it")
        }
        (Some("allowlist"), Some(hosts)) => {
            let hosts = Hosts::parse(&hosts).map_err(|why| anyhow!("{NETWORK_HOSTS}: {why}"))?;
            return Ok(Network::Allowlist(hosts));
        }
        (_, Some(_)) => {
            bail!("{NETWORK_HOSTS}: is for {NETWORK}=allowlist; set that too, or unset this")
        }
        (policy, None) => policy,
    };
    match policy {
        None | Some("public") => Ok(Network::Public),
        Some("off") => Ok(Network::Off),
        Some("unguarded") => Ok(Network::Unguarded),
        Some(other) => {
            bail!("{NETWORK}: `{other}` is no policy; use off, allowlist, public or unguarded")
        }
    }
}

fn caps(text: impl Fn(&str) -> Result<Option<String>>) -> Result<Caps> {
    let time = |name: &str, usual| match text(name)? {
        None => Ok(usual),
        Some(value) => duration(&value).map_err(|why| anyhow!("{name}: {why}")),
    };
    let count = |name: &str, usual: u64, least, most| match text(name)? {
        None => Ok(usual),
        Some(value) => number(name, &value, least, most).map(|number| number as u64),
    };
    let usual = Caps::default();
    Ok(Caps {
        resource_time: time(NETWORK_TIMEOUT, usual.resource_time)?,
        job_time: time(NETWORK_TIME, usual.job_time)?,
        requests: count(NETWORK_REQUESTS, usual.requests.into(), 1, 100_000)? as u32,
        resource_bytes: count(NETWORK_BYTES, usual.resource_bytes, 1024, 1 << 30)?,
        job_bytes: count(NETWORK_JOB_BYTES, usual.job_bytes, 1024, 1 << 32)?,
    })
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
            .map(|fault| format!("{DEFAULT}{}: {}", fault.field.to_uppercase(), fault.detail))
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
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Config> {
        Config::read(|name| {
            settings
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.into())
        })
    }

    #[test]
    fn an_empty_environment_is_a_working_one() {
        let config = read(&[]).unwrap();
        assert_eq!(config.timeout, Duration::from_secs(25));
        assert!(config.concurrency >= 1);
        assert_eq!(config.cors_origin, None);
        assert!(!config.in_lambda);
    }

    #[test]
    fn a_wrong_setting_refuses_to_start_and_names_itself() {
        for (name, value) in [
            (ENGINE_MODE, "hot"),
            (TIMEOUT, "soon"),
            (CONCURRENCY, "0"),
            (CONCURRENCY, "many"),
            (MAX_REQUEST_BYTES, "10"),
            (CORS_ORIGIN, "https://app.example.com/path"),
            (NETWORK, "on"),
            (NETWORK_HOSTS, "cdn.example.com"),
            (NETWORK_TIMEOUT, "soon"),
            (NETWORK_TIME, "0"),
            (NETWORK_REQUESTS, "0"),
            (NETWORK_BYTES, "1"),
            (NETWORK_JOB_BYTES, "much"),
            ("HTML2PDF_DEFAULT_NETWORK", "unguarded"),
            (SANDBOX, "require:everything"),
            (TEMP_DIR, "/nonexistent"),
            ("HTML2PDF_DEFAULT_PAGE_SIZE", "A44"),
            ("HTML2PDF_DEFAULT_MARGIN", "wide"),
            (LOG, "loud"),
        ] {
            let message = read(&[(name, value)]).unwrap_err().to_string();
            assert!(message.starts_with(name), "{message}");
        }
    }

    #[test]
    fn documents_reach_what_is_public_unless_the_operator_says_otherwise() {
        assert_eq!(read(&[]).unwrap().network, Network::Public);
        let of = |value| read(&[(NETWORK, value)]).map(|config| config.network);
        assert_eq!(of("off").unwrap(), Network::Off);
        assert_eq!(of("unguarded").unwrap(), Network::Unguarded);
        let said = of("allowlist").unwrap_err().to_string();
        assert!(said.starts_with(NETWORK_HOSTS), "{said}");
        let hosts = "cdn.example.com, *.example.net";
        let listed = read(&[(NETWORK, "allowlist"), (NETWORK_HOSTS, hosts)]).unwrap();
        assert_eq!(
            listed.network,
            Network::Allowlist(Hosts::parse(hosts).unwrap())
        );
    }

    #[test]
    fn a_default_allows_no_more_than_the_operator() {
        let usual = ("HTML2PDF_DEFAULT_NETWORK", "public");
        let said = read(&[(NETWORK, "off"), usual]).unwrap_err().to_string();
        assert!(said.starts_with(usual.0), "{said}");
        assert!(read(&[usual]).is_ok());
        let hosts = ("HTML2PDF_DEFAULT_NETWORK_HOSTS", "cdn.example.com");
        let config = read(&[hosts]).unwrap();
        let (options, _) = config.defaults.read([], &[]).unwrap();
        assert!(matches!(options.network, Some(Network::Allowlist(_))));
        let (options, _) = config.defaults.read([("network", "public")], &[]).unwrap();
        assert_eq!(options.network, Some(Network::Public));
    }

    #[test]
    fn a_default_of_no_option_is_noticed() {
        assert!(refuse_unknown_default("HTML2PDF_DEFAULT_PAPER").is_err());
        assert!(refuse_unknown_default("HTML2PDF_DEFAULT_PAGE_SIZE").is_ok());
        assert!(refuse_unknown_default("HTML2PDF_LOG").is_ok());
    }

    #[test]
    fn a_default_that_would_never_be_read_is_told_its_right_spelling() {
        for name in [
            "PAGESIZE",
            "page_size",
            "Page_Size",
            "PAGE-SIZE",
            "pageSize",
        ] {
            let name = format!("{DEFAULT}{name}");
            let said = refuse_unknown_default(&name).unwrap_err().to_string();
            assert_eq!(said, format!("{name}: write HTML2PDF_DEFAULT_PAGE_SIZE"));
        }
    }

    #[test]
    fn what_each_request_says_for_itself_is_no_default() {
        for (option, value) in [
            ("APPEND", "terms.pdf"),
            ("PREPEND", "letterhead.pdf"),
            ("ATTACHMENTS", "invoice.xml"),
            ("WATERMARK_IMAGE", "stamp.png"),
            ("COOKIES", "session=abc"),
            ("REQUEST_HEADERS", "X-Tenant: 42"),
            ("USERNAME", "printer"),
            ("PASSWORD", "secret"),
            ("OWNER_PASSWORD", "keep"),
            ("USER_PASSWORD", "901231"),
            ("ENCODING", "euc-kr"),
            ("FORMAT", "png"),
            ("PAGE_RANGES", "1"),
            ("TITLE", "Ours"),
        ] {
            let name = format!("{DEFAULT}{option}");
            let said = read(&[(&name, value)]).unwrap_err().to_string();
            assert!(said.starts_with(&name), "{said}");
            assert!(said.contains("cannot be a default"), "{said}");
            assert!(!said.contains(value), "{said}");
        }
        assert!(read(&[("HTML2PDF_DEFAULT_WATERMARK_TEXT", "사본")]).is_ok());
    }

    #[test]
    fn what_is_said_of_pictures_rests_while_the_answer_is_a_pdf() {
        let config = read(&[
            ("HTML2PDF_DEFAULT_PAGE", "2"),
            ("HTML2PDF_DEFAULT_WIDTH", "800"),
            ("HTML2PDF_DEFAULT_QUALITY", "75"),
            ("HTML2PDF_DEFAULT_TRANSPARENT", "on"),
        ])
        .unwrap();
        assert!(config.defaults.read([], &[]).is_ok());
        assert!(config.defaults.read([("format", "png")], &[]).is_ok());
        assert!(config.defaults.read([("format", "jpg")], &[]).is_ok());
        assert!(config.defaults.read([("width", "100")], &[]).is_err());
    }

    #[test]
    fn a_width_alone_is_a_default_where_pages_are_as_tall_as_their_contents() {
        let width = ("HTML2PDF_DEFAULT_PAGE_WIDTH", "80mm");
        assert!(read(&[width]).is_err());
        let config = read(&[width, ("HTML2PDF_DEFAULT_SINGLE_PAGE", "on")]).unwrap();
        let (options, _) = config.defaults.read([], &[]).unwrap();
        assert_eq!(options.document.usual_page.page().width.as_mm(), 80.0);
    }

    #[test]
    fn the_first_header_of_a_request_takes_the_place_of_the_default() {
        for side in ["header", "footer"] {
            let name = format!("{DEFAULT}{}_FIRST", side.to_uppercase());
            let config = read(&[(&name, "off")]).unwrap();
            let asked = format!("{side}_first_html");
            let read = config.defaults.read([(&*asked, "<b>first</b>")], &[]);
            assert!(read.is_ok(), "{read:?}");
        }
    }

    #[test]
    fn settings_are_taken() {
        let config = read(&[
            (TIMEOUT, "3s"),
            (CORS_ORIGIN, "https://app.example.com:8443"),
            ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"),
        ])
        .unwrap();
        assert_eq!(config.timeout, Duration::from_secs(3));
        assert_eq!(
            config.cors_origin.as_deref(),
            Some("https://app.example.com:8443")
        );
        assert!(config.in_lambda);
    }
}
