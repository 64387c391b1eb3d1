//! What tells of drawings that only the page can lay out.

use std::collections::BTreeMap;

use crate::text::has;

/// Whether a drawing may show what lies beside it.
pub(super) fn shows_beyond(html: &str, sheets: &BTreeMap<&str, &str>) -> bool {
    const SIGNS: [&str; 4] = [
        "overflow:visible",
        "overflow: visible",
        "overflow=\"visible\"",
        "overflow='visible'",
    ];
    let mut texts = std::iter::once(html).chain(sheets.values().copied());
    is_drawn(html) && texts.any(|text| SIGNS.iter().any(|sign| has(text, sign)))
}

pub(super) fn is_drawn(text: &str) -> bool {
    has(text, "<svg") || has(text, "2000/svg")
}

/// Whether a style may turn or move a shape of a drawing: the engine does so by its attribute alone.
pub(super) fn may_turn_shapes(html: &str, sheets: &BTreeMap<&str, &str>, scripts: &[&str]) -> bool {
    let texts = std::iter::once(html).chain(scripts.iter().copied());
    let turns = |text: &str| {
        let mut found = text.match_indices("transform:");
        found.any(|(at, _)| !text[..at].ends_with("text-"))
    };
    texts.clone().any(is_drawn) && texts.chain(sheets.values().copied()).any(turns)
}

/// How attributes are written that fade something in a drawing.
pub(super) const FADES: [&str; 8] = [
    " opacity=\"",
    " opacity='",
    " opacity=0",
    " opacity=.",
    "ttribute(\"opacity\"",
    "ttribute('opacity'",
    "attr(\"opacity\"",
    "attr('opacity'",
];

/// Whether a drawing with sides of its own may be told by a style that one of them is `auto`, for
/// which the engine has no size.
pub(super) fn may_be_auto<'t>(
    html: &'t str,
    beside: impl Iterator<Item = &'t str> + Clone,
) -> bool {
    const SIGNS: [&str; 4] = ["height:auto", "height: auto", "width:auto", "width: auto"];
    let mut texts = std::iter::once(html).chain(beside.clone());
    if !texts.any(|text| SIGNS.iter().any(|sign| has(text, sign))) {
        return false;
    }
    let mut tags = memchr::memmem::find_iter(html.as_bytes(), b"<svg").map(|at| &html[at..]);
    let has_sides = |tag: &str| {
        // What stands in a tag is short, and there may be many that never end.
        let tag = tag.bytes().take(400).take_while(|byte| *byte != b'>');
        let tag: Vec<u8> = tag.collect();
        let names = |name: &[u8]| memchr::memmem::find(&tag, name).is_some();
        names(b" width=") && names(b" height=")
    };
    let mut texts = std::iter::once(html).chain(beside);
    tags.any(has_sides) || texts.any(|text| has(text, "createElementNS") && has(text, "viewBox"))
}
