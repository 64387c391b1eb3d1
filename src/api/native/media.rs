//! What a body's headers say it is.

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use mime::Mime;

use crate::error::Error;
use crate::message::Message;
use crate::text::excerpt;

/// The form of a body, and how it is wrapped.
#[derive(Debug)]
pub struct Media {
    pub form: Form,
    /// The body is base64 and must be decoded first.
    pub base64: bool,
    mime: Mime,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Form {
    Html,
    Urlencoded,
    Json,
    Multipart(String),
}

const TRANSFER_ENCODING: HeaderName = HeaderName::from_static("content-transfer-encoding");

impl Media {
    pub fn of(headers: &HeaderMap) -> Result<Self, Error> {
        let unsupported = |detail: String| {
            let remedy = "send text/html, application/json, application/x-www-form-urlencoded or multipart/form-data";
            Error::UnsupportedMediaType(Message::new(detail, remedy))
        };
        let given = |name| {
            headers
                .get(name)
                .map(|value| String::from_utf8_lossy(value.as_bytes()).trim().to_owned())
        };

        if let Some(coding) = given(&CONTENT_ENCODING)
            && !coding.is_empty()
            && !coding.eq_ignore_ascii_case("identity")
        {
            let detail = format!("Content-Encoding `{}` is not undone here", excerpt(&coding));
            let message = Message::new(detail, "send the body as it is");
            return Err(Error::UnsupportedMediaType(message));
        }
        let Some(content_type) = given(&CONTENT_TYPE).filter(|value| !value.is_empty()) else {
            return Err(unsupported("the request has no Content-Type".to_owned()));
        };
        let mime: Mime = content_type.parse().map_err(|_| {
            unsupported(format!("`{}` is not a media type", excerpt(&content_type)))
        })?;
        let form = match (mime.type_().as_str(), mime.subtype().as_str()) {
            ("text", "html") => Form::Html,
            ("application", "x-www-form-urlencoded") => Form::Urlencoded,
            ("application", "json") => Form::Json,
            ("multipart", "form-data") => match mime.get_param(mime::BOUNDARY) {
                Some(boundary) => Form::Multipart(boundary.as_str().to_owned()),
                None => {
                    return Err(Error::field(
                        "Content-Type",
                        Message::new(
                            "multipart/form-data without a boundary",
                            "let your client set this header itself",
                        ),
                    ));
                }
            },
            _ => {
                return Err(unsupported(format!(
                    "`{}` is not understood here",
                    excerpt(mime.essence_str())
                )));
            }
        };
        Ok(Self {
            form,
            base64: is_base64(given(&TRANSFER_ENCODING).as_deref())?,
            mime,
        })
    }

    pub fn charset(&self) -> Option<&str> {
        self.mime
            .get_param(mime::CHARSET)
            .map(|charset| charset.as_str())
    }
}

/// Whether a Content-Transfer-Encoding means base64.
pub fn is_base64(encoding: Option<&str>) -> Result<bool, Error> {
    match encoding
        .map(|value| value.trim().to_ascii_lowercase())
        .as_deref()
    {
        Some("base64") => Ok(true),
        None | Some("" | "binary" | "8bit" | "7bit" | "identity") => Ok(false),
        Some(other) => Err(Error::field(
            "Content-Transfer-Encoding",
            Message::new(
                format!("`{}` is not undone here", excerpt(other)),
                "use base64, or leave it out",
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(headers: &[(&'static str, &'static str)]) -> Result<Media, Error> {
        let map = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        Media::of(&map)
    }

    #[test]
    fn knows_the_four_forms() {
        for (content_type, form) in [
            ("text/html", Form::Html),
            ("Text/HTML; Charset=\"EUC-KR\"", Form::Html),
            (
                "application/x-www-form-urlencoded; charset=UTF-8",
                Form::Urlencoded,
            ),
            ("application/json", Form::Json),
            (
                "multipart/form-data; boundary=\"x y\"",
                Form::Multipart("x y".into()),
            ),
        ] {
            assert_eq!(
                media(&[("content-type", content_type)]).unwrap().form,
                form,
                "{content_type}"
            );
        }
    }

    #[test]
    fn a_charset_is_kept_and_base64_noticed() {
        let media = media(&[
            ("content-type", "text/html; charset=\"euc-kr\""),
            ("content-transfer-encoding", "BASE64"),
        ])
        .unwrap();
        assert_eq!(
            media.charset().map(str::to_ascii_lowercase).as_deref(),
            Some("euc-kr")
        );
        assert!(media.base64);
    }

    #[test]
    fn everything_else_is_unsupported() {
        for headers in [
            &[][..],
            &[("content-type", "")],
            &[("content-type", "nonsense")],
            &[("content-type", "text/plain")],
            &[("content-type", "application/pdf")],
            &[("content-type", "text/html"), ("content-encoding", "gzip")],
        ] {
            let error = media(headers).unwrap_err();
            assert!(
                matches!(error, Error::UnsupportedMediaType(_)),
                "{headers:?}"
            );
        }
        for headers in [
            &[("content-type", "multipart/form-data")][..],
            &[
                ("content-type", "text/html"),
                ("content-transfer-encoding", "quoted-printable"),
            ],
        ] {
            assert!(
                matches!(media(headers).unwrap_err(), Error::BadFields(_)),
                "{headers:?}"
            );
        }
    }
}
