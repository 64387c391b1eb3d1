//! Another corpus, of which we have a part: a folder with an index, what it plants and the servers
//! it expects, all of its own. Its vectors are sent as our options allow.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::child::{self, Running, Start as _};
use crate::support::wait;

/// Where its plant.py puts its files. Each room has one of its own.
const PLANTED: &str = "/tmp/wkcanary";

#[derive(Debug)]
pub struct Entry {
    pub file: String,
    pub tries: String,
    pub category: String,
    mode: String,
    arguments: Vec<String>,
    folder: PathBuf,
}

/// None where there is no such folder.
pub fn read(folder: &Path) -> Option<Vec<Entry>> {
    let index = fs::read_to_string(folder.join("INDEX.tsv")).ok()?;
    let mut lines = index
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let head = lines.next()?;
    let column = |name: &str| head.iter().position(|column| *column == name).expect(name);
    let names = ["file", "vector", "category", "mode", "extra_args_json"];
    let places = names.map(column);
    let entry = |line: Vec<&str>| {
        let [file, tries, category, mode, arguments] =
            places.map(|at| line.get(at).copied().unwrap_or_default().to_owned());
        Entry {
            file,
            tries,
            category,
            mode,
            arguments: serde_json::from_str(&arguments).unwrap_or_default(),
            folder: folder.to_owned(),
        }
    };
    Some(lines.map(entry).collect())
}

impl Entry {
    /// Whether it is time or a crash that it is after.
    pub fn is_denial(&self) -> bool {
        ["dos", "crash"].contains(&self.category.as_str())
    }

    /// Whether the document itself says the word.
    pub fn has_canary(&self) -> bool {
        let document = fs::read(self.folder.join(&self.file)).unwrap_or_default();
        memchr::memmem::find(&document, b"CANARY").is_some()
    }

    pub fn request(&self) -> Value {
        let document = fs::read(self.folder.join(&self.file))
            .unwrap_or_else(|error| panic!("{}: {error}", self.file));
        let base64 = STANDARD.encode(&document);
        let text = String::from_utf8_lossy(&document);
        let page = "<!DOCTYPE html><p>marker-page-ok</p>";
        let mut request = match self.mode.as_str() {
            "header" => json!({ "html": page, "header_html": text }),
            "footer" => json!({ "html": page, "footer_html": text }),
            "cover" => json!({ "html": page, "cover_html": text }),
            // The document is HTML whatever it says; beside it lies what it is.
            "xml" | "xhtml" | "svg" => {
                let html = format!(
                    "{page}<iframe src='{0}'></iframe><img src='{0}'>",
                    self.file
                );
                json!({ "html": html, "assets": { &self.file: base64 } })
            }
            _ => json!({ "html_base64": base64 }),
        };
        for (name, bytes) in self.companions() {
            request["assets"][name] = json!(STANDARD.encode(bytes));
        }
        let mut arguments = self.arguments.iter().peekable();
        while let Some(argument) = arguments.next() {
            let value = arguments.next_if(|next| is_value(next));
            let value = value.map_or("on", String::as_str);
            request[option(argument)] = json!(value);
        }
        request
    }

    /// Files that are no vectors and begin as this one does.
    fn companions(&self) -> Vec<(String, Vec<u8>)> {
        let stem = self
            .file
            .rsplit_once('.')
            .map_or(self.file.as_str(), |(stem, _)| stem);
        let stem = stem.split('_').next().unwrap_or(stem);
        let entries = fs::read_dir(&self.folder).unwrap().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let names =
            names.filter(|name| *name != self.file && name.starts_with(&format!("{stem}_")));
        let read = |name: String| Some((name.clone(), fs::read(self.folder.join(name)).ok()?));
        names.filter_map(read).collect()
    }
}

/// A negative number begins with a dash too.
fn is_value(word: &str) -> bool {
    !word.starts_with('-') || word[1..].starts_with(|c: char| c.is_ascii_digit())
}

/// What the engine's flag is among our options. One that we do not have is refused, by its name.
fn option(flag: &str) -> String {
    match flag {
        "-T" => "margin_top".to_owned(),
        "-B" => "margin_bottom".to_owned(),
        "-L" => "margin_left".to_owned(),
        "-R" => "margin_right".to_owned(),
        "-s" => "page_size".to_owned(),
        "-O" => "orientation".to_owned(),
        "-d" => "dpi".to_owned(),
        "-g" => "grayscale".to_owned(),
        "-l" => "low_quality".to_owned(),
        "-n" | "--disable-javascript" => "javascript".to_owned(),
        "--viewport-size" => "viewport".to_owned(),
        "--window-status" => "wait_for_status".to_owned(),
        "--custom-header" => "request_headers".to_owned(),
        "--cookie" => "cookies".to_owned(),
        _ => flag.trim_start_matches('-').replace('-', "_"),
    }
}

/// Its servers and its files, as its own programs make them.
pub struct Surroundings {
    _servers: Running,
    folder: TempDir,
}

impl Surroundings {
    /// None where there is no Python.
    pub fn start(corpus: &Path) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let output = |name: &str| File::create(folder.path().join(name)).unwrap();
        let plant = Command::new("python3")
            .arg(corpus.join("plant.py"))
            .stdout(output("planted"))
            .status()
            .ok()?;
        assert!(plant.success(), "plant.py");
        let log = folder.path().join("log");
        let servers = child::command("python3")
            .arg(corpus.join("canary_server.py"))
            .arg("--log")
            .arg(&log)
            .stdout(output("ready"))
            .start();
        wait::until("canary_server.py starts", Duration::from_secs(30), || {
            fs::read(folder.path().join("ready")).is_ok_and(|said| !said.is_empty())
        });
        Some(Self {
            _servers: servers,
            folder,
        })
    }

    /// Each contact on a line.
    pub fn contacts(&self) -> Vec<String> {
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap();
        log.lines().map(str::to_owned).collect()
    }

    /// Each file with its contents.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let paths = fs::read_dir(PLANTED)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = paths
            .map(|path| (path.clone(), fs::read(path).unwrap()))
            .collect();
        files.sort();
        files
    }
}
