//! Groups of options while they are being read: page, header and footer, scripts,
//! protection, watermark, picture. Each becomes a value once all of it is known.

use std::time::Duration;

use url::Url;

use crate::job::finishing::{Mark, Watermark};
use crate::job::length::Length;
use crate::job::options::field_error::FieldError;
use crate::job::options::model::*;
use crate::job::page::{Orientation, PageSettings, Sides};
use crate::job::paper::Paper;
use crate::message::Message;
use crate::pdf::{Permissions, Protection};
use crate::raster::{self, Background, DEFAULT_DPI, Kind, Pages, Size};

#[derive(Clone, Debug, Default)]
pub struct PageDraft {
    pub paper: Option<Paper>,
    pub width: Option<Length>,
    pub height: Option<Length>,
    pub orientation: Option<Orientation>,
    pub margins: Sides<Option<Length>>,
}

#[derive(Clone, Debug)]
pub struct HeaderFooterDraft {
    pub html: Option<String>,
    pub url: Option<Url>,
    pub text: HeaderFooterText,
    pub first: bool,
    pub first_html: Option<String>,
    pub line: bool,
    pub spacing: Length,
}

#[derive(Clone, Debug)]
pub struct ScriptsDraft {
    pub on: bool,
    pub delay: Option<Duration>,
    pub status: Option<String>,
    pub selector: Option<String>,
    pub expression: Option<String>,
}

#[derive(Clone, Debug, Default)]
pub struct ProtectionDraft {
    pub owner_password: Option<String>,
    pub user_password: Option<String>,
    pub permissions: Option<Permissions>,
}

#[derive(Clone, Debug)]
pub struct WatermarkDraft {
    pub text: Option<String>,
    pub image: Option<String>,
    /// Its `mark` is not used: text or image take its place.
    pub style: Watermark,
}

#[derive(Clone, Debug, Default)]
pub struct PictureDraft {
    pub format: Format,
    pub pages: Option<Pages>,
    pub width: Option<u32>,
    pub quality: Option<u32>,
    pub background: Option<Background>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Pdf,
    Png,
    Jpg,
}

const DEFAULT_JPEG_QUALITY: u32 = 90;

impl Default for HeaderFooterDraft {
    fn default() -> Self {
        Self {
            html: None,
            url: None,
            text: HeaderFooterText {
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

impl PageDraft {
    pub fn settings(self, single_page: bool, errors: &mut Vec<FieldError>) -> PageSettings {
        PageSettings {
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
                        Message::new(
                            "given together with page_width and page_height",
                            "keep one or the other",
                        ),
                    ));
                }
                return Some(Paper { width, height });
            }
            (None, None) => return self.paper,
            // A single page is as tall as its document.
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
                Message::new("missing", format!("{given} needs it beside itself")),
            ));
        }
        None
    }
}

impl HeaderFooterDraft {
    pub fn take_back(&mut self) {
        self.html = None;
        self.url = None;
        self.text.left.clear();
        self.text.center.clear();
        self.text.right.clear();
    }

    pub fn take_back_first(&mut self) {
        self.first = true;
        self.first_html = None;
    }

    pub fn header_footer(self, side: &str, errors: &mut Vec<FieldError>) -> HeaderFooter {
        let text = &self.text;
        let parts = [
            ("left", &text.left),
            ("center", &text.center),
            ("right", &text.right),
        ];
        let part = parts.iter().find(|(_, text)| !text.is_empty());
        let other = match (&self.html, part) {
            (Some(_), _) => Some("html"),
            (None, part) => part.map(|(part, _)| *part),
        };
        if let Some(other) = other.filter(|_| self.url.is_some()) {
            errors.push(FieldError::new(
                format!("{side}_url"),
                Message::new(
                    format!("given together with {side}_{other}"),
                    "keep one or the other",
                ),
            ));
        }
        let content = match (self.html, part) {
            (Some(html), None) => HeaderFooterContent::Html(html),
            (None, Some(_)) => HeaderFooterContent::Text(self.text),
            (None, None) => HeaderFooterContent::Nothing,
            (Some(_), Some((part, _))) => {
                errors.push(FieldError::new(
                    format!("{side}_html"),
                    Message::new(
                        format!("given together with {side}_{part}"),
                        "keep one or the other",
                    ),
                ));
                HeaderFooterContent::Nothing
            }
        };
        let first = match (self.first_html, self.first) {
            (Some(_), false) => {
                errors.push(FieldError::new(
                    format!("{side}_first_html"),
                    Message::new(
                        format!("given together with {side}_first=off"),
                        "keep one or the other",
                    ),
                ));
                FirstPage::Without
            }
            (Some(html), true) => FirstPage::Html(html),
            (None, true) => FirstPage::Same,
            (None, false) => FirstPage::Without,
        };
        HeaderFooter {
            url: self.url,
            base_url: None,
            content,
            first,
            line: self.line,
            spacing: self.spacing,
        }
    }
}

impl ScriptsDraft {
    pub fn scripts(self, errors: &mut Vec<FieldError>) -> Scripts {
        const DEFAULT_DELAY: Duration = Duration::from_millis(200);
        let given = [
            ("wait_for_status", self.status.map(Awaited::Status)),
            ("wait_for_selector", self.selector.map(Awaited::Selector)),
            (
                "wait_for_expression",
                self.expression.map(Awaited::Expression),
            ),
        ];
        let mut given = given
            .into_iter()
            .filter_map(|(name, awaited)| Some((name, awaited?)));
        let first = given.next();
        if let (Some((first, _)), Some((second, _))) = (&first, given.next()) {
            errors.push(FieldError::new(
                second,
                Message::new(
                    format!("given together with {first}"),
                    "keep one or the other",
                ),
            ));
        }
        match (self.on, first) {
            (true, first) => Scripts::On(Readiness {
                delay: self.delay.unwrap_or(DEFAULT_DELAY),
                awaited: match first {
                    Some((_, awaited)) => Some(awaited),
                    None => self.delay.is_none().then_some(Awaited::Rest),
                },
            }),
            (false, None) => Scripts::Off,
            (false, Some((name, _))) => {
                errors.push(FieldError::new(
                    "javascript",
                    Message::new(
                        "off, and yet there is something to wait for",
                        format!("turn it on, or leave out {name}"),
                    ),
                ));
                Scripts::Off
            }
        }
    }
}

impl ProtectionDraft {
    pub fn protection(self, errors: &mut Vec<FieldError>) -> Option<Protection> {
        if self.owner_password.is_none() && self.user_password.is_none() {
            if self.permissions.is_some() {
                errors.push(FieldError::new(
                    "permissions",
                    Message::new(
                        "nothing guards them",
                        "give an owner_password, a user_password, or both",
                    ),
                ));
            }
            return None;
        }
        if self.owner_password == self.user_password {
            errors.push(FieldError::new(
                "owner_password",
                Message::new(
                    "the same as user_password, so that every reader is an owner",
                    "give another one",
                ),
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
    pub fn watermark(self, errors: &mut Vec<FieldError>) -> Option<Watermark> {
        let mark = match (self.text, self.image) {
            (None, None) => return None,
            (Some(text), None) => Mark::Text(text),
            (None, Some(image)) => Mark::Image(image),
            (Some(_), Some(_)) => {
                errors.push(FieldError::new(
                    "watermark_image",
                    Message::new(
                        "given together with watermark_text",
                        "keep one or the other",
                    ),
                ));
                return None;
            }
        };
        Some(Watermark { mark, ..self.style })
    }
}

impl PictureDraft {
    /// `default` holds where this says nothing. An operator's default that does not
    /// go with the format is left out and no error: it is meant for other answers.
    pub fn output(self, default: Self, dpi: Option<u32>, errors: &mut Vec<FieldError>) -> Output {
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
                    Message::new(
                        "is for pictures",
                        "post to /png or /jpg, or give format=png or format=jpg",
                    ),
                )
            }));
            return Output::Pdf;
        }
        let size = match (dpi, self.width) {
            (Some(_), Some(_)) => {
                errors.push(FieldError::new(
                    "width",
                    Message::new("given together with dpi", "keep one or the other"),
                ));
                Size::Dpi(DEFAULT_DPI)
            }
            (None, Some(width)) => Size::Width(width),
            (dpi, None) => match default.width {
                Some(width) => Size::Width(width),
                None => Size::Dpi(dpi.unwrap_or(DEFAULT_DPI)),
            },
        };
        let kind = match self.format {
            Format::Jpg => {
                if self.background == Some(Background::Transparent) {
                    errors.push(FieldError::new(
                        "transparent",
                        Message::new("a JPEG cannot be transparent", "use PNG"),
                    ));
                }
                let quality = self
                    .quality
                    .or(default.quality)
                    .unwrap_or(DEFAULT_JPEG_QUALITY);
                Kind::Jpeg {
                    quality: u8::try_from(quality).unwrap_or(100),
                }
            }
            _ => {
                if self.quality.is_some() {
                    errors.push(FieldError::new(
                        "quality",
                        Message::new(
                            "a PNG loses nothing, so it has no quality",
                            "leave it out, or use JPEG",
                        ),
                    ));
                }
                Kind::Png
            }
        };
        let background = match kind {
            Kind::Jpeg { .. } => Background::White,
            Kind::Png => self
                .background
                .or(default.background)
                .unwrap_or(Background::White),
        };
        Output::Picture(raster::Settings {
            kind,
            pages: self.pages.or(default.pages).unwrap_or(Pages::One(1)),
            size,
            background,
        })
    }
}
