//! `html2pdf render`: a file in, a file out.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bytes::Bytes;

use crate::api::native::request::{self, Files};
use crate::config::{Config, EngineMode};
use crate::job::Job;
use crate::job::deadline::Deadline;
use crate::job::options::Output;
use crate::pipeline::{Pipeline, Product};

use super::{exit, output};

/// What the command line asks for. There is no `Debug` of it: options may be
/// passwords.
pub struct RenderArgs {
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

/// How a rendering ended without a product.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read or written.
    #[error("{0:#}")]
    File(anyhow::Error),
    /// What would be written is what is read.
    #[error("{} would be overwritten, and it is read too; name another file with -o", .0.display())]
    SameFile(PathBuf),
    #[error("{0:#}")]
    Engine(anyhow::Error),
    #[error(transparent)]
    Job(#[from] crate::error::Error),
}

impl Error {
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::File(_) => exit::FAILED,
            Self::SameFile(_) => exit::USAGE,
            Self::Engine(_) => exit::NO_ENGINE,
            Self::Job(error) => exit::of(error),
        }
    }
}

pub async fn render(args: &RenderArgs, config: &Config) -> Result<Product, Error> {
    let files = files(args).map_err(Error::File)?;
    let job = request::from_files(files, &config.limits, &config.defaults, &config.network)?;
    output::check(&job.options)?;
    let output = output_path(args, &job);
    refuse_overwriting(args, output.as_deref())?;
    // One job is done before an engine is warm.
    let config = Config {
        engine_mode: EngineMode::Spawn,
        ..config.clone()
    };
    let pipeline = Pipeline::start(&config).await.map_err(Error::Engine)?;
    let deadline = Deadline::after(config.timeout).or_sooner(job.options.timeout);
    let permit = pipeline.permit(deadline).await?;
    let product = pipeline.convert(job, permit, deadline).await?.product;
    output::write(output.as_deref(), &product.contents).map_err(Error::File)?;
    Ok(product)
}

/// The file to write; `None` is standard output.
fn output_path(args: &RenderArgs, job: &Job) -> Option<PathBuf> {
    let extension = match &job.options.output {
        Output::Pdf => "pdf",
        Output::Picture(settings) => settings.extension(),
    };
    match &args.output {
        Target::StandardOutput => None,
        Target::File(path) => Some(path.clone()),
        Target::Beside(input) => Some(input.with_extension(extension)),
    }
}

/// By the files themselves, not by their names: `invoice.pdf` may hold HTML, and a
/// link may lead to an asset.
fn refuse_overwriting(args: &RenderArgs, output: Option<&Path>) -> Result<(), Error> {
    let Some(output) = output else { return Ok(()) };
    let inputs = args.inputs.iter().flatten();
    let inputs = inputs.filter(|input| address(input).is_none());
    let option_files = args.option_files.iter().map(|(_, path)| path);
    let mut read = inputs.chain(&args.assets).chain(option_files);
    match read.any(|path| output::is_same_file(path, output)) {
        true => Err(Error::SameFile(output.to_owned())),
        false => Ok(()),
    }
}

/// An input that is the address of a page, and no file.
pub fn address(input: &Path) -> Option<&str> {
    let text = input.to_str()?;
    let scheme = text.split_once("://")?.0.to_ascii_lowercase();
    matches!(scheme.as_str(), "http" | "https").then_some(text)
}

fn files(args: &RenderArgs) -> Result<Files> {
    let mut files = Files {
        options: args.options.clone(),
        document_options: args.document_options.clone(),
        ..Files::default()
    };
    for (at, input) in args.inputs.iter().enumerate() {
        let address = input.as_deref().and_then(address);
        if let Some(address) = address {
            let option = (at + 1, "url".to_owned(), address.to_owned());
            files.document_options.push(option);
            files.documents.push(None);
        } else {
            files.documents.push(Some(read(input.as_deref())?));
        }
    }
    for path in &args.assets {
        let bytes = Bytes::from(read(Some(path))?);
        files
            .assets
            .push((path.to_string_lossy().into_owned(), bytes));
    }
    for (name, path) in &args.option_files {
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
