//! How names become addresses, with the real program and the real engine. Each test runs in a network of its own, where
//! it can listen on port 53, and with an /etc/hosts and an /etc/resolv.conf of its own.

use crate::support;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use support::child::{self, Start as _};
use support::hostile::room;
use support::pdf::Pdf;
use support::png;

const BLUE: [u8; 3] = [0, 0, 255];

#[test]
fn a_name_with_a_dot_in_the_hosts_file_is_found() {
    let name = "names::a_name_with_a_dot_in_the_hosts_file_is_found";
    room::enter(name, || {
        let folder = tempfile::tempdir().unwrap();
        replace(folder.path(), "/etc/hosts", "127.0.0.1 Pictures.Example\n");
        let calls = serve_picture();
        let html = "<!DOCTYPE html><img width=200 height=200 src='http://pictures.example/a.png'>";
        let (pdf, warnings) = render(html, &[("HTML2PDF_NETWORK", "unguarded")]);
        assert_eq!(warnings, "");
        assert!(Pdf::new(&pdf).picture(30).has(BLUE));
        assert_eq!(calls.load(Ordering::SeqCst), 1);

        // An address of the hosts file is checked like any other.
        let (_, warnings) = render(html, &[("HTML2PDF_NETWORK", "public")]);
        let private = "its host is not known, or not public";
        assert!(warnings.contains(private), "{warnings}");
        assert_eq!(calls.load(Ordering::SeqCst), 1);
    });
}

/// The C library would wait for minutes, with these options: longer than a program may take in a test.
#[test]
fn the_program_ends_although_a_name_server_never_answers() {
    let name = "names::the_program_ends_although_a_name_server_never_answers";
    room::enter(name, || {
        let folder = tempfile::tempdir().unwrap();
        let patient = "nameserver 127.0.0.1\noptions timeout:30 attempts:5\n";
        replace(folder.path(), "/etc/resolv.conf", patient);
        let silent = UdpSocket::bind("127.0.0.1:53").unwrap();
        let html = "<!DOCTYPE html><p>page<img src='http://silent.example/a.png'>";
        let settings = [
            ("HTML2PDF_NETWORK", "public"),
            ("HTML2PDF_NETWORK_TIMEOUT", "1s"),
        ];
        let (pdf, warnings) = render(html, &settings);
        let late = "silent.example/a.png could not be loaded: it did not come in the time";
        assert!(warnings.contains(late), "{warnings}");
        assert!(Pdf::new(&pdf).text().contains("page"));
        // The server was asked.
        silent.set_nonblocking(true).unwrap();
        let mut question = [0; 512];
        let length = silent.recv(&mut question).unwrap();
        let asked = b"\x06silent\x07example\0";
        let mut parts = question[..length].windows(asked.len());
        assert!(parts.any(|part| part == asked));
    });
}

/// Mounts a file of these contents over another one: in the room, and nowhere else.
fn replace(folder: &Path, path: &str, contents: &str) {
    let file = folder.join(Path::new(path).file_name().unwrap());
    fs::write(&file, contents).unwrap();
    let place = fs::canonicalize(path).unwrap();
    let mut mount = Command::new("mount");
    mount.arg("--bind").args([&file, &place]);
    assert!(mount.status().unwrap().success(), "{path}");
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

/// Renders a document with the command line. Returns the PDF, and what the program warned of. A program that hangs
/// fails the test.
fn render(html: &str, settings: &[(&str, &str)]) -> (Vec<u8>, String) {
    let folder = tempfile::tempdir().unwrap();
    let (page, pdf) = (
        folder.path().join("page.html"),
        folder.path().join("page.pdf"),
    );
    fs::write(&page, html).unwrap();
    let output = child::command(env!("CARGO_BIN_EXE_html2pdf"))
        .arg("render")
        .arg(&page)
        .arg("-o")
        .arg(&pdf)
        .envs(settings.iter().copied())
        .run();
    let warnings = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{warnings}");
    (fs::read(&pdf).unwrap(), warnings)
}
