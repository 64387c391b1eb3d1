//! The room is as closed as Lambda's, and in it nobody reads the function's keys.

use crate::support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use serde_json::{Value, json};

use support::child::Start as _;
use support::empty_root::{EmptyRoot, GROUP, REFUSED, RUNTIME_API, TASK, USER};
use support::events::{FrontDoor, Request, Transport};
use support::proc::Idle;
use support::runtime_api::RuntimeApi;

use super::{Lambda, status, unpacked};

/// Where `prctl` is refused, it is the file that nobody may read who may start it.
#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn no_process_of_the_same_user_reads_the_functions_keys() {
    for program in ["bootstrap", "engine/lib/ld-linux-x86-64.so.2"] {
        let file = std::fs::metadata(unpacked().join(program)).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o111, "{program}");
    }
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    let health = Request::new("GET", "/health");
    let answer = lambda.answer(FrontDoor::HttpApi, &health, Transport::Plain);
    let health: Value = serde_json::from_slice(&answer.body).unwrap();
    let contained = &health["containment"];
    assert_eq!(contained["environment"], "wiped");
    assert_eq!(contained["process"], "unreadable");

    let function = lambda.function.pid();
    let environment = std::fs::read(format!("/proc/{function}/environ")).unwrap();
    assert!(!environment.is_empty() && environment.iter().all(|byte| *byte == 0));
    let reads = |process: u32| {
        let mut sibling = Command::new("cat");
        sibling.arg(format!("/proc/{process}/environ"));
        sibling.uid(USER).gid(GROUP);
        sibling.output().unwrap().status.success()
    };
    assert!(!reads(function));
    assert!(!reads(lambda.function.warm_engine().unwrap()));
    // It could read those of other programs.
    let other = Idle::start(|command| {
        command.uid(USER).gid(GROUP);
    });
    assert!(reads(other.pid().as_raw_pid() as u32));
}

/// Set where this program is started again, in the room.
const IN_THE_ROOM: &str = "HTML2PDF_IN_THE_ROOM";

/// Without this one, the others would prove nothing.
#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn the_room_is_as_closed_as_lambdas() {
    if std::env::var_os(IN_THE_ROOM).is_some() {
        println!("\n{}", look_around());
        return;
    }
    let room = EmptyRoot::enter();
    let api = RuntimeApi::start_at(RUNTIME_API);
    // This program is static, as the function is. It is not in the room, but a descriptor of it is handed on.
    let program = std::env::current_exe().unwrap();
    let program = rustix::fs::open(program, OFlags::RDONLY, Mode::empty()).unwrap();
    let program = format!("/proc/self/fd/{}", program.as_raw_fd());
    let mut command = api.command(Path::new(&program), Path::new(TASK));
    command
        .env(IN_THE_ROOM, "1")
        .args(["--exact", "package::room::the_room_is_as_closed_as_lambdas"])
        .args(["--include-ignored", "--nocapture"]);
    room.confine(&mut command);

    let output = command.run();

    let text = String::from_utf8_lossy(&output.stdout);
    let seen = text.lines().find(|line| line.starts_with('{'));
    let seen = seen.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)));
    let refused: BTreeMap<_, _> = system_calls()
        .into_keys()
        .map(|name| (name, libc::EPERM))
        .collect();
    let expected = json!({
        "systemCalls": refused,
        "user": USER.to_string(),
        "group": GROUP.to_string(),
        "capabilities": "0000000000000000",
        "writable": ["/tmp"],
        "root": ["dev", "proc", "tmp", "var"],
        "devices": ["null", "urandom"],
        "interfaces": ["lo"],
        "out": "NetworkUnreachable",
        "runtimeApi": "connected",
    });
    assert_eq!(serde_json::from_str::<Value>(seen).unwrap(), expected);

    // Out here, as root, the same calls fail for other reasons.
    assert!(
        system_calls()
            .into_values()
            .all(|error| error != libc::EPERM),
        "{:?}",
        system_calls()
    );
    // The package is read-only for everybody.
    let write = File::create(room.path().join("var/task/written"));
    assert_eq!(write.unwrap_err().kind(), io::ErrorKind::ReadOnlyFilesystem);
}

fn look_around() -> Value {
    let folders = [
        "/",
        "/var/task",
        "/var/task/engine/cache",
        "/dev",
        "/proc",
        "/tmp",
    ];
    let writable = folders.iter().filter(|folder| {
        let file = Path::new(folder).join("written");
        let written = File::create(&file).is_ok();
        let _ = std::fs::remove_file(file);
        written
    });
    json!({
        "systemCalls": system_calls(),
        "user": status("/proc/self/status", "Uid"),
        "group": status("/proc/self/status", "Gid"),
        "capabilities": status("/proc/self/status", "CapEff"),
        "writable": writable.collect::<Vec<_>>(),
        "root": names("/"),
        "devices": names("/dev"),
        "interfaces": interfaces(),
        "out": connect("192.0.2.1:443"),
        "runtimeApi": connect(RUNTIME_API),
    })
}

/// The error of each call that the room refuses, with arguments that no kernel
/// takes.
#[expect(unsafe_code, reason = "no library makes calls that are wrong")]
fn system_calls() -> BTreeMap<&'static str, i32> {
    let error = |call, first: i64| {
        // SAFETY: all pointers are invalid, all descriptors and commands too:
        // none of the calls gets further than looking at its arguments.
        let answer = unsafe { libc::syscall(call, first, -1_i64, -1_i64, -1_i64, -1_i64, -1_i64) };
        assert_eq!(answer, -1);
        io::Error::last_os_error().raw_os_error().unwrap()
    };
    let mut errors: BTreeMap<_, _> = REFUSED
        .iter()
        .map(|(name, call)| (*name, error(*call, -1)))
        .collect();
    // These two exclude each other.
    let flags = libc::CLONE_NEWUSER | libc::CLONE_FS;
    errors.insert("clone", error(libc::SYS_clone, flags.into()));
    errors
}

fn names(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

fn interfaces() -> Vec<String> {
    let table = std::fs::read_to_string("/proc/net/dev").unwrap();
    let lines = table.lines().filter_map(|line| line.split_once(':'));
    lines.map(|(name, _)| name.trim().to_owned()).collect()
}

fn connect(address: &str) -> String {
    let address: SocketAddr = address.parse().unwrap();
    match TcpStream::connect_timeout(&address, Duration::from_secs(2)) {
        Ok(_) => "connected".to_owned(),
        Err(error) => format!("{:?}", error.kind()),
    }
}
