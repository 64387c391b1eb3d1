//! The layout helper: the script that lays out modern CSS in the page, how the engine
//! is told to run it, and what it reports.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use crate::document::lower::HELPER;
use crate::document::{FOUND, Resolution, Text, in_script};
use crate::job::DocumentOptions;
use crate::job::options::{Awaited, Scaling, Scripts};
use crate::job::page::Page;

use super::measures::Measures;
use super::run::{LayoutRun, PartKind, Run};
use super::runner::{Renderer, RunOutput};

/// An argument of a process is no longer than 128 kB; quotes and escapes take their part.
const LONGEST: usize = 60_000;

/// The most that a browser shrinks a page by, so that its contents fit.
const MOST_SHRUNK: f64 = 1.0 / 1.5;

/// What is less than this is lost in rounding.
const NOTICED: f64 = 3.0;

/// The helper without comments and indentation.
static SOURCE: LazyLock<String> = LazyLock::new(|| {
    let lines = HELPER.lines().map(str::trim_start);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
});

/// How scripts of ours are made for the documents of a job.
pub struct Helper<'a> {
    /// A word that no page can know: the name by which the parts of the script find
    /// each other, and the beginning of what it reports.
    pub word: &'a str,
    /// Dots of the layout in an inch.
    pub dpi: u32,
    /// Whether the width of the page is known to us.
    pub sized: bool,
}

impl Helper<'_> {
    /// The helper for a document, if it needs one.
    pub fn run(
        &self,
        at: usize,
        text: &Text,
        options: &DocumentOptions,
        page: &Page,
        measures: &Measures,
    ) -> Option<LayoutRun> {
        let table = text.layout.as_ref()?.table.as_ref()?;
        // Its own scripts would run as well.
        if !self.sized || options.scripts == Scripts::Off && text.scripted {
            return None;
        }
        let shrink = measures.shrinks.get(&at).copied().unwrap_or(1.0);
        let zoom = options.look.zoom * shrink;
        let (width, height) = page.room();
        let (width, height) = (width.as_css_pixels() / zoom, height.as_css_pixels() / zoom);
        let dots = f64::from(self.dpi) / 96.0 * zoom;
        let (word, pages, single) = (self.word, measures.pages, options.single_page);
        let report = format!(
            "var report;try{{report=run({table},{width},{height},{dots},{pages},{single})}}\
             catch(e){{report={{error:''+e}}}}console.log('{word} {at} '+JSON.stringify(report))"
        );
        let start = match waiting(options, text) {
            None => report,
            // Scripts of the document go on for a while. What the engine waits for is then
            // that the helper is done.
            Some((delay, status)) => format!(
                "var began=+new Date;(function look(){{if(+new Date-began<{delay}||{status})\
                 return setTimeout(look,10);{report};window.status='{word}'}})()"
            ),
        };
        let script = format!("(function(){{{}\n{start}}})()", *SOURCE);
        Some(LayoutRun {
            scripts: pieces(&script, word),
            status: waiting(options, text).map(|_| word.to_owned()),
            shrink,
        })
    }
}

/// How long the document's own scripts have, and what says that they are not done; `None`
/// where it has none.
fn waiting(options: &DocumentOptions, text: &Text) -> Option<(u128, String)> {
    let Scripts::On(readiness) = &options.scripts else {
        return None;
    };
    let status = match &readiness.awaited {
        Some(Awaited::Status(status)) => Some(status.as_str()),
        Some(Awaited::Selector(_)) => Some(FOUND),
        None => None,
    };
    let not_there = status.map_or_else(
        || "false".to_owned(),
        |status| format!("window.status!={}", in_script(status)),
    );
    text.scripted
        .then_some((readiness.delay.as_millis(), not_there))
}

/// A script in pieces that each fit into an argument. No script of the page runs
/// between them.
fn pieces(script: &str, word: &str) -> Vec<String> {
    if script.len() <= LONGEST {
        return vec![script.to_owned()];
    }
    let mut scripts = vec![format!("window.{word}=''")];
    let mut rest = script;
    while !rest.is_empty() {
        let mut end = rest.len().min(LONGEST);
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let literal = serde_json::Value::from(&rest[..end]).to_string();
        let literal = literal
            .replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029");
        scripts.push(format!("window.{word}+={literal}"));
        rest = &rest[end..];
    }
    let mut last = String::new();
    let _ = write!(
        last,
        "(function(){{var s=window.{word};delete window.{word};new Function(s)()}})()"
    );
    scripts.push(last);
    scripts
}

impl Renderer<'_> {
    pub(super) fn helper(&self, resolution: Resolution) -> Helper<'_> {
        let quality = &self.job.options.quality;
        Helper {
            word: &self.word,
            dpi: quality.dpi.unwrap_or(resolution.dpi()),
            sized: quality.scaling == Scaling::TrueSize,
        }
    }

    /// Dots of the layout in a pixel of CSS, where lines are to be as high as in a
    /// browser.
    pub(super) fn dots(&self, run: &Run<'_>) -> Option<String> {
        let lowered = run.parts.iter().find_map(|part| match &part.kind {
            PartKind::Document {
                text,
                options,
                layout,
                ..
            } if text.layout.is_some() => {
                Some(options.look.zoom * layout.as_ref().map_or(1.0, |layout| layout.shrink))
            }
            _ => None,
        })?;
        let quality = &self.job.options.quality;
        let dpi = quality.dpi.unwrap_or(run.resolution.dpi());
        (quality.scaling == Scaling::TrueSize)
            .then(|| (f64::from(dpi) / 96.0 * lowered).to_string())
    }

    /// On how many pages something is to be repeated that is fixed to the page, where
    /// there is such a thing, and more pages than one.
    pub(super) fn fixed_pages(&self, output: &RunOutput<'_>) -> u32 {
        let is_fixed = output
            .messages
            .layouts
            .values()
            .any(|report| report.fixed > 0);
        let alone = self.job.documents.len() == 1 && self.job.options.book.toc.is_none();
        if is_fixed && alone && output.pages > 1 {
            output.pages
        } else {
            0
        }
    }

    /// By how much documents are to be shrunk that came out wider than their page.
    pub(super) fn shrinks(&self, output: &RunOutput<'_>) -> BTreeMap<usize, f64> {
        let reports = output.messages.layouts.iter();
        let wide = reports.filter(|(_, report)| report.overflow > NOTICED && report.width > 0.0);
        wide.map(|(at, report)| {
            let shrink = report.width / (report.width + report.overflow);
            (*at, shrink.max(MOST_SHRUNK))
        })
        .collect()
    }
}
