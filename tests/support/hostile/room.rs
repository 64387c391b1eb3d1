//! A room with a network of its own: its loopback has the addresses of the world, and its resolver
//! is ours. Nothing that is sent in it leaves it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

use super::canary::ENVIRONMENT;

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

/// Does `work` in a room: this program starts itself again there, for the one test. Without the
/// right to make a room the test is left out, but not in CI.
pub fn enter(test: &str, work: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return work();
    }
    let Some(way) = ways()
        .into_iter()
        .find(|way| run(way, &["true"]).status.success())
    else {
        let ci = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!ci, "this machine makes no namespaces");
        println!("left out: this machine makes no namespaces");
        return;
    };
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
    script += &format!("export {INSIDE}=1; exec timeout --kill-after=5 280 \"$@\"\n");
    let program = std::env::current_exe().unwrap();
    let program = program.to_str().unwrap();
    let again = [program, "--exact", test, "--include-ignored", "--nocapture"];
    let shell = ["bash", "-euc", &script, "room"];
    let output = run(&way, &[&shell[..], &again].concat());
    println!("{}", String::from_utf8_lossy(&output.stdout));
    println!("{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{test}: {}", output.status);
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

fn run(way: &[&str], command: &[&str]) -> Output {
    let words = [way, command].concat();
    let output = Command::new(words[0]).args(&words[1..]).output();
    output.unwrap_or_else(|error| panic!("{}: {error}", words[0]))
}
