use crate::job::limits::*;
use crate::net::policy::Hosts;

use super::jobs::*;
use super::network::*;
use super::store::*;
use super::*;

fn examine(settings: &[(&str, &str)]) -> Settings {
    let names = settings.iter().map(|(name, _)| (*name).to_owned());
    Settings::read(names, Credentials::default(), &|name| {
        let found = settings.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.into())
    })
}

fn read(settings: &[(&str, &str)]) -> Result<Config, FieldError> {
    let Settings { config, mut wrong } = examine(settings);
    match wrong.pop() {
        None => Ok(config),
        Some(error) => Err(error),
    }
}

#[test]
fn an_empty_environment_is_a_working_one() {
    let config = read(&[]).unwrap();
    assert_eq!(config.timeout, Duration::from_secs(25));
    assert!(config.concurrency >= 1);
    assert_eq!(config.cors_origin, None);
    assert!(!config.in_lambda);
}

/// A default that is a value, and not explained in words.
fn is_value(default: &str) -> bool {
    default != "none" && !default.contains(' ')
}

#[test]
fn a_documented_default_is_the_one_in_force() {
    let config = |settings: &[(&str, &str)]| format!("{:?}", read(settings).unwrap());
    let unset = config(&[]);
    let mut seen = 0;
    for (name, _, default) in VARIABLES.iter().filter(|(.., it)| is_value(it)) {
        assert_eq!(config(&[(*name, *default)]), unset, "{name}={default}");
        seen += 1;
        // Were the setting not read, any value would do.
        let (number, unit) = match default.strip_suffix('s') {
            Some(number) => (number, "s"),
            None => (*default, ""),
        };
        if let Ok(number) = number.parse::<u64>() {
            let other = format!("{}{unit}", number - 1);
            assert_ne!(config(&[(*name, &other)]), unset, "{name}={other}");
        }
    }
    assert!(seen >= 18, "{seen}");
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
        (CA_FILE, "/nonexistent"),
        (CA_FILE, "/dev/null"),
        (CACHE_BYTES, "much"),
        (STORE, "results"),
        (STORE, "file:///nonexistent"),
        // No region, no endpoint.
        (STORE, "s3://results"),
        (STORE_TTL, "8d"),
        (STORE_TTL, "0"),
        (STORE_TTL, "forever"),
        (STORE_HTTP, "maybe"),
        (JOBS_KEEP, "400d"),
        (JOBS_WAITING, "0"),
        (JOBS_ATTEMPTS, "many"),
        (WEBHOOK_SECRET, "secret"),
        ("HTML2PDF_DEFAULT_NETWORK", "unguarded"),
        (SANDBOX, "require:everything"),
        (TEMP_DIR, "/nonexistent"),
        ("HTML2PDF_DEFAULT_PAGE_SIZE", "A44"),
        ("HTML2PDF_DEFAULT_MARGIN", "wide"),
        (LOG, "loud"),
        (MAX_CPU_TIME, "fast"),
        (MAX_MEMORY, "2GB"),
        (MAX_MEMORY, "1000"),
        (MAX_THREADS, "0"),
        (MAX_PDF_BYTES, "-1"),
        (MAX_WORKSPACE_BYTES, "1"),
        (MAX_PAGES, "0"),
        (MAX_ASSETS, "some"),
        (MAX_IMAGE_PIXELS, "99999999999999999999"),
        (MAX_NESTING, "3"),
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
    let default = ("HTML2PDF_DEFAULT_NETWORK", "public");
    let said = read(&[(NETWORK, "off"), default]).unwrap_err().to_string();
    assert!(said.starts_with(default.0), "{said}");
    assert!(read(&[default]).is_ok());
    let hosts = ("HTML2PDF_DEFAULT_NETWORK_HOSTS", "cdn.example.com");
    let config = read(&[hosts]).unwrap();
    let (options, _) = config.defaults.read([], &[]).unwrap();
    assert!(matches!(options.network, Some(Network::Allowlist(_))));
    let (options, _) = config.defaults.read([("network", "public")], &[]).unwrap();
    assert_eq!(options.network, Some(Network::Public));
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_the_rest_is_taken() {
    let Settings { config, mut wrong } = examine(&[
        (TIMEOUT, "soon"),
        (CONCURRENCY, "3"),
        (MAX_PAGES, "0"),
        ("HTML2PDF_DEFAULT_PAGE_SIZE", "A44"),
        ("HTML2PDF_DEFAULT_PAPER", "A4"),
        (LOG, "debug"),
    ]);
    wrong.sort_by(|one, other| one.field.cmp(&other.field));
    let names: Vec<_> = wrong.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(
        names,
        [
            "HTML2PDF_DEFAULT_PAGE_SIZE",
            "HTML2PDF_DEFAULT_PAPER",
            MAX_PAGES,
            TIMEOUT
        ]
    );
    assert_eq!(config.timeout, Duration::from_secs(25));
    assert_eq!((config.concurrency, config.log), (3, LevelFilter::DEBUG));
}

#[test]
fn a_default_of_no_option_is_noticed() {
    assert!(read(&[("HTML2PDF_DEFAULT_PAPER", "A4")]).is_err());
    assert!(read(&[("HTML2PDF_DEFAULT_PAGE_SIZE", "A5")]).is_ok());
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
        let said = read(&[(&name, "A5")]).unwrap_err().to_string();
        let right = "not how it is spelt; write HTML2PDF_DEFAULT_PAGE_SIZE";
        assert_eq!(said, format!("{name}: {right}"));
    }
}

#[test]
fn processor_time_is_by_default_as_long_as_all_of_it() {
    let time = |settings: &[_]| read(settings).unwrap().limits.cpu_time;
    assert_eq!(time(&[(TIMEOUT, "7s")]), Duration::from_secs(7));
    assert_eq!(
        time(&[(TIMEOUT, "7s"), (MAX_CPU_TIME, "2s")]),
        Duration::from_secs(2)
    );
}

#[test]
fn the_engine_leaves_a_function_some_of_its_memory() {
    const FUNCTION: &str = "AWS_LAMBDA_FUNCTION_MEMORY_SIZE";
    let memory = |settings: &[_]| read(settings).unwrap().limits.memory;
    assert_eq!(memory(&[]) >> 20, 2048);
    for (function, megabytes) in [("128", 512), ("1024", 768), ("10240", 2048)] {
        assert_eq!(memory(&[(FUNCTION, function)]) >> 20, megabytes);
    }
    let set = [(FUNCTION, "1024"), (MAX_MEMORY, "300000000")];
    assert_eq!(memory(&set), 300_000_000);
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
    assert_eq!(options.document.default_page.page().width.as_mm(), 80.0);
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
