//! A watermark as a page of its own, which is laid over all others: the engine
//! knows every script and every kind of picture.

use bytes::Bytes;

use crate::error::Error;
use crate::job::Options;
use crate::job::finishing::{Mark, Watermark};
use crate::job::length::Length;
use crate::job::page::{Page, Sides};

use super::Work;
use super::book::{Part, PartKind, Run};
use super::document::{Resolution, Text, escaped};

impl Work<'_> {
    /// Prints the watermark on a page of this size, if one is asked for.
    pub(super) async fn print_watermark(&self, sheet: &Page) -> Result<Option<Bytes>, Error> {
        let Some(watermark) = &self.job.options.finishing.watermark else {
            return Ok(None);
        };
        let page = Page {
            margins: Sides::all(Length::mm(0.0)),
            ..*sheet
        };
        let text = Text::plain(html(watermark, &page));
        let url = self
            .workspace
            .put_text("html2pdf-watermark.html", &text.html)?;
        let part = Part {
            kind: PartKind::Cover { url, text: &text },
            page,
            header: None,
            footer: None,
        };
        let options = Options {
            book: Default::default(),
            ..self.job.options.clone()
        };
        let run = Run {
            parts: &[part],
            page,
            options: &options,
            resolution: Resolution::Fine,
            network: self.network,
        };
        Ok(Some(self.run(&run).await?.bytes))
    }
}

fn html(watermark: &Watermark, page: &Page) -> String {
    let (width, height) = (page.width.as_mm(), page.height.as_mm());
    let mark_width = width * watermark.size;
    let mark = match &watermark.mark {
        Mark::Image(name) => format!(
            "<img src=\"{}\" style=\"width:{mark_width:.2}mm\">",
            escaped(
                &percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC)
                    .to_string()
            )
        ),
        Mark::Text(text) => {
            // Letters of Latin are about half as wide as they are high, those
            // of Korean as wide.
            let ems: f64 = text
                .chars()
                .map(|c| if c.is_ascii() { 0.56 } else { 1.0 })
                .sum();
            let size = mark_width / ems.max(1.0);
            format!(
                "<span style=\"font:bold {size:.2}mm/1 Arial,sans-serif;color:{};white-space:nowrap\">{}</span>",
                escaped(&watermark.colour),
                escaped(text)
            )
        }
    };
    // Rotated around the middle of the page.
    format!(
        "<!DOCTYPE html><style>html,body{{margin:0;padding:0}}</style>\
         <div style=\"position:absolute;left:0;top:0;width:{width:.2}mm;height:{:.2}mm;overflow:hidden\">\
         <table style=\"width:100%;height:100%;border-collapse:collapse;-webkit-transform:rotate({:.2}deg)\">\
         <tr><td style=\"text-align:center;vertical-align:middle;padding:0\">{mark}</td></tr></table></div>",
        // A hair less, or there would be a second page.
        height - 0.5,
        -watermark.angle,
    )
}
