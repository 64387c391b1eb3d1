//! Reads the configuration, opens the door that is asked for, and tells how it
//! ended.

#![deny(clippy::disallowed_methods)]

use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;

use html2pdf_lambda::api::service::Service;
use html2pdf_lambda::cli::doctor;
use html2pdf_lambda::cli::render;
use html2pdf_lambda::cli::render::Failure;
use html2pdf_lambda::config::Config;
use html2pdf_lambda::error::Error;
use html2pdf_lambda::message::Blame;
use html2pdf_lambda::pipeline::Product;
use html2pdf_lambda::process::hardening::{self, Hardening};
use html2pdf_lambda::process::{descriptors, reaper, signals};
use html2pdf_lambda::serve::{http, lambda};
use html2pdf_lambda::worker;

use html2pdf_lambda::cli::args::{self, Task, exit};

/// The longest time in which processes that were killed may end.
const LAST_ENDS: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    #[expect(unsafe_code, reason = "only the caller knows that it comes first")]
    // SAFETY: nothing comes before it.
    let secrecy = unsafe { hardening::keep() };
    if let Err(error) = signals::reset_inherited() {
        return fail(exit::FAILED, &format!("signals cannot be reset: {error}"));
    }
    // A worker needs no configuration, no log and no runtime.
    if std::env::args_os()
        .nth(1)
        .is_some_and(|argument| argument == worker::COMMAND)
    {
        return match worker::run_child() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(exit::FAILED, &error.to_string()),
        };
    }
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(error) => return fail(exit::USAGE, &format!("{error:#}")),
    };
    // Before the command line: Lambda starts us without one.
    let task = if config.in_lambda {
        None
    } else {
        Some(args::read())
    };
    if config.in_lambda {
        lambda::complete_environment();
    }
    log(&config);
    descriptors::keep_to_ourselves();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(exit::FAILED, &error.to_string()),
    };
    let status = runtime.block_on(run(task, config, secrecy));
    drop(runtime);
    reaper::finish(LAST_ENDS);
    status
}

async fn run(task: Option<Task>, config: Config, secrecy: Hardening) -> ExitCode {
    match task {
        None | Some(Task::Serve(_)) => {
            let service = match Service::start(config, secrecy).await {
                Ok(service) => service,
                Err(error) => return fail(exit::NO_ENGINE, &format!("{error:#}")),
            };
            let served = match task {
                Some(Task::Serve(address)) => http::serve(service, address).await,
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
        Some(Task::Doctor) => match doctor::examine(&config, secrecy).await {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => fail(exit::NO_ENGINE, "something is missing; see above"),
            Err(error) => fail(exit::NO_ENGINE, &format!("{error:#}")),
        },
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
        Error::Unprintable(_)
        | Error::LimitExceeded(_)
        | Error::Strict(_)
        | Error::PdfTooLarge { .. } => exit::UNPRINTABLE,
        Error::Pdf(_) | Error::Raster(_) => match error.blame() {
            Blame::Ours => exit::FAILED,
            Blame::Caller | Blame::Limit => exit::UNPRINTABLE,
        },
        Error::DeadlinePassed { .. } => exit::DEADLINE,
        Error::Internal(_)
        | Error::NoStorage(_)
        | Error::Busy(_)
        | Error::Overloaded { .. }
        | Error::ShuttingDown
        | Error::EngineEnded => exit::FAILED,
        _ => exit::USAGE,
    };
    match error {
        Error::BadFields(fields) if fields.len() > 1 => {
            for field in fields {
                eprintln!("html2pdf: {field}");
            }
        }
        Error::NoStorage(source) | Error::Busy(source) => {
            eprintln!("html2pdf: {error}: {source:#}");
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
            // The request's ids are in a span of their own.
            .with_span_list(false)
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
