//! What one job may use: each limit has a document that stays below it and one
//! that does not, with an engine that is warm and with one that is not, beside a
//! neighbour that is printed; and then nothing is left.

use crate::support;

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustix::process::Signal;
use serde_json::{Value, json};
use support::bundle;
use support::lacks;
use support::pdf::Pdf;
use support::proc::wait_until_used;
use support::service::{Answer, Service, multipart, told};

const MODES: [&str; 2] = ["warm", "spawn"];

fn start(mode: &str, settings: &[(&str, &str)]) -> Arc<Service> {
    let mut all = vec![
        ("HTML2PDF_ENGINE_MODE", mode),
        ("HTML2PDF_CONCURRENCY", "2"),
    ];
    all.extend(settings);
    let service = Service::start_with(&all);
    if mode == "warm" {
        service.warm_engine();
    }
    Arc::new(service)
}

/// A document that takes as long as the other one, and is printed.
fn neighbour(service: &Arc<Service>) -> JoinHandle<Answer> {
    const SLOW: &str =
        "<script>for(var t=new Date();new Date()-t<300;);</script><p>a good neighbour";
    let service = service.clone();
    std::thread::spawn(move || service.print("", SLOW))
}

/// What is asked for goes beyond a limit; the neighbour and whoever comes next
/// notice nothing.
fn assert_refused(
    service: &Arc<Service>,
    what: &str,
    request: &Value,
    status: u16,
    kind: &str,
    words: &[&str],
) {
    let beside = neighbour(service);
    let answer = service.post_json(request);
    let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(800)]).into_owned();
    assert_eq!(answer.status, status, "{what}: {body}");
    let problem = answer.problem();
    assert_eq!(problem["type"], format!("urn:html2pdf:{kind}"), "{what}");
    let detail = told(&problem);
    for word in words {
        assert!(detail.contains(word), "{what}: {detail}");
    }
    let text = Pdf::new(&beside.join().unwrap().pdf()).text();
    assert!(text.contains("a good neighbour"), "{what}: {text}");
    assert_prints(service, what, &json!({ "html": "<p>next" }));
    service.assert_nothing_left();
}

fn assert_prints(service: &Service, what: &str, request: &Value) {
    let answer = service.post_json(request);
    let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(800)]);
    assert_eq!(answer.status, 200, "{what}: {body}");
}

/// A picture that says so of itself, and holds nothing.
fn gif(width: u16, height: u16) -> String {
    let [w, x] = width.to_le_bytes();
    let [h, y] = height.to_le_bytes();
    BASE64_STANDARD.encode([b"GIF89a".as_slice(), &[w, x, h, y, 0, 0, 0, 0x3b]].concat())
}

/// Text that a PDF cannot make much smaller, in a script that makes it.
fn words(count: usize) -> String {
    let script = "var s=7,t='';for(var i=0;i<COUNT;i++){s=(s*16807)%2147483647;t+=s.toString(36)+' '}\
                  document.write('<p>'+t)";
    let script = script.replace("COUNT", &count.to_string());
    format!("<!DOCTYPE html><script>{script}</script>")
}

fn html(html: impl AsRef<str>) -> Value {
    json!({ "html": html.as_ref() })
}

#[test]
fn what_the_kernel_counts_is_bounded() {
    for mode in MODES {
        let service = start(
            mode,
            &[
                ("HTML2PDF_MAX_CPU_TIME", "2s"),
                ("HTML2PDF_MAX_MEMORY", "500000000"),
                ("HTML2PDF_MAX_THREADS", "8"),
                ("HTML2PDF_MAX_PDF_BYTES", "100000"),
            ],
        );
        // A script of the engine's age is stopped after a while, a layout is not.
        let busy = "<ul><li>".repeat(3000);
        let what = "processor time";
        assert_refused(
            &service,
            what,
            &html(busy),
            422,
            "over-limit",
            &["2s", "HTML2PDF_MAX_CPU_TIME", "split"],
        );

        let hoard = "<script>var s='x',a=[];while(s.length<1e6)s+=s;\
                     for(var i=0;i<COUNT;i++)a.push([s,i].join(''))</script><p>x";
        let hoard = |count: u32| html(hoard.replace("COUNT", &count.to_string()));
        assert_prints(&service, "memory", &hoard(5));
        let words_ = &["500000000 bytes", "HTML2PDF_MAX_MEMORY", "smaller"];
        assert_refused(&service, "memory", &hoard(2000), 422, "over-limit", words_);

        let crowd = |count: u32| {
            let script = "for(var i=0;i<COUNT;i++)new Worker('w.js')";
            let script = script.replace("COUNT", &count.to_string());
            json!({
                "html": format!("<script>{script}</script><p>x"),
                "assets": { "w.js": BASE64_STANDARD.encode("var x=1") },
            })
        };
        assert_prints(&service, "threads", &crowd(2));
        let said = &["8 threads", "HTML2PDF_MAX_THREADS", "workers"];
        assert_refused(&service, "threads", &crowd(30), 422, "over-limit", said);
        // What threads do not use is not counted as memory: each gets the time to begin.
        let crowd_and_hoard = json!({
            "html": "<script>for(var i=0;i<6;i++){new Worker('w.js');\
                     for(var t=new Date();new Date()-t<30;);}\
                     var s='x',a=[];while(s.length<1e6)s+=s;\
                     for(var i=0;i<80;i++)a.push([s,i].join(''))</script><p>x",
            "assets": { "w.js": BASE64_STANDARD.encode("var x=1") },
        });
        assert_prints(&service, "threads and memory", &crowd_and_hoard);

        assert_prints(&service, "size", &html(words(2000)));
        let said = &["100000 bytes", "HTML2PDF_MAX_PDF_BYTES", "split"];
        let large = html(words(25_000));
        assert_refused(&service, "size", &large, 413, "pdf-too-large", said);
    }
}

#[test]
fn what_is_read_and_what_is_printed_is_bounded() {
    let page = "<p style='page-break-after:always'>x";
    let attached = |name: &str, bytes: usize| {
        let zeros = BASE64_STANDARD.encode(vec![b'0'; bytes]);
        json!({ "html": "<p>x", "assets": { name: zeros } })
    };
    let pictures = |one: u16, other: u16| {
        json!({
            "html": format!("<img src='a.gif'><img src='data:image/gif;base64,{}'>", gif(other, 10)),
            "assets": { "a.gif": gif(one, 10) },
        })
    };
    let files = |count: usize| {
        let files = (0..count).map(|n| (format!("{n}.txt"), "eA==".into()));
        json!({ "html": "<p>x", "assets": files.collect::<serde_json::Map<_, _>>() })
    };
    for mode in MODES {
        let service = start(
            mode,
            &[
                ("HTML2PDF_MAX_WORKSPACE_BYTES", "300000"),
                ("HTML2PDF_MAX_PAGES", "5"),
                ("HTML2PDF_MAX_ASSETS", "3"),
                ("HTML2PDF_MAX_IMAGE_PIXELS", "1000"),
                ("HTML2PDF_MAX_NESTING", "100"),
            ],
        );
        let deep = |count: usize| html("<div>".repeat(count));
        let one_page = page.repeat(4) + "<p>x";
        let over = "over-limit";
        for (what, good, bad, status, kind, said) in [
            (
                "workspace",
                attached("a.txt", 250_000),
                attached("a.txt", 310_000),
                422,
                over,
                &["300000", "HTML2PDF_MAX_WORKSPACE_BYTES"][..],
            ),
            (
                "workspace, by its PDF",
                html(words(2000)),
                html(words(60_000)),
                422,
                over,
                &["300000", "HTML2PDF_MAX_WORKSPACE_BYTES"],
            ),
            (
                "pages",
                html(&one_page),
                html(page.to_owned() + &one_page),
                422,
                over,
                &["6 pages", "5 is the limit", "split"],
            ),
            (
                "assets",
                files(3),
                files(4),
                400,
                "bad-request",
                &["asset", "more than 3 files"],
            ),
            (
                "pixels of an asset",
                pictures(90, 10),
                pictures(101, 10),
                422,
                over,
                &["with a.gif", "1010 pixels", "1000 is the limit"],
            ),
            (
                "pixels in the document",
                pictures(10, 90),
                pictures(50, 51),
                422,
                over,
                &["a picture in index.html", "1010 pixels"],
            ),
            (
                "nesting",
                deep(100),
                deep(101),
                422,
                over,
                &["elements of index.html", "more than 100 deep", "flatter"],
            ),
        ] {
            assert_prints(&service, what, &good);
            assert_refused(&service, what, &bad, status, kind, said);
        }
        // Nobody has to close these.
        let open = "<p>x<ul><li>x<li>y</ul><table><tr><td>x</table>".repeat(300);
        let open = format!("<div style='display:none'>{open}</div>x");
        assert_prints(&service, "not nested", &html(&open));
    }
}

#[test]
fn what_is_deeper_than_the_stack_is_told_from_a_fault_of_the_engine() {
    let deep = "<script>new RegExp(Array(2e5).join('(')+Array(2e5).join(')'))</script>";
    for mode in MODES {
        let service = start(mode, &[]);
        let said = &["nested deeper than the engine", "flatter"];
        assert_refused(&service, "stack", &html(deep), 422, "over-limit", said);
        // What it did not do itself is not taken for it.
        let busy = {
            let service = service.clone();
            std::thread::spawn(move || service.print("", "<script>for(;;);</script>"))
        };
        let engine = service.wait_for_engine();
        wait_until_used(engine, Duration::from_millis(500));
        service.end_engine_twice(engine, Signal::SEGV);
        let answer = busy.join().unwrap();
        let problem = answer.problem();
        assert_eq!(problem["type"], "urn:html2pdf:unprintable");
        assert!(problem.to_string().contains("signal 11"), "{problem}");
    }
}

/// A job's time of the processor is that of all its runs.
#[test]
fn runs_of_one_job_share_its_time() {
    let service = start("warm", &[("HTML2PDF_MAX_CPU_TIME", "1s")]);
    // Each kind of page is a run of its own.
    let kinds = ["A2", "A3", "A4", "A5", "A6", "Letter", "Legal"];
    let documents = |kinds: &[&str]| {
        let spend = "<script>for(var t=new Date();new Date()-t<600;);</script><p>x";
        let document = |size| json!({ "html": spend, "page_size": size });
        json!({ "documents": kinds.iter().map(document).collect::<Vec<_>>() })
    };
    assert_prints(&service, "one run", &documents(&kinds[..1]));
    let said = &["1s of processor time"];
    let all = documents(&kinds);
    assert_refused(&service, "all runs", &all, 422, "over-limit", said);
}

/// What a parent ignores or blocks its children inherit, however many programs later.
#[test]
fn limits_hold_whatever_signals_our_parent_ignored_or_blocked() {
    for mode in MODES {
        let settings = [
            ("HTML2PDF_ENGINE_MODE", mode),
            ("HTML2PDF_MAX_CPU_TIME", "2s"),
            ("HTML2PDF_MAX_PDF_BYTES", "100000"),
        ];
        let temp = tempfile::tempdir().unwrap();
        let mut service = Service::start_as(temp, &settings, |command| {
            support::child::before_exec(command, ignore_and_block_signals);
        });
        if mode == "warm" {
            service.warm_engine();
        }
        assert_prints(&service, mode, &html("<p>x"));
        let answer = service.post_json(&html(words(25_000)));
        assert_eq!(answer.problem()["type"], "urn:html2pdf:pdf-too-large");
        let answer = service.post_json(&html("<ul><li>".repeat(3000)));
        assert_eq!(answer.problem()["type"], "urn:html2pdf:over-limit");
        // The worker writes more than the engine did.
        let mut state = 7_u64;
        let noise = std::iter::repeat_with(|| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as u8
        });
        let attachment = BASE64_STANDARD.encode(noise.take(200_000).collect::<Vec<_>>());
        let request = json!({
            "html": "<p>x", "assets": { "a.bin": attachment }, "attachments": ["a.bin"],
        });
        let answer = service.post_json(&request);
        assert_eq!(answer.problem()["type"], "urn:html2pdf:pdf-too-large");
        service.assert_nothing_left();
        service.signal(Signal::TERM);
        assert!(service.wait().success(), "it did not heed SIGTERM");
    }
}

#[expect(unsafe_code, reason = "rustix changes no dispositions")]
fn ignore_and_block_signals() -> std::io::Result<()> {
    // SAFETY: `set` is filled in before it is read, and no handler is set.
    let failed = unsafe {
        for signal in [libc::SIGXFSZ, libc::SIGPIPE, libc::SIGXCPU, libc::SIGCHLD] {
            libc::signal(signal, libc::SIG_IGN);
        }
        let mut set = std::mem::zeroed();
        libc::sigfillset(&mut set);
        libc::sigprocmask(libc::SIG_BLOCK, &set, std::ptr::null_mut())
    };
    match failed {
        0 => Ok(()),
        _ => Err(std::io::Error::last_os_error()),
    }
}

/// An engine that has nothing of ours in it gets its limits from outside.
#[test]
fn a_program_of_the_machine_is_bounded_too() {
    let temp = tempfile::tempdir().unwrap();
    let program = temp.path().join("wkhtmltopdf");
    let script = "#!/bin/sh\ncase $1 in --version) echo 'wkhtmltopdf 0.12.6.1 (with patched qt)'; exit;; esac\n\
                  ulimit -t >&2; ulimit -v >&2; while :; do :; done\n";
    std::fs::write(&program, script).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&program, mode).unwrap();
    let settings = [
        ("HTML2PDF_ENGINE", program.to_str().unwrap()),
        ("HTML2PDF_MAX_CPU_TIME", "1s"),
    ];
    let service = Service::start_with(&settings);
    let answer = service.print("", "<p>x");
    assert_eq!(answer.status, 422);
    assert_eq!(answer.problem()["type"], "urn:html2pdf:over-limit");
    service.assert_nothing_left();
}

/// Nor does one that should have our library in it, and has another.
#[test]
fn an_engine_in_which_our_library_does_not_answer_is_bounded_too() {
    let bundle = bundle::with_library("int not_ours;");
    let service = Service::start_with(&[
        ("HTML2PDF_ENGINE", bundle.path().to_str().unwrap()),
        ("HTML2PDF_MAX_CPU_TIME", "2s"),
        ("HTML2PDF_MAX_PDF_BYTES", "100000"),
    ]);
    assert_prints(&service, "nothing", &html("<p>x"));
    let answer = service.post_json(&html("<ul><li>".repeat(3000)));
    let problem = answer.problem();
    assert_eq!(problem["type"], "urn:html2pdf:over-limit", "{problem}");
    let answer = service.post_json(&html(words(25_000)));
    let problem = answer.problem();
    assert_eq!(problem["type"], "urn:html2pdf:pdf-too-large", "{problem}");
    service.assert_nothing_left();
}

#[test]
fn a_document_is_read_no_longer_than_its_deadline() {
    let service = Service::start();
    for text in ["<", "<a ", "<p style=x:y>", "<img src=x.png>", "</p>"] {
        let asked = Instant::now();
        let answer = service.print("timeout=300ms", &text.repeat((20 << 20) / text.len()));
        assert_eq!(answer.status, 504, "{text}");
        let passed = asked.elapsed();
        assert!(passed < Duration::from_secs(8), "{text}: {passed:?}");
    }
    service.assert_nothing_left();
}

/// A document can forge the engine's messages: warnings list them up to a number, and
/// what the proxy refused beside them.
#[test]
fn forged_messages_are_listed_up_to_a_number() {
    let service = Service::start_with(&[("HTML2PDF_NETWORK", "public")]);
    let tail = "x".repeat(1900);
    let image = |number| format!("<img src=http://127.0.0.1/{number}/{tail}>");
    let told = |images: u32, lines: u32| {
        let images: String = (0..images).map(image).collect();
        let script = "var s='';for(var i=0;i<COUNT;i++)\
                      s+='\\nWarning: Failed to load http://b/'+i+' (ignore)';console.log(s)";
        let script = script.replace("COUNT", &lines.to_string());
        let html = format!("<!DOCTYPE html><script>{script}</script>{images}<p>x");
        let answer = service.post_json(&json!({ "html": html, "report": "json" }));
        assert_eq!(answer.status, 200);
        let report: Value = serde_json::from_slice(&answer.body).unwrap();
        let told = report["warnings"].as_array().unwrap().len() as u64;
        (told, report["more"].as_u64().unwrap_or_default())
    };
    assert_eq!(told(1, 2), (3, 0));
    // 300 of the forged ones are kept beside the twenty that are true, and a list has its end.
    let (told, more) = told(20, 2000);
    assert!(told <= 100, "{told}");
    assert_eq!(told + more, 320);
    service.assert_nothing_left();
}

/// Nothing in a request unfolds into more than it is, nor is unfolded twice.
#[test]
fn no_form_of_a_request_unfolds_into_a_larger_one() {
    let service = Service::start_with(&[("HTML2PDF_MAX_REQUEST_BYTES", "100000")]);
    let gzip = {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(&vec![b' '; 10 << 20]).unwrap();
        encoder.finish().unwrap()
    };
    for coding in ["gzip", "deflate", "br", "gzip, gzip"] {
        let headers = [("content-type", "text/html"), ("content-encoding", coding)];
        let answer = service.send("POST", "/pdf", &headers, &gzip);
        assert_eq!(answer.status, 415, "{coding}");
    }
    // An archive, and parts in a part, are files like any other.
    let inner = b"--in\r\nContent-Disposition: form-data; name=title\r\n\r\nx\r\n--in--\r\n";
    let (kind, body) = multipart(&[
        ("name=html", b"<p>x"),
        (
            "name=a; filename=a.zip\r\nContent-Type: application/zip",
            b"PK\x03\x04bomb",
        ),
        (
            "name=b; filename=b\r\nContent-Type: multipart/mixed; boundary=in",
            inner,
        ),
    ]);
    service.post("/pdf", &kind, &body).pdf();
    let (kind, body) = multipart(&[("name=html\r\nContent-Encoding: gzip", &gzip)]);
    let answer = service.post("/pdf", &kind, &body);
    assert!(answer.body.len() < 50_000, "it was not unfolded");
    // Base64 is undone once for each place that may have it, and makes nothing larger.
    let twice = BASE64_STANDARD.encode(BASE64_STANDARD.encode("<p>x"));
    let text = Pdf::new(&service.post_json(&json!({ "html_base64": twice })).pdf()).text();
    assert!(text.contains("PHA"), "{text}");
    // A charset that needs fewer bytes than ours: what comes of it counts.
    let wide = [b"\xff\xfe".as_slice(), &b"\x00\xac".repeat(45_000)].concat();
    let answer = service.post("/pdf", "text/html; charset=utf-16", wide);
    assert_eq!(answer.status, 413);
    for (kind, body) in [
        ("application/json", "[".repeat(90_000)),
        (
            "application/json",
            format!("{{\"html\":\"x\",\"a\":[0{}]}}", ",0".repeat(40_000)),
        ),
        ("application/x-www-form-urlencoded", "&".repeat(90_000)),
    ] {
        let answer = service.post("/pdf", kind, body);
        assert_eq!(answer.status, 400);
    }
    service.print("", "<p>next").pdf();
    service.assert_nothing_left();
}

/// A disk of its own, for as long as it is held.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn on(folder: &Path, size: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "none"]);
        let mounted = mount.arg(folder).output().ok()?;
        mounted.status.success().then(|| Self(folder.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_the_service_s_lack_and_not_the_document_s_fault() {
    for mode in MODES {
        let temp = tempfile::tempdir().unwrap();
        let disk = SmallDisk::on(temp.path(), "300k");
        if !lacks::has(
            disk.is_some(),
            "the right to mount a disk, which is full then",
        ) {
            return;
        }
        let service = Service::start_in(temp, &[("HTML2PDF_ENGINE_MODE", mode)]);
        if mode == "warm" {
            service.warm_engine();
        }
        let file = json!({
            "html": "<p>x",
            "assets": { "a.txt": BASE64_STANDARD.encode(vec![b'0'; 400_000]) },
        });
        let finished = json!({ "html": words(12_000), "author": "x" });
        for (what, request) in [
            ("of a file", file),
            ("of the PDF", html(words(60_000))),
            ("of the finished PDF", finished),
        ] {
            let answer = service.post_json(&request);
            let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(400)]);
            assert_eq!(answer.status, 507, "{what}: {body}");
            let problem = answer.problem();
            assert_eq!(problem["type"], "urn:html2pdf:no-storage", "{what}");
            let detail = told(&problem);
            assert!(detail.contains("HTML2PDF_TEMP_DIR"), "{detail}");
            assert!(!detail.contains(service.temp().to_str().unwrap()));
            service.assert_nothing_left();
        }
        service.print("", "<p>next").pdf();
        service.assert_nothing_left();
    }
}
