//! The command line of the real program.

use crate::support;

use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use support::child::{self, Start as _};

mod doctor;
mod files;
mod render;
mod starts;

pub fn html2pdf(arguments: &[&str]) -> Command {
    let mut command = child::command(env!("CARGO_BIN_EXE_html2pdf"));
    // A temporary folder of its own: the start warns of what a program that was killed has left there.
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let temp = folder.join(format!("command-{}-{count}", std::process::id()));
    std::fs::create_dir_all(&temp).unwrap();
    // No test asks for a name outside.
    command
        .args(arguments)
        .env("HTML2PDF_NETWORK", "off")
        .env("TMPDIR", temp);
    command
}

fn run(arguments: &[&str]) -> Output {
    html2pdf(arguments).run()
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn folder_with(name: &str, contents: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), contents).unwrap();
    folder
}

const WRONG: [(&str, &str); 4] = [
    ("HTML2PDF_TIMEOUT", "soon"),
    ("HTML2PDF_MAX_PAGES", "none"),
    ("HTML2PDF_LOG", "loud"),
    ("HTML2PDF_DEFAULT_PAGE_SIZE", "A44"),
];
