//! The zip as Lambda runs it: in an empty room, read-only, as nobody, without
//! a network. `scripts/check-package.sh` makes the room and starts these tests.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use support::documents::{Form, WORDS, letter};
use support::empty_root::{EmptyRoot, GROUP, REFUSED, RUNTIME_API, TASK, USER};
use support::events::{Door, Request, Transport};
use support::pdf::Pdf;
use support::runtime_api::{Function, RuntimeApi};
use support::service::Answer;

/// The package's function in the room.
struct Lambda {
    function: Function,
    room: EmptyRoot,
}

impl Lambda {
    fn start(room: EmptyRoot) -> Self {
        let api = RuntimeApi::start_at(RUNTIME_API);
        let mut command = api.command(&Path::new(TASK).join("bootstrap"), Path::new(TASK));
        room.confine(&mut command);
        Self {
            function: Function::start(api, command, &room.temp()),
            room,
        }
    }

    fn answer(&mut self, door: Door, request: &Request, transport: Transport) -> Answer {
        let event = door.event(request, transport);
        let deadline = in_seconds(29.0);
        let answer = self.function.invoke(&event, deadline).response();
        self.assert_nothing_left();
        door.read(&answer)
    }

    fn assert_nothing_left(&self) {
        self.function.assert_nothing_left();
        let ours: Vec<_> = processes_of(USER);
        assert_eq!(ours, [self.function.pid()], "processes of the function's user");
    }
}

fn in_seconds(seconds: f64) -> SystemTime {
    SystemTime::now() + Duration::from_secs_f64(seconds)
}

fn page(html: &str) -> Request {
    Request::post("text/html; charset=utf-8", html)
}

fn processes_of(user: u32) -> Vec<u32> {
    let ids = std::fs::read_dir("/proc").unwrap().flatten();
    let ids = ids.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|id| status(&format!("/proc/{id}/status"), "Uid") == user.to_string()).collect()
}

/// The first word of a line in `/proc/*/status`.
fn status(path: &str, name: &str) -> String {
    let status = std::fs::read_to_string(path).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()).unwrap_or_default().to_owned()
}

/// The folder of the unpacked zip outside the room.
fn unpacked() -> PathBuf {
    std::env::var_os("HTML2PDF_UNPACKED").expect("start scripts/check-package.sh").into()
}

/// What the same program prints outside the room.
fn printed_outside(html: &[u8], options: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("a.html"), folder.path().join("a.pdf"));
    std::fs::write(&input, html).unwrap();
    let mut command = Command::new(unpacked().join("bootstrap"));
    command.env_clear().arg("render").arg(input).arg("-o").arg(&output).args(options);
    let ended = command.output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    std::fs::read(output).unwrap()
}

const REASON: &str = "needs the room of scripts/check-package.sh";

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn every_door_prints_every_form_to_the_bytes_that_are_printed_outside() {
    let outside = printed_outside(&letter(Form::Html).body, &["--page-size", "A5"]);
    let mut lambda = Lambda::start(EmptyRoot::enter());
    for door in Door::ALL {
        for form in Form::ALL {
            for transport in [Transport::Plain, Transport::Base64] {
                let pdf = lambda.answer(door, &letter(form), transport).pdf();
                assert!(pdf == outside, "{form:?} in {transport:?} through {door:?} differs");
            }
        }
    }
}
