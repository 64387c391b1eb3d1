//! Drawings that are backgrounds of a size of their own, such as the arrow of a choice: the engine
//! shows none of them that does not say how large it is, and stretches the others.

use std::ops::Range;

use cssparser::{Parser, Token};

use crate::document::edits::Edit;
use crate::document::pictures::svg;

/// What a block of a style sheet says of its background.
#[derive(Default)]
pub struct Drawings {
    /// Whether this declaration is one of a background.
    is_background: bool,
    /// The addresses of drawings, and where they stand.
    found: Vec<(String, Range<usize>)>,
    /// How many sizes there are, and the last of them.
    sizes: usize,
    size: Size,
}

/// Lengths, as far as they are there.
type Size = (Option<f64>, Option<f64>);

impl Drawings {
    /// Looks at a token, behind which the parser stands.
    pub fn take(&mut self, token: &Token<'_>, parser: &mut Parser<'_>) {
        match token {
            Token::Ident(name) => {
                let name = name.as_bytes();
                let is = name.len() >= 10 && name[..10].eq_ignore_ascii_case(b"background");
                if is && follows(parser, &Token::Colon) {
                    self.is_background = true;
                    if name.eq_ignore_ascii_case(b"background-size") {
                        self.read_size(parser, true);
                    }
                }
            }
            Token::Delim('/') if self.is_background => self.read_size(parser, false),
            Token::Semicolon | Token::CurlyBracketBlock => self.is_background = false,
            _ => {}
        }
    }

    /// An address, where it stands in a background.
    pub fn see(&mut self, url: &str, range: Range<usize>) {
        const TYPE: &[u8] = b"data:image/svg+xml";
        let start = url.trim_start().as_bytes().get(..TYPE.len());
        if self.is_background && start.is_some_and(|start| start.eq_ignore_ascii_case(TYPE)) {
            self.found.push((url.to_owned(), range));
        }
    }

    fn read_size(&mut self, parser: &mut Parser<'_>, behind_colon: bool) {
        let before = parser.state();
        if behind_colon {
            let _ = parser.next();
        }
        let width = length(parser);
        let height = width.and_then(|_| length(parser));
        parser.reset(&before);
        self.sizes += 1;
        self.size = (width, height);
    }

    /// The edits, once the block ends. With several sizes it is not known which is whose.
    pub fn end(&mut self) -> Vec<Edit> {
        let ([(url, range)], 1, (Some(width), height)) = (&self.found[..], self.sizes, self.size)
        else {
            return Vec::new();
        };
        let shown = height.map(|height| (width, height));
        let sized = svg::address_for(url, shown);
        let edit = sized.map(|url| (range.clone(), format!("url(\"{url}\")")));
        edit.into_iter().collect()
    }
}

/// Whether a token comes next, which is left where it is.
fn follows(parser: &mut Parser<'_>, token: &Token<'_>) -> bool {
    let before = parser.state();
    let follows = parser.next() == Ok(token);
    parser.reset(&before);
    follows
}

/// A length in pixels; letters are as large as a browser's own, since of a drawing its ratio counts.
fn length(parser: &mut Parser<'_>) -> Option<f64> {
    let Ok(Token::Dimension { value, unit, .. }) = parser.next() else {
        return None;
    };
    let pixels = match unit.to_ascii_lowercase().as_str() {
        "px" => 1.0,
        "em" | "rem" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "pt" => 96.0 / 72.0,
        _ => return None,
    };
    Some(f64::from(*value) * pixels).filter(|side| *side > 0.0 && side.is_finite())
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;

    use crate::document::edits::apply;
    use crate::document::styles::css::read;

    fn sized(css: &str) -> Option<String> {
        let edited = apply(css, read(css).edits);
        let (_, data) = edited.split_once(";base64,")?;
        let data = BASE64_STANDARD.decode(data.split('"').next()?).ok()?;
        String::from_utf8(data).ok()
    }

    #[test]
    fn drawings_are_as_large_as_they_are_shown() {
        const SVG: &str = "url(\"data:image/svg+xml,%3csvg viewBox='0 0 16 16'/%3e\")";
        let with = |size: &str| Some(format!("<svg {size} viewBox='0 0 16 16'/>"));
        for (css, expected) in [
            (
                "a{background-image:SVG;background-size:16px 12px}",
                with("width=\"16\" height=\"12\""),
            ),
            (
                "@media print{a{background:#fff SVG no-repeat right .75rem center/1rem 0.5rem}}",
                with("width=\"16\" height=\"8\""),
            ),
            (
                "a{background-size:20px;background-image:SVG}",
                with("width=\"16\" height=\"16\""),
            ),
            ("a{background-image:SVG;background-size:contain}", None),
            ("a{background-image:SVG;background-size:100% 100%}", None),
            ("a{background-image:SVG,SVG;background-size:1px 2px}", None),
            ("a{background-size:1px 2px}b{background-image:SVG}", None),
            ("a{list-style-image:SVG;background-size:1px 2px}", None),
        ] {
            assert_eq!(sized(&css.replace("SVG", SVG)), expected, "{css}");
        }
        let free = "a{background:url(data:image/svg+xml,%3csvg/%3e) 0 0/1px 2px}";
        assert_eq!(
            sized(free).as_deref(),
            Some("<svg width=\"300\" height=\"150\"/>")
        );
    }
}
