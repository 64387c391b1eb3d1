//! A watermark as a page of its own, which is laid over all others: the engine
//! knows every script and every kind of picture.

use crate::document::Resolution;
use crate::error::Error;
use crate::job::finishing::{Mark, Watermark};
use crate::job::length::Length;
use crate::job::page::{Page, Sides};
use crate::text::escape_html;

use super::run::{Part, PartKind, Run};
use super::runner::{Renderer, RunOutput};

impl<'a> Renderer<'a> {
    /// Prints the watermark on a page of this size, if one is asked for.
    pub(super) async fn print_watermark(
        &self,
        sheet: &Page,
    ) -> Result<Option<RunOutput<'a>>, Error> {
        let Some(watermark) = &self.job.options.finishing.watermark else {
            return Ok(None);
        };
        let page = Page {
            margins: Sides::all(Length::mm(0.0)),
            ..*sheet
        };
        let html = html(watermark, &page);
        let url = self.workspace.put_text("html2pdf-watermark.html", &html)?;
        let part = Part {
            kind: PartKind::Ours { url },
            page,
            header: None,
            footer: None,
        };
        let options = self.options_without_book();
        let run = Run {
            parts: &[part],
            page,
            options: &options,
            fineness: Resolution::Fine.into(),
            access: self.access,
        };
        let print = self.run(&run).await?;
        // The only script on the page that can fail says that the picture did.
        if let (Mark::Image(name), false) = (&watermark.mark, print.messages.scripts.is_empty()) {
            return Err(Error::field(
                "watermark_image",
                format!(
                    "`{name}` is not a picture that the engine can show; send a PNG, JPEG, GIF, BMP or SVG, whole"
                ),
            ));
        }
        Ok(Some(print))
    }
}

fn html(watermark: &Watermark, page: &Page) -> String {
    let (width, height) = (page.width.as_mm(), page.height.as_mm());
    let mark_width = width * watermark.size;
    let mark = match &watermark.mark {
        Mark::Image(name) => format!(
            "<img src=\"{}\" style=\"width:{mark_width:.2}mm\" onerror=\"throw new Error('no picture')\">",
            escape_html(
                &percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC)
                    .to_string()
            )
        ),
        Mark::Text(text) => format!(
            "<span id=\"mark\" style=\"font:bold 100px/1 Arial,sans-serif;color:{};white-space:nowrap\">{}</span>\
             <script>(function(mark){{mark.style.fontSize=\
             Math.min(100*{mark_width:.2}/mark.offsetWidth,{:.2})+'mm'}})(document.getElementById('mark'))</script>",
            escape_html(&watermark.colour),
            escape_html(text),
            // So high that it does not reach over the edge.
            height * 0.4,
        ),
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
