//! How names become addresses, with the real program and the real engine. Each test runs in a network namespace, whose
//! loopback has a port 53 of its own, and in a mount namespace with an /etc/hosts and an /etc/resolv.conf of its own.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use support::hostile::room;
use support::pdf::Pdf;
use support::png;

const BLUE: [u8; 3] = [0, 0, 255];

/// How long a program may take before it counts as one that hangs. It is well below what the C library would wait with
/// the resolv.conf of these tests, which is minutes.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_name_with_a_dot_in_the_hosts_file_is_found() {
    room::enter("a_name_with_a_dot_in_the_hosts_file_is_found", || {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "/etc/hosts", "127.0.0.1 Pictures.Example\n");
        let calls = serve_picture();
        let html = "<!DOCTYPE html><img width=200 height=200 src='http://pictures.example/a.png'>";
        let (pdf, output) = render(html, &[("HTML2PDF_NETWORK", "unguarded")]);
        assert_eq!(errors(&output), "");
        assert!(Pdf::new(&pdf).picture(30).has(BLUE));
        assert_eq!(calls.load(Ordering::SeqCst), 1);

        // An address of the hosts file is judged like any other.
        let (_, output) = render(html, &[("HTML2PDF_NETWORK", "public")]);
        let said = errors(&output);
        assert!(
            said.contains("its host is not known, or not public"),
            "{said}"
        );
        assert_eq!(calls.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn the_program_ends_although_a_name_server_never_answers() {
    room::enter(
        "the_program_ends_although_a_name_server_never_answers",
        || {
            let folder = tempfile::tempdir().unwrap();
            let patient = "nameserver 127.0.0.1\noptions timeout:30 attempts:5\n";
            put(folder.path(), "/etc/resolv.conf", patient);
            let silent = UdpSocket::bind("127.0.0.1:53").unwrap();
            let html = "<!DOCTYPE html><p>page<img src='http://silent.example/a.png'>";
            let (pdf, output) = render(html, &[("HTML2PDF_NETWORK_TIMEOUT", "1s")]);
            let said = errors(&output);
            assert!(
                said.contains("silent.example/a.png") && said.contains("did not come in the time"),
                "{said}"
            );
            assert!(Pdf::new(&pdf).text().contains("page"));
            // The server was asked.
            silent.set_nonblocking(true).unwrap();
            let mut question = [0; 512];
            let length = silent.recv(&mut question).unwrap();
            let name = b"\x06silent\x07example\0";
            assert!(
                question[..length]
                    .windows(name.len())
                    .any(|part| part == name)
            );
        },
    );
}

/// Puts a file of these contents in the place of another, in this mount namespace.
fn put(folder: &Path, path: &str, contents: &str) {
    let file = folder.join(Path::new(path).file_name().unwrap());
    fs::write(&file, contents).unwrap();
    let place = fs::canonicalize(path).unwrap();
    let mounted = Command::new("mount")
        .arg("--bind")
        .args([&file, &place])
        .status();
    assert!(mounted.unwrap().success(), "{path}");
}

/// A host on loopback that answers everything with a blue picture. Returns how often it was called.
fn serve_picture() -> Arc<AtomicUsize> {
    let listener = TcpListener::bind("127.0.0.1:80").unwrap();
    let picture = png::plain(200, 200, BLUE);
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        picture.len()
    );
    let answer = [head.into_bytes(), picture].concat();
    let calls: Arc<AtomicUsize> = Arc::default();
    let counted = calls.clone();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            counted.fetch_add(1, Ordering::SeqCst);
            assert!(stream.read(&mut [0; 8192]).unwrap() > 0);
            stream.write_all(&answer).unwrap();
        }
    });
    calls
}

/// Renders this document with the command line. Returns the PDF and how the program ended; a program that hangs fails
/// the test.
fn render(html: &str, settings: &[(&str, &str)]) -> (Vec<u8>, Output) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("page.html"), html).unwrap();
    let log = fs::File::create(path("log")).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_html2pdf"))
        .arg("render")
        .arg(path("page.html"))
        .arg("-o")
        .arg(path("page.pdf"))
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    let hangs = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > hangs {
            let is_written = path("page.pdf").exists();
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("the program does not end; is the PDF written: {is_written}");
        }
        thread::sleep(Duration::from_millis(20));
    };
    let stderr = fs::read(path("log")).unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    let pdf = fs::read(path("page.pdf")).unwrap();
    let output = Output {
        status,
        stdout: Vec::new(),
        stderr,
    };
    (pdf, output)
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
