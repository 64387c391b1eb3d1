//! `GET /` in a browser: a page that says what to POST, with a form to try it. It is
//! whole by itself, and its policy lets it load and run nothing.

use http::Response;
use http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, HeaderMap, HeaderValue,
    REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::text::escape_html;

use super::native::response::Transport;
use super::payload::Payload;

const PAGE: &str = include_str!("start_page.html");

/// Whether a client asks for a page rather than for anything: browsers do.
pub fn is_wanted(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter();
    let accepted = accepted.filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(names_html)
}

/// Whether a range of `Accept` (RFC 9110, 12.5.1) names HTML, and does not refuse it.
fn names_html(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let is_html = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("text/html"));
    let is_refused = parts.any(|part| {
        let quality = part.strip_prefix("q=");
        quality.is_some_and(|quality| quality.parse() == Ok(0.0))
    });
    is_html && !is_refused
}

/// The page.
pub fn answer(headers: &HeaderMap, transport: Transport) -> Response<Payload> {
    let address = escape_html(&address(headers, transport));
    let page = PAGE.replace("{address}", &address);
    let mut response = Response::new(Payload::Whole(page.into()));
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (VARY, "accept"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        let headers = response.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy()) {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Nothing is loaded and no script runs; the page's own style sheet is known by its
/// hash.
fn policy() -> String {
    let style = PAGE
        .split_once("<style>")
        .and_then(|(_, rest)| rest.split_once("</style>"))
        .map_or("", |(style, _)| style);
    let hash = BASE64_STANDARD.encode(Sha256::digest(style));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Where the caller has reached us, as far as a header may say it.
fn address(headers: &HeaderMap, transport: Transport) -> String {
    const UNKNOWN: &str = "https://THIS-ADDRESS";
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let is_plain = |host: &&str| {
        let of_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        !host.is_empty() && host.len() <= 255 && host.bytes().all(of_host)
    };
    match (transport, host.filter(is_plain)) {
        (Transport::Connection, Some(host)) => format!("http://{host}"),
        // On Lambda the name is the front door's, and its path has a stage.
        _ => UNKNOWN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accept: &str) -> bool {
        is_wanted(&HeaderMap::from_iter([(ACCEPT, accept.parse().unwrap())]))
    }

    #[test]
    fn browsers_get_a_page_and_programs_do_not() {
        for browser in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "application/json, Text/HTML;q=0.5",
        ] {
            assert!(wanted(browser), "{browser}");
        }
        for program in ["*/*", "", "application/json", "text/html;q=0", "text/*"] {
            assert!(!wanted(program), "{program}");
        }
        assert!(!is_wanted(&HeaderMap::new()));
    }

    #[test]
    fn no_host_gets_into_the_page_but_a_plain_one() {
        let page = |host: &str, transport| {
            let headers = HeaderMap::from_iter([(HOST, host.parse().unwrap())]);
            let body = answer(&headers, transport).into_body();
            String::from_utf8(body.as_text().unwrap().to_vec()).unwrap()
        };
        let here = page("[::1]:9000", Transport::Connection);
        assert!(here.contains("page.pdf http://[::1]:9000/pdf"), "{here}");
        for (host, transport) in [
            ("<script>", Transport::Connection),
            ("a b", Transport::Connection),
            ("example.com", Transport::Gateway),
        ] {
            let page = page(host, transport);
            assert!(!page.contains(host), "{page}");
            assert!(page.contains("https://THIS-ADDRESS/pdf"), "{page}");
        }
    }
}
