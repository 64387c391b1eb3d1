//! What to print: documents, the files they may use, and how they shall look.
//!
//! Plain values. Nothing here names HTTP, Lambda or a flag of the engine, and
//! nothing here does I/O.

pub mod limits;

pub mod deadline;
pub mod finishing;
pub mod length;
pub mod options;
pub mod page;
pub mod paper;
mod warning;

use bytes::Bytes;

pub use crate::net::policy::Network;
pub use options::{DocumentOptions, Options};
pub use warning::{FailedResource, FailureReason, Warning};

/// Documents to be printed as one.
#[derive(Clone, Debug)]
pub struct Job {
    /// At least one, in the order in which they are printed.
    pub documents: Vec<Document>,
    /// Files that the documents find under their bare names.
    pub assets: Vec<Asset>,
    pub options: Options,
}

/// One document, and how it is printed.
#[derive(Clone, Debug)]
pub struct Document {
    /// As text: whatever charset it came in has been undone.
    pub html: String,
    pub options: DocumentOptions,
}

impl Job {
    /// A job of one document.
    pub fn of(html: String, assets: Vec<Asset>, options: Options) -> Self {
        let document = Document {
            html,
            options: options.document.clone(),
        };
        Self {
            documents: vec![document],
            assets,
            options,
        }
    }

    /// What a caller calls an option of one of the documents.
    pub fn field(&self, at: usize, name: &str) -> String {
        match self.documents.len() {
            1 => name.to_owned(),
            _ => format!("documents[{at}].{name}"),
        }
    }

    pub fn asset(&self, name: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.name() == name)
    }
}

/// A file beside the document: an image, a style sheet, a font.
#[derive(Clone, PartialEq, Eq)]
pub struct Asset {
    name: String,
    pub bytes: Bytes,
}

impl Asset {
    /// Longest file name that Linux takes, in bytes.
    const LONGEST_NAME: usize = 255;

    /// Takes the last part of `path` as the name: the folder of assets is flat.
    ///
    /// Refuses a name that could not be a plain file beside the document.
    pub fn new(path: &str, bytes: Bytes) -> Result<Self, String> {
        let name = Self::bare_name(path);
        let shown = crate::text::excerpt(name);
        if name.is_empty() || name == "." || name == ".." {
            return Err(format!("`{shown}` is not a file name"));
        }
        if name.len() > Self::LONGEST_NAME {
            return Err(format!(
                "`{shown}` is longer than {} bytes; shorten the name",
                Self::LONGEST_NAME
            ));
        }
        if name.chars().any(char::is_control) {
            return Err(format!("`{shown}` holds a control character"));
        }
        if name.eq_ignore_ascii_case(Self::DOCUMENT) || name.starts_with(Self::OURS) {
            return Err(format!(
                "`{shown}` is the name of the document itself; name the asset differently"
            ));
        }
        Ok(Self {
            name: name.to_owned(),
            bytes,
        })
    }

    /// The name the document itself has beside its assets.
    pub const DOCUMENT: &'static str = "index.html";
    /// How the names of all else that we put there begin.
    pub const OURS: &'static str = "html2pdf-";

    /// The name that a document has, by its position in the job.
    pub fn document_name(at: usize) -> String {
        match at {
            0 => Self::DOCUMENT.to_owned(),
            _ => format!("{}document-{at}.html", Self::OURS),
        }
    }

    /// A file of our own, under a name that no caller can give.
    pub fn ours(name: &str, bytes: Bytes) -> Self {
        Self {
            name: format!("{}{name}", Self::OURS),
            bytes,
        }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The last part of a path, written as on any system.
    pub fn bare_name(path: &str) -> &str {
        path.rsplit(['/', '\\']).next().unwrap_or_default()
    }
}

impl std::fmt::Debug for Asset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Asset({:?}, {} bytes)", self.name, self.bytes.len())
    }
}

/// A printed job.
#[derive(Clone)]
pub struct Pdf {
    pub bytes: Bytes,
    pub pages: u32,
    pub warnings: Vec<Warning>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_known_by_the_last_part_of_its_path() {
        for path in ["logo.png", "img/logo.png", r"C:\temp\logo.png", "/logo.png"] {
            assert_eq!(Asset::new(path, Bytes::new()).unwrap().name(), "logo.png");
        }
        assert_eq!(
            Asset::new("로고.png", Bytes::new()).unwrap().name(),
            "로고.png"
        );
    }

    #[test]
    fn an_asset_cannot_be_named_like_anything_but_a_file() {
        for path in ["", ".", "..", "a/", "a/..", "a\0b", "a\nb", "Index.HTML"] {
            assert!(Asset::new(path, Bytes::new()).is_err(), "{path:?}");
        }
        assert!(Asset::new(&"x".repeat(256), Bytes::new()).is_err());
    }
}
