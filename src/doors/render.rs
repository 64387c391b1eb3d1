//! `html2pdf render`: a file in, a file out.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bytes::Bytes;

use crate::config::Config;
use crate::engine::{Deadline, Engine};
use crate::error::Error;
use crate::job::Pdf;
use crate::request;

/// What the command line asks for.
#[derive(Debug)]
pub struct Order {
    /// `None` is standard input.
    pub input: Option<PathBuf>,
    /// `None` is standard output.
    pub output: Option<PathBuf>,
    pub assets: Vec<PathBuf>,
    /// Options of the table, by name.
    pub options: Vec<(String, String)>,
}

/// How a rendering failed: before the job began, or in it.
#[derive(Debug)]
pub enum Failure {
    /// A file cannot be read or written.
    File(anyhow::Error),
    Engine(anyhow::Error),
    Job(Error),
}

pub async fn render(order: &Order, config: &Config) -> Result<Pdf, Failure> {
    let html = read(order.input.as_deref()).map_err(Failure::File)?;
    let mut assets = Vec::new();
    for path in &order.assets {
        let bytes = read(Some(path)).map_err(Failure::File)?;
        assets.push((path.to_string_lossy().into_owned(), Bytes::from(bytes)));
    }
    let job = request::from_files(&html, assets, &order.options).map_err(Failure::Job)?;
    let engine = Engine::start(config).await.map_err(Failure::Engine)?;
    let deadline = Deadline::after(config.timeout).or_sooner(job.options.timeout);
    let printed = engine.print(&job, deadline).await.map_err(Failure::Job)?;
    write(order.output.as_deref(), &printed.pdf.bytes).map_err(Failure::File)?;
    Ok(printed.pdf)
}

fn read(path: Option<&Path>) -> Result<Vec<u8>> {
    match path {
        Some(path) => {
            std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
        }
        None => {
            let mut bytes = Vec::new();
            std::io::stdin()
                .read_to_end(&mut bytes)
                .context("cannot read standard input")?;
            Ok(bytes)
        }
    }
}

fn write(path: Option<&Path>, bytes: &[u8]) -> Result<()> {
    match path {
        Some(path) => {
            std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
        }
        None => {
            let mut out = std::io::stdout().lock();
            out.write_all(bytes)
                .and_then(|()| out.flush())
                .context("cannot write standard output")
        }
    }
}
