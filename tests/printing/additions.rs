//! What a request adds to a document, what it waits for, and what remote
//! resources are asked for with: seen in the PDF, and by a server on this
//! machine that the document gets a picture from.

use crate::support;

use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Output;
use std::sync::{Arc, Mutex};

use encoding_rs::EUC_KR;
use serde_json::{Value, json};
use support::child::{self, Start as _};
use support::pdf::Pdf;
use support::service::{Answer, Service, escape, multipart};

const RED: [u8; 3] = [255, 0, 0];
const BLUE: [u8; 3] = [0, 0, 255];

fn post(service: &Service, request: &Value) -> Answer {
    service.post_json(request)
}

fn print(service: &Service, request: Value) -> Pdf {
    Pdf::new(&post(service, &request).pdf())
}

fn fields(answer: &Answer) -> Vec<String> {
    assert_eq!(
        answer.status,
        400,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    let errors = answer.problem()["errors"].as_array().unwrap().clone();
    errors
        .iter()
        .map(|error| error["field"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn css_wins_over_the_document_and_user_style_only_over_defaults() {
    let service = Service::start();
    let shown = |own: &str, option: &str| {
        let html =
            format!("<!DOCTYPE html><style>div{{width:3in;height:1in;{own}}}</style><div></div>");
        let picture = print(
            &service,
            json!({"html": html, option: "div{background:#00f}"}),
        )
        .picture(30);
        (picture.has(RED), picture.has(BLUE))
    };
    assert_eq!(shown("background:#f00", "css"), (false, true));
    assert_eq!(shown("background:#f00", "user_style"), (true, false));
    assert_eq!(shown("", "user_style"), (false, true));
}

#[test]
fn added_style_sheets_are_whole_style_sheets() {
    let service = Service::start();
    let css =
        "@page{size:A5}\n@font-face{font-family:X;src:url(none.woff)}\np{font-family:X,serif}";
    for option in ["css", "user_style"] {
        // Without our help, text in a font that is missing is not printed.
        let pdf = print(
            &service,
            json!({"html": "<!DOCTYPE html><p>visible", option: css}),
        );
        assert!(pdf.text().contains("visible"), "{option}");
        if option == "css" {
            assert_eq!(pdf.size(), (420.0, 595.0));
        }
    }
}

#[test]
fn js_runs_after_the_scripts_of_the_document() {
    let html = "<!DOCTYPE html><p id=a>nothing</p><script>var said = 'first';</script>";
    let request = |js: &str| json!({"html": html, "js": js});
    let service = Service::start();
    let js = "document.getElementById('a').innerHTML = said + ' then second';";
    assert!(
        print(&service, request(js))
            .text()
            .contains("first then second")
    );
    let off = print(
        &service,
        json!({"html": html, "js": js, "javascript": false}),
    );
    assert!(off.text().contains("nothing"));
}

#[test]
fn what_is_added_cannot_break_out_of_its_element() {
    let service = Service::start();
    let request = json!({
        "html": "<!DOCTYPE html><p>document</p><p id=a></p>",
        "css": "p:first-child:after { content: ' says </style><i>this</i>' } </STYLE><p>ESCAPED",
        "js": "document.getElementById('a').textContent = '</script><i>that</i>'; // </SCRIPT ><p>ESCAPED",
    });
    let text = print(&service, request).text();
    assert!(text.contains("document says </style><i>this</i>"), "{text}");
    assert!(text.contains("</script><i>that</i>"), "{text}");
    assert!(!text.contains("ESCAPED"), "{text}");
}

#[test]
fn scripts_see_the_viewport_that_is_asked_for() {
    let html = "<!DOCTYPE html><p id=a></p><script>document.getElementById('a').innerHTML='width'+window.innerWidth+'.'</script>";
    let service = Service::start();
    let width =
        |viewport: Value| print(&service, json!({"html": html, "viewport": viewport})).text();
    assert!(width(json!("1000x500")).contains("width1000."));
    assert!(!width(Value::Null).contains("width1000."));
}

#[test]
fn the_encoding_is_that_which_the_request_says() {
    let service = Service::start();
    // It says something wrong of itself, so that only the request can be right.
    let (bytes, _, _) = EUC_KR.encode("<!DOCTYPE html><meta charset=shift_jis><p>한국어 문서");
    let shows = |answer: Answer| Pdf::new(&answer.pdf()).text().contains("한국어 문서");

    let raw = |query: &str| service.post(&format!("/pdf{query}"), "text/html", &bytes);
    assert!(shows(raw("?encoding=euc-kr")));
    assert!(shows(raw("?encoding=CP949")));
    assert!(!shows(raw("")));

    let form = format!("html={}&encoding=EUC-KR", escape(&bytes));
    assert!(shows(service.post(
        "/pdf",
        "application/x-www-form-urlencoded",
        form
    )));
    for head in [
        "name=\"html\"",
        "name=\"f\"; filename=\"index.html\"",
        "name=\"documents\"",
    ] {
        let (content_type, body) = multipart(&[(head, &bytes), ("name=\"encoding\"", b"euc-kr")]);
        assert!(shows(service.post("/pdf", &content_type, body)), "{head}");
    }
}

#[test]
fn a_charset_that_is_none_is_refused_whatever_form_the_request_has() {
    let service = Service::start();
    let raw = service.print("encoding=klingon", "<p>x");
    let form = service.post(
        "/pdf",
        "application/x-www-form-urlencoded",
        "html=x&encoding=klingon",
    );
    let json = post(&service, &json!({"html": "x", "encoding": "klingon"}));
    for answer in [raw, form, json] {
        assert_eq!(fields(&answer), ["encoding"]);
        let detail = answer.told();
        assert!(
            detail.contains("`klingon`") && detail.contains("euc-kr"),
            "{detail}"
        );
    }
}

/// Writes a word, and then does what the document may be waited for by.
fn late(milliseconds: u32, then: &str) -> String {
    format!(
        "<!DOCTYPE html><p id=a>before</p><script>setTimeout(function(){{\
         document.getElementById('a').innerHTML='after';{then}}},{milliseconds})</script>"
    )
}

#[test]
fn a_document_is_printed_when_its_status_says_so() {
    let service = Service::start();
    let html = late(300, "window.status='ready'");
    let text = |more: Value| {
        let mut request = json!({"html": html, "javascript_delay": 0});
        request
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        print(&service, request).text()
    };
    assert!(text(json!({"wait_for_status": "ready"})).contains("after"));
    assert!(text(json!({})).contains("before"));
}

#[test]
fn a_document_is_printed_when_it_has_the_element() {
    let service = Service::start();
    let append =
        "var e=document.createElement('div');e.className='done';document.body.appendChild(e)";
    let html = late(300, append);
    let request = |selector: Value| json!({"html": html, "javascript_delay": 0, "wait_for_selector": selector});
    assert!(
        print(&service, request(json!("body > div.done")))
            .text()
            .contains("after")
    );
    assert!(
        print(&service, request(Value::Null))
            .text()
            .contains("before")
    );
}

#[test]
fn an_element_that_is_there_from_the_start_is_not_waited_for() {
    let request = json!({"html": "<!DOCTYPE html><p id=x>there", "wait_for_selector": "#x", "timeout": "10s"});
    assert!(print(&Service::start(), request).text().contains("there"));
}

#[test]
fn what_never_comes_is_given_up_at_the_deadline() {
    let service = Service::start();
    for (option, value) in [
        ("wait_for_status", "ready"),
        ("wait_for_selector", "#never"),
    ] {
        let answer = post(
            &service,
            &json!({"html": "<!DOCTYPE html><p>x<script>1</script>", option: value, "timeout": "600ms"}),
        );
        assert_eq!(answer.status, 504, "{option}");
        assert_eq!(answer.problem()["type"], "urn:html2pdf:deadline-passed");
    }
    service.assert_nothing_left();
}

#[test]
fn a_document_without_scripts_never_waits() {
    let service = Service::start();
    for request in [
        json!({"wait_for_selector": "#never"}),
        json!({"wait_for_status": "never"}),
        json!({"wait_for_selector": "#never", "viewport": "800x600", "css": "p{color:red}"}),
    ] {
        let mut request = request;
        request["html"] = "<!DOCTYPE html><p>there".into();
        request["timeout"] = "5s".into();
        let answer = post(&service, &request);
        assert_eq!(answer.header("x-pdf-warnings"), "", "{request}");
        assert!(Pdf::new(&answer.pdf()).text().contains("there"));
    }
    // A script that the request brings along may make what is waited for.
    let js = "setTimeout(function(){document.body.innerHTML='<p id=x>made'},300)";
    let request = json!({"html": "<!DOCTYPE html><p>there", "js": js, "wait_for_selector": "#x", "javascript_delay": 0});
    assert!(print(&service, request).text().contains("made"));
}

#[test]
fn a_selector_that_is_none_is_told_and_not_waited_for() {
    let service = Service::start();
    for selector in ["##", "'; not a selector", "</script>"] {
        let request = json!({"html": "<!DOCTYPE html><p>there<script>1</script>", "wait_for_selector": selector,
                             "timeout": "5s"});
        let answer = post(&service, &request);
        let warnings = answer.header("x-pdf-warnings").to_owned();
        assert!(
            warnings.contains("wait_for_selector"),
            "{selector}: {warnings}"
        );
        assert!(Pdf::new(&answer.pdf()).text().contains("there"));
    }
}

#[test]
fn one_thing_is_waited_for_and_only_where_scripts_run() {
    let service = Service::start();
    let both = "wait_for_status=a&wait_for_selector=b";
    assert_eq!(fields(&service.print(both, "<p>x")), ["wait_for_selector"]);
    let off = "javascript=off&wait_for_status=a";
    assert_eq!(fields(&service.print(off, "<p>x")), ["javascript"]);
}

#[test]
fn a_delay_counts_from_when_the_wait_is_over() {
    let service = Service::start();
    let then = "window.status='ready';setTimeout(function(){document.getElementById('a').innerHTML='later'},200)";
    let request = |delay: u32| json!({"html": late(50, then), "wait_for_status": "ready", "javascript_delay": delay});
    assert!(print(&service, request(600)).text().contains("later"));
    assert!(print(&service, request(0)).text().contains("after"));
}

/// A server on this machine that has a blue picture, and remembers what it was
/// asked. Below `/private/` it wants a name and a password.
struct Host {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Host {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let remembered = heads.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let heads = remembered.clone();
                std::thread::spawn(move || serve(stream, &heads));
            }
        });
        Self { address, heads }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Heads of all requests, as they came.
    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

fn serve(stream: TcpStream, heads: &Mutex<Vec<String>>) {
    let mut head = String::new();
    for line in BufReader::new(&stream).lines() {
        match line {
            Ok(line) if line.is_empty() => break,
            Ok(line) => head += &format!("{line}\n"),
            Err(_) => return,
        }
    }
    let allowed = !head.contains(" /private/")
        || head
            .to_ascii_lowercase()
            .contains("\nauthorization: basic ");
    let (status, body) = match allowed {
        true => (
            "200 OK\r\nContent-Type: image/png",
            support::png::plain(40, 40, BLUE),
        ),
        false => (
            "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"",
            Vec::new(),
        ),
    };
    heads.lock().unwrap().push(head);
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = (&stream)
        .write_all(answer.as_bytes())
        .and_then(|()| (&stream).write_all(&body));
    let _ = stream.shutdown(Shutdown::Write);
}

fn picture_from(host: &Host, path: &str) -> String {
    format!(
        "<!DOCTYPE html><img width=200 height=200 src='{}'>",
        host.url(path)
    )
}

fn unguarded() -> Service {
    Service::start_with(&[("HTML2PDF_NETWORK", "unguarded")])
}

#[test]
fn cookies_and_headers_go_with_the_requests_for_resources() {
    let (service, host) = (unguarded(), Host::start());
    let html = picture_from(&host, "/logo.png");
    for (cookies, headers) in [
        (
            json!("session=abc; theme=a%20b"),
            json!("X-Tenant: 42\nX-Word=two words"),
        ),
        (
            json!({"session": "abc", "theme": "a%20b"}),
            json!({"X-Tenant": "42", "X-Word": "two words"}),
        ),
    ] {
        let request = json!({"html": html, "cookies": cookies, "request_headers": headers});
        let pdf = print(&service, request);
        assert!(pdf.picture(30).has(BLUE));
        let head = host.heads().pop().unwrap();
        let fields: Vec<_> = head.lines().collect();
        assert!(fields[0].starts_with("GET /logo.png "), "{head}");
        assert!(fields.contains(&"X-Tenant: 42"), "{head}");
        assert!(fields.contains(&"X-Word: two words"), "{head}");
        assert!(
            head.contains("session=abc") && head.contains("theme=a"),
            "{head}"
        );
    }
}

#[test]
fn name_and_password_are_told_to_whom_asks_for_them() {
    let (service, host) = (unguarded(), Host::start());
    let html = picture_from(&host, "/private/logo.png");
    let request = json!({"html": html, "username": "printer", "password": "pass word"});
    assert!(print(&service, request).picture(30).has(BLUE));
    let head = host.heads().pop().unwrap();
    // printer:pass word
    assert!(head.contains("Basic cHJpbnRlcjpwYXNzIHdvcmQ="), "{head}");

    let without = post(&service, &json!({"html": html}));
    assert!(
        without
            .header("x-pdf-warnings")
            .contains("/private/logo.png")
    );
    assert!(!Pdf::new(&without.pdf()).picture(30).has(BLUE));
}

#[test]
fn while_the_network_is_shut_they_are_refused_and_nobody_is_asked() {
    let (service, host) = (Service::start(), Host::start());
    let html = picture_from(&host, "/logo.png");
    let given = json!({
        "html": html,
        "cookies": "a=b",
        "request_headers": "X-A: b",
        "username": "me",
        "password": "secret-word",
    });
    let answer = post(&service, &given);
    assert_eq!(
        fields(&answer),
        ["cookies", "request_headers", "username", "password"]
    );
    let body = String::from_utf8_lossy(&answer.body);
    assert!(
        body.contains("HTML2PDF_NETWORK") && !body.contains("secret-word"),
        "{body}"
    );

    let blocked = post(&service, &json!({"html": html}));
    let url = host.url("/logo.png");
    assert_eq!(
        blocked.header("x-pdf-warnings"),
        format!("failed-resource;url=\"{url}\";reason=blocked")
    );
    assert!(!Pdf::new(&blocked.pdf()).picture(30).has(BLUE));
    assert_eq!(host.heads(), Vec::<String>::new());
}

/// The command line, at its most talkative.
fn render(options: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    std::fs::write(&page, "<!DOCTYPE html><p>x<img src=none.png>").unwrap();
    child::command(env!("CARGO_BIN_EXE_html2pdf"))
        .env("HTML2PDF_LOG", "trace")
        .env("HTML2PDF_NETWORK", "unguarded")
        .arg("render")
        .arg(&page)
        .arg("-o")
        .arg(folder.path().join("page.pdf"))
        .args(options)
        .run()
}

#[test]
fn secrets_are_in_no_log() {
    let secrets = [
        "cookie-of-mine",
        "header-of-mine",
        "name-of-mine",
        "word-of-mine",
        "owner-of-mine",
        "user-of-mine",
    ];
    let cookie = format!("session={}", secrets[0]);
    let header = format!("X-Key: {}", secrets[1]);
    let output = render(&[
        "--cookies",
        &cookie,
        "--request-headers",
        &header,
        "--username",
        secrets[2],
        "--password",
        secrets[3],
        "--owner-password",
        secrets[4],
        "--user-password",
        secrets[5],
    ]);
    let log = String::from_utf8_lossy(&output.stderr).into_owned()
        + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{log}");
    // It does tell what it starts the engine with.
    assert!(log.contains("--page-width"), "{log}");
    for secret in secrets {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[test]
fn a_secret_that_cannot_be_used_is_not_repeated() {
    let service = unguarded();
    let answer = post(
        &service,
        &json!({"html": "x", "cookies": "secret-word", "request_headers": "secret-word", "password": "secret-word\u{7}"}),
    );
    assert_eq!(fields(&answer), ["cookies", "request_headers", "password"]);
    let body = String::from_utf8_lossy(&answer.body);
    assert!(!body.contains("secret-word"), "{body}");
}
