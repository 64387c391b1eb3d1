//! Fonts that a drawing in a file names. No style sheet of the page says anything in it, so its own words are changed:
//! Latin letters do not come from what stands in for a font of East Asia.

use std::collections::BTreeSet;

use crate::document::edits::{Edit, apply};
use crate::document::lower;

const NAME: &str = "font-family";

/// What is longer is left as it is.
const MOST: usize = 500;

/// The file with its fonts in the order in which a browser takes letters from them. `None` if it is so already.
pub fn with_latin_first(svg: &str) -> Option<String> {
    // Those that it brings along may have any name.
    if !svg.contains(NAME) || svg.contains("@font-face") {
        return None;
    }
    let edits: Vec<Edit> = svg
        .match_indices(NAME)
        .filter_map(|(at, _)| {
            let said = value(svg, at + NAME.len())?;
            let text = &svg[said.clone()];
            let changed = lower::latin_first(text, &BTreeSet::new())?;
            (lower::asks_for_stand_in(text) && !text.contains('&')).then_some((said, changed))
        })
        .collect();
    (!edits.is_empty()).then(|| apply(svg, edits))
}

/// Where the value of an attribute or a declaration stands whose name ends there.
fn value(svg: &str, end: usize) -> Option<std::ops::Range<usize>> {
    let behind_spaces = |at: usize| {
        let spaces = svg.as_bytes()[at..].iter().take(MOST);
        at + spaces.take_while(|byte| byte.is_ascii_whitespace()).count()
    };
    let sign = behind_spaces(end);
    let start = sign + 1;
    match svg.as_bytes().get(sign)? {
        b'=' => {
            let quote = behind_spaces(start);
            let mark = *svg
                .as_bytes()
                .get(quote)
                .filter(|byte| matches!(byte, b'"' | b'\''))?;
            let bytes = svg.as_bytes()[quote + 1..].iter().take(MOST);
            let length = bytes.copied().position(|byte| byte == mark)?;
            Some(quote + 1..quote + 1 + length)
        }
        b':' => {
            let mut open = None;
            let bytes = svg.as_bytes()[start..].iter().take(MOST);
            for (at, byte) in (start..).zip(bytes.copied()) {
                match (byte, open) {
                    (b'"' | b'\'', None) => open = Some((byte, at)),
                    (mark, Some((of, _))) if mark == of => open = None,
                    // That was the end of an attribute, and no beginning of a name.
                    (b'<' | b'>' | b'=', Some((_, from))) => return Some(start..from),
                    (b';' | b'}' | b'<' | b'>', None) => return Some(start..at),
                    _ => {}
                }
            }
            None
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::with_latin_first;

    #[test]
    fn latin_letters_come_from_the_next_family() {
        let changed = |svg: &str| with_latin_first(svg);
        assert_eq!(
            changed("<svg><text font-family=\"Noto Sans JP, sans-serif\">a</text></svg>")
                .as_deref(),
            Some("<svg><text font-family=\"Arial, Noto Sans JP, sans-serif\">a</text></svg>")
        );
        assert_eq!(
            changed("<svg><text style=\"font-family:'Noto Sans KR',Arial\" x='1'>a</text></svg>")
                .as_deref(),
            Some(
                "<svg><text style=\"font-family:Arial, 'Noto Sans KR', Arial\" x='1'>a</text></svg>"
            )
        );
        assert_eq!(
            changed("<svg><style>a{font-family: \"Malgun Gothic\", serif}</style></svg>")
                .as_deref(),
            Some(
                "<svg><style>a{font-family:Times New Roman, \"Malgun Gothic\", serif}</style></svg>"
            )
        );
        for unchanged in [
            "<svg><text font-family='Arial, sans-serif'/></svg>",
            "<svg><text font-family='Noto Sans JP'/></svg>",
            "<svg><text font-family='&quot;Noto Sans JP&quot;, serif'/></svg>",
            "<svg><style>@font-face{font-family:Noto Sans JP}</style><text font-family='Noto Sans JP, serif'/></svg>",
            "<svg><text font-family",
            "<svg><text style='font-family:",
            "<svg><text font-family=Noto Sans JP, serif",
        ] {
            assert_eq!(changed(unchanged), None, "{unchanged}");
        }
    }
}
