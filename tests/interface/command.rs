//! The command line of the real program.

use crate::support;

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use support::child::{self, Start as _};
use support::pdf::Pdf;

fn html2pdf(arguments: &[&str]) -> Command {
    let mut command = child::command(env!("CARGO_BIN_EXE_html2pdf"));
    // A temporary folder of its own: the start warns of what a program that was killed has left there.
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let temp = folder.join(format!("command-{}-{count}", std::process::id()));
    std::fs::create_dir_all(&temp).unwrap();
    // No test asks for a name outside.
    command
        .args(arguments)
        .env("HTML2PDF_NETWORK", "off")
        .env("TMPDIR", temp);
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

const WRONG: [(&str, &str); 4] = [
    ("HTML2PDF_TIMEOUT", "soon"),
    ("HTML2PDF_MAX_PAGES", "none"),
    ("HTML2PDF_LOG", "loud"),
    ("HTML2PDF_DEFAULT_PAGE_SIZE", "A44"),
];

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
fn with_wrong_settings_help_is_given_and_the_doctor_goes_on() {
    for (arguments, word) in [
        (&["--help"][..], "HTML2PDF_TIMEOUT"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
        (&["render", "--help"], "--page-size"),
    ] {
        let output = html2pdf(arguments).envs(WRONG).run();
        assert!(output.status.success(), "{}", errors(&output));
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(word), "{text}");
    }
    let output = html2pdf(&["doctor"]).envs(WRONG).run();
    assert_eq!(output.status.code(), Some(2), "{}", errors(&output));
    let text = String::from_utf8_lossy(&output.stdout);
    for (name, value) in WRONG {
        let line = format!("WRONG   {name}: `{value}`");
        assert!(text.contains(&line), "{text}");
    }
    // And what is right all the same.
    assert!(text.contains("ok      glyphs: korean"), "{text}");
}

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
