//! Undoes the transport: content type, form, multipart, JSON, base64, charset.
//! What comes out is a [`Job`], and nothing that knows how it arrived.
//!
//! ```text
//! media       Content-Type and Content-Transfer-Encoding
//! form, multipart, json    one file for each form a body may have
//! submission  the fields of any of them, checked all at once
//! base64, charset          from letters to bytes, from bytes to text
//! ```

use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use url::Url;

use crate::api::submission::{Naming, Submission, base64};
use crate::error::Error;
use crate::job::limits::Limits;
use crate::job::options::{Defaults, FieldError, canonical_name, duration};
use crate::job::{Job, Network};
use crate::net::target;

use super::media::{Form, Media};
use super::{form, json, multipart};

/// What holds for every request, and what the path says of this one.
#[derive(Clone, Copy, Debug)]
pub struct RequestPolicy<'a> {
    /// Bytes of the body, and of each document that is wrapped in it.
    pub limit: usize,
    pub limits: &'a Limits,
    pub defaults: &'a Defaults,
    pub network: &'a Network,
    /// The value of the option `format`, where the path names one.
    pub format: Option<&'a str>,
}

/// Reads documents, assets and options.
pub async fn read(parts: &Parts, body: Bytes, terms: RequestPolicy<'_>) -> Result<Job, Error> {
    within(&body, terms.limit)?;
    let media = Media::of(&parts.headers)?;
    let body = if media.base64 {
        base64::decode(&body)
            .map(Bytes::from)
            .map_err(|why| Error::field("body", why))?
    } else {
        body
    };
    let mut submission = Submission::within(terms.limits);
    match media.form {
        Form::Html => submission.set_document(body, media.charset()),
        Form::Urlencoded => form::read(&body, media.charset(), &mut submission)?,
        Form::Json => json::read(&body, media.charset(), &mut submission)?,
        Form::Multipart(boundary) => multipart::read(body, boundary, &mut submission).await?,
    }
    submission.set_query(parts.uri.query().unwrap_or_default())?;
    if let Some(format) = terms.format {
        submission.set_format(format);
    }
    job_of(submission, terms)
}

/// The job that a submission is, if its documents reach what it asks for, and are
/// not too large.
pub fn job_of(submission: Submission, terms: RequestPolicy<'_>) -> Result<Job, Error> {
    let job = submission.into_job(terms.defaults)?;
    refuse_without_network(&job, terms.network)?;
    for document in &job.documents {
        within(document.html.as_bytes(), terms.limit)?;
    }
    Ok(job)
}

/// The time that the query gives the job. It counts while the job waits, too, when
/// its body is yet to be read.
pub fn timeout_in_query(parts: &Parts) -> Option<Duration> {
    let fields = url::form_urlencoded::parse(parts.uri.query()?.as_bytes());
    let mut timeouts = fields.filter(|(name, _)| canonical_name(name) == Some("timeout"));
    // What is wrong with it is told when the request is read.
    timeouts.find_map(|(_, value)| duration(value.trim()).ok())
}

/// Refuses what asks for more of the network than there is, and secrets that
/// would be for nothing, or for every host that a document names.
fn refuse_without_network(job: &Job, network: &Network) -> Result<(), Error> {
    let network = network.with(job.options.network.as_ref());
    let network = network.map_err(|(field, detail)| Error::field(field, detail))?;
    refuse_pages(job, &network)?;
    if network.is_trusted() {
        return Ok(());
    }
    let why = match network.is_off() {
        true => {
            "is for remote resources, and this document reaches none; leave it out, or ask the service's operator about HTML2PDF_NETWORK"
        }
        false => {
            "would go to every host that the document names; name the hosts that may have it in network_hosts, or leave it out"
        }
    };
    let remote = &job.options.remote;
    let given = [
        ("cookies", !remote.cookies.is_empty()),
        ("request_headers", !remote.headers.is_empty()),
        ("username", remote.user.is_some()),
        ("password", remote.password.is_some()),
    ];
    let faults: Vec<_> = given
        .iter()
        .filter(|(_, given)| *given)
        .map(|(name, _)| FieldError::new(*name, why))
        .collect();
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Error::fields(faults)),
    }
}

const NOT_REACHED: &str = "is an address that this service does not reach; leave it out, or ask the service's operator about HTML2PDF_NETWORK";

/// Refuses addresses of pages, and one to deliver to, that are not reached.
fn refuse_pages(job: &Job, network: &Network) -> Result<(), Error> {
    let why = match network.is_off() {
        true => {
            "is on the network, and documents reach none; send what is there yourself, or ask the service's operator about HTML2PDF_NETWORK"
        }
        false => {
            "is an address that documents do not reach here; send what is there yourself, or ask the service's operator about HTML2PDF_NETWORK"
        }
    };
    let is_reached = |url: &Url| target::may_reach(network, url.as_str());
    let pages = job.documents.iter().enumerate().flat_map(|(at, document)| {
        let pages = document.options.pages();
        pages.into_iter().map(move |page| (at, page))
    });
    let unreached = pages.filter(|(_, (_, url))| !is_reached(url));
    let mut faults: Vec<_> = unreached
        .map(|(at, (name, _))| FieldError::new(job.field(at, name), why))
        .collect();
    if job
        .options
        .delivery
        .to
        .as_ref()
        .is_some_and(|to| !is_reached(to))
    {
        faults.push(FieldError::new("deliver_to", NOT_REACHED));
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Error::fields(faults)),
    }
}

fn within(bytes: &[u8], limit: usize) -> Result<(), Error> {
    if bytes.len() > limit {
        return Err(Error::TooLarge { limit });
    }
    Ok(())
}

/// A job that comes from files. There is no `Debug` of it: options may be
/// passwords.
#[derive(Default)]
pub struct Files {
    /// Those that come by their address have none.
    pub documents: Vec<Option<Vec<u8>>>,
    /// By their paths.
    pub assets: Vec<(String, Bytes)>,
    /// By name.
    pub options: Vec<(String, String)>,
    /// The same for documents and style sheets.
    pub option_files: Vec<(String, Vec<u8>)>,
    /// Of single documents, counted from 1.
    pub document_options: Vec<(usize, String, String)>,
}

/// The same for documents that come from files.
pub fn from_files(
    files: Files,
    limits: &Limits,
    defaults: &Defaults,
    network: &Network,
) -> Result<Job, Error> {
    let mut submission = Submission::within(limits).named(Naming::Numbers);
    for (at, html) in files.documents.iter().enumerate() {
        if let Some(html) = html {
            submission.add_document(Some(at), html.clone().into(), None);
        }
    }
    for (path, bytes) in files.assets {
        submission.add_asset(&path, bytes, None);
    }
    for (name, value) in files.options {
        submission.add_option(name, Ok(value));
    }
    for (name, bytes) in files.option_files {
        submission.add_option_file(&name, "", bytes.into(), None);
    }
    for (number, name, value) in files.document_options {
        match number
            .checked_sub(1)
            .filter(|at| *at < files.documents.len())
        {
            Some(at) => submission.add_document_option(at, &name, Ok(value)),
            None => submission.refuse(
                &format!("--document {number}"),
                format!(
                    "there is no such document; give it as a file, or a number from 1 to {}",
                    files.documents.len()
                ),
            ),
        }
    }
    let job = submission.into_job(defaults)?;
    refuse_without_network(&job, network)?;
    Ok(job)
}
