//! What pages of today expect and the engine lacks, put before their scripts: modules of
//! core-js and of our own, of which a page is given what its words call for and what that
//! needs. `scripts/prelude/build.mjs` makes the modules, `features.txt` says what calls for
//! which.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

use super::words::Words;

static REGISTRY: LazyLock<Registry> =
    LazyLock::new(|| Registry::read(include_str!("modules.txt"), include_str!("features.txt")));

/// What scripts with these words must find in the page, as one line of ES5.
pub fn prelude(words: &Words<'_>) -> Option<String> {
    let roots = REGISTRY.roots(words);
    (!roots.is_empty()).then(|| REGISTRY.assembled(&roots))
}

/// Whether scripts with these words may ask how large something is.
pub fn asks_for_sizes(words: &Words<'_>) -> bool {
    const NAMES: &str = "clientWidth clientHeight offsetWidth offsetHeight offsetLeft offsetTop scrollWidth \
        scrollHeight getBoundingClientRect getClientRects getComputedStyle innerWidth innerHeight outerWidth \
        outerHeight matchMedia getBBox currentStyle ResizeObserver getComputedTextLength";
    NAMES
        .split_ascii_whitespace()
        .any(|name| words.contains(name))
}

/// Whether scripts with these words may ask for the values of custom properties.
pub fn asks_for_styles(words: &Words<'_>) -> bool {
    words.contains("getPropertyValue")
}

struct Registry {
    /// What is known of languages, by what it is for.
    families: Vec<Family>,
    modules: Vec<Module>,
    features: Vec<Feature>,
}

/// What a module must know of each language.
struct Family {
    /// The module that the languages are for.
    root: usize,
    /// Their modules, by the tags.
    languages: Vec<(&'static str, usize)>,
}

/// Modules that speak languages, and how those of the languages begin.
const FAMILIES: [(&str, &str); 4] = [
    ("intl", "language-"),
    ("intl-collator", "order-"),
    ("intl-relative", "relative-"),
    ("intl-names", "names-"),
];

struct Module {
    needs: Vec<usize>,
    /// A function of (module, exports, require).
    code: &'static str,
    /// It is large, and few pages get to it: the engine reads it when it is asked for.
    late: bool,
}

struct Feature {
    /// Any of these calls for it, where all words of it are there.
    calls: Vec<Vec<&'static str>>,
    modules: Vec<usize>,
}

impl Registry {
    fn read(modules: &'static str, features: &'static str) -> Self {
        let mut names = HashMap::new();
        let modules: Vec<_> = modules
            .lines()
            .enumerate()
            .map(|(number, line)| {
                let mut parts = line.splitn(3, '\t');
                let mut part = || parts.next().unwrap_or_default();
                let name = part();
                names.insert(short(name), number);
                let needs = part().split_ascii_whitespace();
                Module {
                    needs: needs.filter_map(|need| need.parse().ok()).collect(),
                    code: part(),
                    late: name.starts_with("acorn/") || name.starts_with("own/code-"),
                }
            })
            .collect();
        let lines = features.lines().filter(|line| !line.starts_with('#'));
        let features = lines.filter_map(|line| line.split_once(" : "));
        let features = features
            .map(|(calls, modules)| {
                let calls = calls.split_ascii_whitespace();
                let modules = modules.split_ascii_whitespace();
                Feature {
                    calls: calls.map(|call| call.split('+').collect()).collect(),
                    modules: modules
                        .filter_map(|name| names.get(name).copied())
                        .collect(),
                }
            })
            .collect();
        let family = |(root, start): (&str, &str)| {
            let languages = names.iter().filter_map(|(name, number)| {
                let tag = name.strip_prefix(start)?;
                Some((tag, *number))
            });
            let mut languages: Vec<_> = languages.collect();
            languages.sort_unstable();
            let root = *names.get(root)?;
            Some(Family { root, languages })
        };
        Self {
            families: FAMILIES.into_iter().filter_map(family).collect(),
            modules,
            features,
        }
    }

    /// The modules that these words call for, in the order in which they run.
    fn roots(&self, words: &Words<'_>) -> Vec<usize> {
        let called = |feature: &&Feature| {
            let mut calls = feature.calls.iter();
            calls.any(|call| call.iter().all(|word| words.contains(word)))
        };
        let mut roots = Vec::new();
        for feature in self.features.iter().filter(called) {
            for module in &feature.modules {
                if !roots.contains(module) {
                    roots.push(*module);
                }
            }
        }
        for family in &self.families {
            if roots.contains(&family.root) {
                let languages = family.languages.iter();
                roots.extend(
                    languages
                        .filter(|(tag, _)| is_named(tag, words))
                        .map(|(_, number)| number),
                );
            }
        }
        roots
    }

    fn assembled(&self, roots: &[usize]) -> String {
        let mut needed = vec![false; self.modules.len()];
        let mut next = roots.to_vec();
        while let Some(number) = next.pop() {
            if !std::mem::replace(&mut needed[number], true) {
                next.extend(&self.modules[number].needs);
            }
        }
        let mut out = String::from(
            "(function(m){var c={},F=Function;function r(i){var x=c[i],f=m[i];\
             if(!x){x=c[i]={exports:{}};if(!f.call)f=F('return '+f)();f.call(x.exports,x,x.exports,r)}return x.exports}\
             function e(x){setTimeout(function(){throw x},0)}",
        );
        // What goes wrong with one is told, and the others are there.
        for root in roots {
            let _ = write!(out, "try{{r({root})}}catch(x){{e(x)}}");
        }
        out += "})({";
        let needed = needed.iter().enumerate().filter(|(_, needed)| **needed);
        for (number, _) in needed {
            let module = &self.modules[number];
            let _ = match module.late {
                true => write!(out, "{number}:{},", super::literal(module.code)),
                false => write!(out, "{number}:{},", module.code),
            };
        }
        out.pop();
        out += "});";
        out
    }
}

/// Whether scripts with these words name a language.
fn is_named(tag: &str, words: &Words<'_>) -> bool {
    let tags: &[&str] = match tag {
        "nb" => &["nb", "no"],
        "he" => &["he", "iw"],
        other => &[other],
    };
    tags.iter().any(|tag| {
        let mut marks = ["'", "\"", "`", "="].iter();
        marks.any(|mark| words.contains(format!("{mark}{tag}").as_str()))
    })
}

/// A module's name without its folder.
fn short(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, short)| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(words: &[&str]) -> Option<String> {
        prelude(&words.iter().copied().collect())
    }

    #[test]
    fn a_page_is_given_what_it_uses() {
        assert_eq!(made(&["map", "Array", "prototype"]), None);
        let trunc = made(&["trunc"]).unwrap();
        assert!(trunc.len() < 2_000 && !trunc.contains('\n'), "{trunc}");
        assert!(made(&["from"]).is_none());
        assert!(made(&["from", "Array"]).unwrap().len() > trunc.len());
        assert_eq!(made(&["content", "appendChild", "cloneNode"]), None);
        assert!(made(&["content", "template"]).is_some());
    }

    #[test]
    fn the_table_names_modules_that_are_there() {
        let features = include_str!("features.txt").lines();
        let named = features.filter_map(|line| line.split_once(" : "));
        for (calls, modules) in named.filter(|(calls, _)| !calls.starts_with('#')) {
            let modules: Vec<_> = modules.split_ascii_whitespace().collect();
            let first = calls.split_ascii_whitespace().next().unwrap_or_default();
            let words = first.split('+').collect();
            assert!(REGISTRY.roots(&words).len() >= modules.len(), "{calls}");
        }
    }
}
