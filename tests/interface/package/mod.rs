//! The zip as Lambda runs it: in an empty room, read-only, as nobody, without
//! a network. `scripts/check-package.sh` makes the room and starts these tests.

use crate::support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::empty_root::{EmptyRoot, RUNTIME_API, TASK, USER};
use support::events::{FrontDoor, Request, Transport};
use support::runtime_api::{Function, RuntimeApi, in_seconds};
use support::service::Answer;

mod bundle;
mod hostile;
mod printed;
mod room;

/// The package's function in the room.
struct Lambda<'room> {
    function: Function,
    room: &'room EmptyRoot,
}

impl<'room> Lambda<'room> {
    fn start(room: &'room EmptyRoot) -> Self {
        Self::start_with(room, |command| room.confine(command))
    }

    fn start_with(room: &'room EmptyRoot, confine: impl FnOnce(&mut Command)) -> Self {
        let api = RuntimeApi::start_at(RUNTIME_API);
        let mut command = api.command(&Path::new(TASK).join("bootstrap"), Path::new(TASK));
        confine(&mut command);
        let function = Function::start(api, command, &room.temp());
        let filtered = status(&format!("/proc/{}/status", function.pid()), "Seccomp");
        assert_eq!(filtered, "2", "under a filter");
        Self { function, room }
    }

    fn answer(&mut self, front_door: FrontDoor, request: &Request, transport: Transport) -> Answer {
        let event = front_door.event(request, transport);
        let deadline = in_seconds(29.0);
        let answer = self.function.invoke(&event, deadline).response();
        self.assert_nothing_left();
        front_door.read(&answer)
    }

    fn assert_nothing_left(&self) {
        self.function.assert_nothing_left();
        let ours: BTreeSet<_> = processes_of(USER).into_iter().collect();
        let expected: BTreeSet<_> = [self.function.pid()]
            .into_iter()
            .chain(self.function.kept_engines())
            .chain(self.function.engines_ahead())
            .collect();
        let left: Vec<_> = ours.difference(&expected).collect();
        let arguments = left.iter().map(|id| {
            let arguments = std::fs::read(format!("/proc/{id}/cmdline")).unwrap_or_default();
            String::from_utf8_lossy(&arguments).replace('\0', " ")
        });
        let arguments: Vec<_> = arguments.collect();
        assert!(
            left.is_empty(),
            "left: processes {left:?} of {ours:?}: {arguments:?}"
        );
    }
}

/// Without those that have ended and whose parents have: here the tests are the first process, to
/// which they come, and which does not wait for them as the first process of a machine does.
fn processes_of(user: u32) -> Vec<u32> {
    let ids = std::fs::read_dir("/proc").unwrap().flatten();
    let ids = ids.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let of = |id: &u32, name| status(&format!("/proc/{id}/status"), name);
    let is_orphan =
        |id: &u32| of(id, "State") == "Z" && of(id, "PPid") == std::process::id().to_string();
    ids.filter(|id| of(id, "Uid") == user.to_string() && !is_orphan(id))
        .collect()
}

/// The first word of a line in `/proc/*/status`.
fn status(path: &str, name: &str) -> String {
    let status = std::fs::read_to_string(path).unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next())
        .unwrap_or_default()
        .to_owned()
}

/// The folder of the unpacked zip outside the room.
fn unpacked() -> PathBuf {
    std::env::var_os("HTML2PDF_UNPACKED")
        .expect("start scripts/check-package.sh")
        .into()
}
