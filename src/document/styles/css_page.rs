//! `@page` rules as they are written, with their margin boxes.

use cssparser::{ParseError, Parser, Token};

/// An `@page` rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageRule {
    /// `:first`, `name:left`, several with commas between them, or nothing.
    pub selector: String,
    pub declarations: Vec<Said>,
    /// Margin boxes by their names: `top-left`.
    pub boxes: Vec<(String, Vec<Said>)>,
    /// The line of its sheet in which it begins, counted from 0.
    pub line: usize,
}

/// A declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// In lower case.
    pub name: String,
    /// As it is written.
    pub value: String,
    pub important: bool,
}

type Failed = ParseError<()>;

impl PageRule {
    /// Reads what stands between its braces.
    pub fn read(&mut self, block: &mut Parser<'_>) {
        loop {
            match block.next().cloned() {
                Ok(Token::AtKeyword(name)) => {
                    let name = name.to_ascii_lowercase();
                    let mut inner = Self::default();
                    let found = until_block(block, &mut inner);
                    if found {
                        self.boxes.push((name, inner.declarations));
                    }
                }
                Ok(Token::Ident(name)) => self.declarations.extend(declaration(block, &name)),
                Ok(_) => {}
                Err(_) => return,
            }
        }
    }
}

/// Reads the block of a margin box; false where there is none.
fn until_block(block: &mut Parser<'_>, inner: &mut PageRule) -> bool {
    loop {
        match block.next().cloned() {
            Ok(Token::CurlyBracketBlock) => {
                let _ = block.parse_nested_block(|block| {
                    loop {
                        match block.next().cloned() {
                            Ok(Token::Ident(name)) => {
                                inner.declarations.extend(declaration(block, &name));
                            }
                            Ok(_) => {}
                            Err(_) => return Ok::<_, Failed>(()),
                        }
                    }
                });
                return true;
            }
            Ok(Token::Semicolon) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// The rest of a declaration, up to the semicolon behind it.
fn declaration(block: &mut Parser<'_>, name: &str) -> Option<Said> {
    if block.expect_colon().is_err() {
        return None;
    }
    block.skip_whitespace();
    let start = block.position();
    let mut value = None;
    let mut important = false;
    // What is in parentheses is only passed by when the next token is asked for.
    loop {
        let token = block.next().cloned();
        let read = block.slice(start..block.position());
        match token {
            Ok(Token::Delim('!')) => {
                important = true;
                value = value.or(read.strip_suffix('!'));
            }
            Ok(Token::Semicolon) => {
                value = value.or(read.strip_suffix(';'));
                break;
            }
            Ok(_) => {}
            Err(_) => {
                value = value.or(Some(read));
                break;
            }
        }
    }
    Some(Said {
        name: name.to_ascii_lowercase(),
        value: value.unwrap_or_default().trim().to_owned(),
        important,
    })
}
