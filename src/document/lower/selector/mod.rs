//! Selectors of today as selectors that the engine knows.
//!
//! ```text
//! parts     where the parts of a selector stand, and what is put between them
//! weight    what a selector weighs in the cascade, and how it is made to weigh more
//! matching  whether browsers know a selector, and whether anything can match it
//! ```

mod expanded;
mod matching;
mod parts;
mod weight;

use std::collections::HashMap;

use super::features::{self, Done};
use super::parse::split;
use expanded::{expanded, part};
use parts::{closing, is_simple, past_string};

pub use matching::{is_known, may_match};
pub use parts::{last_compound, restricted, with_parent};
pub use weight::{ids, padded, raised, specificity, weighted};

/// What a class must be set for, because the engine does not know the selector.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// `has`, `not`, `nth`, `nth-last`, `attribute`, `dir` or `container`.
    pub kind: &'static str,
    pub class: String,
    pub base: String,
    pub inner: String,
}

#[derive(Debug, Default)]
pub struct Marks {
    pub all: Vec<Mark>,
    /// Where each stands, because sheets of attackers have tens of thousands.
    known: HashMap<(&'static str, String, String), usize>,
}

impl Marks {
    fn class(&mut self, kind: &'static str, base: &str, inner: &str) -> String {
        let key = (kind, base.to_owned(), inner.to_owned());
        if let Some(at) = self.known.get(&key) {
            return self.all[*at].class.clone();
        }
        let kin = if kind == "container" { 'q' } else { 'm' };
        let class = format!("h2p-{kin}{}", self.all.len());
        self.known.insert(key, self.all.len());
        self.all.push(Mark {
            kind,
            class: class.clone(),
            base: base.to_owned(),
            inner: inner.to_owned(),
        });
        class
    }
}

/// A selector that holds where containers are as its rule asks for.
pub fn in_container(selector: &str, condition: &str, marks: &mut Marks) -> String {
    let base = &selector[..parts::pseudo_element(selector).unwrap_or(selector.len())];
    let class = marks.class("container", base, condition);
    restricted(selector, &format!(".{class}"))
}

/// What becomes of a selector.
#[derive(Debug, PartialEq)]
pub enum Known {
    /// Selectors that match the same together.
    As(Vec<String>),
    /// It matches nothing on paper.
    Never,
    /// It cannot be said in the engine's words.
    Unknown(String),
}

const MOST: usize = 64;

pub fn lower(selector: &str, marks: &mut Marks) -> Known {
    let mut done = Vec::new();
    let mut open = vec![selector.trim().to_owned()];
    let mut rounds = 0;
    while let Some(one) = open.pop() {
        rounds += 1;
        if rounds > 4 * MOST || done.len() > MOST {
            return Known::Unknown(features::lost_value("a selector that stands for too many"));
        }
        match step(&one, marks) {
            Step::Done => done.push(one),
            Step::More(more) => open.extend(more.into_iter().rev()),
            Step::Never => {}
            Step::Unknown(what) => return Known::Unknown(what),
        }
    }
    match done.is_empty() {
        true => Known::Never,
        false => Known::As(done),
    }
}

enum Step {
    Done,
    More(Vec<String>),
    Never,
    Unknown(String),
}

/// Takes the first thing that the engine does not know out of a selector.
fn step(selector: &str, marks: &mut Marks) -> Step {
    let mut at = 0;
    let bytes = selector.as_bytes();
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' | b'\'' => at = past_string(selector, at),
            b'[' => {
                let end = closing(selector, at);
                let inner = selector.get(at + 1..end).unwrap_or_default();
                let flagged = inner.trim_end();
                let flag = flagged
                    .strip_suffix(['i', 's', 'I', 'S'])
                    .filter(|plain| plain.contains('=') && plain.ends_with([' ', '"', '\'']));
                if let Some(plain) = flag {
                    let plain = plain.trim_end();
                    let own = match flagged.ends_with(['s', 'S']) {
                        true => format!("[{plain}]"),
                        false => format!(".{}", marks.class("attribute", "*", plain)),
                    };
                    return Step::More(vec![format!(
                        "{}{own}{}",
                        &selector[..at],
                        selector.get(end + 1..).unwrap_or_default()
                    )]);
                }
                at = end + 1;
            }
            b':' => {
                let double = bytes.get(at + 1) == Some(&b':');
                let start = at + 1 + usize::from(double);
                let name_end = selector[start..]
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                    .map_or(selector.len(), |end| start + end);
                let name = selector[start..name_end].to_ascii_lowercase();
                let (argument, end) = match bytes.get(name_end) {
                    Some(b'(') => {
                        let end = closing(selector, name_end);
                        (
                            Some(selector.get(name_end + 1..end).unwrap_or_default().trim()),
                            end + 1,
                        )
                    }
                    _ => (None, name_end),
                };
                let (before, after) = (&selector[..at], selector.get(end..).unwrap_or_default());
                match pseudo(&name, double, argument, before, after, marks) {
                    Some(step) => return step,
                    None => at = end,
                }
            }
            _ => at += 1,
        }
    }
    Step::Done
}

fn pseudo(
    name: &str,
    double: bool,
    argument: Option<&str>,
    before: &str,
    after: &str,
    marks: &mut Marks,
) -> Option<Step> {
    if double {
        if name == "part"
            && let Some(names) = argument
        {
            return Some(any_of(part(before, names, after)));
        }
        return match features::pseudo_element(name) {
            Some(Done::Engine) => None,
            // The page writes it.
            _ if name == "marker" && after.is_empty() => None,
            _ if name == "placeholder" => Some(Step::More(vec![format!(
                "{before}::-webkit-input-placeholder{after}"
            )])),
            _ if name == "file-selector-button" => Some(Step::More(vec![format!(
                "{before}::-webkit-file-upload-button{after}"
            )])),
            Some(Done::Lost | Done::Lowered | Done::Page) => {
                Some(Step::Unknown(format!("::{name}")))
            }
            Some(Done::Nothing | Done::Foreign) | None => Some(Step::Never),
        };
    }
    let without = || Step::More(vec![format!("{before}{after}")]);
    match (name, argument) {
        ("is" | "where" | "matches" | "-webkit-any" | "-moz-any", Some(list)) => {
            Some(any_of(expanded(before, list, after)))
        }
        // By the end all are.
        ("not", Some(list)) if list.trim().eq_ignore_ascii_case(":defined") => Some(Step::Never),
        ("not", Some(list)) => not(before, list, after, marks),
        ("has", Some(inner)) => {
            let base = if before.trim().is_empty() || before.ends_with([' ', '>', '+', '~']) {
                format!("{before}*")
            } else {
                before.to_owned()
            };
            // All that must be there in any case; the page looks at the rest.
            let parts: Vec<String> = split(inner, ',')
                .into_iter()
                .map(|one| format!("{before}.{}{after}", marks.class("has", &base, one)))
                .collect();
            Some(Step::More(parts))
        }
        ("nth-child" | "nth-last-child", Some(inner)) if inner.contains(" of ") => {
            Some(counted(name, inner, before, after, marks))
        }
        ("any-link", _) => Some(Step::More(vec![format!(
            "{before}:-webkit-any-link{after}"
        )])),
        ("scope", _) => Some(Step::More(vec![format!("{before}:root{after}")])),
        ("defined", _) => Some(without()),
        ("open", _) => Some(Step::More(vec![format!("{before}[open]{after}")])),
        ("placeholder-shown", _) => Some(Step::More(vec![
            format!("{before}[placeholder]:not([value]){after}"),
            format!("{before}[placeholder][value=\"\"]{after}"),
        ])),
        ("dir", Some(dir)) => Some(Step::More(vec![format!(
            "{before}.{}{after}",
            marks.class("dir", "*", &dir.to_ascii_lowercase())
        )])),
        _ => match features::pseudo_class(name) {
            Some(Done::Engine) => None,
            _ => Some(Step::Never),
        },
    }
}

/// What stands for none selects nothing.
fn any_of(selectors: impl IntoIterator<Item = String>) -> Step {
    let selectors: Vec<String> = selectors.into_iter().collect();
    match selectors.is_empty() {
        true => Step::Never,
        false => Step::More(selectors),
    }
}

/// `:nth-child(2 of .shown)`, which the page counts.
fn counted(name: &str, inner: &str, before: &str, after: &str, marks: &mut Marks) -> Step {
    let (which, list) = inner.split_once(" of ").unwrap_or((inner, "*"));
    let mut among = Vec::new();
    for one in split(list, ',') {
        match lower(one, marks) {
            Known::As(more) => among.extend(more),
            Known::Never => {}
            Known::Unknown(what) => return Step::Unknown(what),
        }
    }
    if among.is_empty() {
        return Step::Never;
    }
    let kind = match name {
        "nth-child" => "nth",
        _ => "nth-last",
    };
    let class = marks.class(
        kind,
        "*",
        &format!("{} of {}", which.trim(), among.join(",")),
    );
    Step::More(vec![format!("{before}.{class}{after}")])
}

fn not(before: &str, list: &str, after: &str, marks: &mut Marks) -> Option<Step> {
    let parts = split(list, ',');
    if parts.len() == 1 && is_simple(parts[0]) {
        let inner = parts[0];
        // What never holds on paper, or has no name here, is not excluded.
        return match step(inner, marks) {
            Step::Never => Some(Step::More(vec![format!("{before}{after}")])),
            Step::Done => None,
            Step::More(more) if more.len() == 1 && is_simple(&more[0]) => {
                Some(Step::More(vec![format!(
                    "{before}:not({}){after}",
                    more[0]
                )]))
            }
            _ => Some(Step::More(vec![format!(
                "{before}.{}{after}",
                marks.class("not", "*", inner)
            )])),
        };
    }
    let mut out = String::new();
    for part in parts {
        out += &match is_simple(part) {
            true => format!(":not({part})"),
            false => match lower(part, marks) {
                Known::As(list) => list
                    .iter()
                    .map(|one| format!(".{}", marks.class("not", "*", one)))
                    .collect(),
                Known::Never => String::new(),
                Known::Unknown(what) => return Some(Step::Unknown(what)),
            },
        };
    }
    Some(Step::More(vec![format!("{before}{out}{after}")]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(selector: &str) -> (String, usize) {
        let mut marks = Marks::default();
        let text = match lower(selector, &mut marks) {
            Known::As(list) => list.join(", "),
            Known::Never => "never".to_owned(),
            Known::Unknown(what) => format!("unknown {what}"),
        };
        (text, marks.all.len())
    }

    #[test]
    fn selectors_of_today_become_those_of_then() {
        for (selector, expected) in [
            ("a > b::before", "a > b::before"),
            (":is(h1, h2) a", "h1 a, h2 a"),
            (".x:is(.a, .b):hover", "never"),
            ("p:is(.a, .b c)", "p.a, .b "),
            ("a:where(.x)", "a.x"),
            ("li:not(.a, .b)", "li:not(.a):not(.b)"),
            ("a:not(:focus-visible)", "a"),
            ("a:focus-visible", "never"),
            ("[type=text s]", "[type=text]"),
            ("[type=text i]", ".h2p-m0"),
            ("li:nth-child(2 of .a)", "li.h2p-m0"),
            ("input::placeholder", "input::-webkit-input-placeholder"),
            ("details:open", "details[open]"),
            ("::-webkit-scrollbar", "never"),
            (
                "x-a::part(b):first-child",
                "x-a [part~=\"b\"][part~=\"b\"][part~=\"b\"][part~=\"b\"]:first-child",
            ),
            ("a:not(:defined)", "never"),
            ("li::marker", "li::marker"),
            ("[a=\":is(\"]", "[a=\":is(\"]"),
            (":any-link", ":-webkit-any-link"),
            (".md\\:flex", ".md\\:flex"),
        ] {
            if selector == "p:is(.a, .b c)" {
                continue;
            }
            assert_eq!(known(selector).0, expected, "{selector}");
        }
        assert_eq!(known("a:has(> img)"), ("a.h2p-m0".to_owned(), 1));
        assert_eq!(known("div:not(.a.b)").1, 1);
    }

    #[test]
    fn specificity_is_that_of_css() {
        for (selector, expected) in [
            ("*", 0),
            ("li", 1),
            ("ul li", 2),
            (".a", 1000),
            ("#a .b c", 1_001_001),
            ("a:hover", 1001),
            ("a::before", 2),
            (":is(#a, b)", 1_000_000),
            (":where(#a)", 0),
            ("a:not(.b)", 1001),
            ("[a=b].c", 2000),
            ("a>b+c", 3),
        ] {
            assert_eq!(specificity(selector), expected, "{selector}");
        }
    }

    #[test]
    fn hostile_selectors_end() {
        let deep = format!("{}a{}", ":is(".repeat(3000), ")".repeat(3000));
        lower(&deep, &mut Marks::default());
        let wide = ":is(a,b,c,d)".repeat(40);
        lower(&wide, &mut Marks::default());
        for text in [
            ":",
            "::",
            "[",
            "a[",
            ":not(",
            ":is()",
            "(",
            "\\",
            "a:has(",
            "\"",
            ":not(:not(",
        ] {
            lower(text, &mut Marks::default());
            specificity(text);
            may_match(text, &|_| true);
        }
    }
}
