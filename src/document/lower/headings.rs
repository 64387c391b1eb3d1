//! Headings of tables that are told to inherit their alignment: the engine centres them
//! where what they inherit is its own initial word, which has no name. So the root says
//! `start`, which means the same.

use super::flat::Flat;
use super::parse::Declaration;
use super::selector::last_compound;

/// Answers whether there were any.
pub fn align(rules: &mut Vec<Flat>) -> bool {
    let Some(rule) = rules.iter().find(|rule| inherits(rule)) else {
        return false;
    };
    let root = Flat {
        selectors: vec!["html".to_owned()],
        declarations: vec![Declaration {
            name: "text-align".to_owned(),
            value: "start".to_owned(),
            important: false,
            line: 0,
        }],
        layer: rule.layer.clone(),
        shown: rule.shown,
        sheet: rule.sheet,
        containers: None,
        raw: None,
    };
    rules.insert(0, root);
    true
}

fn inherits(rule: &Flat) -> bool {
    const WORDS: [&str; 4] = ["inherit", "unset", "match-parent", "-webkit-match-parent"];
    let is_heading = |selector: &String| {
        let (_, last) = last_compound(selector);
        last.strip_prefix("th")
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
    };
    let says = |said: &Declaration| {
        said.name == "text-align"
            && WORDS.contains(&said.value.trim().to_ascii_lowercase().as_str())
    };
    rule.declarations.iter().any(says) && rule.selectors.iter().any(is_heading)
}
