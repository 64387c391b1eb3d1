//! How the program starts, and what stops that: its engine, its settings, its port.

use crate::support;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use support::child::{self, Start as _};
use support::pdf::Pdf;

use super::{WRONG, errors, folder_with, html2pdf, run};

#[test]
fn a_missing_or_broken_engine_stops_the_start_with_a_remedy() {
    for (engine, word) in [
        ("/nonexistent", "neither"),
        ("/bin/true", "does not run"),
        ("/etc/hostname", "does not run"),
    ] {
        for command in [
            &["serve"][..],
            &["doctor"],
            &["render", "/dev/null", "--title", "x"],
        ] {
            let output = html2pdf(command)
                .env("HTML2PDF_ENGINE", engine)
                .stdin(Stdio::null())
                .run();
            if command[0] == "render" {
                // An empty document is refused before the engine is looked for.
                assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
                continue;
            }
            assert_eq!(
                output.status.code(),
                Some(3),
                "{engine}: {}",
                errors(&output)
            );
            assert!(errors(&output).contains(word), "{}", errors(&output));
            assert!(
                errors(&output).contains("scripts/vendor.sh"),
                "{}",
                errors(&output)
            );
        }
    }
}

#[test]
fn a_bundle_that_lacks_a_library_is_told_by_its_name() {
    let bundle = support::bundle::without_fonts(|_| false);
    let lib = bundle.path().join("lib");
    std::fs::remove_file(&lib).unwrap();
    std::fs::create_dir(&lib).unwrap();
    for entry in std::fs::read_dir(support::bundle::path().join("lib")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != "libjpeg.so.8" {
            std::os::unix::fs::symlink(entry.path(), lib.join(entry.file_name())).unwrap();
        }
    }
    let output = html2pdf(&["doctor"])
        .env("HTML2PDF_ENGINE", bundle.path())
        .run();
    assert_eq!(output.status.code(), Some(3));
    assert!(
        errors(&output).contains("libjpeg.so.8"),
        "{}",
        errors(&output)
    );
    assert!(errors(&output).contains("scripts/vendor.sh"));
}

#[test]
fn an_engine_on_the_path_is_taken_last_and_with_a_warning() {
    // A program far from any bundle.
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let program = folder.path().join("html2pdf");
    std::fs::hard_link(env!("CARGO_BIN_EXE_html2pdf"), &program).unwrap();
    std::fs::write(folder.path().join("a.html"), "<p>경로").unwrap();
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/path"));

    let render = |path: &Path| {
        child::command(&program)
            .args(["render", "a.html"])
            .env("HTML2PDF_NETWORK", "off")
            .current_dir(&folder)
            .env("PATH", path)
            .run()
    };
    let output = render(path);
    assert!(output.status.success(), "{}", errors(&output));
    assert!(errors(&output).contains("patched"), "{}", errors(&output));
    let pdf = std::fs::read(folder.path().join("a.pdf")).unwrap();
    assert!(Pdf::new(&pdf).text().contains("경로"));

    let without = render(Path::new("/nonexistent"));
    assert_eq!(without.status.code(), Some(3));
    assert!(errors(&without).contains("scripts/vendor.sh"));
}

#[test]
fn wrong_settings_stop_the_start_and_are_told_all_at_once() {
    let folder = folder_with("a.html", "<p>x");
    let input = folder.path().join("a.html").to_str().unwrap().to_owned();
    for arguments in [&["serve"][..], &["render", &input]] {
        let output = html2pdf(arguments).envs(WRONG).run();
        assert_eq!(output.status.code(), Some(2));
        for (name, value) in WRONG {
            let line = format!("html2pdf: {name}: `{value}`");
            assert!(errors(&output).contains(&line), "{}", errors(&output));
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn serves_at_a_port_alone_and_says_what_to_try() {
    for listen in ["0", ":0", "localhost:0", "127.0.0.1:0"] {
        let mut service = html2pdf(&["serve", "--listen", listen])
            .stderr(Stdio::piped())
            .start();
        let mut said = String::new();
        for line in BufReader::new(service.stderr.take().unwrap()).lines() {
            said += &format!("{}\n", line.unwrap());
            if said.contains("try: curl") {
                break;
            }
        }
        let (_, address) = said.split_once("listening on ").unwrap();
        let address = address.lines().next().unwrap();
        assert!(address.starts_with("http://127.0.0.1:"), "{listen}: {said}");
        assert!(said.ends_with(&format!(" {address}/pdf\n")), "{said}");
    }
    let output = run(&["serve", "--listen", "example.com:80"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        errors(&output).contains("such as 9001"),
        "{}",
        errors(&output)
    );
}

#[test]
fn a_port_that_is_taken_names_one_that_is_free() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = run(&["serve", "--listen", &port.to_string()]);
    assert_eq!(output.status.code(), Some(1), "{}", errors(&output));
    let said = errors(&output);
    assert!(said.contains(" is free: --listen 127.0.0.1:"), "{said}");
}
