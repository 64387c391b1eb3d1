//! The sheet and its margins.

use crate::job::length::Length;
use crate::job::options::kind::Kind;
use crate::job::options::spec::{DefaultText, Group, OptionSpec, Scope};
use crate::job::page::Orientation;
use crate::job::paper::Paper;

pub static GROUP: Group = Group {
    title: "Page",
    intro: "A page is as the request says; where that is silent, as the document's own `@page` rule says; \
            where that is silent too, as the default says.",
    options: &[
        OptionSpec {
            name: "page_size",
            kind: Kind::Paper(|d, v| d.page.paper = Some(v)),
            default: DefaultText::Value("A4"),
            help: "Paper: A0 to A10, B0 to B10, JIS-B4 to JIS-B6, Letter, Legal, Tabloid, Ledger, Executive, Folio, C5E, Comm10E, DLE; HTML2PDF_DEFAULT_PAGE_SIZE=Letter makes another one the default",
            example: "A5",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "page_width",
            kind: Kind::Length {
                min: Paper::SHORTEST_SIDE,
                max: Some(Paper::LONGEST_SIDE),
                set: |d, v| d.page.width = Some(v),
            },
            default: DefaultText::Described("that of page_size"),
            help: "Width of the page, {range} mm, together with page_height",
            example: "100mm",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "page_height",
            kind: Kind::Length {
                min: Paper::SHORTEST_SIDE,
                max: Some(Paper::LONGEST_SIDE),
                set: |d, v| d.page.height = Some(v),
            },
            default: DefaultText::Described("that of page_size"),
            help: "Height of the page, {range} mm, together with page_width; single_page does without",
            example: "150mm",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "orientation",
            kind: Kind::Choice(&[
                ("portrait", |d| {
                    d.page.orientation = Some(Orientation::Portrait)
                }),
                ("landscape", |d| {
                    d.page.orientation = Some(Orientation::Landscape)
                }),
            ]),
            default: DefaultText::Value("portrait"),
            help: "Landscape turns the page by a quarter",
            example: "landscape",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "margin",
            kind: Kind::Margins(|d, v| d.page.margins = v.map(Some)),
            default: DefaultText::Value("10mm"),
            help: "All four margins, or as in CSS: top, right, bottom and left",
            example: "20mm 15mm",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "margin_top",
            kind: Kind::Length {
                min: Length::ZERO,
                max: None,
                set: |d, v| d.page.margins.top = Some(v),
            },
            default: DefaultText::Described("that of margin"),
            help: "Space above the body",
            example: "25mm",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "margin_right",
            kind: Kind::Length {
                min: Length::ZERO,
                max: None,
                set: |d, v| d.page.margins.right = Some(v),
            },
            default: DefaultText::Described("that of margin"),
            help: "Space to the right of the body",
            example: "1in",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "margin_bottom",
            kind: Kind::Length {
                min: Length::ZERO,
                max: None,
                set: |d, v| d.page.margins.bottom = Some(v),
            },
            default: DefaultText::Described("that of margin"),
            help: "Space below the body",
            example: "25mm",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "margin_left",
            kind: Kind::Length {
                min: Length::ZERO,
                max: None,
                set: |d, v| d.page.margins.left = Some(v),
            },
            default: DefaultText::Described("that of margin"),
            help: "Space to the left of the body",
            example: "36pt",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "css_page",
            kind: Kind::Switch(|d, v| d.options.document.css_page = v),
            default: DefaultText::Value("on"),
            help: "Honour the document's own @page rules: size, margins and margin boxes, of all pages and of :first, :left, :right and named ones",
            example: "off",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "single_page",
            kind: Kind::Switch(|d, v| d.options.document.single_page = v),
            default: DefaultText::Value("off"),
            help: "One page, as tall as the document needs it, up to 5080 mm",
            example: "on",
            scope: Scope::Document,
        },
    ],
};
