//! `@font-face` rules in any text, and the weights that a text speaks of.

use std::collections::BTreeSet;

use cssparser::{Delimiter, Parser, Token};

use crate::font::Ranges;

const FACE: &str = "@font-face";

/// What a range of weights is called beside the one weight that the engine reads.
pub const WEIGHTS: &str = "-h2p-weights";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Upright,
    Slanted,
    /// A range of angles, of which one is upright.
    Both,
}

/// An `@font-face` rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Where it stands in its text, and what stands there.
    pub start: usize,
    pub text: String,
    pub family: String,
    pub weights: (f32, f32),
    pub style: Style,
    /// Degrees, where they are said.
    pub slant: Option<f32>,
    pub width: Option<f32>,
    /// The first of its sources, if that is an address.
    pub url: Option<String>,
    /// The characters that it is there for, where they are said.
    pub ranges: Option<Ranges>,
}

impl Rule {
    /// The rule for one weight, whose font is in a file of ours. That has no other
    /// characters than it is there for, which the engine does not ask a rule for.
    pub fn with(&self, weight: u16, is_italic: bool, file: &str) -> String {
        let style = if is_italic { "italic" } else { "normal" };
        let family = &self.family;
        format!(
            "{FACE}{{font-family:{family};src:url({file});font-weight:{weight};font-style:{style}}}"
        )
    }
}

/// All rules in a text, which may be HTML or a style sheet.
pub fn rules(text: &str) -> Vec<Rule> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], FACE.as_bytes()) {
        let start = from + at;
        from = start + FACE.len();
        let mut parser = Parser::new(&text[from..]);
        if parser.next() != Ok(&Token::CurlyBracketBlock) {
            continue;
        }
        let read = parser.parse_nested_block(|block| Ok::<_, Failed>(descriptors(block)));
        let end = from + parser.position().byte_index();
        let Ok(Some(rule)) = read else { continue };
        // A rule that is not closed reaches to the end of the text.
        if !text[..end].ends_with('}') {
            continue;
        }
        found.push(Rule {
            start,
            text: text[start..end].to_owned(),
            ..rule
        });
        from = end;
    }
    found
}

type Failed = cssparser::ParseError<()>;

fn descriptors(block: &mut Parser<'_>) -> Option<Rule> {
    let mut rule = Rule {
        start: 0,
        text: String::new(),
        family: String::new(),
        weights: (400.0, 400.0),
        style: Style::Upright,
        slant: None,
        width: None,
        url: None,
        ranges: None,
    };
    while !block.is_exhausted() {
        let _ = block.parse_until_after(Delimiter::Semicolon, |declaration| {
            let Ok(Token::Ident(name)) = declaration.next() else {
                return Ok::<_, Failed>(());
            };
            let name = name.to_ascii_lowercase();
            declaration
                .expect_colon()
                .map_err(cssparser::ParseError::from)?;
            declaration.skip_whitespace();
            if name == "src" {
                rule.url = first_url(declaration);
                return Ok(());
            }
            let start = declaration.position();
            while declaration.next().is_ok() {}
            rule.take(&name, declaration.slice_from(start).trim());
            Ok(())
        });
    }
    (!rule.family.is_empty()).then_some(rule)
}

/// The address of the first source; none where that is the name of a font.
fn first_url(sources: &mut Parser<'_>) -> Option<String> {
    match sources.next().ok()?.clone() {
        Token::UnquotedUrl(url) => Some(url.to_string()),
        Token::Function(name) if name.eq_ignore_ascii_case("url") => sources
            .parse_nested_block(|url| {
                Ok::<_, Failed>(url.expect_string().map(|url| url.to_string()).ok())
            })
            .ok()
            .flatten(),
        _ => None,
    }
}

impl Rule {
    fn take(&mut self, name: &str, value: &str) {
        let mut numbers = value.split_ascii_whitespace().filter_map(number);
        match name {
            "font-family" => self.family = value.to_owned(),
            "font-weight" | WEIGHTS => {
                if let Some(low) = numbers.next() {
                    self.weights = (low, numbers.next().unwrap_or(low).max(low));
                }
            }
            "font-style" => {
                let word = value.split_ascii_whitespace().next().unwrap_or_default();
                if word.eq_ignore_ascii_case("italic") || word.eq_ignore_ascii_case("oblique") {
                    let angles: Vec<f32> = numbers.collect();
                    self.style = match angles[..] {
                        [low, high, ..] if low <= 0.0 && high >= 0.0 => Style::Both,
                        _ => Style::Slanted,
                    };
                    // Of a range the end that is farther from upright.
                    let farther = |a: f32, b: f32| if b.abs() > a.abs() { b } else { a };
                    self.slant = angles.into_iter().reduce(farther);
                }
            }
            "font-stretch" => self.width = numbers.next(),
            "unicode-range" => self.ranges = Some(Ranges::of(value)),
            _ => {}
        }
    }
}

/// A weight, an angle or a share.
fn number(word: &str) -> Option<f32> {
    if word.eq_ignore_ascii_case("normal") {
        return Some(400.0);
    }
    if word.eq_ignore_ascii_case("bold") {
        return Some(700.0);
    }
    let word = word.trim_end_matches('%').trim_end_matches("deg");
    word.parse().ok().filter(|number: &f32| number.is_finite())
}

/// The weights that texts speak of, in CSS, in attributes or in scripts, in hundreds;
/// and always those of plain and of bold text.
pub fn weights<'t>(texts: impl Iterator<Item = &'t str>) -> BTreeSet<u16> {
    let mut found = BTreeSet::from([400, 700]);
    for text in texts {
        for at in memchr::memmem::find_iter(text.as_bytes(), b"font") {
            let rest = &text[at + 4..];
            let is_weight = rest
                .trim_start_matches('-')
                .get(..6)
                .is_some_and(|word| word.eq_ignore_ascii_case("weight"));
            // Of the shorthand its weight stands before its size.
            let is_shorthand = rest.starts_with(|c: char| " :=\"".contains(c));
            if !is_weight && !is_shorthand {
                continue;
            }
            let value: String = rest.chars().take(60).collect();
            let value = value.split([';', '}', '<', '>']).next().unwrap_or_default();
            let words = value.split(|c: char| !(c.is_ascii_alphanumeric() || ".%".contains(c)));
            for word in words.take(8) {
                match word {
                    "lighter" => found.extend([100]),
                    "bolder" => found.extend([900]),
                    _ => found.extend(hundreds(word)),
                }
            }
        }
    }
    found
}

fn hundreds(word: &str) -> Option<u16> {
    let weight: u16 = word.parse().ok()?;
    (1..=1000)
        .contains(&weight)
        .then(|| ((weight + 50) / 100).clamp(1, 9) * 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_wherever_they_stand() {
        let text = "<style>a{} @font-face{font-family:'A B';src: url(\"a.woff2\") format('woff2'), local(x);\
            font-weight:100 900;font-style:oblique 0deg 12deg;font-stretch:75% 125%;unicode-range:U+41-5A}\
            @font-face { font-family:C; src:local(D) } @font-face{font-family:E;src:url(e.ttf)";
        let found = rules(text);
        assert_eq!(found.len(), 2);
        let first = &found[0];
        assert_eq!(first.url.as_deref(), Some("a.woff2"));
        assert_eq!((first.weights, first.slant), ((100.0, 900.0), Some(12.0)));
        assert_eq!(first.width, Some(75.0));
        assert!(text[first.start..].starts_with(&first.text));
        assert_eq!(
            first.with(300, true, "f.ttf"),
            "@font-face{font-family:'A B';src:url(f.ttf);font-weight:300;font-style:italic}"
        );
        assert_eq!(first.ranges, Some(Ranges::of("U+41-5A")));
        assert_eq!(
            (found[1].url.as_ref(), found[1].ranges.as_ref()),
            (None, None)
        );
    }

    #[test]
    fn weights_are_found_in_css_attributes_and_scripts() {
        let texts = [
            "p{font-weight:300}b{font: italic 520 12px/1.5 X}",
            "<text font-weight=\"800\" font-size='900'>",
            "e.style.fontWeight = 200; c.font = '600 12px X'",
            "font-family:x;width:100;font-weight:bolder",
        ];
        let found = weights(texts.into_iter());
        assert_eq!(found, [200, 300, 400, 500, 600, 700, 800, 900].into());
    }
}
