//! What a job's texts name of other hosts is fetched before anything else is done with
//! them, and comes along from then on: so all that is done for files of a caller is done
//! for it too. What only scripts ask for goes through the proxy later.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use encoding_rs::{Encoding, UTF_8};
use futures_util::StreamExt;
use futures_util::future::join_all;
use futures_util::stream;
use tokio::task::block_in_place;
use tracing::debug;
use url::Url;

use crate::document::charset;
use crate::document::remote::{Got, Kind, Known, Wanted, have_base, may_have_base, may_name_any};
use crate::error::Error;
use crate::fetch::{Accept, Resource, Session};
use crate::job::limits::Limits;
use crate::job::options::HeaderFooterContent;
use crate::job::{FailureReason, Job, Warning};
use crate::text::excerpt;

use super::context::JobContext;

/// How often what came may name more: style sheets that import others, modules.
const MOST_ROUNDS: usize = 8;

/// Resources of one job that are fetched side by side.
const MOST_AT_ONCE: usize = 16;

pub const NO_NETWORK: &str = "is on the network, and documents reach none; send what is there yourself, or ask the service's operator about HTML2PDF_NETWORK";

const READ: &str = "; what it needs of other hosts was still being fetched";

/// What the caller calls files that were fetched.
pub struct Names(Known);

impl Names {
    /// Says of warnings what the caller knows.
    pub fn put_into(&self, warnings: &mut [Warning]) {
        warnings
            .iter_mut()
            .for_each(|warning| self.0.rename(warning));
    }
}

/// The job with what it needs of other hosts among its assets. Where no host may be asked, its addresses
/// are made whole all the same: links lead to where the document says.
pub async fn fetch<'j>(
    ctx: &JobContext,
    job: &'j Job,
    limits: &Limits,
    session: Option<&Session>,
) -> Result<(Cow<'j, Job>, Option<Names>), Error> {
    let unchanged = Ok((Cow::Borrowed(job), None));
    let is_read = || match session {
        Some(_) => may_name_any(job),
        None => may_have_base(job),
    };
    if !block_in_place(is_read) {
        return unchanged;
    }
    let mut known = Known::of(job, ctx.deadline);
    let mut pixels = 0;
    for round in 0..MOST_ROUNDS {
        let wanted = block_in_place(|| known.wanted(job));
        ctx.deadline.in_time(READ)?;
        let Some(session) = session.filter(|_| !wanted.is_empty()) else {
            break;
        };
        debug!(round, count = wanted.len(), "fetching");
        let fetched = stream::iter(wanted)
            .map(|wanted| async {
                let outcome = session.get(&wanted.url, accept(wanted.kind)).await;
                (wanted, outcome)
            })
            .buffered(MOST_AT_ONCE)
            .collect::<Vec<_>>();
        for (wanted, outcome) in session.drive(fetched).await {
            let outcome = block_in_place(|| {
                let resource = outcome?;
                usable(&wanted, &resource)?;
                let size = imagesize::blob_size(&resource.body).ok();
                let size = size.map_or(0, |size| size.width as u64 * size.height as u64);
                pixels += size;
                match pixels > limits.image_pixels {
                    true => {
                        pixels -= size;
                        Err(FailureReason::TooLarge)
                    }
                    false => Ok(got(wanted.kind, &resource)),
                }
            });
            if let Err(reason) = outcome {
                tell(session, &wanted, reason);
            }
            known.take(wanted, outcome);
        }
    }
    if known.is_empty() && !have_base(job) {
        return unchanged;
    }
    let job = block_in_place(|| known.put_into(job));
    ctx.deadline.in_time(READ)?;
    Ok((Cow::Owned(job), Some(Names(known))))
}

/// The job with the pages that it names by their addresses.
pub async fn pages<'j>(job: &'j Job, session: Option<&Session>) -> Result<Cow<'j, Job>, Error> {
    let pages = job.documents.iter().enumerate().flat_map(|(at, document)| {
        let pages = document.options.pages();
        pages
            .into_iter()
            .map(move |(name, url)| (at, name, url.clone()))
    });
    let pages: Vec<_> = pages.collect();
    if pages.is_empty() {
        return Ok(Cow::Borrowed(job));
    }
    let Some(session) = session else {
        let (at, name) = (pages[0].0, pages[0].1);
        return Err(Error::field(&job.field(at, name), NO_NETWORK));
    };
    let fetched = pages
        .iter()
        .map(|(_, _, url)| session.get(url, Accept::Document));
    let fetched = join_all(fetched.collect::<Vec<_>>());
    let outcomes = session.drive(fetched).await;
    let mut job_with_pages = job.clone();
    for ((at, name, _), outcome) in pages.into_iter().zip(outcomes) {
        let page = outcome
            .map_err(|reason| format!("could not be loaded: {}", reason.explanation()))
            .and_then(|resource| block_in_place(|| page(&resource)));
        let (html, url) = page.map_err(|why| Error::field(&job.field(at, name), why))?;
        session.own(&url);
        let document = &mut job_with_pages.documents[at];
        let options = &mut document.options;
        match name {
            "url" => {
                options.base_url.get_or_insert(url);
                document.html = html;
            }
            _ => {
                let side = match name {
                    "header_url" => &mut options.header,
                    _ => &mut options.footer,
                };
                side.content = HeaderFooterContent::Html(html);
                side.base_url.get_or_insert(url);
            }
        }
    }
    Ok(Cow::Owned(job_with_pages))
}

/// The text of a page, and where it came from in the end.
fn page(resource: &Resource) -> Result<(String, Url), String> {
    let kind = resource.media_type();
    let is_page = kind.is_empty() || kind.starts_with("text/") || kind.ends_with("xml");
    if !is_page {
        return Err(format!("is {}, and no HTML", excerpt(&kind)));
    }
    let html = charset::html(resource.body.clone(), resource.charset().as_deref())?;
    if html.trim().is_empty() {
        return Err("empty; there is nothing to print".to_owned());
    }
    Ok((html, resource.url.clone()))
}

const fn accept(kind: Kind) -> Accept {
    match kind {
        Kind::Style => Accept::Style,
        Kind::Picture | Kind::Background => Accept::Picture,
        Kind::Script | Kind::Module | Kind::Font => Accept::Anything,
    }
}

/// A page that says in words that there is nothing is no style sheet.
fn usable(wanted: &Wanted, resource: &Resource) -> Result<(), FailureReason> {
    let is_page = resource.media_type() == "text/html";
    match wanted.kind {
        Kind::Style | Kind::Font if is_page => Err(FailureReason::Failed),
        _ => Ok(()),
    }
}

/// What did not come. The engine asks for most of it again, in vain, and says so; style
/// sheets and scripts may have gone where it does not.
fn tell(session: &Session, wanted: &Wanted, reason: FailureReason) {
    let is_certain = matches!(wanted.kind, Kind::Style | Kind::Script | Kind::Module);
    session.reject(&wanted.url, reason);
    session
        .budget()
        .fail(wanted.url.as_str(), reason, is_certain);
}

fn got(kind: Kind, resource: &Arc<Resource>) -> Got {
    let bytes = match kind {
        Kind::Style | Kind::Script | Kind::Module => text(resource),
        Kind::Picture | Kind::Background | Kind::Font => resource.body.clone(),
    };
    Got {
        url: resource.url.clone(),
        bytes,
    }
}

/// Text in UTF-8, whatever charset it came in.
fn text(resource: &Resource) -> Bytes {
    let body = &resource.body;
    let declared = resource.charset().or_else(|| {
        let rest = body.strip_prefix(b"@charset \"")?;
        let end = memchr::memchr(b'"', &rest[..rest.len().min(50)])?;
        Some(String::from_utf8_lossy(&rest[..end]).into_owned())
    });
    let encoding = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = encoding.unwrap_or(UTF_8);
    if encoding == UTF_8 && !body.starts_with(b"\xef\xbb\xbf") {
        return body.clone();
    }
    // A byte order mark is believed before anything else.
    let (text, _, _) = encoding.decode(body);
    Bytes::from(text.into_owned())
}
