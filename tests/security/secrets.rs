//! What we were started with is nobody else's to know: not in our environment,
//! not in our memory, not in the engine, not in an answer and not in the log.

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
use serde_json::{Value, json};
use support::bundle;
use support::lacks;
use support::proc::{Idle, descriptors, times_in_memory, wait_until_used};
use support::service::{Service, multipart};
use tempfile::TempDir;

const ENDLESS: &str = "<script>while(true){}</script>";
const KEY: &str = "Zw4keyOfTheRole";
const TOKEN: &str = "Zw4tokenOfTheRole";
const OTHERS: &str = "Zw4passwordOfADatabase";
/// One that we read.
const READ: &str = "zw4origin.example";

const ORIGIN: &str = "https://zw4origin.example";
const SECRETS: [(&str, &str); 4] = [
    ("AWS_SECRET_ACCESS_KEY", KEY),
    ("AWS_SESSION_TOKEN", TOKEN),
    ("DATABASE_URL", OTHERS),
    ("HTML2PDF_CORS_ORIGIN", ORIGIN),
];

/// Whoever has nothing else on this machine, and is nobody of the other tests.
const NOBODY: u32 = 64_924;

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&SECRETS[..], more].concat()
}

fn own(service: &Service) -> Pid {
    Pid::from_raw(service.pid() as i32).unwrap()
}

fn environment(process: Pid) -> io::Result<Vec<u8>> {
    fs::read(format!("/proc/{process}/environ"))
}

fn holds(bytes: &[u8], word: &str) -> bool {
    memchr::memmem::find(bytes, word.as_bytes()).is_some()
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

/// What a caller says in confidence.
const SECRET: &str = "Zw4callersSecret";
/// What stands in a document: the caller may read it again, the operator may not.
const WORD: &str = "Zw4wordOfADocument";

/// Requests that fail, or are printed with warnings, each in a way of its own.
fn zoo() -> Vec<(&'static str, Value)> {
    let crash = "<script>new RegExp(Array(2e5).join('(')+Array(2e5).join(')'))</script>";
    let cut = base64_of(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog");
    vec![
        ("unknown option", json!({ "html": "x", "papersize": "A4" })),
        ("wrong value", json!({ "html": "x", "page_size": "A44" })),
        ("no document", json!({ "page_size": "A4" })),
        ("wrong margin", json!({ "html": "x", "margin_top": "wide" })),
        (
            "wrong cookie",
            json!({ "html": "x", "cookies": { "a b;": format!("{SECRET}\n") } }),
        ),
        ("wrong cookies", json!({ "html": "x", "cookies": [SECRET] })),
        (
            "wrong header",
            json!({ "html": "x", "request_headers": { "X A:": SECRET } }),
        ),
        (
            "wrong header value",
            json!({ "html": "x", "request_headers": { "X-A": format!("{SECRET}\r\nb") } }),
        ),
        (
            "long password",
            json!({ "html": "x", "user_password": SECRET.repeat(50) }),
        ),
        (
            "wrong password",
            json!({ "html": "x", "user_password": format!("{SECRET}\u{7}") }),
        ),
        ("password alone", json!({ "html": "x", "password": SECRET })),
        ("timeout", json!({ "html": ENDLESS, "timeout": "300ms" })),
        ("crash", json!({ "html": crash })),
        ("deep", json!({ "html": "<table><tr><td>".repeat(20_000) })),
        (
            "strict",
            json!({ "html": "<img src=a.png><link rel=stylesheet href=b.css>", "strict": true }),
        ),
        (
            "missing",
            json!({ "html": "<img src=a.png><iframe src=b.html></iframe>" }),
        ),
        (
            "files",
            json!({ "html": "<img src='file:///proc/self/environ'><iframe src='/etc/passwd'></iframe><script src='../../x.js'></script>", "strict": true }),
        ),
        (
            "away",
            json!({ "html": "<script>location='file:///etc/passwd'</script>" }),
        ),
        (
            "alert",
            json!({ "html": format!("<script>alert('{WORD}');console.log('{WORD}');{WORD}()</script>") }),
        ),
        (
            "no pdf",
            json!({ "html": "x", "append": [base64_of(b"no PDF")] }),
        ),
        ("cut pdf", json!({ "html": "x", "append": [cut] })),
        ("missing pdf", json!({ "html": "x", "append": "lost.pdf" })),
        ("no such page", json!({ "html": "x", "page_ranges": "7-9" })),
        (
            "no such picture",
            json!({ "html": "x", "format": "png", "page": 7 }),
        ),
        (
            "large picture",
            json!({ "html": "x", "format": "png", "width": 100_000 }),
        ),
        (
            "header that crashes",
            json!({ "html": "x", "header_html": crash }),
        ),
        (
            "header that never ends",
            json!({ "html": "x", "header_html": ENDLESS, "timeout": "500ms" }),
        ),
        ("encoding", json!({ "html": "x", "encoding": "klingon" })),
        ("base64", json!({ "html_base64": "*" })),
        ("asset", json!({ "html": "x", "assets": { "x.png": "*" } })),
        (
            "status that never comes",
            json!({ "html": "<script>1</script>", "window_status": "never", "timeout": "500ms" }),
        ),
    ]
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn no_answer_and_no_line_of_the_log_tells_a_path_a_flag_or_a_secret() {
    let service = Service::start_with(&with(&[("HTML2PDF_NETWORK", "unguarded")]));
    service.warm_engine();
    let (temp, bundle) = (service.temp().to_owned(), bundle::path());
    let ours = [
        temp.to_str().unwrap(),
        bundle.to_str().unwrap(),
        env!("CARGO_MANIFEST_DIR"),
        "html2pdf-",
        "/proc/self/cwd",
        "/proc/self/exe",
        "wkhtmltopdf",
        KEY,
        TOKEN,
        OTHERS,
        SECRET,
    ];
    let mut answers = Vec::new();
    let mut ask = |name: String, answer: support::service::Answer| {
        let headers = format!("{:?}", answer.headers);
        let body = match answer.status {
            200 => String::new(),
            _ => String::from_utf8_lossy(&answer.body).into_owned(),
        };
        let warned = !answer.header("x-pdf-warnings").is_empty();
        answers.push((name, answer.status, warned, headers + &body));
    };
    let confident = json!({
        "cookies": { "c": SECRET },
        "request_headers": { "X-A": SECRET, "Authorization": SECRET },
        "owner_password": SECRET,
        "username": "u", "password": SECRET,
    });
    for (name, request) in zoo() {
        let mut all = confident.clone();
        for (option, value) in request.as_object().unwrap() {
            all[option] = value.clone();
        }
        ask(name.to_owned(), service.post_json(&request));
        ask(format!("{name}, in confidence"), service.post_json(&all));
    }
    let (content_type, body) = multipart(&[("name=\"password\"", SECRET.as_bytes())]);
    ask("form".into(), service.post("/pdf", &content_type, &body));
    ask(
        "half a form".into(),
        service.post("/pdf", &content_type, &body[..90]),
    );
    let half = format!("{{\"password\": \"{SECRET}\", \"html\": ");
    ask(
        "half JSON".into(),
        service.post("/pdf", "application/json", &half),
    );
    ask(
        "no JSON".into(),
        service.post("/pdf", "application/json", SECRET),
    );
    ask("kind".into(), service.post("/pdf", "image/png", SECRET));
    let secret = [("authorization", SECRET), ("cookie", SECRET)];
    ask("path".into(), service.send("GET", "/nowhere", &secret, ""));
    ask("method".into(), service.send("DELETE", "/pdf", &secret, ""));
    // A failure of ours, of which the log tells the cause.
    let aside = temp.with_extension("aside");
    fs::rename(&temp, &aside).unwrap();
    ask("500".into(), service.post_json(&json!({ "html": "x" })));
    fs::rename(&aside, &temp).unwrap();

    for (name, status, _, text) in &answers {
        for word in ours {
            assert!(!text.contains(word), "{name}: {status}: {word} in {text}");
        }
        assert!(!has_flag(text), "{name}: {status}: {text}");
    }
    let log = service.log();
    // Paths of ours may stand there, for the operator.
    for word in [KEY, TOKEN, OTHERS, SECRET, WORD] {
        assert!(!log.contains(word), "{word} in {log}");
    }
    // But for the line that says what to try, which is for people.
    let lines = log.lines().filter(|line| !line.contains("try: curl"));
    for line in lines {
        assert!(!has_flag(line), "{line}");
    }

    // They did fail, or warn, each at its own place.
    let mut seen: Vec<u16> = answers.iter().map(|(_, status, ..)| *status).collect();
    seen.sort();
    seen.dedup();
    for status in [200, 400, 404, 405, 415, 422, 500, 504] {
        assert!(seen.contains(&status), "no {status}: {seen:?}");
    }
    for (name, status, warned, _) in &answers {
        let silent = ["alert", "away"].iter().any(|mild| name.starts_with(mild));
        assert!(*status != 200 || *warned || silent, "{name} did not fail");
    }
    assert!(has_flag("x --enable-local-file-access") && !has_flag("a -- b, a--1"));
    service.assert_nothing_left();
}

/// An argument as the engine is given it.
fn has_flag(text: &str) -> bool {
    let mut rest = text.split("--").skip(1);
    rest.any(|after| after.starts_with(|letter: char| letter.is_ascii_lowercase()))
}
