//! The story of a job's runs: measured, laid out, printed, checked.
//!
//! ```text
//! runner       one run of the engine, and what it has left
//! run          what a run prints: parts on one kind of page
//! helper       the layout of modern CSS, which a script of ours does in the page
//! layout_scripts  how the engine is told of it
//! fonts        what is done to fonts before the engine sees them
//! pictures     what is done to pictures before the engine sees them
//! measure      how high headers are, and how tall a single page is
//! measures     what was measured
//! asked        the pages that a document asks for
//! screen       whether anything depends on how a document looks on a screen
//! layout       the parts of the job in their order, each with its page
//! own_style    what browsers say of elements by themselves
//! mixed_pages  parts on different kinds of pages
//! page_kinds   pages that a document tells apart, and what is in their margins
//! toc          the table of contents
//! watermark    the page that is laid over all others
//! args         the engine's arguments
//! ```

pub(crate) mod args;
mod asked;
mod fineness;
mod fonts;
mod forced_breaks;
pub(crate) mod helper;
pub(crate) mod layout;
mod layout_scripts;
mod measure;
pub(crate) mod measures;
mod mixed_pages;
mod own_style;
mod page_kinds;
mod pictures;
pub(crate) mod run;
mod runner;
mod screen;
mod toc;
mod watermark;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::block_in_place;
use tokio::time::Instant;
use tracing::{debug, warn};

use crate::document::Resolution;
use crate::error::Error;
use crate::fetch::Session;
use crate::job::options::Scaling;
use crate::job::page::Page;
use crate::job::{Job, Pdf, Warning};
use crate::pdf::Metadata;
use crate::pipeline::context::JobContext;
use crate::pipeline::folder::JobFile;
use crate::text::log_excerpt;

use super::Engine;
use super::output::glyphs::{self, Coverage};
use super::output::pdf;
use super::output::verdict::in_time;

use fineness::Fineness;
use measures::Measures;
use run::{Part, PartKind, Run};
use runner::{Renderer, RunOutput};

/// A printed job.
pub struct Printed<'a> {
    /// The PDF as it lies in the job's folder.
    pub file: JobFile<'a>,
    pub pdf: Pdf,
    /// A page with the watermark, which is yet to be laid over the others.
    pub watermark: Option<JobFile<'a>>,
    /// What the first document says of itself.
    pub metadata: Metadata,
    pub took: Duration,
}

impl Engine {
    /// Prints a job in its folder. When this returns no process of the job is left;
    /// when it is dropped, none will be in a moment. `told` is what is already to be
    /// said of the job.
    pub async fn print<'a>(
        &'a self,
        ctx: &'a JobContext,
        job: &'a Job,
        session: Option<Arc<Session>>,
        told: Vec<Warning>,
    ) -> Result<Printed<'a>, Error> {
        let started = Instant::now();
        let mut renderer = block_in_place(|| Renderer::begin(self, ctx, job, session))?;
        if let Some(fonts) = self.install.fonts() {
            renderer.workspace.link_fonts(&fonts)?;
        }
        let (output, watermark, warnings) = loop {
            renderer.prepared.warnings.splice(..0, told.iter().cloned());
            renderer.convert_pictures().await?;
            renderer.make_fonts().await?;
            block_in_place(|| renderer.put_assets())?;
            if let Some(printed) = renderer.print().await? {
                break printed;
            }
            // Scripts wrote styles, which are lowered now with those of the documents.
            block_in_place(|| renderer.prepare())?;
        };
        Ok(Printed {
            file: output.file,
            pdf: Pdf {
                bytes: output.bytes,
                pages: output.pages,
                warnings,
            },
            watermark: watermark.map(|output| output.file),
            metadata: renderer.prepared.metadata,
            took: started.elapsed(),
        })
    }
}

/// A printed job, its watermark, and what is to be said of it.
type Whole<'a> = (RunOutput<'a>, Option<RunOutput<'a>>, Vec<Warning>);

impl<'a> Renderer<'a> {
    /// Prints as finely as the documents allow; again and less finely when the
    /// job came out longer than can be.
    /// Nothing is printed yet where scripts wrote styles that are to be lowered first.
    async fn print(&mut self) -> Result<Option<Whole<'a>>, Error> {
        let resolution = self.prepared.resolution;
        let (mut output, mut page) = self.print_at(resolution).await?;
        if self.take_written(&mut output) {
            debug!("styles of scripts are lowered");
            return Ok(None);
        }
        let holds = resolution.that_holds(output.pages, page.height.as_mm());
        if holds != resolution && self.is_ours_to_choose() {
            debug!(pages = output.pages, ?holds, "too long for its resolution");
            drop(output);
            (output, page) = self.print_at(holds).await?;
        }
        in_time(self.ctx.deadline)?;
        let watermark = self.print_watermark(&page).await?;
        if let Some(watermark) = &watermark {
            output.take_messages(watermark);
        }
        let warnings = block_in_place(|| self.warnings(&output))?;
        if self.job.options.strict && !warnings.is_empty() {
            return Err(Error::Strict(warnings));
        }
        Ok(Some((output, watermark, warnings)))
    }

    /// Whether nothing is printed but one document.
    fn is_alone(&self) -> bool {
        let book = &self.job.options.book;
        self.job.documents.len() == 1 && book.toc.is_none() && book.cover.is_none()
    }

    /// Whether we choose how finely the job is laid out.
    fn is_ours_to_choose(&self) -> bool {
        let quality = &self.job.options.quality;
        quality.dpi.is_none() && quality.scaling == Scaling::TrueSize
    }

    /// The whole job, and the page of its first document.
    async fn print_at(&self, resolution: Resolution) -> Result<(RunOutput<'a>, Page), Error> {
        let mut fineness = Fineness::from(resolution);
        let mut measures = self.measure(fineness).await?;
        let (mut output, mut page) = self.print_measured(&measures, fineness).await?;
        if output.messages.wrote_styles() && self.written.is_empty() {
            return Ok((output, page));
        }
        measures.shrinks = self.shrinks(&output);
        if !measures.shrinks.is_empty() {
            debug!(shrinks = ?measures.shrinks, "laid out once more");
            if self.is_alone() && self.is_ours_to_choose() {
                for shrink in measures.shrinks.values_mut() {
                    let (finer, shrunk) = fineness.for_shrunk(*shrink);
                    if finer.holds(output.pages, page.height.as_mm()) {
                        (fineness, *shrink) = (finer, shrunk);
                    }
                }
            }
            drop(output);
            (output, page) = self.print_measured(&measures, fineness).await?;
        }
        measures.pages = self.pages_to_know(&output);
        if measures.pages > 0 {
            debug!(pages = measures.pages, "laid out once more");
            drop(output);
            (output, page) = self.print_measured(&measures, fineness).await?;
        }
        Ok((output, page))
    }

    async fn print_measured(
        &self,
        measures: &Measures,
        fineness: Fineness,
    ) -> Result<(RunOutput<'a>, Page), Error> {
        let helper = self.helper(fineness);
        let mut parts = block_in_place(|| {
            layout::lay_out(self.job, &self.prepared, measures, &self.workspace, &helper)
        })?;
        self.measure_cover(&mut parts, fineness).await?;
        let is_document = |part: &&Part<'_>| matches!(part.kind, PartKind::Document { .. });
        let page = parts.iter().find(is_document).unwrap_or(&parts[0]).page;
        if self.has_page_kinds() {
            let output = self.print_page_kinds(&parts, measures, fineness).await?;
            return Ok((output, page));
        }
        if !mixed_pages::are_alike(&parts, &self.job.options.book) {
            return Ok((self.print_mixed(&parts, fineness).await?, page));
        }
        let run = Run {
            parts: &parts,
            page,
            options: &self.job.options,
            fineness,
            access: self.access,
        };
        Ok((self.run(&run).await?, page))
    }

    /// What the bundle's fonts have; of the machine's own that is not known.
    fn coverage(&self) -> Option<&Coverage> {
        let fonts = self.engine.install.fonts()?;
        Some(self.engine.coverage.get_or_init(|| Coverage::of(&fonts)))
    }

    /// Everything that a caller should know of this print.
    fn warnings(&self, output: &RunOutput<'_>) -> Result<Vec<Warning>, Error> {
        let session = self.session.as_ref();
        let refused = session.map(|session| session.budget().failures());
        let refused = refused.unwrap_or_default();
        let failed = output.messages.resources(&self.prepared, &refused);
        let mut warnings: Vec<_> = failed.into_iter().map(Warning::FailedResource).collect();
        let scripts = &output.messages.scripts;
        warnings.extend(
            self.prepared
                .explained(scripts, || in_time(self.ctx.deadline))?,
        );
        for (at, report) in &output.messages.layouts {
            let is_full = self.written.get(at).is_some_and(|written| written.full);
            if is_full || report.rewritten {
                warnings.push(Warning::UnsupportedCss {
                    source: self.prepared.source(*at),
                    line: 1,
                    feature: match is_full {
                        true => "so many styles of scripts",
                        false => "styles of scripts that are others each time they run",
                    }
                    .to_owned(),
                });
            }
            if let Some(message) = &report.error {
                let (source, message) = (self.prepared.source(*at), log_excerpt(message));
                warn!(source, message, "a step of the layout failed");
                warnings.push(Warning::LayoutError { source, message });
            }
        }
        warnings.extend(output.messages.links.iter().cloned());
        warnings.extend(self.prepared.warnings.iter().cloned());
        in_time(self.ctx.deadline)?;
        let shown = pdf::characters(&output.bytes);
        in_time(self.ctx.deadline)?;
        let lost = glyphs::missing(
            &self.prepared.characters,
            &shown,
            || self.coverage(),
            &self.prepared.assets,
        );
        warnings.extend(lost.map(Warning::MissingGlyphs));
        in_time(self.ctx.deadline)?;
        Ok(warnings)
    }
}
