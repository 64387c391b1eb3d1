//! Looks at everything that a document could have reached, and says what it must not have.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::bombs;
use super::canary::{Contact, Files, Servers};
use super::corpus::{Places, Public, Vector};
use super::evidence::{self, Channels};
use crate::support::service::Answer;

/// Whether documents reach public addresses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Policy {
    Off,
    Public,
}

pub struct Watch {
    servers: Servers,
    files: Files,
    before: BTreeMap<PathBuf, Vec<u8>>,
    /// Where jobs are worked on, as they see it: no answer names it.
    temp: String,
    places: Places,
}

impl Watch {
    /// `files` are seen by documents at `place`, and `service` works in `temp`.
    pub fn new(servers: Servers, files: Files, place: &Path, temp: &Path, service: u32) -> Self {
        let place = place.to_str().unwrap().to_owned();
        let temp = temp.to_str().unwrap().to_owned();
        Self {
            before: files.contents(),
            servers,
            files,
            places: Places::from([
                ("@FILES@", format!("file://{place}")),
                ("@PATH@", place),
                ("@TEMP@", temp.clone()),
                ("@PID@", service.to_string()),
                ("@SVGBOMB@", bombs::svg_bomb()),
            ]),
            temp,
        }
    }

    pub fn places(&self) -> &Places {
        &self.places
    }

    /// What must not have come with this answer.
    pub fn leaks_of(
        &self,
        request: &Value,
        answer: &Answer,
        policy: Policy,
        vector: &Vector,
    ) -> Channels {
        // Who names the folder knows it.
        let told = request.to_string().contains(&self.temp);
        let paths = [self.temp.as_str()];
        let paths = &paths[..usize::from(!told)];
        let mut found = of_answer(answer, paths);
        if policy == Policy::Public && vector.public != Public::No {
            found.remove("public");
        }
        found
    }

    /// Contacts that must not have been. `runs` are the letters of the tokens. So many jobs
    /// as `cut` may have been ended at their deadline with a connection to the public server
    /// open that had said nothing yet, and so does not say whose it was.
    pub fn contacts_against(
        &self,
        policy: Policy,
        vectors: &[Vector],
        runs: &[&str],
        mut cut: usize,
    ) -> Vec<String> {
        let mut bad = Vec::new();
        let mut is_of_the_cut = |contact: &Contact| {
            let is = contact.is_public() && contact.said.is_empty() && cut > 0;
            cut -= usize::from(is);
            is
        };
        for contact in self.servers.contacts() {
            let vector = vectors.iter().find(|vector| is_of(&contact, vector, runs));
            let may = vector.map(|vector| vector.public);
            let allowed = policy == Policy::Public
                && match may {
                    // A name without a token is of several vectors.
                    None => contact.is_dns() || is_of_the_cut(&contact),
                    Some(Public::No) => false,
                    Some(Public::Names) => contact.is_dns(),
                    Some(Public::May | Public::Must) => contact.is_dns() || contact.is_public(),
                };
            if !allowed || contact.is_injected() {
                let of = vector.map_or("of whom?", |vector| &vector.file);
                let first = contact.said.lines().next().unwrap_or_default();
                bad.push(format!("{of}: {}:{} {first:?}", contact.to, contact.port));
            }
        }
        bad
    }

    /// Every contact, whoever it was.
    pub fn all_contacts(servers: &Servers) -> Vec<String> {
        let contacts = servers.contacts().into_iter();
        contacts
            .map(|contact| format!("{}:{}", contact.to, contact.port))
            .collect()
    }

    /// Whether the public server was asked for something with this in it.
    pub fn public_heard(&self, word: &str) -> bool {
        let contacts = self.servers.contacts();
        let mut public = contacts.iter().filter(|contact| contact.is_public());
        public.any(|contact| contact.said.contains(word))
    }

    /// Whether it came to the public server.
    pub fn reached_public(&self, vector: &Vector, run: &str) -> bool {
        let contacts = self.servers.contacts();
        let mut contacts = contacts.iter();
        contacts.any(|contact| contact.is_public() && is_of(contact, vector, &[run]))
    }

    /// Channels on which the bare engine came through.
    pub fn seen_of(&self, vector: &Vector, run: &str, pdf: &[u8]) -> Channels {
        let mut found = evidence::in_body(pdf, &[&self.temp]);
        found.remove("public");
        for contact in self.servers.contacts() {
            if is_of(&contact, vector, &[run]) {
                found.insert(if contact.is_dns() { "asked" } else { "hit" });
                found.extend(contact.is_injected().then_some("injected"));
            }
        }
        if !self.written().is_empty() {
            found.insert("written");
        }
        found
    }

    /// Files that have changed, are new or are gone.
    pub fn written(&self) -> Vec<PathBuf> {
        let now = self.files.contents();
        let paths = self.before.keys().chain(now.keys());
        let changed = paths.filter(|path| now.get(*path) != self.before.get(*path));
        let mut changed: Vec<_> = changed.cloned().collect();
        changed.dedup();
        changed
    }

    /// What stands in the log that must not: canaries, and words of the callers, which have tokens.
    pub fn of_log(&self, log: &str, vectors: &[Vector], runs: &[&str]) -> Vec<String> {
        let mut bad: Vec<_> = evidence::in_words(log, &[], "log")
            .into_iter()
            .map(str::to_owned)
            .collect();
        for vector in vectors {
            let tokens = runs.iter().map(|run| vector.token(run));
            let lines = tokens.filter_map(|token| log.lines().find(|line| line.contains(&token)));
            bad.extend(lines.map(|line| format!("{}: in the log: {line}", vector.file)));
        }
        bad
    }
}

fn is_of(contact: &Contact, vector: &Vector, runs: &[&str]) -> bool {
    runs.iter()
        .any(|run| contact.said.contains(&vector.token(run)))
}

/// In its head and in its body, whatever that is.
pub fn of_answer(answer: &Answer, paths: &[&str]) -> Channels {
    let head = format!("{:?}", answer.headers);
    let mut found = evidence::in_words(&head, paths, "header");
    found.extend(evidence::in_body(&answer.body, paths));
    if let Ok(report) = serde_json::from_slice::<Value>(&answer.body)
        && let Some(document) = report["document"].as_str()
    {
        let document = STANDARD.decode(document).unwrap();
        found.extend(evidence::in_body(&document, paths));
    }
    found
}
