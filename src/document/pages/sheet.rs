//! The sheets that pages are drawn on: margin boxes, and the page's own background and
//! border, as a document of ours that has a page for each.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::job::length::Length;
use crate::job::page::Page;

use super::contents::{self, Numbers};
use super::rules::{BOXES, PageStyle};
use crate::document::lower::{Media, is_handed_down};
use crate::document::lowering;

/// A page's sheet.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The paper, and the margins within the page's own border and padding.
    pub page: Page,
    pub style: PageStyle,
    pub numbers: Numbers,
}

impl Sheet {
    /// Whether there is anything to be seen on it.
    pub fn is_blank(&self) -> bool {
        let paints = |style: &str| {
            let paints = ["background", "border", "outline"];
            paints.iter().any(|name| style.contains(name))
        };
        let says = |text: &str| {
            let content = last(text, "content");
            paints(text) || !contents::html(content, self.numbers).is_empty()
        };
        !paints(&self.style.style) && !self.style.boxes.values().any(|text| says(text))
    }
}

/// What divides the margins between boxes, as CSS Paged Media has it.
const DIVIDE: &str = include_str!("sheet.js");

/// All sheets of one size, a page for each.
pub fn document(root_style: &str, sheets: &[Sheet], lowers: bool) -> String {
    let mut rules = String::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut pages = String::new();
    for sheet in sheets {
        let said = format!("{:?}", sheet.style);
        let next = known.len();
        let number = *known.entry(said).or_insert_with(|| {
            write_rules(&mut rules, next, &sheet.style);
            next
        });
        write_page(&mut pages, number, sheet);
    }
    let (width, height) = sheets.first().map_or((0.0, 0.0), |sheet| size(&sheet.page));
    let mut css = format!("{root_style}{rules}");
    if lowers {
        let media = Media {
            print: true,
            width,
            height,
            page: (width, height),
        };
        css = lowering::lower_alone(&css, media, &|| false).0;
    }
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><style>\
         html,body{{margin:0;padding:0}}.p{{position:relative;width:{width}px;height:{:.3}px;overflow:hidden}}\
         .p+.p{{page-break-before:always}}.p div{{position:absolute}}.b{{overflow:visible}}.p .c{{position:relative}}\
         .top-left-corner,.bottom-left-corner,.top-right,.bottom-right{{text-align:right}}\
         .top-left,.bottom-left,.top-right-corner,.bottom-right-corner{{text-align:left}}\
         .top-center,.bottom-center,.left-top,.left-middle,.left-bottom,.right-top,.right-middle,.right-bottom{{text-align:center}}\
         .b{{vertical-align:middle}}.left-top,.right-top{{vertical-align:top}}.left-bottom,.right-bottom{{vertical-align:bottom}}\
         </style><style>{}</style></head><body>{pages}<script>{DIVIDE}</script></body></html>",
        // A hair less, or there would be a second page.
        height - 1.0,
        css.replace("</", "<\\/"),
    )
}

fn size(page: &Page) -> (f64, f64) {
    (page.width.as_css_pixels(), page.height.as_css_pixels())
}

/// Declarations one by one, as `PageStyle` has them.
fn declarations(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let parts = crate::document::lower::split_values(text, ';').into_iter();
    parts.filter_map(|one| one.split_once(':'))
}

/// The last value of a property.
fn last<'a>(text: &'a str, wanted: &str) -> &'a str {
    let said = declarations(text).filter(|(name, _)| *name == wanted);
    said.last().map_or("", |(_, value)| value)
}

fn write_rules(rules: &mut String, number: usize, style: &PageStyle) {
    let mut inherited = String::new();
    let mut back = String::new();
    let mut frame = String::new();
    for (name, value) in declarations(&style.style) {
        let kept = if is_handed_down(name) {
            &mut inherited
        } else if name.starts_with("background") {
            &mut back
        } else if name.starts_with("border") || name.starts_with("outline") {
            &mut frame
        } else {
            continue;
        };
        let _ = write!(kept, "{name}:{value};");
    }
    let _ = write!(
        rules,
        ".k{number}{{{inherited}}}.k{number} .back{{{back}}}.k{number} .frame{{{frame}-webkit-box-sizing:border-box}}"
    );
    for (place, text) in &style.boxes {
        let said = declarations(text).filter(|(name, _)| {
            !matches!(
                *name,
                "content" | "width" | "height" | "position" | "display" | "float" | "overflow"
            )
        });
        let _ = write!(rules, ".k{number} .{place}{{");
        for (name, value) in said {
            let _ = write!(rules, "{name}:{value};");
        }
        rules.push('}');
    }
}

fn write_page(pages: &mut String, number: usize, sheet: &Sheet) {
    let Sheet { page, style, .. } = sheet;
    let (width, height) = size(page);
    let edges = style.edges.all();
    let px = Length::as_css_pixels;
    // The margins themselves, outside of border and padding.
    let top = px(page.margins.top) - px(edges.top);
    let right = px(page.margins.right) - px(edges.right);
    let bottom = px(page.margins.bottom) - px(edges.bottom);
    let left = px(page.margins.left) - px(edges.left);
    let (across, down) = (width - left - right, height - top - bottom);
    let area = |x: f64, y: f64, width: f64, height: f64| {
        format!("left:{x:.3}px;top:{y:.3}px;width:{width:.3}px;height:{height:.3}px")
    };
    let _ = write!(pages, "<div class=\"p k{number}\">");
    if style.style.contains("background") {
        let _ = write!(
            pages,
            "<div class=back style=\"{}\"></div>",
            area(0.0, 0.0, width, height)
        );
    }
    if style.style.contains("border") || style.style.contains("outline") {
        let _ = write!(
            pages,
            "<div class=frame style=\"{}\"></div>",
            area(left, top, across, down)
        );
    }
    let (end, foot) = (left + across, top + down);
    for (axis, place, names) in [
        ("", area(0.0, 0.0, left, top), &BOXES[0..1]),
        ("x", area(left, 0.0, across, top), &BOXES[1..4]),
        ("", area(end, 0.0, right, top), &BOXES[4..5]),
        ("y", area(end, top, right, down), &BOXES[5..8]),
        ("", area(end, foot, right, bottom), &BOXES[8..9]),
        ("x", area(left, foot, across, bottom), &BOXES[9..12]),
        ("", area(0.0, foot, left, bottom), &BOXES[12..13]),
        ("y", area(0.0, top, left, down), &BOXES[13..16]),
    ] {
        if !names.iter().any(|name| style.boxes.contains_key(name)) {
            continue;
        }
        let _ = write!(
            pages,
            "<div class=s data-axis=\"{axis}\" style=\"{place}\">"
        );
        for (name, text) in names
            .iter()
            .filter_map(|name| Some((name, style.boxes.get(name)?)))
        {
            let mut sizes = String::new();
            for side in ["width", "height"] {
                let value = last(text, side).trim();
                if !value.is_empty() && value != "auto" {
                    let value = crate::text::escape_html(value);
                    let _ = write!(sizes, " data-{side}=\"{value}\"");
                }
            }
            let _ = write!(
                pages,
                "<div class=\"b {name}\"{sizes}><div class=c>{}</div></div>",
                contents::html(last(text, "content"), sheet.numbers)
            );
        }
        pages.push_str("</div>");
    }
    pages.push_str("</div>");
}
