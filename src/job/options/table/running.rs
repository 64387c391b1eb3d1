//! Headers and footers.

use crate::job::length::Length;
use crate::job::options::value::{contents, length_within, line, switch, whole};

use super::{Group, OptionSpec, Scope};

/// The options of one side: they have the same names but for `header_` or
/// `footer_`, and the same meaning but for above and below.
macro_rules! side {
    ($side:ident, $prefix:literal, $file:literal) => {
        [
            OptionSpec {
                name: concat!($prefix, "_html"),
                value: "HTML",
                default: "none",
                help: concat!(
                    "A document or a fragment, on every page; in multipart also a file named ",
                    $file
                ),
                example: "<div style=\"text-align:right\">[page] / [topage]</div>",
                scope: Scope::Document,
                set: |d, v| contents(v).map(|v| d.$side.html = Some(v)),
            },
            OptionSpec {
                name: concat!($prefix, "_left"),
                value: "TEXT",
                default: "none",
                help: "Text at the left; [page] and the other variables are filled in",
                example: "[title]",
                scope: Scope::Document,
                set: |d, v| line(v, 1000).map(|v| d.$side.text.left = v),
            },
            OptionSpec {
                name: concat!($prefix, "_center"),
                value: "TEXT",
                default: "none",
                help: "Text in the middle",
                example: "[page] / [topage]",
                scope: Scope::Document,
                set: |d, v| line(v, 1000).map(|v| d.$side.text.center = v),
            },
            OptionSpec {
                name: concat!($prefix, "_right"),
                value: "TEXT",
                default: "none",
                help: "Text at the right",
                example: "[date]",
                scope: Scope::Document,
                set: |d, v| line(v, 1000).map(|v| d.$side.text.right = v),
            },
            OptionSpec {
                name: concat!($prefix, "_font"),
                value: "NAME",
                default: "Arial",
                help: "Font of these texts",
                example: "NanumGothic",
                scope: Scope::Document,
                set: |d, v| line(v, 100).map(|v| d.$side.text.font = v),
            },
            OptionSpec {
                name: concat!($prefix, "_font_size"),
                value: "NUMBER",
                default: "9",
                help: "Size of these texts in points, 4 to 72",
                example: "8",
                scope: Scope::Document,
                set: |d, v| whole(v, 4, 72).map(|v| d.$side.text.size = v),
            },
            OptionSpec {
                name: concat!($prefix, "_line"),
                value: "on|off",
                default: "off",
                help: "A line between it and the contents",
                example: "on",
                scope: Scope::Document,
                set: |d, v| switch(v).map(|v| d.$side.line = v),
            },
            OptionSpec {
                name: concat!($prefix, "_spacing"),
                value: "LENGTH",
                default: "3mm",
                help: "Space between it and the contents, up to 100 mm",
                example: "5mm",
                scope: Scope::Document,
                set: |d, v| length_within(v, Length::mm(100.0)).map(|v| d.$side.spacing = v),
            },
            OptionSpec {
                name: concat!($prefix, "_first"),
                value: "on|off",
                default: "on",
                help: "Whether the first page of a document has it",
                example: "off",
                scope: Scope::Document,
                set: |d, v| switch(v).map(|v| d.$side.first = v),
            },
            OptionSpec {
                name: concat!($prefix, "_first_html"),
                value: "HTML",
                default: "none",
                help: "Another one for the first page of a document",
                example: "<b>Only on the first page</b>",
                scope: Scope::Document,
                set: |d, v| contents(v).map(|v| d.$side.first_html = Some(v)),
            },
        ]
    };
}

pub static HEADER: Group = Group {
    title: "Header",
    intro: "A header stands directly above the contents, `header_spacing` away from them. Its height is measured, and \
            where the top margin is smaller than its height, `header_spacing` and 5 mm for the printer together, the margin \
            grows to that (`fit_margins=off` leaves it alone).\n\n\
            In texts and in HTML these are filled in: `[page]`, `[topage]`, `[frompage]`, `[section]`, `[subsection]`, \
            `[title]` (of the document), `[doctitle]` (of the PDF), `[date]`, `[isodate]`, `[time]`, `[sitepage]` and \
            `[sitepages]` (within the document). In HTML elements of class `pageNumber`, `totalPages`, `title`, `date`, \
            `section` and so on are filled in as well. A header has a document of its own: it shares assets with the \
            main document, but no styles; its scripts run on every page.",
    options: &side!(header, "header", "header.html"),
};

pub static FOOTER: Group = Group {
    title: "Footer",
    intro: "A footer stands directly below the contents. Everything said of headers holds for it.",
    options: &side!(footer, "footer", "footer.html"),
};
