//! What of a document is painted dot by dot, which takes long when the dots are fine.

use std::collections::HashSet;

use crate::document::lower;
use crate::document::resolution::Painted;

use super::found::names;
use super::signs::{has, has_pictures};

/// What is seen of masks and of what fades: style sheets of whole frameworks have some that
/// nobody uses.
pub(super) fn painted_by_styles(html: &str, lowered: &lower::Lowered) -> Painted {
    let mut known: Option<HashSet<&str>> = None;
    let mut most = Painted::Nothing;
    let mut see = |selectors: &str, body: &str| {
        let of_body = if ["-webkit-mask", "box-reflect"]
            .iter()
            .any(|name| has(body, name))
        {
            Painted::Masks
        } else {
            Painted::from(fades(body))
        };
        if of_body > most {
            let known = known.get_or_insert_with(|| names_of_markup(html));
            let may_match = |one| lower::may_match(one, &|name| known.contains(name));
            if selectors.is_empty() || selectors.split(',').any(may_match) {
                most = of_body;
            }
        }
    };
    for rule in lowered.css.iter().flat_map(|css| css.split('}')) {
        let (selectors, body) = rule.rsplit_once('{').unwrap_or(("", rule));
        see(selectors.rsplit('{').next().unwrap_or_default(), body);
    }
    for (css, _) in &lowered.attributes {
        see("", css);
    }
    // Texts and colours that fade are painted as others are.
    match most {
        Painted::Something => has_pictures(html, lowered).into(),
        other => other,
    }
}

/// Whether something shines through; what is not seen at all is not painted.
fn fades(body: &str) -> bool {
    body.match_indices("opacity:").any(|(at, name)| {
        let value = body[at + name.len()..].split([';', '}', '!']).next();
        let value = value.unwrap_or_default().trim().parse::<f64>();
        !body[..at].ends_with('-') && !matches!(value, Ok(0.0 | 1.0))
    })
}

/// Names in attributes and scripts, among which all names of classes are.
fn names_of_markup(html: &str) -> HashSet<&str> {
    let parts = html.split("<style").enumerate();
    let outside = parts.map(|(at, part)| match at {
        0 => part,
        _ => part.split_once("</style").map_or("", |(_, rest)| rest),
    });
    outside.flat_map(names).collect()
}
