//! The texts of a job that may name other hosts.

use url::Url;

use crate::document::address::is_style_sheet;
use crate::document::lower::Media;
use crate::job::options::{FirstPage, HeaderFooter, HeaderFooterContent, Media as Shown};
use crate::job::{DocumentOptions, Job};

pub struct Text<'a> {
    pub text: &'a mut String,
    pub is_html: bool,
    pub media: Media,
    pub base: Option<Url>,
}

pub fn of(job: &mut Job) -> Vec<Text<'_>> {
    let mut texts = Vec::new();
    let media_of_job = media(&job.options.document);
    let base_of_job = job.options.document.base_url.clone();
    for document in &mut job.documents {
        let media = media(&document.options);
        let mut take = |text, is_html, base: &Option<Url>| {
            texts.push(Text {
                text,
                is_html,
                media,
                base: base.clone(),
            });
        };
        let options = &mut document.options;
        let base = options.base_url.clone();
        take(&mut document.html, true, &base);
        for side in [&mut options.header, &mut options.footer] {
            let base = side.base_url.clone();
            sides(side, &mut |text, is_html| take(text, is_html, &base));
        }
        let mut take = |text, is_html| take(text, is_html, &base);
        let injection = &mut options.injection;
        for css in [&mut injection.css, &mut injection.user_style] {
            css.iter_mut().for_each(|css| take(css, false));
        }
    }
    let book = &mut job.options.book;
    let cover = book.cover.iter_mut().map(|text| (text, true));
    let toc = book.toc.iter_mut().filter_map(|toc| toc.css.as_mut());
    for (text, is_html) in cover.chain(toc.map(|text| (text, false))) {
        texts.push(Text {
            text,
            is_html,
            media: media_of_job,
            base: base_of_job.clone(),
        });
    }
    texts
}

/// Whether any text leads from elsewhere than the folder that it lies in.
pub fn have_base(job: &Job) -> bool {
    job.options.document.base_url.is_some()
        || job.documents.iter().any(|document| {
            let options = &document.options;
            let sides = [&options.header, &options.footer];
            options.base_url.is_some() || sides.iter().any(|side| side.base_url.is_some())
        })
}

fn sides<'a>(side: &'a mut HeaderFooter, take: &mut impl FnMut(&'a mut String, bool)) {
    if let HeaderFooterContent::Html(html) = &mut side.content {
        take(html, true);
    }
    if let FirstPage::Html(html) = &mut side.first {
        take(html, true);
    }
}

/// What media queries ask for, as far as it is known before a document is read.
pub fn media(options: &DocumentOptions) -> Media {
    const PX: f64 = 96.0 / 25.4;
    let (width, height) = options.page.or(options.default_page).page().room();
    let page = (width.as_mm() * PX, height.as_mm() * PX);
    Media {
        print: options.look.media == Shown::Print,
        width: page.0,
        height: page.1,
        page,
    }
}

/// All that may have an address in it, as bytes.
pub fn words(job: &Job) -> impl Iterator<Item = &[u8]> {
    let documents = job.documents.iter().flat_map(|document| {
        let options = &document.options;
        let sides = [&options.header, &options.footer]
            .into_iter()
            .flat_map(|side| {
                let content = match &side.content {
                    HeaderFooterContent::Html(html) => Some(html),
                    _ => None,
                };
                let first = match &side.first {
                    FirstPage::Html(html) => Some(html),
                    _ => None,
                };
                content.into_iter().chain(first)
            });
        let injection = &options.injection;
        let css = injection.css.iter().chain(&injection.user_style);
        std::iter::once(&document.html).chain(sides).chain(css)
    });
    let book = &job.options.book;
    let toc = book.toc.iter().filter_map(|toc| toc.css.as_ref());
    let sheets = job.assets.iter().filter(|asset| is_style_sheet(asset));
    let sheets = sheets.map(|asset| &asset.bytes[..]);
    let texts = documents.chain(&book.cover).chain(toc);
    texts.map(String::as_bytes).chain(sheets)
}
