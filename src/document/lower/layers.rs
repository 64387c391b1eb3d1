//! The layers of a cascade, which the engine does not know: it goes by weight, and then
//! by order. Rules of a higher layer get more weight than any below has.

use std::collections::HashMap;

use super::flat::Flat;
use super::selector;

/// Ids that are put to selectors, at most; layers above share what is left. A sheet of
/// an attacker would grow without bounds.
const MOST_RAISED: usize = 40;

/// How many ids more the selectors of a rule must weigh.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Raise {
    pub normal: usize,
    /// Of important declarations the lowest layer wins.
    pub important: usize,
}

impl Raise {
    /// Selectors and their weights for the page.
    pub fn weighed(self, selectors: &[(String, u32)], important: bool) -> Vec<(String, u32)> {
        let ids = if important {
            self.important
        } else {
            self.normal
        };
        let more = u32::try_from(ids)
            .unwrap_or(u32::MAX)
            .saturating_mul(1_000_000);
        let weighed = selectors.iter();
        weighed
            .map(|(name, weight)| (name.clone(), weight.saturating_add(more)))
            .collect()
    }
}

/// Puts rules into the order of their layers, those outside of layers last. Answers what
/// each rule must be raised by, or nothing where there are no layers.
pub fn order(rules: &mut [Flat], layers: &[String]) -> Vec<Raise> {
    if rules.iter().all(|rule| rule.layer.is_none()) {
        return Vec::new();
    }
    let places: HashMap<&str, usize> = layers
        .iter()
        .enumerate()
        .map(|(at, name)| (name.as_str(), at))
        .collect();
    // A layer's own rules come after those of the layers in it.
    let key = |rule: &Flat| -> Vec<usize> {
        let name = rule.layer.as_deref();
        let outer = name.into_iter().flat_map(|name| {
            let ends = name
                .match_indices('.')
                .map(|(at, _)| at)
                .chain([name.len()]);
            ends.map(|end| places.get(&name[..end]).copied().unwrap_or(0))
        });
        outer.chain([usize::MAX]).collect()
    };
    rules.sort_by_cached_key(key);
    // Most ids of a selector in each layer that has rules.
    let mut most: Vec<usize> = Vec::new();
    let mut ranks = Vec::with_capacity(rules.len());
    let mut before: Option<&Option<String>> = None;
    for rule in rules.iter() {
        if before != Some(&rule.layer) {
            before = Some(&rule.layer);
            most.push(0);
        }
        let ids = rule
            .selectors
            .iter()
            .map(|one| selector::ids(one))
            .max()
            .unwrap_or(0);
        if let Some(last) = most.last_mut() {
            *last = ids.max(*last);
        }
        ranks.push(most.len() - 1);
    }
    let steps = |most: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
        let mut raised = 0;
        most.map(|ids| {
            let own = raised;
            raised = (raised + ids + 1).min(MOST_RAISED);
            own
        })
        .collect()
    };
    let normal = steps(&mut most.iter().copied());
    let mut important = steps(&mut most.iter().rev().copied());
    important.reverse();
    let raises = ranks.into_iter().map(|rank| Raise {
        normal: normal[rank],
        important: important[rank],
    });
    raises.collect()
}
