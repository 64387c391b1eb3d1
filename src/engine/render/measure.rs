//! What must be measured before pages can be laid out: how high headers and
//! footers are, and how tall a document is that goes on a single page.
//!
//! The engine measures headers itself, but only right at 96 dpi. So a link is
//! put where the measure is to be taken: the PDF tells where it came to stand.

use crate::document::{Half, Side, measurable};
use crate::error::{Error, Unprintable};
use crate::job::Asset;
use crate::job::length::Length;
use crate::job::page::Page;
use crate::pdf::inspect::Link;

use super::asked::asked_page;
use super::fineness::Fineness;
use super::layout::{put_blank, user_style, width_key};
use super::measures::{Measures, WidthKey};
use super::run::{Part, PartHeaderFooter, PartKind, Run};
use super::runner::Renderer;

/// The tallest page that a PDF may have.
const TALLEST: Length = Length::mm(5080.0);

/// For a document that takes the whole page, whatever its height: the page is
/// not there yet.
const AS_HIGH_AS_NEEDED: &str = "html,body{height:auto!important;min-height:0!important}";
/// Without a doctype the body is as tall as the page, but for one that does not
/// stand in the flow.
const AS_HIGH_IN_QUIRKS_MODE: &str = "html,body{height:auto!important;min-height:0!important}\
    body{position:absolute!important;top:0;left:0;right:0}";

impl Renderer<'_> {
    pub(super) async fn measure(&self, fineness: Fineness) -> Result<Measures, Error> {
        let mut measures = Measures::default();
        self.measure_headers_and_footers(fineness, &mut measures)
            .await?;
        self.measure_single_pages(fineness, &mut measures).await?;
        Ok(measures)
    }

    /// Prints each header and footer once, as a header of an empty page.
    async fn measure_headers_and_footers(
        &self,
        fineness: Fineness,
        measures: &mut Measures,
    ) -> Result<(), Error> {
        let mut wanted: Vec<(Half, WidthKey, Page)> = Vec::new();
        for (document, text) in self.job.documents.iter().zip(&self.prepared.documents) {
            if !document.options.fit_margins {
                continue;
            }
            let page = asked_page(text, &document.options);
            let sides = [Side::Header, Side::Footer];
            let htmls = sides.into_iter().filter_map(|side| side.html(text));
            for html in htmls.flat_map(|html| html.variants()) {
                let key = width_key(&page);
                if !wanted
                    .iter()
                    .any(|(other, other_key, _)| other.html == html.html && *other_key == key)
                {
                    wanted.push((html.clone(), key, page));
                }
            }
        }
        while let Some((_, key, page)) = wanted.first().cloned() {
            let (these, others): (Vec<_>, _) = wanted.into_iter().partition(|one| one.1 == key);
            wanted = others;
            let htmls: Vec<_> = these.into_iter().map(|(html, ..)| html).collect();
            let heights = self.header_footer_heights(&htmls, page, fineness).await?;
            for (html, height) in htmls.into_iter().zip(heights) {
                measures
                    .header_footer_heights
                    .insert((html.html, key), height);
            }
        }
        Ok(())
    }

    async fn header_footer_heights(
        &self,
        htmls: &[Half],
        page: Page,
        fineness: Fineness,
    ) -> Result<Vec<Length>, Error> {
        let blank = put_blank(&self.workspace)?;
        let helper = self.helper(fineness);
        // An empty page has no zoom.
        let make = |table: &str| helper.run_in_header(table, &page, 1.0);
        let mut parts = Vec::new();
        for (at, html) in htmls.iter().enumerate() {
            let name = format!("{}measure-{at}.html", Asset::OURS);
            let url = self
                .workspace
                .put_resource(&name, &measurable(html, &self.marker.link(at), &make))?;
            parts.push(Part {
                kind: PartKind::StandIn { url: blank.clone() },
                page,
                header: Some(PartHeaderFooter {
                    url: Some(url),
                    text: None,
                    line: false,
                    spacing: Length::mm(0.0),
                }),
                footer: None,
            });
        }
        let links = self.links(&parts, page, fineness).await?;
        // Where a header has a link, the engine forgets the margin: the link
        // comes to stand as if the header ended at the upper edge of the page.
        let page_height = page.height.as_points().round();
        let heights = (0..htmls.len()).map(|at| {
            let top = self
                .marked(&links, at)
                .map_or(page_height, |link| link.rect[3]);
            Length::points((top - page_height).max(0.0))
        });
        Ok(heights.collect())
    }

    /// Prints documents that go on a single page on the tallest one there is.
    async fn measure_single_pages(
        &self,
        fineness: Fineness,
        measures: &mut Measures,
    ) -> Result<(), Error> {
        let documents = self.job.documents.iter().zip(&self.prepared.documents);
        for (at, (document, text)) in documents.enumerate() {
            if !document.options.single_page {
                continue;
            }
            let mut page = asked_page(text, &document.options);
            page.height = TALLEST;
            // What reaches the page's end, or beyond it, may only do so because
            // the page is so tall.
            let room = page.room().1.as_mm() - 1.0;
            let mut used = None;
            for css in ["", AS_HIGH_AS_NEEDED, AS_HIGH_IN_QUIRKS_MODE] {
                let end = self.end_of(at, page, css, fineness).await?;
                used = end.filter(|end| end.as_mm() < room);
                if used.is_some() {
                    break;
                }
            }
            let used = used.ok_or(Unprintable::TooTall)?;
            // Lengths in the PDF are whole points, and what is too tall by one
            // dot goes on a second page.
            measures
                .body_heights
                .insert(at, Length::mm(used.as_mm().max(0.0) + 1.0));
        }
        Ok(())
    }

    /// How far below the top margin a document ends; `None` where it does not
    /// end on the first page.
    async fn end_of(
        &self,
        at: usize,
        page: Page,
        css: &str,
        fineness: Fineness,
    ) -> Result<Option<Length>, Error> {
        let (document, text) = (&self.job.documents[at], &self.prepared.documents[at]);
        // Ends where the document ends, its margins included.
        let html = format!(
            "{}<style>html{{position:relative}}{css}</style><html2pdf-end style=\"display:block;position:absolute;left:0;\
             bottom:0;margin:0!important;padding:0!important;border:0!important\"><a href=\"{}\" \
             style=\"display:block;width:9px;height:1px;margin:0!important;padding:0!important;border:0!important\"></a></html2pdf-end>",
            text.html,
            self.marker.link(at),
        );
        let name = format!("{}single-{at}.html", Asset::OURS);
        let part = Part {
            kind: PartKind::Document {
                url: self.workspace.put_text(&name, &html)?,
                text,
                options: &document.options,
                user_style: user_style(
                    &self.workspace,
                    (at, text),
                    &document.options,
                    (fineness.dpi(), Length::ZERO),
                )?,
                layout: self.helper(fineness).run(
                    at,
                    text,
                    &document.options,
                    &page,
                    &Measures::default(),
                ),
            },
            page,
            header: None,
            footer: None,
        };
        let links = self.links(&[part], page, fineness).await?;
        let end = self.marked(&links, at).filter(|link| link.page == 1);
        let below = |end: &Link| {
            TALLEST.as_mm() - Length::points(end.rect[1]).as_mm() - page.margins.top.as_mm()
        };
        Ok(end.map(|end| Length::mm(below(end))))
    }

    async fn links(
        &self,
        parts: &[Part<'_>],
        page: Page,
        fineness: Fineness,
    ) -> Result<Vec<Link>, Error> {
        let plain = self.options_without_book();
        let run = Run {
            parts,
            page,
            options: &plain,
            fineness,
            access: self.access,
        };
        let printed = self.run(&run).await?;
        Ok(self.inspect(&printed).await?.links)
    }

    fn marked<'l>(&self, links: &'l [Link], number: usize) -> Option<&'l Link> {
        let uri = self.marker.link(number);
        links.iter().find(|link| link.uri == uri)
    }
}
