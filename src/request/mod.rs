//! Undoes the transport: content type, form, multipart, JSON, base64, charset.
//! What comes out is a [`Job`], and nothing that knows how it arrived.
//!
//! ```text
//! media       Content-Type and Content-Transfer-Encoding
//! form, multipart, json    one file for each form a body may have
//! submission  the fields of any of them, checked all at once
//! base64, charset          from letters to bytes, from bytes to text
//! ```

pub mod base64;
mod charset;
mod form;
mod json;
mod media;
mod multipart;
mod submission;

use bytes::Bytes;
use http::request::Parts;

use crate::error::Error;
use crate::job::Job;

use media::{Form, Media};
use submission::Submission;

/// Reads a document and its options. `limit` bounds the body and the document
/// that is wrapped in it.
pub async fn read(parts: &Parts, body: Bytes, limit: usize) -> Result<Job, Error> {
    within(&body, limit)?;
    let media = Media::of(&parts.headers)?;
    let body = if media.base64 {
        base64::decode(&body)
            .map(Bytes::from)
            .map_err(|why| Error::field("body", why))?
    } else {
        body
    };
    let mut submission = Submission::default();
    match media.form {
        Form::Html => submission.set_document(&body, media.charset()),
        Form::Urlencoded => form::read(&body, media.charset(), &mut submission)?,
        Form::Json => json::read(&body, media.charset(), &mut submission)?,
        Form::Multipart(boundary) => multipart::read(body, boundary, &mut submission).await?,
    }
    submission.set_query(parts.uri.query().unwrap_or_default())?;
    let job = submission.into_job()?;
    within(job.document.as_bytes(), limit)?;
    Ok(job)
}

fn within(bytes: &[u8], limit: usize) -> Result<(), Error> {
    if bytes.len() > limit {
        return Err(Error::TooLarge { limit });
    }
    Ok(())
}

/// The same for documents that come from files: `assets` by their paths,
/// `options` by name.
pub fn from_files(
    html: &[u8],
    assets: Vec<(String, Bytes)>,
    options: &[(String, String)],
) -> Result<Job, Error> {
    let mut submission = Submission::default();
    submission.set_document(html, None);
    for (path, bytes) in assets {
        submission.add_asset(&path, bytes);
    }
    for (name, value) in options {
        submission.add_option(name, Ok(value.clone()));
    }
    submission.into_job()
}
