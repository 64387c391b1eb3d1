//! The table of options: one row for each, and everything that is known of it.
//! Requests, the command line, the operator's defaults, `docs/options.md` and
//! `GET /openapi.json` are all made from it.

mod answer;
mod book;
mod injection;
mod look;
mod page;
mod pdf;
mod picture;
mod running;
mod scripts;

use std::sync::LazyLock;

use crate::text::excerpt;

use super::draft::Draft;

/// One row: an option's name, what it takes, and what it does.
pub struct OptionSpec {
    pub name: &'static str,
    /// What a value looks like, for help texts: `LENGTH`, `on|off`.
    pub value: &'static str,
    /// In words, the value in force when the option is not given.
    pub default: &'static str,
    pub help: &'static str,
    /// A value that works.
    pub example: &'static str,
    pub scope: Scope,
    pub(super) set: fn(&mut Draft, &str) -> Result<(), String>,
}

/// What an option holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Each document of a job may have its own.
    Document,
    /// The whole job.
    Job,
}

/// How the values of an option look, for those who must know beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Switch,
    /// One of the words in the row's `value`.
    Choice,
    Number,
    /// A document or a style sheet: on the command line it comes from a file.
    Toc,
    /// Names and values.
    Pairs,
    List,
    Text,
}

/// Options that say something of one document, or bring files or secrets of one
/// caller. A default of them would be wrong for all others, or do nothing.
const NO_DEFAULT: &[&str] = &[
    "cover_html",
    "encoding",
    "cookies",
    "request_headers",
    "username",
    "password",
    "title",
    "subject",
    "page_ranges",
    "prepend",
    "append",
    "attachments",
    "watermark_image",
    "owner_password",
    "user_password",
    "permissions",
    "format",
];

impl OptionSpec {
    /// Whether an operator may set it for all requests.
    pub fn may_be_default(&self) -> bool {
        !NO_DEFAULT.contains(&self.name)
    }

    pub fn shape(&self) -> Shape {
        match self.value {
            "on|off" => Shape::Switch,
            "NUMBER" | "FACTOR" | "MILLISECONDS" | "DEGREES" => Shape::Number,
            "HTML" | "CSS" | "SCRIPT" => Shape::Toc,
            "NAME=VALUE..." => Shape::Pairs,
            "FILE..." | "LENGTH..." | "TEXT..." | "HOST..." | "NAMES" | "PAGES" => Shape::List,
            words if words.contains('|') => Shape::Choice,
            _ => Shape::Text,
        }
    }
}

/// Options that are explained together.
pub struct Group {
    pub title: &'static str,
    /// A paragraph in Markdown.
    pub intro: &'static str,
    pub options: &'static [OptionSpec],
}

pub static GROUPS: &[&Group] = &[
    &page::GROUP,
    &running::HEADER,
    &running::FOOTER,
    &book::GROUP,
    &look::GROUP,
    &injection::GROUP,
    &scripts::GROUP,
    &pdf::GROUP,
    &picture::GROUP,
    &answer::GROUP,
];

/// Every option, in the order in which it is documented and applied.
pub static OPTIONS: LazyLock<Vec<&'static OptionSpec>> =
    LazyLock::new(|| GROUPS.iter().flat_map(|group| group.options).collect());

/// The option of that name, in whatever style it is written: `page_size`,
/// `page-size`, `pageSize`.
pub fn canonical_name(name: &str) -> Option<&'static str> {
    index_of(name).map(|at| OPTIONS[at].name)
}

/// The same, with all that is known of it.
pub fn option_named(name: &str) -> Option<&'static OptionSpec> {
    index_of(name).map(|at| OPTIONS[at])
}

pub(super) fn index_of(name: &str) -> Option<usize> {
    OPTIONS
        .iter()
        .position(|spec| letters(spec.name).eq(letters(name)))
}

/// A name without its style: `pagesize` for `page_size`, `page-size`, `pageSize`.
pub fn plain_name(name: &str) -> String {
    letters(name).collect()
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-'))
        .map(|c| c.to_ascii_lowercase())
}

/// What to say of a name that is none.
pub(super) fn unknown(name: &str) -> String {
    let short = excerpt(name);
    let wanted = plain_name(&short);
    // Who writes `landscape` means the option that takes it.
    let by_value = OPTIONS
        .iter()
        .find(|spec| spec.value.split('|').any(|word| word == wanted));
    let nearest = match by_value {
        Some(spec) => spec.name,
        None => nearest(&short, OPTIONS.iter().map(|spec| spec.name)),
    };
    format!("`{short}` is not an option; the nearest one is `{nearest}`")
}

/// The name that `word` most likely was meant to be.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> &'a str {
    let word = plain_name(word);
    let likeness = |name: &str| {
        let name = plain_name(name);
        let contains = !word.is_empty() && (word.contains(&name) || name.contains(&word));
        let alike = strsim::jaro_winkler(&name, &word);
        // A slip of the finger comes before a name that is part of another.
        match (alike > 0.93, contains) {
            (true, _) => alike + 1.0,
            (false, true) => alike + 0.5,
            (false, false) => alike,
        }
    };
    known
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_default_is_an_option() {
        for name in NO_DEFAULT {
            assert!(OPTIONS.iter().any(|spec| spec.name == *name), "{name}");
        }
    }
}
