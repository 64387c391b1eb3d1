//! The comparison with others is fair: they find the fonts that documents name.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};

/// What Chromium asks for where a document names no font.
const DEFAULTS: [&str; 4] = ["Times New Roman", "Arial", "Helvetica", "Courier New"];

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The font that a file of fontconfig's gives in the place of each family, by an alias or by
/// an assignment.
fn stand_ins(config: &str) -> BTreeMap<String, String> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(config, options).unwrap();
    let text = |of: Node<'_, '_>, path: &[&str]| {
        let mut at = of;
        for name in path {
            at = at.children().find(|child| child.has_tag_name(*name))?;
        }
        at.text().map(str::to_owned)
    };
    let pair = |node: Node<'_, '_>| match node.tag_name().name() {
        "alias" => Some((text(node, &["family"])?, text(node, &["prefer", "family"])?)),
        "match" => Some((
            text(node, &["test", "string"])?,
            text(node, &["edit", "string"])?,
        )),
        _ => None,
    };
    document
        .root_element()
        .children()
        .filter_map(pair)
        .collect()
}

#[test]
fn peers_get_the_fonts_that_we_take() {
    let ours = stand_ins(&read("vendor/fonts.conf"));
    let theirs = stand_ins(&read("bench/peers/fonts.conf"));
    for name in DEFAULTS {
        assert!(theirs.contains_key(name), "{name} would be any font at all");
    }
    for (name, font) in &theirs {
        if let Some(own) = ours.get(name) {
            assert_eq!(font, own, "{name}");
        }
    }
}
