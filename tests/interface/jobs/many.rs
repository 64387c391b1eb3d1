//! A hundred thousand jobs that wait cost no memory.

use crate::support;

use support::{proc, wait};

use super::*;

/// KiB of memory that a process has for itself. What it has mapped of files, its own code among them, is the
/// machine's to take back.
fn resident(service: &Service) -> u64 {
    proc::memory(service.pid(), "RssAnon")
}

/// Has so many more jobs wait, by several callers at once.
fn fill(service: &Service, count: usize) {
    const CALLERS: usize = 8;
    // 20 KB each, as letters have.
    let html = page(&"word ".repeat(4_000));
    let url = service.url("/jobs");
    std::thread::scope(|scope| {
        for _ in 0..CALLERS {
            scope.spawn(|| {
                let agent: ureq::Agent = ureq::Agent::config_builder().build().into();
                for _ in 0..count / CALLERS {
                    let request = agent.post(&url).header("content-type", "text/html");
                    let mut answer = request.send(&html).unwrap();
                    assert_eq!(answer.status().as_u16(), 202);
                    // So that the connection is used again.
                    answer.body_mut().read_to_vec().unwrap();
                }
            });
        }
    });
}

#[test]
#[ignore = "takes minutes, and says how much memory: scripts/soak-jobs.sh"]
fn a_hundred_thousand_jobs_that_wait_cost_no_memory() {
    let state = state();
    let settings = [("HTML2PDF_CONCURRENCY", "1"), ("HTML2PDF_TIMEOUT", "15m")];
    let service = serve(state.path(), &settings);
    let first = post(
        &service,
        &slow_page_of("in their way", Duration::from_secs(890)),
    );
    until(&service, &first, "running");
    // What any number of requests makes it take: the stacks and the heaps of all its threads.
    fill(&service, 20_000);
    let before = resident(&service);
    for quarter in 1..=4 {
        let began = std::time::Instant::now();
        fill(&service, 20_000);
        let each = began.elapsed() / 20_000;
        let now = resident(&service);
        eprintln!(
            "{} jobs wait: {now} KiB, where 20000 had {before}; the last ones took {each:?} each",
            20_000 * (quarter + 1)
        );
    }
    let after = resident(&service);
    let last = post(&service, &page("last"));
    let asked = std::time::Instant::now();
    let position = told(&service, &last)["position"].as_u64().unwrap();
    eprintln!("GET of the last in {:?}", asked.elapsed());
    // All of them were to wait, and none was printed meanwhile.
    assert_eq!(position, 100_001);
    assert!(after < before + 8 * 1024, "{before} KiB became {after} KiB");
    // The next service finds them all.
    drop(service.kill());
    let began = std::time::Instant::now();
    let service = serve(state.path(), &settings);
    eprintln!("the next service is there after {:?}", began.elapsed());
    let found = told(&service, &last);
    assert_eq!(found["state"], "waiting");
    assert_eq!(service.send("DELETE", &first, &[], "").status, 204);
    wait::until("they go on", PATIENCE, || {
        told(&service, &last)["position"].as_u64().unwrap() < position
    });
}
