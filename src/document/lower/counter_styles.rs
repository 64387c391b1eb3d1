//! `@counter-style`: markers that an author makes up, as the page is told them.

use std::collections::BTreeMap;

use super::declarations::{split, words};
use super::parse::Item;

/// What is told of each style by its name.
pub type CounterStyles = BTreeMap<String, String>;

/// More styles than these are not told: each value that may name one is looked through for them.
pub const MOST_STYLES: usize = 200;

/// More symbols than these are not told.
const MOST: usize = 500;

/// What is told of a style is no longer, in bytes: it stands in each value that names it.
const LONGEST: usize = 2000;

/// `marker-of(system number prefix suffix pad symbols)`; `None` where something in it is more
/// than letters.
pub fn read(items: &[Item]) -> Option<String> {
    let of = |name: &str| {
        let mut all = items.iter().rev().filter_map(|item| match item {
            Item::Declaration(one) if one.name == name => Some(one.value.as_str()),
            _ => None,
        });
        all.next()
    };
    let system = of("system").unwrap_or("symbolic").to_ascii_lowercase();
    let mut system = system.split_ascii_whitespace();
    let (kind, second) = (system.next()?, system.next());
    let symbols: Vec<&str> = match kind {
        "extends" => vec![second?],
        "additive" => split(of("additive-symbols")?, b',')
            .into_iter()
            .flat_map(words)
            .collect(),
        "cyclic" | "numeric" | "alphabetic" | "symbolic" | "fixed" => words(of("symbols")?),
        _ => return None,
    };
    let is_plain = |word: &&str| !word.contains('(');
    if symbols.is_empty() || symbols.len() > MOST || !symbols.iter().all(is_plain) {
        return None;
    }
    let number = match kind {
        "fixed" => second.and_then(|first| first.parse::<i32>().ok()),
        _ => of("pad").and_then(|pad| words(pad).iter().find_map(|word| word.parse().ok())),
    };
    let pad = of("pad").map_or("\"\"", |pad| {
        let mut all = words(pad).into_iter();
        all.find(|word| word.parse::<i32>().is_err())
            .unwrap_or("\"\"")
    });
    let first = |name, otherwise| of(name).map_or(otherwise, |value| first_word(value, otherwise));
    let told = format!(
        "marker-of({kind} {} {} {} {pad} {})",
        number.unwrap_or(i32::from(kind == "fixed")),
        first("prefix", "\"\""),
        first("suffix", "\". \""),
        symbols.join(" ")
    );
    (told.len() <= LONGEST).then_some(told)
}

fn first_word<'a>(value: &'a str, otherwise: &'a str) -> &'a str {
    words(value).first().copied().unwrap_or(otherwise)
}

/// A value of `list-style` with what a style of its own says.
pub fn in_list_style(value: &str, styles: &CounterStyles) -> Option<String> {
    if styles.is_empty() {
        return None;
    }
    let mut any = false;
    let told: Vec<&str> = words(value)
        .into_iter()
        .map(|word| match styles.get(word) {
            // A value names one.
            Some(told) if !any => {
                any = true;
                told.as_str()
            }
            _ => word,
        })
        .collect();
    any.then(|| told.join(" "))
}

/// A value of `content` that counts in a style of its own, without it: the engine would drop all
/// of the declaration.
pub fn in_content(value: &str, styles: &CounterStyles) -> Option<String> {
    if styles.is_empty() || !value.contains("counter") {
        return None;
    }
    let mut told = value.to_owned();
    for name in styles.keys() {
        for end in [format!(",{name})"), format!(", {name})")] {
            told = told.replace(&end, ")");
        }
    }
    (told != value).then_some(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::lower::parse;

    fn of(css: &str) -> Option<String> {
        let items: Vec<Item> = parse::declarations(css)
            .into_iter()
            .map(Item::Declaration)
            .collect();
        read(&items)
    }

    #[test]
    fn a_style_is_told_with_its_symbols() {
        assert_eq!(
            of("system:cyclic;symbols:\"–\" \"*\";suffix:\" \"").as_deref(),
            Some("marker-of(cyclic 0 \"\" \" \" \"\" \"–\" \"*\")")
        );
        assert_eq!(
            of("system:extends decimal;prefix:\"(\";suffix:\") \"").as_deref(),
            Some("marker-of(extends 0 \"(\" \") \" \"\" decimal)")
        );
        assert_eq!(
            of("system:additive;additive-symbols:10 \"X\", 1 \"I\";pad:2 \"0\"").as_deref(),
            Some("marker-of(additive 2 \"\" \". \" \"0\" 10 \"X\" 1 \"I\")")
        );
        assert_eq!(of("symbols:url(a.png)"), None);
        assert_eq!(of(&format!("symbols:\"{}\"", "x".repeat(3000))), None);
        assert_eq!(of("suffix:\" \""), None);
    }

    #[test]
    fn values_that_name_one_are_told_it() {
        let styles = CounterStyles::from([("mine".to_owned(), "marker-of(x)".to_owned())]);
        let told = in_list_style("mine inside", &styles);
        assert_eq!(told.as_deref(), Some("marker-of(x) inside"));
        let told = in_list_style("mine mine", &styles);
        assert_eq!(told.as_deref(), Some("marker-of(x) mine"));
        assert_eq!(in_list_style("disc", &styles), None);
        let told = in_content("counter(s, mine) \" \"", &styles);
        assert_eq!(told.as_deref(), Some("counter(s) \" \""));
        assert_eq!(in_content("counter(s)", &styles), None);
    }
}
