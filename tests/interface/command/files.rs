//! What `render` writes: never over what is read, and whole or not at all.

use crate::support;

use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use support::child::{self, Start as _};
use support::pdf::Pdf;

use super::{errors, folder_with, html2pdf, run};

#[test]
fn what_is_read_is_never_overwritten() {
    let folder = folder_with("invoice.pdf", "<p>HTML under another name");
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("a.html"), "<p>x").unwrap();
    std::fs::write(path("logo.png"), "picture").unwrap();
    std::fs::write(path("style.css"), "p{color:red}").unwrap();
    std::fs::hard_link(path("a.html"), path("hard.pdf")).unwrap();
    std::os::unix::fs::symlink("a.html", path("soft.pdf")).unwrap();
    let contents = |name: &str| std::fs::read(path(name)).unwrap();
    let names = ["invoice.pdf", "a.html", "logo.png", "style.css"];
    let before = names.map(contents);
    for line in [
        "invoice.pdf",
        "a.html -o a.html",
        "a.html -o ../NAME/a.html",
        "a.html -o hard.pdf",
        "a.html -o soft.pdf",
        "a.html --asset logo.png -o logo.png",
        "a.html --css style.css -o style.css",
        "invoice.pdf a.html -o a.html",
    ] {
        let name = folder.path().file_name().unwrap().to_str().unwrap();
        let line = line.replace("NAME", name);
        let output = html2pdf(&["render"])
            .args(line.split(' '))
            .current_dir(&folder)
            .run();
        assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
        let said = errors(&output);
        assert!(said.contains("would be overwritten"), "{line}: {said}");
        assert_eq!(names.map(contents), before, "{line}");
    }
    let output = run(&["render", &path("a.html"), "-o", &path("b.pdf")]);
    assert!(output.status.success(), "{}", errors(&output));
}

#[test]
fn a_fault_while_writing_leaves_the_old_file_whole() {
    let folder = folder_with("a.html", "<!DOCTYPE html><p>x");
    let old = "an old file\n".repeat(1000);
    let output = folder.path().join("a.pdf");
    std::fs::write(&output, &old).unwrap();
    // No file gets longer than 4 kB, and who tries is killed. The engine has limits of
    // its own.
    let script = "ulimit -S -f 8; exec \"$0\" \"$@\"";
    let program = env!("CARGO_BIN_EXE_html2pdf");
    let ended = child::command("sh")
        .args(["-c", script, program, "render", "a.html"])
        .args(["--creation-date", "now"])
        .env("HTML2PDF_NETWORK", "off")
        .current_dir(&folder)
        .run();
    assert_eq!(
        ended.status.signal(),
        Some(libc::SIGXFSZ),
        "{}",
        errors(&ended)
    );
    assert!(std::fs::read_to_string(&output).unwrap() == old);
}

#[test]
fn what_is_no_file_is_written_directly() {
    let folder = folder_with("a.html", "<p>장치");
    let input = folder.path().join("a.html").to_str().unwrap().to_owned();
    let piped = run(&["render", &input, "-o", "/dev/stdout"]);
    assert!(piped.status.success(), "{}", errors(&piped));
    assert!(Pdf::new(&piped.stdout).text().contains("장치"));
    assert!(run(&["render", &input, "-o", "/dev/null"]).status.success());

    // Behind what is there already, as the shell was told.
    let log = folder.path().join("log");
    std::fs::write(&log, "before\n").unwrap();
    let file = std::fs::OpenOptions::new().append(true).open(&log).unwrap();
    let mut appending = html2pdf(&["render", &input, "-o", "/dev/stdout"])
        .stdout(file)
        .start();
    assert!(appending.ended(Duration::from_secs(60)).success());
    let log = std::fs::read(&log).unwrap();
    assert!(log.starts_with(b"before\n%PDF-") && log.trim_ascii_end().ends_with(b"%%EOF"));
}
