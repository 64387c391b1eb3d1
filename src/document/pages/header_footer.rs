//! Headers and footers as documents of their own: with a doctype, with page
//! numbers and friends filled in, and with a box that holds all of it.

use crate::document::resolution::Painted;
use crate::job::DocumentOptions;
use crate::job::options::{FirstPage, HeaderFooter, HeaderFooterContent, HeaderFooterText};
use crate::text::escape_html;

use crate::document::markup;

/// Which of the two: header or footer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Header,
    Footer,
}

impl Side {
    pub fn of(self, options: &DocumentOptions) -> &HeaderFooter {
        match self {
            Self::Header => &options.header,
            Self::Footer => &options.footer,
        }
    }

    pub fn of_mut(self, options: &mut DocumentOptions) -> &mut HeaderFooter {
        match self {
            Self::Header => &mut options.header,
            Self::Footer => &mut options.footer,
        }
    }

    pub const fn option(self) -> &'static str {
        match self {
            Self::Header => "header_html",
            Self::Footer => "footer_html",
        }
    }
}

/// A header or footer in HTML, and what the first page has instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderFooterHtml {
    /// Empty for no header or footer.
    pub default: Half,
    /// What the first page has instead; empty for nothing.
    pub first: Option<Half>,
}

/// One of the two texts of a header or footer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Half {
    pub html: String,
    /// What the layout helper must do in it, where modern CSS asks for it.
    pub table: Option<String>,
    /// Something is painted dot by dot; `None` where nothing had to be lowered.
    pub painted: Option<Painted>,
}

impl From<String> for Half {
    fn from(html: String) -> Self {
        Self {
            html,
            ..Self::default()
        }
    }
}

/// The layout helper for a header or footer.
pub struct HeaderLayout {
    pub script: String,
    /// The width that it is laid out at, in pixels of CSS.
    pub width: f64,
}

/// Makes the layout helper of its table.
pub type MakeLayout<'a> = &'a dyn Fn(&str) -> Option<HeaderLayout>;

impl HeaderFooterHtml {
    pub(in crate::document) fn map(self, change: &mut impl FnMut(&str) -> Half) -> Self {
        Self {
            default: change(&self.default.html),
            first: self.first.map(|first| change(&first.html)),
        }
    }

    /// Every text that may come to stand on a page.
    pub fn variants(&self) -> impl Iterator<Item = &Half> {
        let both = [Some(&self.default), self.first.as_ref()];
        both.into_iter()
            .flatten()
            .filter(|half| !half.html.is_empty())
    }

    /// The document for the engine, where the first page has the other text.
    pub fn document(&self, layout: MakeLayout<'_>) -> String {
        let Some(first) = &self.first else {
            return complete(&self.default, layout);
        };
        // Written while the engine still reads, it takes the place of all that
        // follows, which an element for plain text swallows.
        let other = complete(first, layout) + "<plaintext style=\"display:none\">";
        let other = script::literal(&other)
            .replace("</", "<\\/")
            .replace("<!", "<\\!");
        let default = with_doctype(&complete(&self.default, layout));
        let (doctype, rest) = default.split_at(markup::end_of_doctype(&default).unwrap_or(0));
        format!(
            "{doctype}<script>if(/[?&]sitepage=1(&|$)/.test(location.search))document.write({other})</script>{rest}"
        )
    }
}

/// The HTML of a header or footer; `None` where the engine draws it by itself.
pub fn html(header_footer: &HeaderFooter) -> Option<HeaderFooterHtml> {
    let default = match &header_footer.content {
        HeaderFooterContent::Nothing if !matches!(header_footer.first, FirstPage::Html(_)) => {
            return None;
        }
        HeaderFooterContent::Nothing => String::new(),
        HeaderFooterContent::Text(_) if header_footer.first == FirstPage::Same => return None,
        HeaderFooterContent::Text(text) => of_text(text),
        HeaderFooterContent::Html(html) => with_doctype(html),
    };
    let first = match &header_footer.first {
        FirstPage::Same => None,
        FirstPage::Without => Some(String::new()),
        FirstPage::Html(html) => Some(with_doctype(html)),
    };
    Some(HeaderFooterHtml {
        default: default.into(),
        first: first.map(Half::from),
    })
}

/// A document to measure a header's height with: its top bears a link, which
/// the PDF tells the place of.
pub fn measurable(half: &Half, marker: &str, layout: MakeLayout<'_>) -> String {
    let marker = format!(
        "<script>(function(){{var a=document.createElement('a');a.href='{marker}';\
         a.style.cssText='display:block;position:absolute;top:0;left:0;width:9px;height:1px';\
         document.body.appendChild(a)}})()</script>"
    );
    complete(half, layout) + &marker
}

/// HTML with the doctype that it lacks.
pub fn with_doctype(html: &str) -> String {
    match markup::end_of_doctype(html) {
        Some(_) => html.to_owned(),
        None => format!("<!DOCTYPE html>{html}"),
    }
}

fn complete(half: &Half, layout: MakeLayout<'_>) -> String {
    // Margins of what is inside must not stick out of the body, nor floats.
    const BOX: &str =
        "<style>body:before,body:after{content:' ';display:table}body:after{clear:both}</style>";
    const FILL_IN: &str = include_str!("header_footer.js");
    const GROW: &str = include_str!("header_footer_box.js");
    /// About as wide as a page, where that is not known.
    const WIDTH: f64 = 700.0;
    let html = &half.html;
    let layout = half.table.as_deref().and_then(layout);
    let width = layout.as_ref().map_or(WIDTH, |layout| layout.width);
    // It lays out what is filled in, and what it lays out is grown around.
    let script = layout.map_or_else(String::new, |layout| {
        format!(
            "<script>{}</script>",
            layout.script.replace("</", "<\\/").replace("<!", "<\\!")
        )
    });
    format!("{html}{BOX}<script>{FILL_IN}</script>{script}<script>{GROW}({width})</script>")
}

/// Texts as the engine draws them: each on one line, however long.
fn of_text(text: &HeaderFooterText) -> String {
    let aside = |side: &str, text: &str| {
        format!(
            "<div style=\"position:absolute;top:0;{side}:0\">{}</div>",
            escape_html(text)
        )
    };
    format!(
        "<!DOCTYPE html><body style=\"margin:0\"><div style=\"position:relative;white-space:nowrap;\
         text-align:center;font:{}pt '{}'\">{}{}{}</div>",
        text.size,
        escape_html(&text.font.replace(['\'', '\\', ';'], "")),
        // The engine gives an empty line no height.
        if text.center.is_empty() {
            "&nbsp;".to_owned()
        } else {
            escape_html(&text.center)
        },
        aside("left", &text.left),
        aside("right", &text.right),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doctype_is_supplied_where_it_is_missing() {
        assert_eq!(with_doctype("<p>x"), "<!DOCTYPE html><p>x");
        for html in ["<!doctype html><p>x", " <!-- x --><!DOCTYPE html>"] {
            assert_eq!(with_doctype(html), html);
        }
    }

    #[test]
    fn the_first_page_comes_before_all_else_but_the_doctype() {
        let header = HeaderFooterHtml {
            default: "<!DOCTYPE html><p>default".to_owned().into(),
            first: Some(
                "<!DOCTYPE html><script>1</script>\u{2028}"
                    .to_owned()
                    .into(),
            ),
        };
        let html = header.document(&|_| None);
        assert!(!html.contains('\u{2028}'), "{html}");
        assert!(html.starts_with("<!DOCTYPE html><script>if("), "{html}");
        assert_eq!(
            html.find("</script>"),
            html.find(")</script><p>default").map(|at| at + 1)
        );
    }
}
