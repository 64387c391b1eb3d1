//! The service is killed at any moment: no job that was taken is lost, and none is printed twice to the eyes of
//! its caller.

use crate::support;

use std::collections::HashMap;

use serde_json::Value;
use support::wait;

use super::*;

#[test]
fn what_was_at_work_when_the_service_was_killed_is_printed_by_the_next() {
    let state = state();
    let service = serve(
        state.path(),
        &[("HTML2PDF_CONCURRENCY", "1"), ("HTML2PDF_TIMEOUT", "90s")],
    );
    let running = post(&service, &slow_page("at work"));
    let waiting = post(&service, &page("behind it"));
    until(&service, &running, "running");
    let temp = service.kill();

    let service = serve(state.path(), &[]);
    let done = until(&service, &waiting, "done");
    assert_eq!(done["attempts"], 1);
    let again = told(&service, &running);
    assert_eq!(again["attempts"], 2, "{again}");
    assert!(service.log().contains("killed service"));
    drop(temp);
}

#[test]
fn a_job_with_which_the_service_is_killed_each_time_is_given_up() {
    let state = state();
    let settings = [
        ("HTML2PDF_JOBS_ATTEMPTS", "2"),
        ("HTML2PDF_CONCURRENCY", "1"),
    ];
    let service = serve(state.path(), &settings);
    let place = post(&service, &slow_page("deadly"));
    until(&service, &place, "running");
    drop(service.kill());
    let service = serve(state.path(), &settings);
    until(&service, &place, "running");
    drop(service.kill());
    let service = serve(state.path(), &settings);
    let dead = told(&service, &place);
    assert_eq!(
        (&dead["state"], &dead["attempts"]),
        (&"dead".into(), &2.into()),
        "{dead}"
    );
    assert_eq!(
        result(&service, &place).problem()["type"],
        "urn:html2pdf:gave-up"
    );
}

/// Moments that nobody foresees, drawn from a seed that the failure names.
struct Moments(u64);

impl Moments {
    fn below(&mut self, most: u64) -> u64 {
        // Numbers of Lehmer's generator.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % most
    }
}

/// Jobs that are taken between two kills at most. More of them would wait longer, and show no more.
const MOST_IN_ROUND: usize = 40;

/// `HTML2PDF_KILLS` has it killed more often: scripts/soak-jobs.sh.
#[test]
fn kills_at_any_moment_lose_no_job_and_print_none_twice() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let kills: u64 = number("HTML2PDF_KILLS").unwrap_or(4);
    let seed = number("HTML2PDF_SEED").unwrap_or(u64::from(std::process::id()));
    let mut moments = Moments(seed);
    let state = state();
    // A job may be at work each time; none of them is to be given up.
    let settings = [("HTML2PDF_JOBS_ATTEMPTS", "100")];
    let mut taken: Vec<String> = Vec::new();
    let mut seen: HashMap<String, Vec<u8>> = HashMap::new();
    let mut attempts = 0;
    for kill in 0..kills {
        let service = serve(state.path(), &settings);
        let (url, number) = (service.url("/jobs"), taken.len());
        let (sender, receiver) = std::sync::mpsc::channel();
        let client = std::thread::spawn(move || {
            let agent: ureq::Agent = ureq::Agent::config_builder().build().into();
            for at in 0..MOST_IN_ROUND {
                let request = agent.post(&url).header("content-type", "text/html");
                // Until it is killed: what is not answered was not taken, as far as its caller knows.
                let Ok(answer) = request.send(page(&format!("{}", number + at))) else {
                    return;
                };
                let place = answer.headers()["location"].to_str().unwrap().to_owned();
                if sender.send(place).is_err() {
                    return;
                }
            }
        });
        // Some are taken before the moment is drawn, so that each round has something to lose.
        taken.extend((0..3).map(|_| receiver.recv_timeout(PATIENCE).unwrap()));
        wait::let_pass(Duration::from_millis(moments.below(1500)));
        // What a caller has seen stays so; of what was seen long ago, the end will tell.
        let recent = taken.len().saturating_sub(2 * MOST_IN_ROUND);
        for place in &taken[recent..] {
            if let Some(pdf) = done(&service, place) {
                assert!(
                    seen.get(place).is_none_or(|before| *before == pdf),
                    "{place}, seed {seed}"
                );
                seen.insert(place.clone(), pdf);
            }
        }
        drop(service.kill());
        client.join().unwrap();
        taken.extend(receiver.try_iter());
        eprintln!(
            "kill {} of {kills}: {} taken, {} seen",
            kill + 1,
            taken.len(),
            seen.len()
        );
    }
    let service = serve(state.path(), &settings);
    for place in &taken {
        let done = until(&service, place, "done");
        attempts += done["attempts"].as_u64().unwrap();
        let pdf = result(&service, place).pdf();
        assert!(
            seen.get(place).is_none_or(|before| *before == pdf),
            "{place}, seed {seed}"
        );
    }
    eprintln!("{} jobs, {attempts} attempts, seed {seed}", taken.len());
    // Nothing is left of those that were not whole.
    let new = std::fs::read_dir(state.path().join("new")).unwrap().count();
    assert_eq!(new, 0, "seed {seed}");
    service.assert_nothing_left();
}

fn done(service: &Service, place: &str) -> Option<Vec<u8>> {
    let told: Value = told(service, place);
    (told["state"] == "done").then(|| result(service, place).pdf())
}
