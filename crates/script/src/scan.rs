//! A quick look at the tokens of a script: is it newer than ES5? What cannot be told
//! for certain is said to be newer, and the parser decides.

use super::inks;

/// Whether the parser must look at a script.
pub fn is_newer(source: &str) -> bool {
    Scan::of(source).finds_newer()
}

/// Whether a script seems to be a module: a line of it begins with `import` or `export`.
pub fn has_modules(source: &str) -> bool {
    let mut words = memchr::memmem::find_iter(source.as_bytes(), b"import")
        .chain(memchr::memmem::find_iter(source.as_bytes(), b"export"));
    words.any(|at| {
        let bytes = source.as_bytes();
        let before = bytes[..at]
            .iter()
            .rev()
            .find(|byte| !matches!(byte, b' ' | b'\t'));
        let begins = before.is_none_or(|byte| matches!(byte, b'\n' | b'\r' | b';' | b'}' | b'/'));
        let rest = &source[at + 6..];
        let spaced = rest.trim_start();
        let signs = spaced.starts_with(['{', '*', '"', '\'']);
        begins && (signs || spaced.len() < rest.len() && spaced.starts_with(char::is_alphabetic))
    })
}

/// What the last token was, as far as it matters for the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last<'s> {
    Start,
    /// A name, or a word of the language.
    Word(&'s str),
    /// A number, a string or a regular expression.
    Value,
    Sign(u8),
}

/// What a bracket is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bracket {
    /// Of `if`, `for` and the like.
    Head,
    /// Parameters of a function.
    Parameters,
    /// A call, or what belongs together.
    Round,
    Object,
    Block,
    /// Of a function.
    Body,
    /// An element of something.
    Index,
    Array,
}

pub(super) struct Scan<'s> {
    source: &'s str,
    bytes: &'s [u8],
    at: usize,
    last: Last<'s>,
    /// The one before the last.
    earlier: Last<'s>,
    open: Vec<Bracket>,
    /// What the bracket that was closed last was for.
    closed: Option<Bracket>,
    strict: bool,
    /// A property that is looked for, and where it stands.
    wanted: &'s str,
    places: Vec<usize>,
}

/// Words that ES5 does not have, or that mean something else now.
const NEWER: &[&str] = &[
    "async", "await", "class", "const", "export", "import", "let", "super", "yield",
];

/// Words behind which a value begins.
const BEFORE_VALUE: &[&str] = &[
    "case",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "new",
    "return",
    "throw",
    "typeof",
    "void",
];

const HEADS: &[&str] = &["catch", "for", "if", "switch", "while", "with"];

impl<'s> Scan<'s> {
    fn of(source: &'s str) -> Self {
        Self {
            source,
            bytes: source.as_bytes(),
            at: 0,
            last: Last::Start,
            earlier: Last::Start,
            open: Vec::new(),
            closed: None,
            strict: false,
            wanted: "",
            places: Vec::new(),
        }
    }

    /// Where a script of ES5 has a property of this name; `None` where that cannot be told for
    /// certain.
    pub(super) fn properties(source: &'s str, name: &'s str) -> Option<Vec<usize>> {
        let mut scan = Self::of(source);
        scan.wanted = name;
        while scan.at < scan.bytes.len() {
            let (first, before) = (scan.peek(0), scan.at);
            let doubt = matches!(first, Some(b'/' | b'\'' | b'"' | b'`' | b'#' | b'@'));
            // What is newer in a word or a sign is no matter here, and none in a text that ends: a
            // colour of today.
            let is_newer = scan.step();
            let is_whole = matches!(first, Some(b'\'' | b'"')) && scan.at > before;
            if is_newer && doubt && !is_whole {
                return None;
            }
        }
        Some(scan.places)
    }

    fn finds_newer(&mut self) -> bool {
        while self.at < self.bytes.len() {
            if self.step() {
                return true;
            }
        }
        false
    }

    /// Looks at the next token, and tells whether it is newer than ES5.
    fn step(&mut self) -> bool {
        let Some(byte) = self.peek(0) else {
            return false;
        };
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c => {
                self.at += 1;
                false
            }
            b'/' if matches!(self.peek(1), Some(b'/' | b'*')) => {
                self.comment();
                false
            }
            b'/' => self.slash(),
            b'\'' | b'"' => self.string(byte),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_some_and(|next| next.is_ascii_digit()) => self.number(),
            b'`' | b'#' | b'@' => true,
            _ if is_word(byte) => self.word(),
            _ => self.sign(byte),
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// The next byte that is no white space.
    fn next_token(&self) -> Option<u8> {
        let rest = &self.bytes[self.at..];
        rest.iter()
            .copied()
            .find(|byte| !byte.is_ascii_whitespace())
    }

    fn push(&mut self, token: Last<'s>) {
        self.earlier = self.last;
        self.last = token;
    }

    fn comment(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = match self.peek(1) {
            Some(b'/') => memchr::memchr2(b'\n', b'\r', rest),
            _ => memchr::memmem::find(&rest[2..], b"*/").map(|at| at + 4),
        };
        self.at += length.unwrap_or(rest.len());
    }

    /// A division, or a regular expression.
    fn slash(&mut self) -> bool {
        let (begins, doubt) = match self.last {
            Last::Start => (true, false),
            Last::Word(word) => (BEFORE_VALUE.contains(&word), false),
            Last::Value => (false, false),
            Last::Sign(b']') => (false, false),
            // Behind the head of a statement the statement begins.
            Last::Sign(b')') => (self.closed == Some(Bracket::Head), false),
            Last::Sign(b'}') => (false, true),
            Last::Sign(_) => (true, false),
        };
        let Some(end) = self.end_of_regex() else {
            self.at += 1;
            self.push(Last::Sign(b'/'));
            return begins;
        };
        if doubt {
            // What looks like a quote may be one, or a part of the expression.
            let body = &self.bytes[self.at..end];
            let unclear = |byte: &u8| b"'\"`".contains(byte);
            if body.iter().any(unclear) || memchr::memmem::find(body, b"/*").is_some() {
                return true;
            }
        }
        if !begins {
            self.at += 1;
            self.push(Last::Sign(b'/'));
            return false;
        }
        let body = &self.source[self.at..end];
        self.at = end;
        let flags = self.take_word();
        self.push(Last::Value);
        !flags.bytes().all(|flag| b"gim".contains(&flag))
            || ["(?<", "\\p{", "\\P{"].iter().any(|new| body.contains(new))
    }

    fn end_of_regex(&self) -> Option<usize> {
        let (mut at, mut class) = (self.at + 1, false);
        loop {
            match self.bytes.get(at)? {
                b'\n' | b'\r' => return None,
                b'\\' => at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => return Some(at + 1),
                _ => {}
            }
            at += 1;
        }
    }

    fn string(&mut self, quote: u8) -> bool {
        let start = self.at + 1;
        let mut at = start;
        loop {
            let rest = &self.bytes[at..];
            // It does not end: nothing that follows is certain.
            let Some(found) = memchr::memchr3(quote, b'\\', b'\n', rest) else {
                return true;
            };
            match rest[found] {
                b'\n' => return true,
                b'\\' if rest[found..].starts_with(b"\\u{") => return true,
                b'\\' => {
                    // An end of line of two characters counts as one.
                    let two = rest[found + 1..].starts_with(b"\r\n");
                    at += found + 2 + usize::from(two);
                    if at > self.bytes.len() {
                        return true;
                    }
                }
                _ => {
                    at += found;
                    break;
                }
            }
        }
        let text = &self.bytes[start..at];
        self.strict |= text == b"use strict";
        self.at = at + 1;
        self.push(Last::Value);
        // U+2028 and U+2029 end a line in ES5.
        let ends = |end: &[u8]| memchr::memmem::find(text, end).is_some();
        let is_colour = std::str::from_utf8(text).is_ok_and(inks::is_modern);
        is_colour || ends("\u{2028}".as_bytes()) || ends("\u{2029}".as_bytes())
    }

    fn number(&mut self) -> bool {
        let start = self.at;
        while self
            .peek(0)
            .is_some_and(|byte| is_word(byte) || byte == b'.')
        {
            self.at += 1;
        }
        let text = &self.bytes[start..self.at];
        self.push(Last::Value);
        text.contains(&b'_')
            || matches!(text, [b'0', b'b' | b'B' | b'o' | b'O', ..])
            || text.last() == Some(&b'n')
    }

    fn take_word(&mut self) -> &'s str {
        let start = self.at;
        while self.peek(0).is_some_and(is_word) {
            self.at += 1;
        }
        self.source.get(start..self.at).unwrap_or_default()
    }

    fn word(&mut self) -> bool {
        let word = self.take_word();
        if word.ends_with("\\u") && self.peek(0) == Some(b'{') {
            return true;
        }
        let next = self.next_token();
        let is_property = self.last == Last::Sign(b'.');
        if is_property && word == self.wanted && self.earlier != Last::Sign(b'.') {
            self.places.push(self.at - word.len());
        }
        let is_key = next == Some(b':') && !matches!(self.last, Last::Sign(b'?'));
        let before = self.last;
        self.push(match is_property {
            true => Last::Value,
            false => Last::Word(word),
        });
        if is_property || is_key {
            return false;
        }
        if word == "eval" && next == Some(b'(') {
            // Of a text that may be newer.
            return true;
        }
        let is_accessor = matches!(word, "get" | "set");
        if is_accessor && next.is_some_and(|next| b"'\"_.0123456789".contains(&next)) {
            // A name that the engine does not read.
            return true;
        }
        let within = self.open.last();
        if within == Some(&Bracket::Object)
            && matches!(before, Last::Sign(b'{' | b','))
            && matches!(next, Some(b',' | b'}' | b'=' | b'('))
        {
            return true;
        }
        match word {
            "of" => match before {
                Last::Word(word) => word != "var" && !BEFORE_VALUE.contains(&word),
                _ => matches!(before, Last::Sign(b']' | b'}')),
            },
            "function" => {
                let declares = matches!(before, Last::Sign(b'{' | b'}' | b';'));
                let in_block = within == Some(&Bracket::Block);
                next == Some(b'*') || self.strict && declares && in_block
            }
            "new" => next == Some(b'.'),
            "BigInt" => next == Some(b'('),
            "var" => matches!(next, Some(b'{' | b'[')),
            "catch" => next == Some(b'{'),
            _ => NEWER.contains(&word),
        }
    }

    fn sign(&mut self, byte: u8) -> bool {
        let pair = (byte, self.peek(1));
        let newer = match pair {
            (b'=', Some(b'>')) | (b'*', Some(b'*')) | (b'?', Some(b'?')) => true,
            (b'?', Some(b'.')) => !self.peek(2).is_some_and(|next| next.is_ascii_digit()),
            (b'.', Some(b'.')) => true,
            (b'-', Some(b'-')) => self.peek(2) == Some(b'>'),
            (b'=', _) => self.assigns_newly(),
            _ => false,
        };
        if newer {
            self.at += 1;
            self.push(Last::Sign(byte));
            return true;
        }
        let newer = match byte {
            b'(' | b'[' | b'{' => self.opens(byte),
            b')' | b']' | b'}' => {
                let trailing = byte == b')' && self.last == Last::Sign(b',');
                self.closed = self.open.pop();
                trailing
            }
            _ => false,
        };
        self.at += 1;
        self.push(Last::Sign(byte));
        newer
    }

    /// `=` behind a pattern, or in parameters.
    fn assigns_newly(&self) -> bool {
        if self.peek(1) == Some(b'=') {
            return false;
        }
        match self.last {
            Last::Sign(b']') => self.closed == Some(Bracket::Array),
            Last::Sign(b'}') => true,
            Last::Word(_) => self.open.last() == Some(&Bracket::Parameters),
            _ => false,
        }
    }

    fn opens(&mut self, byte: u8) -> bool {
        let in_parameters = self.open.last() == Some(&Bracket::Parameters);
        let in_object = self.open.last() == Some(&Bracket::Object);
        let is_value = matches!(self.last, Last::Value | Last::Sign(b')' | b']'));
        let bracket = match byte {
            b'(' => match (self.earlier, self.last) {
                (_, Last::Word("function")) | (Last::Word("function" | "get" | "set"), _) => {
                    Bracket::Parameters
                }
                (_, Last::Word(word)) if HEADS.contains(&word) => Bracket::Head,
                _ => Bracket::Round,
            },
            b'[' => match self.last {
                Last::Word(word) if !BEFORE_VALUE.contains(&word) => Bracket::Index,
                _ if is_value => Bracket::Index,
                _ => Bracket::Array,
            },
            _ => match self.last {
                Last::Sign(b')') if self.closed == Some(Bracket::Parameters) => Bracket::Body,
                Last::Sign(b')') => Bracket::Block,
                Last::Start | Last::Sign(b';' | b'{' | b'}') => Bracket::Block,
                Last::Word("do" | "else" | "try" | "finally") => Bracket::Block,
                _ => Bracket::Object,
            },
        };
        // `name(...) {` is a method, unless a word of the language is before it.
        let method =
            byte == b'{' && self.last == Last::Sign(b')') && self.closed == Some(Bracket::Round);
        let computed = byte == b'[' && in_object && matches!(self.last, Last::Sign(b'{' | b','));
        let is_caught = self.earlier == Last::Word("catch") && self.last == Last::Sign(b'(');
        let pattern = (in_parameters || is_caught) && byte != b'(';
        self.open.push(bracket);
        method || computed || pattern
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'\\') || byte >= 0x80
}

#[cfg(test)]
mod tests;
