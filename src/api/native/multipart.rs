//! `multipart/form-data`: a part `html` or a file `index.html` is the document,
//! parts `documents` are several; other files are assets, other parts options.

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::stream;
use multer::Multipart;

use crate::api::submission::{Field, HTML, HTML_BASE64, Submission, base64, holds_document};
use crate::error::Error;
use crate::job::Asset;
use crate::text::excerpt;

use super::media;

pub async fn read(body: Bytes, boundary: String, submission: &mut Submission) -> Result<(), Error> {
    let body = stream::once(async { Ok::<_, Infallible>(body) });
    let mut parts = Multipart::new(body, boundary);
    let most = submission.most_assets().saturating_add(1000);
    let mut number = 0;
    while let Some(field) = parts.next_field().await.map_err(broken)? {
        number += 1;
        if number > most {
            return Err(Error::field(
                "body",
                format!("more than {most} parts; send fewer"),
            ));
        }
        take(field, submission).await?;
    }
    Ok(())
}

async fn take(field: multer::Field<'_>, submission: &mut Submission) -> Result<(), Error> {
    let name = field.name().unwrap_or_default().to_owned();
    let file_name = field.file_name().map(str::to_owned);
    let declared = field
        .content_type()
        .and_then(|mime| mime.get_param(mime::CHARSET))
        .map(|charset| charset.as_str().to_owned());
    let transfer_encoding = field
        .headers()
        .get("content-transfer-encoding")
        .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let shown = excerpt(&name);
    let mut bytes = field.bytes().await.map_err(broken)?;
    if media::is_base64(transfer_encoding.as_deref())? {
        bytes = base64::decode(&bytes)
            .map_err(|why| Error::field(&shown, why))?
            .into();
    }
    let declared = declared.as_deref();

    match (Field::named(&name), file_name) {
        (Field::Html, _) => submission.set_document(bytes, declared),
        (Field::HtmlBase64, _) => submission.set_document_base64(&bytes, declared),
        (Field::Documents { at, part: None }, _) => submission.add_document(at, bytes, declared),
        (
            Field::Documents {
                at: Some(at),
                part: Some(part),
            },
            file,
        ) => match Field::named(part) {
            Field::Html => submission.add_document(Some(at), bytes, declared),
            Field::HtmlBase64 => submission.add_document_base64(Some(at), &bytes),
            _ if file.is_some_and(|file| !file.is_empty()) => {
                submission.add_document_option_file(at, part, &bytes, declared);
            }
            _ => submission.add_document_option_bytes(at, part, &bytes, declared),
        },
        (_, Some(file)) if is_document(&file) => submission.set_document(bytes, declared),
        // A browser sends an empty part for a file that was not chosen.
        (_, Some(file)) if file.is_empty() && bytes.is_empty() => {}
        (Field::Asset(path), _) => submission.add_asset(path, bytes, declared),
        (_, Some(file)) => submission.add_option_file(&name, &file, bytes, declared),
        _ if name.is_empty() => {
            submission.refuse("body", "a part has no name; give it one in its Content-Disposition");
        }
        _ if bytes.len() > longest_option(&name) => submission.refuse(
            &name,
            format!(
                "{} bytes are too many for an option; the document goes in `{HTML}` or `{HTML_BASE64}`, and a file needs a filename",
                bytes.len()
            ),
        ),
        _ => submission.add_option_bytes(&name, &bytes, declared),
    }
    Ok(())
}

/// An option is a word or a line, but for those that hold a document.
fn longest_option(name: &str) -> usize {
    if holds_document(name) {
        usize::MAX
    } else {
        64 << 10
    }
}

fn is_document(file_name: &str) -> bool {
    Asset::bare_name(file_name).eq_ignore_ascii_case(Asset::DOCUMENT)
}

fn broken(error: multer::Error) -> Error {
    Error::field(
        "body",
        format!("not multipart/form-data ({error}); let your client write it"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Job;
    use crate::job::options::Defaults;

    async fn job(parts: &[(&str, &str)]) -> Result<Job, Error> {
        let mut body = String::new();
        for (head, text) in parts {
            body += &format!("--xx\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n");
        }
        body += "--xx--\r\n";
        let mut submission = Submission::default();
        read(body.into(), "xx".into(), &mut submission).await?;
        submission.into_job(&Defaults::default())
    }

    #[tokio::test]
    async fn a_part_or_a_file_is_the_document() {
        for head in [
            "name=html",
            "name=\"html\"; filename=\"invoice.html\"",
            "name=files; filename=index.html",
            "name=x; filename=\"C:\\\\tmp\\\\Index.html\"",
        ] {
            let job = job(&[(head, "<p>한글"), ("name=page_size", "A5")])
                .await
                .unwrap();
            assert_eq!(job.documents[0].html, "<p>한글", "{head}");
            assert_eq!(job.options.document.page.page().width.as_mm(), 148.0);
        }
    }

    #[tokio::test]
    async fn other_files_are_assets_under_their_bare_names() {
        let job = job(&[
            ("name=html", "<p>x"),
            ("name=a; filename=\"img/logo.png\"", "PNG"),
            ("name=b; filename=\"로고.svg\"", "SVG"),
            ("name=none; filename=\"\"", ""),
        ])
        .await
        .unwrap();
        let names: Vec<_> = job.assets.iter().map(Asset::name).collect();
        assert_eq!(names, ["logo.png", "로고.svg"]);
        assert_eq!(job.assets[0].bytes, "PNG");
    }

    #[tokio::test]
    async fn parts_have_a_charset_and_an_encoding_of_their_own() {
        let head = "name=html\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64";
        assert_eq!(
            job(&[(head, "PHA+\r\n7ZWc")]).await.unwrap().documents[0].html,
            "<p>한"
        );
    }

    #[tokio::test]
    async fn a_header_may_lie_in_a_file_of_any_name() {
        let parts = [
            ("name=html", "<p>x"),
            (
                "name=\"header.html\"; filename=\"letterhead.html\"",
                "<b>head",
            ),
        ];
        let job = job(&parts).await.unwrap();
        let header = format!("{:?}", job.documents[0].options.header.content);
        assert!(header.contains("<b>head"), "{header}");
        assert!(job.assets.is_empty());
    }

    #[tokio::test]
    async fn what_is_wrong_is_named() {
        for (parts, word) in [
            (&[("name=page_size", "A4")][..], "html: missing"),
            (&[("name=html", "x"), ("name=html", "y")], "several"),
            (
                &[
                    ("name=html", "x"),
                    ("name=a; filename=a.png", ""),
                    ("name=b; filename=b/a.png", ""),
                ],
                "`a.png`",
            ),
            (
                &[("name=html", "x"), ("name=a; filename=\"a/..\"", "1")],
                "not a file name",
            ),
            (&[("name=html", "x"), ("nonsense=1", "y")], "no name"),
        ] {
            let error = job(parts).await.unwrap_err();
            assert!(error.to_string().contains(word), "{parts:?}: {error}");
        }
    }

    #[tokio::test]
    async fn a_body_that_is_cut_off_is_refused() {
        let mut submission = Submission::default();
        let body =
            Bytes::from_static(b"--xx\r\nContent-Disposition: form-data; name=html\r\n\r\n<p>");
        assert!(read(body, "xx".into(), &mut submission).await.is_err());
    }
}
