//! Options while they are being read: values that only make sense together are
//! put together at the end.

mod network;
mod parts;

use std::time::Duration;

use crate::job::finishing::{Finishing, Mark, Watermark};
use crate::job::length::Length;
use crate::job::page::{LEAST_ROOM, Page, PageWishes};
use crate::pdf::Layer;

use super::model::*;
use super::reading::FieldError;
use super::table::OptionSpec;

use network::NetworkDraft;
pub(super) use network::Reach;
pub(super) use parts::Format;
use parts::{
    HeaderFooterDraft, PageDraft, PictureDraft, ProtectionDraft, ScriptsDraft, WatermarkDraft,
};

#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) page: PageDraft,
    pub(super) default_page: PageWishes,
    pub(super) header: HeaderFooterDraft,
    pub(super) footer: HeaderFooterDraft,
    pub(super) scripts: ScriptsDraft,
    pub(super) contents: Toc,
    pub(super) has_contents: bool,
    pub(super) outline: Outline,
    pub(super) has_outline: bool,
    pub(super) protection: ProtectionDraft,
    pub(super) watermark: WatermarkDraft,
    pub(super) network: NetworkDraft,
    pub(super) picture: PictureDraft,
    /// What holds of pictures where a request says nothing, and rests while there
    /// is none.
    usual_picture: PictureDraft,
    /// Of the layout, or of the picture.
    pub(super) dpi: Option<u32>,
    /// Everything that needs no second thought.
    pub(super) options: Options,
}

/// What wkhtmltopdf grants scripts when it is not told otherwise.
const USUAL_GRACE: Duration = Duration::from_millis(200);

impl Default for Draft {
    fn default() -> Self {
        let nothing = HeaderFooter {
            contents: HeaderFooterContent::Nothing,
            first: FirstPage::Same,
            line: false,
            spacing: Length::mm(0.0),
        };
        Self {
            page: PageDraft::default(),
            default_page: PageWishes::default(),
            header: HeaderFooterDraft::default(),
            footer: HeaderFooterDraft::default(),
            scripts: ScriptsDraft {
                on: true,
                delay: USUAL_GRACE,
                status: None,
                selector: None,
            },
            contents: Toc {
                title: "목차".to_owned(),
                depth: 3,
                dots: true,
                links: true,
                back_links: false,
                css: None,
                position: Position::Start,
            },
            has_contents: false,
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
            picture: PictureDraft::default(),
            usual_picture: PictureDraft::default(),
            dpi: None,
            options: Options {
                document: DocumentOptions {
                    page: PageWishes::default(),
                    default_page: PageWishes::default(),
                    css_page: true,
                    single_page: false,
                    header: nothing.clone(),
                    footer: nothing,
                    fit_margins: true,
                    look: Look {
                        media: Media::Screen,
                        background: true,
                        zoom: 1.0,
                        viewport: None,
                    },
                    scripts: Scripts::Off,
                    added: Added::default(),
                    table_breaks: true,
                    listed: true,
                },
                book: Book {
                    cover: None,
                    contents: None,
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
                time_zone: TimeZone::USUAL,
                strict: false,
                timeout: None,
                delivery: Delivery {
                    filename: "document".to_owned(),
                    disposition: Disposition::Inline,
                },
            },
        }
    }
}

/// The names of some options, and how to take back what they said.
type Saying = (&'static [&'static str], fn(&mut Draft));

/// Options that say the same thing in different ways. Who says it anew, in
/// whatever way, takes back what was said of it before.
const SAYINGS: &[Saying] = &[
    (&["page_size", "page_width", "page_height"], |draft| {
        draft.page.paper = None;
        draft.page.width = None;
        draft.page.height = None;
    }),
    (
        &[
            "header_html",
            "header_left",
            "header_center",
            "header_right",
        ],
        |draft| draft.header.take_back(),
    ),
    (
        &[
            "footer_html",
            "footer_left",
            "footer_center",
            "footer_right",
        ],
        |draft| draft.footer.take_back(),
    ),
    (&["header_first", "header_first_html"], |draft| {
        draft.header.take_back_first();
    }),
    (&["footer_first", "footer_first_html"], |draft| {
        draft.footer.take_back_first();
    }),
    (&["wait_for_status", "wait_for_selector"], |draft| {
        draft.scripts.status = None;
        draft.scripts.selector = None;
    }),
    (&["watermark_text", "watermark_image"], |draft| {
        draft.watermark.text = None;
        draft.watermark.image = None;
    }),
    (&["network", "network_hosts"], |draft| {
        draft.network = NetworkDraft::default();
    }),
    (&["dpi", "width"], |draft| {
        draft.dpi = None;
        draft.picture.width = None;
        draft.usual_picture.width = None;
    }),
];

impl Draft {
    pub(super) fn take(
        &mut self,
        rows: &[(&'static OptionSpec, &str)],
        errors: &mut Vec<FieldError>,
    ) {
        for (names, take_back) in SAYINGS {
            if rows.iter().any(|(spec, _)| names.contains(&spec.name)) {
                take_back(self);
            }
        }
        for (spec, value) in rows {
            if let Err(detail) = (spec.set)(self, value) {
                errors.push(FieldError::new(spec.name, detail));
            }
        }
    }

    /// Makes what was said of the page what holds where a document, too, says
    /// nothing of it; and what was said of pictures what holds once there is one.
    pub(super) fn become_usual(&mut self, errors: &mut Vec<FieldError>) {
        let page = std::mem::take(&mut self.page);
        self.default_page = page.wishes(self.options.document.single_page, errors);
        self.usual_picture = std::mem::take(&mut self.picture);
    }

    pub(super) fn finish(mut self, errors: &mut Vec<FieldError>) -> Options {
        let options = &mut self.options;
        let document = &mut options.document;
        document.page = self.page.wishes(document.single_page, errors);
        document.default_page = self.default_page;
        let page = document.page.or(document.default_page).page();
        check_room(&page, document.single_page, errors);
        document.header = self.header.running("header", errors);
        document.footer = self.footer.running("footer", errors);
        document.scripts = self.scripts.scripts(errors);
        options.book.contents = self.has_contents.then_some(self.contents);
        options.book.outline = self.has_outline.then_some(self.outline);
        options.finishing.protection = self.protection.protection(errors);
        options.finishing.watermark = self.watermark.watermark(errors);
        options.network = self.network.network(errors);
        options.output = self.picture.output(self.usual_picture, self.dpi, errors);
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
                format!(
                    "the margins leave {:.1} mm of a page {:.1} mm {direction}; leave at least {} mm",
                    room.as_mm().max(0.0),
                    side.as_mm(),
                    LEAST_ROOM.as_mm(),
                ),
            ));
        }
    };
    check("margin_left", width, page.width, "wide");
    if !single_page {
        check("margin_top", height, page.height, "high");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::options::OPTIONS;
    use crate::raster::{Background, Kind, Pages, Settings, Size};

    fn take(draft: &mut Draft, given: &[(&str, &str)]) {
        let rows: Vec<_> = given
            .iter()
            .map(|(name, value)| {
                let spec = OPTIONS.iter().find(|spec| spec.name == *name).unwrap();
                (*spec, *value)
            })
            .collect();
        let mut errors = Vec::new();
        draft.take(&rows, &mut errors);
        assert_eq!(errors, []);
    }

    /// What a request makes of an operator's defaults of pictures.
    fn over_defaults(request: &[(&str, &str)]) -> Result<Output, Vec<FieldError>> {
        let mut draft = Draft::default();
        let defaults = [
            ("dpi", "300"),
            ("page", "all"),
            ("width", "800"),
            ("quality", "50"),
            ("transparent", "on"),
        ];
        take(&mut draft, &defaults);
        let mut errors = Vec::new();
        draft.become_usual(&mut errors);
        take(&mut draft, request);
        let options = draft.finish(&mut errors);
        errors.is_empty().then_some(options.output).ok_or(errors)
    }

    #[test]
    fn defaults_of_pictures_rest_while_there_is_no_such_picture() {
        assert_eq!(over_defaults(&[]), Ok(Output::Pdf));
        let default = Settings {
            kind: Kind::Png,
            pages: Pages::All,
            size: Size::Width(800),
            background: Background::Transparent,
        };
        let png = over_defaults(&[("format", "png")]);
        assert_eq!(png, Ok(Output::Picture(default)));
        let jpeg = over_defaults(&[("format", "jpg")]);
        let opaque = Settings {
            kind: Kind::Jpeg { quality: 50 },
            background: Background::White,
            ..default
        };
        assert_eq!(jpeg, Ok(Output::Picture(opaque)));
        let small = over_defaults(&[("format", "png"), ("dpi", "72"), ("page", "2")]);
        let own = Settings {
            size: Size::Dpi(72),
            pages: Pages::One(2),
            ..default
        };
        assert_eq!(small, Ok(Output::Picture(own)));
    }

    #[test]
    fn what_a_request_itself_says_of_a_picture_needs_one() {
        for given in [
            ("page", "2"),
            ("width", "100"),
            ("quality", "9"),
            ("transparent", "on"),
        ] {
            let errors = over_defaults(&[given]).unwrap_err();
            assert_eq!(errors[0].field, given.0);
            assert_eq!(errors.len(), 1, "{errors:?}");
        }
    }
}
