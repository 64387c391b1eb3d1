//! From a job to what is handed over: printed, finished, and drawn where a
//! picture is asked for. Knows nothing of HTTP or Lambda.

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::engine::{Deadline, Engine, Printed};
use crate::error::{Cause, Error};
use crate::finish::{self, Attachment, Finishing, NamedPdf, Stamp, inspect};
use crate::job::options::{Options, Output};
use crate::job::{Job, Warning};
use crate::picture;

/// What a caller asked for.
#[derive(Clone, Debug)]
pub struct Product {
    pub bytes: Bytes,
    pub content_type: &'static str,
    /// Of a file name, without the dot.
    pub extension: &'static str,
    /// Pages of the finished PDF, whatever is shown of it.
    pub pages: u32,
    pub warnings: Vec<Warning>,
}

pub struct Made {
    pub product: Product,
    pub options: Options,
    pub phases: Phases,
}

/// How long each phase took, in the order in which they came.
pub type Phases = Vec<(&'static str, Duration)>;

pub async fn make(engine: &Engine, job: Job, deadline: Deadline) -> Result<Made, Error> {
    let printed = engine.print(&job, deadline).await?;
    let mut phases = vec![("queue", printed.queue), ("render", printed.render)];
    let options = job.options.clone();
    if is_done(&job, &printed) {
        let product = Product::pdf(printed.pdf.bytes, printed.pdf.pages, printed.pdf.warnings);
        return Ok(Made {
            product,
            options,
            phases,
        });
    }
    // What is still to be done takes the processor and nothing else.
    let started = Instant::now();
    let until = deadline.at.into_std();
    let work = tokio::task::spawn_blocking(move || complete(&job, printed, until));
    let product = tokio::time::timeout_at(deadline.at, work)
        .await
        .map_err(|_| Error::DeadlinePassed {
            limit: deadline.limit,
            while_: "; it was printed, but not yet finished",
        })?
        .map_err(|panic| Error::Internal(panic.into()))??;
    phases.push(("finish", started.elapsed()));
    Ok(Made {
        product,
        options,
        phases,
    })
}

/// Whether the PDF as the engine wrote it is what was asked for.
fn is_done(job: &Job, printed: &Printed) -> bool {
    job.options.output == Output::Pdf && finishing(job, printed).is_nothing()
}

fn complete(job: &Job, printed: Printed, until: Instant) -> Result<Product, Error> {
    let finishing = finishing(job, &printed);
    let bytes = finish::finish(printed.pdf.bytes, &finishing).map_err(Error::unfinished)?;
    // Pages may have come or gone; a PDF behind a password does not tell.
    let changes_pages = finishing.page_ranges.is_some()
        || !finishing.prepend.is_empty()
        || !finishing.append.is_empty();
    let pages = if changes_pages && finishing.protection.is_none() {
        let sizes = inspect::page_sizes(&bytes).map_err(Error::unfinished)?;
        u32::try_from(sizes.len()).unwrap_or(u32::MAX)
    } else {
        printed.pdf.pages
    };
    let warnings = printed.pdf.warnings;
    match job.options.output {
        Output::Pdf => Ok(Product::pdf(bytes, pages, warnings)),
        Output::Picture(settings) => {
            let picture = picture::draw(&bytes, &settings, until).map_err(Cause::NoPicture)?;
            Ok(Product {
                bytes: picture.bytes,
                content_type: picture.content_type,
                extension: picture.extension,
                pages,
                warnings,
            })
        }
    }
}

impl Product {
    fn pdf(bytes: Bytes, pages: u32, warnings: Vec<Warning>) -> Self {
        Self {
            bytes,
            content_type: "application/pdf",
            extension: "pdf",
            pages,
            warnings,
        }
    }
}

/// What is to be done, with the files that the request names.
fn finishing(job: &Job, printed: &Printed) -> Finishing {
    let wanted = &job.options.finishing;
    let file = |name: &String| {
        let asset = job.asset(name);
        let bytes = asset.map(|asset| asset.bytes.clone()).unwrap_or_default();
        (name.clone(), bytes)
    };
    let pdfs = |names: &[String]| {
        let files = names.iter().map(file);
        files.map(|(name, bytes)| NamedPdf { name, bytes }).collect()
    };
    let attachments = wanted.attachments.iter().map(file);
    let stamp = wanted.watermark.as_ref().zip(printed.watermark.clone());
    let is_pdf = job.options.output == Output::Pdf;
    Finishing {
        metadata: metadata(job, printed),
        // A picture is not read with a password.
        protection: wanted.protection.clone().filter(|_| is_pdf),
        compress: wanted.compress && is_pdf,
        attachments: attachments
            .map(|(name, bytes)| Attachment {
                mime: mime_of(&name).map(str::to_owned),
                name,
                bytes,
            })
            .collect(),
        prepend: pdfs(&wanted.prepend),
        append: pdfs(&wanted.append),
        page_ranges: wanted.page_ranges.clone(),
        stamps: stamp
            .map(|(watermark, pdf)| Stamp {
                pdf,
                layer: watermark.layer,
                opacity: watermark.opacity,
            })
            .into_iter()
            .collect(),
        linearize: wanted.linearize && is_pdf,
    }
}

/// What the request says of the PDF, and the document where the request says
/// nothing. The title alone is the engine's to write.
fn metadata(job: &Job, printed: &Printed) -> finish::Metadata {
    let mut metadata = job.options.finishing.metadata.clone();
    let said = &printed.metadata;
    for (ours, theirs) in [
        (&mut metadata.author, &said.author),
        (&mut metadata.subject, &said.subject),
        (&mut metadata.keywords, &said.keywords),
        (&mut metadata.creator, &said.creator),
    ] {
        if ours.is_none() {
            ours.clone_from(theirs);
        }
    }
    let only_title = finish::Metadata {
        title: metadata.title.clone(),
        ..Default::default()
    };
    if metadata == only_title {
        return Default::default();
    }
    metadata
}

/// The type of an attachment, by its name.
fn mime_of(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    Some(match ending.to_ascii_lowercase().as_str() {
        "xml" => "text/xml",
        "json" => "application/json",
        "csv" => "text/csv",
        "txt" => "text/plain",
        "html" | "htm" => "text/html",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "zip" => "application/zip",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _ => return None,
    })
}
