//! A disk, descriptors and processes of which nothing is left.

use crate::support;

use std::ffi::CString;
use std::fs;
use std::io;
use std::net::TcpStream;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, setrlimit};
use support::proc::{Idle, descriptors};
use support::service::Service;
use support::{lacks, wait};

use super::{Talk, assert_honest, assert_prints, own, wait_for_descriptors};

/// A temporary folder that is a disk of its own, seen by the service alone.
struct SmallDisk {
    service: Service,
    path: PathBuf,
}

impl SmallDisk {
    const SIZE: u64 = 6 << 20;

    #[expect(unsafe_code, reason = "rustix does not mount without a feature for it")]
    fn start(mode: &str) -> Self {
        let temp = tempfile::tempdir().unwrap();
        let folder = CString::new(temp.path().as_os_str().as_bytes()).unwrap();
        let options = CString::new(format!("size={}", Self::SIZE)).unwrap();
        let mount = move || {
            let root = c"/".as_ptr();
            let (none, tmpfs) = (c"none".as_ptr(), c"tmpfs".as_ptr());
            let private = libc::MS_REC | libc::MS_PRIVATE;
            // SAFETY: system calls with strings that live as long as the closure.
            let failed = unsafe {
                libc::unshare(libc::CLONE_NEWNS) != 0
                    || libc::mount(none, root, std::ptr::null(), private, std::ptr::null()) != 0
                    || libc::mount(none, folder.as_ptr(), tmpfs, 0, options.as_ptr().cast()) != 0
            };
            match failed {
                true => Err(io::Error::last_os_error()),
                false => Ok(()),
            }
        };
        let service = Service::start_as(temp, &[("HTML2PDF_ENGINE_MODE", mode)], |command| {
            support::child::before_exec(command, mount);
        });
        let path = format!("/proc/{}/root{}", service.pid(), service.temp().display()).into();
        Self { service, path }
    }

    fn names(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.path).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }

    /// Leaves so many bytes free, until the file is removed.
    fn fill(&self, free: u64) -> PathBuf {
        let filler = self.path.join("filler");
        let page = vec![1; 4096];
        let file = fs::File::create(&filler).unwrap();
        let mut at = 0;
        while file.write_all_at(&page, at).is_ok() {
            at += page.len() as u64;
        }
        file.set_len(at.saturating_sub(free)).unwrap();
        filler
    }
}

#[test]
fn a_full_disk_makes_no_half_documents() {
    if !lacks::has_root("to make a disk") {
        return;
    }
    let mut refused = 0;
    for mode in ["warm", "spawn"] {
        let disk = SmallDisk::start(mode);
        let service = &disk.service;
        if mode == "warm" {
            service.warm_engine();
        }
        assert_prints(service);
        let others = disk.names();
        let noise = "<p>견적서 <b>x</b> <i>y</i>".repeat(100);
        for free in [0, 8, 16, 32, 64, 160] {
            let filler = disk.fill(free << 10);
            let answers = [
                service.print("", &noise),
                service.print("watermark_text=x&owner_password=x&compress=off", &noise),
                service.post("/png", "text/html", &noise),
            ];
            for answer in answers {
                assert_honest(&answer);
                refused += usize::from(answer.status >= 500);
            }
            assert_eq!(disk.names().len(), others.len() + 1, "{free} kB free");
            fs::remove_file(filler).unwrap();
            assert_prints(service);
            assert_eq!(disk.names(), others);
        }
    }
    assert!(refused > 6, "{refused}");
}

fn limit(resource: Resource, most: u64) -> io::Result<()> {
    let most = Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    Ok(setrlimit(resource, most)?)
}

#[test]
fn without_descriptors_it_says_so_and_recovers() {
    if !lacks::has_root("to count descriptors of the service") {
        return;
    }
    const MOST: usize = 64;
    for mode in ["warm", "spawn"] {
        let temp = tempfile::tempdir().unwrap();
        let settings = [("HTML2PDF_ENGINE_MODE", mode), ("HTML2PDF_TIMEOUT", "10s")];
        let service = Service::start_as(temp, &settings, |command| {
            support::child::before_exec(command, || limit(Resource::Nofile, MOST as u64));
        });
        if mode == "warm" {
            service.warm_engine();
        }
        assert_prints(&service);
        service.assert_nothing_left();
        let mut talk = Talk::open(&service);
        assert_honest(&talk.print("", "<p>x"));
        if mode == "warm" {
            service.wait_for_engine_ahead();
        }
        let before = descriptors(own(&service)).len();
        let mut refused = 0;
        for free in 0..8 {
            let mut idle = Vec::new();
            let what = format!("all but {free} descriptors are taken");
            wait::until(&what, Duration::from_secs(30), || {
                let is_full = descriptors(own(&service)).len() >= MOST - free;
                if !is_full {
                    idle.push(TcpStream::connect(service.address()).unwrap());
                }
                is_full
            });
            for query in ["", "watermark_text=x&owner_password=x"] {
                let answer = talk.print(query, "<p>x");
                assert_honest(&answer);
                refused += usize::from(answer.status >= 500);
            }
            drop(idle);
            wait_for_descriptors(&service, before);
            assert_eq!(talk.print("", "<p>x").status, 200);
        }
        assert!(refused > 3, "{mode}: {refused}");
        drop(talk);
        assert_prints(&service);
        service.assert_nothing_left();
    }
}

/// Whoever has nothing else on this machine, and is nobody of the other tests.
const NOBODY: u32 = 64_925;

/// With the last of them, each step of a request fails once.
#[test]
fn with_hardly_any_processes_left_every_answer_is_honest() {
    const MOST: u64 = 48;
    let program = Path::new(env!("CARGO_BIN_EXE_html2pdf"));
    if !lacks::has_root("to be somebody else") || !lacks::has_open_way_to(program) {
        return;
    }
    for mode in ["warm", "spawn"] {
        let temp = tempfile::tempdir().unwrap();
        chown(temp.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        let settings = [("HTML2PDF_ENGINE_MODE", mode), ("HTML2PDF_TIMEOUT", "10s")];
        let service = Service::start_as(temp, &settings, |command| {
            command.uid(NOBODY).gid(NOBODY);
            support::child::before_exec(command, || limit(Resource::Nproc, MOST));
        });
        if mode == "warm" {
            service.warm_engine();
        }
        assert_prints(&service);
        let mut refused = 0;
        let mut others: Vec<_> = (0..MOST).map(|_| Idle::of(NOBODY)).collect();
        // One less each time: at first there is room for none, in the end for all.
        while !others.is_empty() {
            let used = processes_of_nobody();
            if used <= MOST as usize + 2 {
                let answer = service.print("watermark_text=x", "<p>x");
                assert_honest(&answer);
                refused += usize::from(answer.status >= 500);
                if answer.status == 200 && used + 6 < MOST as usize {
                    break;
                }
            }
            others.pop();
        }
        drop(others);
        assert!(refused > 0, "{mode}");
        assert_prints(&service);
        service.assert_nothing_left();
    }
}

/// As the limit counts them: with all threads.
fn processes_of_nobody() -> usize {
    let all = fs::read_dir("/proc").unwrap().flatten();
    all.filter_map(|entry| fs::read_to_string(entry.path().join("status")).ok())
        .filter(|status| status.contains(&format!("\nUid:\t{NOBODY}\t")))
        .filter_map(|status| {
            let threads = status
                .lines()
                .find_map(|line| line.strip_prefix("Threads:"))?;
            threads.trim().parse::<usize>().ok()
        })
        .sum()
}
