//! Processes that are killed at any moment.

use crate::support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::process::{Signal, kill_process};
use support::proc::descriptors;
use support::service::{Answer, Service, children};
use support::wait;

use super::{Chance, assert_honest, assert_prints, own, wait_for_descriptors};

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
    if mode == "warm" {
        service.wait_for_engine_ahead();
    }
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
    service.assert_children(&kept);
    wait_for_descriptors(&service, open);
}

#[test]
fn whoever_is_killed_under_load_costs_only_its_own_document() {
    under_fire("warm", 300);
}

#[test]
fn engines_that_are_killed_at_any_moment_of_their_start_cost_only_their_documents() {
    under_fire("spawn", 60);
}
