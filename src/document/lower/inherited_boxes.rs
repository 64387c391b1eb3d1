//! Boxes that inherit how they are sized: `html{box-sizing:border-box} *{box-sizing:inherit}`. What
//! is laid out stands in boxes of ours, or is sized in another way than its author says, and what is
//! in it would inherit that. So all boxes are told what the root says, where nobody says otherwise.

use super::flat::Flat;
use super::parse::Declaration;
use super::selector::last_compound;

/// Answers whether there were any.
pub fn settle(rules: &mut [Flat]) -> bool {
    let all = rules
        .iter()
        .flat_map(|rule| rule.declarations.iter().map(move |said| (rule, said)))
        .filter(|(_, said)| is_sizing(said));
    let mut root = None;
    let mut others = Vec::new();
    let mut any = false;
    for (rule, said) in all {
        if rule.selectors.iter().any(|one| is_root(one)) {
            root = Some(said.value.trim().to_ascii_lowercase());
        } else if inherits(said) {
            any |= rule.selectors.iter().any(|one| is_of_all(one));
        } else if rule.selectors.iter().any(|one| !is_empty(one)) {
            others.push(said.value.trim().to_ascii_lowercase());
        }
    }
    let Some(root) =
        root.filter(|root| any && matches!(root.as_str(), "border-box" | "content-box"))
    else {
        return false;
    };
    if others.iter().any(|other| *other != root) {
        return false;
    }
    for rule in rules {
        if !rule.selectors.iter().all(|one| is_of_all(one)) {
            continue;
        }
        for said in &mut rule.declarations {
            if is_sizing(said) && inherits(said) {
                said.value.clone_from(&root);
            }
        }
    }
    true
}

fn is_sizing(said: &Declaration) -> bool {
    matches!(said.name.as_str(), "box-sizing" | "-webkit-box-sizing")
}

fn inherits(said: &Declaration) -> bool {
    said.value.trim().eq_ignore_ascii_case("inherit")
}

fn is_root(selector: &str) -> bool {
    matches!(selector, "html" | ":root")
}

fn is_of_all(selector: &str) -> bool {
    let plain = selector
        .trim_end_matches("before")
        .trim_end_matches("after")
        .trim_end_matches(':');
    matches!(plain, "*" | "")
}

/// Whether nothing can stand in what a selector is for.
fn is_empty(selector: &str) -> bool {
    let (_, last) = last_compound(selector);
    let name = last.split(['.', '#', ':', '[']).next().unwrap_or_default();
    last.contains("[type=")
        || last.contains("::")
        || ["hr", "img", "input", "textarea", "select", "progress"]
            .iter()
            .any(|one| name.eq_ignore_ascii_case(one))
}
