//! What the documents say of options and settings is what the tables say.
//! `BLESS=1 cargo test --test interface reference` writes it anew. And what they tell a
//! newcomer to type works.

use crate::support;

use std::process::Command;

use html2pdf_lambda::api::openapi;
use html2pdf_lambda::config::VARIABLES;
use support::pdf::Pdf;
use support::service::Service;

const BEGIN: &str = "<!-- begin: made from the tables in the code -->\n";
const END: &str = "<!-- end -->\n";

/// Asserts that a document holds this text between its two marks.
fn assert_holds(document: &str, text: &str) {
    let path = format!("{}/{document}", env!("CARGO_MANIFEST_DIR"));
    let whole = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = whole.split_once(BEGIN).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    if found == text {
        return;
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{text}{END}{after}")).unwrap();
        return;
    }
    panic!("{document} is not what the tables say; BLESS=1 cargo test --test interface reference");
}

#[test]
fn every_option_is_explained() {
    assert_holds("docs/options.md", &openapi::markdown());
}

#[test]
fn every_setting_is_explained() {
    let mut text = "| variable | what it does | default |\n| --- | --- | --- |\n".to_owned();
    for (name, meaning, default) in VARIABLES {
        text += &format!("| `{name}` | {meaning} | {default} |\n");
    }
    assert_holds("docs/configuration.md", &text);
}

/// The commands of a document that ask the service on its usual port, and what
/// each does where it fails.
fn commands(document: &str) -> Vec<(String, String)> {
    let path = format!("{}/{document}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap().replace("\\\n", "");
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| line.starts_with("curl ") && line.contains(ADDRESS))
        .map(|line| {
            let (command, otherwise) = line.split_once(" || ").unwrap_or((line, ""));
            (command.to_owned(), otherwise.to_owned())
        })
        .collect()
}

const ADDRESS: &str = "http://127.0.0.1:9000";

#[test]
fn what_a_newcomer_copies_from_the_documents_works() {
    let service = Service::start();
    let folder = tempfile::tempdir().unwrap();
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    std::os::unix::fs::symlink(examples, folder.path().join("examples")).unwrap();
    let documents = ["README.md", "docs/api.md", "docs/options.md"];
    let commands: Vec<_> = documents.iter().copied().flat_map(commands).collect();
    assert!(commands.len() >= 8, "{commands:?}");
    for (command, _) in commands {
        let output = Command::new("sh")
            .args(["-c", &command.replace(ADDRESS, &service.url(""))])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {said}");
    }
    let file = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(Pdf::new(&file("book.pdf")).text().contains("목차"));
    assert!(file("invoice.png").starts_with(b"\x89PNG"));
    assert_eq!(file("invoice.png")[16..20], 800_u32.to_be_bytes());
    assert!(Pdf::new(&file("contract.pdf")).pages() > 2);
}

#[test]
fn a_command_of_the_documents_that_fails_shows_why() {
    let service = Service::start();
    let folder = tempfile::tempdir().unwrap();
    let documents = ["README.md", "docs/api.md", "docs/options.md"];
    for (command, otherwise) in documents.iter().copied().flat_map(commands) {
        assert!(command.contains(" --fail-with-body "), "{command}");
        assert!(otherwise.starts_with("cat "), "{command}");
    }
    let (command, otherwise) = &commands("README.md")[0];
    let command = command
        .replace(ADDRESS, &service.url(""))
        .replace("@examples/invoice.html", "'<p>x'");
    let output = Command::new("sh")
        .args(["-c", &format!("{command}?margin=wide || {otherwise}")])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(shown.contains("margin"), "{shown}");
}
