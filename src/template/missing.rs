//! What a template prints that its data lack. It is left blank, and named in a warning.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// A name that is printed and stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    pub name: String,
    /// Of the template, where it stands first.
    pub line: Option<u32>,
}

/// Names that are kept: a loop may miss the same in each of its rounds, and others.
const MOST: usize = 100;

/// Names that were missed so far.
#[derive(Debug, Default)]
pub struct Misses(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Those that were printed.
    printed: Vec<String>,
    /// All that were asked for.
    asked: Vec<String>,
    /// Those that were asked for since something was printed.
    recent: Vec<String>,
}

impl Misses {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something is asked for that is not there, which may be a test whether it is.
    pub fn ask(&self, name: &str) {
        let mut state = self.state();
        keep(&mut state.asked, name);
        keep(&mut state.recent, name);
    }

    /// Something is printed: `nothing` tells of what is not there that it is what was asked
    /// for last.
    pub fn print(&self, nothing: bool) {
        let mut state = self.state();
        let last = state.recent.pop();
        state.recent.clear();
        if nothing {
            keep(&mut state.printed, last.as_deref().unwrap_or(UNNAMED));
        }
    }

    /// What was missed since something was printed.
    pub fn recent(&self) -> Vec<String> {
        self.state().recent.clone()
    }

    /// All that was asked for in vain.
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    /// A name is printed that stands for nothing.
    pub fn add(&self, name: &str) {
        keep(&mut self.state().printed, name);
    }

    /// All that were printed, with the lines in which they stand.
    pub fn told(&self, source: &str) -> Vec<Missing> {
        let printed = self.state().printed.clone();
        printed
            .into_iter()
            .map(|name| Missing {
                line: line_of(source, &name),
                name,
            })
            .collect()
    }
}

/// What is printed without a name of the data in it.
const UNNAMED: &str = "an expression";

fn keep(names: &mut Vec<String>, name: &str) {
    if names.len() < MOST && !names.iter().any(|known| known == name) {
        names.push(name.to_owned());
    }
}

/// The line of the first tag that has the last part of a name.
fn line_of(source: &str, name: &str) -> Option<u32> {
    let part = name
        .rsplit(['.', '/'])
        .next()
        .filter(|part| !part.is_empty())?;
    let is_letter = |byte: Option<&u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80)
    };
    let bytes = source.as_bytes();
    let mut at = 0;
    while let Some(found) = source[at..].find(part) {
        let (begin, end) = (at + found, at + found + part.len());
        let whole = !is_letter(begin.checked_sub(1).and_then(|before| bytes.get(before)))
            && !is_letter(bytes.get(end));
        if whole && is_in_tag(&source[..begin]) {
            let breaks = memchr::memchr_iter(b'\n', &bytes[..begin]).count();
            return u32::try_from(breaks + 1).ok();
        }
        at = end;
    }
    None
}

/// Whether a tag is open where a text ends.
fn is_in_tag(before: &str) -> bool {
    let opened = before.rfind("{{").max(before.rfind("{%"));
    let closed = before.rfind("}}").max(before.rfind("%}"));
    opened.is_some_and(|opened| closed.is_none_or(|closed| closed < opened))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_where_a_tag_has_it() {
        let source = "name\n{{ other.names }}\n{{ customer.name|upper }}\n{{name}}";
        assert_eq!(line_of(source, "customer.name"), Some(3));
        assert_eq!(line_of(source, "name"), Some(3));
        assert_eq!(line_of(source, "other"), Some(2));
        assert_eq!(line_of(source, "nothing"), None);
    }

    #[test]
    fn a_test_is_no_print() {
        let misses = Misses::default();
        misses.ask("tested");
        misses.print(false);
        misses.ask("printed");
        misses.print(true);
        assert_eq!(misses.told("").len(), 1);
        assert_eq!(misses.told("")[0].name, "printed");
    }
}
