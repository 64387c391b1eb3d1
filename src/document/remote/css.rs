//! Addresses in style sheets.

use std::ops::Range;

use cssparser::{ParseError, Parser, Token};

use crate::document::edits::Edit;
use crate::document::lower::Media;

use super::faces::{self, escaped, on_as_many_lines};
use super::kind::Kind;
use super::known::{Known, Place};

/// Blocks nested deeper than this are not looked into.
const DEEPEST: usize = 16;

struct Found {
    range: Range<usize>,
    address: String,
    is_import: bool,
}

/// What is to be changed in a style sheet.
pub fn walk(
    css: &str,
    place: Place<'_>,
    media: &Media,
    context: &faces::Context,
    known: &mut Known,
) -> Vec<Edit> {
    let is_relative = place.base.is_some();
    if !may_have_any(css) || !is_relative && !css.contains("//") || known.is_late() {
        return Vec::new();
    }
    let mut found = Vec::new();
    look(&mut Parser::new(css), &mut found, media, DEEPEST);
    let mut edits = faces::walk(css, place, context, known);
    for Found {
        range,
        address,
        is_import,
    } in found
    {
        let kind = match is_import {
            true => Kind::Style,
            false => Kind::Background,
        };
        if let Some(new) = known.replacement(&address, kind, place) {
            let url = format!("url(\"{}\")", escaped(&new));
            edits.push(on_as_many_lines(css, range, url));
        }
    }
    edits
}

fn may_have_any(css: &str) -> bool {
    let bytes = css.as_bytes();
    let has = |word: &[u8]| memchr::memmem::find(bytes, word).is_some();
    has(b"url") || has(b"URL") || has(b"Url") || has(b"import") || has(b"IMPORT") || has(b"Import")
}

fn look(parser: &mut Parser<'_>, found: &mut Vec<Found>, media: &Media, depth: usize) {
    // Whether what follows is the address of an import that is not for this medium.
    let mut import: Option<bool> = None;
    let mut is_face = false;
    loop {
        parser.skip_whitespace();
        let start = parser.position().byte_index();
        let Ok(token) = parser.next().cloned() else {
            return;
        };
        let mut take = |address: String, end: usize, import: &mut Option<bool>| {
            let is_import = import.is_some();
            if import.take() != Some(false) {
                found.push(Found {
                    range: start..end,
                    address,
                    is_import,
                });
            }
        };
        match token {
            Token::AtKeyword(name) => {
                is_face = name.eq_ignore_ascii_case("font-face");
                import = name
                    .eq_ignore_ascii_case("import")
                    .then(|| is_for(parser, media));
            }
            Token::UnquotedUrl(url) => {
                take(url.to_string(), parser.position().byte_index(), &mut import);
            }
            Token::QuotedString(url) if import.is_some() => {
                take(url.to_string(), parser.position().byte_index(), &mut import);
            }
            Token::Function(name) if name.eq_ignore_ascii_case("url") => {
                let address = parser.parse_nested_block(|block| {
                    Ok::<_, ParseError<()>>(block.expect_string().map(|url| url.to_string()).ok())
                });
                if let Ok(Some(address)) = address {
                    take(address, parser.position().byte_index(), &mut import);
                }
            }
            Token::Semicolon => import = None,
            Token::CurlyBracketBlock if is_face => {
                is_face = false;
                let _ = parser.parse_nested_block(|block| {
                    while block.next().is_ok() {}
                    Ok::<_, ParseError<()>>(())
                });
            }
            Token::CurlyBracketBlock
            | Token::ParenthesisBlock
            | Token::SquareBracketBlock
            | Token::Function(_)
                if depth > 0 =>
            {
                let _ = parser.parse_nested_block(|block| {
                    look(block, found, media, depth - 1);
                    Ok::<_, ParseError<()>>(())
                });
            }
            _ => {}
        }
    }
}

/// Whether the import that begins here is for what is printed.
fn is_for(parser: &mut Parser<'_>, media: &Media) -> bool {
    let before = parser.state();
    // The address itself.
    match parser.next() {
        Ok(Token::Function(_)) => {
            let _ = parser.parse_nested_block(|block| {
                while block.next().is_ok() {}
                Ok::<_, ParseError<()>>(())
            });
        }
        Ok(_) => {}
        Err(_) => return false,
    }
    let from = parser.position();
    while parser.next().is_ok_and(|token| *token != Token::Semicolon) {}
    let conditions = parser
        .slice_from(from)
        .trim_end_matches(';')
        .trim()
        .to_owned();
    parser.reset(&before);
    // Layers and feature queries come first; whoever has some is fetched.
    let is_plain = !conditions.contains("layer") && !conditions.contains("supports");
    !is_plain || media.matches(&conditions)
}
