//! What comes through each front door, of each size, by each delivery. `docs/api.md` has the table.

use serde_json::Value;

use crate::lambda::Lambda;
use crate::support::bucket::Bucket;
use crate::support::events::{FrontDoor, Request, Transport};
use crate::support::proc;
use crate::support::runtime_api::{Outcome, in_seconds};
use crate::support::service::{Answer, Service};

use super::{fetch, report, request};

const SIZES: [usize; 5] = [1000, 4_600_000, 4_800_000, 20_000_000, 150_000_000];
const DELIVERIES: [&str; 4] = ["inline", "link", "auto", "deliver_to"];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Door {
    Rest,
    HttpApi,
    FunctionUrl,
    Balancer,
    Stream,
    RestStream,
    Serve,
}

/// What a cell of the table says.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Cell {
    /// The document itself.
    Document,
    /// A redirect to it.
    Link,
    TooLarge,
    /// A report that it was delivered.
    Delivered,
}

fn expected(door: Door, size: usize, delivery: &str) -> Cell {
    let fits = match door {
        Door::Rest | Door::HttpApi | Door::FunctionUrl => size <= 4_600_000,
        Door::Balancer => size <= 1000,
        Door::Stream | Door::RestStream | Door::Serve => true,
    };
    match delivery {
        "link" => Cell::Link,
        "deliver_to" => Cell::Delivered,
        "auto" if !fits => Cell::Link,
        _ if fits => Cell::Document,
        _ => Cell::TooLarge,
    }
}

/// The real program behind a door.
enum Program {
    Function(Box<Lambda>, FrontDoor),
    Service(Service),
}

impl Program {
    fn start(door: Door, bucket: &Bucket) -> Self {
        let own = bucket.settings();
        let mut settings: Vec<_> = own
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        // It delivers to a host on loopback, and large ones take their time in a build for tests.
        settings.push(("HTML2PDF_NETWORK", "unguarded"));
        settings.push(("HTML2PDF_TIMEOUT", "300s"));
        if matches!(door, Door::Stream | Door::RestStream) {
            settings.push(("HTML2PDF_RESPONSE", "stream"));
        }
        let front_door = match door {
            Door::Serve => return Self::Service(Service::start_with(&settings)),
            Door::Rest | Door::RestStream => FrontDoor::Rest,
            Door::HttpApi => FrontDoor::HttpApi,
            Door::FunctionUrl | Door::Stream => FrontDoor::FunctionUrl,
            Door::Balancer => FrontDoor::LoadBalancer,
        };
        Self::Function(Box::new(Lambda::start_with(&settings)), front_door)
    }

    fn ask(&mut self, request: &Value) -> Answer {
        match self {
            Self::Service(service) => service.post_json(request),
            Self::Function(lambda, door) => {
                let request = Request::post("application/json", request.to_string());
                let event = door.event(&request, Transport::Base64);
                match lambda.invoke(&event, in_seconds(300.0)) {
                    streamed @ Outcome::Stream(..) => crate::invocation::streamed(streamed),
                    whole => door.read(&whole.response()),
                }
            }
        }
    }
}

fn try_cell(program: &mut Program, bucket: &Bucket, size: usize, delivery: &str) -> Cell {
    bucket.forget();
    let to = bucket.presigned_put("delivered.pdf");
    let option = match delivery {
        "deliver_to" => ("deliver_to", &*to),
        how => ("deliver", how),
    };
    let answer = program.ask(&request(size, &[option]));
    let near = |bytes: usize| {
        let wanted = size.max(3000);
        assert!(
            bytes.abs_diff(wanted) < 20_000 + size / 1000,
            "{bytes} bytes for {size}"
        );
    };
    let objects = bucket.objects();
    match answer.status {
        303 => {
            let found = fetch(answer.header("location"));
            near(found.pdf().len());
            Cell::Link
        }
        413 => {
            let told = answer.told();
            assert!(
                told.contains("deliver=auto") && told.contains("deliver_to"),
                "{told}"
            );
            Cell::TooLarge
        }
        200 if answer.header("content-type") == "application/json" => {
            let report = report(&answer);
            assert_eq!(report["document"], Value::Null);
            assert_eq!(
                report["delivered"]["bytes"],
                objects["delivered.pdf"].body.len()
            );
            near(objects["delivered.pdf"].body.len());
            Cell::Delivered
        }
        _ => {
            assert!(objects.is_empty());
            let pdf = answer.pdf();
            near(pdf.len());
            assert!(pdf.ends_with(b"%%EOF\n") || pdf.ends_with(b"%%EOF"));
            Cell::Document
        }
    }
}

fn try_door(door: Door) {
    let bucket = Bucket::start();
    let mut program = Program::start(door, &bucket);
    for size in SIZES {
        for delivery in DELIVERIES {
            let found = try_cell(&mut program, &bucket, size, delivery);
            assert_eq!(
                found,
                expected(door, size, delivery),
                "{door:?}, {size} bytes, {delivery}"
            );
        }
    }
}

#[test]
fn rest_api() {
    try_door(Door::Rest);
}

#[test]
fn http_api() {
    try_door(Door::HttpApi);
}

#[test]
fn function_url() {
    try_door(Door::FunctionUrl);
}

#[test]
fn load_balancer() {
    try_door(Door::Balancer);
}

#[test]
fn function_that_streams() {
    try_door(Door::Stream);
}

#[test]
fn function_that_streams_to_a_rest_api() {
    try_door(Door::RestStream);
}

#[test]
fn service_on_a_port() {
    try_door(Door::Serve);
}

/// Of a document of 150 MB the service has little in memory at any time, however it is handed over.
#[test]
fn memory_does_not_grow_with_the_document() {
    let bucket = Bucket::start();
    let Program::Service(service) = Program::start(Door::Serve, &bucket) else {
        unreachable!()
    };
    let peak = || proc::memory(service.pid(), "VmHWM") / 1024;
    service.post_json(&request(1000, &[])).pdf();
    let small = peak();
    for options in [&[][..], &[("deliver", "link")], &[("report", "json")]] {
        let answer = service.post_json(&request(150_000_000, options));
        assert!(answer.status == 200 || answer.status == 303);
        let grown = peak() - small;
        eprintln!("{options:?}: {small} MB and {grown} MB more");
        // The twin: one that were in memory once would be 143 MB.
        assert!(grown < 100, "{options:?}: {grown} MB more");
    }
}
