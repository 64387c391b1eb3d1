//! A clock that jumps when a test says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

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

/// The program, as one that loads libraries. `scripts/lints/rustc.sh` links it so beside a static one.
pub fn program() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_html2pdf"));
    let beside = program.with_file_name("html2pdf-dynamic");
    match beside.exists() {
        true => beside,
        false => program.to_owned(),
    }
}

/// How far the clock of the wall of a process is ahead.
pub struct Clock {
    folder: TempDir,
}

impl Clock {
    pub fn new() -> Self {
        let clock = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let source = clock.path("clock.c");
        fs::write(&source, CLOCK).unwrap();
        let mut compiler = Command::new("cc");
        compiler
            .args(["-shared", "-fPIC", "-o"])
            .arg(clock.library());
        assert!(compiler.arg(&source).status().unwrap().success());
        clock.set(0);
        clock
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn library(&self) -> PathBuf {
        self.path("clock.so")
    }

    /// Sets it to so many days ahead of ours, at once.
    pub fn set(&self, days: i64) {
        let part = self.path("part");
        fs::write(&part, (days * 86_400).to_ne_bytes()).unwrap();
        fs::rename(part, self.path("ahead")).unwrap();
    }

    /// Gives it to a process of `program` that is about to be started.
    pub fn give(&self, command: &mut Command) {
        command
            .env("LD_PRELOAD", self.library())
            .env("CLOCK_FILE", self.path("ahead"));
    }
}
