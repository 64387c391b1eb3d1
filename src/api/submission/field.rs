//! What a field of a request is to us, by its name in any style.

use crate::job::options::plain_name;

/// Names under which a form holds the document.
pub const HTML: &str = "html";
pub const HTML_BASE64: &str = "html_base64";
pub const DOCUMENTS: &str = "documents";
pub const ASSETS: &str = "assets";

/// What a field is to us, by its name in any style.
#[derive(Debug, PartialEq, Eq)]
pub enum Field<'a> {
    Html,
    HtmlBase64,
    /// `documents[]`, `documents[1]`, `documents[1][orientation]`.
    Documents {
        at: Option<usize>,
        part: Option<&'a str>,
    },
    /// `assets[logo.png]`.
    Asset(&'a str),
    Other,
}

impl<'a> Field<'a> {
    pub fn named(name: &'a str) -> Self {
        let (stem, rest) = name.split_at(name.find('[').unwrap_or(name.len()));
        let mut keys = rest.split(['[', ']']).filter(|key| !key.is_empty());
        match plain_name(stem).as_str() {
            "html" if rest.is_empty() => Self::Html,
            "htmlbase64" if rest.is_empty() => Self::HtmlBase64,
            DOCUMENTS => {
                let first = keys.next();
                let at = first.and_then(|key| key.parse().ok());
                match (first, at, keys.next()) {
                    (None, _, _) => Self::Documents {
                        at: None,
                        part: None,
                    },
                    (Some(_), Some(at), part) => Self::Documents { at: Some(at), part },
                    _ => Self::Other,
                }
            }
            ASSETS => keys.next().map_or(Self::Other, Self::Asset),
            _ => Self::Other,
        }
    }
}
