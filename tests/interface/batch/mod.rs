//! `html2pdf batch`, of the real program.

use crate::support;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Signal, kill_process};
use serde_json::{Value, json};

use support::child::{self, Running, Start as _};
use support::pdf::Pdf;
use support::wait;

mod buckets;
mod ends;
mod lines;
mod templates;

/// A folder with a manifest, and with the temporary folder of the program.
struct Batch {
    folder: tempfile::TempDir,
    manifest: &'static str,
}

const OUT: &str = "out";
const JOURNAL: &str = "out/html2pdf-batch.jsonl";

impl Batch {
    fn new(manifest: &'static str, text: &str) -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        let batch = Self { folder, manifest };
        batch.put(manifest, text);
        batch
    }

    fn of(lines: &[Value]) -> Self {
        Self::new("m.jsonl", &text(lines))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = child::command(env!("CARGO_BIN_EXE_html2pdf"));
        command
            .args(["batch", self.manifest, "--out", OUT])
            .args(arguments)
            .current_dir(self.folder.path())
            .env("HTML2PDF_NETWORK", "off")
            .env("HTML2PDF_CONCURRENCY", "2")
            .env("TMPDIR", self.path("tmp"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).run()
    }

    /// Runs it to this exit status, and returns what it said.
    fn ends(&self, arguments: &[&str], status: i32) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said}");
        said
    }

    fn journal(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.path(JOURNAL)).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
        lines.collect()
    }

    /// Of each line the status that it has last, and how often it was printed.
    fn status(&self) -> BTreeMap<u64, (String, usize)> {
        let mut status: BTreeMap<u64, (String, usize)> = BTreeMap::new();
        for record in self.journal() {
            let line = status.entry(record["line"].as_u64().unwrap()).or_default();
            line.0 = record["status"].as_str().unwrap().to_owned();
            line.1 += usize::from(line.0 == "done");
        }
        status
    }

    fn error(&self, line: u64) -> Value {
        let journal = self.journal();
        let mut records = journal.iter().rev();
        records.find(|record| record["line"] == line).unwrap()["error"].clone()
    }

    fn printed(&self, name: &str) -> String {
        let pdf = fs::read(self.path(OUT).join(name)).unwrap();
        Pdf::new(&pdf).text()
    }

    /// All files in the folder of the outputs.
    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.path(OUT)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => {
                        let name = path.strip_prefix(self.path(OUT)).unwrap();
                        files.push(name.to_str().unwrap().to_owned());
                    }
                }
            }
        }
        files.sort();
        files
    }
}

fn text(lines: &[Value]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn page(words: &str) -> String {
    format!("<!DOCTYPE html><p>{words}")
}
