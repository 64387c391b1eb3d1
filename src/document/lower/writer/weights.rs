//! Selectors that stand for one of today weigh what they are made of: `:where(#a)` would win over
//! all that has no id. Where that would turn round the order of rules, all get weight to be as
//! they were.

use std::collections::BTreeMap;

use super::super::selector::{padded, specificity};
use super::state::Output;

/// More ids, classes or types than this are not put to any selector, nor more in all: a sheet of an attacker would
/// grow without bounds.
const MOST_LACKED: u32 = 12;
const MOST_LACKED_BY_ALL: u32 = 50_000;
/// Nor are more selectors looked at.
const MOST: usize = 20_000;
const ID: u32 = 1_000_000;
const CLASS: u32 = 1000;

/// Ids, classes and types.
type Weight = [u32; 3];

const fn parts(weight: u32) -> Weight {
    [weight / ID, weight % ID / CLASS, weight % CLASS]
}

/// What the engine takes a selector for. The class of a container's condition is one that others get too.
fn native(name: &str) -> u32 {
    let container = u32::from(name.contains(".h2p-q")) * CLASS;
    specificity(name).saturating_sub(container)
}

/// Gives selectors what they lack.
pub fn settle(outputs: &mut [Output]) {
    let mut groups: BTreeMap<u32, (Weight, Weight)> = BTreeMap::new();
    let mut count = 0;
    for (name, weight) in all(outputs) {
        let own = parts(native(name));
        let (least, most) = groups.entry(*weight).or_insert((own, own));
        *least = own.min(*least);
        for (part, own) in most.iter_mut().zip(own) {
            *part = own.max(*part);
        }
        count += 1;
    }
    let mut below: Option<Weight> = None;
    let mut is_settled = true;
    let mut targets = BTreeMap::new();
    for (weight, (least, most)) in groups {
        is_settled &= least == most && below.is_none_or(|below| below < most);
        let mut target = most;
        if let Some(below) = below.filter(|below| *below >= target) {
            target[0] = below[0];
            target[0] += u32::from(below >= target);
        }
        targets.insert(weight, target);
        below = Some(target);
    }
    if is_settled || count > MOST {
        return;
    }
    let lacks = |name: &str, weight: u32| {
        let (own, target) = (parts(native(name)), targets[&weight]);
        [0, 1, 2].map(|at| target[at].saturating_sub(own[at]))
    };
    let mut lacked = 0;
    for (name, weight) in all(outputs) {
        let lack = lacks(name, *weight);
        lacked += lack.iter().sum::<u32>();
        if lack.iter().any(|lack| *lack > MOST_LACKED) || lacked > MOST_LACKED_BY_ALL {
            return;
        }
    }
    for output in outputs {
        let Output::Rule(.., names, _) = output else {
            continue;
        };
        for (name, weight) in names {
            let [ids, classes, types] = lacks(name, *weight).map(|lack| lack as usize);
            *name = padded(name, ids, classes, types);
        }
    }
}

fn all(outputs: &[Output]) -> impl Iterator<Item = &(String, u32)> {
    let rules = outputs.iter().filter_map(|output| match output {
        Output::Rule(.., names, _) => Some(names),
        Output::Raw(..) => None,
    });
    rules.flatten()
}

#[cfg(test)]
mod tests {
    use super::super::super::flat::Shown;
    use super::*;

    fn settled(names: &[(&str, u32)]) -> Vec<String> {
        let names = names
            .iter()
            .map(|(name, weight)| ((*name).to_owned(), *weight));
        let mut outputs = [Output::Rule(
            0,
            Shown::Everywhere,
            names.collect(),
            String::new(),
        )];
        settle(&mut outputs);
        all(&outputs).map(|(name, _)| name.clone()).collect()
    }

    #[test]
    fn what_weighs_right_stays_as_it_is() {
        for names in [
            &[("p", 1), (".a", CLASS), ("#a", ID)][..],
            &[("li:not(.a):not(.b)", 1001)],
        ] {
            let plain: Vec<_> = names.iter().map(|(name, _)| (*name).to_owned()).collect();
            assert_eq!(settled(names), plain);
        }
    }

    #[test]
    fn what_would_grow_without_bounds_stays_as_it_is() {
        let heavy = ".a".repeat(900);
        let names = [(heavy.as_str(), 0), ("p", 0), ("li", 1)];
        assert_eq!(settled(&names), [&heavy, "p", "li"]);
        let ids = "#a".repeat(900);
        let names = [(ids.as_str(), 0), ("p", 0), ("li", 1)];
        assert_eq!(settled(&names), [&ids, "p", "li"]);
    }

    #[test]
    fn a_selector_that_weighs_more_than_it_should_is_overtaken() {
        assert_eq!(
            settled(&[("#z", 0), ("p", 1), ("p.a", 1001)]),
            ["#z", "p:not(#h2p)", "p.a:not(#h2p)"]
        );
        assert_eq!(
            settled(&[("p.a", CLASS), (".b", CLASS), ("a.b", 1001)]),
            ["p.a", ".b:not(h2p)", "a.b:not(#h2p)"]
        );
    }

    #[test]
    fn a_selector_that_weighs_less_than_it_should_overtakes() {
        assert_eq!(
            settled(&[("p", ID), ("#a", ID), (".b", CLASS)]),
            ["p:not(#h2p)", "#a:not(h2p)", ".b"]
        );
    }
}
