//! Every option a caller may set: one table, [`OPTIONS`], from which requests,
//! the command line and its `--help` are read.

use std::time::Duration;

use super::length::{Length, excerpt};
use super::paper::Paper;

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
    pub fn new(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            detail: detail.into(),
        }
    }
}

/// One row of the table: an option's name, what it takes, and what it does.
pub struct OptionSpec {
    pub name: &'static str,
    /// What a value looks like, for help texts: `LENGTH`, `on|off`.
    pub value: &'static str,
    /// In words, the value in force when the option is not given.
    pub default: &'static str,
    pub help: &'static str,
    set: fn(&mut Draft, &str) -> Result<(), String>,
}

/// Every option, in the order in which it is documented and applied.
pub static OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "page_size",
        value: "NAME",
        default: "A4",
        help: "A0-A10, B0-B10, JIS-B4-JIS-B6, Letter, Legal, Tabloid, Ledger, Executive, Folio, C5E, Comm10E, DLE",
        set: |d, v| paper(v).map(|v| d.paper = Some(v)),
    },
    OptionSpec {
        name: "page_width",
        value: "LENGTH",
        default: "that of page_size",
        help: "Width of the page, together with page_height",
        set: |d, v| page_side(v).map(|v| d.width = Some(v)),
    },
    OptionSpec {
        name: "page_height",
        value: "LENGTH",
        default: "that of page_size",
        help: "Height of the page, together with page_width",
        set: |d, v| page_side(v).map(|v| d.height = Some(v)),
    },
    OptionSpec {
        name: "orientation",
        value: "portrait|landscape",
        default: "portrait",
        help: "Landscape turns the page by a quarter",
        set: |d, v| choice(v, &[("portrait", false), ("landscape", true)]).map(|v| d.landscape = v),
    },
    OptionSpec {
        name: "margin",
        value: "LENGTH...",
        default: "10mm",
        help: "All four margins, or as in CSS: top, right, bottom and left",
        set: |d, v| margins(v).map(|v| d.options.page.margins = v),
    },
    OptionSpec {
        name: "margin_top",
        value: "LENGTH",
        default: "that of margin",
        help: "Space above the contents",
        set: |d, v| Length::parse(v).map(|v| d.options.page.margins.top = v),
    },
    OptionSpec {
        name: "margin_right",
        value: "LENGTH",
        default: "that of margin",
        help: "Space to the right of the contents",
        set: |d, v| Length::parse(v).map(|v| d.options.page.margins.right = v),
    },
    OptionSpec {
        name: "margin_bottom",
        value: "LENGTH",
        default: "that of margin",
        help: "Space below the contents",
        set: |d, v| Length::parse(v).map(|v| d.options.page.margins.bottom = v),
    },
    OptionSpec {
        name: "margin_left",
        value: "LENGTH",
        default: "that of margin",
        help: "Space to the left of the contents",
        set: |d, v| Length::parse(v).map(|v| d.options.page.margins.left = v),
    },
    OptionSpec {
        name: "print_media",
        value: "on|off",
        default: "off",
        help: "Use the style sheets for print instead of those for screen",
        set: |d, v| {
            let media = |on| if on { Media::Print } else { Media::Screen };
            switch(v).map(|v| d.options.look.media = media(v))
        },
    },
    OptionSpec {
        name: "background",
        value: "on|off",
        default: "on",
        help: "Print background colours and pictures",
        set: |d, v| switch(v).map(|v| d.options.look.background = v),
    },
    OptionSpec {
        name: "grayscale",
        value: "on|off",
        default: "off",
        help: "Print in shades of gray",
        set: |d, v| switch(v).map(|v| d.options.look.grayscale = v),
    },
    OptionSpec {
        name: "zoom",
        value: "FACTOR",
        default: "1",
        help: "Enlarge or shrink everything, 0.1 to 10",
        set: |d, v| factor(v, 0.1, 10.0).map(|v| d.options.look.zoom = v),
    },
    OptionSpec {
        name: "dpi",
        value: "NUMBER",
        default: "the finest that suits the document, up to 1200",
        help: "Layout resolution, 72 to 2400; the finer, the nearer line breaks come to a browser's",
        set: |d, v| whole(v, 72, 2400).map(|v| d.options.look.dpi = Some(v)),
    },
    OptionSpec {
        name: "smart_shrinking",
        value: "on|off",
        default: "off",
        help: "wkhtmltopdf's own scaling: shrinks wide contents to fit, and all else by about a fifth",
        set: |d, v| {
            let scaling = |on| match on {
                true => Scaling::SmartShrinking,
                false => Scaling::TrueSize,
            };
            switch(v).map(|v| d.options.look.scaling = scaling(v))
        },
    },
    OptionSpec {
        name: "low_quality",
        value: "on|off",
        default: "off",
        help: "Smaller files at the cost of looks",
        set: |d, v| switch(v).map(|v| d.options.look.low_quality = v),
    },
    OptionSpec {
        name: "image_quality",
        value: "NUMBER",
        default: "94",
        help: "JPEG quality of pictures, 1 to 100",
        set: |d, v| whole(v, 1, 100).map(|v| d.options.look.image_quality = v),
    },
    OptionSpec {
        name: "javascript",
        value: "on|off",
        default: "on",
        help: "Run the document's scripts (ES5)",
        set: |d, v| switch(v).map(|v| d.javascript = v),
    },
    OptionSpec {
        name: "javascript_delay",
        value: "MILLISECONDS",
        default: "200",
        help: "Time for the scripts to finish, 0 to 60000; a document without scripts never waits",
        set: |d, v| {
            whole(v, 0, 60_000).map(|v| d.javascript_delay = Duration::from_millis(v.into()))
        },
    },
    OptionSpec {
        name: "outline",
        value: "on|off",
        default: "off",
        help: "Put an outline (bookmarks) made from the headings into the PDF",
        set: |d, v| switch(v).map(|v| d.options.outline = v),
    },
    OptionSpec {
        name: "title",
        value: "TEXT",
        default: "the document's title",
        help: "Title of the PDF",
        set: |d, v| line(v, 1000).map(|v| d.options.title = Some(v)),
    },
    OptionSpec {
        name: "creation_date",
        value: "fixed|now",
        default: "fixed",
        help: "Fixed: the same document always gives the same bytes",
        set: |d, v| {
            let known = [("fixed", CreationDate::Fixed), ("now", CreationDate::Now)];
            choice(v, &known).map(|v| d.options.creation_date = v)
        },
    },
    OptionSpec {
        name: "filename",
        value: "NAME",
        default: "document.pdf",
        help: "File name that the answer suggests",
        set: |d, v| file_name(v).map(|v| d.options.delivery.filename = v),
    },
    OptionSpec {
        name: "disposition",
        value: "inline|attachment",
        default: "inline",
        help: "Attachment makes a browser save the file instead of showing it",
        set: |d, v| {
            let known = [
                ("inline", Disposition::Inline),
                ("attachment", Disposition::Attachment),
            ];
            choice(v, &known).map(|v| d.options.delivery.disposition = v)
        },
    },
    OptionSpec {
        name: "strict",
        value: "on|off",
        default: "off",
        help: "Refuse to print when a picture, style sheet or font could not be loaded",
        set: |d, v| switch(v).map(|v| d.options.strict = v),
    },
    OptionSpec {
        name: "timeout",
        value: "DURATION",
        default: "the service's limit",
        help: "Give up earlier than the service would, such as 5s or 1500ms",
        set: |d, v| duration(v).map(|v| d.options.timeout = Some(v)),
    },
];

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
    /// Every fault is reported, not only the first.
    pub fn read<'a>(
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut values: Vec<Option<(&str, &str)>> = vec![None; OPTIONS.len()];
        for (name, value) in given {
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

/// The option of that name, in whatever style it is written: `page_size`,
/// `page-size`, `pageSize`.
pub fn canonical_name(name: &str) -> Option<&'static str> {
    index_of(name).map(|at| OPTIONS[at].name)
}

fn index_of(name: &str) -> Option<usize> {
    let plain = plain_name(name);
    OPTIONS
        .iter()
        .position(|spec| plain_name(spec.name) == plain)
}

fn plain_name(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn unknown(name: &str) -> String {
    let short = excerpt(name);
    let wanted = plain_name(&short);
    // Who writes `landscape` means the option that takes it.
    let by_value = OPTIONS
        .iter()
        .find(|spec| spec.value.split('|').any(|word| word == wanted));
    let nearest = match by_value {
        Some(spec) => spec.name,
        None => nearest(&short, OPTIONS.iter().map(|spec| spec.name)),
    };
    format!("`{short}` is not an option; the nearest one is `{nearest}`")
}

/// The name that `word` most likely was meant to be.
fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> &'a str {
    let word = plain_name(word);
    let likeness = |name: &str| {
        let name = plain_name(name);
        let contains = !word.is_empty() && (word.contains(&name) || name.contains(&word));
        strsim::jaro_winkler(&name, &word) + if contains { 0.5 } else { 0.0 }
    };
    known
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .unwrap_or_default()
}

/// Options while they are being read: values that only make sense together are
/// put together at the end.
struct Draft {
    options: Options,
    paper: Option<Paper>,
    width: Option<Length>,
    height: Option<Length>,
    landscape: bool,
    javascript: bool,
    javascript_delay: Duration,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            options: Options::default(),
            paper: None,
            width: None,
            height: None,
            landscape: false,
            javascript: true,
            javascript_delay: USUAL_GRACE,
        }
    }
}

impl Draft {
    fn finish(mut self, errors: &mut Vec<FieldError>) -> Options {
        let upright = self.sheet(errors);
        let sheet = if self.landscape {
            upright.turned()
        } else {
            upright
        };
        let page = &mut self.options.page;
        page.width = sheet.width;
        page.height = sheet.height;
        check_room(page, errors);
        self.options.scripts = if self.javascript {
            Scripts::On {
                delay: self.javascript_delay,
            }
        } else {
            Scripts::Off
        };
        self.options
    }

    fn sheet(&self, errors: &mut Vec<FieldError>) -> Paper {
        let (missing, given) = match (self.width, self.height) {
            (Some(width), Some(height)) => {
                if self.paper.is_some() {
                    errors.push(FieldError::new(
                        "page_size",
                        "given together with page_width and page_height; keep one or the other",
                    ));
                }
                return Paper { width, height };
            }
            (None, None) => return self.paper.unwrap_or(Paper::A4),
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
        Paper::A4
    }
}

/// Least width and height that must be left for contents. On less the engine
/// makes thousands of pages.
const LEAST_ROOM_MM: f64 = 5.0;

fn check_room(page: &Page, errors: &mut Vec<FieldError>) {
    let margins = &page.margins;
    let sides = [
        (
            "margin_left",
            margins.left,
            margins.right,
            page.width,
            "wide",
        ),
        (
            "margin_top",
            margins.top,
            margins.bottom,
            page.height,
            "high",
        ),
    ];
    for (field, one, other, side, direction) in sides {
        let room = side.as_mm() - one.as_mm() - other.as_mm();
        if room < LEAST_ROOM_MM {
            errors.push(FieldError::new(
                field,
                format!(
                    "the margins leave {:.1} mm of a page {:.1} mm {direction}; leave at least {LEAST_ROOM_MM} mm",
                    room.max(0.0),
                    side.as_mm(),
                ),
            ));
        }
    }
}

fn paper(value: &str) -> Result<Paper, String> {
    let value = value.trim();
    Paper::named(value).ok_or_else(|| {
        format!(
            "`{}` is not a page size; the nearest one is `{}`, and page_width with page_height takes any",
            excerpt(value),
            nearest(&excerpt(value), Paper::names()),
        )
    })
}

fn page_side(value: &str) -> Result<Length, String> {
    // The upper bound is what PDF 1.4 viewers are bound to show: 200 inches.
    const RANGE: std::ops::RangeInclusive<f64> = 20.0..=5080.0;
    let length = Length::parse(value)?;
    if RANGE.contains(&length.as_mm()) {
        Ok(length)
    } else {
        Err(format!(
            "`{}` is out of range; a page measures {} to {} mm",
            excerpt(value),
            RANGE.start(),
            RANGE.end()
        ))
    }
}

fn margins(value: &str) -> Result<Margins, String> {
    let lengths = value
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(Length::parse)
        .collect::<Result<Vec<_>, _>>()?;
    let (top, right, bottom, left) = match lengths[..] {
        [all] => (all, all, all, all),
        [vertical, horizontal] => (vertical, horizontal, vertical, horizontal),
        [top, horizontal, bottom] => (top, horizontal, bottom, horizontal),
        [top, right, bottom, left] => (top, right, bottom, left),
        _ => {
            return Err(format!(
                "`{}` has {} lengths; give one to four, as in CSS",
                excerpt(value),
                lengths.len()
            ));
        }
    };
    Ok(Margins {
        top,
        right,
        bottom,
        left,
    })
}

fn switch(value: &str) -> Result<bool, String> {
    match value.trim().to_ascii_lowercase().as_str() {
        "on" | "true" | "yes" | "1" => Ok(true),
        "off" | "false" | "no" | "0" => Ok(false),
        _ => Err(format!(
            "`{}` is neither on nor off; use on, off, true or false",
            excerpt(value)
        )),
    }
}

fn choice<T: Copy>(value: &str, known: &[(&str, T)]) -> Result<T, String> {
    let value = value.trim();
    match known
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(value))
    {
        Some((_, choice)) => Ok(*choice),
        None => {
            let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
            Err(format!(
                "`{}` is not a choice; use {}",
                excerpt(value),
                names.join(" or ")
            ))
        }
    }
}

fn whole(value: &str, least: u32, most: u32) -> Result<u32, String> {
    let text = value.trim();
    match text.parse() {
        Ok(number) if (least..=most).contains(&number) && !text.starts_with('+') => Ok(number),
        _ => Err(format!(
            "`{}` will not do; use a whole number from {least} to {most}",
            excerpt(value)
        )),
    }
}

fn factor(value: &str, least: f64, most: f64) -> Result<f64, String> {
    let text = value.trim();
    let plain = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    match text.parse::<f64>() {
        Ok(number) if plain && (least..=most).contains(&number) => Ok(number),
        _ => Err(format!(
            "`{}` will not do; use a number from {least} to {most}",
            excerpt(value)
        )),
    }
}

fn line(value: &str, longest: usize) -> Result<String, String> {
    if value.chars().any(char::is_control) {
        return Err("holds a control character or a line break; use one line of text".to_owned());
    }
    if value.chars().count() > longest {
        return Err(format!("longer than {longest} characters; shorten it"));
    }
    Ok(value.trim().to_owned())
}

fn file_name(value: &str) -> Result<String, String> {
    let name = line(value, 200)?;
    if name.contains(['/', '\\']) {
        return Err(format!(
            "`{}` has a folder in it; give a bare file name",
            excerpt(&name)
        ));
    }
    let has_ending = name
        .rsplit_once('.')
        .is_some_and(|(stem, ending)| !stem.is_empty() && ending.eq_ignore_ascii_case("pdf"));
    Ok(if has_ending {
        name
    } else {
        format!("{name}.pdf")
    })
}

/// Reads `25s`, `1500ms`, `2m` or a bare number of seconds. More than nothing,
/// and a quarter of an hour at most, which is what Lambda grants.
pub fn duration(value: &str) -> Result<Duration, String> {
    const LONGEST: Duration = Duration::from_secs(900);
    let text = value.trim();
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let seconds = match unit.trim() {
        "ms" => Some(0.001),
        "" | "s" => Some(1.0),
        "m" => Some(60.0),
        _ => None,
    };
    let read = seconds
        .zip(number.parse::<f64>().ok())
        .and_then(|(unit, number)| Duration::try_from_secs_f64(unit * number).ok());
    match read {
        Some(duration) if !duration.is_zero() && duration <= LONGEST => Ok(duration),
        _ => Err(format!(
            "`{}` is not a duration up to 900s; use a number with ms, s or m, such as 25s",
            excerpt(value)
        )),
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
