//! The tags and texts of a document, one after the other. The tokenizer ends early when its time is over: one
//! tag or one comment may be as long as all of a request, and is one token.

use std::convert::Infallible;

use html5gum::emitters::default::{DefaultEmitter, Token};
use html5gum::{Emitter, ForwardingEmitter, Readable, Reader, StringReader, Tokenizer};

pub fn tokens(html: &str, is_late: impl Fn() -> bool) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let tokens = Tokenizer::new_with_emitter(TimedReader::new(html, is_late), Quiet(emitter));
    tokens.map(|token| {
        let Ok(token) = token;
        token
    })
}

/// Nobody asks what is wrong with a document. To find it each letter would be looked at, of pictures in
/// addresses as well.
struct Quiet(DefaultEmitter<usize>);

impl ForwardingEmitter for Quiet {
    type Token = Token<usize>;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

struct TimedReader<'a, F> {
    text: StringReader<'a>,
    is_late: F,
    /// Steps until the clock is looked at.
    steps: u32,
    ended: bool,
}

const STEPS: u32 = 1 << 14;

impl<'a, F: Fn() -> bool> TimedReader<'a, F> {
    fn new(text: &'a str, is_late: F) -> Self {
        Self {
            text: text.to_reader(),
            is_late,
            steps: STEPS,
            ended: false,
        }
    }

    fn step(&mut self) -> bool {
        self.steps -= 1;
        if self.steps == 0 {
            self.steps = STEPS;
            self.ended |= (self.is_late)();
        }
        !self.ended
    }
}

impl<F: Fn() -> bool> Reader for TimedReader<'_, F> {
    type Error = Infallible;

    fn read_byte(&mut self) -> Result<Option<u8>, Infallible> {
        match self.step() {
            true => self.text.read_byte(),
            false => Ok(None),
        }
    }

    fn try_read_string(&mut self, text: &[u8], case_sensitive: bool) -> Result<bool, Infallible> {
        match self.step() {
            true => self.text.try_read_string(text, case_sensitive),
            false => Ok(false),
        }
    }

    fn read_until<'b>(
        &'b mut self,
        needle: &[u8],
        buffer: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Infallible> {
        match self.step() {
            true => self.text.read_until(needle, buffer),
            false => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use html5gum::{Token, Tokenizer};

    use super::*;

    #[test]
    fn one_long_tag_is_left_when_it_is_late() {
        let attributes: String = (0..20_000).map(|n| format!("a{n} ")).collect();
        let html = format!("<p {attributes}>");
        let tags = |late_after: u32| {
            let looks = Cell::new(0);
            let reader = TimedReader::new(&html, || {
                looks.set(looks.get() + 1);
                looks.get() > late_after
            });
            let is_tag = |token: &Result<Token, _>| matches!(token, Ok(Token::StartTag(_)));
            let tokens = Tokenizer::new(reader).filter(is_tag);
            (tokens.count(), looks.get())
        };
        let (whole, looks) = tags(u32::MAX);
        assert!(whole == 1 && looks > 1, "{looks}");
        assert_eq!(tags(1), (0, 2));
    }
}
