//! What the documents say of options and settings is what the tables say.
//! `BLESS=1 cargo test --test reference` writes it anew.

use html2pdf_lambda::config::VARIABLES;
use html2pdf_lambda::reference;

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
    panic!("{document} is not what the tables say; BLESS=1 cargo test --test reference");
}

#[test]
fn every_option_is_explained() {
    assert_holds("docs/options.md", &reference::markdown());
}

#[test]
fn every_setting_is_explained() {
    let mut text = "| variable | what it does | default |\n| --- | --- | --- |\n".to_owned();
    for (name, meaning, default) in VARIABLES {
        text += &format!("| `{name}` | {meaning} | {default} |\n");
    }
    assert_holds("README.md", &text);
}
