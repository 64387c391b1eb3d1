//! Where pages come to stand on their paper, and the sheets that are beneath them.

use crate::document::{Numbers, PageKind, Sheet, Side, sheets_document};
use crate::error::Error;
use crate::job::Asset;
use crate::job::length::Length;
use crate::job::options::HeaderFooterContent;
use crate::job::page::{Page, Sides};
use crate::pdf::paginate::Placed;

use super::super::asked::page_of;
use super::super::fineness::Fineness;
use super::super::layout::fit;
use super::super::measures::Measures;
use super::super::run::{Part, PartKind, Run};
use super::super::runner::{Renderer, RunOutput};
use super::leaf::{Geometry, Leaf, is_same_paper};

/// Where all pages stand, and what is beneath them.
pub(super) struct Placing<'a> {
    pub placed: Vec<Placed>,
    pub sheets: Vec<RunOutput<'a>>,
}

impl<'a> Renderer<'a> {
    /// Where each page comes to stand on its paper, and on which sheet.
    pub(super) async fn place(
        &self,
        parts: &[Part<'_>],
        leaves: &[Leaf],
        measures: &Measures,
        fineness: Fineness,
    ) -> Result<Placing<'a>, Error> {
        let book = &self.job.options.book;
        // A short cover has no number.
        let unnumbered = parts
            .iter()
            .any(|part| matches!(part.kind, PartKind::Cover { is_long: false, .. }));
        let unnumbered = i64::from(unnumbered);
        let total = leaves.len() as i64 - unnumbered + i64::from(book.page_offset);
        let mut placed = Vec::new();
        let mut groups: Vec<(usize, Page, Vec<Sheet>)> = Vec::new();
        for (at, leaf) in leaves.iter().enumerate() {
            let mut one = Placed {
                run: leaf.run,
                page: leaf.page,
                window: None,
                sheet: None,
            };
            if let Some(document) = leaf.document {
                let text = &self.prepared.documents[document];
                let options = &self.job.documents[document].options;
                let mut style = text.page.style(PageKind {
                    name: &leaf.name,
                    first: leaf.first,
                    left: at % 2 == 1,
                });
                let mut page = page_of(text, options, style.settings);
                if leaf.is_apart {
                    let body = &leaf.printed.page;
                    let top = body.margins.top.as_mm() + leaf.printed.offset.as_mm();
                    page = *body;
                    page.margins.top = Length::mm(top);
                }
                let page = fit(page, (document, text), options, measures)?;
                one.window = window(&page, leaf);
                for (side, place) in [(Side::Header, "top-"), (Side::Footer, "bottom-")] {
                    let asked = side.of(options);
                    let taken =
                        asked.content != HeaderFooterContent::Nothing || side.html(text).is_some();
                    if taken {
                        style.boxes.retain(|name, _| !name.starts_with(place));
                    }
                }
                let sheet = Sheet {
                    page,
                    style,
                    numbers: Numbers {
                        page: at as i64 + 1 - unnumbered + i64::from(book.page_offset),
                        pages: total,
                    },
                };
                if !sheet.is_blank() {
                    let fits = |(other, paper, _): &(usize, Page, Vec<Sheet>)| {
                        *other == document && is_same_paper(paper, &page)
                    };
                    let group = groups.iter().position(fits).unwrap_or_else(|| {
                        groups.push((document, page, Vec::new()));
                        groups.len() - 1
                    });
                    one.sheet = Some((group, groups[group].2.len()));
                    groups[group].2.push(sheet);
                }
            }
            placed.push(one);
        }
        let mut sheets = Vec::new();
        for (at, (document, paper, group)) in groups.iter().enumerate() {
            let text = &self.prepared.documents[*document];
            let lowers = self.job.documents[*document].options.lower;
            let html = sheets_document(&text.root_style, group, lowers);
            let name = format!("{}sheets-{at}.html", Asset::OURS);
            let part = Part {
                kind: PartKind::Sheets {
                    url: self.workspace.put_text(&name, &html)?,
                },
                page: Page {
                    margins: Sides::all(Length::ZERO),
                    ..*paper
                },
                header: None,
                footer: None,
            };
            let options = self.options_without_book();
            let run = Run {
                page: part.page,
                parts: &[part],
                options: &options,
                fineness: fineness.even_for_sheets(),
                access: self.access,
            };
            sheets.push(self.run(&run).await?);
        }
        Ok(Placing { placed, sheets })
    }
}

/// What is to be seen of a page, so that its contents stand within these margins.
fn window(wanted: &Page, leaf: &Leaf) -> Option<[f64; 4]> {
    let Geometry { page, offset } = &leaf.printed;
    let begin = match leaf.first && leaf.page == 0 {
        true => offset.as_points(),
        false => 0.0,
    };
    let left = page.margins.left.as_points() - wanted.margins.left.as_points();
    let top = page.margins.top.as_points() + begin - wanted.margins.top.as_points();
    let moves = left.abs() > 0.05 || top.abs() > 0.05 || !is_same_paper(page, wanted);
    moves.then(|| {
        // The engine cuts paper to whole points.
        let (width, height) = (wanted.width.as_points(), wanted.height.as_points());
        [left, top, width.round(), height.round()]
    })
}
