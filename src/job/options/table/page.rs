//! The sheet and its margins.

use crate::job::length::Length;
use crate::job::options::value::{choice, margins, page_side, paper, switch};
use crate::job::page::{Orientation, Sides};

use super::{Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Page",
    intro: "A page is as the request says; where that is silent, as the document's own `@page` rule says; \
            where that is silent too, as the default says.",
    options: &[
        OptionSpec {
            name: "page_size",
            value: "NAME",
            default: "A4",
            help: "A0 to A10, B0 to B10, JIS-B4 to JIS-B6, Letter, Legal, Tabloid, Ledger, Executive, Folio, C5E, Comm10E, DLE",
            example: "A5",
            scope: Scope::Document,
            set: |d, v| paper(v).map(|v| d.page.paper = Some(v)),
        },
        OptionSpec {
            name: "page_width",
            value: "LENGTH",
            default: "that of page_size",
            help: "Width of the page, together with page_height",
            example: "100mm",
            scope: Scope::Document,
            set: |d, v| page_side(v).map(|v| d.page.width = Some(v)),
        },
        OptionSpec {
            name: "page_height",
            value: "LENGTH",
            default: "that of page_size",
            help: "Height of the page, together with page_width; single_page does without",
            example: "150mm",
            scope: Scope::Document,
            set: |d, v| page_side(v).map(|v| d.page.height = Some(v)),
        },
        OptionSpec {
            name: "orientation",
            value: "portrait|landscape",
            default: "portrait",
            help: "Landscape turns the page by a quarter",
            example: "landscape",
            scope: Scope::Document,
            set: |d, v| {
                let known = [
                    ("portrait", Orientation::Portrait),
                    ("landscape", Orientation::Landscape),
                ];
                choice(v, &known).map(|v| d.page.orientation = Some(v))
            },
        },
        OptionSpec {
            name: "margin",
            value: "LENGTH...",
            default: "10mm",
            help: "All four margins, or as in CSS: top, right, bottom and left",
            example: "20mm 15mm",
            scope: Scope::Document,
            set: |d, v| {
                margins(v).map(|v| {
                    d.page.margins = Sides {
                        top: Some(v.top),
                        right: Some(v.right),
                        bottom: Some(v.bottom),
                        left: Some(v.left),
                    }
                })
            },
        },
        OptionSpec {
            name: "margin_top",
            value: "LENGTH",
            default: "that of margin",
            help: "Space above the contents",
            example: "25mm",
            scope: Scope::Document,
            set: |d, v| Length::parse(v).map(|v| d.page.margins.top = Some(v)),
        },
        OptionSpec {
            name: "margin_right",
            value: "LENGTH",
            default: "that of margin",
            help: "Space to the right of the contents",
            example: "1in",
            scope: Scope::Document,
            set: |d, v| Length::parse(v).map(|v| d.page.margins.right = Some(v)),
        },
        OptionSpec {
            name: "margin_bottom",
            value: "LENGTH",
            default: "that of margin",
            help: "Space below the contents",
            example: "25mm",
            scope: Scope::Document,
            set: |d, v| Length::parse(v).map(|v| d.page.margins.bottom = Some(v)),
        },
        OptionSpec {
            name: "margin_left",
            value: "LENGTH",
            default: "that of margin",
            help: "Space to the left of the contents",
            example: "36pt",
            scope: Scope::Document,
            set: |d, v| Length::parse(v).map(|v| d.page.margins.left = Some(v)),
        },
        OptionSpec {
            name: "css_page",
            value: "on|off",
            default: "on",
            help: "Honour the document's own @page rules: size, margins, and more space at the top of the :first page",
            example: "off",
            scope: Scope::Document,
            set: |d, v| switch(v).map(|v| d.options.document.css_page = v),
        },
        OptionSpec {
            name: "single_page",
            value: "on|off",
            default: "off",
            help: "One page, as tall as the contents need it, up to 5080 mm",
            example: "on",
            scope: Scope::Document,
            set: |d, v| switch(v).map(|v| d.options.document.single_page = v),
        },
    ],
};
