//! The worker's own end: does the task that lies in the current folder.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Instant;

use bytes::Bytes;

use crate::pdf::{self, Finishing, collate, inspect};
use crate::raster::{self, Settings};

use super::task::{
    ASSIGNMENT, Assignment, Inspection, Produced, REPORT, Rejection, Report, Stage, Task, file_name,
};

/// Does it. The process ends where it asks for more memory than it may have.
pub fn run() -> io::Result<()> {
    let folder = Path::new(".");
    let assignment: Assignment = serde_json::from_slice(&fs::read(folder.join(ASSIGNMENT))?)?;
    assignment.limits.set()?;
    let report = match work(folder, assignment.task) {
        Ok(report) => report,
        Err(Failure::Io(error)) => return Err(error),
        Err(Failure::Rejected(rejection)) => Report::Rejected(rejection),
    };
    fs::write(folder.join(REPORT), serde_json::to_vec(&report)?)
}

enum Failure {
    Io(io::Error),
    Rejected(Rejection),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<pdf::Fault> for Failure {
    fn from(fault: pdf::Fault) -> Self {
        Self::Rejected(Rejection {
            stage: Stage::Pdf,
            by_request: !matches!(fault, pdf::Fault::Internal(_)),
            detail: fault.to_string(),
            cause: chain(&fault),
        })
    }
}

impl From<raster::Fault> for Failure {
    fn from(fault: raster::Fault) -> Self {
        Self::Rejected(Rejection {
            stage: Stage::Raster,
            by_request: true,
            detail: fault.to_string(),
            cause: format!("{fault:?}"),
        })
    }
}

fn chain(fault: &pdf::Fault) -> String {
    let mut text = fault.to_string();
    let mut cause = std::error::Error::source(fault);
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    text
}

fn work(folder: &Path, task: Task) -> Result<Report, Failure> {
    let read = |name: &str| fs::read(folder.join(name)).map(Bytes::from);
    match task {
        Task::Inspect { pdf } => {
            let pdf = read(&pdf)?;
            Ok(Report::Inspected(Inspection {
                links: inspect::links(&pdf)?,
                outline: inspect::outline(&pdf)?,
                pages: inspect::page_sizes(&pdf)?.len(),
            }))
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
                let finishing = with_files(folder, finishing)?;
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

fn with_files(folder: &Path, mut finishing: Finishing) -> io::Result<Finishing> {
    for (at, bytes) in finishing.files().enumerate() {
        *bytes = fs::read(folder.join(file_name(at)))?.into();
    }
    Ok(finishing)
}

fn draw(pdf: &Bytes, settings: &Settings) -> Result<Bytes, raster::Fault> {
    raster::draw(pdf, settings).map(|picture| picture.bytes)
}
