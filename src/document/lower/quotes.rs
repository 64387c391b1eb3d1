//! Quotation marks: `quotes` would crash the engine, so that the marks are written where
//! they are seen, around `<q>` and where `content` asks for them.

use super::declarations::{split, words};
use super::flat::{Flat, Shown};
use super::parse::Declaration;
use super::selector::last_compound;

/// What `quotes` is called when it comes here: the engine must never see it.
const NAMES: [&str; 2] = ["quotes", "-h2p-quotes"];

/// More selectors than this are no longer read.
const MOST: usize = 2000;

/// Marks of the outer level and of the one in it; all empty for `none`.
#[derive(Clone)]
struct Pairs([String; 4]);

/// Replaces `quotes` in all rules by the contents of `::before` and `::after`. Answers
/// whether there were any.
pub fn spread(rules: &mut Vec<Flat>) -> bool {
    let mut changed = false;
    let mut all: Vec<(String, Pairs)> = Vec::new();
    let mut at = 0;
    while at < rules.len() {
        let rule = &mut rules[at];
        at += 1;
        let Some(place) = rule.declarations.iter().rposition(is_quotes) else {
            continue;
        };
        let said = rule.declarations[place].clone();
        let value = rule.declarations[place].value.trim().to_ascii_lowercase();
        if value.contains("var(") || all.len() > MOST {
            // It stays, and is warned of.
            rule.declarations[place].name = "quotes".to_owned();
            continue;
        }
        changed = true;
        rule.declarations.retain(|one| !is_quotes(one));
        let Some(pairs) = pairs(&said.value) else {
            continue;
        };
        let selectors = rule.selectors.clone();
        let (sheet, layer) = (rule.sheet, rule.layer.clone());
        let mut more = Vec::new();
        for (level, inner) in ["", "q "].into_iter().enumerate() {
            for (end, side) in ["before", "after"].into_iter().enumerate() {
                more.push(Flat {
                    sheet,
                    shown: Shown::Everywhere,
                    selectors: selectors
                        .iter()
                        .flat_map(|one| quoting(one, inner, side))
                        .collect(),
                    declarations: vec![Declaration {
                        name: "content".to_owned(),
                        value: pairs.0[2 * level + end].clone(),
                        ..said.clone()
                    }],
                    layer: layer.clone(),
                    containers: rule.containers.clone(),
                    raw: None,
                });
            }
        }
        all.extend(selectors.into_iter().map(|one| (one, pairs.clone())));
        let count = more.len();
        rules.splice(at..at, more);
        at += count;
    }
    for rule in rules.iter_mut() {
        for said in &mut rule.declarations {
            if said.name == "content" && said.value.contains("-quote") {
                let base = rule.selectors.first().map_or("", |one| base(one));
                changed = true;
                said.value = written(&said.value, &found(&all, base));
            }
        }
    }
    changed
}

fn is_quotes(said: &Declaration) -> bool {
    NAMES.contains(&said.name.as_str())
}

fn pairs(value: &str) -> Option<Pairs> {
    let none = || "none".to_owned();
    if value.trim().eq_ignore_ascii_case("none") {
        return Some(Pairs([none(), none(), none(), none()]));
    }
    let marks: Vec<_> = words(value).into_iter().map(str::to_owned).collect();
    let is_string = |mark: &String| mark.starts_with(['"', '\'']);
    if marks.len() < 2 || !marks.iter().all(is_string) {
        return None;
    }
    let inner = if marks.len() < 4 { 0 } else { 2 };
    Some(Pairs([0, 1, inner, inner + 1].map(|at| marks[at].clone())))
}

/// The selectors of quotations in what a selector is about, and of itself if it may be one.
fn quoting(selector: &str, inner: &str, side: &str) -> Vec<String> {
    let mut found = Vec::new();
    if selector.contains("::") || selector.contains(":before") || selector.contains(":after") {
        return found;
    }
    let (before, last) = last_compound(selector);
    let own = match last.chars().next() {
        Some('.' | '#' | '[' | ':') if !last.starts_with(":root") => Some(format!("q{last}")),
        Some('*') => Some(format!("q{}", &last[1..])),
        Some('q' | 'Q') if !last[1..].starts_with(|c: char| c.is_alphanumeric() || c == '-') => {
            Some(last.to_owned())
        }
        _ => None,
    };
    if let Some(own) = own {
        found.push(format!("{before}{inner}{own}:{side}"));
    }
    let around = match last {
        "*" if before.is_empty() => String::new(),
        _ => format!("{selector} "),
    };
    found.push(format!("{around}{inner}q:{side}"));
    found
}

/// The element whose content this is.
fn base(selector: &str) -> &str {
    let end = selector.rfind(":before").or(selector.rfind(":after"));
    selector[..end.unwrap_or(selector.len())].trim_end_matches(':')
}

/// The marks that hold for an element: its own, or those of the whole document.
fn found(all: &[(String, Pairs)], base: &str) -> Pairs {
    let (_, last) = last_compound(base);
    let own = all.iter().rfind(|(selector, _)| {
        let (_, subject) = last_compound(selector);
        selector == base || subject == last
    });
    let root = || {
        let is_root = |one: &str| matches!(one, "*" | "html" | ":root" | "body");
        all.iter().rfind(|(selector, _)| is_root(selector))
    };
    let marks = [
        "\"\u{201c}\"",
        "\"\u{201d}\"",
        "\"\u{2018}\"",
        "\"\u{2019}\"",
    ];
    own.or_else(root).map_or_else(
        || Pairs(marks.map(str::to_owned)),
        |(_, pairs)| pairs.clone(),
    )
}

/// A value of `content` with the marks in it.
fn written(value: &str, Pairs(marks): &Pairs) -> String {
    let one = |word: &str| match word.to_ascii_lowercase().as_str() {
        "open-quote" => Some(marks[0].clone()),
        "close-quote" => Some(marks[1].clone()),
        "no-open-quote" | "no-close-quote" => None,
        _ => Some(word.to_owned()),
    };
    let list = split(value, b' ');
    let parts = list.iter().flat_map(|part| words(part)).filter_map(one);
    let parts: Vec<String> = parts.filter(|part| part != "none").collect();
    match parts.is_empty() {
        true => "none".to_owned(),
        false => parts.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread_out(selector: &str, name: &str, value: &str) -> String {
        let mut rules = vec![Flat {
            sheet: 0,
            shown: Shown::Everywhere,
            selectors: vec![selector.to_owned()],
            declarations: vec![Declaration {
                name: name.to_owned(),
                value: value.to_owned(),
                important: false,
                line: 0,
            }],
            layer: None,
            containers: None,
            raw: None,
        }];
        spread(&mut rules);
        let rules = rules.iter().filter(|rule| !rule.declarations.is_empty());
        let texts = rules.map(|rule| {
            format!(
                "{}{{{}}}",
                rule.selectors.join(","),
                rule.declarations[0].value
            )
        });
        texts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn marks_stand_where_they_are_seen() {
        assert_eq!(
            spread_out("p", "quotes", "'<' '>'"),
            "p q:before{'<'} p q:after{'>'} p q q:before{'<'} p q q:after{'>'}"
        );
        assert!(
            spread_out("q", "-h2p-quotes", "'a' 'b' 'c' 'd'").starts_with(
                "q:before,q q:before{'a'} q:after,q q:after{'b'} q q:before,q q q:before{'c'}"
            )
        );
        assert!(
            spread_out(".a .b", "quotes", "none").starts_with(".a q.b:before,.a .b q:before{none}")
        );
        assert_eq!(
            spread_out("p:before", "content", "open-quote \"a b\""),
            "p:before{\"\u{201c}\" \"a b\"}"
        );
        assert_eq!(spread_out("p", "quotes", "auto"), "");
    }
}
