//! Options while they are being read: values that only make sense together are
//! put together at the end.

use std::time::Duration;

use super::model::*;
use super::reading::FieldError;
use super::table::OptionSpec;
use crate::finish::{Layer, Permissions, Protection};
use crate::job::finishing::Finishing;
use crate::job::finishing::{Mark, Watermark};
use crate::job::length::Length;
use crate::job::page::{LEAST_ROOM, Orientation, Page, PageWishes, Sides};
use crate::job::paper::Paper;
use crate::picture::{self, Background, Kind, Pages, Size, USUAL_DPI};

#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) page: PageDraft,
    pub(super) usual_page: PageWishes,
    pub(super) header: RunningDraft,
    pub(super) footer: RunningDraft,
    pub(super) scripts: ScriptsDraft,
    pub(super) contents: Contents,
    pub(super) has_contents: bool,
    pub(super) outline: Outline,
    pub(super) has_outline: bool,
    pub(super) protection: ProtectionDraft,
    pub(super) watermark: WatermarkDraft,
    pub(super) picture: PictureDraft,
    /// Of the layout, or of the picture.
    pub(super) dpi: Option<u32>,
    /// Everything that needs no second thought.
    pub(super) options: Options,
}

#[derive(Clone, Debug, Default)]
pub(super) struct PageDraft {
    pub paper: Option<Paper>,
    pub width: Option<Length>,
    pub height: Option<Length>,
    pub orientation: Option<Orientation>,
    pub margins: Sides<Option<Length>>,
}

#[derive(Clone, Debug)]
pub(super) struct RunningDraft {
    pub html: Option<String>,
    pub text: RunningText,
    pub first: bool,
    pub first_html: Option<String>,
    pub line: bool,
    pub spacing: Length,
}

#[derive(Clone, Debug)]
pub(super) struct ScriptsDraft {
    pub on: bool,
    pub delay: Duration,
    pub status: Option<String>,
    pub selector: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct ProtectionDraft {
    pub owner_password: Option<String>,
    pub user_password: Option<String>,
    pub permissions: Option<Permissions>,
}

#[derive(Clone, Debug)]
pub(super) struct WatermarkDraft {
    pub text: Option<String>,
    pub image: Option<String>,
    /// All but the mark itself.
    pub style: Watermark,
}

#[derive(Clone, Debug, Default)]
pub(super) struct PictureDraft {
    pub format: Format,
    pub pages: Option<Pages>,
    pub width: Option<u32>,
    pub quality: Option<u32>,
    pub background: Option<Background>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Format {
    #[default]
    Pdf,
    Png,
    Jpg,
}

/// What wkhtmltopdf grants scripts when it is not told otherwise.
const USUAL_GRACE: Duration = Duration::from_millis(200);

const USUAL_PICTURE_QUALITY: u32 = 90;

impl Default for RunningDraft {
    fn default() -> Self {
        Self {
            html: None,
            text: RunningText {
                left: String::new(),
                center: String::new(),
                right: String::new(),
                font: "Arial".to_owned(),
                size: 9,
            },
            first: true,
            first_html: None,
            line: false,
            spacing: Length::mm(3.0),
        }
    }
}

impl Default for Draft {
    fn default() -> Self {
        let nothing = Running {
            contents: RunningContents::Nothing,
            first: FirstPage::Same,
            line: false,
            spacing: Length::mm(0.0),
        };
        Self {
            page: PageDraft::default(),
            usual_page: PageWishes::default(),
            header: RunningDraft::default(),
            footer: RunningDraft::default(),
            scripts: ScriptsDraft {
                on: true,
                delay: USUAL_GRACE,
                status: None,
                selector: None,
            },
            contents: Contents {
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
            picture: PictureDraft::default(),
            dpi: None,
            options: Options {
                document: DocumentOptions {
                    page: PageWishes::default(),
                    usual_page: PageWishes::default(),
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

/// Options that say the same thing in different ways. Who says it anew, in
/// whatever way, takes back what was said of it before.
const SAYINGS: &[(&[&str], fn(&mut Draft))] = &[
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
    (&["wait_for_status", "wait_for_selector"], |draft| {
        draft.scripts.status = None;
        draft.scripts.selector = None;
    }),
    (&["watermark_text", "watermark_image"], |draft| {
        draft.watermark.text = None;
        draft.watermark.image = None;
    }),
    (&["dpi", "width"], |draft| {
        draft.dpi = None;
        draft.picture.width = None;
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
    /// nothing of it.
    pub(super) fn become_usual(&mut self) {
        let said = std::mem::take(&mut self.page);
        self.usual_page = said.wishes(false, &mut Vec::new());
    }

    pub(super) fn finish(mut self, errors: &mut Vec<FieldError>) -> Options {
        let options = &mut self.options;
        let document = &mut options.document;
        document.page = self.page.wishes(document.single_page, errors);
        document.usual_page = self.usual_page;
        let page = document.page.or(document.usual_page).page();
        check_room(&page, document.single_page, errors);
        document.header = self.header.running("header", errors);
        document.footer = self.footer.running("footer", errors);
        document.scripts = self.scripts.scripts(errors);
        options.book.contents = self.has_contents.then_some(self.contents);
        options.book.outline = self.has_outline.then_some(self.outline);
        options.finishing.protection = self.protection.protection(errors);
        options.finishing.watermark = self.watermark.watermark(errors);
        options.output = self.picture.output(self.dpi, errors);
        if options.output == Output::Pdf {
            options.quality.dpi = self.dpi;
        }
        self.options
    }
}

impl PageDraft {
    fn wishes(self, single_page: bool, errors: &mut Vec<FieldError>) -> PageWishes {
        PageWishes {
            paper: self.sheet(single_page, errors),
            orientation: self.orientation,
            margins: self.margins,
        }
    }

    fn sheet(&self, single_page: bool, errors: &mut Vec<FieldError>) -> Option<Paper> {
        let (missing, given) = match (self.width, self.height) {
            (Some(width), Some(height)) => {
                if self.paper.is_some() {
                    errors.push(FieldError::new(
                        "page_size",
                        "given together with page_width and page_height; keep one or the other",
                    ));
                }
                return Some(Paper { width, height });
            }
            (None, None) => return self.paper,
            // Its height is that of its contents.
            (Some(width), None) if single_page => {
                let height = Paper::A4.height;
                return Some(Paper { width, height });
            }
            (Some(_), None) => ("page_height", "page_width"),
            (None, Some(_)) => ("page_width", "page_height"),
        };
        // A side that was refused is reported already; do not call it missing too.
        if !errors.iter().any(|error| error.field == missing) {
            errors.push(FieldError::new(
                missing,
                format!("missing; {given} needs it beside itself"),
            ));
        }
        None
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

impl RunningDraft {
    fn take_back(&mut self) {
        self.html = None;
        self.text.left.clear();
        self.text.center.clear();
        self.text.right.clear();
    }

    fn running(self, side: &str, errors: &mut Vec<FieldError>) -> Running {
        let text = &self.text;
        let parts = [
            ("left", &text.left),
            ("center", &text.center),
            ("right", &text.right),
        ];
        let part = parts.iter().find(|(_, text)| !text.is_empty());
        let contents = match (self.html, part) {
            (Some(html), None) => RunningContents::Html(html),
            (None, Some(_)) => RunningContents::Text(self.text),
            (None, None) => RunningContents::Nothing,
            (Some(_), Some((part, _))) => {
                errors.push(FieldError::new(
                    format!("{side}_html"),
                    format!("given together with {side}_{part}; keep one or the other"),
                ));
                RunningContents::Nothing
            }
        };
        let first = match (self.first_html, self.first) {
            (Some(_), false) => {
                errors.push(FieldError::new(
                    format!("{side}_first_html"),
                    format!("given together with {side}_first=off; keep one or the other"),
                ));
                FirstPage::Without
            }
            (Some(html), true) => FirstPage::Html(html),
            (None, true) => FirstPage::Same,
            (None, false) => FirstPage::Without,
        };
        Running {
            contents,
            first,
            line: self.line,
            spacing: self.spacing,
        }
    }
}

impl ScriptsDraft {
    fn scripts(self, errors: &mut Vec<FieldError>) -> Scripts {
        let awaited = match (self.status, self.selector) {
            (Some(_), Some(_)) => {
                errors.push(FieldError::new(
                    "wait_for_selector",
                    "given together with wait_for_status; keep one or the other",
                ));
                None
            }
            (status, selector) => status
                .map(Awaited::Status)
                .or(selector.map(Awaited::Selector)),
        };
        match (self.on, &awaited) {
            (true, _) => Scripts::On(Readiness {
                delay: self.delay,
                awaited,
            }),
            (false, None) => Scripts::Off,
            (false, Some(_)) => {
                errors.push(FieldError::new(
                    "javascript",
                    "off, and yet there is something to wait for; turn it on, or leave out wait_for_status and wait_for_selector",
                ));
                Scripts::Off
            }
        }
    }
}

impl ProtectionDraft {
    fn protection(self, errors: &mut Vec<FieldError>) -> Option<Protection> {
        if self.owner_password.is_none() && self.user_password.is_none() {
            if self.permissions.is_some() {
                errors.push(FieldError::new(
                    "permissions",
                    "nothing guards them; give an owner_password, a user_password, or both",
                ));
            }
            return None;
        }
        if self.owner_password == self.user_password {
            errors.push(FieldError::new(
                "owner_password",
                "the same as user_password, so that every reader is an owner; give another one",
            ));
        }
        Some(Protection {
            owner_password: self.owner_password,
            user_password: self.user_password,
            permissions: self.permissions.unwrap_or_default(),
        })
    }
}

impl WatermarkDraft {
    fn watermark(self, errors: &mut Vec<FieldError>) -> Option<Watermark> {
        let mark = match (self.text, self.image) {
            (None, None) => return None,
            (Some(text), None) => Mark::Text(text),
            (None, Some(image)) => Mark::Image(image),
            (Some(_), Some(_)) => {
                errors.push(FieldError::new(
                    "watermark_image",
                    "given together with watermark_text; keep one or the other",
                ));
                return None;
            }
        };
        Some(Watermark { mark, ..self.style })
    }
}

impl PictureDraft {
    fn output(self, dpi: Option<u32>, errors: &mut Vec<FieldError>) -> Output {
        if self.format == Format::Pdf {
            let picture_only = [
                ("page", self.pages.is_some()),
                ("width", self.width.is_some()),
                ("quality", self.quality.is_some()),
                ("transparent", self.background.is_some()),
            ];
            let given = picture_only.iter().filter(|(_, given)| *given);
            errors.extend(given.map(|(name, _)| {
                FieldError::new(
                    *name,
                    "is for pictures; post to /png or /jpg, or give format=png or format=jpg",
                )
            }));
            return Output::Pdf;
        }
        let size = match (dpi, self.width) {
            (Some(_), Some(_)) => {
                errors.push(FieldError::new(
                    "width",
                    "given together with dpi; keep one or the other",
                ));
                Size::Dpi(USUAL_DPI)
            }
            (_, Some(width)) => Size::Width(width),
            (dpi, None) => Size::Dpi(dpi.unwrap_or(USUAL_DPI)),
        };
        let background = self.background.unwrap_or(Background::White);
        let kind = match self.format {
            Format::Jpg => {
                if background == Background::Transparent {
                    errors.push(FieldError::new(
                        "transparent",
                        "a JPEG cannot be transparent; use PNG",
                    ));
                }
                let quality = self.quality.unwrap_or(USUAL_PICTURE_QUALITY);
                Kind::Jpeg {
                    quality: u8::try_from(quality).unwrap_or(100),
                }
            }
            _ => {
                if self.quality.is_some() {
                    errors.push(FieldError::new(
                        "quality",
                        "a PNG loses nothing, so it has no quality; leave it out, or use JPEG",
                    ));
                }
                Kind::Png
            }
        };
        Output::Picture(picture::Settings {
            kind,
            pages: self.pages.unwrap_or(Pages::One(1)),
            size,
            background,
        })
    }
}
