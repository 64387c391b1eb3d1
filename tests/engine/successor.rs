//! The plain engine that is warm first, and the one with the layout helper that takes its place: nobody
//! waits for that, nobody fails by it, and nothing is left.

use crate::support;

use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use support::pdf::Pdf;
use support::proc::has_ended;
use support::service::Service;
use support::{bundle, wait};

/// At work for eight seconds.
const SLOW: &str = "<script>for(var t=new Date();new Date()-t<8000;);</script>";

fn own(service: &Service) -> Pid {
    Pid::from_raw(service.pid() as i32).unwrap()
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn assert_prints(service: &Service) {
    let text = Pdf::new(&service.print("", "<p>printed").pdf()).text();
    assert!(text.contains("printed"), "{text}");
}

/// The one that is on its way.
fn next_engine(service: &Service, plain: Pid) -> Pid {
    wait::until_some("the next one is started", seconds(30), || {
        let mut kept = service.kept_engines().into_iter();
        kept.find(|engine| *engine != plain)
    })
}

/// Rows and a grid, which the layout helper lays out.
const ROWS: &str = "<!DOCTYPE html><style>.r{display:flex;gap:4mm}.g{display:grid;grid-template-columns:1fr 2fr}\
    </style><div class=r><p>one<p>two</div><div class=g><div>three</div><div>four</div></div>";

/// How often an engine was told the helper.
fn told(service: &Service) -> usize {
    service.log().matches("function solveFlex").count()
}

#[test]
fn the_first_document_finds_a_plain_engine_and_the_next_ones_one_that_has_the_helper() {
    let service = Service::start_with(&[("HTML2PDF_LOG", "debug")]);
    let first = service.print("", ROWS).pdf();
    let plain = told(&service);
    assert!(plain > 0, "nobody was told the helper");
    let warm = service.warm_engine();
    assert_eq!(service.kept_engines(), [warm]);
    for _ in 0..3 {
        assert!(service.print("", ROWS).pdf() == first);
    }
    assert_eq!(told(&service), plain);
    assert_eq!(service.warm_engine(), warm);
    service.assert_nothing_left();
    service.signal(Signal::TERM);
    wait::until("the warm engine ends", seconds(30), || has_ended(warm));
}

#[test]
fn who_prints_while_the_warm_engine_is_replaced_does_not_notice() {
    let service = Arc::new(Service::start_with(&[("HTML2PDF_CONCURRENCY", "3")]));
    let plain = service.plain_engine();
    let slow = {
        let service = service.clone();
        std::thread::spawn(move || service.print("", &format!("{SLOW}<p>slow")))
    };
    let at_work = service.wait_for_engine();
    let printing: Vec<_> = (0..2)
        .map(|_| {
            let service = service.clone();
            std::thread::spawn(move || {
                let mut printed = Vec::new();
                while printed.len() < 3 || !has_ended(plain) {
                    printed.push(service.print("", ROWS).pdf());
                }
                // And some by the other.
                printed.extend((0..3).map(|_| service.print("", ROWS).pdf()));
                printed
            })
        })
        .collect();
    let warm = service.warm_engine();
    assert_ne!(warm, plain);
    // It is a child of the one that is gone.
    assert!(!has_ended(at_work), "it was not at work for long enough");
    let text = Pdf::new(&slow.join().unwrap().pdf()).text();
    assert!(text.contains("slow"), "{text}");
    let printed: Vec<_> = printing
        .into_iter()
        .flat_map(|printing| printing.join().unwrap())
        .collect();
    assert!(printed.iter().all(|pdf| *pdf == printed[0]));
    let log = service.log();
    assert!(!log.contains("WARN") && !log.contains("ERROR"), "{log}");
    service.assert_nothing_left();
    service.assert_children(&[warm]);
}

#[test]
fn where_the_engine_with_the_helper_does_not_come_up_the_plain_one_goes_on() {
    let bundle = bundle::without_fonts(|_| false);
    let settings = [
        ("HTML2PDF_ENGINE", bundle.path().to_str().unwrap()),
        ("HTML2PDF_LOG", "debug"),
    ];
    let service = Service::start_with(&settings);
    let plain = service.plain_engine();
    let [here, away] = ["bin", "gone"].map(|name| bundle.path().join(name));
    std::fs::rename(&here, &away).unwrap();
    let said = "there is no fork server with the layout helper";
    wait::until("another is tried twice", seconds(30), || {
        assert_prints(&service);
        service.log().contains("there still is no fork server")
    });
    assert_eq!(service.log().matches(said).count(), 1);
    assert_eq!(service.kept_engines(), [plain]);
    std::fs::rename(&away, &here).unwrap();
    let warm = service.warm_engine();
    assert_ne!(warm, plain);
    assert_prints(&service);
    service.assert_children(&[warm]);
}

#[test]
fn a_service_that_ends_while_the_next_engine_warms_up_leaves_nothing() {
    let mut service = Service::start();
    let plain = service.plain_engine();
    assert_prints(&service);
    let next = next_engine(&service, plain);
    service.signal(Signal::TERM);
    service.wait();
    for engine in [plain, next] {
        wait::until("it ends", seconds(30), || has_ended(engine));
    }
    let left: Vec<_> = std::fs::read_dir(service.temp()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_was_frozen_while_the_next_engine_warmed_up_has_it_when_it_thaws() {
    let service = Service::start();
    let plain = service.plain_engine();
    assert_prints(&service);
    let next = next_engine(&service, plain);
    let all = [own(&service), plain, next];
    let tell = |signal| {
        all.iter()
            .for_each(|process| kill_process(*process, signal).unwrap())
    };
    tell(Signal::STOP);
    wait::let_pass(seconds(3));
    tell(Signal::CONT);
    assert_prints(&service);
    assert_eq!(service.warm_engine(), next);
    service.assert_nothing_left();
}

/// Rows, a grid, a drawing and a script, and what scripts of a page may do to a helper of its own.
const LAID_OUT: &str = "<!DOCTYPE html><style>.r{display:flex;gap:4mm;justify-content:space-between}\
    .g{display:grid;grid-template-columns:1fr 2fr;gap:2mm}.g div{border:1px solid #ccc;border-radius:2mm}\
    </style><div class=r><p>one<p>two</div><div class=g><div>three</div><div>four</div></div>";
const DISTURBS: &str = "<script>Array.prototype.forEach=Math.max=function(){throw 1};window.h2pHelper=function(){throw 2};\
    document.createElement=String.prototype.replace=null;JSON.stringify=console.log=null</script>";
/// What makes a page a stranger to the page that has the helper, or hides what the helper looks for there.
const HIDES: [&str; 5] = [
    "document.domain=document.domain",
    "window.__defineGetter__('document',function(){throw 1});window.document={}",
    "Object.prototype.document=Object.prototype.run=Object.prototype.takeBack=1;this.toString=this.valueOf=null",
    "var f=document.createElement('iframe');f.src='data:text/html,<p>x';document.body.appendChild(f)",
    "location.href='data:text/html,<p>gone'",
];

#[test]
fn a_warm_engine_has_the_layout_helper_and_a_cold_one_is_told_it() {
    let settings = ("HTML2PDF_LOG", "debug");
    let warm = Service::start_with(&[settings]);
    let cold = Service::start_with(&[settings, ("HTML2PDF_ENGINE_MODE", "spawn")]);
    warm.warm_engine();
    let hides = HIDES.map(|script| format!("{LAID_OUT}<script>{script}</script>"));
    let disturbed = [LAID_OUT.to_owned(), format!("{LAID_OUT}{DISTURBS}")];
    for html in disturbed.into_iter().chain(hides) {
        let [one, other] = [&warm, &cold].map(|service| service.print("", &html));
        assert_eq!(
            one.header("x-pdf-warnings"),
            other.header("x-pdf-warnings"),
            "{html}"
        );
        assert!(one.pdf() == other.pdf(), "{html}");
    }
    // What is waited for comes.
    let html = format!(
        "{LAID_OUT}<script>{};window.status='ready'</script>",
        HIDES[0]
    );
    let [one, other] =
        [&warm, &cold].map(|service| service.print("wait_for_status=ready", &html).pdf());
    assert!(one == other);
    let told = |service: &Service| service.log().matches("function solveFlex").count();
    assert_eq!((told(&warm), told(&cold) > 0), (0, true));
}
