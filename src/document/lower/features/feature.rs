//! A row of the table, and how a value is found in it.

use super::super::declarations::{clip, is_colour};
use super::super::parse::split;

/// What is done with a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The engine prints it as it is written.
    Engine,
    /// It is said in the engine's words.
    Lowered,
    /// It is laid out in the page.
    Page,
    /// Nothing of it is to be seen on paper.
    Nothing,
    /// Chromium does not know it either.
    Foreign,
    /// It is not printed as it is written, and a warning says so.
    Lost,
}

/// One feature, or some with which the same is done.
#[derive(Debug)]
pub struct Feature {
    names: &'static str,
    pub done: Done,
    /// Values with which something else is done; the first that fits holds.
    pub but: &'static [(&'static str, Done)],
}

/// A row. Names stand between blanks; a star at the end stands for the rest of a name.
pub const fn row(names: &'static str, done: Done) -> Feature {
    Feature {
        names,
        done,
        but: &[],
    }
}

/// A row with words of values with which something else is done: words as they are,
/// `function()`s, or kinds such as `<string>`. Behind `=` stands a whole value.
pub const fn rows(
    names: &'static str,
    done: Done,
    but: &'static [(&'static str, Done)],
) -> Feature {
    Feature { names, done, but }
}

/// Values that every property has.
const OF_ALL: [&str; 5] = ["inherit", "initial", "unset", "revert", "revert-layer"];
/// A warning is no longer than this.
const LONGEST: usize = 60;

impl Feature {
    /// Its names as they are written.
    pub fn title(&self) -> &'static str {
        self.names
    }

    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.names.split_ascii_whitespace()
    }

    /// What is done with a value in lower case, and the words of it that are lost.
    pub fn verdict<'v>(&self, value: &'v str) -> (Done, Vec<&'v str>) {
        if OF_ALL.contains(&value) {
            return (Done::Nothing, Vec::new());
        }
        if self.but.is_empty() {
            return (self.done, Vec::new());
        }
        let (mut done, mut lost) = (Done::Nothing, Vec::new());
        for word in words(value) {
            match self.of_word(word, value) {
                Done::Lost => lost.push(word),
                Done::Nothing => {}
                other => done = other,
            }
        }
        match lost.is_empty() {
            true => (done, lost),
            false => (Done::Lost, lost),
        }
    }

    fn of_word(&self, word: &str, value: &str) -> Done {
        let fits = |patterns: &str| {
            let mut all = patterns.split_ascii_whitespace();
            all.any(|pattern| match pattern.strip_prefix('=') {
                Some(whole) if !whole.is_empty() => whole == value,
                _ => is(pattern, word),
            })
        };
        let mut but = self.but.iter();
        but.find(|(patterns, _)| fits(patterns))
            .map_or(self.done, |(_, done)| *done)
    }

    pub fn lost(&self, name: &str, value: &str) -> Option<String> {
        let lower = value.to_ascii_lowercase();
        let (done, found) = self.verdict(&lower);
        if done != Done::Lost {
            return None;
        }
        let at_fault = match found.is_empty() {
            true => words(&lower),
            false => found,
        };
        // Strings are told as they are written.
        let told: Vec<String> = at_fault
            .iter()
            .map(|word| match word.starts_with(['"', '\'']) {
                true => cased(value, &lower, word).to_owned(),
                false => short(word),
            })
            .collect();
        let told = told.join(" ");
        let end = told
            .char_indices()
            .nth(LONGEST)
            .map_or(told.len(), |(at, _)| at);
        Some(format!("{name}: {}", &told[..end]))
    }
}

/// The word as it stands in the value, of which `lower` is the lower case.
fn cased<'v>(value: &'v str, lower: &str, word: &str) -> &'v str {
    let at = word.as_ptr() as usize - lower.as_ptr() as usize;
    value.get(at..at + word.len()).unwrap_or_default()
}

/// A function without its arguments.
fn short(word: &str) -> String {
    match word.find('(') {
        Some(open) if word.ends_with(')') => format!("{}()", &word[..open]),
        _ => word.to_owned(),
    }
}

/// The words of a value: between blanks, commas and slashes, outside of functions.
fn words(value: &str) -> Vec<&str> {
    let parts = split(value, ',').into_iter();
    parts
        .flat_map(|part| split(part, ' '))
        .flat_map(|part| split(part, '/'))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Whether a word is what a pattern stands for.
fn is(pattern: &str, word: &str) -> bool {
    match pattern {
        "<string>" => word.starts_with(['"', '\'']),
        "<colour>" => is_colour(word),
        "<length>" => {
            let number = word.trim_start_matches(['+', '-', '.']);
            number.starts_with(|c: char| c.is_ascii_digit())
                || ["calc(", "min(", "max(", "clamp("]
                    .iter()
                    .any(|math| word.starts_with(math))
        }
        "<zero>" => {
            let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
            number.parse() == Ok(0.0)
        }
        "<image>" => ["url(", "gradient(", "image-set(", "cross-fade("]
            .iter()
            .any(|function| word.contains(function)),
        "<own-box>" => clip::corners(word).is_some(),
        "<dashed>" => word.starts_with("--"),
        _ if pattern.ends_with('*') => word.starts_with(pattern.trim_end_matches('*')),
        _ => match pattern.strip_suffix("()") {
            Some(name) => word
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('(')),
            None => pattern == word,
        },
    }
}
