//! The worker's own end: does the task that lies in the current folder.

use std::fs;
use std::io::{self, Write};
use std::panic;
use std::path::Path;
use std::thread;
use std::time::Instant;

use bytes::Bytes;

use crate::font;
use crate::pdf::paginate::{self, Printings};
use crate::pdf::{self, Finishing, collate, inspect};
use crate::picture;
use crate::raster::{self, Settings};
use crate::template;
use script::Kind;

use super::task::{
    ASSIGNMENT, Assignment, Conversion, Produced, REPORT, Report, Task, TaskError, file_name,
};

/// Does it. The process ends where it asks for more memory than it may have.
pub fn run() -> io::Result<()> {
    let folder = Path::new(".");
    let (limits, task): Assignment<Task> =
        serde_json::from_slice(&fs::read(folder.join(ASSIGNMENT))?)?;
    limits.set()?;
    let report = match work(folder, task) {
        Ok(report) => report,
        Err(Undone::Io(error)) => return Err(error),
        Err(Undone::Rejected(error)) => Report::Rejected(error),
    };
    fs::write(folder.join(REPORT), serde_json::to_vec(&report)?)
}

/// How a task ended that was not done.
enum Undone {
    /// The process cannot go on, and tells its parent by its exit status.
    Io(io::Error),
    Rejected(TaskError),
}

impl From<io::Error> for Undone {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<pdf::Error> for Undone {
    fn from(error: pdf::Error) -> Self {
        Self::Rejected(TaskError::Pdf(error))
    }
}

impl From<raster::Error> for Undone {
    fn from(error: raster::Error) -> Self {
        Self::Rejected(TaskError::Raster(error))
    }
}

fn work(folder: &Path, task: Task) -> Result<Report, Undone> {
    let read = |name: &str| fs::read(folder.join(name)).map(Bytes::from);
    match task {
        Task::Inspect { pdf } => {
            let pdf = read(&pdf)?;
            Ok(Report::Inspected(inspect::inspect(&pdf)?))
        }
        Task::Collate {
            runs,
            from,
            product,
        } => {
            let runs: Vec<_> = runs
                .iter()
                .map(|run| read(run))
                .collect::<io::Result<_>>()?;
            fs::write(folder.join(product), collate::collate(&runs, &from)?)?;
            Ok(Report::Collated)
        }
        Task::Paginate {
            runs,
            sheets,
            placed,
            product,
        } => {
            let all = |names: &[String]| -> io::Result<Vec<Bytes>> {
                names.iter().map(|name| read(name)).collect()
            };
            let printings = Printings {
                runs: &all(&runs)?,
                sheets: &all(&sheets)?,
            };
            fs::write(
                folder.join(product),
                paginate::paginate(&printings, &placed)?,
            )?;
            Ok(Report::Paginated)
        }
        Task::Convert { pictures } => {
            let converted = pictures.iter().map(|one| convert(folder, one));
            Ok(Report::Converted(converted.collect::<io::Result<_>>()?))
        }
        Task::MakeFonts { fonts } => {
            for one in &fonts {
                let slices = one.slices.iter();
                let slices = slices.map(|slice| Ok(slice.of(read(&slice.font)?)));
                let slices = slices.collect::<io::Result<Vec<_>>>()?;
                if let Ok(Ok(made)) = panic::catch_unwind(|| font::make(&slices, &one.wish)) {
                    fs::write(folder.join(&one.product), made)?;
                }
            }
            Ok(Report::MadeFonts)
        }
        Task::LowerScripts { scripts, product } => {
            let scripts = read(&scripts)?;
            let product = fs::File::create(folder.join(product))?;
            lower(&scripts, product)?;
            Ok(Report::LoweredScripts)
        }
        Task::FillTemplates { order, product } => {
            let order = read(&order)?;
            let product = fs::File::create(folder.join(product))?;
            on_thread(FILLING_STACK, move || fill(&order, product))?;
            Ok(Report::FilledTemplates)
        }
        Task::Produce {
            pdf,
            finishing,
            picture,
            product,
        } => {
            let mut bytes = read(&pdf)?;
            let mut produced = Produced {
                pages: None,
                finish: None,
                draw: None,
            };
            if let Some(finishing) = finishing {
                let started = Instant::now();
                let finishing = with_files(folder, *finishing)?;
                let pages;
                (bytes, pages) = pdf::finish(&bytes, &finishing)?;
                produced.pages = Some(pages);
                produced.finish = Some(started.elapsed());
            }
            if let Some(settings) = picture {
                let started = Instant::now();
                bytes = draw(&bytes, &settings)?;
                produced.draw = Some(started.elapsed());
            }
            fs::write(folder.join(product), bytes)?;
            Ok(Report::Produced(produced))
        }
    }
}

fn convert(folder: &Path, conversion: &Conversion) -> io::Result<Option<String>> {
    let file = fs::read(folder.join(&conversion.picture))?;
    // Why it cannot be read helps nobody who sent it, and the log is its parent's.
    let converted = panic::catch_unwind(|| picture::convert(&file));
    let Ok(Ok(converted)) = converted else {
        return Ok(None);
    };
    fs::write(folder.join(&conversion.product), converted.bytes)?;
    Ok(Some(converted.media_type))
}

/// The stack for lowering: minified scripts have expressions in expressions by the
/// thousand.
const LOWERING_STACK: usize = 256 << 20;

fn lower(scripts: &[u8], mut product: fs::File) -> io::Result<()> {
    let scripts: Vec<(Kind, bool, String)> = serde_json::from_slice(scripts)?;
    let lowering = move || -> io::Result<()> {
        for (kind, proxies, source) in &scripts {
            let mut line = serde_json::to_vec(&script::lower(source, *kind, *proxies))?;
            line.push(b'\n');
            product.write_all(&line)?;
        }
        Ok(())
    };
    on_thread(LOWERING_STACK, lowering)
}

/// The stack for templates: blocks in blocks, and macros that call each other.
const FILLING_STACK: usize = 64 << 20;

fn fill(order: &[u8], mut product: fs::File) -> io::Result<()> {
    let order: template::Order = serde_json::from_slice(order)?;
    order.fill(|outcome| {
        let mut line = serde_json::to_vec(&outcome)?;
        line.push(b'\n');
        product.write_all(&line)
    })
}

fn on_thread(
    stack: usize,
    work: impl FnOnce() -> io::Result<()> + Send + 'static,
) -> io::Result<()> {
    let thread = thread::Builder::new().stack_size(stack);
    let ended = thread.spawn(work)?.join();
    ended.unwrap_or_else(|_| Err(io::Error::other("the thread that works has panicked")))
}

fn with_files(folder: &Path, mut finishing: Finishing) -> io::Result<Finishing> {
    for (at, bytes) in finishing.files().enumerate() {
        *bytes = fs::read(folder.join(file_name(at)))?.into();
    }
    Ok(finishing)
}

fn draw(pdf: &Bytes, settings: &Settings) -> Result<Bytes, raster::Error> {
    raster::draw(pdf, settings).map(|picture| picture.bytes)
}
