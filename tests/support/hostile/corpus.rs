//! The corpus: one document for each way in, and an index that says what is expected.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::bombs;
use super::evidence::Channels;

/// A line of the index.
#[derive(Debug)]
pub struct Vector {
    /// From 1. Part of the token that its addresses carry.
    pub number: usize,
    pub file: String,
    pub family: String,
    /// What it tries, for the reader of a failure.
    pub tries: String,
    /// How the bare engine fares.
    pub bare: Fate,
    /// What it may do where public addresses may be reached.
    pub public: Public,
    /// Statuses that are an answer to it.
    pub statuses: Vec<u16>,
    /// How it is sent, with `@DOCUMENT@` in its place.
    request: Value,
}

#[derive(Debug, PartialEq)]
pub enum Fate {
    /// It shows on these channels, at least.
    Leaks(Channels),
    /// It does nothing, here.
    Holds,
    /// It does not end by itself.
    Overruns,
    /// It is ended by a signal.
    Crashes,
    /// That depends on the machine: it is not tried.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Public {
    No,
    /// It may ask for a name, but reach nothing.
    Names,
    May,
    Must,
}

pub const CHANNELS: [&str; 10] = [
    "text", "stream", "picture", "font", "header", "path", "written", "hit", "asked", "injected",
];

/// What stands for what in a document.
pub type Places = BTreeMap<&'static str, String>;

pub fn read() -> Vec<Vector> {
    let index = fs::read_to_string(folder().join("INDEX.tsv")).unwrap();
    let mut lines = index.lines();
    let head = lines.next().unwrap();
    assert_eq!(
        head,
        "file\tfamily\ttries\tshows\tbare\tpublic\tstatus\trequest"
    );
    let vectors: Vec<_> = lines
        .enumerate()
        .map(|(at, line)| {
            let columns: Vec<_> = line.split('\t').collect();
            let [file, family, tries, _, bare, public, status, request] = columns[..] else {
                panic!("not eight columns: {line}");
            };
            Vector {
                number: at + 1,
                file: file.to_owned(),
                family: family.to_owned(),
                tries: tries.to_owned(),
                bare: fate(bare),
                public: match public {
                    "no" => Public::No,
                    "names" => Public::Names,
                    "may" => Public::May,
                    "must" => Public::Must,
                    _ => panic!("{public} in {line}"),
                },
                statuses: status.split(' ').map(|one| one.parse().unwrap()).collect(),
                request: serde_json::from_str(request)
                    .unwrap_or_else(|error| panic!("{error}: {line}")),
            }
        })
        .collect();
    assert!(vectors.len() >= 120);
    vectors
}

fn folder() -> PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hostile/corpus").into()
}

fn fate(word: &str) -> Fate {
    match word {
        "holds" => Fate::Holds,
        "overruns" => Fate::Overruns,
        "crashes" => Fate::Crashes,
        "-" => Fate::Unknown,
        channels => {
            let known = |name: &str| CHANNELS.into_iter().find(|channel| *channel == name);
            let channels = channels.split(' ').map(|name| known(name).expect(name));
            Fate::Leaks(channels.collect())
        }
    }
}

impl Vector {
    /// Where it is sent to.
    pub fn path(&self) -> &'static str {
        match self.request["format"].is_null() {
            true => "/pdf",
            false => "/",
        }
    }

    pub fn is_denial(&self) -> bool {
        self.family == "denial"
    }

    /// A word that only its own addresses have: `run` is a letter for each time it is sent.
    pub fn token(&self, run: &str) -> String {
        format!("qz{:03}{run}qz", self.number)
    }

    /// The request as JSON, with everything in its place.
    pub fn request(&self, run: &str, places: &Places) -> Value {
        let token = self.token(run);
        let document = match self.file.strip_prefix('=') {
            Some(bomb) => bombs::make(bomb),
            None => fs::read(folder().join(&self.file))
                .unwrap_or_else(|error| panic!("{}: {error}", self.file)),
        };
        let fill = |text: &str| {
            let mut text = text.replace("@TOKEN@", &token);
            for (name, value) in places {
                text = text.replace(name, value);
            }
            text
        };
        let document = String::from_utf8(document).map(|text| fill(&text));
        let mut request = self.request.clone();
        if request
            .as_object()
            .unwrap()
            .keys()
            .all(|key| !HOLDS_DOCUMENT.contains(&key.as_str()))
        {
            match &document {
                Ok(text) => request["html"] = json!(text),
                Err(bytes) => request["html_base64"] = json!(STANDARD.encode(bytes.as_bytes())),
            }
        }
        let text = document.unwrap_or_default();
        put(&mut request, &|value| {
            fill(&value.replace("@DOCUMENT@", &text))
        });
        for (_, value) in request["assets"].as_object_mut().into_iter().flatten() {
            *value = json!(STANDARD.encode(value.as_str().unwrap()));
        }
        if request["assets"].is_null() {
            request.as_object_mut().unwrap().remove("assets");
        }
        request
    }
}

/// Fields that make a request whole; without them the document is the request.
const HOLDS_DOCUMENT: [&str; 3] = ["html", "html_base64", "documents"];

fn put(value: &mut Value, fill: &dyn Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = fill(text),
        Value::Array(list) => list.iter_mut().for_each(|one| put(one, fill)),
        Value::Object(members) => members.values_mut().for_each(|one| put(one, fill)),
        _ => {}
    }
}

pub fn decoded(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap_or_default()).unwrap()
}
