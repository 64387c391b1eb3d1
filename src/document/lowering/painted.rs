//! What of a document is painted dot by dot, which takes long when the dots are fine.

use std::collections::HashSet;

use crate::document::lower;
use crate::document::resolution::Painted;
use crate::text::has;

use super::found::names;
use super::signs::has_pictures;

/// What is seen of masks and of what fades: style sheets of whole frameworks have some that
/// nobody uses.
pub(super) fn painted_by_styles(html: &str, lowered: &lower::Lowered) -> Painted {
    let mut known: Option<HashSet<&str>> = None;
    let mut most = Painted::Nothing;
    let mut see = |selectors: &str, body: &str| {
        let of_body = match has_mask(body) {
            true => Painted::Masks,
            false => Painted::from(fades(body)),
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

/// Whether something is masked or reflected: style sheets say of much that it is not.
fn has_mask(body: &str) -> bool {
    let names = ["-webkit-mask", "box-reflect"];
    names.iter().any(|name| {
        has(body, name)
            && body.match_indices(name).any(|(at, name)| {
                let rest = &body[at + name.len()..];
                let value = rest.split([';', '}', '!']).next().unwrap_or_default();
                let value = value.split_once(':').map_or(value, |(_, value)| value);
                !matches!(value.trim(), "none" | "initial" | "unset")
            })
    })
}

/// Whether something shines through; what is not seen at all is not painted.
fn fades(body: &str) -> bool {
    // A value ends before the next: each is read once.
    let mut parts = body.split("opacity:");
    let mut before = parts.next().unwrap_or_default();
    parts.any(|part| {
        let value = part.split([';', '}', '!']).next();
        let value = value.unwrap_or_default().trim().parse::<f64>();
        let is_another = before.ends_with('-');
        before = part;
        !is_another && !matches!(value, Ok(0.0 | 1.0))
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

#[cfg(test)]
mod tests {
    use super::has_mask;

    #[test]
    fn what_says_that_there_is_no_mask_has_none() {
        assert!(!has_mask("color:red;-webkit-mask:none;"));
        assert!(!has_mask("-webkit-mask-image: none!important"));
        assert!(!has_mask("color:red"));
        assert!(has_mask("-webkit-mask:none;-webkit-mask-image:url(a.png)"));
        assert!(has_mask("-webkit-box-reflect:below"));
    }
}
