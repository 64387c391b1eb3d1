//! An engine that writes down what it is told, and what of that is ours.

use crate::support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use tempfile::TempDir;

use support::{argv, bundle};

/// An engine that writes down what it is told before it does it.
pub(super) struct Recorder {
    pub(super) folder: TempDir,
    pub(super) program: PathBuf,
}

impl Recorder {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("wkhtmltopdf");
        let script = format!(
            "#!/bin/sh\nprintf '%s\\0' \"$PWD\" \"$@\" > '{}/'$$.argv\n{}",
            folder.path().display(),
            bare_engine("\"$@\"")
        );
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder, program }
    }

    /// The runs since it was last asked: the folder, and the arguments.
    pub(super) fn runs(&self) -> Vec<(PathBuf, Vec<Vec<u8>>)> {
        let mut runs = Vec::new();
        for entry in fs::read_dir(self.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "argv") {
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            fs::remove_file(path).unwrap();
            let bytes = bytes.strip_suffix(b"\0").unwrap();
            let mut words = bytes.split(|byte| *byte == 0).map(<[u8]>::to_vec);
            let here = String::from_utf8(words.next().unwrap()).unwrap();
            let words: Vec<_> = words.collect();
            if words != [b"--version"] {
                runs.push((here.into(), words));
            }
        }
        runs
    }
}

/// A line of shell that becomes the bundle's engine, without anything of ours.
pub(super) fn bare_engine(arguments: &str) -> String {
    let root = bundle::path();
    let root = root.display();
    format!(
        "LC_ALL=C.UTF-8 FONTCONFIG_FILE='{root}/etc/fonts.conf' XDG_CACHE_HOME='{root}/cache' \
         exec '{root}/lib/ld-linux-x86-64.so.2' --inhibit-cache --library-path '{root}/lib' \
         '{root}/bin/wkhtmltopdf' {arguments}\n"
    )
}

pub(super) fn slices(words: &[Vec<u8>]) -> Vec<&[u8]> {
    words.iter().map(Vec::as_slice).collect()
}

#[track_caller]
pub(super) fn assert_runs_are_ours(recorder: &Recorder, value: &str, with_title: bool) {
    let runs = recorder.runs();
    assert!(!runs.is_empty(), "{value:.80?}: nothing was printed");
    let value = value.trim().as_bytes();
    for (folder, words) in &runs {
        let words = slices(words);
        let texts = argv::check(&words, folder, argv::Network::Open);
        let texts = texts.unwrap_or_else(|why| panic!("{:.80}: {why}", value.escape_ascii()));
        if value.len() > 4 && !argv::is_flag(value) {
            // It stands nowhere else, not even as a part of something.
            let holds = |word: &&&[u8]| memchr::memmem::find(word, value).is_some();
            let all = words.iter().filter(holds).count();
            assert_eq!(
                all,
                texts.iter().filter(holds).count(),
                "{}",
                value.escape_ascii()
            );
        }
    }
    let has_title = |words: &Vec<Vec<u8>>| {
        let mut pairs = words.windows(2);
        pairs.any(|pair| pair[0] == b"--title" && pair[1] == value)
    };
    assert!(!with_title || runs.iter().any(|(_, words)| has_title(words)));
}
