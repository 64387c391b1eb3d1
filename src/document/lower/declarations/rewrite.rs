//! One walk over a value: units, arithmetic, colours, gradients and picture sets that
//! the engine does not know are put into its words.

use std::borrow::Cow;

use super::calc;
use super::colour::{self, Lowered};
use super::length::{self, Reduced};
use super::outcome::ValueContext;
use super::words::{self, call};
use super::{gradient, image};
use crate::document::lower::features;
use crate::document::lower::variables::is_of_devices;

/// What became of a value.
#[derive(Debug, Default)]
pub struct Rewritten<'a> {
    pub text: Cow<'a, str>,
    /// Arithmetic that only the page can finish, or a variable that it must put in.
    pub page: bool,
    /// Browsers reject the whole declaration.
    pub invalid: bool,
    pub lost: Option<String>,
}

/// Functions in functions deeper than this are left as they are.
const DEEPEST: usize = 16;

/// `colours`: whether single words may be colours, and not names that the author chose.
pub fn rewrite<'a>(value: &'a str, colours: bool, context: &ValueContext) -> Rewritten<'a> {
    let mut walk = Walk {
        colours,
        context,
        page: false,
        invalid: false,
        lost: None,
    };
    let text = walk.value(value, DEEPEST);
    Rewritten {
        text,
        page: walk.page,
        invalid: walk.invalid,
        lost: walk.lost,
    }
}

struct Walk<'c> {
    colours: bool,
    context: &'c ValueContext,
    page: bool,
    invalid: bool,
    lost: Option<String>,
}

impl Walk<'_> {
    fn value<'a>(&mut self, value: &'a str, depth: usize) -> Cow<'a, str> {
        let mut out = String::new();
        // Up to here it is copied.
        let mut copied = 0;
        let mut start = None;
        let mut scan = words::Scan::new(value);
        loop {
            let step = scan.next_top();
            let (at, word) = match step {
                Some((at, b'(')) => {
                    let from = start.take().unwrap_or(at);
                    (from, Some(&value[from..scan.at]))
                }
                Some((at, byte))
                    if words::is_name(byte)
                        || matches!(byte, b'#' | b'.' | b'%' | b'+' | b'\\') =>
                {
                    start.get_or_insert(at);
                    continue;
                }
                Some((at, _)) => {
                    let from = start.take();
                    (from.unwrap_or(at), from.map(|from| &value[from..at]))
                }
                None => {
                    let from = start.take();
                    (from.unwrap_or(value.len()), from.map(|from| &value[from..]))
                }
            };
            if let Some(word) = word
                && let Some(new) = self.word(word, depth)
            {
                out.push_str(&value[copied..at]);
                out.push_str(&new);
                copied = at + word.len();
            }
            if step.is_none() {
                break;
            }
        }
        if copied == 0 {
            return value.into();
        }
        out.push_str(&value[copied..]);
        out.into()
    }

    /// What stands for this word; `None` where it stays.
    fn word(&mut self, word: &str, depth: usize) -> Option<String> {
        match word.as_bytes().first()? {
            b'0'..=b'9' | b'.' | b'+' | b'-' if !word.ends_with(')') => {
                return length::modern(word, self.context);
            }
            b'#' => return self.colour(word),
            _ => {}
        }
        let Some((name, inner)) = call(word) else {
            return if self.colours {
                self.colour(word)
            } else {
                None
            };
        };
        let name = name.to_ascii_lowercase();
        let has_variable = words::contains(inner, "var(") || words::contains(inner, "attr(");
        match name.as_str() {
            "attr" => {
                self.page |= inner.contains([' ', ',']);
                None
            }
            "url" | "counter" | "counters" | "element" | "-webkit-canvas" => None,
            "var" => {
                self.page = true;
                None
            }
            "env" | "constant" => {
                let parts = words::split(inner, b',');
                // Browsers know these of all devices, so nothing stands for them.
                let is_known = parts.first().is_some_and(|name| is_of_devices(name));
                match parts.get(1) {
                    Some(fallback) if !is_known => Some((*fallback).to_owned()),
                    _ => Some("0px".to_owned()),
                }
            }
            _ if length::is_math(&name) => {
                if has_variable {
                    self.page = true;
                    return None;
                }
                match calc::reduce(word, self.context) {
                    Reduced::Plain(text) => Some(text),
                    Reduced::Mixed(text) => {
                        self.page = true;
                        Some(text)
                    }
                    Reduced::Invalid => {
                        self.invalid = true;
                        None
                    }
                }
            }
            _ if colour::is_function(&name) => {
                self.page |= has_variable;
                self.colour(word)
            }
            _ if has_variable => {
                self.page = true;
                self.inner(word, depth)
            }
            // The colour of text is one that the page knows.
            _ if gradient::is_gradient(&name)
                && inner.to_ascii_lowercase().contains("currentcolor") =>
            {
                self.page = true;
                self.inner(word, depth)
            }
            _ if gradient::is_gradient(&name) => {
                let lowered = gradient::lower(&name, inner, self.context)?;
                self.lost = self.lost.take().or(lowered.lost);
                Some(lowered.text)
            }
            "image-set" | "-webkit-image-set" => {
                let best = image::best_candidate(inner)?;
                Some(self.word(&best, depth.checked_sub(1)?).unwrap_or(best))
            }
            "cross-fade" | "-webkit-cross-fade" | "paint" | "image" | "if" | "anchor" => {
                let row = match name.as_str() {
                    "if" => "if()",
                    "anchor" => "anchor()",
                    _ if name.ends_with("fade") => "cross-fade()",
                    _ => "image()",
                };
                self.lost.get_or_insert_with(|| features::lost_value(row));
                None
            }
            _ => self.inner(word, depth),
        }
    }

    fn inner(&mut self, word: &str, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let (name, inner) = call(word)?;
        match self.value(inner, depth) {
            Cow::Borrowed(_) => None,
            Cow::Owned(inner) => Some(format!("{name}({inner})")),
        }
    }

    fn colour(&mut self, word: &str) -> Option<String> {
        match colour::lower(word, self.context) {
            Lowered::AsWritten => None,
            Lowered::Written(text) => Some(text),
            Lowered::Guessed(text) => {
                self.lost
                    .get_or_insert_with(|| features::lost_value("currentColor in a mixed colour"));
                Some(text)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTEXT: ValueContext = ValueContext {
        width_px: 700.0,
        height_px: 1000.0,
        root_px: 16.0,
        letters_in_px: false,
    };

    #[test]
    fn only_what_the_engine_does_not_know_is_changed() {
        for value in [
            "1px solid red",
            "url(1vw#aabbccdd) no-repeat",
            "\"50vw rebeccapurple\"",
            "0 1px 2px rgba(1,2,3,.5)",
            "counter(a) \". \"",
            "10px/1.5 x",
            "#fff",
        ] {
            let rewritten = rewrite(value, true, &CONTEXT);
            assert!(
                matches!(rewritten.text, Cow::Borrowed(text) if text == value),
                "{value}"
            );
        }
        for (value, expected) in [
            ("1px solid #f008", "1px solid rgba(255, 0, 0, 0.5333)"),
            ("calc(1px + 1px) 50vw,1e1px", "2px 350px,10px"),
            ("translate(calc(1px*2),1vh)", "translate(2px,10px)"),
            (
                "inset 0 0 1px rgb(0 0 0/.1)",
                "inset 0 0 1px rgba(0, 0, 0, 0.1)",
            ),
            ("env(safe-area-inset-top, 4px)", "0px"),
            ("env(titlebar-area-x, 4px)", "4px"),
            ("rebeccapurple", "#663399"),
        ] {
            assert_eq!(rewrite(value, true, &CONTEXT).text, expected);
        }
        assert_eq!(rewrite("canvas", false, &CONTEXT).text, "canvas");
    }

    #[test]
    fn tells_what_the_page_must_finish() {
        assert!(rewrite("calc(100% - 1px)", true, &CONTEXT).page);
        assert!(rewrite("1px var(--x)", true, &CONTEXT).page);
        assert!(rewrite("calc(1px + red)", true, &CONTEXT).invalid);
        assert!(
            rewrite("color-mix(in srgb, currentColor, red)", true, &CONTEXT)
                .lost
                .is_some()
        );
    }
}
