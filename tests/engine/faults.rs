//! What a machine can do to a service: processes that are killed, a full disk,
//! nothing left to open or to start, a clock that jumps, callers that talk
//! nonsense or leave. Each answer is honest, and afterwards nothing is left.

use crate::support;

use std::ffi::CString;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, setrlimit};
use serde_json::{Value, json};
use support::pdf::Pdf;
use support::proc::{Idle, descriptors, own_memory};
use support::service::{Answer, Service, children};
use support::{lacks, wait};

const ENDLESS: &str = "<script>while(true){}</script>";

fn own(service: &Service) -> Pid {
    Pid::from_raw(service.pid() as i32).unwrap()
}

fn assert_prints(service: &Service) {
    let text = Pdf::new(&service.print("", "<p>printed").pdf()).text();
    assert!(text.contains("printed"), "{text}");
}

/// A whole product, or a problem that is ours or the engine's; never half of one.
fn assert_honest(answer: &Answer) {
    match (answer.status, answer.header("content-type")) {
        (200, "application/pdf") => {
            assert!(answer.body.starts_with(b"%PDF-"));
            assert!(answer.body.trim_ascii_end().ends_with(b"%%EOF"));
        }
        (200, "image/png") => {
            assert!(answer.body.starts_with(b"\x89PNG"));
            assert!(answer.body.ends_with(b"IEND\xaeB`\x82"));
        }
        (422 | 500..600, _) => {
            let problem = answer.problem();
            assert!(!problem["detail"].to_string().contains('/'), "{problem}");
        }
        _ => panic!("{}: {}", answer.status, answer.body.escape_ascii()),
    }
}

/// Numbers that nobody foresees, and that can be had again.
struct Chance(u64);

impl Chance {
    fn new() -> Self {
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let seed = seed.as_nanos() as u64 | 1;
        eprintln!("seed {seed}");
        Self(seed)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// Requests of all kinds; each takes other ways through the service.
fn mixed(service: &Service, number: usize) -> Answer {
    let text = format!("<!DOCTYPE html><h1>number{number}</h1>");
    match number % 6 {
        0 | 1 => service.print("", &text),
        2 => service.print("watermark_text=x&owner_password=x", &text),
        3 => service.print("toc=on&header_html=%3Cb%3Ex", &text),
        4 => service.post("/png", "text/html", text),
        _ => service.print(
            "",
            &format!("{text}<script>for(var i=0;i<3e6;)i++</script>"),
        ),
    }
}

/// `count` requests from four callers, while processes are killed.
fn under_fire(mode: &'static str, count: usize) {
    let settings = [
        ("HTML2PDF_ENGINE_MODE", mode),
        ("HTML2PDF_CONCURRENCY", "4"),
    ];
    let service = Arc::new(Service::start_with(&settings));
    if mode == "warm" {
        service.warm_engine();
    }
    for number in 0..12 {
        assert_honest(&mixed(&service, number));
    }
    service.assert_nothing_left();
    let open = descriptors(own(&service)).len();

    // An engine that has to start is at work ten times as long.
    let rest = if mode == "warm" { 80 } else { 400 };
    let over = Arc::new(AtomicBool::new(false));
    let killer = {
        let (service, over) = (service.clone(), over.clone());
        std::thread::spawn(move || {
            let mut chance = Chance::new();
            let (mut killed, mut warm_ones) = (0_usize, 0);
            while !over.load(Ordering::Relaxed) {
                wait::let_pass(Duration::from_millis(chance.below(rest)));
                let all = children(own(&service));
                if all.is_empty() {
                    continue;
                }
                let victim = all[chance.below(all.len() as u64) as usize];
                let busy = service.engines().contains(&victim);
                // Each time it takes longer until there is another.
                if !busy && mode == "warm" {
                    warm_ones += 1;
                    if warm_ones > 2 {
                        continue;
                    }
                }
                killed += usize::from(kill_process(victim, Signal::KILL).is_ok());
            }
            killed
        })
    };
    let callers: Vec<_> = (0..4)
        .map(|caller| {
            let service = service.clone();
            std::thread::spawn(move || {
                let mut printed = 0;
                for number in (caller..count).step_by(4) {
                    let answer = mixed(&service, number);
                    assert_honest(&answer);
                    printed += usize::from(answer.status == 200);
                }
                printed
            })
        })
        .collect();
    let printed: usize = callers
        .into_iter()
        .map(|caller| caller.join().unwrap())
        .sum();
    over.store(true, Ordering::Relaxed);
    let killed = killer.join().unwrap();
    eprintln!("{mode}: {printed} of {count} printed, {killed} processes killed");
    // A document is given up when its process has been killed for the second time.
    assert!(2 * (count - printed) <= killed, "{printed}, {killed}");
    assert!(killed > 3, "{killed}");

    assert_prints(&service);
    let kept: Vec<_> = match mode {
        "warm" => vec![service.warm_engine()],
        _ => Vec::new(),
    };
    service.assert_nothing_left();
    assert_eq!(children(own(&service)), kept);
    wait_for_descriptors(&service, open);
}

/// A connection may still be closing.
fn wait_for_descriptors(service: &Service, most: usize) {
    let open = || descriptors(own(service));
    wait::within(Duration::from_secs(10), || {
        (open().len() <= most).then_some(())
    })
    .unwrap_or_else(|| panic!("more than {most}: {:?}", open()));
}

#[test]
fn whoever_is_killed_under_load_costs_only_its_own_document() {
    under_fire("warm", 300);
}

#[test]
fn engines_that_are_killed_at_any_moment_of_their_start_cost_only_their_documents() {
    under_fire("spawn", 60);
}

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

/// A connection that is kept open, and its answers.
struct Talk(BufReader<TcpStream>);

impl Talk {
    fn open(service: &Service) -> Self {
        let stream = TcpStream::connect(service.address()).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        Self(BufReader::new(stream))
    }

    fn say(&mut self, head: &str, body: &[u8]) -> io::Result<()> {
        let length = body.len();
        let head = format!("{head}\r\nHost: x\r\nContent-Length: {length}\r\n\r\n");
        // In one piece: a second one would wait until the first is acknowledged.
        let whole = [head.as_bytes(), body].concat();
        self.0.get_mut().write_all(&whole)
    }

    /// Reads an answer. `None` if there is none.
    fn hear(&mut self) -> Option<Answer> {
        let mut line = String::new();
        self.0.read_line(&mut line).ok()?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        let mut headers = ureq::http::HeaderMap::new();
        loop {
            line.clear();
            self.0.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim().split_once(": ") else {
                break;
            };
            let name: ureq::http::HeaderName = name.parse().unwrap();
            headers.insert(name, value.parse().unwrap());
        }
        let length = headers.get("content-length")?.to_str().unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        self.0.read_exact(&mut body).ok()?;
        Some(Answer {
            status,
            headers,
            body,
        })
    }

    fn print(&mut self, query: &str, html: &str) -> Answer {
        let head = format!("POST /pdf?{query} HTTP/1.1\r\nContent-Type: text/html");
        self.say(&head, html.as_bytes()).unwrap();
        self.hear().unwrap()
    }
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
        let before = descriptors(own(&service)).len();
        let mut refused = 0;
        for free in 0..8 {
            let mut idle = Vec::new();
            let what = format!("all but {free} descriptors are taken");
            wait::until(&what, Duration::from_secs(20), || {
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

/// A clock of the wall that is ahead by what a file says. The real one is not
/// ours to set, and a time namespace moves only the others. The engine, whose
/// environment is empty, keeps the real one.
const CLOCK: &str = r#"
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static char place[4096];
__attribute__((constructor)) static void find(void) {
    const char *set = getenv("CLOCK_FILE");
    for (int i = 0; set && set[i] && i < 4095; i++) place[i] = set[i];
}
int clock_gettime(clockid_t clock, struct timespec *at) {
    int failed = syscall(SYS_clock_gettime, clock, at), file;
    long ahead = 0;
    if (clock == CLOCK_REALTIME && (file = open(place, O_RDONLY | O_CLOEXEC)) >= 0) {
        if (read(file, &ahead, sizeof ahead) == sizeof ahead) at->tv_sec += ahead;
        close(file);
    }
    return failed;
}
"#;

#[test]
fn a_clock_that_jumps_changes_no_deadline() {
    let folder = tempfile::tempdir().unwrap();
    let [source, library, ahead] =
        ["clock.c", "clock.so", "ahead"].map(|name| folder.path().join(name));
    fs::write(&source, CLOCK).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o"]).arg(&library);
    assert!(compiler.arg(&source).status().unwrap().success());
    let set = |days: i64| {
        let part = folder.path().join("part");
        fs::write(&part, (days * 86_400).to_ne_bytes()).unwrap();
        fs::rename(part, &ahead).unwrap();
    };
    set(0);
    let temp = tempfile::tempdir().unwrap();
    let service = Service::start_as(temp, &[("HTML2PDF_TIMEOUT", "4s")], |command| {
        command
            .env("LD_PRELOAD", &library)
            .env("CLOCK_FILE", &ahead);
    });
    let service = Arc::new(service);
    let warm = service.warm_engine();
    // Its ids begin with the time.
    let time = |service: &Service| {
        let answer = service.send("GET", "/health", &[], "");
        let id = answer.header("x-request-id");
        let time = u64::from_str_radix(id.split('-').next().unwrap(), 16).unwrap();
        Duration::from_micros(time)
    };
    let before = time(&service);
    for days in [1, 400, -400, -1, 36_500, 0] {
        let print = |html: &'static str| {
            let service = service.clone();
            std::thread::spawn(move || service.print("", html))
        };
        let slow = print("<script>for(var t=new Date();new Date()-t<500;);</script><p>slow");
        service.wait_for_engine();
        set(days);
        assert_eq!(slow.join().unwrap().status, 200, "{days} days");
        assert_prints(&service);
        let asked = Instant::now();
        let endless = service.print("timeout=500ms", ENDLESS);
        assert_eq!(endless.status, 504, "{days} days");
        assert!(asked.elapsed() < Duration::from_secs(10));
    }
    // It did see the jumps.
    set(400);
    assert!(time(&service) > before + Duration::from_secs(399 * 86_400));
    assert_eq!(service.warm_engine(), warm);
    service.assert_nothing_left();
}

#[test]
fn callers_that_leave_in_the_middle_of_their_request_leave_nothing() {
    let service = Service::start_with(&[("HTML2PDF_TIMEOUT", "20s")]);
    service.warm_engine();
    assert_prints(&service);
    service.assert_nothing_left();
    let open = descriptors(own(&service)).len();
    let whole = "POST /pdf HTTP/1.1\r\nHost: x\r\nContent-Type: text/html\r\n\
                 Content-Length: 40\r\n\r\n<p>a document of forty letters, no more.";
    for round in 0..200 {
        let mut stream = TcpStream::connect(service.address()).unwrap();
        let length = round * 7 % whole.len();
        stream.write_all(&whole.as_bytes()[..length]).unwrap();
        // Some go, some only stop talking.
        if round % 3 == 0 {
            stream.shutdown(Shutdown::Write).unwrap();
            let _ = stream.read(&mut [0; 64]);
        }
    }
    wait_for_descriptors(&service, open);
    assert_prints(&service);
    service.assert_nothing_left();
}

#[test]
fn a_stop_while_a_document_never_ends_waits_for_its_deadline_and_no_longer() {
    for mode in ["warm", "spawn"] {
        let settings = [("HTML2PDF_ENGINE_MODE", mode), ("HTML2PDF_TIMEOUT", "2s")];
        let mut service = Service::start_with(&settings);
        if mode == "warm" {
            service.warm_engine();
        }
        let mut talk = Talk::open(&service);
        let head = "POST /pdf HTTP/1.1\r\nContent-Type: text/html";
        talk.say(head, ENDLESS.as_bytes()).unwrap();
        // And one that says nothing, and one that does not go on.
        let silent = TcpStream::connect(service.address()).unwrap();
        let mut slow = TcpStream::connect(service.address()).unwrap();
        slow.write_all(b"POST /pdf HTTP/1.1\r\nContent-Length: 9\r\n\r\n<")
            .unwrap();
        service.wait_for_engine();
        let all = children(own(&service));
        let asked = Instant::now();
        service.signal(Signal::TERM);
        assert_eq!(talk.hear().unwrap().status, 504);
        assert!(service.wait().success());
        // The timeout, and five seconds for those who do not go.
        assert!(asked.elapsed() < Duration::from_secs(17));
        for process in all {
            support::proc::wait_until_gone(process, Duration::from_secs(2));
        }
        assert_eq!(fs::read_dir(service.temp()).unwrap().count(), 0);
        drop((silent, slow));
    }
}

/// A request that must be refused, and how.
fn malformed(chance: &mut Chance, number: usize) -> (String, Vec<u8>) {
    let json = "POST /pdf HTTP/1.1\r\nContent-Type: application/json";
    let form = "POST /pdf HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded";
    let parts = "POST /pdf HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=x";
    let noise: Vec<u8> = (0..chance.below(300))
        .map(|_| chance.below(256) as u8)
        .collect();
    let options = |options: Value| {
        let mut request = json!({ "html": "<p>x" });
        for (name, value) in options.as_object().unwrap() {
            request[name] = value.clone();
        }
        request.to_string().into_bytes()
    };
    let n = number as u64;
    let (head, body): (&str, Vec<u8>) = match number % 20 {
        0 => (json, noise),
        1 => (json, b"{\"html\": \"<p>x".to_vec()),
        2 => (json, "[".repeat(5_000).into_bytes()),
        3 => (json, options(json!({ format!("option{n}"): 1 }))),
        4 => (json, options(json!({ "page_size": format!("A{n}0") }))),
        5 => (json, options(json!({ "margin_top": { "a": [n] } }))),
        6 => (
            json,
            options(json!({ "zoom": "nan", "copies": 1e300, "dpi": -1 })),
        ),
        7 => (json, options(json!({ "cookies": { "a;b": "\n" } }))),
        8 => (json, options(json!({ "assets": { "x.png": "*" } }))),
        9 => (json, options(json!({ "append": ["*"] }))),
        10 => (json, b"{}".to_vec()),
        11 => (form, b"html=%ff%zz&page_size=%00".to_vec()),
        12 => (form, [b"%%=", &noise[..]].concat()),
        13 => (parts, noise),
        14 => (
            parts,
            b"--x\r\nContent-Disposition: form-data; name=\"html\"\r\n\r\nx".to_vec(),
        ),
        15 => ("POST /pdf HTTP/1.1\r\nContent-Type: image/png", noise),
        16 => ("POST /pdf HTTP/1.1\r\nContent-Type: text/html", Vec::new()),
        17 => ("BREW /pdf HTTP/1.1", noise),
        18 => ("POST /%00%ff/..%2f HTTP/1.1", noise),
        _ => (
            "POST /pdf?timeout=-1s&margin=%F0%9F HTTP/1.1\r\nContent-Type: text/html; charset=klingon",
            b"<p>x".to_vec(),
        ),
    };
    (head.to_owned(), body)
}

#[test]
fn two_thousand_malformed_requests_cost_nothing() {
    const COUNT: usize = 2_000;
    let service = Service::start();
    let warm = service.warm_engine();
    let mut chance = Chance::new();
    let mut talk = Talk::open(&service);
    let mut default = (None, 0);
    for number in 0..COUNT {
        let (head, body) = malformed(&mut chance, number);
        // Some are no HTTP at all, and cost their connection.
        let head = match number % 50 {
            7 => head.replacen(" HTTP", " HTPT", 1),
            8 => head.replacen("HTTP/1.1", "HTTP/1.1\r\nBad Header\u{1}: x", 1),
            9 => head.replacen("HTTP/1.1", "HTTP/1.1\r\nTransfer-Encoding: chunked", 1),
            _ => head,
        };
        let _ = talk.say(&head, &body);
        let answer = talk.hear();
        let status = answer.as_ref().map(|answer| answer.status);
        assert!(
            status.is_none_or(|status| (400..500).contains(&status)),
            "{number}: {status:?} for {head}"
        );
        let closes = matches!(number % 50, 7..=9);
        assert!(status.is_some() || closes, "{number}: no answer to {head}");
        if closes || answer.is_some_and(|answer| answer.header("connection") == "close") {
            talk = Talk::open(&service);
        }
        if number == COUNT / 4 {
            default = (own_memory(own(&service)), descriptors(own(&service)).len());
        }
    }
    let now = own_memory(own(&service));
    if let (Some(before), Some(now)) = (default.0, now) {
        assert!(now < before + before / 10 + (8 << 10), "{before}, {now} kB");
    }
    wait_for_descriptors(&service, default.1);
    assert_eq!(service.warm_engine(), warm);
    assert_prints(&service);
    service.assert_nothing_left();
}
