//! A clock that jumps.

use crate::support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use support::clock::{self, Clock};
use support::service::Service;

use super::{ENDLESS, assert_prints};

#[test]
fn a_clock_that_jumps_changes_no_deadline() {
    let clock = Clock::new();
    let temp = tempfile::tempdir().unwrap();
    let settings = [("HTML2PDF_TIMEOUT", "4s")];
    let service = Service::start_program(&clock::program(), temp, &settings, |command| {
        clock.give(command);
    });
    let service = Arc::new(service);
    let warm = service.warm_engine();
    // Its ids begin with the time.
    let time = |service: &Service| {
        let answer = service.send("GET", "/health", &[], "");
        let id = answer.header("x-request-id");
        let time = u64::from_str_radix(id.split('-').next().unwrap(), 16).unwrap();
        Duration::from_micros(time)
    };
    let before = time(&service);
    for days in [1, 400, -400, -1, 36_500, 0] {
        let print = |html: &'static str| {
            let service = service.clone();
            std::thread::spawn(move || service.print("", html))
        };
        let slow = print("<script>for(var t=new Date();new Date()-t<500;);</script><p>slow");
        service.wait_for_engine();
        clock.set(days);
        assert_eq!(slow.join().unwrap().status, 200, "{days} days");
        assert_prints(&service);
        let asked = Instant::now();
        let endless = service.print("timeout=500ms", ENDLESS);
        assert_eq!(endless.status, 504, "{days} days");
        assert!(asked.elapsed() < Duration::from_secs(60));
    }
    // It did see the jumps.
    clock.set(400);
    assert!(time(&service) > before + Duration::from_secs(399 * 86_400));
    assert_eq!(service.warm_engine(), warm);
    service.assert_nothing_left();
}
