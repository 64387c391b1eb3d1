//! The command line of the real program.

use crate::support;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use support::child::{self, Start as _};
use support::pdf::Pdf;

fn html2pdf(arguments: &[&str]) -> Command {
    let mut command = child::command(env!("CARGO_BIN_EXE_html2pdf"));
    // No test asks for a name outside.
    command.args(arguments).env("HTML2PDF_NETWORK", "off");
    command
}

fn run(arguments: &[&str]) -> Output {
    html2pdf(arguments).run()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn folder_with(name: &str, contents: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), contents).unwrap();
    folder
}

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
fn a_wrong_setting_stops_the_start() {
    let output = html2pdf(&["doctor"]).env("HTML2PDF_TIMEOUT", "soon").run();
    assert_eq!(output.status.code(), Some(2));
    assert!(errors(&output).contains("HTML2PDF_TIMEOUT"));
}

#[test]
fn doctor_finds_everything_and_says_what_is_missing() {
    let output = run(&["doctor"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}");
    for word in [
        "engine:",
        "0.12.6.1 (with patched qt)",
        "fonts:",
        "glyphs: korean",
    ] {
        assert!(text.contains(word), "{text}");
    }

    let bundle = support::bundle::without_fonts(|name| {
        name.contains("Nanum") || name.contains("Droid") || name.contains("VL-")
    });
    let output = html2pdf(&["doctor"])
        .env("HTML2PDF_ENGINE", bundle.path())
        .run();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(3), "{text}");
    assert!(text.contains("MISSING glyphs: korean"), "{text}");
}

#[test]
fn an_index_of_fonts_that_fits_no_more_is_copied_and_mended() {
    let bundle = support::bundle::without_fonts(|_| false);
    let temp = tempfile::tempdir().unwrap();
    let folder = folder_with("a.html", "<p>한글");
    let input = folder.path().join("a.html");
    let index = std::fs::read_dir(support::bundle::path().join("cache"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    std::fs::copy(
        index.path(),
        bundle.path().join("cache").join(index.file_name()),
    )
    .unwrap();
    let output = html2pdf(&["render", input.to_str().unwrap()])
        .env("HTML2PDF_ENGINE", bundle.path())
        .env("HTML2PDF_TEMP_DIR", temp.path())
        .run();
    assert!(output.status.success(), "{}", errors(&output));
    let ours = std::fs::read(input.with_extension("pdf")).unwrap();
    assert!(run(&["render", input.to_str().unwrap()]).status.success());
    assert!(ours == std::fs::read(input.with_extension("pdf")).unwrap());
    assert_eq!(std::fs::read_dir(temp.path()).unwrap().count(), 0);
}

#[test]
fn help_names_every_option_setting_and_exit_status() {
    let text = |arguments: &[&str]| String::from_utf8(run(arguments).stdout).unwrap();
    let main = text(&["--help"]);
    for (name, ..) in html2pdf_lambda::config::VARIABLES {
        assert!(main.contains(name), "{name}");
    }
    assert!(main.contains("Exit status:"));
    let render = text(&["render", "--help"]);
    for option in html2pdf_lambda::job::options::OPTIONS.iter() {
        assert!(
            render.contains(&format!("--{}", option.name.replace('_', "-"))),
            "{}",
            option.name
        );
    }
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
