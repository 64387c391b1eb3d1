//! Custom properties: those that are the same everywhere are put in at once, the
//! others by the page.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

use super::parse::{Declaration, split};
use super::selector::specificity;
use super::sheets::OfScripts;

#[derive(Debug, Default)]
pub struct Variables {
    /// Those that only the root has.
    of_root: BTreeMap<String, String>,
    /// Those that other elements have as well.
    of_page: BTreeSet<String>,
    /// Those that are set by blocks which use them, and by the root.
    of_own_block: BTreeSet<String>,
}

/// A value grows no longer than this.
const LONGEST: usize = 64 << 10;
const DEEPEST: usize = 16;

impl Variables {
    pub fn new<'a>(
        rules: impl Iterator<Item = (&'a [String], &'a [Declaration])>,
        attributes: &[Vec<Declaration>],
        of_scripts: &OfScripts,
    ) -> Self {
        let mut winners: BTreeMap<&str, (bool, u32, &str)> = BTreeMap::new();
        let mut of_page = BTreeSet::new();
        let (mut used_where_set, mut set_alone) = (BTreeSet::new(), BTreeSet::new());
        for (selectors, declarations) in rules {
            for declaration in declarations.iter().filter(|d| d.name.starts_with("--")) {
                if of_scripts.may_set(&declaration.name) {
                    of_page.insert(declaration.name.clone());
                    set_alone.insert(declaration.name.clone());
                }
                for selector in selectors {
                    if !is_of_everything(selector) {
                        let uses = declarations
                            .iter()
                            .any(|d| names(&d.value).any(|name| name == declaration.name));
                        let into = if uses {
                            &mut used_where_set
                        } else {
                            &mut set_alone
                        };
                        into.insert(declaration.name.clone());
                        // Of another theme, which nobody chose.
                        of_page.insert(declaration.name.clone());
                        continue;
                    }
                    let rank = (declaration.important, specificity(selector));
                    let better = winners
                        .get(declaration.name.as_str())
                        .is_none_or(|(i, s, _)| (*i, *s) <= rank);
                    if better {
                        winners.insert(&declaration.name, (rank.0, rank.1, &declaration.value));
                    }
                }
            }
        }
        for declaration in attributes
            .iter()
            .flatten()
            .filter(|d| d.name.starts_with("--"))
        {
            of_page.insert(declaration.name.clone());
            set_alone.insert(declaration.name.clone());
        }
        // Those that no style sheet sets.
        let whole = of_scripts.set.iter();
        of_page.extend(
            whole
                .filter_map(|start| start.strip_suffix(' '))
                .map(str::to_owned),
        );
        let of_own_block = used_where_set.difference(&set_alone).cloned().collect();
        let of_root: BTreeMap<_, _> = winners
            .into_iter()
            .map(|(name, (.., value))| (name.to_owned(), value.to_owned()))
            .collect();
        // What is made of one that the page decides is decided by the page as well.
        let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
        for (name, value) in &of_root {
            for used in names(value) {
                users.entry(used).or_default().push(name);
            }
        }
        let mut open: Vec<String> = of_page.iter().cloned().collect();
        while let Some(used) = open.pop() {
            for user in users.get(used.as_str()).into_iter().flatten() {
                if of_page.insert((*user).to_owned()) {
                    open.push((*user).to_owned());
                }
            }
        }
        Self {
            of_root,
            of_page,
            of_own_block,
        }
    }

    pub fn is_of_page(&self, name: &str) -> bool {
        self.of_page.contains(name) || is_length_of_page(name)
    }

    pub fn needs_page(&self, value: &str) -> bool {
        names(value).any(|name| {
            self.is_of_page(name)
                || self
                    .of_root
                    .get(name)
                    .is_some_and(|v| names(v).any(|n| self.is_of_page(n)))
        })
    }

    /// The same where the block that a value stands in has some of them itself. Only
    /// where nobody else but such blocks sets them.
    pub fn with_own(&self, value: &str, own: &[Declaration]) -> String {
        let mut value = value.to_owned();
        for _ in 0..4 {
            let mut changed = false;
            for declaration in own.iter().rev().filter(|d| d.name.starts_with("--")) {
                let name = declaration.name.as_str();
                if !value.contains(name)
                    || !self.of_own_block.contains(name)
                    || declaration.value.len() > 2000
                {
                    continue;
                }
                let one = Self {
                    of_root: BTreeMap::from([(name.to_owned(), declaration.value.clone())]),
                    of_page: names(&value)
                        .chain(names(&declaration.value))
                        .filter(|other| *other != name)
                        .map(str::to_owned)
                        .collect(),
                    ..Self::default()
                };
                let put = one.partly(&value);
                changed |= put != value;
                value = put;
            }
            if !changed || value.len() > LONGEST {
                break;
            }
        }
        value
    }

    /// A value without `var()`; `None` where one has no value, or one that only the
    /// page knows.
    pub fn substitute(&self, value: &str) -> Option<String> {
        self.put_in(value, false, DEEPEST)
    }

    /// The same, but for what the page decides.
    pub fn partly(&self, value: &str) -> String {
        self.put_in(value, true, DEEPEST)
            .unwrap_or_else(|| value.to_owned())
    }

    fn put_in(&self, value: &str, keep: bool, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let mut out = String::new();
        let mut rest = value;
        while let Some((at, open)) = next_call(rest) {
            out += &rest[..at];
            let (inner, after) = closed(&rest[open..]);
            let is_env = rest[at..].starts_with("env(");
            let (name, fallback) = match inner.split_once(',') {
                Some((name, fallback)) => (name.trim(), Some(fallback.trim())),
                None => (inner.trim(), None),
            };
            if keep && self.is_of_page(name) {
                // What stands in for it may be known all the same.
                let instead = fallback.filter(|fallback| fallback.contains("var("));
                if !ends_open(&out) {
                    out.push(' ');
                }
                match instead.and_then(|fallback| self.put_in(fallback, keep, depth)) {
                    Some(instead) => {
                        let _ = write!(out, "var({name},{instead})");
                    }
                    None => out += &rest[at..rest.len() - after.len()],
                }
                if out.len() > LONGEST {
                    return None;
                }
                rest = after;
                continue;
            }
            if self.is_of_page(name) {
                return None;
            }
            let found = match self.of_root.get(name) {
                // One that is made `initial` has no value; above the root there is none.
                Some(found) if !is_env && !is_of_all(found) => self.put_in(found, keep, depth),
                _ => None,
            };
            let found = match (found, fallback) {
                (Some(found), _) => found,
                (None, _) if is_env && is_of_devices(name) => "0px".to_owned(),
                (None, Some(fallback)) => self.put_in(fallback, keep, depth)?,
                (None, None) if is_env => "0px".to_owned(),
                (None, None) => return None,
            };
            // Words never become one by being put beside each other.
            if !found.is_empty() && !ends_open(&out) {
                out.push(' ');
            }
            out += &found;
            if out.len() > LONGEST {
                return None;
            }
            rest = after;
            if !ends_open(&out)
                && !rest.starts_with([' ', ',', ')', '/', '\t', '\n'])
                && !rest.is_empty()
            {
                out.push(' ');
            }
        }
        out += rest;
        (out.len() <= LONGEST).then_some(out)
    }
}

/// Whether a selector stands for the root, or for everything: `:where(html)` as well.
fn is_of_everything(selector: &str) -> bool {
    let inner = [":where(", ":is("]
        .iter()
        .find_map(|start| selector.strip_prefix(start)?.strip_suffix(')'));
    match inner {
        Some(inner) => split(inner, ',')
            .iter()
            .any(|one| is_of_everything(one.trim())),
        None => matches!(
            selector,
            ":root" | "html" | ":host" | "*" | "body" | "html:root" | ":root, :host"
        ),
    }
}

/// Units that are a hundredth of a container's side.
pub const OF_CONTAINERS: [&str; 6] = ["cqw", "cqh", "cqi", "cqb", "cqmin", "cqmax"];

/// Units that are as high as a line, of an element or of the root.
pub const OF_LINES: [&str; 2] = ["lh", "rlh"];

/// Whether a name stands for a length that only the page knows: `--5cqi`, `--2lh`.
fn is_length_of_page(name: &str) -> bool {
    let rest = name.strip_prefix("--").unwrap_or_default();
    let number = rest.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let unit = &rest[number.len()..];
    (OF_CONTAINERS.contains(&unit) || OF_LINES.contains(&unit)) && number.parse::<f64>().is_ok()
}

/// Whether a value is a word that all properties know.
fn is_of_all(value: &str) -> bool {
    ["initial", "inherit", "unset", "revert", "revert-layer"]
        .iter()
        .any(|word| value.trim().eq_ignore_ascii_case(word))
}

/// Whether a word may follow without a space.
fn ends_open(text: &str) -> bool {
    text.is_empty() || text.ends_with([' ', ',', '(', '/', '\t', '\n'])
}

/// What browsers know of all devices, so that nothing stands for it.
pub fn is_of_devices(name: &str) -> bool {
    name.starts_with("safe-area-") || name.starts_with("keyboard-inset-")
}

/// Where the next `var(` stands, and where its arguments begin.
fn next_call(text: &str) -> Option<(usize, usize)> {
    let of = |name: &str| {
        text.match_indices(name).map(|(at, _)| at).find(|at| {
            !text[..*at].ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        })
    };
    let at = [of("var("), of("env(")].into_iter().flatten().min()?;
    Some((at, at + 4))
}

/// What stands before the parenthesis that closes, and what follows.
fn closed(text: &str) -> (&str, &str) {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return (&text[..at], &text[at + 1..]);
                }
            }
            _ => {}
        }
    }
    (text, "")
}

/// The custom properties that a value speaks of.
fn names(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices("var(").filter_map(|(at, _)| {
        let rest = value[at + 4..].trim_start();
        let end = rest
            .find(|c: char| c == ',' || c == ')' || c.is_whitespace())
            .unwrap_or(rest.len());
        rest.get(..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::lower::parse::declarations;

    fn of(root: &str, element: &str) -> Variables {
        let rules = [
            (vec![":root".to_owned()], declarations(root)),
            (vec![".a".to_owned()], declarations(element)),
        ];
        Variables::new(
            rules.iter().map(|(s, d)| (s.as_slice(), d.as_slice())),
            &[],
            &OfScripts::default(),
        )
    }

    #[test]
    fn those_of_the_root_are_put_in() {
        let variables = of("--a:1px;--b:calc(var(--a) * 2);--c:var(--none, red)", "");
        assert_eq!(
            variables.substitute("var(--b) var(--c)").as_deref(),
            Some("calc(1px * 2) red")
        );
        assert_eq!(variables.substitute("var(--none)"), None);
        assert_eq!(
            variables.substitute("var(--none, var(--a))").as_deref(),
            Some("1px")
        );
        assert_eq!(
            variables.substitute("env(safe-area-inset-top)").as_deref(),
            Some("0px")
        );
    }

    #[test]
    fn others_are_left_to_the_page() {
        let variables = of("--a:1px;--b:var(--a)", "--a:2px");
        assert!(variables.is_of_page("--a") && variables.is_of_page("--b"));
        assert!(variables.needs_page("var(--b)"));
        assert_eq!(variables.substitute("var(--a)"), None);
    }

    #[test]
    fn the_root_has_more_than_one_name() {
        for name in [":where(html)", ":is(:root,:host)", ":where(:is(html))"] {
            assert!(is_of_everything(name), "{name}");
        }
        for name in [
            ":where(.dark)",
            ":where(html) .a",
            ":where(html):is(.b)",
            "html.dark",
        ] {
            assert!(!is_of_everything(name), "{name}");
        }
    }

    #[test]
    fn words_that_are_put_beside_each_other_stay_two() {
        let variables = of("--a:tabular-nums;--b:red", "--own:1px");
        let put = |value: &str| variables.substitute(value).map(|put| put.trim().to_owned());
        assert_eq!(
            put("var(--c,)var(--a,)var(--b)var(--c,)").as_deref(),
            Some("tabular-nums red")
        );
        assert_eq!(
            put("calc(2*var(--b))var(--b),var(--b)").as_deref(),
            Some("calc(2* red) red,red")
        );
    }

    #[test]
    fn what_stands_in_for_those_of_the_page_is_put_in() {
        let variables = of("--a:calc(1 / .8)", "--own:1px");
        assert_eq!(
            variables.partly("var(--own, var(--a))"),
            "var(--own,calc(1 / .8))"
        );
        assert_eq!(
            variables.partly("var(--own,red) var(--own)"),
            "var(--own,red) var(--own)"
        );
    }

    #[test]
    fn circles_and_bombs_end() {
        assert_eq!(
            of("--a:var(--b);--b:var(--a)", "").substitute("var(--a)"),
            None
        );
        let bomb: String = (0..14)
            .map(|i| format!("--v{i}:{};", format!("var(--v{})", i + 1).repeat(10)))
            .collect();
        of(&bomb, "").substitute("var(--v0)");
    }
}
