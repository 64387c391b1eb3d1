//! A room with a network of its own: its loopback has the addresses of the world, and its resolver
//! is ours. Nothing that is sent in it leaves it.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::canary::ENVIRONMENT;
use crate::support::child::{self, Start as _};
use crate::support::lacks;
use crate::support::stderr::pass_on;

/// Set inside.
const INSIDE: &str = "HTML2PDF_HOSTILE_ROOM";

/// Stand-ins: one of the internet, and those that are no business of a document.
const ADDRESSES: [&str; 7] = [
    "93.184.216.34",
    "10.1.2.3",
    "172.16.4.5",
    "192.168.7.7",
    "100.64.0.7",
    "169.254.169.254",
    "169.254.170.2",
];
const ADDRESSES_6: [&str; 5] = [
    "2606:2800:21f::1",
    "fd00:ec2::254",
    "fe80::7",
    "64:ff9b::a01:203",
    "2002:a01:203::1",
];

const FILES: [(&str, &str); 3] = [
    (
        "/etc/resolv.conf",
        "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
    ),
    (
        "/etc/hosts",
        "127.0.0.1 localhost\n::1 localhost\n10.1.2.3 intranet\n",
    ),
    ("/etc/nsswitch.conf", "hosts: files dns\n"),
];

/// The longest that a test may be in a room, on a machine that is busy.
const LONGEST: Duration = Duration::from_secs(600);

/// Does `work` in a room: this program starts itself again there, for the one test, of which this
/// is the name.
pub fn enter(test: &str, work: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        end_with_outside();
        return work();
    }
    let can = |way: &Vec<&str>| {
        let tried = command(way, &["true"]).try_start();
        tried.is_ok_and(|mut tried| tried.ended(Duration::from_secs(30)).success())
    };
    let way = ways().into_iter().find(can);
    let what =
        "namespaces: root, or a kernel that lets users make them, or sudo without a password";
    if !lacks::has(way.is_some(), what) {
        return;
    }
    // Rooms are busy: one at a time.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let mut script = furnish();
    for (number, (path, text)) in FILES.iter().enumerate() {
        let file = folder.path().join(number.to_string());
        fs::write(&file, text).unwrap();
        if Path::new(path).exists() {
            let file = file.to_str().unwrap();
            script += &format!("mount --bind {file} \"$(realpath {path})\"\n");
        }
    }
    // Each room has a folder for plant.py of its own.
    script += "mkdir -p /tmp/wkcanary; mount -t tmpfs canary /tmp/wkcanary\n";
    // Whoever reads this process's environment finds it.
    script += &format!("export A_SECRET={ENVIRONMENT}\n");
    let seconds = LONGEST.as_secs();
    script += &format!("export {INSIDE}=1; exec timeout --kill-after=5 {seconds} \"$@\"\n");
    let program = std::env::current_exe().unwrap();
    let program = program.to_str().unwrap();
    let again = [program, "--exact", test, "--include-ignored", "--nocapture"];
    let shell = ["bash", "-euc", &script, "room"];
    let mut room = command(&way.unwrap(), &[&shell[..], &again].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .start();
    let (stdout, stderr) = (room.stdout.take().unwrap(), room.stderr.take().unwrap());
    let said = thread::scope(|scope| {
        let told = scope.spawn(|| read(stderr));
        read(stdout) + &told.join().unwrap()
    });
    println!("{said}");
    let status = room.ended(Duration::from_secs(30));
    assert!(status.success(), "{test}: {status}");
    // A name that no test has is a success too.
    assert!(said.contains("\ntest result: ok. 1 passed"), "no {test}");
}

/// To its end. Where it tells of progress, it is passed on at once.
fn read(stream: impl Read) -> String {
    let mut said = String::new();
    for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line);
        pass_on(&line);
        said += &line;
        said += "\n";
    }
    said
}

/// Whoever has started the room holds the other end of our standard input. A room that was made with
/// sudo is not ended with it otherwise: the kernel forgets that it shall, for what sudo starts.
fn end_with_outside() {
    thread::spawn(|| {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        std::process::exit(1);
    });
}

/// Commands that give the loopback of a new network its addresses.
pub fn furnish() -> String {
    let mut script = "ip link set lo up\n".to_owned();
    for address in ADDRESSES {
        script += &format!("ip address replace {address}/32 dev lo\n");
    }
    // Some machines have no IPv6.
    for address in ADDRESSES_6 {
        script += &format!("ip address replace {address}/128 dev lo nodad 2>/dev/null || true\n");
    }
    script
}

/// As root; as root of a user namespace; with sudo.
fn ways() -> Vec<Vec<&'static str>> {
    const ROOM: [&str; 7] = [
        "unshare",
        "--net",
        "--mount",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
    ];
    let user = [&ROOM[..], &["--user", "--map-root-user"]].concat();
    let sudo = [&["sudo", "-n", "--preserve-env"], &ROOM[..]].concat();
    match rustix::process::geteuid().is_root() {
        true => vec![ROOM.to_vec()],
        false => vec![user, sudo],
    }
}

fn command(way: &[&str], words: &[&str]) -> Command {
    let mut command = child::command(way[0]);
    command.args(&way[1..]).args(words);
    command
}
