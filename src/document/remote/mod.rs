//! What texts of a job name of other hosts: found so that it can be fetched, and named
//! as what came along once it was.
//!
//! ```text
//! known    what is known of addresses
//! texts    the texts of a job, one after another
//! html     addresses in HTML
//! css      addresses in style sheets
//! faces    the fonts among them
//! modules  what modules import
//! files    what fetched files are called
//! ```
//! Each address is shown to [`Known`], which says what is known of it: the same way is
//! gone to find addresses and to change them.

mod css;
mod faces;
mod files;
mod html;
mod kind;
mod known;
mod modules;
#[cfg(test)]
mod tests;
mod texts;

use bytes::Bytes;

use crate::job::{Asset, Job};

use super::address::is_style_sheet;
use super::edits::apply;

pub use kind::Kind;
pub use known::{Got, Known, Wanted};
pub use texts::have_base;

use known::Place;

impl Known {
    /// What is to be fetched and was not yet, what is surely needed first.
    pub fn wanted(&mut self, job: &Job) -> Vec<Wanted> {
        self.wanted.clear();
        self.change(&mut job.clone(), false);
        std::mem::take(&mut self.wanted).into_iter().collect()
    }

    /// The job with all that came among its assets, and named so.
    pub fn put_into(&mut self, job: &Job) -> Job {
        let mut job = job.clone();
        self.change(&mut job, true);
        job
    }

    /// Shows all addresses of a job; changes them where they came.
    fn change(&mut self, job: &mut Job, keeps: bool) {
        let context = faces::Context::of(job, self.sheets());
        for text in texts::of(job) {
            if self.is_late() {
                return;
            }
            let place = Place {
                base: text.base.as_ref(),
            };
            let edits = match text.is_html {
                true => html::walk(text.text, place, &text.media, &context, self),
                false => css::walk(text.text, place, &text.media, &context, self),
            };
            if keeps && !edits.is_empty() {
                *text.text = apply(text.text, edits);
            }
        }
        let media = texts::media(&job.options.document);
        for asset in job.assets.iter_mut().filter(|asset| is_style_sheet(asset)) {
            let Ok(css) = std::str::from_utf8(&asset.bytes) else {
                continue;
            };
            let edits = css::walk(css, Place { base: None }, &media, &context, self);
            if keeps && !edits.is_empty() {
                asset.bytes = apply(css, edits).into();
            }
        }
        let got: Vec<_> = self
            .got
            .iter()
            .map(|(key, got)| (key.0, got.clone()))
            .collect();
        for (kind, (name, got)) in got {
            if self.is_late() {
                return;
            }
            let place = Place {
                base: Some(&got.url),
            };
            let text = || std::str::from_utf8(&got.bytes).ok();
            let changed = match kind {
                Kind::Style => text().map(|css| {
                    let edits = css::walk(css, place, &media, &context, self);
                    apply(css, edits)
                }),
                Kind::Module => text().map(|code| {
                    let map = self.map.clone();
                    let edits = modules::walk(code, place, &map, self);
                    apply(code, edits)
                }),
                _ => None,
            };
            if keeps {
                let bytes = changed.map_or(got.bytes, Bytes::from);
                job.assets.extend(Asset::new(&name, bytes));
            }
        }
    }

    fn sheets(&self) -> Vec<Bytes> {
        let got = self.got.iter();
        let sheets = got.filter(|((kind, _), _)| *kind == Kind::Style);
        sheets.map(|(_, (_, got))| got.bytes.clone()).collect()
    }
}

/// Whether a text of a job may say where its addresses lead from.
pub fn may_have_base(job: &Job) -> bool {
    let begins = |text: &[u8]| {
        memchr::memchr_iter(b'<', text).any(|at| {
            let name = text.get(at + 1..at + 5);
            name.is_some_and(|name| name.eq_ignore_ascii_case(b"base"))
        })
    };
    texts::have_base(job) || texts::words(job).any(begins)
}

/// Whether a job may name anything of another host: a look at its words, so that what
/// names nothing costs nothing.
pub fn may_name_any(job: &Job) -> bool {
    texts::have_base(job) || texts::words(job).any(names_other_host)
}

fn names_other_host(text: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text[from..], b"://") {
        let at = from + at;
        from = at + 3;
        let before = &text[at.saturating_sub(5)..at];
        let scheme = [&b"https"[..], b"http"].into_iter().find(|scheme| {
            before.len() >= scheme.len() && {
                before[before.len() - scheme.len()..].eq_ignore_ascii_case(scheme)
            }
        });
        let Some(scheme) = scheme else { continue };
        if !is_link_or_name(&text[..at - scheme.len()], &text[from..]) {
            return true;
        }
    }
    false
}

/// Whether an address that begins behind these words is where a link leads, or the name
/// of a vocabulary.
fn is_link_or_name(before: &[u8], after: &[u8]) -> bool {
    const NEAR: usize = 200;
    if after.starts_with(b"www.w3.org/") {
        return true;
    }
    let near = &before[before.len().saturating_sub(NEAR)..];
    let Some(start) = memchr::memrchr(b'<', near) else {
        return false;
    };
    let tag = &near[start + 1..];
    let is_link =
        tag.len() > 2 && tag[0].eq_ignore_ascii_case(&b'a') && tag[1].is_ascii_whitespace();
    let last = tag.iter().rposition(|byte| *byte == b'=').unwrap_or(0);
    let name = tag[..last].trim_ascii_end();
    is_link
        && name.len() >= 4
        && name[name.len() - 4..].eq_ignore_ascii_case(b"href")
        && memchr::memchr(b'>', tag).is_none()
}
