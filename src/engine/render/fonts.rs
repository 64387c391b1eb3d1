//! What is done to fonts before the engine sees them: the worker makes variable ones
//! plain, and gives a name of its own to each of a family.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use bytes::Bytes;
use tokio::task::block_in_place;
use tracing::debug;

use crate::error::Error;
use crate::font::cache;
use crate::job::Warning;
use crate::pipeline::folder::JobFile;
use crate::worker::{self, FontTask, Task};

use super::runner::Renderer;

impl Renderer<'_> {
    /// Makes the fonts of the job that must be made, if there are any.
    pub(super) async fn make_fonts(&mut self) -> Result<(), Error> {
        let mut fonts = block_in_place(|| self.prepared.fonts());
        let unreadable = std::mem::take(&mut fonts.unreadable).into_iter();
        let unreadable = unreadable.map(Warning::FailedResource);
        self.prepared.warnings.extend(unreadable);
        let coloured = std::mem::take(&mut fonts.coloured).into_iter();
        let coloured = coloured.map(|url| Warning::colour_font(&url));
        self.prepared.warnings.extend(coloured);
        if fonts.wanted.is_empty() {
            return Ok(());
        }
        let kept = &self.engine.fonts;
        let keys: Vec<_> = block_in_place(|| {
            let wanted = fonts.wanted.iter();
            wanted
                .map(|font| cache::key(&font.slices, &font.wish))
                .collect()
        });
        let mut made: Vec<Option<Bytes>> = keys.iter().map(|key| kept.get(key)).collect();
        let missing: Vec<_> = (0..made.len()).filter(|at| made[*at].is_none()).collect();
        if !missing.is_empty() {
            let folder = &self.ctx.folder;
            // A file is written once, however much is made of it.
            let mut files: HashMap<usize, JobFile> = HashMap::new();
            let mut tasks = Vec::new();
            for at in &missing {
                let font = &fonts.wanted[*at];
                let mut slices = Vec::new();
                for slice in &font.slices {
                    let written = files.len();
                    let file = match files.entry(slice.font.as_ptr() as usize) {
                        Entry::Occupied(file) => file.into_mut(),
                        Entry::Vacant(free) => {
                            let name = format!("font-{written}");
                            free.insert(block_in_place(|| folder.put(&name, &slice.font))?)
                        }
                    };
                    slices.push(slice.of(file.name().to_owned()));
                }
                tasks.push(FontTask {
                    slices,
                    wish: font.wish.clone(),
                    product: product(*at),
                });
            }
            let task = Task::MakeFonts { fonts: tasks };
            let reason = worker::try_run(self.ctx, &self.engine.limits, &task).await?;
            debug!(?reason, fonts = missing.len(), "fonts were made");
            drop(files);
            for at in missing {
                // Where there is none the font stays as it came.
                if let Ok(file) = folder.take_on(&product(at)) {
                    let font = Bytes::from(block_in_place(|| file.read())?);
                    kept.keep(keys[at], font.clone());
                    made[at] = Some(font);
                }
            }
        }
        let unmade = fonts.unmade(&made).into_iter().map(Warning::FailedResource);
        self.prepared.warnings.extend(unmade);
        block_in_place(|| self.prepared.put_fonts(fonts, made));
        Ok(())
    }
}

fn product(at: usize) -> String {
    format!("made-font-{at}")
}
