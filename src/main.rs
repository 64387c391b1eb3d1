//! Starts the program as a worker, as a Lambda function, or as its command line
//! says, and tells by its exit status how that ended.

#![deny(clippy::disallowed_methods)]

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use tokio::runtime;

use html2pdf_lambda::api::service::Service;
use html2pdf_lambda::cli::args::{self, Subcommand};
use html2pdf_lambda::cli::batch::{self, BatchArgs};
use html2pdf_lambda::cli::render::{self, RenderArgs};
use html2pdf_lambda::cli::{doctor, exit};
use html2pdf_lambda::config::{self, Config, Settings};
use html2pdf_lambda::error::Error;
use html2pdf_lambda::job::options::FieldError;
use html2pdf_lambda::process::hardening::{self, Hardening};
use html2pdf_lambda::process::{descriptors, reaper, signals};
use html2pdf_lambda::serve::{http, lambda};
use html2pdf_lambda::worker;

/// What a thread that works on requests may take: as much as the first one has. In programs that are
/// not optimised, documents of several kinds of pages take more than the two megabytes that are usual.
const STACK: usize = 8 << 20;

/// The longest time in which processes that were killed may end.
const LAST_ENDS: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    #[expect(unsafe_code, reason = "only the caller knows that it comes first")]
    // SAFETY: nothing comes before it, so there is no other thread.
    let (hardening, credentials) = unsafe { hardening::keep() };
    if let Err(error) = signals::reset_inherited() {
        return fail(exit::FAILED, format!("signals cannot be reset: {error}"));
    }
    if is_worker() {
        return run_worker();
    }
    let entry_point = entry_point();
    let settings = Settings::from_env(credentials);
    if !settings.wrong.is_empty() && !entry_point.is_doctor() {
        return fail(exit::USAGE, lines(&settings.wrong));
    }
    if settings.config.in_lambda {
        lambda::complete_environment();
    }
    start_log(&settings.config);
    descriptors::keep_to_ourselves();
    let runtime = runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return fail(exit::FAILED, error),
    };
    let status = runtime.block_on(run(entry_point, settings, hardening));
    drop(runtime);
    reaper::finish(LAST_ENDS);
    status
}

/// Who has started the program, and for what.
enum EntryPoint {
    Lambda,
    CommandLine(Subcommand),
}

impl EntryPoint {
    fn is_doctor(&self) -> bool {
        matches!(self, Self::CommandLine(Subcommand::Doctor))
    }
}

/// Lambda starts us without a command line. Asking for help, or a wrong command
/// line, ends the program here, whatever the settings are.
fn entry_point() -> EntryPoint {
    match config::in_lambda() {
        true => EntryPoint::Lambda,
        false => EntryPoint::CommandLine(args::read()),
    }
}

async fn run(entry_point: EntryPoint, settings: Settings, hardening: Hardening) -> ExitCode {
    let config = &settings.config;
    match entry_point {
        EntryPoint::CommandLine(Subcommand::Render(args)) => render(&args, config).await,
        EntryPoint::CommandLine(Subcommand::Batch(args)) => print_batch(&args, config).await,
        EntryPoint::CommandLine(Subcommand::Doctor) => examine(&settings, hardening).await,
        EntryPoint::CommandLine(Subcommand::Serve(address)) => {
            serve(settings.config, hardening, Some(address)).await
        }
        EntryPoint::Lambda => serve(settings.config, hardening, None).await,
    }
}

/// Serves at this address, or the Lambda runtime where there is none.
async fn serve(config: Config, hardening: Hardening, address: Option<SocketAddr>) -> ExitCode {
    let service = match Service::start(config, hardening).await {
        Ok(service) => service,
        Err(error) => return fail(exit::NO_ENGINE, format!("{error:#}")),
    };
    let served = match address {
        Some(address) => http::serve(service, address).await,
        None => lambda::serve(service).await,
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(exit::FAILED, format!("{error:#}")),
    }
}

async fn render(args: &RenderArgs, config: &Config) -> ExitCode {
    match render::render(args, config).await {
        Ok(product) => {
            for warning in &product.warnings {
                eprintln!("html2pdf: warning: {warning}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => fail(error.exit_status(), reason(&error)),
    }
}

async fn print_batch(args: &BatchArgs, config: &Config) -> ExitCode {
    match batch::batch(args, config).await {
        Ok(ended) => ExitCode::from(ended.exit_status()),
        Err(batch::Error::Options(Error::BadFields(fields))) => fail(exit::USAGE, lines(&fields)),
        Err(error) => fail(error.exit_status(), error),
    }
}

/// What people are told who can see the machine too: each wrong option on a line of
/// its own, and what caused a fault of the machine.
fn reason(error: &render::Error) -> String {
    let render::Error::Job(error) = error else {
        return error.to_string();
    };
    match error {
        Error::BadFields(fields) => lines(fields),
        Error::NoStorage(source) | Error::Busy(source) => format!("{error}: {source:#}"),
        Error::Internal(_) | Error::Pdf(_) | Error::Raster(_) if error.is_ours() => error.for_log(),
        _ => error.to_string(),
    }
}

async fn examine(settings: &Settings, hardening: Hardening) -> ExitCode {
    let found = doctor::examine(settings, hardening).await;
    let ended = match found {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => fail(exit::NO_ENGINE, "something is missing; see above"),
        Err(error) => fail(exit::NO_ENGINE, format!("{error:#}")),
    };
    match settings.wrong.is_empty() {
        true => ended,
        false => fail(exit::USAGE, "settings are wrong; see above"),
    }
}

/// Each on a line of its own.
fn lines(errors: &[FieldError]) -> String {
    let lines: Vec<_> = errors.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn is_worker() -> bool {
    let command = std::env::args_os().nth(1);
    command.is_some_and(|command| command == worker::COMMAND)
}

/// A worker needs no configuration, no log and no runtime.
fn run_worker() -> ExitCode {
    match worker::run_child() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(exit::FAILED, error),
    }
}

fn fail(status: u8, reason: impl std::fmt::Display) -> ExitCode {
    for line in reason.to_string().lines() {
        eprintln!("html2pdf: {line}");
    }
    ExitCode::from(status)
}

/// Lines for people, or objects for CloudWatch. To standard error, which is free on
/// every path.
fn start_log(config: &Config) {
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
