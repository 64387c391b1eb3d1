//! A document with scripts is printed when all has happened that would have happened within its
//! delay, and no earlier: beside each print stands that of the plain engine, which waits by the
//! clock on the wall because its bundle has an empty library in the place of ours.
//!
//! A program of its own, and in it one test after the other: what is compared is what happens within
//! a time, and beside the load of other groups less would.

#[path = "../support/mod.rs"]
mod support;

mod delay;
mod network;
mod surroundings;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use support::bundle;
use support::pdf::Pdf;
use support::service::Service;

/// The same program with the plain engine, with ours started for each document, and with ours warm.
struct Ways {
    plain: Service,
    started: Service,
    warm: Service,
    _bundle: TempDir,
    // What real time counts in is best not done beside other work.
    _turn: MutexGuard<'static, ()>,
}

impl Ways {
    fn start() -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let bundle = plain_bundle();
        let path = bundle.path().to_str().unwrap();
        let network = ("HTML2PDF_NETWORK", "unguarded");
        let started = ("HTML2PDF_ENGINE_MODE", "spawn");
        let warm = Service::start_with(&[network]);
        warm.warm_engine();
        Self {
            plain: Service::start_with(&[network, started, ("HTML2PDF_ENGINE", path)]),
            started: Service::start_with(&[network, started]),
            warm,
            _bundle: bundle,
            _turn: turn,
        }
    }

    fn all(&self) -> [(&'static str, &Service); 3] {
        [
            ("plain", &self.plain),
            ("started", &self.started),
            ("warm", &self.warm),
        ]
    }

    /// The text that each of them prints.
    fn texts(&self, request: &Value) -> [(&'static str, String); 3] {
        self.all()
            .map(|(way, service)| (way, text(service, request)))
    }

    /// Asserts that all three print the same, and that it has these words and not those.
    /// What the plain engine prints, ours prints where nothing is lowered.
    fn assert_prints(&self, name: &str, request: &Value, words: &[&str], others: &[&str]) {
        let print = |(_, service): (_, &Service)| service.post_json(request).pdf();
        let [started, warm] = [&self.started, &self.warm].map(|service| print(("", service)));
        assert_says(
            &format!("{name}, lowered"),
            &Pdf::new(&warm).text(),
            words,
            others,
        );
        assert!(started == warm, "{name}: a warm engine prints other bytes");
        let mut request = request.clone();
        request["lower"] = "off".into();
        let print = |(_, service): (_, &Service)| service.post_json(&request).pdf();
        let [plain, started, warm] = self.all().map(print);
        let same = started == warm;
        let (plain, warm) = (Pdf::new(&plain), Pdf::new(&warm));
        assert_says(&format!("{name}, plain"), &plain.text(), words, others);
        assert_says(&format!("{name}, warm"), &warm.text(), words, others);
        assert!(same, "{name}: a warm engine prints other bytes");
        assert!(plain.drawn() == warm.drawn(), "{name} is drawn otherwise");
        let (a, b) = (plain.picture(72), warm.picture(72));
        let dots = a.dots().iter().zip(b.dots());
        let differ = dots.filter(|(a, b)| (0..3).any(|at| a[at].abs_diff(b[at]) > 32));
        assert_eq!(differ.count(), 0, "{name} looks otherwise");
    }
}

fn text(service: &Service, request: &Value) -> String {
    Pdf::new(&service.post_json(request).pdf()).text()
}

fn assert_says(what: &str, text: &str, words: &[&str], others: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{what}: no {word} in {text}");
    }
    for word in others {
        assert!(!text.contains(word), "{what}: {word} in {text}");
    }
}

/// Checks them all, so that one that fails does not hide the others.
fn check_each<T: std::fmt::Debug>(cases: impl IntoIterator<Item = T>, check: impl Fn(&T)) {
    let fails = |case: &T| catch_unwind(AssertUnwindSafe(|| check(case))).is_err();
    let failed: Vec<_> = cases.into_iter().filter(fails).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

/// The bundle of this checkout, with an empty library in the place of ours.
fn plain_bundle() -> TempDir {
    bundle::with_library("")
}

/// A page of tests/documents/scripts, with all that lies beside it.
fn page(name: &str, options: Value) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents/scripts");
    let mut assets = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        assets.insert(name, STANDARD.encode(std::fs::read(path).unwrap()));
    }
    let html = assets.remove(&format!("{name}.html")).unwrap();
    json!({ "html_base64": html, "assets": assets, "options": options })
}

/// A page that is one script.
fn script(script: &str, options: Value) -> Value {
    let say = include_str!("../documents/scripts/say.js");
    let fetch = include_str!("../documents/scripts/fetch.js");
    let html = format!("<!DOCTYPE html><body><script>{say}{fetch}\n{script}</script>");
    json!({ "html": html, "options": options })
}

/// The number that stands behind a word.
fn number_after(text: &str, word: &str) -> i64 {
    let after = text.split_once(word).map(|(_, after)| after);
    let number = after.and_then(|after| after.split_whitespace().next()?.parse().ok());
    number.unwrap_or_else(|| panic!("no number after {word} in {text}"))
}
