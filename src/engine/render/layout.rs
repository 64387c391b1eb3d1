//! A job as the engine takes it: parts in their order, each with its page, its
//! files, its header and its footer.

use std::collections::BTreeMap;

use url::Url;

use crate::document::{Cover, MakeLayout, Prepared, Side, Text, leading_elements};
use crate::engine::workspace::Workspace;
use crate::error::{Error, Unprintable};
use crate::job::length::Length;
use crate::job::options::{HeaderFooter, HeaderFooterContent, Position};
use crate::job::page::{Page, PageSettings};
use crate::job::{Asset, DocumentOptions, Job};

use super::asked::{asked_page, first_offset, first_page};
use super::forced_breaks::{End, may_break};
use super::helper::Helper;
use super::measures::{Measures, WidthKey};
use super::own_style;
use super::run::{Part, PartHeaderFooter, PartKind};
use super::toc;

/// Where there is space above the first element, the engine would make an empty page
/// of a break before it.
fn no_first_break(text: &Text) -> String {
    if !may_break(text, End::Before) {
        return String::new();
    }
    let mut selectors = Vec::new();
    let levels = leading_elements(&text.html).min(3);
    for level in 1..=levels {
        selectors.push(format!("body{}", ">:first-child".repeat(level)));
    }
    if levels > 0 {
        let aside = ["script", "style", "link"];
        selectors.extend(aside.map(|name| format!("body>{name}:first-child+*")));
    }
    match selectors.is_empty() {
        true => String::new(),
        false => selectors.join(",") + "{page-break-before:auto!important}",
    }
}

/// A margin that touches the top of the first page would be dropped: a dot is put before
/// it, however large the dots are.
fn kept_margin(text: &Text, options: &DocumentOptions, dpi: u32) -> String {
    /// Less than a whole dot is none, also where contents are shrunk to two thirds.
    const DOT: f64 = 1.9;
    if text.layout.is_none() {
        return String::new();
    }
    let height = DOT * 96.0 / f64::from(dpi) / options.look.zoom;
    let no_break = no_first_break(text);
    format!("html:not([data-h2p-flush]){{padding-top:{height:.2}px!important}}{no_break}")
}

pub fn width_key(page: &Page) -> WidthKey {
    let micrometres = |length: Length| (length.as_mm() * 1000.0).round() as i64;
    [
        micrometres(page.width),
        micrometres(page.margins.left),
        micrometres(page.margins.right),
    ]
}

/// What is left free between the page's edge and a header, at least: few
/// printers reach farther.
const EDGE: Length = Length::mm(5.0);

/// Makes a page's margins large enough for header and footer, and its height
/// that of its contents where that is asked for.
pub fn fitted_page(
    at: usize,
    text: &Text,
    options: &DocumentOptions,
    measures: &Measures,
) -> Result<Page, Error> {
    fit(asked_page(text, options), (at, text), options, measures)
}

/// Makes a page's margins large enough, and its height that of its contents.
pub fn fit(
    mut page: Page,
    (at, text): (usize, &Text),
    options: &DocumentOptions,
    measures: &Measures,
) -> Result<Page, Error> {
    if options.fit_margins {
        let needed = |side: Side| {
            let header_footer = side.of(options);
            let height = header_footer_height(header_footer, side.html(text), &page, measures)?;
            let needed = EDGE.as_mm() + height.as_mm() + header_footer.spacing.as_mm();
            Some(Length::mm(needed))
        };
        let (top, bottom) = (needed(Side::Header), needed(Side::Footer));
        let margins = &mut page.margins;
        margins.top = longer(margins.top, top);
        margins.bottom = longer(margins.bottom, bottom);
    }
    if options.single_page
        && let Some(contents) = measures.body_heights.get(&at)
    {
        let margins = &page.margins;
        let height = margins.top.as_mm() + contents.as_mm() + margins.bottom.as_mm();
        page.height = Length::mm(height.max(20.0));
    }
    if !page.has_room() {
        return Err(Unprintable::NoRoom {
            top: page.margins.top.as_mm(),
            bottom: page.margins.bottom.as_mm(),
            height: page.height.as_mm(),
        }
        .into());
    }
    Ok(page)
}

fn longer(length: Length, other: Option<Length>) -> Length {
    match other {
        Some(other) if other > length => other,
        _ => length,
    }
}

fn header_footer_height(
    header_footer: &HeaderFooter,
    html: Option<&crate::document::HeaderFooterHtml>,
    page: &Page,
    measures: &Measures,
) -> Option<Length> {
    // A line of text is about a quarter higher than its letters are.
    const LINE_HEIGHT: f64 = 1.25;
    match (&header_footer.content, html) {
        (_, Some(html)) => {
            let key = width_key(page);
            let heights = html.variants().filter_map(|html| {
                measures
                    .header_footer_heights
                    .get(&(html.html.clone(), key))
                    .copied()
            });
            heights.reduce(|a, b| longer(a, Some(b)))
        }
        (HeaderFooterContent::Text(text), None) => {
            Some(Length::points(f64::from(text.size) * LINE_HEIGHT))
        }
        _ => None,
    }
}

/// Writes every file and puts the parts in order.
pub fn lay_out<'a>(
    job: &'a Job,
    prepared: &'a Prepared,
    measures: &Measures,
    workspace: &Workspace,
    helper: &Helper<'_>,
) -> Result<Vec<Part<'a>>, Error> {
    let mut files = Files {
        workspace,
        header_footer: BTreeMap::new(),
    };
    let book = &job.options.book;
    let mut documents = Vec::new();
    for (at, (document, text)) in job.documents.iter().zip(&prepared.documents).enumerate() {
        let page = fitted_page(at, text, &document.options, measures)?;
        let mut offset = Length::ZERO;
        if !text.page.are_plain() {
            let first = first_page(text, &document.options, "");
            let first = fit(first, (at, text), &document.options, measures)?;
            offset = first_offset(&first, &page);
        }
        let url = workspace.put_text(&Asset::document_name(at), &text.html)?;
        let user_style = user_style(
            workspace,
            (at, text),
            &document.options,
            (helper.dpi, offset),
        )?;
        let zoom = document.options.look.zoom;
        let make = |table: &str| helper.run_in_header(table, &page, zoom);
        let part = Part {
            page,
            header: files.header_footer(Side::Header, text, &document.options, &make)?,
            footer: files.header_footer(Side::Footer, text, &document.options, &make)?,
            kind: PartKind::Document {
                url,
                text,
                options: &document.options,
                user_style,
                layout: helper.run(at, text, &document.options, &page, measures),
            },
        };
        if at > 0 && book.blank_pages {
            documents.push(files.blank(page)?);
        }
        documents.push(part);
    }
    let first = documents.first().expect("a job has a document").clone();
    let toc = book.toc.as_ref();
    let toc_part = toc.map(|toc| -> Result<_, Error> {
        let css = format!("{}contents.css", Asset::OURS);
        let css = workspace.put_resource(&css, &toc::css(toc, &prepared.toc_css))?;
        let style_sheet = toc::style_sheet(toc, &css);
        let style_sheet = workspace.put_file("contents.xsl", &style_sheet)?;
        Ok(Part {
            kind: PartKind::Toc { style_sheet },
            ..first.clone()
        })
    });
    let toc_part = toc_part.transpose()?;
    let position = toc.map(|toc| toc.position);

    let mut parts = Vec::new();
    if let Some(Cover { text, options }) = &prepared.cover {
        let url = workspace.put_text("html2pdf-cover.html", &text.html)?;
        let mut user_style = text.user_style.clone();
        if text.layout.is_some() {
            user_style =
                Some(kept_margin(text, options, helper.dpi) + &user_style.unwrap_or_default());
        }
        let user_style = user_style.map(|css| workspace.put_text("html2pdf-cover.css", &css));
        let says_nothing = text.page.settings == PageSettings::default();
        let page = if says_nothing {
            first.page
        } else {
            // What a cover says of its page comes before what the request says of all.
            let said = text.page.settings.or(options.page);
            said.or(options.default_page).page()
        };
        parts.push(Part {
            kind: PartKind::Cover {
                url,
                text,
                options,
                user_style: user_style.transpose()?,
                layout: helper.run(job.documents.len(), text, options, &page, measures),
                is_long: false,
            },
            page,
            header: None,
            footer: None,
        });
    }
    let (before, after) = match position {
        Some(Position::End) => (None, toc_part),
        _ => (toc_part, None),
    };
    parts.extend(before);
    parts.extend(documents);
    parts.extend(after);
    Ok(parts)
}

/// Writes files, each text once.
struct Files<'w> {
    workspace: &'w Workspace<'w>,
    header_footer: BTreeMap<(&'static str, String), Url>,
}

impl Files<'_> {
    fn header_footer<'a>(
        &mut self,
        side: Side,
        text: &'a Text,
        options: &'a DocumentOptions,
        layout: MakeLayout<'_>,
    ) -> Result<Option<PartHeaderFooter<'a>>, Error> {
        let header_footer = side.of(options);
        let html = side.html(text);
        let drawn = match &header_footer.content {
            HeaderFooterContent::Text(text) if html.is_none() => Some(text),
            _ => None,
        };
        let url = match html {
            Some(html) => Some(self.put_resource(side, &html.document(layout))?),
            None => None,
        };
        let there = url.is_some() || drawn.is_some();
        Ok(there.then_some(PartHeaderFooter {
            url,
            text: drawn,
            line: header_footer.line,
            spacing: header_footer.spacing,
        }))
    }

    fn put_resource(&mut self, side: Side, html: &str) -> Result<Url, Error> {
        let key = (side.option(), html.to_owned());
        if let Some(url) = self.header_footer.get(&key) {
            return Ok(url.clone());
        }
        // Its name tells whose fault a fault in it is.
        let name = format!(
            "{}{}-{}.html",
            Asset::OURS,
            side.option(),
            self.header_footer.len()
        );
        let url = self.workspace.put_resource(&name, html)?;
        self.header_footer.insert(key, url.clone());
        Ok(url)
    }

    fn blank<'a>(&self, page: Page) -> Result<Part<'a>, Error> {
        let url = put_blank(self.workspace)?;
        Ok(Part {
            kind: PartKind::Ours { url },
            page,
            header: None,
            footer: None,
        })
    }
}

/// The style sheet that comes before the document's own. The first page begins lower by
/// the offset, or higher.
pub fn user_style(
    workspace: &Workspace,
    (at, text): (usize, &Text),
    options: &DocumentOptions,
    (dpi, offset): (u32, Length),
) -> Result<Option<Url>, Error> {
    /// How browsers show elements that are younger than the engine. Of a film nothing
    /// is on paper but its box, and nothing at all of what is closed.
    const YOUNGER_ELEMENTS: &str = "template,dialog:not([open]),[hidden],rp,audio:not([controls])\
        {display:none}main,search,details,summary,dialog,figure,figcaption{display:block}\
        details:not([open])>*{display:none}details>summary:first-of-type{display:block}\
        video,audio{display:inline-block;width:300px;height:150px;font-size:0;overflow:hidden}\
        audio{height:54px;background:#f1f3f4;border-radius:27px;vertical-align:bottom}\
        video{vertical-align:bottom}video[controls]{background:#000}video>*,audio>*{display:none}";
    /// What tables do at the end of a page, unless their author knows better.
    /// A table of a few rows without a head is often the frame of the whole document: a row
    /// that is higher than a page and must not be cut is cut through its letters.
    const TABLE_BREAKS: &str = "thead{display:table-header-group}\
        thead~tbody>tr,tr:nth-last-child(n+6),tr:nth-last-child(n+6)~tr,img,svg{page-break-inside:avoid}";
    /// Where nothing lays out the page, a foot stands once: the engine would repeat one of any
    /// height. One that stands before the body must stay a foot.
    const FEET: &str = "tbody~tfoot{display:table-row-group}";
    /// Breaks that the document asks for itself: on a single page are none.
    const NO_BREAKS: &str = "*{page-break-before:auto!important;page-break-after:auto!important}";
    /// A break behind all that there is makes no page, and neither do margins that reach
    /// over the end of one: what counts is where the last box ends.
    const NO_LAST_PAGE: &str = "body>:last-child,body>:last-child>:last-child,\
        body>:last-child>:last-child>:last-child{page-break-after:auto!important}";
    const NO_LAST_MARGIN: &str = "body{margin-bottom:-99px!important}";
    /// In quirks mode the body fills the page, less its margins.
    const NO_LAST_MARGIN_IN_QUIRKS: &str = "body{margin-bottom:0!important}";
    /// Headings of sections were smaller once.
    const HEADINGS: &str =
        ":-webkit-any(article,aside,nav,section) h1{font-size:2em;margin:.67em 0}";
    /// What the engine's own style sheet is too old for: letters, and frames around fields.
    const EDGES: &str = "dfn{font-style:italic}fieldset{border-color:#efefef}";
    /// Bars in the colours of browsers. The engine has those of a desktop of its time.
    const BARS: &str = "progress,meter{-webkit-appearance:none;-webkit-box-sizing:border-box;\
        box-sizing:border-box;display:inline-block;width:10em;height:1em;\
        vertical-align:-.2em;overflow:hidden;border:1px solid #b2b2b2;border-radius:99px;\
        background:#efefef}meter{width:5em}\
        progress::-webkit-progress-bar,meter::-webkit-meter-bar{background:#efefef}\
        progress::-webkit-progress-value{background:#0075ff}\
        meter::-webkit-meter-optimum-value{background:#107c10}\
        meter::-webkit-meter-suboptimum-value{background:#ffb900}\
        meter::-webkit-meter-even-less-good-value{background:#d83b01}";
    /// Of a cell that has a width, too: the engine takes that width for the least one instead.
    const CELLS_OF_ONE_LINE: &str = "td[nowrap],th[nowrap]{white-space:nowrap!important}";
    let mut css = format!("{YOUNGER_ELEMENTS}{}", text.video_boxes);
    if let Some(layout) = &text.layout {
        css += HEADINGS;
        css += EDGES;
        css += own_style::edges_of_tables(layout.collapsed);
        if text.html.contains("<progress") || text.html.contains("<meter") {
            css += BARS;
        }
        // It would count for more than what a style sheet says of the same.
        if [" nowrap", " NOWRAP", " noWrap"]
            .iter()
            .any(|name| text.html.contains(name))
            && !text.html.contains("white-space")
        {
            css += CELLS_OF_ONE_LINE;
        }
    }
    if options.single_page {
        css += NO_BREAKS;
    } else {
        if may_break(text, End::After) {
            css += NO_LAST_PAGE;
        }
        css += match text.quirks {
            true => NO_LAST_MARGIN_IN_QUIRKS,
            false => NO_LAST_MARGIN,
        };
    }
    if text.html.contains("<q>") || text.html.contains("<q ") {
        css += &own_style::quotation_marks();
    }
    if options.table_breaks {
        css += TABLE_BREAKS;
        if text.layout.is_none() {
            css += FEET;
        }
    }
    css += &match offset.as_mm() {
        0.0 => kept_margin(text, options, dpi),
        more if more > 0.0 => format!(
            "html{{padding-top:{more:.3}mm!important}}{}",
            no_first_break(text)
        ),
        less => format!(
            "{}html{{margin-top:{less:.3}mm!important}}",
            kept_margin(text, options, dpi)
        ),
    };
    css += text.user_style.as_deref().unwrap_or_default();
    let name = format!("{}style-{at}.css", Asset::OURS);
    Ok(Some(workspace.put_text(&name, &css)?))
}

/// Writes a document without anything to be seen. Of one without anything at all
/// the engine makes no page.
pub fn put_blank(workspace: &Workspace) -> std::io::Result<Url> {
    let name = format!("{}blank.html", Asset::OURS);
    workspace.put_text(&name, "<!DOCTYPE html><body>&nbsp;</body>")
}
