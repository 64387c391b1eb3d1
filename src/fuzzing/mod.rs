//! What is fuzzed (`scripts/fuzz.sh`): each target takes any bytes, and asserts
//! what must hold whatever they are. This module is in no program that is shipped:
//! it is there under `cargo fuzz`, and under `cargo test --lib`, which runs every
//! file of the corpus.

mod scripts;

use crate::api::native;
pub use crate::document::fuzzing::{lowering, remote};
use crate::{engine, font, pdf, picture, serve};
pub use scripts::scripts;

/// What takes the bytes.
type Target = (&'static str, fn(&[u8]));

/// Each by the name of its folder in `fuzz/corpus` and its file in `fuzz/fuzz_targets`.
pub const TARGETS: [Target; 18] = [
    ("arguments", engine::fuzzing::arguments),
    ("base64", native::fuzzing::base64),
    ("charset", native::fuzzing::charset),
    ("document", engine::fuzzing::document),
    ("event", serve::lambda::fuzzing::event),
    ("fonts", font::fuzzing::fonts),
    ("form", native::fuzzing::form),
    ("given_pdf", pdf::fuzzing::given),
    ("json", native::fuzzing::json),
    ("links", engine::fuzzing::links),
    ("lowering", lowering),
    ("messages", engine::fuzzing::messages),
    ("multipart", native::fuzzing::multipart),
    ("options", native::fuzzing::options),
    ("pictures", picture::fuzzing::pictures),
    ("printed_pdf", engine::fuzzing::printed_pdf),
    ("remote", remote),
    ("scripts", scripts),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    fn folder(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz")
            .join(name)
    }

    fn names(of: &Path) -> BTreeSet<String> {
        let entries = fs::read_dir(of).unwrap().map(|entry| entry.unwrap().path());
        let stems = entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
        stems.collect()
    }

    #[test]
    fn every_target_has_a_program_and_a_corpus() {
        let known: BTreeSet<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(names(&folder("corpus")), known);
        assert_eq!(names(&folder("fuzz_targets")), known);
        let manifest = fs::read_to_string(folder("Cargo.toml")).unwrap();
        for name in known {
            let line = format!("fuzz_targets/{name}.rs");
            assert!(manifest.contains(&line), "{name}");
        }
    }

    #[test]
    fn the_corpus_holds() {
        for (name, target) in TARGETS {
            let mut files = 0;
            for entry in fs::read_dir(folder("corpus").join(name)).unwrap() {
                let path = entry.unwrap().path();
                eprintln!("{}", path.display());
                target(&fs::read(&path).unwrap());
                files += 1;
            }
            assert!(files > 1, "{name} has a corpus of {files}");
        }
    }
}
