//! Whether style sheets take the marks of summaries away, which the engine draws all the same.

use std::collections::HashSet;

use crate::document::lower::may_match;
use crate::text::has;

use super::found::names;

/// Whether a rule for a summary, or its own style, may say something of its mark.
pub(super) fn are_unmarked<'s>(html: &str, sheets: impl Iterator<Item = &'s str>) -> bool {
    let tags = html.split("<summary").skip(1);
    let tags: Vec<_> = tags.filter_map(|tag| tag.split('>').next()).collect();
    let known: HashSet<&str> = tags.iter().copied().flat_map(names).collect();
    let mut rules = sheets.flat_map(|css| css.split('}'));
    !tags.is_empty()
        && (tags.iter().copied().any(is_of_mark) || rules.any(|rule| is_rule(rule, &known)))
}

fn is_of_mark(declarations: &str) -> bool {
    has(declarations, "list-style") || has(declarations, "display")
}

fn is_rule(rule: &str, known: &HashSet<&str>) -> bool {
    let (selectors, body) = rule.rsplit_once('{').unwrap_or(("", rule));
    let selectors = selectors.rsplit(['{', ';']).next().unwrap_or_default();
    if ["::marker", "details-marker"]
        .iter()
        .any(|part| has(selectors, part))
    {
        return true;
    }
    is_of_mark(body) && selectors.split(',').any(|one| may_be_summary(one, known))
}

/// Whether the element of a selector may be a summary with these names.
fn may_be_summary(selector: &str, known: &HashSet<&str>) -> bool {
    let last = selector.trim().rsplit([' ', '>', '+', '~', '\n']).next();
    let last = last.unwrap_or_default();
    let end = last.find(|c: char| !c.is_ascii_alphanumeric());
    let (tag, rest) = last.split_at(end.unwrap_or(last.len()));
    let is_part = [":before", ":after"].iter().any(|part| has(rest, part));
    (tag.is_empty() || tag.eq_ignore_ascii_case("summary"))
        && !is_part
        && may_match(rest, &|name| known.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_are_unmarked_by_rules_for_them() {
        let html = "<details><summary class='open head'>a</summary></details>";
        for (css, expected) in [
            ("summary{list-style:none}", true),
            ("a{color:red}details > SUMMARY {display:flex}", true),
            ("@media print{.card .head,b{display:flex}}", true),
            ("summary::-webkit-details-marker{width:0}", true),
            ("*{list-style:none}", true),
            (".other{display:flex}ul{list-style:none}", false),
            ("summary{color:red}.head b{display:block}", false),
            ("summary::before{display:block}", false),
        ] {
            assert_eq!(are_unmarked(html, [css].into_iter()), expected, "{css}");
        }
        let own = "<summary style='list-style:none'>a</summary>";
        assert!(are_unmarked(own, [].into_iter()));
        assert!(!are_unmarked("<p>", ["*{display:block}"].into_iter()));
    }
}
