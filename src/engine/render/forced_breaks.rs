//! Whether a document may ask for the end of a page at all. Rules that take such breaks back where there
//! is nothing before or behind them stand on every element, and while they do, the engine lets no
//! two elements share what it has found out about their style.

use memchr::memmem;

use crate::document::Text;

/// Which words name breaks on one side of an element, of today and of the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Before,
    After,
}

/// Style sheets of files, and scripts, may say what is not in the text.
const ELSEWHERE: [&str; 2] = ["<link", "@import"];

/// What asks for no break.
const HARMLESS: [&str; 2] = ["auto", "avoid"];

pub fn may_break(text: &Text, end: End) -> bool {
    text.scripted || text.texts().any(|text| says(text, end))
}

fn says(text: &str, end: End) -> bool {
    let small = text.to_ascii_lowercase();
    let name = match end {
        End::Before => "break-before",
        End::After => "break-after",
    };
    let forces = |at: usize| {
        let value = small[at + name.len()..].trim_start_matches([' ', '"', ':']);
        !HARMLESS.iter().any(|word| value.starts_with(word))
    };
    let has = |word: &&str| memmem::find(small.as_bytes(), word.as_bytes()).is_some();
    ELSEWHERE.iter().any(has) || memmem::find_iter(small.as_bytes(), name).any(forces)
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
