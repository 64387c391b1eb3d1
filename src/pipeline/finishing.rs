//! What is to be done to the printed PDF, with the files that the request names.

use bytes::Bytes;

use crate::engine::render::Printed;
use crate::job::Job;
use crate::job::options::Output;
use crate::pdf::{self, Attachment, Finishing, NamedPdf, Stamp};

/// What is to be done, with the files that the request names.
pub(super) fn finishing(job: &Job, printed: &Printed<'_>) -> Finishing {
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
    let stamp = wanted
        .watermark
        .as_ref()
        .filter(|_| printed.watermark.is_some());
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
            .map(|watermark| Stamp {
                // The worker finds it in the job's folder.
                pdf: Bytes::new(),
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
fn metadata(job: &Job, printed: &Printed<'_>) -> pdf::Metadata {
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
