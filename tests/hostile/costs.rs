//! What it may cost.

use crate::support;

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use support::hostile::canary::{Files, Servers};
use support::hostile::corpus::{self, Public, Vector};
use support::hostile::room;
use support::hostile::watch::{Policy, Watch};

use super::{DEADLINE, LATE, assert_nothing_left, each, policy, send, service};

/// What the service fetches side by side for one document.
const AT_ONCE: usize = 16;

fn each_costs_its_own_time(mode: &str) {
    let servers = Servers::start(&[]);
    let service = service(mode, &[("HTML2PDF_CONCURRENCY", "4"), servers.trusted()]);
    let files = Files::plant();
    let place = files.path().to_owned();
    let watch = Watch::new(servers, files, &place, service.temp(), service.pid());
    let run = &mode[..1];
    let vectors = corpus::read();
    let bad = Mutex::new(Vec::new());
    let say = |what: String| bad.lock().unwrap().push(what);
    let invoice = include_str!("../../examples/invoice.html");
    let alone = service.print("", invoice).pdf();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let neighbour = scope.spawn(|| {
            let mut times = 0;
            while !done.load(Ordering::Relaxed) {
                let answer = service.print("", invoice);
                if answer.status != 200 || answer.body != alone {
                    say(format!("the neighbour: {}", answer.status));
                }
                times += 1;
            }
            times
        });
        let denials = vectors.iter().filter(|vector| vector.is_denial());
        each(denials, 3, |vector| {
            let request = vector.request(run, watch.places());
            let started = Instant::now();
            let answer = send(&service, vector, &request, DEADLINE);
            let (file, status, took) = (&vector.file, answer.status, started.elapsed());
            if !vector.statuses.contains(&status) {
                let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(300)]);
                say(format!("{file}: {status} {body}"));
            }
            if took > DEADLINE + LATE {
                say(format!(
                    "{file} ({}): {status} after {took:?}",
                    vector.tries
                ));
            }
            println!("{file}: {status} {took:?}");
        });
        done.store(true, Ordering::Relaxed);
        assert!(
            neighbour.join().unwrap() > 2,
            "the neighbour was hardly there"
        );
    });
    let mut bad = bad.into_inner().unwrap();
    let reach = |vector: &&Vector| matches!(vector.public, Public::May | Public::Must);
    let denials = vectors.iter().filter(|vector| vector.is_denial());
    // Each may be cut off in the middle of all that it fetches side by side.
    let cut = denials.filter(reach).count() * AT_ONCE;
    bad.extend(watch.contacts_against(policy(), &vectors, &[run], cut));
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    // What hosts do to those who call them was done.
    if policy() == Policy::Public {
        for word in ["/unpacked/gzip", "/unpacked/br", "/unpacked/zstd", "http2-"] {
            assert!(watch.public_heard(word), "nobody asked for {word}");
        }
    }
    assert_nothing_left(&service);
}

#[test]
fn each_costs_its_own_time_in_a_warm_engine() {
    let name = "costs::each_costs_its_own_time_in_a_warm_engine";
    room::enter(name, || each_costs_its_own_time("warm"));
}

#[test]
fn each_costs_its_own_time_in_an_engine_of_its_own() {
    let name = "costs::each_costs_its_own_time_in_an_engine_of_its_own";
    room::enter(name, || each_costs_its_own_time("spawn"));
}
