//! What it must not reach.

use crate::support;

use std::sync::Mutex;

use support::hostile::canary::{Files, Servers};
use support::hostile::corpus::{self, Public};
use support::hostile::room;
use support::hostile::watch::{self, Policy, Watch};

use super::{PATIENCE, assert_nothing_came, assert_nothing_left, each, policy, send, service};

fn nothing_is_reached(mode: &str) {
    let servers = Servers::start(&[]);
    let service = service(mode, &[("HTML2PDF_CONCURRENCY", "4"), servers.trusted()]);
    let files = Files::plant();
    let place = files.path().to_owned();
    let watch = Watch::new(servers, files, &place, service.temp(), service.pid());
    let run = &mode[..1];
    let (policy, vectors) = (policy(), corpus::read());
    let bad = Mutex::new(Vec::new());
    let say = |what: String| bad.lock().unwrap().push(what);
    let mut leaky: Vec<_> = vectors
        .iter()
        .filter(|vector| !vector.is_denial())
        .collect();
    // Those that may take all their time come first, so that nobody waits for one alone at the end.
    leaky.sort_by_key(|vector| !vector.statuses.contains(&504));
    each(leaky, 4, |vector| {
        let request = vector.request(run, watch.places());
        let answer = send(&service, vector, &request, PATIENCE);
        let (file, status) = (&vector.file, answer.status);
        if !vector.statuses.contains(&status) {
            let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(300)]);
            say(format!("{file}: {status} {body}"));
        }
        let leaks = watch.leaks_of(&request, &answer, policy, vector);
        if !leaks.is_empty() {
            say(format!("{file} ({}): {leaks:?}", vector.tries));
        }
        if vector.public == Public::Must && policy == Policy::Public {
            let came = watch::of_answer(&answer, &[]).contains("public");
            if !came || !watch.reached_public(vector, run) {
                let warnings = answer.header("x-pdf-warnings");
                say(format!("{file}: nothing public came: {warnings}"));
            }
        }
    });
    let mut bad = bad.into_inner().unwrap();
    bad.extend(watch.contacts_against(policy, &vectors, &[run], 0));
    bad.extend(
        watch
            .written()
            .iter()
            .map(|path| format!("written: {}", path.display())),
    );
    bad.extend(watch.of_log(&service.log(), &vectors, &[run]));
    bad.sort();
    assert_nothing_came(&bad);
    assert_nothing_left(&service);
}

#[test]
fn nothing_is_reached_from_a_warm_engine() {
    let name = "reach::nothing_is_reached_from_a_warm_engine";
    room::enter(name, || nothing_is_reached("warm"));
}

#[test]
fn nothing_is_reached_from_an_engine_of_its_own() {
    let name = "reach::nothing_is_reached_from_an_engine_of_its_own";
    room::enter(name, || nothing_is_reached("spawn"));
}
