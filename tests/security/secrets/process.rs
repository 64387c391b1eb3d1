//! No other process reads them: not the engine, and none of the same user.

use crate::support;

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, geteuid};
use seccompiler::{SeccompAction, SeccompFilter, apply_filter};
use support::bundle;
use support::lacks;
use support::proc::{Idle, descriptors, times_in_memory, wait_until_used};
use support::service::Service;
use tempfile::TempDir;

use super::{ENDLESS, KEY, ORIGIN, OTHERS, READ, SECRETS, TOKEN, holds, own, with};

/// Whoever has nothing else on this machine, and is nobody of the other tests.
const NOBODY: u32 = 64_924;

fn environment(process: Pid) -> io::Result<Vec<u8>> {
    fs::read(format!("/proc/{process}/environ"))
}

/// Others' memory is shown to root alone, and ours not even to us.
fn is_root() -> bool {
    lacks::has_root("to look into the service")
}

/// A process with the same variables, that anybody may look into.
fn idle(prepare: impl FnOnce(&mut Command)) -> Idle {
    Idle::start(|command| prepare(command.envs(SECRETS)))
}

#[test]
fn of_what_we_were_started_with_nothing_is_left_that_we_do_not_read() {
    if !is_root() {
        return;
    }
    let service = Service::start_with(&SECRETS);
    service.warm_engine();
    service.print("watermark_text=x", "<p>x").pdf();

    let ours = environment(own(&service)).unwrap();
    assert!(!ours.is_empty() && ours.iter().all(|byte| *byte == 0));
    for secret in [KEY, TOKEN, OTHERS] {
        assert_eq!(times_in_memory(own(&service), secret), 0, "{secret}");
    }
    assert_eq!(service.health()["containment"]["environment"], "wiped");
    assert!(service.log().contains("environment=\"wiped\""));

    // What is looked for would be found.
    let other = environment(idle(|_| ()).pid()).unwrap();
    for (_, secret) in SECRETS {
        assert!(holds(&other, secret));
    }
    assert!(times_in_memory(own(&service), READ) > 0);
    // And it is still read.
    let answer = service.send("GET", "/health", &[("origin", ORIGIN)], "");
    assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
}

#[test]
fn an_engine_has_neither_our_variables_nor_our_descriptors() {
    if !is_root() {
        return;
    }
    for mode in ["warm", "spawn"] {
        let settings = with(&[("HTML2PDF_ENGINE_MODE", mode), ("HTML2PDF_TIMEOUT", "60s")]);
        let service = Arc::new(Service::start_with(&settings));
        let warm = (mode == "warm").then(|| service.warm_engine());
        let busy = {
            let service = service.clone();
            std::thread::spawn(move || service.print("", ENDLESS).status)
        };
        let engine = service.wait_for_engine();
        wait_until_used(engine, Duration::from_millis(500));
        let folder = service.temp().to_str().unwrap().to_owned();

        let ours = descriptors(own(&service));
        assert!(ours.iter().any(|(_, to)| to.starts_with(&folder)));
        for process in warm.into_iter().chain([engine]) {
            let environment = environment(process).unwrap();
            assert!(holds(&environment, "LC_ALL="));
            for secret in [KEY, TOKEN, OTHERS, READ] {
                assert!(!holds(&environment, secret), "{mode}: {secret}");
            }
            assert_eq!(times_in_memory(process, KEY), 0, "{mode}");
            assert_eq!(times_in_memory(process, READ), 0, "{mode}");
            let theirs = descriptors(process);
            assert_eq!(
                theirs[..3].iter().map(|(n, _)| *n).collect::<Vec<_>>(),
                [0, 1, 2]
            );
            for (number, to) in &theirs {
                let is_own = match number {
                    // A socket of which we have the other end.
                    0 if warm == Some(process) => to.starts_with("socket:"),
                    0 | 1 => to == "/dev/null",
                    2 => to == "/dev/null" || to.starts_with("pipe:"),
                    _ => {
                        let made = ["pipe:", "anon_inode:"].iter().any(|k| to.starts_with(k));
                        // Of its own result, not of our hold on the folder, which
                        // lies in that of our user.
                        made || to.starts_with(&format!("{folder}/html2pdf-"))
                            && to[folder.len() + 1..].matches('/').count() > 1
                    }
                };
                // The ends of a pipe have one name, and of the second we read.
                let shared = *number > 2 && ours.iter().any(|(_, other)| other == to);
                assert!(is_own && !shared, "{mode}: {theirs:?} of {ours:?}");
            }
        }
        service.end_engine_twice(engine, Signal::KILL);
        assert_eq!(busy.join().unwrap(), 503);
        service.assert_nothing_left();
    }
}

/// Becomes somebody without rights, where we have them.
fn without_rights(command: &mut Command) {
    if geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
}

fn temp_of_nobody() -> TempDir {
    let temp = tempfile::tempdir().unwrap();
    if geteuid().is_root() {
        chown(temp.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    temp
}

/// What a process of the same user may read of another.
fn readable(process: Pid) -> Vec<&'static str> {
    let tries = [
        ("environ", "cat /proc/$0/environ"),
        ("memory", "exec 3</proc/$0/mem"),
        ("descriptors", "ls /proc/$0/fd"),
    ];
    let works = |script: &str| {
        let mut sibling = Command::new("sh");
        sibling.current_dir("/").args(["-c", script]);
        sibling.arg(process.to_string());
        without_rights(&mut sibling);
        sibling.output().unwrap().status.success()
    };
    tries
        .into_iter()
        .filter(|(_, script)| works(script))
        .map(|(name, _)| name)
        .collect()
}

/// Everything for which we start our own program again, or look at ourselves.
fn assert_works(service: &Service) {
    service.warm_engine();
    service
        .print("watermark_text=x&owner_password=x&toc=on", "<h1>x</h1>")
        .pdf();
    let picture = service.post("/png", "text/html", "<p>x");
    assert!(picture.body.starts_with(b"\x89PNG"), "{}", picture.status);
    service.assert_nothing_left();
}

#[test]
fn a_process_of_the_same_user_reads_nothing_of_ours() {
    if !lacks::has_open_way_to(Path::new(env!("CARGO_BIN_EXE_html2pdf"))) {
        return;
    }
    let service = Service::start_as(temp_of_nobody(), &SECRETS, without_rights);
    assert_works(&service);
    assert_eq!(readable(own(&service)), [] as [&str; 0]);
    assert_eq!(service.health()["containment"]["process"], "unreadable");
    // It can read those of its own user.
    assert_eq!(
        readable(idle(without_rights).pid()),
        ["environ", "memory", "descriptors"]
    );
}

/// As on Lambda, where it is the file that keeps the process from others.
#[test]
fn where_the_kernel_refuses_an_execute_only_program_is_unreadable_all_the_same() {
    if !is_root() || !lacks::has_open_way_to(&bundle::path()) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).unwrap();
    let program = folder.path().join("bootstrap");
    fs::copy(env!("CARGO_BIN_EXE_html2pdf"), &program).unwrap();
    let engine = bundle::path();
    let settings = with(&[("HTML2PDF_ENGINE", engine.to_str().unwrap())]);
    let start = |mode| {
        fs::set_permissions(&program, Permissions::from_mode(mode)).unwrap();
        let filter = SeccompFilter::new(
            [(libc::SYS_prctl, vec![])].into(),
            SeccompAction::Allow,
            SeccompAction::Errno(libc::EPERM as u32),
            std::env::consts::ARCH.try_into().unwrap(),
        );
        let filter: seccompiler::BpfProgram = filter.unwrap().try_into().unwrap();
        Service::start_program(&program, temp_of_nobody(), &settings, |command| {
            without_rights(command);
            let refuse = move || apply_filter(&filter).map_err(io::Error::other);
            support::child::before_exec(command, refuse);
        })
    };
    let process = |service: &Service| service.health()["containment"]["process"].clone();

    let service = start(0o111);
    assert_works(&service);
    assert_eq!(readable(own(&service)), [] as [&str; 0]);
    assert_eq!(process(&service), "unreadable");
    drop(service);

    let service = start(0o755);
    assert_eq!(
        readable(own(&service)),
        ["environ", "memory", "descriptors"]
    );
    assert_eq!(process(&service), "readable by processes of the same user");
    // There is nothing to read any more.
    let environment = environment(own(&service)).unwrap();
    assert!(environment.iter().all(|byte| *byte == 0));
}
