//! Jobs whose parts are on different kinds of pages.
//!
//! The engine knows one kind of page in one run. So there is a run for each
//! kind, and in each of them the parts on other kinds are stood in for by empty
//! pages: as many, and with the same headings. Page numbers, sections, contents
//! and outline then are right by themselves, and what is left to do is to take
//! each page from the run in which it is real.

use std::collections::BTreeMap;
use std::ops::Range;

use tokio::task::block_in_place;

use crate::error::{Error, Unprintable};
use crate::job::Asset;
use crate::job::options::{Book, Outline};
use crate::job::page::Page;
use crate::pdf::inspect::Inspection;
use crate::pdf::inspect::OutlineItem;
use crate::text::escape_html;
use crate::worker::{self, Report, Task};

use super::fineness::Fineness;
use super::run::{Part, PartKind, Run};
use super::runner::{Marker, Renderer, RunOutput};

/// The file of pages that were taken from several runs.
const COLLATED: &str = "collated.pdf";

/// Parts that follow each other on one kind of page.
struct Segment {
    parts: Range<usize>,
    kind: Kind,
}

/// What the parts of one run have in common.
#[derive(Clone, Copy, PartialEq)]
struct Kind {
    page: Page,
    listed: bool,
}

impl Kind {
    /// Where nothing is listed, all parts are alike in it.
    fn of(part: &Part<'_>, book: &Book) -> Self {
        let lists = book.toc.is_some() || book.outline.is_some();
        Self {
            page: part.page,
            listed: part.is_listed() || !lists,
        }
    }
}

/// What stands for a segment: its headings, page by page.
type StandIn = Vec<Vec<OutlineItem>>;

pub(super) fn are_alike(parts: &[Part<'_>], book: &Book) -> bool {
    segments(parts, book).len() == 1
}

impl<'a> Renderer<'a> {
    pub(super) async fn print_mixed(
        &self,
        parts: &[Part<'_>],
        fineness: Fineness,
    ) -> Result<RunOutput<'a>, Error> {
        let book = &self.job.options.book;
        let segments = segments(parts, book);
        // The run that makes the table of contents needs to know all headings;
        // it is the one whose outline counts.
        let contents = |part: &&Part<'_>| matches!(part.kind, PartKind::Toc { .. });
        let main = parts.iter().find(contents);
        let main = main.or_else(|| parts.iter().find(|part| part.is_listed()));
        let main = Kind::of(main.unwrap_or(&parts[0]), book);

        let mut stand_ins = BTreeMap::new();
        for (at, segment) in segments.iter().enumerate() {
            if segment.kind != main {
                let alone = self
                    .print_alone(&parts[segment.parts.clone()], fineness)
                    .await?;
                stand_ins.insert(at, alone);
            }
        }
        let mut print = self
            .print_kind(parts, &segments, main.page, &stand_ins, fineness)
            .await?;
        let inspection = self.inspect(&print).await?;
        let places = places(&inspection, &segments, main, &self.marker);
        if !are_whole(&places, print.pages as usize) {
            return Err(Unprintable::UnstablePageCount.into());
        }

        let mut runs = Vec::new();
        let mut kinds = vec![main];
        for segment in &segments {
            if kinds.contains(&segment.kind) {
                continue;
            }
            let others: BTreeMap<_, _> = places
                .iter()
                .enumerate()
                .filter(|(at, _)| segments[*at].kind != segment.kind)
                .map(|(at, pages)| (at, vec![Vec::new(); pages.len()]))
                .collect();
            let run = self
                .print_kind(parts, &segments, segment.kind.page, &others, fineness)
                .await?;
            if run.pages != print.pages {
                return Err(Unprintable::UnstablePageCount.into());
            }
            print.take_messages(&run);
            kinds.push(segment.kind);
            runs.push(run.file);
        }
        let mut from = vec![0; print.pages as usize];
        for (segment, pages) in segments.iter().zip(&places) {
            let run = kinds.iter().position(|kind| *kind == segment.kind);
            for page in pages.clone() {
                from[page] = run.unwrap_or_default();
            }
        }
        let files = [&print.file].into_iter().chain(&runs);
        let task = Task::Collate {
            runs: files.map(|file| file.name().to_owned()).collect(),
            from,
            product: COLLATED.to_owned(),
        };
        match worker::run(self.ctx, self.engine.limits(), task).await? {
            Report::Collated => {}
            other => return Err(worker::unexpected(&other)),
        }
        drop(runs);
        print.file = self.ctx.folder.take_on(COLLATED)?;
        print.bytes = block_in_place(|| print.file.read())?.into();
        Ok(print)
    }

    /// Learns whether the cover has more pages than one, where that shows in
    /// the numbers of those after it.
    pub(super) async fn measure_cover(
        &self,
        parts: &mut [Part<'_>],
        fineness: Fineness,
    ) -> Result<(), Error> {
        let numbered = parts.iter().any(|part| {
            let contents = matches!(part.kind, PartKind::Toc { .. });
            contents || part.header.is_some() || part.footer.is_some()
        });
        if numbered && matches!(parts[0].kind, PartKind::Cover { .. }) {
            let pages = self.print_alone(&parts[..1], fineness).await?.len();
            if let PartKind::Cover { is_long, .. } = &mut parts[0].kind {
                *is_long = pages > 1;
            }
        }
        Ok(())
    }

    /// Prints a segment by itself, to learn how many pages and which headings
    /// it has.
    pub(super) async fn print_alone(
        &self,
        parts: &[Part<'_>],
        fineness: Fineness,
    ) -> Result<StandIn, Error> {
        let options = crate::job::Options {
            book: Book {
                outline: Some(Outline { depth: 9 }),
                ..Book::default()
            },
            ..self.job.options.clone()
        };
        let run = Run {
            parts,
            page: parts[0].page,
            options: &options,
            fineness,
            access: self.access,
        };
        let printed = self.run(&run).await?;
        let mut pages = vec![Vec::new(); printed.pages as usize];
        for item in self.inspect(&printed).await?.outline {
            let page = item.page.and_then(|page| pages.get_mut(page as usize - 1));
            if let Some(page) = page.filter(|_| parts[0].is_listed()) {
                page.push(item);
            }
        }
        Ok(pages)
    }

    /// Prints the segments on one kind of page, and stand-ins for the others.
    async fn print_kind(
        &self,
        parts: &[Part<'_>],
        segments: &[Segment],
        page: Page,
        stand_ins: &BTreeMap<usize, StandIn>,
        fineness: Fineness,
    ) -> Result<RunOutput<'a>, Error> {
        let mut all = Vec::new();
        for (at, segment) in segments.iter().enumerate() {
            match stand_ins.get(&at) {
                Some(pages) => {
                    let name = format!("{}stand-in-{at}.html", Asset::OURS);
                    let url = self
                        .workspace
                        .put_text(&name, &stand_in(&self.marker.link(at), pages))?;
                    all.push(Part {
                        kind: PartKind::StandIn { url },
                        page,
                        header: None,
                        footer: None,
                    });
                }
                None => all.extend_from_slice(&parts[segment.parts.clone()]),
            }
        }
        let run = Run {
            parts: &all,
            page,
            options: &self.job.options,
            fineness,
            access: self.access,
        };
        self.run(&run).await
    }
}

fn segments(parts: &[Part<'_>], book: &Book) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let kind = Kind::of(part, book);
        match segments.last_mut() {
            Some(segment) if segment.kind == kind => segment.parts.end = at + 1,
            _ => segments.push(Segment {
                parts: at..at + 1,
                kind,
            }),
        }
    }
    segments
}

/// A document of as many pages, each with its headings, in the smallest of
/// letters, and with a link that tells which segment it stands for.
fn stand_in(marker: &str, pages: &[Vec<OutlineItem>]) -> String {
    let mut html = "<!DOCTYPE html><style>h1,h2,h3,h4,h5,h6,h7,h8,h9{font-size:1px;line-height:1px;margin:0;display:block}\
                    div+div{page-break-before:always}</style>"
        .to_owned();
    for headings in pages {
        html +=
            &format!("<div><a href=\"{marker}\" style=\"display:block;width:9px;height:1px\"></a>");
        for OutlineItem { level, title, .. } in headings {
            let level = level.clamp(&1, &9);
            html += &format!("<h{level}>{}</h{level}>", escape_html(title));
        }
        html += "</div>";
    }
    html
}

/// On which pages of the main run, counted from 0, each segment lies: those of
/// stand-ins are marked, and the others lie between them.
fn places(
    main_run: &Inspection,
    segments: &[Segment],
    main: Kind,
    marker: &Marker,
) -> Vec<Range<usize>> {
    let marked = |segment: usize| {
        let uri = marker.link(segment);
        let pages = main_run.links.iter().filter(|link| link.uri == uri);
        let pages: Vec<_> = pages.map(|link| link.page as usize - 1).collect();
        match (pages.first(), pages.last()) {
            (Some(first), Some(last)) => *first..last + 1,
            _ => 0..0,
        }
    };
    let mut places = Vec::new();
    let mut at = 0;
    for (number, segment) in segments.iter().enumerate() {
        let pages = if segment.kind == main {
            // Two segments of one kind are never neighbours.
            let next = number + 1;
            let end = if next < segments.len() {
                marked(next).start
            } else {
                main_run.pages
            };
            at..end
        } else {
            marked(number)
        };
        at = pages.end;
        places.push(pages);
    }
    places
}

/// Whether each segment begins where the one before it ends, up to the last page.
fn are_whole(places: &[Range<usize>], total: usize) -> bool {
    let mut at = 0;
    let in_a_row = places.iter().all(|pages| {
        let follows = pages.start == at && pages.end > at;
        at = pages.end;
        follows
    });
    in_a_row && at == total
}
