//! What is known of addresses: what came, under which name, and what did not.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use tokio::time::Instant;
use url::Url;

use crate::document::address::{asset_name, is_data};
use crate::job::deadline::Deadline;
use crate::job::{FailedResource, FailureReason, Job, Warning};
use script::modules::ImportMap;

use super::files;
use super::kind::Kind;

/// An address that is to be fetched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    pub kind: Kind,
    pub url: Url,
}

/// What came from an address.
#[derive(Clone, Debug)]
pub struct Got {
    /// Where it came from in the end.
    pub url: Url,
    /// In UTF-8, if it is text.
    pub bytes: Bytes,
}

/// So many pictures that only style sheets name are fetched; most may be shown nowhere. The
/// engine asks for more itself, if it shows them.
const MOST_BACKGROUNDS: usize = 50;

/// What is known of addresses.
pub struct Known {
    /// What came, by its address and as what; and the name that it has now.
    pub got: BTreeMap<(Kind, Url), (String, Got)>,
    failed: BTreeMap<(Kind, Url), FailureReason>,
    /// Names of fonts that did not come, and of all others that did: what the caller
    /// calls them.
    names: BTreeMap<String, (Url, Option<FailureReason>)>,
    /// Names that are taken.
    taken: BTreeSet<String>,
    pub wanted: BTreeSet<Wanted>,
    /// A document says itself where its addresses lead from.
    pub based: bool,
    /// What the import maps of all texts say.
    pub map: ImportMap,
    pub deadline: Deadline,
}

/// What a text says of an address, in the light of what is known.
pub enum Answer {
    /// It is none of another host, or nothing is known of it yet.
    Unknown,
    /// It came along, or it came, under this name.
    Local(String),
    /// It did not come.
    Failed,
}

/// Where addresses of a text lead from.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub base: Option<&'a Url>,
}

impl Known {
    /// Nothing is known yet. From the deadline on, texts are looked at no more.
    pub fn of(job: &Job, deadline: Deadline) -> Self {
        let taken = job.assets.iter().map(|asset| asset.name().to_owned());
        Self {
            got: BTreeMap::new(),
            failed: BTreeMap::new(),
            names: BTreeMap::new(),
            taken: taken.collect(),
            wanted: BTreeSet::new(),
            based: false,
            map: ImportMap::default(),
            deadline,
        }
    }

    pub fn take(&mut self, wanted: Wanted, outcome: Result<Got, FailureReason>) {
        let Wanted { kind, url } = wanted;
        match outcome {
            Ok(got) => {
                let name = self.name(&url, &files::ending(kind, &url, &got.bytes));
                self.names.insert(name.clone(), (url.clone(), None));
                self.got.insert((kind, url), (name, got));
            }
            Err(reason) => {
                if kind == Kind::Font {
                    // Text in a font that does not come would not be printed.
                    let name = self.name(&url, "lost");
                    self.names.insert(name, (url.clone(), Some(reason)));
                }
                self.failed.insert((kind, url), reason);
            }
        }
    }

    /// Whether there is nothing to be changed.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.based
    }

    /// A name that nothing has yet.
    pub fn name(&mut self, url: &Url, ending: &str) -> String {
        let stem = files::stem(url);
        let mut number = self.names.len() + 1;
        loop {
            let name = format!("remote-{number}-{stem}.{ending}");
            if self.taken.insert(name.clone()) {
                return name;
            }
            number += 1;
        }
    }

    pub fn is_late(&self) -> bool {
        Instant::now() >= self.deadline.at
    }

    /// The address that a text means, if it is one of another host.
    pub fn resolve(&self, address: &str, place: Place<'_>) -> Option<Url> {
        let address = address.trim();
        if address.is_empty() || address.starts_with('#') || is_data(address) {
            return None;
        }
        let url = match Url::parse(address) {
            Ok(url) => url,
            Err(url::ParseError::RelativeUrlWithoutBase) => {
                let base = place.base?;
                if self.taken.contains(asset_name(address).as_ref()) {
                    return None;
                }
                base.join(address).ok()?
            }
            Err(_) => return None,
        };
        matches!(url.scheme(), "http" | "https").then_some(url)
    }

    /// What is known of an address; it is wanted if that is nothing.
    pub fn show(&mut self, address: &str, kind: Kind, place: Place<'_>) -> Answer {
        let Some(mut url) = self.resolve(address, place) else {
            return Answer::Unknown;
        };
        let fragment = url.fragment().map(|part| format!("#{part}"));
        url.set_fragment(None);
        // A picture of a page may be one of its style sheets too.
        let kinds: &[Kind] = match kind {
            Kind::Background => &[Kind::Picture, Kind::Background],
            Kind::Picture => &[Kind::Picture, Kind::Background],
            _ => &[kind],
        };
        for kind in kinds {
            if let Some((name, _)) = self.got.get(&(*kind, url.clone())) {
                return Answer::Local(name.clone() + &fragment.unwrap_or_default());
            }
            if self.failed.contains_key(&(*kind, url.clone())) {
                return Answer::Failed;
            }
        }
        if kind == Kind::Background {
            let known = self.got.keys().chain(self.failed.keys());
            let known = known.filter(|(kind, _)| *kind == Kind::Background).count();
            let wanted = self.wanted.iter();
            let wanted = wanted.filter(|wanted| wanted.kind == Kind::Background);
            if known + wanted.count() >= MOST_BACKGROUNDS {
                return Answer::Unknown;
            }
        }
        self.wanted.insert(Wanted { kind, url });
        Answer::Unknown
    }

    /// What is to stand in the place of an address: a name, or where a text has another
    /// base than the engine knows, the whole address.
    pub fn replacement(&mut self, address: &str, kind: Kind, place: Place<'_>) -> Option<String> {
        match self.show(address, kind, place) {
            Answer::Local(name) => Some(name),
            Answer::Failed | Answer::Unknown => self.absolute(address, place),
        }
    }

    /// A whole address in the place of one that has a base.
    pub fn absolute(&self, address: &str, place: Place<'_>) -> Option<String> {
        place.base?;
        let url = self.resolve(address, place)?;
        (url.as_str() != address.trim()).then(|| url.into())
    }

    /// The name of a font that did not come.
    pub fn lost(&self, address: &str, place: Place<'_>) -> Option<String> {
        let mut url = self.resolve(address, place)?;
        url.set_fragment(None);
        let lost = |(of, reason): &(Url, Option<FailureReason>)| *of == url && reason.is_some();
        let mut names = self.names.iter();
        names.find_map(|(name, entry)| lost(entry).then(|| name.clone()))
    }

    /// Says of a warning what the caller calls its source.
    pub fn rename(&self, warning: &mut Warning) {
        match warning {
            Warning::ScriptError { source, .. }
            | Warning::UnsupportedCss { source, .. }
            | Warning::UnsupportedHtml { source, .. }
            | Warning::LayoutError { source, .. }
            | Warning::MissingVariable { source, .. }
            | Warning::MissingDoctype { source } => {
                if let Some((url, _)) = self.names.get(source) {
                    *source = url.to_string();
                }
            }
            Warning::FailedResource(failed) => {
                if let Some((url, reason)) = self.names.get(&failed.url) {
                    *failed = FailedResource::new(url.as_str(), reason.unwrap_or(failed.reason));
                }
            }
            Warning::ColourFont { url } => {
                if let Some((known, _)) = self.names.get(url) {
                    *url = known.to_string();
                }
            }
            Warning::MissingGlyphs(_) | Warning::BlockedLink { .. } => {}
        }
    }
}
