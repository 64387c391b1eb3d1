//! The engine alone, as upstream ships it: its own loader and fonts, but not our library, and flags
//! that open everything. What a document does to it is what the harness must be able to see.

use std::fs;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use serde_json::Value;

use super::canary::ENVIRONMENT;
use super::corpus::decoded;
use crate::support::child::{self, Start as _};
use crate::support::{bundle, wait};

pub struct Bare {
    /// None where it was still at work at the end of its time.
    pub status: Option<ExitStatus>,
    pub pdf: Vec<u8>,
}

/// What stands around the engine.
#[derive(Clone, Copy, PartialEq)]
pub enum Around {
    Nothing,
    /// Our library and its guard, and still no flag of ours. The folder is the job's.
    Guard,
}

/// Prints a request as [`super::corpus::Vector::request`] makes it, in a folder.
pub fn print(request: &Value, folder: &Path, patience: Duration, around: Around) -> Bare {
    let put = |name: &str, bytes: &[u8]| {
        fs::write(folder.join(name), bytes).unwrap();
        folder.join(name).to_str().unwrap().to_owned()
    };
    let text = |name: &str| request[name].as_str();
    for (name, value) in request["assets"].as_object().into_iter().flatten() {
        // Some are names of no file.
        let _ = fs::write(
            folder.join(name.rsplit('/').next().unwrap()),
            decoded(value),
        );
    }
    let html = match text("html") {
        Some(html) => html.as_bytes().to_vec(),
        None => decoded(&request["html_base64"]),
    };

    let home = folder.join("home");
    fs::create_dir_all(&home).unwrap();
    let bundle = bundle::path();
    // Nothing that it does takes the machine's memory.
    let mut command = child::command("prlimit");
    command
        .args(["--as=2500000000", "--fsize=300000000", "--core=0"])
        .arg(bundle.join("lib/ld-linux-x86-64.so.2"));
    if around == Around::Guard {
        command.args(["--preload", "libhtml2pdf.so"]);
    }
    command
        .args(["--inhibit-cache", "--library-path"])
        .arg(bundle.join("lib"))
        .arg(bundle.join("bin/wkhtmltopdf"))
        .args(["--enable-local-file-access", "--no-stop-slow-scripts"])
        .args(["--load-error-handling", "ignore"])
        .args(["--load-media-error-handling", "ignore"])
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("HOME", &home)
        .env("TMPDIR", &home)
        .env("FONTCONFIG_FILE", bundle.join("etc/fonts.conf"))
        .env("A_SECRET", ENVIRONMENT)
        .current_dir(folder);
    if around == Around::Guard {
        command.env("HTML2PDF_GUARD", &bundle);
        command.env("XDG_CACHE_HOME", bundle.join("cache"));
    }
    if let Some(cover) = text("cover_html") {
        command
            .arg("cover")
            .arg(put("cover.html", cover.as_bytes()));
    }
    command.arg("page").arg(put("index.html", &html));
    for (field, flag, file) in [
        ("header_html", "--header-html", "header.html"),
        ("footer_html", "--footer-html", "footer.html"),
        ("user_style", "--user-style-sheet", "user.css"),
    ] {
        if let Some(value) = text(field) {
            command.arg(flag).arg(put(file, value.as_bytes()));
        }
    }
    if let Some(delay) = request["javascript_delay"].as_u64() {
        command.args(["--javascript-delay", &delay.to_string()]);
    }
    let result = folder.join("result.pdf");
    command.arg(&result);
    let mut engine = command.start();
    let status = wait::within(patience, || engine.try_wait().unwrap());
    // One that is still at work is killed, before its result is read.
    drop(engine);
    let pdf = fs::read(&result).unwrap_or_default();
    Bare { status, pdf }
}
