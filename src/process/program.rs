//! Where our own program lies, and how to start it again.

use std::io;
use std::path::{Path, PathBuf};

/// Where we are. Where there is no /proc, as we were called.
pub fn our_program() -> io::Result<PathBuf> {
    std::env::current_exe().or_else(|error| {
        let called = std::env::args_os().next().map(PathBuf::from);
        called
            .filter(|path| path.is_file())
            .map_or(Err(error), std::path::absolute)
    })
}

/// The program that runs now, even if another one has been put in its place.
pub fn ourselves() -> io::Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    if running.exists() {
        Ok(running.to_owned())
    } else {
        our_program()
    }
}
