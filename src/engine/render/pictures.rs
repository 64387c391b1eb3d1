//! What is done to pictures before the engine sees them: the worker decodes what the
//! engine cannot read, or would show otherwise than browsers do.

use tokio::task::block_in_place;

use crate::document::{ConvertedPictures, Picture};
use crate::error::Error;
use crate::job::Warning;
use crate::picture::Converted;
use crate::worker::{self, Conversion, Report, Task};

use super::runner::Renderer;

impl Renderer<'_> {
    /// Converts the pictures of the job that need it, if there are any.
    pub(super) async fn convert_pictures(&mut self) -> Result<(), Error> {
        let pictures = std::mem::take(&mut self.prepared.pictures);
        if pictures.is_empty() {
            return Ok(());
        }
        let conversions = (0..pictures.len()).map(|at| Conversion {
            picture: format!("picture-{at}"),
            product: product(at),
        });
        let conversions: Vec<_> = conversions.collect();
        let folder = &self.ctx.folder;
        let files = block_in_place(|| {
            let all = pictures.iter().zip(&conversions);
            all.map(|(picture, one)| folder.put(&one.picture, &picture.bytes))
                .collect::<Result<Vec<_>, _>>()
        })?;
        let task = Task::Convert {
            pictures: conversions,
        };
        let types = match worker::run(self.ctx, &self.engine.limits, task).await? {
            Report::Converted(types) if types.len() == pictures.len() => types,
            other => return Err(worker::unexpected(&other)),
        };
        drop(files);
        block_in_place(|| self.put_pictures(pictures, types))
    }

    fn put_pictures(
        &mut self,
        pictures: Vec<Picture>,
        types: Vec<Option<String>>,
    ) -> Result<(), Error> {
        let mut converted = ConvertedPictures::default();
        for (at, (picture, media_type)) in pictures.into_iter().zip(types).enumerate() {
            let Some(media_type) = media_type else {
                let lost = picture.unreadable(&self.prepared.assets);
                self.prepared.warnings.push(Warning::FailedResource(lost));
                continue;
            };
            let bytes = self.ctx.folder.take_on(&product(at))?.read()?;
            converted.take(picture, Converted { bytes, media_type });
        }
        self.prepared.put_pictures(&converted);
        Ok(())
    }
}

fn product(at: usize) -> String {
    format!("converted-{at}")
}
