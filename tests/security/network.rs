//! What documents reach, by each policy, with the real engine. All hosts are on
//! loopback: what is public is tested beside the proxy (`src/engine/proxy/tests`).

use crate::support;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use support::child::{self, Running, Start as _};
use support::lacks;
use support::pdf::Pdf;
use support::png;
use support::service::{Answer, Service, told};
use support::wait;
use tempfile::TempDir;

const BLUE: [u8; 3] = [0, 0, 255];

/// A host that counts who calls, and answers with these bytes. It does not hang
/// up by itself.
struct Host {
    port: u16,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Host {
    fn start(answer: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let calls: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = calls.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (answer, heard) = (answer.clone(), heard.clone());
                std::thread::spawn(move || attend(stream, &answer, &heard));
            }
        });
        Self { port, calls }
    }

    fn with_picture() -> Self {
        let picture = png::plain(200, 200, BLUE);
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n",
            picture.len()
        );
        Self::start([head.into_bytes(), picture].concat())
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/logo.png", self.port)
    }

    fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }
}

fn attend(mut stream: TcpStream, answer: &[u8], heard: &Mutex<Vec<String>>) {
    let mut bytes = [0; 8192];
    while let Ok(length @ 1..) = stream.read(&mut bytes) {
        let said = String::from_utf8_lossy(&bytes[..length]).into_owned();
        heard.lock().unwrap().push(said);
        if stream.write_all(answer).is_err() {
            return;
        }
    }
}

fn service(settings: &[(&str, &str)]) -> Service {
    Service::start_with(settings)
}

fn print(service: &Service, url: &str, more: Value) -> Answer {
    let html = format!("<!DOCTYPE html><img width=200 height=200 src='{url}'>");
    let mut request = json!({ "html": html });
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    service.post_json(&request)
}

fn is_blue(answer: Answer) -> bool {
    Pdf::new(&answer.pdf()).picture(30).has(BLUE)
}

fn faults(answer: &Answer) -> String {
    let problem = answer.problem();
    problem["errors"].to_string() + &told(&problem)
}

const UNGUARDED: (&str, &str) = ("HTML2PDF_NETWORK", "unguarded");
const PUBLIC: (&str, &str) = ("HTML2PDF_NETWORK", "public");

#[test]
fn an_inner_address_is_reached_only_where_the_operator_lets_all_be() {
    let host = Host::with_picture();
    let hosts = ("HTML2PDF_NETWORK_HOSTS", "127.0.0.1");
    let listed = [("HTML2PDF_NETWORK", "allowlist"), hosts];
    for settings in [&[("HTML2PDF_NETWORK", "off")][..], &[PUBLIC], &listed] {
        let service = service(settings);
        let answer = print(&service, &host.url(), json!({}));
        let warned = answer.header("x-pdf-warnings").to_owned();
        assert!(warned.contains("reason=blocked"), "{settings:?}: {warned}");
        assert!(!is_blue(answer));
        service.assert_nothing_left();
    }
    assert_eq!(host.calls(), Vec::<String>::new());
    let service = service(&[UNGUARDED]);
    assert!(is_blue(print(&service, &host.url(), json!({}))));
    assert_eq!(host.calls().len(), 1);
}

#[test]
fn a_request_may_ask_for_less_and_not_for_more() {
    let host = Host::with_picture();
    let service = service(&[UNGUARDED]);
    for less in [
        json!({"network": "off"}),
        json!({"network": "public"}),
        json!({"network_hosts": ["cdn.example.com"]}),
    ] {
        let answer = print(&service, &host.url(), less);
        assert!(answer.header("x-pdf-warnings").contains("reason=blocked"));
        assert!(!is_blue(answer));
    }
    assert_eq!(host.calls(), Vec::<String>::new());
    assert!(is_blue(print(&service, &host.url(), json!({}))));

    let off = Service::start();
    let hosts = [
        ("HTML2PDF_NETWORK", "allowlist"),
        ("HTML2PDF_NETWORK_HOSTS", "cdn.example.com"),
    ];
    let listed = Service::start_with(&hosts);
    for (service, more, field) in [
        (&off, json!({"network": "public"}), "network"),
        (
            &off,
            json!({"network_hosts": "cdn.example.com"}),
            "network_hosts",
        ),
        (&listed, json!({"network": "public"}), "network"),
        (
            &listed,
            json!({"network_hosts": "other.example"}),
            "network_hosts",
        ),
    ] {
        let answer = print(service, "x.png", more);
        assert_eq!(answer.status, 400);
        let said = faults(&answer);
        assert!(
            said.contains(field) && said.contains("HTML2PDF_NETWORK"),
            "{said}"
        );
    }
    let fewer = json!({"network_hosts": "cdn.example.com"});
    assert_eq!(print(&listed, "data:,", fewer).status, 200);
}

#[test]
fn secrets_go_only_to_hosts_that_somebody_named() {
    let service = service(&[PUBLIC]);
    for (name, value) in [
        ("cookies", "session=secret-word"),
        ("request_headers", "X-Key: secret-word"),
        ("username", "secret-word"),
        ("password", "secret-word"),
    ] {
        let answer = print(&service, "data:,", json!({name: value}));
        assert_eq!(answer.status, 400, "{name}");
        let said = faults(&answer);
        assert!(
            said.contains(name) && said.contains("network_hosts"),
            "{said}"
        );
        assert!(!said.contains("secret-word"), "{said}");
        let named = json!({name: value, "network_hosts": "cdn.example.com"});
        assert_eq!(print(&service, "data:,", named).status, 200, "{name}");
    }
}

#[test]
fn a_host_that_never_answers_costs_a_warning_and_not_the_document() {
    let limits = [
        UNGUARDED,
        ("HTML2PDF_NETWORK_TIMEOUT", "1s"),
        ("HTML2PDF_TIMEOUT", "60s"),
    ];
    let service = service(&limits);
    let endless = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nbegun".to_vec();
    for silent in [Host::start(Vec::new()), Host::start(endless)] {
        let answer = print(&service, &silent.url(), json!({}));
        let warned = answer.header("x-pdf-warnings").to_owned();
        answer.pdf();
        assert!(warned.contains("reason=timed-out"), "{warned}");
        assert!(warned.contains(&silent.url()), "{warned}");
    }
    service.assert_nothing_left();
}

#[test]
fn what_is_too_large_is_not_taken() {
    let host = Host::with_picture();
    let limits = [UNGUARDED, ("HTML2PDF_NETWORK_BYTES", "1024")];
    let big = Host::start(b"HTTP/1.1 200 OK\r\nContent-Length: 1025\r\n\r\n".to_vec());
    let service = service(&limits);
    let warned = print(&service, &big.url(), json!({}));
    let warned = warned.header("x-pdf-warnings").to_owned();
    assert!(warned.contains("reason=too-large"), "{warned}");
    assert!(is_blue(print(&service, &host.url(), json!({}))));
}

/// A host that speaks TLS, where this machine has a program for it.
struct Tls {
    port: u16,
    /// The certificate of the authority that vouches for it.
    authority: String,
    _server: Running,
    _folder: TempDir,
}

impl Tls {
    fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let picture = png::plain(200, 200, BLUE);
        std::fs::write(folder.path().join("logo.png"), picture).unwrap();
        let page = "<!DOCTYPE html><title>Its page</title><p><img width=200 src=logo.png>";
        std::fs::write(folder.path().join("page.html"), page).unwrap();
        std::fs::write(
            folder.path().join("names"),
            "subjectAltName=DNS:localhost\n",
        )
        .unwrap();
        let openssl = |arguments: &str| {
            let mut openssl = child::command("openssl");
            // The server ends when nobody can say anything to it any more.
            openssl.args(arguments.split(' ')).stdin(Stdio::piped());
            openssl.current_dir(folder.path()).try_start().ok()
        };
        for step in [
            "req -x509 -newkey rsa:2048 -nodes -keyout a.key -out a.pem -days 2 -subj /CN=authority",
            "req -newkey rsa:2048 -nodes -keyout k.pem -out c.csr -subj /CN=localhost",
            "x509 -req -in c.csr -CA a.pem -CAkey a.key -CAcreateserial -days 2 -extfile names -out c.pem",
        ] {
            assert!(openssl(step)?.ended(Duration::from_secs(60)).success());
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let server = openssl(&format!(
            "s_server -quiet -key k.pem -cert c.pem -WWW -accept {port}"
        ))?;
        wait::until("a host for TLS listens", Duration::from_secs(30), || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        Some(Self {
            port,
            authority: folder.path().join("a.pem").to_str().unwrap().to_owned(),
            _server: server,
            _folder: folder,
        })
    }
}

#[test]
fn https_hosts_are_reached_whose_certificate_is_good() {
    let host = Tls::start();
    if !lacks::has(host.is_some(), "openssl") {
        return;
    }
    let host = host.unwrap();
    let url = format!("https://localhost:{}/logo.png", host.port);
    // One that the service sees, and one that only a script asks for.
    let of_script = format!(
        "<!DOCTYPE html><p id=p><script>var i = new Image; i.width = i.height = 200; i.src = ['{}', '{}'].join(''); p.appendChild(i)</script>",
        &url[..20],
        &url[20..]
    );
    let ask = |service: &Service, more: Value| {
        let mut request = json!({ "html": of_script });
        for (name, value) in more.as_object().unwrap() {
            request[name] = value.clone();
        }
        [print(service, &url, more), service.post_json(&request)]
    };
    for mode in ["warm", "spawn"] {
        let mode = ("HTML2PDF_ENGINE_MODE", mode);
        let known = service(&[UNGUARDED, mode, ("HTML2PDF_CA_FILE", &host.authority)]);
        for answer in ask(&known, json!({})) {
            assert_eq!(answer.header("x-pdf-warnings"), "", "{mode:?}");
            assert!(is_blue(answer), "{mode:?}");
        }
        let page = format!("https://localhost:{}/page.html", host.port);
        let by_address = json!({ "url": page });
        let answer = known.post_json(&by_address);
        assert_eq!(answer.header("x-pdf-warnings"), "", "{mode:?}");
        assert!(is_blue(answer), "{mode:?}");
        for blocked in ask(&known, json!({"network": "public"})) {
            let warned = blocked.header("x-pdf-warnings");
            assert!(warned.contains("reason=blocked"), "{warned}");
        }
        let unknown = service(&[UNGUARDED, mode]);
        for answer in ask(&unknown, json!({})) {
            let warned = answer.header("x-pdf-warnings").to_owned();
            assert!(warned.contains("reason=bad-certificate"), "{warned}");
            assert!(warned.contains(&url), "{warned}");
            assert!(!is_blue(answer), "{mode:?}");
        }
        let answer = unknown.post_json(&by_address);
        assert_eq!(answer.status, 400, "{mode:?}");
        let told = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(told.contains("HTML2PDF_CA_FILE"), "{told}");
    }
}
