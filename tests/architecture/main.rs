//! Which room of the house may know which, that no files import each other in a
//! circle, and how long a file may be. `source.rs` and `tree.rs` say what counts as
//! an import; `rules.rs` has the rules.

mod made_up;
mod rules;
mod source;
mod tree;

use std::collections::BTreeMap;
use std::path::Path;

use rules::{RULES, broken, flags_elsewhere};
use tree::{Tree, circles};

/// The file in which wkhtmltopdf's flags are spelled.
const FLAGS: &str = "engine/render/args.rs";

/// All source files of the crate, by their paths below `src`.
fn files() -> BTreeMap<String, String> {
    fn add(folder: &Path, root: &Path, files: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                add(&path, root, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap();
                let text = std::fs::read_to_string(&path).unwrap();
                files.insert(name.to_owned(), text);
            }
        }
    }
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut files = BTreeMap::new();
    add(root, root, &mut files);
    files
}

/// Our own source, of which much must have been seen for the tests to mean anything.
fn house() -> Tree {
    let tree = Tree::of(&files()).unwrap();
    let seen: usize = tree.imports().values().map(|names| names.len()).sum();
    assert!(seen > 2000, "{seen} names");
    tree
}

/// Lines of a file of the crate, at most.
const LONGEST: usize = 450;

/// Files that are longer, and not parted yet.
const LONGER: [&str; 2] = ["document/lower/writer.rs", "document/reading.rs"];

#[test]
fn a_file_has_up_to_450_lines() {
    let files = files();
    assert!(files.len() > 200, "{} files", files.len());
    for name in LONGER {
        assert!(files.contains_key(name), "{name} is no more");
    }
    for (name, text) in &files {
        let lines = text.lines().count();
        let may = lines <= LONGEST || LONGER.contains(&name.as_str());
        assert!(may, "{name} has {lines} lines; part it");
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let tree = house();
    let edges = tree.edges();
    assert!(edges.values().map(BTreeMap::len).sum::<usize>() > 300);
    let found = circles(&edges);
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_room_keeps_to_what_it_may_know() {
    let tree = house();
    let broken = broken(RULES, &tree.imports());
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn the_flags_of_the_engine_are_spelled_in_one_file() {
    let tree = house();
    let strings = || {
        tree.files()
            .map(|(file, source)| (file, &source.strings[..]))
    };
    let spelled = strings().find(|(file, _)| *file == FLAGS);
    let is_flag = |text: &&String| text.starts_with("--");
    assert!(spelled.unwrap().1.iter().filter(is_flag).count() > 30);
    let elsewhere = flags_elsewhere(strings(), FLAGS);
    assert!(elsewhere.is_empty(), "\n{}\n", elsewhere.join("\n"));
}
