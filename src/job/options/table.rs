//! The table of options. Requests, the command line, its help and the README
//! follow it, in this order.

use std::time::Duration;

use super::draft::Draft;
use super::value::{
    choice, duration, factor, file_name, line, margins, page_side, paper, switch, whole,
};
use super::{CreationDate, Disposition, Media, Scaling};
use crate::job::length::{Length, excerpt};

/// One row of the table: an option's name, what it takes, and what it does.
pub struct OptionSpec {
    pub name: &'static str,
    /// What a value looks like, for help texts: `LENGTH`, `on|off`.
    pub value: &'static str,
    /// In words, the value in force when the option is not given.
    pub default: &'static str,
    pub help: &'static str,
    pub(super) set: fn(&mut Draft, &str) -> Result<(), String>,
}

/// Every option, in the order in which it is documented and applied.
pub static OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "page_size",
        value: "NAME",
        default: "A4",
        help: "A0 to A10, B0 to B10, JIS-B4 to JIS-B6, Letter, Legal, Tabloid, Ledger, Executive, Folio, C5E, Comm10E, DLE",
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

/// The option of that name, in whatever style it is written: `page_size`,
/// `page-size`, `pageSize`.
pub fn canonical_name(name: &str) -> Option<&'static str> {
    index_of(name).map(|at| OPTIONS[at].name)
}

pub(super) fn index_of(name: &str) -> Option<usize> {
    OPTIONS
        .iter()
        .position(|spec| letters(spec.name).eq(letters(name)))
}

/// A name without its style: `pagesize` for `page_size`, `page-size`, `pageSize`.
pub fn plain_name(name: &str) -> String {
    letters(name).collect()
}

fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars()
        .filter(|c| !matches!(c, '_' | '-'))
        .map(|c| c.to_ascii_lowercase())
}

/// What to say of a name that is none.
pub(super) fn unknown(name: &str) -> String {
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
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> &'a str {
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
