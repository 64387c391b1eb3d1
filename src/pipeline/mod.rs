//! From a job to what is handed over: printed, finished, and drawn where a
//! picture is asked for. Knows nothing of HTTP or Lambda.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use crate::engine::{Engine, Printed};
use crate::error::Error;
use crate::job::deadline::Deadline;
use crate::job::options::{Options, Output};
use crate::job::{Job, Warning};
use crate::pdf::{self, Attachment, Finishing, NamedPdf, Stamp};

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

pub struct Conversion {
    pub product: Product,
    pub options: Options,
    pub phases: Phases,
}

/// How long each phase took, in the order in which they came. `engine` is a part
/// of `render`.
pub type Phases = Vec<(&'static str, Duration)>;

pub async fn make(engine: &Engine, job: Job, deadline: Deadline) -> Result<Conversion, Error> {
    let printed = engine.print(&job, deadline).await?;
    let mut phases = vec![
        ("queue", printed.queue),
        ("render", printed.render),
        ("engine", printed.engine),
    ];
    let mut cpu = printed.cpu;
    let options = job.options.clone();
    let warnings = printed.pdf.warnings.clone();

    let finishing = finishing(&job, &printed);
    let (mut bytes, mut pages) = (printed.pdf.bytes, printed.pdf.pages);
    if !finishing.is_nothing() {
        let started = Instant::now();
        (bytes, pages) = engine
            .finish(&bytes, &finishing, deadline, &mut cpu)
            .await?;
        phases.push(("finish", started.elapsed()));
    }
    let (mut content_type, mut extension) = ("application/pdf", "pdf");
    if let Output::Picture(settings) = &options.output {
        let started = Instant::now();
        bytes = engine.draw(&bytes, settings, deadline, &mut cpu).await?;
        (content_type, extension) = (settings.content_type(), settings.extension());
        phases.push(("draw", started.elapsed()));
    }
    Ok(Conversion {
        product: Product {
            bytes,
            content_type,
            extension,
            pages,
            warnings,
        },
        options,
        phases,
    })
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
        files
            .map(|(name, bytes)| NamedPdf { name, bytes })
            .collect()
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
fn metadata(job: &Job, printed: &Printed) -> pdf::Metadata {
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
    let only_title = pdf::Metadata {
        title: metadata.title.clone(),
        ..Default::default()
    };
    if metadata == only_title {
        return Default::default();
    }
    metadata
}

/// The type of an attachment, by the ending of its name.
fn mime_of(name: &str) -> Option<&'static str> {
    let (_, ending) = name.rsplit_once('.')?;
    mime_guess::from_ext(ending).first_raw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attachment_has_the_type_of_its_ending() {
        for (name, mime) in [
            ("factur-x.xml", "text/xml"),
            ("a.json", "application/json"),
            ("a.csv", "text/csv"),
            ("a.TXT", "text/plain"),
            ("a.html", "text/html"),
            ("a.htm", "text/html"),
            ("a.b.pdf", "application/pdf"),
            ("로고.png", "image/png"),
            ("a.jpg", "image/jpeg"),
            ("a.jpeg", "image/jpeg"),
            ("a.zip", "application/zip"),
            (
                "a.xlsx",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            ),
            (
                "a.docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
            (".xml", "text/xml"),
            ("logo.svg", "image/svg+xml"),
        ] {
            assert_eq!(mime_of(name), Some(mime), "{name}");
        }
        for name in ["xml", "a.", "a.unheard-of"] {
            assert_eq!(mime_of(name), None, "{name}");
        }
    }
}
