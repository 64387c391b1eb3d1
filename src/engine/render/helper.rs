//! The layout helper: the script that lays out modern CSS in the page, how the engine
//! is told to run it, and what it reports.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::document::lower::{
    self, EMPTY_TABLE, KINDS_OF_PAGES, Needed, STAND_INS, WRITTEN, has_stand_ins,
};
use crate::document::{FOUND, HeaderLayout, Text, awaited};
use crate::job::DocumentOptions;
use crate::job::options::{Awaited, Scaling, Scripts};
use crate::job::page::Page;
use script::literal;

use super::fineness::{self, Fineness};
use super::layout_scripts::{LayoutScripts, WithHelper, without_comments};
use super::measures::Measures;
use super::run::{LayoutRun, PartKind, Run};
use super::runner::{Renderer, RunOutput};

/// What is less than this is lost in rounding.
const NOTICED: f64 = 3.0;

/// What finds the styles that scripts wrote.
static FINDS_WRITTEN: LazyLock<String> = LazyLock::new(|| without_comments(WRITTEN));

/// What scripts of a page may have put others in the place of is kept (`document/injection/kept.js`). A page that is
/// another one by now has none of it.
const TELL: (&str, &str) = (
    "(window.h2pKept||console).log",
    "(window.h2pKept?window.h2pKept.text:JSON.stringify)",
);

/// In milliseconds: longer than what tells whether a page is at rest waits for anything.
const LONGEST_REST: u32 = 40_000;

/// How many letters of them the page may tell: of what the engine says no more is kept
/// (`process::output`).
const MOST_WRITTEN: usize = 300_000;

/// Where the second page of a document begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SecondPage {
    /// Where a break is forced.
    Broken,
    /// There, or where what comes before it fills the first page.
    Filled,
    /// At this element, of all in the body.
    At(usize),
}

/// How scripts of ours are made for the documents of a job.
pub struct Helper<'a> {
    /// A word that no page can know: the name by which the parts of the script find
    /// each other, and the beginning of what it reports.
    pub word: &'a str,
    /// Dots of the layout in an inch.
    pub dpi: u32,
    /// Whether the width of the page is known to us.
    pub sized: bool,
    /// Whether pages shall tell of the styles that their scripts write.
    pub asks_for_written: bool,
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
        self.run_with_second(at, (text, SecondPage::Broken), options, page, measures)
    }

    /// The helper for a document, and how it finds what begins its second page.
    pub fn run_with_second(
        &self,
        at: usize,
        (text, second): (&Text, SecondPage),
        options: &DocumentOptions,
        page: &Page,
        measures: &Measures,
    ) -> Option<LayoutRun> {
        self.layout(at, (text, second), options, page, measures)
            .or_else(|| self.rest(at, text, options))
    }

    /// What waits for a page that is not laid out to be at rest, or to have written its styles.
    fn rest(&self, at: usize, text: &Text, options: &DocumentOptions) -> Option<LayoutRun> {
        let word = self.word;
        let tells = text.writes_styles && self.asks_for_written && self.sized;
        let rests = awaited(options) == Some(&Awaited::Rest);
        let wait = waiting(options, text).filter(|_| rests || tells && text.names_modern_styles)?;
        let tell = match tells {
            true => format!(
                "try{{{}var w=written(null,{MOST_WRITTEN});\
                 if(w){}('{word} {at} '+{}({{written:w}}))}}catch(e){{}}",
                *FINDS_WRITTEN, TELL.0, TELL.1
            ),
            false => String::new(),
        };
        Some(LayoutRun {
            scripts: LayoutScripts::Plain(wait.until(&tell, word)),
            status: Some(word.to_owned()),
            shrink: 1.0,
        })
    }

    fn layout(
        &self,
        at: usize,
        (text, second): (&Text, SecondPage),
        options: &DocumentOptions,
        page: &Page,
        measures: &Measures,
    ) -> Option<LayoutRun> {
        let table = text
            .layout
            .as_ref()
            .and_then(|layout| layout.table.as_ref());
        let paged = options.lower && !text.page.are_plain();
        let late = text
            .layout
            .as_ref()
            .and_then(|layout| layout.late.as_deref());
        // Pages are told apart, canvases are drawn, or scripts write styles.
        let asked = options.lower && (!text.page.are_plain() || text.draws || late.is_some());
        let corners = table.is_some_and(|table| table.corners);
        let cuts = table.is_some_and(|table| table.cuts);
        let (table, needed) = match table {
            Some(table) if asked => (&*table.json, Needed::Always),
            Some(table) => (&*table.json, table.needed),
            None if asked => (EMPTY_TABLE, Needed::Always),
            None => return None,
        };
        // Its own scripts would run as well.
        if !self.sized || options.scripts == Scripts::Off && text.scripted {
            return None;
        }
        let shrink = measures.shrinks.get(&at).copied().unwrap_or(1.0);
        let Room {
            width,
            mut height,
            dots,
        } = self.room(page, options.look.zoom * shrink);
        if options.single_page {
            // Its page is as high as its contents: nothing is a part of it, and it has no end.
            height = 0.0;
        }
        let pages_asked = match paged {
            true => self.pages_asked((text, second), options, page, shrink),
            false => "0".to_owned(),
        };
        let (word, pages) = (self.word, measures.pages);
        let told = match text.scripted {
            // A page may have put its own reader in the place of the engine's.
            true => table.to_owned(),
            false => as_text(table),
        };
        let run = format!("report=run({told},{width},{height},{dots},{pages},{pages_asked})");
        let tells = text.writes_styles && self.asks_for_written;
        let (finds, run) = match late {
            Some(late) => (
                &**FINDS_WRITTEN,
                format!(
                    "var w,f;try{{w=written({late},{MOST_WRITTEN})}}catch(e){{f=''+e}}\
                     {run};if(w)report.rewritten=true;if(f)report.error=report.error||f"
                ),
            ),
            // What is yet to be lowered is told, and all is laid out when it has been.
            None if tells => (
                &**FINDS_WRITTEN,
                format!(
                    "var w,f;try{{w=written(null,{MOST_WRITTEN})}}catch(e){{f=''+e}}\
                     if(w)report={{written:w}};else {run};if(f)report.error=report.error||f"
                ),
            ),
            None => ("", run),
        };
        let (log, in_json) = match text.scripted {
            true => TELL,
            false => ("console.log", "JSON.stringify"),
        };
        // Where no script has run all functions are the engine's own: to look at each takes a while.
        let is_alone = is_alone(text);
        let (taken, given) = match is_alone {
            true => ("", ""),
            false => ("taken=takeBack(),", ";giveBack(taken)"),
        };
        let report = format!(
            "{finds}var {taken}report;try{{{run}}}\
             catch(e){{report={{error:''+e}}}}{log}('{word} {at} '+{in_json}(report)){given}"
        );
        let start = match waiting(options, text) {
            None => report,
            // Scripts of the document go on for a while. What the engine waits for is then
            // that the helper is done.
            Some(wait) => wait.until(&report, word),
        };
        // Of what fits on its page nothing is to be found out: the helper is not even read.
        let room = match needed {
            Needed::Always => None,
            Needed::ForPages => (height > 0.0).then_some(height),
            Needed::ForSizes => Some(0.0),
        };
        let helper = match text.scripted {
            // Scripts may make anything of the page.
            true => lower::Helper::whole(),
            false => {
                let said = |is_so: bool, what| if is_so { what } else { "" };
                let kinds = said(paged, KINDS_OF_PAGES);
                let letters = said(has_stand_ins(&text.html), STAND_INS);
                lower::Helper::of(&[table, &text.html, kinds, letters])
            }
        };
        let room = room.filter(|_| waiting(options, text).is_none());
        Some(LayoutRun {
            scripts: LayoutScripts::WithHelper(WithHelper {
                helper,
                start,
                word: word.to_owned(),
                needed_if: room.map(|height| format!("{width},{height},{corners},{cuts}")),
                needed_else: format!("console.log('{word} {at} {{}}')"),
                has_user_style: text.user_style.is_some(),
                is_alone,
            }),
            status: waiting(options, text).map(|_| word.to_owned()),
            shrink,
        })
    }
}

impl Helper<'_> {
    /// What the helper shall find out of pages that are told apart.
    fn pages_asked(
        &self,
        (text, second): (&Text, SecondPage),
        options: &DocumentOptions,
        page: &Page,
        shrink: f64,
    ) -> String {
        let may_differ = text.page.have_first() || text.page.have_names();
        let room = self.room(page, options.look.zoom * shrink);
        let height = if may_differ { room.height } else { 0.0 };
        let (fills, at) = match second {
            SecondPage::Broken => (false, -1),
            SecondPage::Filled => (true, -1),
            SecondPage::At(element) => (false, element as i64),
        };
        format!("{{first:{height},fills:{fills},at:{at}}}")
    }

    /// The helper for a header or footer on a page, where its table asks for one. It
    /// has no height of its own.
    pub fn run_in_header(&self, table: &str, page: &Page, zoom: f64) -> Option<HeaderLayout> {
        let Room { width, dots, .. } = self.room(page, zoom);
        self.sized.then(|| HeaderLayout {
            script: format!(
                "(function(){{{}\nvar taken=takeBack();try{{run({table},{width},0,{dots},0)}}catch(e){{}}giveBack(taken)}})()",
                lower::Helper::whole().code
            ),
            width,
        })
    }

    fn room(&self, page: &Page, zoom: f64) -> Room {
        let (width, height) = page.room_in_pixels();
        Room {
            width: width / zoom,
            height: height / zoom,
            dots: f64::from(self.dpi) / 96.0 * zoom,
        }
    }
}

/// JSON as a text that is read when it is needed: the engine makes code of what is written as code, also
/// where it never runs.
fn as_text(json: &str) -> String {
    let quoted = json.replace('\\', r"\\").replace('\'', r"\'");
    format!("JSON.parse('{quoted}')")
}

/// The room for contents, in pixels of CSS, and dots in such a pixel.
struct Room {
    width: f64,
    height: f64,
    dots: f64,
}

/// How long the document's own scripts have.
struct Wait {
    /// In milliseconds.
    delay: u128,
    /// An expression that is true as long as they are not done. `began` is when the waiting did.
    busy: String,
}

impl Wait {
    /// A script that does something when it is over, and says the word whatever became of it.
    fn until(&self, then: &str, word: &str) -> String {
        // Strokes with dashes of no length are whole to browsers, and nothing to the engine.
        // Libraries for charts give them to all.
        const WHOLE: &str = "try{[].forEach.call(document.querySelectorAll('[stroke-dasharray]'),function(e){\
            if(!/[1-9]/.test(e.getAttribute('stroke-dasharray')))e.removeAttribute('stroke-dasharray')})}catch(e){}";
        let Self { delay, busy } = self;
        // What the page does right before it is printed (`scripts/prelude/own/rest.js`) may take a while. It is
        // asked for once: a page may have put its own in its place.
        format!(
            "(function(kept){{function now(){{return kept?kept.now():+new Date}}\
             function later(){{kept?kept.later(look,10):setTimeout(look,10)}}\
             function isBusy(){{try{{return {busy}}}catch(e){{return false}}}}\
             function rests(){{try{{return asked=true,window.h2pRest&&window.h2pRest()}}catch(e){{return false}}}}\
             var began=now(),asked=false;\
             function look(){{try{{window.h2pDrain&&window.h2pDrain()}}catch(e){{}}if(now()-began<{delay}||isBusy())return later();\
             if(!asked&&rests())return later();{WHOLE}try{{{then}}}catch(e){{}}window.status='{word}'}}look()\
             }})(window.h2pKept)"
        )
    }
}

/// How a document's own scripts are waited for; `None` where it has none.
fn waiting(options: &DocumentOptions, text: &Text) -> Option<Wait> {
    let Scripts::On(readiness) = &options.scripts else {
        return None;
    };
    let not_there = |status| format!("window.status!={}", literal(status));
    let busy = match awaited(options) {
        Some(Awaited::Status(status)) => not_there(status),
        Some(Awaited::Selector(_) | Awaited::Expression(_)) => not_there(FOUND),
        // A page that takes it away is not waited for, and one that has put its own in its place not for ever.
        Some(Awaited::Rest) => {
            format!("now()-began<{LONGEST_REST}&&window.h2pIsBusy&&window.h2pIsBusy(now()-began)")
        }
        None => "false".to_owned(),
    };
    text.scripted.then_some(Wait {
        delay: readiness.delay.as_millis(),
        busy,
    })
}

/// Whether a page has nothing that could see or disturb what our scripts declare for all.
fn is_alone(text: &Text) -> bool {
    let has_frames = |html: &str| {
        let tags = html
            .match_indices('<')
            .map(|(at, _)| &html.as_bytes()[at + 1..]);
        let begins = |tag: &[u8], name: &str| {
            tag.get(..name.len())
                .is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
        };
        tags.into_iter().any(|tag| {
            ["iframe", "frame", "object", "embed"]
                .iter()
                .any(|name| begins(tag, name))
        })
    };
    !text.scripted && !has_frames(&text.html)
}

impl Renderer<'_> {
    pub(super) fn helper(&self, fineness: Fineness) -> Helper<'_> {
        let quality = &self.job.options.quality;
        Helper {
            word: &self.word,
            dpi: quality.dpi.unwrap_or(fineness.dpi()),
            sized: quality.scaling == Scaling::TrueSize,
            asks_for_written: self.written.is_empty(),
        }
    }

    /// Dots of the layout in a pixel of CSS, where lines are to be as high as in a
    /// browser.
    pub(super) fn dots(&self, run: &Run<'_>) -> Option<String> {
        let lowered = run.parts.iter().find_map(|part| match &part.kind {
            PartKind::Sheets { .. } => Some(1.0),
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
        let dpi = quality.dpi.unwrap_or(run.fineness.dpi());
        (quality.scaling == Scaling::TrueSize)
            .then(|| (f64::from(dpi) / 96.0 * lowered).to_string())
    }

    /// How many pages there are, where a layout must know that, and there are more than one.
    pub(super) fn pages_to_know(&self, output: &RunOutput<'_>) -> u32 {
        let reports = &output.messages.layouts;
        let is_asked = reports.get(&0).is_some_and(|report| report.paged);
        if is_asked && self.is_alone() && output.pages > 1 {
            output.pages
        } else {
            0
        }
    }

    /// By how much documents are to be shrunk that came out wider than their page.
    pub(super) fn shrinks(&self, output: &RunOutput<'_>) -> BTreeMap<usize, f64> {
        let reports = output.messages.layouts.iter();
        let wide = reports.filter(|(_, report)| report.overflow > NOTICED && report.width > 0.0);
        wide.map(|(at, report)| (*at, fineness::shrink(report.width, report.overflow)))
            .collect()
    }
}
