//! Every relative link in the documents leads to a file that is there, and to a
//! heading that is in it. No engine is needed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold no documents of ours.
const NOT_OURS: [&str; 5] = ["target", "dist", "node_modules", "linux-x86_64", ".cache"];

#[test]
fn every_relative_link_leads_to_something() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut documents = Vec::new();
    add_documents(root, &mut documents);
    let mut followed = 0;
    let mut broken = Vec::new();
    for document in &documents {
        let text = without_code(&fs::read_to_string(document).unwrap());
        for link in links(&text) {
            if link.contains(':') {
                continue;
            }
            followed += 1;
            if !leads_to_something(document, link) {
                let shown = document.strip_prefix(root).unwrap().display();
                broken.push(format!("{shown}: {link}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(followed > 50, "only {followed} links in {documents:?}");
}

fn add_documents(folder: &Path, documents: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap_or_default();
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            if name != ".git" && !NOT_OURS.contains(&name) {
                add_documents(&path, documents);
            }
        } else if name.ends_with(".md") {
            documents.push(path);
        }
    }
}

/// The same without examples, which may have links of their own.
fn without_code(text: &str) -> String {
    let mut is_code = false;
    let mut kept = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            kept.extend(line.split('`').step_by(2));
            kept.push('\n');
        }
    }
    kept
}

fn links(text: &str) -> impl Iterator<Item = &str> {
    ends(text, "](", ')').chain(ends(text, "src=\"", '"'))
}

/// What stands between each `begin` and the next `end`.
fn ends<'a>(text: &'a str, begin: &'a str, end: char) -> impl Iterator<Item = &'a str> {
    text.split(begin)
        .skip(1)
        .filter_map(move |rest| Some(rest.split_once(end)?.0))
}

fn leads_to_something(document: &Path, link: &str) -> bool {
    let (file, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = match file {
        "" => document.to_owned(),
        file => document.parent().unwrap().join(file),
    };
    if heading.is_empty() {
        return target.exists();
    }
    fs::read_to_string(target).is_ok_and(|text| headings(&text).contains(heading))
}

/// The names by which a link reaches the headings of a document.
fn headings(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter_map(|line| {
        let title = line.trim_start_matches('#');
        (title.len() < line.len()).then(|| title.strip_prefix(' '))?
    });
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    headings
        .map(|title| {
            title
                .to_lowercase()
                .chars()
                .filter(kept)
                .collect::<String>()
        })
        .map(|title| title.replace(' ', "-"))
        .collect()
}

#[test]
fn a_link_to_nothing_is_found() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = "[a](docs/api.md#errors) [`b`](docs/nothing.md) [c](docs/api.md#nothing)\n\
                `<img src=\"code.png\">` <img src=\"x.png\">\n```\n[d](code.md)\n```\n";
    let text = without_code(text);
    let broken = links(&text).filter(|link| !leads_to_something(&document, link));
    assert_eq!(
        broken.collect::<Vec<_>>(),
        ["docs/nothing.md", "docs/api.md#nothing", "x.png"]
    );
}
