//! Reads the configuration, opens the door that is asked for, and tells how it
//! ended.

mod cli;

use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use html2pdf_lambda::config::Config;
use html2pdf_lambda::doors::render::Failure;
use html2pdf_lambda::doors::{lambda, local, render};
use html2pdf_lambda::engine::drawing;
use html2pdf_lambda::engine::process::keep_descriptors_to_ourselves;
use html2pdf_lambda::error::Error;
use html2pdf_lambda::handler::Service;
use html2pdf_lambda::make::Product;
use html2pdf_lambda::{doctor, picture};
use rustix::process::{Resource, Rlimit, setrlimit};

use cli::{Drawing, Task, exit};

fn main() -> ExitCode {
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(error) => return fail(exit::USAGE, &format!("{error:#}")),
    };
    // Before the command line: Lambda starts us without one.
    let task = if config.in_lambda {
        None
    } else {
        Some(cli::read())
    };
    if config.in_lambda {
        lambda::complete_environment();
    }
    if let Some(Task::Draw(drawing)) = &task {
        return draw(drawing);
    }
    log(&config);
    keep_descriptors_to_ourselves();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(exit::FAILED, &error.to_string()),
    };
    runtime.block_on(run(task, config))
}

async fn run(task: Option<Task>, config: Config) -> ExitCode {
    match task {
        None | Some(Task::Serve(_)) => {
            let service = match Service::start(config).await {
                Ok(service) => service,
                Err(error) => return fail(exit::NO_ENGINE, &format!("{error:#}")),
            };
            let served = match task {
                Some(Task::Serve(address)) => local::serve(service, address).await,
                _ => lambda::serve(service).await,
            };
            match served {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => fail(exit::FAILED, &format!("{error:#}")),
            }
        }
        Some(Task::Render(order)) => match render::render(&order, &config).await {
            Ok(product) => warn_of(&product),
            Err(Failure::File(error)) => fail(exit::FAILED, &format!("{error:#}")),
            Err(Failure::Engine(error)) => fail(exit::NO_ENGINE, &format!("{error:#}")),
            Err(Failure::Job(error)) => fail_job(&error),
        },
        // It needs neither a log nor a runtime, and was done before them.
        Some(Task::Draw(drawing)) => draw(&drawing),
        Some(Task::Doctor) => match doctor::examine(&config).await {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => fail(exit::NO_ENGINE, "something is missing; see above"),
            Err(error) => fail(exit::NO_ENGINE, &format!("{error:#}")),
        },
    }
}

/// Draws in bounds: what a page asks for beyond them ends this process, and no
/// other.
fn draw(drawing: &Drawing) -> ExitCode {
    const MOST_MEMORY: u64 = 1 << 30;
    let limit = Rlimit {
        current: Some(MOST_MEMORY),
        maximum: Some(MOST_MEMORY),
    };
    // The service that waits for us keeps the time.
    let until = Instant::now() + Duration::from_secs(3600);
    let drawn = setrlimit(Resource::As, limit)
        .map_err(anyhow::Error::from)
        .and_then(|()| Ok(std::fs::read(&drawing.pdf)?));
    let pdf = match drawn {
        Ok(pdf) => pdf,
        Err(error) => return fail(exit::FAILED, &format!("{error:#}")),
    };
    match picture::draw(&pdf.into(), &drawing.settings, until) {
        Ok(picture) => match std::fs::write(&drawing.picture, &picture.bytes) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(exit::FAILED, &error.to_string()),
        },
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::from(drawing::REFUSED)
        }
    }
}

fn warn_of(product: &Product) -> ExitCode {
    for warning in &product.warnings {
        eprintln!("html2pdf: warning: {warning}");
    }
    ExitCode::SUCCESS
}

fn fail_job(error: &Error) -> ExitCode {
    let status = match error {
        Error::Unprintable(_) | Error::PdfTooLarge { .. } => exit::UNPRINTABLE,
        Error::DeadlinePassed { .. } => exit::DEADLINE,
        Error::Internal(_) => exit::FAILED,
        _ => exit::USAGE,
    };
    match error {
        Error::BadRequest { fields, .. } if fields.len() > 1 => {
            for field in fields {
                eprintln!("html2pdf: {}: {}", field.field, field.detail);
            }
        }
        Error::Internal(source) => eprintln!("html2pdf: {source:#}"),
        _ => eprintln!("html2pdf: {error}"),
    }
    ExitCode::from(status)
}

fn fail(status: u8, message: &str) -> ExitCode {
    eprintln!("html2pdf: {message}");
    ExitCode::from(status)
}

/// Lines for people, or objects for CloudWatch. To standard error, which is
/// free on every path.
fn log(config: &Config) {
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(config.log)
        .with_writer(std::io::stderr);
    if config.in_lambda {
        subscriber
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .init();
    } else {
        let ansi = std::io::stderr().is_terminal();
        subscriber
            .with_ansi(ansi)
            .compact()
            .with_target(false)
            .init();
    }
}
