//! The table is whole, holds no name twice, and the document is made from it.

use std::collections::BTreeSet;

use super::super::declarations;
use super::*;

const BEGIN: &str = "<!-- begin: made from the tables in the code -->\n";
const END: &str = "<!-- end -->\n";

#[test]
#[expect(clippy::disallowed_methods, reason = "it writes the document anew")]
fn every_feature_is_explained() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/css.md");
    let whole = std::fs::read_to_string(path).unwrap();
    let (before, rest) = whole.split_once(BEGIN).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    let text = guide::markdown();
    if found != text && std::env::var_os("BLESS").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{text}{END}{after}")).unwrap();
        return;
    }
    assert!(
        found == text,
        "docs/css.md is not what the table says; BLESS=1 cargo test --lib features"
    );
}

#[test]
fn no_name_stands_twice() {
    let mut seen = BTreeSet::new();
    for name in PROPERTIES.into_iter().flatten().flat_map(Feature::names) {
        assert!(seen.insert(name), "{name} stands twice");
    }
}

#[test]
fn every_property_that_chromium_knows_has_a_row() {
    let names = include_str!("chromium.txt").split_ascii_whitespace();
    let without: Vec<_> = names
        .filter(|name| property(declarations::unprefixed(name)).is_none())
        .collect();
    assert_eq!(without, [""; 0]);
}
