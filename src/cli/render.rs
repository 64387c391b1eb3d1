//! `html2pdf render`: a file in, a file out.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bytes::Bytes;

use crate::api::native::request::{self, Files};
use crate::config::{Config, EngineMode};
use crate::error::Error;
use crate::job::deadline::Deadline;
use crate::pipeline::{Pipeline, Product};

/// What the command line asks for. There is no `Debug` of it: options may be
/// passwords.
pub struct Order {
    /// At least one; `None` is standard input.
    pub inputs: Vec<Option<PathBuf>>,
    pub output: Target,
    pub assets: Vec<PathBuf>,
    /// Options of the table, by name.
    pub options: Vec<(String, String)>,
    /// Options whose value is in a file.
    pub option_files: Vec<(String, PathBuf)>,
    /// Options of single documents, counted from 1.
    pub document_options: Vec<(usize, String, String)>,
}

/// Where the product goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    StandardOutput,
    File(PathBuf),
    /// Beside this file, under its name and with the ending of what it is.
    Beside(PathBuf),
}

/// How a rendering failed: before the job began, or in it.
#[derive(Debug)]
pub enum Failure {
    /// A file cannot be read or written.
    File(anyhow::Error),
    Engine(anyhow::Error),
    Job(Error),
}

pub async fn render(order: &Order, config: &Config) -> Result<Product, Failure> {
    let files = files(order).map_err(Failure::File)?;
    let job = request::from_files(files, &config.limits, &config.defaults, &config.network)
        .map_err(Failure::Job)?;
    // One job is done before an engine is warm.
    let config = Config {
        engine_mode: EngineMode::Spawn,
        ..config.clone()
    };
    let pipeline = Pipeline::start(&config).await.map_err(Failure::Engine)?;
    let deadline = Deadline::after(config.timeout).or_sooner(job.options.timeout);
    let permit = pipeline.permit(deadline).await.map_err(Failure::Job)?;
    let converted = pipeline.convert(job, permit, deadline).await;
    let product = converted.map_err(Failure::Job)?.product;
    let path = match &order.output {
        Target::StandardOutput => None,
        Target::File(path) => Some(path.clone()),
        Target::Beside(input) => Some(input.with_extension(product.extension)),
    };
    write(path.as_deref(), &product.bytes).map_err(Failure::File)?;
    Ok(product)
}

fn files(order: &Order) -> Result<Files> {
    let mut files = Files {
        options: order.options.clone(),
        document_options: order.document_options.clone(),
        ..Files::default()
    };
    for input in &order.inputs {
        files.documents.push(read(input.as_deref())?);
    }
    for path in &order.assets {
        let bytes = Bytes::from(read(Some(path))?);
        files
            .assets
            .push((path.to_string_lossy().into_owned(), bytes));
    }
    for (name, path) in &order.option_files {
        files.option_files.push((name.clone(), read(Some(path))?));
    }
    Ok(files)
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
