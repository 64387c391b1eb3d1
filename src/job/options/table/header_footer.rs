//! Headers and footers.

use crate::job::length::Length;

use crate::job::options::kind::Kind;
use crate::job::options::spec::{DefaultText, Group, OptionSpec, Scope};

/// The options of one side: they have the same names but for `header_` or
/// `footer_`, and the same meaning but for above and below.
macro_rules! side {
    ($side:ident, $prefix:literal, $file:literal) => {
        [
            OptionSpec {
                name: concat!($prefix, "_html"),
                kind: Kind::Html(|d, v| d.$side.html = Some(v)),
                default: DefaultText::NONE,
                help: concat!(
                    "A document or a fragment, on every page; in multipart also a file named ",
                    $file
                ),
                example: "<div style=\"text-align:right\">[page] / [topage]</div>",
                scope: Scope::Document,
            },
            OptionSpec {
                name: concat!($prefix, "_url"),
                kind: Kind::Address(|d, v| d.$side.url = Some(v)),
                default: DefaultText::NONE,
                help: "Address of a page to fetch for it",
                example: "https://example.com/letterhead.html",
                scope: Scope::Document,
            },
            OptionSpec {
                name: concat!($prefix, "_left"),
                kind: Kind::Text {
                    max: 1000,
                    set: |d, v| d.$side.text.left = v,
                },
                default: DefaultText::NONE,
                help: "Text at the left; [page] and the other variables are filled in",
                example: "[title]",
                scope: Scope::Document,
            },
            OptionSpec {
                name: concat!($prefix, "_center"),
                kind: Kind::Text {
                    max: 1000,
                    set: |d, v| d.$side.text.center = v,
                },
                default: DefaultText::NONE,
                help: "Text in the middle",
                example: "[page] / [topage]",
                scope: Scope::Document,
            },
            OptionSpec {
                name: concat!($prefix, "_right"),
                kind: Kind::Text {
                    max: 1000,
                    set: |d, v| d.$side.text.right = v,
                },
                default: DefaultText::NONE,
                help: "Text at the right",
                example: "[date]",
                scope: Scope::Document,
            },
            OptionSpec {
                name: concat!($prefix, "_font"),
                kind: Kind::Name {
                    max: 100,
                    set: |d, v| d.$side.text.font = v,
                },
                default: DefaultText::Value("Arial"),
                help: "Font of these texts",
                example: "NanumGothic",
                scope: Scope::Document,
            },
            OptionSpec {
                name: concat!($prefix, "_font_size"),
                kind: Kind::Whole {
                    min: 4,
                    max: 72,
                    set: |d, v| d.$side.text.size = v,
                },
                default: DefaultText::Value("9"),
                help: "Size of these texts in points, {range}",
                example: "8",
                scope: Scope::Document,
            },
            OptionSpec {
                name: concat!($prefix, "_line"),
                kind: Kind::Switch(|d, v| d.$side.line = v),
                default: DefaultText::Value("off"),
                help: "A line between it and the body",
                example: "on",
                scope: Scope::Document,
            },
            OptionSpec {
                name: concat!($prefix, "_spacing"),
                kind: Kind::Length {
                    min: Length::ZERO,
                    max: Some(Length::mm(100.0)),
                    set: |d, v| d.$side.spacing = v,
                },
                default: DefaultText::Value("3mm"),
                help: "Space between it and the body, up to {most} mm",
                example: "5mm",
                scope: Scope::Document,
            },
            OptionSpec {
                name: concat!($prefix, "_first"),
                kind: Kind::Switch(|d, v| d.$side.first = v),
                default: DefaultText::Value("on"),
                help: "Whether the first page of a document has it",
                example: "off",
                scope: Scope::Document,
            },
            OptionSpec {
                name: concat!($prefix, "_first_html"),
                kind: Kind::Html(|d, v| d.$side.first_html = Some(v)),
                default: DefaultText::NONE,
                help: "Another one for the first page of a document",
                example: "<b>Only on the first page</b>",
                scope: Scope::Document,
            },
        ]
    };
}

pub static HEADER: Group = Group {
    title: "Header",
    intro: "A header stands directly above the body, `header_spacing` away from it. Its height is measured, and \
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
    intro: "A footer stands directly below the body. Everything said of headers holds for it.",
    options: &side!(footer, "footer", "footer.html"),
};
