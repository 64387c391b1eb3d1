//! A clock that jumps.

use crate::support;

use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use support::service::Service;

use super::{ENDLESS, assert_prints};

/// A clock of the wall that is ahead by what a file says. The real one is not
/// ours to set, and a time namespace moves only the others. The engine, whose
/// environment is empty, keeps the real one.
const CLOCK: &str = r#"
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static char place[4096];
__attribute__((constructor)) static void find(void) {
    const char *set = getenv("CLOCK_FILE");
    for (int i = 0; set && set[i] && i < 4095; i++) place[i] = set[i];
}
int clock_gettime(clockid_t clock, struct timespec *at) {
    int failed = syscall(SYS_clock_gettime, clock, at), file;
    long ahead = 0;
    if (clock == CLOCK_REALTIME && (file = open(place, O_RDONLY | O_CLOEXEC)) >= 0) {
        if (read(file, &ahead, sizeof ahead) == sizeof ahead) at->tv_sec += ahead;
        close(file);
    }
    return failed;
}
"#;

#[test]
fn a_clock_that_jumps_changes_no_deadline() {
    let folder = tempfile::tempdir().unwrap();
    let [source, library, ahead] =
        ["clock.c", "clock.so", "ahead"].map(|name| folder.path().join(name));
    fs::write(&source, CLOCK).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-o"]).arg(&library);
    assert!(compiler.arg(&source).status().unwrap().success());
    let set = |days: i64| {
        let part = folder.path().join("part");
        fs::write(&part, (days * 86_400).to_ne_bytes()).unwrap();
        fs::rename(part, &ahead).unwrap();
    };
    set(0);
    let temp = tempfile::tempdir().unwrap();
    let service = Service::start_as(temp, &[("HTML2PDF_TIMEOUT", "4s")], |command| {
        command
            .env("LD_PRELOAD", &library)
            .env("CLOCK_FILE", &ahead);
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
        set(days);
        assert_eq!(slow.join().unwrap().status, 200, "{days} days");
        assert_prints(&service);
        let asked = Instant::now();
        let endless = service.print("timeout=500ms", ENDLESS);
        assert_eq!(endless.status, 504, "{days} days");
        assert!(asked.elapsed() < Duration::from_secs(10));
    }
    // It did see the jumps.
    set(400);
    assert!(time(&service) > before + Duration::from_secs(399 * 86_400));
    assert_eq!(service.warm_engine(), warm);
    service.assert_nothing_left();
}
