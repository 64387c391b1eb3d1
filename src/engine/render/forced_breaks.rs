//! Whether a document may ask for the end of a page at all. Rules that take such breaks back where there
//! is nothing before or behind them stand on every element, and while they do, the engine lets no
//! two elements share what it has found out about their style.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::document::Text;

/// Which words name breaks on one side of an element, of today and of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Before,
    After,
}

/// What names a break on either side, and where style sheets of files come in, which may say what is not in the text.
const WORDS: [&str; 4] = ["break-before", "break-after", "<link", "@import"];

/// What asks for no break.
const HARMLESS: [&str; 2] = ["auto", "avoid"];

pub fn may_break(text: &Text, end: End) -> bool {
    text.scripted || text.texts().any(|text| says(text, end))
}

fn says(text: &str, end: End) -> bool {
    static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(WORDS)
            .expect("a few words are not too many")
    });
    let other = match end {
        End::Before => "break-after",
        End::After => "break-before",
    };
    let forces = |at: usize| {
        let value = text[at..].trim_start_matches([' ', '"', ':']).as_bytes();
        !HARMLESS.iter().any(|word| {
            let start = value.get(..word.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
        })
    };
    FINDER.find_iter(text).any(|found| {
        let word = WORDS[found.pattern()];
        word != other && (!word.starts_with("break") || forces(found.end()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_forces_breaks_may_break() {
        for (text, before, after) in [
            ("<p>One break-in", false, false),
            ("<p style='PAGE-BREAK-AFTER: always'>", false, true),
            (
                "h2{page-break-after:avoid;break-inside:avoid}",
                false,
                false,
            ),
            (
                "h2{page-break-before:auto}h3{break-before : page}",
                true,
                false,
            ),
            (
                r#"{"break-before":"avoid","break-after":"left"}"#,
                false,
                true,
            ),
            ("<link rel=stylesheet href=a.css>", true, true),
            ("@IMPORT 'a.css';", true, true),
        ] {
            assert_eq!(says(text, End::Before), before, "{text}");
            assert_eq!(says(text, End::After), after, "{text}");
        }
    }
}
