//! What the kernel counts: time of the processor, memory, threads, bytes written, and the stack.

use crate::support;

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustix::process::Signal;
use serde_json::json;
use support::bundle;
use support::proc::wait_until_used;
use support::service::Service;

use super::{MODES, assert_prints, assert_refused, html, start, words};

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
