//! The fork server and its children come and go: whoever is killed, stopped or
//! left alone, documents are printed and nothing is left.

use crate::support;

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, setrlimit};
use support::pdf::Pdf;
use support::proc::{
    Idle, descriptors, has_ended, stat, times_in_memory, variables, wait_until_gone,
    wait_until_used,
};
use support::service::{Answer, Service};
use support::{lacks, wait};

const ENDLESS: &str = "<script>while(true){}</script>";
/// At work for a second and a half.
const SLOW: &str = "<script>for(var t=new Date();new Date()-t<1500;);</script>";

fn own(service: &Service) -> Pid {
    Pid::from_raw(service.pid() as i32).unwrap()
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn in_background(service: &Arc<Service>, html: String) -> JoinHandle<Answer> {
    let service = service.clone();
    std::thread::spawn(move || service.print("", &html))
}

fn assert_prints(service: &Service) {
    let text = Pdf::new(&service.print("", "<p>printed").pdf()).text();
    assert!(text.contains("printed"), "{text}");
}

/// Waits for a warm engine that is another one.
fn successor(service: &Service, of: Pid) -> Pid {
    wait_until_gone(of, seconds(30));
    let new = service.warm_engine();
    assert_ne!(new, of);
    new
}

#[test]
fn a_child_is_ours_and_has_nothing_but_its_errors_and_its_own_pipes() {
    let settings = [("HTML2PDF_TIMEOUT", "8s"), ("SECRET", "Hd8secretQw2")];
    let service = Arc::new(Service::start_with(&settings));
    let warm = service.warm_engine();
    let busy = in_background(&service, ENDLESS.to_owned());
    let child = service.wait_for_engine();
    wait_until_used(child, Duration::from_millis(300));

    for process in [warm, child] {
        let stat = stat(process).unwrap();
        assert_eq!(stat.parent, own(&service), "{stat:?}");
        assert_eq!(stat.group, process, "{stat:?}");
        // What it was started with, and what it may have been told since.
        let mut variables = variables(process);
        // As far as the kernel has one.
        variables.retain(|name| name != "HTML2PDF_SANDBOX");
        assert_eq!(
            variables,
            [
                "FONTCONFIG_FILE",
                "GCONV_PATH",
                "HOME",
                "HTML2PDF_GUARD",
                "HTML2PDF_WARM_UP",
                "LC_ALL",
                "LIBTHAI_DICTDIR",
                "LOCPATH",
                "TMPDIR",
                "TZ",
                "XDG_CACHE_HOME",
            ]
        );
    }
    assert_eq!(times_in_memory(child, "Hd8secretQw2"), 0);
    let kind = |target: &str| target.split(':').next().unwrap().to_owned();
    let of_warm: Vec<_> = descriptors(warm);
    assert_eq!(kind(&of_warm[0].1), "socket");
    assert!(
        of_warm[1..3].iter().all(|(_, to)| to == "/dev/null")
            && of_warm[3..].iter().all(|(_, to)| kind(to) == "pipe"),
        "{of_warm:?}"
    );
    let of_child = descriptors(child);
    assert!(
        of_child[..2].iter().all(|(_, to)| to == "/dev/null"),
        "{of_child:?}"
    );
    let folder = service.temp().to_str().unwrap().to_owned();
    let own_file = |to: &str| kind(to) == "pipe" || to.starts_with(&folder);
    assert!(
        of_child[2..].iter().all(|(_, to)| own_file(to)),
        "{of_child:?}"
    );
    // Not the parent's pipes: who shares one may be woken by the other.
    let shared = of_child[2..]
        .iter()
        .find(|(_, to)| of_warm.iter().any(|(_, other)| other == to));
    assert_eq!(shared, None);

    assert_eq!(busy.join().unwrap().status, 504);
    wait_until_gone(child, seconds(30));
    service.assert_nothing_left();
    assert_eq!(service.warm_engine(), warm);
}

#[test]
fn a_document_that_crashes_its_child_leaves_the_warm_engine_as_it_was() {
    let service = Service::start();
    let warm = service.warm_engine();
    let crash = "<script>new RegExp(Array(2e5).join('(')+Array(2e5).join(')'))</script>";
    for _ in 0..3 {
        let answer = service.print("", crash);
        assert_eq!(answer.status, 422);
        let detail = answer.problem()["detail"].to_string();
        assert!(detail.contains("nested deeper"), "{detail}");
        assert_prints(&service);
    }
    assert_eq!(service.warm_engine(), warm);
    service.assert_nothing_left();
}

#[test]
fn a_document_whose_engine_is_ended_once_is_printed_all_the_same() {
    for mode in ["warm", "spawn"] {
        let service = Arc::new(Service::start_with(&[("HTML2PDF_ENGINE_MODE", mode)]));
        if mode == "warm" {
            service.warm_engine();
        }
        // As it dies of a fault, of a lack of memory, and with a service that is stopped.
        for signal in [Signal::SEGV, Signal::KILL, Signal::TERM] {
            let printing = in_background(&service, format!("{SLOW}<p>printed"));
            let engine = service.wait_for_engine();
            kill_process(engine, signal).unwrap();
            let text = Pdf::new(&printing.join().unwrap().pdf()).text();
            assert!(text.contains("printed"), "{mode}, {signal:?}: {text}");
        }
        service.assert_nothing_left();
    }
}

#[test]
fn a_child_that_is_killed_twice_costs_only_its_own_document_which_may_come_again() {
    let service = Arc::new(Service::start_with(&[("HTML2PDF_CONCURRENCY", "2")]));
    let warm = service.warm_engine();
    let other = in_background(&service, format!("{SLOW}<p>other"));
    let others = service.wait_for_engine();
    let victim = in_background(&service, ENDLESS.to_owned());
    let mut engines = service.wait_for_engines(2);
    engines.retain(|engine| *engine != others);
    let first = engines[0];
    kill_process(first, Signal::KILL).unwrap();
    let second = wait::until_some("it is run once more", seconds(30), || {
        let mut engines = service.engines().into_iter();
        engines.find(|engine| ![first, others].contains(engine))
    });
    kill_process(second, Signal::KILL).unwrap();
    let answer = victim.join().unwrap();
    assert_eq!(answer.status, 503);
    assert_eq!(answer.problem()["type"], "urn:html2pdf:engine-ended");
    assert_eq!(answer.header("retry-after"), "1");
    assert!(
        Pdf::new(&other.join().unwrap().pdf())
            .text()
            .contains("other")
    );
    assert_eq!(service.warm_engine(), warm);
    service.assert_nothing_left();
}

#[test]
fn a_warm_engine_that_is_killed_is_replaced_and_not_missed() {
    let service = Service::start();
    let warm = service.warm_engine();
    kill_process(warm, Signal::KILL).unwrap();
    assert_prints(&service);
    let new = successor(&service, warm);
    assert_prints(&service);
    assert_eq!(service.warm_engine(), new);
    service.assert_nothing_left();
}

#[test]
fn documents_in_hand_outlive_the_warm_engine() {
    let service = Arc::new(Service::start_with(&[("HTML2PDF_CONCURRENCY", "3")]));
    let warm = service.warm_engine();
    let printing: Vec<_> = (0..3)
        .map(|n| in_background(&service, format!("{SLOW}<p>number{n}")))
        .collect();
    let at_work = service.wait_for_engines(3);
    kill_process(warm, Signal::KILL).unwrap();
    wait_until_gone(warm, seconds(30));
    assert_eq!(service.engines(), at_work);
    for (n, printing) in printing.into_iter().enumerate() {
        let text = Pdf::new(&printing.join().unwrap().pdf()).text();
        assert!(text.contains(&format!("number{n}")), "{text}");
    }
    successor(&service, warm);
    service.assert_nothing_left();
}

/// It answers no more, and has no child that was forked before.
fn stop(service: &Service, warm: Pid) {
    let ahead = service.wait_for_engine_ahead();
    kill_process(warm, Signal::STOP).unwrap();
    kill_process(ahead, Signal::KILL).unwrap();
    // An order would reach it until it is dead, and the document would be printed by an engine of its own.
    wait::until("it is dead", seconds(30), || has_ended(ahead));
}

#[test]
fn a_warm_engine_that_does_not_answer_is_replaced_and_the_document_printed() {
    let service = Service::start();
    let warm = service.warm_engine();
    stop(&service, warm);
    let asked = Instant::now();
    assert_prints(&service);
    assert!(asked.elapsed() < seconds(60), "{:?}", asked.elapsed());
    successor(&service, warm);
    assert_prints(&service);
    service.assert_nothing_left();
}

#[test]
fn a_deadline_is_kept_by_a_warm_engine_that_does_not_answer_too() {
    let service = Service::start();
    let warm = service.warm_engine();
    stop(&service, warm);
    let asked = Instant::now();
    assert_eq!(service.print("timeout=500ms", "<p>x").status, 504);
    assert!(asked.elapsed() < seconds(60), "{:?}", asked.elapsed());
}

/// As Lambda does it between two events, and here in the middle of one.
fn freeze_for(pause: Duration) {
    let service = Arc::new(Service::start_with(&[("HTML2PDF_TIMEOUT", "120s")]));
    let warm = service.warm_engine();
    let printing = in_background(&service, format!("{SLOW}<p>in hand"));
    let all = [own(&service), warm, service.wait_for_engine()];
    let tell = |signal| {
        all.iter()
            .for_each(|process| kill_process(*process, signal).unwrap())
    };
    tell(Signal::STOP);
    wait::let_pass(pause);
    tell(Signal::CONT);
    assert!(
        Pdf::new(&printing.join().unwrap().pdf())
            .text()
            .contains("in hand")
    );
    assert_prints(&service);
    assert_eq!(service.warm_engine(), warm);
    service.assert_nothing_left();
}

#[test]
fn what_was_frozen_goes_on_when_it_thaws() {
    freeze_for(seconds(3));
}

#[test]
#[ignore = "takes a minute"]
fn what_was_frozen_for_a_minute_goes_on_when_it_thaws() {
    freeze_for(seconds(60));
}

#[test]
fn without_the_service_the_warm_engine_ends_at_once_and_its_children_soon() {
    let service = Arc::new(Service::start_with(&[("HTML2PDF_TIMEOUT", "1s")]));
    let warm = service.warm_engine();
    let _stream = service.begin("", ENDLESS);
    let child = service.wait_for_engine();
    service.signal(Signal::KILL);
    wait::until("the warm engine ends", seconds(30), || has_ended(warm));
    assert!(!has_ended(child), "it has not run into its own end");
    wait::until("its child ends", seconds(30), || has_ended(child));
}

#[test]
fn clients_that_go_away_at_any_moment_leave_nothing() {
    let service = Service::start_with(&[("HTML2PDF_CONCURRENCY", "4")]);
    let warm = service.warm_engine();
    assert_prints(&service);
    let open = || [own(&service), warm].map(|process| descriptors(process).len());
    service.assert_nothing_left();
    service.wait_for_engine_ahead();
    let before = open();
    for round in 0..200 {
        let _stream = service.begin("", [ENDLESS, "<p>short"][round % 2]);
        wait::let_pass(Duration::from_millis(round as u64 * 17 % 41));
    }
    service.assert_nothing_left();
    service.assert_children(&[warm]);
    // A connection may still be closing.
    wait::within(seconds(30), || {
        let is_back = std::iter::zip(open(), before).all(|(now, before)| now <= before);
        is_back.then_some(())
    })
    .unwrap_or_else(|| panic!("{before:?}: {:?}", descriptors(own(&service))));
    assert_prints(&service);
    assert_eq!(service.warm_engine(), warm);
}

/// Whoever has nothing else on this machine.
const NOBODY: u32 = 64_923;

#[test]
fn where_there_can_be_no_more_processes_it_fails_and_recovers() {
    const MOST: u64 = 64;
    let program = Path::new(env!("CARGO_BIN_EXE_html2pdf"));
    if !lacks::has_root("to be somebody else") || !lacks::has_open_way_to(program) {
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    chown(temp.path(), Some(NOBODY), Some(NOBODY)).unwrap();
    let limit = || {
        let limit = Rlimit {
            current: Some(MOST),
            maximum: Some(MOST),
        };
        Ok(setrlimit(Resource::Nproc, limit)?)
    };
    let service = Service::start_as(temp, &[], |command| {
        command.uid(NOBODY).gid(NOBODY);
        support::child::before_exec(command, limit);
    });
    let warm = service.warm_engine();
    assert_prints(&service);

    let others: Vec<_> = (0..MOST).map(|_| Idle::of(NOBODY)).collect();
    if let Some(ahead) = service.engine_ahead() {
        kill_process(ahead, Signal::KILL).unwrap();
        wait::until("it has ended", seconds(30), || has_ended(ahead));
    }
    let answer = service.print("", "<p>x");
    let body = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, 503, "{body}");
    assert_eq!(answer.problem()["type"], "urn:html2pdf:busy");
    assert_eq!(answer.header("retry-after"), "1");
    service.assert_nothing_left();
    drop(others);
    assert_prints(&service);
    assert_eq!(service.warm_engine(), warm);
    service.assert_nothing_left();
}
