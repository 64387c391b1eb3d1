//! One text of a job as the engine shall see it.

use super::resolution::Painted;
use crate::job::DocumentOptions;
use crate::text::parts_without_data;

use super::lower::Table;
use super::pages::header_footer::{HeaderFooterHtml, Side};
use super::pages::rules::PageRules;

/// One document as the engine shall see it, and what must be known of it.
#[derive(Debug)]
pub struct Text {
    pub html: String,
    /// What pages of today find before their scripts, until it is put into the document.
    pub prelude: Option<String>,
    /// That it is laid out as a browser does it; `None` where the bare engine is asked for.
    pub layout: Option<Layout>,
    /// Something in it may run a script.
    pub scripted: bool,
    /// Its scripts may write styles, which are lowered when they have.
    pub writes_styles: bool,
    /// Words of them are of styles that the engine does not know.
    pub names_modern_styles: bool,
    /// Its scripts may draw on canvases.
    pub draws: bool,
    /// It is laid out in quirks mode.
    pub quirks: bool,
    /// It has an element for readers without scripts, which must stay hidden.
    pub noscript: bool,
    /// In whose letters it is read where languages share them: `ja` or `zh`.
    pub reader: Option<&'static str>,
    /// Rules for the boxes of its films, which come before its style sheets.
    pub video_boxes: String,
    /// What its `@page` rules say.
    pub page: PageRules,
    /// What margin boxes inherit of the document's root, where it has any.
    pub root_style: String,
    /// The user style sheet that the request brings along.
    pub user_style: Option<String>,
    pub header: Option<HeaderFooterHtml>,
    pub footer: Option<HeaderFooterHtml>,
}

impl Text {
    /// All that the engine reads of it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let sides = [&self.header, &self.footer].into_iter().flatten();
        let halves = sides.flat_map(HeaderFooterHtml::variants);
        let table = self
            .layout
            .iter()
            .filter_map(|layout| layout.table.as_ref());
        [&self.html]
            .into_iter()
            .chain(&self.user_style)
            .chain(halves.map(|half| &half.html))
            .chain(table.map(|table| &table.json))
            .flat_map(|text| parts_without_data(text))
    }

    /// The same but for what is no text of the document's.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let sides = [&mut self.header, &mut self.footer].into_iter().flatten();
        let halves = sides.flat_map(|side| {
            let (default, first) = (&mut side.default, &mut side.first);
            [default]
                .into_iter()
                .chain(first)
                .map(|half| &mut half.html)
        });
        [&mut self.html]
            .into_iter()
            .chain(&mut self.user_style)
            .chain(halves)
    }
}

/// A document that is laid out as a browser does it, and the modern CSS in it.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// What only the page can decide.
    pub table: Option<Table>,
    /// Something is painted dot by dot, which takes long when the dots are fine.
    pub painted: Painted,
    /// It has gradients, which are painted dot by dot where no script of ours may run.
    pub gradients: bool,
    /// Styles that its scripts write, as the page shall have them, in JSON.
    pub late: Option<String>,
    /// A style sheet lets edges of tables collapse.
    pub collapsed: bool,
}

/// A cover, and what of the job's options holds for it.
#[derive(Debug)]
pub struct Cover {
    pub text: Text,
    pub options: DocumentOptions,
}

impl Side {
    pub fn html(self, text: &Text) -> Option<&HeaderFooterHtml> {
        match self {
            Self::Header => text.header.as_ref(),
            Self::Footer => text.footer.as_ref(),
        }
    }
}

/// What a cover is called in warnings.
pub const COVER: &str = "cover_html";
