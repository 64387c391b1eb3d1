//! What the engine says of a script that failed, told so that its author can mend
//! it.
//!
//! The text in question may have 20 MB and a hundred faults, and a document names
//! the source of each as it likes. So the faults of one text are gathered, and the
//! text is read once for all of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::job::Warning;

use super::support::{self, Trouble};

/// Adds advice to the messages of script errors, which keep their order.
///
/// `key_of` tells in which text a source is, and `text_of` gives that text: it is
/// asked once for each text that must be read. `goes_on` is asked before each step,
/// and ends the work with its error.
pub fn explain<K: Ord, T: AsRef<str>>(
    errors: &[Warning],
    key_of: impl Fn(&str) -> K,
    mut text_of: impl FnMut(&K) -> T,
    mut goes_on: impl FnMut() -> Result<(), Error>,
) -> Result<Vec<Warning>, Error> {
    let mut explained = errors.to_vec();
    let mut of_texts: BTreeMap<K, Vec<&mut Warning>> = BTreeMap::new();
    for error in &mut explained {
        if let Some(source) = error.source() {
            of_texts.entry(key_of(source)).or_default().push(error);
        }
    }
    for (key, mut errors) in of_texts {
        goes_on()?;
        let wanted = Wanted::by(&errors);
        let found = match wanted.is_nothing() {
            true => Found::default(),
            false => wanted.find(text_of(&key).as_ref()),
        };
        for error in &mut errors {
            goes_on()?;
            if let Warning::ScriptError { line, message, .. } = error
                && let Some(advice) = found.advice(message, *line)
            {
                *message = format!("{message}; {advice}");
            }
        }
    }
    Ok(explained)
}

/// What must be known of a text to explain its faults.
#[derive(Default)]
struct Wanted {
    /// Numbers of lines with an error of syntax, from 1.
    lines: BTreeSet<u32>,
    /// Calls of functions that the engine does not have.
    calls: bool,
}

/// The same once it is known.
#[derive(Default)]
struct Found {
    constructs: BTreeMap<u32, &'static str>,
    calls: Option<String>,
}

impl Wanted {
    fn by(errors: &[&mut Warning]) -> Self {
        let mut wanted = Self::default();
        for error in errors {
            if let Warning::ScriptError { line, message, .. } = error {
                match Trouble::of(message) {
                    Some(Trouble::Syntax) => wanted.lines.extend(*line),
                    Some(Trouble::Call) => wanted.calls = true,
                    Some(Trouble::Name(_)) | None => {}
                }
            }
        }
        wanted
    }

    fn is_nothing(&self) -> bool {
        self.lines.is_empty() && !self.calls
    }

    fn find(&self, text: &str) -> Found {
        let last = self.lines.last().map_or(0, |last| *last as usize);
        let numbered = (1..).zip(text.lines().take(last));
        let wanted = numbered.filter(|(number, _)| self.lines.contains(number));
        Found {
            constructs: wanted
                .filter_map(|(number, line)| Some((number, support::construct(line)?)))
                .collect(),
            calls: self.calls.then(|| support::calls(text)).flatten(),
        }
    }
}

impl Found {
    /// What to add to a message of the engine, to make it one that can be acted
    /// upon.
    fn advice(&self, message: &str, line: Option<u32>) -> Option<String> {
        match Trouble::of(message)? {
            Trouble::Syntax => {
                let construct = line.and_then(|line| self.constructs.get(&line));
                Some(match construct {
                    Some(construct) => format!("{construct} is not ES5"),
                    None => "scripts must be ES5".to_owned(),
                })
            }
            Trouble::Name(name) => {
                support::is_newer(name).then(|| "the engine is older than it".to_owned())
            }
            Trouble::Call => {
                let calls = self.calls.as_ref()?;
                Some(format!("the engine is older than {calls}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn error(source: &str, line: Option<u32>, message: &str) -> Warning {
        Warning::ScriptError {
            source: source.to_owned(),
            line,
            message: message.to_owned(),
        }
    }

    fn messages(errors: &[Warning], text: &str) -> Vec<String> {
        let explained = explain(errors, |_| (), |()| text.to_owned(), || Ok(())).unwrap();
        let message = |warning| match warning {
            Warning::ScriptError { message, .. } => message,
            other => panic!("{other:?}"),
        };
        explained.into_iter().map(message).collect()
    }

    fn advice(message: &str, line: Option<u32>, text: &str) -> String {
        let told = messages(&[error("index.html", line, message)], text);
        let added = told[0].strip_prefix(message).unwrap();
        added.trim_start_matches("; ").to_owned()
    }

    const SYNTAX: &str = "SyntaxError: Parse error";
    const CALL: &str = "TypeError: 'undefined' is not a function";

    /// A text that counts how often all of it is handed out to be read.
    fn readings(errors: &[Warning], key_of: impl Fn(&str) -> u32) -> (usize, usize) {
        let text = "x;\n".repeat(1000);
        let (readings, bytes) = (Cell::new(0), Cell::new(0));
        let text_of = |_: &u32| {
            readings.set(readings.get() + 1);
            bytes.set(bytes.get() + text.len());
            text.as_str()
        };
        explain(errors, key_of, text_of, || Ok(())).unwrap();
        (readings.get(), bytes.get() / text.len())
    }

    #[test]
    fn a_text_is_read_once_however_many_faults_it_has() {
        let many = |source: fn(u32) -> String| -> Vec<Warning> {
            let errors = (1..=500).flat_map(|line| {
                let source = source(line);
                [
                    error(&source, Some(line), SYNTAX),
                    error(&source, Some(line), CALL),
                ]
            });
            errors.collect()
        };
        let one = many(|_| "index.html".to_owned());
        assert_eq!(readings(&one, |_| 0), (1, 1));
        // A document names the sources of its scripts as it likes.
        let invented = many(|line| format!("invented-{line}"));
        assert_eq!(readings(&invented, |_| 0), (1, 1));
        let of_two = many(|line| format!("{}", line % 2));
        assert_eq!(readings(&of_two, |name| name.parse().unwrap()), (2, 2));
        // What needs no text is told without one.
        let names = [error(
            "index.html",
            None,
            "ReferenceError: Can't find variable: fetch",
        )];
        assert_eq!(readings(&names, |_| 0), (0, 0));
    }

    #[test]
    fn each_fault_is_told_in_its_place_with_the_advice_for_its_own_line() {
        let told = messages(
            &[
                error("b", Some(3), SYNTAX),
                error("a", Some(1), SYNTAX),
                error("b", None, SYNTAX),
                error("a", Some(9), SYNTAX),
                error("a", Some(2), CALL),
            ],
            "let x = 1;\na.setHTML(b)\nclass C {\n",
        );
        assert_eq!(
            told,
            [
                "SyntaxError: Parse error; `class` is not ES5",
                "SyntaxError: Parse error; `let` is not ES5",
                "SyntaxError: Parse error; scripts must be ES5",
                "SyntaxError: Parse error; scripts must be ES5",
                "TypeError: 'undefined' is not a function; the engine is older than .setHTML()",
            ]
        );
    }

    #[test]
    fn names_what_is_missing_in_the_engine() {
        let of = |message, text| advice(message, None, text);
        let gone = of("ReferenceError: Can't find variable: indexedDB", "");
        assert_eq!(gone, "the engine is older than it");
        assert_eq!(of("ReferenceError: Can't find variable: mine", ""), "");
        let call = of(CALL, "if (a.setHTML(b)) c();");
        assert_eq!(call, "the engine is older than .setHTML()");
        assert_eq!(of(CALL, "c();"), "");
    }

    #[test]
    fn the_work_ends_when_its_time_is_over() {
        let errors = [error("index.html", Some(1), SYNTAX)];
        let late = || Err(Error::bad_request("late"));
        let text_of = |_: &()| -> &str { panic!("it was read") };
        assert!(explain(&errors, |_| (), text_of, late).is_err());
    }
}
