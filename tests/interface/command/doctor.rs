//! `html2pdf doctor` and `--help`.

use crate::support;

use support::child::Start as _;

use super::{WRONG, errors, folder_with, html2pdf, run};

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
