//! The modules of a page: classic scripts for the engine, which hand over functions
//! that a loader of ours runs in their order once the page is read.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::job::{Job, Warning};
use crate::text::escape_html;
use script::Kind;
use script::modules::{self, Graph, ImportMap, Linked, Missing};

use super::places::{Fate, Place, Script, Stands};
use crate::document::edits::{Edit, attribute};

/// A text with modules.
#[derive(Debug)]
pub struct Page {
    pub text: Place,
    /// In the order in which they are run.
    pub entries: Vec<Entry>,
    pub map: ImportMap,
    /// Where elements begin that browsers skip because they know modules.
    pub instead: Vec<usize>,
}

/// A module that an element asks for.
#[derive(Debug)]
pub enum Entry {
    /// Where the element begins, and the script by its place among all.
    Inline(usize, usize),
    /// The address of a file.
    File(String),
    /// No module: where a script stands that is run when its turn comes among them, and its tag.
    Deferred(Range<usize>, String),
}

/// Modules, and the script that is run before them.
#[derive(Default)]
struct Turn<'a> {
    before: &'a str,
    modules: Vec<String>,
}

impl Page {
    pub fn of(text: Place) -> Self {
        Self {
            text,
            entries: Vec::new(),
            map: ImportMap::default(),
            instead: Vec::new(),
        }
    }

    pub fn has_modules(&self) -> bool {
        let is_module = |entry: &Entry| !matches!(entry, Entry::Deferred(..));
        self.entries.iter().any(is_module)
    }

    /// What is to be changed in its text, and what is to be said of its modules.
    pub fn put_back(
        &self,
        scripts: &[Script],
        fates: &[Fate],
        job: &Job,
    ) -> (Vec<Edit>, Vec<Warning>) {
        let html = self.text.text(job).unwrap_or_default();
        let mut modules = BTreeMap::new();
        let mut by_name = BTreeMap::new();
        for (at, (script, fate)) in scripts.iter().zip(fates).enumerate() {
            let name = match script.text {
                Place::Asset(asset) => job.assets[asset].name().to_owned(),
                _ => inline_name(at),
            };
            if let (Kind::Module, Fate::Lowered(lowered)) = (script.kind, fate) {
                modules.insert(name.clone(), lowered);
                by_name.insert(name, script);
            }
        }
        let is_there = |name: &str| job.asset(name).is_some();
        let graph = Graph {
            map: &self.map,
            modules,
            is_there: &is_there,
        };
        let (turns, mut warnings) = self.turns(job, &is_there);
        let entries: Vec<String> = turns.iter().flat_map(|turn| turn.modules.clone()).collect();
        let linked = graph.link(&entries);
        let missing = linked.missing.iter();
        warnings.extend(
            missing.filter_map(|(from, asked, why)| {
                Some(by_name.get(from)?.missing(job, asked, *why))
            }),
        );
        let mut edits: Vec<Edit> = self
            .instead
            .iter()
            .filter_map(|tag| attribute(html, *tag, "type", "nomodule"))
            .collect();
        let mut loader = Some(modules::loader());
        // Without a module they have their turn as they stand.
        let has_modules = !entries.is_empty();
        for entry in &self.entries {
            let (tag, at) = match entry {
                Entry::Inline(tag, at) => (tag, at),
                Entry::Deferred(range, _) if has_modules => {
                    edits.push((range.clone(), String::new()));
                    continue;
                }
                _ => continue,
            };
            let script = &scripts[*at];
            let Stands::Within(range) = &script.stands else {
                continue;
            };
            let Some(code) = script.code(&fates[*at]) else {
                continue;
            };
            let before = match fates[*at] {
                Fate::Lowered(_) => {
                    edits.extend(attribute(html, *tag, "type", "text/javascript"));
                    loader.take().unwrap_or_default() + &modules::named(&inline_name(*at))
                }
                _ => String::new(),
            };
            edits.push((range.clone(), before + &code));
        }
        if has_modules {
            let end = self.end(job, &linked, &graph, &turns, loader);
            edits.push((html.len()..html.len(), end));
        }
        (edits, warnings)
    }

    /// The names of the modules that it asks for itself, as they take turns with other scripts.
    fn turns(&self, job: &Job, is_there: &dyn Fn(&str) -> bool) -> (Vec<Turn<'_>>, Vec<Warning>) {
        let (mut turns, mut warnings) = (vec![Turn::default()], Vec::new());
        for entry in &self.entries {
            let names = &mut turns.last_mut().expect("there is one").modules;
            match entry {
                Entry::Deferred(_, tag) => turns.push(Turn {
                    before: tag,
                    modules: Vec::new(),
                }),
                Entry::Inline(_, at) => names.push(inline_name(*at)),
                Entry::File(address) => {
                    let address = match address.contains(':') || address.starts_with(['.', '/']) {
                        true => address.clone(),
                        false => format!("./{address}"),
                    };
                    match modules::resolve(&address, &ImportMap::default(), is_there) {
                        Ok(name) => names.push(name),
                        // That it is missing is told as of any file.
                        Err(Missing::NotFound) => {}
                        Err(why) => warnings.push(Warning::ScriptError {
                            source: self.text.source(job),
                            line: None,
                            message: told(&address, why),
                        }),
                    }
                }
            }
        }
        (turns, warnings)
    }

    /// What stands behind the page: its modules in files, and what runs them all.
    fn end(
        &self,
        job: &Job,
        linked: &Linked,
        graph: &Graph<'_>,
        turns: &[Turn<'_>],
        loader: Option<String>,
    ) -> String {
        let mut end = match loader {
            Some(loader) => format!("<script>{loader}</script>"),
            None => String::new(),
        };
        let mut data = String::new();
        for name in linked.names.iter().filter(|name| !name.starts_with('#')) {
            if graph.modules.contains_key(name) {
                end += &format!("<script src=\"{}\"></script>", address(name));
            } else if let Some(asset) = job.asset(name)
                && let Ok(value) = serde_json::from_slice(&asset.bytes)
            {
                data += &modules::named(name);
                data += &modules::of_json(&value);
            }
        }
        for (at, turn) in turns.iter().enumerate() {
            let is_last = at + 1 == turns.len();
            end += turn.before;
            if is_last || !turn.modules.is_empty() {
                let data = std::mem::take(&mut data);
                let run = linked.run(&turn.modules, is_last);
                end += &format!("<script>{data}{run}</script>");
            }
        }
        end
    }
}

impl Script {
    fn missing(&self, job: &Job, asked: &str, why: Missing) -> Warning {
        let at = self.source.find(asked).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', &self.source.as_bytes()[..at]).count();
        self.warning_at(job, line as u32 + 1, told(asked, why))
    }
}

fn told(asked: &str, why: Missing) -> String {
    let asked = crate::text::excerpt(asked);
    format!("the module `{asked}` cannot be had: {}", why.remedy())
}

/// No file has such a name.
fn inline_name(at: usize) -> String {
    format!("#{at}")
}

fn address(name: &str) -> String {
    const ESCAPED: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS
        .add(b' ')
        .add(b'%')
        .add(b'?')
        .add(b'#')
        .add(b'"');
    let address = percent_encoding::utf8_percent_encode(name, ESCAPED);
    // A colon would begin an address of another kind.
    escape_html(&format!("./{address}"))
}
