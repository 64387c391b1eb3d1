//! The names in a document and its scripts: of a rule for others nothing is lowered.

use std::collections::{HashMap, HashSet};

/// The names that a document has, and those of which its scripts may make others.
#[derive(Debug, Default)]
pub struct Names<'a> {
    there: HashSet<&'a str>,
    /// How many of them begin with this and a hyphen, where there are scripts.
    with: Option<HashMap<&'a str, usize>>,
}

impl<'a> Names<'a> {
    pub fn of(there: HashSet<&'a str>, scripted: bool) -> Self {
        let with = scripted.then(|| {
            let mut with = HashMap::new();
            for (first, _) in there.iter().filter_map(|name| name.split_once('-')) {
                *with.entry(first).or_default() += 1;
            }
            with
        });
        Self { there, with }
    }

    /// Whether a name is there, or what a script makes it of: `size` of `size3`, `icon-` of
    /// `icon-left`, `series` of `series-a`, all parts of `grid-search-input`.
    pub fn may_have(&self, name: &str) -> bool {
        let numbered = name.trim_end_matches(|c: char| c.is_ascii_digit());
        self.there.contains(name)
            || numbered.len() < name.len() && self.there.contains(numbered)
            || name.match_indices('-').any(|(at, _)| {
                // Short names stand in every script.
                let counted = name.len() - at <= 3 && at > 5 && self.there.contains(&name[..at]);
                counted || self.there.contains(&name[..=at])
            })
            || self.may_be_made(name)
            || self.is_block_of_parts(name)
    }

    /// Whether a name is a block with its element and what modifies it, `slider__arrow--next`, all of which are
    /// there: scripts put them together.
    fn is_block_of_parts(&self, name: &str) -> bool {
        if self.with.is_none() {
            return false;
        }
        let bytes = name.as_bytes();
        let joins = |at: &usize| matches!(bytes.get(*at..at + 2), Some(b"__" | b"--"));
        let mut places = (1..bytes.len()).filter(joins);
        let Some(first) = places.next() else {
            return false;
        };
        let mut start = first;
        let mut parts = Vec::new();
        for at in places.filter(|at| *at > first + 1) {
            // Three of a sign are no two joints.
            if at > start + 1 {
                parts.push(&name[start..at]);
                start = at;
            }
        }
        parts.push(&name[start..]);
        let is_there = |part: &&str| {
            self.there.contains(*part) || part.len() > 2 && self.there.contains(&part[2..])
        };
        self.there.contains(&name[..first]) && parts.iter().all(is_there)
    }

    /// Whether all parts of a name are there, and its first is one that names are made of: whoever
    /// writes names with it has more than two.
    fn may_be_made(&self, name: &str) -> bool {
        const FEW: usize = 2;
        let (Some((first, _)), Some(with)) = (name.split_once('-'), &self.with) else {
            return false;
        };
        first.len() > 2
            && with.get(first).is_none_or(|with| *with <= FEW)
            && name
                .split('-')
                .all(|part| part.is_empty() || self.there.contains(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_scripts_put_together_are_there() {
        let there = HashSet::from([
            "grid", "th", "content", "head", "btn", "btn-a", "btn-b", "btn-c", "icon-",
        ]);
        let names = Names::of(there.clone(), true);
        for name in ["grid", "grid-th", "grid-th-content", "icon-left", "head3"] {
            assert!(names.may_have(name), "{name}");
        }
        for name in ["grid-foot", "btn-head", "th-content", "body"] {
            assert!(!names.may_have(name), "{name}");
        }
        assert!(!Names::of(there, false).may_have("grid-th"));
    }

    #[test]
    fn blocks_and_their_parts_are_put_together() {
        let there = HashSet::from(["slider", "__arrow", "next", "--ltr"]);
        let names = Names::of(there.clone(), true);
        for name in ["slider__arrow", "slider__arrow--next", "slider--ltr"] {
            assert!(names.may_have(name), "{name}");
        }
        for name in ["slider__track", "other__arrow", "slider__arrow--up"] {
            assert!(!names.may_have(name), "{name}");
        }
        assert!(!Names::of(there, false).may_have("slider__arrow"));
    }
}
