use crate::net::policy::Hosts;

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
