//! The errand that finishes a PDF: both ends of it, and what lies between them.
//!
//! ```text
//! printed.pdf     what the engine made
//! work.json       what is to be done
//! file-0, ...     PDFs and attachments that it speaks of, in its order
//! finished.pdf    what came of it
//! pages           how many pages that has
//! ```

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use bytes::Bytes;

use crate::engine::Engine;
use crate::error::Error;
use crate::job::deadline::Deadline;
use crate::job::limits::LimitExceeded;
use crate::pdf::{self, Finishing};
use crate::process::locked_folder::LockedFolder;

/// The name of the errand.
pub(super) const COMMAND: &str = "finish";

const PRINTED: &str = "printed.pdf";
const WORK: &str = "work.json";
const FINISHED: &str = "finished.pdf";
const PAGES: &str = "pages";

impl Engine {
    /// Finishes a printed PDF; returns it, and how many pages it has then. The
    /// job has used so much time of the processor so far.
    pub async fn finish(
        &self,
        pdf: &Bytes,
        work: &Finishing,
        deadline: Deadline,
        cpu: &mut Duration,
    ) -> Result<(Bytes, u32), Error> {
        let files: usize = work.clone().files().map(|bytes| bytes.len()).sum();
        if (files + pdf.len()) as u64 > self.limits.workspace_bytes {
            return Err(LimitExceeded::WorkspaceBytes(self.limits.workspace_bytes).into());
        }
        let folder = LockedFolder::create(&self.temp_dir)?;
        pack(folder.path(), pdf, work)?;
        let words = vec![COMMAND.to_owned()];
        self.run_worker(words, &folder, deadline, cpu).await?;
        let finished = fs::read(folder.path().join(FINISHED))?;
        let pages = fs::read_to_string(folder.path().join(PAGES))?;
        let pages = pages.parse().map_err(io::Error::other)?;
        self.limits.check_pages(pages)?;
        Ok((finished.into(), pages))
    }
}

/// The other end of it: does what lies in `folder`.
pub(super) fn run(folder: &Path) -> io::Result<Result<(), pdf::Error>> {
    let (printed, work) = unpack(folder)?;
    let (finished, pages) = match pdf::finish(&printed, &work) {
        Ok(finished) => finished,
        Err(fault) => return Ok(Err(fault)),
    };
    fs::write(folder.join(FINISHED), finished)?;
    fs::write(folder.join(PAGES), pages.to_string())?;
    Ok(Ok(()))
}

fn pack(folder: &Path, pdf: &Bytes, work: &Finishing) -> io::Result<()> {
    fs::write(folder.join(PRINTED), pdf)?;
    fs::write(folder.join(WORK), serde_json::to_vec(work)?)?;
    // A copy costs little: the bytes are shared.
    for (at, bytes) in work.clone().files().enumerate() {
        fs::write(folder.join(format!("file-{at}")), bytes)?;
    }
    Ok(())
}

fn unpack(folder: &Path) -> io::Result<(Bytes, Finishing)> {
    let printed = fs::read(folder.join(PRINTED))?.into();
    let mut work: Finishing = serde_json::from_slice(&fs::read(folder.join(WORK))?)?;
    for (at, bytes) in work.files().enumerate() {
        *bytes = fs::read(folder.join(format!("file-{at}")))?.into();
    }
    Ok((printed, work))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::{
        Attachment, Layer, Metadata, NamedPdf, PageRanges, Permissions, Protection, Stamp,
    };

    #[test]
    fn what_is_packed_comes_out_as_it_was() {
        let pdf = |name: &str| NamedPdf {
            name: name.to_owned(),
            bytes: Bytes::from(format!("bytes of {name}")),
        };
        let work = Finishing {
            metadata: Metadata {
                author: Some("한빛".to_owned()),
                ..Metadata::default()
            },
            protection: Some(Protection {
                owner_password: Some("o".to_owned()),
                user_password: None,
                permissions: Permissions {
                    copy: false,
                    ..Permissions::default()
                },
            }),
            compress: true,
            attachments: vec![Attachment {
                name: "a.xml".to_owned(),
                bytes: Bytes::from_static(b"<a/>"),
                mime: Some("text/xml".to_owned()),
            }],
            prepend: vec![pdf("1"), pdf("2")],
            append: vec![pdf("3")],
            page_ranges: Some(PageRanges::parse("1-3, 8-").unwrap()),
            stamps: vec![Stamp {
                pdf: Bytes::from_static(b"stamp"),
                layer: Layer::Under,
                opacity: 0.5,
            }],
            linearize: true,
        };
        let folder = tempfile::tempdir().unwrap();
        pack(folder.path(), &Bytes::from_static(b"printed"), &work).unwrap();
        let (printed, unpacked) = unpack(folder.path()).unwrap();
        assert_eq!(printed, "printed");
        assert_eq!(format!("{unpacked:?}"), format!("{work:?}"));
        for (one, other) in work.clone().files().zip(unpacked.clone().files()) {
            assert_eq!(one, other);
        }
        assert!(unpacked.protection == work.protection);
    }
}
