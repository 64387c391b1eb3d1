//! Options while they are being read: values that only make sense together are
//! put together at the end.

mod network;
mod parts;
mod template;

use crate::job::finishing::{Finishing, Mark, Watermark};
use crate::job::length::Length;
use crate::job::page::{LEAST_ROOM, Page, PageSettings};
use crate::message::Message;
use crate::pdf::Layer;

use super::field_error::FieldError;
use super::model::*;

pub(super) use network::{NetworkDraft, Reach};
pub(super) use parts::Format;
use parts::{
    HeaderFooterDraft, PageDraft, PictureDraft, ProtectionDraft, ScriptsDraft, WatermarkDraft,
};
use template::TemplateDraft;

#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) page: PageDraft,
    pub(super) default_page: PageSettings,
    pub(super) header: HeaderFooterDraft,
    pub(super) footer: HeaderFooterDraft,
    pub(super) scripts: ScriptsDraft,
    pub(super) toc: Toc,
    pub(super) has_toc: bool,
    pub(super) outline: Outline,
    pub(super) has_outline: bool,
    pub(super) protection: ProtectionDraft,
    pub(super) watermark: WatermarkDraft,
    pub(super) network: NetworkDraft,
    pub(super) template: TemplateDraft,
    pub(super) picture: PictureDraft,
    /// What holds of pictures where a request says nothing. It is not used while
    /// the answer is no picture.
    pub(super) default_picture: PictureDraft,
    /// Of the layout of a PDF, or of a picture.
    pub(super) dpi: Option<u32>,
    /// Options that mean the same whatever else is given.
    pub(super) options: Options,
}

impl Default for Draft {
    fn default() -> Self {
        let nothing = HeaderFooter {
            url: None,
            base_url: None,
            content: HeaderFooterContent::Nothing,
            first: FirstPage::Same,
            line: false,
            spacing: Length::mm(0.0),
        };
        Self {
            page: PageDraft::default(),
            default_page: PageSettings::default(),
            header: HeaderFooterDraft::default(),
            footer: HeaderFooterDraft::default(),
            scripts: ScriptsDraft {
                on: true,
                delay: None,
                status: None,
                selector: None,
                expression: None,
            },
            toc: Toc {
                title: "목차".to_owned(),
                depth: 3,
                dots: true,
                links: true,
                back_links: false,
                css: None,
                position: Position::Start,
            },
            has_toc: false,
            outline: Outline { depth: 4 },
            has_outline: false,
            protection: ProtectionDraft::default(),
            watermark: WatermarkDraft {
                text: None,
                image: None,
                style: Watermark {
                    mark: Mark::Text(String::new()),
                    layer: Layer::Over,
                    opacity: 0.12,
                    angle: 45.0,
                    colour: "#000000".to_owned(),
                    size: 0.7,
                },
            },
            network: NetworkDraft::default(),
            template: TemplateDraft::default(),
            picture: PictureDraft::default(),
            default_picture: PictureDraft::default(),
            dpi: None,
            options: Options {
                document: DocumentOptions {
                    template: None,
                    url: None,
                    base_url: None,
                    page: PageSettings::default(),
                    default_page: PageSettings::default(),
                    css_page: true,
                    single_page: false,
                    header: nothing.clone(),
                    footer: nothing,
                    fit_margins: true,
                    look: Look {
                        media: Media::Print,
                        background: true,
                        zoom: 1.0,
                        viewport: None,
                    },
                    scripts: Scripts::Off,
                    injection: Injection::default(),
                    table_breaks: true,
                    lower: true,
                    listed: true,
                },
                book: Book {
                    cover: None,
                    toc: None,
                    outline: None,
                    page_offset: 0,
                    blank_pages: false,
                },
                quality: Quality {
                    grayscale: false,
                    scaling: Scaling::TrueSize,
                    dpi: None,
                    low_quality: false,
                    image_quality: 94,
                },
                finishing: Finishing::default(),
                network: None,
                remote: Remote::default(),
                output: Output::Pdf,
                report: Report::Headers,
                creation_date: CreationDate::Fixed,
                time_zone: TimeZone::DEFAULT,
                strict: false,
                timeout: None,
                delivery: Delivery {
                    filename: "document".to_owned(),
                    disposition: Disposition::Inline,
                    how: Deliver::Inline,
                    to: None,
                },
                webhook: Webhook::default(),
            },
        }
    }
}

impl Draft {
    /// Makes what the operator said of the page the default of a document that has
    /// no `@page` rule for it, and what was said of pictures the default of those
    /// that a request asks for.
    pub(super) fn become_defaults(&mut self, errors: &mut Vec<FieldError>) {
        let page = std::mem::take(&mut self.page);
        self.default_page = page.settings(self.options.document.single_page, errors);
        self.default_picture = std::mem::take(&mut self.picture);
    }

    pub(super) fn finish(mut self, errors: &mut Vec<FieldError>) -> Options {
        let options = &mut self.options;
        let document = &mut options.document;
        document.page = self.page.settings(document.single_page, errors);
        document.default_page = self.default_page;
        let page = document.page.or(document.default_page).page();
        check_room(&page, document.single_page, errors);
        document.header = self.header.header_footer("header", errors);
        document.footer = self.footer.header_footer("footer", errors);
        for side in [&mut document.header, &mut document.footer] {
            side.base_url.clone_from(&document.base_url);
        }
        document.scripts = self.scripts.scripts(errors);
        document.template = self.template.template(errors);
        options.book.toc = self.has_toc.then_some(self.toc);
        options.book.outline = self.has_outline.then_some(self.outline);
        options.finishing.protection = self.protection.protection(errors);
        options.finishing.watermark = self.watermark.watermark(errors);
        options.network = self.network.network(errors);
        if options.delivery.how == Deliver::Link && options.delivery.to.is_some() {
            let why = "given together with deliver_to; keep one or the other";
            errors.push(FieldError::new("deliver", why));
        }
        options.output = self.picture.output(self.default_picture, self.dpi, errors);
        if options.output == Output::Pdf {
            options.quality.dpi = self.dpi;
        }
        self.options
    }
}

fn check_room(page: &Page, single_page: bool, errors: &mut Vec<FieldError>) {
    let (width, height) = page.room();
    let mut check = |field, room: Length, side: Length, direction| {
        if room < LEAST_ROOM {
            errors.push(FieldError::new(
                field,
                Message::new(
                    format!(
                        "the margins leave {:.1} mm of a page {:.1} mm {direction}",
                        room.as_mm().max(0.0),
                        side.as_mm()
                    ),
                    format!("leave at least {} mm", LEAST_ROOM.as_mm()),
                ),
            ));
        }
    };
    check("margin_left", width, page.width, "wide");
    if !single_page {
        check("margin_top", height, page.height, "high");
    }
}
