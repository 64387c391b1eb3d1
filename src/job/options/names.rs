//! Names in whatever style they are written, and the one that was probably meant.

/// A name without its style: `pagesize` for `page_size`, `page-size`, `pageSize`.
pub fn plain_name(name: &str) -> String {
    letters(name).collect()
}

/// The letters of a name that its style does not change.
pub(super) fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-'))
        .map(|c| c.to_ascii_lowercase())
}

/// The name that `word` most likely was meant to be.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> &'a str {
    let word = plain_name(word);
    let likeness = |name: &str| {
        let name = plain_name(name);
        let contains = !word.is_empty() && (word.contains(&name) || name.contains(&word));
        let alike = strsim::jaro_winkler(&name, &word);
        // A typing error comes before a name that is part of another.
        match (alike > 0.93, contains) {
            (true, _) => alike + 1.0,
            (false, true) => alike + 0.5,
            (false, false) => alike,
        }
    };
    known
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .unwrap_or_default()
}
