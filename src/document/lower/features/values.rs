//! Whether a value is one that browsers know of a property: a feature query must not be
//! answered with yes for words that nobody knows.

use super::super::declarations::{is_colour, words};

/// Words that every property takes.
const EVERYWHERE: &str = "inherit initial unset revert revert-layer";

/// Properties that take words alone, and these.
const KEYWORDS: [(&str, &str); 22] = [
    (
        "display",
        "none contents block inline inline-block flow-root flow list-item run-in table inline-table \
         table-row table-cell table-caption table-column table-column-group table-row-group \
         table-header-group table-footer-group flex inline-flex grid inline-grid -webkit-box \
         -webkit-inline-box -webkit-flex -webkit-inline-flex ruby ruby-text math",
    ),
    (
        "position",
        "static relative absolute fixed sticky -webkit-sticky",
    ),
    ("float", "none left right inline-start inline-end"),
    ("clear", "none left right both inline-start inline-end"),
    ("visibility", "visible hidden collapse"),
    ("box-sizing", "content-box border-box"),
    ("overflow", "visible hidden clip scroll auto overlay"),
    ("overflow-x", "visible hidden clip scroll auto overlay"),
    ("overflow-y", "visible hidden clip scroll auto overlay"),
    ("flex-direction", "row row-reverse column column-reverse"),
    ("flex-wrap", "nowrap wrap wrap-reverse"),
    (
        "text-align",
        "start end left right center justify match-parent -webkit-center -webkit-left -webkit-right",
    ),
    ("object-fit", "fill contain cover none scale-down"),
    (
        "white-space",
        "normal pre nowrap pre-wrap pre-line break-spaces collapse preserve wrap",
    ),
    ("text-wrap", "wrap nowrap balance pretty stable"),
    (
        "word-break",
        "normal break-all keep-all break-word auto-phrase",
    ),
    ("overflow-wrap", "normal anywhere break-word"),
    ("hyphens", "none manual auto"),
    ("border-collapse", "collapse separate"),
    ("table-layout", "auto fixed"),
    (
        "text-transform",
        "none capitalize uppercase lowercase full-width full-size-kana",
    ),
    ("isolation", "auto isolate"),
];

/// Words that may stand where a length may.
const FOR_LENGTHS: &str = "auto none normal min-content max-content fit-content stretch content thin medium thick \
     xx-small x-small small large x-large xx-large xxx-large smaller larger -webkit-fill-available";

pub fn is_known(name: &str, value: &str) -> bool {
    let parts = words(value);
    let is_in = |list: &str, word: &str| list.split_ascii_whitespace().any(|one| one == word);
    if parts.is_empty() {
        return false;
    }
    if parts.len() == 1 && is_in(EVERYWHERE, parts[0]) || value.contains("var(") {
        return true;
    }
    if let Some((_, list)) = KEYWORDS.iter().find(|(known, _)| *known == name) {
        return parts.iter().all(|word| is_in(list, word));
    }
    let is_word = |word: &str| {
        word.bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
    };
    let is_length = matches!(
        name,
        "width" | "height" | "top" | "right" | "bottom" | "left" | "gap" | "font-size"
    ) || ["min-", "max-", "margin", "padding", "inset"]
        .iter()
        .any(|start| name.starts_with(start))
        || name.ends_with("-gap")
        || name.ends_with("-spacing");
    if is_length {
        return parts
            .iter()
            .all(|word| !is_word(word) || is_in(FOR_LENGTHS, word));
    }
    if name == "color" || name.ends_with("-color") {
        return parts.len() == 1
            && (!is_word(parts[0])
                || matches!(parts[0], "currentcolor" | "auto")
                || is_colour(parts[0]));
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_nobody_knows_are_no_values() {
        for (name, value) in [
            ("display", "grid"),
            ("display", "inline flex"),
            ("width", "fit-content"),
            ("margin", "0 auto"),
            ("color", "rebeccapurple"),
            ("background-color", "#fff"),
            ("color", "var(--x)"),
            ("position", "inherit"),
            ("gap", "1px"),
            ("aspect-ratio", "1 / 1"),
        ] {
            assert!(is_known(name, value), "{name}: {value}");
        }
        for (name, value) in [
            ("display", "nonsense"),
            ("float", "3px"),
            ("text-align", "banana"),
            ("width", "wide"),
            ("color", "nonsense"),
            ("position", ""),
        ] {
            assert!(!is_known(name, value), "{name}: {value}");
        }
    }
}
