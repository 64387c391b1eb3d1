//! Web fonts that are named behind each other, as in `font-family: Inter, 'Noto Sans KR', sans-serif`. What the first
//! lacks a browser takes from the next one; the engine asks no font of the page but the first.

use std::collections::BTreeMap;

/// More families are not looked for.
const MOST_FAMILIES: usize = 32;
/// More lists behind a family are not looked at, and more names of a list.
const MOST_LISTS: usize = 1000;
const MOST_NAMES: usize = 16;
/// As long as names are.
const LONGEST: usize = 80;

/// Which of these families are named behind each of them, in lists wherever they stand. The names are in lower case,
/// and may have quotes.
pub fn followers<'f>(
    families: impl ExactSizeIterator<Item = &'f String> + Clone,
    texts: &[&str],
) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    if families.len() < 2 || families.len() > MOST_FAMILIES {
        return found;
    }
    let known: BTreeMap<&str, &String> = families.map(|family| (bare(family), family)).collect();
    for text in texts {
        let lower = text.to_lowercase();
        for (name, family) in &known {
            let places = memchr::memmem::find_iter(lower.as_bytes(), name.as_bytes());
            let lists = places.filter_map(|at| names_behind(&lower[at + name.len()..]));
            for behind in lists.take(MOST_LISTS).flatten() {
                let Some(other) = known.get(behind).filter(|other| *other != family) else {
                    continue;
                };
                let list = found.entry((*family).clone()).or_default();
                if !list.contains(other) {
                    list.push((*other).clone());
                }
            }
        }
    }
    // What is nothing but Latin has all of its letters in the first.
    match found.is_empty() || texts.iter().any(|text| has_other_letters(text)) {
        true => found,
        false => BTreeMap::new(),
    }
}

/// The names that are behind the one that ends there, as far as they are a list.
fn names_behind(rest: &str) -> Option<impl Iterator<Item = &str>> {
    let list = rest
        .trim_start_matches(['"', '\''])
        .trim_start()
        .strip_prefix(',')?;
    let list = &list[..list.floor_char_boundary(MOST_NAMES * LONGEST)];
    let end = list.find([';', '}', '<', '>', '{', '(', ')', '\n'])?;
    let names = list[..end].split(',').take(MOST_NAMES).map(bare);
    Some(names.take_while(|name| !matches!(*name, "sans-serif" | "serif" | "monospace")))
}

fn bare(name: &str) -> &str {
    name.trim().trim_matches(['"', '\'']).trim()
}

/// Whether a text has letters that fonts of the West may lack.
fn has_other_letters(text: &str) -> bool {
    let is_sign = |c: char| matches!(c, '\u{2000}'..='\u{2bff}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}');
    text.chars()
        .any(|c| ('\u{370}'..'\u{10000}').contains(&c) && !is_sign(c))
}

#[cfg(test)]
mod tests {
    use super::followers;

    fn found(css: &str) -> String {
        let families = ["inter", "'noto sans kr'", "icons"].map(str::to_owned);
        let all = followers(families.iter(), &[css, "한"]);
        let all = all
            .iter()
            .map(|(name, list)| format!("{name}: {}", list.join(" ")));
        all.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn families_that_are_named_behind_others_are_found() {
        assert_eq!(
            found("a{font-family:Inter, 'Noto Sans KR', serif}"),
            "inter: 'noto sans kr'"
        );
        assert_eq!(
            found("a{--f: \"Inter\",Arial,\"Noto Sans KR\",Icons}"),
            "'noto sans kr': icons; inter: 'noto sans kr' icons"
        );
        assert_eq!(
            found("<p style=\"font:12px 'Noto Sans KR',Inter\">"),
            "'noto sans kr': inter"
        );
        for none in [
            "a{font-family:Inter, serif, 'Noto Sans KR'}",
            "Inter and 'Noto Sans KR'",
            "inter,",
            "",
        ] {
            assert_eq!(found(none), "", "{none}");
        }
        let families = ["inter", "noto"].map(str::to_owned);
        assert!(followers(families.iter(), &["a{font-family:Inter,Noto}", "Größe €"]).is_empty());
    }
}
