//! Has the modern CSS of a job's texts lowered, each with what is asked of it: of
//! documents and covers, of headers and footers, and of style sheets that stand alone.

use std::collections::BTreeMap;

use crate::job::DocumentOptions;
use crate::job::options::{Media as Medium, Scripts};
use crate::job::page::{Page, PageSettings};

use super::injection;
use super::lower::{self, Media, Table};
use super::lowering::{self, Beside, Lowered};
use super::markup::beginning::first_name;
use super::pages::header_footer::{Half, HeaderFooterHtml, Side};
use super::pages::selector::PageKind;
use super::reading::Reading;
use super::resolution::{Painted, Resolution};
use super::text::{Cover, Layout, Text};
use super::written::Written;

/// What holds for a text and for what comes along with it.
pub struct Modern<'a> {
    pub options: &'a DocumentOptions,
    /// What the text itself says of its first page.
    pub page: PageSettings,
    /// The style sheets beside it, by their names.
    pub sheets: &'a BTreeMap<&'a str, &'a str>,
    /// The scripts beside it.
    pub scripts: &'a [&'a str],
    /// Styles that its scripts write, as far as it is known.
    pub written: Option<&'a Written>,
}

impl Modern<'_> {
    /// Lowers a document or a cover, and says what is lost of it.
    pub fn lower(&self, reading: &mut Reading<'_>, source: &str, text: &mut Text) {
        if self.options.lower {
            // Pages and lines are a browser's, whatever is on them.
            text.layout = Some(Layout {
                painted: text.draws.into(),
                ..Layout::default()
            });
        }
        let user_style = text.user_style.as_deref();
        let beside = Beside {
            scripts: self.scripts,
            written: self.written.filter(|_| text.scripted),
            scripted: text.scripted,
        };
        let Some(lowered) = self.lowered(reading, source, (&text.html, user_style), beside) else {
            return;
        };
        if let Some(layout) = &mut text.layout {
            layout.collapsed = lowered.collapsed;
        }
        if let Some((html, layout)) = lowered.document {
            text.html = html;
            text.user_style = lowered.user_style;
            let silent = self.options.scripts == Scripts::Off && text.scripted;
            let table = layout.table.as_ref();
            if table.is_some_and(Table::is_always_needed) && silent {
                // Its own scripts would run with the helper.
                let feature = "flexbox and grid of a document with scripts, with javascript=off";
                reading.warn_of_css(source, 1, feature.to_owned());
            }
            let also = Painted::from(text.draws || layout.gradients && silent);
            let painted = layout.painted.max(also);
            text.layout = Some(Layout { painted, ..layout });
        }
    }

    /// Keeps what margin boxes inherit, and finds the page that the document begins on.
    pub fn take_root_style(&mut self, reading: &Reading<'_>, text: &mut Text) {
        if !text.page.are_plain() {
            let late = reading.budget.lateness();
            let css = lowering::style_sheets(&text.html, self.sheets, self.media(), &late);
            text.root_style = css.iter().map(|css| lower::root_style(css)).collect();
            let name = first_name(&text.html, &css, &late);
            let first = PageKind {
                name: &name,
                first: true,
                left: false,
            };
            self.page = text.page.style(first).settings;
        }
    }

    /// Puts before a document's scripts what they shall find, and gives them a window.
    pub fn prepare_scripts(&self, text: &mut Text) {
        if let Some(prelude) = text.prelude.take() {
            injection::put_prelude(&mut text.html, &prelude);
        }
        if self.options.lower && text.scripted {
            let layout = text.layout.as_ref();
            let table = layout.and_then(|layout| layout.table.as_ref());
            let table = table.map(|table| &*table.json);
            let late = layout.and_then(|layout| layout.late.as_deref());
            let asked = text.writes_styles.then_some("true");
            injection::open_window(
                &mut text.html,
                self.window(),
                table.or(late.and(Some(lower::EMPTY_TABLE))),
                late.or(asked),
            );
        }
    }

    /// Lowers both texts of a header or footer.
    pub fn lower_sides(
        &self,
        reading: &mut Reading<'_>,
        side: Side,
        html: HeaderFooterHtml,
    ) -> HeaderFooterHtml {
        html.map(&mut |html| {
            let beside = Beside {
                scripts: self.scripts,
                ..Beside::default()
            };
            let lowered = self.lowered(reading, side.option(), (html, None), beside);
            match lowered.and_then(|lowered| lowered.document) {
                Some((html, layout)) => Half {
                    html,
                    // It has no page, and nothing is too wide for it.
                    table: layout
                        .table
                        .filter(Table::is_always_needed)
                        .map(|table| table.json),
                    painted: Some(layout.painted),
                },
                None => html.to_owned().into(),
            }
        })
    }

    /// Lowers a style sheet for a text that is not ours.
    pub fn lower_alone(&self, reading: &mut Reading<'_>, source: &str, css: String) -> String {
        if !self.options.lower {
            return css;
        }
        let late = reading.budget.lateness();
        let (css, lost) = lowering::lower_alone(&css, self.media(), &late);
        for (line, feature) in lost {
            reading.warn_of_css(source, line + 1, feature);
        }
        css
    }

    fn lowered(
        &self,
        reading: &mut Reading<'_>,
        source: &str,
        (html, user_style): (&str, Option<&str>),
        beside: Beside<'_>,
    ) -> Option<Lowered> {
        if !self.options.lower {
            return None;
        }
        let late = reading.budget.lateness();
        let mut lowered = lowering::lower(
            html,
            user_style,
            self.sheets,
            beside,
            (self.media(), self.screen(html)),
            &late,
        )?;
        for (asset, line, feature) in std::mem::take(&mut lowered.lost) {
            reading.warn_of_css(asset.as_deref().unwrap_or(source), line + 1, feature);
        }
        Some(lowered)
    }

    /// The size of the window that scripts run in: that of headless browsers, unless another
    /// is asked for. What is printed as on the screen is laid out once, and that on its page.
    fn window(&self) -> (f64, f64) {
        let look = &self.options.look;
        match look.viewport {
            _ if look.media == Medium::Screen => self.media().page,
            Some((width, height)) => (width.into(), height.into()),
            None => (800.0, 600.0),
        }
    }

    /// What scripts find while they run, where they may ask for it.
    fn screen(&self, html: &str) -> Option<Media> {
        let media = self.media();
        let (width, height) = self.window();
        (media.print && injection::asks_for_window(html)).then_some(Media {
            print: false,
            width,
            height,
            ..media
        })
    }

    pub fn media(&self) -> Media {
        let options = self.options;
        // What is as high as the page by its own words must not reach over its end by a dot.
        let pixels = |page: Page| {
            let (width, height) = page.room_in_pixels();
            let zoom = options.look.zoom;
            (width / zoom, (height - 0.6).max(0.0) / zoom)
        };
        let asked = options.page.or(options.default_page).page();
        let page = options.page.or(self.page).or(options.default_page).page();
        let (width, height) =
            pixels(asked.in_whole_pixels(PageSettings::default(), PageSettings::default()));
        // Media queries are asked of the whole pixels that there are, and contents are laid
        // out on those that are begun.
        let width = (width - 0.5).floor().max(0.0);
        Media {
            print: options.look.media == Medium::Print,
            width,
            height,
            page: pixels(page.in_whole_pixels(options.page, self.page)),
        }
    }
}

/// How finely a job is laid out of which something was lowered.
pub fn resolution(read: Resolution, documents: &[Text], cover: Option<&Cover>) -> Resolution {
    let texts = documents.iter().chain(cover.map(|cover| &cover.text));
    let painted = texts.flat_map(|text| {
        let sides = [&text.header, &text.footer].into_iter().flatten();
        let halves = sides.flat_map(HeaderFooterHtml::variants);
        let own = text.layout.as_ref().map(|layout| layout.painted);
        own.into_iter()
            .chain(halves.filter_map(|half| half.painted))
    });
    match painted.max() {
        Some(painted) => read.even(painted),
        None => read,
    }
}
