//! What of a document is painted dot by dot, which takes long when the dots are fine.

use std::collections::HashSet;

use crate::document::lower;
use crate::document::resolution::Painted;

use super::signs::{has, has_pictures};

/// What is seen of masks and of what fades: style sheets of whole frameworks have some that
/// nobody uses.
pub(super) fn painted_by_styles(html: &str, lowered: &lower::Lowered) -> Painted {
    let mut classes: Option<HashSet<&str>> = None;
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
            let classes = classes.get_or_insert_with(|| words_of_markup(html));
            if selectors.is_empty() || selectors.split(',').any(|one| may_match(one, classes)) {
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

/// Words of attributes and scripts, among which all names of classes are.
fn words_of_markup(html: &str) -> HashSet<&str> {
    let parts = html.split("<style").enumerate();
    let outside = parts.map(|(at, part)| match at {
        0 => part,
        _ => part.split_once("</style").map_or("", |(_, rest)| rest),
    });
    let apart = |c: char| !(c.is_alphanumeric() || "-_".contains(c));
    outside.flat_map(|part| part.split(apart)).collect()
}

/// Whether all classes that a selector asks for are among words.
fn may_match(selector: &str, words: &HashSet<&str>) -> bool {
    let apart = |c: char| !(c.is_alphanumeric() || "-_\\".contains(c));
    let asked = selector.split(":not(").enumerate();
    let asked = asked.map(|(at, part)| match at {
        0 => part,
        _ => part.split_once(')').map_or("", |(_, rest)| rest),
    });
    let mut classes = asked.flat_map(|part| part.split('.').skip(1)).map(|rest| {
        let end = rest.find(apart).unwrap_or(rest.len());
        &rest[..end]
    });
    classes.all(|class| class.contains('\\') || words.contains(class))
}
