//! Every option a caller may set, checked and typed.
//!
//! ```text
//! table   name, value, default, help and effect of each
//! value   how values are written
//! draft   options while they are being read
//! ```

mod draft;
mod table;
mod value;

use std::time::Duration;

use super::length::{Length, excerpt};
use super::paper::Paper;

use draft::Draft;
pub use table::{OPTIONS, OptionSpec, canonical_name, plain_name};
use table::{index_of, unknown};
pub use value::duration;

/// How a document is printed and handed over. Checked: every value that fits
/// this type is one that the engine can be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub page: Page,
    pub look: Look,
    pub scripts: Scripts,
    /// The PDF's title; the document's own `<title>` when `None`.
    pub title: Option<String>,
    pub outline: bool,
    pub creation_date: CreationDate,
    /// Whether a resource that fails to load fails the whole document.
    pub strict: bool,
    /// The longest the caller wants to wait, where that is less than our own limit.
    pub timeout: Option<Duration>,
    pub delivery: Delivery,
}

/// The sheet, as it is read: width and height are already turned for landscape.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub width: Length,
    pub height: Length,
    pub margins: Margins,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margins {
    pub top: Length,
    pub right: Length,
    pub bottom: Length,
    pub left: Length,
}

/// How the document's contents turn into marks on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub media: Media,
    pub background: bool,
    pub grayscale: bool,
    pub zoom: f64,
    pub scaling: Scaling,
    /// Layout resolution; the best one for `scaling` when `None`.
    pub dpi: Option<u32>,
    pub low_quality: bool,
    /// JPEG quality of pictures, 1 to 100.
    pub image_quality: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Screen,
    Print,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scaling {
    /// A length prints as long as it says.
    TrueSize,
    /// The engine's own rule: shrink what is too wide for the page, and about
    /// a fifth in any case.
    SmartShrinking,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scripts {
    Off,
    /// Scripts run; a document that has some is printed this long after it loaded.
    On {
        delay: Duration,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreationDate {
    /// The same in every PDF, so that the same document gives the same bytes.
    Fixed,
    Now,
}

/// How the PDF is handed over. The engine has no use for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub filename: String,
    pub disposition: Disposition,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    Inline,
    Attachment,
}

/// A field of a request that cannot be used, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    pub detail: String,
}

impl FieldError {
    /// So many faults are told. Thousands are not read by anybody.
    pub const MOST: usize = 100;

    pub fn new(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            detail: detail.into(),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        const MARGIN: Length = Length::mm(10.0);
        Self {
            page: Page {
                width: Paper::A4.width,
                height: Paper::A4.height,
                margins: Margins {
                    top: MARGIN,
                    right: MARGIN,
                    bottom: MARGIN,
                    left: MARGIN,
                },
            },
            look: Look {
                media: Media::Screen,
                background: true,
                grayscale: false,
                zoom: 1.0,
                scaling: Scaling::TrueSize,
                dpi: None,
                low_quality: false,
                image_quality: 94,
            },
            scripts: Scripts::On { delay: USUAL_GRACE },
            title: None,
            outline: false,
            creation_date: CreationDate::Fixed,
            strict: false,
            timeout: None,
            delivery: Delivery {
                filename: "document.pdf".to_owned(),
                disposition: Disposition::Inline,
            },
        }
    }
}

/// What wkhtmltopdf grants scripts when it is not told otherwise.
const USUAL_GRACE: Duration = Duration::from_millis(200);

impl Options {
    /// Reads options from names and values as a caller wrote them.
    ///
    /// An empty value counts as not given, as in a form that was left blank.
    /// Every fault is reported, not only the first, up to [`FieldError::MOST`].
    pub fn read<'a>(
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut values: Vec<Option<(&str, &str)>> = vec![None; OPTIONS.len()];
        for (name, value) in given {
            if errors.len() == FieldError::MOST {
                return Err(errors);
            }
            match index_of(name) {
                None => errors.push(FieldError::new(excerpt(name), unknown(name))),
                Some(at) if values[at].is_some() => {
                    errors.push(FieldError::new(OPTIONS[at].name, "given twice; keep one"));
                }
                Some(at) => values[at] = Some((name, value)),
            }
        }

        let mut draft = Draft::default();
        for (spec, given) in OPTIONS.iter().zip(values) {
            if let Some((_, value)) = given
                && !value.trim().is_empty()
                && let Err(detail) = (spec.set)(&mut draft, value)
            {
                errors.push(FieldError::new(spec.name, detail));
            }
        }
        match draft.finish(&mut errors) {
            options if errors.is_empty() => Ok(options),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: &[(&str, &str)]) -> Options {
        Options::read(given.iter().copied()).unwrap()
    }

    fn refused(given: &[(&str, &str)]) -> Vec<FieldError> {
        Options::read(given.iter().copied()).unwrap_err()
    }

    #[test]
    fn nothing_given_is_the_default() {
        assert_eq!(read(&[]), Options::default());
    }

    #[test]
    fn names_are_taken_in_every_style() {
        for name in [
            "page_size",
            "pageSize",
            "page-size",
            "PageSize",
            "PAGE_SIZE",
        ] {
            assert_eq!(
                read(&[(name, "A5")]).page.width,
                Length::mm(148.0),
                "{name}"
            );
        }
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest() {
        for (wrong, right) in [
            ("page_sise", "page_size"),
            ("marginTopp", "margin_top"),
            ("landscape", "orientation"),
            ("paper_orientation", "orientation"),
            ("greyscale", "grayscale"),
        ] {
            let errors = refused(&[(wrong, "1")]);
            assert_eq!(errors[0].field, wrong);
            assert!(
                errors[0].detail.contains(&format!("`{right}`")),
                "{errors:?}"
            );
        }
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let errors = refused(&[
            ("page_size", "A44"),
            ("margin_top", "12parsecs"),
            ("zoom", "nan"),
            ("nonsense", "1"),
        ]);
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["nonsense", "page_size", "margin_top", "zoom"]);
    }

    #[test]
    fn an_option_given_twice_is_refused_in_any_spelling() {
        let errors = refused(&[("zoom", "1"), ("Zoom", "2")]);
        assert_eq!(errors, [FieldError::new("zoom", "given twice; keep one")]);
    }

    #[test]
    fn a_blank_value_is_the_default() {
        assert_eq!(
            read(&[("page_size", ""), ("zoom", "  ")]),
            Options::default()
        );
    }

    #[test]
    fn landscape_turns_named_and_given_sizes() {
        let page = read(&[("orientation", "Landscape")]).page;
        assert_eq!(
            (page.width, page.height),
            (Length::mm(297.0), Length::mm(210.0))
        );
        let page = read(&[
            ("page_width", "100"),
            ("page_height", "150"),
            ("orientation", "landscape"),
        ])
        .page;
        assert_eq!(
            (page.width, page.height),
            (Length::mm(150.0), Length::mm(100.0))
        );
    }

    #[test]
    fn margins_follow_css_and_a_single_side_wins() {
        let margins = read(&[("margin_left", "1mm"), ("margin", "5mm 6mm, 7mm")])
            .page
            .margins;
        assert_eq!(margins.top, Length::mm(5.0));
        assert_eq!(margins.right, Length::mm(6.0));
        assert_eq!(margins.bottom, Length::mm(7.0));
        assert_eq!(margins.left, Length::mm(1.0));
    }

    #[test]
    fn width_and_height_come_together() {
        assert_eq!(refused(&[("page_width", "80mm")])[0].field, "page_height");
        assert_eq!(refused(&[("page_height", "80mm")])[0].field, "page_width");
        let both = refused(&[
            ("page_width", "80"),
            ("page_height", "80"),
            ("page_size", "A4"),
        ]);
        assert_eq!(both[0].field, "page_size");
        let one_is_bad = refused(&[("page_width", "80"), ("page_height", "x")]);
        assert_eq!(one_is_bad.len(), 1, "{one_is_bad:?}");
    }

    #[test]
    fn margins_must_leave_room() {
        let errors = refused(&[("margin", "150mm")]);
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["margin_left", "margin_top"]);
        assert!(errors[0].detail.contains("210.0 mm wide"), "{errors:?}");
    }

    #[test]
    fn numbers_stay_within_what_the_engine_survives() {
        for (name, value) in [
            ("javascript_delay", "-5"),
            ("javascript_delay", "60001"),
            ("zoom", "0"),
            ("zoom", "inf"),
            ("zoom", "1e3"),
            ("dpi", "71"),
            ("dpi", "+96"),
            ("image_quality", "0"),
            ("image_quality", "101"),
            ("page_width", "1mm"),
            ("timeout", "0s"),
            ("timeout", "901s"),
            ("timeout", "soon"),
        ] {
            let errors = refused(&[(name, value), ("page_height", "50mm")]);
            assert!(
                errors.iter().any(|error| error.field == name),
                "{name}={value}"
            );
        }
    }

    #[test]
    fn switches_take_the_usual_words() {
        for word in ["on", "true", "yes", "1", "ON", "True"] {
            assert!(read(&[("grayscale", word)]).look.grayscale, "{word}");
        }
        for word in ["off", "false", "no", "0"] {
            assert!(!read(&[("background", word)]).look.background, "{word}");
        }
        assert_eq!(refused(&[("grayscale", "maybe")])[0].field, "grayscale");
    }

    #[test]
    fn a_file_name_gets_its_ending_and_keeps_to_itself() {
        let filename = |value| read(&[("filename", value)]).delivery.filename;
        assert_eq!(filename("invoice"), "invoice.pdf");
        assert_eq!(filename("청구서.PDF"), "청구서.PDF");
        assert_eq!(filename("v1.2"), "v1.2.pdf");
        for bad in ["../x.pdf", r"a\b", "a\r\nSet-Cookie: x"] {
            assert_eq!(
                refused(&[("filename", bad)])[0].field,
                "filename",
                "{bad:?}"
            );
        }
    }

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("25s"), Ok(Duration::from_secs(25)));
        assert_eq!(duration("1500ms"), Ok(Duration::from_millis(1500)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        assert_eq!(duration("0.5"), Ok(Duration::from_millis(500)));
    }

    #[test]
    fn paper_names_in_help_are_all_known() {
        let help = OPTIONS[0].help;
        for name in Paper::names() {
            let family = name.trim_end_matches(|c: char| c.is_ascii_digit());
            assert!(help.contains(family), "{name}");
        }
    }
}
