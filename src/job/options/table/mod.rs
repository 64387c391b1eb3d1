//! The table of options, in groups: one row for each. Requests, the command line,
//! the operator's defaults, `docs/options.md` and `GET /openapi.json` are all made
//! from it.

mod answer;
mod book;
mod header_footer;
mod injection;
mod jobs;
mod look;
mod page;
mod pdf;
mod picture;
mod scripts;
mod template;

use std::sync::LazyLock;

use crate::message::Message;
use crate::text::excerpt;

use super::kind::Kind;
use super::names::{letters, nearest, plain_name};
use super::spec::{Group, OptionSpec};

pub static GROUPS: &[&Group] = &[
    &page::GROUP,
    &header_footer::HEADER,
    &header_footer::FOOTER,
    &book::GROUP,
    &look::GROUP,
    &injection::GROUP,
    &scripts::GROUP,
    &template::GROUP,
    &pdf::GROUP,
    &picture::GROUP,
    &answer::GROUP,
    &jobs::GROUP,
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

/// What to say of a name that no option has.
pub(super) fn unknown(name: &str) -> Message {
    let short = excerpt(name);
    let wanted = plain_name(&short);
    // Whoever writes `landscape` means the option that takes it.
    let takes_it = |spec: &&&OptionSpec| {
        matches!(spec.kind, Kind::Choice(_)) && spec.kind.words().contains(&&*wanted)
    };
    let nearest = match OPTIONS.iter().find(takes_it) {
        Some(spec) => spec.name,
        None => nearest(&short, OPTIONS.iter().map(|spec| spec.name)),
    };
    Message::new(
        format!("`{short}` is not an option"),
        format!("the nearest one is `{nearest}`"),
    )
}
