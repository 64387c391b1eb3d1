//! The modules of a crate, and which file imports which.
//!
//! An import is a name that a file uses and another one defines. So
//! - a `pub use` is a second address of a name and no import: whoever uses that
//!   address imports the file in which the item is defined;
//! - a module that is brought in by its name (`use crate::net;`) is no import
//!   either: what is used of it is (`net::policy::Network`);
//! - a file imports the `mod.rs` above it where it uses what is defined in it,
//!   and a `mod.rs` those below it whose items it uses itself. `mod name;` alone
//!   is none;
//! - a method is called without a name of its file, and is not seen.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::source::{Source, Use};

/// The library's own name, as `main.rs` says it.
const LIBRARY: &str = "html2pdf_lambda";

/// The names from the root to a module.
type ModulePath = Vec<String>;

pub struct Tree {
    modules: BTreeMap<ModulePath, Module>,
}

struct Module {
    file: String,
    source: Source,
}

/// Where a path leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Item {
        module: ModulePath,
        name: String,
    },
    Module(ModulePath),
    /// To another crate, or to something that is no path to an item.
    Elsewhere(Vec<String>),
}

impl Tree {
    /// Reads the crate that these files are, by their paths below `src`. Says
    /// which ones no module declares.
    pub fn of(files: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut tree = Self {
            modules: BTreeMap::new(),
        };
        let mut unread: BTreeSet<&String> = files.keys().collect();
        let mut next: VecDeque<(ModulePath, Vec<String>, bool)> = VecDeque::new();
        next.push_back((vec![], vec!["lib.rs".to_owned()], false));
        if files.contains_key("main.rs") {
            next.push_back((vec!["main".to_owned()], vec!["main.rs".to_owned()], false));
        }
        while let Some((path, places, for_tests)) = next.pop_front() {
            let found = places.iter().find_map(|place| files.get_key_value(place));
            let (file, text) = match found {
                Some(found) => found,
                // A module of tests may be a file of the tests.
                None if for_tests => continue,
                None => return Err(format!("none of {places:?} is there")),
            };
            let source = Source::read(text).map_err(|error| format!("{file}: {error}"))?;
            unread.remove(file);
            let folder = file
                .strip_suffix("mod.rs")
                .map(str::to_owned)
                .unwrap_or_else(|| match file.as_str() {
                    "lib.rs" | "main.rs" => String::new(),
                    _ => file.trim_end_matches(".rs").to_owned() + "/",
                });
            let children = source.children.iter().map(|child| (child, for_tests));
            let of_tests = source.test_children.iter().map(|child| (child, true));
            for (child, for_tests) in children.chain(of_tests) {
                let places = [
                    format!("{folder}{child}.rs"),
                    format!("{folder}{child}/mod.rs"),
                ];
                let child = [&path[..], std::slice::from_ref(child)].concat();
                next.push_back((child, places.into(), for_tests));
            }
            if !for_tests {
                let file = file.clone();
                tree.modules.insert(path, Module { file, source });
            }
        }
        match unread.is_empty() {
            true => Ok(tree),
            false => Err(format!("no module declares {unread:?}")),
        }
    }

    pub fn files(&self) -> impl Iterator<Item = (&str, &Source)> {
        let modules = self.modules.values();
        modules.map(|module| (module.file.as_str(), &module.source))
    }

    /// Everything that each file names, by the path of where it is defined:
    /// `crate::process::group::run`, `std::env::var`.
    pub fn imports(&self) -> BTreeMap<&str, BTreeSet<String>> {
        self.modules
            .iter()
            .map(|(path, module)| {
                let targets = self.targets(path, module).into_iter();
                let written = targets.map(|target| target.written()).collect();
                (module.file.as_str(), written)
            })
            .collect()
    }

    /// Which file imports which, and one name that it imports.
    pub fn edges(&self) -> BTreeMap<&str, BTreeMap<&str, String>> {
        let mut edges: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        for (path, module) in &self.modules {
            let edges = edges.entry(&module.file).or_default();
            for target in self.targets(path, module) {
                if let Target::Item { module: at, name } = target
                    && let Some(other) = self.modules.get(&at)
                    && other.file != module.file
                {
                    edges.entry(&other.file).or_insert(name);
                }
            }
        }
        edges
    }

    fn targets(&self, path: &ModulePath, module: &Module) -> Vec<Target> {
        let source = &module.source;
        let mut targets = Vec::new();
        for one in &source.uses {
            if one.name == "*" {
                targets.extend(self.of_glob(path, one, &source.words));
            } else if !one.is_reexport || source.words.contains(&one.name) {
                targets.push(self.resolve(path, &one.path, 0));
            }
        }
        let inline = source.paths.iter();
        targets.extend(inline.map(|inline| self.resolve(path, inline, 0)));
        targets
    }

    /// What of a module's names a file uses that brought in all of them.
    fn of_glob(&self, path: &ModulePath, glob: &Use, words: &BTreeSet<String>) -> Vec<Target> {
        let Target::Module(from) = self.resolve(path, &glob.path, 0) else {
            return Vec::new();
        };
        let names = words.iter().filter_map(|word| self.name_in(&from, word, 0));
        names
            .filter(|target| matches!(target, Target::Item { .. }))
            .collect()
    }

    fn resolve(&self, from: &ModulePath, path: &[String], depth: usize) -> Target {
        let root = match from.first().map(String::as_str) {
            Some("main") if !self.modules.contains_key(&from[1..]) || from.len() == 1 => &from[..1],
            _ => &from[..0],
        };
        let (first, rest) = path.split_first().expect("a path has names");
        let begin = match first.as_str() {
            "crate" => Some(root.to_vec()),
            "self" => Some(from.clone()),
            "super" => Some(from[..from.len().saturating_sub(1)].to_vec()),
            LIBRARY => Some(Vec::new()),
            _ => None,
        };
        if let Some(begin) = begin {
            return self.walk(begin, rest, depth);
        }
        match self.name_in(from, first, depth) {
            Some(Target::Module(module)) => self.walk(module, rest, depth),
            Some(Target::Elsewhere(start)) => Target::Elsewhere([&start, rest].concat()),
            Some(item) => item,
            None => Target::Elsewhere(path.to_vec()),
        }
    }

    fn walk(&self, mut module: ModulePath, path: &[String], depth: usize) -> Target {
        for (at, name) in path.iter().enumerate() {
            if name == "super" {
                module.pop();
                continue;
            }
            let is_last = at + 1 == path.len();
            // Of a module and an item of one name, a path that goes on means the first.
            let item = self.modules.get(&module);
            let item = item.filter(|found| is_last && found.source.defined.contains(name));
            match self.name_in(&module, name, depth) {
                Some(Target::Module(next)) if item.is_none() => module = next,
                Some(Target::Elsewhere(start)) => {
                    return Target::Elsewhere([&start, &path[at + 1..]].concat());
                }
                Some(found @ Target::Item { .. }) => return found,
                // What a macro made, perhaps: it is that module's.
                _ => {
                    let name = name.clone();
                    return Target::Item { module, name };
                }
            }
        }
        Target::Module(module)
    }

    /// What a name means in a module.
    fn name_in(&self, module: &ModulePath, name: &str, depth: usize) -> Option<Target> {
        // Two modules that bring in all of each other would never end.
        const DEEPEST: usize = 16;
        let source = &self.modules.get(module)?.source;
        let child = [&module[..], &[name.to_owned()]].concat();
        if source.children.contains(name) && self.modules.contains_key(&child) {
            return Some(Target::Module(child));
        }
        if source.defined.contains(name) {
            let (module, name) = (module.clone(), name.to_owned());
            return Some(Target::Item { module, name });
        }
        if depth > DEEPEST {
            return None;
        }
        let named = source.uses.iter().find(|one| one.name == name);
        if let Some(one) = named.filter(|one| one.path != [name]) {
            return Some(self.resolve(module, &one.path, depth + 1));
        }
        let globs = source.uses.iter().filter(|one| one.name == "*");
        globs
            .filter_map(|glob| match self.resolve(module, &glob.path, depth + 1) {
                Target::Module(from) if from != *module => self.name_in(&from, name, depth + 1),
                _ => None,
            })
            .next()
    }
}

impl Target {
    fn written(&self) -> String {
        let (path, name) = match self {
            Self::Elsewhere(path) => return path.join("::"),
            Self::Module(module) => (module, None),
            Self::Item { module, name } => (module, Some(name)),
        };
        let names = path.iter().chain(name);
        names.fold("crate".to_owned(), |path, name| path + "::" + name)
    }
}

/// Circles of imports, one for each knot of files that import each other: the
/// shortest through it, as `a.rs -(Name)-> b.rs -(other)-> a.rs`.
pub fn circles(edges: &BTreeMap<&str, BTreeMap<&str, String>>) -> Vec<String> {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for start in edges.keys() {
        if told.contains(start) {
            continue;
        }
        if let Some(circle) = shortest(edges, start) {
            told.extend(&circle);
            let steps = circle.iter().zip(circle.iter().skip(1).chain([start]));
            let written = steps.map(|(from, to)| format!(" -({})-> {to}", edges[from][to]));
            found.push(start.to_string() + &written.collect::<String>());
        }
    }
    found
}

/// The files of the shortest way from a file back to itself.
fn shortest<'a>(
    edges: &'a BTreeMap<&str, BTreeMap<&str, String>>,
    start: &'a str,
) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(file) = next.pop_front() {
        for other in edges.get(file).into_iter().flat_map(BTreeMap::keys) {
            if *other == start {
                let mut way = vec![file];
                while *way.last()? != start {
                    way.push(came_from[way.last()?]);
                }
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(other) {
                came_from.insert(other, file);
                next.push_back(other);
            }
        }
    }
    None
}
