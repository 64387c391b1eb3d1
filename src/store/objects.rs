//! Objects of a bucket under names that others choose: documents that are put there to be printed, and what was made
//! of them.

use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{Attribute, GetOptions, ObjectStoreExt};
use tokio::time::Instant;

use crate::contents::Contents;

use super::bucket::{Bucket, attributes};
use super::failure::Failure;
use super::result::Head;

/// An object as it was put.
pub struct Object {
    pub body: Vec<u8>,
    pub content_type: Option<String>,
    /// What whoever put it says of it, such as `x-amz-meta-NAME`.
    pub metadata: Vec<(String, String)>,
}

/// The name, in the metadata of an object, of what tells for which work it was made.
const MARK: &str = "html2pdf";

/// What is said of an object.
pub struct Seen {
    /// By whoever put it there.
    pub mark: Option<String>,
    pub bytes: u64,
}

/// What is put under a name.
pub struct Put<'a> {
    pub name: &'a str,
    pub head: &'a Head,
    /// By which it is known again.
    pub mark: Option<String>,
}

impl Bucket {
    /// Where a name leads to, below the place of this bucket.
    pub(super) fn object(&self, name: &str) -> Result<Path, Failure> {
        let prefix = self.prefix.as_ref();
        let path = match prefix.is_empty() {
            true => Path::parse(name),
            false => Path::parse(format!("{prefix}/{name}")),
        };
        path.map_err(|error| Failure::Refused(error.to_string()))
    }

    /// An object, with up to so many bytes. `None` where there is none, or it is kept from us.
    pub async fn get_object(
        &self,
        name: &str,
        most: u64,
        until: Instant,
    ) -> Result<Option<Object>, Failure> {
        let path = self.object(name)?;
        let reading = async {
            let got = self.store.get(&path).await?;
            let size = got.meta.size;
            if size > most {
                return Ok(Err(size));
            }
            let attributes = got.attributes.clone();
            let pieces: Vec<_> = got.into_stream().try_collect().await?;
            let mut metadata = Vec::new();
            let mut content_type = None;
            for (attribute, value) in &attributes {
                match attribute {
                    Attribute::ContentType => content_type = Some(value.to_string()),
                    Attribute::Metadata(name) => {
                        metadata.push((name.to_string(), value.to_string()));
                    }
                    _ => {}
                }
            }
            Ok(Ok(Object {
                body: pieces.concat(),
                content_type,
                metadata,
            }))
        };
        match self.ask(until, reading).await {
            Ok(Ok(object)) => Ok(Some(object)),
            Ok(Err(size)) => Err(Failure::Refused(format!(
                "an object has {size} bytes, and may have {most}"
            ))),
            Err(Failure::NotFound | Failure::Forbidden(_)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    pub async fn put_object(
        &self,
        put: Put<'_>,
        contents: Contents,
        until: Instant,
    ) -> Result<(), Failure> {
        let mut attributes = attributes(put.head);
        if let Some(mark) = put.mark {
            attributes.insert(Attribute::Metadata(MARK.into()), mark.into());
        }
        let path = self.object(put.name)?;
        self.put_at(path, contents, attributes, until).await
    }

    /// What is said of an object, if there is one: what we have not read is left where it is.
    pub async fn look_at(&self, name: &str, until: Instant) -> Result<Option<Seen>, Failure> {
        let path = self.object(name)?;
        let options = GetOptions {
            head: true,
            ..GetOptions::default()
        };
        match self.ask(until, self.store.get_opts(&path, options)).await {
            Ok(got) => {
                let mark = Attribute::Metadata(MARK.into());
                let mark = got.attributes.get(&mark).map(|mark| mark.to_string());
                let bytes = got.meta.size;
                Ok(Some(Seen { mark, bytes }))
            }
            Err(Failure::NotFound | Failure::Forbidden(_)) => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}
