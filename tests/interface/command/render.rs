//! `html2pdf render`, and how it fails.

use crate::support;

use std::io::Write;
use std::process::Stdio;

use support::child::Start as _;
use support::pdf::Pdf;

use super::{errors, folder_with, html2pdf, run};

#[test]
fn renders_a_file_beside_itself() {
    let folder = folder_with("letter.html", "<p>편지");
    let input = folder.path().join("letter.html");
    let output = run(&[
        "render",
        input.to_str().unwrap(),
        "--page-size",
        "A5",
        "--grayscale",
    ]);
    assert!(output.status.success(), "{}", errors(&output));
    let pdf = Pdf::new(&std::fs::read(folder.path().join("letter.pdf")).unwrap());
    assert!(pdf.text().contains("편지"));
    assert_eq!(pdf.size(), (420.0, 595.0));
}

#[test]
fn renders_from_standard_input_to_standard_output() {
    let mut child = html2pdf(&["render", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .start();
    child
        .stdin
        .take()
        .unwrap()
        .write_all("<p>흐름".as_bytes())
        .unwrap();
    let output = child.output();
    assert!(output.status.success());
    assert!(Pdf::new(&output.stdout).text().contains("흐름"));
}

#[test]
fn takes_assets_and_warns_of_those_it_lacks() {
    let folder = folder_with(
        "a.html",
        "<!DOCTYPE html><link rel=stylesheet href=a.css><img src=b.png><p>x",
    );
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("a.css"), "p{color:#f00}").unwrap();
    let output = run(&["render", &path("a.html"), "--asset", &path("a.css")]);
    assert!(output.status.success());
    assert_eq!(
        errors(&output),
        "html2pdf: warning: b.png could not be loaded: not-found\n"
    );
}

#[test]
fn each_kind_of_failure_has_a_status_and_a_remedy() {
    let folder = folder_with("a.html", "<p>x");
    let input = folder.path().join("a.html").to_str().unwrap().to_owned();
    let endless_folder = folder_with("b.html", "<script>for(;;);</script>");
    let endless = endless_folder
        .path()
        .join("b.html")
        .to_str()
        .unwrap()
        .to_owned();
    for (arguments, status, word) in [
        (&["render", "/nonexistent/a.html"][..], 1, "cannot read"),
        (
            &["render", &input, "-o", "/nonexistent/a.pdf"],
            1,
            "cannot write",
        ),
        (&["render", &input, "--margin", "wide"], 2, "margin"),
        (&["render", &input, "--nonsense"], 2, "--nonsense"),
        (&["render", &input, "--deliver", "link"], 2, "deliver"),
        (&["render", &input, "--strict=perhaps"], 2, "strict"),
        (&["render", "--strict", &input, "perhaps"], 1, "perhaps"),
        (
            &["render", &input, "--document", "2:zoom=2"],
            2,
            "--document 2: there is no such document",
        ),
        (
            &["render", &input, "--document", "1:zoom=x"],
            2,
            "--document 1:zoom: `x` will not do",
        ),
        (&["render", &input, "/dev/null"], 2, "document 2: empty"),
        (&["frobnicate"], 2, "frobnicate"),
        (&["render", &endless, "--timeout", "500ms"], 5, "500ms"),
    ] {
        let output = run(arguments);
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {}",
            errors(&output)
        );
        assert!(
            errors(&output).contains(word),
            "{arguments:?}: {}",
            errors(&output)
        );
    }
    let missing = folder_with("c.html", "<img src=x.png>");
    let missing_path = missing.path().join("c.html");
    let output = run(&["render", missing_path.to_str().unwrap(), "--strict"]);
    assert_eq!(output.status.code(), Some(4), "{}", errors(&output));
}

#[test]
fn a_switch_leaves_the_file_behind_it_alone() {
    let folder = folder_with("a.html", "<h1>x</h1>");
    let input = folder.path().join("a.html").to_str().unwrap().to_owned();
    for (line, pages) in [
        (["--toc", &input].as_slice(), 2),
        (&["--toc", "off", &input], 1),
    ] {
        let output = run(&[&["render", "-o", "-"], line].concat());
        assert!(output.status.success(), "{line:?}: {}", errors(&output));
        assert_eq!(Pdf::new(&output.stdout).pages(), pages, "{line:?}");
    }
}

#[test]
fn what_is_written_has_the_ending_of_what_it_is() {
    for (options, name, start) in [
        (&["--format", "JPEG"][..], "a.jpg", &[0xff, 0xd8][..]),
        (&["--format", "PNG"], "a.png", b"\x89PNG"),
        (&["--format", "png", "--page", "all"], "a.zip", b"PK"),
        (&["--format", "pdf"], "a.pdf", b"%PDF"),
    ] {
        let folder = folder_with("a.html", "<p>x");
        let input = folder.path().join("a.html").to_str().unwrap().to_owned();
        let dpi: &[&str] = if name == "a.pdf" {
            &[]
        } else {
            &["--dpi", "72"]
        };
        let output = run(&[&["render", &input], options, dpi].concat());
        assert!(output.status.success(), "{options:?}: {}", errors(&output));
        let written = std::fs::read(folder.path().join(name)).unwrap();
        assert!(written.starts_with(start), "{options:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}

#[test]
fn encoding_holds_for_a_header_from_a_file() {
    let folder = folder_with("a.html", "<meta charset=utf-8><p>x");
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let korean = |text: &str| encoding_rs::EUC_KR.encode(text).0.into_owned();
    std::fs::write(path("b.html"), korean("<meta charset=utf-8>가나")).unwrap();
    let line = ["--header-html", &path("b.html"), "--encoding", "euc-kr"];
    let output = run(&[&["render", &path("a.html"), "-o", "-"], &line[..]].concat());
    assert!(output.status.success(), "{}", errors(&output));
    assert!(Pdf::new(&output.stdout).text().contains("가나"));
}
