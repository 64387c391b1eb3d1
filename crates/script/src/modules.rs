//! Which modules a page brings along, and how they find each other. Files lie in one
//! folder: of a path only its last part counts.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::Lowered;

/// The page's `<script type=importmap>`: names, and the addresses that they stand for.
#[derive(Clone, Debug, Default)]
pub struct ImportMap(BTreeMap<String, String>);

impl ImportMap {
    /// What a map says beside what earlier ones said.
    pub fn add(&mut self, text: &str) {
        let map: Value = serde_json::from_str(text).unwrap_or_default();
        for (name, address) in map["imports"].as_object().into_iter().flatten() {
            if let Some(address) = address.as_str() {
                self.0.entry(name.clone()).or_insert(address.to_owned());
            }
        }
    }

    /// The address that a name stands for.
    pub fn address(&self, name: &str) -> Option<String> {
        if let Some(address) = self.0.get(name) {
            return Some(address.clone());
        }
        let mut folders: Vec<_> = self.0.iter().collect();
        folders.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.len()));
        folders.iter().find_map(|(folder, address)| {
            let rest = name.strip_prefix(folder.as_str())?;
            folder.ends_with('/').then(|| format!("{address}{rest}"))
        })
    }
}

/// Why a module cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It lies with another host.
    Remote,
    /// No import map says what the name stands for.
    Unmapped,
    /// It is not among the assets.
    NotFound,
}

impl Missing {
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Remote => {
                "it did not come from its host, or documents may not reach that; send it along as an asset, and name it in an import map"
            }
            Self::Unmapped => {
                "it is not in an import map; send it along as an asset, and name it in one"
            }
            Self::NotFound => "it is not among the assets; send it along as one",
        }
    }
}

/// The file that a module means by a name.
pub fn resolve(
    name: &str,
    map: &ImportMap,
    is_there: &dyn Fn(&str) -> bool,
) -> Result<String, Missing> {
    let mapped = map.address(name);
    let address = mapped.as_deref().unwrap_or(name);
    let lower = address.to_ascii_lowercase();
    if ["http:", "https:", "//"]
        .iter()
        .any(|remote| lower.starts_with(remote))
    {
        return Err(Missing::Remote);
    }
    let is_path = ["./", "../", "/"]
        .iter()
        .any(|start| address.starts_with(start));
    if mapped.is_none() && !is_path {
        return Err(Missing::Unmapped);
    }
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let file = percent_decode_str(file).decode_utf8_lossy().into_owned();
    match is_there(&file) {
        true => Ok(file),
        false => Err(Missing::NotFound),
    }
}

/// Whether an address has the module itself: what asks for it by `import()` finds it there.
fn is_made(address: &str) -> bool {
    let begins = |start: &str| {
        let head = address.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    begins("data:") || begins("blob:")
}

/// The modules of a page.
pub struct Graph<'a> {
    pub map: &'a ImportMap,
    /// Those that were lowered, by their names.
    pub modules: BTreeMap<String, &'a Lowered>,
    pub is_there: &'a dyn Fn(&str) -> bool,
}

/// What the loader must know.
#[derive(Debug, Default)]
pub struct Linked {
    /// Modules that the page needs, those in files among them.
    pub names: BTreeSet<String>,
    /// Who asks for what, and why it cannot be had.
    pub missing: Vec<(String, String, Missing)>,
    tables: Map<String, Value>,
    first: Map<String, Value>,
}

impl Graph<'_> {
    /// All that begins with these.
    pub fn link(&self, entries: &[String]) -> Linked {
        let mut linked = Linked::default();
        let mut waiting: Vec<String> = entries.iter().rev().cloned().collect();
        while let Some(name) = waiting.pop() {
            if !linked.names.insert(name.clone()) {
                continue;
            }
            let Some(module) = self.modules.get(&name) else {
                continue;
            };
            let mut table = Map::new();
            let later = module.later.iter().filter(|asked| !is_made(asked));
            for asked in module.imports.iter().chain(later) {
                match resolve(asked, self.map, self.is_there) {
                    Ok(found) => {
                        waiting.push(found.clone());
                        table.insert(asked.clone(), found.into());
                    }
                    Err(missing) => {
                        table.insert(asked.clone(), "".into());
                        linked.missing.push((name.clone(), asked.clone(), missing));
                    }
                }
            }
            linked.first.insert(name.clone(), json!(module.imports));
            linked.tables.insert(name, table.into());
        }
        linked
    }
}

/// The loader, on one line.
pub fn loader() -> String {
    super::code_lines(include_str!("loader.js")).collect()
}

/// Stands before the code of a module.
pub fn named(name: &str) -> String {
    format!("__h2pModule.next({});", literal(name.into()))
}

/// A module that is data.
pub fn of_json(data: &Value) -> String {
    let data = literal(data.clone());
    format!(
        "__h2pModule(function(e,r){{var d={data};r.define(e,{{'default':function(){{return d}}}})}});"
    )
}

impl Linked {
    /// Runs modules of a page, once all have handed over their functions.
    pub fn run(&self, entries: &[String], is_last: bool) -> String {
        let given = json!({ "names": self.tables, "first": self.first });
        format!(
            "__h2pModule.run({},{},{is_last});",
            literal(given),
            literal(json!(entries))
        )
    }
}

/// A value within a script within a document.
fn literal(value: Value) -> String {
    let text = value.to_string().replace('<', "\\u003c");
    text.replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_files_and_say_why_they_do_not() {
        let mut map = ImportMap::default();
        map.add(r#"{"imports": {"a": "./lib/a.js", "lib/": "/vendor/", "far": "https://cdn.example/x.js"}}"#);
        map.add("no JSON");
        let found = |name| resolve(name, &map, &|file| ["a.js", "b c.js"].contains(&file));
        assert_eq!(found("a"), Ok("a.js".to_owned()));
        assert_eq!(found("lib/a.js"), Ok("a.js".to_owned()));
        assert_eq!(found("../x/b%20c.js?v=1"), Ok("b c.js".to_owned()));
        assert_eq!(found("a.js"), Err(Missing::Unmapped));
        assert_eq!(found("./d.js"), Err(Missing::NotFound));
        assert_eq!(found("far"), Err(Missing::Remote));
        assert_eq!(found("HTTPS://cdn.example/y.js"), Err(Missing::Remote));
    }

    #[test]
    fn all_that_begins_with_an_entry_comes_along() {
        let lowered = |imports: &[&str]| Lowered {
            imports: imports.iter().map(|name| (*name).to_owned()).collect(),
            ..Lowered::default()
        };
        let (one, two, three) = (
            lowered(&["./b.js"]),
            lowered(&["./c.js", "x"]),
            lowered(&["./b.js"]),
        );
        let all = [
            ("#0", &one),
            ("b.js", &two),
            ("c.js", &three),
            ("d.js", &one),
        ];
        let graph = Graph {
            map: &ImportMap::default(),
            modules: all.map(|(name, module)| (name.to_owned(), module)).into(),
            is_there: &|name| name.ends_with(".js"),
        };
        let linked = graph.link(&["#0".to_owned()]);
        let names: Vec<_> = linked.names.iter().map(String::as_str).collect();
        assert_eq!(names, ["#0", "b.js", "c.js"]);
        let missing = ("b.js".to_owned(), "x".to_owned(), Missing::Unmapped);
        assert_eq!(linked.missing, [missing]);
        assert!(!loader().contains('\n'));
    }
}
