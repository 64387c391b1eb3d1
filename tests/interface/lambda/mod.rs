//! The real program as a Lambda function: events in, answers out, and nothing
//! left behind.

use crate::support;

use std::path::Path;
use std::time::SystemTime;

use serde_json::Value;
use tempfile::TempDir;

use support::documents::noise_bmp;
use support::events::{FrontDoor, Request, Transport, page};
use support::pdf::Pdf;
use support::runtime_api::{Function, Outcome, RuntimeApi, in_seconds};
use support::service::{Answer, multipart};

mod bounds;
mod created;
mod doors;
mod events;
mod jobs;
mod secrets;

const PROGRAM: &str = env!("CARGO_BIN_EXE_html2pdf");

/// A function with a temporary folder of its own.
pub struct Lambda {
    function: Function,
    _temp: TempDir,
}

impl Lambda {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    pub fn start_with(settings: &[(&str, &str)]) -> Self {
        Self::start_program(Path::new(PROGRAM), settings, |_| ())
    }

    /// Starts another file than the one that cargo has built, with something done to the command before.
    pub fn start_program(
        program: &Path,
        settings: &[(&str, &str)],
        prepare: impl FnOnce(&mut std::process::Command),
    ) -> Self {
        let api = RuntimeApi::start();
        let temp = tempfile::tempdir().unwrap();
        let mut command = command_of(program, &api);
        command
            .env("TMPDIR", temp.path())
            .envs(settings.iter().copied());
        prepare(&mut command);
        Self {
            function: Function::start(api, command, temp.path()),
            _temp: temp,
        }
    }

    /// Hands over an event, and looks whether anything is left when it ended.
    pub fn invoke(&mut self, event: &Value, deadline: SystemTime) -> Outcome {
        let outcome = self.function.invoke(event, deadline);
        self.function.assert_nothing_left();
        outcome
    }

    /// What a caller of this front door gets.
    pub fn answer(
        &mut self,
        front_door: FrontDoor,
        request: &Request,
        transport: Transport,
    ) -> Answer {
        let event = front_door.event(request, transport);
        front_door.read(&self.invoke(&event, in_seconds(29.0)).response())
    }
}

pub fn command(api: &RuntimeApi) -> std::process::Command {
    command_of(Path::new(PROGRAM), api)
}

fn command_of(program: &Path, api: &RuntimeApi) -> std::process::Command {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = api.command(program, checkout);
    command.env("HTML2PDF_ENGINE", checkout.join("vendor/linux-x86_64"));
    command
}

/// The function is as good as new.
fn assert_works(lambda: &mut Lambda) {
    let answer = lambda.answer(
        FrontDoor::HttpApi,
        &page("<p>still here"),
        Transport::Base64,
    );
    assert!(Pdf::new(&answer.pdf()).text().contains("still here"));
}

/// A page with a picture of noise, which makes a PDF of 0.83 bytes a dot.
pub fn noisy_page(width: u32, height: u32) -> Request {
    let (content_type, body) = multipart(&[
        (
            "name=html",
            b"<!DOCTYPE html><img src=noise.bmp width=600 height=800>",
        ),
        ("name=f; filename=noise.bmp", &noise_bmp(width, height)),
    ]);
    Request::post(&content_type, body)
}
