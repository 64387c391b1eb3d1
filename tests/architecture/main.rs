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

/// The crate that lowers scripts. That it knows nothing of the others' is for the compiler.
const SCRIPTS: &str = "crates/script/src";

/// All source files below a folder of the checkout, by their paths below it.
fn files(folder: &str) -> BTreeMap<String, String> {
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = BTreeMap::new();
    add(&root, &root, &mut files);
    files
}

/// Our own source, of which much must have been seen for the tests to mean anything.
fn house() -> Tree {
    let tree = Tree::of(&files("src")).unwrap();
    let seen: usize = tree.imports().values().map(|names| names.len()).sum();
    assert!(seen > 2000, "{seen} names");
    tree
}

/// Lines of a file, at most.
const LONGEST: usize = 450;

/// Files of tests that are longer, and not parted yet.
const LONGER: [&str; 3] = [
    "printing/additions.rs",
    "printing/lint.rs",
    "printing/page_rules.rs",
];

#[test]
fn a_file_has_up_to_450_lines() {
    let [source, scripts, tests] = ["src", SCRIPTS, "tests"].map(files);
    let seen = [source.len(), scripts.len(), tests.len()];
    let enough = seen[0] > 200 && seen[1] > 20 && seen[2] > 100;
    assert!(enough, "{seen:?} files");
    for name in LONGER {
        assert!(tests.contains_key(name), "{name} is no more");
    }
    let tests = tests
        .iter()
        .filter(|(name, _)| !LONGER.contains(&name.as_str()));
    for (name, text) in source.iter().chain(&scripts).chain(tests) {
        let lines = text.lines().count();
        assert!(lines <= LONGEST, "{name} has {lines} lines; part it");
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let tree = house();
    let edges = tree.edges();
    assert!(edges.values().map(BTreeMap::len).sum::<usize>() > 300);
    let found = circles(&edges);
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
    let tree = Tree::of(&files(SCRIPTS)).unwrap();
    let edges = tree.edges();
    assert!(edges.values().map(BTreeMap::len).sum::<usize>() > 30);
    let found = circles(&edges);
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_room_keeps_to_what_it_may_know() {
    // What lowers scripts starts no process either, and reads no environment.
    for tree in [house(), Tree::of(&files(SCRIPTS)).unwrap()] {
        let broken = broken(RULES, &tree.imports());
        assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
    }
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
